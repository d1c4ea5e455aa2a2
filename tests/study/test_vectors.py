"""A slow encoder's vectors are kept: each text is encoded once, and the file may be lost or come to harm at any time."""

from __future__ import annotations

import copy
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from coder.study import vectors
from coder.study.vectors import KeptVectors


class Slow:
    """Counts what it is asked for."""

    name, sha256, dimensions = "slow", "ab" * 32, 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), text.count("a"), 1 / 3] for text in texts], dtype=np.float32).reshape(len(texts), 3)


def test_each_text_is_encoded_once(tmp_path: Path) -> None:
    """In one run and the next, in any order; a text gets the same vector whether it was kept or not."""
    slow = Slow()
    first = KeptVectors(slow, tmp_path).encode(["a", "bb", "a"])
    assert slow.asked == ["a", "bb"]
    second = KeptVectors(slow, tmp_path).encode(["ccc", "a"])
    assert slow.asked == ["a", "bb", "ccc"]
    assert first.dtype == np.float32
    assert (first[0] == first[2]).all()
    assert (second[1] == first[0]).all()
    assert KeptVectors(slow, tmp_path).encode([]).shape == (0, 3)
    assert KeptVectors(slow, tmp_path).dimensions == 3
    assert copy.deepcopy(held := KeptVectors(slow, tmp_path)) is held


def test_no_words_are_in_the_file(tmp_path: Path) -> None:
    """Texts are known by a hash."""
    KeptVectors(Slow(), tmp_path).encode(["unmistakable words"])
    (path,) = tmp_path.iterdir()
    assert b"unmistakable" not in path.read_bytes()


@pytest.mark.parametrize("harm", ["gone", "garbled", "cut", "another table"])
def test_a_file_that_is_lost_or_harmed_is_begun_anew(tmp_path: Path, harm: str) -> None:
    """It never stops the work."""
    slow = Slow()
    KeptVectors(slow, tmp_path).encode(["a"])
    (path,) = tmp_path.iterdir()
    if harm == "gone":
        path.unlink()
    elif harm == "garbled":
        path.write_bytes(b"no database at all, but long enough to be looked at" * 50)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        path.unlink()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE vectors (other TEXT)")
        connection.close()
    assert (
        KeptVectors(slow, tmp_path).encode(["a", "bb"]).tolist()
        == KeptVectors(Slow(), tmp_path / "new").encode(["a", "bb"]).tolist()
    )


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_no_obstacle(tmp_path: Path) -> None:
    """Then nothing is kept."""
    tmp_path.chmod(0o500)
    assert len(KeptVectors(Slow(), tmp_path / "kept").encode(["a"])) == 1


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(vectors, "MOST", 3)
    slow = Slow()
    kept = KeptVectors(slow, tmp_path)
    for text in "abcde":
        kept.encode([text])
    kept.encode(["c", "d", "e"])
    assert slow.asked == list("abcde")
    kept.encode(["a"])
    assert slow.asked == [*"abcde", "a"]
