"""Versions of the codebook -> ledger tables: every text that was coded with, and each change with who, when and why."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from coder.study.schema import metadata

codebook_versions = Table(
    "codebook_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("codebook_versions_by_version", "version"),
)

codebook_changes = Table(  # how one version became the next; a version edited by hand has no row here
    "codebook_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("before", ForeignKey("codebook_versions.id"), nullable=False),
    Column("after", ForeignKey("codebook_versions.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("old", Text, nullable=False),  # JSON: the codes as they were named before
    Column("new", Text, nullable=False),  # JSON: the codes as they are named after
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Text, nullable=False),
)
