"""Rated -> Agreement: the order in which everything is measured, and what is left out where there are no data for it."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from coder import __version__, agreement
from coder.agreement import Contrasting, Figure, Ratings, Summary, Values
from coder.agreement.hierarchy import depths
from coder.errors import RatingsError
from coder.report.agreement_record import ASSISTED, BLIND, Agreement, Rated
from coder.steps.wanted import Wanted

MOST_LISTED = 100
"""Passages in the lists of what to discuss and of likely errors."""
WINDOWS = 4
LIBRARIES = ("numpy", "scipy", "pandas")


def measure(rated: Rated, wanted: Wanted, *, in_full: bool) -> Agreement:
    """Measure agreement; `in_full` with everything that only a report shows.

    Raises
    ------
    RatingsError
        Levels, or a distance by the hierarchy, are asked for where there is no hierarchy of codes.
    """
    ratings = rated.ratings
    contrasting = Contrasting(seed=wanted.seed)
    if isinstance(ratings, Values):
        if wanted.by_level:
            raise RatingsError("--by-level is for codes: tables with one value a unit have no levels")
        return Agreement(rated, agreement.summary_of_values(ratings, seed=wanted.seed), "", contrasting, versions())
    if (wanted.distance == "hierarchy" or wanted.by_level) and not rated.parents:
        asked = "--by-level" if wanted.by_level else "the distance `hierarchy`"
        raise RatingsError(f"{asked} needs a codebook with codes below others: name it with --codebook FILE")
    measured = Agreement(
        rated,
        _summary(ratings, rated, wanted),
        wanted.distance,
        contrasting,
        versions(),
        levels=_levels(ratings, rated, wanted) if wanted.by_level or in_full else (),
    )
    return _in_full(measured, ratings, wanted) if in_full else measured


def versions() -> Mapping[str, str]:
    """Versions of what the figures were computed with."""
    return {"coder": __version__, "Python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def _summary(ratings: Ratings, rated: Rated, wanted: Wanted) -> Summary:
    return agreement.summary(ratings, distances=(wanted.distance,), parents=rated.parents or None, seed=wanted.seed)


def _levels(ratings: Ratings, rated: Rated, wanted: Wanted) -> tuple[tuple[int, Summary], ...]:
    if not rated.parents:
        return ()
    return tuple((level, _summary(at, rated, wanted)) for level, at in _at_levels(ratings, rated))


def _at_levels(ratings: Ratings, rated: Rated) -> list[tuple[int, Ratings]]:
    deepest = max(depths(ratings.codes, rated.parents), default=0)
    return [(level, ratings.at_level(level, rated.parents)) for level in range(deepest + 1)]


def _in_full(measured: Agreement, ratings: Ratings, wanted: Wanted) -> Agreement:
    rated, options = measured.rated, measured.contrasting
    return replace(
        measured,
        without=agreement.leave_one_coder_out(ratings, options) if len(ratings.coders) > 2 else (),
        drift=_drift(ratings, options),
        assistance=_assistance(rated, options),
        confusions=_confusions(ratings, rated),
        to_discuss=agreement.to_discuss(ratings, MOST_LISTED),
        disputed=int(((ratings.cube == 1).any(axis=1) & (ratings.cube == 0).any(axis=1)).any(axis=1).sum()),
        errors=None if rated.scores is None else agreement.likely_errors(ratings, rated.scores, MOST_LISTED),
        **_rounds(rated, options),
        **_machine(rated, wanted, options),
    )


def _drift(ratings: Ratings, options: Contrasting) -> tuple[Figure, ...]:
    if ratings.order is None or np.isnan(ratings.order).all():
        return ()
    return agreement.drift(ratings, WINDOWS, options)


def _assistance(rated: Rated, options: Contrasting) -> tuple[Figure, ...]:
    """Blind less assisted: of two rounds, or of two parts of the ratings."""
    rounds = dict(rated.rounds)
    if BLIND in rounds and ASSISTED in rounds:
        return agreement.difference(rounds[BLIND], rounds[ASSISTED], (BLIND, ASSISTED), options)
    if rated.mixed is not None and {BLIND, ASSISTED} <= set(rated.mixed.condition_names):
        return agreement.blind_minus_assisted(rated.mixed, options)
    return ()


def _rounds(rated: Rated, options: Contrasting) -> dict[str, Any]:
    """The first round less the last, and who changed an answer between them."""
    rounds = [(name, ratings) for name, ratings in rated.rounds if name != ASSISTED or len(rated.rounds) == 1]
    if len(rounds) < 2:
        return {}
    (first, before), (last, after) = rounds[0], rounds[-1]
    coders = [coder for coder in before.coders if coder in after.coders]
    units = [unit for unit in before.units if unit in set(after.units)]
    moves: pd.DataFrame | None = None
    if coders and units:
        moves = agreement.moves(before.select(coders=coders, units=units), after.select(coders=coders, units=units))
    return {"rounds": agreement.difference(before, after, (first, last), options), "moves": moves}


def _machine(rated: Rated, wanted: Wanted, options: Contrasting) -> dict[str, Any]:
    """The machine with every person, and beside it the people with one another, from blind ratings where there are any."""
    if rated.machine is None:
        return {}
    name, ratings = rated.machine
    if ratings.conditions is not None and BLIND in ratings.condition_names:
        of_machine = np.array([coder == name for coder in ratings.coders])
        ratings = ratings.masked((ratings.conditions == BLIND) | of_machine[None, :])
    ceiling = agreement.machine_minus_humans(ratings, name, wanted.margin, options) if len(ratings.coders) > 2 else None
    return {"machine": _summary(ratings, rated, wanted), "ceiling": ceiling}


def _confusions(ratings: Ratings, rated: Rated) -> pd.DataFrame:
    """Codes taken for one another among those at the same level: a code is no confusion of its own theme."""
    if not rated.parents:
        return agreement.confusions(ratings)
    found = pd.concat([agreement.confusions(at) for _, at in _at_levels(ratings, rated)], ignore_index=True)
    return found.sort_values("count", ascending=False, kind="stable", ignore_index=True)
