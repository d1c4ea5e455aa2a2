"""signals of held-out passages -> probabilities and thresholds, pooled over codes and then bent towards each code.

A Platt fit for each code alone learns noise from three positives, even negative slopes. So one logistic fit is pooled over all
codes, and each code's own deviation from it is penalised (a normal prior: partial pooling, Gelman & Hill 2007, ch. 12). The same fit
weighs the signals against each other, which chooses the blend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.classifier.logistic import sigmoid

Floats = npt.NDArray[np.float64]

START = np.array([-1.7, 0.35, 0.25, 0.5, 0.55])
"""Constant and weights of term score, what the talk around adds, vector score and likeness to the codebook, before anything was coded."""

SPREAD = np.array([2.0, 0.5, 0.5, 0.5, 0.5])
"""How far the pooled values may lie from `START` (one standard deviation)."""

OWN = np.array([0.5, 0.15, 0.15, 0.15, 0.15])
"""How far one code's values may lie from the pooled ones."""

CAUTION = 0.3
"""Least threshold before anything was coded; it falls to nothing as positives come in."""

SHRINK = 15.0
"""A code's own threshold counts n / (n + SHRINK) with n positives."""

DOUBT = 10.0
"""Passages looked at in vain at which the ceiling of a code that nobody used is a quarter."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """log-odds = constant + weights * signals, for each code.

    Attributes
    ----------
    values
        (k, m + 1): the constant and the weights of the m signals; the weights are never negative.
    """

    values: Floats

    def log_odds(self, signals: Floats) -> Floats:
        """Turn signals (n, k, m) into log-odds (n, k)."""
        return np.asarray(self.values[:, 0] + np.einsum("ikm,km->ik", signals, self.values[:, 1:]))

    def probabilities(self, signals: Floats) -> Floats:
        """Turn signals (n, k, m) into probabilities (n, k)."""
        return sigmoid(self.log_odds(signals))


def calibrated(signals: Floats, labels: Floats) -> Calibration:
    """Fit the pooled and the codes' own values by Newton's method on the penalised log-loss.

    Parameters
    ----------
    signals
        (n, k, m) of passages that the scores were not fitted on.
    labels
        (n, k): 1, 0, or nan where nobody looked.
    """
    n, k, m = signals.shape
    z = np.concatenate([np.ones((n, k, 1)), signals], axis=2)
    seen = (~np.isnan(labels)).astype(np.float64)
    y = np.where(seen > 0, labels, 0.0)
    base, own = START.copy(), np.zeros((k, m + 1))
    loss = _loss(z, y, seen, base, own)
    for _ in range(50):
        p = sigmoid(np.einsum("ikm,km->ik", z, base + own))
        pull = np.einsum("ikm,ik->km", z, seen * (y - p))
        curve = np.einsum("ikm,ik,ikl->kml", z, seen * p * (1 - p), z)
        step_base, step_own = _newton(pull, curve, base, own)
        length, loss = _length(z, y, seen, (base, own), (step_base, step_own), loss)
        base, own = base + length * step_base, own + length * step_own
        if length * max(np.abs(step_base).max(), np.abs(step_own).max(initial=0)) < 1e-8:
            break
    values = base + own
    values[:, 1:] = np.maximum(values[:, 1:], 0)
    return Calibration(values)


def _newton(pull: Floats, curve: Floats, base: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Solve one Newton step, eliminating each code's own values first."""
    pull_own = pull - own / OWN**2
    pull_base = pull.sum(axis=0) - (base - START) / SPREAD**2
    inner = np.linalg.inv(curve + np.diag(1 / OWN**2))
    carried = np.einsum("kml,kln->kmn", curve, inner)
    left = curve.sum(axis=0) + np.diag(1 / SPREAD**2) - np.einsum("kml,kln->mn", carried, curve)
    step_base = np.linalg.solve(left, pull_base - np.einsum("kml,kl->m", carried, pull_own))
    step_own = np.einsum("kml,kl->km", inner, pull_own - np.einsum("kml,l->km", curve, step_base))
    return step_base, step_own


def _length(
    z: Floats, y: Floats, seen: Floats, at: tuple[Floats, Floats], step: tuple[Floats, Floats], loss: float
) -> tuple[float, float]:
    """Halve a Newton step until the penalised log-loss does not rise; return the step's length and the loss there."""
    length = 1.0
    while length > 1e-6:
        found = _loss(z, y, seen, at[0] + length * step[0], at[1] + length * step[1])
        if found <= loss:
            return length, found
        length /= 2
    return 0.0, loss


def _loss(z: Floats, y: Floats, seen: Floats, base: Floats, own: Floats) -> float:
    eta = np.einsum("ikm,km->ik", z, base + own)
    penalty = (((base - START) / SPREAD) ** 2).sum() + ((own / OWN) ** 2).sum()
    return float((seen * (np.logaddexp(0, eta) - y * eta)).sum() + penalty / 2)


def ceilings(labels: Floats) -> Floats:
    """Tell the score that a code nobody used cannot exceed: 1/2 before anyone looked, less with each passage looked at: (k,).

    It is the mean of a Beta(5, 5) prior after so many failures; 1 for a code that was used.
    """
    looked = (~np.isnan(labels)).sum(axis=0)
    return np.where((labels == 1).any(axis=0), 1.0, 0.5 * DOUBT / (DOUBT + looked))


def capped(scores: Floats, ceiling: Floats) -> Floats:
    """Press scores (n, k) below their ceilings (k,), keeping their order: c tanh(p / c); a ceiling of 1 leaves them alone."""
    return np.where(ceiling < 1, ceiling * np.tanh(scores / ceiling), scores)


def tempered(found: Calibration, signals: Floats, labels: Floats) -> Calibration:
    """Lower the constants of codes that nobody used until they are expected no more often than the codes in use are on average.

    What such a code has learned from, the codebook's examples, does not say how rare it is.

    Parameters
    ----------
    signals, labels
        (n, k, m) of passages that people looked at, and (n, k): 1, 0 or nan.
    """
    used = (labels == 1).any(axis=0)
    if used.all() or not used.any():
        return found
    usual = float(np.mean(np.nanmean(labels[:, used], axis=0)))
    odds = found.log_odds(signals)[:, ~used]
    low, high = np.zeros(odds.shape[1]), np.full(odds.shape[1], np.abs(odds).max() + 10.0)
    for _ in range(40):
        middle = (low + high) / 2
        frequent = sigmoid(odds - middle).mean(axis=0) > usual
        low, high = np.where(frequent, middle, low), np.where(frequent, high, middle)
    values = found.values.copy()
    values[~used, 0] -= np.where(sigmoid(odds).mean(axis=0) > usual, high, 0.0)
    return Calibration(values)


def thresholds(scores: Floats, labels: Floats, others: Floats) -> Floats:
    """Choose for each code the score from which it is suggested.

    What would give the best F1 if the scores are true (over all passages, labelled or not) is mixed with what gave the best F1 on
    the labelled ones, in proportion `SHRINK` to the positives, and never less than `CAUTION` allows: all of it where others were coded and
    this one never was.

    Parameters
    ----------
    scores, labels
        (n, k) held-out scores, and 1, 0 or nan.
    others
        (u, k) scores of passages that nobody looked at.

    Returns
    -------
    (k,)
    """
    seen = ~np.isnan(labels)
    positives = (labels == 1).sum(axis=0)
    found = np.array([_expected(column) for column in np.vstack([scores, others]).T])
    for code in np.flatnonzero(positives):
        own = _best(scores[seen[:, code], code], labels[seen[:, code], code])
        found[code] = (positives[code] * own + SHRINK * found[code]) / (positives[code] + SHRINK)
    known = np.where(positives > 0, float(positives.sum()), 0.0)
    return np.asarray(np.maximum(found, CAUTION * SHRINK / (SHRINK + known)))


def _expected(scores: Floats) -> float:
    """Find the threshold of best expected F1 among calibrated scores; 0 where there are none."""
    if len(scores) == 0:
        return 0.0
    ranked = np.sort(scores)[::-1]
    f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    return _between(ranked, int(np.argmax(f1)))


def _between(ranked: Floats, last: int) -> float:
    """Return the middle between the last score taken and the first one left."""
    below = ranked[last + 1] if last + 1 < len(ranked) else 0.0
    return float((ranked[last] + below) / 2)


def _best(scores: Floats, labels: Floats) -> float:
    """Find the threshold of best F1 on labels of 1 and 0."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + hits[-1])
    f1[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores are taken together
    return _between(ranked, int(np.argmax(f1)))
