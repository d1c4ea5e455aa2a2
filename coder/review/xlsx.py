"""Sheet <-> Excel workbook: the transcript as a sheet, one row a passage, decisions by drop-down.

XlsxWriter writes every text as a string, so a passage that begins with = stays a passage; openpyxl reads, so hidden, filtered,
sorted and renamed sheets come back whole.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from coder.errors import ReviewError
from coder.review.exchange import Answers, Cell, Returned, Row, Sheet, shown_text

FORMAT = "xlsx"
SUFFIX = ".xlsx"

LIMIT = 32_000
"""Characters of a passage shown in a cell; a spreadsheet takes 32,767."""

ADD_COLUMNS = 3

_KEY, _ROW, _TRANSCRIPT, _SPEAKER, _PASSAGE = "Key", "Row", "Transcript", "Speaker", "Passage"
_FIXED = ((_KEY, 12), (_ROW, 6), (_TRANSCRIPT, 18), (_SPEAKER, 13), (_PASSAGE, 70))
_NONE, _EMERGENT, _MEMO = "No code fits", "New idea", "Memo"
_FACTS = ("Study", "Export", "Coder")
_CODEBOOK_COLUMNS = (
    ("Code", 44),
    ("Label", 26),
    ("Role", 10),
    ("Definition", 60),
    ("Include", 50),
    ("Leave out", 50),
    ("Examples", 70),
)


def shown_passage(text: str) -> str:
    """The passage as it stands in a cell."""
    return text if len(text) <= LIMIT else text[:LIMIT] + " … (longer than a cell: read on in the transcript)"


def write(sheet: Sheet) -> bytes:
    """Make the workbook for one coder: instructions, the transcripts to decide on, the codebook."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Writer(book, sheet).write()
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.slots = max((len(row.shown) for row in sheet.rows), default=0)
        base = {"text_wrap": True, "valign": "top", "font_size": 11}
        self.head = book.add_format({**base, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "border": 1})
        self.text = book.add_format(base)
        self.context = book.add_format({**base, "font_color": "#595959", "bg_color": "#EFEFEF"})
        self.short = book.add_format({**base, "font_color": "#767676", "italic": True})
        self.key = book.add_format({**base, "font_color": "#595959", "font_name": "Consolas", "font_size": 9})
        self.suggestion = book.add_format({**base, "bg_color": "#EAF1F6", "border": 1, "border_color": "#C5D3DE"})
        self.input = book.add_format({**base, "locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#D9CF9C"})
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.bold = book.add_format({**base, "bold": True})

    def write(self) -> None:
        instructions = self.book.add_worksheet("Instructions")
        review = self.book.add_worksheet("Review")
        codes = self.book.add_worksheet("Codebook")
        self._instructions(instructions)
        self._codebook(codes)
        self._review(review)
        self.book.set_properties({"title": f"Review for {self.sheet.coder}", "comments": f"Export {self.sheet.export}"})

    # ---- the sheet that is filled in

    def _headings(self) -> list[tuple[str, int]]:
        pairs = [pair for n in range(1, self.slots + 1) for pair in ((f"Suggestion {n}", 38), (f"Decision {n}", 12))]
        added = [(f"Add code {n}", 24) for n in range(1, ADD_COLUMNS + 1)]
        return [*_FIXED, *pairs, *added, (_NONE, 12), (_EMERGENT, 26), (_MEMO, 30)]

    def _review(self, page: Any) -> None:
        headings = self._headings()
        for column, (name, width) in enumerate(headings):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        for number, row in enumerate(self.sheet.rows, start=1):
            self._row(page, number, row, len(headings))
        last = len(self.sheet.rows)
        page.freeze_panes(1, len(_FIXED))
        page.autofilter(0, 0, last, len(headings) - 1)
        self._drop_downs(page, last)
        page.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _row(self, page: Any, number: int, row: Row, columns: int) -> None:
        text = shown_passage(row.text)
        look = self.context if not row.key else self.short if row.optional else self.text
        page.write_string(number, 0, row.key, self.key if row.key else look)
        page.write_number(number, 1, number, look)
        for column, words in enumerate((row.transcript, row.speaker, text), start=2):
            page.write_string(number, column, words, look)
        shown = [shown_text(self.sheet.codebook, code) for code in row.shown] if row.key else []
        for slot, words in enumerate(shown):
            page.write_string(number, len(_FIXED) + 2 * slot, words, self.suggestion)
            page.write_blank(number, len(_FIXED) + 2 * slot + 1, None, self.input)
        first_free = len(_FIXED) + 2 * self.slots
        for column in range(first_free if row.key else len(_FIXED), columns):
            page.write_blank(number, column, None, self.input if row.key else look)
        lines = max([_lines(text, 70), *(_lines(words, 38) for words in shown)])
        page.set_row(number, min(409, 15 * lines + 3))

    def _drop_downs(self, page: Any, last: int) -> None:
        if not last:
            return
        first_free = len(_FIXED) + 2 * self.slots
        self._offer_decisions(page)
        codes = {"validate": "list", "source": "=Codes", "error_type": "warning", "error_message": "Choose a code from the list."}
        page.data_validation(1, first_free, last, first_free + ADD_COLUMNS - 1, codes)
        none = first_free + ADD_COLUMNS
        page.data_validation(1, none, last, none, {"validate": "list", "source": ["None"]})

    def _offer_decisions(self, page: Any) -> None:
        """One drop-down a code, over all cells where that code is suggested, with what to include and leave out beside it."""
        places: dict[str, list[tuple[int, int]]] = {}
        for number, row in enumerate(self.sheet.rows, start=1):
            for slot, code in enumerate(row.shown):
                places.setdefault(code, []).append((number, len(_FIXED) + 2 * slot + 1))
        for code, cells in places.items():
            entry = self.sheet.codebook.by_id[code]
            hint = f"Include: {'; '.join(entry.include)}\nLeave out: {'; '.join(entry.exclude)}"
            page.data_validation(
                *cells[0],
                *cells[0],
                {
                    "validate": "list",
                    "source": "=Answers",
                    "input_title": entry.label[:32],
                    "input_message": hint if len(hint) <= 255 else hint[:254] + "…",
                    "error_message": "Choose Confirm, Refute or Unsure.",
                    "multi_range": " ".join(_name(*cell) for cell in cells),
                },
            )

    # ---- the sheets that are read

    def _instructions(self, page: Any) -> None:
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 100)
        page.write_string(0, 0, "How to review", self.title)
        for number, words in enumerate(_INSTRUCTIONS, start=2):
            page.write_string(number, 0, f"{number - 1}.", self.text)
            page.write_string(number, 1, words, self.text)
        row = len(_INSTRUCTIONS) + 3
        page.write_string(row, 0, "Coder rules", self.bold)
        for number, rule in enumerate(self.sheet.codebook.rules, start=1):
            page.write_string(row + number, 0, f"Rule {number}", self.text)
            page.write_string(row + number, 1, rule, self.text)
        row += len(self.sheet.codebook.rules) + 2
        page.write_string(row, 0, "This file", self.bold)
        facts = (*zip(_FACTS, (self.sheet.study, self.sheet.export, self.sheet.coder), strict=True), *self._more_facts())
        for number, (name, value) in enumerate(facts, start=1):
            page.write_string(row + number, 0, name, self.text)
            page.write_string(row + number, 1, value, self.text)
        row += len(facts) + 2
        page.write_string(row, 0, "Answers", self.bold)
        for number, answer in enumerate(("Confirm", "Refute", "Unsure"), start=1):
            page.write_string(row + number, 0, answer, self.text)
        self.book.define_name("Answers", f"=Instructions!$A${row + 2}:$A${row + 4}")
        page.protect()

    def _more_facts(self) -> tuple[tuple[str, str], ...]:
        return (("Codebook", f"{self.sheet.codebook.title}, version {self.sheet.codebook.version}"), ("Written", self.sheet.at))

    def _codebook(self, page: Any) -> None:
        for column, (name, width) in enumerate(_CODEBOOK_COLUMNS):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        codebook = self.sheet.codebook
        for number, code in enumerate(codebook.codes, start=1):
            role = codebook.roles.get(code.role, "")
            examples = "\n\n".join(code.examples)[:LIMIT]
            include, exclude = "\n".join(f"• {x}" for x in code.include), "\n".join(f"• {x}" for x in code.exclude)
            for column, words in enumerate((code.id, code.label, role, code.definition, include, exclude, examples)):
                page.write_string(number, column, words, self.text)
            page.set_row(number, min(409, 15 * max(_lines(code.definition, 60), _lines(include, 50), _lines(exclude, 50), 4)))
        self.book.define_name("Codes", f"=Codebook!$A$2:$A${len(codebook.codes) + 1}")
        page.freeze_panes(1, 1)
        page.protect("", {"format_columns": True, "format_rows": True})


_INSTRUCTIONS = (
    "Go to the sheet Review. White rows are passages to decide on; grey rows (the interviewer) are there to be read.",
    "Read the passage first. For each suggestion choose Confirm, Refute or Unsure in the yellow cell beside it. "
    "Refuting needs no reason.",
    "Give any other code that fits under Add code. A category carries its theme with it: choose the category alone.",
    "If no code fits the passage, choose None under No code fits. A passage with nothing suggested needs an answer too.",
    "If something matters and fits no code, write a few words under New idea. Memo is for whatever you want to remember.",
    "Work alone: do not compare with others before the workshop. Leave empty what you have not decided; "
    "you can send the file back in parts. Short replies in grey type may stay empty.",
    "You may sort, filter, hide and widen. Do not delete rows, and do not change keys, passages or suggestions. "
    "Save as .xlsx and send the file back.",
)


def read(content: bytes, name: str) -> Returned:
    """Read a returned workbook as it is.

    Raises
    ------
    ReviewError
        When it is not a workbook of this tool at all; faults in cells are collected in the result.
    """
    book = _open(content, name)
    facts = _facts(book)
    pages = [(page, header) for page in book.worksheets if (header := _header(page)) is not None]
    if not pages or "Export" not in facts:
        raise ReviewError(
            name, ("not a review workbook: no sheet has the columns Key and Passage, or the sheet Instructions is gone",)
        )
    problems: list[str] = []
    answers: list[Answers] = []
    for page, (row, columns) in pages:
        absent = [heading for heading in (_PASSAGE, _NONE, _EMERGENT, _MEMO) if heading not in columns]
        if absent:
            problems.append(f"{page.title}: the column {absent[0]} is gone: put it back")
            continue
        problems.extend(_merged(page, columns, row))
        answers.extend(_Page(page, columns, row, problems).answers())
    return Returned(facts.get("Study", ""), facts["Export"], facts.get("Coder", ""), tuple(answers), tuple(problems))


def _open(content: bytes, name: str) -> Any:
    import openpyxl

    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise ReviewError(name, ("the file is password-protected or an old .xls: save it as an open .xlsx",))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 500_000_000:
                raise ReviewError(name, ("the file is too large to be a review workbook",))
        return openpyxl.load_workbook(io.BytesIO(content))
    except ReviewError:
        raise
    except Exception as error:  # noqa: BLE001  # openpyxl raises whatever its XML parser, zipfile or its own checks raise
        raise ReviewError(
            name, (f"the file cannot be opened as a workbook ({type(error).__name__}): save it as .xlsx again",)
        ) from None


def _facts(book: Any) -> dict[str, str]:
    """The facts about the export, wherever they stand: a cell with the name, the value in the next cell."""
    found: dict[str, str] = {}
    for page in book.worksheets:
        if _header(page) is not None:
            continue
        for row in page.iter_rows(max_col=8, max_row=200):
            for cell, beside in pairwise(row):
                if cell.value in _FACTS and isinstance(beside.value, str):
                    found.setdefault(str(cell.value), beside.value.strip())
    return found


def _header(page: Any) -> tuple[int, dict[str, int]] | None:
    """The row that names the columns, and where each column is."""
    for cells in page.iter_rows(max_row=20):
        names = {" ".join(str(cell.value).split()): cell.column for cell in cells if cell.value is not None}
        if _KEY in names and (_PASSAGE in names or _NONE in names):
            return cells[0].row, names
    return None


def _merged(page: Any, columns: dict[str, int], header: int) -> Iterator[str]:
    used = set(columns.values())
    for area in page.merged_cells.ranges:
        if area.max_row > header and used.intersection(range(area.min_col, area.max_col + 1)):
            yield f"{page.title}!{area.coord}: merged cells: unmerge them, one row is one passage"


class _Page:
    """Reads the rows of one sheet."""

    def __init__(self, page: Any, columns: dict[str, int], header: int, problems: list[str]) -> None:
        self.page = page
        self.columns = columns
        self.header = header
        self.problems = problems
        self.slots = sorted(int(name.split()[1]) for name in columns if _is_numbered(name, "Decision"))
        self.extra = sorted(int(name.split()[2]) for name in columns if _is_numbered(name, "Add code"))
        for slot in self.slots:
            if f"Suggestion {slot}" not in columns:
                problems.append(f"{page.title}: the column Suggestion {slot} is gone: put it back")
                self.slots = []

    def answers(self) -> Iterator[Answers]:
        for cells in self.page.iter_rows(min_row=self.header + 1):
            row = {cell.column: cell for cell in cells}
            key, passage = self._cell(row, _KEY), self._cell(row, _PASSAGE)
            given = self._given(row)
            if not key.value.strip() and not any(cell.value.strip() for cell in given):
                continue  # a context row, or an empty one
            decisions = tuple(self._cell(row, f"Decision {n}", strict=True) for n in self.slots)
            added = tuple(self._cell(row, f"Add code {n}", strict=True) for n in self.extra)
            none = self._cell(row, _NONE, strict=True)
            suggestions = tuple(self._cell(row, f"Suggestion {n}") for n in self.slots)
            emergent, memo = self._cell(row, _EMERGENT, strict=True), self._cell(row, _MEMO, strict=True)
            yield Answers(key, passage, suggestions, decisions, added, none, emergent, memo)

    def _given(self, row: dict[int, Any]) -> list[Cell]:
        names = [f"Decision {n}" for n in self.slots] + [f"Add code {n}" for n in self.extra] + [_NONE, _EMERGENT, _MEMO]
        return [self._cell(row, name) for name in names]

    def _cell(self, row: dict[int, Any], name: str, strict: bool = False) -> Cell:
        cell = row.get(self.columns[name])
        if cell is None or not hasattr(cell, "coordinate"):
            return Cell("", f"{self.page.title}!row {self.header}")
        place = f"{self.page.title}!{cell.coordinate}"
        if strict and cell.data_type == "f":
            self.problems.append(f"{place}: a formula: type the answer itself")
            return Cell("", place)
        if strict and cell.data_type == "e":
            self.problems.append(f"{place}: a spreadsheet error ({cell.value}): choose the answer again")
            return Cell("", place)
        return Cell("" if cell.value is None else str(cell.value), place)


def _is_numbered(name: str, stem: str) -> bool:
    return name.startswith(f"{stem} ") and name.removeprefix(f"{stem} ").isdecimal()


def _name(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) / (0.9 * width))) for line in text.split("\n"))


def shown_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as this format shows them, for comparing a returned file with what was written."""
    return tuple(replace(row, text=shown_passage(row.text)) for row in rows)
