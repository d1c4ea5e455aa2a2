"""A study's suggestions and decisions -> what to read first, and what to code next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.classifier import selection, triage
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Passage
from coder.steps import modelling
from coder.steps.reading import known_transcripts, passages
from coder.steps.training import Material, material, specific
from coder.study import Ledger, Study

WORDS_A_MINUTE = 200
SECONDS_A_DECISION = 20
"""What a coder is reckoned to need: reading, and deciding on a segment."""
DONE = "every tagged segment has been decided on: tag more transcripts first"


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
    if not kept:
        raise StudyError(DONE)
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
        raise StudyError(DONE)
    loaded = modelling.load(study, codebook, None)
    place_of = {code.id: i for i, code in enumerate(loaded.classifier.codes)}
    places_of = [place_of[code] for code in codebook.ids]
    bands = loaded.classifier.bands_
    likeness = _likeness(study, [seen[segments[i]] for i in kept], known)
    chosen = selection.choose(
        scores[kept], (bands.absent[places_of], bands.suggest[places_of]), (known.labels == 1).sum(axis=0), likeness, wanted, seed
    )
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
