"""Decisions -> codings: what each coder finally said of each segment, code by code: yes, no, or not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from coder.codebook import Codebook
from coder.records import Decision, Kind

ANSWERS = frozenset({Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE, Kind.ADD})
"""The kinds of decision that concern one code."""


@dataclass(slots=True)
class Coding:
    """One coder's present view of one segment: the last answer for each code, and whether the whole passage was looked at.

    `unasked` are codes that did not exist yet when it was looked at: not given, they are unknown rather than a no.
    """

    coder: str
    segment: str
    answers: dict[str, Kind] = field(default_factory=dict)
    looked: bool = False
    memo: str = ""
    emergent: str = ""
    discuss: bool = False
    unasked: frozenset[str] = frozenset()

    @property
    def applied(self) -> set[str]:
        """The codes confirmed or added, as given, without what they imply."""
        return {code for code, kind in self.answers.items() if kind in (Kind.CONFIRM, Kind.ADD)}

    def take(self, decision: Decision) -> None:
        """Let a later decision supersede what it contradicts; nothing else changes."""
        if decision.kind in ANSWERS:
            self.answers[decision.code] = decision.kind
        elif decision.kind is Kind.NONE:
            self.answers = {code: kind for code, kind in self.answers.items() if kind is Kind.REFUTE}
            self._look()
        elif decision.kind is Kind.LOOKED:
            self._look()
        elif decision.kind is Kind.WITHDRAW:
            self._withdraw(decision.code)
        elif decision.kind is Kind.EMERGENT:
            self.emergent = decision.note
        elif decision.kind is Kind.DISCUSS:
            self.discuss = bool(decision.note)
        else:
            self.memo = decision.note

    def _look(self) -> None:
        self.looked, self.unasked = True, frozenset()

    def _withdraw(self, code: str) -> None:
        if code:
            self.answers.pop(code, None)
        else:
            self.answers, self.looked, self.memo, self.emergent, self.discuss = {}, False, "", "", False

    def values(self, codebook: Codebook) -> dict[str, bool | None]:
        """Every code of the codebook: True applied (or implied), False not applied, None not known.

        A code is unknown where the coder was unsure of it or of one below it, or answered some suggestions and left the passage
        unfinished, or where the code came after the passage was looked at. Refuting a code refutes what lies below it.
        """
        yes = codebook.with_ancestors({code for code in self.applied if code in codebook.by_id})
        unsure = codebook.with_ancestors(self._with(Kind.UNSURE, codebook))
        refuted = self._with(Kind.REFUTE, codebook)
        found: dict[str, bool | None] = {}
        for code in codebook.ids:
            if code in yes:
                found[code] = True
            elif code in unsure or self._could_not_be_asked(code, codebook, found):
                found[code] = None
            elif self.looked or code in refuted or refuted.intersection(codebook.ancestors(code)):
                found[code] = False
            else:
                found[code] = None
        return found

    def _could_not_be_asked(self, code: str, codebook: Codebook, found: dict[str, bool | None]) -> bool:
        """Whether a code came too late for this passage, and what lies above it does not rule it out."""
        late = code in self.unasked and code not in self.answers
        return late and found.get(codebook.by_id[code].parent) is not False

    def _with(self, kind: Kind, codebook: Codebook) -> set[str]:
        return {code for code, answer in self.answers.items() if answer is kind and code in codebook.by_id}


def codings(decisions: Iterable[Decision]) -> dict[tuple[str, str], Coding]:
    """Fold decisions, in the order they were made, to one coding for each (coder, segment)."""
    found: dict[tuple[str, str], Coding] = {}
    for decision in decisions:
        key = decision.coder, decision.segment
        found.setdefault(key, Coding(*key)).take(decision)
    return found
