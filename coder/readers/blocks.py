"""What a file's paragraphs look like once the file format is forgotten: `Block`s with the cues that tell speakers apart."""

from __future__ import annotations

from dataclasses import dataclass

from coder.records import SideText


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a block in one look. `colour` is "" for the default."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one paragraph of a table cell: text in reading order with soft breaks as LF and tabs as TAB.

    `runs` concatenate to the text. `cell` is (table, row, column) counted from 0 through the file, None outside tables.
    `numbered` is true for an automatic list or number paragraph (whose number is not part of the text); `level` its depth.
    `style` is the paragraph style's name ("" for the default); `box` counts text boxes from 1, 0 outside them.
    `speaker` and `time` are set where the format itself says who speaks and when (a subtitle's voice); they are not in the text.
    """

    runs: tuple[Run, ...]
    style: str = ""
    numbered: bool = False
    level: int = 0
    cell: tuple[int, int, int] | None = None
    box: int = 0
    speaker: str = ""
    time: str = ""

    @property
    def text(self) -> str:
        """The paragraph's words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's blocks in reading order, its words outside the main text, and what the reader has to warn about.

    The canonical text of a transcript is the blocks' texts, joined by line ends.
    """

    blocks: tuple[Block, ...]
    side: tuple[SideText, ...] = ()
    warnings: tuple[str, ...] = ()
