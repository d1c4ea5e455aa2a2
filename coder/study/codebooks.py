"""The codebook's versions <-> the ledger: the text of each, and what was changed from one to the next, by whom and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from coder import codebook
from coder.codebook import Codebook
from coder.growth import Change, Growth
from coder.records import Decision, Kind
from coder.study import schema, schema_codebooks
from coder.study.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the codebook that was coded with."""

    version: str
    sha256: str
    text: str
    at: str

    def parsed(self) -> Codebook:
        """The codebook of this text."""
        return codebook.parse(self.text, f"the codebook's version {self.version}")


def keep(ledger: Ledger, version: str, text: str, at: str) -> None:
    """Keep a version; nothing happens where its text is kept already."""
    with ledger.write() as connection:
        _kept(connection, version, text, at)


def change(
    ledger: Ledger, before: tuple[str, str], after: tuple[str, str], made: Change, at: str, write: Callable[[], None]
) -> None:
    """Keep a change with both versions around it (version and text each), and let `write` write the file, both or neither."""
    with ledger.write() as connection:
        row = {
            "before": _kept(connection, *before, at),
            "after": _kept(connection, *after, at),
            "kind": made.kind.value,
            "old": json.dumps(made.old),
            "new": json.dumps(made.new),
            "who": made.who,
            "why": made.why,
            "at": at,
        }
        connection.execute(insert(schema_codebooks.codebook_changes), row)
        write()


def versions(ledger: Ledger) -> tuple[Version, ...]:
    """All versions that were kept, oldest first."""
    c = schema_codebooks.codebook_versions.c
    with ledger.read() as connection:
        rows = connection.execute(select(c.version, c.sha256, c.text, c.at).order_by(c.id)).all()
    return tuple(Version(*row) for row in rows)


def of_hash(ledger: Ledger, sha256: str) -> Codebook | None:
    """The codebook whose text has this hash; None where it was not kept."""
    return next((one.parsed() for one in versions(ledger) if one.sha256 == sha256), None)


def of_version(ledger: Ledger, version: str) -> Codebook | None:
    """The codebook last kept under a version's number; None where there is none."""
    return next((one.parsed() for one in reversed(versions(ledger)) if one.version == version), None)


def changes(ledger: Ledger) -> tuple[Change, ...]:
    """All changes, oldest first."""
    c, v = schema_codebooks.codebook_changes.c, schema_codebooks.codebook_versions
    before, after = v.alias(), v.alias()
    with ledger.read() as connection:
        rows = connection.execute(
            select(c.kind, c.old, c.new, c.who, c.why, c.at, before.c.version.label("before"), after.c.version.label("after"))
            .join_from(schema_codebooks.codebook_changes, before, c.before == before.c.id)
            .join(after, c.after == after.c.id)
            .order_by(c.id)
        ).all()
    return tuple(
        Change.of(row.kind, json.loads(row.old), json.loads(row.new), row.before, row.after, row.who, row.why, row.at)
        for row in rows
    )


def growth(ledger: Ledger) -> Growth:
    """The codebook's history: its changes, and the codes that each version kept had."""
    return Growth(changes(ledger), {one.version: one.parsed().ids for one in versions(ledger)})


def _kept(connection: Connection, version: str, text: str, at: str) -> int:
    c = schema_codebooks.codebook_versions.c
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = connection.execute(select(c.id).where(c.sha256 == digest)).scalar()
    if found is None:
        row = {"version": version, "sha256": digest, "text": text, "at": at}
        found = connection.execute(insert(schema_codebooks.codebook_versions), row).inserted_primary_key[0]  # type: ignore[index]
    return int(found)


def decisions(ledger: Ledger, exports: Collection[str] | None = None) -> tuple[tuple[Decision, str], ...]:
    """All decisions (made in the exports named) in the order they were brought in, each with the version it was made under."""
    d, e = schema.decisions.c, schema.exports.c
    query = select(d.coder, d.segment, d.kind, d.code, d.note, e.codebook_version).join_from(
        schema.decisions, schema.exports, d.export == e.id
    )
    if exports is not None:
        query = query.where(d.export.in_(exports))
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(d.id)).all()
    return tuple((Decision(row.coder, row.segment, Kind(row.kind), row.code, row.note), row.codebook_version) for row in rows)
