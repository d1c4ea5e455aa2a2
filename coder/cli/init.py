"""`coder init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--codebook",
    "own",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A codebook of your own; by default the study gets the tool's codebook on mentoring and doctors' wellbeing.",
)
def init(folder: Path, own: Path | None) -> None:
    """Make a study in FOLDER: a codebook, a folder for transcripts, and a starter model if it fits the codebook."""
    from coder import study

    made = study.init(folder, own)
    click.echo(f"Made a study in {made.root}: {made.codebook_path}, {made.transcripts}, {made.root / 'models'}")
    click.echo(f"Next: put Word transcripts into {made.transcripts}")
    first = "coder train" if own else "coder tag"
    click.echo(f"Then: {first} --study {made.root}")
