"""The commands on the sample study and on an unrelated one: state, link, suggest, draw, follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from coded import AT, sample_study

from coder.cli import main
from coder.study import Study
from coder.study.rounds import rounds

SIGNED = ("--who", "anna", "--why", "we saw it")
Run = Callable[..., Result]


def runner(study: Study) -> Run:
    def run(*words: str, fails: bool = False) -> Result:
        done = CliRunner().invoke(main, [*words, "--study", str(study.root)])
        assert (done.exit_code != 0) == fails, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done

    return run


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The sample study with its two readers' codes; tests add to it."""
    return sample_study(root, tmp_path_factory.mktemp("sample"))


def test_the_four_statements_come_as_a_starting_set(sample: Study) -> None:
    """Listed with noughts, and each with passages to be linked."""
    run = runner(sample)
    assert "no configuration is stated yet" in run("configurations").output.casefold()
    assert "4 configurations brought in" in run("configurations", "start", *SIGNED).output
    assert "0 configurations brought in, 4 known already" in run("configurations", "start", *SIGNED).output
    listed = json.loads(run("configurations", "--json").output)["configurations"]
    assert [one["id"] for one in listed] == ["specialist-support", "relationships", "wellbeing", "communities-cultures"]
    assert {one["supports"]["passages"] for one in listed} == {0}
    for one in listed:
        assert json.loads(run("configurations", "suggest", one["id"], "--json").output)["candidates"], one["id"]


def test_what_is_suggested_can_be_linked_and_is_counted(sample: Study) -> None:
    """A linked passage leaves the candidates; one against it counts apart."""
    run = runner(sample)
    run("configurations", "start", *SIGNED)
    found = json.loads(run("configurations", "suggest", "wellbeing", "--json").output)["candidates"]
    first, second, third = (one["passage"] for one in found[:3])
    run("configurations", "link", "wellbeing", first, second, "--part", "context", "--part", "mechanism", "--who", "ben")
    run("configurations", "link", "wellbeing", third, "--part", "outcome", "--counter-example", "--who", "ben")
    one = json.loads(run("configurations", "--json").output)["configurations"][2]
    assert (one["supports"]["passages"], one["counter_examples"]["passages"], len(one["links"])) == (2, 1, 5)
    left = json.loads(run("configurations", "suggest", "wellbeing", "--json").output)["candidates"]
    assert [each["passage"] for each in left] == [each["passage"] for each in found[3:]]
    shown = run("configurations", "show", "wellbeing").output
    assert "counter-example" in shown
    assert first in shown
    run("configurations", "unlink", "wellbeing", first, second, third, "--who", "ben")
    assert "No passage is linked yet" in run("configurations", "show", "wellbeing").output


def test_what_stands_together_is_told_with_chance_and_without_cause(sample: Study) -> None:
    """The same seed prints the same; every row of the data has its passages."""
    run = runner(sample)
    shown = run("configurations", "suggest", "--orders", "100")
    assert "Codes: those that most coders gave (anna, ben)" in shown.output
    assert "Standing together is no cause" in shown.output
    assert shown.output == run("configurations", "suggest", "--orders", "100").output
    data = json.loads(run("configurations", "suggest", "--orders", "100", "--json").output)
    assert data["seed"] == 1
    assert all(len(one["places"]) == one["observed"] for one in data["found"])


def test_the_model_is_drawn_three_ways(sample: Study, tmp_path: Path) -> None:
    """Columns as published; picture and source hold the counts of the table; drawn again it is the same."""
    run = runner(sample)
    for name in ("one", "two"):
        run("configurations", "model", "--picture", str(tmp_path / f"{name}.svg"), "--dot", str(tmp_path / f"{name}.dot"))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert (tmp_path / "one.dot").read_bytes() == (tmp_path / "two.dot").read_bytes()
    data = json.loads(run("configurations", "model", "--json").output)
    assert [stage["label"] for stage in data["stages"]] == ["Engagement", "Enactment", "Outcomes"]
    assert len(data["nodes"]) == 13
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    for node in data["nodes"]:
        assert f"{node['passages']} passage" in drawn
    run("configurations", "model", "--picture", str(tmp_path / "one.gif"), fails=True)


def test_a_person_and_a_situation_are_followed(sample: Study, tmp_path: Path) -> None:
    """The timeline of A has two interviews; along a situation it counts only its passages."""
    run = runner(sample)
    whole = json.loads(run("timeline", "a", "--json").output)
    assert [step["interview"] for step in whole["interviews"]] == [1, 2]
    threats = next(row for row in whole["codes"] if row["code"] == "outcome/wellbeing/threats")
    assert threats["counts"] == [len(of) for of in threats["passages"]] == [2, 2]
    first, last = threats["passages"][0][0], threats["passages"][1][0]
    assert "2 passages added" in run("situation", "add", "the registrar", first, last, "--participant", "A").output
    along = json.loads(run("timeline", "A", "--situation", "the registrar", "--json").output)
    assert [step["followed"] for step in along["interviews"]] == [1, 1]
    assert "the registrar" in run("situation").output
    picture = tmp_path / "a.png"
    shown = run("timeline", "A", "--family", "outcome", "--picture", str(picture)).output
    assert "bitc/" not in shown
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "A has no situation 'war': there are the registrar" in run("timeline", "A", "--situation", "war", fails=True).output
    assert "there is no participant Q: there are A, B" in run("timeline", "Q", fails=True).output
    assert "there is no family song" in run("timeline", "A", "--family", "song", fails=True).output


def test_a_situation_counts_as_one_place(sample: Study) -> None:
    """Codes of two interviews that one situation holds stand together there."""
    run = runner(sample)
    whole = json.loads(run("timeline", "C", "--json").output)
    places = {row["code"]: row["passages"] for row in whole["codes"]}
    context, mechanism = places["outcome/wellbeing/threats"], places["outcome/specialist-support/enactment"]
    chosen = [next(s for of in found for s in of) for found in (context, mechanism)]
    run("situation", "add", "move", *chosen, "--participant", "C")
    data = json.loads(run("configurations", "suggest", "--orders", "100", "--json").output)
    found = {tuple(one["codes"]) for one in data["found"] if one["reach"] == "one situation"}
    assert ("outcome/wellbeing/threats", "outcome/specialist-support/enactment") in found


# ---- an unrelated study


WAITS = """\
title: Waiting
version: "1"
families:
  - id: wait
    label: Waiting
    codes:
      - {id: silence, label: Silence, definition: Nobody says how long it takes.}
      - {id: call, label: A call, definition: Somebody rings and explains.}
"""


@pytest.fixture
def waits(tmp_path: Path) -> Study:
    """A study of two short transcripts whose codebook knows no roles; nothing is coded."""
    (tmp_path / "codebook.yaml").write_text(WAITS, encoding="utf-8")
    folder = tmp_path / "transcripts"
    folder.mkdir()
    for name in ("K-interview-1.txt", "L-interview-1.txt"):
        words = "I: How was it?\nP: Nobody told me a thing for weeks and weeks.\n"
        words += "I: And then?\nP: Then they rang me and I could plan again.\n"
        (folder / name).write_text(words.replace("weeks and weeks", f"weeks, {name}"), encoding="utf-8")
    study = Study(tmp_path)
    runner(study)("segments")
    return study


def code_all(study: Study) -> None:
    """Give every passage the code that its place in the interview has."""
    from coded import decide

    ledger = study.ledger()
    ledger.finish_tagging(ledger.begin_tagging("M-none", "none", {}, ("1", "x"), AT), AT)
    given = {s.id: {"wait/silence" if "Nobody" in s.text else "wait/call"} for s in ledger.segments()}
    assert rounds(ledger) == ()
    ledger.close()
    decide(study, "kit", given)


def test_a_codebook_without_roles_is_told_what_is_needed(waits: Study) -> None:
    """In one line each, before anything is counted."""
    run = runner(waits)
    assert "name a file for this codebook" in run("configurations", "start", *SIGNED, fails=True).output
    assert "give codes the roles of context, mechanism and outcome" in run("configurations", "suggest", fails=True).output
    said = run("configurations", "model", fails=True).output
    assert "give them roles (`role: C`), or name a file with the stages of the model: --stages FILE" in said
    run("configurations", "add", "relief", "--statement", "A call eases the wait.", *SIGNED)
    assert "relief names codes of no part" in run("configurations", "suggest", "relief", fails=True).output
    assert "nothing is coded yet" in run("timeline", "K", fails=True).output


def test_a_file_of_one_s_own_is_enough(waits: Study, tmp_path: Path) -> None:
    """Statements, candidates and the model's columns come from it; a codebook with roles needs no file for the model."""
    run = runner(waits)
    code_all(waits)
    file = tmp_path / "begin.yaml"
    file.write_text(
        "configurations:\n  - id: relief\n    statement: A call eases the wait.\n    context: [wait/silence]\n    mechanism: [wait/call]\n"
        "model:\n  - {label: Before, codes: [wait/silence]}\n  - {label: After, codes: [wait/call]}\n",
        encoding="utf-8",
    )
    run("configurations", "start", str(file), *SIGNED)
    found = json.loads(run("configurations", "suggest", "relief", "--json").output)["candidates"]
    assert [(one["participant"], one["with_neighbours"]) for one in found] == [("K", True)] * 2 + [("L", True)] * 2
    drawn = json.loads(run("configurations", "model", "--stages", str(file), "--json").output)
    assert [(edge["same"], edge["beside"], edge["people"]) for edge in drawn["edges"]] == [(0, 2, 2)]
    book = waits.codebook_path
    text = book.read_text(encoding="utf-8").replace("label: Silence,", "label: Silence, role: C,")
    book.write_text(text.replace("label: A call,", "label: A call, role: M,"), encoding="utf-8")
    shown = run("configurations", "model").output
    assert "Columns: the roles of the codes." in shown
    (pair,) = json.loads(run("configurations", "suggest", "--json").output)["found"]
    assert (pair["observed"], pair["people"]) == (2, 2)
    assert pair["expected"] == pytest.approx(2 / 2, abs=0.1), "in each transcript the two fall on one passage as often as not"
