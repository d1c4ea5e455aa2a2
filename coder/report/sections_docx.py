"""Sections -> a Word file: headings, tables ruled as journals rule them, pictures with alternative texts, quotations set in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from coder.report.sections import Figure, Link, Quote, Section, Table, of_words, written
from coder.report.word import kept_together, placed, ruled

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
WIDEST = 6.5
"""Inches between the margins."""
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that a Word file cannot hold."""
SIZE = 8.5
"""Points of the letters in a table that fits."""
LETTER = 0.078
"""Inches that such a letter takes."""


def sections_docx(sections: Sequence[Section], title: str, lead: str = "", footer: str = "") -> bytes:
    """Write the file; the same bytes for the same sections."""
    import docx

    paper = docx.Document()
    _page(paper, title)
    paper.add_heading(_clean(title), 0)
    if lead:
        paper.add_paragraph(_clean(lead))
    for section in sections:
        _section(paper, section, 1)
    if footer:
        _small(paper, footer)
    stream = io.BytesIO()
    paper.save(stream)
    return _undated(stream.getvalue())


def _undated(content: bytes) -> bytes:
    """Give every part of the file the same time, so that the same words give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _NO_DATE.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _page(paper: Any, title: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = Inches(8.27), Inches(11.69)
    section.left_margin = section.right_margin = Inches((8.27 - WIDEST) / 2)
    section.top_margin = section.bottom_margin = Inches(0.9)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    properties = normal.element.get_or_add_rPr()
    properties.append(properties.makeelement(qn("w:lang"), {qn("w:val"): "en-GB"}))
    facts = paper.core_properties
    facts.author, facts.comments, facts.title, facts.language = "", "", _clean(title), "en-GB"
    facts.created = facts.modified = _NO_DATE


def _section(paper: Any, section: Section, depth: int) -> None:
    paper.add_heading(_clean(section.title), min(depth, 9))
    for part in section.parts:
        if isinstance(part, Section):
            _section(paper, part, depth + 1)
        elif isinstance(part, Table):
            _table(paper, part)
        elif isinstance(part, Figure):
            _figure(paper, part)
        elif isinstance(part, Quote):
            _quote(paper, part)
        elif isinstance(part, Link):
            _link(paper, part)
        else:
            paper.add_paragraph(_clean(part))


def _table(paper: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = paper.add_paragraph(_clean(table.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = paper.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    ruled(made)
    words, lines = of_words(table), [table.columns, *(tuple(map(written, row)) for row in table.rows)]
    widths, size = _widths(lines, words)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, (row, cells) in enumerate(zip(made.rows, lines, strict=True)):
        kept_together(row, repeated=number == 0)
        for place, (cell, content, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            _fill(cell, content, size, bold=number == 0)
            cell.width = width
            if place not in words:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _small(paper, table.note)


def _widths(lines: Sequence[Sequence[str]], words: frozenset[int]) -> tuple[list[Any], float]:
    """Give each column its share of the page: what its longest word needs (a number is one), and of the rest as it has more to say.

    Also the size of the letters: smaller where the table would not fit.
    """
    from docx.shared import Inches

    columns = list(zip(*lines, strict=True))
    least = [
        0.2 + LETTER * min(max(_longest(cell, whole=place not in words and row > 0) for row, cell in enumerate(column)), 18)
        for place, column in enumerate(columns)
    ]
    wanted = [max(low, 0.2 + LETTER * max(map(len, column))) for low, column in zip(least, columns, strict=True)]
    spare = max(WIDEST - sum(least), 0.0)
    asked = [want - low for want, low in zip(wanted, least, strict=True)]
    share = min(1.0, spare / sum(asked)) if sum(asked) else 0.0
    scale = min(1.0, WIDEST / sum(least))
    return [Inches((low + share * more) * scale) for low, more in zip(least, asked, strict=True)], max(SIZE * scale, 5.5)


def _longest(cell: str, *, whole: bool) -> int:
    """Letters of a cell that must stay on one line."""
    return len(cell) if whole else max(map(len, cell.split()), default=0)


def _fill(cell: Any, content: str, size: float, *, bold: bool) -> None:
    from docx.shared import Pt

    cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    run = cell.paragraphs[0].add_run(_clean(content))
    run.bold, run.font.size = bold, Pt(round(2 * size) / 2)


def _figure(paper: Any, figure: Figure) -> None:
    placed(paper, figure.png, _clean(figure.alt), (WIDEST, 8.0))
    paper.add_paragraph(_clean(figure.caption), style="Caption")


def _quote(paper: Any, quote: Quote) -> None:
    from docx.shared import Inches

    for words, style in ((quote.before, None), (quote.text, "Quote")):
        if words:
            paragraph = paper.add_paragraph(style=style)
            paragraph.add_run(_clean(words)).italic = style is None
            paragraph.paragraph_format.left_indent = Inches(0.35)
            paragraph.paragraph_format.keep_with_next = style is None
    paragraph.add_run(f" ({_clean(quote.reference)})").italic = False


def _link(paper: Any, link: Link) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    paragraph = paper.add_paragraph()
    run = paragraph.add_run(_clean(link.text))
    run.font.underline, run.font.color.rgb = True, RGBColor(0x1A, 0x5F, 0xA0)
    made = OxmlElement("w:hyperlink")
    made.set(qn("r:id"), paper.part.relate_to(link.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.append(run._r)
    paragraph._p.append(made)


def _small(paper: Any, words: str) -> None:
    from docx.shared import Pt

    paper.add_paragraph().add_run(_clean(words)).font.size = Pt(8)


def _clean(words: str) -> str:
    return words.translate(CONTROL)
