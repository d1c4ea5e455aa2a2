"""A study's folder -> its own questionnaire: survey.csv (.tsv, .xlsx) with survey.yaml beside it."""

from __future__ import annotations

from pathlib import Path

from coder import readers
from coder.analysis.survey import Sheet, Survey, tabulate
from coder.errors import StudyError
from coder.steps.survey import read_design, read_sheet
from coder.study import Study

SURVEY = "survey"


def own_table(study: Study) -> Path | None:
    """The file of the questionnaire's answers; None where the study has none.

    Raises
    ------
    StudyError
        There are several.
    """
    found = [path for suffix in readers.table.SUFFIXES if (path := study.root / f"{SURVEY}{suffix}").exists()]
    if len(found) > 1:
        raise StudyError(f"there are {' and '.join(path.name for path in found)}: keep one of them")
    return found[0] if found else None


def own_sheet(study: Study) -> Sheet | None:
    """The questionnaire's rows; None where the study has none. Errors as for `own_table` and `read_sheet`."""
    path = own_table(study)
    return None if path is None else read_sheet(path)


def own_survey(study: Study) -> Survey | None:
    """The questionnaire, tabulated; None where the study has none. Errors also as for `read_design` and `tabulate`."""
    sheet = own_sheet(study)
    return None if sheet is None else tabulate(sheet, read_design(study.root / f"{SURVEY}.yaml", sheet))
