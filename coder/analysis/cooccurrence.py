"""Passages -> which codes stand in one passage: how often, how often they would if they had nothing to do with each other, in whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coder.analysis.passages import Passage
from coder.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes, neither above the other: in how many passages each and both stand, of those where both are known.

    `expected` is what there would be if the one were as frequent with the other as without it, `lift` the count over it (None where
    nothing is expected). `people` have them together.
    """

    first: str
    second: str
    first_passages: int
    second_passages: int
    passages: int
    together: int
    expected: float
    lift: float | None
    people: int


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """All pairs of the codes that stand somewhere, in the codebook's order, and how many passages were looked at."""

    codes: tuple[str, ...]
    pairs: tuple[Pair, ...]
    passages: int
    people: int

    @property
    def most(self) -> tuple[Pair, ...]:
        """The pairs that stand together somewhere, the most frequent first."""
        found = [pair for pair in self.pairs if pair.together]
        return tuple(sorted(found, key=lambda pair: (-pair.together, -(pair.lift or 0))))

    @property
    def apart(self) -> tuple[Pair, ...]:
        """The pairs that never stand together though at least three passages with both would be expected."""
        return tuple(sorted((p for p in self.pairs if not p.together and p.expected >= 3), key=lambda pair: -pair.expected))


def cooccurrence(passages: Iterable[Passage], codebook: Codebook) -> Cooccurrence:
    """Count every pair of codes over the passages that were looked at; a pair's passages are those where both codes are known."""
    looked = [passage for passage in passages if passage.codes is not None]
    codes = tuple(code for code in codebook.ids if any(passage.has(code) for passage in looked))
    has = np.array([[passage.has(code) is True for code in codes] for passage in looked], dtype=np.int64)
    known = np.array([[passage.has(code) is not None for code in codes] for passage in looked], dtype=np.int64)
    has, known = has.reshape(len(looked), len(codes)), known.reshape(len(looked), len(codes))
    both, of_first, total = has.T @ has, has.T @ known, known.T @ known  # of_first[a, b]: a stands and b is known
    who = np.array([passage.participant for passage in looked], dtype=object)
    pairs = []
    for (a, first), (b, second) in combinations(enumerate(codes), 2):
        if first in codebook.ancestors(second) or second in codebook.ancestors(first):
            continue
        n, here = int(total[a, b]), int(both[a, b])
        expected = int(of_first[a, b]) * int(of_first[b, a]) / n if n else 0.0
        pairs.append(
            Pair(
                first=first,
                second=second,
                first_passages=int(of_first[a, b]),
                second_passages=int(of_first[b, a]),
                passages=n,
                together=here,
                expected=expected,
                lift=here / expected if expected else None,
                people=len(set(who[(has[:, a] & has[:, b]).astype(bool)])),
            )
        )
    return Cooccurrence(codes, tuple(pairs), len(looked), len(set(who)))
