"""SQLite file -> ledger tables: the schema, its version, and the steps from one version to the next.

Append-only is held by the database itself: triggers refuse every UPDATE and DELETE on what was suggested, shown or decided.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    insert,
)

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", Text, primary_key=True),
)

readings = Table(  # a transcript as it was read: a new row when the file has changed
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transcript", ForeignKey("transcripts.id"), nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("readings_by_transcript", "transcript"),
    Index("readings_by_file", "file_hash"),
    Index("readings_by_text", "text_hash"),
    Index("readings_by_name", "name"),
)

segments = Table(
    "segments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transcript", ForeignKey("transcripts.id"), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("backchannel", Boolean, nullable=False),
    Column("source_id", Text, nullable=False),
)

places = Table(  # where a segment stands in a reading of its transcript
    "places",
    metadata,
    Column("reading", ForeignKey("readings.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    PrimaryKeyConstraint("reading", "position"),
)

unit_changes = Table(  # merges and splits of segments by hand, for one text of one transcript
    "unit_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text_hash", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

freezes = Table(  # from here on the units stay as they are
    "freezes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("at", Text, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("at", Text, nullable=False),
)

taggings = Table(  # one run of a model over segments
    "taggings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("model", ForeignKey("models.id"), nullable=False),
    Column("codebook_version", Text, nullable=False),
    Column("codebook_hash", Text, nullable=False),
    Column("at", Text, nullable=False),
)

finished = Table(  # a tagging without a row here was interrupted and can be resumed
    "finished",
    metadata,
    Column("tagging", ForeignKey("taggings.id"), primary_key=True),
    Column("at", Text, nullable=False),
)

suggestions = Table(  # what a model said of a segment: each code's score, and the codes that passed their threshold, as JSON
    "suggestions",
    metadata,
    Column("tagging", ForeignKey("taggings.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("scores", Text, nullable=False),
    Column("suggested", Text, nullable=False),
    PrimaryKeyConstraint("tagging", "segment"),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("coder", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("tagging", ForeignKey("taggings.id"), nullable=False),
    Column("codebook_version", Text, nullable=False),
    Column("at", Text, nullable=False),
)

items = Table(  # what an export showed of a segment, and under which key
    "items",
    metadata,
    Column("export", ForeignKey("exports.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("shown", Text, nullable=False),
    PrimaryKeyConstraint("export", "key"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("export", ForeignKey("exports.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coder", Text, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("export", ForeignKey("exports.id"), nullable=False),
    Column("import", ForeignKey("imports.id")),  # NULL where the decision was made in the review page
    Column("at", Text, nullable=False),
    Index("decisions_by_coder", "coder", "segment"),
)

MUTABLE = (facts, transcripts)
"""Tables that only hold names; all others are append-only."""


def _version_1(connection: Connection) -> None:
    _tables(connection)
    connection.execute(insert(facts), {"name": "study", "value": f"ST-{secrets.token_hex(6)}"})


def _version_2(connection: Connection) -> None:
    """Rounds can be cancelled."""
    _tables(connection)


def _tables(connection: Connection) -> None:
    """Make the tables that are not there yet, and the triggers that let them only grow."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        if table in MUTABLE:
            continue
        for event in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{event.lower()} BEFORE {event} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
            )


STEPS: tuple[Callable[[Connection], None], ...] = (_version_1, _version_2)
"""STEPS[n] takes a ledger of schema version n to version n + 1; never edit a step that has been released."""
