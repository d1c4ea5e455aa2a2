"""The sample study: every file is read with the right speakers, says that it is invented, and loses no word."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from coder import readers
from coder.records import Role, Transcript

ROOT = Path(__file__).resolve().parent.parent
with (ROOT / "tests" / "data" / "sample_truth.csv").open(encoding="utf-8", newline="") as stream:
    TRUTH = list(csv.DictReader(stream))


def words(text: str) -> Counter[str]:
    """The words of a text, punctuation aside."""
    return Counter(re.findall(r"\w+", text))


def spoken(transcript: Transcript, role: Role) -> int:
    return sum(len(transcript.said(turn).split()) for turn in transcript.turns if turn.role is role)


def test_the_study_is_large_and_varied_enough() -> None:
    """Ten interviews of eight people, two of them follow-ups, in nine conventions; each of 30 to 45 turns and a thousand words."""
    assert sorted(path.name for path in (ROOT / "transcripts").iterdir()) == sorted(row["file"] for row in TRUTH)
    assert len({row["convention"] for row in TRUTH}) >= 9
    transcripts = [readers.read(ROOT / "transcripts" / row["file"]) for row in TRUTH]
    assert Counter(t.participant for t in transcripts) == Counter("AABCCDEFGH")
    assert sorted(t.interview or 0 for t in transcripts) == [1] * 8 + [2] * 2
    for transcript in transcripts:
        assert 30 <= len(transcript.turns) <= 45
        assert spoken(transcript, Role.INTERVIEWER) + spoken(transcript, Role.PARTICIPANT) >= 1000


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["file"])
def test_speakers_and_turns_are_right(row: dict[str, str]) -> None:
    """The two speakers, who is who, how many turns, and how many words each said."""
    transcript = readers.read(ROOT / "transcripts" / row["file"])
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    assert roles == {row["interviewer"]: Role.INTERVIEWER, row["participant"]: Role.PARTICIPANT}
    assert [turn.role for turn in transcript.turns] == [Role.INTERVIEWER, Role.PARTICIPANT] * (int(row["turns"]) // 2)
    assert spoken(transcript, Role.INTERVIEWER) == int(row["interviewer_words"])
    assert spoken(transcript, Role.PARTICIPANT) == int(row["participant_words"])
    assert transcript.warnings == ()


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["file"])
def test_every_file_says_that_it_is_invented(row: dict[str, str]) -> None:
    """The notice stands on every page, in the header."""
    transcript = readers.read(ROOT / "transcripts" / row["file"])
    assert any(side.where == "header" and "no real person speaks here" in side.text for side in transcript.side)


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["file"])
def test_libreoffice_finds_no_word_that_is_in_no_turn(row: dict[str, str], libreoffice: Callable[[Path, str], Path]) -> None:
    """Every word of LibreOffice's text export is in some turn, or in the label or time that introduces it."""
    path = ROOT / "transcripts" / row["file"]
    transcript = readers.read(path)
    exported = words(libreoffice(path, "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig"))
    if row["convention"] == "numbered questions":  # the export writes out the automatic numbers, which are nobody's words
        exported -= Counter(str(number) for number in range(1, 100))
    said = words("\n".join(transcript.said(turn) for turn in transcript.turns))
    labels = words(" ".join(transcript.text[start:end] for turn in transcript.turns for start, end in turn.labels))
    times = words(" ".join(transcript.text[note.start : note.end] for note in transcript.notes if note.kind == "timestamp"))
    assert not exported - (said + labels + times)
    assert not said - exported
