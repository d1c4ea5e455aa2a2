"""`coder codebook`, `coder codebook check`, and how the codebook grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coder.cli.options import count, give_json, json_option, now, study_option, table

if TYPE_CHECKING:
    from coder.codebook import Codebook
    from coder.growth import Change
    from coder.steps.codebooks import Grown, WantsLook

F = TypeVar("F", bound=Callable[..., Any])
_LISTED = 6
"""Codes that a line bears to list."""


class AllAtOnce(click.Command):
    """Tells every required option that is missing, not the first alone."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command's words."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            given, _, _ = self.make_parser(ctx).parse_args(words)
            asked = [one for one in self.get_params(ctx) if isinstance(one, click.Option) and one.required]
            missing = [one.opts[0] for one in asked if one.name not in given]
            if len(missing) < 2:
                raise
            raise click.UsageError(f"Missing options {', '.join(missing)}.", ctx) from None


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


def _signed(command: F) -> F:
    """Add `--who` and `--why`, which every change asks for, and the study."""
    command = click.option("--why", required=True, help="Why: it is kept with the change.")(command)
    command = click.option("--who", required=True, help="Who makes the change.")(command)
    return study_option(command)


@codebook.command(cls=AllAtOnce)
@click.argument("path")
@click.option("--label", required=True, help="What the code is called.")
@click.option("--definition", required=True, help="What it covers, in a sentence.")
@click.option(
    "--role", default="", help="Its role, where the codebook has roles: one of their letters (the tool's own has C, M and O)."
)
@click.option(
    "--example", "examples", multiple=True, help="An example passage, invented or allowed; may be given more than once."
)
@_signed
def add(path: str, label: str, definition: str, role: str, examples: tuple[str, ...], root: Path, who: str, why: str) -> None:
    """Add a code at PATH, below a family or code that is there: family/code or family/theme/category."""
    from coder.codebook_text import NewCode
    from coder.steps import codebooks
    from coder.study import Study

    new = NewCode(path.rpartition("/")[2], label, definition, role, examples)
    done = codebooks.add(Study(root), path, new, codebooks.Signed(who, why, now()))
    _tell(done)
    if done.earlier:
        click.echo(f"Of {count(done.earlier, 'passage')} looked at before, nothing is known of it yet, neither yes nor no.")
        click.echo("Next: coder codebook review says who looked at them, and how to look again for this code alone.")


@codebook.command("add-family", cls=AllAtOnce)
@click.argument("source", metavar="FILE")
@_signed
def add_family(source: str, root: Path, who: str, why: str) -> None:
    """Put the families of another codebook beside those that are there: of FILE, or of enactment or issues, which come with the tool."""
    from coder.steps import codebooks
    from coder.study import Study

    done = codebooks.add_families(Study(root), source, codebooks.Signed(who, why, now()))
    families = dict.fromkeys(code.partition("/")[0] for code in done.change.new)
    change = done.change
    click.echo(f"Added: {', '.join(families)} ({count(len(change.new), 'code')}). Version {change.before} is now {change.after}.")
    for remark in done.remarks:
        click.echo(f"Mind: {remark}.")
    click.echo("Passages that were looked at before say nothing of the new codes, neither yes nor no.")
    click.echo(
        "Next: coder train, so that the new codes are suggested too, from their definitions alone until passages are coded with them."
    )


@codebook.command(cls=AllAtOnce)
@click.argument("code")
@click.option(
    "--part",
    "parts",
    nargs=3,
    multiple=True,
    required=True,
    metavar="ID LABEL DEFINITION",
    help="A part: its id, label and definition; give it twice or more.",
)
@_signed
def split(code: str, parts: tuple[tuple[str, str, str], ...], root: Path, who: str, why: str) -> None:
    """Divide CODE into parts below it. Passages that have it keep it, and are listed for another look."""
    from coder.codebook_text import NewCode
    from coder.steps import codebooks
    from coder.study import Study

    new = [NewCode(*part) for part in parts]
    _tell(codebooks.split(Study(root), code, new, codebooks.Signed(who, why, now())))
    click.echo("Next: coder codebook review lists the passages that want another look.")


@codebook.command(cls=AllAtOnce)
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="The code that they become; it is there already.")
@_signed
def merge(codes: tuple[str, ...], into: str, root: Path, who: str, why: str) -> None:
    """Make CODES one with another code. Decisions on them count for it."""
    from coder.steps import codebooks
    from coder.study import Study

    _tell(codebooks.merge(Study(root), codes, into, codebooks.Signed(who, why, now())))


@codebook.command(cls=AllAtOnce)
@click.argument("code")
@click.argument("new_id")
@click.option("--label", default="", help="A new label too.")
@_signed
def rename(code: str, new_id: str, label: str, root: Path, who: str, why: str) -> None:
    """Give CODE the id NEW_ID in its place. Decisions on it, and on codes below it, stay valid."""
    from coder.steps import codebooks
    from coder.study import Study

    _tell(codebooks.rename(Study(root), code, new_id, label, codebooks.Signed(who, why, now())))


@codebook.command()
@study_option
@json_option
def history(root: Path, json_out: str | None) -> None:
    """List the changes of the codebook: what, who, when and why."""
    from coder.steps import codebooks
    from coder.study import Study

    version, found = codebooks.history(Study(root))
    if json_out:
        give_json([asdict(change) for change in found], json_out)
    elif not found:
        click.echo(f"Version {version}; no change has been made by command.")
    else:
        rows = [(c.after, c.at[:10], c.kind.value, _said(c), c.who, c.why) for c in found]
        click.echo(table(("Version", "When", "What", "Codes", "Who", "Why"), rows))


@codebook.command()
@study_option
@json_option
def review(root: Path, json_out: str | None) -> None:
    """Say which passages want another look, since a code given there was split or a new code came after they were looked at."""
    from coder.steps import codebooks
    from coder.study import Study

    found = codebooks.review(Study(root))
    if json_out:
        give_json([asdict(one) for one in found], json_out)
    elif not found:
        click.echo("No passage wants another look.")
    else:
        _tell_looks([one for one in found if one.code], [one for one in found if not one.code])


def _tell_looks(split: Sequence[WantsLook], late: Sequence[WantsLook]) -> None:
    """Passages with a code that was split, each; those looked at before a code came, counted, as they are many."""
    if split:
        rows = [(one.coder, f"{one.transcript}, turn {one.turn}", one.code, " or ".join(_last(one.into))) for one in split]
        click.echo(table(("Coder", "Where", "Has the code", "Which may now be"), rows))
    if split and late:
        click.echo()
    if late:
        counted = Counter((_listed(one.into), one.coder) for one in late)
        numbers = [(codes, coder, str(number)) for (codes, coder), number in counted.items()]
        click.echo(table(("New code", "Coder", "Passages looked at before it came"), numbers, right=(2,)))
        click.echo(
            "\nNext: coder export --coder NAME shows them again, then coder import. Only the new code needs adding where it applies: what "
            "is left blank keeps the earlier answer. --json lists the passages."
        )


def _tell(done: Grown) -> None:
    change = done.change
    click.echo(f"{change.kind.value.capitalize()}: {_said(change)}. Version {change.before} is now {change.after}.")
    if done.decisions:
        click.echo(f"{count(done.decisions, 'decision')} on {'it' if len(change.old) == 1 else 'them'} stay valid.")
    for remark in done.remarks:
        click.echo(f"Mind: {remark}.")


def _said(change: Change) -> str:
    old, new = ", ".join(code for code in change.old if code not in change.new), _listed(change.new)
    return f"{old} -> {new}" if old else new


def _listed(codes: Sequence[str]) -> str:
    if len(codes) <= _LISTED:
        return ", ".join(codes)
    return f"{count(len(codes), 'code')} of {', '.join(dict.fromkeys(code.partition('/')[0] for code in codes))}"


def _last(codes: Sequence[str]) -> list[str]:
    return [code.rpartition("/")[2] for code in codes]


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
