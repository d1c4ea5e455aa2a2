"""Decisions made under any version of a codebook -> codings in its present words: renames and merges map, splits are for another look.

A passage that was looked at before a code existed says nothing of that code: it is neither a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from coder.codebook import Codebook
from coder.coding import Coding
from coder.records import Decision, Kind


class ChangeKind(StrEnum):
    """What was done to the codebook."""

    ADD = "add"
    SPLIT = "split"
    MERGE = "merge"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class Change:
    """One change from a version to the next: the codes as named before and after, who made it, why and when.

    `add`: new ones, nothing old. `split`: one old code, which stays as the theme of the new ones. `merge`: several old ones, one
    new, which may be one of the old. `rename`: one and one; the codes below it move along.
    """

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    before: str
    after: str
    who: str
    why: str
    at: str

    @classmethod
    def of(
        cls, kind: str, old: Sequence[str], new: Sequence[str], before: str, after: str, who: str, why: str, at: str
    ) -> Change:
        """Make a change from plain values."""
        return cls(ChangeKind(kind), tuple(old), tuple(new), before, after, who, why, at)

    def now(self, code: str) -> str:
        """What a code is called after the change."""
        if self.kind is ChangeKind.MERGE and code in self.old:
            return self.new[0]
        if self.kind is ChangeKind.RENAME and (code == self.old[0] or code.startswith(f"{self.old[0]}/")):
            return self.new[0] + code.removeprefix(self.old[0])
        return code


@dataclass(frozen=True, slots=True)
class Growth:
    """The history of a codebook: its changes in order, and the codes of each version that was kept."""

    changes: tuple[Change, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def since(self, version: str) -> tuple[Change, ...]:
        """The changes made after a version; none where it is the present one, or was never changed by command."""
        places = [place for place, change in enumerate(self.changes) if change.before == version]
        return self.changes[places[0] :] if places else ()

    def now(self, code: str, version: str) -> str:
        """What a code of a version is called now; a merged one has the name of what it was merged into."""
        for change in self.since(version):
            code = change.now(code)
        return code

    def latest(self, code: str) -> str:
        """What a code of whatever version is called now: ids are never used again for another code."""
        for change in self.changes:
            code = change.now(code)
        return code

    def renamed(self, code: str, version: str) -> str:
        """What a code of a version would be called now if nothing had been merged: merged codes stay apart."""
        for change in self.since(version):
            code = change.now(code) if change.kind is ChangeKind.RENAME else code
        return code

    def merges(self) -> tuple[tuple[tuple[str, ...], str, Change], ...]:
        """Every merge: the codes merged and what they became, under the names of `renamed`, in order."""
        return tuple(
            (
                tuple(self.renamed(code, change.before) for code in change.old),
                self.renamed(change.new[0], change.after),
                change,
            )
            for change in self.changes
            if change.kind is ChangeKind.MERGE
        )

    def unasked(self, version: str) -> frozenset[str]:
        """The codes that came after a version, by their present names: nobody could have given them under it."""
        found: set[str] = set()
        for change in self.since(version):
            found = {change.now(code) for code in found}
            if change.kind in (ChangeKind.ADD, ChangeKind.SPLIT):
                found.update(change.new)
        return frozenset(found)


NEVER_CHANGED = Growth()


def codings_now(decisions: Iterable[tuple[Decision, str]], growth: Growth = NEVER_CHANGED) -> dict[tuple[str, str], Coding]:
    """Fold decisions, each with the version it was made under, in the order they were made, to codings in today's codes."""
    merges = growth.merges()
    found: dict[tuple[str, str], Coding] = {}
    for decision, version in decisions:
        key = decision.coder, decision.segment
        coding = found.setdefault(key, Coding(*key))
        if decision.code:
            decision = replace(decision, code=growth.renamed(decision.code, version))
            _supersede(coding, decision.code, version, growth, merges)
        coding.take(decision)
        if decision.kind in (Kind.LOOKED, Kind.NONE):
            coding.unasked = growth.unasked(version)
    for coding in found.values():
        for members, into, _ in merges:
            _merge(coding, members, into)
    return found


def _supersede(
    coding: Coding, code: str, version: str, growth: Growth, merges: tuple[tuple[tuple[str, ...], str, Change], ...]
) -> None:
    """Forget what was said of codes merged into one when the one itself is answered after the merge."""
    later = growth.since(version)
    for members, into, change in merges:
        if code == into and change not in later:
            for member in members:
                coding.answers.pop(member, None)


def _merge(coding: Coding, members: tuple[str, ...], into: str) -> None:
    """Answer a merged code by what was said of its parts: one yes is a yes, and a no needs all of them (or the whole passage)."""
    said = [coding.answers.pop(member) for member in members if member in coding.answers and member != into]
    if not said:
        return
    if into in coding.answers:
        said.append(coding.answers[into])
    yes = next((kind for kind in said if kind in (Kind.CONFIRM, Kind.ADD)), None)
    parts = len({*members, into} if into in members else set(members))
    if yes or Kind.UNSURE in said:
        coding.answers[into] = yes or Kind.UNSURE
    elif len(said) >= parts:
        coding.answers[into] = Kind.REFUTE
    else:
        coding.answers.pop(into, None)


@dataclass(frozen=True, slots=True)
class Look:
    """A passage that wants another look: the code given there by a coder was split into others, or (`code` is "") others came after."""

    coder: str
    segment: str
    code: str
    into: tuple[str, ...]
    why: str


def to_review(codings: Iterable[Coding], growth: Growth) -> tuple[Look, ...]:
    """The passages where a code stands that was split since, and none of its parts was answered."""
    splits = [
        (growth.now(change.old[0], change.after), tuple(growth.now(code, change.after) for code in change.new), change.why)
        for change in growth.changes
        if change.kind is ChangeKind.SPLIT
    ]
    return tuple(
        Look(coding.coder, coding.segment, code, into, why)
        for coding in codings
        for code, into, why in splits
        if code in coding.applied and coding.unasked.intersection(into) and not coding.answers.keys() & set(into)
    )


def never_asked(codings: Iterable[Coding], growth: Growth, codebook: Codebook) -> tuple[Look, ...]:
    """The passages that were looked at before codes were added and of which these are not known, addition by addition.

    A code below a theme that was not given is known: it does not apply.
    """
    added = [
        (tuple(growth.now(code, change.after) for code in change.new), change.why)
        for change in growth.changes
        if change.kind is ChangeKind.ADD
    ]
    found = []
    for coding in codings:
        unknown = {
            code for code, value in coding.values(codebook).items() if value is None
        } & coding.unasked - coding.answers.keys()
        for codes, why in added:
            if late := tuple(code for code in codes if code in unknown):
                found.append(Look(coding.coder, coding.segment, "", late, why))
    return tuple(found)
