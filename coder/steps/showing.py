"""The ledger, a coder -> what this coder is shown now: the one place that decides it, for workbook, HTML file and page alike.

During a round the plan decides; without one everything that was tagged last is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from coder import suggest
from coder.codebook import Codebook
from coder.coding import Coding, codings
from coder.errors import StudyError
from coder.records import Role, Segment, tagged_hash
from coder.review import exchange
from coder.review.exchange import Row
from coder.rounds import reading_order
from coder.steps.names import nearest
from coder.steps.reading import Known, known_transcripts
from coder.study import Export, Item, Ledger, Tagging, codebooks
from coder.study import rounds as kept
from coder.study.rounds import Part, Plan, Round

NOTICE = "A few suggestions are wrong on purpose, to find out whether suggestions lead us. Judge each by the passage alone."


@dataclass(frozen=True, slots=True)
class Showing:
    """What one coder is shown: rows to read and decide on, and the same as the ledger keeps it.

    `slots` and `fullest` (the rows as they would be with every suggestion shown) make files of one round alike; `part` is None outside
    a round, and `then` counts the passages of the part that comes after it.
    """

    coder: str
    tagging: int
    codebook: Codebook
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    transcripts: int
    slots: int = 0
    fullest: tuple[Row, ...] = ()
    notice: str = ""
    round: Round | None = None
    part: Part | None = None
    then: int = 0

    @property
    def number(self) -> int:
        """1 for the part without suggestions, 2 for the one after it, 0 where there is but one."""
        if self.part is Part.BLIND:
            return 1
        return 2 if self.round and self.round.design.blind else 0

    def remember(self, ledger: Ledger, export: Export) -> None:
        """Keep in the ledger what is shown, with its part of the round, before it is given out."""
        if self.round is None or self.part is None:
            ledger.add_export(export)
        else:
            kept.add_export(ledger, export, self.round.id, self.part)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one coder is in a part of a round: passages decided, of all that are still in their transcripts."""

    coder: str
    part: Part
    done: int
    all: int


def showing(ledger: Ledger, codebook: Codebook, coder: str) -> Showing:
    """Decide what a coder is shown.

    Raises
    ------
    StudyError
        Nothing has been tagged, the transcripts have changed since, or the coder is not in the round that is going on.
    """
    taggings = _taggings(ledger)
    admitted(ledger, coder)
    for one in kept.rounds(ledger)[-1:]:
        plan = kept.plan(ledger, one.id)
        left = [p for p in progress(ledger, one, plan) if p.coder == coder and p.done < p.all]
        if left or taggings[-1].id == one.tagging:
            found = _of_round(ledger, codebook, one, plan, coder, left[0].part if left else Part.ASSISTED)
            return replace(found, then=sum(p.all - p.done for p in left[1:]))
    return _of_everything(ledger, codebook, taggings[-1].id, coder)


def admitted(ledger: Ledger, coder: str) -> None:
    """Let everybody in while no round is going on, and its coders while one is.

    Raises
    ------
    StudyError
        The coder is not in the round; says whose name is alike.
    """
    for one in kept.rounds(ledger)[-1:]:
        if coder not in one.coders:
            raise StudyError(
                f"{coder} is not in the round {one.name}, which is going on: its coders are {', '.join(one.coders)}"
                f"{nearest(coder, one.coders)}"
            )


def ready(ledger: Ledger, codebook: Codebook) -> int:
    """Make sure that there is something to review, and count the passages that are new or changed since they were tagged.

    Raises
    ------
    StudyError
        As for `showing`.
    """
    shown = suggest.shown(ledger.suggestions(_taggings(ledger)[-1].id), codebook)
    known = tagged_transcripts(ledger, shown)
    return sum(segment.id not in shown and not segment.backchannel for one in known for segment in one.segments)


def _taggings(ledger: Ledger) -> tuple[Tagging, ...]:
    taggings = ledger.taggings()
    if not taggings:
        raise StudyError("nothing has been tagged yet: run `coder tag` first")
    return taggings


def progress(ledger: Ledger, one: Round, plan: Plan) -> tuple[Progress, ...]:
    """How far every coder of a round is, part by part; says nothing of what was decided."""
    segments = {segment.id for segment in ledger.segments() if not segment.backchannel}
    looked = {(coding.coder, coding.segment) for coding in _codings(ledger) if coding.looked}
    found = []
    for coder in one.coders:
        for part, passages in ((Part.BLIND, plan.blind), (Part.ASSISTED, plan.of(coder).keys())):
            wanted = segments.intersection(passages)
            found.append(Progress(coder, part, sum((coder, segment) in looked for segment in wanted), len(wanted)))
    return tuple(found)


def _codings(ledger: Ledger) -> Collection[Coding]:
    return codings(ledger.decisions()).values()


def _of_everything(ledger: Ledger, codebook: Codebook, tagging: int, coder: str) -> Showing:
    shown = suggest.shown(ledger.suggestions(tagging), codebook)
    known = tagged_transcripts(ledger, shown)
    known.sort(key=lambda one: tagged_hash("O", ledger.study, coder, one.id))
    rows, items = rows_of(known, shown, {segment.id for one in known for segment in one.segments})
    return Showing(coder, tagging, codebook, rows, items, len(known))


def tagged_transcripts(ledger: Ledger, shown: Collection[str]) -> list[Known]:
    """The transcripts of which passages were tagged.

    Raises
    ------
    StudyError
        When none of them is as it was tagged.
    """
    homes = {segment.transcript for segment in ledger.segments() if segment.id in shown}
    known = [one for one in known_transcripts(ledger) if one.id in homes]
    if not known:
        raise StudyError("the transcripts have changed since they were tagged: run `coder tag` again, then export")
    return known


def _of_round(ledger: Ledger, present: Codebook, one: Round, plan: Plan, coder: str, part: Part) -> Showing:
    """What the plan says, in the codebook's words of when it was made."""
    codebook = codebooks.of_hash(ledger, one.codebook_hash) or present
    model = suggest.shown(ledger.suggestions(one.tagging), codebook)
    known = {home.id: home for home in tagged_transcripts(ledger, model)}
    dealt = plan.of(coder)
    asked: Collection[str] = plan.blind
    if part is Part.ASSISTED:
        asked = {*dealt, *(s.id for home in known.values() for s in home.segments if s.backchannel)}
    in_order = [known[home] for home in reading_order(known, coder, one.seed)]
    in_order = [home for home in in_order if any(s.id in asked and not s.backchannel for s in home.segments)]
    if part is Part.BLIND:
        rows, items = rows_of(in_order, {}, asked)
        return Showing(coder, one.tagging, codebook, rows, items, len(in_order), round=one, part=part)
    rows, items = rows_of(in_order, {segment: each.shown for segment, each in dealt.items()}, asked)
    fullest, _ = rows_of(in_order, {segment: model.get(segment, ()) for segment in dealt}, asked)
    slots = max((len(model.get(each.segment, ())) for each in plan.dealt), default=0)
    notice = NOTICE if one.design.plant else ""
    return Showing(coder, one.tagging, codebook, rows, items, len(in_order), slots, fullest, notice, one, part)


def rows_of(
    known: Sequence[Known], shown: Mapping[str, tuple[str, ...]], asked: Collection[str]
) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    """Every turn in reading order; passages asked about have a key, the interviewer's turns and other passages are there to be read."""
    keys = exchange.keys([segment.id for one in known for segment in one.segments])
    rows: list[Row] = []
    items: list[Item] = []
    for one in known:
        by_turn: dict[int, list[Row]] = {}
        for segment in one.segments:
            by_turn.setdefault(segment.turn, []).append(_row(one, segment, keys, shown, asked))
            if segment.id in asked:
                items.append(Item(keys[segment.id], segment.id, shown.get(segment.id, ())))
        for turn in one.transcript.turns:
            if turn.role is Role.INTERVIEWER:
                rows.append(Row("", one.transcript.name, turn.speaker, one.transcript.said(turn)))
            rows.extend(by_turn.get(turn.number, ()))
    return tuple(rows), tuple(items)


def _row(
    one: Known, segment: Segment, keys: Mapping[str, str], shown: Mapping[str, tuple[str, ...]], asked: Collection[str]
) -> Row:
    if segment.id not in asked:
        return Row("", one.transcript.name, segment.speaker, segment.text)
    codes = shown.get(segment.id, ())
    return Row(keys[segment.id], one.transcript.name, segment.speaker, segment.text, codes, segment.backchannel)
