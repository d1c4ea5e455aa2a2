"""The review page in a browser: a whole round by keyboard, kept through reloads and ends of the server; and who gets nothing."""

from __future__ import annotations

import http.server
import json
import random
import re
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import birds
import pytest
from hands import Hands, command, in_ledger
from served import Served, serving

from coder import suggest
from coder.coding import Coding
from coder.records import Kind, Role, Speaker, Transcript, Turn
from coder.review.acts import Act, after
from coder.review.page import coding_told
from coder.rounds import Arm
from coder.segment import segments
from coder.steps import exchange, rounds
from coder.study import Study, ledger
from coder.study import rounds as kept

HOSTILE = '<script>window.hurt = 1</script><img src="x" onerror="window.hurt = 2"> </script><b>bold</b> {{ 7 * 7 }}'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "birds").mkdir()
    return birds.study(tmp_path / "birds", transcripts=3, passages=8)


@pytest.fixture
def served(study: Study) -> Iterator[Served]:
    with serving(study) as one:
        yield one


def test_a_whole_round_by_keyboard(study: Study, window: Callable[..., Any]) -> None:
    """Two coders at once, undo, a reload in the middle, the server killed and started again: the ledger has what each meant."""
    anna, ben = Hands(window()), Hands(window())
    with command(study) as (running, link):
        anna.come_in(link(), "anna")
        ben.come_in(link(), "ben")
        for number in range(5):
            anna.answer("crcr" if number % 2 else "ucuc")
            anna.press("Enter")
            ben.answer("rrrr")
            ben.press("Enter")
        # a code of one's own, a memo, a new idea, the wish to discuss
        has = anna.page.locator(".suggestions > li").count()
        own = next(code for code in birds.LEAVES if code not in [anna.code(number) for number in range(has)])
        anna.press("/")
        anna.page.keyboard.type(own.rsplit("/", 1)[1])
        anna.press("Enter", "n")
        anna.page.keyboard.type("c r u z: keys do nothing here")
        anna.press("Escape", "e")
        anna.page.keyboard.type("moths")
        anna.press("Enter", "f")
        anna.state.update(memo="c r u z: keys do nothing here", emergent="moths", discuss=True, looked=not has)
        anna.state["answers"][own] = "add"
        left = anna.key
        # a mistake, taken back; then two passages further back
        anna.press("k")
        before = {key: json.loads(json.dumps(state)) for key, state in anna.said.items()}
        anna.press("0" if before[anna.key]["answers"] else "f")
        anna.press("z")
        anna.kept()
        anna.press("j")
        assert anna.key == left
        anna.kept()
        anna.page.wait_for_timeout(600)  # the place is kept a moment after one rests there
        anna.page.reload()
        anna.begin()
        assert anna.key == left
        ben.kept()
        assert in_ledger(study, "anna") == anna.said
        assert in_ledger(study, "ben") == ben.said
        running.send_signal(signal.SIGKILL)
        running.wait()
        anna.press("f")
        anna.page.wait_for_selector("#trouble:not(:empty)")
        assert "Not kept" in anna.page.inner_text("#trouble")
        anna.press("0")
        assert in_ledger(study, "anna") == anna.said, "nothing more is taken while nothing is kept"
    with command(study) as (_, link):
        anna = _again(anna, window(), link(), "anna")
        assert anna.key == left or anna.said[left]["looked"]
        for keys in ("cr", "ru", "uc"):
            anna.press("g")
            anna.answer(keys)
        anna.press("z")
        anna.kept()
        last = anna.state
        if last["answers"]:
            last["answers"].popitem()
        last["looked"] = False
        anna.said = {key: state for key, state in anna.said.items() if state["answers"] or state["looked"] or state["memo"]}
        assert in_ledger(study, "anna") == anna.said
        assert in_ledger(study, "ben") == ben.said
    kinds = {decision.kind for decision in study.ledger().decisions("anna")}
    assert Kind.WITHDRAW in kinds, "what was undone is there, and that it was"


def _again(before: Hands, page: Any, address: str, name: str) -> Hands:
    hands = Hands(page)
    hands.said = before.said
    page.goto(address)
    page.wait_for_selector(".people button")
    assert page.locator(".people button").first.inner_text() == name
    hands.press("Enter")
    hands.begin()
    return hands


def test_a_round_goes_on_by_itself(tmp_path: Path, window: Callable[..., Any]) -> None:
    """First without suggestions; when everything is decided, the next part is one key away."""
    study = birds.study(tmp_path, transcripts=2, passages=6, settings="round:\n  blind_minimum: 4\n")
    rounds.start(study, "one", ["anna"], 3, birds.AT, alone=True)
    with serving(study) as served:
        hands = Hands(window(served.link("anna")))
        hands.begin()
        for number in range(4):
            assert hands.page.inner_text(".deciding h2") == "Your codes"
            assert "suggest" not in hands.page.inner_text("body").lower()
            hands.press("0")
            hands.press("Enter" if number < 3 else "g")
        hands.page.wait_for_selector("text=Part 1 is done: 4 passages. Part 2, with suggestions, has 8.")
        hands.page.wait_for_selector("#kept:text-is('Kept')")
        assert hands.page.locator("button.primary").all_inner_texts() == ["Go on with part 2: 8 passages"]
        hands.press("Enter")
        hands.page.wait_for_selector("text=Part 2, with suggestions: 0 of 8 passages decided.")
        hands.begin()
        for _ in range(8):
            hands.answer("cccc")
            hands.press("g")
        assert hands.page.locator(".lead").all_inner_texts()[:2] == [
            "Every passage is decided: 8 here, and those of part 1. Thank you.",
            "Everything is kept: you may close this window. Whoever leads the study sees with coder round status that you are done.",
        ]
        assert hands.page.get_by_role("button", name=re.compile("Go on|Begin")).count() == 0
        hands.kept()
    exports = study.ledger().exports()
    assert {(e.format, len((study.ledger().export(e.id) or e).items)) for e in exports} == {("web", 4), ("web", 8)}


def test_a_laptop_that_sleeps_and_a_ledger_in_use(
    served: Served, window: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what is the matter, takes nothing it cannot keep, and keeps the act by itself when it can."""
    monkeypatch.setattr(ledger, "PATIENCE", 20)
    hands = Hands(window(served.link("anna")))
    hands.begin()
    hands.page.context.set_offline(True)
    hands.press("f")
    hands.page.wait_for_selector("#trouble:has-text('does not answer')")
    hands.press("0")
    hands.page.context.set_offline(False)
    hands.page.wait_for_selector("#trouble:empty", state="attached")
    hands.kept()
    assert [d.kind for d in served.study.ledger().decisions()] == [Kind.DISCUSS]
    with closing(sqlite3.connect(served.study.root / "study.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        hands.press("f")
        hands.page.wait_for_selector("#trouble:has-text('another program is at work')")
        other.rollback()
    hands.page.wait_for_selector("#trouble:empty", state="attached")
    hands.kept()
    assert [d.note for d in served.study.ledger().decisions()] == ["yes", ""]


def test_what_is_not_kept_is_not_shown_as_decided(served: Served, window: Callable[..., Any]) -> None:
    """The server is gone: the notice stays in view, the count holds what is kept, and the answers are kept once it is back."""
    hands = Hands(window(served.link("anna"), viewport={"width": 1280, "height": 600}))
    page = hands.page
    hands.begin()
    hands.answer("cc")
    hands.kept()
    hands.press("Enter")
    page.context.set_offline(True)
    for _ in range(2):
        hands.answer("rr")
        hands.press("Enter")
    assert "3 of 8 decided" in page.inner_text(".place")
    page.wait_for_selector("#trouble:has-text('Not kept: your last')")
    assert page.locator("#trouble button").count() == 0, "the page cannot be loaded again from a server that is gone"
    assert "1 of 8 decided" in page.inner_text(".place")
    hands.press("Enter", "0")
    assert "Nothing is taken" in page.inner_text(".last")
    assert page.locator(".deciding").evaluate("panel => panel.inert")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 600})
        page.mouse.wheel(0, 4000)
        box = page.locator("#trouble").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 600
    page.set_viewport_size({"width": 1280, "height": 600})
    page.get_by_role("button", name="Transcripts").click()
    assert "Not kept" in page.inner_text("#trouble")
    assert "1 of 24 passages decided" in page.inner_text("main")
    page.context.set_offline(False)
    page.wait_for_selector("text=3 of 24 passages decided")
    assert page.inner_text("#trouble") == ""
    hands.kept()
    assert in_ledger(served.study, "anna") == hands.said


def test_a_moment_without_a_server_is_nobodys_trouble(served: Served, window: Callable[..., Any]) -> None:
    """The page tries again before it says a word."""
    hands = Hands(window(served.link("anna")))
    hands.begin()
    page = hands.page
    page.evaluate(
        "new MutationObserver(() => { window.troubled = true; }).observe(document.getElementById('trouble'), { childList: true })"
    )
    page.context.set_offline(True)
    hands.answer("cc")
    page.wait_for_timeout(800)
    page.context.set_offline(False)
    hands.kept()
    assert in_ledger(served.study, "anna") == hands.said
    assert page.evaluate("window.troubled") is None


def test_what_was_done_last_is_there_to_see(served: Served, window: Callable[..., Any]) -> None:
    """In one line beside the buttons, with the key that takes it back; also that it was taken back."""
    hands = Hands(window(served.link("anna")))
    page = hands.page
    hands.begin()
    while page.locator(".suggestions > li").count() < 2:
        hands.press("j")
    first, second = (page.locator(".suggestions b").nth(number).inner_text() for number in range(2))
    hands.press("c")
    assert page.inner_text(".last") == f"Confirmed: {first}. Z takes it back."
    hands.press("0")
    assert page.inner_text(".last") == f"No code fits, {first} taken back. Passage decided. Z takes it back."
    assert page.locator(".suggestions .state").all_inner_texts() == ["✕ No code fits"] * 2
    in_view = "button => button.getBoundingClientRect().bottom <= document.querySelector('.steps').getBoundingClientRect().top"
    assert page.locator("[data-hold=none][aria-pressed=true]").evaluate(in_view)
    where = page.locator(".place span").first.inner_text().split(" of ")[0]
    hands.press("j")
    assert page.inner_text(".last").startswith(f"{where}: No code fits")
    hands.press("z")
    page.wait_for_selector(".last:text-is('Undone: No code fits.')")
    assert page.locator(".suggestions .state").all_inner_texts() == ["✓ Confirmed", "Not decided"]
    hands.press("r")
    assert page.inner_text(".last") == f"Refuted: {second}. Passage decided. Z takes it back."
    hands.press("n")
    page.keyboard.type("hm")
    hands.press("Escape")
    assert page.inner_text(".last") == "Memo kept. Z takes it back."


def test_buttons_say_their_keys(served: Served, window: Callable[..., Any]) -> None:
    """To the eye and to a screen reader; none while keys are switched off."""
    page = window(served.link("anna"))
    Hands(page).begin()
    while not page.locator(".suggestions > li").count():
        page.keyboard.press("j")
    said = "button => [button.dataset.hold, button.querySelector('kbd')?.textContent, button.getAttribute('aria-keyshortcuts')]"
    wanted = [["confirm-0", "C", "C"], ["refute-0", "R", "R"], ["unsure-0", "U", "U"], ["none", "0", "0"], ["discuss", "F", "F"]]
    assert [one.evaluate(said) for one in page.locator(".deciding .choice").all()] == wanted
    assert page.locator("[data-hold=next]").evaluate(said) == ["next", "↵", "Enter"]
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.wait_for_selector("main [aria-keyshortcuts], main button kbd", state="detached")


def test_a_misspelt_code_finds_the_nearest(served: Served, window: Callable[..., Any]) -> None:
    """Offered, never taken by Enter alone."""
    hands = Hands(window(served.link("anna")))
    page = hands.page
    hands.begin()
    while page.locator(".suggestions > li").count():
        hands.press("j")
    hands.press("/")
    page.keyboard.type("hegde")
    assert page.locator(".adding li").all_inner_texts() == ["No code of that name. Nearest (↓, then ↵):", "Nest\u00a0›\nHedge"]
    hands.press("Enter")
    assert page.locator(".given li").count() == 0
    hands.press("ArrowDown", "Enter")
    assert page.inner_text(".given li b") == "Hedge"
    hands.press("/")
    page.keyboard.type("zzzzzz")
    assert page.locator(".adding li").all_inner_texts() == ["No code of that name"]


def test_the_codebook_speaks_of_labels(study: Study, window: Callable[..., Any]) -> None:
    """Where a definition names another code by its id, the page names it as it stands on the screen."""
    book = study.codebook_path.read_text(encoding="utf-8")
    book = book.replace("definition: A nest in a barn.", 'definition: "Not in trees (nest/hedge), well-kept or dawn-chorus."')
    study.codebook_path.write_text(book, encoding="utf-8")
    birds.tag(study, 1)
    with serving(study) as served:
        page = window(served.link("anna"))
        page.wait_for_selector(".overview")
        page.get_by_role("button", name="Codebook").click()
        assert "Not in trees (“Hedge”), well-kept or dawn-chorus." in page.inner_text("dialog")
        assert page.locator("dialog h3:has-text('Robin')").inner_text() == "Dawn chorus › Robin"


def test_the_first_view_searches_everything(served: Served, window: Callable[..., Any]) -> None:
    """No transcript was chosen there; the order of the transcripts is explained."""
    page = window(served.link("anna"))
    page.wait_for_selector(".overview")
    assert "In an order drawn by lot" in page.inner_text("main")
    page.get_by_role("button", name="Search").click()
    assert page.inner_text("dialog h2") == "Search in all transcripts"
    page.keyboard.type("again")
    assert page.inner_text("dialog [role=status]:not(.remark)") == "24 places"
    page.locator(".hit", has_text="bird-02.docx").first.click()
    assert page.inner_text(".place b") == "bird-02.docx"
    page.get_by_role("button", name="Search").click()
    assert page.inner_text("dialog h2") == "Search in bird-02.docx"


def test_one_goes_on_where_something_is_open(served: Served, window: Callable[..., Any]) -> None:
    """Not at a short reply that may stay open, once its transcript is finished."""
    found = window(served.address).evaluate(
        """async () => {
            const { Work } = await import("/static/work.js");
            const { unsaid } = await import("/static/rules.js");
            const row = (key, optional = false) => ({ key, optional, speaker: "P", text: "So.", shown: [] });
            const transcripts = [{ name: "a", rows: [row("a1"), row("a2", true)] }, { name: "b", rows: [row("b1")] }];
            const work = new Work({ codebook: { codes: [], families: [] }, transcripts });
            const before = work.resume("a2").key;
            work.set("a1", { ...unsaid(), looked: true });
            return [before, work.resume("a2").key];
        }"""
    )
    assert found == ["a2", "b1"]


def test_only_the_text_and_the_panel_scroll(served: Served, window: Callable[..., Any]) -> None:
    """Never the page as a whole, however low the window."""
    page = window(served.link("anna"), viewport={"width": 1280, "height": 500})
    Hands(page).begin()
    assert page.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight") == 0


def test_a_withheld_suggestion_leaves_no_trace(tmp_path: Path, window: Callable[..., Any]) -> None:
    """Its passage looks just like one for which the model had nothing to suggest."""
    study = birds.study(tmp_path, transcripts=2, passages=8, settings="round: {blind: off, withhold: 50 %}\n")
    plan = rounds.start(study, "one", ["anna"], 3, birds.AT, alone=True).round
    ledger = study.ledger()
    hidden = {one.segment for one in kept.plan(ledger, plan.id).dealt if one.arm is Arm.WITHHELD}
    had = suggest.shown(ledger.suggestions(plan.tagging), study.codebook())
    with serving(study) as served:
        page = window(served.link("anna"))
        Hands(page).begin()
        export = ledger.export(ledger.exports()[0].id)
        assert export
        segments = {item.key: item.segment for item in export.items}
        looks: dict[bool, set[str]] = {True: set(), False: set()}
        for _ in range(16):
            key = page.get_attribute("#passage", "data-key")
            if not page.locator(".suggestions > li").count():
                looks[segments[key] in hidden and bool(had[segments[key]])].add(page.inner_html(".deciding"))
            page.keyboard.press("j")
    ledger.close()
    assert looks[True] == looks[False]
    assert len(looks[True]) == 1


def test_a_window_that_comes_back_knows_what_another_did(served: Served, window: Callable[..., Any]) -> None:
    """The coder's own acts, from another window."""
    here, there = Hands(window(served.link("anna"))), Hands(window(served.link("anna")))
    for hands in (here, there):
        hands.begin()
    there.press("f")
    there.kept()
    here.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    here.page.wait_for_selector("[data-hold=discuss][aria-pressed=true]")


def test_no_barrier_that_a_program_can_find(served: Served, window: Callable[..., Any]) -> None:
    """In light and dark, wide and narrow, on every view and in every window of the page."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    for scheme in ("light", "dark"):
        page = window(served.link(), color_scheme=scheme, reduced_motion="reduce")
        found: dict[str, Any] = {}

        def look(name: str, page: Any = page, found: dict[str, Any] = found) -> None:
            for violation in axe.run(page).response["violations"]:
                found[f"{name}: {violation['id']}"] = [node["html"] for node in violation["nodes"]]

        page.wait_for_selector(".chooser h1")
        look("who")
        page.keyboard.type("anna")
        page.keyboard.press("Enter")
        page.wait_for_selector(".overview")
        look("overview")
        page.keyboard.press("Enter")
        page.wait_for_selector("#passage")
        while page.locator(".suggestions > li").count() < 2:
            page.keyboard.press("Enter")
        look("undecided")
        page.keyboard.press("c")
        page.keyboard.press("1")
        look("decided")
        page.keyboard.press("/")
        look("adding")
        page.keyboard.press("Enter")
        look("added")
        for key in ("d", "?"):
            page.keyboard.press(key)
            look(key)
            page.keyboard.press("Escape")
        page.get_by_role("button", name="Search").click()
        page.keyboard.type("again")
        look("search")
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 390, "height": 800})
        look("narrow")
        assert found == {}


def test_answers_are_equally_large_and_say_their_state(served: Served, window: Callable[..., Any]) -> None:
    """Confirm, Refute and Unsure: the same size, at least 44 pixels, pressed in words and for a screen reader; no score anywhere."""
    page = window(served.link("anna"))
    page.wait_for_selector(".overview")
    page.keyboard.press("Enter")
    while not page.locator(".suggestions > li").count():
        page.keyboard.press("Enter")
    boxes = [box.bounding_box() for box in page.locator(".answers button").all()]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
    for control in page.locator("button:visible, input:visible").all():
        box = control.bounding_box()
        assert box["width"] >= 44, control.inner_text()
        assert box["height"] >= 44, control.inner_text()
    assert not re.search(r"\d\s?%|\b0\.\d|score|probab", page.inner_text("body"), re.IGNORECASE)
    page.keyboard.press("r")
    page.keyboard.press("1")
    pressed = page.locator(".answers button[aria-pressed=true]")
    assert "Refuted" in pressed.inner_text()
    assert page.locator(".answers button[aria-pressed=false]").count() == 2
    assert page.evaluate("document.activeElement.id") == "passage"
    page.wait_for_selector("#said:has-text('Suggestion 1')", state="attached")


def test_enter_never_confirms(served: Served, window: Callable[..., Any], study: Study) -> None:
    """Not even on the button that confirms: there the space bar does, and Enter goes on."""
    page = window(served.link("anna"))
    page.wait_for_selector(".overview")
    page.keyboard.press("Enter")
    while not page.locator(".suggestions > li").count():
        page.keyboard.press("Enter")
    first = page.get_attribute("#passage", "data-key")
    page.locator(".answers button").first.focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("#passage", "data-key") != first
    assert page.evaluate("document.activeElement.id") == "passage"
    assert study.ledger().decisions() == ()


def test_keys_can_be_changed_and_switched_off(served: Served, window: Callable[..., Any], study: Study) -> None:
    """And stay as a coder has set them when they come back."""
    page = window(served.link("anna"))
    page.wait_for_selector(".overview")
    page.keyboard.press("?")
    page.get_by_role("button", name=re.compile("Key for: For discussion")).click()
    page.keyboard.press("c")
    assert "C is taken" in page.inner_text("dialog .remark")
    page.get_by_role("button", name=re.compile("Key for: For discussion")).click()
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Begin|Go on")).click()
    page.keyboard.press("f")
    assert page.locator("[data-hold=discuss]").get_attribute("aria-pressed") == "false"
    page.keyboard.press("x")
    assert page.locator("[data-hold=discuss]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    assert page.locator("[data-hold=discuss]").get_attribute("aria-pressed") == "true"
    page.wait_for_selector("#kept:text-is('Kept')")
    again = window(served.link("anna"))
    again.wait_for_selector(".overview")
    again.keyboard.press("Enter")
    again.keyboard.press("x")
    assert again.locator("[data-hold=discuss]").get_attribute("aria-pressed") == "true"
    assert [d.kind for d in study.ledger().decisions()] == [Kind.DISCUSS]


def test_the_page_and_the_ledger_know_the_same_rules(served: Served, window: Callable[..., Any]) -> None:
    """Whatever a coder does, the screen shows what the ledger would."""
    draw = random.Random(7)  # noqa: S311  # a simulation
    codes = list(birds.LEAVES)
    runs: list[dict[str, Any]] = []
    for _ in range(300):
        shown = codes[: draw.choice((0, 1, 2))]
        offered = [("none", ""), ("memo", ""), ("emergent", ""), ("discuss", "")]
        offered += [(kind, code) for kind in ("confirm", "refute", "unsure") for code in shown]
        offered += [(kind, code) for kind in ("add", "withdraw") for code in codes[3:5]]
        acts = [(*draw.choice(offered), draw.choice(("", "a", "b"))) for _ in range(draw.randrange(1, 9))]
        runs.append(
            {
                "shown": shown,
                "acts": [{"kind": k, "code": c, "note": n if k in ("memo", "emergent", "discuss") else ""} for k, c, n in acts],
            }
        )
    page = window(served.address)
    found = page.evaluate(
        """async (runs) => {
            const { after, unsaid } = await import("/static/rules.js");
            return runs.map(({ shown, acts }) => acts.reduce((state, act) => after(act, state, shown), unsaid()));
        }""",
        runs,
    )
    for run, state in zip(runs, found, strict=True):
        coding = Coding("anna", "S-1")
        for act in run["acts"]:
            coding = after(Act(Kind(act["kind"]), act["code"], act["note"]), coding, run["shown"])
        assert state == coding_told(coding), run


# ---- the page as a file


def test_the_file_is_filled_in_and_comes_back(study: Study, window: Callable[..., Any], tmp_path: Path) -> None:
    """Opened from the disc, by keyboard, through a reload; saved, taken up in another browser, and imported as it was meant."""
    done = exchange.export(study, "anna", None, birds.AT, "html")
    page = window(accept_downloads=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hands = Hands(page)
    page.goto(done.out.as_uri())
    hands.begin()
    for number in range(6):
        hands.answer("ruc"[number % 3 :] + "cc")
        hands.press("Enter")
    hands.press("n")
    page.keyboard.type("“ask” again ✓")
    hands.press("Escape")
    hands.state["memo"] = "“ask” again ✓"
    left = hands.key
    page.on("dialog", lambda told: told.accept())
    page.reload()
    hands.begin()
    assert hands.key == left
    hands.press("f", "z")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "anna-answers.json"
    other = window(done.out.as_uri())
    other.set_input_files("#open-answers", saved)
    other.wait_for_selector(".notice")
    assert "are back" in other.inner_text(".notice")
    (result,) = exchange.bring_back(study, [saved], False, False, birds.AT)
    assert isinstance(result, exchange.Imported), result
    assert in_ledger(study, "anna") == hands.said
    with other.expect_download() as second:
        other.get_by_role("button", name="Save my answers").click()
    third = tmp_path / "again.json"
    second.value.save_as(third)
    (again,) = exchange.bring_back(study, [third], False, False, birds.AT)
    assert isinstance(again, exchange.Imported)
    assert again.new == 0
    assert {address.split(":")[0] for address in asked} <= {"file", "data", "blob"}


def test_a_further_file_goes_on_from_the_answers_before_it(study: Study, window: Callable[..., Any], tmp_path: Path) -> None:
    """They are there as decided, there is nothing to save or to undo yet, and what is changed comes back alone."""
    book = birds.Filled(exchange.export(study, "anna", None, birds.AT).out)
    for row in book.rows[:5]:
        book.code(row, set())
    book.save()
    exchange.bring_back(study, [book.path], False, False, birds.AT)
    done = exchange.export(study, "anna", None, birds.AT, "html")
    page = window(accept_downloads=True)
    page.goto(done.out.as_uri())
    page.wait_for_selector("text=5 of 24 passages decided")
    assert page.inner_text("#kept") == "Saved to the file"
    hands = Hands(page)
    hands.begin()
    hands.press("z")
    page.wait_for_selector("#said:has-text('nothing to undo')", state="attached")
    hands.press("f")
    page.on("dialog", lambda told: told.accept())
    page.reload()
    page.wait_for_selector("text=5 of 24 passages decided")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").click()
    assert download.value.suggested_filename == done.back == "anna-answers.json"
    saved = tmp_path / "back.json"
    download.value.save_as(saved)
    (result,) = exchange.bring_back(study, [saved], False, False, birds.AT)
    assert isinstance(result, exchange.Imported), result
    assert result.checked
    assert [decision.kind for decision in result.checked.decisions] == [Kind.DISCUSS]


def test_the_file_says_from_the_start_what_becomes_of_it(tmp_path: Path, window: Callable[..., Any]) -> None:
    """Answers are saved to a file and sent; when all is decided, that is the one thing left to do."""
    study = birds.study(tmp_path, transcripts=2, passages=2)
    page = window(exchange.export(study, "anna", None, birds.AT, "html").out.as_uri(), accept_downloads=True)
    hands = Hands(page)
    assert "save them to a file and send it" in page.inner_text("main")
    hands.begin()
    hands.press("f")
    assert page.inner_text("#kept") == "1 answer not yet saved to the file"
    for _ in range(4):
        hands.answer("rr")
        hands.press("g")
    hands.press("Escape")
    main = page.locator("main button.primary")
    assert main.all_inner_texts() == ["Save my answers"]
    assert (
        page.locator("main .lead").all_inner_texts()[1]
        == "Now save your answers to a file and send it to whoever gave you this page."
    )
    with page.expect_download():
        main.click()
    page.wait_for_selector("text=Saved: send anna-answers.json from your downloads")
    assert page.inner_text("#kept") == "Saved to the file"


def test_the_file_offers_to_save_before_it_is_left(study: Study, window: Callable[..., Any]) -> None:
    """The browser asks first; whoever stays is offered the file."""
    page = window(exchange.export(study, "anna", None, birds.AT, "html").out.as_uri())
    hands = Hands(page)
    hands.begin()
    hands.press("f")
    asked: list[str] = []
    page.on("dialog", lambda told: (asked.append(told.type), told.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_selector("dialog[open]")
    assert asked == ["beforeunload"]
    assert "Save before you leave" in page.inner_text("dialog")


def test_nothing_gets_out_of_the_file(study: Study, window: Callable[..., Any], chromium: Any) -> None:
    """Even a script that runs in the page cannot fetch, send or load anything."""
    with _other_site("") as (address, asked):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(exchange.export(study, "anna", None, birds.AT, "html").out.as_uri())
        page.evaluate(
            """async (to) => {
                await fetch(to + "/fetch", { mode: "no-cors" }).catch(() => {});
                try { navigator.sendBeacon(to + "/beacon", "x"); } catch {}
                document.body.append(Object.assign(document.createElement("img"), { src: to + "/img" }));
                document.body.append(Object.assign(document.createElement("iframe"), { src: to + "/frame" }));
                document.body.append(Object.assign(document.createElement("script"), { src: to + "/script" }));
                await new Promise((done) => setTimeout(done, 300));
            }""",
            address,
        )
        assert asked == []
        context.close()


# ---- who gets nothing


@contextmanager
def _other_site(content: str) -> Iterator[tuple[str, list[str]]]:
    """Another site on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

        do_POST = do_GET  # noqa: N815  # the library's name

        def log_message(self, *words: Any) -> None:
            """Stay quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


ATTACK = """async ([to, secret, words]) => {
    const got = [];
    const what = (answer) => answer.type === "opaque" ? "opaque" : answer.text();
    const tell = async (name, doing) => got.push([name, await doing().then(what, () => "refused")]);
    const body = JSON.stringify(words);
    const json = { "Content-Type": "application/json", "X-Coder-Session": secret };
    await tell("plain", () => fetch(to + "/api/act", { method: "POST", mode: "no-cors", body }));
    await tell("typed", () => fetch(to + "/api/act", { method: "POST", headers: json, body }));
    await tell("work", () => fetch(to + "/api/work", { method: "POST", headers: json, body: '{"coder": "anna"}' }));
    await tell("read", () => fetch(to + "/"));
    const frame = Object.assign(document.createElement("iframe"), { src: to + "/" });
    document.body.append(frame);
    const where = { method: "post", action: to + "/api/act", target: "aside", enctype: "text/plain" };
    const form = Object.assign(document.createElement("form"), where);
    form.append(Object.assign(document.createElement("input"), { name: body, value: "" }));
    document.body.append(Object.assign(document.createElement("iframe"), { name: "aside" }), form);
    form.submit();
    document.body.append(Object.assign(document.createElement("script"), { src: to + "/api/work" }));
    await new Promise((done) => setTimeout(done, 400));
    let inside = "nothing";
    try { inside = frame.contentDocument ? frame.contentDocument.body.textContent : "nothing"; } catch {}
    return [got, inside.trim(), Boolean(window.hurt)];
}"""


def test_another_page_gets_nothing_and_changes_nothing(served: Served, window: Callable[..., Any], chromium: Any) -> None:
    """From another port of this machine, with the coder's own secret and a page open beside it."""
    anna = window(served.link("anna"))
    anna.wait_for_selector(".overview")
    secret = anna.evaluate("sessionStorage.getItem('coder-session')")
    ledger = served.study.ledger()
    (export,) = ledger.exports()
    before = ledger.counts()
    whole = ledger.export(export.id)
    assert whole
    words = {"export": export.id, "key": whole.items[0].key, "kind": "none", "code": "", "note": "", "token": "attack"}
    with _other_site("<body>attacker</body>") as (address, _):
        page = anna.context.new_page()
        page.goto(address)
        got, inside, hurt = page.evaluate(ATTACK, [served.address, secret, words])
        assert dict(got) == {"plain": "refused", "typed": "refused", "work": "refused", "read": "refused"} | (
            {"plain": "opaque"} if dict(got)["plain"] == "opaque" else {}
        )
        assert inside in ("nothing", "")
        assert not hurt
        assert page.evaluate("sessionStorage.getItem('coder-session')") is None
        page.close()
    assert ledger.counts() == before
    ledger.close()


def test_another_name_of_this_machine_gets_nothing(served: Served, window: Callable[..., Any]) -> None:
    """A site whose name leads here by now reaches no page, and no work."""
    link = served.link("anna")
    page = window(link.replace("127.0.0.1", "rebound.test"))
    assert page.inner_text("body") == "Invalid host header"
    told = page.evaluate(
        """async (token) => {
            const headers = { "Content-Type": "application/json" };
            const answer = await fetch("/api/enter", { method: "POST", headers, body: JSON.stringify({ token }) });
            return answer.text();
        }""",
        link.split("#")[1],
    )
    assert "secret" not in told
    assert served.told == []


@pytest.mark.parametrize("kind", ["used", "wrong", "missing"])
def test_a_link_that_is_not_good_shows_no_work(served: Served, window: Callable[..., Any], kind: str) -> None:
    """A used, wrong or missing token: the page says what to do, and nothing else."""
    link = served.link("anna")
    if kind == "used":
        window(link).wait_for_selector(".overview")
    page = window({"used": link, "wrong": f"{served.address}/#wrong", "missing": served.address}[kind])
    page.wait_for_selector("main [role=alert]")
    assert "open that one" in page.inner_text("main")
    assert "The window of coder review (the black text window where it was started)" in page.inner_text("main")
    assert "bird" not in page.content()


def hostile(study: Study) -> None:
    """A transcript in which somebody says a script, and its name, its speaker and a code's label and definition are one, too."""
    book = study.codebook_path.read_text(encoding="utf-8")
    words = json.dumps(HOSTILE)
    book = book.replace("label: Robin, definition: A robin sings.", f"label: {words}, definition: {words}")
    study.codebook_path.write_text(book, encoding="utf-8")
    text = f"Q: What then?\n{HOSTILE}\n"
    turns = (
        Turn(0, HOSTILE, Role.INTERVIEWER, ((0, 13),)),
        Turn(1, HOSTILE, Role.PARTICIPANT, ((14, 14 + len(HOSTILE)),)),
    )
    speakers = (Speaker(HOSTILE, Role.PARTICIPANT, "made"),)
    one = Transcript(f"a {HOSTILE}.docx", text, turns, speakers, "made")
    ledger = study.ledger()
    ledger.add_transcript(one, segments(one, one.id), birds.AT)
    ledger.close()
    birds.tag(study, 3)


@pytest.mark.parametrize("way", ["web", "file"])
def test_a_script_in_a_transcript_stays_words(study: Study, window: Callable[..., Any], way: str) -> None:
    """In passage, speaker, name, codebook, search and memo."""
    hostile(study)
    with serving(study) as served:
        address = served.link("anna") if way == "web" else exchange.export(study, "anna", None, birds.AT, "html").out.as_uri()
        page = window(address)
        page.wait_for_selector(".overview")
        page.get_by_role("button", name=re.compile("window.hurt.*docx")).first.click()
        assert page.inner_text("#passage .text") == HOSTILE
        page.keyboard.press("n")
        page.keyboard.type(HOSTILE)
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        assert page.locator("dialog h3").filter(has_text="window.hurt").count() == 1
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("window.hurt")
        page.wait_for_selector("#codes-found")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Search").click()
        page.keyboard.type("<script>")
        page.wait_for_selector(".hit mark")
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hurt") is None
        assert page.locator("#page b b, #page img").count() == 0
        if way == "web":
            page.wait_for_selector("#kept:text-is('Kept')")
            page.reload()
            page.wait_for_selector(".overview")
            page.keyboard.press("Enter")
            assert page.input_value("#memo") == HOSTILE
            assert page.evaluate("window.hurt") is None
