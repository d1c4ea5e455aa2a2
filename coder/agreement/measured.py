"""Ratings and options -> estimates of their coefficients, and figures that say why where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coder.agreement import by_units, engine, reasons
from coder.agreement.arrays import Array, Flags, Index, Rows
from coder.agreement.catalogue import Coefficient
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.intervals import Estimate, Method, check, estimate
from coder.agreement.measures import NOMINAL, Measure
from coder.agreement.ratings import Ratings
from coder.agreement.values import Values


@dataclass(frozen=True, slots=True)
class Options:
    """How intervals are made: method, level, and the bootstrap's seed and number of replicates.

    Raises
    ------
    RatingsError
        An unknown method, or a level that is not between 0 and 1.
    """

    method: Method = "jackknife"
    level: float = 0.95
    seed: int = 0
    replicates: int = 1000

    def __post_init__(self) -> None:
        check(self.method, self.level)


DEFAULT = Options()


@dataclass(frozen=True)
class Measured:
    """Ratings, their statistics and the options for intervals."""

    ratings: Ratings | Values
    options: Options

    @cached_property
    def statistics(self) -> Statistics:
        """Statistics of every code in every transcript, `flat` (T, K, width); a table of values counts as one code."""
        if isinstance(self.ratings, Values):
            found = engine.of_rows(self.ratings.index, len(self.ratings.values), self.ratings.clusters)
            return Statistics(found.layout, found.flat[:, None, :])
        return engine.tabulate(self.ratings)

    @property
    def binary(self) -> bool:
        """Whether each table is of a code that applies or not."""
        return not isinstance(self.ratings, Values)

    @property
    def measure(self) -> Measure:
        """The level of measurement: nominal for codes that apply or not."""
        return self.ratings.measure if isinstance(self.ratings, Values) else NOMINAL

    def tables(self) -> list[Rows]:
        """Return the table (N, M) of each code: 0 to q - 1, -1 missing."""
        if isinstance(self.ratings, Values):
            return [self.ratings.index]
        return [self.ratings.cube[:, :, k] for k in range(len(self.ratings.codes))]

    @cached_property
    def total(self) -> Statistics:
        """Statistics of every code, `flat` (K, width)."""
        return self.statistics.total()

    @property
    def method(self) -> Method:
        """The method asked for; units where no transcripts are named."""
        return self.options.method if self.ratings.clustered else "units"

    def units(self, singles: bool) -> Index:
        """(K,): units with two ratings, or with one where `singles`."""
        counts = self.total.share.sum(axis=-1) if singles else self.total.agreement.sum(axis=(-2, -1))
        return np.asarray(np.rint(counts), dtype=np.intp)

    def estimate(
        self,
        function: Callable[[Statistics], Array],
        informative: Flags,
        *,
        parts: tuple[str, ...],
        singles: bool,
        bounds: tuple[float, float],
        method: Method | None = None,
    ) -> Estimate:
        """Estimate what `function` makes of the statistics of each code, (K, ...).

        Parameters
        ----------
        function : of statistics with any leading axes
        informative : (T, K, ...) whether a transcript counts for each value
        parts : the parts of the statistics that the function uses
        singles : whether units with a single rating count, where units are left out
        bounds : least and greatest possible value
        """
        options, method = self.options, method or self.method
        if method == "units":
            q = self.statistics.layout.values
            each = [
                by_units.estimate_by_units(rows, q, function, parts=parts, singles=singles, level=options.level, bounds=bounds)
                for rows in self.tables()
            ]
            return by_units.stacked(each)
        return estimate(
            (self.statistics,),
            function,
            informative,
            method=method,
            level=options.level,
            bounds=bounds,
            seed=options.seed,
            replicates=options.replicates,
        )

    def coefficient(self, entry: Coefficient, method: Method | None = None) -> Estimate:
        """Estimate a coefficient of each code: (K,), or (K, P) for one of pairs of coders."""
        statistics = self.statistics
        if entry.pairs:
            counts = statistics.joint.sum(axis=(-2, -1))
        else:
            counts = statistics.share.sum(axis=-1) if entry.singles else statistics.agreement.sum(axis=(-2, -1))
        return self.estimate(
            lambda s: s.coefficient(entry, self.measure),
            np.asarray(counts > 0),
            parts=entry.parts,
            singles=entry.singles,
            bounds=entry.bounds,
            method=method,
        )

    def figure(
        self,
        name: str,
        found: Estimate,
        at: tuple[int, ...],
        why: Callable[[], str],
        n_units: int,
        code: str = "",
        coders: tuple[str, ...] = (),
    ) -> Figure:
        """Make the figure at one place of an estimate; `why` says why the value is undefined where it is."""
        return make_figure(name, found, at, why, n_units, self.ratings.clustered, code, coders)


def make_figure(
    name: str,
    found: Estimate,
    at: tuple[int, ...],
    why: Callable[[], str],
    n_units: int,
    clustered: bool,
    code: str = "",
    coders: tuple[str, ...] = (),
) -> Figure:
    """Make the figure at one place of an estimate: a value with its interval, or the reason why not."""
    value, low, high = (reasons.plain(array[at]) for array in (found.value, found.low, found.high))
    clusters = int(found.clusters[at])
    if value is None:
        low = high = None
        reason = why()
    else:
        reason = "" if low is not None else reasons.why_no_interval(clusters, found.method)
    warning = reasons.warning(clusters, found.method, clustered) if low is not None else ""
    n_clusters = clusters if clustered and found.method != "units" else 0
    return Figure(name, value, low, high, int(n_units), n_clusters, reason, warning, code, coders, found.method)
