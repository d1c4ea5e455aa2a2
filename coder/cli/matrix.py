"""`coder matrix`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import codes_from, give_file, give_json, json_option, study_option, table
from coder.cli.pages import FILE, picture_option, to_picture

if TYPE_CHECKING:
    from coder.report.analysis_matrix import Shown
    from coder.report.sections import Table


@click.command()
@click.option(
    "--level", default="all", show_default=True, help="Codes to count: theme, category, all, or a level (0 is the top)."
)
@click.option(
    "--by",
    default="participant",
    show_default=True,
    help="Columns: participant, interview, source (interviews and questionnaire), or a variable of the participants.",
)
@click.option(
    "--count",
    "what",
    type=click.Choice(["segments", "people", "words", "share"]),
    default="segments",
    show_default=True,
    help="What the screen and the picture show; files hold all four.",
)
@codes_from
@click.option(
    "--suggested", is_flag=True, help="Count the newest model's suggestions instead; everything is then marked as that."
)
@study_option
@json_option
@click.option("--out", type=FILE, help="Write all figures: a file that ends in .xlsx or .csv.")
@picture_option
def matrix(
    level: str,
    by: str,
    what: str,
    coder: str | None,
    blind: bool,
    suggested: bool,
    root: Path,
    json_out: str | None,
    out: Path | None,
    picture: Path | None,
) -> None:
    """Count who speaks of what: codes by participant, interview, source or any variable.

    By source, interviews and questionnaire are also compared code by code, with intervals. Variables (role, arm, years) stand in
    study.yaml under `participants:`, or in participants.csv in the study's folder, and come with a table of answers.
    """
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter(f"the file should end in .xlsx or .csv, not be {out.name}", param_hint="--out")
    if suggested and (coder or blind):
        raise click.UsageError("--suggested counts what a model said: leave out --coder and --blind")
    from coder.steps.analysed import Given
    from coder.steps.matrices import Wanted, matrices
    from coder.study import Study

    found = matrices(Study(root), Given(coder, blind), Wanted(level, by, machine=suggested))
    if json_out:
        give_json(found.data(), json_out)
    else:
        click.echo(_told(found, what))
    if out is not None:
        give_file(out, found.xlsx() if out.suffix.lower() == ".xlsx" else found.csv())
        click.echo(f"Written: {out}", err=json_out == "-")
    if picture is not None:
        to_picture(found.figure(what), picture, quiet=json_out == "-")


def _told(found: Shown, what: str) -> str:
    lines = [found.said, "", _plain(found.table(what)), found.about]
    if found.matrix.by == "source" and not found.compared:
        lines.append("Only one source has segments to count, so there is nothing to compare.")
    if found.compared:
        lines += ["", _plain(found.comparison()), *found.only()]
    return "\n".join(lines)


def _plain(one: Table) -> str:
    from coder.report.sections import of_words, written

    words = of_words(one)
    rows = [tuple(map(written, row)) for row in one.rows]
    return f"{one.caption}\n{table(one.columns, rows, right=[n for n in range(len(one.columns)) if n not in words])}"
