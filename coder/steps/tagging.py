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
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Passage, Suggestion
from coder.segment import Unit
from coder.steps import modelling
from coder.steps.progress import Progress
from coder.steps.reading import Answers, Known, Reading, passages
from coder.steps.reasoning import Reasoning
from coder.study import Ledger, Study, reasons, rounds


@dataclass(frozen=True, slots=True)
class Tagged:
    """What `tag` did, in the numbers of its summary.

    `per_code` counts suggestions as shown, in the codebook's order; `begun` is whether a round was started or a file given out before.
    """

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
    begun: bool
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
    scored = _Scored(ledger, number, loaded, codebook, Reasoning(study, ledger, codebook, loaded.classifier))
    with report.table_writer(target, with_source=answers is not None) as table:
        for known in read.each(progress):
            found, shown = scored(known)
            table.write(report.suggestion_rows(known.transcript, known.segments, found, shown, codebook, all_scores=all_scores))
            counts.update(_counts(known, shown))
            per_code.update(code for codes in shown.values() for code in codes)
            warnings.extend(f"{known.transcript.name}: {warning}" for warning in known.transcript.warnings)
        if not counts["segments"]:
            raise StudyError("\n".join([*read.failures, "nothing was tagged: no participant's words could be read"]))
    ledger.finish_tagging(number, at)
    begun = bool(ledger.exports() or rounds.rounds(ledger))
    ledger.close()
    return Tagged(
        transcripts=counts["transcripts"],
        turns=counts["turns"],
        segments=counts["segments"],
        short=counts["short"],
        suggestions=per_code.total(),
        with_none=counts["none"],
        per_code=tuple((code.id, code.label, per_code[code.id]) for code in codebook.codes),
        model=loaded.name,
        failures=tuple(read.failures),
        skipped=read.skipped,
        warnings=(*warnings, *read.changes),
        begun=begun,
        out=target,
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    """What the model says of a transcript, and what of it is shown to coders."""

    ledger: Ledger
    tagging: int
    loaded: modelling.Loaded
    codebook: Codebook
    reasoning: Reasoning

    def __call__(self, known: Known) -> tuple[Sequence[Suggestion], dict[str, tuple[str, ...]]]:
        """Score it, or take it from the ledger where an interrupted run did so already."""
        wanted = [segment.id for segment in known.segments if not segment.backchannel]
        if not wanted:
            return (), {}
        before = self.ledger.suggestions(self.tagging, wanted)
        shown = suggest.shown(before, self.codebook)
        missing = [segment for segment in wanted if segment not in shown]
        if not missing:
            return before, shown
        found, fresh = self._score(missing, passages([known]))
        return [*before, *found], {**shown, **fresh}

    def _score(self, missing: list[str], seen: dict[str, Passage]) -> tuple[list[Suggestion], dict[str, tuple[str, ...]]]:
        classifier = self.loaded.classifier
        features = classifier.features([seen[segment] for segment in missing])
        scores = classifier.predict_proba(features)
        codes = [code.id for code in classifier.codes]
        found = list(suggest.suggestions(missing, codes, scores, classifier.chosen(scores)))
        shown = suggest.shown(found, self.codebook)
        why, texts = self.reasoning.of(missing, [seen[segment] for segment in missing], features, shown)
        reasons.add(self.ledger, self.tagging, found, why, texts)
        return found, shown


def _counts(known: Known, shown: dict[str, tuple[str, ...]]) -> dict[str, int]:
    return {
        "transcripts": 1,
        "turns": len(known.transcript.turns),
        "segments": len(known.segments),
        "short": sum(segment.backchannel for segment in known.segments),
        "none": sum(not codes for codes in shown.values()),
    }
