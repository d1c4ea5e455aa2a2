"""scores, choices, labels -> every figure of a test, code by code and in the mean, with intervals, baselines and calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coder.classifier import intervals, metrics
from coder.classifier.intervals import Estimate, Trial
from coder.records import Code

COUNTED = {
    "precision": intervals.precision,
    "recall": intervals.recall,
    "f1": intervals.f1,
    "kappa": intervals.kappa,
    "always_yes_f1": intervals.always_yes,
    "frequency_f1": intervals.frequency,
}
"""The figures that are made of counts. `frequency_f1` is the average precision of a random order too."""


@dataclass(frozen=True, slots=True)
class CodeTest:
    """The figures of one code; `positives`, `looked_at` and `suggested` are numbers of passages."""

    code: str
    positives: int
    looked_at: int
    suggested: int
    figures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` up to `high`: how many, their mean, and the share of them that were true."""

    low: float
    high: float
    n: int
    mean_score: float
    true: Estimate


@dataclass(frozen=True, slots=True)
class Tested:
    """All figures of a test; `means` are over all codes, over those at the top of a family, and over those below another."""

    passages: int
    groups: int
    codes: tuple[CodeTest, ...]
    means: Mapping[str, Mapping[str, Estimate]]
    brier: float | None
    calibration_error: float | None
    bins: tuple[Bin, ...]


def measured(trial: Trial, codes: Sequence[Code]) -> Tested:
    """Compute everything."""
    precisions = intervals.average_precisions(trial)
    by_name = {name: intervals.of_codes(trial, figure) for name, figure in COUNTED.items()}
    by_name["average_precision"] = intervals.of_average_precision(trial, precisions)
    looked = trial.seen.any(axis=1)
    return Tested(
        passages=int(looked.sum()),
        groups=len(np.unique(trial.members[looked])),
        codes=tuple(
            _of_code(trial, place, code.id, {name: found[place] for name, found in by_name.items()})
            for place, code in enumerate(codes)
        ),
        means=_means(trial, codes, precisions),
        brier=metrics.brier(trial.truth[trial.seen], trial.scores[trial.seen], _weights(trial)),
        calibration_error=metrics.calibration_error(trial.truth[trial.seen], trial.scores[trial.seen], _weights(trial)),
        bins=_bins(trial),
    )


def _of_code(trial: Trial, place: int, code: str, figures: dict[str, Estimate]) -> CodeTest:
    rows = trial.seen[:, place]
    truth, scores, weights = trial.truth[rows, place], trial.scores[rows, place], trial.weights[rows]
    reason = "" if rows.any() else "nobody looked for it here"
    figures["brier"] = Estimate(metrics.brier(truth, scores, weights), reason=reason)
    figures["calibration_error"] = Estimate(metrics.calibration_error(truth, scores, weights), reason=reason)
    chosen = int(trial.chosen[rows, place].sum())
    return CodeTest(code, int(truth.sum()), len(truth), chosen, {n: _said(n, one, truth, chosen) for n, one in figures.items()})


def _said(name: str, one: Estimate, truth: intervals.Flags, suggested: int) -> Estimate:
    """Say in plain words why a figure is not there."""
    if one.value is not None:
        return one
    if not len(truth):
        return Estimate(None, reason="nobody looked for it here")
    if name == "precision" and not suggested:
        return Estimate(None, reason="it was never suggested")
    if name == "kappa":
        return Estimate(None, reason="model and people say the same of every passage")
    return Estimate(None, reason="nobody gave it here" if not truth.any() else one.reason)


def _means(
    trial: Trial, codes: Sequence[Code], precisions: tuple[intervals.Floats, intervals.Floats]
) -> dict[str, dict[str, Estimate]]:
    ids = {code.id for code in codes}
    below = np.array([code.parent in ids for code in codes], dtype=np.bool_)
    used = (trial.truth & trial.seen).any(axis=0)
    found = {}
    for name, which in (("all", used), ("themes", used & ~below), ("categories", used & below)):
        places = np.flatnonzero(which)
        found[name] = {figure: intervals.of_mean(trial, counted, places) for figure, counted in COUNTED.items()}
        found[name]["average_precision"] = intervals.of_mean_precision(trial, precisions, places)
    return found


def _bins(trial: Trial) -> tuple[Bin, ...]:
    """Group all decisions by score, all codes together; bins without any are left out."""
    places = metrics.in_bins(np.nan_to_num(trial.scores))
    found = []
    for number in range(metrics.BINS):
        inside = trial.seen & (places == number)
        if inside.any():
            weights = np.broadcast_to(trial.weights[:, None], inside.shape)[inside]
            found.append(
                Bin(
                    low=number / metrics.BINS,
                    high=(number + 1) / metrics.BINS,
                    n=int(inside.sum()),
                    mean_score=float(np.average(trial.scores[inside], weights=weights)),
                    true=intervals.of_share(trial, trial.truth, inside),
                )
            )
    return tuple(found)


def _weights(trial: Trial) -> intervals.Floats:
    return np.broadcast_to(trial.weights[:, None], trial.seen.shape)[trial.seen]
