"""`coder export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.opening import mind_untagged
from coder.cli.options import count, now, study_option
from coder.steps.names import typed

if TYPE_CHECKING:
    from coder.steps.exchange import Exported


@click.command()
@click.option("--coder", required=True, help="Who will review.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "html", "docx"]),
    default="xlsx",
    show_default=True,
    help="A workbook; a page that opens in any browser and sends nothing; or a Word copy to read and talk over.",
)
@study_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; by default in review/.")
def export(coder: str, form: str, root: Path, out: Path | None) -> None:
    """Write a workbook, or a page, in which one person confirms or refutes what was suggested last."""
    from coder.steps import exchange
    from coder.study import Study

    done = exchange.export(Study(root), coder, out, now(), form)
    wanted = f"{count(done.suggestions, 'suggestion')} to confirm or refute"
    if done.part:
        wanted = (
            "to code without suggestions (part 1 of the round)" if done.part == "blind" else f"{wanted} (part 2 of the round)"
        )
    short = f" and {count(done.short, 'short reply', 'short replies')}" if done.short else ""
    asked = done.segments - done.short
    click.echo(f"For {done.coder}: {count(done.transcripts, 'transcript')}, {count(asked, 'passage')}{short}, {wanted}.")
    mind_untagged(done.untagged)
    if done.unplanned:
        click.echo(
            "Mind: without a round no part is coded blind, and agreement cannot tell whether suggestions lead; coder round start plans "
            "one, best before the first export."
        )
    if done.back:
        _tell_filled(done, asked)
    click.echo(f"Written: {done.out}")
    if done.format == "html":
        back = typed(done.back)
        click.echo(
            f"Next: {done.coder} opens it in a browser and sends back the file that it saves, {back}; then coder import {back}"
        )
    elif done.format == "docx":
        where = "in the workbook or page that came with it, or in coder review"
        click.echo(f"A copy for reading: what is written in it does not come back. Next: {done.coder} decides {where}.")
    else:
        click.echo(f"Next: {done.coder} fills in the sheet Review and sends it back; then coder import {typed(done.out)}")


def _tell_filled(done: Exported, asked: int) -> None:
    """What the coder has decided before stands in the file."""
    begun = f"; {done.begun:,} more {'is' if done.begun == 1 else 'are'} begun" if done.begun else ""
    if asked and done.decided == asked:
        click.echo(f"{done.coder} has decided all {asked:,}: they are filled in, to be changed or left as they are.")
    elif done.decided:
        click.echo(f"{done.coder} has decided {done.decided:,} of {asked:,}: they are filled in{begun}.")
    elif done.begun:
        click.echo(f"{done.coder} has begun {done.begun:,} of {asked:,}: what was answered is filled in.")
