"""Agreement -> plain data, every figure with its interval, units, clusters and reason; docs/agreement-json.md describes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from coder.agreement import COEFFICIENTS, Figure, Ratings, Summary, coverage, overlap
from coder.agreement.summary import PARADOX, THRESHOLDS
from coder.report.agreement_methods import methods
from coder.report.agreement_record import Agreement

SCHEMA = "coder-agreement/1"


def agreement_data(agreement: Agreement, at: str) -> dict[str, Any]:
    """Give everything measured as lists, dictionaries, texts, numbers and None."""
    summary, rated = agreement.summary, agreement.rated
    return {
        "schema": SCHEMA,
        "at": at,
        "source": _source(agreement),
        "options": _options(agreement),
        "versions": dict(agreement.versions),
        "coders": list(summary.coders),
        "codes": [code for code in summary.codes if code],
        "labels": {code: rated.labels[code] for code in summary.codes if code in rated.labels},
        "parents": {code: rated.parents[code] for code in summary.codes if code in rated.parents},
        "n_units": summary.n_units,
        "n_transcripts": summary.n_transcripts,
        "figures": _figures(summary.figures),
        "flagged": list(summary.flagged),
        "notes": list(rated.notes),
        "unfinished": rated.unfinished or None,
        "levels": [_level(level, of_level) for level, of_level in agreement.levels],
        "contrasts": _contrasts(agreement),
        "tables": _tables(agreement),
        "methods": methods(agreement),
    }


def _figures(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [{**figure.as_dict(), "coders": list(figure.coders)} for figure in figures]


def _source(agreement: Agreement) -> dict[str, Any]:
    origin = agreement.rated.origin
    book = origin.book
    return {
        "what": origin.what,
        "unit": origin.unit,
        "drawn": origin.drawn,
        "files": [{"name": name, "sha256": digest} for name, digest in origin.files],
        "codebook": None
        if book is None
        else {
            "title": book.title,
            "version": book.version,
            "sha256": book.sha256,
            "versions": list(book.versions),
            "changes": list(book.changes),
        },
        "shown": {coder: {"passages": given, "with_suggestions": shown} for coder, (given, shown) in origin.shown.items()},
    }


def _options(agreement: Agreement) -> dict[str, Any]:
    options, contrasting = agreement.summary.options, agreement.contrasting
    ratings = agreement.rated.ratings
    return {
        "level_of_measurement": "nominal" if isinstance(ratings, Ratings) else ratings.measure.level,
        "distance": agreement.distance or None,
        "method": options.method if agreement.summary.n_transcripts else "units",
        "level": options.level,
        "contrast_method": contrasting.method,
        "replicates": contrasting.replicates,
        "seed": contrasting.seed,
        "thresholds": list(THRESHOLDS),
        "paradox": PARADOX,
        "formulas": {name: {"title": entry.title, "source": entry.source} for name, entry in COEFFICIENTS.items()},
    }


def _level(level: int, summary: Summary) -> dict[str, Any]:
    return {"level": level, "codes": list(summary.codes), "figures": _figures(summary.figures)}


def _contrasts(agreement: Agreement) -> dict[str, Any]:
    ceiling, machine = agreement.ceiling, agreement.machine
    return {
        "leave_one_coder_out": _figures(agreement.without),
        "drift": _figures(agreement.drift),
        "rounds": _figures(agreement.rounds),
        "blind_minus_assisted": _figures(agreement.assistance),
        "machine": None
        if machine is None or agreement.rated.machine is None
        else {"name": agreement.rated.machine[0], "figures": _figures(machine.figures)},
        "ceiling": None
        if ceiling is None
        else {
            "margin": ceiling.margin,
            "equivalent": ceiling.equivalent,
            "not_worse": ceiling.not_worse,
            "figures": _figures(ceiling.figures),
        },
    }


def _tables(agreement: Agreement) -> dict[str, Any]:
    ratings = agreement.codes
    return {
        "coverage": [] if ratings is None else _rows(coverage(ratings)),
        "overlap": [] if ratings is None else [int(n) for n in overlap(ratings)],
        "confusions": _rows(agreement.confusions),
        "to_discuss": _rows(agreement.to_discuss),
        "disputed": agreement.disputed,
        "moves": _rows(agreement.moves),
        "likely_errors": _rows(agreement.errors),
    }


def _rows(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {str(name): _value(value) for name, value in zip(table.columns, row, strict=True)}
        for row in table.itertuples(index=False, name=None)
    ]


def _value(value: Any) -> Any:
    """A cell as plain data."""
    if isinstance(value, tuple):
        return [_value(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value
