"""An encoder's files -> its hash, by which models know it; a folder that holds none is refused in one line."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from coder.errors import ModelError

MARKS = ("modules.json", "config_sentence_transformers.json")
"""Files of which a sentence transformer has one at least."""


def folder_hash(folder: Path) -> str:
    """The hash of a sentence transformer's folder.

    Raises
    ------
    ModelError
        There is no such folder, or it holds none.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: there is no such folder: study.yaml names it as `encoder`")
    if not any((folder / mark).is_file() for mark in MARKS):
        raise ModelError(
            f"{folder}: this is no sentence transformer ({MARKS[0]} is missing): name the folder that holds that file"
        )
    return _hash(folder)


def package_hash(module: str, missing: str) -> str:
    """The hash of the files that an installed package carries beside its code.

    Raises
    ------
    ModelError
        It is not installed; the error says `missing`.
    """
    found = find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise ModelError(f"the encoder that study.yaml names needs a package that is not installed: {missing}")
    return _hash(Path(found.submodule_search_locations[0]))


def _hash(folder: Path) -> str:
    """SHA-256 over names and contents; code, caches and papers (Python, Markdown, hidden files) do not count."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if not path.is_file() or path.suffix in (".py", ".pyc", ".md") or any(part.startswith(".") for part in parts):
            continue
        try:
            with path.open("rb") as stream:
                total.update(f"{'/'.join(parts)} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
        except OSError as error:
            raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    return total.hexdigest()
