"""Ratings in the order they were made -> whether agreement, and each coder's use of each code, drifts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from coder.agreement import engine
from coder.agreement.arrays import Array, Index, quotient
from coder.agreement.contrasts import DEFAULT, Contrasting, aligned, sides, tabulated
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.intervals import estimate
from coder.agreement.measured import make_figure
from coder.agreement.ratings import Ratings
from coder.errors import RatingsError


def positions(ratings: Ratings) -> Array:
    """Return how far each coder had come when rating each unit, (N, M) from 0 (first) to 1 (last); nan where not rated.

    Raises
    ------
    RatingsError
        The table has no order.
    """
    if ratings.order is None:
        raise RatingsError("the table has no column of order, so drift over coding order cannot be told")
    order = np.where((ratings.cube >= 0).any(axis=2), ratings.order, np.nan)
    ranks = pd.DataFrame(order).rank().to_numpy()
    last = np.maximum((~np.isnan(ranks)).sum(axis=0) - 1, 1)
    return np.asarray((ranks - 1) / last)


def windows(ratings: Ratings, number: int) -> Index:
    """Return the window of each unit (N,), 0 to `number` - 1 by mean position over coders, -1 if unrated; of equal size."""
    where = positions(ratings)
    rated = ~np.isnan(where)
    middle = quotient(np.where(rated, where, 0.0).sum(axis=1), rated.sum(axis=1))
    known = np.flatnonzero(~np.isnan(middle))
    found = np.full(len(middle), -1, dtype=np.intp)
    found[known[np.argsort(middle[known], kind="stable")]] = np.arange(len(known)) * number // max(len(known), 1)
    return found


def drift(ratings: Ratings, number: int = 4, options: Contrasting = DEFAULT) -> tuple[Figure, ...]:
    """Follow agreement over coding order.

    Parameters
    ----------
    ratings : with an order
    number : how many windows of equal size the order is cut into
    options : the coefficient and the interval

    Returns
    -------
    Figures alpha_window_1, ... (or another coefficient), alpha_drift (the last window less the first) per code and of their mean
    over codes (`code` ""); and rate_drift per coder and code: how much more often the coder applies the code in the last window
    than in the first.

    Raises
    ------
    RatingsError
        No order, or fewer than two windows.
    """
    if number < 2:
        raise RatingsError("drift needs two windows or more")
    window = windows(ratings, number)
    (whole,) = aligned(ratings)
    shape = len(window), len(whole.coders)
    parts = [whole.masked(np.broadcast_to((window == w)[:, None], shape)) for w in range(number)]
    entry = options.entry

    def function(*sources: Statistics) -> Array:
        each = [source.coefficient(entry) for source in sources]
        return np.stack([*each, each[-1] - each[0]], axis=-2)

    values = {f"{entry.name}_window_{w + 1}": False for w in range(number)} | {f"{entry.name}_drift": True}
    agreement = sides(values, function, [tabulated(part, options) for part in parts], options)
    return (*agreement.figures(ratings), *_rate_drift(parts[-1], parts[0], ratings, options))


def _rate_drift(late: Ratings, early: Ratings, ratings: Ratings, options: Contrasting) -> Iterator[Figure]:
    last, first = (engine.tabulate(part, ("marginals",)) for part in (late, early))
    found = estimate(
        (last, first),
        lambda a, b: _rates(a) - _rates(b),
        np.asarray((last.marginals + first.marginals).sum(axis=-1) > 0),
        method="jackknife" if options.method == "units" else options.method,
        level=options.level,
        seed=options.seed,
        replicates=options.replicates,
    )
    units = (last.total().marginals + first.total().marginals).sum(axis=-1)
    why = partial(str, "the coder rated nothing in the first or the last window")
    for k, code in enumerate(ratings.codes):
        for m, coder in enumerate(ratings.coders):
            yield make_figure("rate_drift", found, (k, m), why, int(units[k, m]), ratings.clustered, code, (coder,))


def _rates(statistics: Statistics) -> Array:
    return quotient(statistics.marginals[..., 1], statistics.marginals.sum(axis=-1))
