"""`coder tag`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import bar, count, end_with_failures, now, study_option, table, unit_option

if TYPE_CHECKING:
    from coder.steps.tagging import Tagged


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@study_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Table to write: .xlsx, .csv or .jsonl.")
@click.option("--all-scores", is_flag=True, help="One row for each segment and code, suggested or not.")
@click.option("--model", type=click.Path(path_type=Path, file_okay=False), help="Folder of the model; by default the newest.")
@unit_option
@click.option("--text-column", help="Read tables of free-text answers: the column with the text.")
@click.option("--id-column", help="The column with each answer's id.")
def tag(
    paths: tuple[Path, ...],
    root: Path,
    out: Path | None,
    all_scores: bool,
    model: Path | None,
    unit: Any,
    text_column: str | None,
    id_column: str | None,
) -> None:
    """Read transcripts (PATHS, or the study's own) and suggest codes for every segment that a participant said."""
    if id_column and not text_column:
        raise click.UsageError("--id-column goes with --text-column")
    from coder.steps import tagging
    from coder.steps.reading import Answers
    from coder.study import Study

    answers = Answers(text_column, id_column) if text_column else None
    done = tagging.tag(Study(root), paths, out, answers, all_scores, model, unit, now(), bar)
    _tell(done)
    end_with_failures(done.failures, "file")


def _tell(done: Tagged) -> None:
    segments = f"{count(done.segments, 'segment')} by participants"
    read = f"Read {count(done.transcripts, 'transcript')}: {count(done.turns, 'turn')}, {segments}"
    short = f" ({count(done.short, 'short reply', 'short replies')} not tagged)" if done.short else ""
    click.echo(f"{read}{short}.")
    for warning in done.warnings:
        click.echo(f"  {warning}")
    if done.skipped:
        click.echo(f"Passed over {count(done.skipped, 'file')} that cannot be a transcript.")
    click.echo(f"Model: {done.model}\n")
    rows = [(code, label, str(number)) for code, label, number in done.per_code]
    click.echo(table(("Code", "Label", "Suggested"), rows, right=(2,)))
    ids = [code for code, _, _ in done.per_code]
    if any(code.rsplit("/", 1)[0] in ids for code in ids):
        click.echo(
            "A theme's number is of the theme alone: a passage for which a category is suggested counts with the category."
        )
    tagged = done.segments - done.short
    click.echo(
        f"\n{count(done.suggestions, 'suggestion')} on {count(tagged - done.with_none, 'segment')}; "
        f"nothing suggested on {count(done.with_none, 'segment')}."
    )
    click.echo(f"Written: {done.out}")
    click.echo("Next: coder export --coder NAME makes a workbook for each person who codes; or coder review, on this computer.")
    if not done.begun:
        click.echo('Before that, to have a part coded without suggestions: coder round start first --coders "anna,ben"')
