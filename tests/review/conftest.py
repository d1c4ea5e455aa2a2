"""A browser window for the tests of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def window(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a browser window of its own; nothing may go wrong in its scripts."""
    contexts = []
    faults: list[str] = []

    def opened(address: str = "", **given: Any) -> Any:
        context = chromium.new_context(**given)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None)
        if address:
            page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
