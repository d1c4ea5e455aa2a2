"""held-out scores, labels -> three bands a code: suggest it, be unsure, set it aside.

The bands are set for a wanted precision of what is suggested and a wanted share of passages without the code among those set aside
(negative predictive value). Both are read off held-out scores, shrunk to what the calibrated scores themselves promise, as precision
after ten passages is mostly noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST = 10
"""Passages that a band must hold before its precision counts as reached."""

FEW = 5
"""Examples below which a code counts as not learned."""

SHRINK = 10.0
"""Passages that the promise of the scores counts for."""


@dataclass(frozen=True, eq=False)
class Bands:
    """Where each code's bands begin and end, all (k,).

    Attributes
    ----------
    best
        The score of best F1.
    suggest
        The score from which a code is suggested: `best`, or higher where that is needed for the wanted precision.
    absent
        The score below which a code is set aside; never above `suggest`.
    precision
        The precision to be expected of what is suggested; below the wanted one where no score reaches that, and nan where it
        cannot be told.
    """

    best: Floats
    suggest: Floats
    absent: Floats
    precision: Floats


def bands(scores: Floats, labels: Floats, best: Floats, precision: float, absence: float) -> Bands:
    """Set the bands of every code.

    Parameters
    ----------
    scores, labels
        (n, k) held-out scores, and 1, 0 or nan.
    best
        (k,) scores of best F1.
    precision, absence
        Wanted of what is suggested, and of what is set aside; a precision of 0 leaves the scores of best F1. Of a code with few
        examples neither can be told: it keeps that score, and is set aside nowhere unless enough passages were looked at.
    """
    suggest, absent, reached = best.copy(), np.zeros_like(best), np.full(best.shape, np.nan)
    for code in range(len(best)):
        seen = ~np.isnan(labels[:, code])
        order = np.argsort(-scores[seen, code], kind="stable")
        ranked, truth = scores[seen, code][order], labels[seen, code][order]
        if truth.sum() >= FEW:
            suggest[code], reached[code] = _suggest(ranked, truth, float(best[code]), precision)
        if len(ranked) >= LEAST:
            absent[code] = min(_absent(ranked, truth, absence), suggest[code])
    return Bands(best, suggest, absent, reached)


def _suggest(ranked: Floats, truth: Floats, best: float, wanted: float) -> tuple[float, float]:
    """Find the lowest score from `best` up that has the wanted precision, or else the one that has most; and what it has."""
    expected = _shares(ranked, truth)
    whole = int((ranked >= best).sum())
    if whole == 0:
        return best, float("nan")
    if wanted <= expected[whole - 1]:
        return best, float(expected[whole - 1])
    able = np.flatnonzero(_last(ranked)[:whole] & (np.arange(1, whole + 1) >= min(LEAST, whole)))
    enough = able[expected[able] >= wanted]
    if not len(enough) and expected[able].max() <= expected[whole - 1]:
        return best, float(expected[whole - 1])
    place = int(enough[-1]) if len(enough) else int(able[np.argmax(expected[able])])
    return _between(ranked, place), float(expected[place])


def _absent(ranked: Floats, truth: Floats, wanted: float) -> float:
    """Find the highest score below which the code is absent as often as wanted; 0 where there is none."""
    rising = ranked[::-1]
    present = _shares(rising, truth[::-1])
    enough = np.flatnonzero(_last(rising) & (1 - present >= wanted) & (np.arange(1, len(rising) + 1) >= LEAST))
    if not len(enough):
        return 0.0
    place = int(enough[-1])
    return float(rising[place] + rising[place + 1]) / 2 if place + 1 < len(rising) else float(np.nextafter(rising[place], 2))


def _shares(ranked: Floats, truth: Floats) -> Floats:
    """Share of true among the first, the first two, ..., shrunk to their mean score."""
    n = np.arange(1, len(ranked) + 1)
    return np.asarray((np.cumsum(truth) + SHRINK * np.cumsum(ranked) / n) / (n + SHRINK))


def _last(ranked: Floats) -> npt.NDArray[np.bool_]:
    """Tell the last of each run of equal scores, which are taken together."""
    return np.append(ranked[1:] != ranked[:-1], True)


def _between(ranked: Floats, last: int) -> float:
    """Give the middle between the last score taken and the first one left."""
    below = ranked[last + 1] if last + 1 < len(ranked) else 0.0
    return float((ranked[last] + below) / 2)
