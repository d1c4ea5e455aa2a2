"""What suggestions did: teams that adopt all, none or some of them are told apart, and the intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from coder.agreement import Ratings
from coder.agreement.suggestion_effects import (
    BLIND,
    CONFIRM,
    PLANTED,
    REFUTE,
    SHOWN,
    WITHHELD,
    Circumstances,
    Effects,
    effects,
)

T, PER, K, M = 16, 60, 6, 2
UNAIDED = 0.03
LEVEL_OF_YES = 0.55
"""How often a coder gives a suggested code without having been shown it."""


def team(adopts: float, seed: int) -> Circumstances:
    """A team that says yes to a shown suggestion with this chance, whatever it thinks, and else what each thinks.

    How easy a passage is differs by transcript, so segments of one transcript are alike.
    """
    draw = np.random.default_rng(seed)
    n = T * PER
    home = np.repeat(np.arange(T), PER)
    suggested = draw.random((n, K)) < 0.2
    ease = np.clip(LEVEL_OF_YES + 0.15 * draw.standard_normal(T), 0.05, 0.95)
    own = np.where(suggested[:, None, :], draw.random((n, M, K)) < ease[home][:, None, None], draw.random((n, M, K)) < 0.05)
    condition = np.where(draw.random((n, M)) < 0.2, WITHHELD, SHOWN).astype(object)
    condition[draw.random(n) < 0.15] = BLIND
    planted = np.full((n, M), -1)
    hit = (condition == SHOWN) & (draw.random((n, M)) < 0.04)
    condition[hit] = PLANTED
    planted[hit] = draw.random(int(hit.sum())) < adopts + (1 - adopts) * 0.1
    shown = (condition == SHOWN)[:, :, None] & suggested[:, None, :]
    adopted = shown & (draw.random((n, M, K)) < adopts)
    cube = (own | adopted).astype(np.int8)
    answers = np.where(shown, np.where(cube == 1, CONFIRM, REFUTE), 0)
    unaided = ((condition == WITHHELD) | (condition == BLIND))[:, ::-1, None]
    reference = np.where(unaided, own[:, ::-1].astype(int), -1)
    ratings = Ratings.from_cube(cube, transcript=[f"T{h}" for h in home], conditions=condition)
    extra = (cube == 1).sum(axis=2) - ((cube == 1) & suggested[:, None, :]).sum(axis=2)
    return Circumstances(ratings, suggested, answers, reference, extra, planted)


def value(found: Effects, name: str, **which: str) -> float:
    figure = found.get(name, **which)
    assert figure is not None
    assert figure.value is not None
    return figure.value


def interval(found: Effects, name: str) -> tuple[float, float]:
    figure = found.get(name)
    assert figure is not None
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


@pytest.mark.parametrize("seed", range(5))
def test_three_teams_are_told_apart(seed: int) -> None:
    """Who adopts everything, who adopts half, who adopts nothing: their intervals lie apart, and hold the truth or nearly so."""
    ends = [interval(effects(team(adopts, seed)), "adoption") for adopts in (0.0, 0.5, 1.0)]
    assert ends[0][1] < ends[1][0]
    assert ends[1][1] < ends[2][0]
    assert ends[0][0] < 0.1
    assert ends[2][1] >= 1 - 1e-9
    more = [interval(effects(team(adopts, seed)), "given_difference") for adopts in (0.0, 0.5, 1.0)]
    assert more[0][0] < 0.02
    assert 0 < more[1][0] < more[2][0]


@pytest.mark.parametrize("adopts", [0.0, 0.5, 0.9])
def test_intervals_hold_the_simulated_truth_as_often_as_they_promise(adopts: float) -> None:
    """Of 100 simulated teams about 95 intervals of the difference, and of adoption, hold the truth."""
    held = np.zeros(2)
    for seed in range(100):
        found = effects(team(adopts, 1000 + seed))
        low, high = interval(found, "adoption")
        held[0] += low <= adopts <= high
        low, high = interval(found, "given_difference")
        held[1] += low <= adopts * (1 - LEVEL_OF_YES) <= high
    assert (held >= 88).all(), held


def small(adopts: float, seed: int, transcripts: int = 8) -> Circumstances:
    """A team that gives next to nothing unaided, with few suggestions withheld, as in a round of a few interviews."""
    draw = np.random.default_rng(seed)
    n = transcripts * 10
    home = np.repeat(np.arange(transcripts), 10)
    condition = np.where(draw.random((n, 2)) < 0.1, WITHHELD, SHOWN).astype(object)
    own, taken = draw.random((n, 2, 1)) < UNAIDED, draw.random((n, 2, 1)) < adopts
    cube = (own | (taken & (condition == SHOWN)[:, :, None])).astype(np.int8)
    none = np.full((n, 2), -1)
    return Circumstances(
        Ratings.from_cube(cube, transcript=[f"T{h}" for h in home], conditions=condition),
        np.ones((n, 1), dtype=bool),
        np.zeros(cube.shape, dtype=np.int8),
        np.full(cube.shape, -1),
        np.zeros((n, 2), dtype=int),
        none,
    )


def test_intervals_hold_the_truth_where_next_to_nothing_is_given_unaided() -> None:
    """None of a few withheld ones given looks certain over transcripts and is not: the interval knows how few they were."""
    held, told, narrowest = np.zeros(2), 0, 1.0
    for seed in range(100):
        found = effects(small(0.4, seed))
        one, more = found.get("adoption"), found.get("given_difference")
        assert one is not None
        assert more is not None
        if one.low is None or one.high is None or more.low is None or more.high is None:
            continue
        told += 1
        held += (one.low <= 0.4 <= one.high, more.low <= 0.4 * (1 - UNAIDED) <= more.high)
        if value(found, "given_withheld") == 0:
            narrowest = min(narrowest, more.high - more.low)
    assert told > 80
    assert (held >= 0.93 * told).all(), (held, told)
    assert narrowest > 0.2


def test_below_five_transcripts_there_is_no_interval() -> None:
    """The values stand, with the reason why there is none."""
    found = effects(small(0.4, 1, transcripts=4))
    for name in ("given_shown", "given_difference", "adoption"):
        figure = found.get(name)
        assert figure is not None
        assert figure.value is not None
        assert figure.low is None
        assert figure.reason == "fewer than five transcripts: too few for an interval"


def test_the_mean_of_differences_is_the_difference_of_means() -> None:
    """Both means are over the codes that have both."""
    given = team(0.5, 2)
    assert given.ratings.conditions is not None
    blind = given.ratings.conditions == BLIND
    given.ratings.cube[:, :, 0][blind] = 0
    found = effects(given)
    gap = value(found, "alpha_assisted") - value(found, "alpha_blind")
    assert found.compared == K - 1
    assert value(found, "alpha_difference") == pytest.approx(gap)


def test_planted_suggestions_are_counted_with_wilsons_interval() -> None:
    """A team that adopts everything confirms every planted one; one that adopts nothing about a tenth."""
    found = effects(team(1.0, 3))
    assert value(found, "planted_confirmed") == 1
    assert interval(found, "planted_confirmed")[0] > 0.85
    assert interval(effects(team(0.0, 3)), "planted_confirmed")[1] < 0.35


def test_wrong_ones_are_confirmed_and_right_ones_refuted_as_simulated() -> None:
    """Adopting everything confirms every wrong suggestion and refutes no right one; ignoring them does as each thinks."""
    led, own = effects(team(1.0, 4)), effects(team(0.0, 4))
    assert value(led, "wrong_confirmed") == 1
    assert value(led, "right_refuted") == 0
    assert 0.4 < value(own, "wrong_confirmed") < 0.7
    assert 0.3 < value(own, "right_refuted") < 0.6


def test_assisted_agreement_looks_better_than_blind_where_a_team_is_led() -> None:
    """Alpha rises when both adopt what they see, and does not when they ignore it."""
    led, own = effects(team(1.0, 5)), effects(team(0.0, 5))
    assert value(led, "alpha_assisted") > value(led, "alpha_blind") + 0.3
    assert abs(value(own, "alpha_difference")) < 0.2


def by_hand() -> Circumstances:
    """Two transcripts of three units, one code, two coders: small enough for a pencil."""
    cube: NDArray[np.int8] = np.array([[1, 1], [1, 0], [0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.int8)[:, :, None]
    condition = np.array(
        [[SHOWN, WITHHELD], [SHOWN, SHOWN], [WITHHELD, SHOWN], [SHOWN, WITHHELD], [SHOWN, SHOWN], [BLIND, BLIND]], dtype=object
    )
    suggested = np.array([1, 1, 1, 1, 1, 0], dtype=bool)[:, None]
    answers = np.where((condition == SHOWN)[:, :, None] & suggested[:, None, :], np.where(cube == 1, CONFIRM, REFUTE), 0)
    reference = np.full(cube.shape, -1)
    reference[0, 0], reference[2, 1], reference[3, 0] = 1, 0, 0
    planted = np.full((6, 2), -1)
    extra = np.array([[1, 0], [0, 0], [2, 1], [0, 0], [0, 0], [5, 5]])
    return Circumstances(
        Ratings.from_cube(cube, transcript=list("aaabbb"), conditions=condition), suggested, answers, reference, extra, planted
    )


def test_the_figures_are_those_of_a_hand_calculation() -> None:
    """Shown: 5 of 7 given; withheld: 1 of 3. Against the reference: one of two wrong ones confirmed, none of one right refuted."""
    found = effects(by_hand())
    assert value(found, "given_shown") == pytest.approx(5 / 7)
    assert value(found, "given_withheld") == pytest.approx(1 / 3)
    assert value(found, "given_difference") == pytest.approx(5 / 7 - 1 / 3)
    assert value(found, "adoption") == pytest.approx((5 / 7 - 1 / 3) / (2 / 3))
    assert value(found, "wrong_confirmed") == pytest.approx(1 / 2)
    assert value(found, "right_refuted") == 0
    assert value(found, "added_shown") == pytest.approx(2 / 7)
    assert value(found, "added_withheld") == pytest.approx(2 / 3)
    assert found.get("planted_confirmed") is None
    assert dict(found.arms)["c2"] == {"blind": 1, "shown": 3, "withheld": 2, "planted": 0}
    assert [(a.coder, a.confirm, a.refute, a.unsure) for a in found.answered] == [("c1", 4, 0, 0), ("c2", 1, 2, 0)]


def test_what_cannot_be_told_says_why() -> None:
    """A team without withheld suggestions has no difference, and a sentence instead."""
    given = by_hand()
    assert given.ratings.conditions is not None
    given.ratings.conditions[given.ratings.conditions == WITHHELD] = SHOWN
    figure = effects(given).get("given_difference")
    assert figure is not None
    assert figure.value is None
    assert figure.reason == "no suggestion was both shown and withheld here"
