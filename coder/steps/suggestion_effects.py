"""A round's plan and its decisions -> what suggestions did, measured; and what the workshop changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np
from numpy.typing import NDArray

from coder import suggest
from coder.agreement import Contrasting, Ratings
from coder.agreement.suggestion_effects import BLIND, CONFIRM, REFUTE, UNSURE, Circumstances, effects
from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import Final, Settled
from coder.errors import RatingsError
from coder.growth import Growth, codings_now
from coder.records import Kind, Segment
from coder.report.suggestion_effects import Negotiated, SuggestionReport, Times
from coder.rounds import Arm, Dealt
from coder.steps.counted import answers, counted, finals
from coder.steps.rounds import unfinished
from coder.study import Ledger, Study, codebooks
from coder.study import rounds as kept
from coder.study.rounds import Plan, Round

_ANSWERS = {Kind.CONFIRM: CONFIRM, Kind.ADD: CONFIRM, Kind.REFUTE: REFUTE, Kind.UNSURE: UNSURE}


def suggestion_effects(study: Study, seed: int) -> SuggestionReport:
    """Measure the newest round; `seed` is of the bootstrap that compares blind with assisted agreement.

    Raises
    ------
    RatingsError
        No round, or nothing of it is coded yet.
    """
    codebook = study.codebook()
    ledger = study.ledger()
    found = kept.rounds(ledger)
    if not found:
        raise RatingsError(
            "what suggestions did can be told of a round only: `coder round start NAME --coders anna,ben` begins one"
        )
    one = found[-1]
    read = _Read.of(ledger, codebook, one)
    if not read.segments:
        raise RatingsError(f"nothing of the round {one.name} is coded yet: `coder round status` says how far everybody is")
    measured = effects(read.circumstances(), Contrasting(seed=seed))
    negotiated = _negotiated(counted(ledger), finals(ledger), read.suggested, codebook)
    transcripts = len({segment.transcript for segment in read.segments})
    times = _times(kept.finished(ledger, one.id), read.arm)
    left = unfinished(ledger)
    ledger.close()
    return SuggestionReport(
        effects=measured,
        negotiated=negotiated,
        round=one.name,
        seeds={"round": one.seed, "bootstrap": seed},
        versions={"codebook of the round": one.codebook_version, "codebook now": codebook.version, "model": read.model},
        shares={"blind": one.design.blind, "withheld": one.design.withhold, "planted": one.design.plant},
        transcripts=transcripts,
        times=times,
        drawn=_drawn(read.plan),
        labels={code.id: code.label for code in codebook.codes},
        unfinished="" if left is None else left.caution,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A round's decisions and what they were made under, segments that some coder of the round finished."""

    codebook: Codebook
    round: Round
    plan: Plan
    dealt: Mapping[tuple[str, str], Dealt]
    segments: Sequence[Segment]
    suggested: Mapping[str, frozenset[str]]
    given: Mapping[tuple[str, str], Coding]
    raw: Mapping[tuple[str, str], Coding]
    finals: Settled
    names: Mapping[str, str]
    growth: Growth
    model: str

    @classmethod
    def of(cls, ledger: Ledger, codebook: Codebook, one: Round) -> _Read:
        plan = kept.plan(ledger, one.id)
        exports = frozenset(export for export, (number, _) in kept.parts(ledger).items() if number == one.id)
        growth = codebooks.growth(ledger)
        given = {key: coding for key, coding in counted(ledger, exports).items() if coding.looked}
        then = codebooks.of_hash(ledger, one.codebook_hash) or codebook
        shown = suggest.shown(ledger.suggestions(one.tagging), then)
        known = codebook.by_id.keys()
        suggested = {s: frozenset(growth.now(c, one.codebook_version) for c in codes) & known for s, codes in shown.items()}
        done = {segment for _, segment in given}
        tagging = next(tagging for tagging in ledger.taggings() if tagging.id == one.tagging)
        return cls(
            codebook=codebook,
            round=one,
            plan=plan,
            dealt={(each.coder, each.segment): each for each in plan.dealt},
            segments=[segment for segment in ledger.segments() if segment.id in done and segment.id in suggested],
            suggested=suggested,
            given=given,
            raw=codings_now(codebooks.decisions(ledger, exports), growth),
            finals=finals(ledger),
            names={home: transcript.name for home, transcript in ledger.transcripts().items()},
            growth=growth,
            model=tagging.model,
        )

    def circumstances(self) -> Circumstances:
        """Fill the arrays."""
        coders, codes = self.round.coders, self.codebook.ids
        shape = len(self.segments), len(coders), len(codes)
        cube, said = np.full(shape, -1, dtype=np.int8), np.zeros(shape, dtype=np.int8)
        conditions = np.full(shape[:2], "", dtype=object)
        extra, planted = np.zeros(shape[:2], dtype=np.int64), np.full(shape[:2], -1, dtype=np.int8)
        for n, segment in enumerate(self.segments):
            for m, coder in enumerate(coders):
                if (coder, segment.id) in self.given:
                    cube[n, m] = answers(self.given[coder, segment.id], self.codebook)
                    conditions[n, m] = self.arm(coder, segment.id)
                    said[n, m] = self._answers(coder, segment.id)
                    extra[n, m] = self._extra(coder, segment.id)
                    planted[n, m] = self._planted(coder, segment.id)
        suggested = np.array([[code in self.suggested[segment.id] for code in codes] for segment in self.segments])
        ratings = Ratings.from_cube(
            cube,
            units=[segment.id for segment in self.segments],
            coders=coders,
            codes=codes,
            transcript=[self.names[segment.transcript] for segment in self.segments],
            conditions=conditions,
        )
        return Circumstances(ratings, suggested, said, self._reference(cube, conditions), extra, planted)

    def arm(self, coder: str, segment: str) -> str:
        """The circumstances under which a coder met a segment; "" outside the round."""
        if segment in self.plan.blind:
            return BLIND
        dealt = self.dealt.get((coder, segment))
        return dealt.arm.value if dealt else ""

    def _answers(self, coder: str, segment: str) -> list[int]:
        dealt = self.dealt.get((coder, segment))
        shown = (
            {self.growth.now(code, self.round.codebook_version) for code in dealt.shown if code != dealt.planted} if dealt else ()
        )
        said = self.raw[coder, segment].answers
        return [_ANSWERS[said[code]] if code in shown and code in said else 0 for code in self.codebook.ids]

    def _extra(self, coder: str, segment: str) -> int:
        implied = self.codebook.with_ancestors(set(self.suggested[segment]))
        given = self.given[coder, segment].applied & self.codebook.by_id.keys()
        return len(self.codebook.most_specific(given) - implied)

    def _planted(self, coder: str, segment: str) -> int:
        dealt = self.dealt.get((coder, segment))
        if dealt is None or not dealt.planted:
            return -1
        code = self.growth.now(dealt.planted, self.round.codebook_version)
        return int(self.raw[coder, segment].answers.get(code) in (Kind.CONFIRM, Kind.ADD))

    def _reference(self, cube: NDArray[np.int8], conditions: NDArray[np.object_]) -> NDArray[np.int8]:
        """What was settled, or else what the others said who saw no suggestion there; a tie is no reference."""
        unaided = np.isin(conditions, [BLIND, "withheld"])[:, :, None]
        yes, no = (cube == 1) & unaided, (cube == 0) & unaided
        others_yes, others_no = (flags.sum(axis=1, keepdims=True) - flags for flags in (yes, no))
        found = np.where(others_yes > others_no, 1, np.where(others_no > others_yes, 0, -1)).astype(np.int8)
        place = {code: k for k, code in enumerate(self.codebook.ids)}
        for n, segment in enumerate(self.segments):
            for code, final in self.finals.get(segment.id, {}).items():
                if code in place:
                    found[n, :, place[code]] = {Final.YES: 1, Final.NO: 0, Final.BOTH: -1}[final]
        return found


def _drawn(plan: Plan) -> dict[str, int]:
    """What the plan came to, in numbers: passages once, the rest for each coder."""
    arms = Counter(one.arm for one in plan.dealt)
    return {
        "passages": len({one.segment for one in plan.dealt} | plan.blind),
        "blind": len(plan.blind),
        "given_out": len(plan.dealt),
        "withheld": arms[Arm.WITHHELD],
        "planted": arms[Arm.PLANTED],
    }


LONGEST = 600
"""Seconds between two passages above which a coder was not at it."""


def _times(finished: Sequence[tuple[str, str, str]], arm: Callable[[str, str], str]) -> tuple[Times, ...]:
    """Median seconds from finishing one passage to first finishing the next, by coder and circumstances."""
    timed: set[tuple[str, str]] = set()
    last: dict[str, datetime] = {}
    seconds: dict[tuple[str, str], list[float]] = {}
    for coder, segment, at in finished:
        now = datetime.fromisoformat(at)
        gap = (now - last[coder]).total_seconds() if coder in last else LONGEST + 1.0
        last[coder] = now
        again = (coder, segment) in timed
        timed.add((coder, segment))
        if gap <= LONGEST and not again:
            seconds.setdefault((coder, arm(coder, segment)), []).append(gap)
    return tuple(Times(coder, what, len(found), median(found)) for (coder, what), found in sorted(seconds.items()))


def _negotiated(
    given: Mapping[tuple[str, str], Coding], settled: Settled, suggested: Mapping[str, frozenset[str]], codebook: Codebook
) -> Negotiated:
    """Count the coders' answers that a workshop changed, and those that came to what the model had said."""
    changed = toward = codes = both = 0
    for segment, finals_here in settled.items():
        model = codebook.with_ancestors(set(suggested.get(segment, ())))
        for code, final in finals_here.items():
            codes += 1
            both += final is Final.BOTH
            if final is Final.BOTH or code not in codebook.by_id:
                continue
            for (_, where), coding in given.items():
                before = coding.values(codebook)[code] if where == segment else None
                if before is not None and before != (final is Final.YES):
                    changed += 1
                    toward += segment in suggested and (code in model) == (final is Final.YES)
    return Negotiated(codes, both, changed, toward)
