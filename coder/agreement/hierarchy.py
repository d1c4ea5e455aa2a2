"""Codes and their parents -> depths, ancestors, and ratings in which a code implies what lies above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coder.errors import RatingsError


def ancestors(code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes above `code`, nearest first; a parent "" or no entry is the top.

    Raises
    ------
    RatingsError
        The parents form a cycle.

    Examples
    --------
    >>> ancestors("a/b/c", {"a/b/c": "a/b", "a/b": "a"})
    ('a/b', 'a')
    """
    found: list[str] = []
    while parent := parents.get(code, ""):
        if parent in found:
            raise RatingsError(f"the code `{parent}` is its own ancestor")
        found.append(parent)
        code = parent
    return tuple(found)


def depths(codes: Sequence[str], parents: Mapping[str, str]) -> tuple[int, ...]:
    """Return how deep each code lies, 0 at the top."""
    return tuple(len(ancestors(code, parents)) for code in codes)


def with_ancestors(
    codes: Sequence[str], cube: NDArray[np.int8], parents: Mapping[str, str]
) -> tuple[tuple[str, ...], NDArray[np.int8]]:
    """Let every code imply its ancestors.

    Parameters
    ----------
    codes : (K,) names
    cube : (N, M, K) of 1, 0 and -1
    parents : parent of each code

    Returns
    -------
    codes (K',), the parents that were not yet codes appended, and cube (N, M, K'): 1 where the code or one below it applies,
    else -1 where the code or one below it is missing, else 0.
    """
    everything = list(codes)
    for code in codes:
        everything += [above for above in ancestors(code, parents) if above not in everything]
    position = {code: i for i, code in enumerate(codes)}
    found = np.empty((*cube.shape[:2], len(everything)), dtype=np.int8, order="F")
    for k, code in enumerate(everything):
        below = [position[other] for other in codes if other == code or code in ancestors(other, parents)]
        group = cube[:, :, below]
        found[:, :, k] = np.where((group == 1).any(axis=2), 1, np.where((group < 0).any(axis=2), -1, 0))
    return tuple(everything), found
