"""Ratings -> the ratings asked for: of some coders, under some conditions, in units that somebody rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coder.agreement import Ratings
from coder.errors import RatingsError


def of_two(coders: Sequence[str], what: str) -> tuple[str, ...]:
    """The coders, each once.

    Raises
    ------
    RatingsError
        There are fewer than two.
    """
    names = tuple(dict.fromkeys(coders))
    if len(names) < 2:
        raise RatingsError(f"{what}: agreement needs at least two coders, here {', '.join(names) or 'none'}")
    return names


def of_coders(ratings: Ratings, coders: Sequence[str], what: str) -> Ratings:
    """The ratings of some coders; errors as for `of_two`."""
    return only_rated(ratings.select(coders=of_two(coders, what)))


def under(ratings: Ratings, conditions: Sequence[str]) -> Ratings:
    """The ratings under any of some conditions.

    Raises
    ------
    RatingsError
        There are no conditions, or not this one.
    """
    unknown = [name for name in conditions if name not in ratings.condition_names]
    if unknown:
        there = ", ".join(ratings.condition_names) or "none"
        raise RatingsError(f"no rating is under the condition `{unknown[0]}`: there are {there}")
    return only_rated(ratings.masked(np.isin(np.asarray(ratings.conditions, dtype=object), list(conditions))))


def only_rated(ratings: Ratings) -> Ratings:
    """The units that somebody rated, and their transcripts."""
    some = np.flatnonzero((ratings.cube >= 0).any(axis=(1, 2)))
    if not some.size:
        raise RatingsError("of the ratings asked for there are none")
    found = ratings.select(units=[ratings.units[i] for i in some])
    there, clusters = np.unique(found.clusters, return_inverse=True)
    return replace(found, transcripts=tuple(ratings.transcripts[t] for t in there), clusters=clusters.astype(np.intp))
