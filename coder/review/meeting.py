"""What coders differ about <-> the workshop's page: votes that nobody sees before all are shown, notes, and what was settled.

Whoever came in by a coder's link votes as that coder. Whoever is at the table (the link for no coder) shows the votes, takes notes and
settles, and may lend the keyboard to each coder in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.responses import Response

from coder.consensus import Final, Reason
from coder.review import page
from coder.review.door import Door, Session
from coder.review.exchange import Sheet
from coder.review.web import Answer, Words, application, told

VOTES = ("yes", "no", "unsure")


@dataclass(frozen=True, slots=True)
class Matter:
    """A code of a passage (`passage` is the key of its row) to be settled; without a code, a passage to be talked over."""

    key: str
    passage: str
    code: str
    flagged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is on the table, in its order, within its transcripts."""

    sheet: Sheet
    coders: tuple[str, ...]
    matters: tuple[Matter, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How far a matter is, as somebody may see it.

    `first`, `votes`, `given` (of a passage to be talked over: the codes each had given) and `memos` are empty until they are shown;
    `model` is "" until the matter is settled.
    """

    voted: tuple[str, ...] = ()
    mine: str = ""
    shown: bool = False
    first: Mapping[str, str] = field(default_factory=dict)
    votes: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    memos: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    final: str = ""
    reason: str = ""
    done: bool = False
    model: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the codebook lacks, in somebody's words, and in how many passages."""

    who: str
    code: str
    words: str
    where: str
    times: int


class MeetingDesk(Protocol):
    """Keeps a workshop; each raises a CoderError, in words for the page, where it cannot."""

    def meeting(self) -> Meeting:
        """What is on the table."""

    def states(self, viewer: str) -> Mapping[str, State]:
        """How far each matter is, by key, as a coder may see it; "" is the table."""

    def present(self) -> tuple[str, ...]:
        """Who is at the table."""

    def set_present(self, coders: Sequence[str]) -> None:
        """Keep who is at the table."""

    def vote(self, key: str, coder: str, vote: str) -> None:
        """Keep a coder's second vote."""

    def show(self, key: str) -> None:
        """From now on everybody's votes can be seen."""

    def note(self, key: str, words: str) -> None:
        """Keep what was said."""

    def settle(self, key: str, final: Final, reason: Reason) -> None:
        """Keep the final vote, with its reason and the notes."""

    def talked(self, key: str) -> None:
        """A passage without a code in dispute has been talked over."""

    def reopen(self, key: str) -> None:
        """What was settled or talked over is open again."""

    def put(self, key: str, code: str) -> str:
        """Put a further code of a passage on the table: its key."""

    def missing(self) -> Sequence[Missing]:
        """What the codebook lacks."""

    def keys(self, viewer: str) -> str:
        """The settings of the keys."""

    def set_keys(self, viewer: str, keys: str) -> None:
        """Keep the settings of the keys."""


def app(desk: MeetingDesk, door: Door, host: str) -> Starlette:
    """The workshop page's application."""
    answers: dict[str, Answer] = {what: partial(answer, desk) for what, answer in _ASKED.items()}
    answers |= {what: partial(_at_the_table, answer, desk) for what, answer in _FOR_THE_TABLE.items()}
    return application("Workshop", "meeting", answers, door, host)


def _meeting(desk: MeetingDesk, session: Session, words: Words) -> Response:  # noqa: ARG001  # every answer's signature
    found = desk.meeting()
    matters = [{"key": m.key, "passage": m.passage, "code": m.code, "flagged": m.flagged} for m in found.matters]
    more = {"me": session.home, "coders": found.coders, "matters": matters, "remarks": found.remarks}
    return told({**page.told(found.sheet), **more, "keys": desk.keys(session.home), **_now(desk, session)})


def _states(desk: MeetingDesk, session: Session, words: Words) -> Response:  # noqa: ARG001  # every answer's signature
    return told(_now(desk, session))


def _now(desk: MeetingDesk, session: Session) -> dict[str, Any]:
    states = desk.states(session.home)
    found: dict[str, Any] = {"states": {key: _state(one) for key, one in states.items()}, "present": desk.present()}
    if not session.home:
        found["missing"] = [asdict(one) for one in desk.missing()]
    return found


def _state(one: State) -> dict[str, Any]:
    return {name: getattr(one, name) for name in State.__slots__ if getattr(one, name)}


def _vote(desk: MeetingDesk, session: Session, words: Words) -> Response:
    if words["vote"] not in VOTES:
        raise ValueError("not a vote")
    desk.vote(words["key"], session.home or words["coder"], words["vote"])
    return told(_now(desk, session))


def _keys(desk: MeetingDesk, session: Session, words: Words) -> Response:
    desk.set_keys(session.home, words["keys"])
    return told({})


def _show(desk: MeetingDesk, words: Words) -> None:
    desk.show(words["key"])


def _note(desk: MeetingDesk, words: Words) -> None:
    desk.note(words["key"], words["words"])


def _settle(desk: MeetingDesk, words: Words) -> None:
    desk.settle(words["key"], Final(words["final"]), Reason(words["reason"]))


def _talked(desk: MeetingDesk, words: Words) -> None:
    desk.talked(words["key"])


def _reopen(desk: MeetingDesk, words: Words) -> None:
    desk.reopen(words["key"])


def _present(desk: MeetingDesk, words: Words) -> None:
    desk.set_present([name for name in words["coders"].split("\n") if name])


def _at_the_table(act: Callable[[MeetingDesk, Words], None], desk: MeetingDesk, session: Session, words: Words) -> Response:
    if session.home:
        raise ValueError("only the table may")
    act(desk, words)
    return told(_now(desk, session))


def _put(desk: MeetingDesk, session: Session, words: Words) -> Response:
    if session.home:
        raise ValueError("only the table may")
    key = desk.put(words["key"], words["code"])
    return told({"put": key})


_ASKED: Mapping[str, Callable[[MeetingDesk, Session, Words], Response]] = {
    "meeting": _meeting,
    "states": _states,
    "vote": _vote,
    "keys": _keys,
    "put": _put,
}
_FOR_THE_TABLE: Mapping[str, Callable[[MeetingDesk, Words], None]] = {
    "show": _show,
    "note": _note,
    "settle": _settle,
    "talked": _talked,
    "reopen": _reopen,
    "present": _present,
}
