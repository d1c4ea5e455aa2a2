"""A study's decisions and model -> how good the model is on the team's own coding, what to read first, what to code next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.agreement import Figure
from coder.classifier import Evaluation, ThemeClassifier, selection, triage
from coder.classifier.evaluation import held_out, summarise
from coder.classifier.intervals import Interval, intervals
from coder.codebook import Codebook
from coder.errors import ModelError, RatingsError, StudyError
from coder.records import Passage
from coder.steps import agreeing, modelling
from coder.steps.progress import Progress
from coder.steps.reading import known_transcripts, passages
from coder.steps.training import Material, material, saved, specific
from coder.study import Ledger, Study

WORDS_A_MINUTE = 200
SECONDS_A_DECISION = 20
"""What a coder is reckoned to need: reading, and deciding on a segment."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """How good a model trained now would be.

    `own` says whether the figures are of segments that the team decided on (else of the coded tables); `intervals` are per code;
    `human` is the coders' own kappa on the same study, code by code, where there are two.
    """

    own: bool
    segments: int
    evaluation: Evaluation
    intervals: dict[str, dict[str, Interval]]
    human: dict[str, Figure]
    reading_saved_at_95: float | None

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "own": self.own,
            "segments": self.segments,
            **self.evaluation.as_json(),
            "intervals": self.intervals,
            "human_kappa": {code: figure.as_dict() for code, figure in self.human.items()},
            "reading_saved_at_95": self.reading_saved_at_95,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """One transcript or segment in the order of expected yield."""

    transcript: str
    segment: str
    turn: int
    words: int
    expected: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Next:
    """A segment to code next, and why."""

    segment: str
    transcript: str
    turn: int
    reason: str


def evaluate(study: Study, progress: Progress[Any]) -> Assessed:
    """Cross-validate on people not learned from; never a figure of what was learned from."""
    codebook = study.codebook()
    ledger = study.ledger()
    known = material(study, ledger, codebook)
    human = _human(ledger, codebook)
    ledger.close()
    if not len(known.passages):
        raise ModelError("nothing is coded yet: import decisions, or put coded tables into models/training")
    groups = [passage.group for passage in known.passages]
    fresh = ThemeClassifier(codes=codebook.codes, encoder=modelling.encoder(study))
    held = held_out(fresh, known.passages, known.labels, groups, progress=progress)
    own = known.decided > 0
    counted = known.labels.copy()
    if own:
        counted[known.decided :] = np.nan
    of_codes = {}
    for place, code in enumerate(codebook.ids):
        rows = np.flatnonzero(~np.isnan(counted[:, place]) & (held.fold >= 0))
        of_codes[code] = intervals(counted[rows, place] == 1, held.chosen[rows, place], [groups[i] for i in rows])
    return Assessed(
        own=own,
        segments=known.decided if own else len(known.passages),
        evaluation=summarise(fresh, counted, groups, held),
        intervals=of_codes,
        human=human,
        reading_saved_at_95=saved(known, held, codebook),
    )


def _human(ledger: Ledger, codebook: Codebook) -> dict[str, Figure]:
    try:
        summary = agreeing.from_ledger(ledger, codebook, [])
    except RatingsError:
        return {}
    name = "cohen" if len(summary.coders) == 2 else "conger"
    return {code: summary.get(name, code) for code in summary.codes}


def expected_yield(study: Study) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """Transcripts, and segments, in the order in which reading yields most codes for its time; what was decided on is left out."""
    codebook = study.codebook()
    ledger = study.ledger()
    scores, segments = _scores(ledger, codebook)
    places = {segment.id: segment for segment in ledger.segments()}
    names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
    done = {decision.segment for decision in ledger.decisions()}
    ledger.close()
    kept = [i for i, segment in enumerate(segments) if segment in places and segment not in done]
    expected = triage.expected_codes(scores[kept], specific(codebook))
    found = []
    for value, i in zip(expected, kept, strict=True):
        one = places[segments[i]]
        words = len(one.text.split())
        minutes = words / WORDS_A_MINUTE + SECONDS_A_DECISION / 60
        found.append(Reading(names[one.transcript], one.id, one.turn, words, float(value), minutes))
    ranked = sorted(found, key=lambda one: (-one.expected / one.minutes, one.transcript, one.turn))
    return _by_transcript(found), tuple(ranked)


def _by_transcript(segments: list[Reading]) -> tuple[Reading, ...]:
    sums: dict[str, list[float]] = {}
    for one in segments:
        total = sums.setdefault(one.transcript, [0, 0.0, 0.0])
        total[0] += one.words
        total[1] += one.expected
        total[2] += one.minutes
    rows = [Reading(name, "", 0, int(words), expected, minutes) for name, (words, expected, minutes) in sums.items()]
    return tuple(sorted(rows, key=lambda one: (-one.expected / one.minutes, one.transcript)))


def code_next(study: Study, wanted: int, seed: int) -> tuple[Next, ...]:
    """Which segments to code next, so that the model learns most."""
    codebook = study.codebook()
    ledger = study.ledger()
    scores, segments = _scores(ledger, codebook)
    known = material(study, ledger, codebook)
    transcripts = known_transcripts(ledger)
    seen = passages(transcripts)
    places = {segment.id: (one.transcript.name, segment.turn) for one in transcripts for segment in one.segments}
    done = {decision.segment for decision in ledger.decisions()}
    ledger.close()
    kept = [i for i, segment in enumerate(segments) if segment in seen and segment not in done]
    if not kept:
        raise StudyError("every tagged segment has been decided on: tag more transcripts first")
    loaded = modelling.load(study, codebook, None)
    place_of = {code.id: i for i, code in enumerate(loaded.classifier.codes)}
    thresholds = np.array([loaded.classifier.thresholds_[place_of[code]] for code in codebook.ids])
    likeness = _likeness(study, [seen[segments[i]] for i in kept], known)
    chosen = selection.choose(scores[kept], thresholds, (known.labels == 1).sum(axis=0), likeness, wanted, seed)
    return tuple(Next(segments[kept[one.row]], *places[segments[kept[one.row]]], one.reason) for one in chosen)


def _likeness(study: Study, fresh: list[Passage], known: Material) -> npt.NDArray[np.float64]:
    """Likeness of each passage to the most similar coded one, -1 where nothing is coded."""
    encoder = modelling.encoder(study)
    if not known.passages:
        return np.full(len(fresh), -1.0)
    coded = encoder.encode([passage.text for passage in known.passages])
    found = encoder.encode([passage.text for passage in fresh]) @ coded.T
    return np.asarray(found.max(axis=1), dtype=np.float64)


def _scores(ledger: Ledger, codebook: Codebook) -> tuple[npt.NDArray[np.float64], list[str]]:
    """The newest scores of every tagged segment: (n, k) in the codebook's order, and the segments' ids."""
    taggings = ledger.taggings()
    if not taggings:
        raise StudyError("nothing has been tagged yet: run `coder tag` first")
    rows: dict[str, dict[str, float]] = {}
    for one in ledger.suggestions(taggings[-1].id):
        rows.setdefault(one.segment, {})[one.code] = one.score
    segments = list(rows)
    return np.array([[rows[s].get(code, 0.0) for code in codebook.ids] for s in segments]).reshape(len(segments), -1), segments
