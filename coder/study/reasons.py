"""Why codes were suggested <-> the ledger: kept with the suggestions, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select

from coder.records import Like, Moved, Reason, Suggestion
from coder.study import schema_reasons
from coder.study.ledger import Ledger


def add(
    ledger: Ledger, tagging: int, suggestions: Iterable[Suggestion], reasons: Iterable[Reason], texts: Mapping[str, str]
) -> None:
    """Keep what a model said of some segments, and why; `texts` are the coded passages that are no segments of the study, by id."""
    by_segment: dict[str, dict[str, Any]] = {}
    for one in reasons:
        by_segment.setdefault(one.segment, {})[one.code] = _plain(one)
    rows = [{"tagging": tagging, "segment": segment, "reasons": json.dumps(of)} for segment, of in by_segment.items()]
    with ledger.write() as connection:
        ledger.insert_suggestions(connection, tagging, suggestions)
        if texts:
            passages = [{"id": name, "text": text} for name, text in texts.items()]
            connection.execute(insert(schema_reasons.coded_passages).prefix_with("OR IGNORE"), passages)
        if rows:
            connection.execute(insert(schema_reasons.reasons), rows)


def of_segment(ledger: Ledger, tagging: int, segment: str) -> dict[str, Reason]:
    """Why a run of a model suggested each of its codes for a segment; empty where it did not say."""
    r = schema_reasons.reasons.c
    with ledger.read() as connection:
        found = connection.execute(select(r.reasons).where(r.tagging == tagging, r.segment == segment)).scalar()
    return {code: _reason(segment, code, plain) for code, plain in json.loads(found or "{}").items()}


def texts(ledger: Ledger, passages: Collection[str]) -> dict[str, str]:
    """The words of coded passages from tables, by id."""
    p = schema_reasons.coded_passages.c
    with ledger.read() as connection:
        rows = connection.execute(select(p.id, p.text).where(p.id.in_(passages))).all()
    return {row.id: row.text for row in rows}


def _plain(one: Reason) -> list[Any]:
    """Short, as there are many: the sum's parts, the words, the likest passages."""
    parts = [round(part, 2) for part in (one.odds, one.own, one.before, one.after)]
    return [
        parts,
        [[each.word, round(each.by, 2)] for each in one.words],
        [[each.passage, round(each.likeness, 2)] for each in one.likest],
    ]


def _reason(segment: str, code: str, plain: list[Any]) -> Reason:
    (odds, own, before, after), words, likest = plain
    moved, like = tuple(Moved(*one) for one in words), tuple(Like(*one) for one in likest)
    return Reason(segment, code, odds, own, before, after, moved, like)
