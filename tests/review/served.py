"""A review server on a free port of this machine, in a thread, and what a browser's page would say to it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette

from coder.review import meeting
from coder.review.door import Door
from coder.review.web import app
from coder.steps.meeting import StudyMeeting
from coder.steps.reviewing import StudyDesk
from coder.study import Study

FROM_THE_PAGE = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Served:
    """A running server: its links so far, newest last, and plain requests to it."""

    study: Study
    desk: StudyDesk | StudyMeeting
    door: Door
    port: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self, coder: str = "") -> str:
        return f"{self.address}/#{self.door.links([coder])[coder]}"

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection.request(method, path, content, FROM_THE_PAGE if headers is None else headers)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def ask(self, what: str, words: Any, secret: str, **headers: str) -> tuple[int, Any]:
        status, _, content = self.request("POST", f"/api/{what}", words, {**FROM_THE_PAGE, "X-Coder-Session": secret, **headers})
        return status, json.loads(content)

    def enter(self, coder: str = "") -> str:
        """A session's secret for a new link."""
        _, told = self.ask("enter", {"token": self.link(coder).split("#")[1]}, "")
        return str(told["secret"])


@contextmanager
def running(application: Starlette) -> Iterator[int]:
    """The port on which an application runs."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none")
    listening = config.bind_socket()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def serving(study: Study, clock: str = "2026-01-06T09:00:00Z") -> Iterator[Served]:
    """The review server of a study."""
    desk = StudyDesk(study, lambda: clock)
    told: list[tuple[str, str]] = []
    door = Door(lambda coder, token: told.append((coder, token)))
    with running(app(desk, door, "127.0.0.1")) as port:
        yield Served(study, desk, door, port, told)
    desk.close()


@contextmanager
def meeting_of(study: Study, clock: str = "2026-01-07T09:00:00Z") -> Iterator[Served]:
    """The workshop's server of a study."""
    desk = StudyMeeting(study, lambda: clock)
    told: list[tuple[str, str]] = []
    door = Door(lambda coder, token: told.append((coder, token)))
    with running(meeting.app(desk, door, "127.0.0.1")) as port:
        yield Served(study, desk, door, port, told)
    desk.close()
