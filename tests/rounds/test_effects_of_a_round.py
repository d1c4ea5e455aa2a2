"""`coder agree --suggestions` on rounds that simulated teams coded in the ledger: who was led is told apart, and in words."""

from __future__ import annotations

import html
import json
import random
import re
from pathlib import Path
from typing import Any

import birds as made
import pytest
from click.testing import CliRunner

from coder.cli import main
from coder.records import Decision, Kind
from coder.rounds import chance
from coder.steps.showing import showing
from coder.study import Export, Study, export_id

SETTINGS = "round: {blind: 10 %, blind_minimum: 30, withhold: 25 %, plant: 4 %, plant_minimum: 30, seed: 11}\n"


def code(study: Study, name: str, adopts: float, seed: int) -> None:
    """Let a simulated coder do a whole part: half of what the model suggests is true; what is shown is adopted by chance."""
    draw = random.Random(f"{seed}/{name}")  # noqa: S311  # a simulation
    ledger = study.ledger()
    shown = showing(ledger, study.codebook(), name)
    number = len(ledger.exports())
    export = Export(export_id("x", name, made.AT, number), name, "web", shown.tagging, "1.0", made.AT, shown.items)
    shown.remember(ledger, export)
    model = {s.segment: set() for s in ledger.suggestions(1)}
    for one in ledger.suggestions(1):
        if one.suggested and one.code in made.LEAVES:
            model[one.segment].add(one.code)
    decisions: list[Decision] = []
    for item in shown.items:
        right = {c for c in model[item.segment] if chance(seed, item.segment, c) < 0.5}
        own = {c for c in made.LEAVES if draw.random() < (0.9 if c in right else 0.05)}
        for c in item.shown:
            kind = Kind.CONFIRM if c in own or draw.random() < adopts else Kind.REFUTE
            decisions.append(Decision(name, item.segment, kind, c))
        decisions += [Decision(name, item.segment, Kind.ADD, c) for c in sorted(own - set(item.shown))]
        decisions.append(Decision(name, item.segment, Kind.LOOKED))
    ledger.add_import(export.id, "made", f"{name}/{number}", b"", decisions, made.AT)


def report(folder: Path, adopts: float, seed: int) -> dict[str, Any]:
    """What the report says of a team in which all adopt alike."""
    folder.mkdir()
    study = made.study(folder, transcripts=12, passages=50, seed=seed, settings=SETTINGS)
    begun = CliRunner().invoke(main, ["round", "start", "one", "--coders", "anna,ben,carl", "--study", str(folder)])
    assert begun.exit_code == 0, begun.output
    for _ in range(2):
        for name in ("anna", "ben", "carl"):
            code(study, name, adopts, seed)
    done = CliRunner().invoke(main, ["agree", "--suggestions", "--json", "--study", str(folder)])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def figure(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["figures"] if (one["name"], one["code"], one["coders"]) == (name, "", []))


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> dict[float, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("teams")
    return {adopts: report(folder / f"{adopts}", adopts, seed=3) for adopts in (0.0, 0.5, 1.0)}


def test_the_report_tells_three_teams_apart_and_holds_the_truth(teams: dict[float, dict[str, Any]]) -> None:
    """The interval of what was taken over holds the simulated share; the teams' intervals lie apart."""
    ends = {adopts: figure(found, "adoption") for adopts, found in teams.items()}
    for adopts, one in ends.items():
        assert one["low"] <= adopts <= one["high"] + 1e-9
    assert ends[0.0]["high"] < ends[0.5]["low"]
    assert ends[0.5]["high"] < ends[1.0]["low"]


def test_the_report_says_in_words_who_was_led(teams: dict[float, dict[str, Any]]) -> None:
    """Plain sentences, different for each team."""
    said = {adopts: " ".join(found["in_words"]) for adopts, found in teams.items()}
    assert "The team was led" not in said[0.0]
    assert "The team was led: " in said[0.5]
    assert "The team was led: 100 %" in said[1.0]


def test_assisted_agreement_rises_where_wrong_suggestions_are_adopted(teams: dict[float, dict[str, Any]]) -> None:
    """Blind agreement is the same in all teams; with suggestions it rises with what was adopted."""
    blind = [figure(found, "alpha_blind")["value"] for found in teams.values()]
    assisted = [figure(found, "alpha_assisted")["value"] for found in teams.values()]
    assert max(blind) - min(blind) < 0.1
    assert assisted[0] < assisted[1] < assisted[2]
    confirmed = [figure(found, "wrong_confirmed")["value"] for found in teams.values()]
    assert confirmed[0] < 0.2 < confirmed[1] < 0.8 < confirmed[2]
    refuted = [figure(found, "right_refuted")["value"] for found in teams.values()]
    assert refuted[0] > refuted[1] > refuted[2] == 0


def test_the_agreement_report_has_a_section_on_it(tmp_path: Path) -> None:
    """Shown and withheld stand beside each other in the page, with the words on whether the team was led."""
    found = report(tmp_path / "led", 1.0, 5)
    page = tmp_path / "agreement.html"
    done = CliRunner().invoke(main, ["agree", "--study", str(tmp_path / "led"), "--html", str(page)])
    assert done.exit_code == 0, done.output
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert "given, where the suggestion was shown and where it was withheld" in text
    assert all(words in text for words in found["in_words"])
    assert "Given: all passages on the coder" in text
    assert "Assisted: rated in the part with them, also where the model suggested nothing" in text
    paper = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["report", "--study", str(tmp_path / "led"), "--html", str(paper)])
    assert done.exit_code == 0, done.output
    text = html.unescape(paper.read_text(encoding="utf-8"))
    assert re.search(r"In the round “[^”]+” 60 segments, drawn at random, were coded blind", text)
    assert "those in which the model suggested something and it was shown: anna " in text


def test_which_command_writes_it_is_told(tmp_path: Path) -> None:
    """Where it is asked for as a page."""
    done = CliRunner().invoke(main, ["agree", "--suggestions", "--html", "led.html", "--study", str(tmp_path)])
    assert done.exit_code == 2
    assert "coder agree --html FILE.html" in done.output


def test_planted_suggestions_are_told(teams: dict[float, dict[str, Any]]) -> None:
    """At least 30 a team; all confirmed by who adopts everything."""
    found = {adopts: figure(one, "planted_confirmed") for adopts, one in teams.items()}
    assert all(one["n_units"] >= 30 for one in found.values())
    assert found[1.0]["value"] == 1
    assert found[0.0]["high"] < found[1.0]["low"]


def test_every_figure_that_was_promised_is_there(teams: dict[float, dict[str, Any]]) -> None:
    """N per arm, answers by coder and code, seeds, versions."""
    found = teams[0.5]
    assert set(found["arms"]) == {"anna", "ben", "carl"}
    assert all(counts["blind"] == 60 and counts["withheld"] > 50 for counts in found["arms"].values())
    assert {(one["coder"], one["code"]) for one in found["answered"]} == {
        (name, leaf) for name in ("anna", "ben", "carl") for leaf in made.LEAVES
    }
    assert found["seeds"] == {"round": 11, "bootstrap": 0}
    assert found["versions"]["model"] == "M-3"
    names = {one["name"] for one in found["figures"]}
    assert {"given_shown", "given_withheld", "given_difference", "added_shown", "added_withheld", "added_difference"} <= names


def test_without_a_round_it_says_what_to_do(tmp_path: Path) -> None:
    """One line, exit code 1."""
    made.study(tmp_path, transcripts=1)
    done = CliRunner().invoke(main, ["agree", "--suggestions", "--study", str(tmp_path)])
    assert done.exit_code == 1
    assert "coder round start" in done.output


def test_the_screen_has_tables_and_words(tmp_path: Path) -> None:
    """As a user reads it."""
    report(tmp_path / "one", 0.5, seed=5)
    done = CliRunner().invoke(main, ["agree", "--suggestions", "--study", str(tmp_path / "one")])
    assert done.exit_code == 0, done.output
    for words in ("Withheld", "Wrong ones confirmed", "Assisted less blind", "Confirmed", "Seeds: round 11", "What to do: "):
        assert words in done.output
    lines = done.output.splitlines()
    assert lines[0].startswith("A suggested code was given ")
    assert lines[1].startswith("The team was led: ")
    assert "Robin" in done.output
    assert "song/dawn" not in done.output
    assert "Drawn: 60 of 600 passages to be coded blind" in done.output
    assert "No workshop has settled anything yet" in done.output
    mean = next(line for line in lines if line.startswith("mean over codes")).split()
    assert float(mean[3]) - float(mean[4]) == pytest.approx(float(mean[5]), abs=0.011)


def test_too_few_withheld_is_no_conclusion(tmp_path: Path) -> None:
    """Three transcripts: nothing is said of who was led, no interval is given, and the numbers stand in the sentence."""
    study = made.study(tmp_path, transcripts=3, passages=30, settings=SETTINGS)
    CliRunner().invoke(main, ["round", "start", "one", "--coders", "anna,ben,carl", "--study", str(tmp_path)])
    for _ in range(2):
        for name in ("anna", "ben", "carl"):
            code(study, name, 1.0, 1)
    found = json.loads(CliRunner().invoke(main, ["agree", "--suggestions", "--json", "--study", str(tmp_path)]).output)
    first, second, *_ = found["in_words"]
    withheld = figure(found, "given_withheld")
    assert withheld["n_units"] >= 10
    assert f"of the {withheld['n_units']} times it was withheld by chance (in 3 transcripts)." in first
    assert second.startswith("Whether the team was led: too few to tell. That needs suggestions withheld 10 times or more, in 5 ")
    for name in ("given_difference", "adoption", "given_shown", "alpha_difference"):
        one = figure(found, name)
        assert one["value"] is not None
        assert (one["low"], one["high"], one["reason"]) == (None, None, "fewer than five transcripts: too few for an interval")


def test_an_unfinished_round_is_said_before_what_suggestions_did(tmp_path: Path) -> None:
    """Carl has his second part left."""
    study = made.study(tmp_path, transcripts=3, passages=30, settings=SETTINGS)
    CliRunner().invoke(main, ["round", "start", "one", "--coders", "anna,ben,carl", "--study", str(tmp_path)])
    for name in ("anna", "ben", "carl", "anna", "ben"):
        code(study, name, 1.0, 1)
    done = CliRunner().invoke(main, ["agree", "--suggestions", "--study", str(tmp_path)])
    assert done.output.startswith("Mind: the round one is not finished by carl (60 of 90 passages left);")


def test_times_are_those_of_the_page_and_pauses_are_left_out(tmp_path: Path) -> None:
    """Median seconds from one finished passage to the next; a pause of an hour, and files that came back, tell nothing."""
    study = made.study(tmp_path, transcripts=3, passages=10, settings="round: {blind: off, withhold: off}\n")
    CliRunner().invoke(main, ["round", "start", "one", "--coders", "anna,ben", "--study", str(tmp_path)])
    ledger = study.ledger()
    shown = showing(ledger, study.codebook(), "anna")
    export = Export("E-22222222", "anna", "web", shown.tagging, "1.0", made.AT, shown.items)
    shown.remember(ledger, export)
    with ledger.write() as connection:
        for number, (item, at) in enumerate(zip(shown.items, ("10:00:00", "10:00:20", "11:30:00", "11:30:30"), strict=False)):
            connection.exec_driver_sql(
                "INSERT INTO decisions (id, coder, segment, kind, code, note, export, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number + 1, "anna", item.segment, "looked", "", "", export.id, f"2026-01-05T{at}Z"),
            )
    found = json.loads(CliRunner().invoke(main, ["agree", "--suggestions", "--json", "--study", str(tmp_path)]).output)
    assert found["times"] == [{"coder": "anna", "arm": "shown", "n": 2, "median_seconds": 25.0}]


def test_a_passage_finished_again_is_timed_once(tmp_path: Path) -> None:
    """So that no more are timed than were finished."""
    study = made.study(tmp_path, transcripts=1, passages=10, settings="round: {blind: off, withhold: off}\n")
    CliRunner().invoke(main, ["round", "start", "one", "--coders", "anna,ben", "--study", str(tmp_path)])
    ledger = study.ledger()
    shown = showing(ledger, study.codebook(), "anna")
    export = Export("E-22222222", "anna", "web", shown.tagging, "1.0", made.AT, shown.items)
    shown.remember(ledger, export)
    with ledger.write() as connection:
        for number, (item, at) in enumerate(zip([0, 1, 0, 1], ("00:00", "00:20", "00:30", "00:35"), strict=True)):
            connection.exec_driver_sql(
                "INSERT INTO decisions (id, coder, segment, kind, code, note, export, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number + 1, "anna", shown.items[item].segment, "looked", "", "", export.id, f"2026-01-05T10:{at}Z"),
            )
    found = json.loads(CliRunner().invoke(main, ["agree", "--suggestions", "--json", "--study", str(tmp_path)]).output)
    assert found["times"] == [{"coder": "anna", "arm": "shown", "n": 1, "median_seconds": 20.0}]
