"""`coder export`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.opening import mind_untagged
from coder.cli.options import count, now, study_option
from coder.steps.names import typed


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
    short = f" ({count(done.short, 'short reply', 'short replies')} among them)" if done.short else ""
    click.echo(f"For {done.coder}: {count(done.transcripts, 'transcript')}, {count(done.segments, 'segment')}{short}, {wanted}.")
    mind_untagged(done.untagged)
    if done.unplanned:
        click.echo(
            "Mind: without a round no part is coded blind, and agreement cannot tell whether suggestions lead; coder round start plans "
            "one, best before the first export."
        )
    click.echo(f"Written: {done.out}")
    if done.format == "html":
        back = f"{done.coder.replace(' ', '_')}-answers.json"
        click.echo(f"Next: {done.coder} opens it in a browser and sends back {back}; then coder import {typed(back)}")
    elif done.format == "docx":
        click.echo("A copy for reading: what is written in it does not come back. Next: decide in coder review.")
    else:
        click.echo(f"Next: {done.coder} fills in the sheet Review and sends it back; then coder import {typed(done.out)}")
