"""Ratings -> additive statistics, from which every coefficient, pair of coders and replicate follows.

A binary code rated by M coders shows one of 3^M patterns in a unit (no, yes, missing for each coder). The histogram of patterns
in each transcript is all that any coefficient needs. Times a fixed table it becomes a row of statistics, which add over
transcripts: replicate weights times the rows give all bootstrap replicates in one product, and the total less each row the
jackknife. Above five coders, and for values that are not binary, the same rows come from tables of pairs of coders.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coder.agreement.arrays import Array, Index, Rows
from coder.agreement.catalogue import Coefficient
from coder.agreement.measures import NOMINAL, Measure
from coder.agreement.ratings import Ratings

PARTS = ("coincidence", "agreement", "share", "marginals", "joint")
MOST_CODERS_BY_PATTERN = 5
CHUNK = 1 << 17


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts lie in a row of statistics, for `coders` coders and `values` values."""

    coders: int
    values: int
    parts: tuple[str, ...] = PARTS

    def shape(self, part: str) -> tuple[int, ...]:
        """Shape of one part."""
        m, q = self.coders, self.values
        shapes = {"share": (q,), "marginals": (m, q), "joint": (m * (m - 1) // 2, q, q)}
        return shapes.get(part, (q, q))

    def size(self, part: str) -> int:
        """Numbers in one part."""
        return int(np.prod(self.shape(part)))

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return sum(self.size(part) for part in self.parts)

    def place(self, part: str) -> slice:
        """Columns of one part."""
        start = sum(self.size(other) for other in self.parts[: self.parts.index(part)])
        return slice(start, start + self.size(part))


@dataclass(frozen=True, slots=True)
class Statistics:
    """Additive statistics: `flat` (..., width), the leading axes being transcripts or replicates, then codes or pairs."""

    layout: Layout
    flat: Array

    def part(self, name: str) -> Array:
        """Return one part with its own axes last."""
        found: Array = self.flat[..., self.layout.place(name)].reshape(*self.flat.shape[:-1], *self.layout.shape(name))
        return found

    @property
    def coincidence(self) -> Array:
        """(..., q, q): pairs of ratings in a unit of r, weighing 1 / (r - 1); sums to the ratings that are paired."""
        return self.part("coincidence")

    @property
    def agreement(self) -> Array:
        """(..., q, q): pairs of ratings in a unit of r, weighing 1 / (r (r - 1)); sums to the units with two ratings."""
        return self.part("agreement")

    @property
    def share(self) -> Array:
        """(..., q): ratings weighing 1 / r; sums to the units with a rating."""
        return self.part("share")

    @property
    def marginals(self) -> Array:
        """(..., M, q): ratings by coder."""
        return self.part("marginals")

    @property
    def joint(self) -> Array:
        """(..., M (M - 1) / 2, q, q): units by the values of two coders, pairs in the order of `combinations`."""
        return self.part("joint")

    @property
    def pairs(self) -> Array:
        """(..., q, q): pairs of ratings, each weighing 1."""
        found: Array = self.joint.sum(axis=-3)
        return found

    def at(self, *place: int) -> Statistics:
        """Return the statistics at one place of the leading axes."""
        return Statistics(self.layout, self.flat[place])

    def total(self) -> Statistics:
        """Sum over the first axis, the transcripts."""
        return Statistics(self.layout, self.flat.sum(axis=0))

    def without_each(self) -> Statistics:
        """Leave out each transcript in turn: the jackknife's replicates on the first axis."""
        return Statistics(self.layout, self.flat.sum(axis=0) - self.flat)

    def weighted(self, weights: Array) -> Statistics:
        """Weigh the transcripts: `weights` (B, T) gives B replicates on the first axis, in one product."""
        flat = weights @ self.flat.reshape(len(self.flat), -1)
        return Statistics(self.layout, flat.reshape(len(weights), *self.flat.shape[1:]))

    def by_pair(self) -> Statistics:
        """Return the statistics of each pair of coders alone: a new last axis of pairs, two coders each."""
        joint, marginals = self.joint, self.marginals
        first, second = np.triu_indices(self.layout.coders, 1)
        own = np.stack([marginals[..., first, :], marginals[..., second, :]], axis=-2)
        both = joint + np.swapaxes(joint, -1, -2)
        parts: dict[str, Array] = {
            "coincidence": both,
            "agreement": both / 2.0,
            "share": own.sum(axis=-2) - both.sum(axis=-1) / 2.0,
            "marginals": own,
            "joint": joint[..., None, :, :],
        }
        lead = joint.shape[:-2]
        layout = Layout(2, self.layout.values)
        return Statistics(layout, np.concatenate([parts[name].reshape(*lead, layout.size(name)) for name in PARTS], axis=-1))

    def coefficient(self, entry: Coefficient, measure: Measure = NOMINAL) -> Array:
        """Evaluate a coefficient: the leading axes of `flat`, and a last axis of pairs for a coefficient of two coders."""
        inputs = [getattr(self, name) for name in entry.inputs]
        return entry.function(*inputs, measure) if entry.weighted else entry.function(*inputs)


def of_rows(rows: Rows, values: int, clusters: Index | None = None, parts: tuple[str, ...] = PARTS) -> Statistics:
    """Count the pairs of coders in a table of values.

    Parameters
    ----------
    rows : (N, M) of 0 to values - 1, -1 missing
    values : how many values there are
    clusters : (N,) transcript of each unit, 0 to T - 1; None: one transcript
    parts : the parts wanted

    Returns
    -------
    Statistics with `flat` (T, width)
    """
    rows = np.asarray(rows)
    ratings = np.zeros(len(rows), dtype=np.min_scalar_type(rows.shape[1]))
    for coder in range(rows.shape[1]):
        ratings += rows[:, coder] >= 0
    kinds = np.flatnonzero(np.bincount(ratings, minlength=1))
    place = np.zeros(rows.shape[1] + 1, dtype=np.intp)
    place[kinds] = np.arange(len(kinds))
    of_unit = place[ratings]
    clusters_count = 1
    if clusters is not None:
        clusters_count = int(clusters.max(initial=-1)) + 1
        of_unit += clusters * np.intp(len(kinds))
    counter = _Counter(np.asfortranarray(rows), of_unit, (clusters_count, len(kinds)), values)
    layout = Layout(rows.shape[1], values, parts)
    statistics = Statistics(layout, np.zeros((clusters_count, layout.width)))
    single = np.divide(1.0, kinds, out=np.zeros(len(kinds)), where=kinds > 0)
    paired = np.divide(1.0, kinds - 1, out=np.zeros(len(kinds)), where=kinds > 1)
    if {"share", "marginals"} & set(parts):
        _add_singles(statistics, counter, single)
    if {"coincidence", "agreement", "joint"} & set(parts):
        _add_pairs(statistics, counter, paired, single * paired)
    return statistics


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts values and pairs of values by cell (transcript and number of ratings), a chunk of units at a time."""

    rows: Rows
    cell: Index
    cells: tuple[int, int]
    values: int

    def singles(self, coder: int) -> Array:
        """(T, kinds, q) ratings of one coder."""
        return self._count((coder,))

    def pairs(self, first: int, second: int) -> Array:
        """(T, kinds, q, q) units by the values of two coders."""
        return self._count((first, second))

    def _count(self, coders: tuple[int, ...]) -> Array:
        base = self.values + 1
        cells = self.cells[0] * self.cells[1]
        counts = np.zeros(cells * base ** len(coders), dtype=np.intp)
        for start in range(0, len(self.rows), CHUNK):
            chunk = slice(start, start + CHUNK)
            key = self.cell[chunk] * base
            key += self.rows[chunk, coders[0]]
            for coder in coders[1:]:
                key += 1
                key *= base
                key += self.rows[chunk, coder]
            key += 1
            counts += np.bincount(key, minlength=len(counts))
        found = counts.reshape(*self.cells, *([base] * len(coders)))
        keep = found[(slice(None), slice(None), *([slice(1, None)] * len(coders)))]
        return keep.astype(np.float64)


def _add_singles(statistics: Statistics, counter: _Counter, single: Array) -> None:
    layout, flat = statistics.layout, statistics.flat
    for coder in range(layout.coders):
        counts = counter.singles(coder)
        if "share" in layout.parts:
            flat[:, layout.place("share")] += np.einsum("tkv,k->tv", counts, single)
        if "marginals" in layout.parts:
            start = layout.place("marginals").start + coder * layout.values
            flat[:, start : start + layout.values] = counts.sum(axis=1)


def _add_pairs(statistics: Statistics, counter: _Counter, paired: Array, averaged: Array) -> None:
    layout, flat = statistics.layout, statistics.flat
    square = layout.values**2
    for pair, (first, second) in enumerate(combinations(range(layout.coders), 2)):
        counts = counter.pairs(first, second)
        for part, weight in (("coincidence", paired), ("agreement", averaged)):
            if part in layout.parts:
                table = np.einsum("tkab,k->tab", counts, weight)
                flat[:, layout.place(part)] += (table + np.swapaxes(table, 1, 2)).reshape(len(flat), square)
        if "joint" in layout.parts:
            start = layout.place("joint").start + pair * square
            flat[:, start : start + square] = counts.sum(axis=1).reshape(len(flat), square)


@lru_cache(maxsize=32)
def pattern_rows(coders: int) -> NDArray[np.int8]:
    """Return the 3^M patterns of a binary code, (3^M, M) of -1, 0, 1, in the order of their keys."""
    keys = np.arange(3**coders)[:, None]
    found: NDArray[np.int8] = (keys // 3 ** np.arange(coders) % 3 - 1).astype(np.int8)
    return found


@lru_cache(maxsize=32)
def pattern_statistics(coders: int, parts: tuple[str, ...] = PARTS) -> Statistics:
    """Return the statistics of one unit of each pattern: `flat` (3^M, width)."""
    rows = pattern_rows(coders)
    return of_rows(rows, 2, np.arange(len(rows)), parts)


def histogram(ratings: Ratings) -> Index:
    """Return (K, T, 3^M): how often each pattern occurs in each transcript, for each code."""
    n, m, k = ratings.cube.shape
    t = len(ratings.transcripts)
    base = ratings.clusters * np.intp(3**m)
    found = np.empty((k, t, 3**m), dtype=np.intp)
    columns = ratings.cube.T
    for code in range(k):
        key = np.full(n, (3**m - 1) // 2, dtype=np.intp)
        for coder in range(m):
            key += columns[code, coder] * np.intp(3**coder)
        key += base
        found[code] = np.bincount(key, minlength=t * 3**m).reshape(t, 3**m)
    return found


def tabulate(ratings: Ratings, parts: tuple[str, ...] = PARTS) -> Statistics:
    """Return the statistics of every code in every transcript: `flat` (T, K, width)."""
    n, m, k = ratings.cube.shape
    t = len(ratings.transcripts)
    if m <= MOST_CODERS_BY_PATTERN and t * 3**m <= 4 * n + 3**m:
        table = pattern_statistics(m, parts)
        flat = histogram(ratings).astype(np.float64) @ table.flat
        return Statistics(table.layout, np.ascontiguousarray(flat.transpose(1, 0, 2)))
    layout = Layout(m, 2, parts)
    found = np.zeros((t, k, layout.width))
    for code in range(k):
        rows = of_rows(ratings.cube[:, :, code], 2, ratings.clusters, parts).flat
        found[: len(rows), code] = rows
    return Statistics(layout, found)
