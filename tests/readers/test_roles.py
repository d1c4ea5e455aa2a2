from __future__ import annotations

import pytest
from made import made

from coder.readers.roles import speakers
from coder.records import Corrections, Role

ASKED = "So how did that come about?", "What happened then?", "And how do you see it now?", "Can you say more?"
TOLD = (
    "It came about slowly, over a year or so, when my own mentor retired and I had nobody to ring.",
    "Then I went on the course, and for a while I listened better than I ever had before.",
    "Now I do it without thinking, which may be good or bad, I cannot tell from the inside.",
    "I could, but it would be the same story about the same ward and the same tired people.",
)


def _roles(one: str, other: str, asked: tuple[str, ...] = ASKED, told: tuple[str, ...] = TOLD) -> dict[str, str]:
    said = [turn for pair in zip(asked, told, strict=True) for turn in ((one, pair[0]), (other, pair[1]))]
    return {speaker.label: speaker.role.value for speaker in speakers(said, {}, {})}


PAIRS = """
I P|I R|INT RES|Interviewer Participant|Interviewer Interviewee|Researcher P07|R P|Moderator P1|Facilitator Respondent|Q A
Therapist Client|IV IE|Int1 PT|Interviewer Befragter|I B|Interviewerin Probandin|Frage Antwort|Enquêteur Enquêté|Enquêtrice Répondant
Entrevistador Entrevistado|E P|Entrevistadora Participante|Pregunta Respuesta|Pesquisadora Participante|Intervistatore Intervistato
Ricercatrice Partecipante|Domanda Risposta|Onderzoeker Deelnemer|Interviewer Geïnterviewde|Badaczka Badana|Prowadzący Uczestnik
Intervjuare Informant|Forsker Deltaker|Haastattelija Haastateltava|Tazatel Respondent|Интервьюер Респондент|الباحث المشارك
מראיינת מרואיין|访谈者 受访者|問 答|聞き手 話し手|Speaker 1 Speaker 2|Ann Bob|JK MB
"""


@pytest.mark.parametrize("pair", [pair for line in PAIRS.split("\n") for pair in line.split("|") if pair])
def test_who_asks_is_the_interviewer(pair: str) -> None:
    """Labels in many languages, or failing them the talk itself, tell interviewer from participant."""
    one, other = pair.rsplit(" ", 1) if not pair.startswith("Speaker") else ("Speaker 1", "Speaker 2")
    assert _roles(one, other) == {one: "interviewer", other: "participant"}


def test_words_outweigh_behaviour() -> None:
    """A label that names the role is believed even if the other one asks."""
    assert _roles("Participant", "Interviewer") == {"Participant": "participant", "Interviewer": "interviewer"}


def test_nothing_tells() -> None:
    """Where neither label nor talk tells, the role is unknown, and the reason says so."""
    said = [("Ann", "I went there."), ("Bob", "So did I."), ("Ann", "It rained."), ("Bob", "It did.")]
    found = speakers(said, {}, {})
    assert [speaker.role for speaker in found] == [Role.UNKNOWN, Role.UNKNOWN]
    assert "does not decide" in found[0].reason


def test_doctors_who_are_interviewed_and_doctors_who_ask() -> None:
    """A doctor beside an interviewer is a participant; beside a patient who answers, the one who asks."""
    assert _roles("Interviewer", "Doctor") == {"Interviewer": "interviewer", "Doctor": "participant"}
    assert _roles("Doctor", "Patient") == {"Doctor": "interviewer", "Patient": "participant"}


def test_focus_group() -> None:
    """In a group, everyone but the one who asks is a participant, also those who speak together."""
    one = made(
        """
Anna: What do you think of nights?
P1: I think they are too long, and there are too many of them.
P2: They are not long enough to get anything done.
Anna: Is that so?
P3: It depends on the ward, on mine we sleep.
P1 and P2: Sleep!
P3: We do, we really do, from two to four.
Anna: And on yours?
P1: We never do.
P2: Never.
All: Never ever.
"""
    )
    roles = {speaker.label: speaker.role.value for speaker in one.speakers}
    assert roles.pop("Anna") == "interviewer"
    assert roles == dict.fromkeys(["P1", "P2", "P3", "P1 and P2", "All"], "participant")


def test_every_speaker_has_a_reason() -> None:
    """Each role comes with its reason in plain words, which repeats nothing that was said."""
    one = made("\n".join(f"Ann: {asked}\nBob: {told}" for asked, told in zip(ASKED, TOLD, strict=True)))
    assert [speaker.reason for speaker in one.speakers] == [
        "asks 100% of the questions, says 21% of the words",
        "asks 0% of the questions, says 79% of the words",
    ]


def test_corrections_are_obeyed() -> None:
    """Roles, aliases, participant, interview and ignored speakers are as the user says."""
    corrections = Corrections(
        roles={"ann": Role.PARTICIPANT}, aliases={"Bobby": "Bob"}, participant="X9", interview=3, ignore=frozenset({"Nurse"})
    )
    one = made(
        "Ann: Shall I start?\nBob: Do.\nNurse: Tea?\nAnn: I was born in Hull. Where were you?\nBobby: In Leeds.\nNurse: Milk?\nBob: No.",
        "P07 interview 2.docx",
        corrections,
    )
    assert [(turn.number, turn.speaker) for turn in one.turns] == [(1, "Ann"), (2, "Bob"), (3, "Ann"), (4, "Bob"), (5, "Bob")]
    assert {speaker.label: speaker.role.value for speaker in one.speakers} == {"Ann": "participant", "Bob": "interviewer"}
    assert (one.participant, one.interview) == ("X9", 3)
    assert "Nurse" in {one.text[note.start : note.end].rstrip(":") for note in one.notes}


def test_a_label_that_the_user_names_is_one() -> None:
    """A label that the file alone would not have given is taken when the corrections name it."""
    text = "Then: it began.\nAnd we went on.\nThen: it ended.\nAnd that was all."
    assert made(text).speakers[0].label == ""
    one = made(text, corrections=Corrections(roles={"Then": Role.PARTICIPANT}))
    assert [turn.speaker for turn in one.turns] == ["Then", "Then"]


@pytest.mark.parametrize(
    ("name", "text", "participant", "interview"),
    [
        ("P07 interview 2.docx", "", "P07", 2),
        ("d1-int2.docx", "", "d1", 2),
        ("A-interview-1.docx", "", "A", 1),
        ("Participant_12_transcript.docx", "", "Participant_12", None),
        ("Interview 12.docx", "", "", None),
        ("session-01.docx", "", "", None),
        ("transcript final v2.docx", "", "", None),
        ("made.docx", "Participant ID: 14\nInterview number: 2\n", "14", 2),
        ("made.docx", "Participant: anonymous\nDate: 3 May\n", "", None),
        ("made.docx", "Pseudonym: Hazel\n", "Hazel", None),
    ],
)
def test_whose_interview_it_is(name: str, text: str, participant: str, interview: int | None) -> None:
    """Participant and number of the interview are taken from the file's name or metadata where they are evident."""
    one = made(f"{text}I: Ready?\nP: Yes.\nI: Sure?\nP: Quite.", name)
    assert (one.participant, one.interview) == (participant, interview)
