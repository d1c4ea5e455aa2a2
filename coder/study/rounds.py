"""A round's plan <-> the ledger: kept whole in one transaction before anything of it is given out, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select

from coder.records import Kind
from coder.rounds import Arm, Dealt, Design
from coder.study import schema, schema_rounds
from coder.study.ledger import Export, Ledger


class Part(StrEnum):
    """The parts of a round, in their order."""

    BLIND = "blind"
    ASSISTED = "assisted"


@dataclass(frozen=True, slots=True)
class Round:
    """A round: its name, what it was drawn from and with, its coders, and when it was cancelled ("": it was not)."""

    id: int
    name: str
    seed: int
    design: Design
    tagging: int
    codebook_version: str
    codebook_hash: str
    thresholds: Mapping[str, float]
    at: str
    coders: tuple[str, ...]
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was drawn: the probability of each passage that could be coded blind, those that are, and the arms of the others."""

    probabilities: Mapping[str, float]
    blind: frozenset[str]
    dealt: tuple[Dealt, ...]

    def of(self, coder: str) -> dict[str, Dealt]:
        """What one coder is shown in the assisted part, by passage."""
        return {one.segment: one for one in self.dealt if one.coder == coder}


def add_round(ledger: Ledger, planned: Round, plan: Plan) -> int:
    """Keep a round and its plan; returns its number (`planned.id` is not used)."""
    with ledger.write() as connection:
        number = connection.execute(
            insert(schema_rounds.rounds),
            {
                "name": planned.name,
                "seed": planned.seed,
                "design": json.dumps(asdict(planned.design), sort_keys=True),
                "tagging": planned.tagging,
                "codebook_version": planned.codebook_version,
                "codebook_hash": planned.codebook_hash,
                "thresholds": json.dumps(dict(planned.thresholds), sort_keys=True),
                "at": planned.at,
            },
        ).inserted_primary_key[0]  # type: ignore[index]
        rows: dict[Any, list[dict[str, Any]]] = {
            schema_rounds.round_coders: [{"round": number, "coder": coder} for coder in planned.coders],
            schema_rounds.round_passages: [
                {"round": number, "segment": segment, "blind": segment in plan.blind, "probability": probability}
                for segment, probability in plan.probabilities.items()
            ],
            schema_rounds.round_arms: [
                {**asdict(one), "round": number, "arm": one.arm.value, "shown": json.dumps(one.shown)} for one in plan.dealt
            ],
        }
        for table, found in rows.items():
            if found:
                connection.execute(insert(table), found)
    return int(number)


def cancel(ledger: Ledger, number: int, at: str) -> bool:
    """Keep that a round is given up; False, and nothing is kept, where somebody has decided anything in it."""
    d, e = schema.decisions.c, schema_rounds.round_exports.c
    made = select(d.id).join_from(schema.decisions, schema_rounds.round_exports, d.export == e.export).where(e.round == number)
    with ledger.write() as connection:
        if connection.execute(made.limit(1)).first() is not None:
            return False
        connection.execute(insert(schema_rounds.round_cancellations), {"round": number, "at": at})
    return True


def withdrawn(ledger: Ledger) -> dict[str, str]:
    """The exports that were made in rounds that were cancelled since, each with the name of its round."""
    e, r, c = schema_rounds.round_exports.c, schema_rounds.rounds.c, schema_rounds.round_cancellations.c
    query = select(e.export, r.name).join_from(schema_rounds.round_exports, schema_rounds.rounds, e.round == r.id)
    with ledger.read() as connection:
        return {row.export: row.name for row in connection.execute(query.where(r.id.in_(select(c.round))))}


def rounds(ledger: Ledger) -> tuple[Round, ...]:
    """All rounds, oldest first, without those that were cancelled."""
    return tuple(one for one in with_cancelled(ledger) if not one.cancelled)


def with_cancelled(ledger: Ledger) -> tuple[Round, ...]:
    """All rounds that were ever started, oldest first."""
    c, gone = schema_rounds.round_coders.c, schema_rounds.round_cancellations
    with ledger.read() as connection:
        rows = connection.execute(select(schema_rounds.rounds).order_by(schema_rounds.rounds.c.id)).all()
        cancelled = {row.round: row.at for row in connection.execute(select(gone))}
        coders: dict[int, list[str]] = {}
        for row in connection.execute(select(c.round, c.coder).order_by(c.coder)):
            coders.setdefault(row.round, []).append(row.coder)
    return tuple(
        Round(
            **{
                **row._mapping,
                "design": Design(**json.loads(row.design)),
                "thresholds": json.loads(row.thresholds),
                "coders": tuple(coders.get(row.id, ())),
                "cancelled": cancelled.get(row.id, ""),
            }
        )
        for row in rows
    )


def plan(ledger: Ledger, number: int) -> Plan:
    """The plan of a round."""
    p, a = schema_rounds.round_passages.c, schema_rounds.round_arms.c
    with ledger.read() as connection:
        passages = connection.execute(select(p.segment, p.blind, p.probability).where(p.round == number)).all()
        arms = connection.execute(
            select(a.coder, a.segment, a.arm, a.shown, a.planted, a.replaced).where(a.round == number)
        ).all()
    return Plan(
        probabilities={row.segment: row.probability for row in passages},
        blind=frozenset(row.segment for row in passages if row.blind),
        dealt=tuple(
            Dealt(row.coder, row.segment, Arm(row.arm), tuple(json.loads(row.shown)), row.planted, row.replaced) for row in arms
        ),
    )


def planted(ledger: Ledger) -> frozenset[tuple[str, str, str, str]]:
    """Every wrong suggestion that was planted in a round: coder, passage, code and the codebook's version it is a code of."""
    a, r, gone = schema_rounds.round_arms.c, schema_rounds.rounds.c, schema_rounds.round_cancellations.c
    query = select(a.coder, a.segment, a.planted, r.codebook_version).join_from(
        schema_rounds.round_arms, schema_rounds.rounds, a.round == r.id
    )
    with ledger.read() as connection:
        rows = connection.execute(query.where(a.planted != "", r.id.not_in(select(gone.round)))).all()
    return frozenset(tuple(row) for row in rows)


def add_export(ledger: Ledger, export: Export, number: int, part: Part) -> None:
    """Keep what a coder is shown of a part of a round, before it is given out."""
    with ledger.write() as connection:
        ledger.insert_export(connection, export)
        connection.execute(insert(schema_rounds.round_exports), {"export": export.id, "round": number, "part": part.value})


def parts(ledger: Ledger) -> dict[str, tuple[int, Part]]:
    """Of every export made in a round: the round and the part."""
    e = schema_rounds.round_exports.c
    with ledger.read() as connection:
        return {row.export: (row.round, Part(row.part)) for row in connection.execute(select(e.export, e.round, e.part))}


def seen_with_suggestions(ledger: Ledger, coders: tuple[str, ...]) -> set[str]:
    """The passages of which any of these coders was ever given suggestions."""
    i, e = schema.items.c, schema.exports.c
    with ledger.read() as connection:
        rows = connection.execute(
            select(i.segment)
            .join_from(schema.items, schema.exports, i.export == e.id)
            .where(e.coder.in_(coders), i.shown != "[]")
            .distinct()
        ).all()
    return {row.segment for row in rows}


def decided_before(ledger: Ledger, at: str) -> set[str]:
    """The passages that anybody had decided on by a time."""
    d = schema.decisions.c
    with ledger.read() as connection:
        return set(connection.execute(select(d.segment).where(d.at <= at).distinct()).scalars())


def finished(ledger: Ledger, number: int) -> tuple[tuple[str, str, str], ...]:
    """When coders finished passages of a round in the page: coder, passage and time, in order; files that came back tell no times."""
    d, e = schema.decisions.c, schema_rounds.round_exports.c
    query = select(d.coder, d.segment, d.at).join_from(schema.decisions, schema_rounds.round_exports, d.export == e.export)
    in_page = e.round == number, d["import"].is_(None), d.kind.in_((Kind.LOOKED.value, Kind.NONE.value))
    with ledger.read() as connection:
        return tuple((row.coder, row.segment, row.at) for row in connection.execute(query.where(*in_page).order_by(d.id)))
