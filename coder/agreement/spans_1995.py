"""Spans marked freely -> Krippendorff's first alpha for unitizing (1995, 2004), for comparison with older studies.

Superseded by `spans`: with more than two coders it does not behave as its author wished (Krippendorff et al. 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from coder.agreement.arrays import Array
from coder.agreement.continua import Continuum, names


@dataclass(frozen=True, slots=True)
class Unitizing:
    """Observed and expected disagreement of one code, and alpha: nan where nothing is marked."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float:
        """1 - observed / expected."""
        return 1.0 - self.observed / self.expected if self.expected > 0 else float("nan")


def alpha_1995(continuum: Continuum) -> tuple[Unitizing, dict[str, Unitizing]]:
    """Return alpha over all codes (their disagreements summed) and each code's own.

    Every coder cuts the continuum into the code's spans and the gaps between them. Two spans that overlap differ by the squares
    of the distances between their ends; a span that lies within the other's gap differs by the square of its length.

    Source: Krippendorff (1995), Sociological Methodology 25:47-76; (2004), Content Analysis, 2nd ed., section 11.6.

    Examples
    --------
    Krippendorff (2004), p. 254, code c:

    >>> from coder.agreement.continua import Span
    >>> spans = [Span("1", 75, 145, "c"), Span("1", 220, 250, "c"), Span("2", 70, 150, "c"), Span("2", 205, 225, "c")]
    >>> whole, of_code = alpha_1995(Continuum.of([*spans, Span("2", 250, 270, "c")], 300))
    >>> round(of_code["c"].observed, 4), round(of_code["c"].expected, 4), round(of_code["c"].alpha, 4)
    (0.0144, 0.0532, 0.7286)
    """
    coders, codes = names([continuum])
    found = {code: _of_code(continuum.only(code), coders) for code in codes}
    observed, expected = (sum(getattr(each, side) for each in found.values()) for side in ("observed", "expected"))
    return Unitizing(observed, expected), found


def _of_code(continuum: Continuum, coders: Sequence[str]) -> Unitizing:
    sections = [_sections(continuum, coder) for coder in coders]
    m, length = len(coders), float(continuum.length)
    observed = sum(_difference(a, b) for a, b in permutations(sections, 2)) / (m * (m - 1) * length**2)
    return Unitizing(observed, _expected(np.concatenate(sections), m, length))


def _sections(continuum: Continuum, coder: str) -> NDArray[np.float64]:
    """Return the coder's sections in order, (S, 3): start, end, and 1 for a span, 0 for a gap."""
    found, at = [], 0
    for span in sorted((s for s in continuum.spans if s.coder == coder), key=lambda s: s.start):
        if span.start > at:
            found.append((at, span.start, 0))
        found.append((span.start, span.end, 1))
        at = span.end
    if at < continuum.length:
        found.append((at, continuum.length, 0))
    return np.array(found, dtype=np.float64)


def _difference(a: Array, b: Array) -> float:
    """Sum the squared differences between the sections of two coders."""
    starts, ends = a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]
    overlap = (a[:, None, 0] < b[None, :, 1]) & (b[None, :, 0] < a[:, None, 1])
    marked_a, marked_b = a[:, None, 2] == 1, b[None, :, 2] == 1
    within_b, within_a = (starts >= 0) & (ends <= 0), (starts <= 0) & (ends >= 0)
    squares = np.where(overlap & marked_a & marked_b, starts**2 + ends**2, 0.0)
    squares += np.where(marked_a & ~marked_b & within_b, (a[:, None, 1] - a[:, None, 0]) ** 2, 0.0)
    squares += np.where(~marked_a & marked_b & within_a, (b[None, :, 1] - b[None, :, 0]) ** 2, 0.0)
    return float(squares.sum())


def _expected(sections: Array, m: int, length: float) -> float:
    """Expected disagreement: every span against every other at every place, and within every gap that can hold it."""
    sizes, marked = sections[:, 1] - sections[:, 0], sections[:, 2] == 1
    spans, gaps = sizes[marked], sizes[~marked]
    pairs = m * length * (m * length - 1.0) - (spans * (spans - 1.0)).sum()
    among = (len(spans) - 1) / 3.0 * (2.0 * spans**3 - 3.0 * spans**2 + spans)
    room = np.maximum(gaps[None, :] - spans[:, None] + 1.0, 0.0).sum(axis=1)
    return float(2.0 / length * (among + spans**2 * room).sum() / pairs)
