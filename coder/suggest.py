"""Scores -> suggestions: what a model's probabilities mean for each segment, and which of them a person is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.codebook import Codebook
from coder.records import Suggestion

Matrix = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]


def suggestions(segments: Sequence[str], codes: Sequence[str], scores: Matrix, suggested: Mask) -> list[Suggestion]:
    """One suggestion for each segment and code.

    Parameters
    ----------
    segments : n segment ids
    codes : k code ids
    scores : (n, k) calibrated probabilities
    suggested : (n, k) true where a score passed its code's threshold
    """
    return [
        Suggestion(segment, code, float(scores[i, j]), bool(suggested[i, j]))
        for i, segment in enumerate(segments)
        for j, code in enumerate(codes)
    ]


def shown(found: Iterable[Suggestion], codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """For every segment, the suggested codes in the codebook's order, without those that another suggestion implies."""
    codes: dict[str, set[str]] = {}
    for suggestion in found:
        chosen = codes.setdefault(suggestion.segment, set())
        if suggestion.suggested and suggestion.code in codebook.by_id:
            chosen.add(suggestion.code)
    specific = {segment: codebook.most_specific(chosen) for segment, chosen in codes.items()}
    return {segment: tuple(code for code in codebook.ids if code in chosen) for segment, chosen in specific.items()}
