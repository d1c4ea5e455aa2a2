"""Saturation: new codes by interview counted by hand, the band of random orders, and codes by person."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coded
import numpy as np
import pytest
from click.testing import CliRunner
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, WEEDS, passage
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.saturation import frequencies, saturation
from coder.cli import main
from coder.report.analysis_saturation import Saturated
from coder.study import Study

SMALL = (
    passage(0, "A", 1, {PLUM}, date="2021-03-02"),
    passage(1, "A", 1, set(), date="2021-03-02"),
    passage(2, "A", 2, {PLUM, JOY}, date="2021-09-01"),
    passage(3, "B", 1, {FRUIT}, date="2021-01-05"),
    passage(4, "B", 2, {PEAR}, unsure={WEEDS}, date="2021-10-05"),
    passage(5, "C", 1, None),
    passage(6, "7", None, {WEEDS}),
)
"""A1 has plum, A2 plum and joy, B1 only the theme, B2 pear; C1 nobody looked at; weeds only in the questionnaire."""


def test_new_codes_in_the_order_of_participants() -> None:
    """Counted by hand: one new code in A1, one in A2, none in B1, one in B2; the theme is no code of its own here."""
    found = saturation(SMALL, BOOK, None, 0)
    assert (found.order, found.respondents, found.codes, found.uncounted) == ("date", False, 4, 1)
    found = saturation(SMALL, BOOK, "participant", 0)
    steps = [(step.reference, step.passages, step.codes, step.new, step.found) for step in found.steps]
    assert steps == [
        ("PA1", 2, 1, (PLUM,), 1),
        ("PA2", 1, 2, (JOY,), 2),
        ("PB1", 1, 0, (), 2),
        ("PB2", 1, 1, (PEAR,), 3),
    ]
    assert (found.once, found.never) == ((PEAR, JOY), (WEEDS,))


def test_new_codes_in_the_order_of_dates() -> None:
    """B1 came first; where an interview has no date the participants' order is taken."""
    assert [step.reference for step in saturation(SMALL, BOOK, "date", 0).steps] == ["PB1", "PA1", "PA2", "PB2"]
    undated = (*SMALL, passage(8, "C", 2, set()))
    assert saturation(undated, BOOK, None, 0).order == "participant"
    assert [step.reference for step in saturation(undated, BOOK, "date", 0).steps][-1] == "PC2"


def test_the_mean_of_random_orders_is_that_of_all_orders() -> None:
    """Four interviews have 24 orders; their mean is found to within what 4,000 draws allow, and seeds decide."""
    has = [{PLUM}, {PLUM, JOY}, set(), {PEAR}]
    exact = np.mean([[len(set().union(*order[: n + 1])) for n in range(4)] for order in itertools.permutations(has)], axis=0)
    found = saturation(SMALL, BOOK, "participant", 1, orders=4000)
    assert [step.middle for step in found.steps] == pytest.approx(exact, abs=0.05)
    assert (found.steps[-1].low, found.steps[-1].high) == (3.0, 3.0)
    assert saturation(SMALL, BOOK, "participant", 1, orders=4000) == found
    assert saturation(SMALL, BOOK, "participant", 2, orders=4000) != found


some = st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 4), st.sets(st.sampled_from(BOOK.ids))), max_size=20)


@given(some)
def test_codes_only_accumulate(rows: list[tuple[str, int, set[str]]]) -> None:
    """What was found stays found; new ones add up; the band ends where the order ends."""
    found = saturation([passage(n, *row) for n, row in enumerate(rows)], BOOK, "participant", 0, orders=100)
    total = 0
    for step in found.steps:
        total += len(step.new)
        assert step.found == total
        assert step.low <= step.high <= found.codes
        assert step.middle <= found.codes
    assert not found.steps or found.steps[-1].low == found.steps[-1].high == total
    assert total + len(found.never) == found.codes


def test_respondents_take_the_place_of_interviews() -> None:
    """Where there is a questionnaire only."""
    answers = (passage(0, "10", None, {PLUM}), passage(1, "9", None, {JOY}), passage(2, "10", None, {PEAR}))
    found = saturation(answers, BOOK, None, 0)
    assert found.respondents
    assert [(step.reference, step.new) for step in found.steps] == [("QP9", (JOY,)), ("QP10", (PLUM, PEAR))]


def test_codes_by_person() -> None:
    """Counted by hand; C was not looked at and is no person here; a category counts for its theme."""
    people, found = frequencies(SMALL, BOOK)
    assert people == ("7", "A", "B")
    assert [(one.code, one.passages, one.people) for one in found] == [
        (FRUIT, (0, 2, 2), 2),
        (PLUM, (0, 2, 0), 1),
        (PEAR, (0, 0, 1), 1),
        (WEEDS, (1, 0, 0), 1),
        (JOY, (0, 1, 0), 1),
    ]


def test_nothing_looked_at_is_a_sentence() -> None:
    """No table, no picture, no fault."""
    shown = Saturated(saturation((passage(0, "A", 1, None),), BOOK, None, 0), (), (), BOOK, "Codes.")
    assert shown.section().parts == ("No interview was looked at.",)


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return coded.sample_study(root, tmp_path_factory.mktemp("sample"))


@pytest.fixture
def coder(sample: Study) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(main, [*words, "--study", str(sample.root)])


def test_the_command_shows_the_sample_study(coder: Callable[..., Any], tmp_path: Path) -> None:
    """Ten interviews; the picture has the same bytes each time; the page holds it."""
    done = coder("saturation", "--json", "--picture", str(tmp_path / "a.png"), "--html", str(tmp_path / "a.html"))
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [step["reference"] for step in found["steps"]] == [
        "PA1",
        "PA2",
        "PB1",
        "PC1",
        "PC2",
        "PD1",
        "PE1",
        "PF1",
        "PG1",
        "PH1",
    ]
    assert found["steps"][-1]["found"] + len(found["never"]) == found["codes"] == 17
    assert coder("saturation", "--picture", str(tmp_path / "b.png")).exit_code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert "image/svg+xml" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "no interview has a date" in coder("saturation", "--order", "date").output
