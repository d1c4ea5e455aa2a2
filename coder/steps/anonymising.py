"""Transcripts -> what may identify somebody in them; redacted copies with a key. The originals are never touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder import report
from coder.errors import StudyError
from coder.identifiers import Kind, Recogniser, around, find, names, redact
from coder.records import Transcript
from coder.steps.progress import Progress
from coder.steps.reading import Reading
from coder.study import Study, write_whole
from coder.study.redaction_key import read_key, write_key

NER_MODEL = "en_core_web_sm"
KEY = "KEY.csv"

_ENTITY_KINDS: dict[str, Kind] = {"PERSON": "name", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "hospital"}


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in a transcript: where it stands, and the few words around it."""

    transcript: str
    turn: int
    start: int
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """What `--redact` wrote."""

    copies: tuple[Path, ...]
    key: Path
    stand_ins: int


def identifiers(study: Study, paths: Sequence[Path], at: str, progress: Progress[Any]) -> tuple[list[Found], list[str], bool]:
    """List what looks like an identifier in what was said; also the files that failed, and whether a model helped the rules."""
    read = Reading(study, study.ledger(), paths or [study.transcripts], None, at)
    recogniser = _recogniser()
    found = []
    for known in read.each(progress):
        everywhere = _names(known.transcript, recogniser)
        for turn in known.transcript.turns:
            for start, end in turn.pieces:
                text = known.transcript.text[start:end]
                for one in find(text, recogniser, everywhere):
                    found.append(Found(known.transcript.name, turn.number, start + one.start, one.kind, around(text, one)))
    return found, read.failures, recogniser is not None


def write_redacted(
    study: Study, paths: Sequence[Path], folder: Path, at: str, progress: Progress[Any]
) -> tuple[Redacted, list[str]]:
    """Write a clean Word copy of each transcript with stand-ins for identifiers, and one key for all; also the files that failed.

    Headers, comments, footnotes and deleted text are left out of the copies. A key that is there already is gone on with.
    """
    if folder.resolve() == study.transcripts.resolve():
        raise StudyError(f"{folder}: copies cannot go among the originals: name another folder")
    read = Reading(study, study.ledger(), paths or [study.transcripts], None, at)
    recogniser = _recogniser()
    stand_ins = read_key(folder / KEY)
    copies = []
    for known in read.each(progress):
        path = folder / _copy_name(known.transcript.name)
        write_whole(path, report.transcript_docx(known.transcript, _redacted_turns(known.transcript, recogniser, stand_ins)))
        copies.append(path)
    write_key(folder / KEY, stand_ins)
    return Redacted(tuple(copies), folder / KEY, len(stand_ins)), read.failures


def _copy_name(name: str) -> str:
    """The copy's name: a Word file whose name also tells of another ending, so that P07.docx and P07.vtt stay two."""
    path = Path(name)
    return (
        path.as_posix() if path.suffix.lower() == ".docx" else f"{path.with_suffix('').as_posix()}-{path.suffix[1:].lower()}.docx"
    )


def _redacted_turns(
    transcript: Transcript, recogniser: Recogniser | None, stand_ins: dict[str, str]
) -> list[tuple[str, list[str]]]:
    """The turns as (label, paragraphs); a label that is somebody's name becomes the speaker's role."""
    labels = {speaker.label: _label(speaker.label, speaker.role) for speaker in transcript.speakers}
    everywhere = _names(transcript, recogniser)
    turns = []
    for turn in transcript.turns:
        texts = [transcript.text[start:end] for start, end in turn.pieces]
        redacted = [redact(text, find(text, recogniser, everywhere), stand_ins) for text in texts]
        turns.append((labels.get(turn.speaker, turn.speaker), redacted))
    return turns


def _names(transcript: Transcript, recogniser: Recogniser | None) -> dict[str, Kind]:
    return names((transcript.text[start:end] for turn in transcript.turns for start, end in turn.pieces), recogniser)


def _label(label: str, role: str) -> str:
    """A label that may stand in a copy: anything with a name's form gives way to the role."""
    probe = f"and {label} said"
    named = any(found.kind in ("name", "place", "hospital", "e-mail") for found in find(probe)) and " " in label.strip()
    return role.capitalize() if named and not label.casefold().startswith(("speaker", "participant", "interviewer")) else label


def _recogniser() -> Recogniser | None:
    """The names and places that spaCy's English model finds, where it is installed."""
    import spacy
    from spacy.util import is_package

    if not is_package(NER_MODEL):
        return None
    nlp = spacy.load(NER_MODEL, enable=["tok2vec", "ner"])

    def recognise(text: str) -> list[tuple[int, int, Kind]]:
        entities = nlp(text).ents
        return [(e.start_char, e.end_char, _ENTITY_KINDS[e.label_]) for e in entities if e.label_ in _ENTITY_KINDS]

    return recognise
