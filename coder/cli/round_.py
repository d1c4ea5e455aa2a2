"""`coder round start`, `coder round status` and `coder round list`."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import count, give_json, json_option, now, study_option, table

if TYPE_CHECKING:
    from coder.rounds import Design
    from coder.study.rounds import Round

_PARTS = {"blind": "1, without suggestions", "assisted": "2, with suggestions"}


@click.group("round")
def round_() -> None:
    """A round of coding that measures whether suggestions lead: first blind, then with some suggestions left out at random."""


@round_.command()
@click.argument("name")
@click.option("--coders", required=True, help="Who codes, separated by commas.")
@study_option
def start(name: str, coders: str, root: Path) -> None:
    """Draw the plan of the round NAME and keep it; from then on `coder export` follows it.

    study.yaml says below `round:` which parts are used, and how much of each.
    """
    from coder.steps import rounds
    from coder.study import Study

    team = [word for word in coders.split(",") if word.strip()]
    done = rounds.start(Study(root), name, team, secrets.randbelow(2**31), now())
    one = done.round
    click.echo(f"Round {one.name}: {count(done.passages, 'passage')} for {', '.join(one.coders)}, seed {one.seed}.")
    if one.design.blind:
        click.echo(f"Part 1, without suggestions: {count(done.blind, 'passage')}, drawn at random, the same for everybody.")
    click.echo(f"Part 2, with suggestions: {count(done.assisted, 'passage')}.")
    if one.design.withhold:
        click.echo(f"  Suggestions are left out at random in {count(done.withheld, 'place')}, other ones for each coder.")
    if one.design.plant:
        click.echo(f"  {count(done.planted, 'wrong suggestion')} planted; tell the coders that there are some.")
    for remark in done.remarks:
        click.echo(f"Mind: {remark}.")
    click.echo("Mind: tables of suggestions (review/suggestions.xlsx) are not for the coders.")
    click.echo(f"Next: coder export --coder {one.coders[0]} gives part 1 first and part 2 when part 1 is back.")


@round_.command()
@study_option
@json_option
def status(root: Path, json_out: str | None) -> None:
    """Say how far each coder is, and nothing of what anybody decided."""
    from coder.steps import rounds
    from coder.study import Study

    one, found = rounds.status(Study(root))
    if json_out:
        progress = [{"coder": p.coder, "part": p.part.value, "done": p.done, "all": p.all} for p in found]
        give_json({"round": one.name, "progress": progress}, json_out)
        return
    click.echo(f"Round {one.name}, started {one.at[:10]}")
    rows = [(p.coder, _PARTS[p.part], f"{p.done:,}", f"{p.all:,}") for p in found if p.all]
    click.echo(table(("Coder", "Part", "Done", "Of"), rows, right=(2, 3)))


@round_.command("list")
@study_option
@json_option
def list_(root: Path, json_out: str | None) -> None:
    """List all rounds with what they were drawn from."""
    from coder.steps import rounds
    from coder.study import Study

    found = rounds.listed(Study(root))
    if json_out:
        give_json([_plain(one) for one in found], json_out)
    elif not found:
        click.echo("No round has been started: coder round start NAME --coders anna,ben")
    else:
        headings = ("Round", "Started", "Coders", "Codebook", "Seed", "Blind", "Left out", "Planted")
        rows = [
            (one.name, one.at[:10], ", ".join(one.coders), one.codebook_version, str(one.seed), *_shares(one.design))
            for one in found
        ]
        click.echo(table(headings, rows, right=(4,)))


def _shares(design: Design) -> tuple[str, str, str]:
    blind, withhold, plant = (
        f"{100 * share:.0f} %" if share else "off" for share in (design.blind, design.withhold, design.plant)
    )
    return blind, withhold, plant


def _plain(one: Round) -> dict[str, Any]:
    return {
        "name": one.name,
        "at": one.at,
        "coders": list(one.coders),
        "seed": one.seed,
        "design": asdict(one.design),
        "codebook": {"version": one.codebook_version, "sha256": one.codebook_hash},
        "thresholds": dict(one.thresholds),
    }
