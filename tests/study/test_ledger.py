"""The ledger: what goes in comes out, nothing that was decided is ever lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from coder.errors import StudyError
from coder.records import Decision, Kind, Note, NoteKind, Role, SideText, Speaker, Suggestion, Transcript, Turn
from coder.segment import segments
from coder.study import Export, Item, Ledger

AT = "2026-01-02T03:04:05Z"


def transcript(name: str = "one.docx", said: str = "We hardly ever speak.") -> Transcript:
    """A transcript with something in every field."""
    text = f"I: Do you speak?\nP: {said}\nEnd"
    end = 20 + len(said)
    return Transcript(
        name,
        text,
        (
            Turn(1, "I", Role.INTERVIEWER, ((3, 16),), ((0, 2),)),
            Turn(2, "P", Role.PARTICIPANT, ((20, end),), ((17, 19),), "00:01"),
        ),
        (Speaker("I", Role.INTERVIEWER, "asks"), Speaker("P", Role.PARTICIPANT, "answers")),
        "label",
        (Note(NoteKind.OTHER, end + 1, end + 4),),
        (SideText("header", "Page"),),
        ("a warning",),
        "P07",
        2,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger with one transcript, one tagging, one export."""
    ledger = Ledger(tmp_path / "study.sqlite")
    made = transcript()
    units = segments(made)
    ledger.add_transcript(made, units, AT)
    found = [Suggestion(units[0].id, "a/b", 0.75, True), Suggestion(units[0].id, "a/c", 0.25, False)]
    tagging = ledger.begin_tagging("M-1", "starter", {"n": 1}, ("1", "abc"), AT)
    ledger.add_suggestions(tagging, found)
    ledger.finish_tagging(tagging, AT)
    ledger.add_export(Export("E-1", "anna", "xlsx", tagging, "1", AT, (Item("S-K", units[0].id, ("a/b",)),)))
    return ledger


def only_segment(ledger: Ledger) -> str:
    (segment,) = ledger.segments()
    return segment.id


def test_what_was_read_comes_back(ledger: Ledger) -> None:
    """A transcript with all its fields, its segments, suggestions and exports are read back as they were."""
    made = transcript()
    assert ledger.transcripts() == {made.id: made}
    assert ledger.segments() == segments(made)
    assert [s.score for s in ledger.suggestions(1)] == [0.75, 0.25]
    export = ledger.export("E-1")
    assert export is not None
    assert export.items == (Item("S-K", only_segment(ledger), ("a/b",)),)
    assert ledger.export("E-2") is None


def test_an_interrupted_tagging_is_gone_on_with(ledger: Ledger) -> None:
    """It counts only when it is finished; the same model and codebook go on with it, others begin anew."""
    begun = ledger.begin_tagging("M-1", "starter", {}, ("1", "abc"), AT)
    assert begun != 1
    assert [tagging.id for tagging in ledger.taggings()] == [1]
    assert ledger.begin_tagging("M-1", "starter", {}, ("1", "abc"), AT) == begun
    assert ledger.begin_tagging("M-2", "other", {}, ("1", "abc"), AT) != begun
    ledger.finish_tagging(begun, AT)
    assert [tagging.id for tagging in ledger.taggings()] == [1, begun]


def test_a_file_read_before_is_known_by_its_bytes(ledger: Ledger) -> None:
    """Same bytes and same settings need no reading; other settings do."""
    made = transcript("two.docx", "Another talk.")
    ledger.add_transcript(made, segments(made), AT, "hash", "settings")
    assert ledger.reading_of("hash", "settings") == (made.id, made, segments(made))
    assert ledger.reading_of("hash", "other") is None


def test_reading_again_adds_nothing(ledger: Ledger) -> None:
    """An unchanged file leaves the ledger as it is."""
    made = transcript()
    before = ledger.counts()
    assert not ledger.add_transcript(made, segments(made), AT)
    assert ledger.counts() == before


def test_a_changed_file_is_the_same_transcript(ledger: Ledger) -> None:
    """A new text under the same name is a new reading; the old segments stay in the ledger."""
    changed = transcript(said="We speak every day.")
    home = ledger.transcript_id(changed)
    assert home == transcript().id
    assert ledger.add_transcript(changed, segments(changed, home), AT)
    assert [s.text for s in ledger.segments()] == ["We speak every day."]
    assert ledger.counts()["segments"] == 2


def test_a_renamed_file_is_the_same_transcript(ledger: Ledger) -> None:
    """The text decides, not the name."""
    renamed = transcript("two.docx")
    assert ledger.transcript_id(renamed) == transcript().id
    ledger.add_transcript(renamed, segments(renamed), AT)
    assert [t.name for t in ledger.transcripts().values()] == ["two.docx"]


def test_later_decisions_do_not_overwrite(ledger: Ledger) -> None:
    """Both stay, in order."""
    segment = only_segment(ledger)
    for number, kind in enumerate((Kind.CONFIRM, Kind.REFUTE)):
        ledger.add_import("E-1", "anna.xlsx", str(number), b"x", [Decision("anna", segment, kind, "a/b")], AT)
    assert [d.kind for d in ledger.decisions("anna")] == [Kind.CONFIRM, Kind.REFUTE]
    assert ledger.decisions("ben") == ()


@pytest.mark.parametrize("table", ["decisions", "suggestions", "imports", "exports", "items", "segments", "readings"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid + 1"])
def test_the_file_itself_refuses_to_forget(ledger: Ledger, table: str, act: str) -> None:
    """Even another program cannot change or delete a row."""
    ledger.add_import("E-1", "anna.xlsx", "1", b"x", [Decision("anna", only_segment(ledger), Kind.NONE)], AT)
    with sqlite3.connect(ledger.path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(act.format(table))
    other.close()


def test_an_import_is_all_or_nothing(ledger: Ledger) -> None:
    """A decision on a segment that does not exist takes the whole import back."""
    before = ledger.counts()
    decisions = [Decision("anna", only_segment(ledger), Kind.NONE), Decision("anna", "S-NOWHERE", Kind.NONE)]
    with pytest.raises(DatabaseError):
        ledger.add_import("E-1", "anna.xlsx", "1", b"x", decisions, AT)
    assert ledger.counts() == before


def test_a_kill_in_the_middle_of_an_import_changes_nothing(ledger: Ledger) -> None:
    """A process that dies between the file and its decisions leaves the last good state."""
    before = ledger.counts()
    segment = only_segment(ledger)
    script = f"""
import os
from pathlib import Path
from sqlalchemy import event
from coder.records import Decision, Kind
from coder.study import Ledger
ledger = Ledger(Path({str(ledger.path)!r}))
seen = []
@event.listens_for(ledger._engine, "before_cursor_execute")
def die(connection, cursor, statement, parameters, context, executemany):
    if "INSERT INTO decisions" in statement:
        os.kill(os.getpid(), 9)
ledger.add_import("E-1", "anna.xlsx", "1", b"x", [Decision("anna", {segment!r}, Kind.NONE)], "now")
"""
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False)
    assert done.returncode == -9
    assert Ledger(ledger.path).counts() == before


def test_a_newer_ledger_is_refused(ledger: Ledger) -> None:
    """A file written by a later version is left alone."""
    with sqlite3.connect(ledger.path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(StudyError, match="newer version"):
        Ledger(ledger.path)


def test_an_older_ledger_learns_that_rounds_can_be_cancelled(tmp_path: Path) -> None:
    """A file of the first version gets the table that was added since, append-only like the others, and keeps its id."""
    path = tmp_path / "study.sqlite"
    study = Ledger(path).study
    with sqlite3.connect(path) as old:
        old.execute("DROP TABLE round_cancellations")
        old.execute("PRAGMA user_version = 1")
    old.close()
    again = Ledger(path)
    assert again.study == study
    assert again.counts()["round_cancellations"] == 0
    with again.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    assert {"round_cancellations_no_update", "round_cancellations_no_delete"} <= set(names)


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """A file that SQLite cannot read is one plain line."""
    (tmp_path / "study.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(StudyError, match="not a ledger"):
        Ledger(tmp_path / "study.sqlite")


def test_each_study_has_an_id_of_its_own(tmp_path: Path) -> None:
    """The id is drawn once and kept."""
    first, second = Ledger(tmp_path / "a.sqlite"), Ledger(tmp_path / "b.sqlite")
    assert first.study != second.study
    assert Ledger(tmp_path / "a.sqlite").study == first.study
