"""Configurations and what stands together, counted by hand on ten passages of two people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, passage
from hypothesis import given
from hypothesis import strategies as st
from orchard import PASSAGES

from coder import codebook
from coder.analysis.configurations import Configuration, Link, Part, Stand, Tally, candidates, codes_by_part, evidence
from coder.analysis.passages import Passage
from coder.analysis.together import Reach, Together, sets_of_codes, together

SWEET = Configuration(
    "sweet",
    "Where plums are, pears give joy.",
    "weak",
    {Part.CONTEXT: (PLUM,), Part.MECHANISM: (PEAR,), Part.OUTCOME: (JOY,)},
    1,
    "w",
    "y",
    "t",
)


def link(number: int, part: Part, stand: Stand = Stand.SUPPORTS) -> Link:
    return Link("sweet", f"S-{number:03}", part, stand, "w", "", "t")


def test_what_stands_for_a_configuration_is_counted_by_part() -> None:
    """Passages, people and interviews; a passage of two parts is one passage; answers are of people but of no interview."""
    links = [
        link(1, Part.CONTEXT),
        link(1, Part.MECHANISM),
        link(12, Part.OUTCOME),
        link(31, Part.CONTEXT),
        link(22, Part.OUTCOME, Stand.COUNTER),
        link(999, Part.OUTCOME),
    ]
    (found,) = evidence([SWEET], links, PASSAGES)
    assert found.parts == {Part.CONTEXT: Tally(2, 2, 1), Part.MECHANISM: Tally(1, 1, 1), Part.OUTCOME: Tally(1, 1, 1)}
    assert found.supports == Tally(3, 2, 2)
    assert found.counter == Tally(1, 1, 1)
    assert found.whole == 1, "only A has a passage for each part"
    assert found.gone == 1


def test_no_links_count_as_nothing() -> None:
    """A statement that nothing is linked to stands there with noughts."""
    (found,) = evidence([SWEET], [], PASSAGES)
    assert (found.supports, found.counter, found.whole, found.gone) == (Tally(0, 0, 0), Tally(0, 0, 0), 0, 0)


def test_parts_are_known_by_what_roles_mean() -> None:
    """Other letters will do; a codebook without these roles has no parts."""
    other = codebook.parse(
        "title: T\nroles: {X: Context, Y: mechanism, Z: actor}\nfamilies:\n  - id: f\n    codes:\n"
        "      - {id: a, role: X, definition: d}\n      - {id: b, role: Y, definition: d}\n      - {id: c, role: Z, definition: d}\n",
        "codebook.yaml",
    )
    assert codes_by_part(other) == {Part.CONTEXT: ("f/a",), Part.MECHANISM: ("f/b",)}
    assert codes_by_part(BOOK) == {Part.CONTEXT: (PLUM,), Part.MECHANISM: (PEAR,), Part.OUTCOME: (JOY,)}


def test_candidates_have_two_parts_alone_or_with_their_neighbours() -> None:
    """Most parts first; linked ones are left out; a passage nobody looked at is no neighbour, nor is another person's answer."""
    found = candidates(SWEET, PASSAGES, ["S-012"], BOOK)
    assert [(each.passage.id, sorted(each.codes), each.with_neighbours) for each in found] == [
        ("S-001", [Part.CONTEXT, Part.MECHANISM], False),
        ("S-022", [Part.MECHANISM, Part.OUTCOME], True),
        ("S-003", [Part.CONTEXT], True),
        ("S-004", [Part.MECHANISM], True),
        ("S-011", [Part.MECHANISM], True),
        ("S-021", [Part.CONTEXT], True),
    ]


def test_a_theme_that_a_category_implies_is_no_part_of_its_own() -> None:
    """Fruit stands wherever a plum does: it makes no second part."""
    theme = replace(SWEET, codes={Part.CONTEXT: (PLUM,), Part.OUTCOME: (FRUIT,)})
    assert candidates(theme, PASSAGES[:1], [], BOOK) == ()
    assert [each.passage.id for each in candidates(theme, PASSAGES[2:4], [], BOOK)] == ["S-003", "S-004"]


# ---- against chance


def observed(found: tuple[Together, ...]) -> dict[tuple[tuple[str, ...], Reach], tuple[int, int, int]]:
    return {(one.codes, one.reach): (one.observed, one.people, one.interviews) for one in found}


def test_what_stands_together_is_what_a_hand_counts() -> None:
    """One passage, neighbours that only together hold the codes, and a situation over two interviews."""
    found = together(PASSAGES, BOOK, {("A", "roses"): frozenset({"S-003", "S-012"})}, seed=1, orders=100)
    assert found.compared == 4
    assert observed(found.found) == {
        ((PLUM, PEAR), Reach.PASSAGE): (1, 1, 1),
        ((PLUM, JOY), Reach.PASSAGE): (1, 1, 1),
        ((PEAR, JOY), Reach.PASSAGE): (1, 1, 1),
        ((PLUM, PEAR), Reach.NEIGHBOURS): (3, 2, 3),
        ((PLUM, JOY), Reach.NEIGHBOURS): (1, 1, 1),
        ((PEAR, JOY), Reach.NEIGHBOURS): (1, 1, 1),
        ((PLUM, PEAR, JOY), Reach.NEIGHBOURS): (2, 2, 2),
        ((PLUM, JOY), Reach.SITUATION): (1, 1, 2),
    }
    places = {(one.codes, one.reach): one.places for one in found.found}
    assert places[(PLUM, PEAR), Reach.NEIGHBOURS] == (("S-003", "S-004"), ("S-011", "S-012"), ("S-021", "S-022"))
    assert places[(PLUM, JOY), Reach.SITUATION] == (("S-003", "S-012"),)


def test_chance_is_that_of_codes_placed_at_random_within_each_transcript() -> None:
    """Two of five and two of five, then twice one of two and one of two, then one and one of two answers: 0.8 + 0.5 + 0.5 + 0.5."""
    found = together(PASSAGES, BOOK, {}, seed=7, orders=4000)
    (one,) = [each for each in found.found if (each.codes, each.reach) == ((PLUM, PEAR), Reach.PASSAGE)]
    assert one.expected == pytest.approx(2 * 2 / 5 + 1 / 2 + 1 / 2 + 1 / 2, abs=0.05)
    assert one.ratio == pytest.approx(1 / one.expected)
    assert one.low <= one.expected <= one.high
    assert 0 < one.as_often <= 1


def test_a_seed_gives_the_same_figures_again_and_another_seed_others() -> None:
    """Reproducible to the last digit."""
    assert together(PASSAGES, BOOK, {}, 3, 100) == together(PASSAGES, BOOK, {}, 3, 100)
    assert together(PASSAGES, BOOK, {}, 3, 100) != together(PASSAGES, BOOK, {}, 4, 100)


def test_what_cannot_stand_elsewhere_is_as_often_by_chance() -> None:
    """A transcript of one passage: every placement is what was found, so the ratio is one."""
    (pair, *_) = together([passage(1, "A", 1, {PLUM, PEAR})], BOOK, {}, 1, 100).found
    assert (pair.expected, pair.low, pair.high, pair.ratio, pair.as_often) == (1, 1, 1, 1, 1)


def test_a_link_that_is_strong_stands_out() -> None:
    """Ten plums that always stand with ten pears among forty passages: never so by chance."""
    passages = [passage(n, "A", 1, {PLUM, PEAR} if n < 10 else set()) for n in range(40)]
    (one,) = [each for each in together(passages, BOOK, {}, 1, 200).found if each.reach is Reach.PASSAGE]
    assert one.observed == 10
    assert one.high < 7
    assert one.as_often == pytest.approx(1 / 201)


def test_nothing_coded_and_nothing_looked_at_give_nothing() -> None:
    """No crash, no row."""
    assert together([], BOOK, {}, 1, 100).found == ()
    assert together([passage(1, "A", 1, None), passage(2, "A", 1, set())], BOOK, {}, 1, 100).found == ()


def test_codes_of_one_part_and_codes_that_imply_each_other_are_not_compared() -> None:
    """A category and its own theme always stand together."""
    book = codebook.parse(
        "title: T\nfamilies:\n  - id: f\n    codes:\n      - id: o\n        role: O\n        definition: d\n        codes:\n"
        "          - {id: c, role: C, definition: d}\n          - {id: k, role: C, definition: d}\n"
        "      - {id: m, role: M, definition: d}\n",
        "codebook.yaml",
    )
    assert [tuple(code for _, code in one) for one in sets_of_codes(book)] == [
        ("f/o/c", "f/m"),
        ("f/o/k", "f/m"),
        ("f/m", "f/o"),
    ]


CODES = st.sets(st.sampled_from([PLUM, PEAR, JOY]))


@given(st.lists(CODES, max_size=9), st.lists(CODES, max_size=9))
def test_the_order_of_transcripts_and_the_names_of_people_change_no_count(one: list[set[str]], other: list[set[str]]) -> None:
    """What is observed depends on where codes stand within each transcript, on nothing else."""

    def of(who: str, codes: list[set[str]], start: int) -> list[Passage]:
        return [passage(start + n, who, 1, given) for n, given in enumerate(codes)]

    first, second = of("A", one, 0), of("B", other, 100)
    renamed = [replace(p, participant=f"{p.participant}x") for p in (*second, *first)]
    a, b = (observed(together(found, BOOK, {}, 1, 100).found) for found in ([*first, *second], renamed))
    assert a == b
