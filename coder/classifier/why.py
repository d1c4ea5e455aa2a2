"""a scored passage -> the words that moved its score, and the coded passages that are most like it.

The words are found by asking the classifier itself: each word in turn is taken out and the passage scored again, so that what is told
is true of the whole classifier (terms, vectors, length and all), not of a simpler one beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coder.classifier.estimator import ThemeClassifier
from coder.classifier.features import Features
from coder.classifier.lexical import WORD
from coder.errors import ModelError
from coder.records import Passage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moved:
    """A word of a passage, and by how much it raises the log-odds of the code (below 0: lowers them)."""

    word: str
    by: float


def words(model: ThemeClassifier, passage: Passage, code: str, most: int = 5) -> tuple[Moved, ...]:
    """Find the words whose absence would change a code's log-odds most, strongest first; equal ones in the order of the alphabet.

    Parameters
    ----------
    model
        A fitted classifier.
    passage
        What was scored.
    code
        Id of the code.
    most
        How many words to tell.

    Raises
    ------
    ModelError
        The classifier does not know the code.
    """
    place = next((i for i, known in enumerate(model.codes) if known.id == code), None)
    if place is None:
        raise ModelError(f"the model does not know the code {code}")
    found = sorted(set(WORD.findall(passage.text.lower())))
    without = [replace(passage, text=_without(passage.text, word)) for word in found]
    features = model.features([passage, *without])
    odds = model.scorer_.calibration.log_odds(model.scorer_.weights.signals(features))[:, place]
    moved = [Moved(word, float(odds[0] - one)) for word, one in zip(found, odds[1:], strict=True)]
    return tuple(sorted(moved, key=lambda one: (-abs(one.by), one.word))[:most])


def _without(text: str, word: str) -> str:
    """Take all occurrences of a word out of a text, whatever their case."""
    edge = r"\b" if word[0].isalnum() or word[0] == "_" else ""
    return " ".join(re.sub(rf"{edge}{re.escape(word)}{edge}", " ", text, flags=re.IGNORECASE).split())


def nearest(features: Features, coded: Features, most: int = 3) -> tuple[Ints, Floats]:
    """Find for each of n passages the most similar of m coded ones, by their own and the surrounding turns' vectors.

    Returns
    -------
    (n, most), (n, most)
        Rows of `coded`, most similar first (equal ones in their order), and the cosines. Fewer columns where fewer were coded.
    """
    cosines = _unit(features.vectors) @ _unit(coded.vectors).T
    rows = np.argsort(-cosines, axis=1, kind="stable")[:, :most]
    return rows, np.take_along_axis(cosines, rows, axis=1)


def _unit(rows: npt.NDArray[np.float32]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float64)
