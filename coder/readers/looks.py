"""Lines -> questions and answers told apart by look alone: bold, italic, colour, style, or a list's numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.readers.cues import MARKER, asks, ended
from coder.readers.cut import Reading, Start
from coder.readers.lexicon import talk
from coder.readers.lines import Line

ASKER, ANSWERER = "Interviewer", "Participant"
"""Names for speakers whom no label names."""

IMPLIED = "told by {} alone: no label names the speakers, so they are called by who asks and who answers"
"""The reason for their roles."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of a line in one look, its words after `words`."""

    line: Line
    at: int
    words: int
    text: str

    @property
    def size(self) -> int:
        """Words in it."""
        return len(self.text.split())


_Group = tuple[bool, list[_Unit]]


def looks(found: Sequence[Line]) -> Reading | None:
    """Find the look that parts questions from answers, None if none does."""
    content = [line for line in found if line.kind is None and not line.cell]
    if len(content) < 2:
        return None
    readings = [reading for name, units, marks in _ways(content) if (reading := _two(name, units, marks))]
    return max(readings, key=lambda reading: reading.score, default=None)


def _ways(content: Sequence[Line]) -> Iterator[tuple[str, list[_Unit], list[bool]]]:
    """Yield each look with the units that it may tell apart and whether it marks them."""
    usual = Counter(line.colour for line in content).most_common(1)[0][0]
    plain = Counter(line.style for line in content).most_common(1)[0][0]
    whole = [_Unit(line, line.start, line.start, line.text) for line in content]
    yield "list", whole, [line.numbered for line in content]
    yield "list", whole, [line.numbered and line.level == 0 for line in content]
    yield "list", *_typed(content)
    yield "bold", whole, [line.bold for line in content]
    yield "bold", *_within(content)
    yield "italic", whole, [line.italic for line in content]
    yield "colour", whole, [line.colour != usual for line in content]
    yield "style", whole, [line.style != plain for line in content]
    yield "capitals", whole, [line.text.isupper() and line.words > 2 for line in content]
    if all(line.numbered for line in content):
        yield "list", *_items(whole)


def _typed(content: Sequence[Line]) -> tuple[list[_Unit], list[bool]]:
    """Numbers and bullets that someone typed; they are label."""
    units, marks = [], []
    for line in content:
        typed = MARKER.match(line.text) if line.first else None
        size = typed.end() if typed else 0
        units.append(_Unit(line, line.start, line.start + size, line.text[size:]))
        marks.append(typed is not None)
    return units, marks


def _within(content: Sequence[Line]) -> tuple[list[_Unit], list[bool]]:
    """A bold sentence and a plain one on the same line."""
    units, marks = [], []
    for line in content:
        edge = line.bold_to - line.start
        head, rest = line.text[:edge], line.text[edge:]
        if head.strip() and rest.strip() and ended(head.strip()) and len(head.split()) > 2:
            units += [_Unit(line, line.start, line.start, head), _Unit(line, line.bold_to, line.bold_to, rest)]
            marks += [True, False]
        else:
            units.append(_Unit(line, line.start, line.start, line.text))
            marks.append(line.bold)
    return (units, marks) if len(units) >= 1.3 * len(content) else ([], [])


def _items(whole: list[_Unit]) -> tuple[list[_Unit], list[bool]]:
    """A list in which every other item is a question, without exception."""
    questions = [asks(unit.text) for unit in whole]
    strict = len(whole) >= 6 and all(questions[::2]) and not any(questions[1::2])
    return (whole, questions) if strict else ([], [])


def _two(name: str, units: Sequence[_Unit], marks: Sequence[bool]) -> Reading | None:
    """Read marked and unmarked units as two people if they take turns as people do."""
    groups = _grouped(units, marks)
    on, off = [held for marked, held in groups if marked], [held for marked, held in groups if not marked]
    if len(on) < 2 or len(off) < 2 or _spoken(on) < 0.6 or _spoken(off) < 0.6:
        return None
    asked_on, asked_off = _asking(on), _asking(off)
    balance = len(groups) / len(units)
    telling = max(asked_on, asked_off) >= 0.25 and abs(asked_on - asked_off) >= 0.15
    flowing = balance >= 0.6 and len(groups) >= 8 and _talking(units) >= 0.1
    if balance < 0.1 or min(asked_on, asked_off) > 0.6 or not (telling or flowing):
        return None
    names = _names(
        math.log((asked_on + 0.05) / (asked_off + 0.05)) + max(-0.3, min(0.3, 0.4 * math.log(_length(off) / _length(on))))
    )
    if _introduces(groups[0], names):
        groups = groups[1:]
    starts = tuple(Start(held[0].line.number, names[marked], held[0].at, held[0].words) for marked, held in groups)
    return Reading(name, starts, (abs(asked_on - asked_off) + balance) / 2, implied=IMPLIED.format(name))


def _names(lean: float) -> dict[bool, str]:
    """Name the marked and the unmarked speaker; `lean` above 0 says that the marked one asks."""
    if abs(lean) < 0.2:
        return {True: "Speaker 1", False: "Speaker 2"}
    return {lean > 0: ASKER, lean <= 0: ANSWERER}


def _introduces(group: _Group, names: dict[bool, str]) -> bool:
    """Whether what stands before the first question tells about the recording and is no one's talk."""
    marked, held = group
    return names[marked] != ASKER and _talking(held) < 0.03 and not asks(held[-1].text) and sum(unit.size for unit in held) > 3


def _grouped(units: Sequence[_Unit], marks: Sequence[bool]) -> list[_Group]:
    groups: list[_Group] = []
    for unit, marked in zip(units, marks, strict=True):
        if groups and groups[-1][0] == marked:
            groups[-1][1].append(unit)
        else:
            groups.append((marked, [unit]))
    return groups


def _length(groups: Sequence[Sequence[_Unit]]) -> float:
    """Mean words of a turn."""
    return max(1.0, sum(unit.size for held in groups for unit in held) / len(groups))


def _talking(units: Sequence[_Unit]) -> float:
    """Share of words that belong to talk."""
    return sum(talk(unit.text) * unit.size for unit in units) / max(1, sum(unit.size for unit in units))


def _asking(groups: Sequence[Sequence[_Unit]]) -> float:
    return sum(any(asks(unit.text) for unit in held) for held in groups) / len(groups)


def _spoken(groups: Sequence[Sequence[_Unit]]) -> float:
    """Share of groups that end as speech does."""
    return sum(ended(held[-1].text.strip()) for held in groups) / len(groups)
