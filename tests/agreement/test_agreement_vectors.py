"""Published examples and policy vectors: each figure that a vector names is computed and compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coder import agreement
from coder.agreement import coefficients as c
from coder.agreement.continua import Continuum, Span
from coder.agreement.distances import between_rows
from coder.agreement.engine import Statistics, of_rows
from coder.agreement.gwet_errors import standard_errors
from coder.agreement.measures import Measure
from coder.agreement.sets import alpha_of_sets, multi_valued_alpha, tabulate_sets, tabulate_values
from coder.agreement.spans import tabulate_spans, u_alpha

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
OF_COUNTS = [v for v in VECTORS if v["kind"] in ("rows", "table", "2x2")]
NOT_OURS = {"dkpro_masi_variant"}
"""DKPro's MASI is another formula: the vector says so, and we do not compute it."""


def rows_of(vector: dict[str, Any]) -> tuple[np.ndarray, int]:
    """Turn a vector into rows of values, a contingency table being spelled out."""
    data = vector["data"]
    if vector["kind"] == "rows":
        values = agreement.Values.from_rows(data)
        return values.index, len(values.values)
    table = np.array(data).reshape(2, 2) if vector["kind"] == "2x2" else np.array(data)
    pairs = [(i, j) for (i, j), n in np.ndenumerate(table) for _ in range(n)]
    return np.array(pairs), len(table)


def weighted(level: str, q: int) -> Measure:
    """The measure of a level on the scale 1 to q."""
    return Measure(level, tuple(float(v) for v in range(1, q + 1)))  # type: ignore[arg-type]


NAMED: dict[str, Callable[[Statistics, int], Any]] = {
    "pa": lambda s, q: c.percent(s.agreement),
    "po": lambda s, q: c.percent(s.agreement),
    "alpha_nominal": lambda s, q: c.alpha(s.coincidence),
    "alpha_ordinal": lambda s, q: c.alpha(s.coincidence, weighted("ordinal", q)),
    "alpha_interval": lambda s, q: c.alpha(s.coincidence, weighted("interval", q)),
    "alpha_ratio": lambda s, q: c.alpha(s.coincidence, weighted("ratio", q)),
    "cohen": lambda s, q: c.cohen(s.joint)[0],
    "kappa": lambda s, q: c.cohen(s.joint)[0],
    "kappa_max": lambda s, q: c.cohen_max(s.joint)[0],
    "scott": lambda s, q: c.scott(s.joint)[0],
    "fleiss": lambda s, q: c.fleiss(s.agreement, s.share),
    "conger": lambda s, q: c.conger(s.agreement, s.marginals),
    "gwet": lambda s, q: c.gwet(s.agreement, s.share),
    "bp": lambda s, q: c.brennan_prediger(s.agreement),
    "pabak": lambda s, q: c.brennan_prediger(s.agreement),
    "pa_quadratic": lambda s, q: c.percent(s.agreement, weighted("interval", q)),
    "gwet_quadratic": lambda s, q: c.gwet(s.agreement, s.share, weighted("interval", q)),
    "fleiss_quadratic": lambda s, q: c.fleiss(s.agreement, s.share, weighted("interval", q)),
    "conger_quadratic": lambda s, q: c.conger(s.agreement, s.marginals, weighted("interval", q)),
    "bp_quadratic": lambda s, q: c.brennan_prediger(s.agreement, weighted("interval", q)),
    # The 2x2 vectors list yes-yes first, so their first value is yes.
    "prevalence_index": lambda s, q: -c.prevalence_index(s.agreement),
    "bias_index": lambda s, q: -c.bias_index(s.joint)[0],
}


@pytest.mark.parametrize("vector", OF_COUNTS, ids=lambda v: v["name"])
def test_coefficients_are_as_published(vector: dict[str, Any]) -> None:
    """Every coefficient that a vector names has the published value, or is nan where the vector says undefined."""
    rows, q = rows_of(vector)
    total = of_rows(rows, q).total()
    for name, expected in vector["expected"].items():
        if name == "fleiss_per_category":
            found = c.fleiss_by_value(total.pairs)
            assert found == pytest.approx(list(expected.values()), abs=vector["tolerance"])
        elif name == "se":
            errors = {"pa": "percent", "gwet": "ac1", "bp": "pabak", "alpha_nominal": "alpha"}
            found = {key: standard_errors(rows, q)[errors.get(key, key)][1] for key in expected}
            assert found == pytest.approx(expected, abs=vector["tolerance"])
        elif expected == "nan":
            assert np.isnan(NAMED[name](total, q)), name
        else:
            assert float(NAMED[name](total, q)) == pytest.approx(expected, abs=vector["tolerance"] or 1e-12), name


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "sets"], ids=lambda v: v["name"])
def test_set_valued_alphas_are_as_published(vector: dict[str, Any]) -> None:
    """MASI, Jaccard, Dice and multi-valued alpha have the vector's values."""
    ratings = agreement.Ratings.from_sets(vector["data"])
    found = {
        "mv_alpha": multi_valued_alpha(tabulate_values(ratings).total()),
        "alpha_masi_passonneau2006": alpha_of_sets(tabulate_sets(ratings, "masi").total()),
        "alpha_jaccard": alpha_of_sets(tabulate_sets(ratings, "jaccard").total()),
        "alpha_dice": alpha_of_sets(tabulate_sets(ratings, "dice").total()),
    }
    for name, expected in vector["expected"].items():
        if name not in NOT_OURS:
            assert float(found[name]) == pytest.approx(expected, abs=vector["tolerance"]), name


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "setpairs"], ids=lambda v: v["name"])
def test_distances_between_sets_are_as_published(vector: dict[str, Any]) -> None:
    """Distances between pairs of sets, empty ones among them."""
    members = sorted({str(x) for pair in vector["data"] for s in pair for x in s})
    first, second = (
        np.array([[m in {str(x) for x in pair[side]} for m in members] for pair in vector["data"]]) for side in (0, 1)
    )
    for name, expected in vector["expected"].items():
        assert between_rows(first, second, name) == pytest.approx(expected, abs=vector["tolerance"]), name


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "unitizing"], ids=lambda v: v["name"])
def test_first_alpha_for_unitizing_is_as_published(vector: dict[str, Any]) -> None:
    """Krippendorff's alpha for unitizing of 1995 and 2004."""
    data = vector["data"]
    spans = [Span(str(who), at - data["begin"], at - data["begin"] + size, code) for who, at, size, code in data["units"]]
    whole, of_code = agreement.alpha_1995(Continuum.of(spans, data["L"]))
    for name, expected in vector["expected"].items():
        if name == "overall":
            found = whole.alpha
        elif name.startswith(("Do_", "De_")):
            found = of_code[name[3:]].observed if name.startswith("Do") else of_code[name[3:]].expected
        else:
            found = of_code[name].alpha
        assert found == pytest.approx(expected, abs=vector["tolerance"]), name


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "unitizing2016"], ids=lambda v: v["name"])
def test_u_alpha_is_as_the_vector_says(vector: dict[str, Any]) -> None:
    """Krippendorff's u-alpha of 2016; the vector gives starts and lengths."""
    data = vector["data"]
    spans = [Span(str(who), at, at + size, code) for who, marks in enumerate(data["by_coder"]) for at, size, code in marks]
    found = u_alpha(tabulate_spans([Continuum.of(spans, data["L"])]).total())
    assert float(found) == pytest.approx(vector["expected"]["u_alpha"], abs=vector["tolerance"])


def test_every_vector_is_used() -> None:
    """No kind of vector is passed over."""
    assert {v["kind"] for v in VECTORS} == {"rows", "table", "2x2", "sets", "setpairs", "unitizing", "unitizing2016"}
