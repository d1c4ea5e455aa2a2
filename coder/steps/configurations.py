"""A study -> its configurations: stated, linked to passages, counted, and what stands together against chance; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.analysis.configurations import (
    Candidate,
    Configuration,
    Evidence,
    Link,
    Part,
    Stand,
    candidates,
    codes_by_part,
    evidence,
)
from coder.analysis.explanatory import Model, Stage, model, stages_by_part
from coder.analysis.passages import Passage
from coder.analysis.together import Companions, together
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.steps.analysed import Analysed, Given, analysed, everything
from coder.steps.names import typed
from coder.study import Ledger, Study, codebooks, situations
from coder.study import configurations as kept
from coder.study.configurations import Version, Worded
from coder.study.starting import Starting, read_starting, shipped_starting

NONE = "no configuration is stated yet: `coder configurations start` brings in a first set, `coder configurations add` states one"


@dataclass(frozen=True, slots=True)
class By:
    """Who says it, why, and when."""

    who: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Stated:
    """All configurations with what stands for them, the links, and the passages by id."""

    evidence: tuple[Evidence, ...]
    links: tuple[Link, ...]
    passages: Mapping[str, Passage]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The explanatory model, whose codes it counts, and where its stages are from."""

    model: Model
    codebook: Codebook
    said: str
    stages_from: str


def stated(study: Study) -> Stated:
    """Count what stands for each configuration; links are people's, so nothing depends on whose codes are counted."""
    ledger = study.ledger()
    found, links = _now(ledger), kept.links(ledger)
    ledger.close()
    passages = everything(study) if found else ()
    return Stated(evidence(found, links, passages), links, {passage.id: passage for passage in passages})


def versions(study: Study, name: str) -> tuple[Version, ...]:
    """Every version of one configuration, oldest first."""
    ledger = study.ledger()
    found = tuple(one for one in kept.versions(ledger) if one.configuration.id == name)
    ledger.close()
    if not found:
        raise _unknown(name, ())
    return found


def add(study: Study, name: str, statement: str, strength: str, codes: Mapping[Part, Sequence[str]], by: By) -> Configuration:
    """State a configuration, or a new version of one: what is left out stays as it was."""
    _signed(by)
    book = study.codebook()
    worded = Worded(
        name.strip(),
        " ".join(statement.split()),
        strength.strip(),
        {part: tuple(_code(book, code) for code in of) for part, of in codes.items() if of},
    )
    ledger = study.ledger()
    try:
        before = next((one for one in _now(ledger) if one.id == worded.id), None)
        if before:
            said = worded.statement or before.statement
            worded = Worded(worded.id, said, worded.strength or before.strength, {**before.codes, **worded.codes})
            if (worded.statement, worded.strength, worded.codes) == (before.statement, before.strength, before.codes):
                raise StudyError(f"{name} says this already: nothing was changed")
        if not worded.id or not worded.statement:
            raise StudyError("a configuration needs an id and a statement: --statement TEXT")
        kept.add(ledger, [worded], by.who.strip(), by.why.strip(), by.at)
        return next(one for one in kept.configurations(ledger) if one.id == worded.id)
    finally:
        ledger.close()


def withdraw(study: Study, name: str, by: By) -> None:
    """Take a configuration out of what is stated; its versions and links stay in the ledger."""
    _signed(by)
    ledger = study.ledger()
    try:
        one = _find(_now(ledger), name)
        kept.add(ledger, [Worded(one.id, one.statement, one.strength, one.codes)], by.who, by.why, by.at, withdrawn=True)
    finally:
        ledger.close()


def link(study: Study, name: str, segments: Sequence[str], parts: Sequence[Part], stand: Stand | None, by: By) -> int:
    """Link passages to parts of a configuration, or (None) take links back; returns how many links were changed."""
    if not by.who.strip():
        raise StudyError("say who links: --who NAME")
    ledger = study.ledger()
    try:
        one = _find(_now(ledger), name)
        there = {(found.segment, found.part): found.stand for found in kept.links(ledger) if found.configuration == one.id}
        wanted = known_segments(ledger, segments) if stand else [segment.strip().upper() for segment in segments]
        changed = [(s, part) for s in wanted for part in parts or tuple(Part) if there.get((s, part)) is not stand]
        if stand is None and not changed:
            raise StudyError(
                f"none of these passages is linked to {name}: `coder configurations show {typed(name)}` lists those that are"
            )
        for part in Part:
            of = [segment for segment, found in changed if found is part]
            if of:
                kept.link(ledger, one.id, of, [part], stand, by.who.strip(), by.why.strip(), by.at)
        return len(changed)
    finally:
        ledger.close()


def start(study: Study, file: Path | None, by: By) -> tuple[Starting, tuple[str, ...]]:
    """Bring in the configurations of a file that are not stated in this study yet; returns the file's and the ids that were brought in."""
    _signed(by)
    found = read_starting(file or shipped_starting(), study.codebook())
    ledger = study.ledger()
    try:
        before = {one.configuration.id for one in kept.versions(ledger)}
        new = [one for one in found.configurations if one.id not in before]
        if new:
            kept.add(ledger, new, by.who.strip(), by.why.strip(), by.at)
        return found, tuple(one.id for one in new)
    finally:
        ledger.close()


def suggest(study: Study, given: Given, seed: int, orders: int) -> tuple[Companions, Analysed]:
    """Find which codes of different parts stand together, and how often they would by chance."""
    book = study.codebook()
    if len(codes_by_part(book)) < 2:
        raise StudyError(
            f"{study.codebook_path.name}: codes of two parts at least are needed to look for configurations: give codes the "
            "roles of context, mechanism and outcome (`role: C`, `role: M`, `role: O`)"
        )
    found = analysed(study, given)
    ledger = study.ledger()
    tagged = situations.situations(ledger)
    ledger.close()
    return together(found.passages, found.codebook, tagged, seed, orders), found


def to_link(study: Study, given: Given, name: str) -> tuple[Configuration, tuple[Candidate, ...], Analysed]:
    """Find the passages that have codes of a configuration and are not linked to it yet."""
    ledger = study.ledger()
    one = _find(_now(ledger), name)
    linked = {found.segment for found in kept.links(ledger) if found.configuration == one.id}
    ledger.close()
    if len(one.codes) < 2:
        raise StudyError(
            f"{name} names codes of {'one part only' if one.codes else 'no part'}: give it those of two parts at least with "
            f"`coder configurations add {typed(name)} --context CODE --mechanism CODE --outcome CODE`"
        )
    found = analysed(study, given)
    return one, candidates(one, found.passages, linked, found.codebook), found


def draw(study: Study, given: Given, file: Path | None) -> Drawn:
    """Count the explanatory model: its stages from a file, from the tool's own where it fits the codebook, or else from roles."""
    book = study.codebook()
    stages, source = _stages(book, file)
    if not stages:
        raise StudyError(
            f"{study.codebook_path.name}: its codes have no role of context, mechanism or outcome: give them roles "
            "(`role: C`), or name a file with the stages of the model: --stages FILE"
        )
    found = analysed(study, given)
    return Drawn(model(found.passages, found.codebook, stages), found.codebook, found.said, source)


def _stages(book: Codebook, file: Path | None) -> tuple[tuple[Stage, ...], str]:
    if file is not None:
        found = read_starting(file, book)
        if not found.stages:
            raise StudyError(f"{found.name}: there are no stages: list them under `model:`, each with a label and codes")
        return found.stages, found.name
    try:
        found = read_starting(shipped_starting(), book)
    except StudyError:  # the tool's own file is for another codebook
        return stages_by_part(book), "the roles of the codes"
    return found.stages, found.name


def known_segments(ledger: Ledger, segments: Sequence[str]) -> list[str]:
    """The ids of segments as the ledger has them; every one that is not there is named."""
    present = {segment.id for segment in ledger.segments()}
    wanted = list(dict.fromkeys(segment.strip().upper() for segment in segments))
    unknown = [segment for segment in wanted if segment not in present]
    if unknown:
        raise StudyError(f"no such segment: {', '.join(unknown)}: `coder segments` lists them; nothing was changed")
    return wanted


def _now(ledger: Ledger) -> tuple[Configuration, ...]:
    """The configurations that stand, in the codebook's present codes."""
    growth = codebooks.growth(ledger)
    return tuple(
        replace(one, codes={part: tuple(dict.fromkeys(growth.latest(code) for code in of)) for part, of in one.codes.items()})
        for one in kept.configurations(ledger)
    )


def _find(found: Sequence[Configuration], name: str) -> Configuration:
    one = next((one for one in found if one.id == name.strip()), None)
    if one is None:
        raise _unknown(name, found)
    return one


def _unknown(name: str, found: Sequence[Configuration]) -> StudyError:
    if not found:
        return StudyError(f"there is no configuration {name}: {NONE}")
    return StudyError(f"there is no configuration {name}: there are {', '.join(one.id for one in found)}")


def _code(book: Codebook, words: str) -> str:
    found = book.find(words)
    if found is None:
        raise StudyError(f"'{words}' is not a code of {book.title!r}: `coder codebook` lists them")
    return found


def _signed(by: By) -> None:
    if not by.who.strip() or not by.why.strip():
        raise StudyError("say who states this, and why: --who NAME --why TEXT")
