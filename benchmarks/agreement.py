"""How fast the agreement engine is, beside other packages in the same run, on one thread.

Run `python benchmarks/agreement.py`. krippendorff and irrCAC are run by a Python of their own where `--krippendorff` and
`--irrcac` name one (irrCAC pins an old scipy, krippendorff is GPL: neither is a dependency); nltk is run where it is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before numpy is loaded, which reads them once

import numpy as np  # noqa: E402

from coder import agreement  # noqa: E402
from coder.agreement import engine, intervals  # noqa: E402
from coder.agreement.coefficients import alpha, gwet  # noqa: E402

ALPHA = ("coincidence",)
TRANSCRIPTS = 43

KRIPPENDORFF = """
import json, sys, time
import numpy as np, krippendorff
data = np.load(sys.argv[1]).astype(float)
data[data < 0] = np.nan
start = time.perf_counter()
if data.ndim == 3:
    found = [krippendorff.alpha(data[:, :, k].T, level_of_measurement="nominal") for k in range(data.shape[2])]
else:
    found = [krippendorff.alpha(data.T, level_of_measurement="nominal")]
seconds = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:
    peak = 0
print(json.dumps({"seconds": seconds, "found": found, "peak": peak}))
"""
IRRCAC = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
from irrCAC.raw import CAC
data = np.load(sys.argv[1]).astype(float)
data[data < 0] = np.nan
frames = [pd.DataFrame(data[:, :, k]) for k in range(data.shape[2])]
start = time.perf_counter()
found = [CAC(frame).gwet()["est"]["coefficient_value"] for frame in frames]
print(json.dumps({"seconds": time.perf_counter() - start, "found": found, "peak": 0}))
"""


def best(function: Callable[[], object], times: int = 7) -> float:
    """Return the least seconds of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return min(found)


def peak(function: Callable[[], object]) -> float:
    """Return the most MB allocated at once during a run."""
    tracemalloc.start()
    function()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def peer(python: str | None, script: str, data: np.ndarray) -> dict[str, object] | None:
    """Run a peer's script on an array in its own Python; None where there is none."""
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.npy"
        np.save(path, data)
        done = subprocess.run([python, "-c", script, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def line(task: str, who: str, seconds: float, ours: float, note: str = "") -> None:
    """Print a row of the table."""
    print(f"{task:<46}{who:<16}{seconds * 1e3:>12.2f} ms{seconds / ours:>10.1f} x   {note}", flush=True)


def codes(random: np.random.Generator) -> np.ndarray:
    """Return realistic code sets: 5 coders, 10,000 segments, 20 codes, one answer in ten missing."""
    rates = np.linspace(0.01, 0.2, 20)
    truth = random.random((10_000, 1, 20)) < rates
    clear = random.random((10_000, 5, 20)) < 0.92
    cube = np.where(clear, truth, random.random((10_000, 5, 20)) < rates).astype(np.int8)
    cube[random.random((10_000, 5)) < 0.1] = -1
    return cube


def many_codes(options: argparse.Namespace, cube: np.ndarray, ratings: agreement.Ratings) -> None:
    """Time alpha and AC1 of 20 codes."""
    task = "alpha of 20 codes, 5 coders x 10,000 segments"
    values = alpha(engine.tabulate(ratings, ALPHA).total().coincidence)
    ours = best(lambda: alpha(engine.tabulate(ratings, ALPHA).total().coincidence), 25)
    line(task, "coder", ours, ours)
    found = peer(options.krippendorff, KRIPPENDORFF, cube)
    if found:
        line(task, "krippendorff", found["seconds"], ours, f"differs by {np.abs(values - found['found']).max():.0e}")
    nltk_alpha(task, cube, ours, values)
    found = peer(options.irrcac, IRRCAC, cube)
    if found:
        total = engine.tabulate(ratings).total()
        differs = np.abs(gwet(total.agreement, total.share) - found["found"]).max()
        ours = best(lambda: engine.tabulate(ratings).total(), 25)
        line("all statistics of 20 codes", "coder", ours, ours)
        line("AC1 of 20 codes", "irrCAC", found["seconds"], ours, f"differs by {differs:.0e}")


def nltk_alpha(task: str, cube: np.ndarray, ours: float, values: np.ndarray) -> None:
    """Time nltk on two codes and scale up."""
    try:
        from nltk.metrics.agreement import AnnotationTask
    except ImportError:
        return
    start, found = time.perf_counter(), []
    for k in range(2):
        rows = [(int(m), int(u), int(cube[u, m, k])) for u, m in zip(*np.nonzero(cube[:, :, k] >= 0), strict=True)]
        found.append(AnnotationTask(data=rows).alpha())
    seconds = (time.perf_counter() - start) * 10
    line(task, "nltk", seconds, ours, f"differs by {np.abs(values[:2] - found).max():.0e} (two codes, times 10)")


def replicates(options: argparse.Namespace, cube: np.ndarray, ratings: agreement.Ratings) -> None:
    """Time 1,000 cluster replicates of alpha of 20 codes."""
    task = "1,000 cluster replicates, 20 codes"
    statistics = engine.tabulate(ratings, ALPHA)

    def ours_once() -> np.ndarray:
        return alpha(statistics.weighted(intervals.draws(TRANSCRIPTS, 1000, 1)).coincidence)

    ours = best(ours_once)
    line(task, "coder", ours, ours)
    found = peer(options.krippendorff, KRIPPENDORFF, cube)
    if found:
        line(task, "krippendorff", found["seconds"] * 1000, ours, "one replicate, times 1,000")


def million(options: argparse.Namespace, random: np.random.Generator) -> None:
    """Time alpha of a million units of 20 values by 5 coders."""
    task = "alpha of a million units, 20 values, 5 coders"
    truth = random.integers(0, 20, (1_000_000, 1))
    rows = np.where(random.random((1_000_000, 5)) < 0.7, truth, random.integers(0, 20, (1_000_000, 5))).astype(np.int8)
    rows[random.random(rows.shape) < 0.1] = -1
    rows = np.asfortranarray(rows)
    clusters = np.arange(len(rows), dtype=np.intp) * TRANSCRIPTS // len(rows)

    def once() -> np.ndarray:
        return alpha(engine.of_rows(rows, 20, clusters, ALPHA).total().coincidence)

    value, ours = once(), best(once, 5)
    line(task, "coder", ours, ours, f"{peak(once):.0f} MB extra")
    if options.krippendorff and not options.quick:
        found = peer(options.krippendorff, KRIPPENDORFF, rows)
        note = f"differs by {abs(float(value) - found['found'][0]):.0e}, {found['peak']:.0f} MB in all"
        line(task, "krippendorff", found["seconds"], ours, note)


def report(ratings: agreement.Ratings) -> None:
    """Time everything that a report is made of."""
    start = time.perf_counter()
    figures = agreement.summary(ratings).figures
    middle = time.perf_counter()
    agreement.leave_one_coder_out(ratings)
    agreement.confusion_matrix(ratings)
    agreement.to_discuss(ratings)
    agreement.coverage(ratings)
    agreement.machine_minus_humans(ratings, ratings.coders[0], margin=0.1)
    end = time.perf_counter()
    line("summary: every figure with its interval", "coder", middle - start, middle - start, f"{len(figures)} figures")
    line("contrasts, confusions, ranking, coverage", "coder", end - middle, end - middle)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--krippendorff", help="a Python that has krippendorff")
    parser.add_argument("--irrcac", help="a Python that has irrCAC")
    parser.add_argument("--quick", action="store_true", help="leave out krippendorff's million units (9 GB)")
    options = parser.parse_args()
    random = np.random.default_rng(2026)
    cube = codes(random)
    ratings = agreement.Ratings.from_cube(cube, transcript=[f"t{i * TRANSCRIPTS // 10_000}" for i in range(10_000)])
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, one thread; the last figure is times our time")
    many_codes(options, cube, ratings)
    replicates(options, cube, ratings)
    million(options, random)
    report(ratings)


if __name__ == "__main__":
    main()
