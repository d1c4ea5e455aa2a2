"""Merges, splits and the freeze: how a team settles its units before anyone codes."""

from __future__ import annotations

from dataclasses import dataclass

from coder.errors import StudyError
from coder.records import Segment, Transcript, UnitChange
from coder.segment import segments
from coder.study import Ledger, Study


@dataclass(frozen=True, slots=True)
class Changed:
    """What a merge or split made: the segments that now stand there."""

    transcript: str
    turn: int
    segments: tuple[Segment, ...]


def freeze(study: Study, at: str) -> tuple[str, str, bool]:
    """Freeze the units; returns the unit, since when, and whether this call did it."""
    ledger = study.ledger()
    done = ledger.freeze(study.settings().unit, at)
    frozen = ledger.frozen()
    ledger.close()
    assert frozen is not None  # noqa: S101  # it was written above, or before
    return *frozen, done


def merge(study: Study, first: str, last: str, at: str) -> Changed:
    """Join two segments of one turn, and what lies between them."""
    ledger = _open(study)
    one, other = _find(ledger, first), _find(ledger, last)
    if (one.transcript, one.turn) != (other.transcript, other.turn):
        raise StudyError(f"{first} and {last} are not of one turn: only parts of one turn can be merged")
    if one.id == other.id:
        raise StudyError(f"{first} is one segment already: name the first and the last of those to merge")
    return _change(study, ledger, one, UnitChange(min(one.start, other.start), max(one.end, other.end)), at)


def split(study: Study, segment: str, words: str, at: str) -> Changed:
    """Divide a segment before the words named."""
    ledger = _open(study)
    one = _find(ledger, segment)
    found = one.text.count(words)
    if not words.strip() or found != 1:
        problem = "do not stand in it" if found == 0 else f"stand in it {found} times: give more of them"
        raise StudyError(f"{segment} cannot be split there: the words {problem}")
    at_offset = one.start + one.text.index(words)
    if at_offset == one.start:
        raise StudyError(f"{segment} begins with these words: name the words that should begin the second part")
    return _change(study, ledger, one, UnitChange(at_offset, at_offset), at)


def _open(study: Study) -> Ledger:
    ledger = study.ledger()
    frozen = ledger.frozen()
    if frozen is not None:
        raise StudyError(f"the units were frozen on {frozen[1][:10]}, when coding began: segments stay as they are")
    return ledger


def _find(ledger: Ledger, segment: str) -> Segment:
    found = next((one for one in ledger.segments() if one.id == segment.strip().upper()), None)
    if found is None:
        raise StudyError(f"there is no segment {segment}: `coder segments` lists them")
    return found


def _change(study: Study, ledger: Ledger, one: Segment, change: UnitChange, at: str) -> Changed:
    known = ledger.latest(one.transcript)
    assert known is not None  # noqa: S101  # the segment came from it
    transcript: Transcript = known[0]
    ledger.add_unit_change(transcript.id, change, at)
    units = segments(transcript, one.transcript, study.settings().unit, ledger.unit_changes(transcript.id))
    ledger.add_transcript(transcript, units, at, *ledger.read_from(one.transcript))
    ledger.close()
    return Changed(transcript.name, one.turn, tuple(unit for unit in units if unit.turn == one.turn))
