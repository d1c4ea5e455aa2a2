"""`coder suggestions import`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import count, now, study_option


@click.group()
def suggestions() -> None:
    """Suggestions made elsewhere, by a language model or another tool."""


@suggestions.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="Who made them, for instance the model's name and version.")
@study_option
def import_(file: Path, name: str, root: Path) -> None:
    """Take suggestions from FILE (CSV: segment_id, code, and if known score and suggested) to be reviewed like the tool's own."""
    from coder.steps import foreign
    from coder.study import Study

    done = foreign.take(Study(root), file, name, now())
    click.echo(f"Took {count(done.suggestions, 'suggestion')} of {done.name} on {count(done.segments, 'segment')}.")
    click.echo(
        "Next: coder export --coder NAME shows them, as they are the newest; coder tag goes back to the study's own model."
    )
