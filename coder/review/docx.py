"""Sheet -> Word document to read and talk over, suggestions as comments in the margin; nothing written in it comes back."""

from __future__ import annotations

import io
import re
from datetime import datetime
from itertools import groupby
from typing import Any

from coder.review.exchange import Row, Sheet, shown_text
from coder.review.padding import padded

FORMAT = "docx"
SUFFIX = ".docx"
RETURNED = ""
"""No file of this kind comes back."""

NOT_BACK = "a reading copy brings nothing back: decide in the review page, its file or the workbook, and import that"

_AUTHOR, _INITIALS = "Suggestion", "S"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ASSISTED = "A copy to read and to talk over. Each comment in the margin is a code that was suggested for the passage beside it."
_BLIND = (
    "A copy to read. In this part nothing is shown: the passages with a number are those to code. Grey text is for reading only."
)
_ABOUT = (
    "What you write in this document does not come back: decide in the review page, its file or the workbook.",
    "Do not talk about a passage before everybody has decided on it.",
)


def write(sheet: Sheet) -> bytes:
    """Make the document; in a round as large as `sheet.size` asks for."""
    from docx import Document

    document = Document()
    at = datetime.fromisoformat(sheet.at)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = "Reading copy", "", sheet.export, "en-GB"
    about.created = about.modified = at.replace(tzinfo=None)
    document.add_heading(f"Reading copy for {sheet.coder}", 0)
    for words in (_BLIND if sheet.blind else _ASSISTED, *_ABOUT, *((sheet.notice,) if sheet.notice else ())):
        document.add_paragraph(words)
    document.add_paragraph(f"{sheet.codebook.title}, version {sheet.codebook.version}. Copy {sheet.export}, {sheet.at[:10]}.")
    for name, rows in groupby(sheet.rows, lambda row: row.transcript):
        document.add_heading(_plain(name), 1)
        _transcript(document, list(rows), sheet, at)
    stream = io.BytesIO()
    document.save(stream)
    return padded(stream.getvalue(), sheet.size) if sheet.size else stream.getvalue()


def _transcript(document: Any, rows: list[Row], sheet: Sheet, at: datetime) -> None:
    """Every turn; passages to decide on have the number by which the review page and the workbook call them."""
    from docx.shared import RGBColor

    number = 0
    for row in rows:
        paragraph = document.add_paragraph()
        if row.key:
            number += 1
            paragraph.add_run(f"{number}  ").font.color.rgb = RGBColor(0x59, 0x59, 0x59)
        if row.speaker:
            paragraph.add_run(f"{_plain(row.speaker)}: ").bold = True
        said = paragraph.add_run(_plain(row.text))
        if not row.key:
            said.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
        for code in reversed(row.shown):  # each comment is put before those that are there
            comment = document.add_comment(said, shown_text(sheet.codebook, code), _AUTHOR, _INITIALS)
            comment._comment_elm.date = at  # python-docx would have the time of writing there


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text)
