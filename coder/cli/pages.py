"""Sections and pictures -> the files that a command was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coder.cli.options import give_file, table

if TYPE_CHECKING:
    from coder.report.sections import Figure, Section, Table

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, dir_okay=False)


def page_options(command: F) -> F:
    """Add `--html FILE` and `--docx FILE`."""
    docx = click.option("--docx", "docx_out", type=FILE, callback=_ending, help="Write a Word file.")
    html = click.option("--html", "html_out", type=FILE, callback=_ending, help="Write one page that holds everything it needs.")
    return html(docx(command))


def picture_option(command: F) -> F:
    """Add `--picture FILE`."""
    return click.option("--picture", type=FILE, callback=_picture, help="Draw it: a file that ends in .png or .svg.")(command)


def _ending(_: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    wanted = f".{parameter.opts[0].removeprefix('--')}"
    if path is not None and path.suffix.lower() != wanted:
        raise click.BadParameter(f"the file should end in {wanted}, not be {path.name}")
    return path


def _picture(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() not in (".png", ".svg"):
        raise click.BadParameter(f"the file should end in .png or .svg, not be {path.name}")
    return path


def screen(one: Table) -> str:
    """Write a table for the screen, its caption above it."""
    from coder.report.sections import of_words, written

    words = of_words(one)
    rows = [tuple(map(written, row)) for row in one.rows]
    return f"{one.caption}\n{table(one.columns, rows, right=[n for n in range(len(one.columns)) if n not in words])}"


def to_files(
    sections: Sequence[Section], title: str, html_out: Path | None, docx_out: Path | None, *, quiet: bool, lead: str = ""
) -> None:
    """Write the page and the Word file that were asked for, and say where; on standard error where `quiet`."""
    from coder.report import sections as report

    if html_out is not None:
        give_file(html_out, report.html(sections, title, lead).encode())
    if docx_out is not None:
        report.docx(sections, title, docx_out, lead)
    for path in filter(None, (html_out, docx_out)):
        click.echo(f"Written: {path}", err=quiet)


def to_picture(figure: Figure, path: Path | None, *, quiet: bool) -> None:
    """Write the picture that was asked for, and say where; on standard error where `quiet`."""
    if path is not None:
        give_file(path, figure.png if path.suffix.lower() == ".png" else figure.svg.encode())
        click.echo(f"Written: {path}", err=quiet)
