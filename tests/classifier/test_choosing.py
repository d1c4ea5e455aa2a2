"""What to read first, what to code next, and how sure the figures are: the pure parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.classifier.selection import AUDIT, choose
from coder.classifier.triage import order, reading_saved, saving

seeds = st.integers(0, 2**32 - 1)
BANDS = np.full(4, 0.1), np.full(4, 0.3)


@given(seeds, st.integers(1, 40), st.integers(1, 60))
def test_what_to_code_next_is_a_list_without_repeats_that_comes_again(seed: int, n: int, wanted: int) -> None:
    """As many as wanted (or there are), each once, a quarter at random; the same seed gives the same list."""
    random = np.random.default_rng(seed)
    scores, positives = random.random((n, 4)), random.integers(0, 30, 4)
    likeness = random.random(n)
    found = choose(scores, BANDS, positives, likeness, wanted, seed)
    assert found == choose(scores, BANDS, positives, likeness, wanted, seed)
    assert len(found) == len({one.row for one in found}) == min(n, wanted)
    assert sum(one.reason == "drawn at random" for one in found) == round(min(n, wanted) * AUDIT)


def test_each_reason_finds_what_it_is_for() -> None:
    """The nearest to being suggested, the likeliest of a rare code, the least like anything coded."""
    scores = np.full((8, 2), 0.02)
    scores[3, 0], scores[5, 1], likeness = 0.29, 0.9, np.full(8, 0.8)
    likeness[6] = 0.1
    found = {one.row: one.reason for one in choose(scores, (np.full(2, 0.1), np.full(2, 0.3)), np.array([50, 2]), likeness, 4, 1)}
    audit = {row for row, reason in found.items() if reason == "drawn at random"}
    for row, reason in ((3, "unsure"), (5, "rare code"), (6, "unlike what was coded")):
        assert row in audit or found[row] == reason


@given(seeds, st.integers(1, 50))
def test_reading_saved_is_a_share_and_perfect_scores_save_most(seed: int, n: int) -> None:
    """Between 0 and 1; no order of reading saves more than the one that knows the answer, where segments are of one length."""
    random = np.random.default_rng(seed)
    coded = random.random(n) < 0.4
    coded[0] = True
    words = np.full(n, 50)
    any_order = reading_saved(random.random(n), coded, words)
    best = reading_saved(coded.astype(float), coded, words)
    assert any_order is not None
    assert best is not None
    assert 0 <= any_order <= best < 1
    assert reading_saved(random.random(n), np.zeros(n, dtype=bool), words) is None


def test_short_segments_come_first_where_they_promise_as_much() -> None:
    """The order is by codes a word."""
    assert order(np.array([1.0, 1.0, 2.0]), np.array([100, 50, 100])).tolist() == [1, 2, 0]


def test_a_segment_outside_every_unsure_band_is_never_called_unsure() -> None:
    """Neither what is suggested nor what is set aside is asked about for being unsure."""
    scores = np.array([[0.5, 0.01], [0.05, 0.9], [0.2, 0.01], [0.12, 0.02]])
    found = choose(scores, (np.full(2, 0.1), np.full(2, 0.3)), np.array([50, 50]), np.full(4, 0.5), 4, 1)
    assert {one.row for one in found if one.reason == "unsure"} <= {2, 3}


@given(seeds, st.integers(3, 50))
def test_the_saving_has_an_interval_and_equal_weights_change_nothing(seed: int, n: int) -> None:
    """It is that of the plain formula; the same seed gives the same interval."""
    random = np.random.default_rng(seed)
    coded, expected, words = random.random(n) < 0.5, random.random(n), random.integers(1, 90, n)
    coded[:3] = True
    groups = [str(i % 7) for i in range(n)]
    found = saving(expected, coded, words, groups, np.ones(n), 5)
    assert found == saving(expected, coded, words, groups, np.ones(n), 5)
    assert found.value == pytest.approx(reading_saved(expected, coded, words))
    weighted = saving(expected, coded, words, groups, np.full(n, 3.5), 5)
    assert (weighted.value, weighted.low, weighted.high) == pytest.approx((found.value, found.low, found.high))
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high <= 1
