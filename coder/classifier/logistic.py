"""kernel, targets, weights -> many L2-penalised logistic regressions at once.

Every code is one column. By the representer theorem the solution is W = X' A, so with n rows (tens to a few thousand) and many more
columns it is cheapest to work with K = X X' (n, n): one product K G serves all codes. The minimiser is a non-linear conjugate
gradient (Polak & Ribière 1969, restarted when negative) in the metric of K, with a search along each direction.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 100
_TOLERANCE = 1e-4


def fit(kernel: Floats, targets: Floats, weights: Floats, strength: float, bias: float = 3.0) -> tuple[Floats, Floats]:
    """Minimise, for each column c, sum_i w_ic log-loss(f_ic, y_ic) + |W_c|^2 / (2 C), where f = K A + intercept.

    The intercept is a feature of constant value `bias`, so it is penalised bias^2 times less than the others.

    Parameters
    ----------
    kernel
        (n, n), symmetric, positive semi-definite.
    targets
        (n, k) in [0, 1]; ignored where the weight is 0.
    weights
        (n, k) >= 0; 0 where nobody looked.
    strength
        C > 0: larger fits closer.
    bias
        The constant feature.

    Returns
    -------
    (n, k), (k,)
        A and the intercepts.
    """
    shape = targets.shape
    full = (kernel + bias**2).astype(np.float32)  # the product is nearly all of the time, and single precision halves it
    a, f = np.zeros(shape), np.zeros(shape)
    y = np.where(weights > 0, targets, 0.0)
    direction, along = np.zeros(shape), np.zeros(shape)
    before = np.ones(shape[1])
    g_old = np.zeros(shape)
    first = None
    for _ in range(_STEPS):
        g = weights * (sigmoid(f) - y) + a / strength
        kg = (full @ g.astype(np.float32)).astype(np.float64)
        size = np.einsum("ij,ij->j", g, kg)
        first = size if first is None else first
        moving = size > _TOLERANCE**2 * np.maximum(first, 1e-12)
        if not moving.any():
            break
        beta = np.maximum(0, (size - np.einsum("ij,ij->j", g_old, kg)) / before)
        direction, along = moving * (beta * direction - g), moving * (beta * along - kg)
        step = _step(f, along, y, weights, np.einsum("ij,ij->j", a, along), np.einsum("ij,ij->j", direction, along), strength)
        a, f = a + step * direction, f + step * along
        before, g_old = np.maximum(size, 1e-300), g
    return a, bias**2 * a.sum(axis=0)


def _step(f: Floats, along: Floats, y: Floats, weights: Floats, cross: Floats, square: Floats, strength: float) -> Floats:
    """Find, for each column, how far to go along its direction.

    The first step minimises a quadratic that lies above the loss (Jaakkola & Jordan 2000), so it cannot overshoot; two steps of
    Newton's method, each by a factor of three at most, refine it.
    """
    curve = np.einsum("ij,ij->j", weights * _bound(f), along**2) + square / strength
    slope = np.einsum("ij,ij->j", weights * (sigmoid(f) - y), along) + cross / strength
    t = np.maximum(-slope, 0) / np.maximum(curve, 1e-300)
    for _ in range(2):
        p = sigmoid(f + t * along)
        slope = np.einsum("ij,ij->j", weights * (p - y), along) + (cross + t * square) / strength
        curve = np.einsum("ij,ij->j", weights * p * (1 - p), along**2) + square / strength
        t = np.clip(t - slope / np.maximum(curve, 1e-300), t / 3, t * 3)
    return np.asarray(t)


def _bound(f: Floats) -> Floats:
    """Curvature of the tightest quadratic that touches the log-loss at f and lies above it: tanh(f / 2) / (2 f), at most 1/4."""
    near = np.abs(f) < 1e-3
    safe = np.where(near, 1.0, f)
    return np.asarray(np.where(near, 0.25, np.tanh(safe / 2) / (2 * safe)))


def sigmoid(z: Floats) -> Floats:
    """Turn log-odds of any size into probabilities."""
    found: Floats = 0.5 * (1 + np.tanh(0.5 * z))
    return found
