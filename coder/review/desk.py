"""Review page <-> whoever keeps the work: what the page may ask for and tell, each time for one coder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from coder.coding import Coding
from coder.review.acts import Act
from coder.review.exchange import Sheet


@dataclass(frozen=True, slots=True)
class Work:
    """What one coder is shown, their codings so far and the passage they left, by key.

    `keys` are their own settings of the keys; `tells_why` says whether they may ask why something was suggested.
    """

    sheet: Sheet
    codings: Mapping[str, Coding]
    left: str
    undoable: bool
    keys: str
    tells_why: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """The act that was undone, where, and what is said of that passage now."""

    key: str
    act: Act
    coding: Coding
    undoable: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a code was suggested: the words that spoke for it and against it, whether what was said `before` or `after` did, and passages.

    `kept` is false where nobody knows.
    """

    kept: bool
    spoke_for: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


class Desk(Protocol):
    """Keeps the work of every coder; each raises a CoderError, in words for the page, where it cannot."""

    def coders(self) -> tuple[str, ...]:
        """Who has coded so far, or is in the round that goes on."""

    def work(self, coder: str) -> Work:
        """What a coder is shown now."""

    def act(self, coder: str, export: str, key: str, act: Act, token: str) -> Coding:
        """Keep an act; the same `token` again changes nothing."""

    def undo(self, coder: str, export: str, token: str) -> Undone | None:
        """Undo the coder's last act that is not undone yet; None where there is none. The same `token` again undoes nothing more."""

    def said(self, coder: str, export: str) -> Mapping[str, Coding]:
        """What a coder says by now, by key: another window may have gone on."""

    def why(self, coder: str, export: str, key: str, code: str) -> Why:
        """Why a code was suggested; only once the coder has answered it."""

    def leave(self, coder: str, export: str, key: str) -> None:
        """Keep the place where a coder is."""

    def set_keys(self, coder: str, keys: str) -> None:
        """Keep a coder's own settings of the keys."""
