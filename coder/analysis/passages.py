"""The noun of the analysis, frozen: a participant's passage with whose it is, where it stands and what was confirmed of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

INTERVIEW, QUESTIONNAIRE = "interview", "questionnaire"
"""The two sources of passages: what was said in an interview, and answers in a table."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One segment of a participant.

    `interview` is its number in the participant's order (None where unknown, and in a questionnaire); `date` is ISO or "";
    `variables` are role, specialty, arm and the like; `place` is its position within its transcript; `before` and `after` are the
    turns around it. `codes` are the confirmed codes with all that lies above them, None where nobody looked. Of the codes not given,
    `refuted` were refused by somebody, `unsure` left open (unsure, or a tie), and `unknown` are all of which neither yes nor no is
    known: the unsure ones, those of a passage left unfinished, and those that came after it was looked at.
    """

    id: str
    transcript: str
    participant: str
    interview: int | None
    source: str
    date: str
    variables: Mapping[str, str]
    place: int
    turn: int
    speaker: str
    source_id: str
    text: str
    before: str
    after: str
    codes: frozenset[str] | None
    refuted: frozenset[str]
    unsure: frozenset[str]
    emergent: tuple[str, ...]
    unknown: frozenset[str] = frozenset()

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    def has(self, code: str) -> bool | None:
        """Whether it has a code; None where that is not known."""
        if self.codes is None or code in self.unknown:
            return None
        return code in self.codes


Natural = tuple[tuple[bool, int, str], ...]


def natural(word: str) -> Natural:
    """Order words as people do, their numbers as numbers.

    >>> sorted(["P10", "P2", "p1"], key=natural)
    ['p1', 'P2', 'P10']
    """
    parts = re.findall(r"\d+|\D+", word.casefold())
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
