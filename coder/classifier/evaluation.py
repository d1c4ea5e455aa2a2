"""estimator, passages, labels -> figures of passages from groups that it did not learn from, beside trivial baselines.

Nested and grouped: every group's passages are scored by a classifier that saw none of that group, and everything such a
classifier chooses (blend, calibration, thresholds) it chooses inside its own training part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.classifier import metrics
from coder.classifier.estimator import ThemeClassifier
from coder.classifier.holding_out import HeldOut, Progress, held_out
from coder.records import Passage

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """How well one code was recognised in groups that were not learned from.

    `always_f1` is the F1 of calling every passage so coded; `prevalence` the share of positives, which is also the average
    precision of chance; `best_f1` is F1 at the scores chosen for F1 alone, without regard to a wanted precision. A figure that is
    not defined is None, and `undefined` says why.
    """

    code: str
    positives: int
    looked_at: int
    suggested: int
    precision: float | None
    recall: float | None
    f1: float | None
    best_f1: float | None
    average_precision: float | None
    kappa: float | None
    always_f1: float | None
    prevalence: float | None
    undefined: str


@dataclass(frozen=True, slots=True)
class Macro:
    """Unweighted means over the codes for which a figure is defined; `codes` says how many."""

    codes: int
    precision: float | None
    recall: float | None
    f1: float | None
    best_f1: float | None
    average_precision: float | None
    kappa: float | None
    always_f1: float | None
    prevalence: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of a grouped, nested cross-validation.

    `themes` are codes at the top of their family, with or without categories; `categories` are those below another.
    `calibration_error` and `brier` are over all decisions; `undefined` says why there are no figures at all.
    """

    passages: int
    groups: int
    folds: int
    per_code: tuple[CodeFigures, ...]
    themes: Macro
    categories: Macro
    overall: Macro
    calibration_error: float | None
    brier: float | None
    undefined: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain dicts, lists, numbers and None."""
        return {**asdict(self), "per_code": [asdict(one) for one in self.per_code]}


def evaluate(
    estimator: ThemeClassifier,
    X: Sequence[Passage | str],
    Y: npt.ArrayLike,
    groups: Sequence[str] | None = None,
    n_folds: int = 5,
    progress: Progress | None = None,
) -> Evaluation:
    """Cross-validate by group and summarise.

    Parameters
    ----------
    estimator
        Not changed; a clone is fitted for each fold.
    X, Y, groups
        As in `ThemeClassifier.fit`: n passages, (n, k) of 1, 0 and nan, n names.
    n_folds
        Fewer where there are fewer groups; with one group there is nothing that could be held out.
    progress
        Wraps the folds, to show how far it is.
    """
    labels = np.asarray(Y, dtype=np.float64).reshape(len(X), len(estimator.codes))
    names = [x.group if isinstance(x, Passage) else "" for x in X] if groups is None else [str(name) for name in groups]
    return summarise(estimator, labels, names, held_out(estimator, X, labels, names, n_folds, progress))


def summarise(estimator: ThemeClassifier, labels: Floats, groups: Sequence[str], found: HeldOut) -> Evaluation:
    """Compute the figures of held-out scores."""
    scored = found.fold >= 0
    seen = ~np.isnan(labels) & scored[:, None]
    truth = labels == 1
    per_code = tuple(
        _figures(code.id, truth[rows, place], found.chosen[rows, place], found.best[rows, place], found.scores[rows, place])
        for place, (code, rows) in enumerate(zip(estimator.codes, seen.T, strict=True))
    )
    ids = {code.id for code in estimator.codes}
    below = [code.parent in ids for code in estimator.codes]
    return Evaluation(
        passages=int(scored.sum()),
        groups=len({name for name, one in zip(groups, scored, strict=True) if one and name}),
        folds=int(found.fold.max(initial=-1)) + 1,
        per_code=per_code,
        themes=_macro([one for one, low in zip(per_code, below, strict=True) if not low]),
        categories=_macro([one for one, low in zip(per_code, below, strict=True) if low]),
        overall=_macro(per_code),
        calibration_error=metrics.calibration_error(truth[seen], found.scores[seen]),
        brier=metrics.brier(truth[seen], found.scores[seen]),
        undefined="" if scored.any() else "there are not two groups of coded passages, so none can be held out",
    )


def _figures(code: str, truth: Flags, chosen: Flags, best: Flags, scores: Floats) -> CodeFigures:
    everything = np.ones_like(truth)
    return CodeFigures(
        code=code,
        positives=int(truth.sum()),
        looked_at=len(truth),
        suggested=int(chosen.sum()),
        precision=metrics.precision(truth, chosen),
        recall=metrics.recall(truth, chosen),
        f1=metrics.f1(truth, chosen),
        best_f1=metrics.f1(truth, best),
        average_precision=metrics.average_precision(truth, scores),
        kappa=metrics.kappa(truth, chosen),
        always_f1=metrics.f1(truth, everything),
        prevalence=float(truth.mean()) if len(truth) else None,
        undefined=_why(truth, chosen),
    )


def _why(truth: Flags, chosen: Flags) -> str:
    if len(truth) == 0:
        return "nobody looked for this code in a passage that could be held out"
    if not truth.any():
        return "nobody used this code: only false suggestions can be counted"
    if truth.all():
        return "every passage has this code: chance cannot be told from skill"
    return "" if chosen.any() else "never suggested: no precision"


def _macro(figures: Sequence[CodeFigures]) -> Macro:
    """Average over the codes that were used; a code never suggested has no precision and is left out of that mean alone."""
    used = [one for one in figures if one.positives]
    names = ("precision", "recall", "f1", "best_f1", "average_precision", "kappa", "always_f1", "prevalence")
    return Macro(len(used), *(_mean([getattr(one, name) for one in used]) for name in names))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
