"""Samples and arms as they are drawn: their laws."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest
from birds import CODEBOOK, LEAVES
from hypothesis import given
from hypothesis import strategies as st

from coder.codebook import parse
from coder.rounds import Arm, Decoy, Design, blind_sample, deal, decoy, reading_order

BOOK = parse(CODEBOOK, "birds")
DESIGN = Design(blind_minimum=0)


def strata(*sizes: int) -> dict[str, list[str]]:
    return {f"T{number}": [f"{number}-{place}" for place in range(size)] for number, size in enumerate(sizes)}


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.floats(0.05, 1), st.integers(0, 50), st.integers(0, 10**6))
def test_the_sample_has_its_size_and_every_transcript_its_share(sizes: list[int], share: float, least: int, seed: int) -> None:
    """As many as asked for, none twice, each transcript within one of its share, one probability for all: n / N."""
    total = sum(sizes)
    found = blind_sample(strata(*sizes), Design(blind=share, blind_minimum=least), seed)
    if not total:
        assert not found
        return
    wanted = min(total, max(math.ceil(round(share * total, 9)), least))
    assert len(found) == wanted
    assert set(found.values()) == {wanted / total}
    by_home = Counter(segment.split("-")[0] for segment in found)
    for number, size in enumerate(sizes):
        assert abs(by_home[str(number)] - size * wanted / total) < 1


def test_every_passage_is_as_likely_as_its_probability_says() -> None:
    """Over many seeds each passage is drawn as often as its probability, pairs within a transcript too."""
    counts: Counter[str] = Counter()
    pairs: set[frozenset[str]] = set()
    for seed in range(2000):
        drawn = blind_sample(strata(7, 13, 10), replace(DESIGN, blind=0.2), seed)
        counts.update(list(drawn))
        pairs.update(frozenset((a, b)) for a in drawn for b in drawn if a < b and a[0] == b[0] == "1")
    assert all(abs(counts[f"{n}-{place}"] / 2000 - 0.2) < 0.045 for n, size in enumerate((7, 13, 10)) for place in range(size))
    assert len(pairs) == 13 * 12 / 2


def test_the_larger_of_share_and_minimum_counts() -> None:
    """10 % of 5,000 is 500, of 1,000 it is 200; of 50 passages it is all; off is none."""
    sizes = {5000: 500, 1000: 200, 50: 50}
    for total, wanted in sizes.items():
        assert len(blind_sample(strata(total), Design(), 1)) == wanted
    assert blind_sample(strata(50), Design(blind=0), 1) == {}


@given(st.integers(0, 3000), st.floats(0.01, 0.4))
def test_a_least_number_takes_at_most_half_of_a_study(total: int, share: float) -> None:
    """Fitted to a study the sample is the larger of share and minimum, the minimum at most half; a number that was set stands."""
    wanted = max(math.ceil(round(share * total, 9)), min(200, total // 2))
    assert len(blind_sample(strata(total), Design(blind=share).fitted(total), 1)) == wanted
    assert Design(blind_minimum=30, blind_most=1.0).fitted(40).blind_minimum == 30


def dealt(
    design: Design, seed: int = 1, coders: tuple[str, ...] = ("anna", "ben"), passages: int = 2000, names: str = ""
) -> dict:
    segments = [f"{names}{number}" for number in range(passages)]
    shown = {segment: (LEAVES[number % 6],) if number % 3 else () for number, segment in enumerate(segments)}
    decoys = {s: Decoy(next(code for code in LEAVES if code not in codes), codes[0]) for s, codes in shown.items() if codes}
    found = deal(coders, dict.fromkeys(coders, segments), shown, decoys, design, seed, BOOK.ids)
    return {(one.coder, one.segment): one for one in found}


def test_suggestions_are_withheld_independently_of_coder_and_passage() -> None:
    """The share is as asked, and what one coder misses says nothing of what another does."""
    found = dealt(replace(DESIGN, withhold=0.2), passages=5000)
    missed = {coder: {s for (c, s), one in found.items() if c == coder and one.arm is Arm.WITHHELD} for coder in ("anna", "ben")}
    assert all(abs(len(of) / 5000 - 0.2) < 0.02 for of in missed.values())
    assert abs(len(missed["anna"] & missed["ben"]) / 5000 - 0.04) < 0.01
    assert all(one.shown == () for one in found.values() if one.arm is Arm.WITHHELD)


def test_a_plan_depends_on_nothing_but_its_seed() -> None:
    """Other coders, and fewer passages, change nobody's arms; another seed does."""
    design = replace(DESIGN, withhold=0.2)
    alone = dealt(design, coders=("ben",), passages=500)
    among = dealt(design, coders=("anna", "ben", "carl"))
    assert all(among[key] == one for key, one in alone.items())
    assert dealt(design, seed=2, coders=("ben",), passages=500) != alone
    assert reading_order("abcdef", "ben", 1) == reading_order("fedcba", "ben", 1)
    assert len({tuple(reading_order("abcdef", f"coder {n}", 1)) for n in range(20)}) > 10


@pytest.mark.parametrize(("plant", "least", "wanted"), [(0.05, 30, 113), (0.01, 30, 30), (0.03, 0, 68), (0.0, 30, 0)])
def test_wrong_suggestions_are_as_many_as_asked_and_spread_evenly(plant: float, least: int, wanted: int) -> None:
    """The share of what is shown, or the minimum; each coder has as many; the wrong one stands in the place of a right one."""
    found = dealt(Design(withhold=0.15, plant=plant, plant_minimum=least), passages=2000)
    planted = [one for one in found.values() if one.arm is Arm.PLANTED]
    assert abs(len(planted) - wanted) <= 3
    counts = Counter(one.coder for one in planted)
    assert max(counts.values(), default=0) - min(counts.values(), default=0) <= 1
    for one in planted:
        assert one.planted in one.shown
        assert one.replaced not in one.shown
        assert len(one.shown) == 1


def test_a_decoy_is_the_sibling_that_the_model_likes_least() -> None:
    """Never what is suggested, what it implies, or a code of another theme; None where every sibling is suggested."""
    scores = {code: place / 10 for place, code in enumerate(BOOK.ids)}
    assert decoy(BOOK, ["song/dawn/lark"], ["song/dawn/lark", "song/dawn"], scores) == Decoy("song/dawn/robin", "song/dawn/lark")
    assert decoy(BOOK, ["song/dusk"], ["song/dusk"], scores) == Decoy("song/dawn", "song/dusk")
    assert decoy(BOOK, ["song/dusk"], ["song/dusk", "song/dawn/wren", "song/dawn"], scores) is None
    both = ["nest/barn", "nest/hedge"]
    assert decoy(BOOK, both, both, scores) is None
