"""Published data -> arrays for doctests, -1 where a cell is missing."""

from __future__ import annotations

import numpy as np

from coder.agreement.continua import Span

KRIPPENDORFF_C = np.array(
    [
        [0, 0, -1, 0],
        [1, 1, 2, 1],
        [2, 2, 2, 2],
        [2, 2, 2, 2],
        [1, 1, 1, 1],
        [0, 1, 2, 3],
        [3, 3, 3, 3],
        [0, 0, 1, 0],
        [1, 1, 1, 1],
        [-1, 4, 4, 4],
        [-1, -1, 0, 0],
        [-1, -1, 2, -1],
    ]
)
"""Krippendorff (2011), data C: twelve units by four coders, values 1 to 5 as 0 to 4; also Gwet (2014), table 2.9."""

KRIPPENDORFF_UNITS = tuple(
    Span(coder, start, end, code)
    for coder, spans in {
        "Alex": ((0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")),
        "Paul": ((0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")),
        "Suzan": ((0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")),
    }.items()
    for start, end, code in spans
)
"""Krippendorff (2019), Content Analysis, 4th ed., figure 12.11, p. 340: three observers of a continuum of 60."""
