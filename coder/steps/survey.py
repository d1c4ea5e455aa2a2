"""A table of a questionnaire's answers and its design -> the questionnaire, tabulated."""

from __future__ import annotations

from pathlib import Path

from coder import readers
from coder.analysis.survey import Sheet, Survey, tabulate
from coder.analysis.survey_design import Design, parse
from coder.errors import StudyError
from coder.study import read_whole


def survey(path: Path, design: Path | None = None) -> Survey:
    """Read and count; by default the design is the file of the same name that ends in .yaml.

    Raises
    ------
    StudyError, ReadError
        There is no design, or the file does not fit it; as for `parse` and `tabulate`.
    """
    sheet = read_sheet(path)
    return tabulate(sheet, read_design(design or path.with_suffix(".yaml"), sheet))


def read_sheet(path: Path) -> Sheet:
    """Read the table."""
    if path.suffix.lower() not in readers.table.SUFFIXES:
        raise StudyError(f"{path.name}: a questionnaire is a table: save it as {' or '.join(readers.table.SUFFIXES)}")
    if not path.is_file():
        raise StudyError(f"{path}: there is no such file: check the path")
    lines, _ = readers.rows(path)
    return Sheet.of(lines, path.name)


def read_design(path: Path, sheet: Sheet) -> Design:
    """Read the design; where there is none, the error says what to write."""
    if not path.exists():
        column = next(iter(sheet.columns))
        raise StudyError(
            f"{path.name}: there is no such design: write one that says which columns of {sheet.name} are which questions, such as "
            f'"questions: [{{question: What was asked, column: {column}, options: [Yes, No]}}]"; `coder survey --help` shows all of it'
        )
    try:
        return parse(read_whole(path).decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
