"""Agreement -> points 19 to 24: drift, rounds, the machine beside people, what suggestions did, likely label errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coder.agreement import Figure
from coder.agreement.suggestion_effects import FEWER
from coder.report.agreement_confusions import passages_of
from coder.report.agreement_document import (
    Block,
    Picture,
    Section,
    Table,
    Text,
    count,
    interval,
    listed,
    number,
    plain,
)
from coder.report.agreement_figures import named
from coder.report.agreement_record import Agreement
from coder.report.pictures import Course
from coder.report.suggestion_effects import SuggestionReport

MOST_ERRORS = 40


def differences(agreement: Agreement, passages: bool) -> Iterator[Section]:
    """Yield points 19 to 24."""
    yield Section(19, "Drift over coding order", tuple(_drift(agreement)))
    yield Section(20, "Before and after negotiation", tuple(_rounds(agreement)))
    yield Section(21, "The machine and each person", tuple(_machine(agreement)))
    yield Section(22, "The ceiling: the machine beside people among themselves", tuple(_ceiling(agreement)))
    yield Section(23, "Blind and assisted", tuple(_assistance(agreement)))
    yield Section(24, "Likely label errors", tuple(_errors(agreement, passages)))


def _drift(agreement: Agreement) -> Iterator[Block]:
    means = [f for f in agreement.drift if not f.code and f.name.startswith("alpha_window_")]
    if not means:
        yield Text("The order in which units were rated is not in the data (a column `order` would hold it).")
        return
    steps = tuple(f"Part {n + 1}" for n in range(len(means)))
    whole = next(f for f in agreement.drift if not f.code and f.name == "alpha_drift")
    yield Text(
        f"Units in the order of coding, in {len(means)} parts of equal size. From the first to the last part the mean of alpha, over the "
        f"codes that have one in both, changed by {number(whole)} (interval {interval(whole)})."
        + (f" {whole.reason[0].upper()}{whole.reason[1:]}." if whole.value is None and whole.reason else "")
    )
    yield Table(
        "Mean of alpha over codes",
        ("Part", "Mean alpha", "Interval"),
        tuple((step, number(f), interval(f)) for step, f in zip(steps, means, strict=True)),
    )
    if any(f.value is not None for f in means):
        yield Picture(
            Course(steps, tuple((f.value, f.low, f.high) for f in means), "Mean of alpha over codes"),
            f"Agreement over coding order; n: {max(f.n_units for f in means):,} units with two ratings",
            f"Mean alpha in {count(len(means), 'part')}: {listed(number(f) for f in means)}. The table above holds the same numbers.",
        )
    rates = [f for f in agreement.drift if f.name == "rate_drift" and f.value is not None]
    rates = sorted(rates, key=lambda f: -abs(f.value or 0.0))[:10]
    if rates:
        yield Table(
            "Where a coder's use of a code changed most, from the first part to the last",
            ("Code", "Coder", "Change in rate", "Interval"),
            tuple((named(agreement, f.code), f.coders[0], plain(f.value), interval(f)) for f in rates),
            frozenset({0, 1}),
        )


def _contrast(agreement: Agreement, figures: Sequence[Figure], caption: str) -> Table:
    """A table of two sides and their difference: the mean over codes, then each code."""
    names = list(dict.fromkeys(figure.name for figure in figures))
    found = {(figure.name, figure.code): figure for figure in figures}
    one, two, gap = names
    rows = [
        (
            "Mean over codes" if not code else named(agreement, code),
            number(found[one, code]),
            number(found[two, code]),
            number(found[gap, code]),
            interval(found[gap, code]),
        )
        for code in dict.fromkeys(code for _, code in found)
    ]
    sides = [name.removeprefix("alpha_").replace("_", "-") for name in (one, two)]
    return Table(caption, ("Code", *(f"Alpha, {side}" for side in sides), "Difference", "Interval"), tuple(rows))


def _rounds(agreement: Agreement) -> Iterator[Block]:
    if not agreement.rounds:
        yield Text("No unit was rated again after negotiation.")
        return
    yield _contrast(agreement, agreement.rounds, "Agreement in the first round less that in the last, over the same transcripts")
    yield Text("Agreement after negotiation is not evidence of reliability: only the first round is.")
    if agreement.moves is None:
        return
    counts = ["both", "to_yes", "to_no", "towards", "away"]
    moved = agreement.moves.groupby("coder", sort=False)[counts].sum()
    yield Table(
        "Who moved: answers that changed between the rounds",
        ("Coder", "Answers in both", "To yes", "To no", "Towards the majority", "Away from it"),
        tuple((str(coder), *(f"{int(n):,}" for n in row)) for coder, row in zip(moved.index, moved.to_numpy(), strict=True)),
    )


def _machine(agreement: Agreement) -> Iterator[Block]:
    if agreement.machine is None or agreement.rated.machine is None:
        shown = any(pair[1] for pair in agreement.rated.origin.shown.values())
        yield Text(
            "The coders saw a model's suggestions, so how well the model agrees with people cannot be told from these ratings: blind ones "
            "are needed."
            if shown
            else "No coder was named as a machine (--machine NAME)."
        )
        return
    name, summary = agreement.rated.machine[0], agreement.machine
    people = [coder for coder in summary.coders if coder != name]
    found = {f.code: {} for f in summary.figures if f.code}  # type: dict[str, dict[str, Figure]]
    for figure in summary.figures:
        if figure.name == "alpha" and figure.code and name in figure.coders and len(figure.coders) == 2:
            other = next(coder for coder in figure.coders if coder != name)
            found[figure.code][other] = figure
    yield Table(
        f"Krippendorff's alpha of {name} with each person, with its interval",
        ("Code", *people),
        tuple((named(agreement, code), *(f"{number(of[p])} ({interval(of[p])})" for p in people)) for code, of in found.items()),
    )


def _ceiling(agreement: Agreement) -> Iterator[Block]:
    ceiling = agreement.ceiling
    if ceiling is None:
        yield Text("This needs a machine (--machine NAME) and at least two people who coded the same units.")
        return
    yield _contrast(
        agreement,
        ceiling.figures,
        "Mean alpha of pairs of the machine and a person, and of two persons, over the same transcripts",
    )
    equivalent, not_worse = ceiling.equivalent[""], ceiling.not_worse[""]
    margin = plain(ceiling.margin)
    if equivalent is None or not_worse is None:
        words = "Whether the machine is equivalent to a person cannot be told: the difference has no interval."
    elif equivalent:
        words = f"On the mean over codes the machine is equivalent to a person within a margin of {margin} (two one-sided tests at 5 %)."
    elif not_worse:
        words = (
            f"On the mean over codes the machine is not worse than a person by {margin} or more, but equivalence is not shown."
        )
    else:
        words = f"On the mean over codes it is not shown that the machine is within {margin} of a person."
    yield Text(f"{words} The margin must have been chosen before looking.")


def _assistance(agreement: Agreement) -> Iterator[Block]:
    if not agreement.assistance:
        yield Text("There are not both blind and assisted ratings, so what suggestions did to agreement cannot be told.")
    else:
        yield _contrast(
            agreement,
            _turned(agreement.assistance),
            "Agreement of assisted ratings less that of blind ones, over the same transcripts; the mean is over the codes that have both",
        )
        yield Text("A difference above 0 means that coders agreed more when they saw suggestions: being led, not being reliable.")
    if agreement.rated.led is not None:
        yield from _what_suggestions_did(agreement, agreement.rated.led)


def _turned(figures: Sequence[Figure]) -> list[Figure]:
    """The second side first and the difference the other way round, as shown less withheld is."""
    one, two, gap = dict.fromkeys(figure.name for figure in figures)
    found = {(figure.name, figure.code): figure for figure in figures}
    codes = list(dict.fromkeys(code for _, code in found))
    return [
        *(found[name, code] for name in (two, one) for code in codes),
        *(_negative(found[gap, code]) for code in codes),
    ]


def _negative(figure: Figure) -> Figure:
    value, low, high = (None if end is None else -end for end in (figure.value, figure.high, figure.low))
    return replace(figure, value=value, low=low, high=high)


def _what_suggestions_did(agreement: Agreement, led: SuggestionReport) -> Iterator[Block]:
    effects = led.effects
    codes = [figure.code for figure in effects.figures if figure.name == "given_shown" and figure.n_units]
    rows = []
    for code in dict.fromkeys(codes):
        found = [effects.get(name, code) for name in ("given_shown", "given_withheld", "given_difference")]
        cells = [plain(figure.value) if figure else "" for figure in found]
        rows.append((agreement.label(code) if code else "all codes", *cells, interval(found[2]) if found[2] else ""))
    yield Table(
        f"Round {led.round}: share of suggested codes that were given, where the suggestion was shown and where it was withheld at random",
        ("Code", "Shown", "Withheld", "Shown less withheld", "Interval"),
        tuple(rows),
        notes=(f"No interval: {FEWER}.",) if any(f.reason == FEWER for f in effects.figures) else (),
    )
    for words in led.words():
        yield Text(words)


def _errors(agreement: Agreement, passages: bool) -> Iterator[Block]:
    table = agreement.errors
    if table is None:
        yield Text("A model's scores are not in the data.")
        return
    if table.empty:
        yield Text("No answer is contradicted by the model's scores.")
        return
    yield Text(
        "Answers that a model contradicts which had not learned from them, the strongest contradictions first. The model is often the one "
        "that is wrong: this is a list to look at, not to correct by."
    )
    found = (
        (
            row["unit"],
            f"{agreement.label(row['code'])}: {row['coder']} said {'yes' if row['answer'] else 'no'}, model {plain(row['score'])}",
        )
        for row in table.head(MOST_ERRORS).to_dict("records")
    )
    yield passages_of(agreement, found, passages)
