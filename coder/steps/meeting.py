"""The ledger -> what a team settles in the workshop's page; each vote, note and settlement is in the ledger the moment it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import Final, Reason
from coder.errors import StudyError
from coder.records import tagged_hash
from coder.review import exchange
from coder.review.exchange import Sheet
from coder.review.meeting import Matter, Meeting, Missing, State
from coder.steps.counted import counted
from coder.steps.names import nearest
from coder.steps.reading import known_transcripts
from coder.steps.showing import rows_of
from coder.steps.workshop import NOTHING, disputed, flagged, gaps_in, only_marked, placed, remarks, suggested, team, together
from coder.study import Ledger, Study, acts, codebooks, meetings, workshops
from coder.study.meetings import Kept, Place
from coder.study.workshops import Disputed, Workshop

FORMAT = "web"
_FIRST = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True)
class OnThePage:
    """What is on the table: differences and how many are settled, passages only marked for discussion and how many are talked over."""

    differences: int
    settled: int
    marked: int
    talked: int


class StudyMeeting:
    """A study's workshop. What coders had said first is as it was when the workshop was opened."""

    def __init__(self, study: Study, clock: Callable[[], str]) -> None:
        self._clock = clock
        self._study = study
        self._ledger = study.ledger()
        self._codebook = study.codebook()
        self._given = counted(self._ledger)
        self._model = suggested(self._ledger, self._codebook)
        self._growth = codebooks.growth(self._ledger)
        self._where = placed(self._ledger)
        self._flagged = flagged(self._given)
        self._held = _opened(self._ledger, study, self._codebook, self._flagged, clock())
        self._places = {item.key: (item.segment, item.code) for item in self._held.items}

    @property
    def coders(self) -> tuple[str, ...]:
        """Who may vote."""
        return self._held.coders

    def know(self, names: Sequence[str]) -> None:
        """Refuse names that have no vote.

        Raises
        ------
        StudyError
            When somebody has coded nothing.
        """
        for name in names:
            if name not in self._held.coders:
                raise StudyError(
                    f"{name} has coded nothing here and has no vote: the coders are {', '.join(self._held.coders)}"
                    f"{nearest(name, self._held.coders)}"
                )

    def close(self) -> None:
        """Give the ledger back."""
        self._ledger.close()

    # ---- what is on the table

    def meeting(self) -> Meeting:
        """What is on the table, in its order, within its transcripts."""
        about = {segment for segment, _ in self._places.values()}
        known = [one for one in known_transcripts(self._ledger) if about.intersection(s.id for s in one.segments)]
        rows, items = rows_of(known, {}, about)
        keys = {item.segment: item.key for item in items}
        sheet = Sheet(self._ledger.study, self._held.id, "", self._held.at, self._codebook, rows)
        matters = [
            Matter(key, keys[segment], code, self._flagged.get(segment, ()))
            for key, (segment, code) in self._places.items()
            if segment in keys
        ]
        order = {passage: number for number, passage in enumerate(dict.fromkeys(m.passage for m in matters))}
        matters.sort(key=lambda matter: order[matter.passage])
        return Meeting(sheet, self._held.coders, tuple(matters), remarks(self._ledger))

    def on_the_page(self) -> OnThePage:
        """What is on the table, in numbers."""
        coded, marked = [[m.key for m in self.meeting().matters if bool(m.code) is has_code] for has_code in (True, False)]
        states = self.states("")
        settled, talked = sum(bool(states[key].final) for key in coded), sum(states[key].done for key in marked)
        return OnThePage(len(coded), settled, len(marked), talked)

    def states(self, viewer: str) -> Mapping[str, State]:
        """How far each matter is; nobody's votes before they are shown, and the model's word only when it is settled."""
        with self._ledger.read() as connection:
            kept = meetings.kept(connection)
        return {key: self._state(place, kept, viewer) for key, place in self._places.items()}

    def _state(self, place: Place, kept: Kept, viewer: str) -> State:
        segment, code = place
        votes = {coder: vote for coder, vote in kept.votes.get(place, {}).items() if coder in self._held.coders}
        voted = tuple(coder for coder in self._held.coders if coder in votes)
        if place not in kept.revealed:
            return State(voted=voted, mine=votes.get(viewer, ""))
        final, reason = kept.finals.get(place, ("", ""))
        here = [(coder, self._given[coder, segment]) for coder in self._held.coders if (coder, segment) in self._given]
        return State(
            voted=voted,
            mine=votes.get(viewer, ""),
            shown=True,
            first={coder: _FIRST[one.values(self._codebook)[code]] for coder, one in here} if code else {},
            votes=votes,
            given={} if code else {coder: self._codes(one) for coder, one in here},
            memos={coder: one.memo for coder, one in here if one.memo},
            note=kept.notes.get(place, ""),
            final=final,
            reason=reason,
            done=place in kept.done,
            model=self._said(segment, code) if final else "",
        )

    def _codes(self, one: Coding) -> tuple[str, ...]:
        return tuple(sorted(self._codebook.most_specific({code for code in one.applied if code in self._codebook.by_id})))

    def _said(self, segment: str, code: str) -> str:
        if segment not in self._model:
            return "not asked"
        return "yes" if code in self._model[segment] else "no"

    def present(self) -> tuple[str, ...]:
        """Who is at the table: everybody, until somebody says otherwise."""
        found = meetings.present(self._ledger, self._held.id)
        return self._held.coders if found is None else found

    def set_present(self, coders: Sequence[str]) -> None:
        """Keep who is at the table."""
        self.know(coders)
        meetings.add_present(self._ledger, self._held.id, [name for name in self._held.coders if name in coders], self._clock())

    # ---- what is done

    def vote(self, key: str, coder: str, vote: str) -> None:
        """Keep a coder's second vote; when the votes have been shown, none is blind any more and none is taken."""
        place = self._place(key, coded=True)
        self.know([coder])
        with self._ledger.write() as connection:
            kept = meetings.kept(connection)
            if place in kept.revealed:
                raise StudyError("the votes on this have been shown: it is too late to vote unseeing")
            if kept.votes.get(place, {}).get(coder) != vote:
                meetings.add_vote(connection, self._held.id, place, coder, vote, self._clock())

    def show(self, key: str) -> None:
        """From now on everybody's votes can be seen."""
        place = self._place(key)
        with self._ledger.write() as connection:
            if place not in meetings.kept(connection).revealed:
                meetings.add_reveal(connection, self._held.id, place, self._clock())

    def note(self, key: str, words: str) -> None:
        """Keep what was said; of what is settled the note changes along."""
        place = self._place(key)
        with self._ledger.write() as connection:
            kept = self._shown(meetings.kept(connection), place)
            if kept.notes.get(place, "") == words:
                return
            final, reason = kept.finals.get(place, ("", ""))
            _said_what(reason, words)
            meetings.add_talk(connection, self._held.id, place, words, place in kept.done, self._clock())
            if final:
                meetings.add_final(connection, self._held.id, place, Final(final), Reason(reason), words, self._clock())

    def settle(self, key: str, final: Final, reason: Reason) -> None:
        """Keep the final vote, with its reason and the notes, which a gap in the codebook needs."""
        place = self._place(key, coded=True)
        with self._ledger.write() as connection:
            kept = self._shown(meetings.kept(connection), place)
            if kept.finals.get(place) != (final.value, reason.value):
                note = kept.notes.get(place, "")
                _said_what(reason, note)
                meetings.add_final(connection, self._held.id, place, final, reason, note, self._clock())

    def talked(self, key: str) -> None:
        """A passage without a code in dispute has been talked over."""
        place = self._place(key, coded=False)
        with self._ledger.write() as connection:
            kept = self._shown(meetings.kept(connection), place)
            if place not in kept.done:
                meetings.add_talk(connection, self._held.id, place, kept.notes.get(place, ""), True, self._clock())

    def reopen(self, key: str) -> None:
        """What was settled or talked over is open again; both stay in the ledger."""
        place = self._place(key)
        with self._ledger.write() as connection:
            kept = meetings.kept(connection)
            if place in kept.finals:
                meetings.take_back(connection, self._held.id, place, self._clock())
            if place in kept.done:
                meetings.add_talk(connection, self._held.id, place, kept.notes.get(place, ""), False, self._clock())

    def put(self, key: str, code: str) -> str:
        """Put a further code of a passage on the table, and say under which key it is there."""
        segment, _ = self._place(key)
        if code not in self._codebook.by_id:
            raise StudyError("the code is not in the codebook")
        for there, place in self._places.items():
            if place == (segment, code):
                return there
        new = _items([*self._places.values(), (segment, code)])[-1]
        with self._ledger.write() as connection:
            meetings.add_item(connection, self._held.id, new)
        self._places[new.key] = segment, code
        return new.key

    def _place(self, key: str, coded: bool | None = None) -> Place:
        place = self._places.get(key)
        if place is None or (coded is not None and coded != bool(place[1])):
            raise StudyError("this is not on the table: load the page again")
        return place

    def _shown(self, kept: Kept, place: Place) -> Kept:
        if place not in kept.revealed:
            raise StudyError("show the votes first: notes and the final vote come after them")
        return kept

    # ---- beside it

    def missing(self) -> tuple[Missing, ...]:
        """What the codebook lacks."""
        found = gaps_in(self._given, workshops.settlements(self._ledger), self._where, self._growth)
        return tuple(
            Missing(", ".join(one.who), one.code, one.words, "; ".join(one.places), len(one.places)) for one in together(found)
        )

    def keys(self, viewer: str) -> str:
        """The settings of the keys."""
        with self._ledger.read() as connection:
            return acts.keys(connection, viewer)

    def set_keys(self, viewer: str, keys: str) -> None:
        """Keep the settings of the keys."""
        acts.add_keys(self._ledger, viewer, keys, self._clock())


def _said_what(reason: str, note: str) -> None:
    """Refuse a gap in the codebook of which nobody says what is missing."""
    if reason == Reason.GAP and not note:
        raise StudyError("a codebook gap needs a sentence in the notes on what the codebook should say")


def _opened(ledger: Ledger, study: Study, codebook: Codebook, marked: Mapping[str, tuple[str, ...]], at: str) -> Workshop:
    """The workshop that goes on, where it still holds all that is to be discussed; a new one otherwise."""
    coders = team(counted(ledger))
    before = workshops.newest(ledger, FORMAT)
    wanted = _wanted(ledger, codebook, marked, before)
    _marked_again(ledger, before, wanted, at)
    there = {(item.segment, item.code) for item in before.items} if before else set()
    if before and before.codebook_version == codebook.version and there.issuperset(wanted):
        return before
    if not wanted:
        raise StudyError(NOTHING)
    identity = tagged_hash("W", ledger.study, at, str(workshops.count(ledger)), length=8)
    held = Workshop(identity, FORMAT, coders, codebook.version, at, tuple(_items(wanted)))
    codebooks.keep(ledger, codebook.version, study.codebook_text(), at)
    workshops.add_workshop(ledger, held)
    return held


def _wanted(ledger: Ledger, codebook: Codebook, marked: Mapping[str, tuple[str, ...]], before: Workshop | None) -> list[Place]:
    """What coders differ about, costliest first; passages marked for discussion; and codes put on the table for those, still open."""
    with ledger.read() as connection:
        kept = meetings.kept(connection)
    found: list[Place] = list(disputed(ledger, codebook))
    found += [(segment, "") for segment in only_marked(ledger, marked, found)]
    put = [(item.segment, item.code) for item in before.items if item.code in codebook.by_id] if before else []
    return found + [place for place in put if place[0] in marked and place not in kept.finals and place not in found]


def _marked_again(ledger: Ledger, before: Workshop | None, wanted: Sequence[Place], at: str) -> None:
    """What was talked over and then marked again is open again; its notes stay."""
    if before is None:
        return
    with ledger.write() as connection:
        kept = meetings.kept(connection)
        for place in wanted:
            if place in kept.done:
                meetings.add_talk(connection, before.id, place, kept.notes.get(place, ""), False, at)


def _items(places: Sequence[Place]) -> list[Disputed]:
    hashes = [tagged_hash("S", segment, code) for segment, code in places]
    keys = exchange.keys(hashes)
    return [Disputed(keys[one], segment, code) for one, (segment, code) in zip(hashes, places, strict=True)]
