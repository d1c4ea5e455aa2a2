"""Level of measurement -> how much two values agree: weights for kappas, squared differences for alpha."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coder.agreement.arrays import Array, quotient
from coder.errors import RatingsError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, slots=True)
class Measure:
    """A level of measurement and the values (q,) of the scale in order; a nominal measure needs no values.

    Raises
    ------
    RatingsError
        An unknown level.
    """

    level: Level = "nominal"
    scale: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise RatingsError(f"no level of measurement `{self.level}`: there are {', '.join(LEVELS)}")

    def weights(self, q: int) -> Array:
        """Return agreement weights (q, q) in [0, 1], 1 on the diagonal.

        Nominal: identity; ordinal: 1 - C(|i - j| + 1, 2) / C(q, 2); interval: quadratic; ratio: 1 - ((x - y) / (x + y))^2 over
        its maximum. Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., tables 3.7 to 3.13.

        Examples
        --------
        >>> Measure("interval", (1, 2, 3)).weights(3).tolist()
        [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
        """
        if self.level == "nominal" or q < 2:
            return np.eye(q)
        if self.level == "ordinal":
            steps = np.abs(np.subtract.outer(np.arange(q), np.arange(q)))
            apart = (steps + 1) * steps / 2.0
        else:
            apart = _DIFFERENCES[self.level](np.asarray(self.scale, dtype=np.float64))
        weights: Array = 1.0 - apart / apart.max()
        return weights

    def differences(self, marginals: Array) -> Array:
        """Return Krippendorff's squared differences between values.

        Parameters
        ----------
        marginals : (..., q) how often each value occurs among pairable ratings; only the ordinal metric depends on them

        Returns
        -------
        (q, q), or (..., q, q) for the ordinal metric

        Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section E.
        """
        if self.level == "nominal":
            return 1.0 - np.eye(marginals.shape[-1])
        if self.level == "ordinal":
            ranks = np.cumsum(marginals, axis=-1) - marginals / 2.0
            found: Array = (ranks[..., :, None] - ranks[..., None, :]) ** 2
            return found
        return _DIFFERENCES[self.level](np.asarray(self.scale, dtype=np.float64))


NOMINAL = Measure()


def _interval(values: Array) -> Array:
    found: Array = np.subtract.outer(values, values) ** 2
    return found


def _ratio(values: Array) -> Array:
    found: Array = quotient(np.subtract.outer(values, values), np.add.outer(values, values), otherwise=0.0) ** 2
    return found


_DIFFERENCES: dict[str, Callable[[Array], Array]] = {"interval": _interval, "ratio": _ratio}
