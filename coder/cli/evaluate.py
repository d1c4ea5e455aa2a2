"""`coder evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import count, give_json, json_option, now, parts, study_option, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coder.agreement import Figure
    from coder.report.evaluation_record import Blind, Crossed, Evaluated, Test


@click.command()
@study_option
@click.option("--seed", type=int, default=0, show_default=True, help="Of how people are dealt to parts, and of what is drawn.")
@json_option
@click.option("--html", "html_out", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole report as one page.")
@click.option("--no-passages", is_flag=True, help="Leave participants' words out of the page.")
def evaluate(root: Path, seed: int, json_out: str | None, html_out: Path | None, no_passages: bool) -> None:
    """Say how good suggestions are, beside the coders' own agreement and trivial baselines.

    On a round's blind sample, as soon as all have coded it: what the model had said before anybody decided. And by
    cross-validation on the coding there is: twenty models, each tested on people that it did not learn from, which takes two
    to three times as long as `coder train`. Never on what a model learned from.
    """
    if html_out is not None and html_out.suffix.lower() != ".html":
        raise click.BadParameter(f"the file should end in .html, not be {html_out.name}", param_hint="--html")
    from coder.steps import evaluating
    from coder.study import Study

    found = evaluating.evaluate(Study(root), seed, parts)
    if json_out:
        give_json(evaluating.data(found, now()), json_out)
    else:
        _tell(found)
    if html_out is not None:
        evaluating.write(found, html_out, now(), passages=not no_passages)
        click.echo(f"Written: {html_out}", err=json_out == "-")


def _tell(found: Evaluated) -> None:
    if found.blind is not None:
        _tell_blind(found.blind)
    if found.waiting:
        click.echo(f"Mind: {found.waiting}.\n")
    if found.crossed is None:
        click.echo(f"No cross-validation: {found.undefined}.")
        return
    crossed, test = found.crossed, found.crossed.test
    whose = "decided on in this study" if crossed.own else "in the coded tables (nothing is decided in this study yet)"
    click.echo(
        f"Tested on {count(test.passages, 'segment')} {whose}, each by a model that saw nothing of its speaker "
        f"({count(test.people, 'participant')}, {crossed.folds} parts)."
    )
    _tell_test(test, crossed.human)
    if found.precision:
        best = crossed.best["all"].value
        click.echo(f"Suggested from the scores of best F1 instead, mean F1 would be {_number(best)}.")
    click.echo("")
    _tell_bands(crossed, found.precision)
    click.echo("")
    _tell_curve(crossed)
    if found.blind is None and not found.waiting:
        click.echo("The only honest test of a model in use is a blind sample: coder round start draws one.")
    click.echo("More (calibration, confusions, most wrong passages): coder evaluate --html FILE.html")


def _tell_blind(blind: Blind) -> None:
    click.echo(
        f"On the blind sample of the round {blind.round}: {count(blind.drawn, 'segment')}, coded without suggestions, against what the "
        "model had said before anybody decided."
    )
    rows = []
    for test in blind.tests:
        get = {figure.name: figure for figure in test.means["all"]}
        names = ("precision", "recall", "f1", "average_precision", "kappa")
        rows.append((test.against, *(_of(get[name]) for name in names), _interval(get["f1"])))
    headings = ("Mean over codes against", "Precision", "Recall", "F1", "AP", "Kappa", "95 % of F1")
    click.echo(table(headings, rows, right=(1, 2, 3, 4, 5)))
    click.echo(f"\nAgainst {blind.tests[0].against}:")
    _tell_test(blind.tests[0], blind.human)
    click.echo("")


def _tell_test(test: Test, human: Mapping[str, Figure]) -> None:
    headings = (
        "Code",
        "Segments",
        "Precision",
        "Recall",
        "F1",
        "95 % interval",
        "Always yes",
        "By frequency",
        "AP",
        "Kappa",
        "People's kappa",
    )
    rows = []
    for code, (positives, _, _) in test.counts.items():
        get = {name: test.get(name, code) for name in ("precision", "recall", "f1", "always_yes_f1", "frequency_f1")}
        rows.append(
            (
                code,
                f"{positives:,}",
                *(_of(get[name]) for name in ("precision", "recall", "f1")),
                _interval(get["f1"]),
                *(_of(get[name]) for name in ("always_yes_f1", "frequency_f1")),
                *(_of(test.get(name, code)) for name in ("average_precision", "kappa")),
                _of(human[code]) if code in human else "-",
            )
        )
    click.echo(table(headings, rows, right=(1, 2, 3, 4, 6, 7, 8, 9, 10)))
    for over, words in (("themes", "themes and components"), ("categories", "categories")):
        f1 = test.mean("f1", over)
        if f1.value is not None:
            always, kappa = test.mean("always_yes_f1", over), test.mean("kappa", over)
            click.echo(f"Mean, {words}: F1 {_of(f1)} ({_interval(f1)}), always yes {_of(always)}, kappa {_of(kappa)}.")
    click.echo(f"Calibration error {_number(test.calibration_error, 3)}, Brier score {_number(test.brier, 3)}.")
    if test.saved.value is not None:
        click.echo(
            f"Read in the order of `coder triage`, 95 % of the coded segments are met after {100 * (1 - test.saved.value):.0f} % of the "
            "words (a random order: 95 %)."
        )


def _tell_bands(crossed: Crossed, wanted: float) -> None:
    from coder.report.evaluation_record import short

    headings = ("Code", "Suggested from", "Suggested", "Right", "95 % interval", "Unsure", "Set aside", "Absent there", "Remark")
    rows = [
        (
            one.code,
            f"{one.suggest_from:.2f}",
            f"{100 * one.suggested:.1f} %",
            _of(one.precision),
            _interval(one.precision),
            f"{100 * one.unsure:.1f} %",
            f"{100 * one.absent:.1f} %",
            _number(one.absence.value, 3),
            short(one, wanted),
        )
        for one in crossed.bands
    ]
    click.echo(table(headings, rows, right=(1, 2, 3, 5, 6, 7)))


def _tell_curve(crossed: Crossed) -> None:
    rows = [(f"{step.passages:,.0f}", _of(step.themes), _of(step.categories), _of(step.precision)) for step in crossed.curve]
    click.echo(table(("Segments learned from", "F1, themes", "F1, categories", "AP"), rows, right=(0, 1, 2, 3)))


def _of(figure: Figure) -> str:
    return _number(figure.value)


def _interval(figure: Figure) -> str:
    return "-" if figure.low is None or figure.high is None else f"{figure.low:.2f} to {figure.high:.2f}"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"
