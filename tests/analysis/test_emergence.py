"""Emergence: what no code fits is grouped by likeness, the same every time, also where there is little; categories are proposed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coded
import numpy as np
import pytest
from click.testing import CliRunner
from coded import BOOK, JOY, PEAR, PLUM, passage
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.emergence import candidates, emerging, grouped
from coder.analysis.keywords import key_words
from coder.analysis.proposals import proposals
from coder.cli import main
from coder.records import Decision, Kind
from coder.study import Study

LONG = "these are words enough to be grouped with others"
PASSAGES = (
    *(passage(n, "AB"[n % 2], 1, set(), f"The shed roof leaks on the mower and the tools, {LONG}.") for n in range(5)),
    *(passage(n, "BC"[n % 2], 1, set(), f"Slugs ate the hosta leaves, so I put down beer traps, {LONG}.") for n in range(5, 9)),
    passage(9, "D", 1, {PLUM}, "Plums, plums."),
    passage(10, "D", 1, {JOY}, f"Joy, {LONG}.", emergent=("slugs & snails",)),
    passage(11, "D", 1, set(), "Mm."),
    passage(12, "D", 1, set(), f"A neighbour sang to the moon, {LONG}."),
    passage(13, "D", 1, None, LONG),
    passage(14, "D", 1, set(), LONG, unsure={PEAR}),
)
"""Five sheds, four slugs, one noted as slugs, one like nothing; a reply, one not looked at and one left open do not count."""
PLACES = [0, 0, 0, 0, 0, 1, 1, 1, 1, 3, 1, 2, 2, 2, 3]


def vectors(noise: float = 0.02) -> np.ndarray[Any, Any]:
    """A direction for each topic, and a little noise."""
    draw = np.random.default_rng(0)
    return np.eye(4)[PLACES] + draw.normal(0, noise, (len(PLACES), 4))


def test_candidates_are_uncoded_or_noted() -> None:
    """Counted by hand: nine, the noted one and the odd one."""
    assert [one.id for one in candidates(PASSAGES)] == [f"S-{n:03}" for n in [*range(9), 10, 12]]


def test_groups_found_by_likeness() -> None:
    """Sheds, and slugs with the one noted; words mark each; the odd one is loose."""
    found = emerging(PASSAGES, vectors(), BOOK)
    assert (found.uncoded, found.noted, found.short) == (11, 1, 1)
    sheds, slugs = found.groups
    assert ({one.id for one in sheds.passages}, sheds.people) == ({f"S-{n:03}" for n in range(5)}, 2)
    assert {one.id for one in slugs.passages} == {"S-005", "S-006", "S-007", "S-008", "S-010"}
    assert {"shed", "roof", "leaks", "mower", "tools"} <= set(sheds.words)
    assert {"slugs", "hosta"} <= set(slugs.words)
    assert slugs.notes == ("slugs & snails",)
    assert [one.id for one in found.loose] == ["S-012"]
    assert found.silhouette is not None
    assert found.silhouette > 0.8
    assert emerging(PASSAGES, vectors(), BOOK) == found


def test_a_proposal_stands_beside_the_nearest_code_and_can_be_typed() -> None:
    """The command reads as one with its values; ids are not taken twice; a coder's note is the label where there is one."""
    found = emerging(PASSAGES, vectors(), BOOK)
    sheds, slugs = proposals(found.groups, BOOK)
    assert slugs.path == "mood/slugs-snails"
    words = shlex.split(slugs.command)
    assert words[:4] == ["coder", "codebook", "add", "mood/slugs-snails"]
    assert words[words.index("--label") + 1] == "Slugs snails"
    assert words[words.index("--why") + 1] == "emergence: 5 passages of 3 people"
    again = proposals((found.groups[0], found.groups[0]), BOOK)
    assert again[1].path == f"{sheds.path}-2"


@pytest.mark.parametrize("n", range(7))
def test_few_are_one_group_or_none(n: int) -> None:
    """No choice is made among fewer than six; none at all is no group."""
    few = PASSAGES[:n]
    found = emerging(few, vectors()[:n], BOOK)
    assert len(found.groups) == (n > 0) or n == 6
    assert sum(len(group.passages) for group in found.groups) + len(found.loose) == n


def test_the_same_words_again_and_again_make_one_group() -> None:
    """Vectors that are all alike, or all zero, do no harm."""
    for value in (0.0, 1.0):
        found = emerging(PASSAGES[:9], np.full((9, 4), value), BOOK)
        assert [len(group.passages) for group in found.groups] == [9]
        assert found.silhouette is None


@given(st.lists(st.sampled_from([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.6, 0.8, 0.0)]), max_size=25))
def test_every_row_has_a_group(rows: list[tuple[float, ...]]) -> None:
    """Whatever the rows; like rows are never parted."""
    unit = np.array(rows, dtype=np.float64).reshape(len(rows), 3)
    labels, silhouette = grouped(unit)
    assert len(labels) == len(rows)
    assert silhouette is None or -1 <= silhouette <= 1
    for row in set(rows):
        assert len({label for other, label in zip(rows, labels, strict=True) if other == row}) == 1


def test_words_that_all_groups_share_mark_none_first() -> None:
    """What stands in one group alone weighs more than what stands in all as often."""
    (one, _) = key_words([["garden gate", "garden gate"], ["garden wall", "garden wall"]], 5)
    assert one == ("gate", "garden")


@pytest.fixture
def sample(root: Path, tmp_path: Path) -> Study:
    return coded.sample_study(root, tmp_path)


@pytest.fixture
def coder(sample: Study) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(main, [*words, "--study", str(sample.root)])


def test_a_proposal_of_the_sample_study_can_be_run(coder: Callable[..., Any], sample: Study, tmp_path: Path) -> None:
    """What the command prints, with its blanks filled in, adds a code that is then in the codebook."""
    done = coder("emergence", "--json", str(tmp_path / "e.json"), "--html", str(tmp_path / "e.html"))
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    group = found["groups"][0]
    words = shlex.split(group["command"].replace("YOUR-NAME", "anna"))
    added = coder(*words[1:])
    assert added.exit_code == 0, added.output
    assert group["proposed"] in sample.codebook().by_id
    label = words[words.index("--label") + 1]
    again = json.loads(coder("emergence", "--json").output)
    assert again["uncoded"] == found["uncoded"], "a passage stays uncoded when a code comes that nobody has tried on it yet"
    assert f"were not asked for them, and may have them: {label}" in coder("emergence").output


def test_notes_of_coders_are_shown(coder: Callable[..., Any], sample: Study) -> None:
    """An emergent note stands with its group."""
    segment = next(one for one in sample.ledger().segments() if len(one.text.split()) > 20)
    coded.decide(sample, "anna", {}, [Decision("anna", segment.id, Kind.EMERGENT, note="hens and phones")])
    shown = coder("emergence").output
    assert "1 segment has an emergent note." in shown
    assert "hens and phones" in shown
