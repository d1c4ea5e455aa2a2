"""Agreement -> point 16: which codes are taken for one another, with passages, and which passages to discuss first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from coder.agreement.disagreements import NOTHING
from coder.report.agreement_document import Block, Heading, Passage, Passages, Picture, Section, Table, Text, count, percent
from coder.report.agreement_figures import NOT_CODES, named
from coder.report.agreement_record import Agreement
from coder.report.pictures import Heat

MOST_CONFUSIONS = 20
WITH_PASSAGES = 10
PASSAGES_EACH = 3
MOST_IN_PICTURE = 16
MOST_DISCUSSED = 50
LEFT_OUT = "The participants' words are left out of this copy; passages are named by their ids."


def confused(agreement: Agreement, passages: bool) -> Section:
    """Give point 16."""
    return Section(16, "Which codes are taken for one another", tuple(_confused(agreement, passages)))


def _label(agreement: Agreement, code: str) -> str:
    return "no code" if code == NOTHING else agreement.label(code)


def _confused(agreement: Agreement, passages: bool) -> Iterator[Block]:
    table = agreement.confusions
    if table is None:
        yield Text(NOT_CODES)
        return
    if table.empty:
        yield Text("No two coders gave a unit different codes.")
        return
    first = table.head(MOST_CONFUSIONS)
    yield Text(
        "Where two coders differ in a unit, each code that only one gave stands against each code that only the other gave, or against “no "
        "code”. Codes are compared within their level of the codebook."
    )
    yield Table(
        "The most frequent confusions" if len(table) > len(first) else "All confusions",
        ("Code", "Other", "Times", "Units"),
        tuple(
            (named(agreement, row.code), _label(agreement, row.other), f"{row.count:,}", f"{row.n_units:,}")
            for row in _Confusion.all(first)
        ),
        frozenset({0, 1}),
        notes=(f"{count(len(table) - len(first), 'further pair')} of codes in the JSON.",) if len(table) > len(first) else (),
    )
    yield from _picture(agreement, first)
    yield from _examples(agreement, first.head(WITH_PASSAGES), passages)
    yield from _to_discuss(agreement, passages)


class _Confusion:
    """A row of the table of confusions."""

    def __init__(self, row: dict[str, object]) -> None:
        self.code, self.other = str(row["code"]), str(row["other"])
        self.count, self.n_units = int(str(row["count"])), int(str(row["n_units"]))
        self.units: tuple[str, ...] = tuple(row["units"])  # type: ignore[arg-type]

    @classmethod
    def all(cls, table: pd.DataFrame) -> list[_Confusion]:
        """Read the table's rows."""
        return [cls({str(name): value for name, value in row.items()}) for row in table.to_dict("records")]


def _picture(agreement: Agreement, table: pd.DataFrame) -> Iterator[Block]:
    pairs = [row for row in _Confusion.all(table) if row.other != NOTHING]
    codes = list(dict.fromkeys(code for row in pairs for code in (row.code, row.other)))[:MOST_IN_PICTURE]
    if len(codes) < 2:
        return
    counts = {(row.code, row.other): row.count for row in pairs}
    order = [code for code in agreement.summary.codes if code in codes]
    values = tuple(tuple(None if a == b else float(counts.get((a, b), counts.get((b, a), 0))) for b in order) for a in order)
    names = tuple(agreement.label(code) for code in order)
    most = max(counts.values())
    pair = next(row for row in pairs if row.count == most)
    yield Picture(
        Heat(names, names, values, 0, float(most)),
        "How often one coder gave the row's code and another the column's instead; n as in the table",
        f"Matrix of confusions between {count(len(order), 'code')}. Most often, {most:,} times, {agreement.label(pair.code)} and "
        f"{agreement.label(pair.other)} stood against one another. The table above holds the same numbers.",
    )


def _examples(agreement: Agreement, table: pd.DataFrame, passages: bool) -> Iterator[Block]:
    if not passages:
        yield Text(LEFT_OUT)
        return
    if not agreement.rated.passages:
        yield Text("The words of the units are not in the data (a column `text` would hold them).")
        return
    found: list[tuple[str, str]] = []
    for row in _Confusion.all(table):
        about = f"{_label(agreement, row.code)} or {_label(agreement, row.other)}"
        found += [(unit, about) for unit in row.units[:PASSAGES_EACH]]
    yield Heading("Passages in which they were taken for one another")
    yield passages_of(agreement, found, passages)


def passages_of(agreement: Agreement, found: Iterable[tuple[str, str]], passages: bool) -> Passages:
    """List units with what is to be said of each; a unit that comes again is said more of, not listed again."""
    about: dict[str, list[str]] = {}
    for unit, words in found:
        about.setdefault(unit, []).append(words)
    rated = agreement.rated
    return Passages(
        tuple(
            Passage(
                ", ".join(filter(None, (unit, rated.places.get(unit, "")))),
                "; ".join(words),
                rated.passages.get(unit, "") if passages else "",
            )
            for unit, words in about.items()
        )
    )


def _to_discuss(agreement: Agreement, passages: bool) -> Iterator[Block]:
    table = agreement.to_discuss
    if table is None or table.empty:
        return
    first = table.head(MOST_DISCUSSED)
    yield Heading("Passages to discuss first")
    yield Text(
        f"{count(agreement.disputed, 'unit')} {'was' if agreement.disputed == 1 else 'were'} coded differently by two coders. The first "
        f"{len(first)} take most from agreement ({percent(float(first['share'].sum()))} of what mean alpha lacks to 1)."
    )
    rows = first.to_dict("records")
    yield passages_of(agreement, ((row["unit"], _votes(agreement, row["votes"])) for row in rows), passages)


def _votes(agreement: Agreement, votes: str) -> str:
    """The votes with the codes' labels in place of their ids."""
    parts = []
    for part in votes.split("; "):
        code, _, answers = part.rpartition(": ")
        parts.append(f"{agreement.label(code)}: {answers}")
    return "; ".join(parts)
