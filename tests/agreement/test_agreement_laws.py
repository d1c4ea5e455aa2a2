"""Laws that hold for any ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coder.agreement import COEFFICIENTS, Ratings
from coder.agreement.by_units import estimate_by_units
from coder.agreement.coefficients import alpha, percent
from coder.agreement.engine import Statistics, of_rows, tabulate
from coder.agreement.measures import LEVELS, Measure
from coder.agreement.sets import alpha_of_sets, multi_valued_alpha, tabulate_sets, tabulate_values

ROWS = arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(2, 5)), elements=st.integers(-1, 3))
CUBES = arrays(np.int8, st.tuples(st.integers(2, 10), st.integers(2, 6), st.integers(1, 3)), elements=st.integers(-1, 1))


def everything(statistics: Statistics) -> dict[str, np.ndarray]:
    """Every coefficient, of pairs by pair."""
    binary = statistics.layout.values == 2
    return {name: statistics.coefficient(e) for name, e in COEFFICIENTS.items() if binary or not e.binary}


def same(first: np.ndarray, second: np.ndarray) -> bool:
    """Equal but for rounding, nan where nan."""
    return bool(np.allclose(first, second, atol=1e-9, equal_nan=True))


@given(rows=ROWS, seed=st.integers(0, 99))
def test_the_order_and_names_of_units_and_coders_do_not_matter(rows: np.ndarray, seed: int) -> None:
    """Reordering units and coders changes no coefficient (bias changes its sign with its pair)."""
    random = np.random.default_rng(seed)
    moved = rows[random.permutation(len(rows))][:, random.permutation(rows.shape[1])]
    before, after = everything(of_rows(rows, 4).total()), everything(of_rows(moved, 4).total())
    for name, value in before.items():
        assert same(np.sort(value.ravel()), np.sort(after[name].ravel())), name


@given(rows=ROWS, seed=st.integers(0, 99))
def test_the_names_of_values_do_not_matter(rows: np.ndarray, seed: int) -> None:
    """Renaming values changes no nominal coefficient."""
    names = np.append(np.random.default_rng(seed).permutation(4), -1)
    before, after = everything(of_rows(rows, 4).total()), everything(of_rows(names[rows], 4).total())
    for name, value in before.items():
        assert same(value, after[name]), name


@given(rows=ROWS, extra=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=5))
def test_units_with_one_rating_do_not_change_alpha(rows: np.ndarray, extra: list[tuple[int, int]]) -> None:
    """At any level of measurement."""
    more = np.full((len(extra), rows.shape[1]), -1, dtype=np.int8)
    for i, (value, coder) in enumerate(extra):
        more[i, coder % rows.shape[1]] = value
    for level in LEVELS:
        measure = Measure(level, (1.0, 2.0, 3.0, 4.0))
        before, after = (of_rows(table, 4).total().coincidence for table in (rows, np.vstack([rows, more])))
        assert same(alpha(before, measure), alpha(after, measure))


@given(rows=ROWS)
def test_coefficients_keep_their_bounds(rows: np.ndarray) -> None:
    """No coefficient exceeds 1, and none that is a share falls below 0."""
    for name, value in everything(of_rows(rows, 4).total()).items():
        low = COEFFICIENTS[name].bounds[0]
        known = value[~np.isnan(value)]
        assert (known <= 1 + 1e-9).all(), name
        assert (known >= low - 1e-9).all() or name in ("alpha", "fleiss", "ac1", "conger"), name


@given(rows=ROWS)
def test_alpha_is_one_only_at_perfect_agreement_with_variation(rows: np.ndarray) -> None:
    """1 means that every pair agrees and more than one value occurs; without variation it is undefined."""
    total = of_rows(rows, 4).total()
    found, agreed = float(alpha(total.coincidence)), float(percent(total.agreement))
    values = (total.coincidence.sum(axis=-1) > 0).sum()
    if values < 2:
        assert np.isnan(found)
    else:
        assert (found == pytest.approx(1.0)) == (agreed == pytest.approx(1.0))


@given(rows=ROWS, seed=st.integers(0, 99), transcripts=st.integers(1, 4))
def test_statistics_add_over_transcripts(rows: np.ndarray, seed: int, transcripts: int) -> None:
    """The whole is the sum of its transcripts, and leaving one out is leaving out its units."""
    clusters = np.random.default_rng(seed).integers(0, transcripts, len(rows))
    found = of_rows(rows, 4, clusters)
    assert same(found.total().flat, of_rows(rows, 4).total().flat)
    for t in range(len(found.flat)):
        assert same(found.without_each().flat[t], of_rows(rows[clusters != t], 4).total().flat)
    weights = np.random.default_rng(seed).integers(0, 3, (2, len(found.flat))).astype(float)
    for replicate, weight in zip(found.weighted(weights).flat, weights, strict=True):
        assert same(replicate, of_rows(np.repeat(rows, weight[clusters].astype(int), axis=0), 4).total().flat)


@given(cube=CUBES, seed=st.integers(0, 99))
def test_patterns_and_pairs_give_the_same_statistics(cube: np.ndarray, seed: int) -> None:
    """The histogram of patterns, used up to five coders, says what the tables of pairs say."""
    clusters = np.random.default_rng(seed).integers(0, 2, len(cube))
    ratings = Ratings.from_cube(np.repeat(cube, 40, axis=0), transcript=[f"t{c}" for c in np.repeat(clusters, 40)])
    found = tabulate(ratings)
    for k in range(cube.shape[2]):
        rows = of_rows(ratings.cube[:, :, k], 2, ratings.clusters)
        assert same(found.flat[:, k], rows.flat)


@given(cube=CUBES)
def test_a_pair_is_what_selecting_it_gives(cube: np.ndarray) -> None:
    """The figures of a pair, taken from the statistics of all, are those of the two coders alone."""
    ratings = Ratings.from_cube(cube)
    pair = tabulate(ratings).total().by_pair()
    alone = tabulate(ratings.select(coders=ratings.coders[:2])).total()
    assert same(pair.flat[:, 0], alone.flat)


@given(rows=ROWS)
def test_leaving_out_units_by_pattern_is_leaving_out_each(rows: np.ndarray) -> None:
    """One replicate a pattern stands for all its units."""

    def function(statistics: Statistics) -> np.ndarray:
        return alpha(statistics.coincidence)

    found = estimate_by_units(rows, 4, function)
    used = np.flatnonzero((rows >= 0).sum(axis=1) > 1)
    each = np.array([float(function(of_rows(np.delete(rows, u, axis=0), 4).total())) for u in used])
    if len(used) < 2 or np.isnan(each).any():
        assert np.isnan(found.se)
    else:
        assert float(found.se) == pytest.approx(np.sqrt((len(used) - 1) * each.var()), abs=1e-9)


@given(cube=CUBES, seed=st.integers(0, 99))
def test_set_valued_alphas_obey_the_same_laws(cube: np.ndarray, seed: int) -> None:
    """Order of units, coders and codes, units with one rating, and adding over transcripts."""
    random = np.random.default_rng(seed)
    n, m, k = cube.shape
    moved = cube[random.permutation(n)][:, random.permutation(m)][:, :, random.permutation(k)]
    single = np.full((2, m, k), -1, dtype=np.int8)
    single[:, 0] = 1
    names = [f"t{t}" for t in random.integers(0, 3, n + 2)]
    for tabulate_one, function in ((tabulate_sets, alpha_of_sets), (tabulate_values, multi_valued_alpha)):
        first, second, third = (
            function(tabulate_one(ratings).total())  # type: ignore[operator]
            for ratings in (
                Ratings.from_cube(cube),
                Ratings.from_cube(moved),
                Ratings.from_cube(np.concatenate([cube, single]), transcript=names),
            )
        )
        assert same(first, second)
        assert same(first, third)


@given(cube=CUBES)
def test_splitting_a_table_across_files_changes_nothing(cube: np.ndarray) -> None:
    """Two files put together read as one."""
    assume((cube == 1).any() and ((cube >= 0).any(axis=(0, 2)).sum() > 1))
    full = np.where((cube >= 0).all(axis=2, keepdims=True), cube, -1)
    assume((full == 1).any() and ((full >= 0).any(axis=(0, 2)).sum() > 1))
    rows = [
        (f"u{u}", f"c{m}", code)
        for u, m in np.argwhere((full >= 0).all(axis=2))
        for code in ([f"k{k}" for k in np.flatnonzero(full[u, m] == 1)] or [""])
    ]
    table = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    half = len(table) // 2
    whole = Ratings.from_long(table)
    parts = Ratings.from_long(pd.concat([table.iloc[half:], table.iloc[:half]]))
    assert set(whole.units) == set(parts.units)
    assert same(whole.cube, parts.select(units=whole.units).cube)
