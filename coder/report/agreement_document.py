"""Figures, tables, pictures -> a document: numbered sections of plain blocks, which the page and the Word file both show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coder.agreement import Figure
from coder.report.pictures import Plot


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `kind` is "", "mind" (a caution) or "quote" (to be pasted elsewhere)."""

    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of two lines: a name, and below it something smaller."""

    words: str
    below: str = ""


Row = tuple[str | Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows; columns in `words` hold words, the others numbers; `notes` stand below it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    words: frozenset[int] = frozenset({0})
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption and, for those who do not see it, what it shows."""

    plot: Plot
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A participant's words with where they stand and what was said of them; `words` is "" where they are left out."""

    place: str
    about: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """A list of passages."""

    passages: tuple[Passage, ...]


Block = Text | Heading | Table | Picture | Passages


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered point of the report."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report; `key` are its main figures, name and value."""

    title: str
    lead: str
    key: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    sections: tuple[Section, ...] = field(repr=False)
    footer: str = ""


def number(figure: Figure) -> str:
    """A value to two places; `undefined` where there is none."""
    return "undefined" if figure.value is None else plain(figure.value)


def plain(value: float | None, digits: int = 2) -> str:
    """A number to some places, never -0.00; a dash where there is none."""
    return "–" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def percent(value: float | None, digits: int = 1) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def interval(figure: Figure) -> str:
    """The interval, `0.80 to 0.89`; a dash where there is none."""
    return "–" if figure.low is None or figure.high is None else f"{plain(figure.low)} to {plain(figure.high)}"


def with_interval(figure: Figure, level: float) -> str:
    """A value with its interval, `0.85 (95 % interval 0.80 to 0.89)`."""
    if figure.low is None:
        return number(figure)
    return f"{number(figure)} ({100 * level:.0f} % interval {interval(figure)})"


def count(n: int, one: str, many: str = "") -> str:
    """`1 segment`, `1,204 segments`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(names: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else "none"


def undefined(figures: Sequence[Figure], named: dict[str, str] | None = None) -> tuple[str, ...]:
    """One line for each reason why figures have no value, with the codes that it concerns."""
    reasons: dict[str, list[str]] = {}
    for figure in figures:
        if figure.value is None:
            reasons.setdefault(figure.reason, []).append((named or {}).get(figure.code, figure.code) or "all codes")
    return tuple(f"Undefined for {listed(dict.fromkeys(codes))}: {reason}." for reason, codes in reasons.items())
