"""Sizes of two code sets and of what they share -> the distance between them: MASI, Jaccard, Dice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coder.agreement.arrays import Array, Flags, Index, quotient
from coder.errors import RatingsError

DISTANCES = ("masi", "jaccard", "dice", "hierarchy")
BLOCK = 1 << 21
"""Pairs of sets compared at once."""


def distance(first: Array, second: Array, common: Array, name: str) -> Array:
    """Return the distance between sets from their sizes and the size of what they share.

    Parameters
    ----------
    first, second, common : sizes |A|, |B| and |A & B|, of any shapes that broadcast
    name : "jaccard", 1 - |A & B| / |A | B|; "dice", 1 - 2 |A & B| / (|A| + |B|); "masi", 1 - J M, J being Jaccard's similarity
        and M 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not; "hierarchy", Jaccard's
        distance between sets that hold their codes' ancestors

    Returns
    -------
    Distances in [0, 1]: 0 for equal sets, two empty sets among them.

    Raises
    ------
    RatingsError
        An unknown distance.

    Source: MASI, Passonneau (2006), LREC; Dice is Krippendorff & Craggs' (2016) difference between sets.

    Examples
    --------
    Passonneau (2006), {1, 2} against {1, 2, 3, 4} and {2, 3} against {1, 2}:

    >>> distance(np.array([2.0, 2.0]), np.array([4.0, 2.0]), np.array([2.0, 1.0]), "masi").round(3).tolist()
    [0.667, 0.889]
    """
    if name not in DISTANCES:
        raise RatingsError(f"no distance `{name}` between code sets: there are {', '.join(DISTANCES)}")
    if name == "dice":
        return 1.0 - quotient(2.0 * common, first + second, otherwise=1.0)
    union = first + second - common
    jaccard = quotient(common, union, otherwise=1.0)
    if name != "masi":
        return 1.0 - jaccard
    nested = np.where(common == np.minimum(first, second), 2.0 / 3.0, np.where(common > 0, 1.0 / 3.0, 0.0))
    return 1.0 - jaccard * np.where(common == union, 1.0, nested)


def lookup(codes: int, name: str) -> Array:
    """Return the distances for all sizes from 0 to `codes`: flat, at (|A| (K + 1) + |B|) (K + 1) + |A & B|."""
    a, b, c = np.meshgrid(*[np.arange(codes + 1.0)] * 3, indexing="ij")
    return distance(a, b, np.minimum(c, np.minimum(a, b)), name).ravel()


def between_rows(first: Flags, second: Flags, name: str) -> Array:
    """Return the distance between each two rows of (n, K) and (n, K): (n,)."""
    a, b, common = (np.asarray(x.sum(axis=1), dtype=np.float64) for x in (first, second, first & second))
    return distance(a, b, common, name)


def apart(sets: Flags, counts: Array, name: str) -> Array:
    """Return the distances between all ratings of every two transcripts, summed.

    Parameters
    ----------
    sets : (D, K) distinct sets
    counts : (T, D) how often each set occurs in each transcript

    Returns
    -------
    (T, T) counts @ distances @ counts', the distances (D, D) never being held as a whole
    """
    base = sets.shape[1] + 1
    table = lookup(sets.shape[1], name)
    x = sets.astype(np.float32)
    sizes: Index = sets.sum(axis=1)
    columns: NDArray[np.int32] = (sizes * base).astype(np.int32)
    found = np.zeros((len(counts), len(counts)))
    step = max(1, BLOCK // max(len(sets), 1))
    for start in range(0, len(sets), step):
        rows = slice(start, start + step)
        key = (x[rows] @ x.T).astype(np.int32)
        key += columns[None, :]
        key += columns[rows, None] * np.int32(base)
        found += counts[:, rows] @ (table[key] @ counts.T)
    return found
