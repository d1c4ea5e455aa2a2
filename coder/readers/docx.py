"""A Word file -> blocks: every word that Word would show, in reading order; words outside the text go to side channels, counted.

The body is walked here, directly on the XML, because the usual libraries drop text: insertions, tables, text boxes, content
controls, fields and more. Paragraphs without anything unusual, which is nearly all, take a short cut (see `_index`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from coder.readers.blocks import Block, Document, Run
from coder.readers.ooxml import Package, parsed
from coder.records import SideText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lxml.etree import _Element

    from coder.readers.ooxml import Relationship

SUFFIXES = (".docx", ".docm", ".dotx")

MAX_CHAIN = 50  # styles that a style may be based on, one on the other
MAX_REMEMBERED = 1 << 20  # bytes of a styles part that is kept in mind for the next file

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"

_P, _R, _T, _PPR, _RPR = _W + "p", _W + "r", _W + "t", _W + "pPr", _W + "rPr"
_BOLD, _ITALIC, _COLOUR, _VANISH, _RSTYLE = _W + "b", _W + "i", _W + "color", _W + "vanish", _W + "rStyle"
_PSTYLE, _NUMPR, _TAB, _BR, _DEL, _MOVED = _W + "pStyle", _W + "numPr", _W + "tab", _W + "br", _W + "del", _W + "moveFrom"
_VAL, _TYPE = _W + "val", _W + "type"
_OFF = frozenset({"0", "false", "off"})
_LOOKS = frozenset({_BOLD, _ITALIC, _COLOUR, _VANISH, _RSTYLE})
_FIXED = {
    _TAB: "\t",
    _W + "ptab": "\t",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "\u2011",
    _W + "softHyphen": "\u00ad",
    _A + "br": "\n",
}
_SIGNS = {_M + "den": "/", _M + "sup": "^", _M + "sub": "_"}  # as Word itself writes equations in a line
_LINE_ENDS = re.compile(r"[\r\n][ \t\r\n]*")
_SIDE_PARTS = {
    "header": _W + "hdr",
    "footer": _W + "ftr",
    "footnotes": _W + "footnote",
    "endnotes": _W + "endnote",
    "comments": _W + "comment",
}
_UNREAD_PARTS = {
    "diagramData": "diagram",
    "chart": "chart",
    "package": "embedded",
    "oleObject": "embedded",
    "vbaProject": "macros",
}
_WARNINGS = {
    "deleted": ("1 tracked deletion left out", "{} tracked deletions left out"),
    "hidden": ("1 hidden word left out", "{} hidden words left out"),
    "comment": ("1 comment kept apart from the text", "{} comments kept apart from the text"),
    "footnote": ("1 footnote kept apart from the text", "{} footnotes kept apart from the text"),
    "endnote": ("1 endnote kept apart from the text", "{} endnotes kept apart from the text"),
    "ruby": ("1 reading aid (ruby) kept apart from the text", "{} reading aids (ruby) kept apart from the text"),
    "symbol": ("1 symbol could not be read", "{} symbols could not be read"),
    "altChunk": (
        "1 inserted document not read: save the file again in Word",
        "{} inserted documents not read: save the file again in Word",
    ),
    "embedded": ("1 embedded file not read", "{} embedded files not read"),
    "diagram": ("1 diagram not read", "{} diagrams not read"),
    "chart": ("1 chart not read", "{} charts not read"),
    "macros": ("macros ignored", "macros ignored"),
    "outside": ("1 link out of the file ignored", "{} links out of the file ignored"),
    "dangling": ("1 broken link inside the file ignored", "{} broken links inside the file ignored"),
}


def read(path: Path) -> Document:
    """Read a Word file; raise `ReadError` with one plain line if that cannot be done."""
    with Package(path) as package:
        try:
            return _read(package)
        except RecursionError as error:
            raise package.refuse("damaged: nested too deeply; copy its text into a new Word file") from error


def _read(package: Package) -> Document:
    main = package.main()
    links = package.relationships(main)
    styles = [package.made(link.part, _definitions) for link in links if link.kind == "styles" and link.part]
    story = _Story(_Styles(styles[0] if styles else _Definitions({})))
    walk = _Walk(story)
    for body, children in package.batches(main, _W + "document", _W + "body"):
        walk.batch(body, children)
    walk.end_paragraph()
    for link in links:
        if link.kind in _SIDE_PARTS and link.part:
            _read_side(story, package.xml(link.part), link.kind)
        story.count(_warning_of(link))
    return Document(tuple(walk.blocks), story.side(), story.warnings())


def _warning_of(link: Relationship) -> str:
    """Name what a link of the main part has to be warned of; web addresses are no danger, and need not be there."""
    if link.kind == "hyperlink":
        return ""
    if link.outside:
        return "outside"
    return _UNREAD_PARTS.get(link.kind, "") if link.part else "dangling"


def _read_side(story: _Story, root: _Element, kind: str) -> None:
    for element in root.iter(_SIDE_PARTS[kind]):
        story.note(kind.removesuffix("s"), _words(story, element))


def _words(story: _Story, element: _Element, *, deleted: bool = False) -> str:
    """Return the text of a part of the document that does not belong to the main text."""
    walk = _Walk(story, deleted=deleted)
    walk.each(element)
    walk.end_paragraph()
    return "\n".join(block.text for block in walk.blocks)


_Said = tuple[tuple[str, str | None], ...]  # tag and value of the elements that give a run its look


class _Look(NamedTuple):
    """How a run looks in the end."""

    bold: bool
    italic: bool
    colour: str
    hidden: bool


class _Own(NamedTuple):
    """What a run or a style says itself about its look; None where it says nothing."""

    bold: bool | None = None
    italic: bool | None = None
    colour: str | None = None
    hidden: bool | None = None
    style: str = ""


@dataclass(slots=True)
class _Style:
    """A paragraph style with everything that it inherits; `look` is that of a run which says nothing itself."""

    name: str
    own: _Own
    number: int | None
    level: int | None
    look: _Look
    looks: dict[_Said, _Look] = field(default_factory=dict)


class _RawStyle(NamedTuple):
    """A style as the file defines it."""

    name: str
    based_on: str
    own: _Own
    number: int | None
    level: int | None


class _Definitions(NamedTuple):
    """A file's style definitions: `paragraph` and `character` styles by id, defaults, the default paragraph style's id."""

    styles: dict[str, dict[str, _RawStyle]]
    defaults: _Own = _Own()
    default_name: str = ""


def _definitions(data: bytes) -> _Definitions:
    """Read a styles part, or remember it: the files of one study mostly share theirs to the byte, and it is their larger part."""
    return _remembered(data) if len(data) <= MAX_REMEMBERED else _remembered.__wrapped__(data)


@lru_cache(maxsize=4)
def _remembered(data: bytes) -> _Definitions:
    root = parsed(data)
    styles: dict[str, dict[str, _RawStyle]] = {"paragraph": {}, "character": {}}
    default_name = ""
    for element in root.iterchildren(_W + "style"):
        kind, name = element.get(_TYPE, "paragraph"), element.get(_W + "styleId", "")
        if kind in styles:
            styles[kind].setdefault(name, _raw_style(element))
        if kind == "paragraph" and element.get(_W + "default", "0") not in _OFF:
            default_name = name
    properties = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_RPR}")
    return _Definitions(styles, _Own() if properties is None else _own(_said(properties)), default_name)


def _raw_style(element: _Element) -> _RawStyle:
    has = {child.tag: child for child in element}
    own = _own(_said(has[_RPR])) if _RPR in has else _Own()
    number, level = _numbering(has[_PPR].find(_NUMPR)) if _PPR in has else (None, None)
    return _RawStyle(_value(has.get(_W + "name")), _value(has.get(_W + "basedOn")), own, number, level)


class _Styles:
    """The paragraph and character styles of a file, each resolved when first asked for."""

    def __init__(self, definitions: _Definitions) -> None:
        self._raw, self._defaults, self._default_name = definitions
        self._paragraph: dict[str, _Style] = {}
        self._looks: dict[_Look, _Look] = {}
        self.default = self.paragraph(self._default_name)

    def paragraph(self, name: str) -> _Style:
        """Return a paragraph style with all that it inherits; an unknown one is the default style, whose name is ""."""
        found = self._paragraph.get(name)
        if found is None:
            known = name if name in self._raw.get("paragraph", {}) else self._default_name
            chain = self._chain("paragraph", known)
            own = _inherited(chain)
            number, level = _first(style.number for style in chain), _first(style.level for style in chain)
            title = chain[0].name if chain and known != self._default_name else ""
            found = self._paragraph[name] = _Style(title, own, number, level, self._look(own, _Own()))
        return found

    def look(self, style: _Style, said: _Said) -> _Look:
        """Return how a run looks that says this of itself, in a paragraph of this style; equal looks are one object."""
        found = style.looks.get(said)
        if found is None:
            found = style.looks[said] = self._look(style.own, _own(said))
        return found

    def _look(self, paragraph: _Own, own: _Own) -> _Look:
        """Combine a run's own word, its style, the paragraph's style and the file's defaults."""
        character, defaults = _inherited(self._chain("character", own.style)), self._defaults
        look = _Look(
            _toggled(own.bold, character.bold, paragraph.bold, defaults.bold),
            _toggled(own.italic, character.italic, paragraph.italic, defaults.italic),
            _first((own.colour, character.colour, paragraph.colour, defaults.colour)) or "",
            _toggled(own.hidden, character.hidden, paragraph.hidden, defaults.hidden),
        )
        return self._looks.setdefault(look, look)

    def _chain(self, kind: str, name: str) -> list[_RawStyle]:
        """Return a style and those that it is based on, nearest first."""
        styles, chain = self._raw.get(kind, {}), dict[str, _RawStyle]()
        while name in styles and name not in chain and len(chain) < MAX_CHAIN:
            chain[name] = styles[name]
            name = styles[name].based_on
        return list(chain.values())


_Value = TypeVar("_Value")


def _first(values: Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)


def _inherited(chain: list[_RawStyle]) -> _Own:
    return _Own(
        _first(style.own.bold for style in chain),
        _first(style.own.italic for style in chain),
        _first(style.own.colour for style in chain),
        _first(style.own.hidden for style in chain),
    )


def _toggled(own: bool | None, character: bool | None, paragraph: bool | None, default: bool | None) -> bool:
    """Return a toggle property: bold of a character style within a bold paragraph style is not bold, as in Word."""
    if own is not None:
        return own
    return bool(default) or bool(character) != bool(paragraph)


def _said(properties: _Element) -> _Said:
    """Return what a `w:rPr` says of the look; what it said before a tracked change stands deeper and is not looked at."""
    return tuple((child.tag, child.get(_VAL)) for child in properties if child.tag in _LOOKS)


def _own(said: _Said) -> _Own:
    values = dict(said)
    return _Own(
        values[_BOLD] not in _OFF if _BOLD in values else None,
        values[_ITALIC] not in _OFF if _ITALIC in values else None,
        _colour(values[_COLOUR] or "") if _COLOUR in values else None,
        values[_VANISH] not in _OFF if _VANISH in values else None,
        values.get(_RSTYLE) or "",
    )


def _colour(value: str) -> str:
    """Return RRGGBB, or "" for what looks like the default: automatic and black."""
    colour = value.upper()
    return "" if colour in ("AUTO", "000000") else colour


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(_VAL, "")


def _one_line(text: str) -> str:
    """Return text as Word shows it: line ends within a `w:t` are the XML's layout and part words like a space."""
    return _LINE_ENDS.sub(" ", text)


def _number(element: _Element | None) -> int | None:
    """Return a small whole number, None for whatever is not one."""
    value = _value(element)
    return int(value) if re.fullmatch(r"[0-9]{1,6}", value) else None


def _numbering(element: _Element | None) -> tuple[int | None, int | None]:
    """Return number and level of a `w:numPr`."""
    if element is None:
        return None, None
    return _number(element.find(_W + "numId")), _number(element.find(_W + "ilvl"))


class _Story:
    """What all walks through one file share: its styles, the words outside the text, and what was counted."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.tables = 0
        self.boxes = 0
        self._side: dict[SideText, None] = {}
        self._counts: Counter[str] = Counter()

    def note(self, where: str, text: str) -> None:
        """Keep words that are not part of the text, each text once, and count them."""
        if words := len(text.split()):
            self._side[SideText(where, text)] = None
            self.count(where, words if where == "hidden" else 1)

    def count(self, what: str, number: int = 1) -> None:
        """Count something that a warning may tell."""
        self._counts[what] += number

    def side(self) -> tuple[SideText, ...]:
        """Return the words outside the text, in the order found."""
        return tuple(self._side)

    def warnings(self) -> tuple[str, ...]:
        """Return a line for everything counted that a person should know of."""
        counts = self._counts
        return tuple(
            (one if counts[what] == 1 else many.format(counts[what])) for what, (one, many) in _WARNINGS.items() if counts[what]
        )


class _Walk:
    """One way through the XML, or through a text box, a note or a deletion in it, collecting blocks."""

    def __init__(self, story: _Story, *, deleted: bool = False, box: int = 0, cell: tuple[int, int, int] | None = None) -> None:
        self.blocks: list[Block] = []
        self._plain: dict[_Element, list[_Element]] = {}
        self._story = story
        self._deleted = deleted
        self._box_number = box
        self._cell_now = cell
        self._table_now = self._row_now = self._column_now = -1
        self._style = story.styles.default
        self._look = self._style.look
        self._number: int | None = None
        self._level: int | None = None
        self._mark_deleted = False
        self._break_due = False
        self._fields: list[bool] = []  # for each open field: whether its result has begun
        self._pieces: list[tuple[str, _Look]] = []
        self._boxes: list[Block] = []

    def batch(self, body: _Element, children: list[_Element]) -> None:
        """Walk through complete children of the body, with a short cut for plain paragraphs."""
        self._plain = _index(body, children)
        self.each(children)
        self._plain = {}

    def each(self, elements: Iterable[_Element]) -> None:
        """Walk through elements in order; a tag that is not known is a wrapper, and its content counts."""
        for element in elements:
            handler = _HANDLERS.get(element.tag)
            if handler is None:
                self.each(element)
            else:
                handler(self, element)

    def skip(self, element: _Element) -> None:
        """Leave out what is never text."""

    # Paragraphs

    def paragraph(self, element: _Element) -> None:
        """Read a `w:p`; if its mark was deleted, its text runs on into the next one."""
        if not self._mark_deleted:
            self.end_paragraph()
        self._mark_deleted = False
        self._style = self._story.styles.default
        self._number = self._level = None
        content = self._plain.get(element)
        if content is None:
            self._look = self._style.look
            self.each(element)
        else:
            self._read_plain(content)
        if not self._mark_deleted:
            self.end_paragraph()

    def properties(self, element: _Element) -> None:
        """Read a `w:pPr`: style, numbering, and whether the paragraph's mark was deleted."""
        for child in element:
            tag = child.tag
            if tag == _PSTYLE:
                self._style = self._story.styles.paragraph(_value(child))
                self._look = self._style.look
            elif tag == _NUMPR:
                self._number, self._level = _numbering(child)
            elif tag == _RPR:
                self._mark_deleted = any(mark.tag in (_DEL, _MOVED) for mark in child)

    def _read_plain(self, content: list[_Element]) -> None:
        """Read a paragraph that holds nothing but runs, from its few elements that matter."""
        styles, pieces, look = self._story.styles, self._pieces, self._style.look
        run: Any = None
        properties: Any = None
        parent: Any
        said: list[tuple[str, str | None]] = []
        for element in content:
            tag = element.tag
            if tag == _T:
                special = run is not None and element.getparent() is run
                if text := element.text:
                    pieces.append(
                        (
                            text if text.isprintable() else _one_line(text),
                            styles.look(self._style, tuple(said)) if special else look,
                        )
                    )
            elif tag in _LOOKS:
                parent = element.getparent()
                if parent is not properties:
                    properties, run, said = parent, parent.getparent(), []
                said.append((tag, element.get(_VAL)))
            elif tag == _PSTYLE:
                self._style = styles.paragraph(element.get(_VAL, ""))
                look = self._style.look
            elif tag == _NUMPR:
                self._number, self._level = _numbering(element)
            else:
                parent = element.getparent()
                if parent.tag == _R:  # a tab, not a tab stop
                    pieces.append((_FIXED[tag], styles.look(self._style, tuple(said)) if parent is run else look))

    def end_paragraph(self) -> None:
        """Make a block of what was gathered, and of each text box anchored in it."""
        if self._pieces:
            self._add_block(self._runs(self._pieces))
            self._pieces = []
        if self._boxes:
            self.blocks.extend(self._boxes)
            self._boxes = []
        if self._fields:
            self._fields = []
        self._break_due = False

    def _add_block(self, runs: tuple[Run, ...]) -> None:
        if not any(run.text.strip() for run in runs):
            return
        style = self._style
        number = style.number if self._number is None else self._number
        level = (style.level if self._level is None else self._level) if number else 0
        self.blocks.append(Block(runs, style.name, bool(number), min(level, 8) if level else 0, self._cell_now, self._box_number))

    def _runs(self, pieces: list[tuple[str, _Look]]) -> tuple[Run, ...]:
        """Return the pieces as runs, neighbours of one look merged, hidden ones put aside."""
        if any(look.hidden for _, look in pieces):
            self._story.note("hidden", "".join(text for text, look in pieces if look.hidden))
            pieces = [(text, look) for text, look in pieces if not look.hidden] or [("", self._style.look)]
        runs: list[Run] = []
        text, look = pieces[0]
        for more, next_look in pieces[1:]:
            if next_look is look:
                text += more
            else:
                runs.append(Run(text, look.bold, look.italic, look.colour))
                text, look = more, next_look
        runs.append(Run(text, look.bold, look.italic, look.colour))
        return tuple(runs)

    # Runs

    def run(self, element: _Element) -> None:
        """Read a `w:r` (or an equation's `m:r`)."""
        outer, self._look = self._look, self._style.look
        self.each(element)
        self._look = outer

    def run_properties(self, element: _Element) -> None:
        """Read a `w:rPr`, the first child of its run."""
        self._look = self._story.styles.look(self._style, _said(element))

    def text(self, element: _Element) -> None:
        """Read a `w:t`, `m:t` or `a:t`."""
        self._add(_one_line(element.text or ""), self._look)

    def fixed(self, element: _Element) -> None:
        """Read an element that stands for one character: tab, line end, hyphens."""
        self._add(_FIXED[element.tag], self._look)

    def line_break(self, element: _Element) -> None:
        """Read a `w:br`: a soft break is a line end; a page or column break only parts the words before and after it."""
        if element.get(_TYPE) in ("page", "column"):
            self._break_due = bool(self._pieces)
        else:
            self._add("\n", self._look)

    def symbol(self, element: _Element) -> None:
        """Read a `w:sym`: a character of a symbol font."""
        character = _symbol(element.get(_W + "font", ""), element.get(_W + "char", ""))
        self._story.count("symbol", character == "\ufffd")
        self._add(character, self._look)

    def sign(self, element: _Element) -> None:
        """Read a part of an equation that a sign sets off: 1/2, x^2."""
        self._add(_SIGNS[element.tag], self._look)
        self.each(element)

    def field(self, element: _Element) -> None:
        """Read a `w:fldChar`: between begin and separate stands the field's instruction, then its result."""
        kind = element.get(_W + "fldCharType")
        if kind == "begin":
            self._choice(element)
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _choice(self, field: _Element) -> None:
        """Read what was chosen in an old form's drop-down list, which stands nowhere else."""
        for choices in field.iter(_W + "ddList"):
            entries = choices.findall(_W + "listEntry")
            chosen = _number(choices.find(_W + "result")) or _number(choices.find(_W + "default")) or 0
            if chosen < len(entries):
                self._add(_value(entries[chosen]), self._look)

    def _add(self, text: str, look: _Look) -> None:
        """Add words to the paragraph; the instruction of a field is none, whatever it is made of."""
        if not text:
            return
        if self._fields and not all(self._fields):
            self._story.note("hidden", text)
            return
        if self._break_due:
            self._break_due = False
            if not text.startswith("\n") and not self._pieces[-1][0].endswith("\n"):
                text = "\n" + text
        self._pieces.append((text, look))

    # Words that are not part of the text

    def deletion(self, element: _Element) -> None:
        """Put a tracked deletion aside."""
        if self._deleted:
            self.each(element)
        else:
            self._story.note("deleted", _words(self._story, element, deleted=True))

    def deleted_text(self, element: _Element) -> None:
        """Read a `w:delText`, also where no `w:del` is round it."""
        if self._deleted:
            self.text(element)
        else:
            self._story.note("deleted", element.text or "")

    def moved(self, element: _Element) -> None:
        """Put text aside that was moved to another place."""
        if self._deleted:
            self.each(element)
        else:
            self._story.note("moved", _words(self._story, element, deleted=True))

    def ruby(self, element: _Element) -> None:
        """Put the reading aid over East Asian characters aside."""
        self._story.note("ruby", _words(self._story, element))

    def inserted_document(self, _: _Element) -> None:
        """Count a `w:altChunk`: another document to be taken in when Word opens this one."""
        self._story.count("altChunk")

    # Boxes and tables

    def box(self, element: _Element) -> None:
        """Read a text box: blocks of their own after the paragraph that it is anchored in."""
        number = self._story.boxes = self._story.boxes + 1
        walk = _Walk(self._story, deleted=self._deleted, box=number, cell=self._cell_now)
        walk.each(element)
        walk.end_paragraph()
        self._boxes.extend(walk.blocks)
        if not walk.blocks:
            self._story.boxes = number - 1

    def lettering(self, element: _Element) -> None:
        """Read WordArt, whose words stand in an attribute, as a text box."""
        text = element.get("string", "")
        if text.strip():
            self._story.boxes += 1
            self._boxes.append(Block((Run(text),), cell=self._cell_now, box=self._story.boxes))

    def alternative(self, element: _Element) -> None:
        """Read the first alternative of the same content that has words: drawings stand in the file twice."""
        for branch in element:
            before = len(self._pieces), len(self._boxes), len(self.blocks)
            self.each(branch)
            if before != (len(self._pieces), len(self._boxes), len(self.blocks)):
                return

    def table(self, element: _Element) -> None:
        """Read a table; one within a cell is a table of its own."""
        self.end_paragraph()
        outer = self._table_now, self._row_now, self._column_now, self._cell_now
        self._table_now, self._row_now = self._story.tables, -1
        self._story.tables += 1
        self.each(element)
        self.end_paragraph()
        self._table_now, self._row_now, self._column_now, self._cell_now = outer

    def row(self, element: _Element) -> None:
        """Read a table's row, unless it was deleted."""
        properties = element.find(_W + "trPr")
        if properties is not None and properties.find(_DEL) is not None:
            self.deletion(element)
            return
        self._row_now += 1
        self._column_now = 0 if properties is None else _number(properties.find(_W + "gridBefore")) or 0
        self.each(element)

    def cell(self, element: _Element) -> None:
        """Read a cell; its column counts the table's grid, so a cell over two columns moves the next one on by two."""
        properties = element.find(_W + "tcPr")
        if self._table_now >= 0:
            self._cell_now = self._table_now, self._row_now, self._column_now
        self.each(element)
        self.end_paragraph()
        self._column_now += 1 if properties is None else max(1, _number(properties.find(_W + "gridSpan")) or 1)


_HANDLERS: dict[object, Callable[[_Walk, _Element], None]] = {
    _P: _Walk.paragraph,
    _PPR: _Walk.properties,
    _R: _Walk.run,
    _M + "r": _Walk.run,
    _RPR: _Walk.run_properties,
    _T: _Walk.text,
    _M + "t": _Walk.text,
    _A + "t": _Walk.text,
    _BR: _Walk.line_break,
    _W + "sym": _Walk.symbol,
    _W + "fldChar": _Walk.field,
    _DEL: _Walk.deletion,
    _W + "delText": _Walk.deleted_text,
    _MOVED: _Walk.moved,
    _W + "rt": _Walk.ruby,
    _W + "altChunk": _Walk.inserted_document,
    _W + "txbxContent": _Walk.box,
    _A + "p": _Walk.box,
    _V + "textpath": _Walk.lettering,
    _MC + "AlternateContent": _Walk.alternative,
    _W + "tbl": _Walk.table,
    _W + "tr": _Walk.row,
    _W + "tc": _Walk.cell,
    **dict.fromkeys(_FIXED, _Walk.fixed),
    **dict.fromkeys(_SIGNS, _Walk.sign),
    **dict.fromkeys(
        (_W + name for name in ("instrText", "delInstrText", "sectPr", "sdtPr", "tblPr", "trPr", "tcPr")), _Walk.skip
    ),
}

_PLAIN = {_T, _PSTYLE, _NUMPR, *_LOOKS, *_FIXED}
_THROUGH = {_R, _PPR, _RPR, *(tag for tag, handler in _HANDLERS.items() if handler is _Walk.skip)}
_ODD = {*(_HANDLERS.keys() - _PLAIN - _THROUGH), _W + "pPrChange", _W + "rPrChange"}


def _index(body: _Element, children: list[_Element]) -> dict[_Element, list[_Element]]:
    """Return for each plain paragraph of the body the few elements that matter, in order.

    A paragraph is plain if nothing in it needs a handler but runs, their looks and single characters. The XML library finds these
    elements several times faster than they can be walked to from here.
    """
    starts = {child.tag for child in children} | {_P}
    plain: dict[_Element, list[_Element]] = {}
    if starts & _PLAIN:
        return plain
    owner: _Element | None = None
    content: list[_Element] = []
    for element in body.iter(*_PLAIN, *_ODD, *starts):
        tag = element.tag
        if tag in _PLAIN:
            content.append(element)
        elif tag in starts and element.getparent() is body:
            owner, content = element, []
            if tag == _P:
                plain[element] = content
        elif owner is not None:
            plain.pop(owner, None)
    return plain


# Symbol fonts put their signs at F020 to F0FF; the strings start at F020 and F0A0.
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
)
_WINGDINGS = dict(
    zip(
        bytes.fromhex("28 2a 45 46 47 48 4a 4b 4c 6c 6e 6f 71 72 76 9f a7 a8 d8 df e0 e1 e2 e8 f0 fb fc fd fe".replace(" ", "")),
        "☎✉☜☞☝☟☺😐☹●■□❑❒❖•▪☐➢←→↑↓➔⇨✗✓☒☑",
        strict=True,
    )
)


def _symbol(font: str, code: str) -> str:
    """Return the character for a code of a symbol font, U+FFFD if it is not known."""
    number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
    low = number - 0xF000 if 0xF020 <= number <= 0xF0FF else number
    if font.casefold() == "symbol" and 0x20 <= low <= 0xFF:
        return (_SYMBOL[0] + " " * 33 + _SYMBOL[1] + "\ufffd")[low - 0x20]
    if font.casefold() == "wingdings" and low <= 0xFF:
        return _WINGDINGS.get(low, "\ufffd")
    is_character = 0x20 <= number < 0xD800 or 0xF900 <= number <= 0x10FFFF
    return chr(number) if is_character else "\ufffd"
