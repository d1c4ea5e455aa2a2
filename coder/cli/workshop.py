"""`coder workshop`, and `coder workshop export`, `import`, `status` and `gaps`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from coder.cli.opening import open_page, people_options
from coder.cli.options import count, give_json, json_option, now, study_option, table
from coder.steps.names import typed

if TYPE_CHECKING:
    from coder.steps.meeting import OnThePage

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(invoke_without_command=True)
@people_options
@study_option
@click.pass_context
def workshop(ctx: click.Context, coders: tuple[str, ...], host: str | None, root: Path) -> None:
    """Open the workshop's page: what coders differ about is voted on again unseeing, talked over and settled.

    Everybody votes at this machine in turn, or with a link of their own (--coder). What is settled stands beside everybody's own
    coding. For a meeting around a workbook: coder workshop export.
    """
    if ctx.invoked_subcommand is not None:
        given = [name for name in ("coders", "host", "root") if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
        if given:
            raise click.UsageError(f"put options after the word {ctx.invoked_subcommand}")
        return
    from coder.review import serving
    from coder.review.meeting import app
    from coder.steps import meeting, reviewing
    from coder.study import Study

    who = reviewing.team(coders)
    address = serving.LOOPBACK if host is None else reviewing.address(host, who)
    desk = meeting.StudyMeeting(Study(root), now)
    try:
        desk.know(who)
        meeting_now = desk.meeting()
        click.echo(f"On the table: {_matters(desk.on_the_page())}, for {', '.join(desk.coders)}.")
        _mind(meeting_now.remarks)
        open_page("workshop", lambda door, at: app(desk, door, at), ("", *who), address)
    finally:
        desk.close()


@workshop.command()
@study_option
@click.option("--out", type=FILE, help="Workbook to write; by default in review/.")
def export(root: Path, out: Path | None) -> None:
    """Write the workbook of what coders differ about, what costs most agreement first."""
    from coder.steps import workshop as steps
    from coder.study import Study

    done = steps.export(Study(root), out, now())
    parts = [f"{count(done.topics, 'code')} of {count(done.passages, 'passage')}"] if done.topics else []
    parts += [f"{count(done.marked, 'passage')} marked for discussion"] if done.marked else []
    click.echo(f"On the table: {' and '.join(parts)}, for {', '.join(done.coders)}.")
    _mind(done.remarks)
    click.echo(f"Written: {done.out}")
    click.echo(f"Next: vote again, talk and settle, sheet by sheet; then coder workshop import {typed(done.out)}")


@workshop.command("import")
@click.argument("file", type=FILE)
@study_option
@click.option("--dry-run", is_flag=True, help="Check and count, change nothing.")
def import_(file: Path, root: Path, dry_run: bool) -> None:
    """Bring back what was settled. A workbook with a fault is refused whole, and every fault is listed."""
    from coder.steps import workshop as steps
    from coder.study import Study

    done = steps.bring_back(Study(root), file, dry_run, now())
    if done.already:
        click.echo(f"{done.name}: imported before, nothing changed.")
        return
    both = f" ({done.both:,} with both readings kept)" if done.both else ""
    click.echo(f"{done.name}: {count(done.topics, 'code')} on the table, {done.settled:,} newly settled{both}.")
    click.echo(f"  {count(done.voted, 'second vote')} {'would be' if dry_run else 'were'} brought in.")
    if dry_run:
        click.echo("  Nothing was changed (dry run).")
    else:
        click.echo(
            "  What was settled is in the study's ledger, study.sqlite, beside everybody's own coding, which stays as it was."
        )
        click.echo(
            "Next: coder train learns from what was settled; coder report and the other analyses go by it; "
            "coder workshop gaps lists what the codebook lacks."
        )


@workshop.command()
@study_option
@json_option
def status(root: Path, json_out: str | None) -> None:
    """Say what is still in dispute, and why coders had differed in what is settled."""
    from coder.steps import workshop as steps
    from coder.study import Study

    found = steps.status(Study(root))
    if json_out:
        give_json({**asdict(found), "reasons": dict(found.reasons)}, json_out)
        return
    click.echo(f"In dispute: {count(found.open_topics, 'code')} of {count(found.open_passages, 'passage')}.")
    if found.marked:
        click.echo(f"To talk over: {count(found.marked, 'passage')} marked for discussion.")
    click.echo(f"Settled: {count(found.settled, 'code')}, {found.both:,} of them with both readings kept.")
    if found.settled:
        click.echo(table(("Why coders had differed", "Codes"), [(why, f"{n:,}") for why, n in found.reasons.items()], right=(1,)))


@workshop.command()
@study_option
@json_option
def gaps(root: Path, json_out: str | None) -> None:
    """List what the codebook lacks: new ideas of coders, and differences put down to a gap."""
    from coder.steps import workshop as steps
    from coder.study import Study

    found = steps.gaps(Study(root))
    if json_out:
        give_json([asdict(gap) for gap in found], json_out)
    elif not found:
        click.echo("Nobody has noted anything that fits no code.")
    else:
        rows = [
            (one.source, ", ".join(one.who), one.code or "-", f"{len(one.places):,}", _where(one.places), _short(one.words))
            for one in steps.together(found)
            if one.words
        ]
        if rows:
            click.echo(table(("From", "Who", "Code", "Times", "Where", "In their words"), rows, right=(3,)))
        _tell_wordless([gap.code for gap in found if not gap.words])
        click.echo(
            'Next: coder codebook add PATH --label "..." --definition "..." --why "..." --who NAME; or split, merge, rename.'
        )


def _matters(found: OnThePage) -> str:
    """What is on the table, and how much of it is done."""
    settled = f" ({found.settled:,} settled)" if found.settled else ""
    talked = f" ({found.talked:,} talked over)" if found.talked else ""
    parts = [f"{count(found.differences, 'difference')}{settled}"] if found.differences else []
    parts += [f"{count(found.marked, 'passage')} marked for discussion{talked}"] if found.marked else []
    return " and ".join(parts)


def _tell_wordless(codes: Sequence[str]) -> None:
    """Count the differences put down to a gap of which nobody noted what is missing."""
    if codes:
        listed = ", ".join(f"{code} ({n:,})" for code, n in Counter(codes).items())
        click.echo(f"Without a word on what is missing: {count(len(codes), 'difference')} put down to a gap: {listed}.")


def _mind(remarks: Sequence[str]) -> None:
    for remark in remarks:
        click.echo(f"Mind: {remark}.")


def _where(places: Sequence[str]) -> str:
    more = len(places) - 1
    return f"{places[0]} and {more:,} more" if more else places[0]


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 70 else plain[:69] + "…"
