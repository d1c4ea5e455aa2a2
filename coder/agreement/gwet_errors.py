"""Rows of ratings -> Gwet's linearised standard errors, which take units as independent: to check against other software.

Every coefficient is written as a mean over units; the variance of that mean is its error. Units of one transcript are not
independent, so these errors are too small for interviews: reports take `intervals` instead. Source: Gwet (2014), Handbook of
Inter-Rater Reliability, 4th ed., sections 5.3 and 5.4; no correction for a finite population.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coder.agreement.arrays import Array, Rows, quotient
from coder.agreement.measures import NOMINAL, Measure


@dataclass(frozen=True, slots=True)
class _Table:
    """Units by values: `counts` (N, q), `answers` (N, M, q) as 0 and 1, `weights` (q, q)."""

    answers: Array
    weights: Array

    @property
    def counts(self) -> Array:
        return np.asarray(self.answers.sum(axis=1))

    @property
    def ratings(self) -> Array:
        return np.asarray(self.counts.sum(axis=1))

    @property
    def agreement(self) -> Array:
        """(N,) weighted pairs that agree in each unit: sum over values of r_k (weighted r_k - 1)."""
        counts = self.counts
        return np.asarray((counts * (counts @ self.weights - 1.0)).sum(axis=1))


def standard_errors(rows: Rows, values: int, measure: Measure = NOMINAL) -> dict[str, tuple[float, float]]:
    """Return each coefficient and its standard error over units.

    Parameters
    ----------
    rows : (N, M) of 0 to values - 1, -1 missing; every unit has a rating
    values : how many values there are
    measure : level of measurement

    Returns
    -------
    (value, error) of percent, ac1, fleiss, pabak, conger and alpha; nan without pairs or variation

    Examples
    --------
    Gwet (2014), four coders, twelve units; errors as printed by R's irrCAC:

    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> {name: round(error, 5) for name, (_, error) in standard_errors(KRIPPENDORFF_C, 5).items()}
    {'percent': 0.12561, 'ac1': 0.14295, 'fleiss': 0.15302, 'pabak': 0.14472, 'conger': 0.14917, 'alpha': 0.14557}
    """
    rows = np.asarray(rows)
    answers = (rows[:, :, None] == np.arange(values)).astype(np.float64)
    table = _Table(answers[(rows >= 0).any(axis=1)], measure.weights(values))
    n, r = len(table.answers), table.ratings
    observed = quotient(table.agreement, r * (r - 1.0), otherwise=0.0) * n / max((r > 1).sum(), 1)
    found = {"percent": _mean(observed)}
    for name, chance in _CHANCE.items():
        expected, each = chance(table)
        # Without two ratings a unit says nothing of agreement, but counts in n: Gwet's scaling by n / n2.
        own = observed - expected * (r > 1) * n / max((r > 1).sum(), 1)
        found[name] = _corrected(own, expected, each)
    found["alpha"] = _alpha(table)
    return found


def _mean(each: Array) -> tuple[float, float]:
    n = len(each)
    return float(each.mean()), float(np.sqrt(((each - each.mean()) ** 2).sum() / (n * max(n - 1, 1))))


def _corrected(own: Array, expected: float, each: Array) -> tuple[float, float]:
    """Return (p - e) / (1 - e) and its error, `own` being p - e and `each` what chance is, unit by unit."""
    if 1.0 - expected < 1e-12:
        return float("nan"), float("nan")
    value = own.mean() / (1.0 - expected)
    linear = own / (1.0 - expected) - 2.0 * (1.0 - value) * (each - expected) / (1.0 - expected)
    n = len(own)
    return float(value), float(np.sqrt(((linear - value) ** 2).sum() / (n * max(n - 1, 1))))


def _gwet(table: _Table) -> tuple[float, Array]:
    share = table.counts / table.ratings[:, None]
    p, q = share.mean(axis=0), share.shape[1]
    scale = table.weights.sum() / max(q * (q - 1), 1)
    return float(scale * (p * (1.0 - p)).sum()), scale * (share @ (1.0 - p))


def _fleiss(table: _Table) -> tuple[float, Array]:
    share = table.counts / table.ratings[:, None]
    p = share.mean(axis=0)
    return float(p @ table.weights @ p), share @ table.weights @ p


def _brennan_prediger(table: _Table) -> tuple[float, Array]:
    expected = float(table.weights.sum() / table.weights.size)
    return expected, np.full(len(table.answers), expected)


def _conger(table: _Table) -> tuple[float, Array]:
    n, m, _ = table.answers.shape
    rated = table.answers.sum(axis=2)
    p = table.answers.sum(axis=0) / rated.sum(axis=0)[:, None]
    others = (p.sum(axis=0)[None, :] - p) @ table.weights / (m * (m - 1))
    expected = float((p * others).sum())
    scaled = n / rated.sum(axis=0)[None, :, None] * (table.answers - rated[:, :, None] * p[None]) + p[None]
    each = (scaled * others[None]).sum(axis=(1, 2))
    return expected, each


_CHANCE: dict[str, Callable[[_Table], tuple[float, Array]]] = {
    "ac1": _gwet,
    "fleiss": _fleiss,
    "pabak": _brennan_prediger,
    "conger": _conger,
}


def _alpha(table: _Table) -> tuple[float, float]:
    r = table.ratings
    paired = r > 1
    if paired.sum() == 0:
        return float("nan"), float("nan")
    counts, r, agreement = table.counts[paired], r[paired], table.agreement[paired]
    n, mean = len(r), r.mean()
    small = 1.0 / (n * mean)
    plain = agreement / (mean * (r - 1.0))
    observed = (1.0 - small) * plain.mean() + small
    p = counts.sum(axis=0) / r.sum()
    weighted = table.weights @ p
    expected = float(p @ weighted)
    if 1.0 - expected < 1e-12:
        return float("nan"), float("nan")
    # Gwet linearises alpha without its small-sample term, and takes the term into the value alone.
    large = (plain.mean() - expected) / (1.0 - expected)
    tilt = (r - mean) / mean
    own, each = plain - observed * tilt, counts @ weighted / mean - expected * tilt
    linear = (own - expected) / (1.0 - expected) - 2.0 * (1.0 - large) * (each - expected) / (1.0 - expected)
    error = float(np.sqrt(((linear - large) ** 2).sum() / (n * max(n - 1, 1))))
    return float((observed - expected) / (1.0 - expected)), error
