"""Configurations <-> the ledger: versions and links as they were made; the last word on each is what counts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from coder.analysis.configurations import Configuration, Link, Part, Stand
from coder.study import schema_analysis as tables
from coder.study.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Worded:
    """What a version of a configuration says: its id, statement, strength of evidence, and the codes of its parts."""

    id: str
    statement: str
    strength: str
    codes: Mapping[Part, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a configuration, and whether it is the one that withdrew it."""

    configuration: Configuration
    withdrawn: bool


def add(ledger: Ledger, worded: Sequence[Worded], who: str, why: str, at: str, withdrawn: bool = False) -> None:
    """Keep configurations as they are worded now, all or nothing; earlier versions stay."""
    rows = [
        {
            "configuration": one.id,
            "statement": one.statement,
            "strength": one.strength,
            "codes": json.dumps({part.value: list(codes) for part, codes in one.codes.items()}),
            "withdrawn": withdrawn,
            "who": who,
            "why": why,
            "at": at,
        }
        for one in worded
    ]
    with ledger.write() as connection:
        connection.execute(insert(tables.configurations), rows)


def versions(ledger: Ledger) -> tuple[Version, ...]:
    """Every version of every configuration, in the order they were made."""
    with ledger.read() as connection:
        rows = connection.execute(select(tables.configurations).order_by(tables.configurations.c.id)).all()
    found: list[Version] = []
    numbers: dict[str, int] = {}
    for row in rows:
        numbers[row.configuration] = number = numbers.get(row.configuration, 0) + 1
        codes = {Part(part): tuple(of) for part, of in json.loads(row.codes).items()}
        one = Configuration(row.configuration, row.statement, row.strength, codes, number, row.who, row.why, row.at)
        found.append(Version(one, bool(row.withdrawn)))
    return tuple(found)


def configurations(ledger: Ledger) -> tuple[Configuration, ...]:
    """The configurations that stand, each in its latest version, in the order in which they were first made."""
    latest: dict[str, Version] = {}
    for version in versions(ledger):
        latest[version.configuration.id] = version
    return tuple(version.configuration for version in latest.values() if not version.withdrawn)


def link(
    ledger: Ledger,
    configuration: str,
    segments: Sequence[str],
    parts: Collection[Part],
    stand: Stand | None,
    who: str,
    why: str,
    at: str,
) -> None:
    """Keep that passages stand for or against parts of a configuration, or (None) that they no longer do."""
    rows = [
        {
            "configuration": configuration,
            "segment": segment,
            "part": part.value,
            "stand": stand.value if stand else "",
            "who": who,
            "why": why,
            "at": at,
        }
        for segment in segments
        for part in parts
    ]
    with ledger.write() as connection:
        connection.execute(insert(tables.configuration_links), rows)


def links(ledger: Ledger) -> tuple[Link, ...]:
    """The links that stand, in the order they were made."""
    with ledger.read() as connection:
        rows = connection.execute(select(tables.configuration_links).order_by(tables.configuration_links.c.id)).all()
    latest = {(row.configuration, row.segment, row.part): row for row in rows}
    return tuple(
        Link(row.configuration, row.segment, Part(row.part), Stand(row.stand), row.who, row.why, row.at)
        for row in sorted(latest.values(), key=lambda row: row.id)
        if row.stand
    )
