import json
from typing import Any

import numpy as np
import pytest

from coder.classifier import ThemeClassifier, evaluate
from coder.classifier.evaluation import HeldOut, held_out, summarise
from coder.records import Passage


def test_figures_by_hand(study: Any) -> None:
    """Counts, precision, recall, baselines and kappa of scores that are given."""
    codes = study.codes[:2]
    labels = np.array([[1, 0], [1, 0], [0, 0], [0, np.nan]])
    scores = np.array([[0.9, 0.1], [0.2, 0.1], [0.6, 0.1], [0.1, 0.1]])
    found = summarise(ThemeClassifier(codes), labels, ["a", "a", "b", "b"], HeldOut(scores, scores > 0.5, np.array([0, 0, 1, 1])))
    first, second = found.per_code
    assert (first.positives, first.looked_at, first.suggested) == (2, 4, 2)
    assert (first.precision, first.recall, first.f1, first.kappa) == (0.5, 0.5, 0.5, 0.0)
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


def test_an_evaluation_is_plain_json_and_tells_its_progress(study: Any) -> None:
    """Themes and categories apart; the folds pass through the callback; the estimator itself stays unfitted."""
    seen: list[tuple[int, str]] = []

    def watch(things: Any, doing: str) -> Any:
        seen.append((len(things), doing))
        return things

    model = ThemeClassifier(study.codes, topics=5)
    found = evaluate(model, study.passages, study.labels, n_folds=2, progress=watch)
    assert seen == [(2, "evaluating")]
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
