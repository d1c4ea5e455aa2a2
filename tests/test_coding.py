"""Decisions -> codings: later ones supersede, and what was not looked at is never a no."""

from __future__ import annotations

import numpy as np
import pytest

from coder.classifier.labels import labels
from coder.codebook import parse
from coder.coding import codings
from coder.records import Decision, Kind

BOOK = parse(
    """
families:
  - id: f
    codes:
      - id: a
        definition: A.
        codes: [{id: x, definition: X.}, {id: y, definition: Y.}]
      - {id: b, definition: B.}
""",
    "b",
)
A, X, Y, B = BOOK.ids


def values(*acts: tuple[Kind, str]) -> list[bool | None]:
    """What one coder says of one segment after these acts, for a, x, y, b."""
    given = codings(Decision("anna", "S", kind, code) for kind, code in acts)
    return list(given["anna", "S"].values(BOOK).values())


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([(Kind.CONFIRM, X)], [True, True, None, None]),
        ([(Kind.CONFIRM, X), (Kind.LOOKED, "")], [True, True, False, False]),
        ([(Kind.REFUTE, X)], [None, False, None, None]),
        ([(Kind.REFUTE, A)], [False, False, False, None]),
        ([(Kind.REFUTE, X), (Kind.ADD, Y), (Kind.LOOKED, "")], [True, False, True, False]),
        ([(Kind.UNSURE, X), (Kind.LOOKED, "")], [None, None, False, False]),
        ([(Kind.UNSURE, X), (Kind.ADD, Y), (Kind.LOOKED, "")], [True, None, True, False]),
        ([(Kind.NONE, "")], [False, False, False, False]),
        ([(Kind.MEMO, "")], [None, None, None, None]),
        ([(Kind.CONFIRM, X), (Kind.REFUTE, X), (Kind.LOOKED, "")], [False, False, False, False]),
        ([(Kind.ADD, X), (Kind.NONE, "")], [False, False, False, False]),
        ([(Kind.NONE, ""), (Kind.ADD, B)], [False, False, False, True]),
        ([(Kind.CONFIRM, X), (Kind.WITHDRAW, X)], [None, None, None, None]),
        ([(Kind.ADD, B), (Kind.LOOKED, ""), (Kind.WITHDRAW, B)], [False, False, False, False]),
        ([(Kind.ADD, B), (Kind.LOOKED, ""), (Kind.WITHDRAW, "")], [None, None, None, None]),
    ],
)
def test_what_a_coder_finally_said(acts: list[tuple[Kind, str]], expected: list[bool | None]) -> None:
    """Yes, no, or not known, for every code and what it implies."""
    assert values(*acts) == expected


def test_a_code_that_left_the_codebook_is_passed_over() -> None:
    """Old decisions on it do no harm."""
    assert values((Kind.CONFIRM, "f/gone"), (Kind.LOOKED, "")) == [False] * 4


def test_coders_are_kept_apart() -> None:
    """One coder's decision says nothing of another's."""
    given = codings([Decision("anna", "S", Kind.NONE), Decision("ben", "S", Kind.ADD, B)])
    assert given["anna", "S"].applied == set()
    assert given["ben", "S"].applied == {B}
    assert not given["anna", "S"].memo


def test_labels_are_the_majority_and_ties_stay_open() -> None:
    """Two against one counts; one against one is not known; nobody is not known."""
    acts = [
        Decision("anna", "S", Kind.ADD, B),
        Decision("anna", "S", Kind.LOOKED),
        Decision("ben", "S", Kind.NONE),
        Decision("cy", "S", Kind.CONFIRM, B),
        Decision("cy", "T", Kind.REFUTE, X),
    ]
    found = labels(codings(acts).values(), BOOK)
    np.testing.assert_array_equal(found["S"], [0, 0, 0, 1])
    np.testing.assert_array_equal(found["T"], [np.nan, 0, np.nan, np.nan])
    tie = labels(codings(acts[:3]).values(), BOOK)
    np.testing.assert_array_equal(tie["S"], [0, 0, 0, np.nan])
