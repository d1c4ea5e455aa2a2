"""Statistics of a code -> why a coefficient or its interval is undefined, in words for the report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coder.agreement.catalogue import Coefficient
from coder.agreement.engine import Statistics
from coder.agreement.intervals import FEW_CLUSTERS, Method

ONE_TRANSCRIPT = "all units are of one transcript: there is no interval over transcripts"
NO_TRANSCRIPTS = "no transcripts are named: the interval takes units as independent and is likely too narrow"
LEFT_OUT = "undefined when one of the transcripts is left out, so there is no interval"
LEFT_OUT_UNIT = "undefined when one of the units is left out, so there is no interval"
FEW = "fewer than ten transcripts: take the interval as rough"


def why_undefined(statistics: Statistics, entry: Coefficient, coders: Sequence[str], binary: bool = True) -> str:
    """Say why a coefficient of one table is undefined.

    Parameters
    ----------
    statistics : of the whole table, `flat` (width,)
    entry : the coefficient
    coders : (M,) names
    binary : whether the table is of a code that applies or not
    """
    if statistics.share.sum() == 0:
        return "no unit has a rating"
    if statistics.agreement.sum() < 0.5:
        who = f" by both {coders[0]} and {coders[1]}" if len(coders) == 2 else ""
        return f"no unit is rated{who or ' by two coders'}"
    silent = [coder for coder, total in zip(coders, statistics.marginals.sum(axis=-1), strict=True) if total == 0]
    if entry.name == "conger" and silent:
        return f"{silent[0]} rated nothing"
    used = statistics.coincidence.sum(axis=-1) > 0
    if entry.name in ("positive", "negative"):
        return "the code is never used" if entry.name == "positive" else "the code is applied to every unit"
    if used.sum() == 1:
        if not binary:
            return "every rating has the same value: without variation there is nothing to correct for chance"
        word = "applied to every unit" if used[1] else "never used"
        return f"the code is {word}: without variation there is nothing to correct for chance"
    return "the agreement expected by chance is complete, so nothing is left to correct"


def why_no_interval(clusters: int, method: Method) -> str:
    """Say why there is no interval although there is a value."""
    if clusters < 2:
        return "only one unit carries information: there is no interval" if method == "units" else ONE_TRANSCRIPT
    return {"units": LEFT_OUT_UNIT, "jackknife": LEFT_OUT, "bootstrap": "undefined in a tenth or more of the replicates"}[method]


def warning(clusters: int, method: Method, clustered: bool) -> str:
    """Say what to mind in reading an interval."""
    if not clustered:
        return NO_TRANSCRIPTS
    return FEW if method != "units" and clusters < FEW_CLUSTERS else ""


def plain(number: float) -> float | None:
    """Return a number, None for nan."""
    return None if np.isnan(number) else float(number)
