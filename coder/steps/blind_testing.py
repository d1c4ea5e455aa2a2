"""A round's blind sample -> the only honest test of the model that it was drawn for: what it had said before anybody decided.

The test waits until all coders of the round have finished the sample, so that nothing is told of passages that are still to be coded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder import agreement
from coder.agreement import Figure, Ratings
from coder.classifier.intervals import Trial
from coder.classifier.labels import labels
from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import Final, Settled, for_learning
from coder.errors import RatingsError
from coder.report.agreement_record import BLIND
from coder.report.evaluation_record import Blind
from coder.steps import decided_ratings
from coder.steps.choosing import under
from coder.steps.counted import counted, finals
from coder.steps.reading import known_transcripts, passages, standing
from coder.steps.tested import Place, as_test
from coder.study import Ledger, Tagging, codebooks, rounds
from coder.study.rounds import Part, Plan, Round

Floats = npt.NDArray[np.float64]
Given = Mapping[tuple[str, str], Coding]


@dataclass(frozen=True, eq=False)
class Said:
    """What a model had said of n passages: scores (n, k), nan where it did not know the code, and what it suggested (n, k)."""

    scores: Floats
    chosen: npt.NDArray[np.bool_]


def of_blind_sample(ledger: Ledger, codebook: Codebook, seed: int) -> tuple[Blind | None, str]:
    """The newest test that is complete, and what a newer one waits for; None and "" where no round had a blind part."""
    waiting = ""
    for one in reversed(rounds.rounds(ledger)):
        plan = rounds.plan(ledger, one.id)
        present = sorted(plan.blind & {segment.id for segment in ledger.segments()})
        if not present:
            continue
        given = counted(ledger, _blind_exports(ledger, one))
        segments = _testable(ledger, one, present)
        left = [coder for coder in one.coders if any(not _looked(given, coder, segment) for segment in present)]
        if not left and segments:
            return _test(ledger, codebook, one, plan, segments, given, seed), waiting
        if left and not waiting:
            waiting = (
                f"the blind sample of the round {one.name} ({len(present):,} passages) is not finished by {', '.join(left)}: "
                "once it is, it tests the model that tagged it"
            )
    return None, waiting


def _blind_exports(ledger: Ledger, one: Round) -> frozenset[str]:
    return frozenset(export for export, place in rounds.parts(ledger).items() if place == (one.id, Part.BLIND))


def _looked(given: Given, coder: str, segment: str) -> bool:
    coding = given.get((coder, segment))
    return coding is not None and coding.looked


def _tagging(ledger: Ledger, one: Round) -> Tagging:
    return next(tagging for tagging in ledger.taggings() if tagging.id == one.tagging)


def _testable(ledger: Ledger, one: Round, present: Sequence[str]) -> list[str]:
    """The passages that the model scored and cannot have learned from."""
    learned = rounds.decided_before(ledger, _tagging(ledger, one).at)
    scored = {suggestion.segment for suggestion in ledger.suggestions(one.tagging)}
    return [segment for segment in present if segment in scored and segment not in learned]


def _test(ledger: Ledger, codebook: Codebook, one: Round, plan: Plan, segments: Sequence[str], given: Given, seed: int) -> Blind:
    tagging = _tagging(ledger, one)
    said = _said(ledger, codebook, one, segments)
    known = known_transcripts(ledger)
    seen, where = passages(known), standing(known)
    places = [Place(segment, where[segment], seen[segment].text) for segment in segments]
    groups = [seen[segment].group for segment in segments]
    weights = np.array([1 / plan.probabilities[segment] for segment in segments])
    unscored = np.asarray(np.isnan(said.scores).all(axis=0))
    tests = []
    for against, truth in _accounts(given, finals(ledger), codebook, one.coders, segments):
        trial = Trial(np.where(unscored, np.nan, truth), np.nan_to_num(said.scores), said.chosen, groups, weights)
        tests.append(as_test(trial, codebook, against, places, seed))
    return Blind(
        round=one.name,
        model=tagging.model,
        tagged_at=tagging.at,
        drawn=len(segments),
        of=len(plan.probabilities),
        left_out=len(plan.blind) - len(segments),
        unscored=tuple(code for code, lost in zip(codebook.ids, unscored, strict=True) if lost),
        tests=tuple(tests),
        human=_human(ledger, codebook, one.coders, segments),
    )


def _said(ledger: Ledger, codebook: Codebook, one: Round, segments: Sequence[str]) -> Said:
    """What was stored, under the codes' present names; of codes that were merged since, the highest score."""
    growth = codebooks.growth(ledger)
    row = {segment: i for i, segment in enumerate(segments)}
    column = {code: j for j, code in enumerate(codebook.ids)}
    scores = np.full((len(row), len(column)), np.nan)
    chosen = np.zeros(scores.shape, dtype=np.bool_)
    for suggestion in ledger.suggestions(one.tagging):
        code = growth.now(suggestion.code, one.codebook_version)
        if suggestion.segment in row and code in column:
            cell = row[suggestion.segment], column[code]
            scores[cell] = np.fmax(scores[cell], suggestion.score)
            chosen[cell] |= suggestion.suggested
    return Said(scores, chosen)


def _accounts(
    given: Given, settled: Settled, codebook: Codebook, coders: Sequence[str], segments: Sequence[str]
) -> Iterator[tuple[str, Floats]]:
    """What the team agreed on, where a workshop settled something; what most said; what each said: (n, k) each."""
    agreed = {segment: settled[segment] for segment in segments if segment in settled}
    if any(final is not Final.BOTH for of in agreed.values() for final in of.values()):
        yield "the consensus", _together(for_learning(given, agreed, codebook), codebook, segments)
    if len(coders) > 1:
        yield "the majority", _together(given, codebook, segments)
    for coder in coders:
        alone = {key: coding for key, coding in given.items() if key[0] == coder}
        yield coder, _together(alone, codebook, segments)


def _together(given: Given, codebook: Codebook, segments: Sequence[str]) -> Floats:
    rows = labels(given.values(), codebook)
    return np.array([rows[segment] for segment in segments]).reshape(len(segments), len(codebook.codes))


def _human(ledger: Ledger, codebook: Codebook, coders: Sequence[str], segments: Sequence[str]) -> dict[str, Figure]:
    try:
        return human(under(decided_ratings.ratings(ledger, codebook, coders), [BLIND]), segments, codebook)
    except RatingsError:
        return {}


def human(ratings: Ratings, segments: Sequence[str], codebook: Codebook) -> dict[str, Figure]:
    """People's kappa on some segments, by code: Cohen's for two coders, else Conger's."""
    there = set(ratings.units)
    both = [segment for segment in segments if segment in there]
    if not both:
        return {}
    parents = {code.id: code.parent for code in codebook.codes if code.parent}
    summary = agreement.summary(ratings.select(units=both), parents=parents)
    name = "cohen" if len(summary.coders) == 2 else "conger"
    return {code: summary.get(name, code) for code in summary.codes}
