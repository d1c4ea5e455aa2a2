"""Passages with codes that have roles -> which stand together, how often, and how often they would by chance.

Codes of different parts (context, mechanism, outcome) are counted where they stand in one passage, in two neighbouring passages that
hold them only together, and in one situation followed over interviews. What chance gives is found by placing each code at random
among the looked-at passages of its transcript, as often as it stands there. Standing together is no cause, and passages that say much
have many codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from coder.analysis.configurations import Part, codes_by_part, neighbours, tally
from coder.analysis.passages import Passage
from coder.codebook import Codebook

ORDERS = 1000
"""Random placements by default: enough for the 2.5th and 97.5th percentile to stand still to about a unit."""

_AT_ONCE = 100
"""Random placements that are held in memory together; part of what a seed means."""

Truth = NDArray[np.bool_]


class Reach(StrEnum):
    """How near to each other codes stand."""

    PASSAGE = "one passage"
    NEIGHBOURS = "neighbouring passages"
    SITUATION = "one situation"


@dataclass(frozen=True, slots=True)
class Together:
    """Codes of different parts that stand together: in how many places, of how many people, in how many interviews.

    `expected` is the mean over random placements, `low` and `high` their 2.5th and 97.5th percentile; `ratio` is observed to
    expected, None where none is expected; `as_often` is the share of placements with at least as many. `places` are passages.
    """

    codes: tuple[str, ...]
    parts: tuple[Part, ...]
    reach: Reach
    observed: int
    people: int
    interviews: int
    expected: float
    low: float
    high: float
    ratio: float | None
    as_often: float
    places: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Companions:
    """All codes found together (`found`, most above chance first), among how many sets of codes, by how many placements."""

    found: tuple[Together, ...]
    compared: int
    orders: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """Which code (row) stands in which looked-at passage (column); transcripts as ranges, columns with a neighbour after them."""

    passages: tuple[Passage, ...]
    stands: Truth
    transcripts: tuple[slice, ...]
    beside: NDArray[np.intp]
    situations: tuple[NDArray[np.intp], ...]


def sets_of_codes(codebook: Codebook) -> tuple[tuple[tuple[Part, str], ...], ...]:
    """Pairs and triples of codes of different parts, none of which implies another."""
    by_part = codes_by_part(codebook)
    found = []
    for size in (2, 3):
        for parts in combinations(by_part, size):
            for codes in product(*(by_part[part] for part in parts)):
                if len(codebook.most_specific(set(codes))) == size:
                    found.append(tuple(zip(parts, codes, strict=True)))
    return tuple(found)


def together(
    passages: Sequence[Passage],
    codebook: Codebook,
    situations: Mapping[tuple[str, str], frozenset[str]],
    seed: int,
    orders: int = ORDERS,
) -> Companions:
    """Count which codes stand together; `situations` are passages by participant and the situation's name."""
    sets = sets_of_codes(codebook)
    codes = tuple(dict.fromkeys(code for one in sets for _, code in one))
    index = {code: row for row, code in enumerate(codes)}
    members = [tuple(index[code] for _, code in one) for one in sets]
    ground = _ground(passages, codes, [situations[key] for key in sorted(situations)])
    if not sets or not ground.passages:
        return Companions((), len(sets), orders, seed)
    observed = _counts(ground, ground.stands[None], members)[:, 0]
    chance = _chance(ground, members, seed, orders)
    found = [
        _together(sets[n], reach, chance[r, :, n], _places(ground, rows, reach))
        for n, rows in enumerate(members)
        for r, reach in enumerate(Reach)
        if observed[r, n]
    ]
    found.sort(key=lambda one: (one.as_often, one.expected - one.observed, one.codes, one.reach))
    return Companions(tuple(found), len(sets), orders, seed)


def _ground(passages: Sequence[Passage], codes: Sequence[str], situations: Sequence[frozenset[str]]) -> _Ground:
    by_transcript: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.codes is not None:
            by_transcript.setdefault(passage.transcript, []).append(passage)
    ranges, start = [], 0
    for of in by_transcript.values():
        ranges.append(slice(start, start + len(of)))
        start += len(of)
    looked = tuple(passage for of in by_transcript.values() for passage in of)
    stands = np.array([[code in (passage.codes or ()) for passage in looked] for code in codes], dtype=bool)
    return _Ground(
        passages=looked,
        stands=stands.reshape(len(codes), len(looked)),
        transcripts=tuple(ranges),
        beside=np.array([n for n in range(len(looked) - 1) if neighbours(looked[n], looked[n + 1])], dtype=np.intp),
        situations=tuple(np.array([n for n, p in enumerate(looked) if p.id in one], dtype=np.intp) for one in situations),
    )


def _chance(ground: _Ground, members: Sequence[tuple[int, ...]], seed: int, orders: int) -> NDArray[np.int64]:
    """Counts under random placement, shape (reaches, orders, sets of codes)."""
    draw = np.random.default_rng(seed)
    found = []
    for start in range(0, orders, _AT_ONCE):
        many = min(_AT_ONCE, orders - start)
        placed = [draw.permuted(np.repeat(ground.stands[None, :, one], many, axis=0), axis=2) for one in ground.transcripts]
        found.append(_counts(ground, np.concatenate(placed, axis=2), members))
    return np.concatenate(found, axis=1)


def _counts(ground: _Ground, stands: Truth, members: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """How often each set of codes stands together in placements (placement, code, passage), shape (reaches, placements, sets)."""
    found = np.zeros((len(Reach), len(stands), len(members)), dtype=np.int64)
    for r, where in enumerate(Reach):
        for n, rows in enumerate(members):
            found[r, :, n] = _where(ground, stands, rows, where).sum(axis=1)
    return found


def _where(ground: _Ground, stands: Truth, rows: tuple[int, ...], reach: Reach) -> Truth:
    """Where these codes stand together: passages, columns of `beside`, or situations; shape (placements, places)."""
    if reach is Reach.PASSAGE:
        return _all([stands[:, row] for row in rows])
    if reach is Reach.NEIGHBOURS:
        left = [stands[:, row][:, ground.beside] for row in rows]
        right = [stands[:, row][:, ground.beside + 1] for row in rows]
        either = [one | other for one, other in zip(left, right, strict=True)]
        return _all(either) & ~_all(left) & ~_all(right)
    within = np.zeros((len(stands), len(ground.situations)), dtype=bool)
    for number, places in enumerate(ground.situations):
        within[:, number] = _all([np.logical_or.reduce(stands[:, row][:, places], axis=1) for row in rows])
    return within


def _all(rows: Sequence[Truth]) -> Truth:
    found = rows[0]
    for row in rows[1:]:
        found = found & row
    return found


def _places(ground: _Ground, rows: tuple[int, ...], reach: Reach) -> tuple[tuple[Passage, ...], ...]:
    """The passages of each place where these codes stand together; of a situation, those that have one of them."""
    found = np.flatnonzero(_where(ground, ground.stands[None], rows, reach))
    if reach is Reach.PASSAGE:
        return tuple((ground.passages[n],) for n in found)
    if reach is Reach.NEIGHBOURS:
        return tuple((ground.passages[ground.beside[n]], ground.passages[ground.beside[n] + 1]) for n in found)
    having = np.logical_or.reduce(ground.stands[list(rows)], axis=0)
    return tuple(tuple(ground.passages[c] for c in ground.situations[n] if having[c]) for n in found)


def _together(
    one: tuple[tuple[Part, str], ...], reach: Reach, chance: NDArray[np.int64], places: tuple[tuple[Passage, ...], ...]
) -> Together:
    expected = float(chance.mean())
    counts = tally(passage for place in places for passage in place)
    return Together(
        codes=tuple(code for _, code in one),
        parts=tuple(part for part, _ in one),
        reach=reach,
        observed=len(places),
        people=counts.people,
        interviews=counts.interviews,
        expected=expected,
        low=float(np.percentile(chance, 2.5)),
        high=float(np.percentile(chance, 97.5)),
        ratio=len(places) / expected if expected else None,
        as_often=float((1 + (chance >= len(places)).sum()) / (1 + len(chance))),
        places=tuple(tuple(passage.id for passage in place) for place in places),
    )
