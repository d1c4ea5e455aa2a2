"""A workshop held in the page <-> the ledger: each vote, look, note and settlement the moment it is made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, insert, select

from coder.consensus import Final, Reason
from coder.records import Kind
from coder.study import schema
from coder.study import schema_workshops as tables
from coder.study.ledger import Ledger
from coder.study.workshops import OPEN, Disputed

Place = tuple[str, str]
"""A segment and a code of it, or "" where the passage is to be talked over."""


@dataclass(slots=True)
class Kept:
    """What the ledger knows of what is on the table, by place; later rows have superseded earlier ones.

    `done` says when a passage had been talked over.
    """

    votes: dict[Place, dict[str, str]] = field(default_factory=dict)
    revealed: set[Place] = field(default_factory=set)
    notes: dict[Place, str] = field(default_factory=dict)
    done: dict[Place, str] = field(default_factory=dict)
    finals: dict[Place, tuple[str, str]] = field(default_factory=dict)


def kept(connection: Connection) -> Kept:
    """Read all of it."""
    found = Kept()
    v, r, t, s = (one.c for one in (tables.workshop_votes, tables.workshop_reveals, tables.workshop_talks, tables.settlements))
    for row in connection.execute(select(v.segment, v.code, v.coder, v.vote).order_by(v.id)):
        found.votes.setdefault((row.segment, row.code), {})[row.coder] = row.vote
    found.revealed = {(row.segment, row.code) for row in connection.execute(select(r.segment, r.code))}
    for talk in connection.execute(select(t.segment, t.code, t.note, t.done, t.at).order_by(t.id)):
        place = talk.segment, talk.code
        found.notes[place] = talk.note
        found.done.pop(place, None)
        if talk.done:
            found.done[place] = talk.at
    for row in connection.execute(select(s.segment, s.code, s.final, s.reason).order_by(s.id)):
        place = row.segment, row.code
        found.finals.pop(place, None)
        if row.final != OPEN:
            found.finals[place] = row.final, row.reason
    return found


def marked(connection: Connection) -> dict[str, str]:
    """When each passage was last marked for discussion."""
    d = schema.decisions.c
    query = select(d.segment, func.max(d.at).label("last")).where(d.kind == Kind.DISCUSS.value, d.note != "").group_by(d.segment)
    return {row.segment: row.last for row in connection.execute(query)}


def present(ledger: Ledger, workshop: str) -> tuple[str, ...] | None:
    """Who is at the table; None where nobody has said."""
    p = tables.workshop_present.c
    with ledger.read() as connection:
        query = select(p.coders).where(p.workshop == workshop).order_by(p.id.desc()).limit(1)
        row = connection.execute(query).scalar()
    return None if row is None else tuple(json.loads(row))


def add_present(ledger: Ledger, workshop: str, coders: Sequence[str], at: str) -> None:
    """Keep who is at the table."""
    with ledger.write() as connection:
        connection.execute(insert(tables.workshop_present), {"workshop": workshop, "coders": json.dumps(list(coders)), "at": at})


def add_vote(connection: Connection, workshop: str, place: Place, coder: str, vote: str, at: str) -> None:
    """Keep a second vote."""
    connection.execute(insert(tables.workshop_votes), {**_row(workshop, place, at), "coder": coder, "vote": vote, "import": None})


def add_reveal(connection: Connection, workshop: str, place: Place, at: str) -> None:
    """Keep that the votes on a place can be seen from now on."""
    connection.execute(insert(tables.workshop_reveals), _row(workshop, place, at))


def add_talk(connection: Connection, workshop: str, place: Place, note: str, done: bool, at: str) -> None:
    """Keep what was noted of a discussion."""
    connection.execute(insert(tables.workshop_talks), {**_row(workshop, place, at), "note": note, "done": done})


def add_final(connection: Connection, workshop: str, place: Place, final: Final, reason: Reason, note: str, at: str) -> None:
    """Keep what was settled."""
    said = {"final": final.value, "reason": reason.value, "note": note, "import": None}
    connection.execute(insert(tables.settlements), {**_row(workshop, place, at), **said})


def take_back(connection: Connection, workshop: str, place: Place, at: str) -> None:
    """Keep that what was settled is open again."""
    said = {"final": OPEN, "reason": "", "note": "", "import": None}
    connection.execute(insert(tables.settlements), {**_row(workshop, place, at), **said})


def add_item(connection: Connection, workshop: str, item: Disputed) -> None:
    """Put one more code of a passage on the table."""
    i = tables.workshop_items.c
    last = connection.execute(select(func.max(i.position)).where(i.workshop == workshop)).scalar()
    row = {"workshop": workshop, "key": item.key, "segment": item.segment, "code": item.code}
    connection.execute(insert(tables.workshop_items), {**row, "position": 0 if last is None else last + 1})


def _row(workshop: str, place: Place, at: str) -> dict[str, str]:
    return {"workshop": workshop, "segment": place[0], "code": place[1], "at": at}
