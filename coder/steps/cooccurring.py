"""A study -> which of its codes stand together."""

from __future__ import annotations

from coder.analysis.cooccurrence import cooccurrence
from coder.report.analysis_cooccurrence import Together
from coder.steps.analysed import Analysed, Given, analysed
from coder.study import Study


def cooccur(study: Study, given: Given) -> Together:
    """Count; errors as for `analysed`."""
    return cooccurred(analysed(study, given))


def cooccurred(found: Analysed) -> Together:
    """The same of passages that are read already."""
    return Together(cooccurrence(found.passages, found.codebook), found.codebook, found.said)
