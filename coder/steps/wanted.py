"""What a user asks of an agreement report -> Wanted: whose ratings, how they are read, and how they are measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.agreement.measures import Level

ROUNDS = ("blind", "before", "assisted", "after", "negotiated")
"""Conditions whose order is known: where units were rated under several, the first there is gives the headline."""
LATE = frozenset({"after", "negotiated"})
"""Conditions in which coders knew what the others had said: never in the headline with earlier ratings."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How ratings are to be read and measured; () and "" leave the choice to the data."""

    coders: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    level: Level | None = None
    distance: str = "masi"
    by_level: bool = False
    empty: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    codebook: Path | None = None
    machine: str = ""
    margin: float = 0.1
    seed: int = 0
