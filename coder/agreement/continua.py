"""Spans marked freely in transcripts -> stretches of text with every coder's value: the ground of agreement on unitizing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement import columns
from coder.agreement.arrays import Array, Index
from coder.errors import RatingsError


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a transcript that a coder gave a code: characters `start` to `end`, the end not included."""

    coder: str
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Continuum:
    """One transcript as a line of characters: its `length`, the coders who looked at it, and the spans that they marked.

    Raises
    ------
    RatingsError
        A span is empty, lies outside the text, or is by a coder who did not look.
    """

    transcript: str
    length: int
    coders: tuple[str, ...]
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        for span in self.spans:
            where = f"transcript `{self.transcript}`, `{span.coder}`: characters {span.start} to {span.end}"
            if not 0 <= span.start < span.end <= self.length:
                raise RatingsError(f"{where} are not a stretch of a text of {self.length} characters")
            if span.coder not in self.coders:
                raise RatingsError(f"{where} are marked by a coder who is not named among those who looked at it")

    @classmethod
    def of(cls, spans: Iterable[Span], length: int, transcript: str = "") -> Continuum:
        """Make a continuum that every coder of a span looked at, and nobody else."""
        spans = tuple(spans)
        return cls(transcript, length, tuple(dict.fromkeys(span.coder for span in spans)), spans)

    def only(self, code: str) -> Continuum:
        """Return the continuum with the spans of one code alone."""
        return Continuum(self.transcript, self.length, self.coders, tuple(s for s in self.spans if s.code == code))


def continua(
    table: pd.DataFrame,
    lengths: pd.Series | dict[str, int],
    *,
    transcript: str = "transcript",
    coder: str = "coder",
    start: str = "start",
    end: str = "end",
    code: str = "code",
) -> tuple[Continuum, ...]:
    """Read spans: one row per span with transcript, coder, start, end and code.

    A row with an empty code says that the coder looked at the transcript and marked nothing here.

    Parameters
    ----------
    table : the rows
    lengths : characters of each transcript

    Raises
    ------
    RatingsError
        An unknown column, a blank, a word where a number is needed, a transcript without a length, a span outside its text.

    Examples
    --------
    >>> names = ["transcript", "coder", "start", "end", "code"]
    >>> rows = pd.DataFrame([("A", "Ann", 0, 4, "trust"), ("A", "Ben", 0, 0, "")], columns=names)
    >>> [(c.coders, len(c.spans)) for c in continua(rows, {"A": 10})]
    [(('Ann', 'Ben'), 1)]
    """
    columns.check_frame(table)
    names = columns.filled(table, transcript, "transcript")
    coders = columns.filled(table, coder, "coder")
    codes = columns.text(columns.raw(table, code, "code"))
    starts, ends = (columns.numbers(columns.raw(table, name, name), name) for name in (start, end))
    found = []
    for name in dict.fromkeys(names):
        if name not in lengths:
            raise RatingsError(f"the length of transcript `{name}` is not known")
        rows = np.flatnonzero(names == name)
        looked = tuple(dict.fromkeys(coders[rows]))
        spans = tuple(Span(coders[i], _whole(starts[i], i), _whole(ends[i], i), codes[i]) for i in rows if codes[i])
        found.append(Continuum(name, int(lengths[name]), looked, spans))
    return tuple(found)


def _whole(number: float, position: np.intp) -> int:
    if np.isnan(number) or not float(number).is_integer():
        raise RatingsError(f"{columns.row(int(position))}: a span needs whole numbers for its start and end")
    return int(number)


@dataclass(frozen=True, slots=True)
class Stretches:
    """One continuum cut at every boundary that any coder drew.

    Attributes
    ----------
    lengths : (E,) characters of each stretch
    values : (E, M) what each coder has there: 0 a gap, else 1 + the code's place; -1 where the coder did not look
    units : (E, M) number of the coder's span, -1 in a gap
    """

    lengths: Array
    values: Index
    units: Index


def stretches(continuum: Continuum, coders: Sequence[str], codes: Sequence[str]) -> Stretches:
    """Cut a continuum at every boundary.

    Raises
    ------
    RatingsError
        Two spans of one coder overlap: look at one code at a time.
    """
    cuts = sorted({0, continuum.length, *(s.start for s in continuum.spans), *(s.end for s in continuum.spans)})
    place = {cut: i for i, cut in enumerate(cuts)}
    shape = len(cuts) - 1, len(coders)
    looked = np.array([coder in continuum.coders for coder in coders])
    values = np.where(looked, 0, -1) * np.ones(shape, dtype=np.intp)
    units = np.full(shape, -1, dtype=np.intp)
    for number, span in enumerate(continuum.spans):
        inside = slice(place[span.start], place[span.end]), coders.index(span.coder)
        if (values[inside] != 0).any():
            where = f"transcript `{continuum.transcript}`: spans of `{span.coder}` overlap at character {span.start}"
            raise RatingsError(f"{where}: merge those of one code, and look at one code at a time")
        values[inside] = 1 + codes.index(span.code)
        units[inside] = number
    return Stretches(np.diff(np.array(cuts, dtype=np.float64)), values, units)


def names(continua: Iterable[Continuum]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the coders and the codes of several continua, sorted."""
    continua = tuple(continua)
    coders = sorted({coder for c in continua for coder in c.coders}, key=columns.natural)
    codes = sorted({span.code for c in continua for span in c.spans}, key=columns.natural)
    return tuple(coders), tuple(codes)


def presence(stretch: Stretches, code: int) -> NDArray[np.int8]:
    """Return (E, M): 1 where the coder has the code, 0 where not, -1 where the coder did not look."""
    return np.where(stretch.values < 0, -1, stretch.values == code + 1).astype(np.int8)
