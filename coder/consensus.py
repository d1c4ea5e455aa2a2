"""Codings, what a team settled in its workshop -> codings after negotiation; the originals stay as they are.

"Keep both readings" is a result: each coder keeps their own, and nothing is learned from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.codebook import Codebook
from coder.coding import Coding
from coder.growth import NEVER_CHANGED, Growth
from coder.records import Kind


class Final(StrEnum):
    """What a team settled on for one code of one passage."""

    YES = "yes"
    NO = "no"
    BOTH = "both"


class Reason(StrEnum):
    """Why coders had differed."""

    AMBIGUOUS = "ambiguous text"
    GAP = "codebook gap"
    SLIP = "slip"
    REAL = "real difference"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final vote on one code of one passage, its reason, what was noted of the discussion, and the codebook's version."""

    segment: str
    code: str
    final: Final
    reason: Reason
    note: str
    version: str


Settled = Mapping[str, Mapping[str, Final]]
"""What stands settled: segment -> code -> final vote."""


def settled(settlements: Iterable[Settlement], growth: Growth = NEVER_CHANGED) -> dict[str, dict[str, Final]]:
    """Fold settlements in the order they were made, in today's codes: a later one supersedes an earlier one."""
    found: dict[str, dict[str, Final]] = {}
    for one in settlements:
        found.setdefault(one.segment, {})[growth.now(one.code, one.version)] = one.final
    return found


def after_negotiation(
    codings: Mapping[tuple[str, str], Coding], finals: Settled, codebook: Codebook
) -> dict[tuple[str, str], Coding]:
    """What every coder says after the workshop: settled codes as settled, in the eyes of all who looked at the passage."""
    return {key: _settled(coding, finals.get(coding.segment, {}), codebook, None) for key, coding in codings.items()}


def for_learning(codings: Mapping[tuple[str, str], Coding], finals: Settled, codebook: Codebook) -> dict[tuple[str, str], Coding]:
    """What may be learned: as after negotiation, but where both readings were kept the code is not known."""
    return {key: _settled(coding, finals.get(coding.segment, {}), codebook, Kind.UNSURE) for key, coding in codings.items()}


def _settled(coding: Coding, finals: Mapping[str, Final], codebook: Codebook, both: Kind | None) -> Coding:
    answers = dict(coding.answers)
    for code, final in finals.items():
        if code not in codebook.by_id:
            continue
        if final is Final.YES:
            answers[code] = Kind.ADD
        elif final is Final.NO:
            below = [other for other in answers if other.startswith(f"{code}/") and finals.get(other) is not Final.YES]
            answers.update(dict.fromkeys([code, *below], Kind.REFUTE))
        elif both is not None:
            answers[code] = both
    return replace(coding, answers=answers)
