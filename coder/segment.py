"""Transcript -> segments: the units that are coded, fixed before anyone codes.

The default unit is the participant's turn; a turn of more than `LONG` words is split at sentence ends into parts of at most
`LONG` words where its sentences allow, never inside a sentence (on fixing units first: Campbell et al. 2013).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar

from coder.records import Role, Segment, Transcript, Turn, UnitChange, tagged_hash

if TYPE_CHECKING:
    from spacy.language import Language

LONG = 100
"""Words above which a turn is split."""

TARGET = 80
"""Words that a part of a split turn should come close to."""

BACKCHANNEL = 3
"""Words up to which a turn only shows that someone listens."""

NEARBY = 2
"""Segments before and after that are likely to be of the same matter."""

Unit = Literal["turn", "paragraph", "sentence"]
UNITS: tuple[Unit, ...] = ("turn", "paragraph", "sentence")
Span = tuple[int, int]
_Anything = TypeVar("_Anything")


def segments(
    transcript: Transcript, transcript_id: str = "", unit: Unit = "turn", changes: Sequence[UnitChange] = ()
) -> tuple[Segment, ...]:
    """Cut everything that was not said by an interviewer into segments.

    Each segment is a contiguous stretch of the text inside one turn; a note in the middle of a turn (a bare timestamp) ends
    it. `transcript_id` is the id under which a study knows the transcript (default: the hash of its text); ids of segments are
    made of it, of the words, and of how often these words stood before, so editing one turn leaves the ids of the others.
    `changes` are merges and splits by hand, in the order they were made.
    """
    home = transcript_id or transcript.id
    seen: Counter[str] = Counter()
    found = []
    for turn in transcript.turns:
        if turn.role is Role.INTERVIEWER:
            continue
        spans = list(_spans(transcript.text, turn, unit))
        for change in changes:
            spans = _changed(transcript.text, spans, change)
        for part, (start, end) in enumerate(spans, start=1):
            text = transcript.text[start:end]
            seen[text] += 1
            found.append(
                Segment(
                    id=tagged_hash("S", home, text, str(seen[text])),
                    transcript=home,
                    turn=turn.number,
                    part=part,
                    speaker=turn.speaker,
                    start=start,
                    end=end,
                    text=text,
                    backchannel=_words(text) <= BACKCHANNEL,
                    source_id=turn.source_id,
                )
            )
    return tuple(found)


def nearby(segments: Sequence[_Anything], place: int) -> tuple[Sequence[_Anything], Sequence[_Anything]]:
    """Take those next to one, earlier and later, the nearest first.

    >>> nearby("abcde", 3)
    ('cb', 'e')
    """
    return segments[max(place - NEARBY, 0) : place][::-1], segments[place + 1 : place + 1 + NEARBY]


def _spans(text: str, turn: Turn, unit: Unit) -> Iterator[Span]:
    stretches = turn.pieces if unit == "paragraph" else _joined(text, turn.pieces)
    for start, end in stretches:
        if unit == "sentence":
            yield from _sentences(text, start, end)
        elif _words(text[start:end]) > LONG:
            yield from _split(text, start, end)
        else:
            yield start, end


def _changed(text: str, spans: list[Span], change: UnitChange) -> list[Span]:
    """Apply one merge or split to a turn's spans; one that concerns another turn changes nothing."""
    if change.start == change.end:
        cut = [span for span in spans if span[0] < change.start < span[1]]
        if not cut:
            return spans
        start, end = cut[0]
        head = text[start : change.start]
        tail = text[change.start : end]
        halves = [(start, start + len(head.rstrip())), (end - len(tail.lstrip()), end)]
        at = spans.index(cut[0])
        return [*spans[:at], *halves, *spans[at + 1 :]]
    within = [span for span in spans if span[0] < change.end and change.start < span[1]]
    if len(within) < 2:
        return spans
    at = spans.index(within[0])
    return [*spans[:at], (within[0][0], within[-1][1]), *spans[at + len(within) :]]


def _joined(text: str, pieces: tuple[Span, ...]) -> list[Span]:
    """Join pieces between which there is only white space."""
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if text[joined[-1][1] : start].strip():
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return joined


def _split(text: str, start: int, end: int) -> list[Span]:
    """Put sentences together to parts of about equal length."""
    sentences = _sentences(text, start, end)
    total = _words(text[start:end])
    target = total / math.ceil(total / TARGET)
    parts: list[Span] = []
    length = 0
    for first, last in sentences:
        words = _words(text[first:last])
        if parts and length + words <= LONG and length + words / 2 <= target:
            parts[-1] = (parts[-1][0], last)
            length += words
        else:
            parts.append((first, last))
            length = words
    return parts


def _sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a stretch, without the white space around them.

    The sentencizer counts an opening bracket or quotation mark to the sentence before; here no boundary falls inside a word.
    """
    stretch = text[start:end]
    starts = [0]
    for sentence in _sentencizer()(stretch).sents:
        first = sentence.start_char
        while first > starts[-1] and not stretch[first - 1].isspace():
            first -= 1
        if first > starts[-1]:
            starts.append(first)
    spans = []
    for first, last in pairwise([*starts, len(stretch)]):
        words = stretch[first:last]
        if words.strip():
            spans.append((start + first + len(words) - len(words.lstrip()), start + first + len(words.rstrip())))
    return spans


@lru_cache(maxsize=1)
def _sentencizer() -> Language:
    import spacy

    nlp = spacy.blank("xx")
    nlp.max_length = 10_000_000
    nlp.add_pipe("sentencizer")
    return nlp


def _words(text: str) -> int:
    return len(text.split())
