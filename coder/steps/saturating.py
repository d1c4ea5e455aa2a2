"""A study -> how its codes accumulate over interviews and spread over people."""

from __future__ import annotations

from coder.analysis.saturation import Order, frequencies, saturation
from coder.errors import StudyError
from coder.report.analysis_saturation import Saturated
from coder.steps.analysed import Analysed, Given, analysed
from coder.study import Study


def saturate(study: Study, given: Given, order: Order | None, seed: int, orders: int) -> Saturated:
    """Count; errors as for `analysed`, and where the order of dates is asked for and nobody said a date."""
    return saturated(analysed(study, given), order, seed, orders)


def saturated(found: Analysed, order: Order | None, seed: int, orders: int) -> Saturated:
    """The same of passages that are read already."""
    if order == "date" and not any(passage.date for passage in found.passages):
        raise StudyError(
            "no interview has a date: write `date: 2021-03-15` below its name in study.yaml, or leave out --order date"
        )
    people, codes = frequencies(found.passages, found.codebook)
    return Saturated(saturation(found.passages, found.codebook, order, seed, orders), people, codes, found.codebook, found.said)
