"""`coder survey`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import count, give_file, give_json, json_option, table
from coder.cli.pages import FILE, page_options, to_files
from coder.steps.names import typed

if TYPE_CHECKING:
    from coder.analysis.survey import Survey
    from coder.report.sections import Table


@click.command()
@click.argument("file", type=FILE)
@click.option("--design", type=FILE, help="Which columns are which questions; by default FILE's name with .yaml.")
@json_option
@click.option("--out", type=FILE, help="Write a workbook with a sheet for each question: a file that ends in .xlsx.")
@page_options
def survey(
    file: Path, design: Path | None, json_out: str | None, out: Path | None, html_out: Path | None, docx_out: Path | None
) -> None:
    """Tabulate the fixed questions of a questionnaire: n and % of those who answered, answered and skipped.

    FILE (.csv, .tsv, .xlsx) has a row for each respondent. The design is a short text file:

    \b
    id: id                              # the column of the respondents' ids
    questions:
      - question: Time in practice      # one answer
        column: years
        options: [less than 5 years, 5 years or more]
      - question: Job role              # several in one cell, ; between them
        column: role
        several: [Consultant, Trainee, Other]
      - question: Models taught         # several, a column for each
        columns: {egan: Egan, grow: GROW}
      - question: How often was this raised?
        scale: [Very often, Sometimes, Never]     # ordered
        beside: [Do not recall]                   # no step of the scale
        items: {career: Career development, stress: Stress}
    text: [comments]                    # free text, for coder tag
    skipped: [N/A]                      # no answer, beside empty cells

    Pictures of the scales, as stacked bars, are in the page and in the Word file.
    """  # noqa: D301  # click's own mark for lines that stay lines
    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"the file should end in .xlsx, not be {out.name}", param_hint="--out")
    from coder.report import analysis_survey as report
    from coder.steps.survey import survey as tabulated

    found = tabulated(file, design)
    if json_out:
        give_json(report.data(found), json_out)
    else:
        click.echo(_told(found, [report.table(one) for one in found.questions], report.lead(found)))
    if out is not None:
        give_file(out, report.xlsx(found))
        click.echo(f"Written: {out}", err=json_out == "-")
    lead = report.lead(found)
    to_files(report.sections(found), found.design.title, html_out, docx_out, quiet=json_out == "-", lead=lead)
    if not json_out:
        click.echo(_next(found, file), nl=False)


def _told(found: Survey, tables: list[Table], lead: str) -> str:
    from coder.report.sections import of_words, written

    lines = [f"{found.design.title}: {lead}"]
    for one in tables:
        words = of_words(one)
        rows = [tuple(map(written, row)) for row in one.rows]
        right = [number for number in range(len(one.columns)) if number not in words]
        lines += ["", one.caption, table(one.columns, rows, right=right), one.note]
    for text in found.texts:
        lines.append(f"\nFree text in {text.column}: {count(text.answered, 'answer')}, {text.skipped:,} skipped.")
    return "\n".join(lines)


def _next(found: Survey, file: Path) -> str:
    """The commands that bring the free text to the coders."""
    ids = f" --id-column {typed(found.design.id)}" if found.design.id else ""
    commands = [f"coder tag {typed(file)} --text-column {typed(text.column)}{ids}" for text in found.texts]
    if len(commands) < 2:
        return "".join(f"Next: {command}\n" for command in commands)
    return "\n  ".join(["Next, in your study, each followed by its own coder export:", *commands]) + "\n"
