"""`coder emergence`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import codes_from, give_json, json_option, study_option
from coder.cli.pages import page_options, screen, to_files

if TYPE_CHECKING:
    from coder.report.analysis_emergence import Emerged


@click.command()
@codes_from
@study_option
@json_option
@page_options
def emergence(
    coder: str | None, blind: bool, root: Path, json_out: str | None, html_out: Path | None, docx_out: Path | None
) -> None:
    """Group the segments that no code fits, to see what the codebook lacks; and show where it may force, code by code."""
    from coder.steps.analysed import Given
    from coder.steps.emerging import emerge
    from coder.study import Study

    found = emerge(Study(root), Given(coder, blind))
    if json_out:
        give_json(found.data(), json_out)
    else:
        click.echo(_told(found))
    to_files((found.section(),), "What the codebook does not hold", html_out, docx_out, quiet=json_out == "-")


def _told(found: Emerged) -> str:
    parts = [found.said, screen(found.guards()), "\n".join(found.sentences()), " ".join(found.grouping())]
    for n, (group, proposal) in enumerate(zip(found.found.groups, found.proposed, strict=True), start=1):
        lines = [
            f"Group {n}: {len(group.passages):,} segments of {group.people:,} people: {', '.join(group.words) or 'no words in common'}"
        ]
        lines += [f"  Noted: {note}" for note in group.notes]
        lines += [f"  “{quote.text}” ({quote.reference})" for quote in found.typical(group)]
        parts.append("\n".join([*lines, f"  If it is a category: {proposal.command}"]))
    return "\n\n".join(parts)
