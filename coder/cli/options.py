"""Options that several commands share, and how they show tables, progress and the time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from coder.errors import StudyError

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def study_option(command: F) -> F:
    """Add `--study FOLDER` (default: the folder the user is in)."""
    return click.option(
        "--study",
        "root",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        metavar="FOLDER",
        show_default="this folder",
        help="Folder of the study.",
    )(command)


def unit_option(command: F) -> F:
    """Add `--unit`."""
    return click.option(
        "--unit",
        type=click.Choice(["turn", "paragraph", "sentence"]),
        help="What is coded; by default what study.yaml says, or else the turn.",
    )(command)


def codes_from(command: F) -> F:
    """Add `--coder NAME` and `--blind`: whose codes an analysis counts."""
    blind = click.option("--blind", is_flag=True, help="Only what was coded blind, without suggestions.")
    coder = click.option(
        "--coder", metavar="NAME", help="Only this coder's codes; by default the workshop's consensus, or what most coders gave."
    )
    return coder(blind(command))


def json_option(command: F) -> F:
    """Add `--json [FILE]`: to the screen, or to a file that ends in .json."""
    return click.option(
        "--json",
        "json_out",
        is_flag=False,
        flag_value="-",
        metavar="[FILE.json]",
        help="Print the figures as JSON, or write them to FILE.json.",
    )(command)


def give_json(value: Any, out: str) -> None:
    """Print a value as JSON, or write it to a file."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    if out == "-":
        click.echo(text, nl=False)
        return
    if not out.endswith(".json"):
        raise click.BadParameter(f"the file should end in .json, not be {out}", param_hint="--json")
    give_file(Path(out), text.encode())
    click.echo(f"Written: {out}")


def give_file(path: Path, content: bytes) -> None:
    """Write a file whole."""
    from coder.study import write_whole

    write_whole(path, content)


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bar(things: Sequence[T], doing: str) -> Iterable[T]:
    """Show a progress bar on a terminal; stay quiet in a pipe."""
    if not things or not sys.stderr.isatty():
        return things
    return _bar(things, doing)


def _bar(things: Sequence[T], doing: str) -> Iterator[T]:
    with click.progressbar(things, label=doing, file=sys.stderr) as watched:
        yield from watched


def parts(things: Sequence[T], doing: str) -> Iterable[T]:
    """Show a progress bar on a terminal; elsewhere a line for each part, as minutes of silence look like a fault."""
    return bar(things, doing) if sys.stderr.isatty() else _lines(things, doing)


def _lines(things: Sequence[T], doing: str) -> Iterator[T]:
    for number, thing in enumerate(things, 1):
        click.echo(f"{doing}, part {number} of {len(things)} …", err=True)
        yield thing


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Columns as wide as they need to be; the ones in `right` are numbers."""
    flush = set(right)
    widths = [max(len(row[column]) for row in [headings, *rows]) for column in range(len(headings))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if n in flush else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return "\n".join([line(headings), *(line(row) for row in rows)])


def count(number: int, one: str, many: str = "") -> str:
    """`1 transcript`, `3 transcripts`, `1,204 segments`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def end_with_failures(failures: Sequence[str], what: str) -> None:
    """Tell the failures together and end with exit code 1 when there are any."""
    if failures:
        for failure in failures:
            click.echo(f"Not read: {failure}", err=True)
        raise StudyError(f"{count(len(failures), what)} could not be read; the others were")
