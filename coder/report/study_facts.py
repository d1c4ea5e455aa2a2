"""Facts -> the record that a study's report is written from: what the ledger knows of its data, its coders and its tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coder.codebook import Codebook
from coder.growth import Change
from coder.report.agreement_record import Agreement


@dataclass(frozen=True, slots=True)
class Interview:
    """One transcript of an interview; `number` is its place among the participant's (None where unknown)."""

    reference: str
    participant: str
    number: int | None
    date: str
    turns: int
    segments: int
    words: int


@dataclass(frozen=True, slots=True)
class Answers:
    """One table of free-text answers."""

    name: str
    respondents: int
    answers: int
    words: int


@dataclass(frozen=True, slots=True)
class Coder:
    """One coder: segments looked at, segments given out, and those of them that were shown with suggestions."""

    name: str
    looked: int
    given: int
    suggested: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One round of coding: the segments coded blind first, and the seed with which they were drawn."""

    name: str
    blind: int
    seed: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known. `words` are those of participants' segments; `several` are segments that two coders or more looked at.

    `agreement` is None where it cannot be measured, for the reason in `no_agreement`; `models` are the ids of the models that
    suggested; `until` is the time of the last decision.
    """

    study: str
    title: str
    interviews: tuple[Interview, ...]
    answers: tuple[Answers, ...]
    variables: Mapping[str, Mapping[str, str]]
    unit: str
    segments: int
    looked: int
    several: int
    said: str
    coders: tuple[Coder, ...]
    rounds: tuple[Drawn, ...]
    workshops: tuple[str, ...]
    settled: int
    models: tuple[str, ...]
    codebook: Codebook
    changes: tuple[Change, ...]
    agreement: Agreement | None
    no_agreement: str
    versions: Mapping[str, str]
    decisions: int
    until: str

    @property
    def people(self) -> tuple[str, ...]:
        """The people interviewed, in their order."""
        return tuple(dict.fromkeys(one.participant for one in self.interviews))

    @property
    def respondents(self) -> int:
        """The people who answered in tables of free text; of several tables the largest counts, as they may be the same people."""
        return max((one.respondents for one in self.answers), default=0)
