"""`coder import`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import count, now, study_option
from coder.cli.round_ import tell_next
from coder.errors import ReviewError, StudyError
from coder.records import Kind

if TYPE_CHECKING:
    from coder.review.exchange import Checked
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
    click.echo(f"{done.name} ({done.coder}): {count(checked.expected, 'passage')}: {_how_far(checked)}.")
    brought = "would be brought in; nothing was changed (dry run)" if dry_run else "brought in"
    click.echo(f"  {_what(checked)} {brought}." if checked.decisions else "  Nothing in it is new.")
    if checked.otherwise:
        places = _places(checked.otherwise)
        was = "was" if len(checked.otherwise) == 1 else "were"
        passages = count(len(checked.otherwise), "passage")
        click.echo(f"  {passages} {was} answered otherwise before: the new answers count; both are kept ({places}).")
    if checked.standing:
        one = len(checked.standing) == 1
        passages = "1 passage is" if one else f"{len(checked.standing):,} passages are"
        stands = f"that {'was' if one else 'were'} decided before: what was answered before stands"
        click.echo(f"  {passages} empty, wholly or in part, {stands} ({_places(checked.standing)}).")
    for (word, meant), cells in checked.read_as.items():
        click.echo(f"  '{word}' was read as {meant} ({count(cells, 'cell')}).")


def _how_far(checked: Checked) -> str:
    """How many passages are decided, begun and open; what there is none of is left out."""
    numbers = {
        "decided": checked.decided,
        "begun": checked.partly,
        "blank": checked.blank,
        "missing": len(checked.missing),
    }
    parts = [f"{number:,} {word}" for word, number in numbers.items() if number]
    if checked.short:
        parts.append(f"{count(checked.short, 'short reply', 'short replies')} left open")
    return "all decided" if checked.decided == checked.expected else ", ".join(parts)


def _what(checked: Checked) -> str:
    """How many answers are new, taken back and noted; that a passage was looked at is said with the answers."""
    kinds = Counter(decision.kind for decision in checked.decisions)
    taken_back = kinds.pop(Kind.WITHDRAW, 0)
    notes = sum(kinds.pop(kind, 0) for kind in (Kind.MEMO, Kind.EMERGENT, Kind.DISCUSS))
    looked = kinds.pop(Kind.LOOKED, 0)
    answers = kinds.total()
    parts = [count(answers, "new answer")] if answers else []
    parts += [count(notes, "note")] if notes else []
    parts += [f"{count(taken_back, 'answer')} taken back"] if taken_back else []
    return " and ".join(parts) or f"{count(looked, 'passage')} finished"


def _places(places: Sequence[str]) -> str:
    """The first few places."""
    return ", ".join(places[:5]) + (f" and {len(places) - 5:,} more" if len(places) > 5 else "")
