"""texts -> (n, d) float32: the one method that every encoder meets, and the two facts that a saved model remembers of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors; the same text always gets the same vector."""

    @property
    def name(self) -> str:
        """What cards and messages call it."""

    @property
    def sha256(self) -> str:
        """Hash of the weights: a model fitted with one encoder refuses another."""

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n, d) float32, one row a text."""


@dataclass(frozen=True, eq=False)
class Rarity:
    """How much each word of a study counts: the rarer in its texts, the more.

    Attributes
    ----------
    words
        Words that stand in two texts or more, in alphabetical order.
    weights
        (len(words),) float32, above 0.
    unknown
        Weight of every other word.
    """

    words: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    unknown: float


@runtime_checkable
class StudyEncoder(Encoder, Protocol):
    """An encoder that can also weigh words by their rarity in one study."""

    def rarity(self, texts: Sequence[str]) -> Rarity:
        """Count the words of a study's texts."""

    def encode_rare(self, texts: Sequence[str], rarity: Rarity) -> npt.NDArray[np.float32]:
        """Return (n, d) float32 as `encode` does, the study's rare words weighing more than its common ones."""
