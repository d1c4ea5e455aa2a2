"""The nine rules that most tools get wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coder import agreement
from coder.agreement import Ratings, Values
from coder.agreement.coefficients import alpha, cohen, fleiss, gwet
from coder.agreement.continua import Continuum, Span
from coder.agreement.engine import of_rows
from coder.agreement.sets import alpha_of_sets, tabulate_sets
from coder.errors import RatingsError


def test_rule_1_missing_is_not_empty() -> None:
    """A coder who did not look counts otherwise than one who looked and gave no code."""
    looked = Ratings.from_sets([[{"a"}, {"a"}], [set(), set()], [{"a"}, set()]])
    absent = Ratings.from_sets([[{"a"}, {"a"}], [set(), set()], [{"a"}, None]])
    assert agreement.summary(absent).get("alpha", "a").value == 1.0
    assert agreement.summary(looked).get("alpha", "a").value == pytest.approx(0.444, abs=1e-3)


def test_rule_2_units_that_nobody_coded_stay_in() -> None:
    """Units with two empty sets raise agreement on the whole; leaving them out would be another figure."""
    coded = [[{"a"}, {"a", "b"}], [{"b"}, {"b"}], [{"a"}, {"b"}]]
    alone = alpha_of_sets(tabulate_sets(Ratings.from_sets(coded)).total())
    with_empty = alpha_of_sets(tabulate_sets(Ratings.from_sets([*coded, [set(), set()], [set(), set()]])).total())
    assert float(with_empty) > float(alone)
    wide = pd.DataFrame({"unit": [1, 2, 3], "Ann": ["a", "-", "-"], "Ben": ["a", "-", "a"]})
    assert agreement.summary(Ratings.from_wide(wide)).get("percent", "a").n_units == 3


def test_rule_3_a_code_never_used_is_undefined_with_a_reason() -> None:
    """No coefficient corrected for chance is 1 (or 0, or nan) for it, and means say how many codes they leave out."""
    wide = pd.DataFrame({"unit": [1, 2, 3], "Ann": ["a", "-", "a"], "Ben": ["a", "-", "-"]})
    found = agreement.summary(Ratings.from_wide(wide, codes=["a", "b"]))
    for name in ("alpha", "cohen", "conger", "fleiss", "scott", "ac1", "pabak", "positive"):
        figure = found.get(name, "b")
        assert figure.value is None
        assert figure.low is None
        assert "never used" in figure.reason
    assert found.get("percent", "b").value == 1.0
    assert found.get("macro_mean").value == found.get("alpha", "a").value
    assert "1 of 2 codes is undefined and not counted: b" in found.get("macro_mean").warning


def test_rule_3_no_unit_with_two_ratings_is_undefined_with_a_reason() -> None:
    """Coders who never met are no agreement of any size."""
    wide = pd.DataFrame({"unit": [1, 2], "Ann": ["a", ""], "Ben": ["", "-"]})
    found = agreement.summary(Ratings.from_wide(wide))
    assert {f.value for f in found.figures if f.name in ("percent", "alpha", "cohen", "ac1", "alpha_masi")} == {None}
    assert found.get("alpha", "a").reason == "no unit is rated by both Ann and Ben"
    assert found.get("macro_mean").reason == "alpha is undefined for every code"


def test_rule_4_a_unit_with_one_rating_enters_some_coefficients_only() -> None:
    """Alpha ignores it; AC1 and Fleiss take it for chance, and the table of coefficients says which."""
    rows = np.array([[1, 1, 0], [0, 0, 0], [1, 0, 1], [0, 1, 0]])
    more = np.vstack([rows, [[1, -1, -1]] * 3])
    before, after = of_rows(rows, 2).total(), of_rows(more, 2).total()
    assert float(alpha(before.coincidence)) == float(alpha(after.coincidence))
    assert float(gwet(before.agreement, before.share)) != float(gwet(after.agreement, after.share))
    assert float(fleiss(before.agreement, before.share)) != float(fleiss(after.agreement, after.share))
    singles = {name for name, entry in agreement.COEFFICIENTS.items() if entry.singles}
    assert singles == {"conger", "fleiss", "ac1", "rate"}


def test_rule_5_the_paradox_is_flagged() -> None:
    """High percent agreement with low kappa is flagged, with both indices beside it."""
    yes = [("1", "1")] * 80 + [("1", "0")] * 10 + [("0", "1")] * 5 + [("0", "0")] * 5
    wide = pd.DataFrame(yes, columns=["Ann", "Ben"]).replace({"1": "a", "0": "-"})
    wide.insert(0, "unit", range(100))
    found = agreement.summary(Ratings.from_wide(wide))
    figures = {name: found.get(name, "a").value for name in ("percent", "cohen", "pabak", "prevalence_index", "bias_index")}
    expected = {"percent": 0.85, "cohen": 0.32, "pabak": 0.70, "prevalence_index": 0.75, "bias_index": 0.05}
    assert figures == pytest.approx(expected, abs=0.005)
    assert found.flagged == ("a",)


def test_rule_6_transcripts_are_clusters() -> None:
    """Where whole interviews agree or do not, the interval over transcripts is the wider; few transcripts are warned of."""
    cube = np.zeros((80, 2, 1), dtype=np.int8)
    cube[::2] = 1
    cube[:40, 1] = 1 - cube[:40, 1]
    cube[[3, 50], 1] = 1 - cube[[3, 50], 1]
    found = agreement.summary(Ratings.from_cube(cube, transcript=[f"t{i // 10}" for i in range(80)]))
    over, by_unit = found.get("alpha", "k1"), found.get("alpha_by_units", "k1")
    assert over.high is not None
    assert over.low is not None
    assert by_unit.high is not None
    assert by_unit.low is not None
    assert over.high - over.low > 2 * (by_unit.high - by_unit.low)
    assert over.n_clusters == 8
    assert "fewer than ten transcripts" in over.warning


def test_rule_7_ties_stay_ties() -> None:
    """Adjudication by most votes leaves a tie undecided."""
    cube = np.array([[[1], [0]], [[1], [1]], [[0], [-1]], [[-1], [-1]]], dtype=np.int8)
    assert agreement.majority(Ratings.from_cube(cube)).ravel().tolist() == [-1, 1, 0, -1]


def test_rule_7_duplicates_are_refused_and_nominal_is_the_default() -> None:
    """A second rating of the same thing is an error; values are names unless a level is asked for."""
    rows = pd.DataFrame([("1", "Ann", "a"), ("1", "Ann", "a"), ("1", "Ben", "a")], columns=["unit", "coder", "code"])
    with pytest.raises(RatingsError, match="row 3: duplicate rating"):
        Ratings.from_long(rows)
    assert Values.from_rows([[1, 2], [2, 2]]).measure.level == "nominal"


def test_rule_7_fleiss_names_its_formula() -> None:
    """The form for missing cells is part of the name."""
    assert "Gwet's form" in agreement.COEFFICIENTS["fleiss"].title


def test_rule_8_kappa_by_characters_comes_with_its_warning() -> None:
    """Character weighting lets one long passage outweigh three disagreements."""
    spans = [Span(who, 0, 900, "a") for who in ("Ann", "Ben")]
    spans += [Span("Ann", 1000, 1030, "a"), Span("Ann", 1100, 1130, "a"), Span("Ben", 1200, 1230, "a")]
    (figure,) = [f for f in agreement.summary_of_spans([Continuum.of(spans, 2000)]) if f.name == "kappa_by_characters"]
    by_segment = cohen(np.array([[10.0, 1.0], [2.0, 1.0]]))
    assert figure.value is not None
    assert figure.value > float(by_segment) + 0.3
    assert "for comparison only" in figure.warning
