"""Evaluated -> the page as a document: the blind sample first, then the cross-validation, and what to do with the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coder.report.agreement_document import (
    Block,
    Cell,
    Document,
    Heading,
    Row,
    Section,
    Table,
    Text,
    count,
    interval,
    number,
    percent,
    plain,
)
from coder.report.evaluation_bands import bands, curve, saved
from coder.report.evaluation_blocks import OVER, by_code, calibration, confused, means, most_wrong, suggested
from coder.report.evaluation_record import Blind, Crossed, Evaluated, Test, short

MORE = (
    "On other people, another topic or another codebook a model does worse. A suggestion is for a person to judge: agreement "
    "of people who saw the same suggestions is no evidence of reliability."
)


def evaluation_document(found: Evaluated, at: str, *, passages: bool) -> Document:
    """Put the page together; `at` is the time of writing, without `passages` no participant's words are in it."""
    tests = _tests(found)
    titled: list[tuple[str, list[Block]]] = [
        ("On the blind sample", list(_blind(found))),
        ("By cross-validation", list(_crossed(found))),
        ("Suggested, unsure, set aside", list(_if(found.crossed, lambda crossed: bands(found, crossed)))),
        ("Calibration", list(_each(tests, calibration))),
        ("What more coding brings", list(_if(found.crossed, curve))),
        ("Reading saved", [saved(test) for test in tests]),
        ("Codes taken for one another", list(_each(tests, lambda test: confused(found, test)))),
        ("Most wrong passages", list(_each(tests, lambda test: most_wrong(found, test, passages=passages)))),
        ("How it was measured", list(_methods(found, at))),
    ]
    return Document(
        title="How good the suggestions are",
        lead=f"{found.codebook[0]}, version {found.codebook[1]}: tested on passages that the model did not learn from.",
        key=_key(found, tests),
        cautions=tuple(_cautions(found)),
        sections=tuple(Section(n, title, tuple(blocks)) for n, (title, blocks) in enumerate(titled, start=1)),
        footer=MORE,
    )


def _tests(found: Evaluated) -> list[Test]:
    """The tests that everything is told of: on the blind sample its first account, then the cross-validation."""
    tests = list(found.blind.tests[:1]) if found.blind else []
    return [*tests, found.crossed.test] if found.crossed else tests


def _each(tests: list[Test], blocks: Callable[[Test], Iterator[Block]]) -> Iterator[Block]:
    for test in tests:
        if len(tests) > 1:
            yield Heading("On the blind sample" if test is tests[0] else "By cross-validation")
        yield from blocks(test)


def _if(crossed: Crossed | None, blocks: Callable[[Crossed], Iterator[Block]]) -> Iterator[Block]:
    if crossed is None:
        yield Text("This needs coded passages of two people or more.")
    else:
        yield from blocks(crossed)


def _key(found: Evaluated, tests: list[Test]) -> tuple[tuple[str, str], ...]:
    rows = []
    for test in tests[:1]:
        for over, words in OVER.items():
            f1, always = test.mean("f1", over), test.mean("always_yes_f1", over)
            if f1.value is not None and over != "all":
                rows.append((f"F1, {words[0].lower()}{words[1:]}", f"{number(f1)} (always suggested {number(always)})"))
        right = test.mean("precision", "all")
        rows.append(("Suggestions that are right, mean over codes", percent(right.value, 0)))
        rows.append(("Calibration error", plain(test.calibration_error, 3)))
    if found.crossed and found.precision:
        under = sum(bool(short(band, found.precision)) for band in found.crossed.bands)
        rows.append((f"Codes below {percent(found.precision, 0)} right", f"{under} of {len(found.crossed.bands)}"))
    return tuple(rows)


def _cautions(found: Evaluated) -> Iterator[str]:
    if found.waiting:
        yield f"{found.waiting[0].upper()}{found.waiting[1:]}."
    if found.blind is None and not found.waiting:
        yield (
            "There is no blind sample yet, which is the only honest test of a model in use: coder round start draws one. "
            "Until then the figures are of a cross-validation."
        )
    if found.undefined:
        yield f"No cross-validation: {found.undefined}."
    elif found.crossed and not found.crossed.own:
        yield "Nothing is decided in this study yet: the cross-validation is of the coded tables, and says little of your own participants."


def _blind(found: Evaluated) -> Iterator[Block]:
    blind = found.blind
    if blind is None:
        yield Text(
            f"{found.waiting[0].upper()}{found.waiting[1:]}." if found.waiting else "No round with a blind sample was made yet."
        )
        return
    yield Text(_drawn(blind))
    if len(blind.tests) > 1:
        yield _accounts(blind)
    for code in blind.unscored[:1]:
        yield Text(f"The model did not know {count(len(blind.unscored), 'code')} that came later, such as {found.label(code)}.")
    yield from by_code(found, blind.tests[0], blind.human)
    yield means(blind.tests[0])
    for test in blind.tests[1:]:
        yield Heading(f"Against {test.against}")
        yield suggested(found, test)


def _drawn(blind: Blind) -> str:
    left = f" {count(blind.left_out, 'passage')} of the sample could not be used." if blind.left_out else ""
    return (
        f"In the round {blind.round} every coder coded {count(blind.drawn, 'passage')} without suggestions, drawn from "
        f"{blind.of:,} with known probabilities; each counts as many passages as it stands for. They are compared with what "
        f"the model {blind.model} had said on {blind.tagged_at[:10]}, before anybody decided; it cannot have learned from "
        f"them.{left}"
    )


def _accounts(blind: Blind) -> Table:
    rows: list[Row] = []
    for test in blind.tests:
        get = {figure.name: figure for figure in test.means["all"]}
        shown = (
            Cell(number(get[name]), interval(get[name])) for name in ("precision", "recall", "f1", "average_precision", "kappa")
        )
        rows.append((test.against[0].upper() + test.against[1:], *shown))
    return Table(
        "Means over all codes, against each account of what is right",
        ("Against", "Precision", "Recall", "F1", "Average precision", "Kappa"),
        tuple(rows),
        notes=(
            "With two coders the majority leaves out what they differ on, which flatters the model: their own rows do not.",
            "The consensus is what a workshop settled, and the majority where nothing had to be settled.",
        ),
    )


def _crossed(found: Evaluated) -> Iterator[Block]:
    crossed = found.crossed
    if crossed is None:
        yield Text(f"No figures: {found.undefined}.")
        return
    also = f", and from {count(crossed.learned_also, 'passage')} of coded tables" if crossed.learned_also else ""
    yield Text(
        f"The people are dealt to {count(crossed.folds, 'part')}; each part is tested by a model that learned from the "
        f"others{also} and saw nothing of its people. Blend, calibration and bands are chosen inside each model's own part."
    )
    yield from by_code(found, crossed.test, crossed.human)
    yield means(crossed.test)
    if found.precision:
        shown = ", ".join(f"{words[0].lower()}{words[1:]} {number(crossed.best[over])}" for over, words in OVER.items())
        yield Text(
            f"Were codes suggested from the score of best F1 instead, without regard to precision, mean F1 would be: {shown} "
            "(precision: off below suggest: in study.yaml)."
        )
    if crossed.human:
        yield Text("People's kappa is the ceiling to hold the model against. Where people saw suggestions it may be too high.")
    else:
        yield Text("People's kappa, the ceiling to hold the model against, needs two coders' decisions.")


def _methods(found: Evaluated, at: str) -> Iterator[Block]:
    yield Text(
        "Intervals leave out one person at a time (jackknife with Student's t), as passages of one person are alike; that of "
        "reading saved is a bootstrap over people. F1 if always suggested is that of giving the code to every passage; F1 by "
        "frequency is that of giving it at random as often as it occurs, and also the average precision of a random order. "
        "Means are over the codes that were used. Confusions are counted within a family and level. No figure is of passages "
        "that its model learned from."
    )
    rows = (*found.versions.items(), ("Seed", str(found.seed)), ("SHA-256 of the codebook", found.codebook[2]), ("Written", at))
    yield Table(
        "What the figures were computed with",
        ("What", "Which"),
        tuple((name if name != "coder" else "transcript-theme-coder", version) for name, version in rows),
        frozenset({0, 1}),
    )
    yield Text("The same figures in full precision are in what coder evaluate writes with --json.")
