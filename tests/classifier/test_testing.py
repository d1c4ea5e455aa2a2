"""Figures with intervals, weights, confusions and most wrong passages: the pure parts of a test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.classifier import intervals, metrics
from coder.classifier.intervals import Trial
from coder.classifier.mistakes import Confusion, confusions, most_wrong
from coder.classifier.testing import measured
from coder.records import Code

Floats = npt.NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
CODES = tuple(
    Code(name, name, "", "f", parent) for name, parent in (("a", ""), ("a/x", "a"), ("a/y", "a"), ("b", ""), ("b/z", "b"))
)


def drawn(seed: int, n: int) -> Trial:
    random = np.random.default_rng(seed)
    scores = random.random((n, 5))
    labels = (random.random((n, 5)) < scores).astype(float)
    labels[random.random((n, 5)) < 0.1] = np.nan
    return Trial(labels, scores, scores > 0.4, [f"P{number}" for number in random.integers(0, 6, n)], np.ones(n))


def of_one(truth: list[bool], chosen: list[bool], groups: list[str]) -> Trial:
    labels = np.array(truth, dtype=float)[:, None]
    return Trial(labels, labels, np.array(chosen)[:, None], groups, np.ones(len(groups)))


@given(seeds, st.integers(1, 60))
def test_figures_are_those_of_the_plain_formulas(seed: int, n: int) -> None:
    """Precision, recall, F1, kappa and average precision of each code, over the passages where it was looked for."""
    trial = drawn(seed, n)
    found = measured(trial, CODES)
    for place, one in enumerate(found.codes):
        rows = trial.seen[:, place]
        truth, chosen, scores = trial.truth[rows, place], trial.chosen[rows, place], trial.scores[rows, place]
        for name in ("precision", "recall", "f1", "kappa"):
            expected = getattr(metrics, name)(truth, chosen)
            assert one.figures[name].value == (None if expected is None else pytest.approx(expected))
            assert one.figures[name].value is not None or one.figures[name].reason
        average = metrics.average_precision(truth, scores)
        assert one.figures["average_precision"].value == (None if average is None else pytest.approx(average))
        prevalence = one.figures["frequency_f1"].value
        assert prevalence == (pytest.approx(truth.mean()) if len(truth) else None)
    assert sum(one.n for one in found.bins) == trial.seen.sum()


@given(seeds, st.integers(2, 30))
def test_a_weight_of_two_is_a_passage_that_is_there_twice(seed: int, n: int) -> None:
    """Every figure and interval; equal weights change nothing at all."""
    trial = drawn(seed, n)
    times = np.random.default_rng(seed).integers(1, 3, n)
    rows = np.repeat(np.arange(n), times)
    weighted = measured(replace(trial, weights=times.astype(float)), CODES)
    copied = measured(
        Trial(trial.labels[rows], trial.scores[rows], trial.chosen[rows], [trial.groups[i] for i in rows], np.ones(len(rows))),
        CODES,
    )
    equal, plain = measured(replace(trial, weights=np.full(n, 7.5)), CODES), measured(trial, CODES)
    for one, other in ((weighted, copied), (equal, plain)):
        for mine, theirs in zip(one.codes, other.codes, strict=True):
            for name, figure in mine.figures.items():
                for end in ("value", "low", "high"):
                    assert getattr(figure, end) == pytest.approx(getattr(theirs.figures[name], end)), (mine.code, name)
        assert one.brier == pytest.approx(other.brier)
        assert one.calibration_error == pytest.approx(other.calibration_error)


@given(seeds, st.integers(1, 60))
def test_an_interval_holds_its_figure_and_stays_where_figures_can_be(seed: int, n: int) -> None:
    """Kappa from -1, everything else from 0, to 1."""
    found = measured(drawn(seed, n), CODES)
    figures = [(name, one) for code in found.codes for name, one in code.figures.items()]
    figures += [(name, one) for of in found.means.values() for name, one in of.items()]
    for name, one in figures:
        if one.low is not None and one.high is not None and one.value is not None:
            assert (-1 if name == "kappa" else 0) <= one.low <= one.value + 1e-9
            assert one.value - 1e-9 <= one.high <= 1 + 1e-9


def test_people_who_differ_make_intervals_wider_and_few_people_have_none() -> None:
    """Alike, they have the narrowest; under three people nothing is promised."""
    truth = [True, True, False, False] * 10
    alike = [True, False, True, False] * 10
    uneven = [*truth[:20], *(not one for one in truth[20:])]
    groups = [str(i // 4) for i in range(40)]
    (narrow,), (wide,) = (intervals.of_codes(of_one(truth, chosen, groups), intervals.f1) for chosen in (alike, uneven))
    assert (narrow.low, narrow.high) == pytest.approx((0.5, 0.5))
    assert wide.low is not None
    assert wide.high is not None
    assert wide.low < 0.5 < wide.high
    (few,) = intervals.of_codes(of_one(truth, alike, [str(i // 20) for i in range(40)]), intervals.f1)
    assert few.value is not None
    assert few.low is None
    assert "fewer than 3" in few.reason


def test_a_perfect_figure_of_few_people_is_not_certain() -> None:
    """Ten people without a fault: the lower end is the binomial bound over people, not 1."""
    (found,) = intervals.of_codes(of_one([True] * 10, [True] * 10, [str(i) for i in range(10)]), intervals.precision)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 10))


def test_confusions_are_counted_within_a_family_and_level() -> None:
    """A category is not taken for a theme; where nothing was missed the false suggestion stands alone."""
    labels = np.array([[1, 0, 1, 0, 0], [0, 0, 0, 1, 1], [0, 0, 0, 0, 0]], dtype=float)
    chosen = np.array([[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 0]], dtype=bool)
    trial = Trial(labels, chosen * 0.8, chosen, ["p", "q", "r"], np.ones(3))
    assert set(confusions(trial, CODES)) == {
        Confusion("a/x", "a/y", 1),
        Confusion("a", "b", 1),
        Confusion("a/x", "b/z", 1),
        Confusion("b", "", 1),
    }


@given(seeds, st.integers(1, 40), st.integers(1, 10))
def test_most_wrong_passages_are_wrong_and_in_order(seed: int, n: int, most: int) -> None:
    """False suggestions from the highest score down, misses from the lowest up, never a passage that was right."""
    trial = drawn(seed, n)
    found = most_wrong(trial, CODES, most)
    column = {code.id: place for place, code in enumerate(CODES)}
    for kind, sign in (("false", -1), ("missed", 1)):
        listed = [one for one in found if one.kind == kind]
        assert len(listed) <= most
        assert [sign * one.score for one in listed] == sorted(sign * one.score for one in listed)
        for one in listed:
            cell = one.row, column[one.code]
            assert trial.seen[cell]
            assert trial.chosen[cell] == (kind == "false") != trial.truth[cell]
