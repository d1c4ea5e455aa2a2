"""Suggestions, what their model learned from -> why they were made; and back from the ledger, once somebody has decided.

Before a decision nobody is told: a reason would lead as a suggestion does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from coder.classifier import ThemeClassifier
from coder.classifier.features import Features
from coder.classifier.why import Coded, Explainer
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Like, Passage, Reason, tagged_hash
from coder.steps.training import Material, material
from coder.study import Ledger, Study


class Reasoning:
    """Says why a model suggests what is shown to coders, and which of the passages that it learned from are alike.

    Of these it knows those that are still at hand: decisions in the ledger, and coded tables. They are read when first needed.
    """

    def __init__(self, study: Study, ledger: Ledger, codebook: Codebook, model: ThemeClassifier) -> None:
        self._study, self._ledger, self._codebook, self._model = study, ledger, codebook, model
        self._explainer = Explainer(model)

    def of(
        self, segments: Sequence[str], passages: Sequence[Passage], features: Features, shown: Mapping[str, Sequence[str]]
    ) -> tuple[list[Reason], dict[str, str]]:
        """Say why the codes shown were suggested for segments, and give the words of the passages of tables named there, by id.

        `passages` and `features` are the segments'.
        """
        rows = np.array([row for row, segment in enumerate(segments) if shown[segment]], dtype=np.int64)
        if not len(rows):
            return [], {}
        names, passages = [segments[row] for row in rows], [passages[row] for row in rows]
        chosen = np.array([[code.id in shown[name] for code in self._model.codes] for name in names])
        features = features.rows(rows)
        sums = self._explainer.sums(passages, features)
        coded, ids, texts = self._learned_from
        likest = coded.nearest(passages, features, chosen)
        found = [
            Reason(
                segment=names[row],
                code=self._model.codes[code].id,
                odds=float(sums.odds[row, code]),
                own=float(sums.own[row, code]),
                before=float(sums.before[row, code]),
                after=float(sums.after[row, code]),
                words=sums.strongest(row, code),
                likest=tuple(Like(ids[one], likeness) for one, likeness in likest[row, code]),
            )
            for row, code in np.argwhere(chosen).tolist()
        ]
        return found, {one.passage: texts[one.passage] for each in found for one in each.likest if one.passage in texts}

    @cached_property
    def _learned_from(self) -> tuple[Coded, list[str], dict[str, str]]:
        """The passages, their ids, and the words of those that are no segments."""
        known = self._material()
        places = [self._codebook.ids.index(code.id) for code in self._model.codes]
        ids = [s or tagged_hash("C", passage.text) for s, passage in zip(known.segments, known.passages, strict=True)]
        texts = {ids[row]: known.passages[row].text for row, segment in enumerate(known.segments) if not segment}
        return Coded(self._model, known.passages, known.labels[:, places]), ids, texts

    def _material(self) -> Material:
        seen: Mapping[str, Passage] | None = None if self._ledger.decisions() else {}
        try:
            return material(self._study, self._ledger, self._codebook, seen)
        except StudyError:  # a faulty table is told by `coder train`; no suggestion hangs on it
            return Material((), np.zeros((0, len(self._codebook.ids))), (), (), ())
