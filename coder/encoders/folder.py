"""text -> vectors by a sentence transformer that lies in a folder; the optional extra `sentence-transformers`.

Nothing is fetched: the library is told to look at local files alone, to run no code that lies in the folder, and to read weights
without pickle (safetensors).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.errors import ModelError

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS")


class SentenceTransformersFolder:
    """A sentence transformer; it is loaded at the first text.

    Parameters
    ----------
    folder
        Where it lies.
    sha256
        Hash of the folder's files.
    """

    def __init__(self, folder: Path, sha256: str) -> None:
        self.name = f"sentence-transformers/{folder.name}"
        self.sha256 = sha256
        self._folder = folder

    @cached_property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return int(self.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n, d) float32, one row a text."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def __deepcopy__(self, memo: dict[int, object]) -> SentenceTransformersFolder:
        """Return itself: an encoder never changes what it answers."""
        return self

    @cached_property
    def _model(self) -> Any:
        os.environ.update(dict.fromkeys(OFFLINE, "1"))
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ModelError(
                f"{self._folder}: this encoder needs a package that is not installed: "
                "pip install 'transcript-theme-coder[sentence-transformers]'"
            ) from None
        try:
            return SentenceTransformer(
                str(self._folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            what = f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else 'no reason given'}"
            raise ModelError(f"{self._folder}: the sentence transformer cannot be loaded ({what})") from None
