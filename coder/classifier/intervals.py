"""held-out choices and scores by group -> figures with intervals: a jackknife-t over whole groups.

Segments of one person are not independent, so the group is what is left out (Quenouille 1956; Miller 1974); t with groups - 1 degrees
of freedom. Where all groups agree on 0 or 1 it is the binomial bound over groups (the rule of three). Passages may carry design
weights: 1 / the probability with which they were drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import stats

from coder.classifier import metrics

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEAST = 3
"""Groups with something to count, below which there is no interval."""

LEVEL = 0.95
"""Coverage wanted of every interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; None where it has none, and `reason` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Trial:
    """What a model said of passages that it did not learn from, beside what people said.

    Attributes
    ----------
    labels
        (n, k): 1, 0, or nan where nobody tells.
    scores, chosen
        (n, k); what was suggested.
    groups
        n names; "" is a group of its own.
    weights
        (n,) how many passages each one stands for.
    """

    labels: Floats
    scores: Floats
    chosen: Flags
    groups: Sequence[str]
    weights: Floats

    @cached_property
    def seen(self) -> Flags:
        """(n, k): where there is something to compare."""
        return ~np.isnan(self.labels)

    @cached_property
    def truth(self) -> Flags:
        """(n, k): where the code applies."""
        return np.asarray(self.labels == 1)

    @cached_property
    def members(self) -> Ints:
        """(n,) the number of each passage's group."""
        names = [name or f"\0{row}" for row, name in enumerate(self.groups)]
        return np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64)

    @cached_property
    def counts(self) -> Floats:
        """(groups, k, 4): weighted true suggestions, false ones, misses, and the rest."""
        cells = (self.truth & self.chosen, ~self.truth & self.chosen, self.truth & ~self.chosen, ~self.truth & ~self.chosen)
        return self.summed(np.stack([cell & self.seen for cell in cells], axis=2))

    def summed(self, cells: Flags) -> Floats:
        """Weighted sums (groups, k, c) of cells (n, k, c)."""
        found = np.zeros((int(self.members.max(initial=-1)) + 1, *cells.shape[1:]))
        np.add.at(found, self.members, cells * self.weights[:, None, None])
        return found


Figure = Callable[[Floats], Floats]


def of_codes(trial: Trial, figure: Figure) -> list[Estimate]:
    """Estimate a figure of counts for every code."""
    whole, without = _leaving_out(trial.counts, figure)
    told = trial.counts[:, :, :3]
    return [_estimate(whole[code], without[:, code], told[:, code], _least(figure)) for code in range(len(whole))]


def of_mean(trial: Trial, figure: Figure, codes: Ints) -> Estimate:
    """Estimate the mean of a figure of counts over some codes, those left out that have none."""
    whole, without = _leaving_out(trial.counts[:, codes], figure)
    return _mean(whole, without, trial.counts[:, codes, :3].sum(axis=1), _least(figure))


def _least(figure: Figure) -> float:
    return -1.0 if figure is kappa else 0.0


def average_precisions(trial: Trial) -> tuple[Floats, Floats]:
    """Average precision of every code (k,), and leaving out each group (groups, k); nan where there is none."""
    groups, k = int(trial.members.max(initial=-1)) + 1, trial.labels.shape[1]
    whole, without = np.full(k, np.nan), np.full((groups, k), np.nan)
    for code in range(k):
        rows = np.flatnonzero(trial.seen[:, code])
        rows = rows[np.argsort(-trial.scores[rows, code], kind="stable")]
        truth, scores, weights = trial.truth[rows, code], trial.scores[rows, code], trial.weights[rows]
        whole[code] = _known(metrics.average_precision(truth, scores, weights))
        for group in range(groups):
            left = trial.members[rows] != group
            without[group, code] = _known(metrics.average_precision(truth[left], scores[left], weights[left]))
    return whole, without


def of_average_precision(trial: Trial, found: tuple[Floats, Floats]) -> list[Estimate]:
    """Estimate the average precision of every code from what `average_precisions` found."""
    whole, without = found
    positives = trial.summed((trial.truth & trial.seen)[:, :, None])
    return [_estimate(whole[code], without[:, code], positives[:, code]) for code in range(len(whole))]


def of_mean_precision(trial: Trial, found: tuple[Floats, Floats], codes: Ints) -> Estimate:
    """Estimate the mean of average precision over some codes."""
    whole, without = found
    positives = trial.summed((trial.truth & trial.seen)[:, :, None])
    return _mean(whole[codes], without[:, codes], positives[:, codes].sum(axis=1))


def of_share(trial: Trial, of: Flags, among: Flags) -> Estimate:
    """Estimate the share of cells (n, k) `of` among the cells `among`, all codes together."""
    counts = trial.summed(np.stack([of & among, among & ~of], axis=2)).sum(axis=1)
    whole, without = _leaving_out(counts[:, None], precision)
    return _estimate(whole[0], without[:, 0], counts)


def _leaving_out(counts: Floats, figure: Figure) -> tuple[Floats, Floats]:
    total = counts.sum(axis=0)
    return figure(total), figure(total - counts)


def _mean(whole: Floats, without: Floats, told: Floats, least: float = 0.0) -> Estimate:
    used = ~np.isnan(whole)
    if not used.any():
        return Estimate(None, reason="no code has this figure")
    without = without[:, used]
    known = ~np.isnan(without)
    means = np.where(known, without, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return _estimate(float(whole[used].mean()), np.where(known.any(axis=1), means, np.nan), told, least)


def _estimate(whole: float, without: Floats, told: Floats, least: float = 0.0) -> Estimate:
    """Make an interval from the values without each group; groups with nothing to count, (groups, c) in `told`, say nothing."""
    if np.isnan(whole):
        return Estimate(None, reason="nothing to count")
    telling = told.sum(axis=1) > 0
    m = int(telling.sum())
    if m < LEAST:
        return Estimate(float(whole), reason=f"fewer than {LEAST} people tell, so there is no interval")
    without = without[telling]
    if np.isnan(without).any():
        return Estimate(float(whole), reason="it rests on one person, so there is no interval")
    reach = float(stats.t.ppf((1 + LEVEL) / 2, m - 1) * np.sqrt((m - 1) / m * ((without - without.mean()) ** 2).sum()))
    if whole in (0.0, 1.0) and reach < 1e-9:
        if least < 0:
            return Estimate(float(whole), reason="it is the same whoever is left out, so there is no interval")
        reach = 1 - ((1 - LEVEL) / 2) ** (1 / m)
    return Estimate(float(whole), max(float(whole) - reach, least), min(float(whole) + reach, 1.0))


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _ratio(above: Floats, below: Floats) -> Floats:
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 1e-9)
    return found


def precision(cells: Floats) -> Floats:
    """Share of what was suggested that is true."""
    return _ratio(cells[..., 0], cells[..., 0] + cells[..., 1])


def recall(cells: Floats) -> Floats:
    """Share of what is true that was suggested."""
    return _ratio(cells[..., 0], cells[..., 0] + cells[..., 2])


def f1(cells: Floats) -> Floats:
    """Harmonic mean of precision and recall; nan where nothing is true."""
    found = _ratio(2 * cells[..., 0], 2 * cells[..., 0] + cells[..., 1] + cells[..., 2])
    return np.where(cells[..., 0] + cells[..., 2] > 1e-9, found, np.nan)


def kappa(cells: Floats) -> Floats:
    """Cohen's kappa."""
    n = cells.sum(axis=-1)
    truth, chosen = cells[..., 0] + cells[..., 2], cells[..., 0] + cells[..., 1]
    chance = truth * chosen + (n - truth) * (n - chosen)
    return _ratio(n * (cells[..., 0] + cells[..., 3]) - chance, n**2 - chance)


def always_yes(cells: Floats) -> Floats:
    """F1 of suggesting the code everywhere."""
    truth = cells[..., 0] + cells[..., 2]
    return np.where(truth > 1e-9, _ratio(2 * truth, truth + cells.sum(axis=-1)), np.nan)


def frequency(cells: Floats) -> Floats:
    """Share of passages with the code: what suggesting it at random, as often as it is there, has for precision, recall and F1."""
    return _ratio(cells[..., 0] + cells[..., 2], cells.sum(axis=-1))
