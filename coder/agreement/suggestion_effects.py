"""Ratings under drawn circumstances -> what suggestions did: how much more a code is given where it was suggested, and to whom.

Since chance decided where suggestions were withheld, the difference between the arms is what suggestions did, not what the model
picked. Intervals are over transcripts, as segments of one interview are not independent; none is narrower than if they were, and
below five transcripts there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from coder.agreement.arrays import Array, Flags, Rows, quotient
from coder.agreement.contrasts import Contrasting, difference
from coder.agreement.figures import Figure
from coder.agreement.intervals import Estimate, estimate
from coder.agreement.measured import make_figure
from coder.agreement.ratings import Ratings
from coder.agreement.shares import of_difference, of_ratio, wilson
from coder.errors import RatingsError

BLIND, SHOWN, WITHHELD, PLANTED = "blind", "shown", "withheld", "planted"
"""The circumstances of a rating: coded before any suggestion; with them; with none shown by chance; with one wrong by design."""

FEWEST_TRANSCRIPTS = 5
"""Below it no interval is given: of a standard error from three transcripts, two numbers, not even the size is known."""
FEWEST_WITHHELD = 10
"""Suggested codes withheld, below which nothing is concluded: of none in ten given, up to three in ten is still likely."""
FEWER = "fewer than five transcripts: too few for an interval"

CONFIRM, REFUTE, UNSURE = 1, 2, 3
"""Answers to a suggestion; 0 where there was none."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """Ratings of N units by M coders with K codes, and all that was around them, as plain arrays.

    Attributes
    ----------
    ratings : with conditions (N, M) of the four words above, "" where a coder did not finish a unit
    suggested : (N, K) what the model suggested, whether shown or not
    answers : (N, M, K) answers to what was shown: 0, CONFIRM, REFUTE, UNSURE
    reference : (N, M, K) 1 or 0 as the team settled, or else as those said who judged the unit without a suggestion, the coder
        aside; -1 where nobody did
    extra : (N, M) how many codes a coder gave that the model did not suggest
    planted : (N, M) 1 where a planted suggestion was confirmed, 0 where it was not, -1 where none was planted
    """

    ratings: Ratings
    suggested: Flags
    answers: Rows
    reference: Rows
    extra: Rows
    planted: Rows

    def __post_init__(self) -> None:
        n, m, k = self.ratings.cube.shape
        shapes = (self.suggested.shape, self.answers.shape, self.reference.shape, self.extra.shape, self.planted.shape)
        if shapes != ((n, k), (n, m, k), (n, m, k), (n, m), (n, m)) or self.ratings.conditions is None:
            raise RatingsError(f"what was suggested does not fit ratings of {n} units, {m} coders and {k} codes with conditions")

    def under(self, condition: str) -> Flags:
        """(N, M): where a rating was given under a condition."""
        assert self.ratings.conditions is not None  # noqa: S101  # checked above
        return np.asarray(self.ratings.conditions == condition)


@dataclass(frozen=True, slots=True)
class Answered:
    """How often a coder confirmed, refuted or was unsure of one code where it was shown."""

    coder: str
    code: str
    confirm: int
    refute: int
    unsure: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What suggestions did.

    `arms` counts ratings by coder and condition. `figures` are, for all, for each code and for each coder: given_shown,
    given_withheld, given_difference, adoption, wrong_confirmed, right_refuted; for all and each coder: added_shown, added_withheld,
    added_difference, planted_confirmed; for all and each code: alpha_assisted, alpha_blind, alpha_difference.
    """

    arms: tuple[tuple[str, dict[str, int]], ...]
    figures: tuple[Figure, ...]
    answered: tuple[Answered, ...]

    @property
    def compared(self) -> int:
        """The codes that have an alpha both blind and assisted."""
        return sum(
            figure.name == "alpha_difference" and figure.code != "" and figure.value is not None for figure in self.figures
        )

    def get(self, name: str, code: str = "", coder: str = "") -> Figure | None:
        """One figure; None where there are no data for it."""
        wanted = name, code, (coder,) if coder else ()
        return next((one for one in self.figures if (one.name, one.code, one.coders) == wanted), None)


def effects(given: Circumstances, options: Contrasting | None = None) -> Effects:
    """Measure what suggestions did.

    Parameters
    ----------
    given : ratings and their circumstances
    options : of the comparison of blind with assisted agreement; all other intervals are a jackknife over transcripts at its level

    Returns
    -------
    given_shown, given_withheld : the share of suggested codes that coders gave, where the suggestion was shown and where it was not
    given_difference : the first less the second: above 0 where suggestions bring codes about
    adoption : the difference as a share of what was not given unaided: 0 where suggestions do nothing, 1 where all are adopted
    wrong_confirmed, right_refuted : the share of shown suggestions confirmed though the reference has a no, refuted though a yes
    added_* : codes beyond the model's per unit, where its suggestions were shown and where not
    planted_confirmed : share of planted wrong suggestions confirmed, with Wilson's interval
    alpha_* : agreement where both saw suggestions, before any, and the first less the second; means over the codes that have both
    """
    options = options or Contrasting()
    groups = _groups(given)
    figures = [*_rates(given, groups, options.level), *_added(given, options.level), *_planted(given, options.level)]
    return Effects(_arms(given), (*figures, *_alphas(given, options)), _answered(given))


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that add over transcripts: `flat` (T, G, F) for G groups and F counts."""

    flat: Array

    def total(self) -> Counts:
        """Sum over transcripts."""
        return Counts(self.flat.sum(axis=0))

    def without_each(self) -> Counts:
        """Leave out each transcript in turn."""
        return Counts(self.flat.sum(axis=0) - self.flat)

    def weighted(self, weights: Array) -> Counts:
        """Weigh transcripts: (B, T) gives B replicates."""
        return Counts(np.tensordot(weights, self.flat, axes=1))

    def __getitem__(self, count: int) -> Array:
        return np.asarray(self.flat[..., count])


Group = tuple[str, tuple[str, ...], Flags]
"""A code ("" for all), the coders (none for all), and (M, K) which ratings belong to it."""


def _groups(given: Circumstances) -> list[Group]:
    _, m, k = given.ratings.cube.shape
    everything = np.ones((m, k), dtype=bool)
    codes = [(code, (), everything & (np.arange(k) == place)) for place, code in enumerate(given.ratings.codes)]
    coders = [("", (name,), everything & (np.arange(m) == place)[:, None]) for place, name in enumerate(given.ratings.coders)]
    return [("", (), everything), *codes, *coders]


def _counted(given: Circumstances, flags: Flags | Array, groups: Sequence[Group]) -> Array:
    """(T, G): how many of the flags (N, M, K) each transcript has in each group."""
    ratings = given.ratings
    cells = np.zeros((len(ratings.transcripts), *flags.shape[1:]))
    np.add.at(cells, ratings.clusters, flags)
    return np.stack([(cells * keep).sum(axis=(1, 2)) for _, _, keep in groups], axis=1)


RATES = ("given_shown", "given_withheld", "given_difference", "adoption", "wrong_confirmed", "right_refuted")
_RATE_BOUNDS = ((0.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (-1.0, 1.0), (0.0, 1.0), (0.0, 1.0))


def _rates(given: Circumstances, groups: Sequence[Group], level: float) -> list[Figure]:
    suggested = given.suggested[:, None, :]
    shown = given.under(SHOWN)[:, :, None] & suggested
    withheld = given.under(WITHHELD)[:, :, None] & suggested
    yes = given.ratings.cube == 1
    wrong, right = (shown & (given.answers > 0) & (given.reference == value) for value in (0, 1))
    counts = Counts(
        np.stack(
            [
                _counted(given, flags, groups)
                for flags in (
                    shown,
                    shown & yes,
                    withheld,
                    withheld & yes,
                    wrong,
                    wrong & (given.answers == CONFIRM),
                    right,
                    right & (given.answers == REFUTE),
                )
            ],
            axis=-1,
        )
    )

    def rates(of: Counts) -> Array:
        aided, unaided = quotient(of[1], of[0]), quotient(of[3], of[2])
        more = aided - unaided
        return np.stack(
            [aided, unaided, more, quotient(more, 1 - unaided), quotient(of[5], of[4]), quotient(of[7], of[6])], axis=-1
        )

    seen = [counts[0], counts[2], counts[0] + counts[2], counts[0] + counts[2], counts[4], counts[6]]
    found = _not_narrower(_estimate(counts, rates, seen, _RATE_BOUNDS, level), counts.total().flat, level)
    why = "no suggestion was both shown and withheld here", "no suggestion could be held against a judgement made without it"
    reasons = [why[0]] * 4 + [why[1]] * 2
    return _figures(given, RATES, found, groups, seen, reasons)


def _not_narrower(found: Estimate, totals: Array, level: float) -> Estimate:
    """Widen intervals (G, 6) of the rates to those of independent counts (G, 8), where these are wider."""
    shares = [quotient(totals[:, n + 1], totals[:, n]) for n in (0, 2, 4, 6)]
    ends = [wilson(totals[:, n + 1], totals[:, n], level) for n in (0, 2, 4, 6)]
    more = of_difference(shares[0], ends[0], shares[1], ends[1])
    left = [(1 - share, (1 - high, 1 - low)) for share, (low, high) in zip(shares[:2], ends[:2], strict=True)]
    lost = of_ratio(*left[0], *left[1])
    each = [*ends[:2], more, (1 - lost[1], 1 - lost[0]), *ends[2:]]
    low, high = (np.stack([pair[side] for pair in each], axis=-1) for side in (0, 1))
    least, most = (np.array(side) for side in zip(*_RATE_BOUNDS, strict=True))
    return replace(
        found,
        low=np.where(np.isnan(found.low), np.nan, np.maximum(np.fmin(found.low, low), least)),
        high=np.where(np.isnan(found.high), np.nan, np.minimum(np.fmax(found.high, high), most)),
    )


def _added(given: Circumstances, level: float) -> list[Figure]:
    """Codes beyond the model's, in units of which it suggested something."""
    groups = [group for group in _groups(given) if not group[0]]
    any_code = np.asarray(given.suggested.any(axis=1))[:, None]
    cells = []
    for condition in (SHOWN, WITHHELD):
        here = given.under(condition) & any_code
        cells += [here.astype(np.float64), np.where(here, given.extra, 0).astype(np.float64)]
    first = [(code, coders, keep[:, :1]) for code, coders, keep in groups]
    counts = Counts(np.stack([_counted(given, cell[:, :, None], first) for cell in cells], axis=-1))

    def rates(of: Counts) -> Array:
        aided, unaided = quotient(of[1], of[0]), quotient(of[3], of[2])
        return np.stack([aided, unaided, aided - unaided], axis=-1)

    most = float(max(given.extra.max(initial=0), 1))
    seen = [counts[0], counts[2], counts[0] + counts[2]]
    found = _estimate(counts, rates, seen, ((0.0, most), (0.0, most), (-most, most)), level)
    names = ("added_shown", "added_withheld", "added_difference")
    return _figures(given, names, found, groups, seen, ["no passage with suggestions was finished in both arms"] * 3)


def _estimate(
    counts: Counts,
    function: Callable[[Counts], Array],
    seen: Sequence[Array],
    bounds: Sequence[tuple[float, float]],
    level: float,
) -> Estimate:
    """Estimate (G, V) values of which the first two are those of the two arms; no interval where either has too few transcripts."""
    ends = np.array(bounds)
    informative = np.stack([each > 0 for each in seen], axis=-1)
    found = estimate((counts,), function, informative, level=level, bounds=(ends[:, 0], ends[:, 1]))
    clusters = found.clusters.copy()
    clusters[:, 2:4] = np.minimum(clusters[:, 2:4], clusters[:, :2].min(axis=1, keepdims=True))
    enough = clusters >= FEWEST_TRANSCRIPTS
    low, high = (np.where(enough, side, np.nan) for side in (found.low, found.high))
    return replace(found, clusters=clusters, low=low, high=high)


def _figures(
    given: Circumstances,
    names: Sequence[str],
    found: Estimate,
    groups: Sequence[Group],
    seen: Sequence[Array],
    reasons: Sequence[str],
) -> list[Figure]:
    return [
        _or_fewer(
            make_figure(
                name,
                found,
                (g, v),
                partial(str, reasons[v]),
                int(seen[v][:, g].sum()),
                given.ratings.clustered,
                code,
                coders,
            )
        )
        for g, (code, coders, _) in enumerate(groups)
        for v, name in enumerate(names)
    ]


def _or_fewer(figure: Figure) -> Figure:
    """A figure that rests on too few transcripts has no interval, and says so."""
    if figure.value is None or figure.n_clusters >= FEWEST_TRANSCRIPTS:
        return figure
    return replace(figure, low=None, high=None, reason=FEWER, warning="")


def _planted(given: Circumstances, level: float) -> list[Figure]:
    found = []
    everybody = [((), np.ones(len(given.ratings.coders), dtype=bool))]
    each = [((name,), np.arange(len(given.ratings.coders)) == place) for place, name in enumerate(given.ratings.coders)]
    for coders, keep in (*everybody, *each):
        answers = given.planted[:, keep]
        n, k = int((answers >= 0).sum()), int((answers == 1).sum())
        if n:
            low, high = (float(end) for end in wilson(k, n, level))
            clusters = len(np.unique(given.ratings.clusters[(answers >= 0).any(axis=1)]))
            found.append(Figure("planted_confirmed", k / n, low, high, n, clusters, coders=coders, method="wilson"))
    return found


def _alphas(given: Circumstances, options: Contrasting) -> tuple[Figure, ...]:
    blind, shown = given.under(BLIND), given.under(SHOWN)
    if not blind.any() or not shown.any():
        return ()
    sides = given.ratings.masked(shown), given.ratings.masked(blind)
    return tuple(_or_fewer(figure) for figure in difference(*sides, ("assisted", "blind"), options))


def _arms(given: Circumstances) -> tuple[tuple[str, dict[str, int]], ...]:
    conditions = {name: given.under(name).sum(axis=0) for name in (BLIND, SHOWN, WITHHELD, PLANTED)}
    return tuple(
        (coder, {name: int(counts[place]) for name, counts in conditions.items()})
        for place, coder in enumerate(given.ratings.coders)
    )


def _answered(given: Circumstances) -> tuple[Answered, ...]:
    found = []
    for m, coder in enumerate(given.ratings.coders):
        for k, code in enumerate(given.ratings.codes):
            counts = [int((given.answers[:, m, k] == kind).sum()) for kind in (CONFIRM, REFUTE, UNSURE)]
            if any(counts):
                found.append(Answered(coder, code, *counts))
    return tuple(found)
