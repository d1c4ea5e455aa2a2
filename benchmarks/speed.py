"""Interviews of the repository, repeated -> how fast the encoder reads, the classifier learns and scores.

    OMP_NUM_THREADS=1 python benchmarks/speed.py

Passages are the paragraphs of `models/training/interviews`, put together at random to the length of a turn; labels are random, about
as many as people give. Seconds are the best of three.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from coder import codebook
from coder.classifier import ThemeClassifier
from coder.encoders import StaticEncoder
from coder.records import Passage

ROOT = Path(__file__).parent.parent
WORDS = 80
"""Words of a passage, as of a long turn."""

INTERVIEWS, INTERVIEW_WORDS = 43, 9_000
CODES_A_PASSAGE = 1.5


def main() -> None:
    """Print the table."""
    codes = codebook.parse((ROOT / "codebook.yaml").read_text(encoding="utf-8"), "codebook.yaml").codes
    data = (ROOT / "models" / "encoder" / "static-minilm-256.npz").read_bytes()
    print(f"load the encoder                       {best(lambda: StaticEncoder(data)):8.3f} s")
    encoder = StaticEncoder(data)
    passages = made(10_000)
    texts = [passage.text for passage in passages]
    seconds = best(lambda: encoder.encode(texts))
    print(f"encode                                 {sum(map(len, texts)) / seconds / 1e6:8.1f} million characters a second")
    for size in (250, 1000):
        labels = np.random.default_rng(size).random((size, len(codes))) < CODES_A_PASSAGE / len(codes)
        seconds = best(partial(ThemeClassifier(codes, encoder).fit, passages[:size], labels))
        print(f"learn {len(codes)} codes from {size:5} passages    {seconds:8.2f} s")
    model = ThemeClassifier(codes, encoder).fit(passages[:1000], labels)
    features = model.features(passages)
    print(f"score 10,000 passages, features kept   {best(lambda: model.predict_proba(features)):8.3f} s")
    several = passages[: INTERVIEWS * INTERVIEW_WORDS // WORDS]
    seconds = best(lambda: model.predict_proba(several))
    print(f"score {INTERVIEWS} interviews of {INTERVIEW_WORDS} words     {seconds:8.2f} s")


def made(n: int) -> list[Passage]:
    """Put paragraphs together to n passages of about `WORDS` words, each with its neighbours, 80 to an interview."""
    files = sorted((ROOT / "models" / "training" / "interviews").glob("*.txt"))
    words = [word for file in files for word in file.read_text(encoding="utf-8").split()]
    starts = np.random.default_rng(0).integers(0, len(words) - WORDS, n + 2)
    texts = [" ".join(words[start : start + WORDS]) for start in starts.tolist()]
    return [Passage(texts[i + 1], texts[i], texts[i + 2], f"P{i // 80}") for i in range(n)]


def best(work: Callable[[], object]) -> float:
    """Time the quickest of three runs."""
    found = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main()
