"""Speakers and what they say -> interviewer or participant, each with its reason in plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coder.readers.cues import asks
from coder.readers.labels import joint
from coder.readers.lexicon import HEARER, INTERVIEWER, PARTICIPANT, ROLE_LETTERS, label_key, words
from coder.records import Role, Speaker

SURE = 6.0
"""Weight of a word that says the role."""

BAR = 1.0
"""Evidence below this leaves the role unknown."""


_OPEN = ({"m", "f"}, {"e", "i"})
"""Pairs of letters that say nothing: a man and a woman, or a moderator; an informant, or an interviewer."""

_AMBIGUOUS = {"r", "i"}
"""A pair that mostly is respondent and interviewer, but may be researcher and informant."""


@dataclass(slots=True)
class Voice:
    """What is counted of one speaker."""

    label: str
    turns: int = 0
    questions: int = 0
    words: int = 0
    reasons: list[str] = field(default_factory=list)
    score: float = 0.0

    @property
    def asking(self) -> float:
        """Share of turns with a question."""
        return self.questions / max(1, self.turns)


def by_word(label: str) -> float:
    """How far a label alone says interviewer (above 0) or participant (below 0).

    >>> by_word("Interviewer 2"), by_word("P07")
    (6.0, -2.5)
    """
    found = words(label)
    if len(found) == 1 and len(found[0]) == 1:
        numbered = any(c.isdigit() for c in label)
        weight = ROLE_LETTERS.get(found[0], 0.0)
        return weight - 1.0 if numbered and weight < 0 else weight
    asker = any(word in INTERVIEWER for word in found)
    answerer = any(word in PARTICIPANT for word in found)
    return SURE * (asker - answerer)


def speakers(
    said: Sequence[tuple[str, str]], legend: Mapping[str, Role], corrected: Mapping[str, Role], implied: str = ""
) -> tuple[Speaker, ...]:
    """Give every speaker a role: by correction, legend, label, and by who asks, who talks and how much.

    `said` are the turns as `(label, words)`; `legend` and `corrected` have folded labels; `implied` says why labels that are not
    in the file stand for their roles.
    """
    voices: dict[str, Voice] = {}
    for label, text in said:
        voice = voices.setdefault(label, Voice(label))
        voice.turns += 1
        voice.questions += asks(text)
        voice.words += len(text.split())
    _weigh(list(voices.values()), {**legend, **corrected})
    found = {voice.label: _speaker(voice, legend, corrected, implied, list(voices.values())) for voice in voices.values()}
    return tuple(_together(speaker, found) for speaker in found.values())


def _together(speaker: Speaker, found: Mapping[str, Speaker]) -> Speaker:
    """Give people who speak together the role that they share."""
    parts = [found[part] for part in joint(speaker.label) if part in found]
    roles = {part.role for part in parts}
    if speaker.role is not Role.UNKNOWN or len(parts) < 2 or len(roles) > 1:
        return speaker
    return Speaker(speaker.label, roles.pop(), f"{' and '.join(part.label for part in parts)} have this role")


def _weigh(voices: Sequence[Voice], legend: Mapping[str, Role]) -> None:
    priors = {voice.label: _prior(voice.label, legend, [v.label for v in voices]) for voice in voices}
    for voice in voices:
        others = [v for v in voices if v is not voice]
        voice.score = priors[voice.label] + _behaviour(voice, others) if voice.label else 0.0
        if abs(priors[voice.label]) < BAR and others:
            voice.score += _remaining([priors[v.label] for v in others])
    known = sorted(priors.values())
    if len(voices) == 2 and all(priors) and known[0] < 2.5 and known[1] > -2.5 and not (known[0] <= -SURE and known[1] >= SURE):
        _apart(*sorted(voices, key=lambda voice: voice.score))


def _apart(lower: Voice, higher: Voice) -> None:
    """Of two people, one asks and the other answers, if it is clear enough what one of them does."""
    if higher.score - lower.score < BAR or max(higher.score, -lower.score) < 1.5 * BAR:
        return
    lower.score, higher.score = min(lower.score, -BAR), max(higher.score, BAR)


def _prior(label: str, legend: Mapping[str, Role], labels: Sequence[str]) -> float:
    said = legend.get(label_key(label))
    if said is not None:
        return {Role.INTERVIEWER: 2 * SURE, Role.PARTICIPANT: -2 * SURE}.get(said, 0.0)
    if {label_key(other) for other in labels} in _OPEN:
        return 0.0
    prior = by_word(label)
    if {label_key(other) for other in labels} == _AMBIGUOUS:
        return 0.6 * prior
    if not prior and set(words(label)) & HEARER and any(by_word(other) <= -SURE for other in labels):
        return 1.0
    return prior


def _remaining(priors: Sequence[float]) -> float:
    """What the others' roles say of the one whose label says nothing."""
    if any(prior >= SURE for prior in priors):
        return -2.5
    if any(prior >= 2.5 for prior in priors):
        return -1.5
    if priors and all(prior <= -2.5 for prior in priors):
        return 1.5
    return 0.0


def _behaviour(voice: Voice, others: Sequence[Voice]) -> float:
    """Evidence from questions asked and length of turns, between -3 and 3."""
    turns = sum(other.turns for other in others)
    if not turns or not voice.turns:
        return 0.0
    questions = sum(other.questions for other in others)
    if voice.questions + questions < 2:
        asking = 0.0
    else:
        rate, other = (voice.questions + 0.5) / (voice.turns + 1), (questions + 0.5) / (turns + 1)
        asking = max(-2.0, min(2.0, math.log(rate / other)))
    length = math.log((sum(v.words for v in others) / turns + 1) / (voice.words / voice.turns + 1))
    return asking + max(-1.0, min(1.0, 0.6 * length))


def _speaker(
    voice: Voice, legend: Mapping[str, Role], corrected: Mapping[str, Role], implied: str, voices: Sequence[Voice]
) -> Speaker:
    key = label_key(voice.label)
    if key in corrected:
        return Speaker(voice.label, corrected[key], "set by the study's corrections")
    if not voice.label:
        return Speaker("", Role.UNKNOWN, "nothing in the file tells who speaks")
    role = Role.UNKNOWN if abs(voice.score) < BAR else Role.INTERVIEWER if voice.score > 0 else Role.PARTICIPANT
    if key in legend and role is legend[key]:
        return Speaker(voice.label, role, f"the file's legend says that {voice.label} is the {role}")
    if implied:
        return Speaker(voice.label, role, implied)
    if role is not Role.UNKNOWN and abs(by_word(voice.label)) >= BAR and by_word(voice.label) * voice.score > 0:
        return Speaker(voice.label, role, f'the label "{voice.label}" stands for {role}; {_shares(voice, voices)}')
    if role is Role.UNKNOWN:
        return Speaker(voice.label, role, f"the label does not tell and the talk does not decide: {_shares(voice, voices)}")
    return Speaker(voice.label, role, _shares(voice, voices))


def _shares(voice: Voice, voices: Sequence[Voice]) -> str:
    questions, total = sum(v.questions for v in voices), sum(v.words for v in voices)
    asked = f"asks {voice.questions / questions:.0%} of the questions" if questions else "nobody asks"
    return f"{asked}, says {voice.words / max(1, total):.0%} of the words"
