"""Passages, what a model suggests of them and a seed -> a round's plan: what is coded blind, and what each coder is shown of the rest.

Every draw is a hash of the seed and of what it is drawn for, so it depends neither on the order of things nor on other coders: the
same seed gives the same plan on every machine, and what one coder is shown says nothing of what another is.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.codebook import Codebook


class Arm(StrEnum):
    """What was drawn for one coder and one passage: all suggestions shown, none shown, or one exchanged for a wrong one."""

    SHOWN = "shown"
    WITHHELD = "withheld"
    PLANTED = "planted"


@dataclass(frozen=True, slots=True)
class Design:
    """The parts of the protocol; 0 switches a part off.

    `blind` is the share of passages coded first without suggestions, `blind_minimum` the least number of them, and `blind_most` the
    largest share of a small study that this number may take (1 where somebody set the number); `withhold` the chance that a
    passage's suggestions are not shown to a coder; `plant` the share of passages in which one suggestion is exchanged for a wrong one,
    `plant_minimum` the least number of those in the whole team.
    """

    blind: float = 0.10
    blind_minimum: int = 200
    withhold: float = 0.15
    plant: float = 0.0
    plant_minimum: int = 30
    blind_most: float = 0.5

    def fitted(self, passages: int) -> Design:
        """The design for so many passages that are still to be coded: a least number that would leave too few for part 2 is lowered.

        >>> Design().fitted(112).blind_minimum, Design().fitted(1000).blind_minimum
        (56, 200)
        """
        return replace(self, blind_minimum=min(self.blind_minimum, math.floor(self.blind_most * passages)))


@dataclass(frozen=True, slots=True)
class Dealt:
    """What one coder is shown of one passage of the assisted part; `planted` stands in the place of `replaced`."""

    coder: str
    segment: str
    arm: Arm
    shown: tuple[str, ...]
    planted: str = ""
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A wrong suggestion that could stand in the place of one that the model made."""

    planted: str
    replaced: str


def chance(seed: int, *words: str) -> float:
    """A number from 0 up to 1, evenly spread and always the same for the same seed and words.

    >>> chance(1, "anna", "S-1") == chance(1, "anna", "S-1") != chance(2, "anna", "S-1")
    True
    """
    digest = hashlib.sha256("\0".join([str(seed), *words]).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


def blind_sample(strata: Mapping[str, Sequence[str]], design: Design, seed: int) -> dict[str, float]:
    """Draw the passages that are coded blind.

    A systematic sample over passages in random order within transcripts in random order: each passage is in it with the same
    probability n / N, and each transcript gives its share of n, rounded up or down by chance.

    Parameters
    ----------
    strata : the passages (ids) of each transcript
    design : the share and the least number
    seed : of the draw

    Returns
    -------
    The passages drawn, each with the probability with which it was; all of them, with 1, where there are no more than the least.
    """
    homes = sorted(strata, key=lambda home: chance(seed, "transcripts", home))
    listed = [one for home in homes for one in sorted(strata[home], key=lambda one: chance(seed, "passages", one))]
    total = len(listed)
    wanted = min(total, max(math.ceil(round(design.blind * total, 9)), design.blind_minimum)) if design.blind else 0
    if not wanted:
        return {}
    start = chance(seed, "start")
    places = [min(total - 1, int((start + step) * total / wanted)) for step in range(wanted)]
    return {listed[place]: wanted / total for place in places}


def deal(
    coders: Sequence[str],
    assisted: Mapping[str, Sequence[str]],
    shown: Mapping[str, tuple[str, ...]],
    decoys: Mapping[str, Decoy],
    design: Design,
    seed: int,
    order: Sequence[str],
) -> tuple[Dealt, ...]:
    """Draw what each coder is shown of the assisted part.

    Parameters
    ----------
    coders : the team
    assisted : the passages of each coder's assisted part
    shown : the codes that the model suggests of each passage, none where it suggests none
    decoys : for passages where one can be had, the wrong suggestion
    design : chances and least numbers
    seed : of the draw
    order : the codes in the codebook's order
    """
    dealt = [_drawn(coder, segment, shown.get(segment, ()), design, seed) for coder in coders for segment in assisted[coder]]
    planted = _planted(dealt, coders, decoys, design, seed)
    rank = {code: place for place, code in enumerate(order)}
    found = []
    for one in dealt:
        if (one.coder, one.segment) in planted:
            decoy = decoys[one.segment]
            codes = {*one.shown, decoy.planted} - {decoy.replaced}
            one = Dealt(
                one.coder,
                one.segment,
                Arm.PLANTED,
                tuple(sorted(codes, key=lambda code: rank[code])),
                decoy.planted,
                decoy.replaced,
            )
        found.append(one)
    return tuple(found)


def _drawn(coder: str, segment: str, codes: tuple[str, ...], design: Design, seed: int) -> Dealt:
    if chance(seed, "withhold", coder, segment) < design.withhold:
        return Dealt(coder, segment, Arm.WITHHELD, ())
    return Dealt(coder, segment, Arm.SHOWN, codes)


def _planted(
    dealt: Sequence[Dealt], coders: Sequence[str], decoys: Mapping[str, Decoy], design: Design, seed: int
) -> set[tuple[str, str]]:
    """Which coder meets a wrong suggestion where: as many for each coder, as far as there are passages to plant in."""
    if not design.plant:
        return set()
    shown = [one for one in dealt if one.arm is Arm.SHOWN and one.shown]
    wanted = max(round(design.plant * len(shown)), design.plant_minimum)
    found: set[tuple[str, str]] = set()
    for place, coder in enumerate(sorted(coders, key=lambda name: chance(seed, "share", name))):
        share = (wanted - len(found)) // (len(coders) - place)
        able = [one.segment for one in shown if one.coder == coder and one.segment in decoys]
        able.sort(key=lambda segment: chance(seed, "plant", coder, segment))
        found.update((coder, segment) for segment in able[:share])
    return found


def decoy(codebook: Codebook, shown: Sequence[str], suggested: Iterable[str], scores: Mapping[str, float]) -> Decoy | None:
    """A wrong suggestion: of the siblings of what is shown, the one that the model scores lowest; None where there is none.

    Siblings are the codes below the same theme (or at the top of the same family) that neither are suggested nor imply or follow
    from what is. Where several suggestions are shown, the one whose sibling scores lowest is replaced.
    """
    taken = codebook.with_ancestors(set(suggested) | set(shown))
    found: list[tuple[float, str, str]] = []
    for code in shown:
        entry = codebook.by_id[code]
        for other in codebook.codes:
            if (other.family, other.parent) == (entry.family, entry.parent) and other.id not in taken and other.id in scores:
                found.append((scores[other.id], other.id, code))
    if not found:
        return None
    _, planted, replaced = min(found)
    return Decoy(planted, replaced)


def reading_order(transcripts: Iterable[str], coder: str, seed: int) -> list[str]:
    """The transcripts in an order of this coder's own."""
    return sorted(transcripts, key=lambda one: chance(seed, "order", coder, one))
