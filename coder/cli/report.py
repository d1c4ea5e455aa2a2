"""`coder report`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import codes_from, give_file, now, study_option
from coder.cli.pages import page_options, to_files


@click.command()
@codes_from
@click.option("--seed", type=int, default=0, show_default=True, help="Of everything that is drawn at random.")
@study_option
@page_options
def report(coder: str | None, blind: bool, seed: int, root: Path, html_out: Path | None, docx_out: Path | None) -> None:
    """Write the study's report: methods by the items of COREQ and SRQR, and every result, as a page and a Word file.

    Without --html and --docx both are written into the folder reports/. What the tool cannot know stands in it as
    [to be written: ...]. The page on agreement is written beside it.
    """
    if not (html_out or docx_out):
        html_out, docx_out = (root / "reports" / f"report{ending}" for ending in (".html", ".docx"))
    from coder.steps.analysed import Given
    from coder.steps.study_report import agreement_page
    from coder.steps.study_report import report as made
    from coder.study import Study

    beside = next(path.with_name(f"{path.stem}-agreement.html") for path in (html_out, docx_out) if path)
    found = made(Study(root), Given(coder, blind), seed, beside.name)
    to_files(found.sections, found.title, html_out, docx_out, quiet=False, lead=found.lead)
    if found.agreement is not None:
        give_file(beside, agreement_page(found.agreement, now()))
        click.echo(f"Written: {beside}")
    click.echo(
        "Next: search it for “[to be written”, judge every sentence, and look for names in the quotations before you share it."
    )
