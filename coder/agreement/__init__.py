"""Ratings -> agreement: coefficients, intervals, contrasts, disagreements and plans; what is undefined says why.

In a notebook:

>>> import pandas as pd
>>> from coder import agreement
>>> table = pd.DataFrame({"unit": [1, 2, 3, 4], "Ann": ["trust", "-", "cost;trust", "-"], "Ben": ["trust", "-", "cost", "-"]})
>>> ratings = agreement.Ratings.from_wide(table)
>>> agreement.summary(ratings).by_code()[["percent", "cohen", "alpha"]].round(3).to_dict("index")
{'cost': {'percent': 1.0, 'cohen': 1.0, 'alpha': 1.0}, 'trust': {'percent': 0.75, 'cohen': 0.5, 'alpha': 0.533}}
"""

from coder.agreement.catalogue import COEFFICIENTS, Coefficient
from coder.agreement.ceiling import Ceiling, machine_minus_humans
from coder.agreement.continua import Continuum, Span, continua
from coder.agreement.contrasts import (
    Contrasting,
    before_minus_after,
    blind_minus_assisted,
    difference,
    leave_one_coder_out,
)
from coder.agreement.disagreements import confusion_matrix, confusions, likely_errors, majority, to_discuss
from coder.agreement.distances import DISTANCES
from coder.agreement.drift import drift
from coder.agreement.figures import Figure, frame
from coder.agreement.gwet_errors import standard_errors
from coder.agreement.measured import Options
from coder.agreement.measures import LEVELS, Measure
from coder.agreement.plan import Plan, pilot, plan, plans
from coder.agreement.ratings import Ratings
from coder.agreement.spans import summary_of_spans
from coder.agreement.spans_1995 import alpha_1995
from coder.agreement.summary import Summary, summary
from coder.agreement.summary_of_values import summary_of_values
from coder.agreement.tallies import coverage, moves, overlap
from coder.agreement.values import Values

__all__ = [
    "COEFFICIENTS",
    "DISTANCES",
    "LEVELS",
    "Ceiling",
    "Coefficient",
    "Continuum",
    "Contrasting",
    "Figure",
    "Measure",
    "Options",
    "Plan",
    "Ratings",
    "Span",
    "Summary",
    "Values",
    "alpha_1995",
    "before_minus_after",
    "blind_minus_assisted",
    "confusion_matrix",
    "confusions",
    "continua",
    "coverage",
    "difference",
    "drift",
    "frame",
    "leave_one_coder_out",
    "likely_errors",
    "machine_minus_humans",
    "majority",
    "moves",
    "overlap",
    "pilot",
    "plan",
    "plans",
    "standard_errors",
    "summary",
    "summary_of_spans",
    "summary_of_values",
    "to_discuss",
]
