"""kernel, targets, weights -> many L2-penalised logistic regressions at once.

Every code is one column. By the representer theorem the solution is W = X' A, so with n rows (tens to a few thousand) and many more
columns it is cheapest to work with K = X X' = R R' (n, n), so that R stands for X and products with it serve all codes. The minimiser is
a non-linear conjugate gradient (Polak & Ribière 1969, restarted when negative) with a search along each direction. K is far longer in a
few directions than in the rest, the constant's above all; they are found first (Halko et al. 2011) and the gradient is rescaled along
them, without which hundreds of steps would be needed instead of ten to thirty.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular

Floats = npt.NDArray[np.float64]

_STEPS = 100
_TOLERANCE = 1e-4

_LEADING = 30
"""Directions along which the gradient is rescaled."""

_JITTER = 1e-9
"""Added to the kernel, in mean lengths of its rows, so that it has a root."""


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
    exact = _root(kernel + bias**2)
    root = exact.astype(np.float32)  # the products are nearly all of the time, and single precision halves it
    y = np.where(weights > 0, targets, 0.0)
    values, leading = _leading(root)
    scale = 1 / (1 + strength * values[:, None] * _curvature(y, weights)) - 1
    w, f = np.zeros(shape), np.zeros(shape)
    direction = np.zeros(shape)
    before = np.ones(shape[1])
    g_old = np.zeros(shape)
    first = None
    for _ in range(_STEPS):
        g = root.T @ (weights * (sigmoid(f) - y)).astype(np.float32) + w / strength
        z = g + leading @ (scale * (leading.T @ g))
        size = np.einsum("ij,ij->j", g, z)
        first = size if first is None else first
        moving = size > _TOLERANCE**2 * np.maximum(first, 1e-12)
        if not moving.any():
            break
        beta = np.maximum(0, (size - np.einsum("ij,ij->j", g_old, z)) / before)
        direction = moving * (beta * direction - z)
        along = (root @ direction.astype(np.float32)).astype(np.float64)
        cross, square = np.einsum("ij,ij->j", w, direction), np.einsum("ij,ij->j", direction, direction)
        step = _step(f, along, y, weights, cross, square, strength)
        w, f = w + step * direction, f + step * along
        before, g_old = np.maximum(size, 1e-300), g
    a = solve_triangular(exact, w, trans="T", lower=True)
    return a, bias**2 * a.sum(axis=0)


def _root(kernel: Floats) -> Floats:
    """Find a lower triangle R with R R' = kernel."""
    return np.linalg.cholesky(kernel + _JITTER * np.trace(kernel) / max(1, len(kernel)) * np.eye(len(kernel)))


def _leading(root: npt.NDArray[np.float32]) -> tuple[Floats, Floats]:
    """Find about the largest eigenvalues of R'R and their directions: (r,), (n, r)."""
    basis = np.random.default_rng(0).standard_normal((len(root), min(_LEADING, len(root)))).astype(np.float32)
    for _ in range(2):
        basis = np.linalg.qr(root.T @ (root @ basis))[0]
    values, vectors = np.linalg.eigh((basis.T @ (root.T @ (root @ basis))).astype(np.float64))
    return np.maximum(values, 0), basis @ vectors


def _curvature(y: Floats, weights: Floats) -> Floats:
    """Mean curvature of each column's loss where every row has the share of positives as its probability: (k,)."""
    share = (0.5 + (weights * y).sum(axis=0)) / (1 + weights.sum(axis=0))
    return np.asarray(weights.mean(axis=0) * share * (1 - share))


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
