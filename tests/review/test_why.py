"""Why something was suggested: told to whoever has decided, by the page's server alone, and never before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import birds
import pytest
from hands import Hands
from served import Served, serving

from coder.records import Like, Moved, Reason
from coder.steps import exchange, rounds
from coder.study import Study, reasons

TABLE = "C-table"
FOR, AGAINST, WORDS = "dawnbreak", "nightfall", "A robin in the table sang."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Every suggestion has a reason: two words, a coded passage of a table, and the study's own first two passages."""
    made = birds.study(tmp_path, transcripts=2, passages=8)
    ledger = made.ledger()
    (tagging,) = ledger.taggings()
    own = tuple(Like(segment.id, 0.8) for segment in ledger.segments()[:2])
    ledger_reasons = [
        Reason(one.segment, one.code, 1.0, 0.5, 0.3, -0.1, (Moved(FOR, 0.5), Moved(AGAINST, -0.1)), (Like(TABLE, 0.9), *own))
        for one in ledger.suggestions(tagging.id)
        if one.suggested
    ]
    reasons.add(ledger, tagging.id, [], ledger_reasons, {TABLE: WORDS})
    return made


@pytest.fixture
def served(study: Study) -> Iterator[Served]:
    with serving(study) as one:
        yield one


class Coder:
    def __init__(self, served: Served, name: str) -> None:
        self.served, self.secret, self.count = served, served.enter(name), 0
        _, told = served.ask("work", {"coder": ""}, self.secret)
        self.work, self.mine = told["work"], told["mine"]
        self.items = [row for one in self.work["transcripts"] for row in one["rows"] if "key" in row]

    def ask(self, what: str, **words: str) -> tuple[int, Any]:
        self.count += 1
        return self.served.ask(what, {"export": self.work["export"], "token": f"{self.secret}{self.count}", **words}, self.secret)


def test_a_reason_is_told_after_the_decision_and_not_before(served: Served) -> None:
    """Nor after it was undone; nor to another coder; nor for a code that was not answered."""
    anna, ben = Coder(served, "anna"), Coder(served, "ben")
    assert anna.mine["why"] is True
    assert FOR not in str(anna.work)
    row = next(row for row in anna.items if len(row["shown"]) == 2)
    key, (code, other) = row["key"], row["shown"]
    status, told = anna.ask("why", key=key, code=code)
    assert (status, told["fault"]) == (409, "decide on the suggestion first")
    anna.ask("act", key=key, kind="refute", code=code, note="")
    status, told = anna.ask("why", key=key, code=code)
    assert status == 200
    assert told == {"kept": True, "for": [FOR], "against": [AGAINST], "around": ["before"], "passages": [WORDS]}
    assert anna.ask("why", key=key, code=other)[0] == 409
    assert ben.ask("why", key=key, code=code)[0] == 409
    assert ben.ask("why", key=key, code=code, export=anna.work["export"])[0] == 409
    anna.ask("undo")
    assert anna.ask("why", key=key, code=code)[0] == 409


def test_what_others_coded_is_not_told(served: Served, study: Study) -> None:
    """Of the study's own passages only those are named to which this coder gave the code."""
    first = study.ledger().segments()[0]
    anna, ben = Coder(served, "anna"), Coder(served, "ben")

    def home(coder: Coder) -> str:
        return next(row["key"] for row in coder.items if row["text"] == first.text)

    row = next(row for row in anna.items if row["shown"] and row["key"] != home(anna))
    code = row["shown"][0]
    kind = "confirm" if code in next(one["shown"] for one in ben.items if one["key"] == home(ben)) else "add"
    ben.ask("act", key=home(ben), kind=kind, code=code, note="")
    anna.ask("act", key=row["key"], kind="confirm", code=code, note="")
    assert anna.ask("why", key=row["key"], code=code)[1]["passages"] == [WORDS]
    anna.ask("act", key=home(anna), kind=kind, code=code, note="")
    assert anna.ask("why", key=row["key"], code=code)[1]["passages"] == [WORDS, first.text]


def test_a_round_tells_no_reasons(study: Study) -> None:
    """A wrong suggestion that was planted would show by its reason, and whether any were, by who may ask."""
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    with serving(study) as served:
        anna = Coder(served, "anna")
        assert anna.mine["why"] is False
        key = anna.items[0]["key"]
        anna.ask("act", key=key, kind="add", code=birds.LEAVES[0], note="")
        status, told = anna.ask("why", key=key, code=birds.LEAVES[0])
        assert (status, "round" in told["fault"]) == (409, True)


def test_a_suggestion_made_elsewhere_has_no_reason(tmp_path: Path) -> None:
    """Which is said."""
    with serving(birds.study(tmp_path, transcripts=1, passages=6)) as served:
        anna = Coder(served, "anna")
        row = next(row for row in anna.items if row["shown"])
        anna.ask("act", key=row["key"], kind="confirm", code=row["shown"][0], note="")
        assert anna.ask("why", key=row["key"], code=row["shown"][0])[1]["kept"] is False


def test_a_file_that_is_sent_holds_no_reasons(study: Study, tmp_path: Path) -> None:
    """Anybody can read the source of a page, before any decision: the reasons stay where the ledger is."""
    for form in ("html", "xlsx"):
        out = exchange.export(study, "anna", tmp_path / f"anna.{form}", birds.AT, form).out
        content = out.read_bytes()
        for words in (FOR, AGAINST, WORDS, "Why was this suggested"):
            assert words.encode() not in content


def test_the_question_is_there_once_the_code_is_decided(served: Served, window: Callable[..., Any]) -> None:
    """Not in the page before, and its answer is not even asked for until it is opened; it can be worked by keyboard."""
    hands = Hands(window())
    asked: list[str] = []
    hands.page.on("request", lambda request: asked.append(request.url) if "/api/why" in request.url else None)
    hands.page.goto(served.link("anna"))
    hands.begin()
    while not hands.page.locator(".suggestions > li").count():
        hands.press("0", "Enter")
    assert hands.page.locator(".why").count() == 0
    hands.press("c", "1")
    question = hands.page.locator(".open .why summary")
    assert question.inner_text() == "Why was this suggested?"
    assert FOR not in hands.page.content()
    assert asked == []
    question.focus()
    hands.press("Enter")
    hands.page.wait_for_selector(f".reasons:has-text('{FOR}')")
    told = hands.page.locator(".reasons").inner_text()
    assert "Against it spoke the word nightfall." in told
    assert "and what was said before it." in told
    assert WORDS in told
    assert len(asked) == 1
    hands.press("z")
    hands.page.wait_for_selector(".why", state="detached")
    assert FOR not in hands.page.content()
