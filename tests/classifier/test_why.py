from typing import Any

import numpy as np
import pytest

from coder.classifier import ThemeClassifier, why
from coder.encoders import StaticEncoder
from coder.errors import ModelError
from coder.records import Passage

TALK = ["I sleep badly.", "No sleep at all.", "Sleep would not come.", "The rota is out.", "We had lunch.", "It was a meeting."]


def test_the_word_that_was_taught_is_told(study: Any) -> None:
    """Its absence costs most, and it spoke for the code; nothing outside the passage is named."""
    labels = np.array([[1.0]] * 3 + [[0.0]] * 3)
    model = ThemeClassifier(study.codes[:1], topics=0).fit(TALK * 3, np.tile(labels, (3, 1)))
    first, *rest = why.words(model, Passage("Then SLEEP went, and lunch too"), study.codes[0].id, most=3)
    assert first.word == "sleep"
    assert first.by > 0
    assert len(rest) == 2
    assert {one.word for one in rest} <= {"then", "went", "and", "lunch", "too"}
    assert why.words(model, Passage(""), study.codes[0].id) == ()
    assert {one.word for one in why.words(model, Passage("It's? sleep's"), study.codes[0].id)} == {"it's", "?", "sleep's"}


def test_an_unknown_code_is_refused(study: Any) -> None:
    """In one line."""
    model = ThemeClassifier(study.codes[:1]).fit([], np.zeros((0, 1)))
    with pytest.raises(ModelError, match="does not know"):
        why.words(model, Passage("a"), "none")


def test_the_nearest_coded_passages_come_first(study: Any, encoder: StaticEncoder) -> None:
    """A passage is nearest to itself; fewer are given where fewer were coded."""
    model = ThemeClassifier(study.codes[:2], encoder).fit([], np.zeros((0, 2)))
    coded = model.features(TALK)
    rows, cosines = why.nearest(model.features(["No sleep at all.", "Lunch was had."]), coded, most=2)
    assert rows[0, 0] == 1
    assert rows[1, 0] == 4
    assert cosines[0, 0] == pytest.approx(1, abs=1e-6)
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert why.nearest(coded, model.features(TALK[:1]))[0].shape == (6, 1)
