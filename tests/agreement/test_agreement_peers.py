"""Where other packages are right the figures are theirs; where they are wrong a test documents it.

nltk          right: alpha; MASI and Jaccard on sets that are not empty. Wrong: alpha is 1 where only one value occurs;
              MASI of two empty sets divides by zero; its kappas crash on missing cells.
scikit-learn  right: Cohen's kappa, weighted too. Cannot leave out missing cells.
statsmodels   right: Fleiss' and Randolph's kappa, Cohen's. Refuses missing cells.
"""

from __future__ import annotations

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance, jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from coder.agreement import Ratings
from coder.agreement.coefficients import alpha, brennan_prediger, cohen, conger, fleiss
from coder.agreement.engine import of_rows
from coder.agreement.measures import Measure
from coder.agreement.sets import alpha_of_sets, tabulate_sets


def rows(seed: int, coders: int = 3, values: int = 4, missing: float = 0.0) -> np.ndarray:
    """A table of 80 units in which coders agree somewhat."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, (80, 1))
    found = np.where(random.random((80, coders)) < 0.6, truth, random.integers(0, values, (80, coders)))
    found[random.random(found.shape) < missing] = -1
    return found


def task(table: np.ndarray, **options: object) -> AnnotationTask:
    """The table as nltk takes it."""
    data = [(f"c{m}", f"u{u}", int(table[u, m])) for u, m in np.argwhere(table >= 0)]
    return AnnotationTask(data=data, **options)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_nltks(seed: int) -> None:
    """Nominal and interval, with missing cells."""
    table = rows(seed, missing=0.3)
    found = of_rows(table, 4).total().coincidence
    assert float(alpha(found)) == pytest.approx(task(table).alpha(), abs=1e-12)
    measure = Measure("interval", (0, 1, 2, 3))
    assert float(alpha(found, measure)) == pytest.approx(task(table, distance=interval_distance).alpha(), abs=1e-12)


@pytest.mark.parametrize(("name", "distance"), [("masi", masi_distance), ("jaccard", jaccard_distance)])
def test_alpha_of_sets_is_nltks_on_sets_that_are_not_empty(name: str, distance: object) -> None:
    """MASI and Jaccard."""
    random = np.random.default_rng(3)
    sets = [[frozenset(random.choice(list("abcd"), random.integers(1, 4), replace=False)) for _ in range(3)] for _ in range(40)]
    theirs = AnnotationTask(
        data=[(str(m), str(u), s) for u, row in enumerate(sets) for m, s in enumerate(row)], distance=distance
    )
    ours = alpha_of_sets(tabulate_sets(Ratings.from_sets(sets), name).total())
    assert float(ours) == pytest.approx(theirs.alpha(), abs=1e-12)


@pytest.mark.parametrize("weights", [None, "quadratic"])
def test_cohens_kappa_is_scikit_learns(weights: str | None) -> None:
    """Plain and weighted."""
    table = rows(1, coders=2)
    measure = Measure("interval", (0, 1, 2, 3)) if weights else Measure()
    theirs = cohen_kappa_score(table[:, 0], table[:, 1], weights=weights)
    assert float(cohen(of_rows(table, 4).total().joint, measure)[0]) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_kappas_are_statsmodels(seed: int) -> None:
    """Cohen's, Fleiss', and Randolph's, which is Brennan-Prediger's for several coders."""
    table = rows(seed)
    total = of_rows(table, 4).total()
    counts, _ = aggregate_raters(table, n_cat=4)
    assert float(fleiss(total.agreement, total.share)) == pytest.approx(fleiss_kappa(counts), abs=1e-12)
    assert float(brennan_prediger(total.agreement)) == pytest.approx(fleiss_kappa(counts, method="randolph"), abs=1e-12)
    assert float(cohen(total.joint)[0]) == pytest.approx(cohens_kappa(total.joint[0]).kappa, abs=1e-12)


def test_congers_kappa_is_nltks_on_complete_tables_only() -> None:
    """On a table with missing cells nltk's multi-kappa crashes; here it is the kappa of the units that both rated."""
    whole = rows(2)
    total = of_rows(whole, 4).total()
    assert float(conger(total.agreement, total.marginals)) == pytest.approx(task(whole).multi_kappa(), abs=1e-12)
    holes = whole[:, :2].copy()
    holes[:40, 1] = -1
    ours = of_rows(holes, 4).total()
    complete = of_rows(holes[40:], 4).total()
    assert float(cohen(ours.joint)[0]) == pytest.approx(float(cohen(complete.joint)[0]))
    with pytest.raises(RuntimeError, match="StopIteration"):
        task(holes).multi_kappa()


def test_nltk_calls_a_single_value_perfect_agreement() -> None:
    """Where only one value occurs nltk's alpha is 1; here it is undefined."""
    table = np.zeros((3, 2), dtype=int)
    assert task(table).alpha() == 1
    assert np.isnan(alpha(of_rows(table, 2).total().coincidence))


def test_nltk_divides_by_zero_on_two_empty_sets() -> None:
    """Two coders who both gave no code agree."""
    with pytest.raises(ZeroDivisionError):
        masi_distance(frozenset(), frozenset())
    ratings = Ratings.from_sets([[set(), set()], [{"a"}, {"a"}]])
    assert float(alpha_of_sets(tabulate_sets(ratings).total())) == 1.0


def test_statsmodels_refuses_missing_cells() -> None:
    """A unit with fewer ratings fails there; here it is used."""
    table = rows(4, missing=0.2)
    counts = (table[:, :, None] == np.arange(4)).sum(axis=1)
    with pytest.raises(AssertionError):
        fleiss_kappa(counts)
    total = of_rows(table, 4).total()
    assert 0 < float(fleiss(total.agreement, total.share)) < 1
