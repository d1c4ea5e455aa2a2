"""`coder triage` and `coder next`: what to read first, and what to code next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from coder.cli.options import count, give_json, json_option, study_option, table


@click.command()
@click.option("--hours", type=click.FloatRange(min=0.1), default=3.0, show_default=True, help="Time there is to read.")
@study_option
@json_option
def triage(hours: float, root: Path, json_out: str | None) -> None:
    """Order transcripts and segments by what reading them can be expected to yield in the time there is.

    For finding passages, not for coding: who codes in this order sees an unfair sample. Review keeps an order of its own.
    """
    from coder.steps import assessing
    from coder.study import Study

    transcripts, segments = assessing.expected_yield(Study(root))
    within, minutes = [], 0.0
    for one in segments:
        minutes += one.minutes
        if minutes > 60 * hours:
            break
        within.append(one)
    if json_out:
        give_json({"transcripts": [asdict(one) for one in transcripts], "segments": [asdict(one) for one in within]}, json_out)
        return
    rows = [(one.transcript, f"{one.words:,}", f"{one.minutes:.0f}", f"{one.expected:.1f}") for one in transcripts]
    click.echo(table(("Transcript", "Words", "Minutes", "Codes to expect"), rows, right=(1, 2, 3)))
    click.echo(f"\nIn {hours:g} h, {count(len(within), 'segment')} of {len(segments):,} that nobody has decided on, best first:")
    best = [(one.segment, one.transcript, str(one.turn), str(one.words), f"{one.expected:.1f}") for one in within[:20]]
    click.echo(table(("Segment", "Transcript", "Turn", "Words", "Codes to expect"), best, right=(2, 3, 4)))
    if len(within) > 20:
        click.echo(f"and {len(within) - 20:,} more: coder triage --json triage.json has all of them.")


@click.command("next")
@click.option("--count", "wanted", type=click.IntRange(min=1), default=30, show_default=True, help="How many segments.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the part drawn at random.")
@study_option
@json_option
def next_(wanted: int, seed: int, root: Path, json_out: str | None) -> None:
    """List the segments to code next, so that the model learns most: unsure, rare, unlike what was coded, and a random part."""
    from coder.steps import assessing
    from coder.study import Study

    chosen = assessing.code_next(Study(root), wanted, seed)
    if json_out:
        give_json([asdict(one) for one in chosen], json_out)
        return
    rows = [(one.segment, one.transcript, str(one.turn), one.reason) for one in chosen]
    click.echo(table(("Segment", "Transcript", "Turn", "Why"), rows, right=(2,)))
    click.echo(f"\n{count(len(chosen), 'segment')}. The list stays the same until something new is decided.")
