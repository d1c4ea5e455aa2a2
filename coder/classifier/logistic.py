"""kernel, targets, weights -> many L2-penalised logistic regressions at once.

Every code is one column. By the representer theorem the solution is W = X' A, so with n rows (tens to a few thousand) and many more
columns it is cheapest to work with K = X X' = R R' (n, n), so that R stands for X and products with it serve all codes. The minimiser is
a non-linear conjugate gradient (Polak & Ribière 1969, restarted when negative) with a search along each direction. K is far longer in a
few directions than in the rest, the constant's above all; they are found first (Halko et al. 2011) and the gradient is rescaled along
them, without which hundreds of steps would be needed instead of ten to thirty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.blas import strmm

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]

_STEPS = 100
_TOLERANCE = 1e-4

_LEADING = 30
"""Directions along which the gradient is rescaled."""

_JITTER = 1e-9
"""Added to the kernel, in mean lengths of its rows, so that it has a root."""


class Fitted(NamedTuple):
    """What was fitted: A (n, k), the intercepts (k,), and every row's log-odds K A + intercept (n, k)."""

    a: Floats
    constant: Floats
    odds: Floats


def fit(kernel: Floats, targets: Floats, weights: Floats, strength: float, bias: float = 3.0) -> Fitted:
    """Minimise, for each column c, sum_i w_ic log-loss(f_ic, y_ic) + |W_c|^2 / (2 C), where f = K A + intercept.

    The intercept is a feature of constant value `bias`, so it is penalised bias^2 times less than the others. A row of weight 0 teaches
    its column nothing, but has its log-odds: so the parts of a cross-validation are columns of one problem.

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
    """
    exact = _root(kernel, bias)
    w, f = _minimised(exact.astype(np.float32), targets, weights, strength)
    a = solve_triangular(exact, w.T, trans="T", lower=True)
    return Fitted(a, bias**2 * a.sum(axis=0), f.T)


def _minimised(root: Floats32, targets: Floats, weights: Floats, strength: float) -> tuple[Floats, Floats]:
    """Find the weights in terms of the columns of R, and the rows' log-odds: (k, n) and (k, n), a row for each regression.

    The products with R are nearly all of the time: single precision halves it, and so does R's empty triangle. A regression that is
    done is put aside.
    """
    y, weights = np.where(weights > 0, targets, 0.0).T.copy(), weights.T.copy()
    found_w, found_f = np.zeros(y.shape), np.zeros(y.shape)
    values, leading = _leading(root)
    scale = 1 / (1 + strength * values * _curvature(y, weights)[:, None]) - 1
    active = np.arange(len(y))
    w, f, direction, g_old = np.zeros((4, *y.shape))
    before = np.ones(len(y))
    least = np.zeros(0)
    for _ in range(_STEPS):
        p = sigmoid(f)
        g = _times(root, weights * (p - y), turned=True) + w / strength
        z = g + (scale * (g @ leading)) @ leading.T
        size = _dots(g, z)
        least = least if len(least) else _TOLERANCE**2 * np.maximum(size, 1e-12)
        moving = size > least
        if not moving.all():
            found_w[active], found_f[active] = w, f
            y, weights, scale, least, w, f, direction, g_old, before = (
                rows[moving] for rows in (y, weights, scale, least, w, f, direction, g_old, before)
            )
            p, g, z, size, active = p[moving], g[moving], z[moving], size[moving], active[moving]
        if not len(active):
            break
        beta = np.maximum(0, (size - _dots(g_old, z)) / before)
        direction = beta[:, None] * direction - z
        along = _times(root, direction, turned=False)
        slope, square = _dots(w, direction) / strength, _dots(direction, direction) / strength
        step = _step((f, p), along, y, weights, slope, square)[:, None]
        w, f = w + step * direction, f + step * along
        before, g_old = np.maximum(size, 1e-300), g
    found_w[active], found_f[active] = w, f
    return found_w, found_f


def _root(kernel: Floats, bias: float) -> Floats:
    """Find a lower triangle R with R R' = kernel + bias^2."""
    whole = kernel + bias**2
    whole.flat[:: len(whole) + 1] += _JITTER * np.trace(whole) / max(1, len(whole))
    found: Floats = cholesky(whole.T, lower=True, overwrite_a=True, check_finite=False)
    return found


def _times(root: Floats32, rows: Floats, *, turned: bool) -> Floats:
    """Multiply each of the rows (k, n) by R, or by R' where `turned`."""
    return np.asarray(strmm(1.0, root, rows.T, lower=True, trans_a=turned).T, dtype=np.float64)


def _dots(one: Floats, other: Floats) -> Floats:
    """Inner product of each row with its fellow: (k,)."""
    return np.asarray(np.einsum("ij,ij->i", one, other))


def _leading(root: Floats32) -> tuple[Floats, Floats]:
    """Find about the largest eigenvalues of R'R and their directions: (r,), (n, r)."""
    basis = np.random.default_rng(0).standard_normal((len(root), min(_LEADING, len(root)))).astype(np.float32)
    for _ in range(2):
        basis = np.linalg.qr(root.T @ (root @ basis))[0]
    values, vectors = np.linalg.eigh((basis.T @ (root.T @ (root @ basis))).astype(np.float64))
    return np.maximum(values, 0), basis @ vectors


def _curvature(y: Floats, weights: Floats) -> Floats:
    """Mean curvature of each regression's loss where every row has the share of positives as its probability: (k,)."""
    share = (0.5 + (weights * y).sum(axis=1)) / (1 + weights.sum(axis=1))
    return np.asarray(weights.mean(axis=1) * share * (1 - share))


def _step(at: tuple[Floats, Floats], along: Floats, y: Floats, weights: Floats, slope: Floats, square: Floats) -> Floats:
    """Find, for each regression, how far to go along its direction, from its log-odds and their probabilities.

    The first step minimises a quadratic that lies above the loss (Jaakkola & Jordan 2000), so it cannot overshoot; two steps of
    Newton's method, each by a factor of three at most, refine it. `slope` and `square` are the penalty's first and second derivatives.
    """
    f, p = at
    pull = weights * along
    pulled = slope - _dots(pull, y)
    bend = pull * along
    t = np.maximum(-pulled - _dots(pull, p), 0) / np.maximum(_dots(bend, _bound(f, p)) + square, 1e-300)
    for _ in range(2):
        p = sigmoid(f + t[:, None] * along)
        curve = _dots(bend, p * (1 - p)) + square
        t = np.clip(t - (_dots(pull, p) + pulled + t * square) / np.maximum(curve, 1e-300), t / 3, t * 3)
    return np.asarray(t)


def _bound(f: Floats, p: Floats) -> Floats:
    """Curvature of the tightest quadratic that touches the log-loss at f and lies above it: (p - 1/2) / f, at most 1/4."""
    near = np.abs(f) < 1e-3
    return np.where(near, 0.25, (p - 0.5) / np.where(near, 1.0, f))


def sigmoid(z: Floats) -> Floats:
    """Turn log-odds of any size into probabilities."""
    found: Floats = 0.5 * (1 + np.tanh(0.5 * z))
    return found
