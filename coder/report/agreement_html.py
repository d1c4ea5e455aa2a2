"""Document -> one self-contained page: no script, no request, its pictures inside it."""

from __future__ import annotations

from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from coder.report import pictures
from coder.report.agreement_document import Block, Cell, Document
from coder.report.pictures import Plot


def document_page(document: Document) -> str:
    """Write the page."""
    environment = Environment(
        loader=PackageLoader("coder.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("agreement.html").render(document=document, kind=_kind, drawn=_drawn, lines=_lines)


def _kind(block: Block) -> str:
    return type(block).__name__


def _drawn(plot: Plot) -> tuple[str, str]:
    """The picture for light and for dark, as addresses that hold it."""
    light, dark = (f"data:image/svg+xml;base64,{b64encode(image).decode()}" for image in pictures.svg(plot))
    return light, dark


def _lines(cell: str | Cell) -> tuple[str, str]:
    return (cell.words, cell.below) if isinstance(cell, Cell) else (cell, "")
