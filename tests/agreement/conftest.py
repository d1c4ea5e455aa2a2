"""Ratings that several tests need: random ones, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coder.agreement import Ratings

Draw = Callable[..., Ratings]


@pytest.fixture(scope="session")
def draw() -> Draw:
    """Draw ratings: coders who see a truth with error, some answers missing, in transcripts of equal size."""

    def ratings(
        seed: int,
        units: int = 200,
        coders: int = 3,
        codes: int = 4,
        transcripts: int = 12,
        missing: float = 0.1,
        noise: float = 0.15,
    ) -> Ratings:
        random = np.random.default_rng(seed)
        rates = np.linspace(0.1, 0.5, codes)
        truth = random.random((units, 1, codes)) < rates
        heard = random.random((units, coders, codes)) >= noise
        cube = np.where(heard, truth, random.random((units, coders, codes)) < rates).astype(np.int8)
        cube[random.random((units, coders)) < missing] = -1
        return Ratings.from_cube(cube, transcript=[f"t{i * transcripts // units:02d}" for i in range(units)])

    return ratings
