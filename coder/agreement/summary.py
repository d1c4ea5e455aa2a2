"""Ratings -> Summary: every figure of every code, pair of coders and coder, and of the whole, with intervals and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations

import numpy as np
import pandas as pd

from coder.agreement import reasons
from coder.agreement.arrays import Array, quotient
from coder.agreement.catalogue import COEFFICIENTS, Coefficient
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure, frame, wide
from coder.agreement.intervals import Estimate, Method
from coder.agreement.measured import Measured, Options
from coder.agreement.measures import Measure
from coder.agreement.ratings import Ratings
from coder.agreement.whole import whole

THRESHOLDS = (0.667, 0.800)
"""Krippendorff (2004): below the first a variable is discarded, from the second on it is relied upon."""
PARADOX = 0.2
"""PABAK less kappa beyond which the prevalence paradox is flagged."""
BY_CODE = ("percent", "positive", "negative", "conger", "fleiss", "alpha", "ac1", "pabak", "prevalence_index", "rate")
BY_PAIR = ("percent", "positive", "negative", "cohen", "scott", "alpha", "ac1", "pabak", "prevalence_index", "bias_index")
TWO_CODERS = ("cohen", "scott", "bias_index")


@dataclass(frozen=True)
class Summary:
    """The figures of one set of ratings. `flagged`: codes in which prevalence makes kappa and PABAK part by more than .2."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    n_units: int
    n_transcripts: int
    figures: tuple[Figure, ...]
    flagged: tuple[str, ...]
    notes: tuple[str, ...]
    options: Options

    def get(self, name: str, code: str = "", coders: Sequence[str] = ()) -> Figure:
        """Return one figure.

        Raises
        ------
        KeyError
            There is no such figure.
        """
        return self._places[name, code, tuple(coders)]

    @cached_property
    def _places(self) -> dict[tuple[str, str, tuple[str, ...]], Figure]:
        return {(figure.name, figure.code, figure.coders): figure for figure in self.figures}

    def frame(self) -> pd.DataFrame:
        """Return all figures, one row each."""
        return frame(self.figures)

    def by_code(self) -> pd.DataFrame:
        """Return one row a code: the value of each coefficient, alpha's interval, and the paradox flag."""
        about = [f for f in self.figures if f.code and not f.coders]
        table = wide(about, "code").reindex(list(self.codes))
        alphas = {f.code: f for f in about if f.name == "alpha"}
        table.insert(0, "n_units", [alphas[code].n_units for code in self.codes])
        table["alpha_low"] = [alphas[code].low for code in self.codes]
        table["alpha_high"] = [alphas[code].high for code in self.codes]
        table["paradox"] = [code in self.flagged for code in self.codes]
        return table

    def by_pair(self, code: str = "") -> pd.DataFrame:
        """Return one row a pair of coders: the coefficients of one code, or of the whole where no code is named."""
        return wide([f for f in self.figures if f.code == code and len(f.coders) == 2], "coders")

    def rates(self) -> pd.DataFrame:
        """Return how often each coder applied each code: one row a code, one column a coder."""
        found = [f for f in self.figures if f.name == "rate" and len(f.coders) == 1]
        table = pd.DataFrame([(f.code, f.coders[0], f.value) for f in found], columns=["code", "coder", "rate"])
        return table.pivot_table(index="code", columns="coder", values="rate", sort=False)

    def undefined(self) -> tuple[Figure, ...]:
        """Return the figures without a value, each with its reason."""
        return tuple(figure for figure in self.figures if figure.value is None)


def summary(
    ratings: Ratings,
    *,
    distances: Sequence[str] = ("masi",),
    parents: Mapping[str, str] | None = None,
    method: Method = "jackknife",
    level: float = 0.95,
    seed: int = 0,
    replicates: int = 1000,
) -> Summary:
    """Measure the agreement of several coders on code sets.

    Parameters
    ----------
    ratings : the code sets
    distances : between whole code sets: "masi", "jaccard", "dice", "hierarchy" (needs `parents`), and "multi-valued", which is
        Krippendorff and Craggs' alpha
    parents : parent of each code
    method : of the intervals: "jackknife" (t, over transcripts), "bootstrap" (over transcripts) or "units"; without transcripts,
        units
    level, seed, replicates : of the intervals

    Returns
    -------
    Summary
        Figures per code (`code` set): percent, positive, negative, conger, fleiss, alpha, ac1, pabak, prevalence_index, rate,
        alpha_by_units, p_below_667, p_below_800, and with two coders cohen, scott and bias_index. Per pair of coders and code
        (`coders` of two): the same with cohen, scott and bias_index. Per coder and code (`coders` of one): rate. Of the whole,
        and of each pair of more than two coders: alpha_masi (and other distances), macro_mean, macro_median and macro_min.

    Raises
    ------
    RatingsError
        An unknown distance or method, or a level outside 0 to 1.

    Examples
    --------
    >>> table = pd.DataFrame({"unit": [1, 2, 3, 4], "Ann": ["trust", "-", "cost;trust", "-"], "Ben": ["trust", "-", "cost", "-"]})
    >>> found = summary(Ratings.from_wide(table))
    >>> round(found.get("alpha", code="trust").value, 3), found.get("alpha", code="cost").value
    (0.533, 1.0)
    """
    measured = Measured(ratings, Options(method, level, seed, replicates))
    whole_sets = partial(whole, distances=tuple(distances), parents=parents)
    figures = [
        *whole_sets(measured),
        *by_code(measured),
        *by_pair(measured),
        *_pairs_as_a_whole(measured, ratings, whole_sets),
        *_by_coder(measured),
    ]
    return collected(measured, figures)


def collected(measured: Measured, figures: list[Figure]) -> Summary:
    """Put figures together with what they are about."""
    ratings = measured.ratings
    return Summary(
        ratings.coders,
        ratings.codes,
        len(ratings.units),
        len(ratings.transcripts) if ratings.clustered else 0,
        tuple(figures),
        paradoxes(figures),
        ratings.notes,
        measured.options,
    )


def paradoxes(figures: Sequence[Figure]) -> tuple[str, ...]:
    """Return the codes whose PABAK exceeds kappa (Cohen's for two coders, else Conger's) by more than .2."""
    of_code = {(f.name, f.code): f.value for f in figures if f.code and not f.coders}
    found = []
    for code in dict.fromkeys(code for _, code in of_code):
        kappa, pabak = of_code.get(("cohen", code), of_code.get(("conger", code))), of_code.get(("pabak", code))
        if kappa is not None and pabak is not None and pabak - kappa > PARADOX:
            found.append(code)
    return tuple(found)


def by_code(measured: Measured) -> Iterator[Figure]:
    """Yield the figures of each code; of a table of values those that are not for binary codes."""
    names = BY_CODE if len(measured.ratings.coders) != 2 else BY_CODE + TWO_CODERS
    for entry in (COEFFICIENTS[name] for name in names if measured.binary or not COEFFICIENTS[name].binary):
        found = measured.coefficient(entry)
        yield from _of_codes(measured, entry.name, entry, found)
        if entry.name == "alpha":
            yield from _of_codes(measured, "alpha_by_units", entry, measured.coefficient(entry, "units"))
            for threshold in THRESHOLDS:
                base = _of_codes(measured, "alpha", entry, found)
                yield from (chance(figure, threshold, found, k) for k, figure in enumerate(base))


def chance(figure: Figure, threshold: float, found: Estimate, *at: int) -> Figure:
    """Make the figure of the probability that a value is below a threshold."""
    below = reasons.plain(found.below(threshold)[at])
    return replace(figure, name=f"p_below_{round(threshold * 1000):03d}", value=below, low=None, high=None)


def _of_codes(measured: Measured, name: str, entry: Coefficient, found: Estimate) -> Iterator[Figure]:
    units, total = measured.units(entry.singles), measured.total
    for k, code in enumerate(measured.ratings.codes):
        why = partial(reasons.why_undefined, total.at(k), entry, measured.ratings.coders, measured.binary)
        yield measured.figure(name, found, (k, 0) if entry.pairs else (k,), why, units[k], code)


def by_pair(measured: Measured) -> Iterator[Figure]:
    """Yield the figures of each pair of coders and code."""
    ratings, total = measured.ratings, measured.total.by_pair()
    units = np.rint(total.agreement.sum(axis=(-2, -1))).astype(np.intp)
    shared = np.asarray(measured.statistics.joint.sum(axis=(-2, -1)) > 0)
    for entry in (COEFFICIENTS[name] for name in BY_PAIR if measured.binary or not COEFFICIENTS[name].binary):
        of_pairs = partial(_of_pairs, entry, measured.measure)
        found = measured.estimate(of_pairs, shared, parts=("marginals", "joint"), singles=False, bounds=entry.bounds)
        for k, code in enumerate(ratings.codes):
            for p, pair in enumerate(combinations(ratings.coders, 2)):
                why = partial(reasons.why_undefined, total.at(k, p), entry, pair, measured.binary)
                yield measured.figure(entry.name, found, (k, p), why, units[k, p], code, pair)


def _of_pairs(entry: Coefficient, measure: Measure, statistics: Statistics) -> Array:
    found = statistics.by_pair().coefficient(entry, measure)
    return found[..., 0] if entry.pairs else found


def _pairs_as_a_whole(measured: Measured, ratings: Ratings, whole_sets: Callable[..., Iterator[Figure]]) -> Iterator[Figure]:
    if len(ratings.coders) < 3:
        return
    for pair in combinations(ratings.coders, 2):
        yield from whole_sets(Measured(ratings.select(coders=pair), measured.options), coders=pair)


def _by_coder(measured: Measured) -> Iterator[Figure]:
    """Yield each coder's rate of each code, over the units that the coder rated."""
    ratings = measured.ratings
    seen = np.asarray(measured.statistics.marginals.sum(axis=-1) > 0)
    found = measured.estimate(_rates, seen, parts=("marginals",), singles=True, bounds=(0.0, 1.0))
    counts = measured.total.marginals.sum(axis=-1)
    for k, code in enumerate(ratings.codes):
        for m, coder in enumerate(ratings.coders):
            why = partial("{} rated no unit for this code".format, coder)
            yield measured.figure("rate", found, (k, m), why, int(counts[k, m]), code, (coder,))


def _rates(statistics: Statistics) -> Array:
    marginals = statistics.marginals
    return quotient(marginals[..., 1], marginals.sum(axis=-1))
