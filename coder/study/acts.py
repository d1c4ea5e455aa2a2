"""What coders do in the review page <-> the ledger: each act with the decisions it made, in one transaction, and what can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from coder.coding import Coding
from coder.records import Decision, Kind
from coder.study import schema, schema_acts
from coder.study.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Done:
    """An act as kept: on which segment, what was done, and its first decision."""

    id: int
    segment: str
    kind: Kind
    code: str
    note: str
    first: int


def known(connection: Connection, token: str) -> bool:
    """Whether an act of this name was kept before."""
    return connection.execute(select(schema_acts.acts.c.id).where(schema_acts.acts.c.token == token)).first() is not None


def add(
    connection: Connection,
    export: str,
    token: str,
    said: tuple[Kind, str, str],
    decisions: Sequence[Decision],
    at: str,
    undoes: int | None = None,
) -> None:
    """Keep an act (kind, code and note) and the decisions it made, of which there is at least one."""
    kind, code, note = said
    first = Ledger.insert_decisions(connection, export, decisions, at)
    row = {"token": token, "export": export, "segment": decisions[0].segment, "kind": kind.value, "code": code, "note": note}
    connection.execute(insert(schema_acts.acts), {**row, "first": first, "undoes": undoes, "at": at})


def last(connection: Connection, export: str) -> Done | None:
    """The newest act in an export that was not undone."""
    a = schema_acts.acts.c
    undone = select(a.undoes).where(a.export == export, a.undoes.is_not(None))
    query = select(a.id, a.segment, a.kind, a.code, a.note, a.first).where(
        a.export == export, a.undoes.is_(None), a.id.not_in(undone)
    )
    row = connection.execute(query.order_by(a.id.desc()).limit(1)).first()
    return None if row is None else Done(row.id, row.segment, Kind(row.kind), row.code, row.note, row.first)


def undone_by(connection: Connection, token: str) -> Done | None:
    """The act that an undoing of that name undid."""
    a = schema_acts.acts.c
    undoes = select(a.undoes).where(a.token == token).scalar_subquery()
    row = connection.execute(select(a.id, a.segment, a.kind, a.code, a.note, a.first).where(a.id == undoes)).first()
    return None if row is None else Done(row.id, row.segment, Kind(row.kind), row.code, row.note, row.first)


def coding(connection: Connection, coder: str, segment: str, before: int | None = None) -> Coding:
    """What a coder says of a segment, or said before the decision of that number."""
    d = schema.decisions.c
    query = select(d.kind, d.code, d.note).where(d.coder == coder, d.segment == segment).order_by(d.id)
    found = Coding(coder, segment)
    for row in connection.execute(query if before is None else query.where(d.id < before)):
        found.take(Decision(coder, segment, Kind(row.kind), row.code, row.note))
    return found


def said_elsewhere(connection: Connection, coder: str, segment: str, first: int, export: str) -> bool:
    """Whether the coder has said anything of the segment in another file or page after the decision of that number."""
    d = schema.decisions.c
    query = select(d.id).where(d.coder == coder, d.segment == segment, d.id > first, d.export != export).limit(1)
    return connection.execute(query).first() is not None


def bookmark(connection: Connection, export: str) -> str:
    """The segment at which the coder of an export was last, "" where nobody knows."""
    b = schema_acts.bookmarks.c
    query = select(b.segment).where(b.export == export).order_by(b.id.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")


def add_bookmark(ledger: Ledger, export: str, segment: str, at: str) -> None:
    """Keep where the coder of an export is."""
    with ledger.write() as connection:
        connection.execute(insert(schema_acts.bookmarks), {"export": export, "segment": segment, "at": at})


def keys(connection: Connection, coder: str) -> str:
    """A coder's own settings of the keys, "" where there are none."""
    k = schema_acts.key_settings.c
    query = select(k.settings).where(k.coder == coder).order_by(k.id.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")


def add_keys(ledger: Ledger, coder: str, settings: str, at: str) -> None:
    """Keep a coder's own settings of the keys."""
    with ledger.write() as connection:
        connection.execute(insert(schema_acts.key_settings), {"coder": coder, "settings": settings, "at": at})
