"""Situations <-> the ledger: which passages of a participant belong to one situation; every tag and its taking back stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from coder.study import schema_analysis as tables
from coder.study.ledger import Ledger


def tag(ledger: Ledger, participant: str, name: str, segments: Sequence[str], belongs: bool, who: str, at: str) -> None:
    """Keep that passages belong to a situation of a participant, or no longer do."""
    rows = [
        {"participant": participant, "name": name, "segment": segment, "belongs": belongs, "who": who, "at": at}
        for segment in segments
    ]
    with ledger.write() as connection:
        connection.execute(insert(tables.situations), rows)


def situations(ledger: Ledger) -> dict[tuple[str, str], frozenset[str]]:
    """The passages of every situation, by participant and name; those that have none left are left out."""
    with ledger.read() as connection:
        rows = connection.execute(select(tables.situations).order_by(tables.situations.c.id)).all()
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        of = found.setdefault((row.participant, row.name), set())
        if row.belongs:
            of.add(row.segment)
        else:
            of.discard(row.segment)
    return {key: frozenset(of) for key, of in found.items() if of}
