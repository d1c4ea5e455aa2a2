"""features, partial labels, lessons -> weights, and signals of passages that the weights did not see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coder.classifier import logistic
from coder.classifier.features import Features
from coder.classifier.scorer import Weights
from coder.classifier.teaching import Lessons

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR = 10.0
"""Positives at which the likeness to the codebook counts half."""


@dataclass(frozen=True, eq=False)
class Task:
    """One learning task: coded passages and the codebook's lessons, as features and weighted labels.

    Attributes
    ----------
    coded, rest, taught
        Features of the n passages that somebody looked at, of some that nobody did, and of the m lessons.
    labels
        (n, k): 1, 0, nan.
    lessons
        Labels and weights of the lessons.
    strength
        C of the regressions.
    """

    coded: Features
    rest: Features
    taught: Features
    labels: Floats
    lessons: Lessons
    strength: float

    @cached_property
    def features(self) -> Features:
        """All n + m rows."""
        return self.coded.above(self.taught)

    @cached_property
    def targets(self) -> Floats:
        """Labels of all rows: (n + m, k)."""
        return np.nan_to_num(np.vstack([self.labels, self.lessons.labels]))

    @cached_property
    def importance(self) -> Floats:
        """Weights of all labels, 0 where nobody looked: (n + m, k)."""
        return np.vstack([~np.isnan(self.labels), self.lessons.weights]).astype(np.float64)

    @cached_property
    def kernels(self) -> tuple[Floats, ...]:
        """Inner products of all rows by terms, by terms in talk (unless nothing was said around any), by vectors: (n + m, n + m)."""
        features = self.features
        said = features.said.astype(np.float64)
        shape, vectors = features.shape.astype(np.float64), features.vectors.astype(np.float64)
        texts: Floats = (said @ said.T).toarray()
        alone = texts[np.ix_(features.own, features.own)] + shape @ shape.T
        by_vectors = vectors @ vectors.T
        if features.alone:
            return alone, by_vectors
        talk = features.talk.astype(np.float64)
        return alone, talk @ (talk @ texts).T + shape @ shape.T, by_vectors

    def held_out(self, fold: Ints) -> Floats:
        """Score each coded passage by regressions that did not see its fold: (n, k, 3), by terms, what talk adds, by vectors."""
        n = len(self.labels)
        found = np.zeros((*self.labels.shape, 3))
        for number in range(int(fold.max(initial=-1)) + 1):
            out = np.flatnonzero(fold == number)
            rows = np.concatenate([np.flatnonzero(fold != number), np.arange(n, len(self.targets))])
            scores = [self._fitted(kernel, rows, kernel[np.ix_(out, rows)]) for kernel in self.kernels]
            found[out] = np.stack([scores[0], scores[-2] - scores[0], scores[-1]], axis=2)
        return found

    def _fitted(self, kernel: Floats, rows: Ints, others: Floats) -> Floats:
        a, constant = logistic.fit(kernel[np.ix_(rows, rows)], self.targets[rows], self.importance[rows], self.strength)
        return others @ a + constant

    def weights(self) -> Weights:
        """Fit on everything."""
        fitted = [logistic.fit(kernel, self.targets, self.importance, self.strength) for kernel in self.kernels]
        by_terms, by_talk, by_vectors = fitted[0], fitted[-2], fitted[-1]
        likeness = self._likeness()
        return Weights(
            terms=self._slopes(self.features.itself, by_terms[0]),
            talk=self._slopes(self.features.talk, by_talk[0]),
            vectors=np.asarray(self.features.vectors.T @ by_vectors[0], dtype=np.float32),
            likeness=np.asarray(likeness[0], dtype=np.float32),
            constants=np.vstack([by_terms[1], by_talk[1] - by_terms[1], by_vectors[1], likeness[1]]).astype(np.float32),
        )

    def _slopes(self, counted: sparse.csr_matrix, a: Floats) -> npt.NDArray[np.float16]:
        """Turn the solution for rows into one for terms and shape; `counted` (n + m, u) says which texts a row is made of."""
        return np.vstack([self.features.said.T @ (counted.T @ a), self.features.shape.T @ a]).astype(np.float16)

    def _likeness(self) -> tuple[Floats, Floats]:
        """Express likeness to each code's own lessons as a linear function of vectors: slopes (d, k) and constants (k,).

        It is the cosine with the code's mean lesson, seen from the middle of all lessons, in standard deviations over the study's
        different passages (or, without any, over the lessons of other codes); its weight falls as positives come in.
        """
        own = self.lessons.labels == 1
        vectors = self.taught.vectors.astype(np.float64)
        vectors = vectors - vectors.mean(axis=0)
        vectors[:, -3:] = 0  # a definition's length tells nothing
        means = np.stack([_mean(vectors[rows]) for rows in own.T])
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        slopes = means / np.where(lengths > 0, lengths, 1)
        study = self.coded.above(self.rest)
        different = np.unique(study.keys, return_index=True)[1]
        others = np.where(own, np.nan, self.taught.vectors @ slopes.T)
        middle, spread = _middle(study.vectors[different] @ slopes.T if len(study) else others)
        scale = 1 / (1 + (self.labels == 1).sum(axis=0) / PRIOR) / np.maximum(spread, 1e-3)
        return slopes.T * scale, -middle * scale


def _middle(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column, without its nan; 0 and 1 where there is nothing else."""
    known = ~np.isnan(values)
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0).sum(axis=0) / n
    variance = np.where(known, (values - mean) ** 2, 0).sum(axis=0) / n
    return mean, np.where(known.any(axis=0), np.sqrt(variance), 1.0)


def _mean(rows: Floats) -> Floats:
    return np.asarray(rows.mean(axis=0)) if len(rows) else np.zeros(rows.shape[1])
