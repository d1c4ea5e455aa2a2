"""Passages -> interviews and questionnaire compared: each code's share in both, and the difference with its interval.

Passages of one person are not independent, so each share counts as many passages as would be worth as much if they were (the
effective number; Korn & Graubard 1998, Survey Methodology 24:193-201), its limits are Wilson's, and the limits of the difference are
put together from those of the shares (Newcombe 1998, Statistics in Medicine 17:873-890, method 10).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from coder.analysis.matrix import Cell, cell
from coder.analysis.passages import INTERVIEW, QUESTIONNAIRE, Passage

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Compared:
    """One code in both sources; the difference is interviews less questionnaire, None where a share or an interval is not known."""

    code: str
    interviews: Cell
    questionnaire: Cell
    difference: float | None
    low: float | None
    high: float | None

    @property
    def only_in(self) -> str:
        """The source in which alone it was found; "" where it is in both, in neither, or one was not looked at."""
        one, other = self.interviews, self.questionnaire
        if not (one.known and other.known) or bool(one.segments) == bool(other.segments):
            return ""
        return INTERVIEW if one.segments else QUESTIONNAIRE


def compared(passages: Sequence[Passage], codes: Sequence[str]) -> tuple[Compared, ...]:
    """Compare the sources code by code; empty where one of them is not there or was not looked at."""
    sides = [[p for p in passages if p.source == source and p.codes is not None] for source in (INTERVIEW, QUESTIONNAIRE)]
    return tuple(_compared(sides, code) for code in codes) if all(sides) else ()


def _compared(sides: Sequence[Sequence[Passage]], code: str) -> Compared:
    one, other = (cell(side, code) for side in sides)
    if one.share is None or other.share is None:
        return Compared(code, one, other, None, None, None)
    ends = [limits(*by_person(side, code)) for side in sides]
    low, high = difference_limits((one.share, *ends[0]), (other.share, *ends[1]))
    return Compared(code, one, other, one.share - other.share, low, high)


def by_person(passages: Sequence[Passage], code: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(people,) passages with the code, and passages of which it is known, of each person."""
    people: dict[str, list[int]] = {}
    for passage in passages:
        has = passage.has(code)
        if has is not None:
            found = people.setdefault(passage.participant, [0, 0])
            found[0] += has
            found[1] += 1
    table = np.array(list(people.values()), dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def limits(with_code: NDArray[np.float64], known: NDArray[np.float64], level: float = LEVEL) -> tuple[float | None, float | None]:
    """Wilson's limits of a share of passages that come in clusters, the people.

    Parameters
    ----------
    with_code, known : (people,) passages with the code and passages in all
    level : of the interval

    Returns
    -------
    low, high; None with fewer than two people.
    """
    people = len(known)
    if people < 2:
        return None, None
    z, t = float(ndtri((1 + level) / 2)), float(stdtrit(people - 1, (1 + level) / 2))
    n = effective(with_code, known) * (z / t) ** 2
    return wilson(float(with_code.sum() / known.sum()), n, z)


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's (1927) limits of a share of `n` independent passages.

    >>> [round(end, 4) for end in wilson(56 / 70, 70, 1.959964)]
    [0.6918, 0.877]
    """
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def effective(with_code: NDArray[np.float64], known: NDArray[np.float64]) -> float:
    """How many independent passages would tell as much: never more than there are, and the people where all have the code or none.

    >>> effective(np.array([4.0, 0, 4, 0]), np.full(4, 4.0))  # each says it always or never
    3.0
    """
    people, total = len(known), float(known.sum())
    share = float(with_code.sum()) / total
    if share in (0.0, 1.0):
        return float(people)
    variance = people / (people - 1) * float(((with_code - share * known) ** 2).sum()) / total**2
    return total if variance == 0 else min(total, max(1.0, share * (1 - share) / variance))


def difference_limits(
    one: tuple[float, float | None, float | None], other: tuple[float, float | None, float | None]
) -> tuple[float | None, float | None]:
    """Limits of the difference of two shares from their own: each is value, low, high.

    Examples
    --------
    Newcombe's (1998) example a, 56 of 70 and 48 of 80:

    >>> sides = [(share, *wilson(share, n, 1.959964)) for share, n in ((56 / 70, 70), (48 / 80, 80))]
    >>> [round(end, 4) for end in difference_limits(*sides)]
    [0.0524, 0.3339]
    """
    (p, p_low, p_high), (q, q_low, q_high) = one, other
    if p_low is None or p_high is None or q_low is None or q_high is None:
        return None, None
    difference = p - q
    return (
        max(-1.0, difference - math.hypot(p - p_low, q_high - q)),
        min(1.0, difference + math.hypot(p_high - p, q - q_low)),
    )
