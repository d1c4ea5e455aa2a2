"""`coder evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import bar, count, give_json, json_option, study_option, table

if TYPE_CHECKING:
    from coder.steps.assessing import Assessed


@click.command()
@study_option
@json_option
def evaluate(root: Path, json_out: str | None) -> None:
    """Say how good the model is on people it did not learn from, beside the coders' own agreement and trivial baselines."""
    from coder.steps import assessing
    from coder.study import Study

    done = assessing.evaluate(Study(root), bar)
    if json_out:
        give_json(done.as_json(), json_out)
    else:
        _tell(done)


def _tell(done: Assessed) -> None:
    found = done.evaluation
    whose = "decided on in this study" if done.own else "in the coded tables (nothing is decided in this study yet)"
    click.echo(f"Tested on {count(done.segments, 'segment')} {whose}, each by a model that saw nothing of its speaker.")
    if found.undefined:
        click.echo(f"How good it is cannot be told: {found.undefined}.")
        return
    click.echo(f"{count(found.groups, 'participant')}, {found.folds} parts.\n")
    headings = (
        "Code",
        "Segments",
        "Precision",
        "Recall",
        "F1",
        "95 % interval",
        "Always yes",
        "AP",
        "Random",
        "Kappa",
        "People's kappa",
    )
    rows = []
    for one in found.per_code:
        interval = done.intervals[one.code]["f1"]
        human = done.human.get(one.code)
        rows.append(
            (
                one.code,
                str(one.positives),
                _number(one.precision),
                _number(one.recall),
                _number(one.f1),
                "-" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}",
                _number(one.always_f1),
                _number(one.average_precision),
                _number(one.prevalence),
                _number(one.kappa),
                _number(human.value if human else None),
            )
        )
    click.echo(table(headings, rows, right=(1, 2, 3, 4, 6, 7, 8, 9, 10)))
    for name, macro in (("themes and components", found.themes), ("categories", found.categories)):
        if macro.codes:
            click.echo(
                f"Mean over {count(macro.codes, 'code')} ({name}): F1 {_number(macro.f1)}, always yes {_number(macro.always_f1)}."
            )
    click.echo(f"Calibration error {_number(found.calibration_error, 3)}, Brier score {_number(found.brier, 3)}.")
    if done.reading_saved_at_95 is not None:
        click.echo(
            f"Read in the order of `coder triage`, 95 % of the coded segments are met {_saving(done.reading_saved_at_95)}."
        )
    if not done.human:
        click.echo("People's kappa needs two coders' decisions: it is the ceiling to hold the model against.")


def _saving(share: float) -> str:
    return f"after {100 * (1 - share):.0f} % of the words (a random order: 95 %)"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
