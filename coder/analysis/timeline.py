"""A participant's passages -> which codes stand in which interview, in their order, whole or along one situation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coder.analysis.passages import INTERVIEW, Passage
from coder.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Step:
    """One interview: its number (None where unknown), transcript and date; its passages in all, looked at, and those that are followed.

    `followed` are the situation's passages that were looked at, or all that were where no situation is named.
    """

    interview: int | None
    transcript: str
    date: str
    passages: int
    looked: int
    followed: int


@dataclass(frozen=True, slots=True)
class Row:
    """A code, and the passages in which it stands, interview by interview."""

    code: str
    label: str
    places: tuple[tuple[str, ...], ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many passages, interview by interview."""
        return tuple(len(found) for found in self.places)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The interviews of a participant in order, and the codes that stand in any of them, in the codebook's order."""

    participant: str
    situation: str
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]


def timeline(
    passages: Sequence[Passage],
    codebook: Codebook,
    participant: str,
    situation: str = "",
    tagged: Collection[str] = frozenset(),
    families: Collection[str] = frozenset(),
) -> Timeline:
    """Follow a participant over their interviews; of a situation, only the passages `tagged`; of some families, only their codes.

    Interviews stand in the order of their numbers, then of their dates, then of their names.
    """
    own = [p for p in passages if p.participant.casefold() == participant.casefold() and p.source == INTERVIEW]
    by_interview: dict[str, list[Passage]] = {}
    for passage in sorted(own, key=_when):
        by_interview.setdefault(passage.transcript, []).append(passage)
    followed = {
        name: [p for p in of if p.codes is not None and (not situation or p.id in tagged)] for name, of in by_interview.items()
    }
    steps = tuple(_step(of, len(followed[name])) for name, of in by_interview.items())
    codes = [code for code in codebook.codes if not families or code.family in families]
    rows = [
        Row(
            code.id,
            code.label,
            tuple(tuple(p.id for p in of if p.has(code.id)) for of in followed.values()),
        )
        for code in codes
    ]
    name = own[0].participant if own else participant
    return Timeline(name, situation, steps, tuple(row for row in rows if any(row.places)))


def _when(passage: Passage) -> tuple[bool, int, str, str, int]:
    number = passage.interview
    return number is None, number or 0, passage.date, passage.transcript, passage.place


def _step(of: Sequence[Passage], followed: int) -> Step:
    first = of[0]
    return Step(first.interview, first.transcript, first.date, len(of), sum(p.codes is not None for p in of), followed)
