"""Contrasts: paired differences in agreement, the ceiling, leaving coders out, drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from coder import agreement
from coder.agreement import Contrasting, Figure, Ratings
from coder.errors import RatingsError

Draw = Callable[..., Ratings]


def pick(figures: tuple[Figure, ...], name: str, code: str = "", coders: tuple[str, ...] = ()) -> Figure:
    """One figure."""
    (found,) = [f for f in figures if (f.name, f.code, f.coders) == (name, code, coders)]
    return found


def test_a_difference_is_the_difference_of_the_two(draw: Draw) -> None:
    """Per code and of the mean; its interval holds it; it is paired, so a thing less itself is nothing."""
    good, poor = draw(1, noise=0.1), draw(1, noise=0.4)
    found = agreement.difference(good, poor, ("good", "poor"))
    for code in ("", *good.codes):
        one, two, less = (pick(found, f"alpha_{name}", code) for name in ("good", "poor", "difference"))
        assert one.value is not None
        assert two.value is not None
        assert less.value == pytest.approx(one.value - two.value)
        assert less.low is not None
        assert less.high is not None
        assert less.low < (less.value or 0.0) < less.high
    assert (pick(found, "alpha_difference").low or 0.0) > 0.2
    assert pick(found, "alpha_good", "k1").value == agreement.summary(good).get("alpha", "k1").value
    same = pick(agreement.difference(good, good), "alpha_difference")
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)


def test_transcripts_are_matched_by_name(draw: Draw) -> None:
    """The order in which transcripts come, and transcripts that only one side has, do not matter."""
    first, second = draw(2), draw(3)
    back = second.select(units=second.units[::-1])
    back = Ratings.from_cube(back.cube, codes=back.codes, transcript=[second.transcripts[t] for t in back.clusters])
    one, two = (agreement.difference(first, other, options=Contrasting(method="jackknife")) for other in (second, back))
    assert pick(one, "alpha_difference").low == pytest.approx(pick(two, "alpha_difference").low)
    with pytest.raises(RatingsError, match="same codes"):
        agreement.difference(first, second.select(codes=["k1"]))


def test_blind_less_assisted(draw: Draw) -> None:
    """Ratings of one table under two conditions; suggestions in sight make coders alike."""
    ratings, assisted = draw(4, noise=0.4, missing=0), draw(4, noise=0.05, missing=0)
    half = np.arange(len(ratings.units)) % 2 == 0
    cube = np.where(half[:, None, None], ratings.cube, assisted.cube)
    words = np.broadcast_to(np.where(half, "blind", "assisted")[:, None].astype(object), (len(half), 3))
    both = replace(ratings, cube=np.asfortranarray(cube), conditions=words)
    found = agreement.blind_minus_assisted(both)
    assert (pick(found, "alpha_difference").high or 0.0) < 0.0
    with pytest.raises(RatingsError, match="no column of conditions"):
        agreement.blind_minus_assisted(ratings)
    with pytest.raises(RatingsError, match="no rating is under the condition `blind`"):
        agreement.blind_minus_assisted(replace(both, conditions=np.full((200, 3), "assisted", dtype=object)))


def test_before_less_after_negotiation_and_who_moved(draw: Draw) -> None:
    """Negotiation raises agreement, and the tally says who came round."""
    before = draw(5, missing=0, noise=0.3)
    most = agreement.majority(before)
    cube = before.cube.copy(order="F")
    cube[:, 2] = most
    after = replace(before, cube=cube)
    found = agreement.before_minus_after(before, after)
    assert (pick(found, "alpha_difference").high or 0.0) < 0.0
    moves = agreement.moves(before, after)
    assert set(moves.loc[moves["to_yes"] + moves["to_no"] > 0, "coder"]) == {"u3", "c3"} & set(before.coders)
    assert (moves["towards"] == moves["to_yes"] + moves["to_no"]).all()
    with pytest.raises(RatingsError, match="who moved"):
        agreement.moves(before, after.select(codes=["k1"]))


def test_leaving_out_the_odd_one_helps(draw: Draw) -> None:
    """The coder who guesses is the one whose leaving raises agreement."""
    ratings = draw(6, coders=4, missing=0, noise=0.05)
    cube = ratings.cube.copy(order="F")
    cube[:, 3] = np.random.default_rng(1).random(cube[:, 3].shape) < 0.3
    odd = replace(ratings, cube=cube)
    found = agreement.leave_one_coder_out(odd)
    changes = {coder: pick(found, "alpha_change", "", (coder,)) for coder in odd.coders}
    assert (changes["c4"].low or 0.0) > 0.1
    assert all((changes[coder].value or 0.0) < 0.0 for coder in ("c1", "c2", "c3"))
    rest = agreement.summary(odd.select(coders=["c1", "c2", "c3"])).get("macro_mean")
    assert pick(found, "alpha_without", "", ("c4",)).value == pytest.approx(rest.value)
    with pytest.raises(RatingsError, match="three coders"):
        agreement.leave_one_coder_out(odd.select(coders=["c1", "c2"]))


def test_a_machine_that_is_one_more_coder_is_equivalent(draw: Draw) -> None:
    """Within the margin when it errs as humans do, not when it guesses; the margin is stated beforehand."""
    ratings = draw(7, units=900, coders=4, transcripts=30, missing=0)
    found = agreement.machine_minus_humans(ratings, "c4", margin=0.1)
    assert found.equivalent[""] is True
    assert found.not_worse[""] is True
    cube = ratings.cube.copy(order="F")
    cube[:, 3] = np.random.default_rng(1).random(cube[:, 3].shape) < 0.3
    guess = agreement.machine_minus_humans(replace(ratings, cube=cube), "c4", margin=0.1)
    assert guess.equivalent[""] is False
    assert guess.not_worse["k1"] is False
    humans = agreement.summary(ratings.select(coders=["c1", "c2", "c3"]))
    pairs = [humans.get("alpha", "k1", pair).value or 0.0 for pair in (("c1", "c2"), ("c1", "c3"), ("c2", "c3"))]
    assert pick(found.figures, "alpha_human_human", "k1").value == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize(
    ("machine", "margin", "message"),
    [("c9", 0.1, "no coder `c9`"), ("c1", 0.0, "margin of equivalence must be greater than 0")],
)
def test_the_ceiling_needs_a_machine_and_a_margin(draw: Draw, machine: str, margin: float, message: str) -> None:
    """One line each."""
    with pytest.raises(RatingsError, match=message):
        agreement.machine_minus_humans(draw(1), machine, margin)
    with pytest.raises(RatingsError, match="two human coders"):
        agreement.machine_minus_humans(draw(1).select(coders=["c1", "c2"]), "c1", 0.1)


def test_an_undefined_side_has_a_reason_and_no_verdict(draw: Draw) -> None:
    """A code that nobody uses is neither equivalent nor worse."""
    ratings = draw(8, codes=2)
    cube = ratings.cube.copy(order="F")
    cube[:, :, 1] = np.minimum(cube[:, :, 1], 0)
    found = agreement.machine_minus_humans(replace(ratings, cube=cube), "c3", 0.1)
    assert pick(found.figures, "alpha_difference", "k2").value is None
    assert "undefined on one side" in pick(found.figures, "alpha_difference", "k2").reason
    assert found.equivalent["k2"] is None


def test_drift_over_coding_order_is_found(draw: Draw) -> None:
    """A coder who grows careless and gives a code more and more."""
    ratings = draw(9, units=400, missing=0, noise=0.05, codes=2)
    random = np.random.default_rng(1)
    order = np.stack([random.permutation(400) for _ in range(3)], axis=1).astype(float)
    order[:] = order[:, :1]
    cube = ratings.cube.copy(order="F")
    late = order[:, 0] >= 300
    cube[late, 2] = np.maximum(cube[late, 2], random.random((100, 2)) < 0.4)
    found = agreement.drift(replace(ratings, cube=cube, order=order))
    assert (pick(found, "alpha_drift").high or 0.0) < 0.0
    assert (pick(found, "alpha_window_1").value or 0.0) > (pick(found, "alpha_window_4").value or 0.0)
    assert (pick(found, "rate_drift", "k1", ("c3",)).low or 0.0) > 0.0
    with pytest.raises(RatingsError, match="no column of order"):
        agreement.drift(ratings)
    with pytest.raises(RatingsError, match="two windows"):
        agreement.drift(replace(ratings, order=order), number=1)


def test_any_coefficient_can_be_compared(draw: Draw) -> None:
    """Those of single pairs cannot."""
    found = agreement.difference(draw(1), draw(2), options=Contrasting("ac1"))
    assert pick(found, "ac1_difference").value is not None
    with pytest.raises(RatingsError, match="no coefficient `cohen` to compare"):
        agreement.difference(draw(1), draw(2), options=Contrasting("cohen"))


def test_contrasts_without_transcripts_are_over_units_and_say_so(draw: Draw) -> None:
    """With the warning that they are likely too narrow."""
    one, two = (Ratings.from_cube(draw(seed, units=1200).cube) for seed in (1, 2))
    figure = pick(agreement.difference(one, two), "alpha_difference")
    assert figure.low is not None
    assert "likely too narrow" in figure.warning
