"""Tables -> a workbook: one sheet a table, numbers as numbers, every text as text; the same bytes on every run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coder.report.sections import Table, Value, of_words, written

_NO_DATE = datetime(2000, 1, 1)  # XlsxWriter wants it without a zone
NAME = 31
"""Letters that Excel lets a sheet's name have."""


def workbook(sheets: Sequence[tuple[str, Table]], about: Sequence[str]) -> bytes:
    """Write the tables, each on the sheet of its name, and at the end a sheet of lines on what they are.

    Above each table stand its caption and, below it, its note.
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _NO_DATE})
    formats = {
        "caption": book.add_format({"bold": True, "font_size": 12}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#1F3A4D", "font_color": "#FFFFFF"}
        ),
        "note": book.add_format({"italic": True}),
    }
    used: set[str] = set()
    for name, table in sheets:
        _sheet(book.add_worksheet(_free(name, used)), table, formats)
    page = book.add_worksheet(_free("About", used))
    page.set_column(0, 0, 120)
    for number, line in enumerate(about):
        page.write_string(number, 0, line)
    book.close()
    return stream.getvalue()


def _free(name: str, used: set[str]) -> str:
    """A name that a sheet may have and none has yet."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:NAME] or "Table"
    number = 1
    found = plain
    while found.casefold() in used:
        number += 1
        found = f"{plain[: NAME - len(str(number)) - 1]} {number}"
    used.add(found.casefold())
    return found


def _sheet(page: Any, table: Table, formats: dict[str, Any]) -> None:
    page.write_string(0, 0, table.caption, formats["caption"])
    for column, title in enumerate(table.columns):
        page.write_string(2, column, title, formats["head"])
    for number, row in enumerate(table.rows, start=3):
        for column, value in enumerate(row):
            _cell(page, number, column, value)
    words = of_words(table)
    for column in range(len(table.columns)):
        cells = [table.columns[column][:14], *(written(row[column]) for row in table.rows)]
        page.set_column(column, column, min(max(map(len, cells)) + 2, 60 if column in words else 16))
    page.freeze_panes(3, 1)
    if table.note:
        page.write_string(len(table.rows) + 4, 0, table.note, formats["note"])


def _cell(page: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value[:32_000])
    else:
        page.write_number(row, column, value)
