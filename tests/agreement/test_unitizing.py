"""Spans marked freely: cutting, the u-alpha family, faults."""

from __future__ import annotations

import pandas as pd
import pytest

from coder import agreement
from coder.agreement import Continuum, Span
from coder.agreement.examples import KRIPPENDORFF_UNITS
from coder.errors import RatingsError

COLUMNS = ["transcript", "coder", "start", "end", "code"]


def table(*rows: tuple[str, str, int, int, str]) -> pd.DataFrame:
    """A table of spans."""
    return pd.DataFrame(list(rows), columns=COLUMNS)


def figures(continua: list[Continuum]) -> dict[tuple[str, str], agreement.Figure]:
    """Figures of spans by name and code, without pairs of coders."""
    return {(f.name, f.code): f for f in agreement.summary_of_spans(continua) if not f.coders}


def test_the_published_family() -> None:
    """Krippendorff (2019), figure 12.11: .510, .413 (rounded down there), .724, and codes 1, 5 and 6 perfect."""
    found = figures([Continuum.of(KRIPPENDORFF_UNITS, 60)])
    assert found["u_alpha", ""].value == pytest.approx(0.510, abs=5e-4)
    assert found["u_alpha_boundaries", ""].value == pytest.approx(0.413, abs=1e-3)
    assert found["u_alpha_codes", ""].value == pytest.approx(0.724, abs=5e-4)
    of_code = [found["u_alpha_code", code].value for code in "123456"]
    assert of_code == pytest.approx([1, 0, 0, 0, 1, 1])
    assert found["u_alpha_code", "7"].value is None
    assert found["u_alpha", ""].reason == "all units are of one transcript: there is no interval over transcripts"


def test_the_same_spans_agree_wholly() -> None:
    """Also over several transcripts, where there is an interval."""
    one = [Span(who, 10, 20, "a") for who in ("Ann", "Ben")] + [Span(who, 30, 45, "b") for who in ("Ann", "Ben")]
    found = figures([Continuum.of(one, 60, f"t{i}") for i in range(3)])
    for name in ("u_alpha", "u_alpha_boundaries", "u_alpha_codes"):
        assert found[name, ""].value == pytest.approx(1.0)
        assert found[name, ""].low == pytest.approx(1.0)


def test_splitting_a_continuum_where_nobody_marked_changes_little() -> None:
    """Two transcripts weigh by their lengths."""
    spans = (Span("Ann", 0, 10, "a"), Span("Ben", 5, 15, "a"))
    once = figures([Continuum.of(spans, 100)])["u_alpha", ""].value
    assert figures([Continuum.of(spans, 100, "t1"), Continuum.of(spans, 100, "t2")])["u_alpha", ""].value == pytest.approx(
        once, abs=0.02
    )


def test_a_coder_who_marked_nothing_looked() -> None:
    """An empty code says so; a coder without a row did not look."""
    rows = table(("A", "Ann", 0, 4, "x"), ("A", "Ben", 0, 0, ""), ("B", "Ann", 0, 4, "x"))
    found = agreement.continua(rows, {"A": 10, "B": 10})
    assert [c.coders for c in found] == [("Ann", "Ben"), ("Ann",)]
    assert figures(list(found))["u_alpha", ""].n_units == 1


def test_nothing_marked_is_undefined() -> None:
    """With a reason."""
    spans = [Span(who, 0, 10, "a") for who in ("Ann", "Ben")]
    found = figures([Continuum.of(spans, 10)])["u_alpha", ""]
    assert found.value is None
    assert "nothing varies" in found.reason


def test_overlapping_spans_are_looked_at_code_by_code() -> None:
    """Where one coder's spans of two codes overlap there is no figure of the whole, but one of each code."""
    spans = [Span(who, 0, 10, code) for who in ("Ann", "Ben") for code in ("a", "b")]
    found = figures([Continuum.of(spans, 50)])
    assert ("u_alpha", "") not in found
    assert found["u_alpha", "a"].value == pytest.approx(1.0)
    with pytest.raises(RatingsError, match="spans of `Ann` overlap at character 5"):
        figures([Continuum.of([Span("Ann", 0, 10, "a"), Span("Ann", 5, 12, "a"), Span("Ben", 0, 10, "a")], 50)])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("A", "Ann", 5, 5, "x"), "characters 5 to 5 are not a stretch of a text of 10 characters"),
        (("A", "Ann", 5, 11, "x"), "characters 5 to 11 are not a stretch"),
        (("C", "Ann", 0, 1, "x"), "the length of transcript `C` is not known"),
        (("A", "Ann", 0.5, 1, "x"), "row 2: a span needs whole numbers"),
        (("A", "", 0, 1, "x"), "row 2: the coder is blank"),
    ],
)
def test_wrong_spans_are_one_clear_line(row: tuple[str, str, int, int, str], message: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(RatingsError) as caught:
        agreement.continua(table(row), {"A": 10})
    assert message in str(caught.value)


def test_a_span_is_by_someone_who_looked() -> None:
    """A continuum names its coders."""
    with pytest.raises(RatingsError, match="not named among those who looked"):
        Continuum("A", 10, ("Ann",), (Span("Ben", 0, 1, "x"),))
