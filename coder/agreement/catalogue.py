"""A name -> the coefficient: its function, what it is computed from, and what a report says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coder.agreement.arrays import Array
from coder.agreement.coefficients import (
    alpha,
    bias_index,
    brennan_prediger,
    cohen,
    conger,
    fleiss,
    gwet,
    negative,
    percent,
    positive,
    prevalence_index,
    rate,
    scott,
)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An entry of the table: names, what it is computed from, and what the report says of it.

    `singles`: units with a single rating enter the chance term. `binary`: for codes that apply or not. `pairs`: of two coders
    only.
    """

    name: str
    title: str
    inputs: tuple[str, ...]
    function: Callable[..., Array]
    source: str
    singles: bool = False
    binary: bool = False
    pairs: bool = False
    weighted: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the engine's statistics that it is computed from."""
        return tuple("joint" if name == "pairs" else name for name in self.inputs)

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest possible value."""
        return (0.0 if self.name in ("percent", "positive", "negative", "rate") else -1.0), 1.0


_TABLE = (
    Coefficient("percent", "Percent agreement", ("agreement",), percent, "Fleiss 1971"),
    Coefficient(
        "positive", "Positive agreement", ("pairs",), positive, "Cicchetti & Feinstein 1990", binary=True, weighted=False
    ),
    Coefficient(
        "negative", "Negative agreement", ("pairs",), negative, "Cicchetti & Feinstein 1990", binary=True, weighted=False
    ),
    Coefficient("cohen", "Cohen's kappa", ("joint",), cohen, "Cohen 1960, 1968", pairs=True),
    Coefficient("scott", "Scott's pi", ("joint",), scott, "Scott 1955", pairs=True),
    Coefficient(
        "conger", "Conger's kappa", ("agreement", "marginals"), conger, "Conger 1980; missing cells: Gwet 2014", singles=True
    ),
    Coefficient("fleiss", "Fleiss' kappa (Gwet's form)", ("agreement", "share"), fleiss, "Fleiss 1971; Gwet 2014", singles=True),
    Coefficient("alpha", "Krippendorff's alpha", ("coincidence",), alpha, "Krippendorff 2011"),
    Coefficient("ac1", "Gwet's AC1 (AC2 if weighted)", ("agreement", "share"), gwet, "Gwet 2008, 2014", singles=True),
    Coefficient(
        "pabak", "Brennan-Prediger (PABAK)", ("agreement",), brennan_prediger, "Brennan & Prediger 1981; Byrt et al. 1993"
    ),
    Coefficient(
        "prevalence_index", "Prevalence index", ("agreement",), prevalence_index, "Byrt et al. 1993", binary=True, weighted=False
    ),
    Coefficient("bias_index", "Bias index", ("joint",), bias_index, "Byrt et al. 1993", binary=True, pairs=True, weighted=False),
    Coefficient("rate", "Rate of use", ("share",), rate, "share of rated units", singles=True, binary=True, weighted=False),
)

COEFFICIENTS: Mapping[str, Coefficient] = {entry.name: entry for entry in _TABLE}
"""The coefficients by name."""
