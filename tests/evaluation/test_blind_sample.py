"""The test on a round's blind sample: what was stored before anybody decided, and nothing told before all have coded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import birds as made
import pytest
from birds import Filled
from click.testing import CliRunner, Result

from coder.cli import main
from coder.consensus import Final, Reason, Settlement
from coder.records import Decision, Kind
from coder.steps.blind_testing import of_blind_sample
from coder.steps.counted import counted
from coder.study import Ledger, Study, rounds, workshops

SETTINGS = "round: {blind: 30 %, blind_minimum: 12, withhold: off, seed: 3}\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made.study(tmp_path, transcripts=5, passages=8, settings=SETTINGS)


@pytest.fixture
def coder(study: Study) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study.root)])

    return run


def finish(coder: Callable[..., Result], name: str, say: Callable[[int], set[str]]) -> None:
    """Code everything in the next file; `say` gives the codes of a row."""
    done = coder("export", "--coder", name)
    assert done.exit_code == 0, done.output
    book = Filled(Path(re.search(r"Written: (.*)", done.output)[1]))  # type: ignore[index]
    for place, row in enumerate(book.rows):
        book.code(row, say(place))
    book.save()
    done = coder("import", str(book.path))
    assert done.exit_code == 0, done.output


def by_turns(place: int) -> set[str]:
    return {made.LEAVES[place % 6]} if place % 7 else set()


def never(place: int) -> set[str]:
    return set()


@pytest.fixture
def half(study: Study, coder: Callable[..., Result]) -> Study:
    """Anna has coded the blind part, Ben has not."""
    assert coder("round", "start", "main", "--coders", "anna,ben").exit_code == 0
    finish(coder, "anna", by_turns)
    return study


@pytest.fixture
def both(half: Study, coder: Callable[..., Result]) -> Study:
    """Both have; Ben found nothing."""
    finish(coder, "ben", never)
    return half


def told(coder: Callable[..., Result]) -> dict[str, Any]:
    done = coder("evaluate", "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_nothing_is_told_before_all_have_coded(half: Study, coder: Callable[..., Result]) -> None:
    """While Ben codes, no figure of the sample is given, only what it waits for."""
    found, waiting = of_blind_sample(half.ledger(), half.codebook(), 0)
    assert found is None
    assert "not finished by ben" in waiting
    finish(coder, "anna", by_turns)
    data = told(coder)
    assert data["blind"] is None
    assert "not finished by ben" in data["waiting"]
    blind = rounds.plan(half.ledger(), 1).blind
    assert not blind & {one["segment"] for one in data["cross_validation"]["most_wrong"]}


def test_stored_suggestions_are_held_against_each_coder(both: Study, coder: Callable[..., Result]) -> None:
    """Precision and recall by hand, of what the ledger kept."""
    ledger = both.ledger()
    found, waiting = of_blind_sample(ledger, both.codebook(), 0)
    assert waiting == ""
    assert found is not None
    assert [test.against for test in found.tests] == ["the majority", "anna", "ben"]
    plan = rounds.plan(ledger, 1)
    assert (found.drawn, found.of, found.left_out) == (len(plan.blind), 40, 0)
    said = {
        (one.segment, one.code) for one in ledger.suggestions(1, tuple(plan.blind)) if one.suggested and one.segment in plan.blind
    }
    given = counted(ledger)
    book = both.codebook()
    for code in book.ids:
        right = {(s, code) for s in plan.blind if given["anna", s].values(book)[code]}
        of_code = {pair for pair in said if pair[1] == code}
        anna = found.tests[1]
        assert anna.counts[code] == (len(right), len(plan.blind), len(of_code))
        precision, recall = anna.get("precision", code), anna.get("recall", code)
        assert precision.value == (pytest.approx(len(right & of_code) / len(of_code)) if of_code else None)
        assert recall.value == (pytest.approx(len(right & of_code) / len(right)) if right else None)
    assert all(found.tests[2].get("precision", code).value in (0, None) for code in book.ids), "Ben found nothing"
    assert set(found.human) == set(book.ids)


def test_it_comes_first_and_is_told_whole(both: Study, coder: Callable[..., Result]) -> None:
    """On the screen and in the JSON; the page begins with it."""
    screen = coder("evaluate", "--html", str(both.root / "out.html"))
    assert screen.exit_code == 0, screen.output
    assert screen.stdout.startswith("On the blind sample of the round main: 12 segments")
    assert screen.output.index("anna") < screen.output.index("Tested on")
    data = told(coder)
    assert [test["against"] for test in data["blind"]["tests"]] == ["the majority", "anna", "ben"]
    assert {one["code"] for one in data["blind"]["human_kappa"]} == set(both.codebook().ids)
    page = (both.root / "out.html").read_text(encoding="utf-8")
    assert page.index("On the blind sample") < page.index("By cross-validation")
    captions = re.findall("<caption>(.*?)</caption>", page)
    assert len(set(captions)) == len(captions) > 10, "no two tables are called the same"


def test_what_a_workshop_settled_is_the_first_account(both: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consensus leads, and says what was settled."""
    ledger = both.ledger()
    segment = min(rounds.plan(ledger, 1).blind)
    settled = Settlement(segment, "nest/barn", Final.YES, Reason.SLIP, "", "1.0")
    monkeypatch.setattr(workshops, "settlements", lambda _: (settled,))
    found, _ = of_blind_sample(ledger, both.codebook(), 0)
    assert found is not None
    assert found.tests[0].against == "the consensus"
    assert found.tests[0].counts["nest/barn"][:2] == (1, found.tests[1].counts["nest/barn"][1] + tie(ledger, segment))


def tie(ledger: Ledger, segment: str) -> int:
    """Whether Anna and Ben differ on the barn in this passage, so that it is open for the majority."""
    said = counted(ledger)
    return int("nest/barn" in said["anna", segment].applied)


def test_passages_that_the_model_may_have_learned_from_are_left_out(both: Study) -> None:
    """A passage decided on before the tagging is no test; here one is decided by somebody outside the round."""
    ledger = both.ledger()
    segment = min(rounds.plan(ledger, 1).blind)
    export = made.export(both, "carla")
    with ledger.write() as connection:
        ledger.insert_decisions(connection, export.id, [Decision("carla", segment, Kind.LOOKED)], "2026-01-04T00:00:00Z")
    found, _ = of_blind_sample(ledger, both.codebook(), 0)
    assert found is not None
    assert (found.drawn, found.left_out) == (11, 1)
