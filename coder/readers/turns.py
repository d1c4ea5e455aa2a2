"""Document -> Transcript: find how this file marks its speakers, then cut its turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from coder.readers.accept import CLEAR
from coder.readers.blocks import Document
from coder.readers.cut import Reading, Start, cut
from coder.readers.grid import grid
from coder.readers.headers import headers
from coder.readers.identity import identity
from coder.readers.labelled import labelled
from coder.readers.lexicon import label_key
from coder.readers.lines import Line, canonical, lines
from coder.readers.looks import looks
from coder.readers.roles import speakers
from coder.readers.several import several
from coder.readers.uncued import uncued
from coder.records import Corrections, Note, NoteKind, Role, Transcript, Turn

NONE = Corrections()


def transcript(document: Document, name: str, corrections: Corrections = NONE) -> Transcript:
    """Cut a document into turns, with the speakers and their roles."""
    text = canonical(document)
    found = lines(document)
    reading, legend = _read(found, corrections)
    turns, notes = _ignored(*cut(found, reading), corrections)
    said = [(turn.speaker, "\n".join(text[start:end] for start, end in turn.pieces)) for turn in turns]
    corrected = {label_key(label): role for label, role in corrections.roles.items()}
    who = speakers(said, legend, corrected, reading.implied)
    roles = {speaker.label: speaker.role for speaker in who}
    facts = [text[note.start : note.end] for note in notes if note.kind is NoteKind.METADATA]
    participant, interview = identity(name, [*facts, *_rows(found)])
    return Transcript(
        name=name,
        text=text,
        turns=tuple(replace(turn, role=roles[turn.speaker]) for turn in turns),
        speakers=who,
        convention=reading.convention,
        notes=notes,
        side=document.side,
        warnings=(*document.warnings, *reading.warnings, *_further(text, turns, notes)),
        participant=corrections.participant or participant,
        interview=interview if corrections.interview is None else corrections.interview,
    )


def _read(found: Sequence[Line], corrections: Corrections) -> tuple[Reading, Mapping[str, Role]]:
    """Read the file by every convention, take the one that explains most, and call speakers as the corrections say."""
    forced = frozenset(label_key(label) for label in (*corrections.roles, *corrections.aliases, *corrections.ignore))
    voices = _voices(found)
    if voices:
        return _called(voices, corrections), {}
    by_label = labelled(found, forced)
    if by_label and by_label.reading.score >= CLEAR:
        return _called(by_label.reading, corrections), by_label.roles
    readings = [reading for reading in (by_label and by_label.reading, grid(found, forced), headers(found, forced)) if reading]
    best = max(readings, key=lambda reading: reading.score, default=None) or looks(found) or uncued(found)
    return _called(best, corrections), by_label.roles if by_label and best is by_label.reading else {}


def _called(reading: Reading, corrections: Corrections) -> Reading:
    """Call each speaker by one name: as the corrections say, else as the file mostly does."""
    names: dict[str, str] = {}
    for label, _ in Counter(start.speaker for start in reading.starts).most_common():
        names.setdefault(label_key(label), label)
    names |= {label_key(label): target for label, target in corrections.aliases.items()}
    called = {start.speaker: names[label_key(start.speaker)] for start in reading.starts}
    if all(label == name for label, name in called.items()):
        return reading
    return replace(reading, starts=tuple(replace(start, speaker=called[start.speaker]) for start in reading.starts))


def _voices(found: Sequence[Line]) -> Reading | None:
    """Take speakers from the file format where it names them."""
    if not any(line.speaker for line in found):
        return None
    starts = tuple(Start(line.number, line.speaker, line.start, line.start, (), line.time) for line in found if line.first)
    return Reading("voices", starts, 1.0)


def _ignored(
    turns: tuple[Turn, ...], notes: tuple[Note, ...], corrections: Corrections
) -> tuple[tuple[Turn, ...], tuple[Note, ...]]:
    """Make notes of the turns of speakers who are to be ignored."""
    ignore = {label_key(label) for label in corrections.ignore}
    kept = [turn for turn in turns if label_key(turn.speaker) not in ignore]
    if len(kept) == len(turns):
        return turns, notes
    dropped = [span for turn in turns if label_key(turn.speaker) in ignore for span in (*turn.labels, *turn.pieces)]
    more = [Note(NoteKind.OTHER, start, end) for start, end in dropped]
    numbered = tuple(replace(turn, number=number) for number, turn in enumerate(kept, start=1))
    return numbered, tuple(sorted([*notes, *more], key=lambda note: note.start))


def _rows(found: Sequence[Line]) -> Iterator[str]:
    """Yield the rows of two short cells as facts in label form."""
    for before, line in pairwise(found):
        beside = before.cell and line.cell and before.cell[:2] == line.cell[:2] and (before.cell[2], line.cell[2]) == (0, 1)
        if beside and before.words <= 4 and line.words <= 4:
            yield f"{before.text.rstrip(':')}: {line.text}"


def _further(text: str, turns: Sequence[Turn], notes: Sequence[Note]) -> tuple[str, ...]:
    """Warn of further interviews in the same file."""
    places = several(text, turns, notes)
    if not places:
        return ()
    listed = ", ".join(str(text.count("\n", 0, place) + 1) for place in places[:12])
    return (
        f"looks like {len(places) + 1} interviews in one file (more begin at line {listed}): split it, one file an interview",
    )
