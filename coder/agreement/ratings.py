"""DataFrame -> Ratings: who said what of which unit, with "looked and found none" kept apart from "did not look"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement import columns, tables
from coder.agreement.arrays import Flags, Index, Text
from coder.agreement.columns import Marks, Resolve
from coder.agreement.hierarchy import depths, with_ancestors
from coder.errors import RatingsError

MOST_GROUPS = 1000
EMPTY: tuple[str, ...] = ("-", "none", "∅", "[]", "{}")
"""How a wide table may say "looked, no code applies" unless the user names another mark."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Code sets given by several coders.

    Attributes
    ----------
    units : (N,) names of the units (segments)
    coders : (M,) names
    codes : (K,) names
    cube : (N, M, K) int8, 1 applied, 0 looked and not applied, -1 missing; held with the units contiguous
    transcripts : (T,) names; `("",)` where the table named none
    clusters : (N,) the transcript of each unit
    order : (N, M) when each coder came to each unit, nan where unknown; None where the table has no order
    conditions : (N, M) words such as blind, assisted, negotiated, "" where there is no rating; None where the table has none
    notes : how doubtful cells were read
    unasked : (N, M, K) where a code came only after a coder had rated the unit, and is missing for that; None where none did
    """

    units: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    cube: NDArray[np.int8]
    transcripts: tuple[str, ...]
    clusters: Index
    order: NDArray[np.float64] | None = None
    conditions: Text | None = None
    notes: tuple[str, ...] = ()
    unasked: Flags | None = None

    @classmethod
    def from_long(
        cls,
        table: pd.DataFrame,
        *,
        unit: str = "unit",
        coder: str = "coder",
        code: str = "code",
        transcript: str | None = None,
        order: str | None = None,
        condition: str | None = None,
        value: str | None = None,
        only: str | None = None,
        codes: Sequence[str] | None = None,
        resolve: Resolve | None = None,
        empty: Marks = EMPTY,
        missing: Marks = (),
    ) -> Ratings:
        """Read one row per code applied; a row with an empty code says that the coder looked and gave none.

        A coder without a row for a unit did not look at it. The columns `transcript`, `order` and `condition` are used where they
        are there. With `value` (a column of 1, 0 and blank) a row says whether one code applies; codes without a row stay
        missing.

        Parameters
        ----------
        table : rows of unit, coder, code
        only : read this condition alone
        codes : the codebook's codes; a word that is none of them is an error. None: the codes found
        resolve : turns a word into a code, e.g. a label into a path
        empty, missing : marks that say "none applies" or "not rated"

        Raises
        ------
        RatingsError
            One line: an unknown column, a blank unit or coder, a duplicate rating, a code not in the codebook, one coder only,
            nothing rated.

        Examples
        --------
        >>> rows = [("s1", "Ann", "trust"), ("s1", "Ben", ""), ("s2", "Ann", "cost"), ("s2", "Ann", "trust")]
        >>> rows += [("s2", "Ben", "cost")]
        >>> found = Ratings.from_long(pd.DataFrame(rows, columns=["unit", "coder", "code"]))
        >>> found.codes, found.cube[0].tolist(), found.cube[1].tolist()
        (('cost', 'trust'), [[0, 1], [0, 0]], [[1, 1], [1, 0]])
        """
        rows = tables.long_rows(
            table,
            unit=unit,
            coder=coder,
            code=code,
            transcript=transcript,
            order=order,
            condition=condition,
            only=only,
            missing=missing,
        )
        found, cube = tables.long_cube(rows, codes, empty, value, resolve)
        return cls._of(rows.frame, found, cube)

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
        codes: Sequence[str] | None = None,
        resolve: Resolve | None = None,
        separator: str = ";",
        empty: Marks = EMPTY,
        missing: Marks = ("",),
    ) -> Ratings:
        """Read one row per unit and one column per coder, codes separated by `separator`.

        A blank cell is missing unless `empty` holds "": the coder did not look. `notes` says how many cells were read so.

        Raises
        ------
        RatingsError
            As for `from_long`.

        Examples
        --------
        >>> table = pd.DataFrame({"unit": ["s1", "s2"], "Ann": ["trust", "cost;trust"], "Ben": ["-", "cost"]})
        >>> Ratings.from_wide(table).cube[:, 1].tolist()
        [[0, 0], [1, 0]]
        """
        cells = tables.wide_cells(table, unit=unit, coders=coders, transcript=transcript, order=order, condition=condition)
        found, cube, notes = tables.wide_cube(cells, codes, separator, empty, missing, resolve)
        return replace(cls._of(cells.frame, found, cube), notes=notes)

    @classmethod
    def from_cube(
        cls,
        cube: NDArray[np.int8],
        *,
        units: Sequence[str] | None = None,
        coders: Sequence[str] | None = None,
        codes: Sequence[str] | None = None,
        transcript: Sequence[str] | None = None,
        order: NDArray[np.float64] | None = None,
        conditions: Text | None = None,
        unasked: Flags | None = None,
    ) -> Ratings:
        """Wrap a cube (N, M, K) of 1, 0 and -1; `transcript` names the transcript of each unit; other names default to numbers.

        Raises
        ------
        RatingsError
            The cube is not three-dimensional, holds another value, or the names do not fit it.
        """
        cube = np.asarray(cube)
        if cube.ndim != 3 or not cube.size or cube.min() < -1 or cube.max() > 1:
            raise RatingsError("ratings are (units, coders, codes), at least one of each, and hold 1, 0 and -1 only")
        names = [
            tuple(given) if given is not None else tuple(f"{what}{i + 1}" for i in range(size))
            for given, what, size in zip((units, coders, codes), ("u", "c", "k"), cube.shape, strict=True)
        ]
        if any(len(n) != size or len(set(n)) != size for n, size in zip(names, cube.shape, strict=True)):
            raise RatingsError("names of units, coders and codes must be distinct and as many as the cube has")
        transcript = [""] * len(cube) if transcript is None else transcript
        clusters, transcripts = columns.factorized(np.array(transcript, dtype=object), ordered=False)
        if len(clusters) != cube.shape[0]:
            raise RatingsError("`transcript` must name one transcript for each unit")
        packed = np.asfortranarray(cube, dtype=np.int8)
        late = unasked if unasked is not None and unasked.any() else None
        return cls(names[0], names[1], names[2], packed, transcripts, clusters, order, conditions, unasked=late)

    @classmethod
    def from_sets(
        cls,
        rows: Sequence[Sequence[Iterable[str] | None]],
        *,
        codes: Sequence[str] | None = None,
        transcript: Sequence[str] | None = None,
    ) -> Ratings:
        """Wrap code sets: one row a unit, one set a coder, None where missing.

        Examples
        --------
        >>> Ratings.from_sets([[{"a"}, set()], [{"a", "b"}, None]]).cube.tolist()
        [[[1, 0], [0, 0]], [[1, 1], [-1, -1]]]
        """
        sets = [[None if cell is None else set(cell) for cell in row] for row in rows]
        found = {code for row in sets for cell in row for code in cell or ()}
        order, position = columns.known_codes(sorted(found, key=columns.natural), codes, None)
        width = max((len(row) for row in sets), default=0)
        cube = np.full((len(sets), width, len(order)), -1, dtype=np.int8)
        for u, row in enumerate(sets):
            for m, cell in enumerate(row):
                if cell is not None:
                    cube[u, m] = 0
                    cube[u, m, [position[code] for code in cell]] = 1
        return cls.from_cube(cube, codes=order, transcript=transcript)

    @classmethod
    def _of(cls, frame: tables.Frame, codes: tuple[str, ...], cube: NDArray[np.int8]) -> Ratings:
        units = frame.units
        return cls(units.names, frame.coders, codes, cube, units.transcripts, units.clusters, frame.order, frame.conditions)

    @property
    def clustered(self) -> bool:
        """Whether the units belong to named transcripts."""
        return self.transcripts != ("",)

    @property
    def rated(self) -> Flags:
        """(N, M): whether the coder's answer is known for every code of the unit that its coders could give."""
        return np.asarray((self.sets >= 0).all(axis=2))

    @property
    def sets(self) -> NDArray[np.int8]:
        """(N, M, K): the cube for comparing whole sets: a code that some coder of a unit could not give is in nobody's set there.

        A code that came later so leaves the sets of what was rated before as they were.
        """
        if self.unasked is None:
            return self.cube
        seen = (self.cube >= 0).any(axis=2) | self.unasked.any(axis=2)
        left_out = self.unasked.any(axis=1, keepdims=True) & np.asarray(seen)[:, :, None]
        return np.asarray(np.where(left_out, np.int8(0), self.cube))

    def select(
        self, *, coders: Sequence[str] | None = None, codes: Sequence[str] | None = None, units: Sequence[str] | None = None
    ) -> Ratings:
        """Return the ratings of these coders, codes and units alone, in the order asked for; transcripts keep their numbers.

        Raises
        ------
        RatingsError
            A name is not there.
        """
        m = _positions(self.coders, coders, "coder")
        k = _positions(self.codes, codes, "code")
        u = _positions(self.units, units, "unit")
        return replace(
            self,
            units=tuple(self.units[i] for i in u),
            coders=tuple(self.coders[i] for i in m),
            codes=tuple(self.codes[i] for i in k),
            cube=np.asfortranarray(self.cube[np.ix_(u, m, k)]),
            clusters=self.clusters[u],
            order=None if self.order is None else self.order[np.ix_(u, m)],
            conditions=None if self.conditions is None else self.conditions[np.ix_(u, m)],
            unasked=None if self.unasked is None else self.unasked[np.ix_(u, m, k)],
        )

    def under(self, condition: str) -> Ratings:
        """Return the ratings given under one condition; all others are missing.

        Raises
        ------
        RatingsError
            The table has no conditions, or not this one.
        """
        if self.conditions is None:
            raise RatingsError("the table has no column of conditions (blind, assisted, negotiated)")
        where = self.conditions == condition
        if not where.any():
            raise RatingsError(f"no rating is under the condition `{condition}`: there are {columns.shown(self.condition_names)}")
        return self.masked(where)

    def masked(self, keep: Flags) -> Ratings:
        """Return the ratings where `keep` (N, M) is true; all others are missing."""
        unasked = None if self.unasked is None else self.unasked & keep[:, :, None]
        return replace(self, cube=np.asfortranarray(np.where(keep[:, :, None], self.cube, np.int8(-1))), unasked=unasked)

    @property
    def condition_names(self) -> tuple[str, ...]:
        """The conditions there are."""
        return () if self.conditions is None else tuple(sorted({str(word) for word in self.conditions.ravel() if word}))

    def by_unit(self) -> Ratings:
        """Return the ratings with every unit as its own transcript, as if units were independent.

        More units than `MOST_GROUPS` are dealt out to that many groups, for a delete-a-group jackknife.
        """
        groups, clusters = dealt(self.units)
        return replace(self, transcripts=groups, clusters=clusters)

    def with_ancestors(self, parents: Mapping[str, str]) -> Ratings:
        """Let every code imply its parent: (N, M, K') with the parents that were not yet codes appended.

        A parent applies where it or a code below it applies; it is missing where none does and one of them is missing, unless only
        because that one came later.
        """
        if self.unasked is None:
            codes, cube = with_ancestors(self.codes, self.cube, parents)
            return replace(self, codes=codes, cube=cube)
        codes, cube = with_ancestors(self.codes, np.where(self.unasked, np.int8(0), self.cube), parents)
        unasked = np.zeros(cube.shape, dtype=bool)
        unasked[:, :, : len(self.codes)] = self.unasked
        return replace(self, codes=codes, cube=np.where(unasked & (cube == 0), np.int8(-1), cube), unasked=unasked)

    def at_level(self, level: int, parents: Mapping[str, str]) -> Ratings:
        """Return the codes at one depth of the hierarchy (0 at the top), ancestors OR-ed in.

        Raises
        ------
        RatingsError
            No code is at that depth.
        """
        whole = self.with_ancestors(parents)
        wanted = [code for code, depth in zip(whole.codes, depths(whole.codes, parents), strict=True) if depth == level]
        if not wanted:
            raise RatingsError(f"no code is at level {level} of the hierarchy")
        return whole.select(codes=wanted)


def dealt(units: tuple[str, ...]) -> tuple[tuple[str, ...], Index]:
    """Return names of groups (G,) and the group of each unit (N,): a unit each, or `MOST_GROUPS` groups of units in turn."""
    return units[:MOST_GROUPS], np.arange(len(units), dtype=np.intp) % MOST_GROUPS


def _positions(names: Sequence[str], wanted: Sequence[str] | None, what: str) -> list[int]:
    if wanted is None:
        return list(range(len(names)))
    place = {name: i for i, name in enumerate(names)}
    unknown = [name for name in wanted if name not in place]
    if unknown:
        raise RatingsError(f"no {what} `{unknown[0]}`: there are {columns.shown(names)}")
    return [place[name] for name in wanted]
