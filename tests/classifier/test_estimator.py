import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GroupKFold, cross_val_predict, cross_validate
from sklearn.utils.estimator_checks import (
    check_estimator_cloneable,
    check_estimator_repr,
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
)

from coder.classifier import ThemeClassifier
from coder.encoders import StaticEncoder
from coder.errors import ModelError
from coder.records import Passage

Floats = npt.NDArray[np.float64]
Draw = Callable[[int, int], tuple[list[Passage], Floats]]
few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 10_000)


@pytest.fixture(scope="module")
def fitted(study: Any, encoder: StaticEncoder) -> ThemeClassifier:
    return ThemeClassifier(study.codes, encoder).fit(study.passages, study.labels)


@few
@given(seeds, st.integers(8, 40))
def test_the_order_of_rows_means_nothing(study: Any, draw: Draw, seed: int, n: int) -> None:
    """Shuffling what is learned from leaves every score, threshold and count as it was."""
    passages, labels = draw(seed, n)
    order = np.random.default_rng(seed).permutation(n)
    one = ThemeClassifier(study.codes).fit(passages, labels)
    other = ThemeClassifier(study.codes).fit([passages[i] for i in order], labels[order])
    np.testing.assert_allclose(other.predict_proba(study.passages), one.predict_proba(study.passages), atol=1e-6)
    np.testing.assert_allclose(other.thresholds_, one.thresholds_, atol=1e-6)
    assert other.learned_ == one.learned_


@few
@given(seeds, st.integers(1, 40))
def test_a_code_that_nobody_used_is_never_suggested_beyond_its_prior(study: Any, draw: Draw, seed: int, n: int) -> None:
    """Its scores stay under 1/2 * 10 / (10 + passages looked at), for its own examples too."""
    passages, labels = draw(seed, n)
    unused = 1 + seed % (len(study.codes) - 1)
    below = [i for i, code in enumerate(study.codes) if code.id.startswith(study.codes[unused].id)]
    labels[:, below] = 0
    scores = ThemeClassifier(study.taught).fit(passages, labels).predict_proba(study.passages)
    assert scores[:, below].max() <= 0.5 * 10 / (10 + n) + 1e-12


@few
@given(seeds, st.integers(6, 40))
def test_a_refutation_never_raises_the_score_that_it_contradicts(study: Any, draw: Draw, seed: int, n: int) -> None:
    """One more person says no, of a passage that was coded, refuted or not looked at for this code."""
    passages, labels = draw(seed, n)
    random = np.random.default_rng(seed)
    row, code = int(random.integers(n)), int(random.integers(len(study.codes)))
    refuted = np.full((1, len(study.codes)), np.nan)
    refuted[0, code] = 0
    before = ThemeClassifier(study.codes).fit(passages, labels)
    after = ThemeClassifier(study.codes).fit([*passages, passages[row]], np.vstack([labels, refuted]))
    asked = [passages[row]]
    assert after.predict_proba(asked)[0, code] <= before.predict_proba(asked)[0, code] + 1e-9


@few
@given(seeds, st.integers(0, 40))
def test_a_theme_scores_at_least_as_high_as_its_categories(study: Any, draw: Draw, seed: int, n: int) -> None:
    """In scores and in what is predicted, with any number of labels, none included."""
    passages, labels = draw(seed, n)
    model = ThemeClassifier(study.taught).fit(passages, labels)
    scores, chosen = model.predict_proba(study.passages), model.predict(study.passages)
    assert scores.shape == (len(study.passages), len(study.codes))
    assert ((scores >= 0) & (scores <= 1)).all()
    places = {code.id: i for i, code in enumerate(study.codes)}
    for child, code in enumerate(study.codes):
        if code.parent:
            assert (scores[:, places[code.parent]] >= scores[:, child]).all()
            assert (chosen[:, places[code.parent]] >= chosen[:, child]).all()


def test_the_state_gives_the_same_scores_again(fitted: ThemeClassifier, study: Any, encoder: StaticEncoder) -> None:
    """Through JSON and plain arrays without objects."""
    meta, arrays = fitted.state()
    assert all(array.dtype.kind in "fu" for array in arrays.values())
    again = ThemeClassifier.from_state(json.loads(json.dumps(meta)), arrays, encoder)
    np.testing.assert_array_equal(again.predict_proba(study.passages), fitted.predict_proba(study.passages))
    np.testing.assert_array_equal(again.predict(study.passages), fitted.predict(study.passages))
    assert again.learned_ == fitted.learned_
    assert again.codes == fitted.codes
    assert again.get_params() == fitted.get_params()
    assert not any("And how was that" in text for text in (json.dumps(meta), str(arrays)))


def test_a_model_without_an_encoder_needs_none(study: Any) -> None:
    """It rests on the study's own topics."""
    model = ThemeClassifier(study.codes).fit(study.passages, study.labels)
    again = ThemeClassifier.from_state(*model.state())
    np.testing.assert_array_equal(again.predict_proba(study.passages), model.predict_proba(study.passages))


class Other(StaticEncoder):
    """The embedded encoder under another hash."""

    def __init__(self, like: StaticEncoder) -> None:
        self.__dict__.update(like.__dict__, sha256="0" * 64)


@pytest.mark.parametrize("given_encoder", [None, Other])
def test_a_foreign_encoder_is_refused(fitted: ThemeClassifier, encoder: StaticEncoder, given_encoder: Any) -> None:
    """One line that names the encoder."""
    meta, arrays = fitted.state()
    with pytest.raises(ModelError, match="encoder static-minilm-256") as caught:
        ThemeClassifier.from_state(meta, arrays, given_encoder and given_encoder(encoder))
    assert "\n" not in str(caught.value)


def test_every_damage_is_refused(fitted: ThemeClassifier, encoder: StaticEncoder) -> None:
    """Any part missing, cut short, not finite or of the wrong kind, another format, changed codes."""
    meta, arrays = fitted.state()
    wrong: list[tuple[Any, Any]] = [({**meta, "format": 99}, arrays), ({}, arrays), ("text", arrays)]
    wrong += [({key: value for key, value in meta.items() if key != gone}, arrays) for gone in meta if gone != "versions"]
    wrong.append(({**meta, "codes": meta["codes"][1:]}, arrays))
    wrong.append(({**meta, "codes": [{**meta["codes"][0], "label": "x"}, *meta["codes"][1:]]}, arrays))
    wrong += [
        (meta, {name: array for name, array in arrays.items() if name != gone}) for gone in arrays if gone != "rarity_words"
    ]
    for name, array in arrays.items():
        wrong.append((meta, {**arrays, name: array[:-1]}))
        if array.dtype.kind == "f":
            wrong.append((meta, {**arrays, name: np.full_like(array, np.nan)}))
            wrong.append((meta, {**arrays, name: array.astype(str)}))
    for facts, parts in wrong:
        with pytest.raises(ModelError) as caught:
            ThemeClassifier.from_state(facts, parts, encoder)
        assert "\n" not in str(caught.value)


def test_it_recognises_what_it_was_taught(fitted: ThemeClassifier, study: Any) -> None:
    """Sanity: codes as given score higher than codes not given."""
    scores = fitted.predict_proba(study.passages)
    for code in range(len(study.codes)):
        assert scores[study.labels[:, code] == 1, code].mean() > scores[study.labels[:, code] == 0, code].mean()


def test_the_codebook_alone_is_modest(study: Any, encoder: StaticEncoder) -> None:
    """Without one coded segment no score passes 1/2, small talk gets no code, and the codebook's texts are told apart."""
    model = ThemeClassifier(study.taught, encoder).fit([], np.zeros((0, len(study.codes))))
    scores = model.predict_proba(study.passages)
    assert scores.max() <= 0.5
    assert not model.predict(["Mm-hmm.", "Is it recording? Okay.", "I live near the station."]).any()
    assert np.mean(scores[study.labels == 1]) > 3 * np.mean(scores[study.labels == 0])
    assert not any(one.learned for one in model.learned_)


def test_few_positives_are_reported_as_not_learned(study: Any) -> None:
    """With their counts, in the order of the codes."""
    labels = study.labels.copy()
    rows = np.flatnonzero(labels[:, 0])
    labels[rows[3:], 0] = np.nan
    first, *rest = ThemeClassifier(study.codes).fit(study.passages, labels).learned_
    assert (first.code, first.positives, first.learned) == (study.codes[0].id, min(3, len(rows)), False)
    assert first.looked_at == int((~np.isnan(labels[:, 0])).sum())
    assert [one.code for one in rest] == [code.id for code in study.codes[1:]]


def test_plain_texts_empty_texts_and_ties(study: Any) -> None:
    """Strings stand for passages; equal passages get equal scores; no passages give no rows."""
    model = ThemeClassifier(study.codes).fit(["a", "", "a", "?"], np.zeros((4, len(study.codes))))
    scores = model.predict_proba(["", "", "new words", Passage("")])
    np.testing.assert_array_equal(scores[0], scores[1])
    np.testing.assert_array_equal(scores[0], scores[3])
    assert model.predict_proba([]).shape == (0, len(study.codes))
    assert model.predict([]).shape == (0, len(study.codes))


def test_kept_features_give_the_same_scores(fitted: ThemeClassifier, study: Any) -> None:
    """Scoring again needs no text."""
    features = fitted.features(study.passages)
    np.testing.assert_array_equal(fitted.predict_proba(features), fitted.predict_proba(study.passages))
    assert len(features.rows(np.array([2, 0]))) == 2


@pytest.mark.parametrize(
    ("X", "Y", "groups", "message"),
    [
        (["a"], [[1, 0, 1]], None, "shape"),
        (["a"], [[2] * 21], None, "must be 1"),
        (["a", "b"], [[1] * 21] * 2, ["x"], "groups"),
    ],
)
def test_wrong_input_is_refused(study: Any, X: Any, Y: Any, groups: Any, message: str) -> None:
    """In plain words."""
    with pytest.raises(ModelError, match=message):
        ThemeClassifier(study.codes).fit(X, Y, groups)
    with pytest.raises(ModelError, match="no codes"):
        ThemeClassifier().fit([], np.zeros((0, 0)))


def test_groups_given_override_those_of_passages(study: Any) -> None:
    """The folds follow them: the same groups either way give the same model."""
    names = [passage.group for passage in study.passages]
    bare = [replace(passage, group="") for passage in study.passages]
    one = ThemeClassifier(study.codes).fit(study.passages, study.labels)
    other = ThemeClassifier(study.codes).fit(bare, study.labels, groups=names)
    np.testing.assert_array_equal(other.thresholds_, one.thresholds_)


def test_it_is_a_scikit_learn_classifier(study: Any) -> None:
    """It is cloned, cross-validated and scored like any other."""
    model = ThemeClassifier(study.codes, topics=5)
    assert clone(model).get_params() == model.get_params()
    groups = [passage.group for passage in study.passages]
    found = cross_validate(model, study.passages, study.labels, groups=groups, cv=GroupKFold(3))
    assert found["test_score"].shape == (3,)
    assert (found["test_score"] > 0).all()
    scores = cross_val_predict(model, study.passages, study.labels, groups=groups, cv=GroupKFold(3), method="predict_proba")
    assert scores.shape == study.labels.shape
    with pytest.raises(NotFittedError):
        model.predict(["a"])


@pytest.mark.parametrize(
    "check",
    [
        check_estimator_cloneable,
        check_estimator_repr,
        check_get_params_invariance,
        check_no_attributes_set_in_init,
        check_parameters_default_constructible,
        check_set_params,
    ],
)
def test_the_checks_of_scikit_learn_that_need_no_matrix(check: Callable[[str, ThemeClassifier], None]) -> None:
    """The others feed it a matrix of numbers, where it takes passages."""
    check("ThemeClassifier", ThemeClassifier())


def test_another_topic_with_its_own_codebook_and_few_coded_segments(encoder: StaticEncoder) -> None:
    """Sensible suggestions from a flat codebook of three codes and a dozen coded segments."""
    codes = tuple(
        replace(code, examples=())
        for code in (
            _code("soil", "Soil and compost", "digging, compost, mulch, worms and the state of the ground"),
            _code("weather", "Weather", "rain, drought, frost, wind, storms and seasons"),
            _code("neighbours", "Neighbours", "other plot holders: sharing tools, quarrels, gossip, company"),
        )
    )
    coded = [
        ("I turn the compost twice a year and the worms do the rest.", 0),
        ("We dug in manure before planting.", 0),
        ("My ground is heavy clay, it needs leaf mulch.", 0),
        ("The soil was dead until we fed it.", 0),
        ("The frost took all the beans in May.", 1),
        ("It did not rain for six weeks.", 1),
        ("A storm flattened the sweetcorn.", 1),
        ("Dry wind is worse than cold.", 1),
        ("The man next to me lends me his barrow.", 2),
        ("There was a quarrel about the shared hose.", 2),
        ("We drink tea together on Sundays.", 2),
        ("She gossips over the fence with everyone.", 2),
    ]
    labels = np.eye(3)[[code for _, code in coded]]
    model = ThemeClassifier(codes, encoder).fit([text for text, _ in coded], labels)
    scores = model.predict_proba(
        ["Worms love that compost heap.", "Frost and rain ruined the crop.", "We quarrel, then we share our tools."]
    )
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def _code(name: str, label: str, definition: str) -> Any:
    from coder.records import Code

    return Code(f"plot/{name}", label, definition, "plot")
