"""DataFrame -> Values: tables in which every coder gives a unit one value, nominal, ordinal, interval or ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement import columns, tables
from coder.agreement.arrays import Index, Text
from coder.agreement.columns import Marks
from coder.agreement.measures import Level, Measure
from coder.agreement.ratings import dealt
from coder.errors import RatingsError

BLANK = "every cell is blank or a missing mark"
MOST_VALUES = 200
"""Beyond so many distinct values only alpha at the interval level is computed: tables of pairs would not be small."""


@dataclass(frozen=True, eq=False)
class Values:
    """One value for each unit from several coders.

    Attributes
    ----------
    units : (N,) names
    coders : (M,) names
    values : (q,) the values, in the order of the scale
    index : (N, M) which value, -1 missing; held with the units contiguous
    measure : the level of measurement with the scale's numbers
    transcripts : (T,) names; `("",)` where the table named none
    clusters : (N,) the transcript of each unit
    order, conditions : as in `Ratings`
    """

    units: tuple[str, ...]
    coders: tuple[str, ...]
    values: tuple[str, ...]
    index: NDArray[np.integer]
    measure: Measure
    transcripts: tuple[str, ...]
    clusters: Index
    order: NDArray[np.float64] | None = None
    conditions: Text | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def from_wide(
        cls,
        table: pd.DataFrame,
        *,
        unit: str = "unit",
        coders: Sequence[str] | None = None,
        transcript: str | None = None,
        order: str | None = None,
        condition: str | None = None,
        level: Level = "nominal",
        values: Sequence[str] | None = None,
        missing: Marks = ("",),
    ) -> Values:
        """Read one row per unit and one column per coder, a value in each cell.

        Parameters
        ----------
        level : of measurement
        values : the scale in order, for words on an ordinal scale or to refuse others; None: the values found, sorted

        Raises
        ------
        RatingsError
            An unknown column, a unit twice, fewer than two coders, nothing rated, a value off the scale, a word where numbers are
            needed.

        Examples
        --------
        >>> table = pd.DataFrame({"unit": ["s1", "s2"], "Ann": [1, 3], "Ben": [1, None]})
        >>> found = Values.from_wide(table, level="ordinal")
        >>> found.values, found.index.tolist()
        (('1', '3'), [[0, 0], [1, -1]])
        """
        cells = tables.wide_cells(table, unit=unit, coders=coders, transcript=transcript, order=order, condition=condition)
        return cls._of(cells.frame, cells.words, level, values, missing)

    @classmethod
    def from_long(
        cls,
        table: pd.DataFrame,
        *,
        unit: str = "unit",
        coder: str = "coder",
        value: str = "code",
        transcript: str | None = None,
        order: str | None = None,
        condition: str | None = None,
        only: str | None = None,
        level: Level = "nominal",
        values: Sequence[str] | None = None,
        missing: Marks = ("",),
    ) -> Values:
        """Read one row per unit and coder, with a value.

        Raises
        ------
        RatingsError
            As for `from_wide`; also a coder with two rows for one unit.
        """
        rows = tables.long_rows(
            table,
            unit=unit,
            coder=coder,
            code=value,
            transcript=transcript,
            order=order,
            condition=condition,
            only=only,
            missing=(),
        )
        tables.refuse_duplicates(rows, np.full(len(rows.word), -1, dtype=np.intp))
        words = np.full((len(rows.frame.units.names), len(rows.frame.coders)), "", dtype=object)
        words[rows.unit, rows.coder] = rows.word
        return cls._of(rows.frame, words, level, values, missing)

    @classmethod
    def from_rows(
        cls,
        rows: Sequence[Sequence[object]],
        *,
        level: Level = "nominal",
        values: Sequence[str] | None = None,
        transcript: Sequence[str] | None = None,
    ) -> Values:
        """Wrap one row a unit and one value a coder, None or nan where missing.

        Examples
        --------
        >>> Values.from_rows([["a", "b"], ["b", None]]).index.tolist()
        [[0, 1], [1, -1]]
        """
        table = pd.DataFrame([list(row) for row in rows], dtype=object)
        table.columns = pd.Index([f"c{i + 1}" for i in range(table.shape[1])])
        table.insert(0, "unit", [f"u{i + 1}" for i in range(len(table))])
        if transcript is not None:
            table.insert(0, "transcript", list(transcript))
        return cls.from_wide(table, level=level, values=values)

    @classmethod
    def _of(cls, frame: tables.Frame, words: Text, level: Level, values: Sequence[str] | None, missing: Marks) -> Values:
        gone = columns.marks(missing)
        found = [word for word in pd.unique(words.ravel()) if word and (word.casefold() not in gone)]
        scale = tuple(values) if values is not None else tuple(sorted(found, key=columns.natural))
        place = {word: i for i, word in enumerate(scale)}
        for word in found:
            if word not in place:
                raise RatingsError(f"the value `{word}` is not on the scale: it has {columns.shown(scale)}")
        measure = Measure(level, _numbers(scale, level, values is not None))
        if len(scale) > MOST_VALUES and level != "interval":
            raise RatingsError(f"{len(scale)} distinct values are too many for the level {level}: group them, or use interval")
        cell_of, uniques = pd.factorize(words.ravel())
        lookup = np.array([place.get(word, -1) if word.casefold() not in gone else -1 for word in uniques], dtype=np.int32)
        index = np.asfortranarray(lookup[cell_of].reshape(words.shape))
        columns.coders_who_rated(frame.coders, np.asarray((index >= 0).any(axis=0)), BLANK)
        units = frame.units
        return cls(
            units.names,
            frame.coders,
            scale,
            index,
            measure,
            units.transcripts,
            units.clusters,
            frame.order,
            frame.conditions,
            frame.notes,
        )

    @property
    def clustered(self) -> bool:
        """Whether the units belong to named transcripts."""
        return self.transcripts != ("",)

    @property
    def codes(self) -> tuple[str, ...]:
        """One nameless code: a table of values is about a single question."""
        return ("",)

    @property
    def numbers(self) -> NDArray[np.float64]:
        """(N, M): the scale's numbers, nan where missing."""
        scale = np.array([*self.measure.scale, np.nan])
        return np.asarray(scale[self.index])

    def select(self, *, coders: Sequence[str]) -> Values:
        """Return the values of these coders alone.

        Raises
        ------
        RatingsError
            A coder is not there.
        """
        unknown = [name for name in coders if name not in self.coders]
        if unknown:
            raise RatingsError(f"no coder `{unknown[0]}`: there are {columns.shown(self.coders)}")
        m = [self.coders.index(name) for name in coders]
        return replace(
            self,
            coders=tuple(coders),
            index=np.asfortranarray(self.index[:, m]),
            order=None if self.order is None else self.order[:, m],
            conditions=None if self.conditions is None else self.conditions[:, m],
        )

    def by_unit(self) -> Values:
        """Return the values with every unit as its own transcript, as if units were independent."""
        groups, clusters = dealt(self.units)
        return replace(self, transcripts=groups, clusters=clusters)


def _numbers(scale: tuple[str, ...], level: Level, ordered: bool) -> tuple[float, ...]:
    """Return the scale's numbers: its own where the level needs them, else positions."""
    if level == "nominal" or (level == "ordinal" and ordered):
        return tuple(float(i) for i in range(len(scale)))
    found = []
    for word in scale:
        try:
            found.append(float(word))
        except ValueError:
            mend = "give the values in order" if level == "ordinal" else "use nominal, or ordinal with the values in order"
            raise RatingsError(f"the value `{word}` is not a number, which the level {level} needs: {mend}") from None
    return tuple(found)
