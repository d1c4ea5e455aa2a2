"""scores, vectors -> which segments to code next, so that a model learns most, with a random part that keeps it honest.

Segments are taken in turn from three lists, each with its reason: where the model is unsure, where a code with few examples may be,
and where nothing like it was coded yet; an audit part is drawn at random, as chosen segments alone would bias calibration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Reason = Literal["unsure", "rare code", "unlike what was coded", "drawn at random"]

AUDIT = 0.25
"""Share drawn at random."""

RARE = 15
"""Positives below which a code counts as rare."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A segment to code next: its row, and why."""

    row: int
    reason: Reason


def choose(
    scores: Floats,
    bands: tuple[Floats, Floats],
    positives: npt.NDArray[np.int64],
    likeness: Floats,
    wanted: int,
    seed: int,
) -> tuple[Chosen, ...]:
    """Choose segments among those that nobody has coded.

    Parameters
    ----------
    scores
        (n, k) of the uncoded segments.
    bands
        (k,) and (k,): scores below which a code is set aside, and from which it is suggested; between them the model is unsure.
    positives
        (k,) coded examples of each code.
    likeness
        (n,) of each segment to the most similar one that was coded, from -1 to 1.
    wanted
        How many; fewer where there are fewer.
    seed
        Of the random part.

    Returns
    -------
    tuple
        In the order to code them; the same arguments give the same.
    """
    n = len(scores)
    wanted = min(wanted, n)
    audit = np.random.default_rng(seed).permutation(n)[: round(wanted * AUDIT)]
    taken: dict[int, Reason] = {int(row): "drawn at random" for row in audit}
    lists: list[tuple[Reason, npt.NDArray[np.int64]]] = [
        ("unsure", _unsure(scores, *bands)),
        ("rare code", _rare(scores, positives)),
        ("unlike what was coded", np.argsort(likeness, kind="stable")),
    ]
    places = [0] * len(lists)
    turn = 0
    while len(taken) < wanted:
        reason, ranked = lists[turn % len(lists)]
        while places[turn % len(lists)] < len(ranked) and int(ranked[places[turn % len(lists)]]) in taken:
            places[turn % len(lists)] += 1
        if places[turn % len(lists)] < len(ranked):
            taken[int(ranked[places[turn % len(lists)]])] = reason
        turn += 1
    return tuple(Chosen(row, reason) for row, reason in taken.items())


def _unsure(scores: Floats, absent: Floats, suggest: Floats) -> npt.NDArray[np.int64]:
    """Segments of which a code is in the unsure band, by how near it comes to being suggested, as a share of the band."""
    inside = (scores >= absent) & (scores < suggest)
    distance = np.where(inside, (suggest - scores) / np.maximum(suggest - absent, 1e-9), np.inf).min(axis=1, initial=np.inf)
    return np.argsort(distance, kind="stable")[: int(np.isfinite(distance).sum())]


def _rare(scores: Floats, positives: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Segments by their best score for a code with few examples; none where no code is rare."""
    rare = positives < RARE
    if not rare.any():
        return np.zeros(0, dtype=np.int64)
    return np.argsort(-scores[:, rare].max(axis=1), kind="stable")
