from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.classifier import ThemeClassifier
from coder.classifier.why import Coded, Explainer
from coder.encoders import StaticEncoder
from coder.records import Passage

TALK = ["I sleep badly.", "No sleep at all.", "Sleep would not come.", "The rota is out.", "We had lunch.", "It was a meeting."]
WORDS = ["sleep", "lunch", "rota", "it's", "no", "no no", "mentor?", "I'd", "café", "unseen", "over-night"]


def taught(study: Any, encoder: StaticEncoder | None, topics: int = 4) -> ThemeClassifier:
    labels = np.tile(np.array([[1.0]] * 3 + [[0.0]] * 3), (3, 1))
    return ThemeClassifier(study.codes[:1], encoder, topics=topics).fit(TALK * 3, labels)


@pytest.fixture(scope="module")
def model(study: Any, encoder: StaticEncoder) -> ThemeClassifier:
    labels = np.where(study.labels[:, :6] == 1, 1.0, 0.0)
    return ThemeClassifier(study.codes[:6], encoder).fit(study.passages, labels)


def rest(model: ThemeClassifier, passages: list[Passage]) -> Any:
    """Constant and shape: what a passage of no words, but of that shape, adds."""
    features = model.features(passages)
    features.said.data[:] = 0
    features.vectors[:, :-3] = 0
    return model.scorer_.calibration.log_odds(model.scorer_.weights.signals(features))


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", "Did you sleep?"]))
@pytest.mark.filterwarnings("ignore::scipy.sparse.SparseEfficiencyWarning")
def test_the_parts_add_up_to_the_log_odds(model: ThemeClassifier, words: list[str], before: str) -> None:
    """Words, surroundings and rest are the whole sum, but for marks that belong to no word (here a hyphen)."""
    near = ("It was the rota.",), ("No lunch.", "Sleep?")
    passages = [Passage(" ".join(words).replace("-", " "), before, "And lunch.", "", *near), Passage("")]
    sums = Explainer(model).sums(passages, model.features(passages))
    whole = sums.own + sums.before + sums.after + rest(model, passages)
    assert whole == pytest.approx(sums.odds, abs=2e-3)
    assert sums.own[1] == pytest.approx(0, abs=1e-12)
    assert {one.word for one in sums.strongest(0, 2)} <= {
        part for word in words for part in word.lower().replace("-", " ").split()
    } | {
        "mentor",
        "?",
    }


def test_the_word_that_was_taught_is_told_first(study: Any, encoder: StaticEncoder) -> None:
    """It spoke for the code; nothing outside the passage is named, whether vectors are there or not."""
    passages = [Passage("Then SLEEP went, and lunch too")]
    for model in (taught(study, encoder), taught(study, None), taught(study, None, topics=0)):
        first, *others = Explainer(model).sums(passages, model.features(passages)).strongest(0, 0)
        assert first.word == "sleep"
        assert first.by > 0
        assert {one.word for one in others} <= {"then", "went", "and", "lunch", "too"}


def test_the_likest_passages_were_learned_from_and_have_the_code(study: Any, encoder: StaticEncoder) -> None:
    """The passage itself is not told, nor one without the code, nor one that the model never saw."""
    model = taught(study, encoder)
    passages = [Passage("No sleep at all."), Passage("Lunch was had.")]
    known = [*(Passage(text) for text in TALK), Passage("Nor did I sleep.")]
    labels = np.array([[1.0]] * 3 + [[0.0]] * 3 + [[1.0]])
    found = Coded(model, known, labels).nearest(passages, model.features(passages), np.array([[True], [True]]))
    assert {row for row, _ in found[0, 0]} == {0, 2}
    assert {row for row, _ in found[1, 0]} == {0, 1, 2}
    likeness = [one for _, one in found[0, 0]]
    assert likeness == sorted(likeness, reverse=True)
    assert all(-1 <= one <= 1 for one in likeness)
    nobody = Coded(model, (), np.zeros((0, 1))).nearest(passages, model.features(passages), np.array([[True], [False]]))
    assert nobody == {(0, 0): []}
