"""what was suggested, what is true -> which codes are taken for one another, and the passages that are most wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coder.classifier.hierarchy import Hierarchy
from coder.classifier.intervals import Flags, Trial
from coder.records import Code


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong answer: the row, the code, its score, and whether it was suggested falsely or missed."""

    row: int
    code: str
    score: float
    kind: Literal["false", "missed"]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a code was suggested falsely where another of its family and level was right and missed; "" where none was."""

    suggested: str
    right: str
    passages: int


def confusions(trial: Trial, codes: Sequence[Code]) -> tuple[Confusion, ...]:
    """Count codes suggested where others were right, the most frequent first, equal ones in the codebook's order."""
    hierarchy = Hierarchy.of(codes)
    alike = [(code.family, _depth(hierarchy, place)) for place, code in enumerate(codes)]
    false, missed = _kinds(trial)
    found: Counter[tuple[int, int]] = Counter()
    for row in np.flatnonzero(false.any(axis=1)):
        lost = np.flatnonzero(missed[row])
        for said in np.flatnonzero(false[row]):
            pairs = [(int(said), int(right)) for right in lost if alike[right] == alike[said]]
            found.update(pairs or [(int(said), -1)])
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(codes[said].id, codes[right].id if right >= 0 else "", times) for (said, right), times in ordered)


def most_wrong(trial: Trial, codes: Sequence[Code], most: int) -> tuple[Mistake, ...]:
    """List the false suggestions with the highest scores, then the misses with the lowest: `most` of each.

    Of codes above and below each other that are wrong in the same way in one passage, the one below stands for both.
    """
    hierarchy = Hierarchy.of(codes)
    false, missed = _kinds(trial)
    return (
        *_listed(trial, codes, _lowest(false, hierarchy), "false", most),
        *_listed(trial, codes, _lowest(missed, hierarchy), "missed", most),
    )


def _kinds(trial: Trial) -> tuple[Flags, Flags]:
    return trial.seen & trial.chosen & ~trial.truth, trial.seen & ~trial.chosen & trial.truth


def _lowest(wrong: Flags, hierarchy: Hierarchy) -> Flags:
    found = wrong.copy()
    for place, parent in enumerate(hierarchy.parents):
        while parent >= 0:
            found[wrong[:, place], parent] = False
            parent = hierarchy.parents[parent]
    return found


def _listed(trial: Trial, codes: Sequence[Code], wrong: Flags, kind: Literal["false", "missed"], most: int) -> list[Mistake]:
    rows, places = np.nonzero(wrong)
    scores = trial.scores[rows, places]
    order = np.lexsort((places, rows, -scores if kind == "false" else scores))[:most]
    return [Mistake(int(rows[i]), codes[places[i]].id, float(scores[i]), kind) for i in order]


def _depth(hierarchy: Hierarchy, place: int) -> int:
    depth = 0
    while hierarchy.parents[place] >= 0:
        place, depth = hierarchy.parents[place], depth + 1
    return depth
