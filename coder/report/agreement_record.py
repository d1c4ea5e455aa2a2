"""Ratings and all that was measured of them -> Agreement: the record that every form of the report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement import Ceiling, Contrasting, Figure, Ratings, Summary, Values
from coder.report.suggestion_effects import SuggestionReport

ASSISTED = "assisted"
BLIND = "blind"


@dataclass(frozen=True, slots=True)
class Book:
    """The codebook: `versions` are those that ratings were made with, the oldest first; `changes` say in words what changed."""

    title: str
    version: str
    sha256: str
    versions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the ratings come from, as far as it is known; "" and () where it is not.

    Attributes
    ----------
    what : the source, in words
    unit : what was rated, in words
    files : names and SHA-256 of the tables
    book : the codebook
    shown : per coder: passages given out, and those of them that were shown with suggestions
    drawn : how the units were drawn, in words
    """

    what: str
    unit: str
    files: tuple[tuple[str, str], ...] = ()
    book: Book | None = None
    shown: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    drawn: str = ""


@dataclass(frozen=True, eq=False)
class Rated:
    """Ratings as they are to be measured, with what a report says of them.

    Attributes
    ----------
    ratings : of the people compared
    rounds : the ratings of several rounds by name, with the same codes, where one unit was rated more than once
    mixed : the ratings under all conditions, where `ratings` may be those under one
    machine : the machine's name, and the ratings with the machine among the coders
    scores : (N, K) a model's probabilities, of a model that did not learn from these ratings
    passages, places : the words of a unit and where it stands
    led : what suggestions did in the study's newest round
    unfinished : who has how much of the newest round left; "" where nobody has
    """

    ratings: Ratings | Values
    origin: Origin
    labels: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    rounds: tuple[tuple[str, Ratings], ...] = ()
    mixed: Ratings | None = None
    machine: tuple[str, Ratings] | None = None
    scores: NDArray[np.float64] | None = None
    passages: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    led: SuggestionReport | None = None
    unfinished: str = ""


@dataclass(frozen=True, eq=False)
class Agreement:
    """Everything measured of some ratings; a contrast is () or None where there are no data for it.

    Attributes
    ----------
    rated : the ratings
    summary : the coefficients
    distance : between whole code sets
    levels : coefficients at each depth of the codebook, 0 at the top
    contrasting : how intervals of contrasts were made
    without : leaving one coder out
    drift : over coding order
    rounds : agreement in the first and the last round, and the difference
    moves : who changed an answer between them
    assistance : blind less assisted
    machine : the coefficients with the machine among the coders
    ceiling : human-machine less human-human
    confusions : codes taken for one another, at each level
    to_discuss : units to discuss first; `disputed` is how many units there are that any two coders coded differently
    errors : likely label errors
    versions : of the software
    """

    rated: Rated
    summary: Summary
    distance: str
    contrasting: Contrasting
    versions: Mapping[str, str]
    levels: tuple[tuple[int, Summary], ...] = ()
    without: tuple[Figure, ...] = ()
    drift: tuple[Figure, ...] = ()
    rounds: tuple[Figure, ...] = ()
    moves: pd.DataFrame | None = None
    assistance: tuple[Figure, ...] = ()
    machine: Summary | None = None
    ceiling: Ceiling | None = None
    confusions: pd.DataFrame | None = None
    to_discuss: pd.DataFrame | None = None
    disputed: int = 0
    errors: pd.DataFrame | None = None

    @property
    def codes(self) -> Ratings | None:
        """The ratings, where they are code sets; None for one value a unit."""
        return self.rated.ratings if isinstance(self.rated.ratings, Ratings) else None

    @property
    def whole(self) -> Figure:
        """The headline: alpha of whole code sets, or of the values."""
        return self.summary.get(f"alpha_{self.distance}") if self.codes else self.summary.get("alpha")

    @property
    def blind(self) -> bool:
        """Whether all ratings are known to have been made blind."""
        return self.codes is not None and self.codes.condition_names == (BLIND,)

    @property
    def kappa(self) -> str:
        """The kappa for all coders together: Cohen's for two, else Conger's."""
        return "cohen" if len(self.summary.coders) == 2 else "conger"

    def label(self, code: str) -> str:
        """The code's label; its id where it has none."""
        return self.rated.labels.get(code, code)
