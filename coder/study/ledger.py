"""Records <-> the study's ledger: one SQLite file that only grows, each act in one transaction.

What a person decided is never overwritten or deleted: a later decision supersedes an earlier one when they are read back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from coder.errors import BusyError, StudyError
from coder.records import (
    Decision,
    Kind,
    Note,
    NoteKind,
    Role,
    Segment,
    SideText,
    Speaker,
    Suggestion,
    Transcript,
    Turn,
    UnitChange,
    tagged_hash,
)
from coder.study import (  # noqa: F401  # further tables are made with the others
    schema,
    schema_acts,
    schema_analysis,
    schema_codebooks,
    schema_reasons,
    schema_rounds,
    schema_workshops,
)

PATIENCE = 10_000
"""Milliseconds to wait for another program that is at work on the ledger."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """One run of a model: its number, the model, the codebook it was for, and when."""

    id: int
    model: str
    codebook_version: str
    codebook_hash: str
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """One segment in an export: its key there and the codes that were shown as suggestions."""

    key: str
    segment: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A review file that was given to a coder."""

    id: str
    coder: str
    format: str
    tagging: int
    codebook_version: str
    at: str
    items: tuple[Item, ...]


class Ledger:
    """The open ledger of one study."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)
        try:
            self._migrate()
        except DatabaseError as error:
            raise StudyError(f"{path}: this is not a ledger of a study ({error.orig})") from None

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()

    @property
    def study(self) -> str:
        """The study's own id, drawn when the ledger was made."""
        with self._engine.connect() as connection:
            return str(connection.execute(select(schema.facts.c.value).where(schema.facts.c.name == "study")).scalar_one())

    # ---- transcripts and segments

    def transcript_id(self, transcript: Transcript) -> str:
        """The id under which this transcript is known, by its text or else its file's name; a new one where neither is known."""
        with self._engine.connect() as connection:
            found = _known(connection, transcript)
        return found or transcript.id

    def reading_of(self, file_hash: str, settings: str) -> tuple[str, Transcript, tuple[Segment, ...]] | None:
        """What a file with these bytes was read as, under the same settings; None where the ledger has no such latest reading."""
        r = schema.readings.c
        query = select(r.id, r.transcript, r.record).where(r.file_hash == file_hash, r.settings == settings, r.id.in_(_latest()))
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(r.id.desc()).limit(1)).first()
            if row is None:
                return None
            return row.transcript, _transcript(json.loads(row.record)), _segments(connection, r.id == row.id)

    def add_transcript(
        self, transcript: Transcript, segments: Sequence[Segment], at: str, file_hash: str = "", settings: str = ""
    ) -> bool:
        """Keep a transcript as read and its segments; False when its latest reading says the same already.

        `file_hash` and `settings` tell of which bytes, and how, it was read.
        """
        record = json.dumps(_record(transcript), ensure_ascii=False, sort_keys=True)
        with self.write() as connection:
            home = _known(connection, transcript) or transcript.id
            latest = connection.execute(
                select(schema.readings).where(schema.readings.c.transcript == home).order_by(schema.readings.c.id.desc()).limit(1)
            ).first()
            same_file = latest is not None and (latest.file_hash, latest.settings) == (file_hash, settings)
            if latest is not None and same_file and latest.record == record and _same_places(connection, latest.id, segments):
                return False
            if latest is None:
                connection.execute(insert(schema.transcripts).prefix_with("OR IGNORE"), {"id": home})
            reading = connection.execute(
                insert(schema.readings),
                {
                    "transcript": home,
                    "text_hash": transcript.id,
                    "name": transcript.name,
                    "file_hash": file_hash,
                    "settings": settings,
                    "record": record,
                    "at": at,
                },
            ).inserted_primary_key[0]  # type: ignore[index]
            if segments:
                connection.execute(insert(schema.segments).prefix_with("OR IGNORE"), [_segment_row(s) for s in segments])
                connection.execute(
                    insert(schema.places),
                    [
                        {
                            "reading": reading,
                            "position": position,
                            "segment": s.id,
                            "turn": s.turn,
                            "part": s.part,
                            "start": s.start,
                            "end": s.end,
                        }
                        for position, s in enumerate(segments)
                    ],
                )
        return True

    def transcripts(self) -> dict[str, Transcript]:
        """The latest reading of every transcript, by id, in the order of their names."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(schema.readings.c.transcript, schema.readings.c.record)
                .where(schema.readings.c.id.in_(_latest()))
                .order_by(schema.readings.c.name)
            ).all()
        return {row.transcript: _transcript(json.loads(row.record)) for row in rows}

    def segments(self) -> tuple[Segment, ...]:
        """The segments of the latest reading of every transcript, in reading order."""
        with self._engine.connect() as connection:
            return _segments(connection, schema.readings.c.id.in_(_latest()))

    def decided_segments(self, segments: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Of the segments named, those that somebody decided on, with the coders."""
        d = schema.decisions.c
        wanted = set(segments)
        found: dict[str, set[str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(select(d.segment, d.coder).distinct()):
                if row.segment in wanted:
                    found.setdefault(row.segment, set()).add(row.coder)
        return {segment: tuple(sorted(coders)) for segment, coders in found.items()}

    def latest(self, home: str) -> tuple[Transcript, tuple[Segment, ...]] | None:
        """A transcript as last read, with its segments; None where it is not known."""
        r = schema.readings.c
        with self._engine.connect() as connection:
            row = connection.execute(select(r.id, r.record).where(r.transcript == home).order_by(r.id.desc()).limit(1)).first()
            if row is None:
                return None
            return _transcript(json.loads(row.record)), _segments(connection, r.id == row.id)

    def read_from(self, home: str) -> tuple[str, str]:
        """Hash of the file, and the settings, of a transcript's latest reading."""
        r = schema.readings.c
        with self._engine.connect() as connection:
            query = select(r.file_hash, r.settings).where(r.transcript == home).order_by(r.id.desc()).limit(1)
            row = connection.execute(query).one()
        return row.file_hash, row.settings

    # ---- units

    def unit_changes(self, text_hash: str) -> tuple[UnitChange, ...]:
        """The merges and splits made for a text, in order."""
        c = schema.unit_changes.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(c.start, c.end).where(c.text_hash == text_hash).order_by(c.id)).all()
        return tuple(UnitChange(row.start, row.end) for row in rows)

    def add_unit_change(self, text_hash: str, change: UnitChange, at: str) -> None:
        """Keep a merge or a split."""
        with self.write() as connection:
            connection.execute(
                insert(schema.unit_changes), {"text_hash": text_hash, "start": change.start, "end": change.end, "at": at}
            )

    def frozen(self) -> tuple[str, str] | None:
        """The unit that was frozen and when; None while units may change."""
        f = schema.freezes.c
        with self._engine.connect() as connection:
            row = connection.execute(select(f.unit, f.at).order_by(f.id).limit(1)).first()
        return None if row is None else (row.unit, row.at)

    def freeze(self, unit: str, at: str) -> bool:
        """Freeze the units; False where they are frozen already."""
        if self.frozen() is not None:
            return False
        with self.write() as connection:
            connection.execute(insert(schema.freezes), {"unit": unit, "at": at})
        return True

    # ---- models and suggestions

    def begin_tagging(self, model: str, name: str, card: dict[str, Any], codebook: tuple[str, str], at: str) -> int:
        """Begin a run of a model, or go on with one that was interrupted; `codebook` is its version and hash. Returns its number."""
        t = schema.taggings.c
        with self.write() as connection:
            connection.execute(
                insert(schema.models).prefix_with("OR IGNORE"),
                {"id": model, "name": name, "card": json.dumps(card, sort_keys=True), "at": at},
            )
            unfinished = select(t.id).where(
                t.model == model, t.codebook_hash == codebook[1], t.id.not_in(select(schema.finished.c.tagging))
            )
            found = connection.execute(unfinished.order_by(t.id.desc()).limit(1)).scalar()
            if found is None:
                row = {"model": model, "codebook_version": codebook[0], "codebook_hash": codebook[1], "at": at}
                found = connection.execute(insert(schema.taggings), row).inserted_primary_key[0]  # type: ignore[index]
        return int(found)

    def add_suggestions(self, tagging: int, suggestions: Iterable[Suggestion]) -> None:
        """Keep what a model said of some segments, in one transaction."""
        with self.write() as connection:
            self.insert_suggestions(connection, tagging, suggestions)

    @staticmethod
    def insert_suggestions(connection: Connection, tagging: int, suggestions: Iterable[Suggestion]) -> None:
        """Keep what a model said within a transaction that keeps more about it."""
        scores: dict[str, dict[str, float]] = {}
        suggested: dict[str, list[str]] = {}
        for one in suggestions:
            scores.setdefault(one.segment, {})[one.code] = round(one.score, 6)
            if one.suggested:
                suggested.setdefault(one.segment, []).append(one.code)
        rows = [
            {
                "tagging": tagging,
                "segment": segment,
                "scores": json.dumps(of),
                "suggested": json.dumps(suggested.get(segment, [])),
            }
            for segment, of in scores.items()
        ]
        if rows:
            connection.execute(insert(schema.suggestions), rows)

    def finish_tagging(self, tagging: int, at: str) -> None:
        """Say that a run has seen all its transcripts."""
        with self.write() as connection:
            connection.execute(insert(schema.finished), {"tagging": tagging, "at": at})

    def taggings(self) -> tuple[Tagging, ...]:
        """All finished runs of models, oldest first."""
        t = schema.taggings.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(schema.taggings).where(t.id.in_(select(schema.finished.c.tagging))).order_by(t.id)
            ).all()
        return tuple(Tagging(*row) for row in rows)

    def suggestions(self, tagging: int, segments: Sequence[str] | None = None) -> tuple[Suggestion, ...]:
        """Everything one run of a model said (of the segments named)."""
        c = schema.suggestions.c
        query = select(c.segment, c.scores, c.suggested).where(c.tagging == tagging).order_by(c.segment)
        if segments is not None:
            query = query.where(c.segment.in_(segments))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Suggestion(row.segment, code, score, code in chosen)
            for row in rows
            for chosen in [set(json.loads(row.suggested))]
            for code, score in json.loads(row.scores).items()
        )

    # ---- exports, imports, decisions

    def add_export(self, export: Export) -> None:
        """Keep what a coder was shown, before the file is written."""
        with self.write() as connection:
            self.insert_export(connection, export)

    @staticmethod
    def insert_export(connection: Connection, export: Export) -> None:
        """Keep an export within a transaction that keeps more about it."""
        connection.execute(
            insert(schema.exports),
            {
                "id": export.id,
                "coder": export.coder,
                "format": export.format,
                "tagging": export.tagging,
                "codebook_version": export.codebook_version,
                "at": export.at,
            },
        )
        connection.execute(
            insert(schema.items),
            [
                {"export": export.id, "key": i.key, "position": n, "segment": i.segment, "shown": json.dumps(i.shown)}
                for n, i in enumerate(export.items)
            ],
        )

    def exports(self) -> tuple[Export, ...]:
        """All review files given out, oldest first, without their items."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.exports).order_by(schema.exports.c.at, schema.exports.c.id)).all()
        return tuple(Export(**row._mapping, items=()) for row in rows)

    def export(self, export: str) -> Export | None:
        """One review file with what it showed; None where this study never gave it out."""
        i = schema.items.c
        with self._engine.connect() as connection:
            row = connection.execute(select(schema.exports).where(schema.exports.c.id == export)).first()
            if row is None:
                return None
            items = connection.execute(select(i.key, i.segment, i.shown).where(i.export == export).order_by(i.position)).all()
        return Export(**row._mapping, items=tuple(Item(item.key, item.segment, tuple(json.loads(item.shown))) for item in items))

    def segments_of(self, export: Export) -> dict[str, tuple[str, bool, str]]:
        """Of the segments of an export their words, whether each is a short reply, and the name of its transcript.

        Those that have since gone from their file are among them.
        """
        s, i, r = schema.segments.c, schema.items.c, schema.readings.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(s.id, s.text, s.backchannel, r.name)
                .join_from(schema.segments, schema.items, i.segment == s.id)
                .join(schema.readings, r.transcript == s.transcript)
                .where(i.export == export.id, r.id.in_(_latest()))
            ).all()
        return {row.id: (row.text, row.backchannel, row.name) for row in rows}

    def words(self, segments: Collection[str]) -> dict[str, str]:
        """What was said in the segments named, also in those that have since gone from their file."""
        s = schema.segments.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(s.id, s.text).where(s.id.in_(segments))).all()
        return {row.id: row.text for row in rows}

    def add_import(
        self, export: str, file_name: str, sha256: str, content: bytes, decisions: Sequence[Decision], at: str
    ) -> None:
        """Keep a returned file and the decisions in it that are new, all or nothing."""
        with self.write() as connection:
            number = connection.execute(
                insert(schema.imports),
                {"export": export, "file_name": file_name, "sha256": sha256, "content": content, "at": at},
            ).inserted_primary_key[0]  # type: ignore[index]
            if decisions:
                self.insert_decisions(connection, export, decisions, at, number)

    @staticmethod
    def insert_decisions(
        connection: Connection, export: str, decisions: Sequence[Decision], at: str, number: int | None = None
    ) -> int:
        """Keep decisions, brought in by the import of that number or made in the review page; returns the first one's number."""
        rows = [{**asdict(d), "kind": d.kind.value, "export": export, "import": number, "at": at} for d in decisions]
        first = connection.execute(insert(schema.decisions), rows[0]).inserted_primary_key[0]  # type: ignore[index]
        if rows[1:]:
            connection.execute(insert(schema.decisions), rows[1:])
        return int(first)

    def imported(self, sha256: str) -> bool:
        """Whether a file with these bytes was imported before."""
        with self._engine.connect() as connection:
            found = connection.execute(select(func.count()).where(schema.imports.c.sha256 == sha256)).scalar_one()
        return bool(found)

    def decisions(self, coder: str | None = None) -> tuple[Decision, ...]:
        """All decisions (of one coder), in the order they were brought in."""
        d = schema.decisions.c
        query = select(d.coder, d.segment, d.kind, d.code, d.note).order_by(d.id)
        if coder is not None:
            query = query.where(d.coder == coder)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(Decision(row.coder, row.segment, Kind(row.kind), row.code, row.note) for row in rows)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self._engine.connect() as connection:
            return {
                table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for table in schema.metadata.sorted_tables
            }

    # ---- inside

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading, for the rooms of this package that keep tables of their own."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: everything in it is kept, or nothing; a `BusyError` when another program holds the ledger for long."""
        with self._engine.connect() as connection:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error.orig):
                    raise
                raise BusyError(
                    f"{self.path.name}: another program is at work on it: wait until it is done, then try again"
                ) from None
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def _migrate(self) -> None:
        with self.write() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            if version > len(schema.STEPS):
                raise StudyError(f"{self.path}: written by a newer version of this tool: update the tool to open the study")
            for step in schema.STEPS[version:]:
                step(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {len(schema.STEPS)}")


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite+pysqlite:///{path}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")

    return engine


def _latest() -> Any:
    return select(func.max(schema.readings.c.id)).group_by(schema.readings.c.transcript)


def _known(connection: Connection, transcript: Transcript) -> str | None:
    r = schema.readings.c
    same_text = select(r.transcript).where(r.text_hash == transcript.id).order_by(r.id.desc()).limit(1)
    same_name = select(r.transcript).where(r.name == transcript.name).order_by(r.id.desc()).limit(1)
    return connection.execute(same_text).scalar() or connection.execute(same_name).scalar()


def _segments(connection: Connection, which: Any) -> tuple[Segment, ...]:
    s, p, r = schema.segments.c, schema.places.c, schema.readings.c
    rows = connection.execute(
        select(s.id, s.transcript, p.turn, p.part, s.speaker, p.start, p.end, s.text, s.backchannel, s.source_id)
        .join_from(schema.places, schema.segments, p.segment == s.id)
        .join(schema.readings, p.reading == r.id)
        .where(which)
        .order_by(r.name, p.position)
    ).all()
    return tuple(Segment(**row._mapping) for row in rows)


def _same_places(connection: Connection, reading: int, segments: Sequence[Segment]) -> bool:
    p = schema.places.c
    rows = connection.execute(
        select(p.segment, p.turn, p.part, p.start, p.end).where(p.reading == reading).order_by(p.position)
    ).all()
    return [tuple(row) for row in rows] == [(s.id, s.turn, s.part, s.start, s.end) for s in segments]


def _segment_row(segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "transcript": segment.transcript,
        "speaker": segment.speaker,
        "text": segment.text,
        "backchannel": segment.backchannel,
        "source_id": segment.source_id,
    }


def _record(transcript: Transcript) -> dict[str, Any]:
    return asdict(transcript)


def _transcript(record: dict[str, Any]) -> Transcript:
    turns = tuple(
        Turn(
            **{
                **turn,
                "role": Role(turn["role"]),
                "pieces": _spans(turn["pieces"]),
                "labels": _spans(turn["labels"]),
                "variables": tuple((name, value) for name, value in turn["variables"]),
            }
        )
        for turn in record["turns"]
    )
    return Transcript(
        **{
            **record,
            "turns": turns,
            "speakers": tuple(Speaker(**{**s, "role": Role(s["role"])}) for s in record["speakers"]),
            "notes": tuple(Note(NoteKind(n["kind"]), n["start"], n["end"]) for n in record["notes"]),
            "side": tuple(SideText(**s) for s in record["side"]),
            "warnings": tuple(record["warnings"]),
        }
    )


def _spans(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)


def export_id(study: str, coder: str, at: str, number: int) -> str:
    """The id of a review file: E- and eight characters made of who it is for and when."""
    return tagged_hash("E", study, coder, at, str(number), length=8)
