"""models/training/*.csv -> coded passages: what a model may learn from beside the study's own decisions.

A table has the columns `text` and `codes` (paths, ids or labels, separated by ;, empty where a reader found none) and, where known,
`participant` (or `transcript`), `before` and `after` (what was said around it). Rows of one transcript in which one participant speaks
stand in the order in which they were said.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coder.codebook import Codebook
from coder.errors import StudyError
from coder.records import Passage
from coder.segment import nearby


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage, the codes given to it (codes not given are a no), and the file and line where it stands."""

    passage: Passage
    codes: frozenset[str]
    place: str


def read_folder(folder: Path, codebook: Codebook, latest: Callable[[str], str] = str) -> tuple[Coded, ...]:
    """Read every table in a folder; none where there is no folder. `latest` says what a code of an older codebook is called now.

    Raises
    ------
    StudyError
        With file and line: a missing column, an empty text, a code that the codebook does not have.
    """
    if not folder.is_dir():
        return ()
    return tuple(coded for path in sorted(folder.glob("*.csv")) for coded in _read(path, codebook, latest))


def about(folder: Path) -> str:
    """What README.md in the folder says of its tables: its first paragraph; "" where there is none."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip() and not part.lstrip().startswith("#")]
    return paragraphs[0] if paragraphs else ""


def _read(path: Path, codebook: Codebook, latest: Callable[[str], str]) -> list[Coded]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    for column in ("text", "codes"):
        if column not in (rows.fieldnames or ()):
            found = ", ".join(rows.fieldnames or ()) or "none"
            raise StudyError(f"{path.name}: there is no column `{column}` (columns: {found}): a coded table has text and codes")
    read = [(row.get("transcript") or "", _coded(row, f"{path.name}: line {rows.line_num}", codebook, latest)) for row in rows]
    return _in_talk([transcript for transcript, _ in read], [coded for _, coded in read])


def _in_talk(transcripts: list[str], found: list[Coded]) -> list[Coded]:
    """Tell each passage of an interview what the participant said next to it; a transcript of several people is no interview."""
    rows: dict[str, list[int]] = {}
    for place, transcript in enumerate(transcripts):
        rows.setdefault(transcript, []).append(place)
    whole = list(found)
    for transcript, places in rows.items():
        if not transcript or len({found[place].passage.group for place in places}) > 1:
            continue
        for number, place in enumerate(places):
            earlier, later = (tuple(found[other].passage.text for other in side) for side in nearby(places, number))
            whole[place] = replace(found[place], passage=replace(found[place].passage, earlier=earlier, later=later))
    return whole


def _coded(row: dict[str, str], place: str, codebook: Codebook, latest: Callable[[str], str]) -> Coded:
    text = (row["text"] or "").strip()
    if not text:
        raise StudyError(f"{place}: the text is empty: delete the row")
    codes = set()
    for word in (row["codes"] or "").split(";"):
        if not word.strip():
            continue
        code = codebook.find(word) or codebook.find(latest(word.strip()))
        if code is None:
            raise StudyError(f"{place}: {word.strip()!r} is not a code of {codebook.title!r}: mend it, or move the table away")
        codes.add(code)
    group = row.get("participant") or row.get("transcript") or place
    return Coded(Passage(text, row.get("before") or "", row.get("after") or "", group), frozenset(codes), place)
