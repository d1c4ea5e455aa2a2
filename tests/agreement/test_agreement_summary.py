"""Summaries: every figure once, in tables, with intervals and reasons, for sets and for single values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from coder import agreement
from coder.agreement import Ratings, Values
from coder.agreement.examples import KRIPPENDORFF_C
from coder.agreement.intervals import Method
from coder.errors import RatingsError

Draw = Callable[..., Ratings]


def test_every_figure_is_there_once_and_whole(draw: Draw) -> None:
    """A value with its interval, or a reason; never nan; low, value and high in order."""
    found = agreement.summary(draw(1), distances=("masi", "jaccard", "dice", "multi-valued"))
    counts = Counter((f.name, f.code, f.coders) for f in found.figures)
    assert max(counts.values()) == 1
    for figure in found.figures:
        assert (figure.value is None) <= bool(figure.reason)
        for number in (figure.value, figure.low, figure.high):
            assert number is None or np.isfinite(number)
        if figure.low is not None:
            assert figure.value is not None
            assert figure.high is not None
            assert figure.low <= figure.value <= figure.high
    assert isinstance(found.get("alpha", "k1").as_dict()["value"], float)


def test_the_tables_of_a_summary(draw: Draw) -> None:
    """By code, by pair, by coder, and all figures long."""
    ratings = draw(2)
    found = agreement.summary(ratings)
    assert found.by_code().index.tolist() == list(ratings.codes)
    assert {"n_units", "alpha", "alpha_low", "alpha_high", "ac1", "pabak", "paradox"} <= set(found.by_code().columns)
    assert found.by_pair("k1").index.tolist() == ["c1 / c2", "c1 / c3", "c2 / c3"]
    assert {"cohen", "bias_index", "alpha"} <= set(found.by_pair("k1").columns)
    assert {"alpha_masi", "macro_mean"} <= set(found.by_pair().columns)
    assert found.rates().shape == (4, 3)
    assert len(found.frame()) == len(found.figures)
    with pytest.raises(KeyError):
        found.get("alpha", "k9")


def test_two_coders_have_cohens_kappa_in_the_table_of_codes(draw: Draw) -> None:
    """With Scott's pi and the bias index."""
    found = agreement.summary(draw(3).select(coders=["c1", "c2"]))
    assert {"cohen", "scott", "bias_index"} <= set(found.by_code().columns)
    assert found.get("cohen", "k1").value == found.get("cohen", "k1", ("c1", "c2")).value


@pytest.mark.parametrize("method", ["jackknife", "bootstrap", "units"])
def test_every_method_gives_the_same_values(draw: Draw, method: Method) -> None:
    """Only intervals differ."""
    ratings = draw(4, codes=2)
    plain = {(f.name, f.code, f.coders): f.value for f in agreement.summary(ratings).figures if not f.name.startswith("p_")}
    other = {(f.name, f.code, f.coders): f for f in agreement.summary(ratings, method=method).figures}
    for key, value in plain.items():
        assert other[key].value == pytest.approx(value), key
    assert {f.method for key, f in other.items() if key[0] != "alpha_by_units"} == {method}


def test_more_than_five_coders_take_the_other_route(draw: Draw) -> None:
    """Six coders, one of whom rated nothing: their pairs say so, the rest stands."""
    ratings = draw(5, coders=6, codes=2)
    cube = ratings.cube.copy(order="F")
    cube[:, 5] = -1
    silent = Ratings.from_cube(cube, transcript=[ratings.transcripts[t] for t in ratings.clusters])
    found = agreement.summary(silent)
    assert found.get("alpha", "k1").value == agreement.summary(silent.select(coders=silent.coders[:5])).get("alpha", "k1").value
    assert found.get("conger", "k1").reason == "c6 rated nothing"
    assert found.get("cohen", "k1", ("c1", "c6")).reason == "no unit is rated by both c1 and c6"
    assert found.get("rate", "k1", ("c6",)).reason == "c6 rated no unit for this code"


def test_a_hierarchy_counts_near_misses_as_near(draw: Draw) -> None:
    """Two codes under one theme are nearer than two of different themes."""
    parents = {"a": "t", "b": "t", "c": "s"}
    near = Ratings.from_sets([[{"a"}, {"b"}], [{"a"}, {"a"}], [{"c"}, {"c"}], [set(), set()]], codes=["a", "b", "c"])
    far = Ratings.from_sets([[{"a"}, {"c"}], [{"a"}, {"a"}], [{"c"}, {"c"}], [set(), set()]], codes=["a", "b", "c"])
    values = [agreement.summary(r, distances=("hierarchy",), parents=parents).get("alpha_hierarchy").value for r in (near, far)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] > values[1]
    with pytest.raises(RatingsError, match="needs the parent of each code"):
        agreement.summary(near, distances=("hierarchy",))
    with pytest.raises(RatingsError, match="no distance `cosine`"):
        agreement.summary(near, distances=("cosine",))


def test_a_coder_unsure_of_one_code_is_left_out_of_whole_sets_only() -> None:
    """One open answer leaves the other codes of the unit in."""
    cube = np.array([[[1, 0], [1, -1]], [[0, 0], [0, 0]], [[1, 1], [1, 1]]], dtype=np.int8)
    found = agreement.summary(Ratings.from_cube(cube))
    assert found.get("alpha_masi").n_units == 2
    assert found.get("alpha", "k1").n_units == 3


def test_values_at_every_level() -> None:
    """Krippendorff's data C, as published."""
    rows = [[None if v < 0 else v + 1 for v in row] for row in KRIPPENDORFF_C.tolist()]
    expected = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for level, value in expected.items():
        found = agreement.summary_of_values(Values.from_rows(rows, level=level))  # type: ignore[arg-type]
        assert found.get("alpha").value == pytest.approx(value, abs=5e-4)
    nominal = agreement.summary_of_values(Values.from_rows(rows))
    assert nominal.get("ac1").value == pytest.approx(0.77544, abs=1e-5)
    assert nominal.get("fleiss").value == pytest.approx(0.76117, abs=1e-5)
    assert nominal.get("specific", "5").value == 1.0
    assert nominal.get("cohen", coders=("c1", "c2")).value is not None
    assert {f.value for f in nominal.figures if np.isnan(f.value or 0.0)} == set()


def test_values_without_variation_are_undefined() -> None:
    """With a reason of their own."""
    found = agreement.summary_of_values(Values.from_rows([["x", "x"], ["x", "x"]]))
    assert found.get("alpha").value is None
    assert "every rating has the same value" in found.get("alpha").reason
    assert found.get("percent").value == 1.0


def test_any_number_of_distinct_numbers_at_the_interval_level() -> None:
    """Alpha from moments is alpha from the table of values."""
    random = np.random.default_rng(1)
    numbers = random.integers(0, 150, (400, 1)) + random.integers(-5, 6, (400, 3)).astype(float)
    names = [f"t{i // 40}" for i in range(400)]
    few = Values.from_rows(numbers.tolist(), level="interval", transcript=names)
    assert len(few.values) < 200
    many = Values.from_rows((numbers + random.random((400, 3)) * 1e-6).tolist(), level="interval", transcript=names)
    assert len(many.values) > 200
    one, two = agreement.summary_of_values(few), agreement.summary_of_values(many)
    for name in ("alpha", "alpha_by_units"):
        assert two.get(name).value == pytest.approx(one.get(name).value, abs=1e-6)
        assert two.get(name).low == pytest.approx(one.get(name).low, abs=1e-3)
    assert two.get("p_below_800").value == pytest.approx(0.0)


def test_standard_errors_of_other_software_agree_with_leaving_out_units() -> None:
    """Gwet's linearised errors and the jackknife by units are near each other on a large table."""
    random = np.random.default_rng(2)
    truth = random.integers(0, 3, (600, 1))
    rows = np.where(random.random((600, 3)) < 0.7, truth, random.integers(0, 3, (600, 3)))
    found = agreement.summary_of_values(Values.from_rows(rows.tolist()), method="units")
    for name, (value, error) in agreement.standard_errors(rows, 3).items():
        figure = found.get(name)
        assert figure.value == pytest.approx(value)
        assert figure.high is not None
        assert figure.low is not None
        assert (figure.high - figure.low) / 2 / 1.96 == pytest.approx(error, rel=0.02)


def test_a_lone_spreadsheet_in_a_notebook() -> None:
    """Two coders' codes, one line to read them, one to measure them."""
    table = pd.DataFrame({"unit": [1, 2, 3, 4], "Ann": ["a", "a;b", "-", "b"], "Ben": ["a", "b", "-", "-"]})
    found = agreement.summary(Ratings.from_wide(table)).by_code()
    assert found.loc["a", "percent"] == 0.75
    assert found.loc["b", "percent"] == 0.75
