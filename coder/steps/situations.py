"""A study -> the situations followed over its interviews, and the timeline of a participant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.passages import INTERVIEW, Passage
from coder.analysis.timeline import Timeline, timeline
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.steps.analysed import Given, analysed, everything
from coder.steps.configurations import known_segments
from coder.study import Study
from coder.study import situations as kept


@dataclass(frozen=True, slots=True)
class Followed:
    """A situation of a participant, and its passages in reading order."""

    participant: str
    name: str
    passages: tuple[Passage, ...]


def tag(study: Study, participant: str, name: str, segments: Sequence[str], belongs: bool, who: str, at: str) -> int:
    """Say that passages belong to a situation of a participant, or no longer do; returns how many were changed."""
    if not name.strip():
        raise StudyError("a situation needs a name")
    ledger = study.ledger()
    try:
        wanted = known_segments(ledger, segments)
        passages = {passage.id: passage for passage in everything(study)}
        whose = _participant(passages.values(), participant)
        foreign = [segment for segment in wanted if passages[segment].participant != whose]
        if foreign:
            raise StudyError(f"not of {whose}: {', '.join(foreign)}: a situation is one participant's; nothing was changed")
        before = kept.situations(ledger).get((whose, name.strip()), frozenset())
        changed = [segment for segment in wanted if (segment in before) is not belongs]
        if changed:
            kept.tag(ledger, whose, name.strip(), changed, belongs, who, at)
        return len(changed)
    finally:
        ledger.close()


def listed(study: Study) -> tuple[Followed, ...]:
    """All situations, by participant and name."""
    ledger = study.ledger()
    found = kept.situations(ledger)
    ledger.close()
    passages = everything(study) if found else ()
    return tuple(Followed(*key, tuple(p for p in passages if p.id in found[key])) for key in sorted(found))


def follow(
    study: Study, given: Given, participant: str, situation: str | None, families: Sequence[str]
) -> tuple[Timeline, Codebook, str]:
    """Make the timeline of a participant: whole, or along one situation; also whose codes it counts."""
    found = analysed(study, given)
    for family in families:
        if family not in {one.id for one in found.codebook.families}:
            known = ", ".join(one.id for one in found.codebook.families)
            raise StudyError(f"there is no family {family}: the codebook has {known}")
    whose = _participant((passage for passage in found.passages if passage.source == INTERVIEW), participant)
    ledger = study.ledger()
    tagged = kept.situations(ledger)
    ledger.close()
    name = (situation or "").strip()
    if name and (whose, name) not in tagged:
        raise StudyError(f"{whose} has no situation {name!r}: {_those(tagged, whose)}")
    inside = tagged.get((whose, name), frozenset())
    return timeline(found.passages, found.codebook, whose, name, inside, families), found.codebook, found.said


def _participant(passages: Iterable[Passage], wanted: str) -> str:
    names = {passage.participant for passage in passages}
    found = next((name for name in sorted(names) if name.casefold() == wanted.strip().casefold()), None)
    if found is None:
        raise StudyError(f"there is no participant {wanted}: there are {', '.join(sorted(names)) or 'none'}")
    return found


def _those(tagged: Mapping[tuple[str, str], frozenset[str]], whose: str) -> str:
    names = [name for participant, name in tagged if participant == whose]
    if names:
        return f"there are {', '.join(names)}"
    return "tag one with `coder situation add NAME --participant P PASSAGE...`"
