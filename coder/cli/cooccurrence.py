"""`coder cooccurrence`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import codes_from, give_json, json_option, study_option
from coder.cli.pages import page_options, picture_option, screen, to_files, to_picture


@click.command()
@codes_from
@study_option
@json_option
@picture_option
@page_options
def cooccurrence(
    coder: str | None,
    blind: bool,
    root: Path,
    json_out: str | None,
    picture: Path | None,
    html_out: Path | None,
    docx_out: Path | None,
) -> None:
    """Count which codes stand in one segment, against what would be expected, and in how many people."""
    from coder.steps.analysed import Given
    from coder.steps.cooccurring import cooccur
    from coder.study import Study

    found = cooccur(Study(root), Given(coder, blind))
    if json_out:
        give_json(found.data(), json_out)
    else:
        click.echo("\n\n".join([found.said, screen(found.table()), "\n".join(found.sentences())]))
    if picture:
        to_picture(found.figure(), picture, quiet=json_out == "-")
    to_files((found.section(),), "Codes together", html_out, docx_out, quiet=json_out == "-")
