"""`coder agree`."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import count, give_json, json_option, now, study_option, table

if TYPE_CHECKING:
    from coder.agreement import Figure, Summary


def _listed(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip()) if words else ()


@click.command()
@click.argument("ratings", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@study_option
@click.option("--coders", help="Only these coders, separated by commas.")
@click.option("--rounds", help="Only ratings of these conditions (column `condition`), separated by commas.")
@click.option("--level", type=click.Choice(["nominal", "ordinal", "interval"]), help="Tables with one value a unit: its level.")
@click.option(
    "--distance",
    type=click.Choice(["masi", "jaccard", "dice", "hierarchy"]),
    default="masi",
    show_default=True,
    help="Distance between whole code sets.",
)
@click.option("--codebook", type=click.Path(path_type=Path, dir_okay=False), help="Check a table's codes against this codebook.")
@click.option("--empty", multiple=True, help="How a table says `looked, no code fits` (may be given more than once).")
@click.option("--missing", multiple=True, help="How a table says `not rated`; by default a blank cell.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of what is drawn at random.")
@json_option
@click.option("--html", "html_out", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as one page.")
def agree(
    ratings: tuple[Path, ...],
    root: Path,
    coders: str | None,
    rounds: str | None,
    level: Any,
    distance: str,
    codebook: Path | None,
    empty: tuple[str, ...],
    missing: tuple[str, ...],
    seed: int,
    json_out: str | None,
    html_out: Path | None,
) -> None:
    """Report how far coders agree: all of them, and each pair, code by code.

    Of the study's own decisions, or of RATINGS: tables (.csv, .xlsx) of any tool, for which no study is needed. A table has the
    columns unit, coder, code (and if known transcript), one row a code; or a column unit and one column a coder, codes
    separated by ; in each cell.
    """
    if html_out is not None and level is not None:
        raise click.UsageError("--html is for codes; for tables with one value a unit use --json")
    from coder.steps import agreeing
    from coder.steps.ratings import Wanted
    from coder.steps.ratings import agree as agree_tables
    from coder.study import Study

    if ratings:
        wanted = Wanted(_listed(coders), _listed(rounds), level, distance, empty, missing, codebook, seed)
        summary, labels = agree_tables(ratings, wanted)
    else:
        summary, labels = agreeing.agree(Study(root), _listed(coders), distance)
    if json_out:
        give_json(_plain(summary), json_out)
    elif level is not None:
        _tell_values(summary)
    else:
        _tell(summary, distance)
    if html_out:
        agreeing.write_page(summary, labels, html_out, now(), distance)
        click.echo(f"Written: {html_out}")


def _plain(summary: Summary) -> dict[str, object]:
    return {
        "coders": list(summary.coders),
        "codes": list(summary.codes),
        "n_units": summary.n_units,
        "n_transcripts": summary.n_transcripts,
        "figures": [figure.as_dict() for figure in summary.figures],
        "flagged": list(summary.flagged),
        "notes": list(summary.notes),
    }


def _begin(summary: Summary) -> None:
    where = f" in {count(summary.n_transcripts, 'transcript')}" if summary.n_transcripts else ""
    who = ", ".join(summary.coders[:-1]) + f" and {summary.coders[-1]}"
    click.echo(f"{who}: {count(summary.n_units, 'segment')}{where} rated by at least one of them.")
    for note in summary.notes:
        click.echo(f"Read so: {note}")


def _tell(summary: Summary, distance: str) -> None:
    _begin(summary)
    _table(summary, ())
    if len(summary.coders) > 2:
        for pair in combinations(summary.coders, 2):
            click.echo(f"\n{pair[0]} and {pair[1]}")
            _table(summary, pair)
    whole = summary.get(f"alpha_{distance}")
    click.echo(f"\nWhole code sets, alpha with {distance} distance: {_number(whole)}{_interval(whole)}")
    click.echo(f"Mean alpha over codes: {_number(summary.get('macro_mean'))}")
    undefined = [figure for figure in summary.undefined() if figure.name == "alpha" and not figure.coders]
    if undefined:
        click.echo(
            f"{count(len(undefined), 'code has', 'codes have')} no alpha and {'is' if len(undefined) == 1 else 'are'} in no mean:"
        )
        for figure in undefined:
            click.echo(f"  {figure.code}: {figure.reason}")
    if whole.warning:
        click.echo(f"Mind: {whole.warning}")
    if summary.flagged:
        click.echo(f"Mind: rare codes make kappa low although coders mostly agree in {', '.join(summary.flagged)}.")
    click.echo("Agreement between people who saw the same suggestions is not evidence of reliability.")


def _tell_values(summary: Summary) -> None:
    _begin(summary)
    names = {
        "percent": "Percent agreement",
        "cohen": "Cohen's kappa",
        "conger": "Conger's kappa",
        "scott": "Scott's pi",
        "fleiss": "Fleiss' kappa",
        "alpha": "Krippendorff's alpha",
        "ac1": "Gwet's AC",
        "pabak": "Brennan-Prediger",
    }
    found = {figure.name: figure for figure in summary.figures if not figure.code and not figure.coders}
    rows = [
        (label, _number(found[name]), _interval(found[name]).strip(), found[name].reason)
        for name, label in names.items()
        if name in found
    ]
    click.echo(table(("Coefficient", "Value", "95 % interval", "Remark"), rows, right=(1,)))


def _table(summary: Summary, coders: tuple[str, ...]) -> None:
    kappa = "cohen" if coders or len(summary.coders) == 2 else "conger"
    rows = []
    for code in summary.codes:
        alpha = summary.get("alpha", code, coders)
        rows.append(
            (
                code,
                str(alpha.n_units),
                _percent(summary.get("percent", code, coders)),
                _number(summary.get(kappa, code, coders)),
                _number(alpha),
                _interval(alpha).strip(),
            )
        )
    name = "Kappa" if kappa == "cohen" else "Kappa (Conger)"
    click.echo(table(("Code", "Both", "Agree", name, "Alpha", "95 % interval"), rows, right=(1, 2, 3, 4)))


def _number(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{figure.value:.2f}"


def _percent(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{100 * figure.value:.1f} %"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"  {figure.low:.2f} to {figure.high:.2f}"
