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
from coder.steps.names import coder_name, typed
from coder.steps.showing import Progress, progress, tagged_transcripts
from coder.study import Ledger, Study, Tagging, codebooks
from coder.study import rounds as kept
from coder.study.rounds import Part, Plan, Round
from coder.study.settings import SETTINGS

RETURNING = frozenset({"xlsx", "html"})
"""Formats of review files that come back with answers."""
NONE = 'no round has been started: `coder round start NAME --coders "anna,ben"` starts one'


@dataclass(frozen=True, slots=True)
class Started:
    """What a round's plan holds, in numbers; `remarks` say what could not be as asked.

    `places` are those in which the model suggests something to a coder, `withheld` those of them where it is not shown.
    """

    round: Round
    passages: int
    blind: int
    assisted: int
    places: int
    withheld: int
    planted: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The part of a round that a coder is in, the passages left in it, and whether a file with it is out."""

    coder: str
    part: Part
    left: int
    out: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A round that goes on: how far the coders are who have not finished it, part by part, and what each of them is in."""

    round: Round
    progress: tuple[Progress, ...]
    waiting: tuple[Waiting, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who has not finished it."""
        return tuple(dict.fromkeys(part.coder for part in self.progress))

    @property
    def said(self) -> str:
        """`the round first is not finished by anna (13 of 28 passages left), ben (28 of 28 passages left)`."""
        return f"the round {self.round.name} is not finished by {', '.join(self._left(coder) for coder in self.coders)}"

    @property
    def caution(self) -> str:
        """What to say above figures."""
        return f"{self.said}; the figures are of what is in so far"

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
            return Unfinished(one, tuple(part for part in found if part.coder in late), _waiting(ledger, one, found))
    return None


def _waiting(ledger: Ledger, one: Round, found: Sequence[Progress]) -> tuple[Waiting, ...]:
    """The first part of each coder that is not finished; the page on this computer is no file that has to come back."""
    first: dict[str, Progress] = {}
    for part in found:
        if part.done < part.all:
            first.setdefault(part.coder, part)
    parts = kept.parts(ledger)
    out = {(export.coder, parts[export.id]) for export in ledger.exports() if export.id in parts and export.format in RETURNING}
    return tuple(
        Waiting(part.coder, part.part, part.all - part.done, (part.coder, (one.id, part.part)) in out) for part in first.values()
    )


def start(study: Study, name: str, coders: Sequence[str], seed: int, at: str, *, alone: bool = False) -> Started:
    """Draw a round's plan from what was tagged last and keep it; `seed` is used where study.yaml names none.

    Raises
    ------
    StudyError
        No coders, one twice, or one only that is not `alone` on purpose; a name that is taken, a round that is not finished, nothing
        tagged, or nothing left to code blind.
    """
    team = _team(coders, alone)
    settings = study.settings()
    codebook = study.codebook()
    ledger = study.ledger()
    _may_start(ledger, name)
    tagging = ledger.taggings()[-1]
    found = ledger.suggestions(tagging.id)
    shown = suggest.shown(found, codebook)
    used = settings.seed if settings.seed is not None else seed
    plan = _plan(ledger, codebook, found, team, settings.design, used)
    if settings.design.blind and not plan.blind:
        raise StudyError(
            "nothing is left to code blind: every passage was given out with its suggestions or decided on. Tag transcripts that are "
            f"new; or do without a blind part: write the line `round: {{blind: off}}` into {study.settings_path} (if a line "
            "`round:` is there already, `blind: off` below it) and give this command again"
        )
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How far each coder is in each part of the newest round, the short replies not counted there, and who has not finished."""

    round: Round
    progress: tuple[Progress, ...]
    short: int
    unfinished: Unfinished | None


def status(study: Study) -> Standing:
    """How far everybody is in the newest round, and nothing of what anybody decided."""
    ledger = study.ledger()
    found = kept.rounds(ledger)
    if not found:
        raise StudyError(NONE)
    one = found[-1]
    short = sum(segment.backchannel for segment in ledger.segments())
    standing = Standing(one, progress(ledger, one, kept.plan(ledger, one.id)), short, unfinished(ledger))
    ledger.close()
    return standing


def going_on(study: Study) -> Unfinished | None:
    """As `unfinished`, of a study."""
    ledger = study.ledger()
    found = unfinished(ledger)
    ledger.close()
    return found


def cancel(study: Study, name: str, at: str) -> Round:
    """Give up a round in which nobody has decided anything; it stays in the ledger, and its name is not used again.

    Raises
    ------
    StudyError
        No such round, one that was cancelled before, or one in which somebody has decided.
    """
    ledger = study.ledger()
    found = kept.rounds(ledger)
    one = next((one for one in found if one.name == name), None)
    if one is None:
        known = ", ".join(one.name for one in found) or "none"
        raise StudyError(f"there is no round {name} to cancel; rounds that are not cancelled: {known}")
    if not kept.cancel(ledger, one.id, at):
        raise StudyError(f"the round {name} cannot be cancelled any more: somebody has decided in it, and decisions are kept")
    ledger.close()
    return one


def listed(study: Study) -> tuple[Started, ...]:
    """All rounds in numbers, oldest first, those too that were cancelled."""
    ledger = study.ledger()
    found = []
    for one in kept.with_cancelled(ledger):
        codebook = codebooks.of_hash(ledger, one.codebook_hash) or study.codebook()
        found.append(_started(one, kept.plan(ledger, one.id), suggest.shown(ledger.suggestions(one.tagging), codebook)))
    ledger.close()
    return tuple(found)


def _team(coders: Sequence[str], alone: bool) -> tuple[str, ...]:
    team = tuple(coder_name(name) for name in coders)
    if not team:
        raise StudyError('a round needs its coders, their names divided by commas: --coders "anna,ben"')
    if len(set(team)) < len(team):
        raise StudyError(f"a coder is named twice: {', '.join(team)}")
    if len(team) == 1 and not alone:
        raise StudyError(
            f'one coder only ({team[0]}), and agreement needs two: names are divided by commas, as in --coders "Anna Berg,Ben"; '
            "add --alone if one person is meant"
        )
    if len(team) > 1 and alone:
        raise StudyError(f"--alone is for one coder, and here are {len(team)}: {', '.join(team)}")
    return team


def _may_start(ledger: Ledger, name: str) -> None:
    if not ledger.taggings():
        raise StudyError("nothing has been tagged yet: run `coder tag` first")
    for one in kept.with_cancelled(ledger):
        if one.name == name:
            gone = ", which was cancelled" if one.cancelled else ""
            raise StudyError(f"there is a round {name} already{gone}: give this one another name")
    open_round = unfinished(ledger)
    if open_round is not None:
        cancel = f"`coder round cancel {typed(open_round.round.name)}` undoes it while nobody has decided anything"
        raise StudyError(f"{open_round.said}: `coder round status` says what is next; {cancel}")


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
    to_code = sum(not set(team) <= set(decided.get(segment, ())) for segment in everything)
    drawn = blind_sample(strata, design.fitted(to_code), seed)
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
    assisted = {one.segment for one in plan.dealt}
    places = [one for one in plan.dealt if shown.get(one.segment)]
    withheld = sum(one.arm is Arm.WITHHELD for one in places)
    planted = sum(one.arm is Arm.PLANTED for one in plan.dealt)
    passages = len(assisted | plan.blind)
    remarks = _of_the_blind_part(planned, plan, passages) if design.blind else []
    if design.plant and planted < design.plant_minimum:
        remarks.append(f"only {planted} wrong suggestions could be planted, fewer than {design.plant_minimum}")
    return Started(planned, passages, len(plan.blind), len(assisted), len(places), withheld, planted, tuple(remarks))


def _of_the_blind_part(planned: Round, plan: Plan, passages: int) -> list[str]:
    """Why fewer are coded blind than would be good, and what can be done about it."""
    blind, fresh, design = len(plan.blind), len(plan.probabilities), planned.design
    cancel = f"coder round cancel {typed(planned.name)}"
    if not plan.dealt:
        asked = f"as `blind` or `blind_minimum` in {SETTINGS} asks"
        return [
            f"every passage is coded blind, {asked}, so there is no part 2; {cancel} undoes this, and a smaller number leaves some"
        ]
    if blind >= design.blind_minimum:
        return []
    if blind == fresh < passages:
        others = f"the other {passages - fresh} were given out with suggestions, or decided on, before"
        return [f"only {blind} passages could be drawn for the blind part; {others}"]
    return [
        f"{blind} passages are coded blind instead of {design.blind_minimum}, so that part 2 has some: intervals of agreement will be wide",
        f"to set the number yourself, {cancel}, then write `round: {{blind_minimum: {passages * 3 // 4}}}` in {SETTINGS}",
    ]
