"""`coder configurations`: stating what works for whom in which context, linking passages, and counting them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coder.cli.options import codes_from, count, give_file, give_json, json_option, now, study_option, table
from coder.cli.pages import picture_option, to_picture
from coder.steps.names import typed

if TYPE_CHECKING:
    from coder.analysis.configurations import Part
    from coder.report.sections import Table
    from coder.steps.configurations import By

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, dir_okay=False)
PARTS = ("context", "mechanism", "outcome")


@click.group(invoke_without_command=True)
@study_option
@json_option
@click.pass_context
def configurations(ctx: click.Context, root: Path, json_out: str | None) -> None:
    """List the configurations (context, mechanism, outcome) with the passages, people and interviews that stand for each."""
    if ctx.invoked_subcommand is not None:
        return
    from coder.report.analysis_configurations import evidence_table
    from coder.report.analysis_data import evidence_data
    from coder.steps import configurations as steps
    from coder.study import Study

    found = steps.stated(Study(root))
    if json_out:
        give_json(evidence_data(found.evidence, found.links), json_out)
        return
    if not found.evidence:
        click.echo(f"{steps.NONE[0].upper()}{steps.NONE[1:]}.")
        return
    for one in found.evidence:
        click.echo(f"{one.configuration.id}: {one.configuration.statement}")
    click.echo("")
    _print(evidence_table(found.evidence))
    click.echo("Next: coder configurations show ID prints the passages; coder configurations suggest ID lists some to link.")


@configurations.command()
@click.argument("name", metavar="ID")
@study_option
@json_option
def show(name: str, root: Path, json_out: str | None) -> None:
    """Print one configuration: its versions, and the passages linked to it."""
    from coder.analysis.references import reference
    from coder.report.analysis_data import evidence_data, version_data
    from coder.steps import configurations as steps
    from coder.study import Study

    study = Study(root)
    versions = steps.versions(study, name)
    found = steps.stated(study)
    links = [link for link in found.links if link.configuration == name]
    evidence = [one for one in found.evidence if one.configuration.id == name]
    if json_out:
        plain = evidence_data(evidence, links)
        give_json({"versions": [version_data(one.configuration, one.withdrawn) for one in versions], **plain}, json_out)
        return
    for one in versions:
        said = one.configuration
        what = "withdrawn" if one.withdrawn else said.strength or "evidence not judged yet"
        click.echo(f"Version {said.version}, {said.at[:10]}, {said.who} ({said.why}): {what}\n  {said.statement}")
    rows = []
    for link in links:
        passage = found.passages.get(link.segment)
        where = reference(passage) if passage else "in no transcript any more"
        rows.append((link.part.value, link.stand.value, link.segment, where, link.who, _short(passage.text if passage else "")))
    if rows:
        rows.sort(key=lambda row: PARTS.index(row[0]))
        click.echo("\n" + table(("Part", "Stands as", "Passage", "Where", "Who", "Words"), rows))
    else:
        click.echo(f"\nNo passage is linked yet: coder configurations suggest {name} lists some.")


def _signed(command: F) -> F:
    """Add `--who` and `--why`, which every statement asks for, and the study."""
    command = click.option("--why", required=True, help="Why: it is kept with it.")(command)
    command = click.option("--who", required=True, help="Who states it.")(command)
    return study_option(command)


@configurations.command()
@click.argument("name", metavar="ID")
@click.option("--statement", default="", help="In a sentence: in which context which mechanism gives which outcome.")
@click.option("--strength", default="", help="How strong the evidence is, in a word: weak, moderate, strong.")
@click.option("--context", "context", multiple=True, metavar="CODE", help="A code that the context is about.")
@click.option("--mechanism", "mechanism", multiple=True, metavar="CODE", help="A code that the mechanism is about.")
@click.option("--outcome", "outcome", multiple=True, metavar="CODE", help="A code that the outcome is about.")
@_signed
def add(
    name: str,
    statement: str,
    strength: str,
    context: tuple[str, ...],
    mechanism: tuple[str, ...],
    outcome: tuple[str, ...],
    root: Path,
    who: str,
    why: str,
) -> None:
    """State a configuration, or word one anew: what is not given stays, and earlier versions are kept."""
    from coder.analysis.configurations import Part
    from coder.steps import configurations as steps
    from coder.study import Study

    codes = {Part.CONTEXT: context, Part.MECHANISM: mechanism, Part.OUTCOME: outcome}
    done = steps.add(Study(root), name, statement, strength, codes, steps.By(who, why, now()))
    click.echo(f"{done.id}, version {done.version}: {done.statement}")
    click.echo(f"Evidence: {done.strength or 'not judged yet'}.")
    click.echo(f"Next: coder configurations suggest {typed(done.id)} lists passages to link.")


@configurations.command()
@click.argument("name", metavar="ID")
@_signed
def withdraw(name: str, root: Path, who: str, why: str) -> None:
    """Take a configuration out of the list; what was said of it, and its links, are kept."""
    from coder.steps import configurations as steps
    from coder.study import Study

    steps.withdraw(Study(root), name, steps.By(who, why, now()))
    click.echo(f"{name} is withdrawn; its versions and links stay in the ledger.")


def _linking(command: F) -> F:
    """Add the configuration, the passages, the parts, and who links."""
    command = click.option("--why", default="", help="Why, in a few words.")(command)
    command = click.option("--who", required=True, help="Who says so.")(command)
    command = study_option(command)
    command = click.argument("passages", nargs=-1, required=True, metavar="PASSAGE...")(command)
    return click.argument("name", metavar="ID")(command)


@configurations.command()
@_linking
@click.option(
    "--part", "parts", multiple=True, required=True, type=click.Choice(PARTS), help="What the passage shows; may be several."
)
@click.option("--counter-example", "counter", is_flag=True, help="The passage speaks against it.")
def link(name: str, passages: tuple[str, ...], parts: tuple[str, ...], counter: bool, root: Path, who: str, why: str) -> None:
    """Link PASSAGES (their ids, as `coder segments` lists them) to parts of a configuration."""
    from coder.analysis.configurations import Stand
    from coder.steps import configurations as steps
    from coder.study import Study

    stand = Stand.COUNTER if counter else Stand.SUPPORTS
    done = steps.link(Study(root), name, passages, _parts(parts), stand, _by(who, why))
    click.echo(f"{name}: {count(done, 'new link')}." if done else f"{name}: these links are there already; nothing was changed.")


@configurations.command()
@_linking
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only from this part; by default from all.")
def unlink(name: str, passages: tuple[str, ...], parts: tuple[str, ...], root: Path, who: str, why: str) -> None:
    """Take links of PASSAGES back; that they were there stays in the ledger."""
    from coder.steps import configurations as steps
    from coder.study import Study

    done = steps.link(Study(root), name, passages, _parts(parts), None, _by(who, why))
    click.echo(f"{name}: {count(done, 'link')} taken back.")


@configurations.command()
@click.argument("file", type=FILE, required=False)
@_signed
def start(file: Path | None, root: Path, who: str, why: str) -> None:
    """Bring in configurations to begin with: those of FILE, or the four that come with the codebook on mentoring."""
    from coder.steps import configurations as steps
    from coder.study import Study

    found, new = steps.start(Study(root), file, steps.By(who, why, now()))
    there = len(found.configurations) - len(new)
    click.echo(f"{found.name}: {count(len(new), 'configuration')} brought in{f', {there} known already' if there else ''}.")
    for name in new:
        click.echo(f"  {name}")
    click.echo(
        "They are a place to begin, not what this study has found. Next: coder configurations suggest ID lists passages to link."
    )


@configurations.command()
@click.argument("name", metavar="[ID]", required=False)
@study_option
@codes_from
@click.option("--seed", default=1, show_default=True, help="Of the random placements.")
@click.option("--orders", default=1000, show_default=True, type=click.IntRange(100, 100_000), help="How many random placements.")
@json_option
def suggest(name: str | None, root: Path, coder: str | None, blind: bool, seed: int, orders: int, json_out: str | None) -> None:
    """Show which codes of different parts stand together, against chance; with ID, passages to link to that configuration."""
    from coder.report.analysis_configurations import companions_table
    from coder.report.analysis_data import candidates_data, companions_data
    from coder.steps import configurations as steps
    from coder.steps.analysed import Given
    from coder.study import Study

    study, given = Study(root), Given(coder, blind)
    if name is None:
        companions, source = steps.suggest(study, given, seed, orders)
        if json_out:
            give_json(companions_data(companions, source.said), json_out)
            return
        click.echo(source.said)
        if companions.found:
            _print(companions_table(companions, source.codebook, most=20))
        else:
            click.echo("No codes of different parts stand together.")
        return
    one, found, source = steps.to_link(study, given, name)
    if json_out:
        give_json(candidates_data(one, found, source.said), json_out)
        return
    click.echo(source.said)
    if not found:
        click.echo(f"No passage that is not linked yet has codes of two parts of {name}.")
        return
    _candidates(found)
    click.echo(
        f"Next: coder configurations link {typed(name)} PASSAGE... --part context --who NAME, for those that you judge to show it."
    )


def _candidates(found: Sequence[Any]) -> None:
    from coder.analysis.references import reference

    rows = [
        (
            each.passage.id,
            reference(each.passage),
            " + ".join(f"{part.value}: {', '.join(code.rpartition('/')[2] for code in of)}" for part, of in each.codes.items())
            + (" (more beside it)" if each.with_neighbours else ""),
            _short(each.passage.text),
        )
        for each in found
    ]
    click.echo(table(("Passage", "Where", "Has", "Words"), rows))


@configurations.command()
@study_option
@codes_from
@click.option(
    "--stages", type=FILE, help="A file with the columns under `model:`; by default the tool's own, or the codes' roles."
)
@click.option(
    "--least",
    type=click.IntRange(1),
    help="Passages that a line must stand for; by default so many that the lines can be told apart.",
)
@picture_option
@click.option("--dot", "dot_out", type=FILE, help="Write the source for Graphviz.")
@json_option
def model(
    root: Path,
    coder: str | None,
    blind: bool,
    stages: Path | None,
    least: int | None,
    picture: Path | None,
    dot_out: Path | None,
    json_out: str | None,
) -> None:
    """Draw the explanatory model: codes in the columns of its stages, joined where they stand together, with their numbers."""
    from coder.report import analysis_model as report
    from coder.report.analysis_data import model_data
    from coder.report.sections import figure
    from coder.steps import configurations as steps
    from coder.steps.analysed import Given
    from coder.study import Study

    found = steps.draw(Study(root), Given(coder, blind), stages)
    fewest = least or report.least_drawn(found.model)
    if picture:
        drawn = figure(report.graph(found.model, fewest), "Explanatory model", report.alt(found.model, fewest))
        to_picture(drawn, picture, quiet=json_out is not None)
    if dot_out:
        give_file(dot_out, report.dot(found.model, fewest).encode())
        click.echo(f"Written: {dot_out}", err=json_out is not None)
    if json_out:
        give_json(model_data(found.model, found.said, found.stages_from), json_out)
        return
    click.echo(f"{found.said}\nColumns: {found.stages_from}. {report.NOT_FOUND}")
    _print(report.nodes_table(found.model))
    click.echo("")
    _print(report.edges_table(found.model))
    click.echo(f"Drawn: lines of {count(fewest, 'passage')} or more.")


def _parts(words: Sequence[str]) -> tuple[Part, ...]:
    from coder.analysis.configurations import Part

    return tuple(Part(word) for word in dict.fromkeys(words))


def _by(who: str, why: str) -> By:
    from coder.steps.configurations import By

    return By(who, why, now())


def _print(shown: Table) -> None:
    from coder.report.sections import of_words, written

    right = set(range(len(shown.columns))) - of_words(shown)
    click.echo(table(shown.columns, [[written(cell) for cell in row] for row in shown.rows], right=right))
    if shown.note:
        click.echo(shown.note)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 70 else plain[:69] + "…"
