"""Lines without any sign of speakers -> talk of an unknown speaker, or no talk at all: notes, minutes, a guide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coder.readers.cues import LEADING_TIME, MARKER, asks, clock, ended
from coder.readers.cut import Reading, Start
from coder.readers.lexicon import FIRST, talk, vocabulary, words
from coder.readers.lines import Line
from coder.records import NoteKind

NO_CUE = "nothing tells the speakers apart: each paragraph is a turn of an unknown speaker (labels such as I: and P: would tell)"
NO_TALK = "does not look like a transcript ({}): it has no speakers and no turns"
FORM = "mostly facts in label form, a form or an abstract?"
EMPTY = "holds no words"

_COMMON = (
    vocabulary("the and of to in is that it was for a at by with on were be as or who"),
    vocabulary("der die und das ist nicht in den zu ein"),
    vocabulary("le la les et de des un une est que"),
    vocabulary("el la los de que y en un una es"),
    vocabulary("o a os de que e em um uma do"),
    vocabulary("il la di che e un una per non in"),
    vocabulary("de het een en van is dat in op te"),
    vocabulary("w i z na do nie sie to jest ze"),
    vocabulary("och att det som en ar pa av for i"),
    vocabulary("og at det som en er pa av til i"),
)
"""The commonest words of the languages whose words of talk are known."""


def uncued(found: Sequence[Line]) -> Reading:
    """Make every paragraph a turn of nobody known, or everything notes."""
    content = [line for line in found if line.kind is None]
    if not content:
        return Reading(
            "no transcript", (), notes=_notes(found), warnings=(EMPTY if not found else NO_TALK.format("no sentences"),)
        )
    facts = sum(line.kind is NoteKind.METADATA for line in found)
    reason = FORM if facts > len(content) else _document(content, sum(line.heading for line in found))
    if reason:
        return Reading("no transcript", (), notes=_notes(found), warnings=(NO_TALK.format(reason),))
    starts = tuple(_start(line) for line in content if line.first or LEADING_TIME.match(line.text))
    return Reading("none", starts, warnings=(NO_CUE,))


def _start(line: Line) -> Start:
    """Start a turn, after the time that a line may begin with."""
    time = LEADING_TIME.match(line.text)
    if time and time.end() < len(line.text):
        return Start(line.number, "", line.start, line.start + time.end(), (), clock(time.group()))
    return Start(line.number, "", line.start, line.start, (), line.time)


def _notes(found: Sequence[Line]) -> dict[int, NoteKind]:
    return {line.number: line.kind or NoteKind.OTHER for line in found}


def _document(content: Sequence[Line], headings: int) -> str:
    """Say what kind of document this is if it is not talk, "" if it may be."""
    size = len(content)
    total = sum(line.words for line in content)
    listed = sum(line.numbered or MARKER.match(line.text) is not None for line in content) / size
    open_ended = sum(not ended(line.text) for line in content) / size
    spoken = sum(talk(line.text) * line.words for line in content) / max(1, total)
    if _guide(content):
        return "mostly questions, an interview guide?"
    structured = listed >= 0.3 or open_ended >= 0.5 or headings >= 0.15 * size
    if spoken < 0.1 and size >= 3 and (listed >= 0.5 or open_ended >= 0.6 or headings >= 0.3 * size):
        return "lists and headings, notes or minutes?"
    if spoken < (0.07 if structured else 0.04) and total >= 20 and (structured or _covered(content)):
        return "no one says I or you, notes or minutes?"
    return ""


def _covered(content: Sequence[Line]) -> bool:
    """Whether the text is in a language whose words of talk are known."""
    counts = Counter(word for line in content[:300] for word in words(line.text[:400]))
    return any(sum(counts[word] for word in common) >= 0.08 * counts.total() for common in _COMMON)


def _guide(content: Sequence[Line]) -> bool:
    """Whether a text asks and nobody answers."""
    asking = [line for line in content if asks(line.text)]
    rest = [line for line in content if not asks(line.text)]
    if len(content) < 4 or len(asking) < 0.3 * len(content):
        return False
    if not any(FIRST & set(words(line.text)) for line in rest) and sum(not ended(line.text) for line in content) >= 0.3 * len(
        content
    ):
        return True
    if sum(talk(line.text) >= 0.08 for line in rest) >= 0.4 * len(asking):
        return False
    mostly = 2 * len(asking) >= len(content) and sum(line.words for line in asking) >= sum(line.words for line in rest)
    return mostly or sum(talk(line.text) * line.words for line in rest) < 0.03 * sum(line.words for line in rest)
