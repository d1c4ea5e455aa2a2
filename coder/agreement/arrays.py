"""Two arrays -> their quotient, nan (or another number) where nothing is divided by; and the names of array types."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Flags = NDArray[np.bool_]
Text = NDArray[np.object_]
Rows = NDArray[np.integer]

TINY = 1e-12
"""What is no larger is rounding: a denominator of this size is none."""


def quotient(above: Array | Index, below: Array | Index, otherwise: float = np.nan) -> Array:
    """Divide two arrays that broadcast; `otherwise` where `below` is zero but for rounding.

    >>> quotient(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    found = np.full(np.broadcast(above, below).shape, otherwise)
    np.divide(above, below, out=found, where=np.abs(below) > TINY)
    return found
