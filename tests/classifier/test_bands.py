"""Three bands a code: suggested, unsure, set aside; and the estimator's use of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.classifier import ThemeClassifier
from coder.classifier.bands import FEW, LEAST, bands

Floats = npt.NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, n: int) -> tuple[Floats, Floats]:
    """True scores, and labels that they promise, of three codes; some are not looked at."""
    random = np.random.default_rng(seed)
    scores = np.round(random.beta(0.6, 2.0, (n, 3)), 3)
    labels = (random.random((n, 3)) < scores).astype(float)
    labels[random.random((n, 3)) < 0.1] = np.nan
    return scores, labels


@given(seeds, st.integers(0, 120), st.floats(0, 0.9), st.floats(0.5, 0.99))
def test_bands_keep_their_order(seed: int, n: int, precision: float, absence: float) -> None:
    """Set aside below unsure below suggested; a wanted precision only ever raises the score from which a code is suggested."""
    scores, labels = drawn(seed, n)
    best = np.array([0.1, 0.3, 0.8])
    found = bands(scores, labels, best, precision, absence)
    assert (found.suggest >= best).all()
    assert (found.absent <= found.suggest).all()
    assert (found.absent >= 0).all()
    more = bands(scores, labels, best, min(precision + 0.05, 1.0), absence)
    reached = more.precision >= precision
    assert (more.suggest >= found.suggest)[reached].all()
    few = np.nansum(labels, axis=0) < FEW
    assert (found.suggest == best)[few].all()
    assert np.isnan(found.precision[few]).all()


def test_what_is_wanted_is_reached_on_other_passages() -> None:
    """With true scores, precision and absence on fresh passages are what was asked for, give or take chance."""
    found = bands(*drawn(1, 4000), np.full(3, 0.05), 0.6, 0.95)
    scores, labels = drawn(2, 4000)
    for code in range(3):
        seen = ~np.isnan(labels[:, code])
        suggested = seen & (scores[:, code] >= found.suggest[code])
        aside = seen & (scores[:, code] < found.absent[code])
        assert labels[suggested, code].mean() == pytest.approx(0.6, abs=0.05)
        assert 1 - labels[aside, code].mean() == pytest.approx(0.95, abs=0.02)


def test_where_a_precision_cannot_be_reached_the_best_there_is_is_told() -> None:
    """Scores that promise too much: the band keeps at least ten passages and says what it reached."""
    scores = np.linspace(0.9, 0.1, 100)[:, None]
    labels = np.array([float(place % 3 == 0) for place in range(100)])[:, None]
    found = bands(scores, labels, np.array([0.3]), 0.95, 0.98)
    assert found.precision[0] < 0.95
    assert (scores >= found.suggest[0]).sum() >= LEAST
    assert (bands(scores, labels, np.array([0.3]), 0.0, 0.98).suggest == 0.3).all()


def test_the_estimator_predicts_what_its_bands_suggest(study: Any) -> None:
    """A wanted precision predicts no more, never contradicts the hierarchy, and leaves scores alone; bands survive the state."""
    loose = ThemeClassifier(study.codes).fit(study.passages, study.labels)
    strict = ThemeClassifier(study.codes, precision=0.8).fit(study.passages, study.labels)
    scores = strict.predict_proba(study.passages)
    np.testing.assert_array_equal(scores, loose.predict_proba(study.passages))
    assert (strict.chosen(scores) <= loose.chosen(scores)).all()
    np.testing.assert_array_equal(strict.bands_.best, loose.thresholds_)
    possible = strict.possible(scores)
    assert (strict.chosen(scores) <= possible).all()
    places = {code.id: place for place, code in enumerate(study.codes)}
    for place, code in enumerate(study.codes):
        if code.parent:
            assert (possible[:, place] <= possible[:, places[code.parent]]).all()
    again = ThemeClassifier.from_state(*strict.state())
    np.testing.assert_array_equal(again.possible(scores), possible)
    assert again.precision == 0.8


def test_the_codebook_alone_still_suggests_something_or_nothing_but_sets_nothing_aside(study: Any) -> None:
    """Without a coded passage neither precision nor absence can be told."""
    nothing = np.full(study.labels.shape, np.nan)
    model = ThemeClassifier(study.taught, precision=0.9).fit(study.passages, nothing)
    np.testing.assert_array_equal(model.thresholds_, model.bands_.best)
    assert (model.bands_.absent == 0).all()
    assert model.possible(model.predict_proba(study.passages)).all()
