"""`coder init`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import count
from coder.steps.names import typed


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--codebook",
    "own",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A codebook of your own; by default the study gets the tool's codebook on mentoring and doctors' wellbeing.",
)
def init(folder: Path, own: Path | None) -> None:
    """Make a study in FOLDER: a codebook, settings, a folder for transcripts, and a starter model if it fits the codebook."""
    from coder import study

    made = study.init(folder, own)
    book = made.codebook()
    click.echo(f"Made a study in {made.root}:")
    rows = [
        (made.codebook_path.name, f"{book.title}, version {book.version}: {count(len(book.codes), 'code')}"),
        (made.settings_path.name, "settings; nothing need be changed there"),
        (made.transcripts.name, "the folder for your transcripts"),
        ("models", "for models to come" if own else "a starter model for this codebook"),
    ]
    for name, what in rows:
        click.echo(f"  {name:<15}{what}")
    click.echo(f"Next: put Word transcripts into {made.transcripts}")
    first = "coder train" if own else "coder tag"
    click.echo(f"Then: {first} --study {typed(made.root)}")
