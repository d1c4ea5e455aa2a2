"""Texts <-> their vectors, kept in the study beside its models, so that a slow encoder sees each text once.

The file may be deleted at any time. It holds no words: texts are known by a hash. Vectors are kept, and always answered, at half
precision, so that a text gets the same vector whether it was kept or not.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coder.encoders import Encoder

MOST = 400_000
"""Vectors kept; the oldest go first."""

AT_ONCE = 500
"""Keys asked for in one query."""

_TABLE = "CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, text BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"


class KeptVectors:
    """An encoder that remembers what it encoded.

    Parameters
    ----------
    encoder
        The slow one.
    folder
        Where the file is kept, under the encoder's hash.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name, self.sha256 = encoder.name, encoder.sha256
        self._encoder = encoder
        self._path = folder / f"{encoder.sha256[:16]}.sqlite"

    @cached_property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return int(self.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n, d) float32, one row a text; only those that are new are encoded, each once."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        known = self._kept(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            fresh = dict(zip(new, self._encoder.encode(list(new.values())).astype(np.float16), strict=True))
            self._keep(fresh)
            known |= fresh
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def __deepcopy__(self, memo: dict[int, object]) -> KeptVectors:
        """Return itself: an encoder never changes what it answers."""
        return self

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float16]]:
        found: dict[bytes, npt.NDArray[np.float16]] = {}
        with suppress(sqlite3.Error), self._open() as connection:
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                query = f"SELECT text, vector FROM vectors WHERE text IN ({','.join('?' * len(some))})"  # noqa: S608  # marks only
                found.update((key, np.frombuffer(vector, dtype=np.float16)) for key, vector in connection.execute(query, some))
        return found

    def _keep(self, vectors: dict[bytes, npt.NDArray[np.float16]]) -> None:
        """Keep them in one transaction; where that cannot be done, they are encoded again another time."""
        with suppress(sqlite3.Error), self._open() as connection, connection:
            rows = [(key, vector.tobytes()) for key, vector in vectors.items()]
            connection.executemany("INSERT OR IGNORE INTO vectors (text, vector) VALUES (?, ?)", rows)
            connection.execute("DELETE FROM vectors WHERE id <= (SELECT max(id) FROM vectors) - ?", (MOST,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file; one that came to harm is begun anew."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            connection.execute(_TABLE)
        except sqlite3.DatabaseError as error:
            connection.close()
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._path.unlink(missing_ok=True)
            connection = sqlite3.connect(self._path, timeout=30)
            connection.execute(_TABLE)
        try:
            yield connection
        finally:
            connection.close()
