"""An OpenDocument text -> blocks; footnotes, comments and tracked deletions go to side channels."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import ReadError
from coder.readers.blocks import Block, Document, Run
from coder.records import SideText

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = (".odt",)

LARGEST = 64 << 20
"""Bytes of one inflated part above which a file is refused."""

DEEPEST = 200
"""Levels of nesting above which a file is refused."""

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

_ASIDE = {_TEXT + "note": "footnote", _OFFICE + "annotation": "comment", _TEXT + "tracked-changes": "deleted"}
_PARAGRAPH = (_TEXT + "p", _TEXT + "h")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style says; None where it leaves it to the style above it."""

    parent: str = ""
    name: str = ""
    bold: bool | None = None
    italic: bool | None = None
    colour: str | None = None


@dataclass(slots=True)
class _Walk:
    """The blocks found so far and where in the document the walk is."""

    styles: dict[str, _Look]
    blocks: list[Block] = field(default_factory=list)
    side: list[SideText] = field(default_factory=list)
    tables: int = 0
    boxes: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    level: int = -1
    cell: tuple[int, int, int] | None = None
    box: int = 0


def read(path: Path) -> Document:
    """Read an OpenDocument text's paragraphs."""
    content, styles = _parts(path)
    looks: dict[str, _Look] = {}
    for root in (styles, content):
        if root is not None:
            looks.update(_looks(root))
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError(f"{path.name}: not an OpenDocument text; save it as .odt or Word")
    walk = _Walk(looks)
    _story(body, walk, _Place())
    counts: dict[str, int] = {}
    for side in walk.side:
        counts[side.where] = counts.get(side.where, 0) + 1
    warnings = tuple(f"{n} {where}{'s' * (n > 1)} kept apart from the text" for where, n in counts.items() if where != "deleted")
    if "deleted" in counts:
        warnings = (*warnings, f"{counts['deleted']} tracked deletion{'s' * (counts['deleted'] > 1)} left out")
    return Document(tuple(walk.blocks), tuple(walk.side), warnings)


def _parts(path: Path) -> tuple[_Element, _Element | None]:
    """Open the package safely: sizes are checked, entities refused, nothing is written to disk."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "content.xml" not in names:
                raise ReadError(f"{name}: not an OpenDocument text; save it as .odt or Word")
            content = _xml(package, "content.xml", name)
            return content, _xml(package, "styles.xml", name) if "styles.xml" in names else None
    except OSError as error:
        raise ReadError(
            f"{name}: cannot be opened ({error.strerror or 'damaged'}); check the file and its permissions"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise ReadError(f"{name}: damaged or password-protected; open it and save an open copy") from error


def _xml(package: zipfile.ZipFile, part: str, name: str) -> _Element:
    from lxml import etree

    with package.open(part) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(f"{name}: holds more than {LARGEST >> 20} MB of text; split it into one file an interview")
    if b"<!DOCTYPE" in data[:4000] or b"<!ENTITY" in data[:4000]:
        raise ReadError(f"{name}: holds a document type declaration, which no word processor writes; save it again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{name}: damaged; open it in a word processor and save it again") from error


def _looks(root: _Element) -> Iterator[tuple[str, _Look]]:
    for style in root.iter(_STYLE + "style"):
        properties = style.find(_STYLE + "text-properties")
        bold = properties.get(_FO + "font-weight") if properties is not None else None
        italic = properties.get(_FO + "font-style") if properties is not None else None
        colour = properties.get(_FO + "color") if properties is not None else None
        name = style.get(_STYLE + "name", "")
        yield (
            name,
            _Look(
                parent=style.get(_STYLE + "parent-style-name", ""),
                name=style.get(_STYLE + "display-name", name),
                bold=None if bold is None else bold == "bold" or (bold.isdigit() and int(bold) >= 600),
                italic=None if italic is None else italic in ("italic", "oblique"),
                colour=colour,
            ),
        )


def _resolved(styles: dict[str, _Look], names: tuple[str, ...]) -> tuple[bool, bool, str]:
    """Bold, italic and colour of text in nested styles, the innermost last."""
    bold, italic, colour = False, False, ""
    for name in names:
        chain: list[_Look] = []
        while name in styles and len(chain) < 20:
            chain.append(styles[name])
            name = styles[name].parent
        for look in reversed(chain):
            bold = bold if look.bold is None else look.bold
            italic = italic if look.italic is None else look.italic
            colour = colour if look.colour is None else look.colour
    return bold, italic, "" if colour in ("#000000",) else colour.lstrip("#").upper()


def _story(element: _Element, walk: _Walk, place: _Place, depth: int = 0) -> None:
    """Walk what holds paragraphs: sections, lists, tables, text boxes."""
    if depth > DEEPEST:
        return
    for child in element:
        tag = child.tag
        if tag in _PARAGRAPH:
            _paragraph(child, walk, place, depth)
        elif tag in _ASIDE:
            _aside(child, walk)
        elif tag == _TEXT + "list":
            _story(child, walk, _Place(place.level + 1, place.cell, place.box), depth + 1)
        elif tag == _TABLE + "table":
            _table(child, walk, place, depth)
        elif tag == _DRAW + "text-box":
            walk.boxes += 1
            _story(child, walk, _Place(-1, None, walk.boxes), depth + 1)
        else:
            _story(child, walk, place, depth + 1)


def _table(table: _Element, walk: _Walk, place: _Place, depth: int) -> None:
    number = walk.tables
    walk.tables += 1
    rows = (row for row in table.iter(_TABLE + "table-row") if next(row.iterancestors(_TABLE + "table")) is table)
    for index, row in enumerate(rows):
        for column, cell in enumerate(row.findall(_TABLE + "table-cell")):
            _story(cell, walk, _Place(-1, (number, index, column), place.box), depth + 1)


def _paragraph(paragraph: _Element, walk: _Walk, place: _Place, depth: int) -> None:
    style = paragraph.get(_TEXT + "style-name", "")
    runs: list[Run] = []
    boxes: list[_Element] = []
    _inline(paragraph, walk, (style,), runs, boxes, 0)
    shown = _heading(walk.styles, style) or ("Heading" if paragraph.tag == _TEXT + "h" else "")
    walk.blocks.append(Block(tuple(runs), shown, place.level >= 0, max(place.level, 0), place.cell, place.box))
    for box in boxes:
        walk.boxes += 1
        _story(box, walk, _Place(-1, None, walk.boxes), depth + 1)


def _heading(styles: dict[str, _Look], style: str) -> str:
    """The name of the first style of a paragraph that a person has chosen: not an automatic one, not the default."""
    for _ in range(20):
        look = styles.get(style)
        if look is None:
            return ""
        if not (style[:1] == "P" and style[1:].isdigit()):
            return "" if look.name in ("Standard", "Default Paragraph Style", "Text body", "Text_20_body") else look.name
        style = look.parent
    return ""


def _inline(element: _Element, walk: _Walk, names: tuple[str, ...], runs: list[Run], boxes: list[_Element], depth: int) -> None:
    """Collect the runs of a paragraph, and the text boxes that hang in it."""
    bold, italic, colour = _resolved(walk.styles, names)

    def add(text: str | None) -> None:
        if text:
            runs.append(Run(text, bold, italic, colour))

    add(_spaced(element.text))
    for child in element if depth < DEEPEST else ():
        tag = child.tag
        if tag == _TEXT + "s":
            add(" " * min(int(child.get(_TEXT + "c", "1")), 1000))
        elif tag == _TEXT + "tab":
            add("\t")
        elif tag == _TEXT + "line-break":
            add("\n")
        elif tag in _ASIDE:
            _aside(child, walk)
        elif tag == _DRAW + "frame":
            boxes.extend(child.findall(_DRAW + "text-box"))
        elif tag == _TEXT + "span":
            _inline(child, walk, (*names, child.get(_TEXT + "style-name", "")), runs, boxes, depth + 1)
        else:
            _inline(child, walk, names, runs, boxes, depth + 1)
        add(_spaced(child.tail))


def _spaced(text: str | None) -> str:
    """OpenDocument's white space: line ends and tabs in the file are single spaces."""
    return " ".join(text.replace("\t", " ").replace("\r", " ").replace("\n", " ").split(" ")) if text else ""


def _aside(element: _Element, walk: _Walk) -> None:
    """Keep words that are not in the running text."""
    paragraphs = ["".join(map(str, p.itertext())) for p in element.iter(*_PARAGRAPH)]
    text = "\n".join(part for part in paragraphs if part.strip())
    if text:
        walk.side.append(SideText(_ASIDE[element.tag], text))
