"""`coder why`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import give_json, json_option, study_option

if TYPE_CHECKING:
    from coder.steps.why import Given


@click.command()
@click.argument("segment")
@click.argument("code", required=False)
@study_option
@json_option
def why(segment: str, code: str | None, root: Path, json_out: str | None) -> None:
    """Tell why codes (or one CODE) were suggested for a SEGMENT, once somebody has decided on them.

    SEGMENT is its id (coder segments lists them) or the key that stands beside the passage in a workbook.
    """
    from coder.steps.why import for_study
    from coder.study import Study

    found = for_study(Study(root), segment, code)
    if json_out:
        give_json([asdict(one) for one in found], json_out)
        return
    click.echo("\n\n".join(_told(one) for one in found))


def _told(one: Given) -> str:
    reason = one.reason
    rest = reason.odds - reason.own - reason.before - reason.after
    parts = [
        f"the passage's words {reason.own:+.2f}",
        f"what was said before {reason.before:+.2f}",
        f"and after {reason.after:+.2f}",
        f"the rest {rest:+.2f}",
    ]
    lines = [
        one.code,
        f"  Log-odds {reason.odds:+.2f} before refusals and the hierarchy: {', '.join(parts)}.",
        f"  Words that moved it most: {', '.join(f'{each.word} {each.by:+.2f}' for each in reason.words) or 'none'}.",
    ]
    lines += [f"  Alike, coded so ({likeness:.2f}): {name} {words}" for name, likeness, words in one.passages]
    return "\n".join(lines)
