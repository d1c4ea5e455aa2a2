"""Agreement -> what `coder agree` prints: a table a code, the whole, what is undefined and what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from coder.cli.options import count, table

if TYPE_CHECKING:
    from coder.agreement import Figure, Summary
    from coder.report import Agreement

CAUTION = "Agreement between people who saw the same suggestions is not evidence of reliability."
MOST_PAIRS = 10
COEFFICIENTS = {
    "percent": "Percent agreement",
    "cohen": "Cohen's kappa",
    "conger": "Conger's kappa",
    "scott": "Scott's pi",
    "fleiss": "Fleiss' kappa (Gwet's form)",
    "alpha": "Krippendorff's alpha",
    "ac1": "Gwet's AC1 (AC2 if weighted)",
    "pabak": "Brennan-Prediger",
}


def told(measured: Agreement, *, by_level: bool) -> str:
    """Put it together."""
    return "\n".join(_codes(measured, by_level) if measured.codes is not None else _values(measured))


def _begin(measured: Agreement) -> Iterator[str]:
    summary = measured.summary
    where = f" in {count(summary.n_transcripts, 'transcript')}" if summary.n_transcripts else ""
    who = ", ".join(summary.coders[:-1]) + f" and {summary.coders[-1]}"
    yield f"{who}: {count(summary.n_units, 'segment')}{where} rated by at least one of them."
    for note in measured.rated.notes:
        yield f"Read so: {note}."


def _codes(measured: Agreement, by_level: bool) -> Iterator[str]:
    summary, distance = measured.summary, measured.distance
    yield from _begin(measured)
    yield _table(summary)
    if len(summary.coders) > 2:
        yield from _pairs(summary, distance)
    if by_level:
        for level, of_level in measured.levels:
            yield f"\nLevel {level}{' (top)' if level == 0 else ''}: {count(len(of_level.codes), 'code')}"
            yield _whole(of_level, distance)
    yield f"\n{_whole(summary, distance)}"
    yield from _undefined(summary)
    yield from _minds(measured)
    yield "These ratings were made blind." if measured.blind else CAUTION


def _pairs(summary: Summary, distance: str) -> Iterator[str]:
    """Each pair code by code; where there are very many, one line for each."""
    pairs = list(combinations(summary.coders, 2))
    if len(pairs) <= MOST_PAIRS:
        for pair in pairs:
            yield f"\n{pair[0]} and {pair[1]}"
            yield _table(summary, pair)
        return
    rows = []
    for pair in pairs:
        whole, mean = summary.get(f"alpha_{distance}", "", pair), summary.get("macro_mean", "", pair)
        rows.append((" and ".join(pair), f"{whole.n_units:,}", _number(whole), _number(mean), _interval(mean)))
    yield ""
    yield table(("Pair", "Both", "Whole sets", "Mean alpha", "95 % interval"), rows, right=(1, 2, 3))
    yield "Code by code for each pair: --json."


def _whole(summary: Summary, distance: str) -> str:
    whole, mean = summary.get(f"alpha_{distance}"), summary.get("macro_mean")
    lost = sum(summary.get("alpha", code).value is None for code in summary.codes)
    without = f" ({lost} of {count(len(summary.codes), 'code')} undefined)" if lost else ""
    why = f": {whole.reason}" if whole.value is None else ""
    return (
        f"Whole code sets, alpha with {distance} distance: {_number(whole)}{_beside(whole)}{why}\n"
        f"Mean alpha over codes: {_number(mean)}{_beside(mean)}{without}"
    )


def _undefined(summary: Summary) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for figure in (summary.get("alpha", code) for code in summary.codes):
        if figure.value is None:
            reasons.setdefault(figure.reason, []).append(figure.code)
    for reason, codes in reasons.items():
        yield f"No alpha for {', '.join(codes)}: {reason}."


def _minds(measured: Agreement) -> Iterator[str]:
    summary, whole = measured.summary, measured.whole
    told = whole.warning or (whole.reason if whole.value is not None else "")
    if told:
        yield f"Mind: {told}."
    flagged = [code for code in summary.flagged if code]
    if flagged:
        yield f"Mind: skewed prevalence makes kappa low although coders mostly agree in {', '.join(flagged)}."
    names = measured.codes.condition_names if measured.codes else ()
    if {"blind", "assisted"} <= set(names):
        yield "Mind: some of these ratings were made with suggestions in sight; --rounds blind leaves them out."


def _values(measured: Agreement) -> Iterator[str]:
    yield from _begin(measured)
    found = {figure.name: figure for figure in measured.summary.figures if not figure.code and not figure.coders}
    rows = [
        (label, _number(found[name]), _interval(found[name]), found[name].reason)
        for name, label in COEFFICIENTS.items()
        if name in found
    ]
    yield table(("Coefficient", "Value", "95 % interval", "Remark"), rows, right=(1,))
    if len(measured.summary.coders) > 2 and "conger" in found:
        pairs = list(combinations(measured.summary.coders, 2))
        names = ("percent", "cohen", "alpha")
        lines = [(" and ".join(pair), *(_number(measured.summary.get(name, "", pair)) for name in names)) for pair in pairs]
        yield ""
        yield table(("Pair", "Agree", "Kappa", "Alpha"), lines, right=(1, 2, 3))
    if measured.whole.warning:
        yield f"Mind: {measured.whole.warning}."


def _table(summary: Summary, coders: tuple[str, ...] = ()) -> str:
    kappa = "cohen" if coders or len(summary.coders) == 2 else "conger"
    rows = []
    for code in summary.codes:
        alpha = summary.get("alpha", code, coders)
        shown = (_percent(summary.get("percent", code, coders)), _number(summary.get(kappa, code, coders)), _number(alpha))
        rows.append((code, f"{alpha.n_units:,}", *shown, _interval(alpha)))
    name = "Kappa" if kappa == "cohen" else "Kappa (Conger)"
    return table(
        ("Code", "Both" if kappa == "cohen" else "Two or more", "Agree", name, "Alpha", "95 % interval"), rows, right=(1, 2, 3, 4)
    )


def _number(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{round(figure.value, 2) + 0.0:.2f}"


def _percent(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{100 * figure.value:.1f} %"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.2f} to {figure.high:.2f}"


def _beside(figure: Figure) -> str:
    return f"  {_interval(figure)}" if figure.low is not None else ""
