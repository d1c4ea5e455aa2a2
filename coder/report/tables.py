"""Suggestions -> a table in a file: .xlsx, .csv or .jsonl, chosen by the file's ending, written row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Segment, Suggestion, Transcript

Row = dict[str, Any]

COLUMNS = (
    "segment_id",
    "transcript",
    "participant",
    "speaker",
    "turn",
    "start",
    "end",
    "text",
    "code",
    "score",
    "suggested",
)


class Table(Protocol):
    """A file that rows are written to, and closed when all are in it."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Begin the file."""

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""

    def close(self) -> None:
        """End the file."""


def suggestion_rows(
    transcript: Transcript,
    segments: Sequence[Segment],
    found: Sequence[Suggestion],
    shown: Mapping[str, tuple[str, ...]],
    codebook: Codebook,
    *,
    all_scores: bool,
) -> Iterator[Row]:
    """One row for each segment and suggested code (or, with `all_scores`, each code); a segment with none has one row, code ""."""
    scores: dict[str, dict[str, Suggestion]] = {}
    for suggestion in found:
        scores.setdefault(suggestion.segment, {})[suggestion.code] = suggestion
    for segment in segments:
        base = _base(transcript, segment)
        of_segment = scores.get(segment.id, {})
        codes = [code for code in codebook.ids if code in of_segment] if all_scores else shown.get(segment.id, ())
        for code in codes:
            suggestion = of_segment[code]
            yield {**base, "code": code, "score": round(suggestion.score, 4), "suggested": suggestion.suggested}
        if not codes:
            yield {**base, "code": "", "score": None, "suggested": False}


def _base(transcript: Transcript, segment: Segment) -> Row:
    return {
        "segment_id": segment.id,
        "transcript": transcript.name,
        "participant": transcript.participant,
        "speaker": segment.speaker,
        "turn": segment.turn,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "source_id": segment.source_id,
    }


@contextmanager
def table_writer(path: Path, *, with_source: bool) -> Iterator[Table]:
    """Write a table beside its place and put it there when it is whole; an error leaves what was there before.

    `with_source` adds the last column `source_id`, for tables of answers.
    """
    kinds: dict[str, type[Table]] = {".xlsx": _Xlsx, ".csv": _Csv, ".jsonl": _Jsonl}
    if path.suffix.lower() not in kinds:
        raise StudyError(f"{path.name}: unknown ending for a table: use {', '.join(kinds)}")
    beside = path.with_name(f".{path.stem}.part{path.suffix.lower()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table = kinds[path.suffix.lower()](beside, (*COLUMNS, "source_id") if with_source else COLUMNS)
        try:
            yield table
        finally:
            table.close()
        beside.replace(path)
    except OSError as error:
        raise StudyError(f"{path}: cannot be written ({error.strerror}): is it open in another program?") from None
    finally:
        if beside.exists():
            beside.unlink()


class _Csv:
    """UTF-8 with a byte order mark, so that Excel reads it; a text that a spreadsheet would take for a formula begins with '."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._stream = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.DictWriter(self._stream, columns, extrasaction="ignore", lineterminator="\r\n")
        self._writer.writeheader()

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows({name: _inert(value) for name, value in row.items()} for row in rows)

    def close(self) -> None:
        self._stream.close()


class _Jsonl:
    """One JSON object a line."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="\n")
        self._columns = columns

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._stream.write(json.dumps({name: row[name] for name in self._columns}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.close()


class _Xlsx:
    """A workbook with one sheet; every text stays text."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._page = self._book.add_worksheet("Suggestions")
        self._columns = columns
        self._row = 0
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        head = self._book.add_format({"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF"})
        widths = {"text": 90, "code": 48, "transcript": 24, "segment_id": 17}
        for column, name in enumerate(columns):
            self._page.set_column(column, column, widths.get(name, 11))
            self._page.write_string(0, column, name, head)
        self._page.freeze_panes(1, 0)

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._row += 1
            for column, name in enumerate(self._columns):
                self._cell(column, row[name])

    def _cell(self, column: int, value: Any) -> None:
        if isinstance(value, bool):
            self._page.write_boolean(self._row, column, value, self._wrap)
        elif isinstance(value, int | float):
            self._page.write_number(self._row, column, value, self._wrap)
        elif value:
            self._page.write_string(self._row, column, value[:32_000], self._wrap)

    def close(self) -> None:
        self._page.autofilter(0, 0, self._row, len(self._columns) - 1)
        self._book.close()


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
