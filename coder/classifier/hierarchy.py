"""scores or labels -> the same, such that a category implies its theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.errors import ModelError
from coder.records import Code

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Hierarchy:
    """Where each code's parent stands.

    Attributes
    ----------
    parents
        Of each code the position of its parent, -1 at the top.
    order
        Positions, every parent before its children.
    """

    parents: tuple[int, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, codes: Sequence[Code]) -> Hierarchy:
        """Read the parents of codes; a parent that is not among the codes counts as none.

        Raises
        ------
        ModelError
            An id is there twice, or codes are their own ancestors.
        """
        places = {code.id: place for place, code in enumerate(codes)}
        if len(places) < len(codes):
            raise ModelError("the codes cannot be learned: an id is there twice")
        parents = tuple(places.get(code.parent, -1) for code in codes)
        return cls(parents, _ordered(parents))

    def implied(self, labels: Floats) -> Floats:
        """Make a theme 1 where a category is 1, and a category 0 where its theme is 0 and the category not known: (n, k)."""
        found = labels.copy()
        for place in reversed(self.order):
            parent = self.parents[place]
            if parent >= 0:
                found[found[:, place] == 1, parent] = 1
        for place in self.order:
            parent = self.parents[place]
            if parent >= 0:
                found[(found[:, parent] == 0) & np.isnan(found[:, place]), place] = 0
        return found

    def consistent(self, scores: Floats) -> Floats:
        """Bring scores (n, k) to P(parent) >= P(child), moving both halfway where they contradict: none falls as another rises."""
        found = scores.copy()
        for place in reversed(self.order):
            parent = self.parents[place]
            if parent >= 0:
                found[:, parent] = np.maximum(found[:, parent], (found[:, parent] + found[:, place]) / 2)
        for place in self.order:
            parent = self.parents[place]
            if parent >= 0:
                found[:, place] = np.minimum(found[:, place], found[:, parent])
        return found

    def widened(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Add to the codes chosen (n, k) everything above them."""
        found = chosen.copy()
        for place in reversed(self.order):
            parent = self.parents[place]
            if parent >= 0:
                found[:, parent] |= found[:, place]
        return found

    def below(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Tell the codes that lie below one of those chosen: (n, k)."""
        found = np.zeros_like(chosen)
        for place in self.order:
            parent = self.parents[place]
            if parent >= 0:
                found[:, place] = chosen[:, parent] | found[:, parent]
        return found


def _ordered(parents: tuple[int, ...]) -> tuple[int, ...]:
    order: list[int] = []
    left = list(range(len(parents)))
    while left:
        ready = [place for place in left if parents[place] == -1 or parents[place] in order]
        if not ready:
            raise ModelError("the codes cannot be learned: some are their own ancestors")
        order += ready
        left = [place for place in left if place not in ready]
    return tuple(order)
