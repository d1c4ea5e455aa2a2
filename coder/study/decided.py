"""The ledger -> every decision with when it was made, in which review file and under which version of the codebook."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from coder.records import Decision, Kind
from coder.study import schema
from coder.study.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and where it comes from."""

    decision: Decision
    version: str
    export: str
    at: str


def decided(ledger: Ledger) -> tuple[Decided, ...]:
    """All decisions, in the order in which they were brought in."""
    d, e = schema.decisions.c, schema.exports.c
    query = select(d.coder, d.segment, d.kind, d.code, d.note, e.codebook_version, d.export, d.at).join_from(
        schema.decisions, schema.exports, d.export == e.id
    )
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(d.id)).all()
    return tuple(
        Decided(Decision(row.coder, row.segment, Kind(row.kind), row.code, row.note), row.codebook_version, row.export, row.at)
        for row in rows
    )
