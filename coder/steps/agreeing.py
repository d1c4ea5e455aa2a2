"""Ratings, of the study or of tables -> agreement: read, measured, and written as a page, a Word file or plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coder import agreement, report
from coder.agreement import Summary
from coder.codebook import Codebook
from coder.errors import RatingsError
from coder.report import Agreement
from coder.steps import decided_ratings, measuring, ratings
from coder.steps.wanted import Wanted
from coder.study import Ledger, Study, write_whole


def agree(study: Study, tables: Sequence[Path], wanted: Wanted, *, in_full: bool) -> Agreement:
    """Measure agreement in the tables named, or else in the study; `in_full` with everything that only a report shows.

    Raises
    ------
    RatingsError
        In one line: what is wrong, where, and what to do.
    """
    if tables:
        return measuring.measure(ratings.rated(tables, wanted), wanted, in_full=in_full)
    given = {"--level": wanted.level, "--codebook": wanted.codebook, "--empty": wanted.empty, "--missing": wanted.missing}
    for option, value in given.items():
        if value:
            raise RatingsError(f"{option} is for tables of ratings: name the tables")
    return measuring.measure(decided_ratings.rated(study, wanted), wanted, in_full=in_full)


def from_ledger(ledger: Ledger, codebook: Codebook, coders: Sequence[str] = (), distance: str = "masi") -> Summary:
    """Measure the agreement of an open ledger's coders (or of those named).

    Raises
    ------
    RatingsError
        When fewer than two coders have decided anything, or a name is not a coder of this study.
    """
    parents = {code.id: code.parent for code in codebook.codes if code.parent}
    return agreement.summary(decided_ratings.ratings(ledger, codebook, coders), distances=(distance,), parents=parents)


def write(measured: Agreement, path: Path, at: str, *, passages: bool) -> None:
    """Write the report: as a Word file where the name ends in .docx, else as a page."""
    document = report.agreement_document(measured, at, passages=passages)
    made = report.document_docx(document) if path.suffix.lower() == ".docx" else report.document_page(document).encode()
    write_whole(path, made)


def data(measured: Agreement, at: str) -> dict[str, Any]:
    """Give every figure as plain data."""
    return report.agreement_data(measured, at)
