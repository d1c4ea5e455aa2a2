"""One test of a model -> blocks of a document: its figures code by code, means, calibration, confusions, most wrong passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from coder.agreement import Figure
from coder.report.agreement_document import (
    Block,
    Cell,
    Heading,
    Passage,
    Passages,
    Picture,
    Row,
    Table,
    Text,
    count,
    interval,
    number,
    percent,
    plain,
    undefined,
)
from coder.report.evaluation_record import Bin, Confusion, Evaluated, Test, Wrong
from coder.report.picture_curves import Curves
from coder.report.pictures import Forest, Heat

MOST_CONFUSIONS = 20
OVER = {"all": "All codes", "themes": "Codes at the top of a family", "categories": "Categories"}
"""What means are over."""


def named(found: Evaluated, code: str) -> Cell:
    """A code's label with its id below."""
    return Cell(found.label(code), code)


def by_code(found: Evaluated, test: Test, human: Mapping[str, Figure]) -> Iterator[Block]:
    """Yield the table of precision, recall and F1 beside the baselines, its picture, and the table of everything else."""
    yield suggested(found, test)
    yield _forest(found, test)
    yield _scored(found, test, human)


def suggested(found: Evaluated, test: Test) -> Table:
    """How right and how complete suggestions are, code by code."""
    rows: list[Row] = []
    for code in found.codes:
        positives, _, chosen = test.counts[code]
        figures = (test.get(name, code) for name in ("precision", "recall", "f1"))
        baselines = (number(test.get(name, code)) for name in ("always_yes_f1", "frequency_f1"))
        cells = (_with_interval(figure) for figure in figures)
        rows.append((_label(found, code), f"{positives:,}", f"{chosen:,}", *cells, *baselines))
    return Table(
        f"Suggestions against {test.against}: {count(test.passages, 'passage')} of {count(test.people, 'person', 'people')}; below each "
        "figure its 95 % interval, over people",
        ("Code", "With it", "Suggested", "Precision", "Recall", "F1", "F1 if always suggested", "F1 by frequency"),
        tuple(rows),
        notes=_reasons(found, test, {"precision": "Precision", "f1": "Recall and F1"}),
    )


def _scored(found: Evaluated, test: Test, human: Mapping[str, Figure]) -> Table:
    """How good scores are, and agreement beyond chance beside people's own."""
    rows: list[Row] = []
    for code in found.codes:
        precision, kappa = test.get("average_precision", code), test.get("kappa", code)
        people = _with_interval(human[code]) if code in human else "–"
        errors = (plain(test.get(name, code).value, 3) for name in ("calibration_error", "brier"))
        random = number(test.get("frequency_f1", code))
        rows.append((_label(found, code), _with_interval(precision), random, _with_interval(kappa), people, *errors))
    return Table(
        f"Scores against {test.against}, and agreement beyond chance",
        ("Code", "Average precision", "In a random order", "Kappa", "People's kappa", "Calibration error", "Brier score"),
        tuple(rows),
        notes=_reasons(found, test, {"average_precision": "Average precision", "kappa": "Kappa"}),
    )


def _with_interval(figure: Figure) -> Cell:
    return Cell(number(figure), interval(figure) if figure.low is not None else "")


def _label(found: Evaluated, code: str) -> Cell:
    """A code's label; its id below it where another code has the same label."""
    alike = sum(found.label(other) == found.label(code) for other in found.codes) > 1
    return Cell(found.label(code), code if alike else "")


def _reasons(found: Evaluated, test: Test, names: Mapping[str, str]) -> tuple[str, ...]:
    labels = {code: found.label(code) for code in found.codes}
    notes = []
    for name, word in names.items():
        lost = [test.get(name, code) for code in found.codes]
        notes += [f"{word}: {words[0].lower()}{words[1:]}" for words in undefined(lost, labels)]
    return tuple(notes)


def _forest(found: Evaluated, test: Test) -> Picture:
    figures = [test.get("f1", code) for code in found.codes]
    rows = [(found.label(f.code), f.value, f.low, f.high, test.counts[f.code][0], False) for f in figures]
    for over, words in OVER.items():
        mean = test.mean("f1", over)
        if mean.value is not None:
            rows.append((f"Mean: {words[0].lower()}{words[1:]}", mean.value, mean.low, mean.high, test.passages, True))
    known = sorted((f.value, found.label(f.code)) for f in figures if f.value is not None)
    ends = (
        f" The lowest is {known[0][1]} at {plain(known[0][0])}, the highest {known[-1][1]} at {plain(known[-1][0])}."
        if known
        else ""
    )
    return Picture(
        Forest(tuple(rows), "F1 with its 95 % interval"),
        "F1 of each code with its interval; n: passages with the code, for means all passages",
        f"Forest plot of F1 for {count(len(figures), 'code')}.{ends} The table above holds the same numbers.",
    )


def means(test: Test) -> Table:
    """Means over codes, beside the baselines."""
    rows: list[Row] = []
    for over, words in OVER.items():
        get = {figure.name: figure for figure in test.means[over]}
        if get["f1"].value is not None:
            shown = (_with_interval(get[name]) for name in ("precision", "recall", "f1"))
            rest = (_with_interval(get[name]) for name in ("average_precision", "kappa"))
            baselines = number(get["always_yes_f1"]), number(get["frequency_f1"])
            rows.append((words, *shown, *baselines, *rest))
    return Table(
        f"Means over the codes that were used, against {test.against}",
        ("Over", "Precision", "Recall", "F1", "F1 if always suggested", "F1 by frequency", "Average precision", "Kappa"),
        tuple(rows),
    )


def calibration(test: Test) -> Iterator[Block]:
    """How far scores can be read as probabilities."""
    if not test.bins:
        yield Text("There are no scores to compare.")
        return
    error = f"Expected calibration error {plain(test.calibration_error, 3)}, Brier score {plain(test.brier, 3)}"
    yield Text(f"{error}: over all decisions on a passage and a code, of which each score says how likely a yes is.")
    yield Table(
        f"Scores, and how often the code was there according to {test.against}",
        ("Scores", "Decisions", "Mean score", "Code was there", "Interval"),
        tuple(
            (f"{plain(one.low)} to {plain(one.high)}", f"{one.n:,}", plain(one.mean_score), number(one.true), interval(one.true))
            for one in test.bins
        ),
    )
    yield Picture(
        Curves({"Codes": tuple(_point(one) for one in test.bins)}, "Mean score", "Share with the code", diagonal=True),
        "Reliability: below the dashed line scores promise too much, above it too little",
        f"Reliability diagram in {count(len(test.bins), 'bin')}; the expected calibration error is "
        f"{plain(test.calibration_error, 3)}. The "
        "table above holds the same numbers.",
    )


def _point(one: Bin) -> tuple[float, float, float | None, float | None]:
    return one.mean_score, one.true.value or 0.0, one.true.low, one.true.high


def confused(found: Evaluated, test: Test) -> Iterator[Block]:
    """Which code was suggested where another was right."""
    pairs = [one for one in test.confusions if one.right]
    if not pairs:
        yield Text("No code was suggested where another of its family and level was right and missed.")
        return
    for codes in _levels(found):
        known = [code for code in codes if any(code in (one.suggested, one.right) for one in pairs)]
        if 1 < len(known) <= 30:
            yield _heat(found, known, pairs)
    alone = {one.suggested: one.passages for one in test.confusions if not one.right}
    yield Table(
        f"Taken for one another most often, according to {test.against} (of {count(len(pairs), 'pair')})",
        ("Suggested", "Right, and missed", "Passages"),
        tuple((named(found, one.suggested), named(found, one.right), f"{one.passages:,}") for one in pairs[:MOST_CONFUSIONS]),
        frozenset({0, 1}),
    )
    yield Table(
        f"Suggested where nothing of its family and level was missed, according to {test.against}",
        ("Suggested", "Passages"),
        tuple((named(found, code), f"{n:,}") for code, n in alone.items()),
    )


def _levels(found: Evaluated) -> list[list[str]]:
    """The codes by family and depth, as confusions are counted."""

    def key(code: str) -> tuple[str, int]:
        depth, top = 0, code
        while top in found.parents:
            top, depth = found.parents[top], depth + 1
        return top.split("/")[0], depth

    return [list(codes) for _, codes in groupby(sorted(found.codes, key=key), key=key)]


def _heat(found: Evaluated, codes: Sequence[str], pairs: Sequence[Confusion]) -> Picture:
    times = {(one.suggested, one.right): one.passages for one in pairs}
    values = tuple(tuple(None if a == b else float(times.get((a, b), 0)) for b in codes) for a in codes)
    top = max((value for row in values for value in row if value is not None), default=0.0)
    names = tuple(found.label(code) for code in codes)
    return Picture(
        Heat(names, names, values, 0, max(top, 1.0)),
        "Rows: what was suggested falsely; columns: what was right and missed",
        f"Heat map of {count(len(codes), 'code')} taken for one another; the table below holds the most frequent pairs.",
    )


def most_wrong(found: Evaluated, test: Test, *, passages: bool) -> Iterator[Block]:
    """The false suggestions with the highest scores, and the misses with the lowest."""
    for kind, title in (("false", "Suggested with most confidence, and wrong"), ("missed", "Missed with most confidence")):
        wrong = [one for one in test.wrong if one.kind == kind]
        yield Heading(title)
        if wrong:
            yield Passages(tuple(_passage(found, one, passages) for one in wrong))
        else:
            yield Text("None.")


def _passage(found: Evaluated, one: Wrong, passages: bool) -> Passage:
    said = "suggested" if one.kind == "false" else "not suggested"
    about = f"{found.label(one.code)} ({one.code}) was {said} at {percent(one.score, 0)}"
    return Passage(one.place, about, one.words if passages else "")
