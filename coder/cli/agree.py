"""`coder agree` and `coder agree plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coder.cli.agree_screen import told
from coder.cli.options import count, give_json, json_option, now, study_option, table


class Agree(click.Group):
    """A command that takes files and has a command of its own: `plan` as the first word is that command, all else is files."""

    allow_interspersed_args = True
    parse_args = click.Command.parse_args
    invoke = click.Command.invoke

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Give the words to the command that they are for."""
        inner = self.commands.get(args[0]) if args else None
        if inner is None:
            return super().make_context(info_name, args, parent, **extra)
        return inner.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)


FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=Agree, invoke_without_command=True, subcommand_metavar="| plan ...")
@click.argument("ratings", nargs=-1, type=FILE)
@study_option
@click.option("--coders", help="Only these coders, separated by commas.")
@click.option(
    "--rounds",
    help="Only ratings of these conditions (a column `condition`, or a round of the study), separated by commas: blind, or before,after.",
)
@click.option("--level", type=click.Choice(["nominal", "ordinal", "interval"]), help="Tables with one value a unit: its level.")
@click.option(
    "--distance",
    type=click.Choice(["masi", "jaccard", "dice", "hierarchy"]),
    default="masi",
    show_default=True,
    help="Distance between whole code sets.",
)
@click.option("--by-level", is_flag=True, help="Also at each level of the codebook, a code counting for those above it.")
@click.option("--codebook", type=FILE, help="Check a table's codes against this codebook; it gives labels and levels.")
@click.option(
    "--empty",
    multiple=True,
    metavar="MARK",
    help='How a table says `looked, no code fits` (- by default, "" for blank cells; may be repeated).',
)
@click.option(
    "--missing", multiple=True, metavar="MARK", help="How a table says `not rated`; a blank cell of a wide table also does."
)
@click.option("--machine", default="", metavar="CODER", help="The coder in a table that is a machine: compared with the people.")
@click.option(
    "--margin", type=float, default=0.1, show_default=True, help="With --machine: difference in alpha that counts as none."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of what is drawn at random.")
@click.option("--suggestions", is_flag=True, help="Instead, what suggestions did in the study's newest round: was the team led?")
@json_option
@click.option("--html", "html_out", type=FILE, help="Write the whole report as one page.")
@click.option("--docx", "docx_out", type=FILE, help="Write the whole report as a Word file.")
@click.option("--no-passages", is_flag=True, help="Leave participants' words out of the page and the Word file.")
def agree(
    ratings: tuple[Path, ...],
    root: Path,
    json_out: str | None,
    html_out: Path | None,
    docx_out: Path | None,
    no_passages: bool,
    coders: str | None,
    rounds: str | None,
    suggestions: bool,
    **options: Any,
) -> None:
    """Report how far coders agree: all of them, and each pair, code by code.

    Of the study's own decisions, or of RATINGS: tables (.csv, .tsv, .xlsx) of any tool, for which no study is needed. A table has
    the columns unit, coder, code (and if known transcript, order, condition, text), one row a code, an empty code for `looked,
    none`; or a column unit and one column a coder, codes separated by ; in each cell.
    """
    if suggestions:
        if ratings:
            raise click.UsageError("--suggestions is about the study's own round: name no tables")
        if html_out or docx_out:
            raise click.UsageError(
                "--suggestions is for the screen or --json; the report has it as a section: coder agree --html FILE.html (or --docx)"
            )
        _tell_effects(root, options["seed"], json_out)
        return
    for path, suffix in ((html_out, ".html"), (docx_out, ".docx")):
        if path is not None and path.suffix.lower() != suffix:
            raise click.BadParameter(f"the file should end in {suffix}, not be {path.name}", param_hint=f"--{suffix[1:]}")
    from coder.steps import agreeing
    from coder.steps.wanted import Wanted
    from coder.study import Study

    wanted = Wanted(_listed(coders), _listed(rounds), **options)
    files = [path for path in (html_out, docx_out) if path is not None]
    measured = agreeing.agree(Study(root), ratings, wanted, in_full=bool(files or json_out))
    if json_out:
        give_json(agreeing.data(measured, now()), json_out)
    else:
        click.echo(told(measured, by_level=wanted.by_level))
    for path in files:
        agreeing.write(measured, path, now(), passages=not no_passages)
        click.echo(f"Written: {path}", err=json_out == "-")


def _tell_effects(root: Path, seed: int, json_out: str | None) -> None:
    from coder.cli.agree_suggestions import effects_told
    from coder.steps.suggestion_effects import suggestion_effects
    from coder.study import Study

    found = suggestion_effects(Study(root), seed)
    if json_out:
        give_json(found.data(), json_out)
        return
    for part in effects_told(found):
        click.echo(part)


def _listed(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())


@agree.command()
@click.option("--alpha", type=float, default=0.8, show_default=True, help="Expected agreement.")
@click.option("--prevalence", type=float, required=True, help="Share of segments that you expect to have the code.")
@click.option("--width", type=float, default=0.2, show_default=True, help="Wanted width of the interval of alpha, end to end.")
@click.option("--coders", type=int, default=2, show_default=True, help="How many code every segment.")
@click.option("--per-transcript", type=int, default=100, show_default=True, help="Segments coded in each transcript.")
@click.option(
    "--icc", type=float, default=0.05, show_default=True, help="How alike segments of one transcript are (0: not at all)."
)
@json_option
def plan(
    alpha: float, prevalence: float, width: float, coders: int, per_transcript: int, icc: float, json_out: str | None
) -> None:
    """Say how many segments and transcripts to double-code for an interval of a wanted width."""
    from dataclasses import asdict

    from coder.agreement import plan as planned

    found = planned(alpha=alpha, prevalence=prevalence, width=width, coders=coders, units_per_transcript=per_transcript, icc=icc)
    if json_out:
        give_json(asdict(found), json_out)
        return
    click.echo(
        f"For an interval of alpha no wider than {width:g}, expecting alpha {alpha:g} and the code in {100 * prevalence:g} % of segments:\n"
        f"  {count(coders, 'coder')} code {count(found.units, 'segment')} in {count(found.transcripts, 'transcript')} "
        f"({per_transcript:,} in each)."
    )
    rows = [
        ("Expected width of the interval", f"{found.expected_width:.3f}"),
        ("Segments expected to have the code", f"{found.cases:,.0f}"),
        ("Times as many as if segments were independent", f"{found.design_effect:.2f}"),
    ]
    click.echo(table(("", ""), rows, right=(1,)).lstrip())
    if found.warning:
        click.echo(f"Mind: {found.warning}.")
