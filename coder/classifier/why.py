"""scored passages -> why: the words that moved each score, what was said around them, and the likest passages coded so.

The log-odds of a code, before the other codes, people's refusals and the hierarchy have their say, are a sum over terms, kinds of words
and vectors, and these two are sums over words divided by their length in the passage. So, at the passage's own lengths, they fall exactly
into what each word adds, what was said before and after adds, and a rest (the constant, and the passage's shape). A pair's part is halved
between its words; a character run's goes to the words that hold it, by how often each stands there. An encoder that does not say how it
makes a vector of words leaves that part of the sum to the rest. The likest passages are no part of the sum: they are found by the cosine
of the vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coder.classifier.estimator import ThemeClassifier
from coder.classifier.features import Features
from coder.classifier.lexical import Bag
from coder.classifier.shares import Holders, divided, owners
from coder.encoders.types import Rarity, StudyEncoder
from coder.records import Moved, Passage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]
Nearest = dict[tuple[int, int], list[tuple[int, float]]]

MOST_WORDS = 6
"""Words told of a score, the strongest."""

MOST_LIKE = 4
"""Coded passages told of a score, the likest."""


@dataclass(frozen=True, eq=False)
class Sum:
    """What the log-odds of n passages for k codes are made of.

    Attributes
    ----------
    odds, own, before, after
        (n, k): the log-odds, and of them what the passage's words and the turns before and after add.
    words
        The p different words of each passage, all together.
    owners
        (p,) the passage of each word, in order.
    moved
        (p, k): what each word adds; `own` is their sum over the passage.
    """

    odds: Floats
    own: Floats
    before: Floats
    after: Floats
    words: list[str]
    owners: Ints
    moved: Floats

    def strongest(self, passage: int, code: int) -> tuple[Moved, ...]:
        """Tell the words that move a score most, either way; equal ones in the order of the alphabet."""
        first, last = np.searchsorted(self.owners, [passage, passage + 1]).tolist()
        by = self.moved[first:last, code]
        least = np.sort(np.abs(by))[-MOST_WORDS:].min(initial=np.inf)
        moved = [Moved(self.words[first + place], float(by[place])) for place in np.flatnonzero(np.abs(by) >= least).tolist()]
        return tuple(sorted(moved, key=lambda one: (-abs(one.by), one.word))[:MOST_WORDS])


class Explainer:
    """Says why a fitted classifier scored passages as it did.

    Parameters
    ----------
    model
        The classifier.
    """

    def __init__(self, model: ThemeClassifier) -> None:
        self._model = model
        self._featuriser = model.featuriser_
        weights, values = model.scorer_.weights, model.scorer_.calibration.values
        vectors = np.asarray(weights.vectors * values[:, 3] + weights.likeness * values[:, 4], dtype=np.float64)
        self._topics = self._featuriser.topics.astype(np.float32)
        terms, topics = self._topics.shape
        width = (self._featuriser.width - 3) // 3
        self._before, self._after = vectors[width : 2 * width], vectors[2 * width : 3 * width]
        self._talk = weights.talk[:-3].astype(np.float64) * values[:, 2]
        by_said = weights.terms[:-3].astype(np.float64) * (values[:, 1] - values[:, 2]) + self._talk
        self._by_term = np.hstack([by_said[:terms], self._topics @ vectors[:topics]]).astype(np.float32)
        self._pairs = self._featuriser.lexicon.pairs
        self._is_pair = np.isin(np.arange(terms), list(self._pairs))
        self._terms = Holders(self._featuriser.lexicon.held)
        encoder, rarity = self._featuriser.encoder, self._featuriser.rarity
        self._pieces = None
        if isinstance(encoder, StudyEncoder) and rarity is not None:
            self._pieces = _Pieces(encoder, rarity, vectors[topics:width], by_said[terms:])

    def sums(self, passages: Sequence[Passage], features: Features) -> Sum:
        """Take the log-odds of passages apart; `features` are theirs."""
        texts = [passage.text for passage in passages]
        bag = Bag.of(texts)
        counts = bag.singles()
        owner = owners(counts)
        moved = self._moved_by_terms(bag, counts, features) + self._moved_by_encoder(texts, bag, counts, features)
        own = np.zeros((len(passages), moved.shape[1]))
        np.add.at(own, owner, moved)
        width = len(self._before)
        said = features.said @ self._talk
        before = features.before @ said + features.vectors[:, width : 2 * width] @ self._before
        after = features.after @ said + features.vectors[:, 2 * width : 3 * width] @ self._after
        scorer = self._model.scorer_
        odds = scorer.calibration.log_odds(scorer.weights.signals(features))
        words = [bag.types[number] for number in counts.indices.tolist()]
        return Sum(odds, own, before, after, words, owner, moved)

    def _moved_by_terms(self, bag: Bag, counts: sparse.csr_matrix, features: Features) -> Floats:
        """What each word adds by terms and topics: (p, k)."""
        terms = features.said[features.own, : len(self._topics)]
        lengths = np.linalg.norm(terms @ self._topics, axis=1)
        shares = divided(terms, self._terms.of(bag.types), counts), self._paired(bag, counts, terms)
        both = sum(part.astype(np.float32) @ self._by_term for part in shares)
        k = both.shape[1] // 2
        return np.asarray(both[:, :k] + both[:, k:] / np.where(lengths > 0, lengths, 1)[owners(counts), None])

    def _paired(self, bag: Bag, counts: sparse.csr_matrix, terms: sparse.csr_matrix) -> sparse.csr_matrix:
        """Give each pair's part to its two words by halves: (p, terms)."""
        numbers = {word: number for number, word in enumerate(bag.types)}
        place = np.zeros(counts.shape, dtype=np.int64)
        place[owners(counts), counts.indices] = np.arange(counts.nnz)
        paired = np.flatnonzero(self._is_pair[terms.indices])
        both = [self._pairs[column] for column in terms.indices[paired].tolist()]
        rows = place[
            owners(terms)[paired, None],
            np.array([[numbers[word] for word in pair] for pair in both], dtype=np.int64).reshape(-1, 2),
        ]
        amounts = np.repeat(terms.data[paired] / 2, 2)
        return sparse.csr_matrix((amounts, (rows.ravel(), np.repeat(terms.indices[paired], 2))), (counts.nnz, terms.shape[1]))

    def _moved_by_encoder(self, texts: list[str], bag: Bag, counts: sparse.csr_matrix, features: Features) -> Floats:
        """What each word adds by pretrained vectors and by its kinds: (p, k)."""
        if self._pieces is None:
            return np.zeros((counts.nnz, len(self._model.codes)))
        held = self._pieces.held.of(bag.types)
        amounts = self._pieces.amounts(texts)
        shares, owner = divided(amounts, held, counts), owners(counts)
        terms, topics = self._topics.shape
        wholes = (
            features.vectors[:, topics : len(self._before)] @ self._pieces.codes,
            features.said[features.own, terms:] @ self._pieces.codes_of_kinds,
        )
        found = np.zeros((counts.nnz, len(self._model.codes)))
        for whole, adds in zip(wholes, (self._pieces.adds, self._pieces.adds_by_kind), strict=True):
            size = np.einsum("ik,ik->i", whole, whole)
            # the whole is the sum over its length
            lengths = np.einsum("ik,ik->i", amounts @ adds, whole) / np.where(size > 0, size, 1)
            found += (shares @ adds) / np.where(lengths > 0, lengths, 1)[owner, None]
        return found


class _Pieces:
    """The encoder's own words (v so far), and what each would add to every code by its vector and by its kinds: (v, k)."""

    def __init__(self, encoder: StudyEncoder, rarity: Rarity, codes: Floats, codes_of_kinds: Floats) -> None:
        self.codes, self.codes_of_kinds = codes, codes_of_kinds
        self.adds = self.adds_by_kind = np.zeros((0, codes.shape[1]))
        self.held = Holders(self._held)
        self._encoder, self._rarity = encoder, rarity
        self._numbers: dict[str, int] = {}

    def amounts(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """How much of each word a text has: (n, v)."""
        weights, words = self._encoder.weighed(texts, self._rarity)
        new = [word for word in words if word not in self._numbers]
        for word in new:
            self._numbers[word] = len(self._numbers)
        if new:
            self.adds = np.vstack([self.adds, self._encoder.vectors(new) @ self.codes])
            self.adds_by_kind = np.vstack([self.adds_by_kind, self._encoder.kinds(new) @ self.codes_of_kinds])
        columns = np.array([self._numbers[word] for word in words], dtype=np.int64)[weights.indices]
        found = sparse.csr_matrix((weights.data.astype(np.float64), columns, weights.indptr), (len(texts), len(self.adds)))
        found.sort_indices()
        return found

    def _held(self, words: list[str]) -> list[list[int]]:
        amounts = self.amounts(words)
        return [amounts.indices[first:last].tolist() for first, last in pairwise(amounts.indptr.tolist())]


class Coded:
    """The passages that a classifier learned from, as far as they are at hand: finds the likest for a code.

    Parameters
    ----------
    model
        The classifier; passages that it did not learn from are left out.
    passages, labels
        m coded passages, and (m, k) 1, 0 or nan.
    """

    def __init__(self, model: ThemeClassifier, passages: Sequence[Passage], labels: Floats) -> None:
        known = model.scorer_.memory.knows(passages)
        self.rows: Ints = np.flatnonzero(known & (labels == 1).any(axis=1))
        self._texts = [passages[row].text for row in self.rows.tolist()]
        self._vectors = _unit(model.featuriser_.own(self._texts))
        self._given = labels[self.rows] == 1

    def nearest(self, passages: Sequence[Passage], features: Features, chosen: Chosen) -> Nearest:
        """Find for every code chosen (n, k) of n passages the likest other passages with that code; `features` are theirs.

        Returns
        -------
        dict
            For (passage, code) rows of the m passages with the cosine of their own vectors, the likest first.
        """
        found: Nearest = {}
        cosines = _unit(features.vectors[:, : self._vectors.shape[1]]) @ self._vectors.T
        for passage, code in np.argwhere(chosen).tolist():
            rows = np.flatnonzero(self._given[:, code])
            rows = rows[np.argsort(-cosines[passage, rows], kind="stable")[: MOST_LIKE + 4]]
            others = [row for row in rows.tolist() if self._texts[row] != passages[passage].text]
            found[passage, code] = [(int(self.rows[row]), float(cosines[passage, row])) for row in others[:MOST_LIKE]]
        return found


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
