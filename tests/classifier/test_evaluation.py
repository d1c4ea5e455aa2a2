import json
from typing import Any

import numpy as np
import pytest

from coder.classifier import ThemeClassifier, evaluate
from coder.classifier.evaluation import summarise
from coder.classifier.holding_out import HeldOut, held_out, held_out_at
from coder.records import Passage


def test_figures_by_hand(study: Any) -> None:
    """Counts, precision, recall, baselines and kappa of scores that are given."""
    codes = study.codes[:2]
    labels = np.array([[1, 0], [1, 0], [0, 0], [0, np.nan]])
    scores = np.array([[0.9, 0.1], [0.2, 0.1], [0.6, 0.1], [0.1, 0.1]])
    held = HeldOut(scores, scores > 0.5, scores > 0.15, scores > 0.15, np.array([0, 0, 1, 1]))
    found = summarise(ThemeClassifier(codes), labels, ["a", "a", "b", "b"], held)
    first, second = found.per_code
    assert (first.positives, first.looked_at, first.suggested) == (2, 4, 2)
    assert (first.precision, first.recall, first.f1, first.kappa) == (0.5, 0.5, 0.5, 0.0)
    assert first.best_f1 == pytest.approx(0.8)
    assert first.always_f1 == pytest.approx(2 / 3)
    assert first.prevalence == 0.5
    assert first.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert (second.looked_at, second.f1, second.average_precision) == (3, None, None)
    assert "nobody used" in second.undefined
    assert found.overall.codes == 1
    assert (found.passages, found.groups, found.folds) == (4, 2, 2)
    assert found.brier == pytest.approx(float(np.mean((scores - np.nan_to_num(labels))[~np.isnan(labels)] ** 2)))


class Spy(ThemeClassifier):
    """Notes what each fit was shown."""

    shown: list[set[str]] = []  # noqa: RUF012  # shared by clones on purpose

    def fit(self, X: Any, Y: Any, groups: Any = None) -> Any:
        """Note the groups, then learn."""
        self.shown.append({x.group for x in X})
        return super().fit(X, Y, groups)


def test_no_group_is_on_both_sides(study: Any) -> None:
    """What is scored comes from groups that the classifier did not see at all, labelled or not; every looked-at row is scored once."""
    Spy.shown.clear()
    labels = study.labels.copy()
    labels[::7] = np.nan
    names = [passage.group for passage in study.passages]
    found = held_out(Spy(study.codes, topics=5), study.passages, labels, names, n_folds=3)
    assert len(Spy.shown) == 3
    for number, shown in enumerate(Spy.shown):
        assert not shown & {names[i] for i in np.flatnonzero(found.fold == number)}
    np.testing.assert_array_equal(found.fold >= 0, ~np.isnan(labels).all(axis=1))
    assert not np.isnan(found.scores[found.fold >= 0]).any()


class Counting(ThemeClassifier):
    """Notes how many labelled passages, and of which groups, each fit was shown."""

    shown: list[dict[str, int]] = []  # noqa: RUF012  # shared by clones on purpose

    def fit(self, X: Any, Y: Any, groups: Any = None) -> Any:
        """Count, then learn."""
        labelled = [x.group for x, row in zip(X, Y, strict=True) if not np.isnan(row).all()]
        self.shown.append({name: labelled.count(name) for name in set(labelled)})
        return super().fit(X, Y, groups)


def test_a_learning_curve_takes_whole_groups_the_smaller_within_the_larger(study: Any) -> None:
    """Each share tests the same passages in the same parts; groups that do not vary are always learned from."""
    Counting.shown.clear()
    names = [passage.group for passage in study.passages]
    varied = np.array([name != "P0" for name in names])
    shares = (1.0, 0.5, 0.0)
    found = held_out_at(shares, Counting(study.codes, topics=5), study.passages, study.labels, names, varied, n_folds=3)
    size = {name: names.count(name) for name in names}
    for number in range(3):
        whole, half, none = (Counting.shown[3 * place + number] for place in range(3))
        assert set(none) <= {"P0"}
        assert set(none) <= set(half) <= set(whole)
        assert all(count == size[name] for of in (whole, half) for name, count in of.items())
        assert len(set(half) - {"P0"}) == -(-len(set(whole) - {"P0"}) // 2)
        assert found[0.5].learned[number] == sum(count for name, count in half.items() if name != "P0")
    for share in shares:
        np.testing.assert_array_equal(found[share].fold, found[1.0].fold)


def test_what_was_learned_by_heart_is_not_reported_as_skill(study: Any) -> None:
    """Labels drawn at random can be learned, but not told for other people: average precision stays near chance."""
    random = np.random.default_rng(4)
    labels = (random.random((len(study.passages), 2)) < 0.4).astype(float)
    model = ThemeClassifier(study.codes[:2], topics=5)
    names = [passage.group for passage in study.passages]
    fitted = model.fit(study.passages, labels)
    assert fitted.predict_proba(study.passages)[labels == 1].mean() > fitted.predict_proba(study.passages)[labels == 0].mean()
    for one in evaluate(model, study.passages, labels, names).per_code:
        assert one.average_precision is not None
        assert one.prevalence is not None
        assert one.average_precision < one.prevalence + 0.2


def test_an_evaluation_is_plain_json_and_tells_its_progress(study: Any) -> None:
    """Themes and categories apart; the folds pass through the callback; the estimator itself stays unfitted."""
    seen: list[tuple[int, str]] = []

    def watch(things: Any, doing: str) -> Any:
        seen.append((len(things), doing))
        return things

    model = ThemeClassifier(study.codes, topics=5)
    found = evaluate(model, study.passages, study.labels, n_folds=2, progress=watch)
    assert seen == [(2, "Testing")]
    assert not hasattr(model, "classes_")
    data = json.loads(json.dumps(found.as_json()))
    assert [one["code"] for one in data["per_code"]] == [code.id for code in study.codes]
    assert data["themes"]["codes"] + data["categories"]["codes"] == data["overall"]["codes"] == len(study.codes)
    assert found.overall.average_precision > found.overall.prevalence
    assert 0 <= found.calibration_error <= 1


@pytest.mark.parametrize("passages", [[], [Passage("a", group="one"), Passage("b", group="one")]])
def test_without_two_groups_there_are_no_figures(study: Any, passages: list[Passage]) -> None:
    """And it says why."""
    found = evaluate(ThemeClassifier(study.codes), passages, np.zeros((len(passages), len(study.codes))))
    assert "two groups" in found.undefined
    assert found.calibration_error is None
    assert found.overall.f1 is None
    assert found.passages == 0
