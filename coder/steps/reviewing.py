"""The ledger -> what the review page shows each coder; their acts -> decisions, in the ledger the moment they are made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from coder.codebook import Codebook
from coder.coding import Coding, codings
from coder.errors import StudyError
from coder.records import Kind
from coder.review import page
from coder.review.acts import Act, after, fault, moves
from coder.review.desk import Undone, Why, Work
from coder.review.exchange import Sheet
from coder.steps import why
from coder.steps.exchange import as_export, codebook_of, give_out, sheet_of
from coder.steps.names import coder_name
from coder.steps.showing import Showing, admitted, ready, showing
from coder.study import Export, Item, Study, acts, rounds

FORMAT = "web"


class StudyDesk:
    """The desk of one study: every coder's work comes from its ledger and goes there."""

    def __init__(self, study: Study, clock: Callable[[], str]) -> None:
        self._study = study
        self._clock = clock
        self._ledger = study.ledger()
        self._giving = threading.Lock()
        self._exports: dict[str, _Given] = {}

    def ready(self) -> int:
        """Make sure that there is something to review, and count the passages that are new or changed since they were tagged."""
        return ready(self._ledger, self._study.codebook())

    def know(self, names: Sequence[str]) -> None:
        """Refuse a link for somebody who is not in the round that is going on; errors as for `admitted`."""
        for name in names:
            admitted(self._ledger, name)

    def coders(self) -> tuple[str, ...]:
        """The round's coders, or who was given something to review before."""
        going_on = rounds.rounds(self._ledger)[-1:]
        known = [one for each in going_on for one in each.coders] or [export.coder for export in self._ledger.exports()]
        return tuple(sorted(set(known)))

    def work(self, coder: str) -> Work:
        """What a coder is shown now; the ledger keeps it once, however often the page is opened."""
        name = coder_name(coder)
        shown = showing(self._ledger, self._study.codebook(), name)
        with self._giving:
            given = self._given_before(shown)
            if given is None:
                given = as_export(self._ledger, shown, FORMAT, self._clock())
                give_out(self._study, self._ledger, shown, given)
        said = {segment: coding for (_, segment), coding in codings(self._ledger.decisions(name)).items()}
        keys = {item.segment: item.key for item in given.items}
        with self._ledger.read() as connection:
            left = acts.bookmark(connection, given.id)
            undoable = acts.last(connection, given.id) is not None
            own_keys = acts.keys(connection, name)
        return Work(
            sheet=self._sheet(shown, given),
            codings={keys[segment]: coding for segment, coding in said.items() if segment in keys},
            left=keys.get(left, ""),
            undoable=undoable,
            keys=own_keys,
            tells_why=why.may_ask(self._ledger, given),
        )

    def act(self, coder: str, export: str, key: str, act: Act, token: str) -> Coding:
        """Keep an act with the decisions that it makes; the same token again, or an act that changes nothing, keeps nothing."""
        given = self._given(coder, export)
        item = given.item(key)
        wrong = fault(act, item.shown, given.codebook)
        if wrong:
            raise StudyError(f"{key}: {wrong}")
        with self._ledger.write() as connection:
            cancelled = rounds.withdrawn(self._ledger).get(export)
            if cancelled:
                raise StudyError(f"the round {cancelled} was cancelled: load this page again")
            present = acts.coding(connection, coder, item.segment)
            if acts.known(connection, token):
                return present
            wanted = after(act, present, item.shown)
            decisions = moves(present, wanted, item.shown)
            if decisions:
                acts.add(connection, export, token, (act.kind, act.code, act.note), decisions, self._clock())
        return wanted

    def undo(self, coder: str, export: str, token: str) -> Undone | None:
        """Go back to before the coder's last act; what it said stays in the ledger, as does that it was undone."""
        given = self._given(coder, export)
        with self._ledger.write() as connection:
            again = acts.undone_by(connection, token)
            last = again or acts.last(connection, export)
            if last is None:
                return None
            item = given.by_segment[last.segment]
            if again:
                return _undone(item.key, last, acts.coding(connection, coder, last.segment), acts.last(connection, export))
            if acts.said_elsewhere(connection, coder, last.segment, last.first, export):
                raise StudyError("what was done last was changed since by a file that was imported: change it by hand")
            present = acts.coding(connection, coder, last.segment)
            before = acts.coding(connection, coder, last.segment, last.first)
            said = (Kind.WITHDRAW, last.code, "")
            decisions = moves(present, before, item.shown)
            acts.add(connection, export, token, said, decisions, self._clock(), last.id)
            return _undone(item.key, last, before, acts.last(connection, export))

    def said(self, coder: str, export: str) -> dict[str, Coding]:
        """What a coder says by now, here or elsewhere, by key."""
        given = self._given(coder, export)
        found = codings(self._ledger.decisions(coder))
        return {given.by_segment[segment].key: one for (_, segment), one in found.items() if segment in given.by_segment}

    def why(self, coder: str, export: str, key: str, code: str) -> Why:
        """Why a code was suggested, once the coder has answered it."""
        given = self._given(coder, export)
        return why.for_coder(self._ledger, given.export, given.item(key).segment, code)

    def leave(self, coder: str, export: str, key: str) -> None:
        """Keep the place where a coder is."""
        acts.add_bookmark(self._ledger, export, self._given(coder, export).item(key).segment, self._clock())

    def set_keys(self, coder: str, keys: str) -> None:
        """Keep a coder's own settings of the keys."""
        acts.add_keys(self._ledger, coder, keys, self._clock())

    def close(self) -> None:
        """Give the ledger back."""
        self._ledger.close()

    def _given_before(self, shown: Showing) -> Export | None:
        """The page of this coder that shows just what is to be shown now; None where there is none yet."""
        now = (shown.round.id, shown.part) if shown.round and shown.part else None
        for before in reversed(self._ledger.exports()):
            if (before.coder, before.format) == (shown.coder, FORMAT):
                whole = self._ledger.export(before.id)
                same = whole is not None and whole.items == shown.items and whole.tagging == shown.tagging
                same = same and before.codebook_version == shown.codebook.version
                if same and rounds.parts(self._ledger).get(before.id) == now:
                    return whole
        return None

    def _sheet(self, shown: Showing, given: Export) -> Sheet:
        """As the page takes it; in a round as large as if every suggestion were shown, so that its size says nothing."""
        sheet = sheet_of(shown, self._ledger.study, given)
        return replace(sheet, size=len(page.work_of(replace(sheet, rows=shown.fullest)))) if shown.fullest else sheet

    def _given(self, coder: str, export: str) -> _Given:
        """An export that was given to this coder, and to nobody else.

        Raises
        ------
        StudyError
            When it was not.
        """
        if export not in self._exports:
            whole = self._ledger.export(export)
            if whole is None or whole.format != FORMAT:
                raise StudyError("this page was not given out by this study: load it again")
            self._exports[export] = _Given(whole, codebook_of(self._ledger, whole, self._study.codebook()))
        given = self._exports[export]
        if given.coder != coder:
            raise StudyError("this page was given to another coder: load it again")
        return given


class _Given:
    """What was given to one coder, by key and by segment."""

    def __init__(self, export: Export, codebook: Codebook) -> None:
        self.coder = export.coder
        self.export = export
        self.codebook = codebook
        self.by_segment = {item.segment: item for item in export.items}
        self._by_key = {item.key: item for item in export.items}

    def item(self, key: str) -> Item:
        """The passage of that key."""
        if key not in self._by_key:
            raise StudyError("this passage is not on the page: load it again")
        return self._by_key[key]


def _undone(key: str, done: acts.Done, coding: Coding, still: acts.Done | None) -> Undone:
    return Undone(key, Act(done.kind, done.code, done.note), coding, still is not None)


def address(host: str, coders: Sequence[str]) -> str:
    """The address that other machines may use.

    Raises
    ------
    StudyError
        When it says nobody who may come in, or is no single address.
    """
    if not coders:
        raise StudyError("--host lets other machines in: say for whom, with --coder NAME for each")
    if host in ("0.0.0.0", "*", "") or ":" in host or "/" in host:  # noqa: S104  # it is refused
        raise StudyError(f"--host {host}: name one address of this machine, as 192.168.1.20")
    return host


def team(names: Sequence[str]) -> tuple[str, ...]:
    """The names of those who may come in, each once."""
    return tuple(dict.fromkeys(coder_name(name) for name in names))
