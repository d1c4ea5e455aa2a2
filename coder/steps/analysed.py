"""A study -> its passages with what was confirmed of them: by one coder, by most of them, or as the workshops settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.passages import INTERVIEW, QUESTIONNAIRE, Natural, Passage, natural
from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import for_learning
from coder.errors import StudyError
from coder.readers import ANSWERS
from coder.records import Kind, Segment, Turn
from coder.steps.counted import counted, finals
from coder.steps.participants import People, people
from coder.steps.reading import Known, known_transcripts
from coder.study import Ledger, Study, rounds, workshops
from coder.study.rounds import Part


@dataclass(frozen=True, slots=True)
class Given:
    """Whose codes: those of one coder (None: the consensus, or of most coders), and whether only of what was coded blind."""

    coder: str | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Analysed:
    """Passages in reading order, transcripts in order of participant and interview; `said` tells whose codes they have.

    `machine` is True where they are a model's suggestions, which nobody confirmed.
    """

    passages: tuple[Passage, ...]
    codebook: Codebook
    said: str
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is taken as coded of one passage; codes as in `Passage`."""

    codes: frozenset[str]
    refuted: frozenset[str]
    unsure: frozenset[str]
    unknown: frozenset[str]
    emergent: tuple[str, ...]
    tied: bool


NOTHING = "nothing is coded yet: run `coder review`, or `coder import` for files that came back, first"
_UNTOUCHED = Verdict(frozenset(), frozenset(), frozenset(), frozenset(), (), tied=False)


def analysed(study: Study, given: Given) -> Analysed:
    """Read the study's passages with their confirmed codes.

    Raises
    ------
    StudyError
        Nothing is coded yet, nothing was coded blind, or the coder is none of this study.
    """
    codebook = study.codebook()
    known_people = people(study)
    ledger = study.ledger()
    try:
        codings, whose = _codings(ledger, codebook, given)
        known = known_transcripts(ledger)
        present = {segment.id for one in known for segment in one.segments}
        by_segment: dict[str, list[Coding]] = {}
        for (_, segment), coding in sorted(codings.items()):
            by_segment.setdefault(segment, []).append(coding)
        verdicts = {
            segment: found
            for segment, of in by_segment.items()
            if segment in present and (found := verdict(of, codebook)) is not None
        }
        if not verdicts:
            raise StudyError("what was coded is in no transcript any more: put the transcripts back and run `coder tag`")
        passages = _passages(study, known, verdicts, known_people)
        gone = len(by_segment.keys() - present)
        return Analysed(passages, codebook, whose + _not_counted(passages, verdicts, gone))
    finally:
        ledger.close()


def suggested(study: Study) -> Analysed:
    """Read the study's passages with what was last suggested of each: nobody has confirmed that.

    Raises
    ------
    StudyError
        Nothing is tagged yet.
    """
    codebook = study.codebook()
    known_people = people(study)
    ledger = study.ledger()
    try:
        taggings = ledger.taggings()
        if not taggings:
            raise StudyError("nothing has been tagged yet: run `coder tag` first")
        found: dict[str, set[str]] = {}
        made_by: dict[str, str] = {}
        for tagging in taggings:
            newest: dict[str, set[str]] = {}
            for suggestion in ledger.suggestions(tagging.id):
                of = newest.setdefault(suggestion.segment, set())
                if suggestion.suggested and suggestion.code in codebook.by_id:
                    of.add(suggestion.code)
            found |= newest
            made_by |= dict.fromkeys(newest, f"model {tagging.model}, {tagging.at[:10]}")
        verdicts = {
            segment: Verdict(frozenset(codebook.with_ancestors(codes)), frozenset(), frozenset(), frozenset(), (), tied=False)
            for segment, codes in found.items()
        }
        passages = _passages(study, known_transcripts(ledger), verdicts, known_people)
        models = dict.fromkeys(made_by[passage.id] for passage in passages if passage.id in made_by)
        said = f"Machine suggestions, not confirmed by anybody: {'; '.join(models) or 'none of what is in the transcripts now'}."
        return Analysed(passages, codebook, said, machine=True)
    finally:
        ledger.close()


def everything(study: Study) -> tuple[Passage, ...]:
    """Read the study's passages, coded or not, without any codes."""
    known_people = people(study)
    ledger = study.ledger()
    try:
        return _passages(study, known_transcripts(ledger), {}, known_people)
    finally:
        ledger.close()


def verdict(codings: Sequence[Coding], codebook: Codebook) -> Verdict | None:
    """What most of these coders say of one passage, code by code; as many yes as no leaves a code open. None: nobody looked."""
    everything = [coding.values(codebook) for coding in codings]
    values = [found for found in everything if any(value is not None for value in found.values())]
    if not values:
        return None
    answers = [coding.answers for coding in codings]
    yes, unknown, tied, refuted = set(), set(), set(), set()
    for code in codebook.ids:
        votes = Counter(of[code] for of in values)
        if votes[True] > votes[False]:
            yes.add(code)
        elif votes[True] == votes[False]:
            unknown.add(code)
            tied |= {code} if votes[True] else set()
        if votes[True] < votes[False] and any(of.get(code) is Kind.REFUTE for of in answers):
            refuted.add(code)
    unsure = tied | {code for code in unknown if any(of.get(code) is Kind.UNSURE for of in answers)}
    codes = codebook.with_ancestors(yes)
    notes = tuple(dict.fromkeys(coding.emergent for coding in codings if coding.emergent))
    return Verdict(
        frozenset(codes),
        frozenset(refuted - codes),
        frozenset(unsure - codes),
        frozenset(unknown - codes),
        notes,
        bool(tied - codes),
    )


def _codings(ledger: Ledger, codebook: Codebook, given: Given) -> tuple[Mapping[tuple[str, str], Coding], str]:
    """The codings asked for, and the sentence that says whose they are."""
    everyone = counted(ledger)
    if not everyone:
        raise StudyError(NOTHING)
    names = sorted({coder for coder, _ in everyone})
    if given.coder is not None and given.coder not in names:
        raise StudyError(f"{given.coder} has coded nothing in this study: its coders are {', '.join(names)}")
    found = _blind(ledger) if given.blind else everyone
    if given.coder is not None:
        found = {key: coding for key, coding in found.items() if key[0] == given.coder}
        if not found:
            raise StudyError(f"{given.coder} has coded nothing blind")
        return found, f"Codes: {given.coder}'s {'blind codings' if given.blind else 'decisions'}"
    if given.blind:
        return found, "Codes: blind codings, by most coders" if len({c for c, _ in found}) > 1 else "Codes: blind codings"
    settled = finals(ledger)
    if settled:
        days = workshops.settled_on(ledger)
        when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        return for_learning(
            found, settled, codebook
        ), f"Codes: the consensus of the workshop on {when}, elsewhere those that most coders gave"
    if len(names) == 1:
        return found, f"Codes: {names[0]}'s decisions"
    return found, f"Codes: those that most coders gave ({', '.join(names)})"


def _blind(ledger: Ledger) -> Mapping[tuple[str, str], Coding]:
    exports = frozenset(export for export, (_, part) in rounds.parts(ledger).items() if part is Part.BLIND)
    found = counted(ledger, exports) if exports else {}
    if not found:
        raise StudyError("nothing has been coded blind yet: `coder round` gives passages to be coded without suggestions")
    return found


def _not_counted(passages: Iterable[Passage], verdicts: Mapping[str, Verdict], gone: int) -> str:
    """What the sentence on whose codes they are adds on what is left out."""
    ties = sum(verdicts[passage.id].tied for passage in passages if passage.id in verdicts)
    untouched = sum(passage.codes is None for passage in passages)
    parts = [
        f"ties are left out ({_segments(ties)}; `coder workshop` settles them)" if ties else "",
        f"{_segments(untouched)} not looked at" if untouched else "",
        f"{_segments(gone)} decided on and since gone from the transcripts" if gone else "",
    ]
    return "; ".join(["", *filter(None, parts)]) + "."


def _segments(n: int) -> str:
    return f"{n:,} segment{'s' * (n != 1)}"


def _passages(study: Study, known: Iterable[Known], verdicts: Mapping[str, Verdict], known_people: People) -> tuple[Passage, ...]:
    corrections = study.settings().transcripts
    found = []
    for one in known:
        corrected = corrections.get(one.transcript.name)
        interview = (corrected.interview if corrected else None) or one.transcript.interview
        participant = (corrected.participant if corrected else "") or one.transcript.participant or one.transcript.name
        table = one.transcript.convention == ANSWERS
        turns = {turn.number: turn for turn in one.transcript.turns}
        for place, segment in enumerate(one.segments):
            who, number = (segment.source_id or participant, None) if table else (participant, interview)
            found.append(_passage(one, segment, place, turns, verdicts.get(segment.id), who, number, known_people))
    return tuple(sorted(found, key=_order))


def _order(passage: Passage) -> tuple[bool, Natural, int, str, int]:
    """Interviews before questionnaires; within them by participant and interview; an answer stays where its table has it."""
    table = passage.source == QUESTIONNAIRE
    return table, natural("" if table else passage.participant), passage.interview or 0, passage.transcript, passage.place


def _passage(
    one: Known,
    segment: Segment,
    place: int,
    turns: Mapping[int, Turn],
    found: Verdict | None,
    who: str,
    number: int | None,
    known_people: People,
) -> Passage:
    table = one.transcript.convention == ANSWERS
    around = [turns.get(segment.turn + step) for step in (-1, 1)]
    before, after = ("" if table or turn is None else one.transcript.said(turn) for turn in around)
    own = dict(turns[segment.turn].variables) if segment.turn in turns else {}
    verdict_ = found or _UNTOUCHED
    return Passage(
        id=segment.id,
        transcript=one.transcript.name,
        participant=who,
        interview=number,
        source=QUESTIONNAIRE if table else INTERVIEW,
        date=known_people.date(one.transcript.name, who, number),
        variables=known_people.variables(who, number, own),
        place=place,
        turn=segment.turn,
        speaker=segment.speaker,
        source_id=segment.source_id,
        text=segment.text,
        before=before,
        after=after,
        codes=found.codes if found else None,
        refuted=verdict_.refuted,
        unsure=verdict_.unsure,
        emergent=verdict_.emergent,
        unknown=verdict_.unknown,
    )
