"""What the Word files of this room have in common: ruled tables, rows kept whole, pictures that fit the page."""

from __future__ import annotations

import io
from typing import Any


def ruled(made: Any) -> None:
    """Draw thin lines between rows, none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "B4BAC4")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    made._tbl.tblPr.append(borders)
    made.autofit = False


def kept_together(row: Any, *, repeated: bool) -> None:
    """Let no row break over pages; `repeated` on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def placed(paper: Any, png: bytes, alternative: str, size: tuple[float, float]) -> None:
    """Put a picture on paper with its alternative text, no larger than `size` (inches), kept with the paragraph that follows."""
    from docx.shared import Inches

    paragraph = paper.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(png))
    scale = min(1.0, Inches(size[0]) / shape.width, Inches(size[1]) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape._inline.docPr.set("descr", alternative)
    paragraph.paragraph_format.keep_with_next = True
