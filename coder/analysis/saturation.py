"""Passages in the order of their interviews -> how codes accumulate: new ones by interview, and by interviews in random orders.

Only codes that have none below them are counted, so that a category and its theme are not two. Interviews that nobody looked at
are left out; where there is no interview at all, the respondents of a questionnaire take their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
import numpy.typing as npt

from coder.analysis.passages import INTERVIEW, Natural, Passage, natural
from coder.analysis.references import reference
from coder.codebook import Codebook

ORDERS = 1000
Order = Literal["date", "participant"]


@dataclass(frozen=True, slots=True)
class Step:
    """One interview in its order: the codes that no earlier one had, and how many have been found by now.

    `middle`, `low` and `high` are mean, 2.5th and 97.5th percentile of the codes found in so many interviews over random orders.
    """

    reference: str
    transcript: str
    date: str
    passages: int
    codes: int
    new: tuple[str, ...]
    found: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Saturation:
    """How codes accumulate over `steps` (interviews, or respondents where `respondents`), in one `order` and in `orders` random ones.

    `once` are the codes found in one interview only, `never` those of the codebook found in none; `uncounted` are answers of a
    questionnaire beside interviews, which are no interviews.
    """

    steps: tuple[Step, ...]
    order: Order
    respondents: bool
    codes: int
    once: tuple[str, ...]
    never: tuple[str, ...]
    uncounted: int
    orders: int
    seed: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """A code by person: `passages` are those of each person, in the order of `people` of the table it stands in."""

    code: str
    passages: tuple[int, ...]

    @property
    def people(self) -> int:
        """How many people have it."""
        return sum(count > 0 for count in self.passages)


def saturation(
    passages: Iterable[Passage], codebook: Codebook, order: Order | None, seed: int, orders: int = ORDERS
) -> Saturation:
    """Let codes accumulate in the order of dates (by default where every interview has one) or of participants and interviews."""
    looked = [passage for passage in passages if passage.codes is not None]
    interviews = [passage for passage in looked if passage.source == INTERVIEW]
    units = _units(interviews or looked, order)
    chosen: Order = order or ("date" if all(unit[0].date for unit in units) and units else "participant")
    counted = [code for code in codebook.ids if not codebook.children(code)]
    has = np.array([[any(passage.has(code) for passage in unit) for code in counted] for unit in units], dtype=bool)
    has = has.reshape(len(units), len(counted))
    found = np.maximum.accumulate(has, axis=0)
    drawn = _random_orders(has, orders, seed)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0) if len(units) else (np.zeros(0), np.zeros(0))
    steps = tuple(
        Step(
            reference=reference(unit[0]),
            transcript=unit[0].transcript,
            date=unit[0].date,
            passages=len(unit),
            codes=int(has[n].sum()),
            new=tuple(code for place, code in enumerate(counted) if found[n, place] and not (n and found[n - 1, place])),
            found=int(found[n].sum()),
            middle=round(float(drawn[:, n].mean()), 4),
            low=float(low[n]),
            high=float(high[n]),
        )
        for n, unit in enumerate(units)
    )
    interviews_of = has.sum(axis=0)
    return Saturation(
        steps=steps,
        order=chosen,
        respondents=not interviews and bool(looked),
        codes=len(counted),
        once=tuple(code for code, n in zip(counted, interviews_of, strict=True) if n == 1),
        never=tuple(code for code, n in zip(counted, interviews_of, strict=True) if n == 0),
        uncounted=len(looked) - len(interviews) if interviews else 0,
        orders=orders,
        seed=seed,
    )


def _units(passages: Sequence[Passage], order: Order | None) -> list[list[Passage]]:
    """The passages of each interview (of each respondent where there is none), in order."""
    by_date = order == "date" or (order is None and all(passage.date for passage in passages))
    ordered = sorted(passages, key=_by_date if by_date else _by_participant)
    return [list(of) for _, of in groupby(ordered, key=lambda passage: (passage.transcript, passage.participant))]


def _by_participant(passage: Passage) -> tuple[Natural, int, str, int]:
    return natural(passage.participant), passage.interview or 0, passage.transcript, passage.place


def _by_date(passage: Passage) -> tuple[bool, str, tuple[Natural, int, str, int]]:
    """Interviews without a date come last."""
    return not passage.date, passage.date, _by_participant(passage)


def _random_orders(has: npt.NDArray[np.bool_], orders: int, seed: int) -> npt.NDArray[np.int64]:
    """How many codes have been found after each interview, in each of so many random orders: (orders, interviews)."""
    draw = np.random.default_rng(seed)
    found = np.zeros((orders, len(has)), dtype=np.int64)
    for n in range(orders):
        found[n] = np.maximum.accumulate(has[draw.permutation(len(has))], axis=0).sum(axis=1)
    return found


def frequencies(passages: Iterable[Passage], codebook: Codebook) -> tuple[tuple[str, ...], tuple[Frequency, ...]]:
    """Count each code's passages by person, for every code that anybody has; the people are those with a passage looked at."""
    looked = [passage for passage in passages if passage.codes is not None]
    people = sorted({passage.participant for passage in looked}, key=lambda who: (natural(who), who))
    counts = {code: dict.fromkeys(people, 0) for code in codebook.ids}
    for passage in looked:
        for code in passage.codes or ():
            counts[code][passage.participant] += 1
    return tuple(people), tuple(Frequency(code, tuple(of.values())) for code, of in counts.items() if any(of.values()))
