"""How often an interval of alpha holds the true value: simulated interviews, by method and number of transcripts.

Run `python benchmarks/coverage.py`. A unit's chance of having the code varies between transcripts and between units; coders, each
with a leaning of their own in each transcript, see it with error. The truth is alpha over a very large sample of the same
process.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.agreement import by_units, engine
from coder.agreement.coefficients import alpha
from coder.agreement.intervals import estimate
from coder.agreement.ratings import Ratings


@dataclass(frozen=True)
class Process:
    """How ratings arise: coders, units a transcript, base rate (logit), and spreads of transcripts, segments and coders."""

    coders: int = 3
    units: int = 60
    base: float = -1.6
    transcripts: float = 0.8
    segments: float = 3.0
    leaning: float = 0.7

    def draw(self, transcripts: int, random: np.random.Generator) -> NDArray[np.int8]:
        """Return a cube (T * units, M, 1)."""
        shape = transcripts, self.units, self.coders
        logit = self.base + random.normal(0.0, self.transcripts, (transcripts, 1, 1))
        logit = logit + random.normal(0.0, self.segments, (transcripts, self.units, 1))
        logit = logit + random.normal(0.0, self.leaning, (transcripts, 1, self.coders))
        yes = random.random(shape) < 1.0 / (1.0 + np.exp(-logit))
        return yes.reshape(-1, self.coders, 1).astype(np.int8)

    def truth(self, random: np.random.Generator) -> float:
        """Return alpha over 20,000 transcripts."""
        cube = self.draw(20_000, random)
        return float(alpha(engine.of_rows(cube[:, :, 0], 2, parts=("coincidence",)).total().coincidence))


def covered(process: Process, transcripts: int, rounds: int, truth: float, random: np.random.Generator) -> dict[str, float]:
    """Return the share of rounds in which each method's interval holds the truth."""
    names = np.repeat([f"t{i}" for i in range(transcripts)], process.units).tolist()
    hits = dict.fromkeys(("jackknife", "bootstrap", "units"), 0)
    defined = 0
    for seed in range(rounds):
        cube = process.draw(transcripts, random)
        statistics = engine.tabulate(Ratings.from_cube(cube, transcript=names), ("coincidence",))
        informative = np.ones((transcripts, 1), dtype=bool)
        found = {
            method: estimate((statistics,), lambda s: alpha(s.coincidence), informative, method=method, seed=seed)
            for method in ("jackknife", "bootstrap")
        }
        found["units"] = by_units.stacked(
            [by_units.estimate_by_units(cube[:, :, 0], 2, lambda s: alpha(s.coincidence), parts=("coincidence",))]
        )
        if np.isnan([each.low[0] for each in found.values()]).any():
            continue
        defined += 1
        for name, each in found.items():
            hits[name] += bool(each.low[0] <= truth <= each.high[0])
    return {name: count / max(defined, 1) for name, count in hits.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    print(f"coverage of intervals promised at .95; {options.rounds} rounds, seed {options.seed}, 3 coders")
    print(f"{'process':<34}{'alpha':>7}{'transcripts':>13}{'jackknife-t':>13}{'bootstrap':>11}{'units':>7}")
    processes = {
        "60 units, coders lean": Process(),
        "60 units, coders lean strongly": Process(leaning=1.5),
        "150 units, rare code": Process(base=-4.5, units=150),
        "240 units, coders lean strongly": Process(leaning=1.5, units=240),
        "60 units, no leaning": Process(leaning=0.0, transcripts=0.0),
    }
    for name, process in processes.items():
        truth = process.truth(random)
        for transcripts in (6, 10, 20, 43):
            found = covered(process, transcripts, options.rounds, truth, random)
            shares = f"{found['jackknife']:>13.3f}{found['bootstrap']:>11.3f}{found['units']:>7.3f}"
            print(f"{name:<34}{truth:>7.3f}{transcripts:>13}{shares}", flush=True)


if __name__ == "__main__":
    main()
