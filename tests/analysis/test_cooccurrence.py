"""Codes together: a small study counted by hand, laws, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import coded
import pytest
from click.testing import CliRunner
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, WEEDS, passage
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.cooccurrence import cooccurrence
from coder.cli import main
from coder.report.analysis_cooccurrence import Together

SMALL = (
    passage(0, "A", 1, {PLUM, JOY}),
    passage(1, "A", 1, {PLUM, JOY}),
    passage(2, "B", 1, {PLUM, JOY, PEAR}),
    passage(3, "B", 1, {PLUM}),
    passage(4, "B", 1, {JOY}),
    passage(5, "C", 1, set()),
    passage(6, "C", 1, {PEAR}, unsure={JOY}),
    passage(7, "C", 1, None),
)


def test_pairs_counted_by_hand() -> None:
    """Seven looked at; plum with joy is known of six: 4 plums, 4 joys, 3 together, 16 / 6 expected."""
    found = cooccurrence(SMALL, BOOK)
    assert (found.passages, found.people, found.codes) == (7, 3, (FRUIT, PLUM, PEAR, JOY))
    pairs = {(one.first, one.second): one for one in found.pairs}
    assert set(pairs) == {(FRUIT, JOY), (PLUM, PEAR), (PLUM, JOY), (PEAR, JOY)}, "a theme and its category are no pair"
    one = pairs[PLUM, JOY]
    assert (one.first_passages, one.second_passages, one.passages, one.together, one.people) == (4, 4, 6, 3, 2)
    assert (one.expected, one.lift) == (pytest.approx(16 / 6), pytest.approx(3 / (16 / 6)))
    one = pairs[PEAR, JOY]
    assert (one.first_passages, one.second_passages, one.passages, one.together, one.people) == (1, 4, 6, 1, 1)
    one = pairs[PLUM, PEAR]
    assert (one.first_passages, one.second_passages, one.passages, one.together, one.people) == (4, 2, 7, 1, 1)
    assert [(pair.first, pair.second) for pair in found.most][:2] == [(FRUIT, JOY), (PLUM, JOY)]


def test_pairs_that_keep_apart_are_named() -> None:
    """Six plums and six weeds in twelve passages, never together: three are expected."""
    passages = [passage(n, "AB"[n % 2], 1, {PLUM} if n < 6 else {WEEDS}) for n in range(12)]
    found = cooccurrence(passages, BOOK)
    assert [(pair.first, pair.second, pair.expected) for pair in found.apart] == [(FRUIT, WEEDS, 3.0), (PLUM, WEEDS, 3.0)]
    shown = Together(found, BOOK, "Codes.")
    assert shown.section().parts == ("No two codes stand in one segment.",)
    assert "Plum with Weeds (3.0)" in shown.sentences()[1]


@given(st.lists(st.tuples(st.sampled_from("AB"), st.just(1), st.sets(st.sampled_from(BOOK.ids))), max_size=20))
def test_together_is_never_more_than_either(rows: list[tuple[str, int, set[str]]]) -> None:
    """Counts hold; the order of passages does not matter."""
    passages = [passage(n, *row) for n, row in enumerate(rows)]
    found = cooccurrence(passages, BOOK)
    for one in found.pairs:
        assert one.people <= one.together <= min(one.first_passages, one.second_passages) <= one.passages == len(rows)
    assert cooccurrence(passages[::-1], BOOK) == found


def test_the_command_shows_the_sample_study(root: Path, tmp_path: Path) -> None:
    """A table, all pairs as JSON, a picture."""
    (tmp_path / "study").mkdir()
    study = coded.sample_study(root, tmp_path / "study")
    files = ["--picture", str(tmp_path / "a.svg"), "--json", str(tmp_path / "a.json")]
    done = CliRunner().invoke(main, ["cooccurrence", "--study", str(study.root), *files])
    assert done.exit_code == 0, done.output
    pairs = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["pairs"]
    assert all(one["lift"] == pytest.approx(one["together"] / one["expected"], rel=1e-2) for one in pairs if one["together"])
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    assert "Codes that stand in one segment" in CliRunner().invoke(main, ["cooccurrence", "--study", str(study.root)]).output
