"""`coder codebook` and `coder codebook check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import count, give_json, json_option, study_option

if TYPE_CHECKING:
    from coder.codebook import Codebook


@click.group(invoke_without_command=True)
@study_option
@json_option
@click.pass_context
def codebook(ctx: click.Context, root: Path, json_out: str | None) -> None:
    """Print the study's codebook as a tree."""
    if ctx.invoked_subcommand is not None:
        return
    from coder.study import Study

    book = Study(root).codebook()
    if json_out:
        give_json(_plain(book), json_out)
    else:
        click.echo(_tree(book))


@codebook.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Check the codebook in FILE: the first fault is told with its line and code."""
    from coder.study import read_codebook

    book = read_codebook(file)
    thin = [code.id for code in book.codes if len(code.examples) < 3]
    click.echo(f"{file}: {_size(book)}, no faults")
    if thin:
        click.echo(f"{count(len(thin), 'code has', 'codes have')} fewer than 3 example passages; suggestions will be weak for:")
        for code in thin:
            click.echo(f"  {code}")


def _size(book: Codebook) -> str:
    families = count(len(book.families), "family", "families")
    return f"{book.title}, version {book.version}: {families}, {count(len(book.codes), 'code')}"


def _tree(book: Codebook) -> str:
    lines = [_size(book)]
    for family in book.families:
        lines.append(f"\n{family.id}  {family.label}")
        for code in (code for code in book.codes if code.family == family.id):
            role = f"  [{book.roles[code.role]}]" if code.role else ""
            lines.append(f"{'  ' * (book.depth(code.id) + 1)}{code.id.rsplit('/', 1)[-1]}  {code.label}{role}")
    return "\n".join(lines)


def _plain(book: Codebook) -> dict[str, Any]:
    return {
        "title": book.title,
        "version": book.version,
        "sha256": book.sha256,
        "codes": [
            {"id": code.id, "label": code.label, "family": code.family, "parent": code.parent, "role": code.role}
            for code in book.codes
        ],
    }
