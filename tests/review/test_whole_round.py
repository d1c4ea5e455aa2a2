"""A whole round in a browser, by keyboard only: blind, assisted, interrupted in every way, talked over in the workshop, settled."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import birds
import pytest
import team
from hands import Hands, command
from served import meeting_of

from coder.consensus import Final, Reason, after_negotiation
from coder.records import Kind
from coder.steps import rounds, workshop
from coder.steps.counted import counted, finals
from coder.study import Study, workshops
from coder.study.rounds import Part

SETTINGS = "round:\n  blind_minimum: 4\n  withhold: 30%\n"


class Coder(Hands):
    """A coder who says of the passage at hand what they mean, whether or not anything is suggested."""

    def add(self, words: str) -> None:
        self.press("/")
        self.page.keyboard.type(words)
        self.press("Enter")

    def blind(self, *codes: str) -> None:
        """Go through the blind part: a code, or none, for each passage."""
        for number, words in enumerate(codes):
            assert self.page.inner_text(".deciding h2") == "Your codes"
            if words:
                self.add(words)
            else:
                self.press("0")
            self.press("g" if number == len(codes) - 1 else "Enter")
        self.page.wait_for_selector("text=Part 1 is done")
        self.kept()
        self.press("Enter")
        self.page.wait_for_selector(f"text=0 of {16 - len(codes)} passages decided")
        self.begin()

    def finish(self) -> None:
        """Refute whatever is suggested, until everything is decided."""
        for _ in range(40):
            if not self.page.locator("#passage").count():
                return
            for _ in range(self.page.locator(".suggestions > li").count()):
                self.press("r")
            if not self.page.locator(".suggestions > li").count():
                self.press("0")
            self.press("g")
        raise AssertionError("no end")


def test_a_whole_round(tmp_path: Path, window: Callable[..., Any]) -> None:
    """From the blind sample to the consensus; the ledger has at every moment what was done."""
    study = birds.study(tmp_path, transcripts=2, passages=8, settings=SETTINGS)
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    anna, ben = Coder(window()), Coder(window())
    with command(study) as (running, link):
        anna.come_in(link(), "anna")
        ben.come_in(link(), "ben")
        anna.blind("robin", "robin", "barn", "")
        ben.blind("robin", "wren", "", "")
        # the assisted part: a code too many is taken back, the page is loaded again, the server dies and comes back
        anna.add("hedge")
        anna.press("z")
        anna.press("f")
        anna.kept()
        left = anna.key
        anna.page.wait_for_timeout(600)  # the place is kept a moment after one rests there
        anna.page.reload()
        anna.begin()
        assert anna.key == left
        assert anna.page.locator(".given li").count() == 0
        running.send_signal(signal.SIGKILL)
        running.wait()
        anna.press("n")
        anna.page.keyboard.type("lost?")
        anna.press("Control+Enter")
        anna.page.wait_for_selector("#trouble:has-text('Not kept')")
    with command(study) as (_, link):
        for hands, name in ((anna, "anna"), (ben, "ben")):
            hands.page.close()
            hands.page = window(link())
            hands.page.wait_for_selector(".people button")
            hands.press(*(["Tab"] if name == "ben" else []), "Enter")
            hands.begin()
            hands.finish()
            hands.kept()
    standing = rounds.status(study)
    one, found = standing.round, standing.progress
    assert [(p.part, p.done == p.all) for p in found] == [(Part.BLIND, True), (Part.ASSISTED, True)] * 2
    before = study.ledger().decisions()
    assert Kind.WITHDRAW in {d.kind for d in before}
    disputed = workshop.disputed(study.ledger(), study.codebook())
    assert disputed
    with command(study, "workshop", "--coder", "anna") as (_, link):
        table, own = Hands(window(link())), Hands(window(link()))
        own.page.wait_for_selector(".overview [data-hold=begin]")
        own.press("Enter")
        for _ in disputed:
            own.page.wait_for_selector(".voting")
            own.press("y")
            own.kept()
            own.press("g")
        settle(table, len(disputed))
    ledger = study.ledger()
    assert ledger.decisions() == before, "nobody's own coding was touched"
    assert {(v.coder, v.vote) for v in workshops.votes(ledger)} == {("anna", "yes"), ("ben", "no")}
    settled = workshops.settlements(ledger)
    assert {s.reason for s in settled} == {Reason.SLIP}
    assert [s.final for s in settled] == [Final.YES, Final.BOTH, *[Final.NO] * len(settled)][: len(settled)]
    assert len(settled) == len(disputed)
    consensus = after_negotiation(counted(ledger), finals(ledger), study.codebook())
    segment, code = disputed[0]
    assert [consensus[name, segment].values(study.codebook())[code] for name in ("anna", "ben")] == [True, True]
    assert workshop.status(study).open_topics == 0
    assert one.name == "one"


def settle(table: Hands, count: int) -> None:
    """At the table: ben votes no on everything; the first is settled as yes, the second as both, the others as no; one is talked over."""
    page = table.page
    page.wait_for_selector(".overview [data-hold=begin]")
    table.press("Enter")
    for number in range(count):
        page.wait_for_selector("h3:has-text('ben votes')")
        table.press("n", "v")
        page.wait_for_selector(".votes")
        assert page.locator(".model").count() == 0, "the model's word comes last"
        table.press("t")
        page.keyboard.type("y n b 1: keys do nothing here")
        table.press("Control+Enter", "ybn"[min(number, 2)], "3")
        page.wait_for_selector(".model")
        table.kept()
        table.press("Enter")
    page.wait_for_selector("h2:has-text('For discussion')")
    table.press("v")
    page.wait_for_selector("caption:has-text('What everybody gave')")
    table.press("y")
    page.wait_for_selector(".outcome:has-text('Talked over')")
    table.press("g")
    page.wait_for_selector("text=Everything is settled")


@pytest.fixture
def three(tmp_path: Path) -> Study:
    """Three coders, a memo that is a script, a passage marked for discussion, a new idea."""
    study = team.study(tmp_path)
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    team.said(study, "anna", 2, Kind.MEMO, note='<img src="x" onerror="window.hurt = 1"> </script> {{ 7 * 7 }}')
    team.said(study, "ben", 0, Kind.EMERGENT, note="<b>a cuckoo</b>")
    return study


def test_no_barrier_and_no_script_in_the_workshop(three: Study, window: Callable[..., Any]) -> None:
    """In light and dark, at the table and at one's own link, wide and narrow, before and after the votes are shown."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    for scheme in ("light", "dark"):
        found: dict[str, Any] = {}
        with meeting_of(three) as served:
            page = window(served.link(), color_scheme=scheme, reduced_motion="reduce")

            def look(name: str, page: Any = page, found: dict[str, Any] = found) -> None:
                for violation in axe.run(page).response["violations"]:
                    found[f"{name}: {violation['id']}"] = [node["html"] for node in violation["nodes"]]

            table = Hands(page)
            page.wait_for_selector(".overview")
            look("on the table")
            assert page.inner_text(".missing").startswith("New idea: <b>a cuckoo</b>")
            table.press("Enter")
            page.wait_for_selector(".voting")
            look("voting")
            for control in page.locator("button:visible, input:visible").all():
                box = control.bounding_box()
                assert min(box["width"], box["height"]) >= 44, control.inner_text()
            table.press("y", "n", "u", "v")
            page.wait_for_selector(".votes")
            if scheme == "light":
                assert '<img src="x"' in page.inner_text(".memos")
            look("shown")
            table.press("b", "1")
            page.wait_for_selector(".model")
            look("settled")
            for key in ("d", "?"):
                table.press(key)
                look(key)
                table.press("Escape")
            page.get_by_role("button", name="On the table").click()
            page.get_by_role("button", name="For discussion").click()
            if scheme == "light":
                table.press("v")
            page.wait_for_selector("#add-code")
            look("for discussion")
            page.set_viewport_size({"width": 390, "height": 800})
            look("narrow")
            own = window(served.link("carl"), color_scheme=scheme)
            own.wait_for_selector(".overview")
            look("own link", own)
            own.keyboard.press("Enter")
            own.wait_for_selector(".voting")
            look("own vote", own)
            assert page.evaluate("window.hurt") is None
            assert page.locator("#page img, #page b b").count() == 0
        assert found == {}


def test_everybody_hears_what_the_others_do(three: Study, window: Callable[..., Any]) -> None:
    """A vote by one's own link shows at the table by itself, though not what it is; and what the table settles shows to all."""
    with meeting_of(three) as served:
        table, anna = Hands(window(served.link())), Hands(window(served.link("anna")))
        for hands in (table, anna):
            hands.page.wait_for_selector(".overview")
            hands.press("Enter")
            hands.page.wait_for_selector(".voting")
        anna.press("u")
        table.page.wait_for_selector(".voters button:has-text('anna') >> text=has voted")
        assert "Unsure" not in table.page.inner_text(".voters")
        table.page.wait_for_selector("h3:has-text('ben votes')")
        table.press("v")
        table.page.wait_for_selector("#said:has-text('ben has not voted yet')", state="attached")
        assert table.page.locator(".votes").count() == 0, "a key shows nothing while somebody's vote is open"
        table.press("y", "n", "v")
        table.page.wait_for_selector(".votes")
        table.press("b", "4")
        anna.page.wait_for_selector(".outcome:has-text('Keep both readings (real difference)')")
        assert anna.page.locator(".voting").count() == 0


def test_a_long_definition_does_not_hide_the_vote(three: Study, window: Callable[..., Any]) -> None:
    """On a small laptop question, answers and the way to the votes are in sight; how it goes stands above the list."""
    book = three.root / "codebook.yaml"
    words = " ".join(["A bird is heard or said to have been heard by somebody who was there."] * 20)
    book.write_text(re.sub(r"A \w+ sings\.", words, book.read_text(encoding="utf-8")), encoding="utf-8")
    with meeting_of(three) as served:
        table = Hands(window(served.link(), viewport={"width": 1280, "height": 763}))
        page = table.page
        page.wait_for_selector(".overview")
        tops = [page.locator(one).bounding_box()["y"] for one in (".ways", ".matters")]
        assert tops[0] < tops[1]
        lead = "0 of 6 differences settled; 0 of 1 passage marked for discussion talked over."
        assert page.inner_text(".lead >> nth=0") == lead
        page.locator(".matters button", has_text="Lark").click()
        page.wait_for_selector(".voting")
        panel = page.locator(".deciding")
        assert panel.evaluate("it => it.scrollHeight > it.clientHeight"), "the definition is longer than the panel"
        bottom = page.locator(".steps").bounding_box()["y"]

        def in_sight(one: str) -> bool:
            box = page.locator(one).bounding_box()
            return bool(box["y"] + box["height"] <= bottom)

        assert in_sight(".casting h3")
        assert in_sight("[data-hold=vote-unsure]")
        table.press("y", "n", "u")
        page.wait_for_selector(".casting [data-hold=show]")
        page.wait_for_selector("#kept:text-is('Kept')")
        assert in_sight("[data-hold=show]")
        table.press("?")
        assert "Yes: the code fits\nOf a passage marked" in page.inner_text(".keys")
        table.press("Escape")
        page.get_by_role("button", name="On the table").click()
        assert page.locator(".ways[open]").count() == 0, "folded once the team has begun"


def test_a_gap_asks_for_a_sentence(three: Study, window: Callable[..., Any]) -> None:
    """The notes have the focus, nothing is settled before something is written, and writing it settles it."""
    with meeting_of(three) as served:
        table = Hands(window(served.link()))
        page = table.page
        page.wait_for_selector(".overview")
        for begin, way in (("Enter", "keys"), ("g", "button")):
            table.press(begin)
            page.wait_for_selector(".casting")
            table.press("y", "n", "u", "v")
            page.wait_for_selector(".votes")
            table.press("n", "2")
            page.wait_for_selector("[data-asked]:has-text('A gap needs a sentence')")
            assert page.evaluate("document.activeElement.id") == "memo"
            assert page.locator(".outcome").count() == 0
            page.keyboard.type(f"No code for birds at noon ({way}).")
            if way == "keys":
                table.press("Escape")
            else:
                page.get_by_role("button", name="Settle").click()
            page.wait_for_selector(".outcome:has-text('Settled: No (codebook gap)')")
        said = {one.note for one in workshops.settlements(three.ledger())}
        assert said == {"No code for birds at noon (keys).", "No code for birds at noon (button)."}


def test_three_quick_votes_are_of_three_people(three: Study, window: Callable[..., Any]) -> None:
    """However fast the keyboard goes round, each key is the next one's vote."""
    with meeting_of(three) as served:
        table = Hands(window(served.link()))
        table.page.wait_for_selector(".overview")
        table.press("Enter", "y", "n", "u")
        table.kept()
    assert [(v.coder, v.vote) for v in workshops.votes(three.ledger())] == [("anna", "yes"), ("ben", "no"), ("carl", "unsure")]
