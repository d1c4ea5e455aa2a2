"""Codings -> labels: what people said of a segment as a row of 1, 0 and nan."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from coder.codebook import Codebook
from coder.coding import Coding


def labels(codings: Iterable[Coding], codebook: Codebook) -> dict[str, npt.NDArray[np.float64]]:
    """What the coders together say of each segment.

    Confirmed and added codes, and what they imply, are 1; refuted codes, and codes not given in a passage that was looked at as a
    whole, are 0; what nobody decided on is nan. Where coders differ the majority counts, and a tie stays open (nan).

    Returns
    -------
    dict
        For each segment id (k,) float64 in {1, 0, nan}, in the order of the codebook.
    """
    votes: dict[str, list[dict[str, bool | None]]] = {}
    for coding in codings:
        votes.setdefault(coding.segment, []).append(coding.values(codebook))
    return {segment: np.array([_vote([v[code] for v in given]) for code in codebook.ids]) for segment, given in votes.items()}


def _vote(values: list[bool | None]) -> float:
    yes, no = values.count(True), values.count(False)
    if yes == no:
        return np.nan
    return float(yes > no)
