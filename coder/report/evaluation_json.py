"""Evaluated -> plain data, every figure with its interval and reason; docs/evaluation-json.md describes it. No words of participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from coder.agreement import Figure
from coder.report.evaluation_record import Band, Blind, Crossed, Evaluated, Step, Test, short

SCHEMA = "coder-evaluation/1"


def evaluation_data(found: Evaluated, at: str) -> dict[str, Any]:
    """Give everything measured as lists, dictionaries, texts, numbers and None."""
    title, version, digest = found.codebook
    return {
        "schema": SCHEMA,
        "at": at,
        "codebook": {"title": title, "version": version, "sha256": digest},
        "codes": list(found.codes),
        "labels": dict(found.labels),
        "parents": dict(found.parents),
        "wanted": {"precision": found.precision or None, "absence": found.absence},
        "seed": found.seed,
        "versions": dict(found.versions),
        "blind": None if found.blind is None else _blind(found.blind),
        "waiting": found.waiting,
        "cross_validation": None if found.crossed is None else _crossed(found.crossed, found.precision),
        "undefined": found.undefined,
    }


def _blind(blind: Blind) -> dict[str, Any]:
    return {
        "round": blind.round,
        "model": blind.model,
        "tagged_at": blind.tagged_at,
        "drawn": blind.drawn,
        "of": blind.of,
        "left_out": blind.left_out,
        "unscored": list(blind.unscored),
        "tests": [_test(test) for test in blind.tests],
        "human_kappa": _figures(blind.human.values()),
    }


def _crossed(crossed: Crossed, wanted: float) -> dict[str, Any]:
    return {
        "own": crossed.own,
        "learned_also": crossed.learned_also,
        "folds": crossed.folds,
        **_test(crossed.test),
        "best_f1": {over: _figure(figure) for over, figure in crossed.best.items()},
        "bands": [_band(band, wanted) for band in crossed.bands],
        "learning_curve": [_step(step) for step in crossed.curve],
        "human_kappa": _figures(crossed.human.values()),
    }


def _test(test: Test) -> dict[str, Any]:
    return {
        "against": test.against,
        "passages": test.passages,
        "people": test.people,
        "counts": [
            {"code": code, "positives": positives, "looked_at": looked, "suggested": suggested}
            for code, (positives, looked, suggested) in test.counts.items()
        ],
        "figures": _figures(test.figures),
        "means": {over: _figures(figures) for over, figures in test.means.items()},
        "brier": test.brier,
        "calibration_error": test.calibration_error,
        "reliability": [
            {"low": one.low, "high": one.high, "n": one.n, "mean_score": one.mean_score, "true": _figure(one.true)}
            for one in test.bins
        ],
        "reading_saved_at_95": _figure(test.saved),
        "confusions": [asdict(one) for one in test.confusions],
        "most_wrong": [
            {"kind": one.kind, "code": one.code, "score": one.score, "segment": one.segment, "place": one.place}
            for one in test.wrong
        ],
    }


def _band(band: Band, wanted: float) -> dict[str, Any]:
    return {
        "code": band.code,
        "suggest_from": band.suggest_from,
        "absent_below": band.absent_below,
        "share_suggested": band.suggested,
        "share_unsure": band.unsure,
        "share_absent": band.absent,
        "precision": _figure(band.precision),
        "absence": _figure(band.absence),
        "expected_precision": band.expected,
        "remark": short(band, wanted),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "passages": step.passages,
        "themes_f1": _figure(step.themes),
        "categories_f1": _figure(step.categories),
        "average_precision": _figure(step.precision),
    }


def _figures(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [_figure(figure) for figure in figures]


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "code": figure.code,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "reason": figure.reason,
    }
