"""`coder quotes`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import codes_from, count, give_json, json_option, study_option
from coder.cli.pages import page_options, to_files

if TYPE_CHECKING:
    from coder.steps.quoting import Quotes


@click.command()
@click.argument("code", default="")
@codes_from
@click.option("--most", type=click.IntRange(min=1), default=5, show_default=True, help="Quotations for each code.")
@click.option("--words", type=click.IntRange(min=5), help="Cut longer passages to so many words; every cut is shown as [...].")
@click.option("--context", is_flag=True, help="Show the question (the turn before) with each quotation.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another number chooses among equally good ones anew.")
@study_option
@json_option
@page_options
def quotes(
    code: str,
    coder: str | None,
    blind: bool,
    most: int,
    words: int | None,
    context: bool,
    seed: int,
    root: Path,
    json_out: str | None,
    html_out: Path | None,
    docx_out: Path | None,
) -> None:
    """Give passages confirmed for CODE and the codes below it, with their sources; without CODE, for every code.

    They are taken in turn from each person and spread over interviews; their words, brackets and dots stay as they are.
    """
    from coder.steps.analysed import Given
    from coder.steps.quoting import Wanted, quote
    from coder.study import Study

    found = quote(Study(root), Given(coder, blind), Wanted(code, most, words, seed))
    if json_out:
        give_json(found.data(), json_out)
    elif not (html_out or docx_out):
        click.echo(_told(found, context))
    to_files(found.sections(context), "Quotations", html_out, docx_out, quiet=json_out == "-")


def _told(found: Quotes, context: bool) -> str:
    lines = [found.said]
    for one in found.codes:
        of = f"{len(one.quotations):,} of {count(one.passages, 'passage')} by {count(one.people, 'person', 'people')}"
        alone = ", the theme alone" if one.alone else ""
        lines.append(f"\n{one.code}{alone} ({found.codebook.by_id[one.code].label}): {of}")
        for each in one.quotations:
            if context and each.passage.before:
                lines.append(f"  [{' '.join(each.passage.before.split())}]")
            lines.append(f"  “{each.text}” ({each.reference})")
    return "\n".join(lines)
