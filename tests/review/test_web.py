"""The review page's server: it lets in who has a good link, gives each coder their own work, and keeps what they do at once."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import birds
import pytest
from birds import LEAVES
from served import FROM_THE_PAGE, Served, serving
from starlette.requests import Request

from coder.coding import codings
from coder.records import Kind
from coder.review import web
from coder.steps import exchange, rounds
from coder.study import Study, ledger


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    study = birds.study(tmp_path, transcripts=3, passages=8)
    with serving(study) as one:
        yield one


@pytest.fixture
def anna(served: Served) -> Page:
    return Page(served, "anna")


class Page:
    """What the page of one coder says to the server."""

    def __init__(self, served: Served, coder: str) -> None:
        self.served = served
        self.secret = served.enter(coder)
        self.load()
        self.count = 0

    def load(self) -> None:
        status, told = self.served.ask("work", {"coder": ""}, self.secret)
        assert status == 200, told
        self.work, self.mine = told["work"], told["mine"]
        self.items = [row for one in self.work["transcripts"] for row in one["rows"] if "key" in row]

    def ask(self, what: str, **words: str) -> tuple[int, Any]:
        self.count += 1
        given = {"export": self.work["export"], "token": f"{self.secret}/{self.count}", **words}
        return self.served.ask(what, given, self.secret)

    def act(self, key: str, kind: str, code: str = "", note: str = "", **words: str) -> tuple[int, Any]:
        return self.ask("act", key=key, kind=kind, code=code, note=note, **words)

    def first(self, suggestions: int) -> Any:
        return next(row for row in self.items if len(row["shown"]) == suggestions)


def decided(study: Study, coder: str = "anna") -> list[tuple[str, str]]:
    return [(decision.kind.value, decision.code) for decision in study.ledger().decisions(coder)]


# ---- what a coder does


def test_every_act_is_in_the_ledger_before_it_is_answered(served: Served, anna: Page) -> None:
    """Each is a decision of its own, made in the page rather than brought in, and the last answer finishes the passage."""
    row = anna.first(2)
    one, two = row["shown"]
    assert anna.act(row["key"], "confirm", one)[1]["state"]["looked"] is False
    assert decided(served.study) == [("confirm", one)]
    assert anna.act(row["key"], "refute", two)[1]["state"] == {
        "answers": {one: "confirm", two: "refute"},
        "looked": True,
        "memo": "",
        "emergent": "",
        "discuss": False,
    }
    anna.act(row["key"], "refute", one)
    assert decided(served.study) == [("confirm", one), ("refute", two), ("looked", ""), ("refute", one)]
    assert served.study.ledger().counts()["imports"] == 0


def test_undo_has_no_end(served: Served, anna: Page) -> None:
    """Act by act, back to the beginning; nothing is erased, and afterwards there is nothing to undo."""
    two, none = anna.first(2), anna.first(0)
    states = []
    for key, kind, code, note in (
        (two["key"], "confirm", two["shown"][0], ""),
        (two["key"], "refute", two["shown"][1], ""),
        (none["key"], "none", "", ""),
        (none["key"], "add", LEAVES[0], ""),
        (none["key"], "withdraw", LEAVES[0], ""),
        (two["key"], "memo", "", "hm"),
        (two["key"], "discuss", "", "yes"),
    ):
        anna.load()
        states.append((key, anna.mine["states"].get(key, web.page.coding_told(codings([]).get("", _blank())))))
        assert anna.act(key, kind, code, note)[0] == 200
    made = len(decided(served.study))
    for key, before in reversed(states):
        status, undone = anna.ask("undo")
        assert (status, undone["key"], undone["state"]) == (200, key, before)
    assert undone["undoable"] is False
    assert anna.ask("undo")[1] == {"key": "", "undoable": False}
    assert len(decided(served.study)) > made
    assert all(not c.answers and not c.looked and not c.memo for c in codings(served.study.ledger().decisions()).values())


def _blank() -> Any:
    from coder.coding import Coding

    return Coding("", "")


def test_an_act_sent_twice_is_made_once(served: Served, anna: Page) -> None:
    """As when an answer is lost on the way; the same holds for undoing."""
    row = anna.first(1)
    for _ in range(2):
        anna.act(row["key"], "confirm", row["shown"][0], token="t1")  # noqa: S106  # the name of an act
        anna.act(row["key"], "memo", note="hm", token="t2")  # noqa: S106  # the name of an act
    assert [kind for kind, _ in decided(served.study)] == ["confirm", "looked", "memo"]
    for _ in range(2):
        anna.ask("undo", token="t3")  # noqa: S106  # the name of an act
    assert anna.ask("undo")[1]["act"]["kind"] == "confirm"


def test_an_undoing_whose_answer_was_lost_is_told_again(served: Served, anna: Page) -> None:
    """The same undoing asked for twice says twice what it undid, and undoes nothing more."""
    row = anna.first(0)
    anna.act(row["key"], "add", LEAVES[0])
    anna.act(row["key"], "memo", note="hm")
    first = anna.ask("undo", token="t1")  # noqa: S106  # the name of an act
    assert first == anna.ask("undo", token="t1")  # noqa: S106  # the name of an act
    assert first[1]["act"]["kind"] == "memo"
    assert anna.ask("undo")[1]["act"]["kind"] == "add"


def test_two_windows_of_one_coder_lose_nothing(served: Served, anna: Page) -> None:
    """What either does is kept, the later answer counts, and each can ask what was said meanwhile."""
    row = anna.first(1)
    other = Page(served, "anna")
    anna.act(row["key"], "confirm", row["shown"][0])
    other.act(row["key"], "refute", row["shown"][0])
    other.act(row["key"], "memo", note="no")
    state = anna.ask("said")[1]["states"][row["key"]]
    assert (state["answers"], state["memo"]) == ({row["shown"][0]: "refute"}, "no")
    assert [kind for kind, _ in decided(served.study)] == ["confirm", "looked", "refute", "memo"]


def test_a_ledger_that_another_program_holds_is_waited_for(served: Served, anna: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is told to try again, nothing is kept meanwhile, and the same act is kept once the ledger is free."""
    monkeypatch.setattr(ledger, "PATIENCE", 20)
    row = anna.first(0)
    words = {"export": anna.work["export"], "token": "t1", "key": row["key"], "kind": "none", "code": "", "note": ""}
    with closing(sqlite3.connect(served.study.root / "study.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        status, told = served.ask("act", words, anna.secret)
        assert status == 503
        assert told["fault"] == "study.sqlite: another program is at work on it: wait until it is done, then try again"
        other.rollback()
    assert decided(served.study) == []
    assert served.ask("act", words, anna.secret)[0] == 200
    assert decided(served.study) == [("none", "")]


def test_the_work_is_given_out_once_and_found_again(served: Served, anna: Page) -> None:
    """Opened again, the page is the same export, with what was said and the place that was left."""
    row = anna.items[5]
    anna.act(row["key"], "memo", note="moths?")
    anna.ask("leave", key=row["key"])
    anna.ask("keys", keys='{"on": false}')
    again = Page(served, "anna")
    assert again.work == anna.work
    assert (again.mine["left"], again.mine["keys"], again.mine["undoable"]) == (row["key"], '{"on": false}', True)
    assert again.mine["states"][row["key"]]["memo"] == "moths?"
    assert [(e.coder, e.format) for e in served.study.ledger().exports()] == [("anna", "web")]


def test_what_is_shown_is_what_the_workbook_shows(served: Served, anna: Page) -> None:
    """The same passages, keys and suggestions, in the same order."""
    done = exchange.export(served.study, "anna", None, birds.AT)
    ledger = served.study.ledger()
    page, book = ledger.export(anna.work["export"]), ledger.export(done.export)
    assert page
    assert book
    assert page.items == book.items
    assert [(row["key"], tuple(row["shown"])) for row in anna.items] == [(item.key, item.shown) for item in page.items]


def test_a_workbook_that_came_in_shows_on_the_page(served: Served, anna: Page) -> None:
    """A coder may use both; what a file decided since is not undone by the page."""
    row = anna.first(1)
    anna.act(row["key"], "confirm", row["shown"][0])
    done = exchange.export(served.study, "anna", None, birds.AT)
    book = birds.Filled(done.out)
    line = next(r for r in book.rows if book.get(r, "Key") == row["key"])
    book.put(line, "Decision 1", "Refute")
    book.save()
    (result,) = exchange.bring_back(served.study, [done.out], False, False, birds.AT)
    assert isinstance(result, exchange.Imported)
    anna.load()
    assert anna.mine["states"][row["key"]]["answers"] == {row["shown"][0]: "refute"}
    status, told = anna.ask("undo")
    assert (status, "imported" in told["fault"]) == (409, True)


@pytest.mark.parametrize(
    ("kind", "code", "note"),
    [
        ("confirm", LEAVES[0], ""),
        ("refute", "no/such", ""),
        ("add", "no/such", ""),
        ("add", "", ""),
        ("looked", "", ""),
        ("none", LEAVES[0], ""),
        ("none", "", "words"),
        ("memo", "", "x" * 10_001),
    ],
)
def test_an_act_that_the_page_does_not_offer_changes_nothing(served: Served, anna: Page, kind: str, code: str, note: str) -> None:
    """An answer to what is not suggested, an unknown code, an act with more to it than it has."""
    status, told = anna.act(anna.first(0)["key"], kind, code, note)
    assert status == 409
    assert "words" not in told["fault"]
    assert decided(served.study) == []


def test_a_round_goes_from_its_blind_part_to_the_next(tmp_path: Path) -> None:
    """First passages without suggestions; when they are decided the page shows the second part, as an export of its own."""
    study = birds.study(tmp_path, transcripts=2, passages=6, settings="round:\n  blind_minimum: 3\n  withhold: 50 %\n")
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    with serving(study) as served:
        anna, ben = Page(served, "anna"), Page(served, "ben")
        assert len(anna.items) == 3
        assert not any(row["shown"] for row in anna.items)
        for page in (anna, ben):
            for row in page.items:
                page.act(row["key"], "none")
            first = page.work["export"]
            page.load()
            assert page.work["export"] != first
        assert any(row["shown"] for row in anna.items)
        status, told = served.ask("work", {"coder": "cleo"}, served.enter())
        assert (status, "is not in the round" in told["fault"]) == (409, True)
        assert served.ask("who", {}, served.enter())[1]["coders"] == ["anna", "ben"]
        sizes = []
        for coder in ("anna", "ben"):
            _, _, content = served.request(
                "POST", "/api/work", {"coder": ""}, {**FROM_THE_PAGE, "X-Coder-Session": served.enter(coder)}
            )
            sizes.append(content.index(b',"mine":'))
        assert sizes[0] == sizes[1], "the size of what is told says nothing of what is left out"


def test_the_page_of_a_round_that_was_cancelled_takes_no_answer(tmp_path: Path) -> None:
    """Nothing is decided in it any more; loaded again it shows what is to be done now."""
    study = birds.study(tmp_path, transcripts=2, passages=6)
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    with serving(study) as served:
        anna = Page(served, "anna")
        rounds.cancel(study, "one", birds.AT)
        status, told = anna.act(anna.items[0]["key"], "none")
        assert (status, told["fault"]) == (409, "the round one was cancelled: load this page again")
        rounds.start(study, "two", ["anna", "ben"], 3, birds.AT)
        anna.load()
        assert anna.act(anna.items[0]["key"], "none")[0] == 200
    assert decided(study) == [("none", "")]


# ---- who comes in


def test_a_link_lets_in_once(served: Served) -> None:
    """A used, wrong or missing token gets nothing; the coder is told another link."""
    token = served.link("anna").split("#")[1]
    assert served.ask("enter", {"token": token}, "")[0] == 200
    for words in ({"token": token}, {"token": "wrong"}, {"token": ""}, {}):
        status, told = served.ask("enter", words, "")
        assert (status, set(told)) == (403, {"fault"})
    ((coder, fresh),) = served.told
    assert coder == "anna"
    assert served.ask("enter", {"token": fresh}, "")[0] == 200


@pytest.mark.parametrize("what", ["who", "work", "act", "undo", "leave", "keys", "away"])
def test_nothing_is_given_without_a_session(served: Served, anna: Page, what: str) -> None:
    """Neither without a secret nor with a wrong one."""
    before = served.study.ledger().counts()
    words = {
        "coder": "anna",
        "export": anna.work["export"],
        "key": anna.items[0]["key"],
        "kind": "none",
        "code": "",
        "note": "",
        "token": "t",
    }
    for secret in ("", "wrong", anna.secret[:-1]):
        status, told = served.ask(what, words, secret)
        assert (status, set(told)) == (401, {"fault"})
    assert served.study.ledger().counts() == before


def test_a_coder_opens_nobody_else_s_work(served: Served, anna: Page) -> None:
    """A link for one coder shows that coder's work only, and acts go into it only."""
    ben = Page(served, "ben")
    assert served.ask("work", {"coder": "anna"}, ben.secret)[1]["work"]["coder"] == "ben"
    before = served.study.ledger().counts()
    status, told = ben.act(anna.items[0]["key"], "none", export=anna.work["export"])
    assert (status, "another coder" in told["fault"]) == (409, True)
    assert ben.ask("undo", export=anna.work["export"])[0] == 409
    assert ben.ask("leave", export=anna.work["export"], key=anna.items[0]["key"])[0] == 409
    assert served.study.ledger().counts() == before
    assert served.ask("who", {}, ben.secret)[1] == {"coder": "ben", "only": True, "coders": []}
    assert served.ask("away", {}, ben.secret)[1]["coder"] == "ben"


def test_at_this_machine_one_says_who_one_is(served: Served, anna: Page) -> None:
    """Names that are known can be chosen, a new one given; then the session is that coder's until somebody else is to code."""
    secret = served.enter()
    assert served.ask("who", {}, secret)[1] == {"coder": "", "only": False, "coders": ["anna"]}
    assert served.ask("act", {"export": anna.work["export"]}, secret)[0] == 400
    assert served.ask("work", {"coder": "../x"}, secret)[0] == 409
    assert served.ask("work", {"coder": " cleo  k "}, secret)[1]["work"]["coder"] == "cleo k"
    assert served.ask("work", {"coder": "anna"}, secret)[1]["work"]["coder"] == "cleo k"
    assert served.ask("away", {}, secret)[1]["coders"] == ["anna", "cleo k"]


# ---- who stays out


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_only_the_page_itself_may_ask(served: Served, anna: Page, site: str) -> None:
    """Whatever another page sends, even with the right secret, is refused; a page on another port is another page."""
    before = served.study.ledger().counts()
    headers = {"Content-Type": "application/json", "X-Coder-Session": anna.secret, **({"Sec-Fetch-Site": site} if site else {})}
    for what in ("enter", "work", "act"):
        status, _, content = served.request("POST", f"/api/{what}", {"token": served.link().split("#")[1]}, headers)
        assert status == 403
        assert set(json.loads(content)) == {"fault"}
    assert served.study.ledger().counts() == before


@pytest.mark.parametrize("host", ["rebound.test", "localhost.rebound.test", "127.0.0.1.rebound.test", "127.0.0.2", ""])
def test_another_name_for_this_machine_gets_nothing(served: Served, anna: Page, host: str) -> None:
    """So a name server that points elsewhere does not make another site this one."""
    for method, path in (("GET", "/"), ("GET", "/static/web.js"), ("POST", "/api/work")):
        status, _, content = served.request(
            method, path, {"coder": ""}, {**FROM_THE_PAGE, "X-Coder-Session": anna.secret, "Host": host}
        )
        assert (status, b"bird" in content) == (400, False)


@pytest.mark.parametrize("path", ["/", "/static/review.css", "/static/web.js", "/api/who", "/nowhere", "/static/..%2fweb.py"])
def test_every_answer_carries_the_guards(served: Served, path: str) -> None:
    """Not kept, not framed, not sniffed, told to no other site, and running no script but its own; no other origin is invited."""
    _, headers, _ = served.request("POST" if path.startswith("/api/") else "GET", path)
    lower = {name.lower(): value for name, value in headers.items()}
    assert lower["cache-control"] == "no-store"
    assert lower["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    assert lower["x-content-type-options"] == "nosniff"
    assert lower["referrer-policy"] == "no-referrer"
    assert not any(name.startswith("access-control") for name in lower)


def test_a_question_before_the_question_is_not_answered(served: Served) -> None:
    """A browser asks whether another page may send a header of its own: it may not."""
    headers = {
        "Origin": "http://127.0.0.1:1",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-coder-session",
    }
    status, found, _ = served.request("OPTIONS", "/api/work", None, headers)
    assert status in (403, 405)
    assert not any(name.lower().startswith("access-control") for name in found)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"coder": 1}', b"[" * 60_000, b'{"coder": "' + b"x" * 70_000 + b'"}', b"\xff"]
)
def test_what_is_no_question_is_one_line(served: Served, anna: Page, body: bytes) -> None:
    """Neither a crash nor a word of what was sent."""
    status, _, content = served.request("POST", "/api/act", body, {**FROM_THE_PAGE, "X-Coder-Session": anna.secret})
    assert (status, json.loads(content)) == (400, {"fault": "this is not understood"})
    plain = {**FROM_THE_PAGE, "X-Coder-Session": anna.secret, "Content-Type": "text/plain"}
    assert served.request("POST", "/api/work", {"coder": ""}, plain)[0] == 400


def test_at_an_address_of_the_network_the_origin_is_asked_for() -> None:
    """There browsers leave Sec-Fetch-Site out: a POST from the page itself is known by its Origin."""

    def request(**headers: str) -> Request:
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/api/act", "query_string": b"", "headers": named}
        return Request({**scope, "server": ("192.168.1.20", 8000)})

    host = "192.168.1.20:8000"
    assert web._from_the_page(request(host=host, origin=f"http://{host}"))
    assert not web._from_the_page(request(host=host, origin="http://192.168.1.20:8001"))
    assert not web._from_the_page(request(host=host))
    assert not web._from_the_page(request(host=host, origin=f"http://{host}", sec_fetch_site="cross-site"))
    assert not web._from_the_page(request(host="127.0.0.1:8000", origin="http://127.0.0.1:8000"))


# ---- the command


def test_the_command_opens_on_this_machine_only_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """It prints a link, opens it, and leaves the study as it was."""
    birds.study(tmp_path, transcripts=1, passages=3)
    command = [sys.executable, "-m", "coder", "review", "--study", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": "true"}) as done:
        assert done.stdout
        lines = [done.stdout.readline() for _ in range(3)]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#[\w-]{32}", lines[1].strip())
        assert "Ctrl-C" in lines[2]
        done.send_signal(signal.SIGINT)
        try:
            assert done.wait(20) == 130
        finally:
            done.kill()
    assert Study(tmp_path).ledger().exports() == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "192.168.1.20"], "say for whom, with --coder NAME"),
        (["--host", "0.0.0.0", "--coder", "anna"], "name one address"),  # noqa: S104  # it is refused
        (["--host", "203.0.113.7", "--coder", "anna"], "no such address"),
        (["--coder", "../anna"], "cannot be a coder's name"),
    ],
)
def test_other_machines_are_let_in_only_by_name_and_address(tmp_path: Path, words: list[str], said: str) -> None:
    """Each fault is one line with what to do."""
    birds.study(tmp_path, transcripts=1, passages=3)
    command = [sys.executable, "-m", "coder", "review", *words, "--study", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_each_coder_gets_a_link(tmp_path: Path) -> None:
    """With --coder for each; nothing opens by itself then."""
    birds.study(tmp_path, transcripts=1, passages=3)
    command = [sys.executable, "-m", "coder", "review", "--coder", "anna", "--coder", "ben", "--study", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": "false"}) as done:
        assert done.stdout
        lines = [done.stdout.readline() for _ in range(3)]
        assert [re.sub(r"#.*", "#", line.split(": http")[0].strip()) for line in lines[1:]] == ["anna", "ben"]
        done.send_signal(signal.SIGINT)
        done.wait(20)


def test_only_one_place_listens(root: Path) -> None:
    """The server is started in one module, and nowhere else."""
    found = [path.name for path in (root / "coder").rglob("*.py") if "uvicorn" in path.read_text(encoding="utf-8")]
    assert found == ["serving.py"]


def test_kinds_are_what_the_page_sends() -> None:
    """Every act of the page is a kind of decision."""
    assert {"confirm", "refute", "unsure", "add", "none", "emergent", "memo", "discuss", "withdraw"} < {
        kind.value for kind in Kind
    }
