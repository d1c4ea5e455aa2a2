"""1,000 transcripts in one `coder tag`: time, peak memory along the way, interruption and resumption. Prints a table.

Run from the repository's root: `python benchmarks/batch.py [--files 1000]`. Makes a study in a temporary folder out of the sample
transcripts, each copy with a sentence of its own. The figures are ratios of one machine: compare the rows, not machines.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import docx

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make the study, tag parts of it, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        study = Path(name)
        _make(study, files)
        print(f"{'what':42}{'seconds':>9}{'peak MB':>9}")
        for share in (10, 2, 1):
            _show(f"{files // share} transcripts, first time", *_tag(study, files // share))
        _show(f"{files} transcripts, unchanged", *_tag(study, files))
        for part in study.glob("study.sqlite*"):
            part.unlink()
        seconds, peak = _tag(study, files, stop_after=8.0)
        _show("interrupted with Ctrl-C after", seconds, peak)
        _show(f"resumed, {files} transcripts", *_tag(study, files))


def _make(study: Path, files: int) -> None:
    shutil.copy(ROOT / "codebook.yaml", study)
    shutil.copytree(ROOT / "models" / "starter", study / "models" / "starter")
    sources = sorted((ROOT / "transcripts").glob("*.docx"))
    for number in range(files):
        source = sources[number % len(sources)]
        document = docx.Document(str(source))
        cell = document.tables[0].rows[1].cells[1].paragraphs[0] if document.tables else document.paragraphs[1]
        cell.add_run(f" That was number {number}, I think.")
        folder = study / "transcripts" / f"{number // 100:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        document.save(str(folder / f"{source.stem}-{number:04d}.docx"))


def _tag(study: Path, files: int, stop_after: float | None = None) -> tuple[float, float]:
    """Tag the first files; seconds, and the largest resident size of the main process in MB."""
    folders = [str(study / "transcripts" / f"{number:02d}") for number in range(max(1, files // 100))]
    script = (
        "import resource, sys\nfrom coder.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    if end.code == 130: print('interrupted')\n"
        "    elif end.code: raise\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    words = ["tag", *folders, "--study", str(study), "--out", str(study / "out.csv")]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    if stop_after is not None:
        time.sleep(stop_after)
        process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    if process.returncode or ("interrupted" in out) != (stop_after is not None):
        raise SystemExit(f"the run of {files} transcripts did not go as meant:\n{out}")
    return time.perf_counter() - begun, int(out.split()[-1]) / 1024


def _show(what: str, seconds: float, peak: float) -> None:
    print(f"{what:42}{seconds:9.1f}{peak:9.0f}")


if __name__ == "__main__":
    main()
