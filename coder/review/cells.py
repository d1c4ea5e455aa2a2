"""A workbook's bytes -> its sheets and cells, read so that hidden, sorted and renamed ones come back whole, and what is unsafe is told."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from coder.errors import ReviewError
from coder.review.exchange import Cell

IN_EXCEL = "open the workbook in Excel and choose Save As, Excel Workbook (.xlsx)"
"""How to make a file that can be read."""


def opened(content: bytes, name: str) -> Any:
    """Open a workbook.

    Raises
    ------
    ReviewError
        When it is none, or cannot be opened.
    """
    import openpyxl

    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise ReviewError(name, ("the file is password-protected or an old .xls: save it as an open .xlsx",))
    if _is_text(content):
        raise ReviewError(name, (f"this is text (a CSV?) that is only named .xlsx: {IN_EXCEL}",))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 500_000_000:
                raise ReviewError(name, ("the file is too large to be a review workbook",))
        return openpyxl.load_workbook(io.BytesIO(content))
    except ReviewError:
        raise
    except Exception:  # noqa: BLE001  # openpyxl raises whatever its XML parser, zipfile or its own checks raise
        raise ReviewError(
            name, (f"the file cannot be opened as a workbook, it came to harm or is something else: {IN_EXCEL}",)
        ) from None


def _is_text(content: bytes) -> bool:
    """Whether bytes are words in one of the codings in which programs write CSV."""
    if not content or content.startswith(b"PK"):
        return False
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r" for byte in content)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet with a row that names its columns; `twice` are the names that stand there more than once."""

    sheet: Any
    header: int
    columns: dict[str, int]
    twice: tuple[str, ...]

    @property
    def title(self) -> str:
        """The sheet's name."""
        return str(self.sheet.title)

    def faults(self) -> Iterator[str]:
        """Yield what makes the sheet unsafe to read: cells merged over several, a column that is there twice."""
        used = set(self.columns.values())
        for area in self.sheet.merged_cells.ranges:
            if area.max_row > self.header and used.intersection(range(area.min_col, area.max_col + 1)):
                yield f"{self.title}!{area.coord}: merged cells: unmerge them, one row is one passage"
        for name in self.twice:
            yield f"{self.title}: the column {name} is there twice: delete the copy"

    def rows(self) -> Iterator[dict[int, Any]]:
        """Yield the rows below the header, their cells by column."""
        for cells in self.sheet.iter_rows(min_row=self.header + 1):
            yield {cell.column: cell for cell in cells}

    def cell(self, row: dict[int, Any], name: str, problems: list[str] | None = None) -> Cell:
        """One cell; where `problems` are collected it must hold typed words, not a formula or an error."""
        cell = row.get(self.columns[name])
        if cell is None or not hasattr(cell, "coordinate"):
            return Cell("", f"{self.title}!row {self.header}")
        place = f"{self.title}!{cell.coordinate}"
        if problems is not None and cell.data_type == "f":
            problems.append(f"{place}: a formula: type the answer itself")
            return Cell("", place)
        if problems is not None and cell.data_type == "e":
            problems.append(f"{place}: a spreadsheet error ({cell.value}): choose the answer again")
            return Cell("", place)
        return Cell("" if cell.value is None else str(cell.value), place)


def pages(book: Any, is_header: Callable[[Collection[str]], bool]) -> list[Page]:
    """The sheets of which one of the first rows names columns as wanted."""
    return [page for sheet in book.worksheets if (page := _page(sheet, is_header)) is not None]


def _page(sheet: Any, is_header: Callable[[Collection[str]], bool]) -> Page | None:
    for cells in sheet.iter_rows(max_row=20):
        named = [(" ".join(str(cell.value).split()), cell) for cell in cells if cell.value is not None]
        columns = {name: cell.column for name, cell in named}
        if is_header(columns):
            names = [name for name, _ in named]
            return Page(sheet, cells[0].row, columns, tuple(sorted({name for name in names if names.count(name) > 1})))
    return None


def facts(book: Any, names: Collection[str], but: Collection[Page]) -> dict[str, str]:
    """What a workbook says of itself, wherever it stands: a cell with the name, the value in the next cell."""
    found: dict[str, str] = {}
    for sheet in book.worksheets:
        if any(page.sheet is sheet for page in but):
            continue
        for row in sheet.iter_rows(max_col=8, max_row=200):
            for cell, beside in pairwise(row):
                if cell.value in names and isinstance(beside.value, str):
                    found.setdefault(str(cell.value), beside.value.strip())
    return found


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of a width."""
    return sum(max(1, math.ceil(len(line) / (0.9 * width))) for line in text.split("\n"))
