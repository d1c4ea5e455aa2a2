"""SQLite file -> the tables of what coders do in the review page: their acts, what each undid, and where they were."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from coder.study.schema import metadata

acts = Table(  # one act of a coder, or its undoing; `first` is the first decision it made, `token` names it once and for all
    "acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("export", ForeignKey("exports.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("first", ForeignKey("decisions.id"), nullable=False),
    Column("undoes", ForeignKey("acts.id"), unique=True),
    Column("at", Text, nullable=False),
    Index("acts_by_export", "export"),
)

bookmarks = Table(  # where a coder was: the newest counts
    "bookmarks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("export", ForeignKey("exports.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("at", Text, nullable=False),
    Index("bookmarks_by_export", "export"),
)

key_settings = Table(  # how a coder set the keys of the page: the newest counts
    "key_settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coder", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("at", Text, nullable=False),
)
