"""Ratings -> intervals that leave out one unit at a time, as if units were independent: for comparison only.

Units with the same pattern of ratings give the same replicate, so one replicate a pattern and its count are enough.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coder.agreement import engine
from coder.agreement.arrays import Array, Index, Rows
from coder.agreement.engine import Statistics
from coder.agreement.intervals import Estimate, check, jackknife_error, t_interval

BLOCK = 1 << 22
"""Numbers held at once when patterns have wide statistics."""


def patterns(rows: Rows, values: int) -> tuple[Rows, Index]:
    """Return the distinct rows (P, M) of a table (N, M) of 0 to values - 1 and -1, and how often each occurs (P,).

    >>> patterns(np.array([[1, 0], [0, 0], [1, 0]]), 2)[1].tolist()
    [1, 2]
    """
    base = values + 1
    if rows.shape[1] * np.log2(base) < 62:
        keys = np.zeros(len(rows), dtype=np.int64)
        for coder in range(rows.shape[1]):
            keys = keys * base + rows[:, coder] + 1
        _, first, counts = np.unique(keys, return_index=True, return_counts=True)
        return rows[first], counts
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    return distinct, counts


def estimate_by_units(
    rows: Rows,
    values: int,
    function: Callable[[Statistics], Array],
    *,
    parts: tuple[str, ...] = engine.PARTS,
    singles: bool = False,
    level: float = 0.95,
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Estimate:
    """Estimate what `function` makes of a table's statistics, with a jackknife-t interval over units.

    Parameters
    ----------
    rows : (N, M) of 0 to values - 1, -1 missing
    function : of `Statistics` with any leading axes
    parts : the parts of the statistics that it uses
    singles : whether units with a single rating count
    """
    check("units", level)
    distinct, counts = patterns(rows, values)
    used = (distinct >= 0).sum(axis=1) > (0 if singles else 1)
    total = engine.of_rows(rows, values, parts=parts).total()
    step = max(1, BLOCK // total.layout.width)
    blocks = [
        np.asarray(function(_without(total, distinct[start : start + step], values))) for start in range(0, len(distinct), step)
    ]
    value = np.asarray(function(total))
    weights = np.where(used, counts, 0).astype(np.float64).reshape(-1, *([1] * value.ndim))
    replicates = np.concatenate(blocks) if blocks else np.empty((0, *value.shape))
    se, n = jackknife_error(replicates, np.broadcast_to(weights, replicates.shape))
    low, high = t_interval(value, se, n, level, bounds)
    return Estimate(value, low, high, se, n, "units", level, np.empty((0, *value.shape)))


def _without(total: Statistics, distinct: Rows, values: int) -> Statistics:
    """Leave out one unit of each pattern: first axis patterns."""
    each = engine.of_rows(distinct, values, np.arange(len(distinct), dtype=np.intp), total.layout.parts)
    return Statistics(total.layout, total.flat - each.flat)


def stacked(estimates: list[Estimate]) -> Estimate:
    """Join the estimates of several codes: a new first axis."""
    first = estimates[0]
    joined = {name: np.stack([getattr(e, name) for e in estimates]) for name in ("value", "low", "high", "se", "clusters")}
    return Estimate(
        **joined, method=first.method, level=first.level, replicates=np.stack([e.replicates for e in estimates], axis=1)
    )
