"""Desk -> the review page's server: it gives its own page the work of one coder, and keeps what they do.

Nothing is given without a session's secret, which another site cannot know or send; nothing is changed but from the page itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coder.errors import BusyError, CoderError
from coder.records import Kind
from coder.review import page
from coder.review.acts import Act
from coder.review.desk import Desk, Work
from coder.review.door import Door, Session

SECRET = "x-coder-session"  # noqa: S105  # the name of a header

LARGEST = 65_536
"""Bytes of a request."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_STATIC = {f"{name}.js": "text/javascript" for name in (*page.MODULES, *page.SERVED)} | {"review.css": "text/css"}

Words = dict[str, str]
Answer = Callable[[Session, Words], Response]


def app(desk: Desk, door: Door, host: str) -> Starlette:
    """The review page's application."""
    return application("Review", "web", {what: partial(answer, desk) for what, answer in _ASKED.items()}, door, host)


def application(title: str, script: str, answers: Mapping[str, Answer], door: Door, host: str) -> Starlette:
    """A page of that title and script, and the server that answers it; it answers to no other name than `host`."""
    server = _Server(answers, door)

    def first(request: Request) -> Response:  # noqa: ARG001  # Starlette's signature
        return Response(page.rendered(title=title, entry=script), media_type="text/html")

    return Starlette(
        routes=[
            Route("/", first),
            Route("/static/{name}", _static),
            Route("/api/enter", server.enter, methods=["POST"]),
            Route("/api/{what}", server.answer, methods=["POST"]),
        ],
        middleware=[
            Middleware(_Guarded),
            Middleware(TrustedHostMiddleware, allowed_hosts=[host], www_redirect=False),
        ],
    )


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return Response(status_code=404)
    return Response(page.static(name), media_type=_STATIC[name])


class _Guarded:
    """Adds the headers of every answer, and lets nothing but the page itself ask for what is behind `/api/`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        if scope["type"] == "http" and scope["path"].startswith("/api/") and not _from_the_page(Request(scope)):
            await _fault(403, "this did not come from the page itself")(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)


def _from_the_page(request: Request) -> bool:
    """Whether the browser says that a request comes from this very page.

    Browsers leave Sec-Fetch-Site out where an address is neither loopback nor encrypted; there, Origin says the same of a POST.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None or request.url.hostname in ("127.0.0.1", "localhost"):
        return site == "same-origin"
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


class _Server:
    """Answers the page's questions, each a POST with JSON."""

    def __init__(self, answers: Mapping[str, Answer], door: Door) -> None:
        self.answers = answers
        self.door = door

    async def enter(self, request: Request) -> Response:
        """A link's token for a session's secret."""
        words = await _words(request)
        secret = self.door.enter(words["token"]) if words and "token" in words else None
        return told({"secret": secret}) if secret else _fault(403, "this link was used already, or belongs to an earlier start")

    async def answer(self, request: Request) -> Response:
        """Whatever a session may ask."""
        session = self.door.session(request.headers.get(SECRET, ""))
        if session is None:
            return _fault(401, "nobody came in here")
        words = await _words(request)
        answer = self.answers.get(request.path_params["what"])
        if words is None or answer is None:
            return _fault(400, "this is not understood")
        return await run_in_threadpool(_answered, answer, session, words)


def _answered(answer: Answer, session: Session, words: Words) -> Response:
    try:
        return answer(session, words)
    except BusyError as error:
        return _fault(503, str(error))
    except CoderError as error:
        return _fault(409, str(error))
    except (KeyError, ValueError):
        return _fault(400, "this is not understood")


async def _words(request: Request) -> Words | None:
    """The JSON of a request: texts by name; None where it is anything else."""
    if request.headers.get("content-type") != "application/json":
        return None
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            return None
    try:
        words = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if isinstance(words, dict) and all(isinstance(value, str) for value in words.values()):
        return words
    return None


def _who(desk: Desk, session: Session, words: Words) -> Response:  # noqa: ARG001  # every answer's signature
    """Who this is, or who it could be."""
    return told({"coder": session.coder, "only": bool(session.home), "coders": [] if session.coder else list(desk.coders())})


def _work(desk: Desk, session: Session, words: Words) -> Response:
    """The work of a coder; saying who one is happens once."""
    coder = session.coder or " ".join(words["coder"].split())
    work = desk.work(coder)
    session.coder = session.coder or work.sheet.coder
    if session.coder != coder:
        raise ValueError("another coder came in with this secret")
    return Response(_whole(work), media_type="application/json")


def _whole(work: Work) -> bytes:
    mine = {
        "states": {key: page.coding_told(coding) for key, coding in work.codings.items()},
        "left": work.left,
        "undoable": work.undoable,
        "keys": work.keys,
        "why": work.tells_why,
    }
    return b'{"work":' + page.work_of(work.sheet) + b',"mine":' + json.dumps(mine, ensure_ascii=False).encode() + b"}"


def _away(desk: Desk, session: Session, words: Words) -> Response:
    """Let somebody else say who they are, at the machine on which the program runs."""
    session.coder = session.home
    return _who(desk, session, words)


def _act(desk: Desk, session: Session, words: Words) -> Response:
    act = Act(Kind(words["kind"]), words["code"], words["note"])
    coding = desk.act(_known(session), words["export"], words["key"], act, words["token"])
    return told({"state": page.coding_told(coding)})


def _undo(desk: Desk, session: Session, words: Words) -> Response:
    undone = desk.undo(_known(session), words["export"], words["token"])
    if undone is None:
        return told({"key": "", "undoable": False})
    act = {"kind": undone.act.kind.value, "code": undone.act.code, "note": undone.act.note}
    return told({"key": undone.key, "act": act, "state": page.coding_told(undone.coding), "undoable": undone.undoable})


def _why(desk: Desk, session: Session, words: Words) -> Response:
    why = desk.why(_known(session), words["export"], words["key"], words["code"])
    words_told = {"for": why.spoke_for, "against": why.against, "around": why.around}
    return told({"kept": why.kept, **words_told, "passages": why.passages})


def _said(desk: Desk, session: Session, words: Words) -> Response:
    said = desk.said(_known(session), words["export"])
    return told({"states": {key: page.coding_told(coding) for key, coding in said.items()}})


def _leave(desk: Desk, session: Session, words: Words) -> Response:
    desk.leave(_known(session), words["export"], words["key"])
    return told({})


def _keys(desk: Desk, session: Session, words: Words) -> Response:
    desk.set_keys(_known(session), words["keys"])
    return told({})


def _known(session: Session) -> str:
    if not session.coder:
        raise ValueError("nobody has said who they are")
    return session.coder


_ASKED: Mapping[str, Callable[[Desk, Session, Words], Response]] = {
    "who": _who,
    "work": _work,
    "act": _act,
    "undo": _undo,
    "said": _said,
    "why": _why,
    "leave": _leave,
    "keys": _keys,
    "away": _away,
}


def told(value: Mapping[str, Any]) -> Response:
    """An answer with that value."""
    return Response(json.dumps(value, ensure_ascii=False), media_type="application/json")


def _fault(status: int, words: str) -> Response:
    return Response(json.dumps({"fault": words}), status_code=status, media_type="application/json")
