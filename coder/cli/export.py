"""`coder export`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import count, now, study_option


@click.command()
@click.option("--coder", required=True, help="Who will review.")
@study_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Workbook to write; by default in review/.")
def export(coder: str, root: Path, out: Path | None) -> None:
    """Write a workbook in which one person confirms or refutes what was suggested last."""
    from coder.steps import exchange
    from coder.study import Study

    done = exchange.export(Study(root), coder, out, now())
    click.echo(
        f"For {done.coder}: {count(done.transcripts, 'transcript')}, {count(done.segments, 'segment')}, "
        f"{count(done.suggestions, 'suggestion')} to confirm or refute."
    )
    click.echo(f"Written: {done.out}")
    click.echo(f"Next: {done.coder} fills in the sheet Review and sends it back; then coder import {done.out}")
