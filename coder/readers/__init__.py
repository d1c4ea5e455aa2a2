"""File -> Transcript: one module a format, and the search for transcripts in folders.

A new format is one module with `SUFFIXES` and `read`, and its name in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from coder.errors import ReadError
from coder.readers import docx, odt, rtf, subtitles, table, text
from coder.readers.blocks import Document
from coder.readers.table import ANSWERS, read_answers, rows
from coder.readers.turns import NONE, transcript
from coder.records import Corrections, Transcript

__all__ = ["ANSWERS", "READERS", "Reader", "find", "read", "read_answers", "rows"]


class Reader(Protocol):
    """A module that reads one format."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802  # a module's constant
        """File name endings in lower case, with the dot."""

    def read(self, path: Path) -> Document:
        """Read a file's paragraphs."""


READERS: tuple[Reader, ...] = (docx, subtitles, text, rtf, odt, table)


def read(path: Path, corrections: Corrections = NONE) -> Transcript:
    """Read one file as a transcript that bears the file's name."""
    reader = _reader(path)
    _check(path)
    return transcript(reader.read(path), path.name, corrections)


def find(paths: Sequence[Path]) -> tuple[tuple[Path, ...], int]:
    """List the transcripts that the paths name, folders searched to the bottom, and how many other files lie in the folders.

    A table counts as a transcript only if it is named itself: in a folder of transcripts it holds something else. A link to
    nothing is listed, so that reading it says so.
    """
    files: dict[Path, None] = {}
    skipped = 0
    for path in paths:
        if path.is_dir():
            inside = list(_inside(path))
            taken = [inner for inner in inside if _is_transcript(inner)]
            skipped += len(inside) - len(taken)
            files.update(dict.fromkeys(taken))
        else:
            _check(path)
            _reader(path)
            files[path] = None
    return tuple(files), skipped


def _inside(folder: Path) -> Iterator[Path]:
    """Yield a folder's files in order of name, not following links to folders (they may lead in circles)."""
    try:
        held = sorted(folder.iterdir())
    except OSError as error:
        raise ReadError(f"{folder.name}: cannot be searched ({error.strerror}); check its permissions") from error
    for path in held:
        if not path.is_dir():
            yield path
        elif not path.is_symlink() and not path.name.startswith("."):
            yield from _inside(path)


def _is_transcript(path: Path) -> bool:
    """Whether a file in a folder may be a transcript: no lock file, resource fork or other hidden file, no table."""
    suffix = path.suffix.lower()
    known = suffix not in table.SUFFIXES and any(suffix in reader.SUFFIXES for reader in READERS)
    return known and not path.name.startswith(("~$", ".")) and (path.is_symlink() or path.is_file())


def _check(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise ReadError(f"{path.name}: a link to a file that is not there; give the file itself")
    if not path.exists():
        raise ReadError(f"{path.name}: there is no such file or folder; check the path")
    if not path.is_file():
        raise ReadError(f"{path.name}: not a file; give the files in it, or the folder that holds it")


def _reader(path: Path) -> Reader:
    suffix = path.suffix.lower()
    for reader in READERS:
        if suffix in reader.SUFFIXES:
            return reader
    known = " ".join(sorted(s for reader in READERS for s in reader.SUFFIXES))
    raise ReadError(f"{path.name}: {suffix or 'no ending'} is not a known format; save it as one of: {known}")
