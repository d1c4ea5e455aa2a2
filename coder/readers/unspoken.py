"""A line's text -> what it is if no one spoke it: a time, a fact, a heading, a stage direction, a rule."""

from __future__ import annotations

import re

from coder.readers.cues import bare_time, separator, stage
from coder.readers.lexicon import metadata
from coder.records import NoteKind

_INTERVIEW = re.compile(
    r"\W*(?:interview|transcript|session|focus group|participant|respondent|interviewee|entretien|entrevista|intervista|wywiad|intervju)\W*"
    r"(?:no|nr|number)?\W*\d{1,3}\W*",
    re.I,
)
"""A line that says which interview begins."""


def unspoken(text: str, heading: bool) -> NoteKind | None:
    """What a line is that no one spoke, by its own look; None if it may have been spoken. `heading` says that its style is one."""
    if bare_time(text):
        return NoteKind.TIMESTAMP
    if _fact(text):
        return NoteKind.METADATA
    if heading or (len(text) <= 30 and _INTERVIEW.fullmatch(text)):
        return NoteKind.HEADING
    if stage(text):
        return NoteKind.STAGE
    return NoteKind.OTHER if separator(text) else None


def _fact(text: str) -> bool:
    """Whether a line is metadata in label form: "Date: 3 May"; a sentence ("Note: I was tired.") is not."""
    if len(text) > 120 or (text[-1] in ".?!…" and not any(c.isdigit() for c in text)):
        return False
    label, colon, value = text[:80].partition(":")
    return bool(colon) and len(label.split()) <= 4 and len(value.split()) <= 8 and metadata(label)
