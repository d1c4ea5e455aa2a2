"""passages, labels -> a fitted theme coder: calibrated probabilities for many codes, of which a category implies its theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from coder.classifier import folds, metrics, state
from coder.classifier.bands import FEW, Bands, bands
from coder.classifier.calibration import calibrated, ceilings, tempered, thresholds
from coder.classifier.company import met
from coder.classifier.features import Features, Featuriser
from coder.classifier.hierarchy import Hierarchy
from coder.classifier.learning import Task
from coder.classifier.memory import Memory
from coder.classifier.scorer import Scorer
from coder.classifier.teaching import lessons
from coder.encoders.types import Encoder
from coder.errors import ModelError
from coder.records import Code, Passage

Floats = npt.NDArray[np.float64]

Ints = npt.NDArray[np.int64]

MOST_UNSEEN = 2_000
"""Passages nobody looked at that are scored to choose thresholds; of more, an even sample."""

PARAMETERS = ("strength", "topics", "most_terms", "inner_folds", "precision", "absence", "seed")
"""What a saved classifier remembers of how it was made, beside codes and encoder."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a code was learned from: passages looked at, positives among them, and whether they were enough."""

    code: str
    positives: int
    looked_at: int
    learned: bool


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Scores passages for every code of a codebook, from few labels or none.

    Parameters
    ----------
    codes
        k codes; their definitions, examples and near misses teach too, their parents give the hierarchy.
    encoder
        Pretrained vectors; None leaves the topics of the study's own text.
    strength
        C of the regressions.
    topics
        Number of topics of the latent semantic analysis.
    most_terms
        Words, pairs and character runs kept.
    inner_folds
        Folds, by group, for calibration.
    precision
        Wanted of what is predicted: thresholds are raised until it is reached, as far as it can be; 0 leaves those of best F1.
    absence
        Wanted share of passages without a code among those where it is set aside.
    seed
        Of the random start of the topics and the ties among folds.

    Attributes
    ----------
    classes_
        (k,) ids of the codes.
    thresholds_
        (k,) scores from which a code is predicted.
    learned_
        For each code what it was learned from.
    """

    def __init__(
        self,
        codes: tuple[Code, ...] = (),
        encoder: Encoder | None = None,
        strength: float = 3.0,
        topics: int = 50,
        most_terms: int = 16_000,
        inner_folds: int = 5,
        precision: float = 0.0,
        absence: float = 0.98,
        seed: int = 0,
    ) -> None:
        self.codes = codes
        self.encoder = encoder
        self.strength = strength
        self.topics = topics
        self.most_terms = most_terms
        self.inner_folds = inner_folds
        self.precision = precision
        self.absence = absence
        self.seed = seed

    def fit(self, X: Sequence[Passage | str], Y: npt.ArrayLike, groups: Sequence[str] | None = None) -> Self:
        """Learn from passages and partial labels.

        Parameters
        ----------
        X
            n passages (a plain text has no neighbours and no group).
        Y
            (n, k): 1 the code applies, 0 it does not, nan nobody looked. Rows of nan alone still teach words and topics.
        groups
            n names of participants or transcripts; by default those of the passages.
        """
        if not self.codes:
            raise ModelError("there is nothing to learn: the codebook has no codes")
        hierarchy = Hierarchy.of(self.codes)
        passages, labels = _checked(X, Y, len(self.codes), groups)
        labels = hierarchy.implied(labels)
        order = sorted(range(len(passages)), key=lambda i: (_key(passages[i]), labels[i].tobytes()))
        passages, labels = [passages[i] for i in order], labels[order]
        taught = lessons(self.codes, hierarchy)
        texts = list(dict.fromkeys(p.text for p in (*passages, *taught.passages)))
        self.featuriser_ = Featuriser.fitted(texts, self.encoder, self.most_terms, self.topics, self.seed)
        looked = ~np.isnan(labels).all(axis=1)
        coded = [passages[i] for i in np.flatnonzero(looked)]
        rest = [passages[i] for i in np.flatnonzero(~looked)[:: 1 + int((~looked).sum()) // MOST_UNSEEN]]
        task = Task(
            coded=self.featuriser_.transform(coded),
            rest=self.featuriser_.transform(rest),
            taught=self.featuriser_.transform(taught.passages),
            labels=labels[looked],
            lessons=taught,
            strength=self.strength,
        )
        fold = folds.grouped([p.group for p in coded], task.labels, self.inner_folds, self.seed)
        self._learn(task, hierarchy, fold)
        return self

    def _learn(self, task: Task, hierarchy: Hierarchy, fold: Ints) -> None:
        weights, held_out = task.learned(fold)
        signals = weights.signals(task.coded)
        signals[:, :, :3] = held_out
        calibration = tempered(calibrated(signals, task.labels), signals, task.labels)
        everything = np.ones(len(self.codes))
        scorer = Scorer(
            hierarchy=hierarchy,
            weights=weights,
            calibration=calibration,
            company=met(calibration.log_odds(signals), task.labels),
            ceilings=ceilings(task.labels),
            memory=Memory.of(task.coded.keys, task.labels),
            bands=Bands(everything, everything, everything, everything),
        )
        fresh = scorer.fresh(signals)
        best = thresholds(fresh, task.labels, scorer.scores(task.rest))
        self.scorer_ = replace(scorer, bands=bands(fresh, task.labels, best, self.precision, self.absence))
        self.classes_ = np.array([code.id for code in self.codes])
        self.learned_ = tuple(_learned(code.id, task.labels[:, place]) for place, code in enumerate(self.codes))

    @property
    def thresholds_(self) -> Floats:
        """Scores (k,) from which a code is predicted."""
        return self.bands_.suggest

    @property
    def bands_(self) -> Bands:
        """For each code the scores from which it is suggested and below which it is set aside."""
        check_is_fitted(self)
        return self.scorer_.bands

    def features(self, X: Sequence[Passage | str]) -> Features:
        """Compute what scoring needs of n passages; worth keeping where they are scored again."""
        check_is_fitted(self)
        return self.featuriser_.transform([_passage(x) for x in X])

    def predict_proba(self, X: Sequence[Passage | str] | Features) -> Floats:
        """Compute calibrated scores (n, k) in [0, 1], a theme's never below its categories'."""
        check_is_fitted(self)
        return self.scorer_.scores(X if isinstance(X, Features) else self.features(X))

    def predict(self, X: Sequence[Passage | str] | Features) -> npt.NDArray[np.int64]:
        """Tell the codes whose score reaches their threshold, with those they imply: (n, k) of 0 and 1."""
        return self.chosen(self.predict_proba(X)).astype(np.int64)

    def score(self, X: Sequence[Passage | str], Y: npt.ArrayLike, sample_weight: None = None) -> float:  # noqa: ARG002  # scikit-learn's
        """Mean F1 over the codes that were used, of the passages that were looked at; 0 where none was used."""
        labels, chosen = np.asarray(Y, dtype=np.float64), self.predict(X) == 1
        seen = ~np.isnan(labels)
        found = [metrics.f1(labels[rows, code] == 1, chosen[rows, code]) for code, rows in enumerate(seen.T)]
        used = [one for one in found if one is not None]
        return float(np.mean(used)) if used else 0.0

    def chosen(self, scores: Floats) -> npt.NDArray[np.bool_]:
        """Apply thresholds and hierarchy to scores (n, k)."""
        check_is_fitted(self)
        return self.scorer_.hierarchy.widened(scores >= self.thresholds_)

    def possible(self, scores: Floats) -> npt.NDArray[np.bool_]:
        """Tell the codes that scores (n, k) do not set aside: those chosen, and those that the model is unsure of."""
        return self.scorer_.hierarchy.widened(scores >= np.minimum(self.bands_.absent, self.thresholds_))

    def state(self) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
        """Take the fitted classifier apart into facts that JSON can hold and arrays that need no pickle."""
        check_is_fitted(self)
        meta, arrays = state.packed(self.codes, self.featuriser_, self.scorer_)
        meta["parameters"] = {name: getattr(self, name) for name in PARAMETERS}
        meta["learned"] = [asdict(one) for one in self.learned_]
        return meta, arrays

    @classmethod
    def from_state(cls, meta: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]], encoder: Encoder | None = None) -> Self:
        """Put a classifier together again; it gives the same scores.

        Parameters
        ----------
        meta, arrays
            What `state` gave.
        encoder
            The one that it was fitted with, where there was one.

        Raises
        ------
        ModelError
            The state is damaged, of another format, or of another encoder.
        """
        codes, featuriser, scorer = state.unpacked(meta, arrays, encoder)
        try:
            found = cls(codes=codes, encoder=featuriser.encoder, **{name: meta["parameters"][name] for name in PARAMETERS})
            found.learned_ = tuple(Learned(**one) for one in meta["learned"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"the classifier is damaged ({type(error).__name__}: {error}): train it again") from None
        found.featuriser_, found.scorer_ = featuriser, scorer
        found.classes_ = np.array([code.id for code in codes])
        return found


def _passage(x: Passage | str) -> Passage:
    return Passage(x) if isinstance(x, str) else x


def _learned(code: str, labels: Floats) -> Learned:
    positives = int((labels == 1).sum())
    return Learned(code, positives, int((~np.isnan(labels)).sum()), positives >= FEW)


def _checked(X: Sequence[Passage | str], Y: npt.ArrayLike, k: int, groups: Sequence[str] | None) -> tuple[list[Passage], Floats]:
    passages = [_passage(x) for x in X]
    labels = np.asarray(Y, dtype=np.float64)
    if len(passages) == 0 and labels.size == 0:
        labels = labels.reshape(0, k)
    if labels.shape != (len(passages), k):
        raise ModelError(
            f"the labels are of shape {labels.shape}, not ({len(passages)}, {k}): one row a passage, one column a code"
        )
    if not np.isin(labels[~np.isnan(labels)], (0, 1)).all():
        raise ModelError("a label must be 1 (applies), 0 (does not) or nan (nobody looked)")
    if groups is None:
        return passages, labels
    if len(groups) != len(passages):
        raise ModelError(f"there are {len(groups)} groups for {len(passages)} passages")
    return [replace(p, group=str(g)) for p, g in zip(passages, groups, strict=True)], labels


def _key(passage: Passage) -> tuple[str | tuple[str, ...], ...]:
    return passage.group, passage.text, passage.before, passage.after, passage.earlier, passage.later
