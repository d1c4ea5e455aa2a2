"""A wished width of interval, an expected prevalence and agreement -> how many segments and transcripts to code twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import product
from math import ceil, comb

import numpy as np
import pandas as pd
from scipy.special import betaln, stdtrit

from coder.agreement.catalogue import COEFFICIENTS
from coder.agreement.intervals import FEW_CLUSTERS
from coder.agreement.measured import DEFAULT, Measured
from coder.agreement.ratings import Ratings
from coder.errors import RatingsError

FEW_CASES = 10
MOST_TRANSCRIPTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to code by several coders for an interval of alpha of a wished width.

    Attributes
    ----------
    alpha, prevalence, width, coders, units_per_transcript, icc, level : what was assumed and wished
    transcripts, units : how many are needed
    expected_width : of the interval that they give
    design_effect : how many times more units are needed than if units were independent
    cases : units in which a coder is expected to apply the code
    warning : what to mind
    """

    alpha: float
    prevalence: float
    width: float
    coders: int
    units_per_transcript: int
    icc: float
    level: float
    transcripts: int
    units: int
    expected_width: float
    design_effect: float
    cases: float
    warning: str


def plan(
    *,
    alpha: float,
    prevalence: float,
    width: float,
    coders: int = 2,
    units_per_transcript: int = 100,
    icc: float = 0.05,
    level: float = 0.95,
) -> Plan:
    """Find the number of transcripts, coded in full by all coders, for a jackknife-t interval of alpha no wider than `width`.

    Coders are taken to apply the code equally often and to answer a unit independently given how clear it is, which varies as a
    beta distribution: the beta-binomial whose intraclass correlation is alpha. Alpha's variance per unit follows by the delta
    method. Units of one transcript are alike: their influences on alpha correlate by `icc`, so that m units of a transcript count
    as m / (1 + (m - 1) icc).

    Parameters
    ----------
    alpha : expected, above 0 and below 1
    prevalence : share of units that have the code, between 0 and 1
    width : of the whole interval, upper end less lower
    coders : two or more
    units_per_transcript : double-coded in each transcript
    icc : from a pilot (see `pilot`); 0 for independent units
    level : of the interval

    Raises
    ------
    RatingsError
        A number is outside its range, or more than a million transcripts would be needed.

    Source: for two coders the variance is that of Donner & Eliasziw (1992), Statistics in Medicine 11:1511-1519.

    Examples
    --------
    >>> found = plan(alpha=0.8, prevalence=0.1, width=0.2)
    >>> found.transcripts, found.units, round(found.design_effect, 2)
    (27, 2700, 5.95)
    """
    _check(alpha, prevalence, width, coders, units_per_transcript, icc, level)
    variance = unit_variance(alpha, prevalence, coders)
    effect = 1.0 + (units_per_transcript - 1) * icc
    per_transcript = variance * effect / units_per_transcript
    transcripts = _transcripts(per_transcript, width, level)
    units = transcripts * units_per_transcript
    cases = units * prevalence
    return Plan(
        alpha,
        prevalence,
        width,
        coders,
        units_per_transcript,
        icc,
        level,
        transcripts,
        units,
        _width(per_transcript, transcripts, level),
        effect,
        cases,
        _warning(transcripts, cases, units * (1.0 - prevalence)),
    )


def _check(
    alpha: float, prevalence: float, width: float, coders: int, units_per_transcript: int, icc: float, level: float
) -> None:
    for name, value, low, high in (
        ("expected alpha", alpha, 0.0, 1.0),
        ("prevalence", prevalence, 0.0, 1.0),
        ("width of the interval", width, 0.0, 2.0),
        ("level", level, 0.0, 1.0),
    ):
        if not low < value < high:
            raise RatingsError(f"the {name} must lie between {low:g} and {high:g}, not at {value:g}")
    if not 0.0 <= icc <= 1.0:
        raise RatingsError(f"the intraclass correlation must lie from 0 to 1, not at {icc:g}")
    if coders < 2 or units_per_transcript < 1:
        raise RatingsError("a plan needs two coders or more and at least one unit in each transcript")


def unit_variance(alpha: float, prevalence: float, coders: int) -> float:
    """Return n times the variance of alpha over n independent units, under the beta-binomial.

    For two coders this is Donner & Eliasziw's (1992) variance of the intraclass kappa:

    >>> k, p = 0.6, 0.3
    >>> known = (1 - k) * ((1 - k) * (1 - 2 * k) + k * (2 - k) / (2 * p * (1 - p)))
    >>> bool(np.isclose(unit_variance(k, p, 2), known))
    True
    """
    yes = np.arange(coders + 1)
    spread = (1.0 - alpha) / alpha
    a, b = prevalence * spread, (1.0 - prevalence) * spread
    ways = np.array([float(comb(coders, s)) for s in yes])
    chance = ways * np.exp(betaln(a + yes, b + coders - yes) - betaln(a, b))
    disagreement = 2.0 * yes * (coders - yes) / (coders * (coders - 1))
    observed, expected = float(chance @ disagreement), 2.0 * prevalence * (1.0 - prevalence)
    slope = observed / expected**2 * 2.0 * (1.0 - 2.0 * prevalence)
    influence = -(disagreement - observed) / expected + slope * (yes / coders - prevalence)
    return float(chance @ influence**2)


def _width(per_transcript: float, transcripts: int, level: float) -> float:
    return float(2.0 * stdtrit(transcripts - 1, (1.0 + level) / 2.0) * np.sqrt(per_transcript / transcripts))


def _transcripts(per_transcript: float, width: float, level: float) -> int:
    """Find the least number of transcripts, two or more, by doubling and halving."""
    high = 2
    while _width(per_transcript, high, level) > width:
        high *= 2
        if high > MOST_TRANSCRIPTS:
            raise RatingsError("more than a million transcripts would be needed: wish for a wider interval")
    low = max(high // 2, 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _width(per_transcript, middle, level) > width else (low, middle)
    return high


def _warning(transcripts: int, cases: float, others: float) -> str:
    found = []
    if transcripts < FEW_CLUSTERS:
        found.append(f"fewer than ten transcripts make any interval rough: take {FEW_CLUSTERS}")
    if min(cases, others) < FEW_CASES:
        what = "with the code" if cases < others else "without the code"
        found.append(f"only {ceil(min(cases, others))} units {what} are expected: the interval will be rough")
    return "; ".join(found)


def plans(
    *,
    alphas: Iterable[float],
    prevalences: Iterable[float],
    widths: Iterable[float],
    coders: int = 2,
    units_per_transcript: int = 100,
    icc: float = 0.05,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return one plan a row for every combination of expected alpha, prevalence and width."""
    found = [
        plan(alpha=a, prevalence=p, width=w, coders=coders, units_per_transcript=units_per_transcript, icc=icc, level=level)
        for a, p, w in product(alphas, prevalences, widths)
    ]
    return pd.DataFrame([asdict(each) for each in found])


def pilot(ratings: Ratings) -> pd.DataFrame:
    """Read from a pilot what a plan assumes, code by code.

    Returns
    -------
    Index code; columns prevalence, alpha, design_effect (variance over transcripts over variance over units),
    units_per_transcript (mean) and icc, (design_effect - 1) / (units_per_transcript - 1), cut to 0 to 1; nan where undefined.

    Raises
    ------
    RatingsError
        The units are not of named transcripts.
    """
    if not ratings.clustered:
        raise RatingsError("a pilot must name the transcript of each unit: how alike units of one transcript are cannot be told")
    measured = Measured(ratings, DEFAULT)
    entry = COEFFICIENTS["alpha"]
    over, by_unit = measured.coefficient(entry), measured.coefficient(entry, "units")
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = (over.se / by_unit.se) ** 2
        size = by_unit.clusters / over.clusters
        icc = np.clip((effect - 1.0) / (size - 1.0), 0.0, 1.0)
    share = measured.total.share
    return pd.DataFrame(
        {
            "prevalence": share[:, 1] / share.sum(axis=-1),
            "alpha": over.value,
            "design_effect": effect,
            "units_per_transcript": size,
            "icc": icc,
        },
        index=pd.Index(ratings.codes, name="code"),
    )
