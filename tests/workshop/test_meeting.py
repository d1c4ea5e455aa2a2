"""The workshop's server: nobody sees a vote before all are shown, only the table settles, and the originals stay as they are."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import birds
import openpyxl
import pytest
import team
from click.testing import CliRunner
from served import Served, meeting_of
from team import BARN, DUSK, HEDGE, LARK, ROBIN, WREN

from coder.cli import main
from coder.consensus import Final, Reason
from coder.errors import StudyError
from coder.records import Decision, Kind
from coder.segment import segments
from coder.steps import meeting, rounds, workshop
from coder.steps.counted import finals
from coder.steps.meeting import StudyMeeting
from coder.study import Study, meetings, workshops
from coder.study import rounds as kept


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return team.study(tmp_path)


@pytest.fixture
def served(study: Study) -> Iterator[Served]:
    with meeting_of(study) as one:
        yield one


class Seat:
    """Somebody at the table ("") or with a link of their own."""

    def __init__(self, served: Served, coder: str = "") -> None:
        self.served = served
        self.secret = served.enter(coder)
        status, self.told = served.ask("meeting", {}, self.secret)
        assert status == 200, self.told

    def ask(self, what: str, **words: str) -> tuple[int, Any]:
        return self.served.ask(what, words, self.secret)

    def key(self, code: str, passage: int | None = None) -> str:
        wanted = passage is None or birds.passages(self.served.study)[passage].text
        rows = {row["key"]: row["text"] for one in self.told["transcripts"] for row in one["rows"] if "key" in row}
        found = [m for m in self.told["matters"] if m["code"] == code and wanted in (True, rows[m["passage"]])]
        return str(found[0]["key"])

    def state(self, key: str) -> Any:
        return self.ask("states")[1]["states"][key]


def test_the_same_differences_as_in_the_workbook_are_on_the_table_costliest_first(study: Study, served: Served) -> None:
    """And, after them, the passages that somebody marked for discussion and nobody disputes."""
    table = Seat(served)
    wanted = [code for _, code in workshop.disputed(study.ledger(), study.codebook())]
    assert sorted(m["code"] for m in table.told["matters"]) == sorted(wanted)
    assert table.told["matters"][0]["code"] == wanted[0]
    assert table.told["coders"] == ["anna", "ben", "carl"]


def test_marked_passages_come_onto_the_list(study: Study) -> None:
    """With who marked them; in a passage in dispute the mark stands beside the code."""
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    team.said(study, "ben", 2, Kind.DISCUSS, note="yes")
    with meeting_of(study) as served:
        table = Seat(served)
        assert table.told["matters"][-1]["code"] == ""
        assert table.told["matters"][-1]["flagged"] == ["anna"]
        assert [m["flagged"] for m in table.told["matters"] if m["code"] == LARK] == [["ben"]]


def test_nobody_sees_a_vote_before_all_are_shown(served: Served) -> None:
    """Neither the table nor another coder, in nothing that the server says; only one's own, and who has voted."""
    table, anna, ben = Seat(served), Seat(served, "anna"), Seat(served, "ben")
    key = table.key(LARK)
    for vote in ("no", "yes"):
        assert anna.ask("vote", key=key, vote=vote)[0] == 200
    assert anna.state(key) == {"voted": ["anna"], "mine": "yes"}
    before = ben.state(key), table.state(key)
    assert before == ({"voted": ["anna"]}, {"voted": ["anna"]})
    anna.ask("vote", key=key, vote="unsure")
    assert (ben.state(key), table.state(key)) == before, "nor whether somebody changed their mind"
    for seat in (table, ben):
        told = json.dumps([seat.told, seat.ask("states")[1]])
        assert not re.search('"(first|memos|given|model|votes)"|unsure', told)
    table.ask("show", key=key)
    assert ben.state(key)["votes"] == {"anna": "unsure"}
    assert ben.state(key)["first"] == {"anna": "no", "ben": "no", "carl": "yes"}
    assert "model" not in ben.state(key)


def test_no_vote_is_taken_once_they_were_shown(served: Served, study: Study) -> None:
    """It would not be blind; votes of others and unknown votes are refused at any time."""
    table, anna = Seat(served), Seat(served, "anna")
    key = table.key(LARK)
    assert anna.ask("vote", key=key, vote="perhaps")[0] == 400
    assert table.ask("vote", key=key, vote="yes", coder="dora")[0] == 409
    anna.ask("vote", key=key, vote="yes", coder="ben")
    assert [v.coder for v in workshops.votes(study.ledger())] == ["anna"], "by a coder's link one votes for oneself"
    table.ask("show", key=key)
    status, told = anna.ask("vote", key=key, vote="no")
    assert (status, "too late" in told["fault"]) == (409, True)
    assert [(v.coder, v.vote) for v in workshops.votes(study.ledger())] == [("anna", "yes")]


@pytest.mark.parametrize("what", ["show", "note", "settle", "talked", "reopen", "present", "put"])
def test_only_the_table_shows_and_settles(served: Served, study: Study, what: str) -> None:
    """A coder's own link votes, and nothing else."""
    anna = Seat(served, "anna")
    before = study.ledger().counts()
    words = {"key": anna.key(LARK), "words": "x", "final": "yes", "reason": "slip", "coders": "anna", "code": ROBIN}
    assert anna.ask(what, **words)[0] == 400
    assert study.ledger().counts() == before


def test_votes_first_then_notes_and_the_final_vote(served: Served) -> None:
    """Nothing is settled on what was not voted and shown."""
    table = Seat(served)
    key = table.key(LARK)
    for what, words in (("note", {"words": "x"}), ("settle", {"final": "yes", "reason": "slip"})):
        status, told = table.ask(what, key=key, **words)
        assert (status, "show the votes first" in told["fault"]) == (409, True)


def test_what_is_settled_stands_beside_the_decisions(served: Served, study: Study) -> None:
    """Final vote, reason and notes are kept at once; the model's word is told after it; the originals stay byte for byte."""
    before = study.ledger().decisions()
    table = Seat(served)
    key = table.key(LARK)
    for name, vote in (("anna", "yes"), ("ben", "yes"), ("carl", "unsure")):
        table.ask("vote", key=key, coder=name, vote=vote)
    table.ask("show", key=key)
    table.ask("note", key=key, words="ben had overlooked it")
    table.ask("settle", key=key, final="yes", reason="slip")
    assert table.state(key)["model"] in ("yes", "no")
    (one,) = workshops.settlements(study.ledger())
    assert (one.code, one.final, one.reason, one.note) == (LARK, Final.YES, Reason.SLIP, "ben had overlooked it")
    table.ask("note", key=key, words="carl, too")
    table.ask("settle", key=key, final="both", reason="real difference")
    table.ask("settle", key=key, final="both", reason="real difference")
    assert [(s.final, s.note) for s in workshops.settlements(study.ledger())] == [
        (Final.YES, "ben had overlooked it"),
        (Final.YES, "carl, too"),
        (Final.BOTH, "carl, too"),
    ]
    assert study.ledger().decisions() == before
    assert [list(codes.values()) for codes in finals(study.ledger()).values()] == [[Final.BOTH]]


def test_settled_is_open_again_when_somebody_says_so(served: Served, study: Study) -> None:
    """It no longer counts, and all of it stays in the ledger."""
    table = Seat(served)
    key = table.key(LARK)
    table.ask("vote", key=key, coder="anna", vote="yes")
    table.ask("show", key=key)
    table.ask("settle", key=key, final="yes", reason="slip")
    table.ask("reopen", key=key)
    assert finals(study.ledger()) == {}
    assert "final" not in table.state(key)
    assert "model" not in table.state(key)
    assert study.ledger().counts()["settlements"] == 2
    assert workshop.status(study).settled == 0


def test_a_workshop_goes_on_where_it_was_left(study: Study) -> None:
    """Votes, looks, notes, who is there and keys are there again; when a coder has gone on coding, what is new comes onto the table."""
    with meeting_of(study) as served:
        table = Seat(served)
        key = table.key(LARK)
        table.ask("vote", key=key, coder="anna", vote="yes")
        table.ask("show", key=key)
        table.ask("note", key=key, words="hm")
        table.ask("present", coders="anna\ncarl")
        table.ask("keys", keys='{"on": false}')
    with meeting_of(study, "2026-01-08T09:00:00Z") as served:
        again = Seat(served)
        assert again.told["export"] == table.told["export"]
        assert again.state(key)["note"] == "hm"
        assert (again.told["present"], again.told["keys"]) == (["anna", "carl"], '{"on": false}')
        again.ask("settle", key=key, final="yes", reason="slip")
    team.said(study, "anna", 0, Kind.ADD, BARN)
    with meeting_of(study, "2026-01-09T09:00:00Z") as served:
        third = Seat(served)
        assert third.told["export"] != table.told["export"]
        assert {m["code"] for m in third.told["matters"]} == {WREN, HEDGE, BARN, DUSK}


def test_a_marked_passage_is_talked_over_or_gets_a_code(study: Study) -> None:
    """What everybody gave is shown on demand; a code put on the table is voted on and settled like any other."""
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    team.said(study, "anna", 0, Kind.MEMO, note="or a wren?")
    with meeting_of(study) as served:
        table = Seat(served)
        key = table.key("")
        assert table.state(key) == {}
        table.ask("show", key=key)
        assert table.state(key)["given"] == {name: [ROBIN] for name in ("anna", "ben", "carl")}
        assert table.state(key)["memos"] == {"anna": "or a wren?"}
        _, told = table.ask("put", key=key, code=WREN)
        assert table.ask("put", key=key, code=WREN)[1] == told
        assert table.ask("put", key=key, code="song/owl")[0] == 409
        table.ask("vote", key=told["put"], coder="anna", vote="yes")
        table.ask("show", key=told["put"])
        assert table.state(told["put"])["first"] == {"anna": "no", "ben": "no", "carl": "no"}
        again = Seat(served)
        order = [(m["passage"], m["code"]) for m in again.told["matters"]]
        assert order[-2][0] == order[-1][0], "beside the passage that it is about"
        table.ask("note", key=key, words="talked")
        table.ask("talked", key=key)
        assert table.state(key)["done"] is True
    with meeting_of(study, "2026-01-08T09:00:00Z") as served:
        assert Seat(served).state(told["put"])["voted"] == ["anna"]
        Seat(served).ask("settle", key=told["put"], final="yes", reason="slip")
    assert list(finals(study.ledger()).values()) == [{WREN: Final.YES}]


def test_gaps_of_the_codebook_are_collected(study: Study) -> None:
    """New ideas and differences put down to a gap, with the notes of the talk, at the table and by the command."""
    team.said(study, "ben", 0, Kind.EMERGENT, note="a cuckoo")
    with meeting_of(study) as served:
        table = Seat(served)
        key = table.key(LARK)
        table.ask("vote", key=key, coder="anna", vote="yes")
        table.ask("show", key=key)
        table.ask("note", key=key, words="larks at noon have no code")
        table.ask("settle", key=key, final="no", reason="codebook gap")
        said = {(one["who"], one["code"], one["words"]) for one in table.ask("states")[1]["missing"]}
        assert said == {("ben", "", "a cuckoo"), ("the team", LARK, "larks at noon have no code")}
        assert "missing" not in Seat(served, "anna").ask("states")[1], "coders' new ideas are theirs before the talk"
    assert {gap.words for gap in workshop.gaps(study)} == {"a cuckoo", "larks at noon have no code"}


def test_a_gap_needs_a_sentence(served: Served, study: Study) -> None:
    """Without one it is not settled, and what was said of a settled one is not emptied."""
    table = Seat(served)
    key = table.key(LARK)
    table.ask("vote", key=key, coder="anna", vote="yes")
    table.ask("show", key=key)
    status, told = table.ask("settle", key=key, final="no", reason="codebook gap")
    assert (status, "needs a sentence" in told["fault"]) == (409, True)
    assert workshops.settlements(study.ledger()) == ()
    table.ask("note", key=key, words="larks at noon have no code")
    assert table.ask("settle", key=key, final="no", reason="codebook gap")[0] == 200
    assert table.ask("note", key=key, words="")[0] == 409
    assert {gap.words for gap in workshop.gaps(study)} == {"larks at noon have no code"}


def test_what_is_left_is_counted_alike_by_page_and_status(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Differences with those settled, and passages marked for discussion: one whose codes were settled is no difference."""
    monkeypatch.setattr("coder.cli.workshop.open_page", lambda *_: None)
    run: Callable[..., Any] = lambda *words: CliRunner().invoke(main, ["workshop", *words, "--study", str(study.root)])  # noqa: E731
    team.said(study, "anna", 2, Kind.DISCUSS, note="yes")
    assert "On the table: 6 differences, for anna, ben, carl." in run().output
    with meeting_of(study) as served:
        table = Seat(served)
        for number, matter in enumerate(sorted(table.told["matters"], key=lambda one: bool(one["flagged"]))):
            table.ask("show", key=matter["key"])
            table.ask("settle", key=matter["key"], final="yes", reason="slip")
            if not number:
                assert "On the table: 6 differences (1 settled), for anna, ben, carl." in run().output
                assert "To talk over" not in run("status").output
    assert "On the table: 1 passage marked for discussion, for anna, ben, carl." in run().output
    assert run("status").output.startswith("In dispute: 0 codes of 0 passages.\nTo talk over: 1 passage marked for discussion.\n")
    with meeting_of(study) as served:
        table = Seat(served)
        table.ask("show", key=table.key(""))
        table.ask("talked", key=table.key(""))
    assert "On the table: 1 passage marked for discussion (1 talked over), for" in run().output
    assert "To talk over" not in run("status").output


def test_an_unfinished_round_is_told(study: Study) -> None:
    """Whoever sees the others' votes then is no longer unled."""
    (study.root / "study.yaml").write_text("round:\n  blind: off\n", encoding="utf-8")
    ledger = study.ledger()
    one = birds.transcript(7, 3)
    ledger.add_transcript(one, segments(one, one.id), birds.AT)
    birds.tag(study, 2)
    rounds.start(study, "next", ["anna", "ben"], 3, birds.AT)
    with meeting_of(study) as served:
        told = Seat(served).told["remarks"]
    assert told[0] == "The round next is not finished by anna (3 of 3 passages left), ben (3 of 3 passages left)"
    assert told[1].startswith("Whoever hears the others now is led by them")
    exported = CliRunner().invoke(main, ["workshop", "export", "--study", str(study.root)])
    assert [line for line in exported.output.splitlines() if line.startswith("Mind: ")] == [f"Mind: {words}." for words in told]
    page = openpyxl.load_workbook(study.review / "workshop.xlsx")["Instructions"]
    assert [page.cell(row, 2).value for row in (3, 4)] == [f"{words}." for words in told]


def test_an_open_second_part_is_named(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """On opening the page, too: with how many passages are open for whom."""
    command = importlib.import_module("coder.cli.workshop")
    (study.root / "study.yaml").write_text("round: {blind_minimum: 1}\n", encoding="utf-8")
    ledger = study.ledger()
    one = birds.transcript(7, 6)
    ledger.add_transcript(one, segments(one, one.id), birds.AT)
    birds.tag(study, 2)
    plan = kept.plan(ledger, rounds.start(study, "next", ["anna", "ben"], 3, birds.AT).round.id)
    name = birds.export(study, "anna")
    for coder in ("anna", "ben"):
        done = [Decision(coder, segment, Kind.LOOKED) for segment in plan.blind]
        ledger.add_import(name.id, "made", f"blind {coder}", b"", done, birds.AT)
    ledger.close()
    monkeypatch.setattr(command, "open_page", lambda *_: None)
    told = CliRunner().invoke(main, ["workshop", "--study", str(study.root)], catch_exceptions=False).output
    left, whole = len(plan.of("anna")), len(plan.of("anna")) + len(plan.blind)
    who = ", ".join(f"{coder} ({left} of {whole} passages left)" for coder in ("anna", "ben"))
    assert f"Mind: The round next is not finished by {who}." in told


def test_a_passage_marked_again_comes_back(study: Study) -> None:
    """After it was talked over; what was noted is still there. Not marked again, it stays away."""
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    with meeting_of(study) as served:
        table = Seat(served)
        key = table.key("")
        table.ask("show", key=key)
        table.ask("note", key=key, words="a robin?")
        table.ask("talked", key=key)
    with meeting_of(study, "2026-01-08T09:00:00Z") as served:
        assert Seat(served).state(key)["done"]
    workshop.export(study, None, "2026-01-08T10:00:00Z")
    assert "4 For discussion" not in openpyxl.load_workbook(study.review / "workshop.xlsx").sheetnames
    ledger = study.ledger()
    export = next(export for export in ledger.exports() if export.coder == "anna")
    segment = birds.passages(study)[0].id
    again = [Decision("anna", segment, Kind.DISCUSS, note=words) for words in ("", "yes")]
    ledger.add_import(export.id, "made", "again", b"", again, "2026-01-09T09:00:00Z")
    ledger.close()
    with meeting_of(study, "2026-01-10T09:00:00Z") as served:
        state = Seat(served).state(key)
        assert "done" not in state
        assert state["note"] == "a robin?"


def test_when_there_is_nothing_to_discuss(study: Study) -> None:
    """It is said before a page is opened; a workshop that was held can be looked at again."""
    with meeting_of(study) as served:
        table = Seat(served)
        for matter in table.told["matters"]:
            table.ask("vote", key=matter["key"], coder="anna", vote="yes")
            table.ask("show", key=matter["key"])
            table.ask("settle", key=matter["key"], final="yes", reason="slip")
    desk = StudyMeeting(study, lambda: birds.AT)
    assert len(desk.meeting().matters) == len(table.told["matters"])
    desk.close()
    agreed = CliRunner().invoke(main, ["workshop", "export", "--study", str(study.root)])
    assert "nothing to discuss" in agreed.output


def test_the_command_refuses_who_has_no_vote_and_misplaced_options(study: Study) -> None:
    """In one line, before anything is opened."""
    run: Callable[..., Any] = lambda *words: CliRunner().invoke(main, ["workshop", *words])  # noqa: E731
    assert "dora has coded nothing here" in run("--coder", "dora", "--study", str(study.root)).output
    assert "did you mean ben?" in run("--coder", "benn", "--study", str(study.root)).output
    assert "say for whom" in run("--host", "192.168.1.20", "--study", str(study.root)).output
    misplaced = run("--study", str(study.root), "status")
    assert misplaced.exit_code == 2
    assert "put options after the word status" in misplaced.output
    with pytest.raises(StudyError, match="no vote"):
        StudyMeeting(study, lambda: birds.AT).know(["dora"])


def test_a_stranger_gets_nothing(served: Served, study: Study) -> None:
    """No secret, a wrong one, a used link, another site: the workshop's answers are guarded like the review page's."""
    before = study.ledger().counts()
    for what in ("meeting", "states", "vote", "show", "put"):
        assert served.request("POST", f"/api/{what}", {})[0] == 401
        assert served.request("POST", f"/api/{what}", {}, {"Content-Type": "application/json"})[0] == 403
    link = served.link("anna").split("#")[1]
    assert served.ask("enter", {"token": link}, "")[0] == 200
    assert served.ask("enter", {"token": link}, "")[0] == 403
    assert served.request("POST", "/api/states", {}, {"Host": "rebound.test", "Sec-Fetch-Site": "same-origin"})[0] == 400
    assert study.ledger().counts() == before


def test_decisions_made_meanwhile_do_not_show_in_first_votes(served: Served, study: Study) -> None:
    """The first votes are those of when the workshop was opened."""
    table = Seat(served)
    key = table.key(LARK)
    table.ask("vote", key=key, coder="anna", vote="yes")
    ledger = study.ledger()
    export = ledger.exports()[0]
    passage = birds.passages(study)[2].id
    ledger.add_import(export.id, "m", "late", b"", [Decision("anna", passage, Kind.ADD, LARK)], birds.AT)
    table.ask("show", key=key)
    assert table.state(key)["first"]["anna"] == "no"
    assert meeting.FORMAT == "web"
    with ledger.read() as connection:
        assert len(meetings.kept(connection).revealed) == 1
