"""Document -> Lines: the canonical text cut at every line end, each line with its look and its place.

A soft break inside a paragraph ends a line as a paragraph does, so a turn that hides behind one is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from coder.readers.blocks import Block, Document, Run
from coder.readers.unspoken import unspoken
from coder.records import NoteKind

MAJORITY = 0.6
"""Share of a line's characters that must be bold (italic, coloured) for the line to count as such."""

HEADING_STYLE = re.compile(r"(heading|title|subtitle|überschrift|titel|titre|título|titolo|kop|rubrik|nagłówek|toc)\b", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the canonical text, from its first to past its last non-space character, never empty.

    `block` is the index of its paragraph, `first` whether it opens it; `words` counts its words; `kind` is what it is if no one
    spoke it; `bold_to` is where the bold at its start ends.
    """

    number: int
    start: int
    end: int
    text: str
    block: int
    first: bool
    bold: bool
    italic: bool
    colour: str
    style: str
    numbered: bool
    level: int
    cell: tuple[int, int, int] | None
    box: int
    speaker: str
    time: str
    bold_to: int
    words: int
    heading: bool
    kind: NoteKind | None


def canonical(document: Document) -> str:
    """Return the text that all offsets count in."""
    return "\n".join(block.text for block in document.blocks)


def lines(document: Document) -> tuple[Line, ...]:
    """Cut a document into its lines that hold anything but white space."""
    found: list[Line] = []
    start = 0
    for index, block in enumerate(document.blocks):
        found += _of_block(block, index, start, len(found))
        start += sum(len(run.text) for run in block.runs) + 1
    return tuple(found)


def _of_block(block: Block, index: int, start: int, number: int) -> Iterator[Line]:
    first = True
    heading = bool(block.style and HEADING_STYLE.match(block.style))
    for offset, runs in _split(block.runs):
        raw = "".join(run.text for run in runs)
        text = raw.strip()
        if not text:
            continue
        begin = start + offset + len(raw) - len(raw.lstrip())
        yield Line(
            number=number,
            start=begin,
            end=begin + len(text),
            text=text,
            block=index,
            first=first,
            bold=_share(runs, "bold"),
            italic=_share(runs, "italic"),
            colour=_colour(runs),
            style=block.style,
            numbered=block.numbered and first,
            level=block.level,
            cell=block.cell,
            box=block.box,
            speaker=block.speaker,
            time=block.time,
            bold_to=begin + _bold_head(runs),
            words=len(text.split()),
            heading=heading,
            kind=unspoken(text, heading),
        )
        number += 1
        first = False


def _split(runs: tuple[Run, ...]) -> Iterator[tuple[int, list[Run]]]:
    """Yield the runs of each line with the offset at which the line begins."""
    offset = begin = 0
    current: list[Run] = []
    for run in runs:
        parts = run.text.split("\n")
        for position, part in enumerate(parts):
            if position:
                yield begin, current
                offset += 1
                begin, current = offset, []
            if part:
                current.append(Run(part, run.bold, run.italic, run.colour))
                offset += len(part)
    yield begin, current


def _share(runs: list[Run], look: str) -> bool:
    total = marked = 0
    for run in runs:
        size = len(run.text.strip())
        total += size
        marked += size * bool(getattr(run, look))
    return marked > MAJORITY * total


def _colour(runs: list[Run]) -> str:
    sizes: Counter[str] = Counter()
    for run in runs:
        sizes[run.colour] += len(run.text.strip())
    colour, size = sizes.most_common(1)[0]
    return colour if size > MAJORITY * sizes.total() else ""


def _bold_head(runs: list[Run]) -> int:
    """Characters at the line's start (after white space) that are bold."""
    size = 0
    for run in runs:
        text = run.text if size else run.text.lstrip()
        if text and not run.bold:
            break
        size += len(text)
    return size
