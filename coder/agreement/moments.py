"""Numbers -> alpha at the interval level from sums and squares: any number of distinct values, four numbers a transcript."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.agreement.arrays import Array, Index, quotient


@dataclass(frozen=True, slots=True)
class Moments:
    """Additive sums over paired ratings: `flat` (T, 4) of count, sum, sum of squares, and squared differences within units."""

    flat: Array

    def total(self) -> Moments:
        """Sum over transcripts."""
        return Moments(np.asarray(self.flat.sum(axis=0)))

    def without_each(self) -> Moments:
        """Leave out each transcript in turn."""
        return Moments(self.flat.sum(axis=0) - self.flat)

    def weighted(self, weights: Array) -> Moments:
        """Weigh transcripts: (B, T)."""
        return Moments(weights @ self.flat)


def tabulate_numbers(numbers: NDArray[np.float64], clusters: Index | None = None) -> Moments:
    """Return the sums for each transcript.

    Parameters
    ----------
    numbers : (N, M), nan where missing
    clusters : (N,) the transcript of each unit; None: one transcript
    """
    clusters = np.zeros(len(numbers), dtype=np.intp) if clusters is None else clusters
    present = ~np.isnan(numbers)
    r = present.sum(axis=1)
    paired = r > 1
    centre = numbers[present].mean() if present.any() else 0.0
    x = np.where(present, numbers - centre, 0.0)
    first, second = x.sum(axis=1), (x**2).sum(axis=1)
    within = quotient(2.0 * (r * second - first**2), np.maximum(r - 1, 1))
    columns = [np.bincount(clusters, weights=np.where(paired, part, 0.0)) for part in (r, first, second, within)]
    return Moments(np.stack(columns, axis=-1))


def interval_alpha(moments: Moments) -> Array:
    """Return Krippendorff's alpha for interval data, nan without variation or pairs. Range -1 to 1.

    The squared differences between all pairs of n numbers sum to 2 (n S2 - S1^2). Source: Krippendorff (2011), section E.

    Examples
    --------
    Krippendorff (2011), data C:

    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> numbers = np.where(KRIPPENDORFF_C < 0, np.nan, KRIPPENDORFF_C + 1.0)
    >>> float(interval_alpha(tabulate_numbers(numbers).total()).round(3))
    0.849
    """
    n, first, second, within = (moments.flat[..., i] for i in range(4))
    between = 2.0 * (n * second - first**2)
    return 1.0 - quotient((n - 1.0) * within, np.where(between > 1e-12 * n * second, between, 0.0))
