"""Files -> transcripts and segments in the ledger, one by one; a file that cannot be read is one line, the others go on.

A file whose bytes were read before, in the same way, is taken from the ledger. Many files are read by as many processes as there are
cores, never far ahead of what is done with them, so that memory stays flat.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from coder import readers
from coder.errors import ReadError, StudyError
from coder.records import Corrections, Passage, Segment, Transcript
from coder.segment import Unit, nearby, segments
from coder.steps.progress import Progress
from coder.study import Ledger, Study

READING = 2
"""Raise it when the readers learn to read a file in another way, so that files are read anew."""

MANY = 24
"""Files from which it pays to start further processes."""

AHEAD = 4
"""Files that each process may be ahead of the ledger."""


@dataclass(frozen=True, slots=True)
class Known:
    """A transcript under the id by which the study knows it, with its segments."""

    id: str
    transcript: Transcript
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """A table of free-text answers to read instead of transcripts: its column of texts, and of ids (or None)."""

    text_column: str
    id_column: str | None


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to read, and how."""

    path: Path
    name: str
    answers: Answers | None
    unit: Unit
    corrections: Corrections

    @property
    def settings(self) -> str:
        """What besides the bytes decides how the file is read."""
        columns = "" if self.answers is None else f"{self.answers.text_column}/{self.answers.id_column}"
        return f"{READING}|{self.unit}|{columns}|{_digest(self.corrections)}"


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as read, before the ledger has seen it; `failure` is "" where it could be read."""

    file_hash: str
    transcript: Transcript | None
    segments: tuple[Segment, ...] = ()
    failure: str = ""


class Reading:
    """Reads files in order.

    After the loop `failures` holds a line for each file that failed, `skipped` counts files that cannot be transcripts, and `changes`
    tells of files whose text is another than when they were last read.
    """

    def __init__(
        self, study: Study, ledger: Ledger, paths: Sequence[Path], answers: Answers | None, at: str, unit: Unit | None = None
    ) -> None:
        self.failures: list[str] = []
        self.changes: list[str] = []
        self.skipped = 0
        self._ledger = ledger
        self._at = at
        self._names: dict[str, str] = {}
        settings = study.settings()
        self._unit: Unit = unit or settings.unit
        frozen = ledger.frozen()
        if frozen is not None and frozen[0] != self._unit:
            raise StudyError(
                f"the units were frozen as {frozen[0]} on {frozen[1][:10]}: they cannot become {self._unit} any more"
            )
        self._jobs = [
            _Job(path, name, answers, self._unit, settings.transcripts.get(name, Corrections()))
            for path, name in self._named(self._listed(paths), answers).items()
        ]
        if not self._jobs and not self.failures:
            raise StudyError(f"no transcripts found in {', '.join(str(path) for path in paths)}: put Word files there")

    def each(self, progress: Progress[_Job]) -> Iterator[Known]:
        """Yield each transcript as soon as it is read and kept in the ledger."""
        read = self._in_order()
        for job in progress(self._jobs, "Reading"):
            found = next(read)
            if found.failure or found.transcript is None:
                self.failures.append(found.failure)
                continue
            known = self._keep(job, found, found.transcript)
            if known is not None:
                yield known

    def _listed(self, paths: Sequence[Path]) -> dict[Path, str]:
        """The files to read, each with the name it has in the study: below a folder that was named, its path there."""
        files: dict[Path, str] = {}
        for path in paths:
            try:
                more, passed = readers.find([path])
            except ReadError as error:
                self.failures.append(str(error))
                continue
            self.skipped += passed
            for file in more:
                files.setdefault(file, file.relative_to(path).as_posix() if path.is_dir() else file.name)
        return files

    def _named(self, files: dict[Path, str], answers: Answers | None) -> dict[Path, str]:
        """The files' names; of a table of which another column of answers was read before, the column is part of the name."""
        if answers is None:
            return files
        homes = {transcript.name: home for home, transcript in self._ledger.transcripts().items()}
        column = f"|{answers.text_column}/"
        other = {name for name in files.values() if name in homes and column not in self._ledger.read_from(homes[name])[1]}
        return {path: f"{name} [{answers.text_column}]" if name in other else name for path, name in files.items()}

    def _keep(self, job: _Job, read: _Read, transcript: Transcript) -> Known | None:
        home = self._ledger.transcript_id(transcript)
        if home in self._names:
            home = transcript.id  # another file of that name in this run: it is no later version of the first
        if home in self._names:
            self.failures.append(
                f"{job.path.name}: the same text as {self._names[home]}, which was read: keep one of the two files"
            )
            return None
        by_hand = self._ledger.unit_changes(transcript.id)
        plain = home == transcript.id and not by_hand
        units = read.segments if plain else segments(transcript, home, self._unit, by_hand)
        before = self._ledger.latest(home)
        if self._ledger.add_transcript(transcript, units, self._at, read.file_hash, job.settings) and before is not None:
            self.changes.extend(self._changed(transcript, units, *before))
        self._names[home] = transcript.name
        return Known(home, transcript, units)

    def _changed(
        self, transcript: Transcript, units: Sequence[Segment], old: Transcript, old_units: Sequence[Segment]
    ) -> Iterator[str]:
        """Say what became of the segments of a transcript whose text has changed."""
        if old.text == transcript.text:
            return
        now = {segment.id: segment for segment in units}
        kept = [segment for segment in old_units if segment.id in now]
        gone = [segment for segment in old_units if segment.id not in now]
        moved = sum(now[segment.id].start != segment.start for segment in kept)
        yield (
            f"{transcript.name}: the text has changed since it was last read: {len(kept)} segments unchanged ({moved} moved), "
            f"{len(gone)} changed or gone, {len(units) - len(kept)} new"
        )
        decided = self._ledger.decided_segments(segment.id for segment in gone)
        for segment in gone:
            if segment.id in decided:
                coders = ", ".join(decided[segment.id])
                place = f"{transcript.name}: {segment.id} (turn {segment.turn})"
                yield f"{place} is changed or gone; what {coders} decided on it stays in the ledger"

    def _in_order(self) -> Iterator[_Read]:
        """Every job's result, in order: from the ledger, from this process, or from several."""
        if len(self._jobs) < MANY:
            for job in self._jobs:
                yield self._from_ledger(job) or _read(job)
            return
        workers = os.cpu_count() or 1
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent) as pool:
            waiting: deque[_Read | Future[_Read]] = deque()
            for job in self._jobs:
                waiting.append(self._from_ledger(job) or pool.submit(_read, job))
                if len(waiting) > workers * AHEAD:
                    yield _done(waiting.popleft())
            while waiting:
                yield _done(waiting.popleft())

    def _from_ledger(self, job: _Job) -> _Read | None:
        try:
            file_hash = _hash(job.path)
        except OSError:
            return None  # the reader will say what is wrong
        found = self._ledger.reading_of(file_hash, job.settings)
        if found is None or found[1].name != job.name:
            return None
        _, transcript, units = found
        return _Read(file_hash, transcript, units)


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; only the first should act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _done(read: _Read | Future[_Read]) -> _Read:
    return read.result() if isinstance(read, Future) else read


def _read(job: _Job) -> _Read:
    try:
        if job.answers is None:
            transcript = readers.read(job.path, job.corrections)
        else:
            transcript = readers.read_answers(job.path, job.answers.text_column, job.answers.id_column)
        return _Read(_hash(job.path), replace(transcript, name=job.name), segments(transcript, unit=job.unit))
    except ReadError as error:
        return _Read("", None, failure=str(error))
    except OSError as error:
        return _Read("", None, failure=f"{job.path.name}: cannot be read ({error.strerror})")


def _digest(corrections: Corrections) -> str:
    plain = [sorted(corrections.roles.items()), sorted(corrections.aliases.items()), sorted(corrections.ignore)]
    return hashlib.sha256(repr([*plain, corrections.participant, corrections.interview]).encode()).hexdigest()[:12]


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def passages(known: Iterable[Known]) -> dict[str, Passage]:
    """What the classifier sees of each segment, by the segment's id: its words, what was said around it, and whose it is."""
    found: dict[str, Passage] = {}
    for one in known:
        said = {turn.number: one.transcript.said(turn) for turn in one.transcript.turns}
        talk = [segment for segment in one.segments if not segment.backchannel and not segment.source_id]
        near = {segment.id: nearby(talk, place) for place, segment in enumerate(talk)}
        for position, segment in enumerate(one.segments):
            alone = bool(segment.source_id)  # an answer in a table: its neighbours are other people's
            before = "" if alone else said.get(segment.turn - 1, "")
            after = "" if alone else said.get(segment.turn + 1, "")
            if segment.part > 1:
                before = one.segments[position - 1].text
            if position + 1 < len(one.segments) and one.segments[position + 1].turn == segment.turn:
                after = one.segments[position + 1].text
            group = segment.source_id or one.transcript.participant or one.id
            earlier, later = (tuple(other.text for other in side) for side in near.get(segment.id, ((), ())))
            found[segment.id] = Passage(segment.text, before, after, group, earlier, later)
    return found


def standing(known: Iterable[Known]) -> dict[str, str]:
    """Where each segment stands, by the segment's id: file and turn."""
    return {segment.id: f"{one.transcript.name}, turn {segment.turn}" for one in known for segment in one.segments}


def known_transcripts(ledger: Ledger) -> tuple[Known, ...]:
    """All transcripts of the ledger, as last read."""
    by_home: dict[str, list[Segment]] = {}
    for segment in ledger.segments():
        by_home.setdefault(segment.transcript, []).append(segment)
    return tuple(Known(home, transcript, tuple(by_home.get(home, ()))) for home, transcript in ledger.transcripts().items())
