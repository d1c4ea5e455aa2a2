from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import ReadError
from coder.readers import READERS, find, read


def _fill(folder: Path) -> None:
    (folder / "sub" / ".hidden").mkdir(parents=True)
    (folder / "named.docx").mkdir()
    for name in [
        "b.docx",
        "a.txt",
        "~$b.docx",
        "._b.docx",
        ".DS_Store",
        ".secret.txt",
        "truth.csv",
        "photo.png",
        "sub/c.vtt",
        "sub/.hidden/d.txt",
        "named.docx/e.md",
    ]:
        (folder / name).write_text("x")


def test_folders_are_searched(tmp_path: Path) -> None:
    """Transcripts in folders are found in order; lock files, resource forks, hidden files, tables and others are counted."""
    _fill(tmp_path)
    files, skipped = find([tmp_path])
    assert [str(file.relative_to(tmp_path)) for file in files] == ["a.txt", "b.docx", "named.docx/e.md", "sub/c.vtt"]
    assert skipped == 6


def test_a_folder_with_a_files_name_is_a_folder(tmp_path: Path) -> None:
    """A folder that is called x.docx is searched, and is no file."""
    _fill(tmp_path)
    files, _ = find([tmp_path / "named.docx"])
    assert [file.name for file in files] == ["e.md"]
    with pytest.raises(ReadError, match=r"^named\.docx: not a file"):
        read(tmp_path / "named.docx")


def test_named_files(tmp_path: Path) -> None:
    """A file that is named is taken, a table too, and once only."""
    _fill(tmp_path)
    files, skipped = find([tmp_path / "truth.csv", tmp_path / "a.txt", tmp_path / "a.txt"])
    assert ([file.name for file in files], skipped) == (["truth.csv", "a.txt"], 0)


def test_unknown_suffix(tmp_path: Path) -> None:
    """A file of an unknown format is refused by name, with the formats that are known."""
    _fill(tmp_path)
    with pytest.raises(ReadError, match=r"^photo\.png: \.png is not a known format; save it as one of: \.csv .*\.docx .*\.xlsx"):
        find([tmp_path / "photo.png"])


def test_links(tmp_path: Path) -> None:
    """A link to nothing is reported, where it is named and where it is read; links to folders are not followed."""
    (tmp_path / "gone.docx").symlink_to(tmp_path / "nothing.docx")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "talk.txt").write_text("I: Ready?\nP: Yes.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "talk.txt")
    files, skipped = find([tmp_path])
    assert ([file.name for file in files], skipped) == (["gone.docx", "link.txt", "talk.txt"], 0)
    for act in (lambda: find([tmp_path / "gone.docx"]), lambda: read(tmp_path / "gone.docx")):
        with pytest.raises(ReadError, match=r"^gone\.docx: a link to a file that is not there"):
            act()
    with pytest.raises(ReadError, match=r"^none\.docx: there is no such file"):
        find([tmp_path / "none.docx"])


def test_suffixes_are_told_apart() -> None:
    """No two readers claim the same ending, and all are in lower case with the dot."""
    suffixes = [suffix for reader in READERS for suffix in reader.SUFFIXES]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
