"""A study's ledger -> the facts of its report: its data, coders, rounds, workshops, models and versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from coder.analysis.passages import INTERVIEW, Passage
from coder.analysis.references import reference
from coder.report.agreement_record import Agreement
from coder.report.study_facts import Answers, Coder, Drawn, Facts, Interview
from coder.steps.analysed import Analysed
from coder.steps.counted import counted, finals
from coder.steps.decided_ratings import UNITS
from coder.steps.measuring import versions
from coder.steps.reading import known_transcripts
from coder.study import Ledger, Study, codebooks, rounds, workshops
from coder.study.decided import decided


def facts(study: Study, found: Analysed, measured: Agreement | None, reason: str) -> Facts:
    """Gather them, of the passages as they were read."""
    ledger = study.ledger()
    try:
        interviews, answers = _data(ledger, found.passages)
        present = {passage.id for passage in found.passages}
        codings = [
            key
            for key, coding in counted(ledger).items()
            if key[1] in present and any(value is not None for value in coding.values(found.codebook).values())
        ]
        times = Counter(segment for _, segment in codings)
        frozen = ledger.frozen()
        decisions = decided(ledger)
        return Facts(
            study=ledger.study,
            title=found.codebook.title,
            interviews=interviews,
            answers=answers,
            variables=_variables(found.passages),
            unit=UNITS[frozen[0] if frozen else study.settings().unit],
            segments=len(found.passages),
            looked=sum(passage.codes is not None for passage in found.passages),
            several=sum(n > 1 for n in times.values()),
            said=found.said,
            coders=_coders(ledger, Counter(coder for coder, _ in codings)),
            rounds=tuple(Drawn(one.name, len(rounds.plan(ledger, one.id).blind), one.seed) for one in rounds.rounds(ledger)),
            workshops=workshops.settled_on(ledger),
            settled=sum(len(of) for of in finals(ledger).values()),
            models=_models(ledger),
            codebook=found.codebook,
            changes=codebooks.changes(ledger),
            agreement=measured,
            no_agreement=reason,
            versions={**versions(), "scikit-learn": version("scikit-learn"), "matplotlib": version("matplotlib")},
            decisions=len(decisions),
            until=decisions[-1].at if decisions else "",
        )
    finally:
        ledger.close()


def _data(ledger: Ledger, passages: Sequence[Passage]) -> tuple[tuple[Interview, ...], tuple[Answers, ...]]:
    """The interviews and the tables of answers that passages come from, in their order."""
    turns = {one.transcript.name: len(one.transcript.turns) for one in known_transcripts(ledger)}
    of: dict[str, list[Passage]] = {}
    for passage in passages:
        of.setdefault(passage.transcript, []).append(passage)
    interviews = tuple(
        Interview(
            reference(first),
            first.participant,
            first.interview,
            first.date,
            turns[name],
            len(inside),
            sum(one.words for one in inside),
        )
        for name, inside in of.items()
        for first in [inside[0]]
        if first.source == INTERVIEW
    )
    answers = tuple(
        Answers(name, len({one.participant for one in inside}), turns[name], sum(one.words for one in inside))
        for name, inside in of.items()
        if inside[0].source != INTERVIEW
    )
    return interviews, answers


def _variables(passages: Sequence[Passage]) -> Mapping[str, Mapping[str, str]]:
    """What is known of the people interviewed; what differs between a person's interviews is given with all its values."""
    found: dict[str, dict[str, list[str]]] = {}
    for passage in passages:
        if passage.source == INTERVIEW and passage.variables:
            of = found.setdefault(passage.participant, {})
            for name, value in passage.variables.items():
                if value not in of.setdefault(name, []):
                    of[name].append(value)
    return {who: {name: "; ".join(values) for name, values in of.items()} for who, of in found.items()}


def _coders(ledger: Ledger, looked: Mapping[str, int]) -> tuple[Coder, ...]:
    given: dict[str, set[str]] = {}
    suggested: dict[str, set[str]] = {}
    gone = rounds.withdrawn(ledger)
    for listed in ledger.exports():
        export = None if listed.id in gone else ledger.export(listed.id)
        for item in export.items if export else ():
            given.setdefault(listed.coder, set()).add(item.segment)
            if item.shown:
                suggested.setdefault(listed.coder, set()).add(item.segment)
    return tuple(Coder(name, looked[name], len(given.get(name, ())), len(suggested.get(name, ()))) for name in sorted(looked))


def _models(ledger: Ledger) -> tuple[str, ...]:
    """The models whose suggestions were given out, in the order in which they were."""
    of = {tagging.id: tagging.model for tagging in ledger.taggings()}
    return tuple(dict.fromkeys(of[export.tagging] for export in ledger.exports() if export.tagging in of))
