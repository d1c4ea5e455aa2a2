"""text -> vectors: the mean of static word-piece vectors, distilled once from a sentence transformer (Tulkens & van Dongen 2024).

The file is a NumPy archive without pickle: `vectors` (v, d) int8, `scale` (v,) float32, `kinds` (g, d) int8, of which
the directions count, `vocabulary` (UTF-8, one piece a line), `known_points` and `known_texts` (see `wordpiece.Characters`). Nothing
here reads files or can reach a network.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coder.encoders.types import Rarity
from coder.encoders.wordpiece import WordPiece
from coder.errors import ModelError

Vectors = npt.NDArray[np.float32]

_KEYS = ("vectors", "scale", "kinds", "vocabulary", "known_points", "known_texts")
COMMON = 0.2
"""Weight of a word that stands in every text of a study."""

NEAREST = 3
"""Kinds that a word is of: those whose directions are nearest."""

_BATCH = 4096
"""Texts that are counted at a time, and words that are compared with kinds: it bounds the memory."""


class StaticEncoder:
    """The embedded encoder: no context, no network, two million characters a second.

    Parameters
    ----------
    data
        The bytes of the archive.
    name
        What the encoder is called in cards and messages.

    Raises
    ------
    ModelError
        The bytes are not such an archive.
    """

    def __init__(self, data: bytes, name: str = "static-minilm-256") -> None:
        arrays = _arrays(data, name)
        self.name = name
        self.sha256 = hashlib.sha256(data).hexdigest()
        self._vectors = arrays["vectors"]
        self._scale = arrays["scale"]
        self._kinds = _unit(arrays["kinds"].astype(np.float32))
        self._nearest: dict[str, tuple[npt.NDArray[np.int64], Vectors]] = {}
        texts = _lines(arrays["known_texts"])
        known = dict(zip(arrays["known_points"].tolist(), texts, strict=True))
        self._tokenizer = WordPiece(_lines(arrays["vocabulary"]), known)

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give each text the mean of its pieces' vectors, at length 1; a text without known words gets zeros.

        Parameters
        ----------
        texts
            n texts, of any length.

        Returns
        -------
        (n, d) float32
        """
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            counts, words = self._counted(texts[start : start + _BATCH])
            found[start : start + _BATCH] = counts @ self.vectors(words)
        return _unit(found)

    def rarity(self, texts: Sequence[str]) -> Rarity:
        """Weigh each word of a study by 0.2 + log((1 + n) / (1 + df)), df of its n texts holding the word."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(self._tokenizer.words(text)))
        words = tuple(sorted(word for word, count in counts.items() if count > 1))
        held = np.array([counts[word] for word in words], dtype=np.float64)
        weights = COMMON + np.log((1 + len(texts)) / (1 + held))
        return Rarity(words, weights.astype(np.float32), float(np.float32(COMMON + np.log(1 + len(texts)))))

    def weighed(self, texts: Sequence[str], rarity: Rarity) -> tuple[sparse.csr_matrix, list[str]]:
        """Let each word count by its rarity and by the square root of how often it stands in a text: weights (n, w), and the words.

        Vectors made so were better than plain means on posts about wellness, by .01 in mean average precision, from 50 labels to 1,000.
        """
        counts, words = self._counted(texts)
        counts.data = np.sqrt(counts.data)
        return counts @ sparse.diags(rarity.of(words), dtype=np.float32), words

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Sum the vectors of each word's pieces: (len(words), d). The mean of a text differs from their sum in length alone."""
        pieces = [self._tokenizer.pieces(word) for word in words]
        flat = [piece for word in pieces for piece in word]
        ends = np.cumsum([0, *(len(word) for word in pieces)])
        spread = sparse.csr_matrix((self._scale[flat], np.arange(len(flat)), ends), shape=(len(words), len(flat)))
        return np.asarray(spread @ self._vectors[flat].astype(np.float32), dtype=np.float32)

    def kinds(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Tell of what kinds words are: (w, g) float32, the cosines with the directions of the nearest three, where above 0.

        Words of like meaning are of the same kinds, so what is learned of one is learned of all. What a word is of is worked out
        once, as words come again.
        """
        new = [word for word in dict.fromkeys(words) if word not in self._nearest]
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            cosines = _unit(self.vectors(some)) @ self._kinds.T
            nearest = np.argpartition(-cosines, NEAREST, axis=1)[:, :NEAREST].astype(np.int64)
            found = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0)
            self._nearest.update((word, (nearest[row], found[row])) for row, word in enumerate(some))
        held = [self._nearest[word] for word in words]
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *(columns for columns, _ in held)])
        values = np.concatenate([np.zeros(0, dtype=np.float32), *(values for _, values in held)])
        return sparse.csr_matrix((values, columns, NEAREST * np.arange(len(words) + 1)), shape=(len(words), len(self._kinds)))

    def __deepcopy__(self, memo: dict[int, object]) -> StaticEncoder:
        """Return itself: an encoder never changes what it answers, so `sklearn.base.clone` may share it."""
        return self

    def _counted(self, texts: Sequence[str]) -> tuple[sparse.csr_matrix, list[str]]:
        """Count the words of each text: (n, words) and the words."""
        numbers: dict[str, int] = {}
        columns: list[int] = []
        ends = [0]
        for text in texts:
            columns.extend([numbers.setdefault(word, len(numbers)) for word in self._tokenizer.words(text)])
            ends.append(len(columns))
        counts = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(texts), len(numbers)))
        counts.sum_duplicates()
        return counts, list(numbers)


def _arrays(data: bytes, name: str) -> Mapping[str, npt.NDArray[np.generic]]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in _KEYS}
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"encoder {name}: the file is damaged or not an encoder ({type(error).__name__}): fetch it again"
        ) from None
    vectors, kinds = arrays["vectors"], arrays["kinds"]
    if vectors.ndim != 2 or len(vectors) != len(arrays["scale"]) or kinds.ndim != 2 or kinds.shape[1] != vectors.shape[1]:
        raise ModelError(f"encoder {name}: the file is damaged (its parts differ in size): fetch it again")
    return arrays


def _unit(rows: npt.NDArray[np.generic]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _lines(array: npt.NDArray[np.generic]) -> list[str]:
    return array.tobytes().decode().split("\n")
