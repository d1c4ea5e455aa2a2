"""estimator, passages, labels -> scores of every passage by classifiers that saw nothing of its group.

Nested and grouped: everything such a classifier chooses (blend, calibration, bands) it chooses inside its own training part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone

from coder.classifier import folds
from coder.classifier.bands import Bands
from coder.classifier.estimator import ThemeClassifier
from coder.records import Passage, tagged_hash

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Progress = Callable[[Sequence[Any], str], Iterable[Any]]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What classifiers that saw nothing of a passage's group said of it.

    Attributes
    ----------
    scores, chosen, best, possible
        (n, k): the scores; what would be suggested; what would be at the scores of best F1; what is not set aside.
    fold
        (n,) the part in which a passage was scored, -1 where it was in none.
    bands
        Those of each part's classifier.
    learned
        How many of the passages that vary each part's classifier learned from.
    """

    scores: Floats
    chosen: Flags
    best: Flags
    possible: Flags
    fold: npt.NDArray[np.int64]
    bands: dict[int, Bands] = field(default_factory=dict)
    learned: dict[int, int] = field(default_factory=dict)

    @classmethod
    def nothing(cls, n: int, k: int, fold: npt.NDArray[np.int64]) -> HeldOut:
        """Nothing scored yet."""
        chosen, best, possible = np.zeros((3, n, k), dtype=np.bool_)
        return cls(np.full((n, k), np.nan), chosen, best, possible, fold)


def held_out(
    estimator: ThemeClassifier,
    X: Sequence[Passage | str],
    labels: Floats,
    groups: Sequence[str],
    n_folds: int = 5,
    progress: Progress | None = None,
) -> HeldOut:
    """Score every passage that was looked at by a classifier that saw nothing of its group; the other rows only lend words."""
    return held_out_at((1.0,), estimator, X, labels, groups, np.ones(len(X), dtype=np.bool_), n_folds, progress)[1.0]


def held_out_at(
    shares: Sequence[float],
    estimator: ThemeClassifier,
    X: Sequence[Passage | str],
    labels: Floats,
    groups: Sequence[str],
    varied: Flags,
    n_folds: int = 5,
    progress: Progress | None = None,
) -> Mapping[float, HeldOut]:
    """Do the same for classifiers that learned from a share only of the groups that they could: the points of a learning curve.

    Which groups those are is drawn by the estimator's seed, the smaller shares within the larger ones. The labels of the other
    groups are left out, their words stay. Groups that are not `varied` (n,) are always learned from.
    """
    looked = np.flatnonzero(~np.isnan(labels).all(axis=1)).tolist()
    fold = np.full(len(X), -1, dtype=np.int64)
    if _can_hold_out([groups[i] for i in looked]):
        fold[looked] = folds.grouped([groups[i] for i in looked], labels[looked], n_folds, estimator.seed)
    found = {share: HeldOut.nothing(len(labels), labels.shape[1], fold) for share in shares}
    fits = [(share, number) for share in shares for number in range(int(fold.max(initial=-1)) + 1)]
    for share, number in progress(fits, "Testing") if progress else fits:
        out = np.flatnonzero(fold == number).tolist()
        away = {groups[i] for i in out} - {""}
        inside = [i for i in range(len(X)) if fold[i] != number and groups[i] not in away]
        known = labels[inside].copy()
        names = [groups[i] or f"\0{i}" for i in inside]
        known[_left_out(names, varied[inside], share, estimator.seed)] = np.nan
        fitted = clone(estimator).fit([X[i] for i in inside], known, [groups[i] for i in inside])
        found[share].learned[number] = int((varied[inside] & ~np.isnan(known).all(axis=1)).sum())
        _score(found[share], number, fitted, out, [X[i] for i in out])
    return found


def _score(found: HeldOut, number: int, fitted: ThemeClassifier, rows: list[int], passages: Sequence[Passage | str]) -> None:
    scores = fitted.predict_proba(passages)
    found.scores[rows] = scores
    found.chosen[rows] = fitted.chosen(scores)
    found.best[rows] = fitted.scorer_.hierarchy.widened(scores >= fitted.bands_.best)
    found.possible[rows] = fitted.possible(scores)
    found.bands[number] = fitted.bands_


def _left_out(groups: Sequence[str], varied: Flags, share: float, seed: int) -> Flags:
    """Tell the rows of the varied groups that are beyond the share: (n,)."""
    able = sorted({name for name, may in zip(groups, varied, strict=True) if may}, key=lambda n: tagged_hash("C", str(seed), n))
    kept = set(able[: math.ceil(round(share * len(able), 9))])
    return np.array([may and name not in kept for name, may in zip(groups, varied, strict=True)], dtype=np.bool_)


def _can_hold_out(groups: Sequence[str]) -> bool:
    """Tell whether there are two groups; passages without a group count as groups of their own."""
    return len({name for name in groups if name}) + sum(not name for name in groups) > 1
