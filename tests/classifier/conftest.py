"""A small coded study for the classifier's tests: invented passages of the shipped codebook, coded by where they stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from coder import codebook
from coder.encoders import StaticEncoder
from coder.records import Code, Passage

Floats = npt.NDArray[np.float64]


class Study:
    """Codes without and with their examples, the examples as passages of six people, and what they were filed under: (n, k).

    It is no dataclass, which Hypothesis would print in full.
    """

    def __init__(self, codes: tuple[Code, ...], taught: tuple[Code, ...], passages: list[Passage], labels: Floats) -> None:
        self.codes, self.taught, self.passages, self.labels = codes, taught, passages, labels


@pytest.fixture(scope="session")
def encoder(root: Path) -> StaticEncoder:
    """The embedded encoder."""
    return StaticEncoder((root / "models" / "encoder" / "static-minilm-256.npz").read_bytes())


@pytest.fixture(scope="session")
def study(root: Path) -> Study:
    """All codes of the shipped codebook; near misses are passages without a code."""
    known = codebook.parse((root / "codebook.yaml").read_text(encoding="utf-8"), "codebook.yaml")
    bare = tuple(replace(code, examples=(), near_misses=()) for code in known.codes)
    texts = [(text, code.id) for code in known.codes for text in code.examples]
    texts += [(miss.text, "") for code in known.codes for miss in code.near_misses]
    passages, rows = [], []
    for number, (text, code) in enumerate(texts):
        given = known.with_ancestors({code}) if code else set()
        passages.append(Passage(text, "And how was that?", group=f"P{number % 6}"))
        rows.append([float(one in given) for one in known.ids])
    return Study(bare, known.codes, passages, np.array(rows))


@pytest.fixture(scope="session")
def draw(study: Study) -> Callable[[int, int], tuple[list[Passage], Floats]]:
    """Draw n passages of the study and partial labels from a seed."""

    def drawn(seed: int, n: int) -> tuple[list[Passage], Floats]:
        random = np.random.default_rng(seed)
        rows = random.choice(len(study.passages), n, replace=False)
        labels = study.labels[rows].copy()
        labels[random.random(labels.shape) < 0.2] = np.nan
        return [study.passages[row] for row in rows], labels

    return drawn
