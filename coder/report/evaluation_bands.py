"""Bands and learning curve of a model -> blocks of a document: suggested, unsure, set aside; what more coding brings."""

from __future__ import annotations

from collections.abc import Iterator

from coder.report.agreement_document import Block, Cell, Picture, Row, Table, Text, count, interval, number, percent, plain
from coder.report.evaluation_blocks import named
from coder.report.evaluation_record import Crossed, Evaluated, Step, Test, short
from coder.report.picture_curves import Curves, Point


def wanted(found: Evaluated) -> str:
    """What the bands are set for, in words."""
    absence = f"one below which it is absent {percent(found.absence, 0)} of the time is set aside"
    if not found.precision:
        return f"A code is suggested from the score of best F1; {absence}."
    return (
        "A code is suggested from the score of best F1, or from a higher one where that is needed for "
        f"{percent(found.precision, 0)} of the suggestions to be right; {absence}."
    )


def bands(found: Evaluated, crossed: Crossed) -> Iterator[Block]:
    """The three bands of every code."""
    yield Text(
        f"{wanted(found)} Between the two the model is unsure: coders are not shown it, coder next asks about it first. The "
        "bands were set inside each part of the cross-validation; precision and absence are those on people not learned from."
    )
    rows: list[Row] = []
    for one in crossed.bands:
        rows.append(
            (
                named(found, one.code),
                plain(one.suggest_from),
                percent(one.suggested),
                Cell(number(one.precision), interval(one.precision)),
                percent(one.unsure),
                plain(one.absent_below),
                percent(one.absent),
                Cell(plain(one.absence.value, 3), _fine(one.absence.low, one.absence.high)),
                short(one, found.precision),
            )
        )
    yield Table(
        "Bands: shares of passages, and what was right in them",
        (
            "Code",
            "Suggested from",
            "Suggested",
            "Precision",
            "Unsure",
            "Set aside below",
            "Set aside",
            "Absent there",
            "Remark",
        ),
        tuple(rows),
        frozenset({0, 8}),
        notes=(
            f"{count(crossed.folds, 'part')}; scores are means over them. Below precision and absence their 95 % intervals, over people.",
        ),
    )


def _fine(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{plain(low, 3)} to {plain(high, 3)}"


def saved(test: Test) -> Text:
    """How much reading the order of scores saves."""
    if test.saved.value is None:
        return Text(f"It is undefined against {test.against}: {test.saved.reason}.")
    between = ""
    if test.saved.low is not None and test.saved.high is not None:
        between = f" (95 % interval {percent(1 - test.saved.high, 0)} to {percent(1 - test.saved.low, 0)})"
    return Text(
        f"Against {test.against}: read in the order of coder triage, 95 % of the coded passages are met after "
        f"{percent(1 - test.saved.value, 0)} of the words{between}; in a random order after 95 %. "
        f"{percent(test.saved.value, 0)} of the reading is saved, for those who may miss one coded passage in twenty."
    )


def curve(crossed: Crossed) -> Iterator[Block]:
    """What more coding brings."""
    what = "passages of the study" if crossed.own else "coded passages"
    beside = f" beside {count(crossed.learned_also, 'passage')} of coded tables" if crossed.learned_also else ""
    yield Text(
        "The same people are tested by models that learned from all, a half, a quarter and none of the other people's "
        f"{what}{beside}; without any, from {'the tables and ' if beside else ''}the codebook alone."
    )
    yield Table(
        "Means over codes by number of passages learned from",
        ("Passages", "F1, top of a family", "F1, categories", "Average precision"),
        tuple(
            (
                f"{step.passages:,.0f}",
                *(Cell(number(f), interval(f)) for f in (step.themes, step.categories, step.precision)),
            )
            for step in crossed.curve
        ),
    )
    series = {
        "F1, top of a family": tuple(_points(crossed.curve, "themes")),
        "F1, categories": tuple(_points(crossed.curve, "categories")),
        "Average precision": tuple(_points(crossed.curve, "precision")),
    }
    ends = crossed.curve[0], crossed.curve[-1]
    yield Picture(
        Curves({name: points for name, points in series.items() if points}, f"Number of {what} learned from", "Mean over codes"),
        "Learning curve; where it still rises, more coding helps",
        f"Learning curve: mean average precision goes from {number(ends[0].precision)} to {number(ends[1].precision)}. The "
        "table above holds "
        "the same numbers.",
    )


def _points(steps: tuple[Step, ...], name: str) -> Iterator[Point]:
    for step in steps:
        figure = getattr(step, name)
        if figure.value is not None:
            yield step.passages, figure.value, figure.low, figure.high
