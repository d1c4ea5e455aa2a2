"""texts, what they are made of -> the share that each word has in it.

Amounts that belong to a whole text (the weight of a term, of a word piece) are divided among the words that hold them, in proportion
to how often each stands in the text times how often it holds the thing, so that the words' shares add up to the amount.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Holders:
    """Word -> the numbers of what it holds, worked out when first asked for.

    Parameters
    ----------
    find
        What each of some words holds; a number stands there as often as the word holds it.
    """

    def __init__(self, find: Callable[[list[str]], Sequence[Sequence[int]]]) -> None:
        self._find = find
        self._known: dict[str, Ints] = {}

    def of(self, words: Sequence[str]) -> list[Ints]:
        """What each word holds."""
        new = [word for word in words if word not in self._known]
        if new:
            self._known.update((word, np.array(held, dtype=np.int64)) for word, held in zip(new, self._find(new), strict=True))
        return [self._known[word] for word in words]


def owners(counts: sparse.csr_matrix) -> Ints:
    """The row of each entry of a matrix, in order."""
    return np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))


def divided(amounts: sparse.csr_matrix, held: Sequence[Ints], counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Divide amounts among words.

    Parameters
    ----------
    amounts
        (n, c): how much of each thing a text has; indices in order.
    held
        For each of t words the things that it holds.
    counts
        (n, t): how often each word stands in each text, with p entries.

    Returns
    -------
    (p, c)
        Each word's shares, in the order of the entries of `counts`; what no word of a text holds is left out.
    """
    sizes = np.array([len(one) for one in held], dtype=np.int64)
    flat = np.concatenate([np.zeros(0, dtype=np.int64), *held])
    each = sizes[counts.indices]
    ends = np.cumsum(each)
    within = np.arange(len(each) and int(ends[-1])) - np.repeat(ends - each, each)
    columns = flat[np.repeat((np.cumsum(sizes) - sizes)[counts.indices], each) + within]
    weight = np.repeat(counts.data, each).astype(np.float64)
    places, known = _places(amounts, np.repeat(owners(counts), each) * amounts.shape[1] + columns)
    whole = np.bincount(places[known], weight[known], minlength=amounts.nnz)
    share = np.zeros(len(columns))
    share[known] = weight[known] * amounts.data[places[known]] / whole[places[known]]
    return sparse.csr_matrix((share, columns, np.concatenate([[0], ends])), shape=(len(each), amounts.shape[1]))


def _places(matrix: sparse.csr_matrix, wanted: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Where entries (row * width + column) stand among a matrix's data, and whether they do."""
    if matrix.nnz == 0:
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    there = owners(matrix) * matrix.shape[1] + matrix.indices
    found = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    return found, there[found] == wanted
