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

SHARED = 0.1
"""Share of texts from which a term stands in so many that its column is dense."""


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
        texts = _products(said)
        alone = texts[np.ix_(features.own, features.own)] + shape @ shape.T
        by_vectors = vectors @ vectors.T
        if features.alone:
            return alone, by_vectors
        talk = features.talk.astype(np.float64)
        return alone, talk @ (talk @ texts).T + shape @ shape.T, by_vectors

    def learned(self, fold: Ints) -> tuple[Weights, Floats]:
        """Fit on everything, and for each fold on everything else.

        Returns
        -------
        Weights, (n, k, 3)
            The weights of all; and scores of each coded passage by regressions that did not see its fold: by terms, what talk adds, by
            vectors.
        """
        fitted = [self._fitted(kernel, fold) for kernel in self.kernels]
        by_terms, by_talk, by_vectors = fitted[0], fitted[-2], fitted[-1]
        likeness = self._likeness()
        weights = Weights(
            terms=self._slopes(self.features.itself, by_terms[0]),
            talk=self._slopes(self.features.talk, by_talk[0]),
            vectors=np.asarray(self.features.vectors.T @ by_vectors[0], dtype=np.float32),
            likeness=np.asarray(likeness[0], dtype=np.float32),
            constants=np.vstack([by_terms[1], by_talk[1] - by_terms[1], by_vectors[1], likeness[1]]).astype(np.float32),
        )
        return weights, np.stack([by_terms[2], by_talk[2] - by_terms[2], by_vectors[2]], axis=2)

    def _fitted(self, kernel: Floats, fold: Ints) -> tuple[Floats, Floats, Floats]:
        """Solve for all rows, (n + m, k) and (k,), and score each coded row by what was fitted without its fold: (n, k)."""
        n, k = self.labels.shape
        away = np.concatenate([fold, np.full(len(self.targets) - n, -1)])
        kept = [np.ones(len(away)), *(away != part for part in range(int(fold.max(initial=-1)) + 1))]
        importance = np.hstack([self.importance * rows[:, None] for rows in kept])
        found = logistic.fit(kernel, np.tile(self.targets, len(kept)), importance, self.strength)
        odds = found.odds.reshape(len(away), len(kept), k)
        return found.a[:, :k], found.constant[:k], odds[np.arange(n), 1 + fold]

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


def _products(rows: sparse.csr_matrix) -> Floats:
    """Inner products of all rows, (u, u). Columns that many rows share are multiplied as dense ones, which is quicker for them."""
    shared = np.bincount(rows.indices, minlength=rows.shape[1]) > SHARED * rows.shape[0]
    dense, rest = rows[:, shared].toarray(), rows[:, ~shared]
    return np.asarray(dense @ dense.T + (rest @ rest.T).toarray())


def _middle(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column, without its nan; 0 and 1 where there is nothing else."""
    known = ~np.isnan(values)
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0).sum(axis=0) / n
    variance = np.where(known, (values - mean) ** 2, 0).sum(axis=0) / n
    return mean, np.where(known.any(axis=0), np.sqrt(variance), 1.0)


def _mean(rows: Floats) -> Floats:
    return np.asarray(rows.mean(axis=0)) if len(rows) else np.zeros(rows.shape[1])
