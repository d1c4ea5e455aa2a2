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
    """One coder's present view of one segment: the last answer for each code, and whether the whole passage was looked at."""

    coder: str
    segment: str
    answers: dict[str, Kind] = field(default_factory=dict)
    looked: bool = False
    memo: str = ""
    emergent: str = ""

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
            self.looked = True
        elif decision.kind is Kind.LOOKED:
            self.looked = True
        elif decision.kind is Kind.WITHDRAW:
            self._withdraw(decision.code)
        elif decision.kind is Kind.EMERGENT:
            self.emergent = decision.note
        else:
            self.memo = decision.note

    def _withdraw(self, code: str) -> None:
        if code:
            self.answers.pop(code, None)
        else:
            self.answers, self.looked, self.memo, self.emergent = {}, False, "", ""

    def values(self, codebook: Codebook) -> dict[str, bool | None]:
        """Every code of the codebook: True applied (or implied), False not applied, None not known.

        A code is unknown where the coder was unsure of it or of one below it, or answered some suggestions and left the passage
        unfinished. Refuting a code refutes what lies below it.
        """
        yes = codebook.with_ancestors({code for code in self.applied if code in codebook.by_id})
        unsure = codebook.with_ancestors(self._with(Kind.UNSURE, codebook))
        refuted = self._with(Kind.REFUTE, codebook)
        found: dict[str, bool | None] = {}
        for code in codebook.ids:
            if code in yes:
                found[code] = True
            elif code in unsure:
                found[code] = None
            elif self.looked or code in refuted or refuted.intersection(codebook.ancestors(code)):
                found[code] = False
            else:
                found[code] = None
        return found

    def _with(self, kind: Kind, codebook: Codebook) -> set[str]:
        return {code for code, answer in self.answers.items() if answer is kind and code in codebook.by_id}


def codings(decisions: Iterable[Decision]) -> dict[tuple[str, str], Coding]:
    """Fold decisions, in the order they were made, to one coding for each (coder, segment)."""
    found: dict[tuple[str, str], Coding] = {}
    for decision in decisions:
        key = decision.coder, decision.segment
        found.setdefault(key, Coding(*key)).take(decision)
    return found
