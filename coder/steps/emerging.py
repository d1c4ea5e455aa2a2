"""A study and its encoder -> what the codebook does not hold yet, grouped, and where it may force."""

from __future__ import annotations

from coder.analysis.emergence import emerging
from coder.analysis.forcing import forcing
from coder.analysis.proposals import proposals
from coder.report.analysis_emergence import Emerged
from coder.steps import modelling
from coder.steps.analysed import Analysed, Given, analysed
from coder.study import Study, codebooks


def emerge(study: Study, given: Given) -> Emerged:
    """Group what no code fits; errors as for `analysed`."""
    return emerged(study, analysed(study, given))


def emerged(study: Study, found: Analysed) -> Emerged:
    """The same of passages that are read already."""
    vectors = modelling.encoder(study).encode([" ".join([passage.text, *passage.emergent]) for passage in found.passages])
    late = _late(study)
    groups = emerging(found.passages, vectors, found.codebook, late)
    guards = forcing(found.passages, found.codebook, late)
    named = tuple(code for code in found.codebook.ids if code in late)
    return Emerged(groups, guards, proposals(groups.groups, found.codebook), found.codebook, found.said, named)


def _late(study: Study) -> frozenset[str]:
    """The codes that came after the codebook's first version: passages that were looked at before were not asked for them."""
    ledger = study.ledger()
    try:
        growth = codebooks.growth(ledger)
    finally:
        ledger.close()
    return growth.unasked(growth.changes[0].before) if growth.changes else frozenset()
