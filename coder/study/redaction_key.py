"""KEY.csv <-> what stood where in redacted copies: words -> stand-in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from coder.errors import StudyError
from coder.study.folder import write_whole

_COLUMNS = ["stand-in", "words"]


def read_key(path: Path) -> dict[str, str]:
    """Read a key; an empty one where there is no file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if rows.fieldnames != _COLUMNS:
            raise StudyError(f"{path}: this is not a key that redaction wrote: move it away, or name another folder")
        return {row["words"]: row["stand-in"] for row in rows}


def write_key(path: Path, stand_ins: dict[str, str]) -> None:
    """Write a key."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([stand_in, words] for words, stand_in in stand_ins.items())
    write_whole(path, text.getvalue().encode("utf-8-sig"))
