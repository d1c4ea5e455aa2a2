"""Words typed by a user -> steps: one file a command, one group, one way for an error to be told."""

from __future__ import annotations

from typing import Any

import click

from coder import __version__
from coder.cli import (
    agree,
    codebook,
    evaluate,
    export,
    import_,
    init,
    review,
    round_,
    segments,
    suggestions,
    tag,
    train,
    transcripts,
    triage,
    units,
    workshop,
)
from coder.errors import CoderError


class Group(click.Group):
    """Lists commands in the order of the work, and turns the tool's own errors into one plain line and exit 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands in the order they are used in a study."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that the user can mend is told without a traceback."""
        try:
            return super().invoke(ctx)
        except CoderError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("\nStopped. What was done so far is kept: give the command again to go on.", err=True)
            ctx.exit(130)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Code interview transcripts with a codebook: a model suggests, people confirm or refute, their agreement is reported.

    Everything stays on this machine. A study is a folder with codebook.yaml, transcripts/ and models/; commands work on the
    folder you are in, or on the one named with --study.

    The usual order: tag, export, import, agree, train, tag again.
    """


for command in (
    init.init,
    codebook.codebook,
    transcripts.transcripts,
    segments.segments,
    units.merge,
    units.split,
    units.freeze,
    tag.tag,
    round_.round_,
    export.export,
    review.review,
    import_.import_,
    agree.agree,
    workshop.workshop,
    train.train,
    evaluate.evaluate,
    triage.triage,
    triage.next_,
    suggestions.suggestions,
):
    main.add_command(command)
