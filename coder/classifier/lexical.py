"""texts -> TF-IDF of words, word pairs and the character runs inside words, as one sparse matrix.

Weights are those of Salton & Buckley 1988: (1 + log count) * idf, with idf = 1 + log((1 + n) / (1 + df)), each of the two blocks
at length 1. Character runs never cross a space, so they are counted once for each different word and spread to the texts by a
product of two sparse matrices; this is several times quicker than counting them text by text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WORD = re.compile(r"\w+(?:['’]\w+)*|[?!]")
"""What counts as a word; a question or exclamation mark tells much about talk and counts too."""

RUNS = (2, 3, 4, 5)
"""Lengths of the character runs."""

_PAIR = "\x1f"
_EDGE = " "


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The terms that count, in order, and their idf: words and pairs first, then character runs.

    Attributes
    ----------
    words, runs
        Terms; a pair is two words joined by U+001F.
    idf
        (len(words) + len(runs),) float64, at least 1.
    """

    words: tuple[str, ...]
    runs: tuple[str, ...]
    idf: Floats

    @classmethod
    def fitted(cls, texts: Sequence[str], most_words: int, most_runs: int, least: int = 2) -> Lexicon:
        """Choose the commonest terms that stand in at least `least` texts (in 1 where there are few texts).

        Parameters
        ----------
        texts
            All text of the study, labelled or not.
        most_words, most_runs
            How many terms to keep in each block; of equally common ones the alphabetically first.
        """
        bag = Bag.of(texts)
        words, word_df = _commonest(*bag.words(), most_words, least)
        runs, run_df = _commonest(*bag.runs(), most_runs, least)
        frequency = np.concatenate([word_df, run_df])
        return cls(words, runs, 1 + np.log((1 + len(texts)) / (1 + frequency)))

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Weigh the terms of each text: (n, len(words) + len(runs)) float64, rows of length at most 1."""
        bag = Bag.of(texts)
        split = len(self.words)
        blocks = [
            _weighted(_columns(bag.words(), self._word_places), self.idf[:split]),
            _weighted(bag.singles() @ self._spread(bag.types), self.idf[split:]),
        ]
        return sparse.hstack(blocks, format="csr") * np.sqrt(0.5)

    def held(self, words: Sequence[str]) -> list[list[int]]:
        """Tell the columns of what each word holds: the word itself and its character runs, as often as they are in it."""
        split, known = len(self.words), self._run_places
        whole = [[self._word_places[word]] if word in self._word_places else [] for word in words]
        return [
            [*own, *(split + known[run] for run in _runs(word) if run in known)] for own, word in zip(whole, words, strict=True)
        ]

    def _spread(self, words: Sequence[str]) -> sparse.csr_matrix:
        """The character runs of words: (len(words), len(runs)). What a word holds is worked out once, as words come again."""
        held, places = self._run_columns, self._run_places
        for word in words:
            if word not in held:
                held[word] = np.array([places[run] for run in _runs(word) if run in places], dtype=np.int64)
        found = [held[word] for word in words]
        ends = np.cumsum([0, *(len(one) for one in found)])
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *found])
        return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(words), len(self.runs)))

    @cached_property
    def pairs(self) -> dict[int, tuple[str, str]]:
        """The columns of pairs, with their two words."""
        return {column: (one, other) for column, (one, _, other) in enumerate(w.partition(_PAIR) for w in self.words) if other}

    @cached_property
    def _word_places(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.words)}

    @cached_property
    def _run_columns(self) -> dict[str, Ints]:
        return {}

    @cached_property
    def _run_places(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.runs)}


@dataclass(frozen=True, eq=False)
class Bag:
    """Texts as numbers: `flat` word types in order, `owners` the text of each, `types` the words themselves."""

    flat: Ints
    owners: Ints
    types: list[str]
    n: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Bag:
        """Find the words of texts."""
        numbers: dict[str, int] = {}
        flat: list[int] = []
        lengths = []
        for text in texts:
            found = WORD.findall(text.lower())
            flat.extend([numbers.setdefault(word, len(numbers)) for word in found])
            lengths.append(len(found))
        owners = np.repeat(np.arange(len(texts)), np.array(lengths, dtype=np.int64))
        return cls(np.array(flat, dtype=np.int64), owners, list(numbers), len(texts))

    def singles(self) -> sparse.csr_matrix:
        """Counts of word types: (n, types)."""
        return _counted(self.owners, self.flat, (self.n, len(self.types)))

    def words(self) -> tuple[list[str], sparse.csr_matrix]:
        """Words and pairs with their counts."""
        size = max(1, len(self.types))
        inside = self.owners[1:] == self.owners[:-1]
        keys, columns = np.unique(self.flat[:-1][inside] * size + self.flat[1:][inside], return_inverse=True)
        pairs = [f"{self.types[key // size]}{_PAIR}{self.types[key % size]}" for key in keys.tolist()]
        counts = _counted(self.owners[1:][inside], columns, (self.n, len(pairs)))
        return self.types + pairs, sparse.hstack([self.singles(), counts], format="csr")

    def runs(self) -> tuple[list[str], sparse.csr_matrix]:
        """Character runs inside words with their counts."""
        numbers: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        for row, word in enumerate(self.types):
            found = _runs(word)
            columns.extend([numbers.setdefault(part, len(numbers)) for part in found])
            rows.extend([row] * len(found))
        spread = _counted(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), (len(self.types), len(numbers)))
        return list(numbers), self.singles() @ spread


def _runs(word: str) -> list[str]:
    """All character runs of a word, with its edges."""
    edged = f"{_EDGE}{word}{_EDGE}"
    return [edged[i : i + run] for run in RUNS for i in range(len(edged) - run + 1)]


def _counted(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    counts = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    return counts


def _commonest(terms: list[str], counts: sparse.csr_matrix, most: int, least: int) -> tuple[tuple[str, ...], Ints]:
    frequency = np.bincount(counts.indices, minlength=len(terms)).astype(np.int64)
    kept = np.flatnonzero(frequency >= min(least, int(frequency.max(initial=1)))).tolist()
    kept.sort(key=lambda number: (-int(frequency[number]), terms[number]))
    kept = sorted(kept[:most], key=lambda number: terms[number])
    return tuple(terms[number] for number in kept), frequency[kept]


def _columns(found: tuple[list[str], sparse.csr_matrix], places: dict[str, int]) -> sparse.csr_matrix:
    """Rearrange the counts of what was found into the columns of the known terms."""
    here, counts = found
    pairs = [(old, places[term]) for old, term in enumerate(here) if term in places]
    old = np.array([pair[0] for pair in pairs], dtype=np.int64)
    new = np.array([pair[1] for pair in pairs], dtype=np.int64)
    move = sparse.csr_matrix((np.ones(len(pairs)), (old, new)), shape=(len(here), len(places)))
    return counts @ move


def _weighted(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    weighted = counts.tocsr().astype(np.float64)
    weighted.sort_indices()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ weighted
