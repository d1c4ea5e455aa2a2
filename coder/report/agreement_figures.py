"""Agreement -> points 8 to 10, 12, 13, 17 and 18: the coefficients of all coders together, and at each level of the codebook."""

from __future__ import annotations

from collections.abc import Iterator

from coder.agreement import COEFFICIENTS, Summary
from coder.agreement.summary import THRESHOLDS
from coder.report.agreement_document import (
    Block,
    Cell,
    Picture,
    Row,
    Section,
    Table,
    Text,
    count,
    interval,
    number,
    percent,
    plain,
    undefined,
    with_interval,
)
from coder.report.agreement_record import Agreement
from coder.report.pictures import Forest

SPANS = (
    "The units were given, so that there are no boundaries to agree on. Spans marked freely are measured from Python "
    "(agreement.summary_of_spans: the u-alpha family)."
)
NOT_CODES = "These ratings are one value a unit, not code sets."


def figures(agreement: Agreement) -> Iterator[Section]:
    """Yield points 8, 9, 10, 12, 13, 17 and 18."""
    yield Section(8, "Agreement on whole code sets", tuple(_whole(agreement)))
    yield Section(9, "Over the codes", tuple(_macro(agreement)))
    yield Section(10, "Code by code", tuple(_by_code(agreement)))
    yield Section(12, "Intervals", tuple(_intervals(agreement)))
    yield Section(13, "How likely it is that alpha is below the thresholds", tuple(_chances(agreement)))
    yield Section(17, "Levels of the codebook", (_levels(agreement),))
    yield Section(18, "Spans", (Text(SPANS),))


def named(agreement: Agreement, code: str, *, with_id: bool = False) -> Cell:
    """A code's label; its id below it where asked for, or where another code has the same label."""
    label = agreement.label(code)
    alike = sum(agreement.label(other) == label for other in agreement.summary.codes) > 1
    return Cell(label, code if code != label and (with_id or alike) else "")


def labels(agreement: Agreement) -> dict[str, str]:
    """The labels of all codes."""
    return {code: agreement.label(code) for code in agreement.summary.codes}


def _whole(agreement: Agreement) -> Iterator[Block]:
    summary, whole = agreement.summary, agreement.whole
    if agreement.codes is None:
        yield Text(
            f"{NOT_CODES} All coefficients of the values, the kappas and percent agreement weighted by the level of measurement:"
        )
        names = [name for name in COEFFICIENTS if any(f.name == name and not f.code and not f.coders for f in summary.figures)]
        yield _coefficients("All coders together", summary, names)
        return
    yield Text(
        f"Krippendorff's alpha with {agreement.distance} distance between the sets of codes that two coders gave a unit: "
        f"{with_interval(whole, summary.options.level)}, over {count(whole.n_units, 'unit')} that two coders or more rated in full. Two "
        "empty sets agree."
    )
    if whole.value is None:
        yield Text(f"It is undefined: {whole.reason}.")


def _coefficients(caption: str, summary: Summary, names: list[str]) -> Table:
    found = [summary.get(name) for name in names]
    return Table(
        caption,
        ("Coefficient", "Value", "Interval", "Units"),
        tuple((COEFFICIENTS[f.name].title, number(f), interval(f), f"{f.n_units:,}") for f in found),
        notes=undefined(found),
    )


def _macro(agreement: Agreement) -> Iterator[Block]:
    if agreement.codes is None:
        yield Text(NOT_CODES)
        return
    summary = agreement.summary
    names = {"macro_mean": "Mean", "macro_median": "Median", "macro_min": "Least"}
    yield Table(
        "Krippendorff's alpha over the codes in which it is defined",
        ("", "Value", f"{100 * summary.options.level:.0f} % interval"),
        tuple((word, number(summary.get(name)), interval(summary.get(name))) for name, word in names.items()),
    )
    lost = [summary.get("alpha", code) for code in summary.codes if summary.get("alpha", code).value is None]
    if not lost:
        yield Text("Every code has an alpha.")
        return
    have = "has" if len(lost) == 1 else "have"
    yield Text(
        f"{len(lost)} of {count(len(summary.codes), 'code')} {have} no alpha and {'is' if have == 'has' else 'are'} in none of these."
    )
    for words in undefined(lost, labels(agreement)):
        yield Text(words)


def _by_code(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    if agreement.codes is None:
        yield from _by_value(agreement)
        return
    kappa = COEFFICIENTS[agreement.kappa].title
    rows: list[Row] = []
    for code in summary.codes:
        get = {
            name: summary.get(name, code)
            for name in ("percent", "positive", "negative", agreement.kappa, "alpha", "ac1", "pabak")
        }
        alpha = get["alpha"]
        shares = (percent(get[name].value) for name in ("percent", "positive", "negative"))
        rest = (number(get[agreement.kappa]), number(alpha), interval(alpha), number(get["ac1"]), number(get["pabak"]))
        rows.append((named(agreement, code, with_id=True), f"{alpha.n_units:,}", *shares, *rest))
    yield Table(
        "Agreement on each code, all coders together; n: units that at least two of them rated; positive and negative: agreement on "
        "giving and on not giving the code",
        ("Code", "n", "Agree", "Positive", "Negative", kappa, "Alpha", "Interval", "AC1", "PABAK"),
        tuple(rows),
        notes=_reasons(agreement, ("alpha", agreement.kappa, "positive", "negative")),
    )
    yield _forest(agreement)


def _reasons(agreement: Agreement, names: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        lost = [agreement.summary.get(name, code) for code in agreement.summary.codes]
        found += [f"{COEFFICIENTS[name].title}: {words[0].lower()}{words[1:]}" for words in undefined(lost, labels(agreement))]
    return tuple(found)


def _forest(agreement: Agreement) -> Picture:
    summary = agreement.summary
    found = [summary.get("alpha", code) for code in summary.codes]
    rows = [(agreement.label(f.code), f.value, f.low, f.high, f.n_units, False) for f in found]
    for words, figure in (("Mean over codes", summary.get("macro_mean")), ("Whole code sets", agreement.whole)):
        rows.append((words, figure.value, figure.low, figure.high, figure.n_units, True))
    known = sorted((f.value, agreement.label(f.code)) for f in found if f.value is not None)
    ends = (
        f" The lowest is {known[0][1]} at {plain(known[0][0])}, the highest {known[-1][1]} at {plain(known[-1][0])}."
        if known
        else ""
    )
    level = f"{100 * summary.options.level:.0f} %"
    return Picture(
        Forest(tuple(rows), f"Krippendorff's alpha with its {level} interval", THRESHOLDS),
        f"Alpha of each code with its {level} interval; n: units with two ratings or more; dashed: Krippendorff's thresholds",
        f"Forest plot of Krippendorff's alpha for {count(len(found), 'code')}.{ends} The table above holds the same numbers.",
    )


def _by_value(agreement: Agreement) -> Iterator[Block]:
    found = [figure for figure in agreement.summary.figures if figure.name == "specific"]
    if not found:
        yield Text(f"{NOT_CODES} Agreement on single values is given at the nominal level only.")
        return
    yield Table(
        "Agreement on each value: of the ratings with the value, the share whose partners have it too",
        ("Value", "Agreement", "Interval"),
        tuple((f.code, number(f), interval(f)) for f in found),
        notes=undefined(found),
    )


def _intervals(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    if not summary.n_transcripts:
        yield Text("No transcripts were named, so intervals take units as independent. They are likely too narrow.", "mind")
        return
    rows: list[Row] = []
    for code in summary.codes:
        alpha, by_units = summary.get("alpha", code), summary.get("alpha_by_units", code)
        name = named(agreement, code) if code else "All values"
        rows.append((name, f"{alpha.n_clusters:,}", interval(alpha), interval(by_units)))
    yield Table(
        "Interval of alpha over transcripts, and, for comparison only, as if units were independent",
        ("Code", "Transcripts", "Over transcripts", "Over units"),
        tuple(rows),
        notes=tuple(
            dict.fromkeys(
                f.reason + "." for f in (summary.get("alpha", c) for c in summary.codes) if f.value is not None and f.reason
            )
        ),
    )
    yield Text(
        "Segments of one interview are alike. The interval leaves out one transcript at a time (jackknife with Student's t); intervals "
        "over units promise more than they hold. Below ten transcripts take any interval as rough."
    )


def _chances(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    rows: list[Row] = []
    for code in summary.codes:
        low, high = (summary.get(f"p_below_{round(1000 * t):03d}", code) for t in THRESHOLDS)
        name = named(agreement, code) if code else "All values"
        rows.append((name, number(summary.get("alpha", code)), plain(low.value), plain(high.value)))
    yield Table(
        "Probability that alpha lies below Krippendorff's thresholds, by the same distribution as the intervals",
        ("Code", "Alpha", *(f"Below {plain(t, 3)}" for t in THRESHOLDS)),
        tuple(rows),
    )


def _levels(agreement: Agreement) -> Block:
    if len(agreement.levels) < 2:
        return Text(NOT_CODES if agreement.codes is None else "The codes are on one level, as far as is known.")
    rows: list[Row] = []
    for level, summary in agreement.levels:
        mean, whole = summary.get("macro_mean"), summary.get(f"alpha_{agreement.distance}")
        lost = sum(summary.get("alpha", code).value is None for code in summary.codes)
        name = "Top (0)" if level == 0 else str(level)
        shown = (number(whole), interval(whole), number(mean), interval(mean), number(summary.get("macro_min")))
        rows.append((name, str(len(summary.codes)), *shown, str(lost)))
    return Table(
        "Agreement at each level, a code counting for all codes above it",
        ("Level", "Codes", "Whole sets", "Interval", "Mean alpha", "Its interval", "Least alpha", "Undefined"),
        tuple(rows),
    )
