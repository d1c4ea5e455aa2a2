"""Suggestions as tables: columns, rows for segments with nothing, and texts that stay texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coder.codebook import parse
from coder.errors import StudyError
from coder.records import Role, Suggestion, Transcript, Turn
from coder.report import suggestion_rows, table_writer
from coder.segment import segments

BOOK = parse("families: [{id: f, codes: [{id: a, definition: A.}, {id: b, definition: B.}]}]", "b")
SAID = ("=1+1 is what I said, more or less.", "Nothing of interest, I am afraid.")
COLUMNS = ["segment_id", "transcript", "participant", "speaker", "turn", "start", "end", "text", "code", "score", "suggested"]


def rows(all_scores: bool) -> list[dict[str, Any]]:
    text = "\n".join(SAID)
    turns = (Turn(1, "P", Role.PARTICIPANT, ((0, 34),)), Turn(2, "P", Role.PARTICIPANT, ((35, len(text)),)))
    made = Transcript("one.docx", text, turns, (), "label", participant="P1")
    units = segments(made)
    found = [
        Suggestion(units[0].id, "f/a", 0.81234, True),
        Suggestion(units[0].id, "f/b", 0.1, False),
        Suggestion(units[1].id, "f/a", 0.2, False),
        Suggestion(units[1].id, "f/b", 0.05, False),
    ]
    shown = {units[0].id: ("f/a",), units[1].id: ()}
    return list(suggestion_rows(made, units, found, shown, BOOK, all_scores=all_scores))


def written(path: Path, all_scores: bool = False) -> Path:
    with table_writer(path, with_source=False) as table:
        table.write(rows(all_scores))
    return path


def test_csv_has_the_promised_columns_and_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    """One row a suggestion, one for a segment with none, a byte order mark, and no text that runs as a formula."""
    path = written(tmp_path / "out.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == COLUMNS
    assert [(row["text"], row["code"], row["score"], row["suggested"]) for row in found] == [
        ("'" + SAID[0], "f/a", "0.8123", "True"),
        (SAID[1], "", "", "False"),
    ]
    assert [(row["start"], row["end"], row["turn"]) for row in found] == [("0", "34", "1"), ("35", str(35 + len(SAID[1])), "2")]


def test_all_scores_gives_each_segment_and_code(tmp_path: Path) -> None:
    """With --all-scores nothing is left out."""
    found = [json.loads(line) for line in written(tmp_path / "out.jsonl", True).read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["code"], row["suggested"]) for row in found] == [
        (SAID[0], "f/a", True),
        (SAID[0], "f/b", False),
        (SAID[1], "f/a", False),
        (SAID[1], "f/b", False),
    ]


def test_xlsx_keeps_texts_as_texts(tmp_path: Path) -> None:
    """A passage that begins with = is a string, a score a number."""
    page = openpyxl.load_workbook(written(tmp_path / "out.xlsx"))["Suggestions"]
    assert [cell.value for cell in page[1]] == COLUMNS
    assert (page["H2"].value, page["H2"].data_type) == (SAID[0], "s")
    assert page["J2"].value == 0.8123
    assert page["K2"].value is True
    assert page["I3"].value is None


def test_an_unknown_ending_is_told_at_once(tmp_path: Path) -> None:
    """The known ones are listed."""
    with pytest.raises(StudyError, match=r"use \.xlsx, \.csv, \.jsonl"), table_writer(tmp_path / "out.doc", with_source=False):
        pass


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_a_failure_half_way_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    """The new table takes the old one's place only when it is whole."""
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"old")

    def interrupted() -> Iterator[dict[str, Any]]:
        yield rows(False)[0]
        raise RuntimeError

    with pytest.raises(RuntimeError), table_writer(path, with_source=False) as table:
        table.write(interrupted())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
