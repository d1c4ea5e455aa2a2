"""Ratings -> the figures of all codes together: alpha of whole code sets, and mean, median and least of the codes' alphas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from coder.agreement import engine, reasons, sets
from coder.agreement.arrays import Array
from coder.agreement.coefficients import alpha
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.intervals import Estimate, estimate
from coder.agreement.measured import Measured, make_figure
from coder.agreement.ratings import Ratings
from coder.agreement.values import Values


def of_defined(values: Array, reduce: Callable[[Array], Array]) -> Array:
    """Reduce the last axis of (..., K) over its numbers, leaving nan out; nan where all are.

    >>> of_defined(np.array([[0.5, np.nan, 1.0], [np.nan, np.nan, np.nan]]), lambda x: x.mean(axis=-1)).tolist()
    [0.75, nan]
    """
    flat = values.reshape(-1, values.shape[-1])
    if not np.isnan(flat).any():
        return reduce(values)
    found = [reduce(row[~np.isnan(row)]) if not np.isnan(row).all() else np.nan for row in flat]
    return np.asarray(found, dtype=np.float64).reshape(values.shape[:-1])


def mean(values: Array) -> Array:
    """Mean of the last axis, over what is defined."""
    return of_defined(values, lambda x: np.asarray(x.mean(axis=-1)))


def median(values: Array) -> Array:
    """Median of the last axis, over what is defined."""
    return of_defined(values, lambda x: np.asarray(np.median(x, axis=-1)))


def least(values: Array) -> Array:
    """Least of the last axis, over what is defined."""
    return of_defined(values, lambda x: np.asarray(x.min(axis=-1)))


def macro(ratings: Ratings, measured: Measured, reduce: Callable[[Array], Array]) -> Estimate:
    """Estimate the mean, median or least of the codes' alphas; a replicate takes the codes that are defined in it."""
    options = measured.options
    by_unit = measured.method == "units"
    statistics = engine.tabulate(ratings.by_unit() if by_unit else ratings, ("coincidence",))
    return estimate(
        (statistics,),
        lambda s: reduce(alpha(s.coincidence)),
        np.asarray(statistics.coincidence.sum(axis=(-3, -2, -1)) > 0),
        method=measured.method,
        level=options.level,
        seed=options.seed,
        replicates=options.replicates,
    )


def of_sets(ratings: Ratings, measured: Measured, distance: str, parents: Mapping[str, str] | None) -> tuple[Estimate, int]:
    """Estimate alpha of whole code sets with a distance, or "multi-valued"; and count the units that it rests on."""
    options = measured.options
    found = sets.estimate_sets(
        ratings.by_unit() if measured.method == "units" else ratings,
        distance=distance,
        parents=parents,
        multi_valued=distance == "multi-valued",
        method=measured.method,
        level=options.level,
        seed=options.seed,
        replicates=options.replicates,
    )
    return found, int((ratings.rated.sum(axis=1) > 1).sum())


def whole(
    measured: Measured, distances: tuple[str, ...], parents: Mapping[str, str] | None, coders: tuple[str, ...] = ()
) -> Iterator[Figure]:
    """Yield alpha of whole sets for each distance (`alpha_masi`, ...), and macro_mean, macro_median and macro_min of alpha."""
    ratings = measured.ratings
    if isinstance(ratings, Values):
        return
    for distance in distances:
        found, units = of_sets(ratings, measured, distance, parents)
        why = partial(_why_no_sets, units)
        yield make_figure(f"alpha_{distance.replace('-', '_')}", found, (), why, units, ratings.clustered, "", coders)
    undefined = _undefined_codes(measured.total, ratings.codes)
    units = int(measured.units(singles=False).max(initial=0))
    why = partial(str, "alpha is undefined for every code")
    for name, reduce in (("macro_mean", mean), ("macro_median", median), ("macro_min", least)):
        found = macro(ratings, measured, reduce)
        figure = make_figure(name, found, (), why, units, ratings.clustered, "", coders)
        yield replace(figure, warning="; ".join(filter(None, (figure.warning, undefined))))


def _why_no_sets(units: int) -> str:
    if units == 0:
        return "no unit has two coders whose answer to every code is known"
    return "every coder gave every unit the same set: without variation there is nothing to correct for chance"


def _undefined_codes(total: Statistics, codes: tuple[str, ...]) -> str:
    lost = [code for code, value in zip(codes, alpha(total.coincidence), strict=True) if reasons.plain(value) is None]
    if not lost:
        return ""
    verb = "is" if len(lost) == 1 else "are"
    return f"{len(lost)} of {len(codes)} codes {verb} undefined and not counted: {', '.join(lost)}"
