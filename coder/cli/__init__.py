"""Words typed by a user -> steps: one file a command, one group, one way for an error to be told."""

from __future__ import annotations

from typing import Any

import click

from coder import __version__
from coder.cli import (
    agree,
    codebook,
    configurations,
    cooccurrence,
    emergence,
    evaluate,
    export,
    import_,
    init,
    matrix,
    quotes,
    report,
    review,
    round_,
    saturation,
    segments,
    suggestions,
    survey,
    tag,
    timeline,
    train,
    transcripts,
    triage,
    units,
    why,
    workshop,
)
from coder.errors import CoderError


class Group(click.Group):
    """Lists commands in the order of the work, and turns the tool's own errors into one plain line and exit 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands in the order they are used in a study."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The tool's own commands by stage of the work; those of a command of its own as click lists them."""
        if ctx.command is not main:
            super().format_commands(ctx, formatter)
            return
        width = max(len(name) for name in self.commands)
        for stage, inner in STAGES.items():
            with formatter.section(stage):
                rows = [(str(one.name).ljust(width), line) for one, line in inner]
                formatter.write_dl(rows)

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

    The usual order: tag; review on this computer, or export and import; agree; workshop; train; tag again; report. With `round start`
    after tag, a part is coded without suggestions, and agree says whether suggestions lead.
    """


STAGES: dict[str, tuple[tuple[click.Command, str], ...]] = {
    "Begin": (
        (init.init, "make the folder of a study"),
        (codebook.codebook, "print, check and change the codebook"),
        (transcripts.transcripts, "see how transcripts are read; find and redact names"),
        (segments.segments, "list what is coded"),
        (units.merge, "join segments of one turn"),
        (units.split, "divide a segment"),
        (units.freeze, "settle the units before coding"),
    ),
    "Code": (
        (tag.tag, "read transcripts and suggest codes"),
        (round_.round_, "plan a round that measures whether suggestions lead"),
        (review.review, "confirm or refute on screen"),
        (export.export, "give a coder a workbook or a page"),
        (import_.import_, "bring a coder's answers back"),
        (why.why, "what moved a suggestion, once it is decided"),
    ),
    "Agree": (
        (agree.agree, "how far coders agree, here or in any table"),
        (workshop.workshop, "settle what coders differ about"),
    ),
    "Teach the model": (
        (train.train, "learn from what people decided"),
        (evaluate.evaluate, "how good suggestions are"),
        (triage.triage, "what to read first when time is short"),
        (triage.next_, "what to code next so that the model learns most"),
        (suggestions.suggestions, "take in suggestions made elsewhere"),
    ),
    "Use what was coded": (
        (matrix.matrix, "codes by participant, interview, source or variable"),
        (quotes.quotes, "confirmed passages to quote"),
        (survey.survey, "tables of a questionnaire's fixed questions"),
        (saturation.saturation, "which interviews brought new codes"),
        (cooccurrence.cooccurrence, "which codes stand together"),
        (emergence.emergence, "passages that no code fits, grouped"),
        (configurations.configurations, "contexts, mechanisms and outcomes, linked to passages"),
        (timeline.situation, "situations that run through several interviews"),
        (timeline.timeline, "one participant's codes over their interviews"),
        (report.report, "methods and results of the study, as page and Word file"),
    ),
}
"""The commands in the order of the work, with a line on each, as `coder --help` lists them."""

for stage in STAGES.values():
    for command, line in stage:
        command.short_help = line
        main.add_command(command)
