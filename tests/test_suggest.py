"""Scores -> suggestions: which a person is shown."""

from __future__ import annotations

import numpy as np

from coder.codebook import parse
from coder.suggest import shown, suggestions

BOOK = parse(
    "families: [{id: f, codes: [{id: a, definition: A., codes: [{id: x, definition: X.}]}, {id: b, definition: B.}]}]",
    "b",
)


def test_the_most_specific_is_shown_in_the_codebook_s_order() -> None:
    """A theme that a suggested category implies is not shown beside it; a segment with nothing keeps its place."""
    scores = np.array([[0.9, 0.8, 0.7], [0.6, 0.1, 0.1], [0.1, 0.1, 0.1]])
    found = suggestions(["S1", "S2", "S3"], BOOK.ids, scores, scores > 0.5)
    assert len(found) == 9
    assert shown(found, BOOK) == {"S1": ("f/a/x", "f/b"), "S2": ("f/a",), "S3": ()}
    assert [s.score for s in found[:3]] == [0.9, 0.8, 0.7]
