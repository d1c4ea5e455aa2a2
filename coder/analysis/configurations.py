"""Configurations, links, passages -> what stands for each configuration: passages, people, interviews and counter-examples, by part.

A configuration is what realist evaluation states: in a context a mechanism gives an outcome. Passages are linked to it by people; that
they stand for it is their judgement, and the counts say how much stands there, not that one thing brought about another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.analysis.passages import INTERVIEW, Passage
from coder.codebook import Codebook


class Part(StrEnum):
    """The parts of a configuration, in their order."""

    CONTEXT = "context"
    MECHANISM = "mechanism"
    OUTCOME = "outcome"


class Stand(StrEnum):
    """What a linked passage does for a configuration."""

    SUPPORTS = "supports"
    COUNTER = "counter-example"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A statement of context, mechanism and outcome, in its latest version.

    `strength` says in words how strong the evidence is ("" where nobody has judged it), `codes` are those that each part is about.
    """

    id: str
    statement: str
    strength: str
    codes: Mapping[Part, tuple[str, ...]]
    version: int
    who: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Link:
    """A passage that stands for (or against) a part of a configuration."""

    configuration: str
    segment: str
    part: Part
    stand: Stand
    who: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many passages, of how many people, in how many interviews (answers of a questionnaire are of people, not of interviews)."""

    passages: int
    people: int
    interviews: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands for a configuration: by part and together, the counter-examples, and links whose passage is in no transcript."""

    configuration: Configuration
    parts: Mapping[Part, Tally]
    supports: Tally
    counter: Tally
    whole: int
    gone: int


def evidence(configurations: Iterable[Configuration], links: Sequence[Link], passages: Iterable[Passage]) -> tuple[Evidence, ...]:
    """Count the passages linked to each configuration; `whole` are the people of whom all three parts have a passage."""
    known = {passage.id: passage for passage in passages}
    return tuple(_evidence(one, [link for link in links if link.configuration == one.id], known) for one in configurations)


def _evidence(one: Configuration, links: Sequence[Link], known: Mapping[str, Passage]) -> Evidence:
    here = [(link, known[link.segment]) for link in links if link.segment in known]
    by_part = {part: [p for link, p in here if link.stand is Stand.SUPPORTS and link.part is part] for part in Part}
    people = [{passage.participant for passage in found} for found in by_part.values()]
    return Evidence(
        configuration=one,
        parts={part: tally(found) for part, found in by_part.items()},
        supports=tally(passage for found in by_part.values() for passage in found),
        counter=tally(passage for link, passage in here if link.stand is Stand.COUNTER),
        whole=len(set.intersection(*people)),
        gone=len({link.segment for link in links if link.segment not in known}),
    )


def tally(passages: Iterable[Passage]) -> Tally:
    """Count passages (each once), their people and their interviews."""
    found = {passage.id: passage for passage in passages}.values()
    return Tally(
        len(found),
        len({passage.participant for passage in found}),
        len({passage.transcript for passage in found if passage.source == INTERVIEW}),
    )


# ---- which codes have which part


def part_of(role: str, codebook: Codebook) -> Part | None:
    """The part that a role of the codebook means; None where it is another role, or "".

    A role means a part by its meaning (`C: context`), in whatever letter the codebook writes it.
    """
    meaning = codebook.roles.get(role, "").casefold().strip()
    return next((part for part in Part if part.value == meaning), None)


def codes_by_part(codebook: Codebook) -> dict[Part, tuple[str, ...]]:
    """The codes that are contexts, mechanisms and outcomes; parts without a code are left out."""
    found = {part: tuple(c.id for c in codebook.codes if part_of(c.role, codebook) is part) for part in Part}
    return {part: codes for part, codes in found.items() if codes}


# ---- passages that want to be linked


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in which codes of a configuration stand, with their parts; `with_neighbours` where its neighbours have the others."""

    passage: Passage
    codes: Mapping[Part, tuple[str, ...]]
    with_neighbours: bool


def candidates(
    one: Configuration, passages: Sequence[Passage], linked: Iterable[str], codebook: Codebook
) -> tuple[Candidate, ...]:
    """The passages, not linked yet, that have codes of two parts or more, alone or with the passages beside them.

    A theme that only stands there because one of its categories does counts for nothing. Those with most parts come first.
    """
    taken = set(linked)
    own = [_parts_in(passage, one, codebook) for passage in passages]
    found = []
    for place, passage in enumerate(passages):
        if passage.id in taken or not own[place]:
            continue
        around = set(own[place])
        for other in (place - 1, place + 1):
            if 0 <= other < len(passages) and neighbours(passage, passages[other]):
                around |= own[other].keys()
        if len(around) > 1:
            found.append(Candidate(passage, own[place], len(around) > len(own[place])))
    return tuple(sorted(found, key=lambda each: -len(each.codes)))


def _parts_in(passage: Passage, one: Configuration, codebook: Codebook) -> dict[Part, tuple[str, ...]]:
    wanted = {code for codes in one.codes.values() for code in codes if code in codebook.by_id}
    here = codebook.most_specific(set(passage.codes or ()) & wanted)
    found = {part: tuple(code for code in one.codes.get(part, ()) if code in here) for part in Part}
    return {part: codes for part, codes in found.items() if codes}


def neighbours(one: Passage, other: Passage) -> bool:
    """Whether two passages stand beside each other in one interview and both were looked at; answers in a table never do."""
    beside = one.transcript == other.transcript and abs(one.place - other.place) == 1
    return beside and one.source == INTERVIEW and one.codes is not None and other.codes is not None
