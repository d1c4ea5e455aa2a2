"""features -> calibrated scores: the numbers that a fit leaves behind, and the few products that use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from coder.classifier.bands import Bands
from coder.classifier.calibration import Calibration, capped
from coder.classifier.company import Company
from coder.classifier.features import Features
from coder.classifier.hierarchy import Hierarchy
from coder.classifier.logistic import sigmoid
from coder.classifier.memory import Memory

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Weights:
    """Linear weights of the four signals of each code.

    Attributes
    ----------
    terms
        (t + 3, k) of the regression on terms and shape, float16 to keep a model small.
    talk
        (t + 3, k) of the regression on the terms of a segment and of the talk around it, and its shape, float16.
    vectors
        (d, k) of the regression on vectors.
    likeness
        (d, k): likeness of the segment's vector to the codebook's texts, in standard deviations.
    constants
        (4, k) of the four.
    """

    terms: npt.NDArray[np.float16]
    talk: npt.NDArray[np.float16]
    vectors: Floats32
    likeness: Floats32
    constants: Floats32

    def signals(self, features: Features) -> Floats:
        """Compute (n, k, 4): term score, what the talk around adds to it, vector score, likeness."""
        k = self.terms.shape[1]
        texts, shape = features.said @ self._by_terms[:-3], features.shape @ self._by_terms[-3:]
        alone = texts[features.own, :k] + shape[:, :k]
        parts = [
            alone,
            features.talk @ texts[:, k:] + shape[:, k:] - alone,
            features.vectors @ self.vectors,
            features.vectors @ self.likeness,
        ]
        return np.stack([np.asarray(part, dtype=np.float64) for part in parts], axis=2) + self.constants.T

    @cached_property
    def _by_terms(self) -> Floats32:
        return np.hstack([self.terms, self.talk]).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Scorer:
    """Everything between features and scores.

    Weights, calibration, what codes tell of each other, the ceilings (k,) of codes that nobody used, what people refused, the
    hierarchy, and the bands.
    """

    hierarchy: Hierarchy
    weights: Weights
    calibration: Calibration
    company: Company
    ceilings: Floats
    memory: Memory
    bands: Bands

    def scores(self, features: Features) -> Floats:
        """Compute the probability of each code for each of n passages: (n, k), a theme's never below its categories'."""
        fresh = self.fresh(self.weights.signals(features))
        return self.hierarchy.consistent(self.memory.softened(fresh, features.keys))

    def fresh(self, signals: Floats) -> Floats:
        """Turn signals (n, k, 4) into scores (n, k) as if nobody had seen the passages."""
        odds = self.company.log_odds(self.calibration.log_odds(signals))
        return self.hierarchy.consistent(capped(sigmoid(odds), self.ceilings))
