"""features -> calibrated scores: the numbers that a fit leaves behind, and the few products that use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from coder.classifier.bands import Bands
from coder.classifier.calibration import Calibration, capped
from coder.classifier.features import Features
from coder.classifier.hierarchy import Hierarchy
from coder.classifier.memory import Memory

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Weights:
    """Linear weights of the three signals of each code.

    Attributes
    ----------
    terms
        (t, k) of the regression on terms, float16 to keep a model small.
    vectors
        (d, k) of the regression on vectors.
    likeness
        (d, k): likeness of the segment's vector to the codebook's texts, in standard deviations.
    constants
        (3, k) of the three.
    """

    terms: npt.NDArray[np.float16]
    vectors: Floats32
    likeness: Floats32
    constants: Floats32

    def signals(self, features: Features) -> Floats:
        """Compute (n, k, 3): term score, vector score, likeness."""
        parts = [
            features.terms @ self._terms,
            features.vectors @ self.vectors,
            features.vectors @ self.likeness,
        ]
        return np.stack([np.asarray(part, dtype=np.float64) for part in parts], axis=2) + self.constants.T

    @cached_property
    def _terms(self) -> Floats32:
        return self.terms.astype(np.float32)


@dataclass(frozen=True, eq=False)
class Scorer:
    """Everything between features and scores.

    Weights, calibration, the ceilings (k,) of codes that nobody used, what people refused, the hierarchy, and the bands.
    """

    hierarchy: Hierarchy
    weights: Weights
    calibration: Calibration
    ceilings: Floats
    memory: Memory
    bands: Bands

    def scores(self, features: Features) -> Floats:
        """Compute the probability of each code for each of n passages: (n, k), a theme's never below its categories'."""
        fresh = self.fresh(self.weights.signals(features))
        return self.hierarchy.consistent(self.memory.softened(fresh, features.keys))

    def fresh(self, signals: Floats) -> Floats:
        """Turn signals (n, k, 3) into scores (n, k) as if nobody had seen the passages."""
        return self.hierarchy.consistent(capped(self.calibration.probabilities(signals), self.ceilings))
