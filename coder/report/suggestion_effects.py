"""What suggestions did -> plain words and plain data: whether the team was led, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coder.agreement import Figure
from coder.agreement.suggestion_effects import Effects

LITTLE = 0.05
"""A share of adopted suggestions below which a team counts as not led."""


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What workshops did: codes settled (of them both readings kept), coders' answers changed, and those toward the model."""

    settled: int
    both: int
    changed: int
    toward_model: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long a coder took in the page, for screening only: passages counted and median seconds, by circumstances."""

    coder: str
    arm: str
    n: int
    median_seconds: float


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """What suggestions did in one round, and all that is needed to do it again."""

    effects: Effects
    negotiated: Negotiated
    round: str
    seeds: Mapping[str, int]
    versions: Mapping[str, str]
    shares: Mapping[str, float]
    transcripts: int
    times: tuple[Times, ...]

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "round": self.round,
            "arms": dict(self.effects.arms),
            "figures": [figure.as_dict() for figure in self.effects.figures],
            "answered": [asdict(one) for one in self.effects.answered],
            "workshop": asdict(self.negotiated),
            "times": [asdict(one) for one in self.times],
            "seeds": dict(self.seeds),
            "versions": dict(self.versions),
            "shares": dict(self.shares),
            "transcripts": self.transcripts,
            "in_words": list(self.words()),
        }

    def words(self) -> tuple[str, ...]:
        """Whether the team was led, in sentences a team can read."""
        return (*_led(self.effects), *_agreement(self.effects), *_planted(self.effects), *_workshop(self.negotiated))


def _led(effects: Effects) -> tuple[str, ...]:
    more, adoption = effects.get("given_difference"), effects.get("adoption")
    aided, unaided = effects.get("given_shown"), effects.get("given_withheld")
    if more is None or more.value is None or aided is None or unaided is None or aided.value is None or unaided.value is None:
        return ("Whether suggestions led the team cannot be told: none were both shown and withheld at random.",)
    seen = (
        f"A suggested code was given {_percent(aided.value)} of the time where it was shown, {_percent(unaided.value)} where not"
    )
    if more.low is None or more.high is None:
        return (f"{seen}; too few transcripts to say how sure that is.",)
    if adoption is None or adoption.value is None or adoption.low is None or adoption.high is None:
        return (f"{seen}: a difference of {_points(more)}.",)
    range_ = f"{_percent(max(0.0, adoption.low))} to {_percent(adoption.high)}"
    if more.low > 0 and adoption.value >= LITTLE:
        words = (
            f"The team was led: {_percent(adoption.value)} ({range_}) of the suggested codes that nobody would have given unaided were "
            "given once they were shown."
        )
    elif adoption.high < LITTLE or (more.low <= 0 <= more.high and adoption.high < 2 * LITTLE):
        words = f"The team was not led: at most {_percent(adoption.high)} of what it would not have given unaided was taken over."
    elif more.high < 0:
        words = "The team leaned against the suggestions: it gave codes less often where they were shown."
    elif more.low > 0:
        words = f"The team was led a little: {_percent(adoption.value)} ({range_}) of what it would not have given unaided."
    else:
        words = f"Whether the team was led is open: between none and {_percent(adoption.high)} of what it would not have given unaided."
    return (f"{seen}: a difference of {_points(more)}.", words)


def _agreement(effects: Effects) -> tuple[str, ...]:
    blind, assisted = effects.get("alpha_blind"), effects.get("alpha_assisted")
    if blind is None or assisted is None or blind.value is None or assisted.value is None:
        return ()
    return (
        f"Mean alpha was {blind.value:.2f} coded blind and {assisted.value:.2f} with suggestions in sight; "
        "the blind figure is the one to report as reliability.",
    )


def _planted(effects: Effects) -> tuple[str, ...]:
    found = effects.get("planted_confirmed")
    if found is None or found.value is None or found.low is None or found.high is None:
        return ()
    confirmed = round(found.value * found.n_units)
    return (
        f"Of {found.n_units} suggestions that were wrong on purpose {confirmed} were confirmed "
        f"({_percent(found.low)} to {_percent(found.high)}).",
    )


def _workshop(done: Negotiated) -> tuple[str, ...]:
    if not done.settled:
        return ()
    return (
        f"The workshop settled {done.settled:,} codes ({done.both:,} with both readings kept); of {done.changed:,} answers that it "
        f"changed, {done.toward_model:,} went to what the model had said.",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _points(figure: Figure) -> str:
    assert figure.value is not None  # noqa: S101  # the caller looked
    low, high = figure.low or 0.0, figure.high or 0.0
    return f"{100 * figure.value:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
