"""Transcripts -> suggestions: read, cut, score, keep in the ledger, write the table, one transcript after the other.

Each transcript is in the ledger before the next is read, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder import report, suggest
from coder.errors import StudyError
from coder.records import Suggestion
from coder.segment import Unit
from coder.steps import modelling
from coder.steps.progress import Progress
from coder.steps.reading import Answers, Known, Reading, passages
from coder.study import Ledger, Study


@dataclass(frozen=True, slots=True)
class Tagged:
    """What `tag` did, in the numbers of its summary; `per_code` counts suggestions as shown, in the codebook's order."""

    transcripts: int
    turns: int
    segments: int
    short: int
    suggestions: int
    with_none: int
    per_code: tuple[tuple[str, str, int], ...]
    model: str
    failures: tuple[str, ...]
    skipped: int
    warnings: tuple[str, ...]
    out: Path


def tag(
    study: Study,
    paths: Sequence[Path],
    out: Path | None,
    answers: Answers | None,
    all_scores: bool,
    model: Path | None,
    unit: Unit | None,
    at: str,
    progress: Progress[Any],
) -> Tagged:
    """Pre-tag transcripts (by default the study's own) and write every suggestion to `out`."""
    target = out or study.review / "suggestions.xlsx"
    codebook = study.codebook()
    ledger = study.ledger()
    loaded = modelling.load(study, codebook, model)
    read = Reading(study, ledger, paths or [study.transcripts], answers, at, unit)
    number = ledger.begin_tagging(loaded.id, loaded.name, loaded.facts, (codebook.version, codebook.sha256), at)
    counts: Counter[str] = Counter()
    per_code: Counter[str] = Counter()
    warnings: list[str] = []
    with report.table_writer(target, with_source=answers is not None) as table:
        for known in read.each(progress):
            found = _suggestions(ledger, number, loaded, known)
            shown = suggest.shown(found, codebook)
            table.write(report.suggestion_rows(known.transcript, known.segments, found, shown, codebook, all_scores=all_scores))
            counts.update(_counts(known, shown))
            per_code.update(code for codes in shown.values() for code in codes)
            warnings.extend(f"{known.transcript.name}: {warning}" for warning in known.transcript.warnings)
        if not counts["segments"]:
            raise StudyError("\n".join([*read.failures, "nothing was tagged: no participant's words could be read"]))
    ledger.finish_tagging(number, at)
    ledger.close()
    return Tagged(
        transcripts=counts["transcripts"],
        turns=counts["turns"],
        segments=counts["segments"],
        short=counts["short"],
        suggestions=per_code.total(),
        with_none=counts["none"],
        per_code=tuple((code.id, code.label, per_code[code.id]) for code in codebook.codes),
        model=f"{loaded.name} ({loaded.id})",
        failures=tuple(read.failures),
        skipped=read.skipped,
        warnings=(*warnings, *read.changes),
        out=target,
    )


def _suggestions(ledger: Ledger, tagging: int, loaded: modelling.Loaded, known: Known) -> Sequence[Suggestion]:
    """What the model says of a transcript: from the ledger where an interrupted run said it already."""
    wanted = [segment.id for segment in known.segments if not segment.backchannel]
    if not wanted:
        return ()
    before = ledger.suggestions(tagging, wanted)
    done = {one.segment for one in before}
    missing = [segment for segment in wanted if segment not in done]
    if not missing:
        return before
    seen = passages([known])
    scores = loaded.classifier.predict_proba([seen[segment] for segment in missing])
    codes = [code.id for code in loaded.classifier.codes]
    found = suggest.suggestions(missing, codes, scores, loaded.classifier.chosen(scores))
    ledger.add_suggestions(tagging, found)
    return [*before, *found]


def _counts(known: Known, shown: dict[str, tuple[str, ...]]) -> dict[str, int]:
    return {
        "transcripts": 1,
        "turns": len(known.transcript.turns),
        "segments": len(known.segments),
        "short": sum(segment.backchannel for segment in known.segments),
        "none": sum(not codes for codes in shown.values()),
    }
