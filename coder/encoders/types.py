"""texts -> (n, d) float32: the one method that every encoder meets, and the two facts that a saved model remembers of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from scipy import sparse


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

    def of(self, words: Sequence[str]) -> list[float]:
        """The weight of each word."""
        return [self._known.get(word, self.unknown) for word in words]

    @cached_property
    def _known(self) -> dict[str, float]:
        return dict(zip(self.words, self.weights.tolist(), strict=True))


@runtime_checkable
class StudyEncoder(Encoder, Protocol):
    """An encoder that can also weigh words by their rarity in one study."""

    def rarity(self, texts: Sequence[str]) -> Rarity:
        """Count the words of a study's texts."""

    def weighed(self, texts: Sequence[str], rarity: Rarity) -> tuple[sparse.csr_matrix, list[str]]:
        """Weigh words by their rarity: the weights (n, w) of the words in each text, and the words."""

    def vectors(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (w, d) float32, which times the words' weights in a text give its vector, but for its length."""

    def kinds(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Say how much each word is of each kind of words: (w, g) float32, a few of them above 0."""
