"""A table (.csv, .xlsx) -> blocks of its cells, or, with a column of free-text answers named, a transcript of answers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.errors import ReadError
from coder.readers.blocks import Block, Document, Run
from coder.readers.decoding import decoded
from coder.records import Role, Speaker, Transcript, Turn

SUFFIXES = (".csv", ".tsv", ".xlsx")

ANSWERS = "answers"
"""The convention of a table of answers."""

MOST = 2_000_000
"""Cells above which a table is refused."""

Row = tuple[str, ...]


def read(path: Path) -> Document:
    """Read a table's cells as the paragraphs of a table in a text."""
    lines, warnings = rows(path)
    return Document(
        tuple(
            Block((Run(text),), cell=(0, number, column))
            for number, row in enumerate(lines)
            for column, text in enumerate(row)
            if text.strip()
        ),
        warnings=warnings,
    )


def read_answers(path: Path, text_column: str, id_column: str | None = None) -> Transcript:
    """Read each row's answer as a turn of the participant whom the id names (without an id column: of the row's number).

    The row's other columns are kept as the turn's variables.
    """
    lines, warnings = rows(path)
    head = [title.strip() for title in lines[0]] if lines else []
    answers = _column(path.name, head, text_column)
    ids = _column(path.name, head, id_column) if id_column else None
    others = [place for place, title in enumerate(head) if title and place not in (answers, ids)]
    found: list[_Answer] = []
    blank = 0
    for number, row in enumerate(lines[1:], start=2):
        text = _cell(row, answers)
        if not text:
            blank += any(cell.strip() for cell in row)
            continue
        variables = tuple((head[place], _cell(row, place)) for place in others)
        found.append(_Answer(_cell(row, ids) if ids is not None else str(number), text, variables))
    _unique(path.name, [answer.source for answer in found], id_column or "")
    return _transcript(path.name, found, (*warnings, *_counted(blank)))


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer: the id of its row, its words, and what stands in the row's other columns."""

    source: str
    text: str
    variables: tuple[tuple[str, str], ...]


def _transcript(name: str, found: Sequence[_Answer], warnings: tuple[str, ...]) -> Transcript:
    turns = []
    start = 0
    for number, answer in enumerate(found, start=1):
        piece = (start, start + len(answer.text))
        turns.append(Turn(number, answer.source, Role.PARTICIPANT, (piece,), source_id=answer.source, variables=answer.variables))
        start = piece[1] + 1
    return Transcript(
        name=name,
        text="\n".join(answer.text for answer in found),
        turns=tuple(turns),
        speakers=tuple(Speaker(answer.source, Role.PARTICIPANT, "gave this answer") for answer in found),
        convention=ANSWERS,
        warnings=warnings,
    )


def _counted(blank: int) -> tuple[str, ...]:
    return (f"{blank} blank answer{'s' * (blank > 1)} skipped",) if blank else ()


def _cell(row: Row, column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _column(name: str, head: Sequence[str], wanted: str) -> int:
    """Find a column by its title, exactly or else without regard to case."""
    places = [i for i, title in enumerate(head) if title == wanted.strip()]
    places = places or [i for i, title in enumerate(head) if title.casefold() == wanted.strip().casefold()]
    if len(places) == 1:
        return places[0]
    if places:
        raise ReadError(f"{name}: {len(places)} columns are called {wanted!r}; give each column a name of its own")
    listed = ", ".join(repr(title) for title in head[:40] if title) or "none"
    raise ReadError(f"{name}: no column {wanted!r}; the columns are: {listed}")


def _unique(name: str, ids: Sequence[str], column: str) -> None:
    twice = [source for source, n in Counter(ids).items() if n > 1]
    if "" in ids:
        raise ReadError(f"{name}: {ids.count('')} answers have no id in column {column!r}; give every row its own")
    if twice:
        listed = ", ".join(twice[:10]) + (f" and {len(twice) - 10} more" if len(twice) > 10 else "")
        raise ReadError(f"{name}: ids that stand more than once in column {column!r}: {listed}; give every row its own")


def rows(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    """Read a table's rows as texts, the headings first, with what there is to warn about."""
    return _from_excel(path) if path.suffix.lower() == ".xlsx" else _from_text(path)


def _from_text(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    text, warnings = decoded(path)
    csv.field_size_limit(1 << 24)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=False)]
    except csv.Error as error:
        raise ReadError(f"{path.name}: not a table that can be read ({error}); save it again as CSV in UTF-8") from error
    return _limited(path.name, rows), warnings


def _delimiter(path: Path, text: str) -> str:
    """Choose the mark that stands most often in the head row outside quotes; a tab in .tsv files."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    head = next(iter(text.split("\n", 1)), "")
    outside = "".join(head.split('"')[::2])
    return max(",;\t|", key=outside.count)


def _from_excel(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    """Read the first sheet; a formula is its text, never computed."""
    import zipfile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=False)
        sheet = book.worksheets[0] if book.worksheets else None
        rows = [] if sheet is None else _limited(path.name, (tuple(map(_text, row)) for row in sheet.iter_rows(values_only=True)))
        more = len(book.worksheets) - 1
        book.close()
    except ReadError:
        raise
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be opened ({error.strerror or 'damaged'}); check the file") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError) as error:
        raise ReadError(
            f"{path.name}: damaged, password-protected or not an Excel workbook; save it again as .xlsx or CSV"
        ) from error
    return rows, (f"only the first of {more + 1} sheets was read",) if more > 0 else ()


def _limited(name: str, rows: Iterable[Row]) -> list[Row]:
    found = []
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MOST:
            raise ReadError(f"{name}: more than {MOST:,} cells; split the table")
        found.append(row)
    return found


def _text(value: object) -> str:
    """A cell as a person sees it: a whole number without point, a date as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
