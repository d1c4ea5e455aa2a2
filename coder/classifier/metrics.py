"""labels, scores -> figures; a figure that is not defined is None.

References: Cohen 1960 (kappa); Naeini et al. 2015 (expected calibration error); Brier 1950.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BINS = 15
"""Bins of equal width of the calibration error."""


def precision(truth: Flags, chosen: Flags) -> float | None:
    """Share of what was chosen that is true; None where nothing was chosen.

    >>> precision(np.array([True, False, False]), np.array([True, True, False]))
    0.5
    """
    return None if not chosen.any() else float(truth[chosen].mean())


def recall(truth: Flags, chosen: Flags) -> float | None:
    """Share of what is true that was chosen; None where nothing is true.

    >>> recall(np.array([True, False, False]), np.array([True, True, False]))
    1.0
    """
    return None if not truth.any() else float(chosen[truth].mean())


def f1(truth: Flags, chosen: Flags) -> float | None:
    """Harmonic mean of precision and recall; None where nothing is true.

    >>> f1(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    return None if not truth.any() else float(2 * (truth & chosen).sum() / (truth.sum() + chosen.sum()))


def kappa(truth: Flags, chosen: Flags) -> float | None:
    """Cohen's kappa; None where both say the same of everything, so that no agreement beyond chance could show.

    >>> round(kappa(np.array([True] * 25 + [False] * 25), np.array([True] * 20 + [False] * 5 + [True] * 10 + [False] * 15)), 2)
    0.4
    """
    if len(truth) == 0:
        return None
    p, q = float(truth.mean()), float(chosen.mean())
    chance = p * q + (1 - p) * (1 - q)
    return None if chance >= 1 else (float((truth == chosen).mean()) - chance) / (1 - chance)


def average_precision(truth: Flags, scores: Floats, weights: Floats | None = None) -> float | None:
    """Mean precision at each true passage, best score first, equal scores taken together; None where nothing is true.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7])) == (1 + 2 / 3) / 2
    True
    """
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    counted = np.ones(len(order)) if weights is None else weights[order]
    ranked, hits = scores[order], truth[order] * counted
    last = np.append(ranked[1:] != ranked[:-1], True)
    found = np.cumsum(hits)[last]
    places = np.cumsum(counted)[last]
    return float((np.diff(found, prepend=0.0) * found / places).sum() / hits.sum())


def calibration_error(truth: Flags, scores: Floats, weights: Floats | None = None) -> float | None:
    """Expected calibration error over `BINS` bins: mean distance of score and share of true; None where there is nothing.

    >>> calibration_error(np.array([True, False]), np.array([0.5, 0.5]))
    0.0
    """
    if len(truth) == 0:
        return None
    counted = np.ones(len(truth)) if weights is None else weights
    distance = np.bincount(in_bins(scores), weights=(scores - truth) * counted, minlength=BINS)
    return float(np.abs(distance).sum() / counted.sum())


def in_bins(scores: Floats) -> npt.NDArray[np.int64]:
    """Tell the bin of each score.

    >>> in_bins(np.array([0.0, 0.5, 1.0])).tolist()
    [0, 7, 14]
    """
    return np.minimum((scores * BINS).astype(np.int64), BINS - 1)


def brier(truth: Flags, scores: Floats, weights: Floats | None = None) -> float | None:
    """Mean squared distance of score and truth; None where there is nothing.

    >>> brier(np.array([True, False]), np.array([0.5, 0.5]))
    0.25
    """
    return None if len(truth) == 0 else float(np.average((scores - truth) ** 2, weights=weights))
