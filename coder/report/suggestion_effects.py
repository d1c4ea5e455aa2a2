"""What suggestions did -> plain words and plain data: whether the team was led, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coder.agreement import Figure
from coder.agreement.suggestion_effects import FEWEST_TRANSCRIPTS, FEWEST_WITHHELD, Effects
from coder.report.agreement_document import count

LITTLE = 0.05
"""A share of adopted suggestions below which a team counts as not led."""
TO_DO = (
    "What to do: as reliability report only what was coded blind; look again in the workshop at what was confirmed; let more of the next "
    "round be coded blind (`blind:` below `round:` in study.yaml)."
)


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
    """What suggestions did in one round, and all that is needed to do it again.

    `drawn` counts the round's passages and those drawn blind, and, over all coders, what was given out with suggestions, withheld and
    planted; `labels` are those of the codes; `unfinished` says who has how much left.
    """

    effects: Effects
    negotiated: Negotiated
    round: str
    seeds: Mapping[str, int]
    versions: Mapping[str, str]
    shares: Mapping[str, float]
    transcripts: int
    times: tuple[Times, ...]
    drawn: Mapping[str, int]
    labels: Mapping[str, str]
    unfinished: str = ""

    def label(self, code: str) -> str:
        """A code's label; its id where it has none."""
        return self.labels.get(code, code)

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
            "drawn": dict(self.drawn),
            "unfinished": self.unfinished or None,
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
        f"A suggested code was given {_percent(aided.value)} of the {aided.n_units:,} times it was shown, and {_percent(unaided.value)} "
        f"of the {_times(unaided.n_units)} it was withheld by chance (in {count(unaided.n_clusters, 'transcript')})"
    )
    if more.low is None or more.high is None or unaided.n_units < FEWEST_WITHHELD:
        return (
            f"{seen}.",
            f"Whether the team was led: too few to tell. That needs suggestions withheld {FEWEST_WITHHELD} times or more, in "
            f"{FEWEST_TRANSCRIPTS} transcripts or more.",
        )
    seen = f"{seen}: a difference of {_points(more)}."
    if adoption is None or adoption.value is None or adoption.low is None or adoption.high is None:
        return (seen,)
    return (seen, *_whether(more, adoption, f"judged by {unaided.n_units:,} withheld in {unaided.n_clusters:,} transcripts"))


def _whether(more: Figure, adoption: Figure, judged: str) -> tuple[str, ...]:
    """Say whether the team was led, on how much that rests, and what to do if it was."""
    assert more.low is not None and more.high is not None  # noqa: S101, PT018  # the caller looked
    assert adoption.value is not None and adoption.low is not None and adoption.high is not None  # noqa: S101, PT018
    range_ = f"{_percent(max(0.0, adoption.low))} to {_percent(adoption.high)}; {judged}"
    if more.low > 0 and adoption.value >= LITTLE:
        return (
            f"The team was led: {_percent(adoption.value)} of the suggested codes that it would not have given unaided were given once "
            f"they were shown ({range_}).",
            TO_DO,
        )
    if adoption.high < LITTLE or (more.low <= 0 <= more.high and adoption.high < 2 * LITTLE):
        most = _percent(adoption.high)
        return (f"The team was not led: at most {most} of what it would not have given unaided was taken over ({judged}).",)
    if more.high < 0:
        return (f"The team leaned against the suggestions: it gave codes less often where they were shown ({judged}).",)
    if more.low > 0:
        return (f"The team was led a little: {_percent(adoption.value)} of what it would not have given unaided ({range_}).",)
    most = _percent(adoption.high)
    return (f"Whether the team was led is open: between none and {most} of what it would not have given unaided ({judged}).",)


def _agreement(effects: Effects) -> tuple[str, ...]:
    blind, assisted = effects.get("alpha_blind"), effects.get("alpha_assisted")
    if blind is None or assisted is None or blind.value is None or assisted.value is None:
        return ()
    return (
        f"Over the {count(effects.compared, 'code')} that have both, mean alpha was {blind.value:.2f} coded blind and "
        f"{assisted.value:.2f} with suggestions in sight; as reliability report the blind figures.",
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


def _times(n: int) -> str:
    return "1 time" if n == 1 else f"{n:,} times"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _points(figure: Figure) -> str:
    assert figure.value is not None  # noqa: S101  # the caller looked
    low, high = figure.low or 0.0, figure.high or 0.0
    return f"{signed(figure.value)} points ({signed(low)} to {signed(high)})"


def signed(share: float) -> str:
    """A difference of shares in hundredths, with its sign; nothing has none.

    >>> signed(0.512), signed(-0.001), signed(-0.25)
    ('+51', '0', '-25')
    """
    hundredths = round(100 * share)
    return f"{hundredths:+d}" if hundredths else "0"
