"""`coder train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import count, give_json, json_option, now, parts, study_option, table

if TYPE_CHECKING:
    from coder.steps.training import Consensus, Trained


@click.command()
@study_option
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the model; by default in models/trained/."
)
@json_option
def train(root: Path, out: Path | None, json_out: str | None) -> None:
    """Learn from what people decided, and say how good the result is on interviews it did not learn from."""
    from coder.steps import training
    from coder.study import Study

    done = training.train(Study(root), out, now(), parts)
    if json_out:
        give_json(done.evaluation.as_json(), json_out)
    else:
        _tell(done)


def _tell(done: Trained) -> None:
    coders = f" by {', '.join(done.coders)}" if done.coders else ""
    tables = f", {count(done.tables, 'coded segment')} from models/training" if done.tables else ""
    click.echo(f"Learned from {count(done.decided, 'segment')} decided{coders}{tables}, and the codebook's own examples.")
    if len(done.coders) > 1:
        click.echo(_whose(done.consensus))
    click.echo("")
    found = done.evaluation
    if found.undefined:
        click.echo(f"How good it is cannot be told: {found.undefined}.")
    else:
        click.echo(f"Tested on participants it did not learn from ({found.groups} participants, {found.folds} parts):")
        rows = [
            (one.code, str(one.positives), _number(one.precision), _number(one.recall), _number(one.f1), _number(one.always_f1))
            for one in found.per_code
        ]
        click.echo(table(("Code", "Segments", "Precision", "Recall", "F1", "Always yes"), rows, right=(1, 2, 3, 4, 5)))
        mean = found.overall
        click.echo(f"Mean over codes: F1 {_number(mean.f1)}, suggesting everything everywhere {_number(mean.always_f1)}.")
        if mean.precision is not None and mean.recall is not None:
            click.echo(_in_words(mean.precision, mean.recall))
    if done.too_few:
        listed = ", ".join(f"{code} ({number})" for code, number in done.too_few)
        click.echo(f"Too few examples to learn, so suggested from the codebook alone: {listed}.")
    click.echo(f"Written: {done.folder}; its CARD.md has all figures.")
    click.echo("Next: coder tag uses this model.")


def _whose(consensus: Consensus) -> str:
    """Say whose word counts where several decided."""
    majority = "what most of the coders said, and nothing where they were evenly divided"
    if not consensus.codes and not consensus.both:
        return f"What counts there: {majority}."
    settled = f"{count(consensus.codes, 'code')} of {count(consensus.segments, 'segment')} as the workshop settled them"
    both = f" (nothing is learned from {consensus.both:,} more of which both readings were kept)" if consensus.both else ""
    return f"What counts there: {settled}{both}; else {majority}."


def _in_words(precision: float, recall: float) -> str:
    """The table in words that need no key."""
    return (
        f"In words: of 10 suggestions about {round(10 * precision)} are right (precision), and of 10 passages with a code about "
        f"{round(10 * recall)} are found (recall), on the mean over codes. F1 is the two in one figure; always yes is the F1 of "
        "suggesting the code everywhere, which a model should beat."
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
