"""Code sets -> one alpha for the whole: Krippendorff's with a distance between sets, or his multi-valued alpha.

Two coders who both gave no code agree: two empty sets are at distance 0. A set counts as rated when the answer to every code
is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coder.agreement.arrays import TINY, Array, Flags, Index, quotient
from coder.agreement.distances import apart, between_rows
from coder.agreement.hierarchy import with_ancestors
from coder.agreement.intervals import Estimate, Method, estimate
from coder.agreement.ratings import Ratings
from coder.errors import RatingsError


@dataclass(frozen=True, slots=True)
class SetTable:
    """What each transcript adds to alpha of code sets.

    Attributes
    ----------
    observed : (T,) distances over pairs of ratings in a unit of r, weighing 1 / (r - 1)
    paired : (T,) ratings in units of two or more
    apart : (T, T) distances between all paired ratings of two transcripts; summed (...) once transcripts are
    """

    observed: Array
    paired: Array
    apart: Array

    def total(self) -> SetTable:
        """Sum over transcripts."""
        return self._summed(np.ones(len(self.observed)))

    def without_each(self) -> SetTable:
        """Leave out each transcript in turn."""
        alone = self.apart.sum() - 2.0 * self.apart.sum(axis=1) + np.diagonal(self.apart)
        return SetTable(self.observed.sum() - self.observed, self.paired.sum() - self.paired, alone)

    def weighted(self, weights: Array) -> SetTable:
        """Weigh transcripts: (B, T)."""
        return self._summed(weights)

    def _summed(self, weights: Array) -> SetTable:
        together = np.asarray(((weights @ self.apart) * weights).sum(axis=-1))
        return SetTable(np.asarray(weights @ self.observed), np.asarray(weights @ self.paired), together)


@dataclass(frozen=True, slots=True)
class ValueTable:
    """What each transcript adds to multi-valued alpha: `flat` (T, 2 + 2 K), in this order.

    Observed disagreement; how many paired sets there are of each size 0 to K; how many hold each code.
    """

    flat: Array

    def total(self) -> ValueTable:
        """Sum over transcripts."""
        return ValueTable(np.asarray(self.flat.sum(axis=0)))

    def without_each(self) -> ValueTable:
        """Leave out each transcript in turn."""
        return ValueTable(self.flat.sum(axis=0) - self.flat)

    def weighted(self, weights: Array) -> ValueTable:
        """Weigh transcripts: (B, T)."""
        return ValueTable(weights @ self.flat)


def tabulate_sets(ratings: Ratings, distance: str = "masi", parents: Mapping[str, str] | None = None) -> SetTable:
    """Return what each transcript adds to alpha with a distance between sets.

    Raises
    ------
    RatingsError
        An unknown distance, or "hierarchy" without `parents`.
    """
    cube = ratings.sets
    if distance == "hierarchy":
        if parents is None:
            raise RatingsError("the distance `hierarchy` needs the parent of each code: give a codebook")
        _, cube = with_ancestors(ratings.codes, cube, parents)
    found = _PairedSets.of(cube)
    counts = np.zeros((len(ratings.transcripts), len(found.sets)))
    units, _ = np.nonzero(found.index >= 0)
    np.add.at(counts, (ratings.clusters[units], found.index[found.index >= 0]), 1.0)
    return SetTable(found.observed(ratings, distance), counts.sum(axis=1), apart(found.sets, counts, distance))


def tabulate_values(ratings: Ratings) -> ValueTable:
    """Return what each transcript adds to multi-valued alpha."""
    found, t = _PairedSets.of(ratings.sets), len(ratings.transcripts)
    k = len(ratings.codes)
    flat = np.zeros((t, 2 + 2 * k))
    flat[:, 0] = found.observed(ratings, "dice")
    units, _ = np.nonzero(found.index >= 0)
    sets = found.sets[found.index[found.index >= 0]]
    np.add.at(flat, (ratings.clusters[units], 1 + sets.sum(axis=1)), 1.0)
    for code in range(k):
        flat[:, 2 + k + code] = np.bincount(ratings.clusters[units], weights=sets[:, code], minlength=t)
    return ValueTable(flat)


@dataclass(frozen=True, slots=True)
class _PairedSets:
    """The set of every rating in units of two or more: `index` (N, M), -1 elsewhere, into `sets` (D, K)."""

    index: Index
    sets: Flags

    @classmethod
    def of(cls, cube: NDArray[np.int8]) -> _PairedSets:
        n, m, k = cube.shape
        known = (cube >= 0).all(axis=2)
        known &= (known.sum(axis=1) > 1)[:, None]
        index = np.full((n, m), -1, dtype=np.intp)
        if not known.any():
            return cls(index, np.zeros((0, k), dtype=bool))
        rows = cube[known] == 1
        packed = np.ascontiguousarray(np.packbits(rows, axis=1))
        keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        index[known] = inverse
        return cls(index, rows[first])

    def observed(self, ratings: Ratings, distance: str) -> Array:
        """(T,) distances over pairs of ratings in a unit of r, weighing 1 / (r - 1)."""
        present = self.index >= 0
        r = present.sum(axis=1)
        found = np.zeros(len(ratings.transcripts))
        for first, second in combinations(range(self.index.shape[1]), 2):
            both = present[:, first] & present[:, second]
            between = between_rows(self.sets[self.index[both, first]], self.sets[self.index[both, second]], distance)
            found += np.bincount(ratings.clusters[both], weights=2.0 * between / (r[both] - 1), minlength=len(found))
        return found


def alpha_of_sets(table: SetTable) -> Array:
    """Return Krippendorff's alpha with the table's distance, of summed transcripts; nan without variation or pairs.

    Range -1 to 1. Source: Krippendorff (2011); Passonneau (2006) for sets.

    Examples
    --------
    >>> two = Ratings.from_sets([[{"a"}, {"a"}], [{"a", "b"}, {"a"}], [set(), set()]])
    >>> float(alpha_of_sets(tabulate_sets(two, "jaccard").total()).round(3))
    0.737
    """
    n = table.paired
    expected = np.where(table.apart > n * n * TINY, table.apart, 0.0)
    return 1.0 - quotient((n - 1.0) * table.observed, expected)


def multi_valued_alpha(table: ValueTable) -> Array:
    """Return Krippendorff and Craggs' multi-valued alpha of summed transcripts; nan without variation or pairs.

    Observed disagreement is that of alpha with Dice's distance. Expected: the sizes of two sets are drawn as they occur, N_w N_z
    / N^2, and sets of these sizes are filled with values in proportion to n_c for the first and to n_k, less one if the first set
    has it, for the second. Dice's distance depends only on how many values the two share, so a generating function over values
    replaces the sum over all pairs of sets. Sizes that cannot be filled so add nothing.

    Source: Krippendorff & Craggs (2016), Communication Methods and Measures 10:181-198.

    Examples
    --------
    Krippendorff & Craggs (2016), table 3:

    >>> rows = [[{"b", "d"}, {"d"}, None], [{"a", "b", "d"}, {"b"}, {"b", "d"}], [set(), {"a"}, {"a"}], [{"a"}, None, None]]
    >>> float(multi_valued_alpha(tabulate_values(Ratings.from_sets(rows)).total()).round(4))
    0.2866
    """
    flat = table.flat.reshape(-1, table.flat.shape[-1])
    return np.array([_multi_valued(row) for row in flat]).reshape(table.flat.shape[:-1])


def _multi_valued(row: Array) -> float:
    codes = len(row) // 2 - 1
    observed, occurs, uses = float(row[0]), row[1 : 2 + codes], row[2 + codes :]
    n = float(occurs.sum())
    if n < 2 - TINY:
        return float("nan")
    largest = int(np.flatnonzero(occurs > TINY).max())
    occurs, size = occurs[: largest + 1], np.arange(largest + 1)
    both = size[:, None] + size[None, :]
    shared = _shared_values(uses, largest)
    possible = ~np.isnan(shared) & (both > 0)
    between = np.where(possible, 1.0 - 2.0 * np.where(possible, shared, 0.0) / np.maximum(both, 1), 0.0)
    expected = float(occurs @ between @ occurs / n**2)
    return float("nan") if expected <= TINY else 1.0 - observed / n / expected


def _shared_values(uses: Array, largest: int) -> Array:
    """Return (w, z): how many values two sets of sizes w and z are expected to share; nan where no two such sets can be filled.

    Each value v contributes the factor 1 + n_v x + n_v y + n_v (n_v - 1) x y t; the coefficient of x^w y^z at t = 1 is the weight
    of all pairs of sets, its derivative in t the weight times the values shared.
    """
    uses = uses[uses > TINY]
    scale = uses.mean() if uses.size else 1.0
    weight = np.zeros((largest + 1, largest + 1))
    slope = np.zeros_like(weight)
    weight[0, 0] = 1.0
    for n_v in uses:
        one, two = n_v / scale, n_v * max(n_v - 1.0, 0.0) / scale**2
        old, new_slope = weight.copy(), slope.copy()
        for target, source in ((weight, old), (slope, new_slope)):
            target[1:] += one * source[:-1]
            target[:, 1:] += one * source[:, :-1]
            target[1:, 1:] += two * source[:-1, :-1]
        slope[1:, 1:] += two * old[:-1, :-1]
    return np.where(weight > 0, slope / np.where(weight > 0, weight, 1.0), np.nan)


def estimate_sets(
    ratings: Ratings,
    *,
    distance: str = "masi",
    parents: Mapping[str, str] | None = None,
    multi_valued: bool = False,
    method: Method = "jackknife",
    level: float = 0.95,
    seed: int = 0,
    replicates: int = 1000,
) -> Estimate:
    """Return alpha of whole code sets with its interval; `multi_valued` for Krippendorff and Craggs', whose distance is Dice."""
    if multi_valued:
        values = tabulate_values(ratings)
        paired = values.flat[:, 1 : 2 + len(ratings.codes)].sum(axis=1) > 0
        return estimate((values,), multi_valued_alpha, paired, method=method, level=level, seed=seed, replicates=replicates)
    table = tabulate_sets(ratings, distance, parents)
    paired = table.paired > 0
    return estimate((table,), alpha_of_sets, paired, method=method, level=level, seed=seed, replicates=replicates)
