"""Agreement -> points 11, 14 and 15: how differently the coders use the codes, pair by pair and one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from coder.agreement import COEFFICIENTS, Figure
from coder.agreement.summary import PARADOX
from coder.report.agreement_document import (
    Block,
    Picture,
    Row,
    Section,
    Table,
    Text,
    count,
    interval,
    listed,
    number,
    percent,
    plain,
)
from coder.report.agreement_figures import NOT_CODES, named
from coder.report.agreement_record import Agreement
from coder.report.pictures import Dots, Heat

MOST_PAIRS = 10


def coders(agreement: Agreement) -> Iterator[Section]:
    """Yield the points."""
    yield Section(11, "Prevalence and bias", tuple(_prevalence(agreement)))
    yield Section(14, "Pairs of coders, and leaving one out", tuple(_pairs(agreement)))
    yield Section(15, "How often each coder used each code", tuple(_rates(agreement)))


def _prevalence(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    if agreement.codes is None:
        yield Text(NOT_CODES)
        return
    two = len(summary.coders) == 2
    rows: list[Row] = []
    for code in summary.codes:
        kappa, pabak = summary.get(agreement.kappa, code), summary.get("pabak", code)
        rates = [
            figure.value
            for figure in (summary.get("rate", code, (coder,)) for coder in summary.coders)
            if figure.value is not None
        ]
        bias = number(summary.get("bias_index", code)) if two else plain(max(rates) - min(rates) if rates else None)
        gap = None if kappa.value is None or pabak.value is None else pabak.value - kappa.value
        flag = "skewed" if code in summary.flagged else ""
        rows.append(
            (
                named(agreement, code),
                percent(summary.get("rate", code).value),
                number(summary.get("prevalence_index", code)),
                bias,
                number(kappa),
                number(summary.get("ac1", code)),
                number(pabak),
                plain(gap),
                flag,
            )
        )
    yield Table(
        "Prevalence and bias: how skewed a code is, how differently the coders use it, and the coefficients that react differently to it",
        (
            "Code",
            "Used in",
            "Prevalence index",
            "Bias index" if two else "Rates: range",
            COEFFICIENTS[agreement.kappa].title,
            "AC1",
            "PABAK",
            "PABAK – kappa",
            "Flag",
        ),
        tuple(rows),
        frozenset({0, 8}),
    )
    yield Text(
        "Where nearly all answers are alike, chance agreement is high and kappa low although coders mostly agree. Codes in which PABAK "
        f"exceeds kappa by more than {PARADOX:.1f} are flagged: {listed(agreement.label(code) for code in summary.flagged)}. Read their "
        "kappa, AC1 and PABAK together."
    )


def _pairs(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    if len(summary.coders) == 2:
        yield Text("There are two coders: the figures above are theirs, and none can be left out.")
        return
    pairs = list(combinations(summary.coders, 2))
    if agreement.codes is None:
        names = [
            name
            for name in ("percent", "cohen", "scott", "alpha", "ac1", "pabak")
            if any(f.name == name for f in agreement.summary.figures)
        ]
        rows = tuple(
            (" and ".join(pair), *(number(summary.get(name, "", pair)) for name in names)) for pair in pairs if "cohen" in names
        )
        if "cohen" not in names:
            yield Text("Pairs are not measured where there are more than 200 distinct values.")
            return
        yield Table("Pairs of coders", ("Pair", *(COEFFICIENTS[name].title for name in names)), rows)
        return
    yield from _matrix(agreement, pairs)
    yield from _pairs_by_code(agreement, pairs)
    yield from _without(agreement)


def _matrix(agreement: Agreement, pairs: list[tuple[str, str]]) -> Iterator[Block]:
    summary = agreement.summary
    coders = summary.coders
    whole, mean = (
        {pair: summary.get(name, "", pair) for pair in pairs} for name in (f"alpha_{agreement.distance}", "macro_mean")
    )
    values = tuple(
        tuple(None if one == other else whole[(one, other) if (one, other) in whole else (other, one)].value for other in coders)
        for one in coders
    )
    yield Table(
        "Each pair of coders: alpha of whole code sets, and the mean of alpha over codes",
        ("Pair", "Units", "Whole sets", "Interval", "Mean over codes", "Its interval"),
        tuple(
            (
                " and ".join(pair),
                f"{whole[pair].n_units:,}",
                number(whole[pair]),
                interval(whole[pair]),
                number(mean[pair]),
                interval(mean[pair]),
            )
            for pair in pairs
        ),
        notes=tuple(f"{listed(f.coders)}: {f.reason}." for f in whole.values() if f.value is None),
    )
    known = sorted((f.value, " and ".join(f.coders)) for f in whole.values() if f.value is not None)
    ends = f" Lowest: {known[0][1]}, {plain(known[0][0])}; highest: {known[-1][1]}, {plain(known[-1][0])}." if known else ""
    yield Picture(
        Heat(coders, coders, values, 2, 1.0),
        "Alpha of whole code sets for each pair of coders; the darker the higher; n as in the table",
        f"Matrix of {count(len(coders), 'coder')} by coder.{ends} The table above holds the same numbers.",
    )


def _pairs_by_code(agreement: Agreement, pairs: list[tuple[str, str]]) -> Iterator[Block]:
    summary = agreement.summary
    if len(pairs) > MOST_PAIRS:
        yield Text(f"Figures of each code for each of {count(len(pairs), 'pair')} are in the JSON.")
        return
    for name in ("cohen", "alpha"):
        yield Table(
            f"{COEFFICIENTS[name].title} of each code for each pair",
            ("Code", *(" and ".join(pair) for pair in pairs)),
            tuple((named(agreement, code), *(number(summary.get(name, code, pair)) for pair in pairs)) for code in summary.codes),
        )


def _without(agreement: Agreement) -> Iterator[Block]:
    found = {(f.name, f.coders): f for f in agreement.without if not f.code}
    if not found:
        return
    rows = tuple(
        (coder, number(found["alpha_without", (coder,)]), number(change := found["alpha_change", (coder,)]), interval(change))
        for coder in agreement.summary.coders
    )
    yield Table(
        "Leaving one coder out: the mean of alpha over codes without the coder, and how much higher it is than with the coder",
        ("Without", "Mean alpha", "Change", "Interval of the change"),
        rows,
    )


def _rates(agreement: Agreement) -> Iterator[Block]:
    summary = agreement.summary
    if agreement.codes is None:
        found = [figure for figure in summary.figures if figure.name == "rate" and figure.code]
        if found:
            yield Table(
                "Share of the ratings that have each value", ("Value", "Share"), tuple((f.code, percent(f.value)) for f in found)
            )
        else:
            yield Text("Shares of single values are given at the nominal level only.")
        return
    of: dict[str, list[Figure]] = {c: [summary.get("rate", code, (c,)) for code in summary.codes] for c in summary.coders}
    yield Table(
        "Share of the units that each coder rated to which the coder gave the code",
        ("Code", *summary.coders),
        tuple(
            (named(agreement, code), *(percent(of[c][k].value) for c in summary.coders)) for k, code in enumerate(summary.codes)
        ),
    )
    yield Picture(
        Dots(
            tuple(agreement.label(code) for code in summary.codes),
            {c: tuple(None if f.value is None else 100 * f.value for f in of[c]) for c in summary.coders},
            "Per cent of the units that the coder rated",
        ),
        f"How often each coder used each code; n: {', '.join(f'{c} {max(f.n_units for f in of[c]):,}' for c in summary.coders)} units",
        f"Dot plot of {count(len(summary.codes), 'code')}, one mark for each coder. The table above holds the same numbers.",
    )
