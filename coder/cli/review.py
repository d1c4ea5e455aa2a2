"""`coder review`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.opening import mind_untagged, open_page, people_options
from coder.cli.options import now, study_option


@click.command()
@people_options
@study_option
def review(coders: tuple[str, ...], host: str | None, root: Path) -> None:
    """Open the review page in the browser: confirm or refute what was suggested, passage by passage.

    Every answer is in the study at once. The page is on this machine only, unless --host says otherwise.
    """
    from coder.review import serving
    from coder.review.web import app
    from coder.steps import reviewing
    from coder.study import Study

    who = reviewing.team(coders)
    address = serving.LOOPBACK if host is None else reviewing.address(host, who)
    desk = reviewing.StudyDesk(Study(root), now)
    try:
        desk.know(who)
        mind_untagged(desk.ready())
        open_page("review", lambda door, at: app(desk, door, at), who or ("",), address)
    finally:
        desk.close()
