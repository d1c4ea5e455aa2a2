"""Rounds -> ledger tables: a round's plan, drawn and kept before anything of it is given out; append-only like the rest."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from coder.study.schema import metadata

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("seed", Integer, nullable=False),
    Column("design", Text, nullable=False),  # JSON: what was switched on, and how much of it
    Column("tagging", ForeignKey("taggings.id"), nullable=False),
    Column("codebook_version", Text, nullable=False),
    Column("codebook_hash", Text, nullable=False),
    Column("thresholds", Text, nullable=False),  # JSON: code -> threshold; empty where the model was made elsewhere
    Column("at", Text, nullable=False),
)

round_coders = Table(
    "round_coders",
    metadata,
    Column("round", ForeignKey("rounds.id"), nullable=False),
    Column("coder", Text, nullable=False),
    PrimaryKeyConstraint("round", "coder"),
)

round_passages = Table(  # every passage that could be drawn for the blind part, whether it was, and with what probability
    "round_passages",
    metadata,
    Column("round", ForeignKey("rounds.id"), nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("probability", Float, nullable=False),
    PrimaryKeyConstraint("round", "segment"),
)

round_arms = Table(  # what was drawn for each coder and passage of the assisted part
    "round_arms",
    metadata,
    Column("round", ForeignKey("rounds.id"), nullable=False),
    Column("coder", Text, nullable=False),
    Column("segment", ForeignKey("segments.id"), nullable=False),
    Column("arm", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("planted", Text, nullable=False),
    Column("replaced", Text, nullable=False),
    PrimaryKeyConstraint("round", "coder", "segment"),
)

round_exports = Table(  # which part of which round a review file, or a page, shows
    "round_exports",
    metadata,
    Column("export", ForeignKey("exports.id"), primary_key=True),
    Column("round", ForeignKey("rounds.id"), nullable=False),
    Column("part", Text, nullable=False),
    Index("round_exports_by_round", "round"),
)

round_cancellations = Table(  # a round that was given up before anybody decided anything in it
    "round_cancellations",
    metadata,
    Column("round", ForeignKey("rounds.id"), primary_key=True),
    Column("at", Text, nullable=False),
)
