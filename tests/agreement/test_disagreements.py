"""Disagreements: what is taken for what, what to discuss first, what is likely an error; and the tallies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coder import agreement
from coder.agreement import Ratings
from coder.errors import RatingsError

Draw = Callable[..., Ratings]

SETS = [[{"a"}, {"b"}], [{"a", "c"}, {"b", "c"}], [{"a"}, set()], [{"a"}, {"a"}], [set(), set()], [{"a"}, None]]


def test_confusions_pair_what_only_one_gave_with_what_only_the_other_gave() -> None:
    """Codes in place of each other, with their units; a code against nothing where the other gave none."""
    found = agreement.confusions(Ratings.from_sets(SETS))
    assert found[["code", "other", "count"]].to_numpy().tolist() == [["a", "b", 2], ["a", "(no code)", 1]]
    assert found["units"].tolist() == [("u1", "u2"), ("u3",)]
    assert found["coders"].tolist() == [(("c1", "c2"),), (("c1", "c2"),)]


def test_the_matrix_counts_agreements_on_its_diagonal() -> None:
    """Codes that both gave, and units that both left empty."""
    found = agreement.confusion_matrix(Ratings.from_sets(SETS))
    assert found.loc["a", "b"] == found.loc["b", "a"] == 2
    assert [found.loc[code, code] for code in ("a", "b", "c", "(no code)")] == [1, 0, 1, 1]


def test_units_to_discuss_are_ranked_by_what_they_cost(draw: Draw) -> None:
    """Shares sum to one, and add up to what agreement lacks; units without disagreement are left out."""
    ratings = draw(1)
    found = agreement.to_discuss(ratings)
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["share"].is_monotonic_decreasing
    assert len(agreement.to_discuss(ratings, limit=5)) == 5
    split = ((ratings.cube == 1).any(axis=1) & (ratings.cube == 0).any(axis=1)).any(axis=1)
    assert set(found["unit"]) == {unit for unit, s in zip(ratings.units, split, strict=True) if s}


def test_costs_are_the_parts_of_what_alpha_lacks(draw: Draw) -> None:
    """Summed over units they are 1 - alpha of each code."""
    from coder.agreement.disagreements import _costs

    ratings = draw(2)
    found = agreement.summary(ratings)
    lacking = [1.0 - (found.get("alpha", code).value or 0.0) for code in ratings.codes]
    assert _costs(ratings).sum(axis=0) == pytest.approx(lacking)


def test_the_list_says_who_said_what() -> None:
    """In words, the costliest code first."""
    found = agreement.to_discuss(Ratings.from_sets(SETS))
    assert found.loc[0, "unit"] in ("u1", "u2")
    assert "a: c1 yes, c2 no" in str(found.loc[0, "votes"])


def test_likely_errors_are_answers_that_scores_contradict(draw: Draw) -> None:
    """Flipped answers come first; a score that fits no answer is refused."""
    ratings = draw(3, noise=0.0, missing=0.0, codes=1)
    truth = ratings.cube[:, 0].astype(float)
    scores = np.clip(truth * 0.8 + 0.1 + np.random.default_rng(1).normal(0, 0.03, truth.shape), 0, 1)
    cube = ratings.cube.copy(order="F")
    cube[[5, 60], 1] = 1 - cube[[5, 60], 1]
    wrong = Ratings.from_cube(cube)
    found = agreement.likely_errors(wrong, scores)
    assert set(found["unit"][:2]) == {"u6", "u61"}
    assert set(found["coder"][:2]) == {"c2"}
    assert len(agreement.likely_errors(wrong, scores, limit=1)) == 1
    assert agreement.likely_errors(wrong, np.full(scores.shape, np.nan)).empty
    with pytest.raises(RatingsError, match="scores are"):
        agreement.likely_errors(wrong, scores[:3])
    with pytest.raises(RatingsError, match="probabilities"):
        agreement.likely_errors(wrong, scores * 10)


def test_coverage_counts_rated_missing_and_empty() -> None:
    """By transcript and coder; partly is an answer to some codes only."""
    cube = np.array([[[1, 0], [0, 0]], [[1, -1], [-1, -1]], [[0, 0], [0, 0]]], dtype=np.int8)
    found = agreement.coverage(Ratings.from_cube(cube, transcript=["A", "A", "B"]))
    assert found.to_numpy().tolist() == [
        ["A", "c1", 2, 1, 1, 0, 0],
        ["A", "c2", 2, 1, 0, 1, 1],
        ["B", "c1", 1, 1, 0, 0, 1],
        ["B", "c2", 1, 1, 0, 0, 1],
    ]
    assert agreement.overlap(Ratings.from_cube(cube)).tolist() == [1, 0, 2]
