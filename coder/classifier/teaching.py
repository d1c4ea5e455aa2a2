"""codebook -> lessons: its definitions, examples and near misses as weighted, partly labelled rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.classifier.hierarchy import Hierarchy
from coder.records import Code, Passage

Floats = npt.NDArray[np.float64]

SAID = 2.0
"""Weight of what the codebook says of its own texts, against 1 for a coded passage."""

GUESSED = 1.0
"""Weight of the guess that a text of one code shows no other code of its family."""


@dataclass(frozen=True, eq=False)
class Lessons:
    """What the codebook teaches.

    Attributes
    ----------
    passages
        m texts of the codebook.
    labels
        (m, k): 1 for the code a text stands for and those above it, 0 for a code it only looks like and for the other codes of
        its family, nan for what lies below it and for other families.
    weights
        (m, k): how much each label counts, 0 for nan.
    """

    passages: tuple[Passage, ...]
    labels: Floats
    weights: Floats


def lessons(codes: Sequence[Code], hierarchy: Hierarchy) -> Lessons:
    """Collect the texts of a codebook; a text that stands under several codes is one row."""
    rows: dict[str, Floats] = {}
    families: dict[str, set[str]] = {}
    for place, code in enumerate(codes):
        for text, value in _texts(code):
            rows.setdefault(text, np.full(len(codes), np.nan))[place] = value
            families.setdefault(text, set()).update({code.family} if value else ())
    said = hierarchy.implied(np.array(list(rows.values())).reshape(len(rows), len(codes)))
    guessed = np.zeros(said.shape, dtype=np.bool_)
    for row, family in enumerate(families.values()):
        guessed[row] = [code.family in family for code in codes]
    guessed &= np.isnan(said) & ~hierarchy.below(said == 1)
    weights = np.where(np.isnan(said), np.where(guessed, GUESSED, 0.0), SAID)
    return Lessons(tuple(Passage(text) for text in rows), np.where(guessed, 0.0, said), weights)


def _texts(code: Code) -> list[tuple[str, float]]:
    positive = [". ".join([code.label, code.definition, *code.include]), *code.examples]
    return [(text, 1.0) for text in positive] + [(miss.text, 0.0) for miss in code.near_misses]
