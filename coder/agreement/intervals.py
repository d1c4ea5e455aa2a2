"""Additive statistics -> intervals: cluster jackknife-t over transcripts, cluster bootstrap, and units for comparison.

Segments of one interview are not independent. An interval that counts units as if they were promises .95 and may cover .6;
leaving out whole transcripts covers what it promises from about ten transcripts on. `benchmarks/coverage.py` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypeVar

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from coder.agreement.arrays import Array, Flags, Index, quotient
from coder.errors import RatingsError

Method = Literal["jackknife", "bootstrap", "units"]
METHODS: tuple[Method, ...] = ("jackknife", "bootstrap", "units")
Bounds = tuple[float, float] | tuple[Array, Array]
"""Least and greatest possible values, single or broadcasting with what is estimated."""
FEW_CLUSTERS = 10
MOST_UNDEFINED = 0.1
"""A bootstrap interval is given up when a larger share of its replicates is undefined."""


class Additive(Protocol):
    """Statistics that add over transcripts, the first axis."""

    def total(self) -> Self:
        """Sum over transcripts."""

    def without_each(self) -> Self:
        """Leave out each transcript in turn."""

    def weighted(self, weights: Array) -> Self:
        """Weigh transcripts: (B, T) gives B replicates."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Values and intervals, all of one shape; nan where undefined.

    Attributes
    ----------
    value, low, high, se : estimates, interval at `level`, standard error
    clusters : transcripts (or units) that carry information for each value
    method, level : how the interval was made
    replicates : (B, ...) of the bootstrap, else (0, ...)
    """

    value: Array
    low: Array
    high: Array
    se: Array
    clusters: Index
    method: Method
    level: float
    replicates: Array

    def at_level(self, level: float, bounds: Bounds) -> tuple[Array, Array]:
        """Return the ends of the interval at another level."""
        if self.method == "bootstrap":
            return percentiles(self.replicates, self.clusters, level)
        return t_interval(self.value, self.se, self.clusters, level, bounds)

    def below(self, threshold: float) -> Array:
        """Return P(value < threshold): by Student's t about the estimate, or the share of bootstrap replicates."""
        if self.method == "bootstrap":
            defined = ~np.isnan(self.replicates)
            count = defined.sum(axis=0)
            under = (np.where(defined, self.replicates, np.inf) < threshold).sum(axis=0)
            return quotient(under, count)
        gap = threshold - self.value
        z = np.divide(gap, self.se, out=np.where(gap > 0, np.inf, -np.inf), where=self.se > 0)
        found: Array = stdtr(np.maximum(self.clusters - 1, 1), z)
        return np.where(np.isnan(self.low), np.nan, found)


def jackknife_error(replicates: Array, counts: Array) -> tuple[Array, Index]:
    """Return the delete-one standard error and the number of clusters.

    Parameters
    ----------
    replicates : (R, ...) the statistic without each cluster
    counts : (R, ...) how many clusters each replicate stands for, 0 for one that carries no information

    Returns
    -------
    se (...), nan with fewer than two clusters or where a replicate is undefined; clusters (...).

    Source: Efron & Stein (1981), Annals of Statistics 9:586-596.

    Examples
    --------
    The error of a mean of 1, 2, 3, 4 is s / sqrt(n):

    >>> x = np.array([1.0, 2, 3, 4])
    >>> se, n = jackknife_error((x.sum() - x) / 3, np.ones(4))
    >>> bool(np.isclose(se, x.std(ddof=1) / 2)), int(n)
    (True, 4)
    """
    n = counts.sum(axis=0)
    used = np.where(counts > 0, replicates, 0.0)
    mean = (used * counts).sum(axis=0) / np.maximum(n, 1)
    squares = (counts * np.where(counts > 0, replicates - mean, 0.0) ** 2).sum(axis=0)
    se = np.sqrt(np.maximum(n - 1, 0) / np.maximum(n, 1) * squares)
    return np.where(n > 1, se, np.nan), np.asarray(n, dtype=np.intp)


def t_interval(value: Array, se: Array, clusters: Index, level: float, bounds: Bounds) -> tuple[Array, Array]:
    """Return value -/+ t se, with clusters - 1 degrees of freedom, cut to what the coefficient can be."""
    half = stdtrit(np.maximum(clusters - 1, 1), (1.0 + level) / 2.0) * se
    return np.maximum(value - half, bounds[0]), np.minimum(value + half, bounds[1])


def draws(clusters: int, replicates: int, seed: int) -> Array:
    """Return bootstrap weights (replicates, clusters): how often each transcript is drawn.

    >>> draws(3, 4, seed=1).sum(axis=1).tolist()
    [3.0, 3.0, 3.0, 3.0]
    """
    drawn = np.random.default_rng(seed).integers(0, clusters, (replicates, clusters))
    drawn += np.arange(replicates)[:, None] * clusters
    return np.bincount(drawn.ravel(), minlength=replicates * clusters).reshape(replicates, clusters).astype(np.float64)


def percentiles(replicates: Array, clusters: Index, level: float) -> tuple[Array, Array]:
    """Return the interval between two percentiles of bootstrap replicates, expanded for few clusters.

    Plain percentiles of n clusters are too narrow by sqrt((n - 1) / n) and by the normal for Student's t; the tails are therefore
    cut at the normal probability of t sqrt(n / (n - 1)). Source: Hesterberg (2015), American Statistician 69:371-386, section
    5.3.

    Parameters
    ----------
    replicates : (B, ...), nan where undefined
    clusters : (...) that carry information
    level : of the interval

    Returns
    -------
    low, high (...), nan with fewer than two clusters or where a tenth or more of the replicates is undefined
    """
    low, high = np.full(clusters.shape, np.nan), np.full(clusters.shape, np.nan)
    lost = np.isnan(replicates).mean(axis=0) >= MOST_UNDEFINED
    for n in np.unique(clusters[(clusters > 1) & ~lost]):
        here = (clusters == n) & ~lost
        tail = float(ndtr(-stdtrit(n - 1, (1.0 + level) / 2.0) * np.sqrt(n / (n - 1))))
        chosen = replicates[:, here]
        quantile = np.nanquantile if np.isnan(chosen).any() else np.quantile
        low[here], high[here] = quantile(chosen, [tail, 1.0 - tail], axis=0)
    return low, high


A = TypeVar("A", bound=Additive)


def estimate(
    sources: Sequence[A],
    function: Callable[..., Array],
    informative: Flags,
    *,
    method: Method = "jackknife",
    level: float = 0.95,
    bounds: Bounds = (-1.0, 1.0),
    seed: int = 0,
    replicates: int = 1000,
) -> Estimate:
    """Estimate what `function` makes of the sources, with an interval over their transcripts.

    Parameters
    ----------
    sources : additive statistics over the same T transcripts; `function` takes one argument for each
    informative : (T, ...) whether a transcript carries information for each value of the function
    method : "jackknife" (t), "bootstrap" (expanded percentiles); "units" is the jackknife of sources whose first axis is units
    level : of the interval
    bounds : least and greatest possible value
    seed, replicates : of the bootstrap

    Raises
    ------
    RatingsError
        An unknown method, or a level that is not between 0 and 1.
    """
    check(method, level)
    value = np.asarray(function(*(source.total() for source in sources)))
    left_out = np.asarray(function(*(source.without_each() for source in sources)))
    se, clusters = jackknife_error(left_out, informative.astype(np.float64))
    if method != "bootstrap":
        low, high = t_interval(value, se, clusters, level, bounds)
        return Estimate(value, low, high, se, clusters, method, level, np.empty((0, *value.shape)))
    weights = draws(len(informative), replicates, seed)
    found = np.asarray(function(*(source.weighted(weights) for source in sources)))
    low, high = percentiles(found, clusters, level)
    enough = ~np.isnan(value)
    return Estimate(value, np.where(enough, low, np.nan), np.where(enough, high, np.nan), se, clusters, method, level, found)


def check(method: str, level: float) -> None:
    """Refuse an unknown method and a level outside 0 to 1."""
    if method not in METHODS:
        raise RatingsError(f"no interval method `{method}`: there are {', '.join(METHODS)}")
    if not 0.0 < level < 1.0:
        raise RatingsError(f"the level of an interval lies between 0 and 1, not at {level}")
