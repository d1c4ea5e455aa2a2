"""A text or Markdown file -> blocks: a line is a paragraph; Markdown's emphasis becomes bold and italic, its marks go."""

from __future__ import annotations

import re
from pathlib import Path

from coder.readers.blocks import Block, Document, Run
from coder.readers.decoding import decoded

SUFFIXES = (".txt", ".md")

_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_ITEM = re.compile(r"\s{0,3}(?:\d{1,3}[.)]|[-+*])\s+(?=\S)")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\1(?!\*)|(?<![\w_])(_{1,3})(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_])\3(?![\w_])"
)


def read(path: Path) -> Document:
    """Read a text file's lines as paragraphs."""
    text, warnings = decoded(path)
    markdown = path.suffix.lower() == ".md"
    blocks = tuple(_markdown(line) if markdown else Block((Run(line),)) for line in text.split("\n"))
    return Document(blocks, warnings=warnings)


def _markdown(line: str) -> Block:
    heading = _HEADING.match(line)
    if heading:
        return Block(_runs(line[heading.end() :]), style=f"Heading {len(heading[1])}")
    item = _ITEM.match(line)
    if item:
        return Block(_runs(line[item.end() :]), numbered=True)
    return Block(_runs(line[2:] if line.startswith("> ") else line))


def _runs(text: str) -> tuple[Run, ...]:
    """Part a line at its emphasis."""
    runs = []
    past = 0
    for match in _EMPHASIS.finditer(text):
        mark = match[1] or match[3]
        if match.start() > past:
            runs.append(Run(text[past : match.start()]))
        runs.append(Run(match[2] or match[4], bold=len(mark) > 1, italic=len(mark) != 2))
        past = match.end()
    return (*runs, Run(text[past:])) if past < len(text) or not runs else tuple(runs)
