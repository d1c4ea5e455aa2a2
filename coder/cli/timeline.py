"""`coder situation` and `coder timeline`: following people, and what happens to them, over their interviews."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import codes_from, count, give_json, json_option, now, study_option, table
from coder.cli.pages import picture_option, to_picture
from coder.steps.names import typed


@click.group(invoke_without_command=True)
@study_option
@json_option
@click.pass_context
def situation(ctx: click.Context, root: Path, json_out: str | None) -> None:
    """List the situations that are followed over interviews, such as one mentor's talks with one mentee."""
    if ctx.invoked_subcommand is not None:
        return
    from coder.steps import situations as steps
    from coder.study import Study

    found = steps.listed(Study(root))
    if json_out:
        give_json(
            [{"participant": one.participant, "situation": one.name, "passages": [p.id for p in one.passages]} for one in found],
            json_out,
        )
    elif not found:
        click.echo("No situation is followed yet: coder situation add NAME --participant P PASSAGE...")
    else:
        rows = [
            (one.participant, one.name, str(len(one.passages)), str(len({p.transcript for p in one.passages}))) for one in found
        ]
        click.echo(table(("Participant", "Situation", "Passages", "Interviews"), rows, right=(2, 3)))
        click.echo("Next: coder timeline PARTICIPANT --situation NAME")


@situation.command()
@click.argument("name")
@click.argument("passages", nargs=-1, required=True, metavar="PASSAGE...")
@click.option("--participant", required=True, help="Whose situation it is.")
@click.option("--who", default="", help="Who says so.")
@study_option
def add(name: str, passages: tuple[str, ...], participant: str, who: str, root: Path) -> None:
    """Say that PASSAGES of a participant (ids as `coder segments` lists them) belong to the situation NAME."""
    from coder.steps import situations as steps
    from coder.study import Study

    done = steps.tag(Study(root), participant, name, passages, True, who, now())
    click.echo(f"{name} of {participant}: {count(done, 'passage')} added.")
    click.echo(f"Next: coder timeline {typed(participant)} --situation {typed(name)}")


@situation.command()
@click.argument("name")
@click.argument("passages", nargs=-1, required=True, metavar="PASSAGE...")
@click.option("--participant", required=True, help="Whose situation it is.")
@click.option("--who", default="", help="Who says so.")
@study_option
def remove(name: str, passages: tuple[str, ...], participant: str, who: str, root: Path) -> None:
    """Say that PASSAGES do not belong to the situation after all; that they did stays in the ledger."""
    from coder.steps import situations as steps
    from coder.study import Study

    done = steps.tag(Study(root), participant, name, passages, False, who, now())
    click.echo(f"{name} of {participant}: {count(done, 'passage')} taken out.")


@click.command()
@click.argument("participant")
@click.option("--situation", "name", metavar="NAME", help="Only the passages of this situation.")
@click.option("--family", "families", multiple=True, metavar="FAMILY", help="Only codes of this family, such as enactment.")
@study_option
@codes_from
@picture_option
@json_option
def timeline(
    participant: str,
    name: str | None,
    families: tuple[str, ...],
    root: Path,
    coder: str | None,
    blind: bool,
    picture: Path | None,
    json_out: str | None,
) -> None:
    """Show which codes stand in which interview of PARTICIPANT, in their order: how a person, or one situation, went on."""
    from coder.report import analysis_timeline as report
    from coder.report.analysis_data import timeline_data
    from coder.report.sections import figure, written
    from coder.steps import situations as steps
    from coder.steps.analysed import Given
    from coder.study import Study

    found, _, said = steps.follow(Study(root), Given(coder, blind), participant, name, families)
    shown = report.timeline_table(found)
    if picture and found.rows:
        to_picture(figure(report.heat(found), shown.caption, report.alt(found)), picture, quiet=json_out is not None)
    if json_out:
        give_json(timeline_data(found, said), json_out)
        return
    click.echo(said)
    if not found.rows:
        click.echo("No code stands in any of these passages.")
        return
    columns = range(1, len(shown.columns))
    click.echo(table(shown.columns, [[written(cell) for cell in row] for row in shown.rows], right=columns))
    click.echo(shown.note)
