"""`coder merge`, `coder split` and `coder freeze`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import now, study_option

if TYPE_CHECKING:
    from coder.steps.units import Changed


@click.command()
@click.argument("first")
@click.argument("last")
@study_option
def merge(first: str, last: str, root: Path) -> None:
    """Join the segments FIRST to LAST of one turn, before coding begins."""
    from coder.steps import units
    from coder.study import Study

    _tell(units.merge(Study(root), first, last, now()))


@click.command()
@click.argument("segment")
@click.argument("words")
@study_option
def split(segment: str, words: str, root: Path) -> None:
    """Divide a SEGMENT before WORDS that stand in it, before coding begins."""
    from coder.steps import units
    from coder.study import Study

    _tell(units.split(Study(root), segment, words, now()))


@click.command()
@study_option
def freeze(root: Path) -> None:
    """Settle the units: from now on segments are neither merged nor split. The first export does it too."""
    from coder.steps import units
    from coder.study import Study

    unit, since, done = units.freeze(Study(root), now())
    click.echo(f"The units ({unit}) {'are frozen from now on' if done else f'have been frozen since {since[:10]}'}.")


def _tell(changed: Changed) -> None:
    click.echo(f"{changed.transcript}, turn {changed.turn}, now has these segments:")
    for segment in changed.segments:
        words = segment.text.split()
        click.echo(f"  {segment.id}  {' '.join(words[:8])}{' …' if len(words) > 8 else ''}")
