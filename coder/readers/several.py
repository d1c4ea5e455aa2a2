"""Turns and notes -> the places where a further interview seems to begin in the same file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from coder.readers.lexicon import PARTICIPANT, fold, vocabulary, words
from coder.records import Note, NoteKind, Turn

_BEGINS = re.compile(
    r"\W*(?:interview|transcript|participant|respondent|interviewee|case|focus group|entretien|entrevista|intervista|wywiad|intervju|teil)"
    r"\W*(?:no|nr|number|with|mit|avec|con|com|z|med)?\W*(?:\d{1,3}|[a-z]|\w{1,20}(?: \w{1,20})?)\W*",
)
_TELLING = PARTICIPANT | vocabulary(
    "date datum fecha data dato id pseudonym number numero interview location place ort lieu lugar time"
)
"""Words of facts that are given once an interview."""

_APART = 4
"""Turns that must lie between two beginnings."""


def several(text: str, turns: Sequence[Turn], notes: Sequence[Note]) -> tuple[int, ...]:
    """Offsets at which further interviews seem to begin: a heading that names one, or a fact given anew after turns."""
    places: list[int] = []
    seen: dict[str, str] = {}
    heads: set[str] = set()
    starts = [turn.start for turn in turns]
    last = 0
    for note in notes:
        said = text[note.start : note.end]
        before = bisect_left(starts, note.start)
        fresh = False
        if note.kind is NoteKind.METADATA:
            label, _, value = said.partition(":")
            key = fold(label)
            if _TELLING & set(words(key)):
                fresh = key in seen and seen[key] != fold(value)
                seen[key] = fold(value)
        elif note.kind in (NoteKind.HEADING, NoteKind.OTHER) and len(said) <= 60 and _BEGINS.fullmatch(fold(said)):
            fresh = bool(heads) and fold(said) not in heads
            heads.add(fold(said))
        if fresh and before >= _APART and before < len(starts) - 1 and (not places or before - last >= _APART):
            places.append(note.start)
            last = before
    return tuple(places)
