"""Decisions -> agreement: what each coder said of each segment, as ratings, measured; the page for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coder import agreement, report
from coder.agreement import Ratings, Summary
from coder.codebook import Codebook
from coder.coding import Coding, codings
from coder.errors import RatingsError
from coder.study import Ledger, Study, write_whole


def agree(study: Study, coders: Sequence[str], distance: str = "masi") -> tuple[Summary, dict[str, str]]:
    """Measure the agreement of the study's coders (or of those named); also the codes' labels.

    Raises
    ------
    RatingsError
        When fewer than two coders have decided anything, or a name is not a coder of this study.
    """
    codebook = study.codebook()
    ledger = study.ledger()
    summary = from_ledger(ledger, codebook, coders, distance)
    ledger.close()
    return summary, {code.id: code.label for code in codebook.codes}


def from_ledger(ledger: Ledger, codebook: Codebook, coders: Sequence[str], distance: str = "masi") -> Summary:
    """Measure the agreement of an open ledger's coders; errors as for `agree`."""
    parents = {code.id: code.parent for code in codebook.codes if code.parent}
    return agreement.summary(_ratings(ledger, codebook, coders), distances=(distance,), parents=parents)


def write_page(summary: Summary, labels: dict[str, str], path: Path, at: str, distance: str) -> None:
    """Write the agreement as a page that needs nothing else."""
    write_whole(path, report.agreement_page(summary, labels, at, distance).encode())


def _ratings(ledger: Ledger, codebook: Codebook, wanted: Sequence[str]) -> Ratings:
    given = codings(ledger.decisions())
    known = sorted({coder for coder, _ in given})
    for name in wanted:
        if name not in known:
            raise RatingsError(f"{name} has decided nothing in this study: its coders are {', '.join(known) or 'nobody yet'}")
    coders = [name for name in known if not wanted or name in wanted]
    if len(coders) < 2:
        raise RatingsError(f"agreement needs two coders, here {_who(coders)}: import another coder's file")
    names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
    segments = [segment for segment in ledger.segments() if any((coder, segment.id) in given for coder in coders)]
    cube = np.full((len(segments), len(coders), len(codebook.codes)), -1, dtype=np.int8)
    for i, segment in enumerate(segments):
        for j, coder in enumerate(coders):
            coding = given.get((coder, segment.id))
            if coding is not None:
                cube[i, j] = _row(coding, codebook)
    return Ratings.from_cube(
        cube,
        units=[segment.id for segment in segments],
        coders=coders,
        codes=codebook.ids,
        transcript=[names[segment.transcript] for segment in segments],
    )


def _row(coding: Coding, codebook: Codebook) -> list[int]:
    values = coding.values(codebook)
    return [-1 if values[code] is None else int(bool(values[code])) for code in codebook.ids]


def _who(coders: Sequence[str]) -> str:
    return f"only {coders[0]} has decided anything" if coders else "nobody has decided anything"
