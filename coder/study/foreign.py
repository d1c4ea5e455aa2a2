"""A table of suggestions made elsewhere -> Suggestions: another model's codes, reviewed and measured like the tool's own.

Columns: `segment_id` (as `coder segments` and `coder tag` give it), `code` (path, id or label; empty for "nothing fits"), and, where
known, `score` from 0 to 1 and `suggested` (true or false; by default true).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Suggestion

_TRUE, _FALSE = {"true", "1", "yes", ""}, {"false", "0", "no"}


def read_suggestions(content: bytes, name: str, codebook: Codebook, segments: Collection[str]) -> tuple[Suggestion, ...]:
    """Read the table; every segment named in it gets an answer for every code, those not given as not suggested.

    Raises
    ------
    StudyError
        With file and line: a missing column, a segment or code that is not known, a score out of range, a row that is there twice.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{name}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    for column in ("segment_id", "code"):
        if column not in (rows.fieldnames or ()):
            raise StudyError(f"{name}: there is no column `{column}` (columns: {', '.join(rows.fieldnames or ()) or 'none'})")
    found: dict[str, dict[str, Suggestion]] = {}
    for row in rows:
        _take(row, f"{name}: line {rows.line_num}", codebook, segments, found)
    if not found:
        raise StudyError(f"{name}: there are no rows below the headings")
    return tuple(
        given.get(code) or Suggestion(segment, code, 0.0, suggested=False)
        for segment, given in found.items()
        for code in codebook.ids
    )


def _take(
    row: dict[str, str], place: str, codebook: Codebook, segments: Collection[str], found: dict[str, dict[str, Suggestion]]
) -> None:
    segment = (row["segment_id"] or "").strip()
    if segment not in segments:
        raise StudyError(f"{place}: the segment {segment or '(none)'} is not in this study: `coder segments` lists them")
    given = found.setdefault(segment, {})
    words = (row["code"] or "").strip()
    if not words:
        return
    code = codebook.find(words)
    if code is None:
        raise StudyError(f"{place}: {words!r} is not a code of {codebook.title!r}")
    if code in given:
        raise StudyError(f"{place}: {code} is there twice for {segment}: keep one row")
    suggested = _flag(row.get("suggested"), place)
    given[code] = Suggestion(segment, code, _score(row.get("score"), place, suggested), suggested)


def _flag(value: str | None, place: str) -> bool:
    word = (value or "").strip().casefold()
    if word not in _TRUE | _FALSE:
        raise StudyError(f"{place}: {word!r} under `suggested` is neither true nor false")
    return word in _TRUE


def _score(value: str | None, place: str, suggested: bool) -> float:
    if not (value or "").strip():
        return float(suggested)
    try:
        score = float(value or "")
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise StudyError(f"{place}: the score {(value or '').strip()!r} is not a number from 0 to 1")
    return score
