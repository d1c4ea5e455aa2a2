"""A Rich Text file -> blocks: striprtf makes it plain; marks set before carry looks, breaks, lists and cells through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coder.errors import ReadError
from coder.readers.blocks import Block, Document, Run
from coder.records import SideText

SUFFIXES = (".rtf",)

LARGEST = 64 << 20
"""Bytes above which a file is no transcript."""

_TOKEN = re.compile(
    r"(?P<brace>[{}])|\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<hex>\\'[0-9a-fA-F]{2})|\\.|[^\\{}]+", re.S | re.I
)
_LOOK, _SOFT, _CELL, _ROW = "\ue000", "\ue001", "\ue002", "\ue003"
_MARK = re.compile(f"{_LOOK}(.)")
_PLACES = {"line": _SOFT, "cell": _CELL, "nestcell": _CELL, "row": _ROW, "nestrow": _ROW}
_NUMBER = re.compile(r"\{\\(?:listtext|pntext)\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
"""An automatic number as text, for readers that cannot count."""

_PICTURE = re.compile(r"\{\\\*?\\?pict\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    listed: bool = False

    @property
    def code(self) -> str:
        """The look as one character."""
        flags = (self.bold, self.italic, self.hidden, self.deleted, self.listed)
        return chr(ord("A") + sum(flag << place for place, flag in enumerate(flags)))


_WORDS = {"b": "bold", "i": "italic", "v": "hidden", "deleted": "deleted"}


def read(path: Path) -> Document:
    """Read an RTF file's paragraphs."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise ReadError(f"{path.name}: reading RTF needs the package striprtf; install it, or save the file as Word") from error

    source = _source(path)
    try:
        plain = rtf_to_text("".join(_marked(_NUMBER.sub("", _PICTURE.sub("", source)))), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise ReadError(f"{path.name}: damaged RTF; open it in a word processor and save it again") from error
    return _document(plain)


def _source(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(f"{path.name}: larger than {LARGEST >> 20} MB; remove its pictures and save it again")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be opened ({error.strerror}); check the file and its permissions") from error
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError(f"{path.name}: not an RTF file; save it again as RTF or Word")
    return re.sub(f"[{_LOOK}-{_ROW}]", "", data.decode("latin-1"))


def _marked(source: str) -> Iterator[str]:
    """Yield the source with a mark where the look of the text changes, and one for each soft break, cell and row."""
    look, shown = _Look(), _Look()
    stack: list[_Look] = []
    for token in _TOKEN.finditer(source):
        word = (token["word"] or "").lower()
        if token["brace"] == "{":
            stack.append(look)
        elif token["brace"]:
            look = stack.pop() if stack else _Look()
        elif word in _WORDS:
            look = replace(look, **{_WORDS[word]: token["number"] != "0"})
        elif word == "plain":
            look = _Look(listed=look.listed)
        elif word in ("pard", "ls"):
            look = replace(look, listed=word == "ls" and token["number"] != "0")
        elif look != shown and (word in ("u", "tab", *_PLACES) or not word):
            shown = look
            yield _LOOK + look.code
        yield _PLACES.get(word, token.group())


def _document(plain: str) -> Document:
    blocks: list[Block] = []
    side: dict[str, list[str]] = {"hidden": [], "deleted": []}
    table, row, column = -1, 0, 0
    look = _Look()
    for paragraph, closed in _paragraphs(plain):
        runs, look = _runs(paragraph, look, side)
        cell = None
        if closed == _CELL or (column and closed != _ROW):
            table += not (row or column)
            cell = (max(table, 0), row, column)
        if closed != _ROW:
            blocks.append(Block(runs, numbered=look.listed, cell=cell))
        row, column = (row + 1, 0) if closed == _ROW else (row, column + 1) if closed == _CELL else (row if cell else 0, column)
    found = tuple(SideText(where, text) for where, texts in side.items() if (text := "".join(texts).strip()))
    warnings = tuple(f"{len(one.text.split())} {one.where} words left out" for one in found)
    return Document(tuple(blocks), found, warnings)


def _paragraphs(plain: str) -> Iterator[tuple[str, str]]:
    """Yield paragraphs with what ends them."""
    parts = re.split(f"([\n{_CELL}{_ROW}])", plain)
    yield from zip(parts[::2], [*parts[1::2], ""], strict=True)


def _runs(paragraph: str, look: _Look, side: dict[str, list[str]]) -> tuple[tuple[Run, ...], _Look]:
    """Part a paragraph at its marks; hidden and deleted text goes aside."""
    runs = []
    parts = _MARK.split(paragraph)
    for code, said in zip(["", *parts[1::2]], parts[::2], strict=True):
        if code:
            bits = ord(code) - ord("A")
            look = _Look(*(bool(bits >> place & 1) for place in range(5)))
        text = re.sub(f"[{_LOOK}-{_ROW}]", "", said.replace(_SOFT, "\n"))
        if look.hidden or look.deleted:
            side["deleted" if look.deleted else "hidden"].append(text)
        elif text:
            runs.append(Run(text, look.bold, look.italic))
    return tuple(runs), look
