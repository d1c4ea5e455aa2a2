"""Lines and the places where turns start -> Turns and Notes: the one place that decides what every word belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.readers.cues import LEADING_TIME, ended, time_at_end
from coder.readers.lines import Line
from coder.records import Note, NoteKind, Role, Turn

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Start:
    """A turn begins in line `line` at offset `at`; its words begin at `words`, the label lies between, `others` elsewhere."""

    line: int
    speaker: str
    at: int
    words: int
    others: tuple[Span, ...] = ()
    time: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as one convention reads it.

    `starts` are in order of offset; `notes` are lines that no one spoke, `taken` lines that are wholly labels. `score` is the share
    of the file that the convention explains. `joins` says that a speaker's consecutive starts are one turn (a recogniser's captions).
    `implied` says why speakers are called what no label in the file calls them.
    """

    convention: str
    starts: tuple[Start, ...]
    score: float = 0.0
    notes: Mapping[int, NoteKind] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()
    joins: bool = False
    implied: str = ""


@dataclass(slots=True)
class _Draft:
    """The turn that is being spoken: pieces as `[block, start, end]`, and brackets heard before any word."""

    start: Start
    place: tuple[object, ...]
    labels: list[Span] = field(default_factory=list)
    pieces: list[list[int]] = field(default_factory=list)
    aside: list[Note] = field(default_factory=list)
    broken: bool = True


def cut(found: Sequence[Line], reading: Reading) -> tuple[tuple[Turn, ...], tuple[Note, ...]]:
    """Give every line's words to a turn's pieces, a turn's labels or a note."""
    cutter = _Cutter(reading, sum(line.bold for line in found) <= 0.2 * len(found))
    starts: dict[int, list[Start]] = {}
    for start in reading.starts:
        starts.setdefault(start.line, []).append(start)
    for line in found:
        if line.number in starts:
            cutter.open(line, starts[line.number])
        elif line.number not in reading.taken:
            cutter.go_on(line)
    return cutter.result()


class _Cutter:
    """One pass over the lines."""

    def __init__(self, reading: Reading, bold_is_rare: bool) -> None:
        self.reading = reading
        self.bold_is_rare = bold_is_rare
        self.draft: _Draft | None = None
        self.turns: list[Turn] = []
        self.notes: list[Note] = []

    def open(self, line: Line, starts: list[Start]) -> None:
        """Take a line in which turns start."""
        self._words(line, line.start, starts[0].at)
        ends = [*(start.at for start in starts[1:]), line.end]
        for start, end in zip(starts, ends, strict=True):
            if not (self.reading.joins and self.draft and self.draft.start.speaker == start.speaker):
                self._close()
                self.draft = _Draft(start, _place(line))
            self.draft.place, self.draft.broken = _place(line), True
            self.draft.labels += start.others
            self.draft.labels += _trimmed(line, start.at, start.words)
            self._words(line, start.words, end)

    def go_on(self, line: Line) -> None:
        """Take a line without a start: more of the turn, or a note."""
        kind = self.reading.notes.get(line.number) or self._kind(line)
        if kind is None:
            self._words(line, line.start, line.end)
        elif kind is NoteKind.STAGE and self.draft and not self.draft.pieces and self.draft.place == _place(line):
            self.draft.aside.append(Note(kind, line.start, line.end))
        else:
            self._note(kind, line.start, line.end)

    def result(self) -> tuple[tuple[Turn, ...], tuple[Note, ...]]:
        """Turns and notes in order."""
        self._close()
        return tuple(self.turns), tuple(sorted(self.notes, key=lambda note: note.start))

    def _kind(self, line: Line) -> NoteKind | None:
        """What a line is if no one spoke it; None if it goes on with the turn."""
        kind = line.kind
        if kind is None and self.bold_is_rare and line.bold and line.words <= 8 and not ended(line.text):
            return NoteKind.HEADING
        if kind is None and (self.draft is None or self.draft.place != _place(line)):
            return NoteKind.OTHER
        return kind

    def _words(self, line: Line, start: int, end: int) -> None:
        """Add words to the turn; times at either end become notes."""
        for begin, past, is_time in _parts(line, start, end):
            if is_time:
                self._note(NoteKind.TIMESTAMP, begin, past)
            elif self.draft is None:
                self._note(NoteKind.OTHER, begin, past)
            elif self.draft.pieces and not self.draft.broken and self.draft.pieces[-1][0] == line.block:
                self.draft.pieces[-1][2] = past
            else:
                self.draft.pieces.append([line.block, begin, past])
                self.draft.broken = False

    def _note(self, kind: NoteKind, start: int, end: int) -> None:
        self.notes.append(Note(kind, start, end))
        if self.draft:
            self.draft.broken = True

    def _close(self) -> None:
        """End the turn; one that holds only a bracket is that bracket, one that holds nothing is no turn."""
        draft, self.draft = self.draft, None
        if draft is None:
            return
        spoken = draft.aside[:1] if not draft.pieces else []
        self.notes += draft.aside[len(spoken) :]
        pieces = tuple((start, end) for _, start, end in draft.pieces) or tuple((note.start, note.end) for note in spoken)
        if not pieces:
            self.notes += [Note(NoteKind.OTHER, start, end) for start, end in draft.labels]
            return
        start = draft.start
        self.turns.append(Turn(len(self.turns) + 1, start.speaker, Role.UNKNOWN, pieces, tuple(draft.labels), start.time))


def _trimmed(line: Line, start: int, end: int) -> Iterator[Span]:
    text = line.text[start - line.start : end - line.start]
    if text.strip():
        yield start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _parts(line: Line, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield `(start, end, is a time)` of words and of the times that open or close them."""
    for first, last in _trimmed(line, start, end):
        text = line.text[first - line.start : last - line.start]
        leading = LEADING_TIME.match(text)
        begin, size = (leading.end(), leading.end("mark")) if leading and leading.end() < len(text) else (0, 0)
        trailing = time_at_end(text) if begin < len(text) else len(text)
        trailing = trailing if trailing > begin else len(text)
        if size:
            yield first, first + len(text[:begin].rstrip()), True
        yield from ((a, b, False) for a, b in _trimmed(line, first + begin, first + trailing))
        if trailing < len(text):
            yield first + trailing, last, True


def _place(line: Line) -> tuple[object, ...]:
    return line.cell and (line.cell[0], line.cell[2]), bool(line.box)
