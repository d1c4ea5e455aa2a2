"""scores -> the order in which reading yields most, and what that order saves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def expected_codes(scores: Floats, specific: npt.NDArray[np.bool_]) -> Floats:
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


def reading_saved(expected: Floats, coded: npt.NDArray[np.bool_], words: Ints, recall: float = 0.95) -> float | None:
    """The share of words that need not be read to meet `recall` of the coded segments, read in order of expected codes a word.

    `expected` must come from classifiers that did not see the segment. None where nothing is coded. What a random order saves is
    1 - `recall`.

    >>> reading_saved(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False]), np.array([10, 10, 10, 10]))
    0.5
    """
    if not coded.any():
        return None
    ranked = order(expected, words)
    met = np.cumsum(coded[ranked]) / coded.sum()
    needed = int(np.argmax(met >= recall - 1e-12)) + 1
    return float(1 - words[ranked][:needed].sum() / words.sum())
