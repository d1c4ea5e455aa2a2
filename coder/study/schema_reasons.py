"""SQLite file -> the tables of why codes were suggested, and of the coded passages from tables that are named there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, Table, Text

from coder.study.schema import metadata

reasons = Table(  # why a run of a model suggested codes for a segment, as JSON; one row for the codes it suggested there
    "reasons",
    metadata,
    Column("tagging", ForeignKey("taggings.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("reasons", Text, nullable=False),
    PrimaryKeyConstraint("tagging", "segment"),
)

coded_passages = Table(  # passages of coded tables to which suggested ones are alike; `id` is made of the text
    "coded_passages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("text", Text, nullable=False),
)
