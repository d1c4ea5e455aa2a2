"""What coders differ about -> a workshop: on the table, voted again, settled; the outcome beside everybody's own decisions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder import agreement, suggest
from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import Final, Reason, Settlement
from coder.errors import ReviewError, StudyError
from coder.growth import Growth
from coder.records import Role, tagged_hash
from coder.review import exchange
from coder.review import workshop as workbook
from coder.review.workshop import Marked, Outcome, Passage, Table, Topic
from coder.steps.counted import counted, finals
from coder.steps.decided_ratings import ratings
from coder.steps.exchange import free_name
from coder.steps.reading import known_transcripts
from coder.steps.rounds import unfinished
from coder.study import Ledger, Study, codebooks, meetings, read_whole, workshops, write_whole
from coder.study.workshops import Came, Disputed, Vote, Workshop


@dataclass(frozen=True, slots=True)
class OnTheTable:
    """What `export` put on the table."""

    workshop: str
    passages: int
    topics: int
    marked: int
    coders: tuple[str, ...]
    remarks: tuple[str, ...]
    out: Path


@dataclass(frozen=True, slots=True)
class Settled:
    """What a returned workbook settled; `already` when it came before."""

    name: str
    topics: int
    voted: int
    settled: int
    both: int
    already: bool
    committed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a team is: codes of passages still in dispute, settled (by reason), both readings kept, and voted on again.

    `marked` counts passages in which no code is in dispute, and which somebody marked for discussion and nobody has talked over.
    """

    open_topics: int
    open_passages: int
    marked: int
    settled: int
    both: int
    voted: int
    reasons: Mapping[str, int]


NOTHING = "there is nothing to discuss: coders agree, or every difference is settled, and no passage waits that somebody marked"


def team(given: Mapping[tuple[str, str], Coding]) -> tuple[str, ...]:
    """Who has coded, in the order of their names.

    Raises
    ------
    StudyError
        When that are fewer than two.
    """
    coders = tuple(sorted({coder for coder, _ in given}))
    if len(coders) < 2:
        raise StudyError(
            f"a workshop needs two coders, and {' and '.join(coders) or 'nobody'} has coded so far: coder review is where to code"
        )
    return coders


def disputed(ledger: Ledger, codebook: Codebook, coders: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What coders differ about and no workshop has settled: (segment, code), what costs most agreement first.

    Of a theme and its category, where both differ, the category is discussed.
    """
    done = finals(ledger)
    ranked = agreement.to_discuss(ratings(ledger, codebook, coders))
    found = []
    for segment, codes in zip(ranked["unit"], ranked["codes"], strict=True):
        specific = codebook.most_specific(set(codes))
        found += [(segment, code) for code in codes if code in specific and code not in done.get(segment, {})]
    return found


def export(study: Study, out: Path | None, at: str) -> OnTheTable:
    """Write the workbook of what is to be discussed; the ledger remembers it before it is written."""
    codebook = study.codebook()
    ledger = study.ledger()
    given = counted(ledger)
    coders = team(given)
    topics = disputed(ledger, codebook)
    marked = to_talk_over(ledger, flagged(given))
    if not topics and not marked:
        raise StudyError(NOTHING)
    identity = tagged_hash("W", ledger.study, at, str(workshops.count(ledger)), length=8)
    keys = exchange.keys([tagged_hash("S", segment, code) for segment, code in topics])
    items = tuple(Disputed(keys[tagged_hash("S", segment, code)], segment, code) for segment, code in topics)
    held = Workshop(identity, "xlsx", coders, codebook.version, at, items)
    target = out or free_name(study.review, "workshop", workbook.SUFFIX)
    if target.exists():
        raise StudyError(f"{target} exists: name another file, so that nothing is overwritten")
    table = _table(ledger, codebook, held, given, marked)
    content = workbook.write(table)
    codebooks.keep(ledger, codebook.version, study.codebook_text(), at)
    workshops.add_workshop(ledger, held)
    write_whole(target, content)
    ledger.close()
    passages = len({segment for segment, _ in topics})
    return OnTheTable(identity, passages, len(topics), len(table.marked), coders, table.remarks, target)


def _table(
    ledger: Ledger,
    codebook: Codebook,
    held: Workshop,
    given: Mapping[tuple[str, str], Coding],
    marked: Mapping[str, tuple[str, ...]],
) -> Table:
    passages = _passages(ledger)
    model = suggested(ledger, codebook)
    topics = tuple(_topic(item, passages[item.segment], codebook, held.coders, given, model) for item in held.items)
    shown = tuple(Marked(passages[segment], by) for segment, by in marked.items() if segment in passages)
    return Table(ledger.study, held.id, held.coders, held.at, codebook, topics, shown, remarks(ledger))


def _passages(ledger: Ledger) -> dict[str, Passage]:
    """Every segment, with the question before it: the interviewer's last turn."""
    found = {}
    for one in known_transcripts(ledger):
        asked = [turn for turn in one.transcript.turns if turn.role is Role.INTERVIEWER]
        for segment in one.segments:
            before = [turn for turn in asked if turn.number < segment.turn]
            question = one.transcript.said(before[-1]) if before else ""
            found[segment.id] = Passage(one.transcript.name, segment.speaker, segment.text, question)
    return found


def flagged(given: Mapping[tuple[str, str], Coding]) -> dict[str, tuple[str, ...]]:
    """The passages that somebody marked for discussion, and who did."""
    found: dict[str, tuple[str, ...]] = {}
    for (coder, segment), coding in sorted(given.items(), key=lambda one: one[0]):
        if coding.discuss:
            found[segment] = (*found.get(segment, ()), coder)
    return found


def to_talk_over(ledger: Ledger, marked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Of the passages marked for discussion those that were not talked over, or were marked again since."""
    with ledger.read() as connection:
        done, when = meetings.kept(connection).done, meetings.marked(connection)
    return {segment: by for segment, by in marked.items() if when.get(segment, "") > done.get((segment, ""), "")}


def only_marked(ledger: Ledger, marked: Mapping[str, tuple[str, ...]], topics: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Of the passages to be talked over those in which no code is in dispute."""
    about = {segment for segment, _ in topics}
    present = {segment.id for segment in ledger.segments()}
    return tuple(segment for segment in to_talk_over(ledger, marked) if segment in present and segment not in about)


def remarks(ledger: Ledger) -> tuple[str, ...]:
    """What to know before a workshop: the round that is not finished, and by whom."""
    left = unfinished(ledger)
    if left is None:
        return ()
    return (
        f"{left.said[0].upper()}{left.said[1:]}",
        "Whoever hears the others now is led by them in what is left to code: finish the coding before you talk",
    )


def suggested(ledger: Ledger, codebook: Codebook) -> dict[str, set[str]]:
    """What the newest model suggests of each passage it was asked about, with what that implies."""
    taggings = ledger.taggings()
    if not taggings:
        return {}
    shown = suggest.shown(ledger.suggestions(taggings[-1].id), codebook)
    return {segment: codebook.with_ancestors(set(codes)) for segment, codes in shown.items()}


def _topic(
    item: Disputed,
    passage: Passage,
    codebook: Codebook,
    coders: Sequence[str],
    given: Mapping[tuple[str, str], Coding],
    model: Mapping[str, set[str]],
) -> Topic:
    segment = item.segment
    votes = {c: given[c, segment].values(codebook)[item.code] for c in coders if (c, segment) in given}
    said = item.code in model[segment] if segment in model else None
    return Topic(item.key, passage, item.code, votes, said)


def bring_back(study: Study, path: Path, dry_run: bool, at: str) -> Settled:
    """Import a returned workbook, all or nothing.

    Raises
    ------
    ReviewError
        With every place at which it cannot be taken.
    """
    try:
        content = read_whole(path)
    except StudyError as error:
        raise ReviewError(path.name, (str(error),)) from None
    codebook = study.codebook()
    ledger = study.ledger()
    digest = hashlib.sha256(content).hexdigest()
    if workshops.imported(ledger, digest):
        return Settled(path.name, 0, 0, 0, 0, already=True, committed=False)
    found: list[Workshop] = []

    def table_of(belongs: str, identity: str) -> Table:
        held = _matching(ledger, belongs, identity, path.name)
        found.append(held)
        return _as_it_was(ledger, codebook, held)

    outcome = workbook.read(content, path.name, table_of)
    if outcome.problems:
        raise ReviewError(path.name, tuple(outcome.problems))
    votes, settlements = _news(ledger, found[0], outcome)
    if not dry_run:
        workshops.add_results(ledger, found[0].id, votes, settlements, at, Came(path.name, digest, content))
    ledger.close()
    both = sum(one.final is Final.BOTH for one in settlements)
    return Settled(path.name, len(found[0].items), len(votes), len(settlements), both, already=False, committed=not dry_run)


def _matching(ledger: Ledger, belongs: str, identity: str, name: str) -> Workshop:
    if belongs != ledger.study:
        raise ReviewError(name, (f"it belongs to another study ({belongs or 'not named'}), this one is {ledger.study}",))
    held = workshops.workshop(ledger, identity)
    if held is None:
        raise ReviewError(name, (f"this study never held the workshop {identity}: was the number on Instructions changed?",))
    return held


def _as_it_was(ledger: Ledger, present: Codebook, held: Workshop) -> Table:
    """What was put on the table, in the codebook's words of that day; passages that have since left their transcript too."""
    codebook = present
    if present.version != held.codebook_version:
        codebook = codebooks.of_version(ledger, held.codebook_version) or present
    words = ledger.words([item.segment for item in held.items])
    topics = tuple(Topic(item.key, Passage("", "", words[item.segment], ""), item.code, {}, None) for item in held.items)
    return Table(ledger.study, held.id, held.coders, held.at, codebook, topics)


def _news(ledger: Ledger, held: Workshop, outcome: Outcome) -> tuple[list[Vote], list[Settlement]]:
    """What the workbook says that the ledger does not have yet."""
    before_votes = {(v.segment, v.code, v.coder): v.vote for v in workshops.votes(ledger)}
    before = {(s.segment, s.code): s for s in workshops.settlements(ledger)}
    votes, settled = [], []
    for item in held.items:
        for coder, vote in outcome.votes.get(item.key, {}).items():
            if before_votes.get((item.segment, item.code, coder)) != vote:
                votes.append(Vote(item.segment, item.code, coder, vote))
        if item.key in outcome.finals:
            one = Settlement(item.segment, item.code, *outcome.finals[item.key], held.codebook_version)
            if before.get((item.segment, item.code)) != one:
                settled.append(one)
    return votes, settled


def status(study: Study) -> Standing:
    """How far the team is."""
    codebook = study.codebook()
    ledger = study.ledger()
    topics = disputed(ledger, codebook)
    marked = only_marked(ledger, flagged(counted(ledger)), topics)
    latest = {(one.segment, one.code): one for one in workshops.settlements(ledger)}
    reasons = Counter(one.reason.value for one in latest.values())
    voted = {(vote.segment, vote.code) for vote in workshops.votes(ledger)}
    ledger.close()
    return Standing(
        open_topics=len(topics),
        open_passages=len({segment for segment, _ in topics}),
        marked=len(marked),
        settled=len(latest),
        both=sum(one.final is Final.BOTH for one in latest.values()),
        voted=len(voted),
        reasons={reason.value: reasons[reason.value] for reason in Reason},
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A change of the codebook that somebody's coding or the workshop asks for."""

    source: str
    who: str
    code: str
    words: str
    transcript: str
    turn: int
    segment: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Gaps that say the same of the same code: who says so, and where."""

    source: str
    code: str
    words: str
    who: tuple[str, ...]
    places: tuple[str, ...]


def together(found: Sequence[Gap]) -> tuple[Asked, ...]:
    """The same words, whatever their case and spaces, are one."""
    alike: dict[tuple[str, str, str], list[Gap]] = {}
    for gap in found:
        alike.setdefault((gap.source, gap.code, _plain(gap.words)), []).append(gap)
    return tuple(
        Asked(
            same[0].source,
            same[0].code,
            same[0].words,
            tuple(dict.fromkeys(gap.who for gap in same)),
            tuple(f"{gap.transcript}, turn {gap.turn}" for gap in same),
        )
        for same in alike.values()
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def gaps(study: Study) -> tuple[Gap, ...]:
    """What fits no code: new ideas that coders noted, and differences that a workshop put down to a gap in the codebook."""
    ledger = study.ledger()
    found = gaps_in(counted(ledger), workshops.settlements(ledger), placed(ledger), codebooks.growth(ledger))
    ledger.close()
    return found


def placed(ledger: Ledger) -> dict[str, tuple[str, int]]:
    """Where each segment stands: its transcript and turn."""
    names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
    return {segment.id: (names[segment.transcript], segment.turn) for segment in ledger.segments()}


def gaps_in(
    given: Mapping[tuple[str, str], Coding],
    settled: Sequence[Settlement],
    places: Mapping[str, tuple[str, int]],
    growth: Growth,
) -> tuple[Gap, ...]:
    """The same of what every coder finally said and what was settled, with where each segment stands."""
    found = [
        Gap("new idea", coding.coder, "", coding.emergent, *places[coding.segment], coding.segment)
        for coding in given.values()
        if coding.emergent and coding.segment in places
    ]
    latest = {(one.segment, one.code): one for one in settled}
    found += [
        Gap("workshop", "the team", growth.now(one.code, one.version), one.note, *places[one.segment], one.segment)
        for one in latest.values()
        if one.reason is Reason.GAP and one.segment in places
    ]
    return tuple(sorted(found, key=lambda gap: (gap.code, _plain(gap.words), gap.transcript, gap.turn)))
