"""passages, labels -> what people already refused: the very same passage is not pressed on them with the same confidence again.

A regression that learns from a refutation may, by way of calibration, still raise the score of the passage that was refuted. So the
score of a passage that was coded before is multiplied by (1 + yes) / (1 + yes + no), the share of people for the code with one
imagined vote for it. Passages are known by a hash of their words and those around them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.records import Passage

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Memory:
    """Coded passages: sorted keys (m,) and for each the factor (m, k) float32 in (0, 1] of each code."""

    keys: Keys
    factors: npt.NDArray[np.float32]

    @classmethod
    def of(cls, keys: Keys, labels: Floats) -> Memory:
        """Count the votes of n coded passages: keys (n,), labels (n, k) of 1, 0 and nan."""
        known, rows = np.unique(keys, return_inverse=True)
        yes, no = np.zeros((len(known), labels.shape[1])), np.zeros((len(known), labels.shape[1]))
        np.add.at(yes, rows, labels == 1)
        np.add.at(no, rows, labels == 0)
        return cls(known, ((1 + yes) / (1 + yes + no)).astype(np.float32))

    def knows(self, passages: Sequence[Passage]) -> npt.NDArray[np.bool_]:
        """Tell which passages were among the coded ones: (n,)."""
        return np.isin(keys(passages), self.keys)

    def softened(self, scores: Floats, keys: Keys) -> Floats:
        """Multiply scores (n, k) of passages (n,) that were coded before."""
        if len(self.keys) == 0:
            return scores
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        return np.where(known[:, None], scores * self.factors[places], scores)


def keys(passages: Sequence[Passage]) -> Keys:
    """Hash the words of each passage and around it: (n,) uint64."""
    digests = [hashlib.sha256("\0".join((p.text, p.before, p.after)).encode()).digest()[:8] for p in passages]
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
