"""`coder transcripts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import bar, count, end_with_failures, give_json, json_option, now, study_option, table

if TYPE_CHECKING:
    from coder.records import Transcript
    from coder.study import Study


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@study_option
@click.option("--show", is_flag=True, help="Print every turn.")
@click.option(
    "--identifiers", is_flag=True, help="List what looks like a name, place, number or address, with a few words around it."
)
@click.option(
    "--redact",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write Word copies into this folder in which identifiers are replaced, and a key to them.",
)
@json_option
def transcripts(
    paths: tuple[Path, ...], root: Path, show: bool, identifiers: bool, folder: Path | None, json_out: str | None
) -> None:
    """List transcripts (PATHS, or the study's own) as they are read: how speakers are marked, who speaks, how much.

    Where a file is read wrongly, say so in study.yaml: participant, interview, roles, aliases, ignore.
    """
    from coder.study import Study

    study = Study(root)
    if folder is not None:
        _redact(study, paths, folder)
    elif identifiers:
        _identifiers(study, paths, json_out)
    else:
        _list(study, paths, show, json_out)


def _list(study: Study, paths: tuple[Path, ...], show: bool, json_out: str | None) -> None:
    from coder.steps.reading import Reading

    read = Reading(study, study.ledger(), paths or [study.transcripts], None, now())
    found = [known.transcript for known in read.each(bar)]
    if json_out:
        give_json({"transcripts": [_plain(one) for one in found], "not_read": read.failures}, json_out)
    elif show:
        for transcript in found:
            _show(transcript)
    else:
        headings = ("Transcript", "Speakers marked by", "Participant", "Interview", "Speakers", "Turns", "Words", "Duration")
        click.echo(table(headings, [_row(transcript) for transcript in found], right=(5, 6, 7)))
        for transcript in found:
            for warning in transcript.warnings:
                click.echo(f"  {transcript.name}: {warning}")
        for change in read.changes:
            click.echo(f"  {change}")
        click.echo(f"\n{count(len(found), 'transcript')}, {count(sum(len(one.turns) for one in found), 'turn')}.")
    end_with_failures(read.failures, "file")


def _identifiers(study: Study, paths: tuple[Path, ...], json_out: str | None) -> None:
    from dataclasses import asdict

    from coder.steps import anonymising

    found, failures, with_model = anonymising.identifiers(study, paths, now(), bar)
    if json_out:
        give_json([asdict(one) for one in found], json_out)
    else:
        rows = [(one.transcript, str(one.turn), str(one.start), one.kind, one.words) for one in found]
        click.echo(table(("Transcript", "Turn", "Character", "Looks like", "Where"), rows, right=(1, 2)))
        by = "by rules and spaCy's English model" if with_model else "by rules"
        click.echo(
            f"\n{count(len(found), 'possible identifier')} found {by}: look at each; rules find too much and can miss some."
        )
        click.echo("Next: coder transcripts --redact FOLDER writes copies in which they are replaced.")
    end_with_failures(failures, "file")


def _redact(study: Study, paths: tuple[Path, ...], folder: Path) -> None:
    from coder.steps import anonymising

    done, failures = anonymising.write_redacted(study, paths, folder, now(), bar)
    click.echo(
        f"Wrote {count(len(done.copies), 'copy', 'copies')} into {folder}, {count(done.stand_ins, 'identifier')} replaced."
    )
    click.echo(f"Key: {done.key} tells what stood where. Keep it apart from the copies; the originals were not touched.")
    click.echo("Next: read the copies before you share them; no rule finds every identifier.")
    end_with_failures(failures, "file")


def _row(transcript: Transcript) -> tuple[str, ...]:
    speakers = ", ".join(f"{speaker.label or '(not marked)'} = {speaker.role}" for speaker in transcript.speakers)
    return (
        transcript.name,
        transcript.convention,
        transcript.participant,
        str(transcript.interview or ""),
        speakers or "none",
        str(len(transcript.turns)),
        f"{_words(transcript):,}",
        _duration(transcript),
    )


def _plain(transcript: Transcript) -> dict[str, Any]:
    return {
        "name": transcript.name,
        "id": transcript.id,
        "convention": transcript.convention,
        "participant": transcript.participant,
        "interview": transcript.interview,
        "speakers": [{"label": s.label, "role": s.role.value, "reason": s.reason} for s in transcript.speakers],
        "turns": len(transcript.turns),
        "words": _words(transcript),
        "duration": _duration(transcript),
        "outside_the_text": {
            where: sum(side.where == where for side in transcript.side)
            for where in sorted({side.where for side in transcript.side})
        },
        "warnings": list(transcript.warnings),
    }


def _words(transcript: Transcript) -> int:
    return sum(len(transcript.said(turn).split()) for turn in transcript.turns)


def _duration(transcript: Transcript) -> str:
    """The last time that the file gives; "" where it gives none."""
    return next((turn.time for turn in reversed(transcript.turns) if turn.time), "")


def _show(transcript: Transcript) -> None:
    click.echo(f"{transcript.name}  ({transcript.convention})")
    for speaker in transcript.speakers:
        click.echo(f"  {speaker.label or '(not marked)'}: {speaker.role} ({speaker.reason})")
    for turn in transcript.turns:
        time = f" [{turn.time}]" if turn.time else ""
        click.echo(f"\n{turn.number}. {turn.speaker or '(not marked)'}{time}: {transcript.said(turn)}")
    click.echo()
