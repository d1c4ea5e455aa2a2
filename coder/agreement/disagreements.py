"""Ratings -> where coders disagree: codes taken for one another, units to discuss first, likely label errors."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from coder.agreement import engine
from coder.agreement.arrays import Array, Flags, Index, quotient
from coder.agreement.coefficients import alpha
from coder.agreement.ratings import Ratings
from coder.errors import RatingsError

NOTHING = "(no code)"
"""The other side of a confusion where the second coder gave no code that the first did not."""


def confusions(ratings: Ratings) -> pd.DataFrame:
    """Count which code stands where another coder has a different one.

    In a unit that two coders rated in full, every code that only the first gave is confused with every code that only the second
    gave, or with "(no code)" where the second gave nothing of its own.

    Returns
    -------
    Columns code, other, count (units by pairs of coders), n_units, units (their names) and coders (pairs, first the one who gave
    `code` where `other` is "(no code)"); most frequent first. A pair of codes is listed once, in the order of the ratings' codes.
    """
    codes = (*ratings.codes, NOTHING)
    found: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    rated, sets = ratings.rated, ratings.sets
    for first, second in combinations(range(len(ratings.coders)), 2):
        both = np.flatnonzero(rated[:, first] & rated[:, second])
        a, b = sets[both, first] == 1, sets[both, second] == 1
        for unit, one, two in zip(both, a & ~b, b & ~a, strict=True):
            if one.any() or two.any():
                _cross(found, (int(unit), first, second), _or_nothing(one), _or_nothing(two))
    rows = [
        (
            codes[c],
            codes[d],
            len(where),
            len({unit for unit, _, _ in where}),
            tuple(dict.fromkeys(ratings.units[unit] for unit, _, _ in where)),
            tuple(dict.fromkeys((ratings.coders[g], ratings.coders[h]) for _, g, h in where)),
        )
        for (c, d), where in found.items()
    ]
    table = pd.DataFrame(rows, columns=["code", "other", "count", "n_units", "units", "coders"])
    return table.sort_values(["count", "code", "other"], ascending=[False, True, True], kind="stable", ignore_index=True)


def _or_nothing(only: Flags) -> list[int]:
    """Return the codes that only this coder gave; the place after the last code where there is none."""
    return np.flatnonzero(only).tolist() or [len(only)]


def _cross(
    found: dict[tuple[int, int], list[tuple[int, int, int]]], where: tuple[int, int, int], one: list[int], two: list[int]
) -> None:
    unit, first, second = where
    for c in one:
        for d in two:
            key, pair = ((c, d), (first, second)) if c <= d else ((d, c), (second, first))
            found.setdefault(key, []).append((unit, *pair))


def confusion_matrix(ratings: Ratings) -> pd.DataFrame:
    """Return the counts of `confusions` as a square table of codes and "(no code)"; the diagonal counts agreements.

    The diagonal holds units by pairs of coders that both gave the code, and for "(no code)" those that both left empty.
    """
    names = [*ratings.codes, NOTHING]
    place = {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=np.intp)
    found = confusions(ratings)
    for code, other, count in zip(found["code"], found["other"], found["count"], strict=True):
        counts[place[code], place[other]] = counts[place[other], place[code]] = count
    rated, sets = ratings.rated, ratings.sets
    for first, second in combinations(range(len(ratings.coders)), 2):
        both = rated[:, first] & rated[:, second]
        a, b = sets[both, first] == 1, sets[both, second] == 1
        counts[np.diag_indices(len(names))] += [*(a & b).sum(axis=0), (~a.any(axis=1) & ~b.any(axis=1)).sum()]
    return pd.DataFrame(counts, index=pd.Index(names, name="code"), columns=pd.Index(names, name="other"))


def to_discuss(ratings: Ratings, limit: int | None = None) -> pd.DataFrame:
    """Rank units by what they take from agreement.

    A unit's share of a code's disagreement, (1 - alpha) of that code, is its observed disagreement over the expected; shares are
    averaged over the codes for which alpha is defined, so that disagreement on a rare code weighs more than on a common one.

    Returns
    -------
    Columns unit, transcript, share (of 1 - mean alpha; they sum to 1 over all units), codes (in dispute, the costliest first) and
    votes (who said yes and no, in words); costliest first, units without disagreement left out.
    """
    cost = _costs(ratings)
    total = cost.sum(axis=1)
    order = np.argsort(-total, kind="stable")
    order = order[total[order] > 0][:limit]
    rows = []
    for unit in order:
        disputed = [k for k in np.argsort(-cost[unit], kind="stable") if cost[unit, k] > 0]
        rows.append(
            (
                ratings.units[unit],
                ratings.transcripts[ratings.clusters[unit]],
                total[unit] / total.sum(),
                tuple(ratings.codes[k] for k in disputed),
                "; ".join(_votes(ratings, unit, k) for k in disputed),
            )
        )
    return pd.DataFrame(rows, columns=["unit", "transcript", "share", "codes", "votes"])


def _costs(ratings: Ratings) -> Array:
    """(N, K): each unit's part of 1 - alpha of each code; 0 where alpha is undefined."""
    cube = ratings.cube
    yes, no = (cube == 1).sum(axis=1), (cube == 0).sum(axis=1)
    observed = quotient(2.0 * yes * no, (yes + no - 1).astype(np.float64), otherwise=0.0) * (yes + no > 1)
    total = engine.tabulate(ratings, ("coincidence",)).total().coincidence
    sums = total.sum(axis=-1)
    n = sums.sum(axis=-1)
    expected = quotient(2.0 * sums[:, 0] * sums[:, 1], n - 1.0)
    return np.where(np.isnan(alpha(total)), 0.0, quotient(observed, expected, otherwise=0.0))


def _votes(ratings: Ratings, unit: int, code: int) -> str:
    answers = ratings.cube[unit, :, code]
    yes = ", ".join(c for c, a in zip(ratings.coders, answers, strict=True) if a == 1)
    no = ", ".join(c for c, a in zip(ratings.coders, answers, strict=True) if a == 0)
    return f"{ratings.codes[code]}: {yes} yes, {no} no"


def majority(ratings: Ratings) -> Index:
    """Return what most coders say, (N, K): 1, 0, or -1 for a tie or where nobody answered. A tie stays a tie.

    Examples
    --------
    >>> majority(Ratings.from_sets([[{"a"}, set()], [{"a"}, {"a"}], [set(), set()]])).tolist()
    [[-1], [1], [0]]
    """
    yes, no = (ratings.cube == 1).sum(axis=1), (ratings.cube == 0).sum(axis=1)
    return np.asarray(np.where(yes > no, 1, np.where(no > yes, 0, -1)))


def likely_errors(ratings: Ratings, scores: Array, limit: int | None = None) -> pd.DataFrame:
    """Rank answers that a model's scores contradict, each coder's by itself.

    An answer is listed when its opposite is the likelier by the scores, or when confident learning suspects it: the score for the
    opposite is at least the mean score of the answers that were the opposite. The second finds errors in codes so rare that no
    score reaches a half. Scores must come from a model that was not trained on these answers.

    Parameters
    ----------
    ratings : the answers
    scores : (N, K) probabilities that the code applies, nan where there is none
    limit : how many rows to return

    Returns
    -------
    Columns unit, transcript, code, coder, answer (1 or 0), score, and confident (whether confident learning suspects it); the
    answers that the scores contradict most first.

    Raises
    ------
    RatingsError
        The scores do not fit the ratings or are not probabilities.

    Source: Northcutt, Jiang & Chuang (2021), Journal of Artificial Intelligence Research 70:1373-1411.
    """
    shape = len(ratings.units), len(ratings.codes)
    if scores.shape != shape:
        raise RatingsError(f"scores are {scores.shape}, but the ratings have {shape} units and codes")
    if (scores < 0).any() or (scores > 1).any():
        raise RatingsError("scores are probabilities: between 0 and 1")
    answers, known = ratings.cube, ~np.isnan(scores)[:, None, :]
    p = np.broadcast_to(np.nan_to_num(scores)[:, None, :], answers.shape)
    yes, no = (answers == 1) & known, (answers == 0) & known
    bar_yes = quotient((p * yes).sum(axis=(0, 1)), yes.sum(axis=(0, 1)))
    bar_no = quotient(((1.0 - p) * no).sum(axis=(0, 1)), no.sum(axis=(0, 1)))
    confident = (no & (p >= bar_yes)) | (yes & (1.0 - p >= bar_no))
    against = np.where(no, p, np.where(yes, 1.0 - p, 0.0))
    found = np.argwhere(confident | (against > 0.5))
    order = np.argsort(-against[tuple(found.T)], kind="stable")[:limit]
    rows = [
        (
            ratings.units[unit],
            ratings.transcripts[ratings.clusters[unit]],
            ratings.codes[code],
            ratings.coders[coder],
            int(answers[unit, coder, code]),
            float(p[unit, coder, code]),
            bool(confident[unit, coder, code]),
        )
        for unit, coder, code in found[order]
    ]
    return pd.DataFrame(rows, columns=["unit", "transcript", "code", "coder", "answer", "score", "confident"])
