"""`coder import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import count, now, study_option
from coder.cli.round_ import tell_next
from coder.errors import ReviewError, StudyError

if TYPE_CHECKING:
    from coder.steps.exchange import Imported
    from coder.study import Study


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@study_option
@click.option("--dry-run", is_flag=True, help="Check and count, change nothing.")
@click.option("--accept-missing", is_flag=True, help="Take a file from which rows were deleted; they stay undecided.")
def import_(files: tuple[Path, ...], root: Path, dry_run: bool, accept_missing: bool) -> None:
    """Bring decisions back from review FILES. A file with a fault is refused whole, and every fault is listed."""
    from coder.steps import exchange
    from coder.study import Study

    results = exchange.bring_back(Study(root), files, dry_run, accept_missing, now())
    refused = 0
    for result in results:
        if isinstance(result, ReviewError):
            refused += 1
            click.echo(str(result), err=True)
        else:
            _tell(result, dry_run)
    if refused:
        raise StudyError(f"{count(refused, 'file was', 'files were')} refused; mend what is listed and import again")
    if not dry_run:
        _tell_next(Study(root), {result.coder for result in results if not isinstance(result, ReviewError)})


def _tell_next(study: Study, coders: set[str]) -> None:
    """What a round waits for: of those whose files came in, or else of the others; without a round, what can be done with the files."""
    from coder.steps import rounds

    going_on = rounds.going_on(study)
    if going_on is None:
        click.echo("Next: coder agree when two people's files are in; coder train to learn from them.")
        return
    theirs = [one for one in going_on.waiting if one.coder in coders]
    tell_next(theirs)
    if not theirs:
        click.echo(f"Next: {going_on.said}; coder agree when all are through.")


def _tell(done: Imported, dry_run: bool) -> None:
    if done.already or done.checked is None:
        click.echo(f"{done.name}: imported before, nothing changed.")
        return
    checked = done.checked
    parts = [
        f"{checked.expected:,} expected",
        f"{checked.found:,} found",
        f"{checked.decided:,} decided",
        f"{checked.blank:,} blank",
        f"{checked.unknown:,} unknown",
    ]
    if checked.partly:
        parts.insert(3, f"{checked.partly:,} begun")
    if checked.short:
        parts.insert(-1, f"{count(checked.short, 'short reply', 'short replies')} left open")
    if checked.missing:
        parts.append(f"{len(checked.missing):,} missing")
    click.echo(f"{done.name} ({done.coder}): {', '.join(parts)}.")
    changed = count(done.new, "new decision")
    click.echo(
        f"  {changed} {'would be' if dry_run else 'were'} brought in{'; nothing was changed (dry run)' if dry_run else ''}."
    )
