"""A further file for the same coder: it carries their own answers and nobody else's, and says nothing new where nothing was changed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import birds
import pytest
from birds import CODES, LEAVES, Filled
from click.testing import CliRunner, Result

from coder.cli import main
from coder.coding import Coding, codings
from coder.records import Decision, Kind
from coder.review.exchange import Checked
from coder.steps import exchange, rounds
from coder.steps.exchange import Exported, Imported
from coder.study import Study

LATER, LATEST = "2026-01-06T09:00:00Z", "2026-01-07T09:00:00Z"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return birds.study(tmp_path, transcripts=2, passages=8)


@pytest.fixture
def coder(study: Study) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study.root)])

    return run


def bring(study: Study, path: Path, at: str = LATER) -> Checked:
    (result,) = exchange.bring_back(study, [path], dry_run=False, accept_missing=False, at=at)
    assert isinstance(result, Imported), result
    assert result.checked
    return result.checked


def again(study: Study, form: str = "xlsx", name: str = "anna") -> Exported:
    return exchange.export(study, name, None, LATER, form)


def said(study: Study, name: str = "anna") -> dict[str, Coding]:
    return {segment: one for (_, segment), one in codings(study.ledger().decisions(name)).items()}


def answer(study: Study, name: str, seed: int, most: int = 99) -> Exported:
    """A workbook filled in by chance, and imported."""
    done = exchange.export(study, name, None, birds.AT)
    book = Filled(done.out)
    draw = random.Random(seed)  # noqa: S311  # a simulation
    for row in book.rows[:most]:
        book.code(row, set(draw.sample(LEAVES, draw.choice((0, 1, 2, 3)))))
        for column, word in (("Memo", f"memo of {name}"), ("New idea", "moths"), ("Discuss", "x")):
            if draw.random() < 0.3:
                book.put(row, column, word)
    book.save()
    bring(study, done.out)
    return done


def saved(path: Path, told: dict[str, object], events: list[dict[str, str]]) -> Path:
    """What the page would save."""
    from coder.review.html import seal
    from coder.review.page import fingerprint

    facts = {name: str(told[name]) for name in ("study", "export", "coder")}
    items = []
    for transcript in told["transcripts"]:  # type: ignore[attr-defined]
        for row in transcript["rows"]:
            if "key" in row:
                item = {"key": row["key"], "text": fingerprint(row["text"]), "shown": row["shown"]}
                items.append({**item, "check": seal(facts, item, [e for e in events if e["key"] == row["key"]])})
    target = path.with_name(str(told["answers"]))
    target.write_text(json.dumps({**facts, "items": items, "events": events}), encoding="utf-8")
    return target


def told_of(path: Path) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="work">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_a_further_file_that_is_sent_back_as_it_is_says_nothing_new(tmp_path: Path, seed: int, form: str) -> None:
    """Whatever was answered, with other suggestions meanwhile or the same: nothing is decided, replaced or taken back."""
    study = birds.study(tmp_path, transcripts=2, passages=8, seed=seed)
    answer(study, "anna", seed)
    answer(study, "ben", seed + 10)
    if seed % 2:
        birds.tag(study, seed + 20)
    before = said(study)
    done = again(study, form)
    assert seed % 2 or (done.decided, done.begun) == (16, 0)
    told = told_of(done.out) if form == "html" else {}
    checked = bring(study, saved(done.out, told, told["before"]) if told else done.out, LATEST)  # type: ignore[arg-type]
    assert checked.decisions == checked.otherwise == []
    assert checked.decided == done.decided
    assert said(study) == before


def test_any_answers_that_a_ledger_may_hold_can_be_filled_in(study: Study) -> None:
    """More codes than places, a code that is suggested by now, unsure of what is not suggested, none, notes: still nothing new."""
    export = birds.export(study, "anna")
    draw = random.Random(5)  # noqa: S311  # a simulation
    ledger = study.ledger()
    decisions = []
    for segment in birds.passages(study):
        for code in draw.sample(CODES, draw.randrange(7)):
            kind = draw.choice((Kind.ADD, Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE))
            decisions.append(Decision("anna", segment.id, kind, code))
        decisions.append(Decision("anna", segment.id, draw.choice((Kind.LOOKED, Kind.NONE, Kind.MEMO)), note="=1+1\nhm _x000D_"))
    ledger.add_import(export.id, "made", "digest", b"", decisions, birds.AT)
    before = said(study)
    for form in ("xlsx", "html"):
        done = again(study, form)
        told = told_of(done.out) if form == "html" else {}
        checked = bring(study, saved(done.out, told, told["before"]) if told else done.out, LATEST)  # type: ignore[arg-type]
        assert checked.decisions == checked.otherwise == []
    assert said(study) == before


def test_nobody_sees_what_somebody_else_answered(study: Study) -> None:
    """Anna's second file has her words, Ben's first has none of hers, in the blind part and after."""
    answer(study, "anna", 1)
    for form in ("xlsx", "html", "docx"):
        done = again(study, form, "ben")
        assert (done.decided, done.begun) == (0, 0)
    page = Filled(study.review / "ben.xlsx")
    assert not any(
        page.get(row, name) for row in page.rows for name in page.columns if name.startswith(("Decision", "Add", "Memo"))
    )
    assert told_of(study.review / "ben.html")["before"] == []
    mine = Filled(again(study).out)
    assert any(mine.get(row, "Memo") == "memo of anna" for row in mine.rows)
    assert "memo of anna" in json.dumps(told_of(again(study, "html").out)["before"])


def test_what_is_answered_otherwise_counts_and_is_told(study: Study) -> None:
    """A changed answer, another code in a filled cell; what is emptied stands, and both are told with their places."""
    first = exchange.export(study, "anna", None, birds.AT)
    book = Filled(first.out)
    shown = next(row for row in book.rows if len(book.slots(row)) == 1)
    bare = [row for row in book.rows if not book.slots(row)]
    book.code(shown, set(book.slots(shown).values()))
    for row, codes in zip(bare, ({LEAVES[0]}, {LEAVES[1]}, set()), strict=False):
        book.code(row, codes)
    book.save()
    checked = bring(study, first.out)
    assert checked.otherwise == checked.standing == []
    second = Filled(again(study).out)
    second.put(shown, "Decision 1", "Refute")
    second.put(bare[0], "Add code 1", LEAVES[2])
    second.put(bare[1], "Add code 1", None)
    second.put(bare[2], "No code fits", None)
    second.save()
    checked = bring(study, second.path, LATEST)
    kinds = {(decision.kind, decision.code) for decision in checked.decisions}
    code = next(iter(second.slots(shown).values()))
    assert kinds == {(Kind.REFUTE, code), (Kind.WITHDRAW, LEAVES[0]), (Kind.ADD, LEAVES[2])}
    assert checked.otherwise == [f"Review!A{row}" for row in sorted((shown, bare[0]))]
    assert checked.standing == [f"Review!A{row}" for row in bare[1:3]]
    assert checked.blank == len(second.rows) - 2
    now = said(study)
    assert LEAVES[1] in {code for one in now.values() for code in one.applied}


def test_a_file_that_lay_about_does_not_overrule_what_came_later(study: Study) -> None:
    """An answer as it was filled in is not given again, though another was given elsewhere meanwhile."""
    answer(study, "anna", 1)
    old, new = Filled(again(study).out), Filled(again(study).out)
    row = next(row for row in new.rows if new.get(row, "Decision 1") == "Refute")
    new.put(row, "Decision 1", "Confirm")
    new.save()
    assert len(bring(study, new.path, LATEST).decisions) == 1
    old.put(row, "Memo", "and more")
    old.save()
    assert [decision.kind for decision in bring(study, old.path, LATEST).decisions] == [Kind.MEMO]


def test_the_page_goes_on_from_what_was_said_before(study: Study) -> None:
    """A code taken back in the page is taken back, and undoing reaches only what was done in it."""
    answer(study, "anna", 1)
    told = told_of(again(study, "html").out)
    events = list(told["before"])  # type: ignore[call-overload]
    given = [event for event in events if event["kind"] == "add"]
    own = next(event for event in given if sum(other["key"] == event["key"] for other in given) > 1)  # others stay in its passage
    events.append({**own, "kind": "withdraw", "at": LATEST})
    checked = bring(study, saved(study.review / "x", told, events), LATEST)
    assert (Kind.WITHDRAW, own["code"]) in {(decision.kind, decision.code) for decision in checked.decisions}
    assert len(checked.otherwise) == 1


def test_the_screen_says_what_is_filled_in_and_what_became_of_it(study: Study, coder: Callable[..., Result]) -> None:
    """In plain words and with numbers; what there is none of is not mentioned."""
    assert "decided" not in coder("export", "--coder", "Tom Reed").output
    book = Filled(study.review / "Tom_Reed.xlsx")
    for row in book.rows[:3]:
        book.code(row, {LEAVES[0]})
    book.save()
    told = coder("import", str(book.path)).output
    assert "Tom_Reed.xlsx (Tom Reed): 16 passages: 3 decided, 13 blank.\n" in told
    assert "Tom Reed has decided 3 of 16: they are filled in.\n" in coder("export", "--coder", "Tom Reed").output
    book = Filled(study.review / "Tom_Reed-2.xlsx")
    for row in book.rows:
        book.code(row, set())
        for number in (1, 2, 3):
            book.put(row, f"Add code {number}", None)
    book.put(book.rows[5], "No code fits", "x")
    book.put(book.rows[5], "Memo", "hm")
    book.save()
    told = coder("import", str(book.path), "--dry-run").output
    assert "16 passages: all decided.\n" in told
    assert "and 1 note would be brought in; nothing was changed (dry run).\n" in told
    assert "  3 passages were answered otherwise before: the new answers count; both are kept (Review!A3, " in told
    assert "  'x' was read as None (1 cell).\n" in told
    assert "stands" not in told
    coder("import", str(book.path))
    assert "Tom Reed has decided all 16: they are filled in" in coder("export", "--coder", "Tom Reed").output
    told = coder("import", str(study.review / "Tom_Reed-3.xlsx")).output
    assert "Nothing in it is new" in told


def test_a_blank_file_says_that_what_was_decided_stands(study: Study, coder: Callable[..., Result]) -> None:
    """A workbook that went out before anything was decided comes back empty after another one was filled in."""
    empty = exchange.export(study, "anna", None, birds.AT).out
    answer(study, "anna", 1, most=1)
    told = coder("import", str(empty)).output
    assert "1 passage is empty, wholly or in part, that was decided before: what was answered before stands (Review!A3)." in told


def test_files_of_a_round_are_called_by_round_and_part(tmp_path: Path) -> None:
    """The page's answers too; workbook, page and copy of one export share their number, and a name with blanks is quoted."""
    study = birds.study(tmp_path, transcripts=2, passages=8, settings="round:\n  blind_minimum: 4\n")
    rounds.start(study, "round one", ["Tom Reed"], 3, birds.AT, alone=True)

    def export(*words: str) -> str:
        return CliRunner().invoke(main, ["export", "--coder", "Tom Reed", *words, "--study", str(study.root)]).output

    assert "Tom_Reed-round_one-part1.xlsx" in export()
    assert "Tom_Reed-round_one-part1-2.xlsx" in export()
    told = export("--format", "html")
    assert told.endswith("coder import Tom_Reed-round_one-part1-2-answers.json\n")
    assert told_of(study.review / "Tom_Reed-round_one-part1-2.html")["answers"] == "Tom_Reed-round_one-part1-2-answers.json"
    assert "Tom_Reed-round_one-part1-2.docx" in export("--format", "docx")
    told = export("--format", "html", "--out", str(study.root / "for Tom.html"))
    assert told.endswith('coder import "for Tom-answers.json"\n')


def test_the_blind_part_comes_back_with_one_s_own_answers(tmp_path: Path) -> None:
    """Filled in without a suggestion anywhere; what another coder of the round gave is nowhere in it."""
    study = birds.study(tmp_path, transcripts=2, passages=8, settings="round:\n  blind_minimum: 6\n")
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    answer(study, "ben", 2)
    answer(study, "anna", 1, most=4)
    done = again(study)
    assert (done.part, done.decided, done.segments, done.suggestions) == ("blind", 4, 6, 0)
    assert b"memo of ben" not in Filled(done.out).save()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("good.csv", b"Key;Passage\n", "this is a CSV, which does not keep what the workbook needs: open the workbook in Excel"),
        ("good.txt", b"Key", "not a review file: its name should end in .xlsx or .json"),
        ("Tom Reed-answers.json", None, "there is no such file"),
    ],
)
def test_other_files_are_one_plain_line(
    study: Study, coder: Callable[..., Result], name: str, content: bytes | None, said: str
) -> None:
    """What it is and what to do; the file is named once."""
    path = study.root / name
    if content:
        path.write_bytes(content)
    told = coder("import", str(path)).output
    assert said in told
    assert told.count(f"{name}: ") == 1


def test_the_workshop_s_workbook_is_told_apart(study: Study, coder: Callable[..., Result]) -> None:
    """With the command that takes it."""
    for name, seed in (("anna", 1), ("ben", 2)):
        answer(study, name, seed)
    assert coder("workshop", "export").exit_code == 0
    told = coder("import", str(study.review / "workshop.xlsx")).output
    assert "this is the workshop's workbook: bring it back with coder workshop import FILE" in told


def test_a_file_that_came_to_harm_says_so_once(study: Study) -> None:
    """However many passages are concerned."""
    told = told_of(again(study, "html").out)
    path = saved(study.review / "x", told, [])
    whole = json.loads(path.read_text())
    for item in whole["items"]:
        item["check"] = "another"
    path.write_text(json.dumps(whole))
    (result,) = exchange.bring_back(study, [path], False, False, LATEST)
    (problem,) = result.problems  # type: ignore[union-attr]
    assert " and 11 more: what was decided there was changed or came to harm" in problem
