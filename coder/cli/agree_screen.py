"""Agreement -> what `coder agree` prints: a line a code, the whole, what to mind, and a key to read it by.

Where there is too little to tell it says so; the exact figures and their reasons are in the report and the JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from coder.cli.options import count, table

if TYPE_CHECKING:
    from coder.agreement import Figure, Summary
    from coder.report import Agreement

CAUTION = "Agreement between people who saw the same suggestions is not evidence of reliability."
MOST_PAIRS = 10
TOO_FEW = "too few"
TOO_FEW_TO_TELL = "too few to tell"
ALL = "(all in the report: coder agree --html agreement.html)"
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
    lines = list(_codes(measured, by_level) if measured.codes is not None else _values(measured))
    return "\n".join([*lines, *_key(measured, "\n".join(lines))])


def _begin(measured: Agreement) -> Iterator[str]:
    summary = measured.summary
    if measured.rated.unfinished:
        yield f"Mind: {measured.rated.unfinished}."
    where = f" in {count(summary.n_transcripts, 'transcript')}" if summary.n_transcripts else ""
    who = ", ".join(summary.coders[:-1]) + f" and {summary.coders[-1]}"
    yield f"{who}: {count(summary.n_units, 'segment')}{where} rated by at least one of them."
    for note in measured.rated.notes:
        yield f"Read so: {note}."


def _codes(measured: Agreement, by_level: bool) -> Iterator[str]:
    summary, distance = measured.summary, measured.distance
    yield from _begin(measured)
    yield _table(measured)
    if len(summary.coders) > 2:
        yield from _pairs(measured)
    if by_level:
        for level, of_level in measured.levels:
            yield f"\nLevel {level}{' (top)' if level == 0 else ''}: {count(len(of_level.codes), 'code')}"
            yield _whole(of_level, distance)
    yield f"\n{_whole(summary, distance)}"
    yield from _minds(measured)
    yield "These ratings were made blind." if measured.blind else CAUTION


def _pairs(measured: Agreement) -> Iterator[str]:
    """Each pair code by code; where there are very many, one line for each."""
    summary, distance = measured.summary, measured.distance
    pairs = list(combinations(summary.coders, 2))
    if len(pairs) <= MOST_PAIRS:
        for pair in pairs:
            yield f"\n{pair[0]} and {pair[1]}"
            yield _table(measured, pair)
        return
    rows = []
    for pair in pairs:
        whole, mean = summary.get(f"alpha_{distance}", "", pair), summary.get("macro_mean", "", pair)
        rows.append((" and ".join(pair), f"{whole.n_units:,}", _number(whole), _number(mean), _interval(mean)))
    yield ""
    yield table(("Pair", "Coded by both", "Whole sets", "Mean alpha", "95 % interval"), rows, right=(1, 2, 3))
    yield "Code by code for each pair: --json."


def _whole(summary: Summary, distance: str) -> str:
    whole, mean = summary.get(f"alpha_{distance}"), summary.get("macro_mean")
    codes = len(summary.codes)
    lost = sum(summary.get("alpha", code).value is None for code in summary.codes)
    without = f" (of {codes - lost} codes; {lost} of {codes} have too few)" if lost else ""
    why = f": {whole.reason}" if whole.value is None else ""
    name = distance.upper() if distance == "masi" else distance
    return (
        f"Whole code sets, alpha ({name} distance): {_number(whole)}{_beside(whole)}{why}\n"
        f"Mean alpha over codes: {_number(mean)}{_beside(mean)}{without}"
    )


def _minds(measured: Agreement) -> Iterator[str]:
    summary, whole = measured.summary, measured.whole
    told = whole.warning or (whole.reason if whole.value is not None else "")
    if told:
        yield f"Mind: {told}."
    flagged = [code for code in summary.flagged if code]
    if flagged:
        where = f"in {count(len(flagged), 'code')}"
        yield f"Mind: {where} coders mostly agree although kappa and alpha are low, as few passages (or nearly all) have it {ALL}."
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


def _key(measured: Agreement, shown: str) -> Iterator[str]:
    """How to read the figures, in a few lines."""
    if measured.codes is not None:
        yield "\nWhole code sets: all codes of a passage at once; two sets that share some of them count as partly alike."
    yield (
        "Alpha: 1 is full agreement, 0 is chance; 0.80 and above is usual for firm conclusions, 0.67 for tentative ones "
        "(Krippendorff)."
    )
    if measured.summary.n_transcripts > 1:
        yield "95 % interval: where alpha may well lie, as far as one can tell from how the transcripts differ."
    if TOO_FEW in shown:
        yield f"Too few: hardly any passage or transcript has the code, or nearly all have it {ALL}."


def _names(measured: Agreement) -> dict[str, str]:
    """Codes by their labels, categories below their themes; ids where two have the same label."""
    codes, parents = measured.summary.codes, measured.rated.parents
    labels = Counter(measured.label(code) for code in codes)
    found = {}
    for code in codes:
        above, depth = parents.get(code, ""), 0
        while above in codes:
            above, depth = parents.get(above, ""), depth + 1
        label = measured.label(code)
        found[code] = f"{'  ' * depth}{label if labels[label] == 1 else code}"
    return found


def _table(measured: Agreement, coders: tuple[str, ...] = ()) -> str:
    summary, names = measured.summary, _names(measured)
    kappa = "cohen" if coders or len(summary.coders) == 2 else "conger"
    rows = []
    for code in summary.codes:
        alpha = summary.get("alpha", code, coders)
        shown = (_percent(summary.get("percent", code, coders)), _number(summary.get(kappa, code, coders)), _number(alpha))
        rows.append((names[code], f"{alpha.n_units:,}", *shown, _interval(alpha) or TOO_FEW_TO_TELL))
    name = "Kappa" if kappa == "cohen" else "Kappa (Conger)"
    return table(
        ("Code", "Coded by both" if kappa == "cohen" else "By two or more", "Agree", name, "Alpha", "95 % interval"),
        rows,
        right=(1, 2, 3, 4),
    )


def decimals(value: float) -> str:
    """Two of them, and no minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}"


def _number(figure: Figure) -> str:
    return TOO_FEW if figure.value is None else decimals(figure.value)


def _percent(figure: Figure) -> str:
    return TOO_FEW if figure.value is None else f"{100 * figure.value:.1f} %"


def _interval(figure: Figure) -> str:
    """The interval; one that spans everything alpha can be tells nothing, and says so."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.low <= -0.995 and figure.high >= 0.995:
        return TOO_FEW_TO_TELL
    return f"{decimals(figure.low)} to {decimals(figure.high)}"


def _beside(figure: Figure) -> str:
    return f"  {_interval(figure)}" if figure.low is not None else ""
