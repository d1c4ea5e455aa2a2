"""`coder round start`, `status`, `list` and `cancel`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.options import count, give_json, json_option, now, study_option, table
from coder.steps.names import typed

if TYPE_CHECKING:
    from coder.steps.rounds import Started, Waiting
    from coder.study.rounds import Round

_PARTS = {"blind": "1, without suggestions", "assisted": "2, with suggestions"}


@click.group("round")
def round_() -> None:
    """A round of coding that measures whether suggestions lead: first blind, then with some suggestions left out at random."""


@round_.command()
@click.argument("name")
@click.option("--coders", required=True, help='Who codes, names divided by commas: "Anna Berg,Ben".')
@click.option("--alone", is_flag=True, help="One person codes alone, on purpose: no agreement is measured.")
@study_option
def start(name: str, coders: str, alone: bool, root: Path) -> None:
    """Plan who codes what, and what is coded blind.

    NAME is yours to choose. The plan is drawn by lot and kept; from then on `coder review` and `coder export` follow it.
    study.yaml says below `round:` which parts are used, and how much of each.
    """
    from coder.steps import rounds
    from coder.study import Study

    team = [word for word in coders.split(",") if word.strip()]
    done = rounds.start(Study(root), name, team, secrets.randbelow(2**31), now(), alone=alone)
    one = done.round
    click.echo(f"Round {one.name}: {count(done.passages, 'passage')} for {count(len(one.coders), 'coder')}:")
    for number, coder in enumerate(one.coders, start=1):
        click.echo(f"  {number}. {coder}")
    if one.design.blind:
        click.echo(f"Part 1, without suggestions: {count(done.blind, 'passage')}, drawn at random, the same for everybody.")
    click.echo(f"Part 2, with suggestions: {count(done.assisted, 'passage')}.")
    if one.design.withhold:
        click.echo(f"  Suggestions are left out at random in {count(done.withheld, 'place')}, other ones for each coder.")
    if one.design.plant:
        click.echo(f"  {count(done.planted, 'wrong suggestion')} planted; tell the coders that there are some.")
    click.echo("Each coder gets the transcripts in an order of their own, drawn by lot.")
    for remark in done.remarks:
        click.echo(f"Mind: {remark}.")
    click.echo("Mind: tables of suggestions (review/suggestions.xlsx) are not for the coders.")
    click.echo(f"Is a name wrong? coder round cancel {typed(one.name)} undoes this while nobody has decided anything.")
    click.echo(
        f"Next: coder review, on this computer, or coder export --coder {typed(one.coders[0])} for a workbook to send: part 1 first, "
        "and part 2 when part 1 is done."
    )


@round_.command()
@study_option
@json_option
def status(root: Path, json_out: str | None) -> None:
    """How far each coder is, and what is next.

    Nothing is told of what anybody decided.
    """
    from coder.steps import rounds
    from coder.study import Study

    found = rounds.status(Study(root))
    if json_out:
        progress = [{"coder": p.coder, "part": p.part.value, "done": p.done, "all": p.all} for p in found.progress]
        give_json({"round": found.round.name, "progress": progress}, json_out)
        return
    click.echo(f"Round {found.round.name}, started {found.round.at[:10]}. Passages decided:")
    rows = [(p.coder, _PARTS[p.part], f"{p.done:,}", f"{p.all:,}") for p in found.progress if p.all]
    click.echo(table(("Coder", "Part", "Done", "Of"), rows, right=(2, 3)))
    if found.short:
        replies = count(found.short, "short reply", "short replies")
        click.echo(f"Not counted: {replies}, which part 2 shows too and which may be left open.")
    if found.unfinished is None:
        click.echo("Everybody has finished. Next: coder agree.")
    else:
        tell_next(found.unfinished.waiting)


def tell_next(waiting: Iterable[Waiting]) -> None:
    """Say what the round waits for, a line for each coder."""
    for one in waiting:
        part = "1" if one.part == "blind" else "2"
        if one.out:
            left = count(one.left, "passage is", "passages are")
            click.echo(
                f"Next for {one.coder}: {left} open in part {part}: coder import the file when it comes back, or coder review."
            )
        else:
            click.echo(f"Next for {one.coder}: coder export --coder {typed(one.coder)} gives part {part}; or coder review.")


@round_.command("list")
@study_option
@json_option
def list_(root: Path, json_out: str | None) -> None:
    """All rounds: who coded, and how much was blind."""
    from coder.steps import rounds
    from coder.study import Study

    found = rounds.listed(Study(root))
    if json_out:
        give_json([_plain(one.round) for one in found], json_out)
    elif not found:
        click.echo(f"{rounds.NONE[0].upper()}{rounds.NONE[1:]}.")
    else:
        headings = ("Round", "Started", "Coders", "Codebook", "Coded blind", "Suggestions left out", "Wrong on purpose")
        click.echo(table(headings, [_row(one) for one in found]))


@round_.command()
@click.argument("name")
@study_option
def cancel(name: str, root: Path) -> None:
    """Undo a start, while nobody has decided anything in the round.

    It stays in the record as cancelled; its name is not used again, and files that were made in it are not taken back.
    """
    from coder.steps import rounds
    from coder.study import Study

    done = rounds.cancel(Study(root), name, now())
    click.echo(f"Cancelled: the round {done.name}. It stays in the record, and its name is not used again.")
    click.echo("Mind: files that were made in it are not taken back: throw them away.")
    again = f"coder round start {typed(f'{done.name}-2')} --coders {typed(','.join(done.coders))}"
    click.echo(f"Next, with the right names: {again}")


def _row(one: Started) -> tuple[str, ...]:
    planned = one.round
    return (
        planned.name,
        f"{planned.at[:10]}, cancelled" if planned.cancelled else planned.at[:10],
        ", ".join(planned.coders),
        f"version {planned.codebook_version}",
        f"{one.blind:,} of {one.passages:,} passages" if planned.design.blind else "none",
        f"in {one.withheld:,} of {one.places:,} places" if planned.design.withhold else "none",
        f"in {one.planted:,} of {one.places:,} places" if planned.design.plant else "none",
    )


def _plain(one: Round) -> dict[str, Any]:
    return {
        "name": one.name,
        "at": one.at,
        "cancelled": one.cancelled,
        "coders": list(one.coders),
        "seed": one.seed,
        "design": asdict(one.design),
        "codebook": {"version": one.codebook_version, "sha256": one.codebook_hash},
        "thresholds": dict(one.thresholds),
    }
