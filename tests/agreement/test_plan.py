"""Sample planning: what is needed, that it holds in a simulation, and what a pilot teaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from coder import agreement
from coder.agreement import Ratings
from coder.agreement.coefficients import alpha
from coder.agreement.engine import of_rows
from coder.agreement.plan import unit_variance
from coder.errors import RatingsError

Draw = Callable[..., Ratings]


def test_a_plan_gives_the_width_that_was_wished() -> None:
    """The least number of transcripts: one fewer would be too wide."""
    found = agreement.plan(alpha=0.7, prevalence=0.2, width=0.2)
    assert found.expected_width <= 0.2
    assert found.units == 100 * found.transcripts
    wider = agreement.plan(alpha=0.7, prevalence=0.2, width=found.expected_width * 1.02)
    assert wider.transcripts <= found.transcripts


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        ({"prevalence": 0.3}, {"prevalence": 0.02}),
        ({"alpha": 0.9}, {"alpha": 0.6}),
        ({"width": 0.3}, {"width": 0.1}),
        ({"coders": 4}, {"coders": 2}),
        ({"icc": 0.0}, {"icc": 0.1}),
    ],
)
def test_rarer_codes_poorer_agreement_and_narrower_intervals_need_more(easy: dict[str, Any], hard: dict[str, Any]) -> None:
    """And so do fewer coders and transcripts whose units are alike."""
    base: dict[str, Any] = {"alpha": 0.8, "prevalence": 0.2, "width": 0.15}
    assert agreement.plan(**(base | easy)).units < agreement.plan(**(base | hard)).units


@pytest.mark.parametrize("coders", [2, 3])
def test_the_variance_is_that_of_simulated_coders(coders: int) -> None:
    """Beta-binomial coders, 400 tables of 500 units."""
    random = np.random.default_rng(1)
    a = 0.2 * (1 - 0.7) / 0.7
    p = random.beta(a, a * 4, (400, 500, 1))
    tables = (random.random((400, 500, coders)) < p).astype(np.int8)
    found = [float(alpha(of_rows(table, 2, parts=("coincidence",)).total().coincidence)) for table in tables]
    assert np.mean(found) == pytest.approx(0.7, abs=0.02)
    assert np.var(found) * 500 == pytest.approx(unit_variance(0.7, 0.2, coders), rel=0.15)


def test_few_transcripts_and_few_cases_are_warned_of() -> None:
    """Numbers that satisfy the width may still be too small to trust."""
    found = agreement.plan(alpha=0.9, prevalence=0.01, width=1.0, icc=0.0, units_per_transcript=50)
    assert "fewer than ten transcripts" in found.warning
    assert "units with the code are expected" in found.warning
    assert agreement.plan(alpha=0.7, prevalence=0.3, width=0.1).warning == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": 1.0}, "expected alpha must lie between 0 and 1"),
        ({"prevalence": 0.0}, "prevalence must lie between 0 and 1"),
        ({"width": 3.0}, "width of the interval must lie between 0 and 2"),
        ({"icc": -0.1}, "intraclass correlation must lie from 0 to 1"),
        ({"coders": 1}, "two coders or more"),
        ({"width": 1e-5}, "more than a million transcripts"),
    ],
)
def test_what_cannot_be_planned_is_one_clear_line(options: dict[str, Any], message: str) -> None:
    """Numbers outside their range."""
    with pytest.raises(RatingsError, match=message):
        agreement.plan(**({"alpha": 0.8, "prevalence": 0.1, "width": 0.2} | options))


def test_plans_are_a_table() -> None:
    """One row for each combination."""
    found = agreement.plans(alphas=[0.7, 0.8], prevalences=[0.05, 0.1], widths=[0.1, 0.2])
    assert len(found) == 8
    assert found["transcripts"].min() > 0


def test_a_pilot_teaches_what_a_plan_assumes(draw: Draw) -> None:
    """Prevalence, alpha and likeness within transcripts, code by code."""
    ratings = draw(1, units=1000, transcripts=20)
    found = agreement.pilot(ratings)
    assert found.index.tolist() == list(ratings.codes)
    assert found.loc["k1", "alpha"] == pytest.approx(agreement.summary(ratings).get("alpha", "k1").value)
    assert found["units_per_transcript"].between(40, 50).all()
    assert (found["icc"] < 0.05).all()
    with pytest.raises(RatingsError, match="name the transcript"):
        agreement.pilot(Ratings.from_cube(ratings.cube))
