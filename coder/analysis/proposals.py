"""A group of passages that no code fits -> where in the codebook a category of it might stand, and under which id: for people to judge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from coder.analysis.emergence import Group
from coder.codebook import Codebook

NAME = 6
"""Words that a coder's note may have to become a label."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The path and label of a category that might be added, beside the code that is most like it."""

    path: str
    label: str
    why: str

    @property
    def command(self) -> str:
        """The command that adds it, once people have said what it covers."""
        return (
            f'coder codebook add {self.path} --label "{self.label}" --definition "WRITE WHAT IT COVERS" '
            f'--who YOUR-NAME --why "{self.why}"'
        )


def proposals(groups: Iterable[Group], codebook: Codebook) -> tuple[Proposal, ...]:
    """Propose a category for each group, under an id that is not taken."""
    taken = set(codebook.ids)
    found = []
    for number, group in enumerate(groups, start=1):
        words = _noted(group) or group.words[:2] or (f"group {number}",)
        above = codebook.by_id[group.nearest].parent if group.nearest else ""
        home = above or (codebook.by_id[group.nearest].family if group.nearest else codebook.families[0].id)
        name = "-".join(filter(None, (_plain(word) for word in words))) or f"group-{number}"
        path = free = f"{home}/{name}"
        more = 2
        while free in taken:
            free, more = f"{path}-{more}", more + 1
        taken.add(free)
        people = len({passage.participant for passage in group.passages})
        why = f"emergence: {len(group.passages)} passages of {people} {'person' if people == 1 else 'people'}"
        found.append(Proposal(free, " and ".join(words).capitalize(), why))
    return tuple(found)


def _noted(group: Group) -> tuple[str, ...]:
    """The shortest of coders' notes, without what a shell would take for its own; nothing where all are long, or there is none."""
    notes = (" ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)*", note)) for note in group.notes)
    short = [note for note in notes if note and len(note.split()) <= NAME]
    return (min(short, key=len),) if short else ()


def _plain(word: str) -> str:
    """A word as an id may hold it.

    >>> _plain("naïve"), _plain("day-unit"), _plain("信任")
    ('naive', 'day-unit', '')
    """
    letters = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))
