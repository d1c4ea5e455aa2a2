"""Twelve passages of two people and a questionnaire, small enough to be counted by hand."""

from __future__ import annotations

from coded import JOY, PEAR, PLUM, passage

PASSAGES = (
    passage(1, "A", 1, {PLUM, PEAR}),
    passage(2, "A", 1, set()),
    passage(3, "A", 1, {PLUM}),
    passage(4, "A", 1, {PEAR}),
    passage(5, "A", 1, None),
    passage(6, "A", 1, {JOY}),
    passage(11, "A", 2, {PEAR}),
    passage(12, "A", 2, {JOY, PLUM}),
    passage(21, "B", 1, {PLUM}),
    passage(22, "B", 1, {PEAR, JOY}),
    passage(31, "QP1", None, {PLUM}),
    passage(32, "QP2", None, {PEAR}),
)
