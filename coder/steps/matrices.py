"""A study -> its matrix: codes of a level by participant, interview, source or variable, and the two sources compared."""

from __future__ import annotations

from dataclasses import dataclass

from coder.analysis.comparison import compared
from coder.analysis.matrix import at_level, matrix
from coder.report.analysis_matrix import Shown
from coder.steps.analysed import Analysed, Given, analysed, suggested
from coder.study import Study


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is counted: the level of the codebook, and what it is counted by; `machine` counts suggestions instead of codes."""

    level: str = "all"
    by: str = "participant"
    machine: bool = False


def matrices(study: Study, given: Given, wanted: Wanted) -> Shown:
    """Count; errors as for `analysed`, `at_level` and `matrix`."""
    return counted(suggested(study) if wanted.machine else analysed(study, given), wanted)


def counted(found: Analysed, wanted: Wanted) -> Shown:
    """The same of passages that are read already."""
    codes = at_level(found.codebook, wanted.level)
    sources = compared(found.passages, codes) if wanted.by == "source" else ()
    return Shown(matrix(found.passages, codes, wanted.by), sources, found.codebook, found.said, found.machine)
