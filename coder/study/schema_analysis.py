"""Configurations and situations -> ledger tables: every version, link and tag as it was made; what takes one back is a row of its own."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from coder.study.schema import metadata

configurations = Table(  # a version of a configuration; a later row of its id supersedes, or withdraws it
    "configurations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("configuration", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("strength", Text, nullable=False),
    Column("codes", Text, nullable=False),  # JSON: part -> codes
    Column("withdrawn", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("configurations_by_name", "configuration"),
)

configuration_links = Table(  # a passage for or against a part of a configuration; a later row of the same three supersedes
    "configuration_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("configuration", Text, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("part", Text, nullable=False),
    Column("stand", Text, nullable=False),  # "" takes the link back
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("configuration_links_by_name", "configuration"),
)

situations = Table(  # a passage that belongs to a situation of a participant, or no longer does
    "situations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("participant", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("belongs", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("situations_by_name", "participant", "name"),
)
