"""`coder review`."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import now, study_option


@click.command()
@click.option(
    "--coder", "coders", multiple=True, help="Make a link for this person, which opens their work only. May be repeated."
)
@click.option("--host", metavar="ADDRESS", help="Let other machines in at this address of this machine; needs --coder.")
@study_option
def review(coders: tuple[str, ...], host: str | None, root: Path) -> None:
    """Open the review page in the browser: confirm or refute what was suggested, passage by passage.

    Every answer is in the study at once. The page is on this machine only, unless --host says otherwise.
    """
    import webbrowser

    from coder.review import serving
    from coder.review.door import Door
    from coder.review.web import app
    from coder.steps import reviewing
    from coder.study import Study

    who = reviewing.team(coders)
    address = serving.LOOPBACK if host is None else reviewing.address(host, who)
    desk = reviewing.StudyDesk(Study(root), now)
    found: list[str] = []

    def link(coder: str, token: str) -> str:
        whose = f"{coder}: " if coder else ""
        return f"{whose}{found[0]}/#{token}"

    door = Door(lambda coder, token: click.echo(f"For another window, or to come back:\n  {link(coder, token)}"))

    def ready(at: str) -> None:
        found.append(at)
        tokens = door.links(who or ("",))
        click.echo("The review page is open. Each link lets one browser window in, once:")
        for coder, token in tokens.items():
            click.echo(f"  {link(coder, token)}")
        if host is not None:
            click.echo("Mind: anybody who can listen in on this network can read along. Use it only on a network that you trust.")
        click.echo("To end, press Ctrl-C here.")
        if host is None and len(tokens) == 1:
            webbrowser.open(f"{at}/#{next(iter(tokens.values()))}")

    try:
        serving.serve(app(desk, door, address), address, ready)
    finally:
        desk.close()
