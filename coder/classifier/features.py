"""passages -> blocks of numbers: terms, kinds of words and vectors, of the segment and of the talk around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coder.classifier.lexical import Lexicon
from coder.classifier.memory import keys
from coder.encoders.types import Encoder, Rarity, StudyEncoder
from coder.records import Passage

Floats32 = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

AROUND = 0.5
"""Weight of the turns before and after, against 1 for the segment itself."""

TURN, TALK = 0.5, 0.3
"""Weights of the terms of the turn before or after, and of each of the participants' nearest segments, against 1 for the segment."""

KINDS = 0.6
"""Weight of the kinds of a segment's words, against 1 for its terms."""

SHAPE = 0.5
"""Weight of the segment's shape beside its terms, against 1 beside its vectors."""

SHORT = 3
"""Words up to which a segment is likely to be a mere sign of listening."""


@dataclass(frozen=True, eq=False)
class Features:
    """What the classifier sees of n passages.

    Attributes
    ----------
    said
        (u, t + g) sparse float32: of each different text that is a segment or stands around one, TF-IDF of its terms, at length 1
        or less, and of the g kinds of its words (where the encoder tells them), at length 0.6.
    own
        (n,) which of those texts the segment is.
    before, after
        (n, u) sparse float32: how much each text counts that stands before and after.
    vectors
        (n, 3 d + 3) float32: the segment's vector, half the previous turn's, half the next one's, then its shape: how long, a
        question, very short.
    keys
        (n,) uint64: who the passages are (see `memory`).
    """

    said: sparse.csr_matrix
    own: Ints
    before: sparse.csr_matrix
    after: sparse.csr_matrix
    vectors: Floats32
    keys: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.own)

    @property
    def shape(self) -> Floats32:
        """The segments' shape as it stands beside terms: (n, 3)."""
        return SHAPE * self.vectors[:, -3:]

    @property
    def itself(self) -> sparse.csr_matrix:
        """How much each text counts for each segment by itself: (n, u)."""
        return sparse.csr_matrix((np.ones(len(self), dtype=np.float32), self.own, np.arange(len(self) + 1)), self.before.shape)

    @property
    def talk(self) -> sparse.csr_matrix:
        """How much each text counts for each segment together with the talk around it: (n, u)."""
        return self.itself + self.before + self.after

    @property
    def alone(self) -> bool:
        """Whether nothing was said around any of the segments."""
        return not (self.before.nnz or self.after.nnz)

    def rows(self, chosen: Ints) -> Features:
        """Take some of the rows."""
        around = self.before[chosen], self.after[chosen]
        return Features(self.said, self.own[chosen], *around, self.vectors[chosen], self.keys[chosen])

    def above(self, other: Features) -> Features:
        """Put these rows above others."""
        return Features(
            said=sparse.vstack([self.said, other.said], format="csr"),
            own=np.concatenate([self.own, self.said.shape[0] + other.own]),
            before=sparse.block_diag([self.before, other.before], format="csr"),
            after=sparse.block_diag([self.after, other.after], format="csr"),
            vectors=np.vstack([self.vectors, other.vectors]),
            keys=np.concatenate([self.keys, other.keys]),
        )


class Weighed(NamedTuple):
    """What an encoder makes vectors and kinds of: the weights (n, w) of the words in each text, and the words."""

    encoder: StudyEncoder
    weights: sparse.csr_matrix
    words: list[str]


@dataclass(frozen=True, eq=False)
class Featuriser:
    """Turns passages into `Features`, with the terms and topics of one study.

    Attributes
    ----------
    lexicon
        The terms and their idf.
    topics
        (t, r) float16, to keep a model small: latent semantic analysis, terms to topics; r may be 0.
    encoder
        Pretrained vectors, or None.
    rarity
        How much the encoder lets each word count, where it can do so.
    """

    lexicon: Lexicon
    topics: npt.NDArray[np.float16]
    encoder: Encoder | None
    rarity: Rarity | None

    @classmethod
    def fitted(cls, texts: Sequence[str], encoder: Encoder | None, most_terms: int, topics: int, seed: int) -> Featuriser:
        """Learn terms and topics from all text of the study, labelled or not."""
        lexicon = Lexicon.fitted(texts, most_terms // 2, most_terms - most_terms // 2)
        rarity = encoder.rarity(texts) if isinstance(encoder, StudyEncoder) else None
        return cls(lexicon, _topics(lexicon.transform(texts), topics, seed), encoder, rarity)

    @property
    def width(self) -> int:
        """Length of a row of `Features.vectors`."""
        pretrained = 0 if self.encoder is None else self.encoder.dimensions
        return 3 * (int(self.topics.shape[1]) + pretrained) + 3

    def transform(self, passages: Sequence[Passage]) -> Features:
        """Compute the features of n passages; each different text is looked at once."""
        numbers: dict[str, int] = {}
        pairs = [[numbers.setdefault(text, len(numbers)) for text in (p.text, p.before, p.after)] for p in passages]
        own, before, after = np.array(pairs, dtype=np.int64).reshape(len(passages), 3).T
        earlier = [_around(p.before, p.earlier, numbers) for p in passages]
        later = [_around(p.after, p.later, numbers) for p in passages]
        texts = list(numbers)
        terms = self.lexicon.transform(texts)
        weighed = self._weighed(texts)
        vectors, kinds = self._vectors(texts, terms, weighed), self._kinds(weighed, len(texts))
        shape = np.array([_shape(p.text) for p in passages], dtype=np.float32).reshape(len(passages), 3)
        return Features(
            sparse.hstack([terms, kinds], format="csr", dtype=np.float32),
            own,
            _counted(earlier, len(texts)),
            _counted(later, len(texts)),
            np.hstack([vectors[own], AROUND * vectors[before], AROUND * vectors[after], shape]),
            keys(passages),
        )

    def own(self, texts: Sequence[str]) -> Floats32:
        """Compute the vectors (n, d) of texts by themselves, without what was said around them."""
        return self._vectors(list(texts), self.lexicon.transform(texts), self._weighed(texts))

    def _weighed(self, texts: Sequence[str]) -> Weighed | None:
        """Find the words of each text as the encoder weighs them, where it can do so."""
        if self.rarity is None or not isinstance(self.encoder, StudyEncoder):
            return None
        return Weighed(self.encoder, *self.encoder.weighed(texts, self.rarity))

    def _kinds(self, weighed: Weighed | None, n: int) -> sparse.csr_matrix:
        """Weigh the kinds of the words of each text, as its vector weighs the words: (n, g), rows of length 0.6."""
        if weighed is None:
            return sparse.csr_matrix((n, 0), dtype=np.float32)
        found = weighed.weights @ weighed.encoder.kinds(weighed.words)
        lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        return sparse.diags(KINDS / np.where(lengths > 0, lengths, 1), dtype=np.float32) @ found

    def _vectors(self, texts: list[str], terms: sparse.csr_matrix, weighed: Weighed | None) -> Floats32:
        """Put the topics and the pretrained vector of each text side by side, each at length 1."""
        blocks = [_unit(np.asarray(terms @ self.topics.astype(np.float32), dtype=np.float32))]
        if weighed is not None:
            blocks.append(_unit(weighed.weights @ weighed.encoder.vectors(weighed.words)))
        elif self.encoder is not None:
            blocks.append(_unit(self.encoder.encode(texts)))
        return np.hstack(blocks)


def _around(turn: str, near: Sequence[str], numbers: dict[str, int]) -> list[tuple[int, float]]:
    """Weigh the texts on one side of a segment; those without a number get one."""
    found = [(turn, TURN), *((text, TALK) for text in near)]
    return [(numbers.setdefault(text, len(numbers)), weight) for text, weight in found if text]


def _counted(rows: list[list[tuple[int, float]]], n_texts: int) -> sparse.csr_matrix:
    weights = [weight for row in rows for _, weight in row]
    columns = [number for row in rows for number, _ in row]
    ends = list(accumulate((len(row) for row in rows), initial=0))
    return sparse.csr_matrix((weights, columns, ends), (len(rows), n_texts), dtype=np.float32)


def _shape(text: str) -> tuple[float, float, float]:
    words = len(text.split())
    return math.log1p(words) / 2 - 1, float("?" in text), float(words <= SHORT)


def _unit(rows: Floats32) -> Floats32:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _topics(terms: sparse.csr_matrix, wanted: int, seed: int) -> npt.NDArray[np.float16]:
    """Find the leading right singular vectors by a randomised range finder (Halko et al. 2011, algorithm 4.4): (t, r)."""
    wanted = min(wanted, *(size - 1 for size in terms.shape))
    if wanted <= 0:
        return np.zeros((terms.shape[1], 0), dtype=np.float16)
    start = np.random.default_rng(seed).standard_normal((terms.shape[1], min(wanted + 10, *terms.shape)))
    basis = np.linalg.qr(terms @ start)[0]
    for _ in range(3):
        basis = np.linalg.qr(terms @ np.linalg.qr(terms.T @ basis)[0])[0]
    right = np.linalg.svd((terms.T @ basis).T, full_matrices=False)[2]
    return np.asarray(right[:wanted].T, dtype=np.float16)
