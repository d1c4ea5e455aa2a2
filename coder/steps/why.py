"""The ledger, a suggestion that was decided on -> why it was made. Before a decision nobody is told: a reason would lead."""

from __future__ import annotations

from dataclasses import dataclass

from coder.coding import codings
from coder.errors import StudyError
from coder.records import Kind, Reason
from coder.review.desk import Why
from coder.review.exchange import is_key
from coder.study import Export, Ledger, Study, reasons, rounds

SPOKE = 0.25
"""Log-odds from which what was said around a passage is worth a word."""


@dataclass(frozen=True, slots=True)
class Given:
    """A suggestion, why it was made, and the passages named there with their words."""

    code: str
    reason: Reason
    passages: tuple[tuple[str, float, str], ...]


def may_ask(ledger: Ledger, export: Export) -> bool:
    """Whether a coder may ask in this page: not in a round, where a wrong suggestion that was planted would show by its reason."""
    return export.id not in rounds.parts(ledger)


def for_coder(ledger: Ledger, export: Export, segment: str, code: str) -> Why:
    """Why a code was suggested to a coder, who has answered it.

    Of the study's own passages only those are told to which this coder gave the code: it is not for us to say what others did.

    Raises
    ------
    StudyError
        The coder has not answered it, or is in a round.
    """
    if not may_ask(ledger, export):
        raise StudyError("why something was suggested is not told in a round")
    mine = codings(ledger.decisions(export.coder))
    answered = mine.get((export.coder, segment))
    if answered is None or code not in answered.answers:
        raise StudyError("decide on the suggestion first")
    reason = reasons.of_segment(ledger, export.tagging, segment).get(code)
    if reason is None:
        return Why(kept=False)
    given = {segment for (_, segment), coding in mine.items() if coding.answers.get(code) in (Kind.CONFIRM, Kind.ADD)}
    words = _words(ledger, reason)
    around = (("before", reason.before), ("after", reason.after))
    return Why(
        kept=True,
        spoke_for=tuple(one.word for one in reason.words if one.by > 0),
        against=tuple(one.word for one in reason.words if one.by < 0),
        around=tuple(where for where, by in around if by >= SPOKE),
        passages=tuple(
            words[one.passage]
            for one in reason.likest
            if one.passage in words and (one.passage[0] == "C" or one.passage in given)
        )[:2],
    )


def for_study(study: Study, segment: str, code: str | None) -> tuple[Given, ...]:
    """Why the newest tagging suggested codes (or one code) for a segment, as far as somebody has decided on them.

    A segment is named by its id, or by the key that review files show for it.

    Raises
    ------
    StudyError
        Nothing was suggested for such a segment, or nobody has decided on it.
    """
    ledger = study.ledger()
    try:
        segment = _by_key(ledger, segment)
        runs = ledger.taggings()
        found = reasons.of_segment(ledger, runs[-1].id, segment) if runs else {}
        if code is not None:
            found = {name: one for name, one in found.items() if name == code}
        if not found:
            raise StudyError(_not_suggested(ledger, segment, code))
        decided = {d.code for d in ledger.decisions() if d.segment == segment}
        told = [one for one in found.values() if one.code in decided]
        if not told:
            raise StudyError(
                f"{segment}: nobody has decided on {code or 'its suggestions'} yet: why it was suggested is told afterwards"
            )
        return tuple(_given(ledger, one) for one in told)
    finally:
        ledger.close()


def _by_key(ledger: Ledger, words: str) -> str:
    """The segment that the newest review file with this key gives it to; the words themselves where there is none."""
    if not is_key(words):
        return words
    wholes = (ledger.export(one.id) for one in reversed(ledger.exports()))
    return next((item.segment for one in wholes if one for item in one.items if item.key == words), words)


def _not_suggested(ledger: Ledger, segment: str, code: str | None) -> str:
    if segment not in ledger.words([segment]):
        return f"{segment}: there is no such segment in this study: `coder segments` lists them with their ids"
    what = f"{code} was not suggested" if code else "no code was suggested"
    return f"{segment}: {what} here by the newest `coder tag`, so there is nothing to explain"


def _given(ledger: Ledger, reason: Reason) -> Given:
    words = _words(ledger, reason)
    return Given(reason.code, reason, tuple((one.passage, one.likeness, words.get(one.passage, "")) for one in reason.likest))


def _words(ledger: Ledger, reason: Reason) -> dict[str, str]:
    passages = [one.passage for one in reason.likest]
    return {**reasons.texts(ledger, passages), **ledger.words(passages)}
