"""Whatever happens to a workbook on its way, it brings back exactly the decisions made, or is refused with the place."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import birds
import openpyxl
import pytest
from birds import LEAVES, Filled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

from coder.errors import ReviewError
from coder.steps import exchange
from coder.study import Study

LATER = "2026-01-06T09:00:00Z"


class Given:
    """A study that gave Anna a workbook, the bytes in which she answered every passage, and what she said."""

    def __init__(self, study: Study, content: bytes, expected: frozenset[tuple[str, str, str, str]]) -> None:
        self.study = study
        self.content = content
        self.expected = expected
        self.ledger = study.ledger()

    def __repr__(self) -> str:
        return "Given"


def said(result: Any) -> frozenset[tuple[str, str, str, str]]:
    """The decisions that an import would bring in."""
    assert not isinstance(result, ReviewError), result
    return frozenset((d.segment, d.kind.value, d.code, d.note) for d in result.checked.decisions)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    folder = tmp_path_factory.mktemp("damage")
    study = birds.study(folder, transcripts=1, passages=8, seed=4)
    done = exchange.export(study, "anna", None, birds.AT)
    book = Filled(done.out)
    draw = random.Random(1)  # noqa: S311  # a simulation
    for row in book.rows:
        book.code(row, set(draw.sample(LEAVES, draw.choice((0, 1, 2)))))
        if draw.random() < 0.3:
            book.put(row, "Memo", "ask again")
    content = book.save()
    (result,) = exchange.bring_back(study, [done.out], dry_run=True, accept_missing=False, at=LATER)
    given = Given(study, content, said(result))
    yield given
    given.ledger.close()


Draw = random.Random


def cell_of(page: Any, draw: Draw, first_row: int = 1) -> Any:
    return page.cell(draw.randint(first_row, page.max_row), draw.randint(1, page.max_column))


def a_cell_is_overwritten(book: Any, draw: Draw) -> None:
    cell = cell_of(book["Review"], draw)
    if not isinstance(cell, MergedCell):
        cell.value = draw.choice(["§§", "x y z", 7, "=1+1", "S-2222222", "song/dusk/owl", 3.5])


def a_heading_is_lost_or_doubled(book: Any, draw: Draw) -> None:
    page = book["Review"]
    column = draw.randint(1, page.max_column)
    page.cell(1, column).value = draw.choice([None, "Notes", page.cell(1, draw.randint(1, page.max_column)).value])


def a_row_is_deleted(book: Any, draw: Draw) -> None:
    page = book["Review"]
    page.delete_rows(draw.randint(1, page.max_row))


def a_column_is_deleted(book: Any, draw: Draw) -> None:
    page = book["Review"]
    page.delete_cols(draw.randint(1, page.max_column))


def a_row_is_copied(book: Any, draw: Draw) -> None:
    page = book["Review"]
    page.append([cell.value for cell in page[draw.randint(2, page.max_row)]])


def rows_are_sorted(book: Any, draw: Draw) -> None:
    page = book["Review"]
    if page.merged_cells.ranges:
        return  # no office program sorts those
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    draw.shuffle(rows)
    for number, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            page.cell(number, column).value = value


def columns_are_moved(book: Any, draw: Draw) -> None:
    page = book["Review"]
    page.insert_cols(draw.randint(1, page.max_column))


def cells_are_merged(book: Any, draw: Draw) -> None:
    cell = cell_of(book["Review"], draw, 2)
    book["Review"].merge_cells(
        start_row=cell.row, end_row=cell.row + draw.randint(0, 2), start_column=cell.column, end_column=cell.column + 1
    )


def a_sheet_is_renamed_copied_or_lost(book: Any, draw: Draw) -> None:
    what = draw.randint(0, 2)
    if what == 0:
        book[draw.choice(book.sheetnames)].title = "Blatt"
    elif what == 1:
        book.copy_worksheet(book["Review"])
    else:
        del book[draw.choice(book.sheetnames)]


def a_fact_is_changed(book: Any, draw: Draw) -> None:
    page = book["Instructions"] if "Instructions" in book.sheetnames else book.worksheets[0]
    name = draw.choice(["Study", "Export", "Coder"])
    for cell in page["A"]:
        if cell.value == name:
            page.cell(cell.row, 2).value = draw.choice([None, "ben", "E-22222222", 5])


def rows_are_hidden(book: Any, draw: Draw) -> None:
    for number in range(2, book["Review"].max_row + 1):
        book["Review"].row_dimensions[number].hidden = draw.random() < 0.5


def answers_change_their_looks(book: Any, draw: Draw) -> None:
    for row in book["Review"].iter_rows(min_row=2):
        for cell in row:
            if cell.value in ("Confirm", "Refute") and draw.random() < 0.3:
                cell.value = f" {draw.choice([str.upper, str.lower])(cell.value)} "


DAMAGES: list[Callable[[Any, Draw], None]] = [
    a_cell_is_overwritten,
    a_heading_is_lost_or_doubled,
    a_row_is_deleted,
    a_column_is_deleted,
    a_row_is_copied,
    rows_are_sorted,
    columns_are_moved,
    cells_are_merged,
    a_sheet_is_renamed_copied_or_lost,
    a_fact_is_changed,
    rows_are_hidden,
    answers_change_their_looks,
]


def answer_that_was_typed(changed: frozenset[Any], expected: frozenset[Any]) -> bool:
    """Whether the difference is one that a person could have meant: another word typed into one cell for words of one's own."""
    return all(kind in ("memo", "emergent") for _, kind, _, _ in changed ^ expected)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=2))
def test_200_random_damages(answered: Given, tmp_path: Path, seed: int, damages: list[Callable[[Any, Draw], None]]) -> None:
    """Restored exactly, or refused with nothing changed; only a memo may be another one, as anything may be typed there."""
    draw = random.Random(seed)  # noqa: S311  # a simulation
    book = openpyxl.load_workbook(io.BytesIO(answered.content))
    for damage in damages:
        if "Review" in book.sheetnames:
            damage(book, draw)
    if not book.sheetnames:
        return
    stream = io.BytesIO()
    book.save(stream)
    content = stream.getvalue()
    if draw.random() < 0.1:
        content = content[: draw.randrange(len(content))]
    back = tmp_path / "back.xlsx"
    back.write_bytes(content)
    (result,) = exchange.bring_back(answered.study, [back], dry_run=True, accept_missing=False, at=LATER)
    if not isinstance(result, ReviewError):
        found = said(result)
        assert found == answered.expected or answer_that_was_typed(found, answered.expected), found ^ answered.expected
        return
    before = answered.ledger.counts()
    (result,) = exchange.bring_back(answered.study, [back], dry_run=False, accept_missing=False, at=LATER)
    assert isinstance(result, ReviewError)
    assert all(problem.strip() for problem in result.problems)
    assert answered.ledger.counts() == before
