"""Sheet <-> Excel workbook: the transcript as a sheet, one row a passage, decisions by drop-down.

XlsxWriter writes every text as a string, so a passage that begins with = stays a passage; openpyxl reads, so hidden, filtered,
sorted and renamed sheets come back whole.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coder.errors import ReviewError
from coder.records import Kind
from coder.review.cells import Page, facts, lines, opened, pages
from coder.review.exchange import OFFERED, Answers, Filled, Returned, Row, Sheet, filled_in, shown_text
from coder.review.padding import padded

FORMAT = "xlsx"
SUFFIX = ".xlsx"
RETURNED = ".xlsx"

LIMIT = 32_000
"""Characters of a passage shown in a cell; a spreadsheet takes 32,767."""

ADD_COLUMNS = 3
"""Places for codes of a coder's own, at least; one more where they are full already."""

_KEY, _NUMBER, _TRANSCRIPT, _SPEAKER, _PASSAGE = "Key", "No.", "Transcript", "Speaker", "Passage"
_FIXED = ((_KEY, 12), (_NUMBER, 6), (_TRANSCRIPT, 18), (_SPEAKER, 13), (_PASSAGE, 70))
_NONE, _EMERGENT, _MEMO, _DISCUSS = "No code fits", "New idea", "Memo", "Discuss"
_FACTS = ("Study", "Export", "Coder")
_PLACES = "Codes to add"
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
    return padded(stream.getvalue(), sheet.size) if sheet.size else stream.getvalue()


class _Writer:
    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.slots = max(sheet.slots, max((len(row.shown) for row in sheet.rows), default=0))
        self.filled = {row.key: filled_in(sheet.codings.get(row.key), row, sheet.codebook) for row in sheet.rows if row.key}
        self.adds = max(ADD_COLUMNS, 1 + max((len(one.added) for one in self.filled.values()), default=0))
        base = {"text_wrap": True, "valign": "top", "font_size": 11}
        self.head = book.add_format({**base, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "border": 1})
        self.text = book.add_format(base)
        self.context = book.add_format({**base, "font_color": "#595959", "bg_color": "#EFEFEF"})
        self.short = book.add_format({**base, "font_color": "#767676", "italic": True})
        self.number = book.add_format({**base, "font_color": "#595959", "align": "center"})
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
        added = [(f"Add code {n}", 24) for n in range(1, self.adds + 1)]
        return [*_FIXED, *pairs, *added, (_NONE, 12), (_EMERGENT, 26), (_MEMO, 30), (_DISCUSS, 9)]

    def _review(self, page: Any) -> None:
        headings = self._headings()
        for column, (name, width) in enumerate(headings):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        passages: Counter[str] = Counter()
        for number, row in enumerate(self.sheet.rows, start=1):
            passages[row.transcript] += bool(row.key)
            self._row(page, number, row, passages[row.transcript], len(headings))
        page.set_row(0, 21)
        last = len(self.sheet.rows)
        page.freeze_panes(1, len(_FIXED))
        page.autofilter(0, 0, last, len(headings) - 1)
        self._drop_downs(page, last)
        page.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True})
        _on_paper(page, 2 if self.slots else 1)
        page.repeat_columns(0, 1)

    def _row(self, page: Any, number: int, row: Row, passage: int, columns: int) -> None:
        text = shown_passage(row.text)
        look = self.context if not row.key else self.short if row.optional else self.text
        page.write_string(number, 0, row.key, self.key if row.key else look)
        if row.key:
            page.write_number(number, 1, passage, self.number)
        else:
            page.write_blank(number, 1, None, look)
        for column, words in enumerate((row.transcript, row.speaker, text), start=2):
            page.write_string(number, column, words, look)
        shown = [shown_text(self.sheet.codebook, code) for code in row.shown] if row.key else []
        if row.key:
            self._fields(page, number, shown, self.filled[row.key])
        else:
            for column in range(len(_FIXED), columns):
                page.write_blank(number, column, None, look)
        high = max([lines(text, 70), *(lines(words, 38) for words in shown)])
        page.set_row(number, min(409, 15 * high + 3))

    def _fields(self, page: Any, number: int, shown: Sequence[str], filled: Filled) -> None:
        """Suggestions, and the cells to answer in, with what the coder has said so far."""
        for slot, (words, answer) in enumerate(zip(shown, filled.decisions, strict=True)):
            page.write_string(number, len(_FIXED) + 2 * slot, words, self.suggestion)
            self._field(page, number, len(_FIXED) + 2 * slot + 1, answer)
        none, discuss = OFFERED[Kind.NONE] * filled.none, OFFERED[Kind.DISCUSS] * filled.discuss
        own = [*filled.added, *[""] * (self.adds - len(filled.added)), none, filled.emergent, filled.memo, discuss]
        for column, words in enumerate(own, start=len(_FIXED) + 2 * self.slots):
            self._field(page, number, column, words)

    def _field(self, page: Any, number: int, column: int, words: str) -> None:
        if words:
            page.write_string(number, column, words, self.input)
        else:
            page.write_blank(number, column, None, self.input)

    def _drop_downs(self, page: Any, last: int) -> None:
        if not last:
            return
        first_free = len(_FIXED) + 2 * self.slots
        if self.sheet.slots:
            self._offer_alike(page, last)
        else:
            self._offer_decisions(page)
        codes = {"validate": "list", "source": "=Codes", "error_type": "warning", "error_message": "Choose a code from the list."}
        page.data_validation(1, first_free, last, first_free + self.adds - 1, codes)
        none = first_free + self.adds
        page.data_validation(1, none, last, none, {"validate": "list", "source": [OFFERED[Kind.NONE]]})
        page.data_validation(1, none + 3, last, none + 3, {"validate": "list", "source": [OFFERED[Kind.DISCUSS]]})

    def _offer_alike(self, page: Any, last: int) -> None:
        """One drop-down over all places for decisions, whether something is suggested there or not."""
        for slot in range(self.slots):
            column = len(_FIXED) + 2 * slot + 1
            error = "Choose Confirm, Refute or Unsure."
            page.data_validation(1, column, last, column, {"validate": "list", "source": "=Answers", "error_message": error})

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
        page.set_column(1, 1, _WIDE)
        page.write_string(0, 0, "How to review", self.title)
        instructions = self._how()
        for number, words in enumerate(instructions, start=2):
            page.write_string(number, 0, f"{number - 1}.", self.text)
            self._wide(page, number, words)
        row = len(instructions) + 3
        page.write_string(row, 0, "Coder rules", self.bold)
        for number, rule in enumerate(self.sheet.codebook.rules, start=1):
            page.write_string(row + number, 0, f"Rule {number}", self.text)
            self._wide(page, row + number, rule)
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
        _on_paper(page)

    def _how(self) -> tuple[str, ...]:
        """How to fill the workbook in: each part speaks only of what stands in it."""
        blind = self.sheet.blind or not self.slots
        again = (_FILLED,) if any(one.anything for one in self.filled.values()) else ()
        notice = (self.sheet.notice,) if self.sheet.notice else ()
        return (_BEGIN, *(_BLIND if blind else _ASSISTED), *_THEN, *again, _BACK, *notice)

    def _wide(self, page: Any, number: int, words: str) -> None:
        page.write_string(number, 1, words, self.text)
        page.set_row(number, 15 * lines(words, _WIDE) + 3)

    def _more_facts(self) -> tuple[tuple[str, str], ...]:
        places = (_PLACES, f"up to {self.adds} in a row")
        return (
            places,
            ("Codebook", f"{self.sheet.codebook.title}, version {self.sheet.codebook.version}"),
            ("Written", self.sheet.at),
        )

    def _codebook(self, page: Any) -> None:
        for column, (name, width) in enumerate(_CODEBOOK_COLUMNS):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        page.set_row(0, 21)
        codebook = self.sheet.codebook
        for number, code in enumerate(codebook.codes, start=1):
            role = codebook.roles.get(code.role, "")
            examples = "\n\n".join(code.examples)[:LIMIT]
            include, exclude = "\n".join(f"• {x}" for x in code.include), "\n".join(f"• {x}" for x in code.exclude)
            for column, words in enumerate((code.id, code.label, role, code.definition, include, exclude, examples)):
                page.write_string(number, column, words, self.text)
            page.set_row(number, min(409, 15 * max(lines(code.definition, 60), lines(include, 50), lines(exclude, 50), 4)))
        self.book.define_name("Codes", f"=Codebook!$A$2:$A${len(codebook.codes) + 1}")
        page.freeze_panes(1, 1)
        page.protect("", {"format_columns": True, "format_rows": True})
        _on_paper(page)


def _on_paper(page: Any, wide: int = 1) -> None:
    """Print on landscape A4, so many pages wide, with the headings on each."""
    page.set_paper(9)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.fit_to_pages(wide, 0)
    page.repeat_rows(0)


_WIDE = 100

_BEGIN = "Go to the sheet Review. White rows are passages to decide on. Grey rows are for reading only."
_ASSISTED = (
    "Read the passage first. For each suggestion choose Confirm, Refute or Unsure in the yellow cell beside it. "
    "Refuting needs no reason.",
    "Give any other code that fits under Add code. A category carries its theme with it: choose the category alone.",
    "If no code fits the passage, choose None under No code fits. A passage with nothing suggested needs an answer too.",
)
_BLIND = (
    "Read the passage. In this part nothing is shown: give the codes you see under Add code, or choose None under No code fits. "
    "Every passage needs an answer.",
    "A category carries its theme with it: choose the category alone.",
)
_THEN = (
    "If something matters and fits no code, write a few words under New idea. Memo is for whatever you want to remember. "
    "Put x under Discuss to talk the passage over in the workshop.",
    "Work alone: do not compare with others before the workshop. Leave empty what you have not decided; "
    "you can send the file back in parts. Short replies in grey type may stay empty.",
)
_FILLED = (
    "What you have answered before is filled in. To change it, choose another answer; an emptied cell takes nothing back: "
    "the earlier answer stands."
)
_BACK = (
    "You may filter, hide and widen. Do not delete rows, and do not change keys, passages or suggestions. "
    "Save as .xlsx and send the file back."
)


def read(content: bytes, name: str) -> Returned:
    """Read a returned workbook as it is.

    Raises
    ------
    ReviewError
        When it is not a workbook of this tool at all; faults in cells are collected in the result.
    """
    book = opened(content, name)
    found = pages(book, lambda names: _KEY in names and (_PASSAGE in names or _NONE in names))
    said = facts(book, (*_FACTS, _PLACES), found)
    if not found or "Export" not in said:
        raise ReviewError(name, (_NOT_REVIEW if "Workshop" not in facts(book, ("Workshop",), found) else _WORKSHOP,))
    absent = [fault for page in found for fault in _absent(page, _number(said.get(_PLACES, "")))]
    if absent:
        raise ReviewError(name, tuple(absent))
    problems: list[str] = []
    answers: list[Answers] = []
    for page in found:
        problems.extend(page.faults())
        answers.extend(_Reader(page, problems).answers())
    return Returned(said.get("Study", ""), said["Export"], said.get("Coder", ""), tuple(answers), tuple(problems))


_NOT_REVIEW = "not a review workbook: no sheet has the columns Key and Passage, or the sheet Instructions is gone"
_WORKSHOP = "this is the workshop's workbook: bring it back with coder workshop import FILE"


def _number(words: str) -> int:
    """How many codes may be added in a row of a workbook."""
    return next((int(word) for word in words.split() if word.isdecimal()), ADD_COLUMNS)


def _absent(page: Page, adds: int) -> Iterator[str]:
    """Yield the columns without which nothing on a sheet can be read."""
    suggestions = [name.replace("Decision", "Suggestion") for name in page.columns if _is_numbered(name, "Decision")]
    added = [f"Add code {n}" for n in range(1, adds + 1)]
    for heading in (_PASSAGE, *suggestions, *added, _NONE, _EMERGENT, _MEMO, _DISCUSS):
        if heading not in page.columns:
            yield f"{page.title}: the column {heading} is gone: put its heading back into row {page.header}"


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, page: Page, problems: list[str]) -> None:
        self.page = page
        self.problems = problems
        self.slots = sorted(int(name.split()[1]) for name in page.columns if _is_numbered(name, "Decision"))
        self.added = sorted(
            (name for name in page.columns if _is_numbered(name, "Add code")), key=lambda name: int(name.split()[-1])
        )

    def answers(self) -> Iterator[Answers]:
        for row in self.page.rows():
            key, passage = self.page.cell(row, _KEY), self.page.cell(row, _PASSAGE)
            given = [*(f"Decision {n}" for n in self.slots), *self.added, _NONE, _EMERGENT, _MEMO, _DISCUSS]
            if not key.value.strip() and not any(self.page.cell(row, name).value.strip() for name in given):
                continue  # a context row, or an empty one
            suggestions = tuple(self.page.cell(row, f"Suggestion {n}") for n in self.slots)
            cells = [self.page.cell(row, name, self.problems) for name in given]
            decisions, added = tuple(cells[: len(self.slots)]), tuple(cells[len(self.slots) : -4])
            none, emergent, memo, discuss = cells[-4:]
            yield Answers(key, passage, suggestions, decisions, added, none, emergent, memo, discuss)


def _is_numbered(name: str, stem: str) -> bool:
    return name.startswith(f"{stem} ") and name.removeprefix(f"{stem} ").isdecimal()


def _name(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def shown_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as this format shows them, for comparing a returned file with what was written."""
    return tuple(replace(row, text=shown_passage(row.text)) for row in rows)
