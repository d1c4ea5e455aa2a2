"""Ratings under two circumstances -> paired differences in agreement, with intervals over the transcripts that both share.

Both sides are computed from the same transcripts in every replicate, so what makes a transcript hard is taken out of the
difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from coder.agreement import engine
from coder.agreement.arrays import Array, Index
from coder.agreement.catalogue import COEFFICIENTS, Coefficient
from coder.agreement.columns import shown
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.intervals import Estimate, Method, estimate
from coder.agreement.measured import make_figure
from coder.agreement.ratings import Ratings, dealt
from coder.agreement.whole import mean
from coder.errors import RatingsError


@dataclass(frozen=True, slots=True)
class Contrasting:
    """How contrasts are made: the coefficient compared, and how intervals are made (a bootstrap over transcripts by default)."""

    coefficient: str = "alpha"
    method: Method = "bootstrap"
    level: float = 0.95
    seed: int = 0
    replicates: int = 1000

    @property
    def entry(self) -> Coefficient:
        """The coefficient's entry in the table.

        Raises
        ------
        RatingsError
            No such coefficient, or one of two coders only.
        """
        entry = COEFFICIENTS.get(self.coefficient)
        if entry is None or entry.pairs:
            names = [name for name, other in COEFFICIENTS.items() if not other.pairs]
            raise RatingsError(f"no coefficient `{self.coefficient}` to compare: there are {shown(names, 20)}")
        return entry


DEFAULT = Contrasting()
UNDEFINED = "undefined on one side: no unit with two ratings, or no variation"


@dataclass(frozen=True, slots=True)
class Sides:
    """Several values of each code, and of the mean over codes, estimated at once.

    `names` (S,); `found` of (S, K + 1), the mean last; `n_units` (K,) that count on any side.
    """

    names: tuple[str, ...]
    found: Estimate
    n_units: Index

    def figures(self, ratings: Ratings, coders: tuple[str, ...] = ()) -> Iterator[Figure]:
        """Yield the figures of each name, the mean over codes (`code` "") first."""
        why = partial(str, UNDEFINED)
        for side, name in enumerate(self.names):
            for k, code in [(len(ratings.codes), ""), *enumerate(ratings.codes)]:
                units = int(self.n_units.max(initial=0) if k == len(ratings.codes) else self.n_units[k])
                yield make_figure(name, self.found, (side, k), why, units, ratings.clustered, code, coders)


def sides(
    values: Mapping[str, bool],
    function: Callable[..., Array],
    sources: Sequence[Statistics],
    options: Contrasting,
    *,
    shared: bool = False,
) -> Sides:
    """Estimate several values of each code from sources over the same transcripts.

    Parameters
    ----------
    values : names of the S values, and whether each is a difference
    function : of the sources; returns (..., S, K)
    sources : statistics with the parts that the function uses, agreement and share
    shared : whether every mean is over the codes that have all the values, so that the mean of differences is that of the means
    """

    def with_mean(*parts: Statistics) -> Array:
        each = function(*parts)
        counted = np.where(np.isnan(each).any(axis=-2, keepdims=True), np.nan, each) if shared else each
        return np.concatenate([each, mean(counted)[..., None]], axis=-1)

    counts = [_counts(source, options.entry) for source in sources]
    seen = np.logical_or.reduce([each > 0 for each in counts])
    seen = np.concatenate([seen, seen.any(axis=1, keepdims=True)], axis=1)
    ends = np.array([(-2.0, 2.0) if differs else options.entry.bounds for differs in values.values()])
    found = estimate(
        sources,
        with_mean,
        np.repeat(seen[:, None, :], len(values), axis=1),
        method="jackknife" if options.method == "units" else options.method,
        level=options.level,
        bounds=(ends[:, :1], ends[:, 1:]),
        seed=options.seed,
        replicates=options.replicates,
    )
    units = sum(each.sum(axis=0) for each in counts)
    return Sides(tuple(values), found, np.asarray(np.rint(units), dtype=np.intp))


def _counts(statistics: Statistics, entry: Coefficient) -> Array:
    """(T, K) units that count."""
    return np.asarray(statistics.share.sum(axis=-1) if entry.singles else statistics.agreement.sum(axis=(-2, -1)))


def tabulated(ratings: Ratings, options: Contrasting, pairs: bool = False) -> Statistics:
    """Return the statistics that a contrast uses."""
    wanted = {"agreement", "share", *options.entry.parts, *(("marginals", "joint") if pairs else ())}
    return engine.tabulate(ratings, tuple(part for part in engine.PARTS if part in wanted))


def difference(
    first: Ratings, second: Ratings, names: tuple[str, str] = ("first", "second"), options: Contrasting = DEFAULT
) -> tuple[Figure, ...]:
    """Compare agreement in two sets of ratings.

    Parameters
    ----------
    first, second : ratings with the same codes; transcripts are matched by name
    names : what to call the two
    options : the coefficient and the interval

    Returns
    -------
    Figures alpha_<first>, alpha_<second> and alpha_difference (first less second; alpha or another coefficient) per code, and of
    their mean over the codes that are defined on both sides (`code` ""). Without transcripts intervals are over units.

    Raises
    ------
    RatingsError
        The codes differ, or the coefficient is unknown.
    """
    if first.codes != second.codes:
        raise RatingsError("the two sets of ratings must have the same codes in the same order")
    entry = options.entry

    def function(a: Statistics, b: Statistics) -> Array:
        one, two = a.coefficient(entry), b.coefficient(entry)
        return np.stack([one, two, one - two], axis=-2)

    values = {f"{entry.name}_{names[0]}": False, f"{entry.name}_{names[1]}": False, f"{entry.name}_difference": True}
    sources = [tabulated(ratings, options) for ratings in aligned(first, second)]
    return tuple(sides(values, function, sources, options, shared=True).figures(first))


def aligned(*many: Ratings) -> tuple[Ratings, ...]:
    """Give several sets of ratings one common list of transcripts; without named transcripts, of units."""
    clustered = all(ratings.clustered for ratings in many)
    many = tuple(ratings if clustered else _units_as_transcripts(ratings) for ratings in many)
    common = tuple(dict.fromkeys(name for ratings in many for name in ratings.transcripts))
    place = {name: i for i, name in enumerate(common)}
    groups, group = dealt(common) if not clustered else (common, np.arange(len(common), dtype=np.intp))
    found = []
    for ratings in many:
        moved = np.array([place[name] for name in ratings.transcripts], dtype=np.intp)
        found.append(replace(ratings, transcripts=groups, clusters=group[moved[ratings.clusters]]))
    return tuple(found)


def _units_as_transcripts(ratings: Ratings) -> Ratings:
    return replace(ratings, transcripts=ratings.units, clusters=np.arange(len(ratings.units), dtype=np.intp))


def blind_minus_assisted(ratings: Ratings, options: Contrasting = DEFAULT) -> tuple[Figure, ...]:
    """Compare ratings given blind with ratings given with the machine's suggestions in sight: blind less assisted.

    Raises
    ------
    RatingsError
        The table has no conditions, or not these two.
    """
    return difference(ratings.under("blind"), ratings.under("assisted"), ("blind", "assisted"), options)


def before_minus_after(before: Ratings, after: Ratings, options: Contrasting = DEFAULT) -> tuple[Figure, ...]:
    """Compare ratings before negotiation with those after it: before less after."""
    return difference(before, after, ("before", "after"), options)


def leave_one_coder_out(ratings: Ratings, options: Contrasting = DEFAULT) -> tuple[Figure, ...]:
    """Say how agreement changes when each coder is left out.

    Returns
    -------
    Figures alpha_without and alpha_change (without less with; or another coefficient), `coders` being the one left out, per code
    and of the mean over codes.

    Raises
    ------
    RatingsError
        Fewer than three coders.
    """
    if len(ratings.coders) < 3:
        raise RatingsError("leaving a coder out needs three coders or more")
    entry = options.entry

    def function(rest: Statistics, full: Statistics) -> Array:
        without = rest.coefficient(entry)
        return np.stack([without, without - full.coefficient(entry)], axis=-2)

    (whole,) = aligned(ratings)
    full = tabulated(whole, options)
    found: list[Figure] = []
    for coder in ratings.coders:
        rest = tabulated(whole.select(coders=[other for other in ratings.coders if other != coder]), options)
        values = {f"{entry.name}_without": False, f"{entry.name}_change": True}
        found += sides(values, function, (rest, full), options, shared=True).figures(ratings, (coder,))
    return tuple(found)
