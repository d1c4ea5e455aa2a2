"""scores -> the order in which reading yields most, and what that order saves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coder.classifier.intervals import LEAST, LEVEL, Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

REPLICATES = 500
"""Samples of a bootstrap."""


def expected_codes(scores: Floats, specific: Flags) -> Floats:
    """The number of codes to be expected in each segment: the sum of the scores of the most specific codes.

    Parameters
    ----------
    scores
        (n, k) calibrated probabilities.
    specific
        (k,) true for codes that have none below them, so that a category and its theme are not both counted.

    >>> expected_codes(np.array([[0.5, 0.4, 0.1]]), np.array([False, True, True])).tolist()
    [0.5]
    """
    found: Floats = scores[:, specific].sum(axis=1)
    return found


def order(expected: Floats, words: Ints) -> Ints:
    """Segments by expected codes a word, best first; equal ones as they stand."""
    return np.argsort(-expected / np.maximum(words, 1), kind="stable")


def reading_saved(expected: Floats, coded: Flags, words: Ints, recall: float = 0.95) -> float | None:
    """The share of words that need not be read to meet `recall` of the coded segments, read in order of expected codes a word.

    `expected` must come from classifiers that did not see the segment. None where nothing is coded. What a random order saves is
    1 - `recall`.

    >>> reading_saved(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False]), np.array([10, 10, 10, 10]))
    0.5
    """
    if not coded.any():
        return None
    ranked = order(expected, words)
    return float(_saved(coded[ranked][None].astype(np.float64), words[ranked][None].astype(np.float64), recall)[0])


def saving(
    expected: Floats, coded: Flags, words: Ints, groups: Sequence[str], weights: Floats, seed: int, recall: float = 0.95
) -> Estimate:
    """Estimate what `reading_saved` gives, with design weights (n,), and its interval: a bootstrap over groups.

    The share is a quantile, for which leaving out one group at a time does not do (Efron 1979).
    """
    if not coded.any():
        return Estimate(None, reason="nothing is coded")
    ranked = order(expected, words)
    hits, cost = (coded * weights)[ranked], (words * weights)[ranked]
    names, members = np.unique(np.array([name or f"\0{row}" for row, name in enumerate(groups)], dtype=str), return_inverse=True)
    whole = float(_saved(hits[None], cost[None], recall)[0])
    if len(np.unique(members[coded])) < LEAST:
        return Estimate(whole, reason=f"fewer than {LEAST} people tell, so there is no interval")
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), REPLICATES)
    times = drawn[:, members[ranked]]
    times = times[(times * hits).sum(axis=1) > 0]
    low, high = np.quantile(_saved(times * hits, times * cost, recall), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(whole, float(low), float(high))


def _saved(hits: Floats, cost: Floats, recall: float) -> Floats:
    """Share of cost after `recall` of the hits were met: rows of (r, n), in reading order, to (r,)."""
    met = np.cumsum(hits, axis=1) / hits.sum(axis=1, keepdims=True)
    needed = np.argmax(met >= recall - 1e-12, axis=1)
    read = np.cumsum(cost, axis=1)
    return np.asarray(1 - read[np.arange(len(read)), needed] / read[:, -1])
