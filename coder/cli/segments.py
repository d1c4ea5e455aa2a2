"""`coder segments`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coder.cli.options import bar, count, end_with_failures, give_json, json_option, now, study_option, table, unit_option


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@study_option
@unit_option
@json_option
def segments(paths: tuple[Path, ...], root: Path, unit: Any, json_out: str | None) -> None:
    """List the segments of transcripts (PATHS, or the study's own): the units that are coded."""
    from dataclasses import asdict

    from coder.steps.reading import Reading
    from coder.study import Study

    study = Study(root)
    read = Reading(study, study.ledger(), paths or [study.transcripts], None, now(), unit)
    known = list(read.each(bar))
    if json_out:
        give_json([asdict(segment) for one in known for segment in one.segments], json_out)
    else:
        names = {one.id: one.transcript.name for one in known}
        rows = [
            (
                segment.id,
                names[segment.transcript],
                f"{segment.turn}.{segment.part}",
                segment.speaker,
                f"{segment.start}-{segment.end}",
                str(len(segment.text.split())),
                _beginning(segment.text),
            )
            for one in known
            for segment in one.segments
        ]
        click.echo(table(("Segment", "Transcript", "Turn", "Speaker", "Characters", "Words", "Text"), rows, right=(5,)))
        turns = sum(len(one.transcript.turns) for one in known)
        click.echo(f"\n{count(len(known), 'transcript')}, {count(turns, 'turn')}, {count(len(rows), 'segment')}.")
    end_with_failures(read.failures, "file")


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 50 else words[:49] + "…"
