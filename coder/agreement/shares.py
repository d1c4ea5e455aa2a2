"""Two shares -> intervals as if what was counted were independent: of each, of their difference, and of a ratio.

An interval over transcripts sees nothing of a share that is 0 or 1 in every transcript; it is never taken narrower than these.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from coder.agreement.arrays import Array, quotient

Ends = tuple[Array, Array]


def wilson(k: Array | int, n: Array | int, level: float = 0.95) -> Ends:
    """Return Wilson's interval of the shares k / n; nan where n is 0. Source: Wilson (1927), J. Am. Stat. Assoc. 22:209-212.

    >>> [round(float(end), 4) for end in wilson(15, 148)]
    [0.0624, 0.1605]
    """
    z = float(ndtri((1 + level) / 2))
    n = np.asarray(n, dtype=np.float64)
    p, extent = quotient(np.asarray(k, dtype=np.float64), n), quotient(np.full(n.shape, z * z), n)
    half = z * np.sqrt(quotient(p * (1 - p), n) + quotient(extent, 4 * n))
    return np.maximum((p + extent / 2 - half) / (1 + extent), 0.0), np.minimum((p + extent / 2 + half) / (1 + extent), 1.0)


def of_difference(first: Array, first_ends: Ends, second: Array, second_ends: Ends) -> Ends:
    """Return the interval of first less second from theirs. Source: Newcombe (1998), Statistics in Medicine 17:873-890, method 10.

    >>> one, two = np.array(56 / 70), np.array(48 / 80)
    >>> [round(float(end), 4) for end in of_difference(one, wilson(56, 70), two, wilson(48, 80))]
    [0.0524, 0.3339]
    """
    gap = first - second
    low = gap - np.hypot(first - first_ends[0], second_ends[1] - second)
    return low, gap + np.hypot(first_ends[1] - first, second - second_ends[0])


def of_ratio(first: Array, first_ends: Ends, second: Array, second_ends: Ends) -> Ends:
    """Return the interval of first / second from theirs; nan where the second may be 0.

    Source: Donner & Zou (2012), Statistical Methods in Medical Research 21:347-359.
    """
    product = first * second

    def end(of_first: Array, of_second: Array, side: float) -> Array:
        below = of_second * (2 * second - of_second)
        root = np.sqrt(np.maximum(product**2 - of_first * (2 * first - of_first) * below, 0.0))
        return quotient(product + side * root, below)

    return end(first_ends[0], second_ends[1], -1.0), end(first_ends[1], second_ends[0], 1.0)
