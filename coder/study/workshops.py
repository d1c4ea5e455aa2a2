"""A team's workshop <-> the ledger: what was discussed, how it was voted, what was settled; the decisions before it stay untouched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, literal_column, select

from coder.consensus import Final, Reason, Settlement
from coder.study import schema_workshops as tables
from coder.study.ledger import Ledger

OPEN = "open"
"""The final vote of a row that takes back what was settled before it."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """One code of one passage that coders differ about, and its key in the list; without a code, a passage to be talked over."""

    key: str
    segment: str
    code: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A list of what coders differ about."""

    id: str
    format: str
    coders: tuple[str, ...]
    codebook_version: str
    at: str
    items: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """A coder's second vote, before the first ones are shown: yes, no or unsure."""

    segment: str
    code: str
    coder: str
    vote: str


@dataclass(frozen=True, slots=True)
class Came:
    """The file in which votes came back."""

    file_name: str
    sha256: str
    content: bytes


def add_workshop(ledger: Ledger, workshop: Workshop) -> None:
    """Keep what is put on the table, before it is given out."""
    with ledger.write() as connection:
        row = {
            "id": workshop.id,
            "format": workshop.format,
            "coders": json.dumps(workshop.coders),
            "codebook_version": workshop.codebook_version,
            "at": workshop.at,
        }
        connection.execute(insert(tables.workshops), row)
        rows = [
            {"workshop": workshop.id, "key": item.key, "position": place, "segment": item.segment, "code": item.code}
            for place, item in enumerate(workshop.items)
        ]
        if rows:
            connection.execute(insert(tables.workshop_items), rows)


def workshop(ledger: Ledger, identity: str) -> Workshop | None:
    """One workshop; None where this study never held it."""
    i = tables.workshop_items.c
    with ledger.read() as connection:
        row = connection.execute(select(tables.workshops).where(tables.workshops.c.id == identity)).first()
        if row is None:
            return None
        items = connection.execute(select(i.key, i.segment, i.code).where(i.workshop == identity).order_by(i.position)).all()
    found = tuple(Disputed(*item) for item in items)
    return Workshop(row.id, row.format, tuple(json.loads(row.coders)), row.codebook_version, row.at, found)


def newest(ledger: Ledger, form: str) -> Workshop | None:
    """The last workshop of a format; None where there was none."""
    w = tables.workshops.c
    with ledger.read() as connection:
        query = select(w.id).where(w.format == form).order_by(w.at.desc(), literal_column("rowid").desc()).limit(1)
        identity = connection.execute(query).scalar()
    return None if identity is None else workshop(ledger, str(identity))


def count(ledger: Ledger) -> int:
    """How many workshops there have been."""
    with ledger.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.workshops)).scalar_one())


def settled_on(ledger: Ledger) -> tuple[str, ...]:
    """The days on which something was settled, in order."""
    with ledger.read() as connection:
        times = connection.execute(select(tables.settlements.c.at).order_by(tables.settlements.c.id)).scalars()
        return tuple(dict.fromkeys(time[:10] for time in times))


def imported(ledger: Ledger, sha256: str) -> bool:
    """Whether a workshop's file with these bytes came back before."""
    with ledger.read() as connection:
        query = select(func.count()).where(tables.workshop_imports.c.sha256 == sha256)
        return bool(connection.execute(query).scalar_one())


def add_results(
    ledger: Ledger, identity: str, votes: Sequence[Vote], settled: Sequence[Settlement], at: str, came: Came | None = None
) -> None:
    """Keep votes and settlements (and the file they came in), all or nothing."""
    with ledger.write() as connection:
        number = None if came is None else _add_file(connection, identity, came, at)
        common = {"workshop": identity, "import": number, "at": at}
        rows: list[dict[str, Any]] = [
            {**common, "segment": v.segment, "code": v.code, "coder": v.coder, "vote": v.vote} for v in votes
        ]
        if rows:
            connection.execute(insert(tables.workshop_votes), rows)
        rows = [
            {
                **common,
                "segment": one.segment,
                "code": one.code,
                "final": one.final.value,
                "reason": one.reason.value,
                "note": one.note,
            }
            for one in settled
        ]
        if rows:
            connection.execute(insert(tables.settlements), rows)


def _add_file(connection: Connection, identity: str, came: Came, at: str) -> int:
    row = {"workshop": identity, "file_name": came.file_name, "sha256": came.sha256, "content": came.content, "at": at}
    return int(connection.execute(insert(tables.workshop_imports), row).inserted_primary_key[0])  # type: ignore[index]


def votes(ledger: Ledger) -> tuple[Vote, ...]:
    """All second votes, in the order they came."""
    v = tables.workshop_votes.c
    with ledger.read() as connection:
        rows = connection.execute(select(v.segment, v.code, v.coder, v.vote).order_by(v.id)).all()
    return tuple(Vote(*row) for row in rows)


def settlements(ledger: Ledger) -> tuple[Settlement, ...]:
    """All that was ever settled and not taken back, in the order it was, each under the codebook's version of its workshop."""
    s, w = tables.settlements.c, tables.workshops.c
    query = select(s.segment, s.code, s.final, s.reason, s.note, w.codebook_version).join_from(
        tables.settlements, tables.workshops, s.workshop == w.id
    )
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(s.id)).all()
    found: list[Settlement] = []
    for row in rows:
        if row.final == OPEN:
            found = [one for one in found if (one.segment, one.code) != (row.segment, row.code)]
        else:
            one = Settlement(row.segment, row.code, Final(row.final), Reason(row.reason), row.note, row.codebook_version)
            found.append(one)
    return tuple(found)
