"""`coder saturation`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from coder.cli.options import codes_from, give_json, json_option, study_option
from coder.cli.pages import page_options, picture_option, screen, to_files, to_picture


@click.command()
@click.option("--order", type=click.Choice(["date", "participant"]), help="By default of dates, where every interview has one.")
@click.option("--orders", type=click.IntRange(min=100), default=1000, show_default=True, help="Random orders.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random orders.")
@codes_from
@study_option
@json_option
@picture_option
@page_options
def saturation(
    order: Literal["date", "participant"] | None,
    orders: int,
    seed: int,
    coder: str | None,
    blind: bool,
    root: Path,
    json_out: str | None,
    picture: Path | None,
    html_out: Path | None,
    docx_out: Path | None,
) -> None:
    """Show how codes accumulate: which are new in each interview, and how it would be in other orders; and each code by person."""
    from coder.steps.analysed import Given
    from coder.steps.saturating import saturate
    from coder.study import Study

    found = saturate(Study(root), Given(coder, blind), order, seed, orders)
    if json_out:
        give_json(found.data(), json_out)
    else:
        click.echo(
            "\n\n".join([found.said, screen(found.table(briefly=True)), screen(found.by_person()), "\n".join(found.sentences())])
        )
    if picture:
        to_picture(found.figure(), picture, quiet=json_out == "-")
    to_files((found.section(),), "Saturation", html_out, docx_out, quiet=json_out == "-")
