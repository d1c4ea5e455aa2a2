"""What was measured of a model -> Evaluated: the record that table, page and JSON are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coder.agreement import Figure

FIGURES = (
    "precision",
    "recall",
    "f1",
    "average_precision",
    "kappa",
    "always_yes_f1",
    "frequency_f1",
    "brier",
    "calibration_error",
)
"""The figures of every code, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` up to `high`: how many, their mean, and the share of them that were true."""

    low: float
    high: float
    n: int
    mean_score: float
    true: Figure


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one code was suggested where another of its family and level was right and missed; "" where none was."""

    suggested: str
    right: str
    passages: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """A passage of which a code was suggested falsely, or missed; `segment` is "" in a coded table."""

    kind: Literal["false", "missed"]
    code: str
    score: float
    segment: str
    place: str
    words: str = field(repr=False)


@dataclass(frozen=True, eq=False)
class Test:
    """A model held against one account of what is right.

    Attributes
    ----------
    against : whose account, in words
    passages, people : what it was held against
    counts : per code: passages with it, looked at, and suggested
    figures : of every code
    means : of figures over `all` codes that were used, over `themes` (at the top of a family) and over `categories`
    bins : all decisions by score
    saved : share of words that need not be read to meet 95 % of the coded passages
    """

    against: str
    passages: int
    people: int
    counts: Mapping[str, tuple[int, int, int]]
    figures: tuple[Figure, ...]
    means: Mapping[str, tuple[Figure, ...]]
    brier: float | None
    calibration_error: float | None
    bins: tuple[Bin, ...]
    confusions: tuple[Confusion, ...]
    wrong: tuple[Wrong, ...]
    saved: Figure

    def get(self, name: str, code: str) -> Figure:
        """A figure of a code."""
        return next(figure for figure in self.figures if (figure.name, figure.code) == (name, code))

    def mean(self, name: str, over: str) -> Figure:
        """A mean over codes."""
        return next(figure for figure in self.means[over] if figure.name == name)


@dataclass(frozen=True, eq=False)
class Blind:
    """The test on a round's blind sample, by what its model had said before anybody decided.

    Attributes
    ----------
    round, model, tagged_at : what is tested
    drawn, of : passages in the test, and passages that could have been drawn
    left_out : passages of the sample that are not in the test: gone from their transcripts, not scored, or decided on before
    unscored : codes that the model did not know
    tests : against each coder, the majority, and what the team agreed on
    human : people's kappa on the same passages, by code
    """

    round: str
    model: str
    tagged_at: str
    drawn: int
    of: int
    left_out: int
    unscored: tuple[str, ...]
    tests: tuple[Test, ...]
    human: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Band:
    """The bands of a code: scores averaged over the parts of the cross-validation, shares of passages, and what was reached.

    `expected` is the precision that the models expected of their suggestions; None where there was nothing to tell from.
    """

    code: str
    suggest_from: float
    absent_below: float
    suggested: float
    unsure: float
    absent: float
    precision: Figure
    absence: Figure
    expected: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the learning curve: the mean number of coded passages learned from, and means over codes."""

    passages: float
    themes: Figure
    categories: Figure
    precision: Figure


@dataclass(frozen=True, eq=False)
class Crossed:
    """The test by cross-validation.

    Attributes
    ----------
    own : whether it is of passages that the team decided on, else of the coded tables
    learned_also : coded passages of tables that were learned from beside them
    folds : how many parts
    best : means of F1 at the scores of best F1, over `all`, `themes` and `categories`
    """

    own: bool
    learned_also: int
    folds: int
    test: Test
    best: Mapping[str, Figure]
    bands: tuple[Band, ...]
    curve: tuple[Step, ...]
    human: Mapping[str, Figure]


@dataclass(frozen=True, eq=False)
class Evaluated:
    """How good a model is.

    Attributes
    ----------
    codes, labels, parents : of the codebook
    precision, absence : what the bands are set for
    blind : the test on a blind sample, None where there is none yet; `waiting` says what it waits for
    crossed : the cross-validation, None where nothing could be held out; `undefined` says why
    """

    codebook: tuple[str, str, str]
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    parents: Mapping[str, str]
    precision: float
    absence: float
    seed: int
    versions: Mapping[str, str]
    blind: Blind | None
    waiting: str
    crossed: Crossed | None
    undefined: str

    def label(self, code: str) -> str:
        """The code's label."""
        return self.labels.get(code, code)


def short(band: Band, wanted: float) -> str:
    """Say so where a code's suggestions are not right as often as wanted: no score promised that, or it was not kept."""
    right = band.precision
    if not wanted or right.value is None or right.value >= wanted:
        return ""
    kept = right.high is None or band.expected is None or right.high >= band.expected
    if band.expected is not None and band.expected < wanted and kept:
        return f"suggests at {right.value:.2f}, the best it reached"
    return f"reached {right.value:.2f} of the wanted {wanted:.2f} on people not learned from"
