"""What was tagged last, a team, a seed -> a round: its plan, drawn and kept before anything is given out; and how far everybody is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from coder import suggest
from coder.codebook import Codebook
from coder.errors import ModelError, StudyError
from coder.records import Suggestion
from coder.rounds import Arm, Decoy, Design, blind_sample, deal, decoy
from coder.steps.names import coder_name
from coder.steps.showing import Progress, progress, tagged_transcripts
from coder.study import Ledger, Study, Tagging, codebooks
from coder.study import rounds as kept
from coder.study.rounds import Plan, Round


@dataclass(frozen=True, slots=True)
class Started:
    """What a round's plan holds, in numbers; `remarks` say what could not be as asked."""

    round: Round
    passages: int
    blind: int
    assisted: int
    withheld: int
    planted: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A round that goes on: how far the coders are who have not finished it, part by part."""

    round: Round
    progress: tuple[Progress, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who has not finished it."""
        return tuple(dict.fromkeys(part.coder for part in self.progress))

    @property
    def said(self) -> str:
        """`the round first is not finished by anna (13 of 28 passages left), ben (28 of 28 passages left)`."""
        return f"the round {self.round.name} is not finished by {', '.join(self._left(coder) for coder in self.coders)}"

    def _left(self, coder: str) -> str:
        parts = [part for part in self.progress if part.coder == coder]
        whole = sum(part.all for part in parts)
        return f"{coder} ({whole - sum(part.done for part in parts):,} of {whole:,} passages left)"


def unfinished(ledger: Ledger) -> Unfinished | None:
    """The round that goes on and who has not finished it; None where there is none, or all have."""
    for one in kept.rounds(ledger)[-1:]:
        found = progress(ledger, one, kept.plan(ledger, one.id))
        late = {part.coder for part in found if part.done < part.all}
        if late:
            return Unfinished(one, tuple(part for part in found if part.coder in late))
    return None


def start(study: Study, name: str, coders: Sequence[str], seed: int, at: str) -> Started:
    """Draw a round's plan from what was tagged last and keep it; `seed` is used where study.yaml names none.

    Raises
    ------
    StudyError
        No coders or one twice, a name that is taken, a round that is not finished, nothing tagged, or nothing left to code blind.
    """
    team = _team(coders)
    settings = study.settings()
    codebook = study.codebook()
    ledger = study.ledger()
    _may_start(ledger, name)
    tagging = ledger.taggings()[-1]
    found = ledger.suggestions(tagging.id)
    shown = suggest.shown(found, codebook)
    used = settings.seed if settings.seed is not None else seed
    plan = _plan(ledger, codebook, found, team, settings.design, used)
    planned = Round(
        id=0,
        name=name,
        seed=used,
        design=settings.design,
        tagging=tagging.id,
        codebook_version=codebook.version,
        codebook_hash=codebook.sha256,
        thresholds=_thresholds(study, codebook, tagging),
        at=at,
        coders=team,
    )
    codebooks.keep(ledger, codebook.version, study.codebook_text(), at)
    planned = replace(planned, id=kept.add_round(ledger, planned, plan))
    ledger.close()
    return _started(planned, plan, shown)


def status(study: Study) -> tuple[Round, tuple[Progress, ...]]:
    """The round that goes on, and how far each coder is in each part; nothing of what anybody decided."""
    ledger = study.ledger()
    found = kept.rounds(ledger)
    if not found:
        raise StudyError("no round has been started: `coder round start NAME --coders anna,ben` does")
    return found[-1], progress(ledger, found[-1], kept.plan(ledger, found[-1].id))


def listed(study: Study) -> tuple[Round, ...]:
    """All rounds, oldest first."""
    return kept.rounds(study.ledger())


def _team(coders: Sequence[str]) -> tuple[str, ...]:
    team = tuple(coder_name(name) for name in coders)
    if not team:
        raise StudyError("a round needs its coders: --coders anna,ben")
    if len(set(team)) < len(team):
        raise StudyError(f"a coder is named twice: {', '.join(team)}")
    return team


def _may_start(ledger: Ledger, name: str) -> None:
    if not ledger.taggings():
        raise StudyError("nothing has been tagged yet: run `coder tag` first")
    before = kept.rounds(ledger)
    if any(one.name == name for one in before):
        raise StudyError(f"there is a round {name} already: give this one another name")
    going_on = unfinished(ledger)
    if going_on is not None:
        raise StudyError(f"{going_on.said}: `coder round status` says what is next")


def _plan(
    ledger: Ledger, codebook: Codebook, found: Sequence[Suggestion], team: tuple[str, ...], design: Design, seed: int
) -> Plan:
    """Draw the blind sample from what none of the team has seen, then each coder's arms for all they have not decided on."""
    shown = suggest.shown(found, codebook)
    decided = ledger.decided_segments(shown)
    seen = kept.seen_with_suggestions(ledger, team) | {one for one, by in decided.items() if set(by) & set(team)}
    strata: dict[str, list[str]] = {}
    everything: list[str] = []
    for home in tagged_transcripts(ledger, shown):
        passages = [segment.id for segment in home.segments if segment.id in shown]
        everything += passages
        strata[home.id] = [segment for segment in passages if segment not in seen]
    drawn = blind_sample(strata, design, seed)
    if design.blind and not drawn:
        raise StudyError(
            "nothing is left to code blind: every passage was given out with its suggestions or decided on; tag transcripts "
            "that are new, or switch the blind part off (`blind: off` below `round:` in study.yaml)"
        )
    probability = next(iter(drawn.values()), 0.0)
    assisted = {coder: [s for s in everything if s not in drawn and coder not in decided.get(s, ())] for coder in team}
    dealt = deal(team, assisted, shown, _decoys(found, shown, codebook) if design.plant else {}, design, seed, codebook.ids)
    fresh = [segment for passages in strata.values() for segment in passages]
    return Plan(dict.fromkeys(fresh, probability), frozenset(drawn), dealt)


def _decoys(found: Sequence[Suggestion], shown: dict[str, tuple[str, ...]], codebook: Codebook) -> dict[str, Decoy]:
    scores: dict[str, dict[str, float]] = {}
    suggested: dict[str, set[str]] = {}
    for one in found:
        if one.code in codebook.by_id:
            scores.setdefault(one.segment, {})[one.code] = one.score
            if one.suggested:
                suggested.setdefault(one.segment, set()).add(one.code)
    made = {segment: decoy(codebook, codes, suggested[segment], scores[segment]) for segment, codes in shown.items() if codes}
    return {segment: one for segment, one in made.items() if one is not None}


def _thresholds(study: Study, codebook: Codebook, tagging: Tagging) -> dict[str, float]:
    """The thresholds of the model that tagged, where it is the study's own and still there."""
    from coder.steps import modelling

    with suppress(ModelError):
        loaded = modelling.load(study, codebook, None)
        if loaded.id == tagging.model:
            codes = [code.id for code in loaded.classifier.codes]
            return dict(zip(codes, (round(float(t), 6) for t in loaded.classifier.thresholds_), strict=True))
    return {}


def _started(planned: Round, plan: Plan, shown: dict[str, tuple[str, ...]]) -> Started:
    design = planned.design
    passages = len({one.segment for one in plan.dealt} | plan.blind)
    withheld = sum(one.arm is Arm.WITHHELD and bool(shown.get(one.segment)) for one in plan.dealt)
    planted = sum(one.arm is Arm.PLANTED for one in plan.dealt)
    remarks = []
    if design.blind and len(plan.blind) < design.blind_minimum:
        remarks.append(f"only {len(plan.blind)} passages could be drawn for the blind part, fewer than {design.blind_minimum}")
    if design.blind and not plan.dealt:
        remarks.append("every passage is coded blind: nothing is left for the part with suggestions (see `blind_minimum`)")
    if design.plant and planted < design.plant_minimum:
        remarks.append(f"only {planted} wrong suggestions could be planted, fewer than {design.plant_minimum}")
    assisted = len({one.segment for one in plan.dealt})
    return Started(planned, passages, len(plan.blind), assisted, withheld, planted, tuple(remarks))
