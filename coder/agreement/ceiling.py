"""Ratings with a machine among the coders -> how it agrees with humans, beside how humans agree with one another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coder.agreement.arrays import Array
from coder.agreement.columns import shown
from coder.agreement.contrasts import DEFAULT, Contrasting, aligned, sides, tabulated
from coder.agreement.engine import Statistics
from coder.agreement.figures import Figure
from coder.agreement.ratings import Ratings
from coder.agreement.whole import mean
from coder.errors import RatingsError


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Human-machine agreement beside the ceiling that humans set among themselves.

    Attributes
    ----------
    figures : alpha_human_machine, alpha_human_human and alpha_difference (the first less the second) per code and of their mean
    margin : difference that counts as none, stated beforehand
    equivalent : per code ("" the mean): whether the interval at 90 % lies within the margin (two one-sided tests at 5 %); None if
        undefined
    not_worse : per code: whether its lower end lies above minus the margin; None if undefined
    """

    figures: tuple[Figure, ...]
    margin: float
    equivalent: dict[str, bool | None]
    not_worse: dict[str, bool | None]


def machine_minus_humans(ratings: Ratings, machine: str, margin: float, options: Contrasting = DEFAULT) -> Ceiling:
    """Compare how a machine agrees with humans to how humans agree with one another.

    Each side is the mean over pairs of coders of the coefficient of the pair; pairs in which it is undefined are left out.

    Parameters
    ----------
    ratings : with the machine as one of three coders or more; the humans should have worked blind
    machine : the machine's name
    margin : the difference that was declared negligible beforehand

    Raises
    ------
    RatingsError
        No such coder, fewer than two humans, or a margin that is not positive.
    """
    humans = [coder for coder in ratings.coders if coder != machine]
    if machine not in ratings.coders:
        raise RatingsError(f"no coder `{machine}`: there are {shown(ratings.coders)}")
    if len(humans) < 2:
        raise RatingsError("the ceiling needs two human coders or more beside the machine")
    if margin <= 0:
        raise RatingsError("the margin of equivalence must be greater than 0")
    entry = options.entry
    mixed = np.array([machine in pair for pair in combinations(ratings.coders, 2)])

    def function(statistics: Statistics) -> Array:
        pairs = statistics.by_pair().coefficient(entry)
        with_machine, among_humans = mean(pairs[..., mixed]), mean(pairs[..., ~mixed])
        return np.stack([with_machine, among_humans, with_machine - among_humans], axis=-2)

    (whole,) = aligned(ratings)
    names = {f"{entry.name}_human_machine": False, f"{entry.name}_human_human": False, f"{entry.name}_difference": True}
    measured = sides(names, function, (tabulated(whole, options, pairs=True),), options, shared=True)
    low, high = (end[2] for end in measured.found.at_level(0.90, (-2.0, 2.0)))
    codes = (*ratings.codes, "")
    return Ceiling(
        tuple(measured.figures(ratings)),
        margin,
        {
            code: None if np.isnan(a + b) else bool(-margin < a and b < margin)
            for code, a, b in zip(codes, low, high, strict=True)
        },
        {code: None if np.isnan(a) else bool(a > -margin) for code, a in zip(codes, low, strict=True)},
    )
