"""A page's application -> its server, its links shown and opened: what the commands that open a page have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coder.cli.options import count

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from coder.review.door import Door

F = TypeVar("F", bound=Callable[..., Any])


def people_options(command: F) -> F:
    """Add `--coder` and `--host`: who may come in, and from where."""
    coder = click.option(
        "--coder", "coders", multiple=True, help="Make a link for this person, which opens their work only. May be repeated."
    )
    host = click.option("--host", metavar="ADDRESS", help="Let other machines in at this address of this machine; needs --coder.")
    return coder(host(command))


def mind_untagged(passages: int) -> None:
    """Tell that passages show no suggestion because nobody has tagged them as they are now."""
    if passages:
        changed = count(passages, "passage is", "passages are")
        click.echo(f"Mind: {changed} new or changed since the last coder tag, and without suggestions: run coder tag first.")


def open_page(title: str, application: Callable[[Door, str], Starlette], people: Iterable[str], address: str) -> None:
    """Serve a page until somebody ends it; each of `people` gets a link ("" is whoever is at this machine)."""
    import webbrowser

    from coder.review import serving
    from coder.review.door import Door

    found: list[str] = []

    def link(coder: str, token: str) -> str:
        whose = f"{coder}: " if coder else ""
        return f"{whose}{found[0]}/#{token}"

    door = Door(lambda coder, token: click.echo(f"For another window, or to come back:\n  {link(coder, token)}"))

    def ready(at: str) -> None:
        found.append(at)
        tokens = door.links(people)
        click.echo(f"The {title} page is open. Each link lets one browser window in, once:")
        for coder, token in tokens.items():
            click.echo(f"  {link(coder, token)}")
        if address != serving.LOOPBACK:
            click.echo("Mind: anybody who can listen in on this network can read along. Use it only on a network that you trust.")
        click.echo("To end, press Ctrl-C here.")
        if address == serving.LOOPBACK and (len(tokens) == 1 or "" in tokens):
            webbrowser.open(f"{at}/#{tokens.get('') or next(iter(tokens.values()))}")

    serving.serve(application(door, address), address, ready)
