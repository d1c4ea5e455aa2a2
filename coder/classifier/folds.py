"""groups, labels -> folds: no group (a participant, a transcript) stands on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coder.records import tagged_hash

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def grouped(groups: Sequence[str], labels: Floats, n_folds: int, seed: int = 0) -> Ints:
    """Deal whole groups to folds, the largest first, each to the fold that lacks its codes (and then rows) most.

    A row without a group is a group of its own. Where there are fewer groups than two, rows are dealt singly: better a rough
    estimate than none. Equal groups are dealt in the order of a hash of name and seed, so the order of rows means nothing.

    Parameters
    ----------
    groups
        n names.
    labels
        (n, k): 1, 0 or nan.
    n_folds
        Wanted number of folds, at least 2; fewer are used where there are fewer groups.

    Returns
    -------
    (n,) int
        The fold of each row, from 0.
    """
    names = [name or f"\0{row}" for row, name in enumerate(groups)]
    if len(set(names)) < 2:
        names = [f"\0{row}" for row in range(len(groups))]
    unique, members = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    folds = max(1, min(n_folds, len(unique)))
    amounts = _amounts(members, labels, len(unique))
    keys = [tagged_hash("G", str(seed), name) for name in unique]
    load = np.zeros((folds, amounts.shape[1]))
    total = np.maximum(amounts.sum(axis=0), 1)
    fold_of = np.zeros(len(unique), dtype=np.int64)
    for place in sorted(range(len(unique)), key=lambda i: (-float(np.sum(amounts[i] / total)), keys[i])):
        cost = ((load + amounts[place]) / total) ** 2 - (load / total) ** 2
        fold_of[place] = int(np.argmin(np.round(cost.sum(axis=1), 12)))
        load[fold_of[place]] += amounts[place]
    return np.asarray(fold_of[members], dtype=np.int64)


def _amounts(members: Ints, labels: Floats, n: int) -> Floats:
    """Positives of each code and rows of each group: (groups, k + 1)."""
    counts = np.zeros((n, labels.shape[1] + 1))
    np.add.at(counts, members, np.hstack([labels == 1, np.ones((len(labels), 1))]).astype(np.float64))
    return counts
