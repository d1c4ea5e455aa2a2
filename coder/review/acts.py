"""What a coder does with a passage, or undoes -> the coding that follows, and the decisions that lead there.

The page's `state.js` knows the same rules; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from coder.codebook import Codebook
from coder.coding import ANSWERS, Coding
from coder.records import Decision, Kind

LONGEST = 10_000
"""Characters of a memo or a new idea."""

_OF_A_CODE = (*ANSWERS, Kind.WITHDRAW)
_NOTES = (Kind.EMERGENT, Kind.MEMO, Kind.DISCUSS)


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one passage: an answer, a code added or taken back, none, a note, or the wish to discuss."""

    kind: Kind
    code: str = ""
    note: str = ""


def fault(act: Act, shown: Collection[str], codebook: Codebook) -> str:
    """Why an act is none that the page offers, "" where it is one."""
    if act.kind is Kind.LOOKED or (act.kind not in _OF_A_CODE and act.code) or (act.kind not in _NOTES and act.note):
        return "this is not an act on a passage"
    if act.kind in _OF_A_CODE and act.code not in codebook.by_id:
        return "the code is not in the codebook"
    if act.kind in (Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE) and act.code not in shown:
        return "the code was not suggested"
    if act.kind is Kind.ADD and act.code in shown:
        return "the code is among the suggestions: confirm it there"
    if len(act.note) > LONGEST:
        return f"the note is longer than {LONGEST:,} characters"
    return ""


def answered(coding: Coding, shown: Sequence[str]) -> bool:
    """Whether the answers alone settle a passage: every suggestion answered, or, where there is none, a code given."""
    return all(code in coding.answers for code in shown) if shown else bool(coding.applied)


def after(act: Act, present: Coding, shown: Sequence[str]) -> Coding:
    """The coding that an act leads to; a passage is finished as soon as it is settled, and open again when it no longer is."""
    wanted = replace(present, answers=dict(present.answers))
    wanted.take(Decision(present.coder, present.segment, act.kind, act.code, act.note))
    if act.kind in _OF_A_CODE:
        wanted.looked = answered(wanted, shown) or (present.looked and not _reopens(act, present, shown))
    return wanted


def _reopens(act: Act, present: Coding, shown: Sequence[str]) -> bool:
    """Whether an act takes something back: a code, or that none fits."""
    said_none = not answered(present, shown) and says_no_code(present)
    return act.kind is Kind.WITHDRAW or (said_none and act.kind is not Kind.REFUTE)


def says_no_code(coding: Coding) -> bool:
    """Whether no code is given, and none is left open."""
    return all(kind is Kind.REFUTE for kind in coding.answers.values())


def moves(present: Coding, wanted: Coding, shown: Sequence[str]) -> list[Decision]:
    """The decisions that make `wanted` of `present`: nothing is taken back that need not be."""
    made = _Made(replace(present, answers=dict(present.answers)), [])
    if present.looked and not wanted.looked:
        made.add(Kind.WITHDRAW)
    if wanted.looked and not made.coding.looked and says_no_code(wanted) and not answered(wanted, shown):
        made.add(Kind.NONE)
    for code in [code for code in made.coding.answers if code not in wanted.answers]:
        made.add(Kind.WITHDRAW, code)
    for code, kind in wanted.answers.items():
        if made.coding.answers.get(code) is not kind:
            made.add(kind, code)
    if wanted.looked and not made.coding.looked:
        made.add(Kind.LOOKED)
    if made.coding.emergent != wanted.emergent:
        made.add(Kind.EMERGENT, note=wanted.emergent)
    if made.coding.memo != wanted.memo:
        made.add(Kind.MEMO, note=wanted.memo)
    if made.coding.discuss != wanted.discuss:
        made.add(Kind.DISCUSS, note="yes" if wanted.discuss else "")
    return made.decisions


@dataclass(slots=True)
class _Made:
    """Decisions as they are made, and the coding that they have led to."""

    coding: Coding
    decisions: list[Decision]

    def add(self, kind: Kind, code: str = "", note: str = "") -> None:
        decision = Decision(self.coding.coder, self.coding.segment, kind, code, note)
        self.coding.take(decision)
        self.decisions.append(decision)
