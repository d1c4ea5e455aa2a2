"""A coder at the keyboard, the commands that open a page, and what the ledger has of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import birds

from coder.coding import Coding, codings
from coder.records import Kind
from coder.review.page import coding_told
from coder.study import Study

ANSWERS = {"c": Kind.CONFIRM, "r": Kind.REFUTE, "u": Kind.UNSURE}


@contextmanager
def command(study: Study, *given: str) -> Iterator[tuple[subprocess.Popen[str], Callable[[], str]]]:
    """`coder review` (or another command that opens a page), and the newest link that it has shown."""
    words = [sys.executable, "-m", "coder", *(given or ("review",)), "--study", str(study.root)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": "true"}) as running:

        def link() -> str:
            assert running.stdout
            while found := running.stdout.readline():
                if "/#" in found:
                    return found.split()[-1]
            raise AssertionError("no link")

        try:
            yield running, link
        finally:
            running.kill()


class Hands:
    """A coder at the keyboard; `said` is what they mean to have said, by passage."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.said: dict[str, dict[str, Any]] = {}

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def key(self) -> str:
        return str(self.page.get_attribute("#passage", "data-key"))

    @property
    def state(self) -> dict[str, Any]:
        return self.said.setdefault(self.key, {"answers": {}, "looked": False, "memo": "", "emergent": "", "discuss": False})

    def come_in(self, address: str, name: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector(".chooser h1")
        for _ in range(self.page.locator(".people button").count()):
            self.press("Tab")
        self.page.keyboard.type(name)
        self.press("Enter")
        self.begin()

    def begin(self) -> None:
        self.page.wait_for_selector(".overview [data-hold=begin]")
        self.press("Enter")
        self.page.wait_for_selector("#passage")

    def answer(self, keys: str) -> None:
        """Answer every suggestion of the passage, or say that no code fits."""
        count = self.page.locator(".suggestions > li").count()
        codes = [self.code(number) for number in range(count)]
        for code, key in zip(codes, keys, strict=False):
            self.press(key)
            self.state["answers"][code] = ANSWERS[key].value
        if not count:
            self.press("0")
        self.state["looked"] = True

    def code(self, number: int) -> str:
        label = self.page.locator(".suggestions > li").nth(number).locator(".head b").inner_text()
        return next(code for code in birds.LEAVES if code.rsplit("/", 1)[1] == label.lower())

    def kept(self) -> None:
        self.page.wait_for_selector("#kept:text-is('Kept')")


def in_ledger(study: Study, coder: str) -> dict[str, dict[str, Any]]:
    """What a coder has said, by key."""
    ledger = study.ledger()
    export = next(e for e in ledger.exports() if e.coder == coder)
    whole = ledger.export(export.id)
    assert whole
    keys = {item.segment: item.key for item in whole.items}
    found = {keys[c.segment]: coding_told(c) for c in codings(ledger.decisions(coder)).values()}
    ledger.close()
    return {key: state for key, state in found.items() if state != coding_told(Coding("", ""))}
