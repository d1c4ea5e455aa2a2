"""Values -> Summary: every coefficient of a single-valued table, at its level of measurement, with intervals and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from coder.agreement import moments
from coder.agreement.arrays import Array, quotient
from coder.agreement.coefficients import fleiss_by_value, specific
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.intervals import Method, estimate
from coder.agreement.measured import Measured, Options, make_figure
from coder.agreement.summary import THRESHOLDS, Summary, by_code, by_pair, chance, collected
from coder.agreement.values import MOST_VALUES, Values


def summary_of_values(
    values: Values, *, method: Method = "jackknife", level: float = 0.95, seed: int = 0, replicates: int = 1000
) -> Summary:
    """Measure the agreement of several coders on one value a unit.

    Percent agreement, kappas, AC2 and Brennan-Prediger are weighted according to the level of measurement: see `Measure.weights`.

    Parameters
    ----------
    values : the ratings; with more than 200 distinct numbers at the interval level only alpha is computed
    method, level, seed, replicates : of the intervals, as in `summary`

    Returns
    -------
    Summary
        percent, conger, fleiss, alpha, ac1, pabak, alpha_by_units, p_below_667, p_below_800, with two coders cohen and scott; per
        pair the same; per value (`code`) specific (agreement on it), fleiss (for complete data) and rate.

    Examples
    --------
    Krippendorff (2011), data C:

    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> found = Values.from_rows([[None if v < 0 else v + 1 for v in row] for row in KRIPPENDORFF_C.tolist()], level="ordinal")
    >>> round(summary_of_values(found).get("alpha").value, 3)
    0.815
    """
    measured = Measured(values, Options(method, level, seed, replicates))
    if len(values.values) > MOST_VALUES:
        return collected(measured, list(_interval_only(measured, values)))
    return collected(measured, [*by_code(measured), *by_pair(measured), *_by_value(measured, values)])


def _interval_only(measured: Measured, values: Values) -> Iterator[Figure]:
    options, clustered = measured.options, values.clustered
    for name, method in (("alpha", measured.method), ("alpha_by_units", "units")):
        source = values if method != "units" else values.by_unit()
        table = moments.tabulate_numbers(source.numbers, source.clusters)
        found = estimate(
            (table,),
            moments.interval_alpha,
            np.asarray(table.flat[:, 0] > 0),
            method=method,
            level=options.level,
            seed=options.seed,
            replicates=options.replicates,
        )
        units = int(((values.index >= 0).sum(axis=1) > 1).sum())
        why = partial(str, "no unit has two ratings" if not units else "the ratings do not vary")
        figure = make_figure(name, found, (), why, units, clustered)
        yield figure
        if name == "alpha":
            yield from (chance(figure, threshold, found) for threshold in THRESHOLDS)


def _by_value(measured: Measured, values: Values) -> Iterator[Figure]:
    """Yield agreement on each value, for the nominal level."""
    if values.measure.level != "nominal":
        return
    counts = measured.total.pairs.sum(axis=(-2, -1))
    paired = np.asarray(measured.statistics.agreement.sum(axis=(-2, -1)) > 0)
    functions = {"specific": _specific, "fleiss": _fleiss, "rate": _rate}
    for name, function in functions.items():
        parts = ("share",) if name == "rate" else ("joint",)
        bounds = (-1.0, 1.0) if name == "fleiss" else (0.0, 1.0)
        informative = np.repeat(paired[..., None], len(values.values), axis=-1)
        found = measured.estimate(function, informative, parts=parts, singles=name == "rate", bounds=bounds)
        for v, value in enumerate(values.values):
            why = partial(str, "no unit has two ratings" if not counts[0] else "the value is never used, or always")
            yield measured.figure(name, found, (0, v), why, measured.units(name == "rate")[0], value)


def _specific(statistics: Statistics) -> Array:
    return specific(statistics.pairs)


def _fleiss(statistics: Statistics) -> Array:
    return fleiss_by_value(statistics.pairs)


def _rate(statistics: Statistics) -> Array:
    return quotient(statistics.share, statistics.share.sum(axis=-1, keepdims=True))
