"""A link -> a session: each link lets one browser tab in, once; what it gets is a secret of its own."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Session:
    """Somebody who came in: by a link for one coder (`home`), or "" at this machine, where they say who they are."""

    home: str
    coder: str


class Door:
    """Holds the links that are still good and the sessions of those who came in; both are forgotten when the program ends."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._links: dict[str, str] = {}
        self._sessions: dict[str, Session] = {}

    def links(self, coders: Iterable[str]) -> dict[str, str]:
        """A new link's token for each of these coders; "" stands for whoever is at this machine."""
        return {coder: self._link(coder) for coder in coders}

    def enter(self, token: str) -> str | None:
        """Use up a link: the secret of a new session, or None where the link is not good (any more).

        Its coder is told a new link, for another window or for coming back later.
        """
        with self._lock:
            coder = self._links.pop(_digest(token), None)
            if coder is None:
                return None
            secret = secrets.token_urlsafe(32)
            self._sessions[_digest(secret)] = Session(coder, coder)
        self._tell(coder, self._link(coder))
        return secret

    def session(self, secret: str) -> Session | None:
        """Whose secret this is; None where it is nobody's."""
        return self._sessions.get(_digest(secret))

    def _link(self, coder: str) -> str:
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._links[_digest(token)] = coder
        return token


def _digest(words: str) -> str:
    """Secrets are looked up by their hash, so that how long it takes says nothing of them."""
    return hashlib.sha256(words.encode()).hexdigest()
