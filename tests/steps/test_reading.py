"""Reading a study's files: names, failures, changes, corrections, units, and many files at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from coder.errors import StudyError
from coder.records import Decision, Kind
from coder.steps import units
from coder.steps.progress import quiet
from coder.steps.reading import MANY, Reading, known_transcripts, passages
from coder.study import Export, Item, Study

AT = "2026-01-02T03:04:05Z"
TALK = [
    ("Interviewer", "How did you come to be a mentor, and what did you expect of it?"),
    ("Participant", "A letter went round, and I thought, well, why not, I have the Thursdays free now."),
    ("Interviewer", "And what happened then?"),
    ("Participant", "Nothing for a year. Then a trainee rang me from a car park and we talked for an hour."),
]


def write(path: Path, talk: list[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = docx.Document()
    for label, words in talk:
        document.add_paragraph(f"{label}: {words}")
    document.save(str(path))


@pytest.fixture
def study(root: Path, tmp_path: Path) -> Study:
    """A study with one small transcript."""
    shutil.copy(root / "codebook.yaml", tmp_path)
    write(tmp_path / "transcripts" / "P07.docx", TALK)
    return Study(tmp_path)


def read(study: Study, *paths: Path) -> tuple[Reading, list[tuple[str, list[str]]]]:
    reading = Reading(study, study.ledger(), paths or [study.transcripts], None, AT)
    found = [(known.transcript.name, [segment.text for segment in known.segments]) for known in reading.each(quiet)]
    return reading, found


def test_a_file_that_fails_does_not_stop_the_others(study: Study) -> None:
    """One line for the bad file; lock files are passed over and counted."""
    (study.transcripts / "broken.docx").write_bytes(b"PK\x03\x04 no")
    (study.transcripts / "~$P07.docx").write_bytes(b"lock")
    reading, found = read(study)
    assert [name for name, _ in found] == ["P07.docx"]
    assert len(reading.failures) == 1
    assert reading.failures[0].startswith("broken.docx: ")
    assert reading.skipped == 1


def test_files_of_one_name_in_two_folders_are_two_transcripts(study: Study) -> None:
    """Below the folder that is read, a file is named by its path."""
    write(
        study.transcripts / "wave2" / "P07.docx",
        [*TALK, ("Interviewer", "Thank you."), ("Participant", "Not at all, it was good to talk.")],
    )
    reading, found = read(study)
    assert [name for name, _ in found] == ["P07.docx", "wave2/P07.docx"]
    assert len(study.ledger().transcripts()) == 2
    assert not reading.changes


def test_a_copy_of_a_file_is_told(study: Study) -> None:
    """The same text twice is read once."""
    shutil.copy(study.transcripts / "P07.docx", study.transcripts / "P07 copy.docx")
    reading, found = read(study)
    assert len(found) == 1
    assert "the same text as" in reading.failures[0]


def test_a_changed_file_keeps_what_did_not_change(study: Study) -> None:
    """Unchanged segments keep their ids and decisions, what is gone is listed with who decided on it."""
    read(study)
    ledger = study.ledger()
    first, second = ledger.segments()
    tagging = ledger.begin_tagging("M-1", "m", {}, ("1", "x"), AT)
    ledger.add_export(Export("E-1", "anna", "xlsx", tagging, "1", AT, (Item("S-K", first.id, ()), Item("S-L", second.id, ()))))
    ledger.add_import("E-1", "a.xlsx", "1", b"", [Decision("anna", s.id, Kind.NONE) for s in (first, second)], AT)
    changed = [TALK[0], ("Participant", "An e-mail went round, I think it was."), *TALK[2:]]
    write(study.transcripts / "P07.docx", changed)
    reading, _ = read(study)
    assert "1 segments unchanged (1 moved), 1 changed or gone, 1 new" in reading.changes[0]
    assert reading.changes[1].startswith(f"P07.docx: {first.id} (turn 2) is changed or gone; what anna decided")
    assert second.id in {segment.id for segment in study.ledger().segments()}
    assert len(study.ledger().decisions()) == 2


def test_a_renamed_file_is_the_same_transcript(study: Study) -> None:
    """Nothing is new, nothing is gone."""
    read(study)
    before = study.ledger().segments()
    (study.transcripts / "P07.docx").rename(study.transcripts / "P07-final.docx")
    reading, found = read(study)
    assert found[0][0] == "P07-final.docx"
    assert reading.changes == []
    assert [s.id for s in study.ledger().segments()] == [s.id for s in before]


def test_corrections_are_obeyed_on_the_next_reading(study: Study) -> None:
    """What the user sets right in study.yaml changes how an unchanged file is read."""
    read(study)
    (study.root / "study.yaml").write_text(
        "transcripts:\n  P07.docx:\n    participant: P7\n    interview: 2\n"
        "    roles: {Interviewer: participant, Participant: interviewer}\n",
        encoding="utf-8",
    )
    _, found = read(study)
    (transcript,) = study.ledger().transcripts().values()
    assert (transcript.participant, transcript.interview) == ("P7", 2)
    assert found[0][1] == [words for label, words in TALK if label == "Interviewer"]


def test_a_passage_knows_the_talk_around_it(study: Study) -> None:
    """The turns next to it, and the participant's nearest segments, those that only show that somebody listens left out."""
    more = [("Interviewer", "From a car park?"), ("Participant", "Mm-hmm."), ("Interviewer", "Go on.")]
    write(
        study.transcripts / "P07.docx", [*TALK, *more, ("Participant", "She had failed her exam and did not dare tell anybody.")]
    )
    read(study)
    first, second, short, last = passages(known_transcripts(study.ledger())).values()
    assert (second.before, second.after) == (TALK[2][1], more[0][1])
    assert (second.earlier, second.later) == ((first.text,), (last.text,))
    assert last.earlier == (second.text, first.text)
    assert (short.text, short.earlier, short.later) == ("Mm-hmm.", (), ())


def test_merges_and_splits_last_until_the_freeze(study: Study) -> None:
    """They are kept over further readings; after the freeze there are none."""
    read(study)
    first, _ = study.ledger().segments()
    made = units.split(study, first.id, "I have the Thursdays", AT)
    assert [s.text for s in made.segments] == [
        "A letter went round, and I thought, well, why not,",
        "I have the Thursdays free now.",
    ]
    _, found = read(study)
    assert len(found[0][1]) == 3
    one, other = made.segments
    assert [s.text for s in units.merge(study, one.id, other.id, AT).segments] == [TALK[1][1]]
    units.freeze(study, AT)
    with pytest.raises(StudyError, match="frozen on 2026-01-02"):
        units.split(study, first.id, "I have", AT)
    with pytest.raises(StudyError, match="frozen as turn"):
        Reading(study, study.ledger(), [study.transcripts], None, AT, "sentence")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nowhere", "do not stand in it"),
        ("I", "stand in it"),
        ("A letter", "begins with these words"),
        (" ", "do not stand|stand in it"),
    ],
)
def test_a_split_needs_a_clear_place(study: Study, words: str, said: str) -> None:
    """Words that are not there, or there twice, are told."""
    read(study)
    with pytest.raises(StudyError, match=said):
        units.split(study, study.ledger().segments()[0].id, words, AT)


def test_only_one_turn_can_be_merged(study: Study) -> None:
    """Two turns stay two."""
    read(study)
    first, second = study.ledger().segments()
    with pytest.raises(StudyError, match="not of one turn"):
        units.merge(study, first.id, second.id, AT)


def test_many_files_are_read_by_several_processes_in_order(study: Study) -> None:
    """The same result as one by one; unchanged files come from the ledger the second time."""
    for number in range(MANY + 3):
        talk = [*TALK, ("Interviewer", f"Number {number}?"), ("Participant", f"Yes, that is what I said, number {number}.")]
        write(study.transcripts / f"Q{number:02d}.docx", talk)
    (study.transcripts / "bad.docx").write_bytes(b"")
    reading, found = read(study)
    assert [name for name, _ in found] == ["P07.docx", *(f"Q{number:02d}.docx" for number in range(MANY + 3))]
    assert found[5][1][-1] == "Yes, that is what I said, number 4."
    assert len(reading.failures) == 1
    before = study.ledger().counts()
    assert read(study)[1] == found
    assert study.ledger().counts() == before
