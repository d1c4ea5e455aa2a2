"""Agreement -> points 1 to 7: what is claimed, who coded what with which codebook, how much of it twice and under what conditions."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import numpy as np
import pandas as pd

from coder.agreement import Ratings, Values, coverage, overlap
from coder.report.agreement_document import Block, Row, Section, Table, Text, count, listed, percent
from coder.report.agreement_record import ASSISTED, Agreement

MOST_TRANSCRIPTS = 150
SAY = "Say it in the paper."


def design(agreement: Agreement) -> Iterator[Section]:
    """Yield the points."""
    yield Section(1, "What agreement is claimed for", (_stance(),))
    yield Section(2, "Coders", tuple(_coders(agreement)))
    yield Section(3, "Codebook", tuple(_codebook(agreement)))
    yield Section(4, "Units", tuple(_units(agreement)))
    yield Section(5, "How much was coded by several", tuple(_several(agreement)))
    yield Section(6, "Conditions of rating", tuple(_conditions(agreement)))
    yield Section(7, "Rated, missing and empty", tuple(_coverage(agreement)))


def _stance() -> Text:
    return Text(
        "The figures say how alike these coders used the codebook on these passages. They do not say that the coding is right: agreement "
        "may be high because a code is trivial, or low because a passage has two good readings. Krippendorff's thresholds are there for "
        "orientation: below 0.667 do not rely on a code, from 0.800 do. Some traditions of qualitative research do without such figures, "
        "for good reasons; nothing else in a study depends on them."
    )


def _coders(agreement: Agreement) -> Iterator[Block]:
    ratings = agreement.rated.ratings
    known = _known(ratings)
    rows = tuple(
        (coder, f"{int((known[:, m] > 0).sum()):,}", f"{len({ratings.clusters[i] for i in np.flatnonzero(known[:, m] > 0)}):,}")
        for m, coder in enumerate(ratings.coders)
    )
    yield Table("Coders, and the units and transcripts that each rated", ("Coder", "Units", "Transcripts"), rows)
    yield Text(f"The coders' roles, training and experience are not in the data. {SAY}")


def _known(ratings: Ratings | Values) -> np.ndarray:
    """(N, M): codes of a unit that a coder answered."""
    if isinstance(ratings, Values):
        return np.asarray(ratings.index >= 0).astype(np.intp)
    return np.asarray((ratings.cube >= 0).sum(axis=2))


def _codebook(agreement: Agreement) -> Iterator[Block]:
    book = agreement.rated.origin.book
    if book is None:
        yield Text(
            "No codebook was named (--codebook FILE). Say in the paper which it was, and what changed while coding went on."
        )
        return
    yield Text(f"“{book.title}”, version {book.version}; SHA-256 of its file {book.sha256}.")
    for change in book.changes:
        yield Text(change)
    if len(book.versions) > 1:
        yield Text(f"The codebook changed while coding went on: review files were made with versions {listed(book.versions)}.")
    elif book.versions and book.versions[0] != book.version:
        yield Text(f"The ratings were made with version {book.versions[0]}: the codebook has changed since.", "mind")
    elif book.versions:
        yield Text("All review files were made with this version.")
    else:
        yield Text("Whether it changed while coding went on is not in the data.")


def _units(agreement: Agreement) -> Iterator[Block]:
    yield Text(f"A unit is {agreement.rated.origin.unit}.")
    units = agreement.rated.ratings.units
    lengths = sorted(len(agreement.rated.passages[unit].split()) for unit in units if unit in agreement.rated.passages)
    if len(lengths) < 2:
        yield Text("The words of the units are not in the data, so their lengths are not known.")
        return
    quarters = statistics.quantiles(lengths, n=4, method="inclusive")
    yield Table(
        "Length of the units in words",
        ("Units", "Least", "Lower quarter", "Median", "Upper quarter", "Most"),
        ((f"{len(lengths):,}", f"{lengths[0]:,}", *(f"{q:,.0f}" for q in quarters), f"{lengths[-1]:,}"),),
        frozenset(),
    )


def _several(agreement: Agreement) -> Iterator[Block]:
    ratings = agreement.codes
    if ratings is None:
        known = _known(agreement.rated.ratings).sum(axis=1)
        by_coders = pd.Series(np.bincount(known, minlength=len(agreement.summary.coders) + 1))
    else:
        by_coders = overlap(ratings)
    total = int(by_coders.sum())
    rows = tuple((str(n), f"{units:,}", percent(units / total)) for n, units in enumerate(by_coders))
    yield Table("Units by the number of coders who rated them in full", ("Coders", "Units", "Share"), rows)
    if agreement.rated.origin.drawn:
        yield Text(agreement.rated.origin.drawn)
        return
    yield Text(f"How the units were drawn, and with which seed, is not in these ratings. {SAY}")


def _conditions(agreement: Agreement) -> Iterator[Block]:
    shown = agreement.rated.origin.shown
    mixed = agreement.rated.mixed or agreement.codes
    names = mixed.condition_names if mixed else ()
    if shown:
        yield Table(
            "Passages given to each coder, and whether a model's suggestion stood there",
            ("Coder", "Given", "With a suggestion", "With none"),
            tuple((coder, f"{given:,}", f"{with_:,}", f"{given - with_:,}") for coder, (given, with_) in shown.items()),
        )
        yield Text(
            "Given: all passages on the coder's page or in the files, short replies too, whether answered or not. With a suggestion: the "
            "model suggested something there, and it was shown."
        )
    if mixed and names:
        yield _by_condition(mixed)
        if shown:
            yield Text(
                "Blind: rated in the part without suggestions. Assisted: rated in the part with them, also where the model suggested "
                "nothing or its suggestion was left out by chance."
            )
    if not shown and not names:
        yield Text(f"Whether ratings were made blind, with suggestions in sight, or after negotiation is not in the data. {SAY}")
    elif agreement.blind:
        yield Text("The figures are of ratings made blind, without suggestions in sight.")
    elif any(with_ for _, with_ in shown.values()) or ASSISTED in names:
        yield Text(
            "Suggestions pull coders the same way. Agreement on passages shown with them is no evidence of reliability.", "mind"
        )


def _by_condition(ratings: Ratings) -> Table:
    names, seen = ratings.condition_names, np.asarray((ratings.cube >= 0).any(axis=2))
    conditions = np.asarray(ratings.conditions, dtype=object)
    counts = [[int(((conditions[:, m] == name) & seen[:, m]).sum()) for name in names] for m in range(len(ratings.coders))]
    return Table(
        "Units that each coder rated under each condition",
        ("Coder", *names),
        tuple((coder, *(f"{n:,}" for n in row)) for coder, row in zip(ratings.coders, counts, strict=True)),
    )


def _coverage(agreement: Agreement) -> Iterator[Block]:
    ratings = agreement.codes
    if ratings is None:
        known = _known(agreement.rated.ratings)
        rows = tuple(
            (c, f"{int(known[:, m].sum()):,}", f"{int((1 - known[:, m]).sum()):,}")
            for m, c in enumerate(agreement.summary.coders)
        )
        yield Table("Units rated and missing, by coder", ("Coder", "Rated", "Missing"), rows)
        return
    table = coverage(ratings)
    counts = ["units", "rated", "partly", "missing", "empty"]
    whole = table.groupby("coder", sort=False)[counts].sum().reset_index()
    shown = table[table["transcript"].isin(ratings.transcripts[:MOST_TRANSCRIPTS])] if ratings.clustered else table.iloc[:0]
    rows_: list[Row] = [(str(name), *map(_cell, part.itertuples())) for name, part in shown.groupby("transcript", sort=False)]
    rows_.append(("All", *map(_cell, whole.itertuples())))
    yield Table(
        "Units by transcript and coder: rated in full, and of these empty (no code applies); rated in part; missing",
        ("Transcript", *ratings.coders),
        tuple(rows_),
        frozenset(range(len(ratings.coders) + 1)),
    )
    if len(ratings.transcripts) > MOST_TRANSCRIPTS:
        more = len(ratings.transcripts) - MOST_TRANSCRIPTS
        yield Text(f"{count(more, 'further transcript')} are in the JSON only; the last row counts them too.")
    yield Text(
        "A unit that a coder looked at and gave no code is rated and empty. One that a coder did not look at is missing, not a no."
    )


def _cell(row: object) -> str:
    rated, partly, missing, empty = (int(getattr(row, name)) for name in ("rated", "partly", "missing", "empty"))
    parts = [f"{rated:,} rated" + (f" ({empty:,} empty)" if empty else "")] if rated else []
    parts += [f"{partly:,} in part"] if partly else []
    parts += [f"{missing:,} missing"] if missing else []
    return ", ".join(parts) or "–"
