"""held-out choices by group -> intervals of F1, precision, recall and kappa: a jackknife-t over whole groups.

Segments of one person are not independent, so the group is what is left out (Quenouille 1956; Miller 1974); t with groups - 1 degrees
of freedom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Interval = tuple[float, float] | None

LEAST = 3
"""Groups with something to count, below which there is no interval."""


def intervals(truth: Flags, chosen: Flags, groups: Sequence[str], level: float = 0.95) -> dict[str, Interval]:
    """Give each figure of one code its interval, None where too few groups tell or where leaving one out leaves it undefined.

    Parameters
    ----------
    truth, chosen
        (n,) whether the code applies, and whether it would be suggested.
    groups
        n names.
    level
        Coverage wanted.
    """
    names, members = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    cells = np.stack([truth & chosen, ~truth & chosen, truth & ~chosen, ~truth & ~chosen], axis=1).astype(np.float64)
    counts = np.zeros((len(names), 4))
    np.add.at(counts, members, cells)
    told = int((counts[:, :3].sum(axis=1) > 0).sum())
    return {name: _jackknife(counts, figure, level) if told >= LEAST else None for name, figure in _FIGURES.items()}


def _jackknife(counts: Floats, figure: Callable[[Floats], Floats], level: float) -> Interval:
    total = counts.sum(axis=0)
    whole = float(figure(total[None])[0])
    without = figure(total - counts)
    if np.isnan(whole) or np.isnan(without).any():
        return None
    m = len(counts)
    spread = np.sqrt((m - 1) / m * ((without - without.mean()) ** 2).sum())
    reach = float(stats.t.ppf((1 + level) / 2, m - 1)) * spread
    return max(whole - reach, -1.0 if figure is _kappa else 0.0), min(whole + reach, 1.0)


def _ratio(above: Floats, below: Floats) -> Floats:
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found


def _precision(cells: Floats) -> Floats:
    return _ratio(cells[:, 0], cells[:, 0] + cells[:, 1])


def _recall(cells: Floats) -> Floats:
    return _ratio(cells[:, 0], cells[:, 0] + cells[:, 2])


def _f1(cells: Floats) -> Floats:
    return _ratio(2 * cells[:, 0], 2 * cells[:, 0] + cells[:, 1] + cells[:, 2])


def _kappa(cells: Floats) -> Floats:
    n = cells.sum(axis=1)
    truth, chosen = cells[:, 0] + cells[:, 2], cells[:, 0] + cells[:, 1]
    chance = truth * chosen + (n - truth) * (n - chosen)
    return _ratio(n * (cells[:, 0] + cells[:, 3]) - chance, n**2 - chance)


_FIGURES: dict[str, Callable[[Floats], Floats]] = {"precision": _precision, "recall": _recall, "f1": _f1, "kappa": _kappa}
