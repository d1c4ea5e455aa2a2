"""Workshops -> ledger tables: what was put on the table, the blind re-votes, and what was settled, beside the coders' own decisions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from coder.study.schema import metadata

workshops = Table(  # one list of what coders differ about, as it was taken into a meeting
    "workshops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("format", Text, nullable=False),
    Column("coders", Text, nullable=False),  # JSON
    Column("codebook_version", Text, nullable=False),
    Column("at", Text, nullable=False),
)

workshop_items = Table(  # one code of one passage
    "workshop_items",
    metadata,
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("code", Text, nullable=False),
    PrimaryKeyConstraint("workshop", "key"),
)

workshop_imports = Table(
    "workshop_imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
)

workshop_votes = Table(  # each coder's second vote, given before the first ones were seen
    "workshop_votes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("vote", Text, nullable=False),
    Column("import", ForeignKey("workshop_imports.id")),  # NULL where the vote was given in the page
    Column("at", Text, nullable=False),
)

settlements = Table(  # what was settled; a later row supersedes an earlier one when they are read back
    "settlements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("final", Text, nullable=False),  # or "open": what was settled before is taken back
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("import", ForeignKey("workshop_imports.id")),  # NULL where it was settled in the page
    Column("at", Text, nullable=False),
    Index("settlements_by_segment", "segment", "code"),
)

workshop_present = Table(  # who is at the table: the newest row counts
    "workshop_present",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("coders", Text, nullable=False),  # JSON
    Column("at", Text, nullable=False),
)

workshop_reveals = Table(  # from when on everybody's votes could be seen; no vote is blind after that
    "workshop_reveals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("at", Text, nullable=False),
)

workshop_talks = Table(  # notes of the discussion, the newest counts; `done` where a passage was only to be talked over, and was
    "workshop_talks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop", ForeignKey("workshops.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("at", Text, nullable=False),
)
