"""A trial of a model -> Test: its figures as the report keeps them, its confusions, and its most wrong passages with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coder.agreement import Figure
from coder.classifier import triage
from coder.classifier.intervals import Estimate, Trial
from coder.classifier.mistakes import confusions, most_wrong
from coder.classifier.testing import Tested, measured
from coder.codebook import Codebook
from coder.records import Code
from coder.report.evaluation_record import Bin, Confusion, Test, Wrong
from coder.steps.training import specific

MOST_WRONG = 20
"""Passages listed of each kind: false suggestions, and misses."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a trial: its segment ("" in a table), where it stands, and its words."""

    segment: str
    where: str
    words: str


def as_test(trial: Trial, codebook: Codebook, against: str, places: Sequence[Place], seed: int) -> Test:
    """Test, and say it in the report's words; `places` are of the trial's n passages."""
    found = measured(trial, codebook.codes)
    return Test(
        against=against,
        passages=found.passages,
        people=found.groups,
        counts={one.code: (one.positives, one.looked_at, one.suggested) for one in found.codes},
        figures=tuple(
            figure(name, one, found.groups, code.looked_at, code.code)
            for code in found.codes
            for name, one in code.figures.items()
        ),
        means={over: _means(found, by_name) for over, by_name in found.means.items()},
        brier=found.brier,
        calibration_error=found.calibration_error,
        bins=tuple(
            Bin(one.low, one.high, one.n, one.mean_score, figure("true", one.true, found.groups, one.n)) for one in found.bins
        ),
        confusions=tuple(Confusion(one.suggested, one.right, one.passages) for one in confusions(trial, codebook.codes)),
        wrong=_wrong(trial, codebook.codes, places),
        saved=figure("reading_saved", saving(trial, codebook, places, seed), found.groups, found.passages),
    )


def figure(name: str, one: Estimate, people: int, passages: int, code: str = "") -> Figure:
    """An estimate as the report keeps it; the people are its clusters."""
    return Figure(name, one.value, one.low, one.high, passages, people, one.reason, code=code, method="jackknife")


def saving(trial: Trial, codebook: Codebook, places: Sequence[Place], seed: int) -> Estimate:
    """The share of words that need not be read to meet 95 % of the coded passages, of those that were looked at for every code."""
    rows = np.flatnonzero(trial.seen.all(axis=1)).tolist()
    expected = triage.expected_codes(trial.scores[rows], specific(codebook))
    words = np.array([len(places[row].words.split()) for row in rows], dtype=np.int64)
    groups = [trial.groups[row] for row in rows]
    coded = np.asarray(trial.truth[rows].any(axis=1))
    return triage.saving(expected, coded, words, groups, trial.weights[rows], seed)


def _means(found: Tested, by_name: Mapping[str, Estimate]) -> tuple[Figure, ...]:
    return tuple(figure(name, one, found.groups, found.passages) for name, one in by_name.items())


def _wrong(trial: Trial, codes: Sequence[Code], places: Sequence[Place]) -> tuple[Wrong, ...]:
    return tuple(
        Wrong(one.kind, one.code, one.score, places[one.row].segment, places[one.row].where, places[one.row].words)
        for one in most_wrong(trial, codes, MOST_WRONG)
    )
