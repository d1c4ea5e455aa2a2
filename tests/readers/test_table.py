from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from made import held, told
from openpyxl import Workbook

from coder.errors import ReadError
from coder.readers import ANSWERS, read, read_answers
from coder.records import Role


def _csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "answers.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _book(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "answers.xlsx"
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_answers(tmp_path: Path) -> None:
    """Each answer is a turn of the participant whom the id names; blank ones are skipped and counted; quoted line ends are kept."""
    one = read_answers(_csv(tmp_path, 'id,text,ward\na1,"Good, mostly.\nVery.",2\na2,,3\na3,Bad.,4\n'), "text", "id")
    held(one)
    assert told(one) == ["a1 > Good, mostly. Very.", "a3 > Bad."]
    assert [turn.source_id for turn in one.turns] == ["a1", "a3"]
    assert {speaker.role for speaker in one.speakers} == {Role.PARTICIPANT}
    assert one.convention == ANSWERS
    assert one.warnings == ("1 blank answer skipped",)
    assert one.name == "answers.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """The delimiter is told from the head row, the encoding from the bytes."""
    text = f'"id"{delimiter}"Réponse"\n1{delimiter}"été; chaud, oui"\n'
    assert told(read_answers(_csv(tmp_path, text, encoding), "réponse", "ID")) == ["1 > été; chaud, oui"]


def test_without_an_id_column(tmp_path: Path) -> None:
    """Without an id column the row's number is the id."""
    assert told(read_answers(_csv(tmp_path, "text\nGood.\n\nBad.\n"), "text", None)) == ["2 > Good.", "4 > Bad."]


def test_excel_cells_are_text(tmp_path: Path) -> None:
    """Numbers, dates and formulas are taken as text and never computed."""
    rows: list[list[object]] = [
        ["id", "text"],
        [1, "Good."],
        [2.0, 7.5],
        [3, dt.datetime(2019, 5, 3)],
        [4, "=1+1"],
        [5, None],
        [None, None],
    ]
    one = read_answers(_book(tmp_path, rows), "text", "id")
    assert told(one) == ["1 > Good.", "2 > 7.5", "3 > 2019-05-03", "4 > =1+1"]
    assert one.warnings == ("1 blank answer skipped",)


@pytest.mark.parametrize(
    ("text", "column", "ids", "says"),
    [
        ("id,text\n1,a\n", "answer", "id", "no column 'answer'; the columns are: 'id', 'text'"),
        ("id,text\n1,a\n", "text", "key", "no column 'key'"),
        ("id,text,text\n1,a,b\n", "text", "id", "2 columns are called 'text'"),
        ("id,text\n1,a\n1,b\n2,c\n", "text", "id", "more than once in column 'id': 1"),
        ("id,text\n,a\n", "text", "id", "1 answers have no id"),
        ("", "text", "id", "the columns are: none"),
    ],
)
def test_wrong_columns_and_ids(tmp_path: Path, text: str, column: str, ids: str, says: str) -> None:
    """A wrong column lists the columns; ids that are missing or stand twice are named."""
    with pytest.raises(ReadError, match=r"^answers\.csv: ") as caught:
        read_answers(_csv(tmp_path, text), column, ids)
    assert says in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"id,text", b"PK\x03\x04"])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    """A file that is no workbook is refused."""
    path = tmp_path / "answers.xlsx"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"^answers\.xlsx: "):
        read_answers(path, "text", "id")


def test_a_transcript_in_a_table(tmp_path: Path) -> None:
    """A table that holds a transcript is read as one."""
    text = 'Timespan,Content,Speaker\n0:00 - 0:02,Ready?,Ann\n0:02 - 0:03,"Yes, I am.",Bob\n0:03 - 0:05,Sure?,Ann\n0:05 - 0:06,I am.,Bob\n'
    one = read(_csv(tmp_path, text))
    held(one)
    assert told(one) == ["Ann > Ready?", "Bob > Yes, I am.", "Ann > Sure?", "Bob > I am."]


def test_fixed_answers_are_kept_as_variables(tmp_path: Path) -> None:
    """The columns beside text and id stay with each answer."""
    path = tmp_path / "answers.csv"
    path.write_text("id,grade,years,text\nQ1,consultant,21+,We had a rota.\nQ2,trainee,,I never knew.\n", encoding="utf-8")
    found = read_answers(path, "text", "id")
    assert [turn.variables for turn in found.turns] == [
        (("grade", "consultant"), ("years", "21+")),
        (("grade", "trainee"), ("years", "")),
    ]
