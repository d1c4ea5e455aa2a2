"""Passages -> guards against forcing data into a codebook: what is left uncoded, and which codes are refuted or left open, how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coder.analysis.comparison import limits
from coder.analysis.passages import Passage
from coder.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Refusals:
    """What became of one code: passages that have it, where it was refuted, and where it was left open.

    `share` is refuted over confirmed and refuted, `low` and `high` its 95 % limits over people; None where not known. `attracts`:
    refuted in at least three passages, and its lower limit lies above the share over all codes.
    """

    code: str
    confirmed: int
    refuted: int
    unsure: int
    share: float | None
    low: float | None
    high: float | None
    attracts: bool


@dataclass(frozen=True, slots=True)
class Forcing:
    """Of the passages looked at: how many have no code, with limits over people; and every code's refusals.

    `overall` is the share refuted over all codes; None where nothing was refuted or confirmed.
    """

    looked: int
    uncoded: int
    low: float | None
    high: float | None
    codes: tuple[Refusals, ...]
    overall: float | None

    @property
    def share(self) -> float | None:
        """The share of passages with no code; None where none was looked at."""
        return self.uncoded / self.looked if self.looked else None


FEW_REFUTED = 3


def uncoded(passage: Passage, late: frozenset[str] = frozenset()) -> bool:
    """Whether a passage was looked at with no code and nothing left open, but for codes that came `late`, after it was looked at."""
    return passage.codes is not None and not passage.codes and not passage.unsure and not passage.unknown - late


def forcing(passages: Iterable[Passage], codebook: Codebook, late: frozenset[str] = frozenset()) -> Forcing:
    """Count; `late` are codes that came after some passages had been looked at."""
    looked = [passage for passage in passages if passage.codes is not None]
    bare = [uncoded(passage, late) for passage in looked]
    ends = _limits(looked, bare)
    counts = {code: _counts(looked, code) for code in codebook.ids}
    yes, no = sum(c[0] for c in counts.values()), sum(c[1] for c in counts.values())
    overall = no / (yes + no) if yes + no else None
    codes = tuple(_refusals(code, looked, counts[code], overall) for code in codebook.ids)
    return Forcing(len(looked), sum(bare), *ends, codes, overall)


def _counts(looked: Sequence[Passage], code: str) -> tuple[int, int, int]:
    """Passages in which a code is confirmed, refuted, left open."""
    return (
        sum(code in (passage.codes or ()) for passage in looked),
        sum(code in passage.refuted for passage in looked),
        sum(code in passage.unsure for passage in looked),
    )


def _refusals(code: str, looked: Sequence[Passage], counts: tuple[int, int, int], overall: float | None) -> Refusals:
    confirmed, refuted, unsure = counts
    answered = [passage for passage in looked if code in (passage.codes or ()) or code in passage.refuted]
    if not answered:
        return Refusals(code, confirmed, refuted, unsure, None, None, None, attracts=False)
    low, high = _limits(answered, [code in passage.refuted for passage in answered])
    attracts = refuted >= FEW_REFUTED and low is not None and overall is not None and low > overall
    return Refusals(code, confirmed, refuted, unsure, refuted / (confirmed + refuted), low, high, attracts)


def _limits(passages: Sequence[Passage], true: Sequence[bool]) -> tuple[float | None, float | None]:
    """95 % limits of the share of passages of which something is true, over people."""
    people: dict[str, list[int]] = {}
    for passage, here in zip(passages, true, strict=True):
        found = people.setdefault(passage.participant, [0, 0])
        found[0] += here
        found[1] += 1
    table = np.array(list(people.values()), dtype=np.float64).reshape(-1, 2)
    return limits(table[:, 0], table[:, 1]) if len(table) else (None, None)
