"""log-odds of codes by themselves -> log-odds in each other's company: some codes go together, others exclude each other.

The other codes' probabilities become signals of a code (stacking: Wolpert 1992; for many labels Godbole & Sarawagi 2004). Their
weights are drawn to nothing and those of the code's own log-odds to one, so that few labels change little and none nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.classifier.logistic import sigmoid

Floats = npt.NDArray[np.float64]

SPREAD = 0.15
"""How far the weight of another code may lie from 0 (one standard deviation), where its probability varies by 1."""

CONSTANT, OWN = 0.5, 0.2
"""How far the constant may lie from 0, and the weight of a code's own log-odds from 1."""

LEAST = 0.02
"""Standard deviation that a code's probability is taken to have at least."""


@dataclass(frozen=True, eq=False)
class Company:
    """log-odds in company = constant + weight * own log-odds + weights * the other codes' probabilities, for each code.

    Attributes
    ----------
    values
        (k, k + 1): the constant, then a weight for each code, in a code's own place that of its log-odds.
    """

    values: Floats

    def log_odds(self, alone: Floats) -> Floats:
        """Turn log-odds (n, k) of codes by themselves into log-odds in company."""
        own = np.diagonal(self.values[:, 1:])
        others = self.values[:, 1:] - np.diag(own)
        return np.asarray(self.values[:, 0] + own * alone + sigmoid(alone) @ others.T)


def met(alone: Floats, labels: Floats) -> Company:
    """Learn which codes go together.

    Parameters
    ----------
    alone
        (n, k) log-odds of passages that the scores were not fitted on.
    labels
        (n, k): 1, 0, or nan where nobody looked.
    """
    k = labels.shape[1]
    if len(alone) == 0:
        return Company(np.eye(k, k + 1, 1))
    others = sigmoid(alone)
    middle, spread = others.mean(axis=0), np.maximum(others.std(axis=0), LEAST)
    values = np.empty((k, k + 1))
    for code in range(k):
        signals = np.insert((others - middle) / spread, 0, 1.0, axis=1)
        signals[:, 1 + code] = alone[:, code]
        seen = ~np.isnan(labels[:, code])
        found = _fitted(signals[seen], labels[seen, code], code)
        own = found[1 + code]
        found[1:] /= spread
        found[1 + code] = 0
        found[0] -= found[1:] @ middle
        found[1 + code] = own
        values[code] = found
    return Company(values)


def _fitted(signals: Floats, labels: Floats, code: int) -> Floats:
    """Minimise the penalised log-loss by Newton's method, each step halved until the loss does not rise."""
    middle, spread = np.zeros(signals.shape[1]), np.full(signals.shape[1], SPREAD)
    middle[1 + code], spread[1 + code], spread[0] = 1.0, OWN, CONSTANT
    found = middle
    for _ in range(50):
        p = sigmoid(signals @ found)
        pull = signals.T @ (labels - p) - (found - middle) / spread**2
        curve = (signals * (p * (1 - p))[:, None]).T @ signals + np.diag(1 / spread**2)
        step = np.linalg.solve(curve, pull)
        while np.abs(step).max() > 1e-8 and _loss(signals, labels, found + step, middle, spread) > _loss(
            signals, labels, found, middle, spread
        ):
            step /= 2
        found = found + step
        if np.abs(step).max() <= 1e-8:
            break
    return found


def _loss(signals: Floats, labels: Floats, at: Floats, middle: Floats, spread: Floats) -> float:
    odds = signals @ at
    return float((np.logaddexp(0, odds) - labels * odds).sum() + (((at - middle) / spread) ** 2).sum() / 2)
