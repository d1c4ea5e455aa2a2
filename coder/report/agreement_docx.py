"""Document -> a Word file for an appendix: the same headings, tables and pictures as the page, with alternative texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from coder.report import pictures
from coder.report.agreement_document import Block, Cell, Document, Heading, Passages, Picture, Table, Text
from coder.report.word import kept_together, placed, ruled

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
WIDEST = 9.3
"""Inches between the margins of a page on its side."""
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that a Word file cannot hold."""


def document_docx(document: Document) -> bytes:
    """Write the file."""
    import docx

    paper = docx.Document()
    _page(paper, document.title)
    paper.add_heading(document.title, 0)
    paper.add_paragraph(_clean(document.lead))
    _table(paper, Table("The main figures", ("Figure", "Value"), document.key, frozenset({0, 1})))
    for caution in document.cautions:
        _text(paper, Text(caution, "mind"))
    for section in document.sections:
        paper.add_heading(f"{section.number}. {section.title}", 1)
        for block in section.blocks:
            _WRITE[type(block)](paper, block)
    _small(paper, document.footer)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _page(paper: Any, title: str) -> None:
    """Lay the page on its side, for the tables, and say language and title."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt

    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Inches(11.69), Inches(8.27)
    section.left_margin = section.right_margin = Inches(1.0)
    section.top_margin = section.bottom_margin = Inches(0.8)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    normal.element.get_or_add_rPr().append(language)
    facts = paper.core_properties
    facts.author, facts.comments, facts.title, facts.language = "", "", title, "en-GB"
    facts.created = facts.modified = _NO_DATE


def _text(paper: Any, block: Text) -> None:
    paragraph = paper.add_paragraph(style="Intense Quote" if block.kind == "mind" else "Quote" if block.kind == "quote" else None)
    paragraph.add_run(_clean(block.words))


def _heading(paper: Any, block: Heading) -> None:
    paper.add_heading(block.words, 2)


def _table(paper: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = paper.add_paragraph(_clean(block.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = paper.add_table(rows=1 + len(block.rows), cols=len(block.head))
    ruled(made)
    widths = _widths(block)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, (row, words) in enumerate(zip(made.rows, (block.head, *block.rows), strict=True)):
        kept_together(row, repeated=number == 0)
        for place, (cell, content, width) in enumerate(zip(row.cells, words, widths, strict=True)):
            _fill(cell, content, bold=number == 0 or (place == 0 and 0 in block.words))
            cell.width = width
            if place not in block.words:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for note in block.notes:
        _small(paper, note)
    paper.add_paragraph()


def _widths(block: Table) -> list[Any]:
    """Give each column its share of the page by the longest line in it; columns of words no more than their words need."""
    from docx.shared import Inches

    longest = [max(min(len(_lines(cell)[0]), 40) for cell in column) for column in zip(block.head, *block.rows, strict=True)]
    inches = [0.28 + 0.085 * letters for letters in longest]
    scale = min(1.0, WIDEST / sum(inches))
    return [Inches(width * scale) for width in inches]


def _lines(content: str | Cell) -> tuple[str, str]:
    return (content.words, content.below) if isinstance(content, Cell) else (content, "")


def _fill(cell: Any, content: str | Cell, *, bold: bool) -> None:
    from docx.shared import Pt

    words, below = _lines(content)
    cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    run = cell.paragraphs[0].add_run(_clean(words))
    run.bold, run.font.size = bold, Pt(8.5)
    if below:
        under = cell.paragraphs[0].add_run(f"\n{_clean(below)}")
        under.bold, under.font.size = False, Pt(7)


def _picture(paper: Any, block: Picture) -> None:
    placed(paper, pictures.png(block.plot), _clean(block.alternative), (WIDEST, 6.0))
    paper.add_paragraph(_clean(block.caption), style="Caption")


def _passages(paper: Any, block: Passages) -> None:
    for passage in block.passages:
        paragraph = paper.add_paragraph(style="List Bullet")
        paragraph.add_run(_clean(passage.place)).bold = True
        paragraph.add_run(f" {_clean(passage.about)}")
        if passage.words:
            paper.add_paragraph(_clean(passage.words), style="Quote")


def _small(paper: Any, words: str) -> None:
    from docx.shared import Pt

    paper.add_paragraph().add_run(_clean(words)).font.size = Pt(8)


def _clean(words: str) -> str:
    return words.translate(CONTROL)


_WRITE: dict[type[Block], Callable[[Any, Any], None]] = {
    Text: _text,
    Heading: _heading,
    Table: _table,
    Picture: _picture,
    Passages: _passages,
}
