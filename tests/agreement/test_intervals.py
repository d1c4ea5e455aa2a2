"""Intervals: what they are made of, what they warn of, and when there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from coder import agreement
from coder.agreement import Ratings
from coder.agreement.coefficients import alpha
from coder.agreement.engine import Statistics, of_rows, tabulate
from coder.agreement.intervals import Estimate, Method, draws, estimate, percentiles
from coder.errors import RatingsError

Draw = Callable[..., Ratings]


def alphas(ratings: Ratings, method: Method = "jackknife", **options: int) -> Estimate:
    """Alpha of each code with its interval."""
    statistics = tabulate(ratings, ("coincidence",))
    return estimate(
        (statistics,), lambda s: alpha(s.coincidence), statistics.coincidence.sum(axis=(-2, -1)) > 0, method=method, **options
    )


def test_the_jackknife_is_what_leaving_out_each_transcript_gives(draw: Draw) -> None:
    """Standard error and t interval from replicates made the long way."""
    ratings = draw(1, codes=1)
    found = alphas(ratings)
    without = np.array(
        [float(alpha(of_rows(ratings.cube[ratings.clusters != t, :, 0], 2).total().coincidence)) for t in range(12)]
    )
    se = np.sqrt(11 / 12 * ((without - without.mean()) ** 2).sum())
    assert float(found.se[0]) == pytest.approx(se)
    assert float(found.high[0] - found.low[0]) == pytest.approx(2 * 2.200985 * se, rel=1e-6)
    assert found.clusters.tolist() == [12]


def test_the_bootstrap_is_what_drawing_transcripts_gives(draw: Draw) -> None:
    """A replicate is alpha of the units of the transcripts drawn, as often as they were drawn."""
    ratings = draw(2, codes=1)
    found = alphas(ratings, "bootstrap", seed=5, replicates=20)
    for weight, replicate in zip(draws(12, 20, 5), found.replicates[:, 0], strict=True):
        rows = np.repeat(ratings.cube[:, :, 0], weight[ratings.clusters].astype(int), axis=0)
        assert float(replicate) == pytest.approx(float(alpha(of_rows(rows, 2).total().coincidence)))


def test_a_seed_fixes_the_bootstrap(draw: Draw) -> None:
    """The same seed gives the same interval, another seed another."""
    ratings = draw(3)
    first, again, other = (alphas(ratings, "bootstrap", seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.low, again.low)
    assert not np.array_equal(first.low, other.low)


def test_percentiles_are_expanded_for_few_clusters() -> None:
    """Six clusters cut the tails further out than six hundred."""
    replicates = np.random.default_rng(1).normal(size=(4000, 2))
    low, high = percentiles(replicates, np.array([6, 600]), 0.95)
    assert high[0] - low[0] > 1.3 * (high[1] - low[1])
    assert high[1] - low[1] == pytest.approx(3.92, abs=0.15)


def test_undefined_replicates_are_left_out_up_to_a_tenth() -> None:
    """More than that and there is no interval."""
    replicates = np.random.default_rng(1).normal(size=(1000, 2))
    replicates[:50, 0] = np.nan
    replicates[:200, 1] = np.nan
    low, _ = percentiles(replicates, np.array([20, 20]), 0.95)
    assert np.isnan(low).tolist() == [False, True]


def test_probabilities_of_falling_short(draw: Draw) -> None:
    """They grow with the threshold, and both methods tell about the same."""
    ratings = draw(4, units=600, transcripts=20)
    found = {method: alphas(ratings, method) for method in ("jackknife", "bootstrap")}  # type: ignore[arg-type]
    for each in found.values():
        assert (each.below(0.667) <= each.below(0.8)).all()
    assert found["jackknife"].below(0.7) == pytest.approx(found["bootstrap"].below(0.7), abs=0.1)


def test_a_certain_value_is_surely_on_one_side() -> None:
    """Perfect agreement in every transcript has no error: the probability of falling short is 0."""
    cube = np.repeat(np.array([0, 1] * 10, dtype=np.int8), 2).reshape(20, 2, 1)
    figure = agreement.summary(Ratings.from_cube(cube, transcript=[f"t{i // 2}" for i in range(20)]))
    assert figure.get("alpha", "k1").low == 1.0
    assert figure.get("p_below_800", "k1").value == 0.0


def test_an_unknown_method_or_level_is_refused(draw: Draw) -> None:
    """One line each."""
    with pytest.raises(RatingsError, match="no interval method `magic`"):
        agreement.summary(draw(1), method="magic")  # type: ignore[arg-type]
    with pytest.raises(RatingsError, match="between 0 and 1, not at 95"):
        agreement.summary(draw(1), level=95)


def test_one_transcript_gives_a_value_without_an_interval() -> None:
    """And says why."""
    wide = pd.DataFrame({"unit": [1, 2, 3], "transcript": ["T"] * 3, "Ann": ["a", "-", "a"], "Ben": ["a", "-", "-"]})
    figure = agreement.summary(Ratings.from_wide(wide)).get("alpha", "a")
    assert (figure.value is None, figure.low, figure.high) == (False, None, None)
    assert figure.reason == "all units are of one transcript: there is no interval over transcripts"


def test_a_code_of_one_transcript_has_no_interval_over_transcripts(draw: Draw) -> None:
    """Without that transcript the code is never used."""
    ratings = draw(5, codes=1)
    cube = ratings.cube.copy(order="F")
    cube[ratings.clusters != 0] = np.where(cube[ratings.clusters != 0] > 0, 0, cube[ratings.clusters != 0])
    found = Ratings.from_cube(cube, transcript=[ratings.transcripts[t] for t in ratings.clusters])
    figure = agreement.summary(found).get("alpha", "k1")
    assert figure.value is not None
    assert figure.low is None
    assert "left out" in figure.reason


def test_without_transcripts_the_interval_is_over_units_and_says_so(draw: Draw) -> None:
    """A lone spreadsheet still gets intervals, with their warning, however many its units."""
    ratings = Ratings.from_cube(draw(6, units=1500, codes=2).cube)
    found = agreement.summary(ratings)
    for figure in (found.get("alpha", "k1"), found.get("alpha_masi"), found.get("macro_mean")):
        assert figure.low is not None
        assert figure.method == "units"
        assert figure.n_clusters == 0
        assert "likely too narrow" in figure.warning


def test_groups_of_units_stand_in_for_single_ones(draw: Draw) -> None:
    """Leaving out a thousand groups gives about the interval that leaving out each unit gives."""
    ratings = draw(7, units=1500, codes=1)
    found = agreement.summary(ratings, method="units")
    single, grouped = found.get("alpha", "k1"), found.get("macro_mean")
    assert single.low is not None
    assert grouped.low is not None
    assert grouped.low == pytest.approx(single.low, abs=0.005)


def test_estimates_take_several_sources(draw: Draw) -> None:
    """A difference of a thing with itself is certain to be nothing."""
    statistics = tabulate(draw(8), ("coincidence",))

    def nothing(a: Statistics, b: Statistics) -> np.ndarray:
        return alpha(a.coincidence) - alpha(b.coincidence)

    found = estimate((statistics, statistics), nothing, np.ones((12, 4), dtype=bool))
    assert found.value.tolist() == [0.0] * 4
    assert found.se == pytest.approx(0.0)
