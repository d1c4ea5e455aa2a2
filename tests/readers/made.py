"""Paragraphs written by hand -> Documents, and transcripts -> lines that a test can compare."""

from __future__ import annotations

import re
from itertools import pairwise

from coder.readers.blocks import Block, Document, Run
from coder.readers.turns import NONE, Corrections, transcript
from coder.records import Transcript

_MARK = re.compile(r"\{(#+|box|s:[^}]*|c:[^}]*)\}")
_LOOK = re.compile(r"(\*\*.+?\*\*|__.+?__)")


def document(text: str) -> Document:
    """Make a document of lines: a line is a paragraph, `⏎` a soft break, `→` a tab, `**bold**`, `__italic__`, `| a | b` a row.

    Before a paragraph: `{#}` numbered by the word processor (`{##}` one level down), `{s:Heading 1}` style, `{c:FF0000}` colour,
    `{box}` in a text box.
    """
    blocks: list[Block] = []
    table, row = -1, 0
    in_table = False
    for line in text.strip("\n").split("\n"):
        line = line.replace("⏎", "\n").replace("→", "\t")
        if line.startswith("|"):
            table, row = (table, row + 1) if in_table else (table + 1, 0)
            in_table = True
            for column, cell in enumerate(line.strip("|").split("|")):
                blocks += [Block(runs(part.strip()), cell=(table, row, column)) for part in cell.split("\n")]
            continue
        in_table = False
        blocks.append(_paragraph(line))
    return Document(tuple(blocks))


def _paragraph(line: str) -> Block:
    marks = []
    while match := _MARK.match(line):
        marks.append(match[1])
        line = line[match.end() :]
    style = next((mark[2:] for mark in marks if mark.startswith("s:")), "")
    colour = next((mark[2:] for mark in marks if mark.startswith("c:")), "")
    numbers = next((mark for mark in marks if mark.startswith("#")), "")
    return Block(runs(line, colour), style, bool(numbers), max(0, len(numbers) - 1), None, int("box" in marks))


def runs(text: str, colour: str = "") -> tuple[Run, ...]:
    """Part a text at its marks of bold and italic."""
    found = []
    for part in _LOOK.split(text):
        bold, italic = part.startswith("**") and len(part) > 4, part.startswith("__") and len(part) > 4
        if part:
            found.append(Run(part[2:-2] if bold or italic else part, bold, italic, colour))
    return tuple(found)


def made(text: str, name: str = "made.docx", corrections: Corrections = NONE) -> Transcript:
    """Read a document written by hand."""
    return transcript(document(text), name, corrections)


def told(one: Transcript) -> list[str]:
    """Turns as `speaker > words`."""
    return [f"{turn.speaker} > {' '.join(one.said(turn).split())}" for turn in one.turns]


def held(one: Transcript) -> None:
    """Assert that every character that is not white space lies in exactly one piece, label or note, and that all is in order."""
    covered = [0] * len(one.text)
    for turn in one.turns:
        assert turn.pieces
        assert list(turn.pieces) == sorted(turn.pieces)
        spans = [*turn.pieces, *turn.labels]
        for start, end in spans:
            assert start < end
            for place in range(start, end):
                covered[place] += 1
        for start, end in turn.pieces:
            assert one.text[start:end] == one.text[start:end].strip()
    for note in one.notes:
        assert note.start < note.end
        for place in range(note.start, note.end):
            covered[place] += 1
    assert all(count <= 1 for count in covered)
    assert all(count for count, character in zip(covered, one.text, strict=True) if not character.isspace())
    pieces = [piece for turn in one.turns for piece in turn.pieces]
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))
    assert [turn.number for turn in one.turns] == list(range(1, len(one.turns) + 1))
    assert {turn.speaker for turn in one.turns} == {speaker.label for speaker in one.speakers}
