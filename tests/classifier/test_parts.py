import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, cohen_kappa_score, f1_score

from coder.classifier import calibration, company, folds, logistic, metrics
from coder.classifier.features import Featuriser
from coder.classifier.hierarchy import Hierarchy
from coder.classifier.learning import _products
from coder.classifier.lexical import RUNS, WORD, Lexicon
from coder.classifier.memory import Memory, keys
from coder.classifier.teaching import GUESSED, SAID, lessons
from coder.errors import ModelError
from coder.records import Code, NearMiss, Passage

TEXTS = ["The rota? It changed, again!", "It changed me.", "Don't ask: the rota is the rota.", "", "café 中文 rota"]


def code(name: str, parent: str = "", family: str = "f", **more: object) -> Code:
    """Make a code with a definition."""
    return Code(name, name.capitalize(), f"what {name} covers", family, parent, **more)  # type: ignore[arg-type]


def test_terms_weigh_what_scikit_learn_makes_them_weigh() -> None:
    """Words and pairs, and runs inside words: the same numbers as TfidfVectorizer, block by block."""
    lexicon = Lexicon.fitted(TEXTS, 1000, 1000, least=1)
    found = lexicon.transform(TEXTS).toarray() * np.sqrt(2)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, tokenizer=WORD.findall, token_pattern=None)
    wanted = words.fit_transform(TEXTS).toarray()
    order = np.argsort([term.replace(" ", "\x1f") for term in words.get_feature_names_out()], kind="stable")
    np.testing.assert_allclose(found[:, : len(lexicon.words)], wanted[:, order], atol=1e-12)
    spaced = [" ".join(WORD.findall(text.lower())) for text in TEXTS]
    runs = TfidfVectorizer(analyzer=all_runs, sublinear_tf=True)
    np.testing.assert_allclose(found[:, len(lexicon.words) :], runs.fit_transform(spaced).toarray(), atol=1e-12)


def all_runs(text: str) -> list[str]:
    """Cut the words of a text into runs, in the plain way."""
    edged = [f" {word} " for word in text.split()]
    return [word[i : i + n] for word in edged for n in RUNS for i in range(len(word) - n + 1)]


def test_the_commonest_terms_are_kept() -> None:
    """Of equally common ones the first of the alphabet; a term of one text is not kept where others stand in more."""
    assert Lexicon.fitted(["b a", "a b", "c"], 2, 1).words == ("a", "b")
    assert Lexicon.fitted(["a", "b"], 9, 9).words == ("a", "b")
    assert Lexicon.fitted([], 9, 9).transform(["a"]).shape == (1, 0)


@pytest.mark.parametrize(("strength", "longest"), [(0.3, 1.0), (3.0, 1.0), (30.0, 1.0), (3.0, 10.0)])
def test_all_regressions_at_once_equal_scikit_learns_one_by_one(strength: float, longest: float) -> None:
    """Weights, missing labels and every column, alike or one far longer; the intercept's small penalty is given to both."""
    random = np.random.default_rng(0)
    X = random.standard_normal((60, 8)) * [longest, *[1] * 7]
    Y = (X @ random.standard_normal((8, 3)) + random.standard_normal((60, 3)) > 0.5).astype(float)
    weights = random.choice([0.0, 1.0, 2.0], Y.shape)
    a, constant, odds = logistic.fit(X @ X.T, Y, weights, strength)
    np.testing.assert_allclose(odds, X @ X.T @ a + constant, atol=1e-3)
    for column in range(3):
        biased = np.hstack([X, np.full((60, 1), 3.0)])
        plain = LogisticRegression(C=strength, fit_intercept=False, tol=1e-10, max_iter=10_000)
        plain.fit(biased, Y[:, column], sample_weight=weights[:, column])
        np.testing.assert_allclose((X @ X.T @ a + constant)[:, column], plain.decision_function(biased), rtol=0.01, atol=0.01)


def test_rows_of_weight_nought_are_scored_as_if_they_had_not_been_there() -> None:
    """So the parts of a cross-validation are columns of one problem; what their rows are labelled has no say."""
    random = np.random.default_rng(5)
    X = random.standard_normal((50, 6))
    y = (X[:, :1] + random.standard_normal((50, 1)) > 0).astype(float)
    weights = np.ones((50, 2))
    weights[:20, 1] = 0
    odds = logistic.fit(X @ X.T, np.hstack([y, y]), weights, 1.0).odds[:, 1]
    a, constant, _ = logistic.fit(X[20:] @ X[20:].T, y[20:], weights[20:, :1], 1.0)
    np.testing.assert_allclose(odds, (X @ X[20:].T @ a + constant)[:, 0], atol=0.01)
    turned = np.where(np.arange(50)[:, None] < 20, 1 - y, y)
    np.testing.assert_array_equal(odds, logistic.fit(X @ X.T, np.hstack([y, turned]), weights, 1.0).odds[:, 1])


def test_inner_products_of_terms_are_those_of_plain_matrices() -> None:
    """Columns that many texts share and columns that few have."""
    rows = np.where(np.random.default_rng(6).random((40, 30)) < np.linspace(0, 0.6, 30), 1.5, 0.0)
    np.testing.assert_allclose(_products(sparse.csr_matrix(rows)), rows @ rows.T)


def test_a_column_that_nobody_looked_at_stays_at_even_odds() -> None:
    """No labels, no weights."""
    assert not any(found.any() for found in logistic.fit(np.eye(3), np.zeros((3, 1)), np.zeros((3, 1)), 1.0))


def test_a_chain_of_codes_is_implied_upwards_and_refuted_downwards() -> None:
    """A category gives its theme; a refuted theme refutes what lies below and is not known."""
    hierarchy = Hierarchy.of([code("low", "middle"), code("middle", "top"), code("top"), code("other", "gone")])
    nan = np.nan
    found = hierarchy.implied(np.array([[1, nan, nan, nan], [nan, nan, 0, 1], [1, 0, 0, nan]]))
    np.testing.assert_array_equal(found, [[1, 1, 1, nan], [0, 0, 0, 1], [1, 1, 1, nan]])
    np.testing.assert_array_equal(hierarchy.widened(np.array([[True, False, False, False]])), [[True, True, True, False]])
    np.testing.assert_array_equal(hierarchy.below(np.array([[False, False, True, False]])), [[True, True, False, False]])


@given(hnp.arrays(float, (5, 4), elements=st.floats(0, 1)), st.integers(0, 3), st.floats(0, 1))
def test_scores_are_made_consistent_without_turning_any_around(scores: np.ndarray, place: int, rise: float) -> None:
    """P(parent) >= P(child); raising one score lowers none; consistent scores stay as they are."""
    hierarchy = Hierarchy.of([code("top"), code("middle", "top"), code("low", "middle"), code("low2", "middle")])
    found = hierarchy.consistent(scores)
    assert (found[:, 0] >= found[:, 1]).all()
    assert (found[:, 1] >= found[:, 2:].max(axis=1)).all()
    higher = scores.copy()
    higher[:, place] = np.maximum(higher[:, place], rise)
    assert (hierarchy.consistent(higher) >= found).all()
    np.testing.assert_array_equal(hierarchy.consistent(found), found)


def test_impossible_hierarchies_are_refused() -> None:
    """A cycle, an id twice."""
    with pytest.raises(ModelError, match="own ancestors"):
        Hierarchy.of([code("a", "b"), code("b", "a")])
    with pytest.raises(ModelError, match="twice"):
        Hierarchy.of([code("a"), code("a")])


def test_a_codebook_teaches_yes_no_and_silence() -> None:
    """An example is a yes for its code and those above, a guess of no for the rest of its family, nothing for what lies below."""
    codes = [code("top", examples=("both",)), code("low", "top", examples=("deep",)), code("side"), code("far", family="g")]
    codes[3] = code("far", family="g", near_misses=(NearMiss("deep", "another family"),))
    found = lessons(codes, Hierarchy.of(codes))
    rows = {passage.text: (found.labels[i].tolist(), found.weights[i].tolist()) for i, passage in enumerate(found.passages)}
    np.testing.assert_array_equal(rows["both"], [[1, np.nan, 0, np.nan], [SAID, 0, GUESSED, 0]])
    np.testing.assert_array_equal(rows["deep"], [[1, 1, 0, 0], [SAID, SAID, GUESSED, SAID]])


@given(st.lists(st.sampled_from(["a", "b", "c", "d", ""]), min_size=2, max_size=30), st.integers(2, 6), st.randoms())
def test_folds_keep_groups_whole_whatever_the_order(groups: list[str], n: int, random: object) -> None:
    """A group has one fold, every fold some row, and shuffled rows of named groups fall as before."""
    labels = (np.arange(len(groups))[:, None] % 3 == 0).astype(float)
    fold = folds.grouped(groups, labels, n)
    named = {name for name in groups if name}
    if len(named) + groups.count("") > 1:
        assert all(len({fold[i] for i, other in enumerate(groups) if other == name}) == 1 for name in named)
    assert set(fold) == set(range(fold.max() + 1))
    order = np.random.default_rng(0).permutation(len(groups))
    if len(named) > 1 and "" not in groups:
        np.testing.assert_array_equal(folds.grouped([groups[i] for i in order], labels[order], n), fold[order])


def test_one_group_is_dealt_row_by_row() -> None:
    """Better a rough estimate than none."""
    assert set(folds.grouped(["a"] * 10, np.zeros((10, 1)), 5)) == set(range(5))
    assert len(folds.grouped([], np.zeros((0, 2)), 5)) == 0


def test_calibration_finds_the_odds_that_made_the_labels() -> None:
    """With many labels the pooled prior gives way."""
    random = np.random.default_rng(1)
    signals = random.standard_normal((20_000, 2, 4))
    truth = -1 + signals @ [1.0, 0.5, 0.3, 0.2]
    labels = (random.random(truth.shape) < 1 / (1 + np.exp(-truth))).astype(float)
    found = calibration.calibrated(signals, labels)
    np.testing.assert_allclose(found.values, [[-1, 1, 0.5, 0.3, 0.2]] * 2, atol=0.1)


def test_a_code_with_few_labels_is_calibrated_like_the_others() -> None:
    """Three contrary labels do not turn a code around, and unlabelled ones say nothing."""
    random = np.random.default_rng(2)
    signals = random.standard_normal((500, 2, 4))
    labels = (signals.sum(axis=2) > 0).astype(float)
    labels[3:, 1] = np.nan
    labels[:3, 1] = 1 - labels[:3, 1]
    found = calibration.calibrated(signals, labels).values
    assert (found[1, 1:] > 0).all()
    nothing = calibration.calibrated(np.zeros((0, 2, 4)), np.zeros((0, 2))).values
    np.testing.assert_array_equal(nothing, np.tile(calibration.START, (2, 1)))


def test_codes_that_exclude_each_other_learn_it_from_many_labels() -> None:
    """Two codes that each look likely: where one of them is sure, the other is not; a third minds its own business."""
    random = np.random.default_rng(3)
    which = random.integers(2, size=2000)
    labels = np.stack([which == 0, which == 1, random.random(2000) < 0.5], axis=1).astype(float)
    alone = 2 * labels - 1 + random.standard_normal(labels.shape)
    found = company.met(alone, labels)
    high_other, low_other = found.log_odds(np.array([[0.0, 3.0, 0.0], [0.0, -3.0, 0.0]]))
    assert high_other[0] < -0.5
    assert low_other[0] > 0.5
    assert abs(high_other[2] - low_other[2]) < 0.3


@given(hnp.arrays(float, (3, 2), elements=st.floats(-9, 9)), st.integers(0, 3))
def test_few_labels_leave_codes_as_they_are_alone(alone: np.ndarray, n: int) -> None:
    """None at all change nothing; the three of one code change no score by much, and nan is no label."""
    labels = np.full((3, 2), np.nan)
    labels[:n, 0] = 1
    found = company.met(alone, labels)
    np.testing.assert_allclose(found.log_odds(alone)[:, 1], alone[:, 1], atol=1e-9)
    assert n or found.log_odds(alone) == pytest.approx(alone)
    nothing = company.met(alone[:0], labels[:0])
    np.testing.assert_array_equal(nothing.log_odds(alone), alone)


def test_what_is_said_around_counts_by_its_place() -> None:
    """The turn before and after by half, the participants' nearest segments by three tenths, twice where they are both; nothing by 0."""
    passages = [Passage("b", "a?", "c", earlier=("a?", "z"), later=("c",)), Passage("z", "", "")]
    found = Featuriser.fitted(["a? b c z", "b z a? c"], None, 100, 0, 0).transform(passages)
    texts = found.talk.toarray()
    assert sorted(texts[0]) == pytest.approx([0, 0.3, 0.8, 0.8, 1])
    assert sorted(texts[1]) == pytest.approx([0, 0, 0, 0, 1])
    assert not found.alone
    assert found.rows(np.array([1])).alone
    both = found.rows(np.array([1])).above(found)
    np.testing.assert_allclose((both.talk @ both.said).toarray()[1:], (found.talk @ found.said).toarray())


def test_a_code_that_nobody_used_has_a_falling_ceiling() -> None:
    """1/2 before anyone looked, a quarter after ten passages, none once it was used; the order of scores stays."""
    labels = np.full((10, 3), np.nan)
    labels[:, 1], labels[:, 2] = 0, np.eye(10)[0]
    ceiling = calibration.ceilings(labels)
    np.testing.assert_allclose(ceiling, [0.5, 0.25, 1])
    scores = np.linspace(0, 1, 50)[:, None].repeat(3, axis=1)
    found = calibration.capped(scores, ceiling)
    assert (found <= ceiling).all()
    assert (np.diff(found, axis=0) > 0).all()
    np.testing.assert_array_equal(found[:, 2], scores[:, 2])


def test_a_code_that_nobody_used_is_expected_no_more_often_than_others() -> None:
    """Its constant is lowered until its mean probability is the share that the codes in use have; theirs stay."""
    signals = np.random.default_rng(0).normal(size=(200, 2, 1))
    labels = np.column_stack([np.arange(200) < 20, np.zeros(200)]).astype(float)
    found = calibration.Calibration(np.array([[-1.0, 1.0], [3.0, 1.0]]))
    after = calibration.tempered(found, signals, labels)
    assert after.probabilities(signals)[:, 1].mean() == pytest.approx(0.1, abs=1e-6)
    assert np.array_equal(after.values[0], found.values[0])
    assert calibration.tempered(found, signals, np.full((200, 2), np.nan)) is found


def test_thresholds_move_from_caution_to_what_was_best() -> None:
    """Without labels nothing below caution; with many the threshold of best F1."""
    nothing = np.zeros((0, 2))
    np.testing.assert_array_equal(calibration.thresholds(nothing, nothing, nothing), [calibration.CAUTION] * 2)
    scores = np.repeat([0.1, 0.4, 0.6, 0.9], 100)[:, None]
    found = calibration.thresholds(scores, (scores > 0.5).astype(float), nothing[:, :1])
    assert 0.4 < found[0] <= 0.6


def test_equal_scores_are_suggested_together() -> None:
    """Ties do not invent a threshold between equal scores."""
    scores = np.full((6, 1), 0.4)
    found = calibration.thresholds(scores, np.array([[1.0], [0], [1], [0], [1], [0]]), np.zeros((0, 1)))
    assert found[0] < 0.4


def test_refusals_are_remembered_by_the_very_words() -> None:
    """A refuted passage keeps half its score, a disputed one two thirds; other passages and unknown labels keep all."""
    known = [Passage("a", "q"), Passage("a", "q"), Passage("b")]
    memory = Memory.of(keys(known), np.array([[1, 0], [0, np.nan], [0, 1]]))
    scores = np.full((3, 2), 0.6)
    found = memory.softened(scores, keys([Passage("a", "q", group="other"), Passage("b"), Passage("a", "p")]))
    np.testing.assert_allclose(found, [[0.4, 0.3], [0.3, 0.6], [0.6, 0.6]], rtol=1e-6)


labelled = st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=2)


@given(labelled)
def test_figures_are_those_of_scikit_learn(rows: list[tuple[bool, bool, float]]) -> None:
    """F1, kappa, average precision with ties, Brier; where scikit-learn guesses we say None."""
    truth, chosen = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    scores = np.array([row[2] for row in rows])
    assert metrics.brier(truth, scores) == pytest.approx(brier_score_loss(truth, scores))
    if truth.any():
        assert metrics.f1(truth, chosen) == pytest.approx(f1_score(truth, chosen))
        assert metrics.average_precision(truth, scores) == pytest.approx(average_precision_score(truth, scores))
    else:
        assert metrics.f1(truth, chosen) is metrics.recall(truth, chosen) is metrics.average_precision(truth, scores) is None
    if len(set(truth)) + len(set(chosen)) > 2:
        assert metrics.kappa(truth, chosen) == pytest.approx(cohen_kappa_score(truth, chosen))


def test_calibration_error_by_hand() -> None:
    """Two bins: one right, one off by 0.4."""
    truth, scores = np.array([True, False, False, False]), np.array([0.5, 0.5, 0.4, 0.4])
    assert metrics.calibration_error(truth, scores) == pytest.approx(0.2)
    assert metrics.calibration_error(truth[:0], scores[:0]) is None
