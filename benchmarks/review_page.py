"""A large study -> how long the review page takes: to be told its work, from a key to the next passage, and to keep an act.

Needs Chromium and the packages of the tests: `python benchmarks/review_page.py [SEGMENTS]`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("rounds", "review")]

import birds  # noqa: E402  # the tests' own study
from served import serving  # noqa: E402

from coder.records import Role, Transcript, Turn  # noqa: E402
from coder.segment import segments  # noqa: E402
from coder.steps import exchange  # noqa: E402
from coder.study import Study  # noqa: E402

ASKED = "And what did you hear in the garden on that day, and what did you make of it afterwards?"
SAID = " ".join(["It was dark still when the first began, and when the kettle had boiled there were five of them."] * 4)

TIMED = """async ([key, times]) => {
    const found = [];
    for (let n = 0; n < times; n += 1) {
        const before = performance.now();
        document.getElementById("passage").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        found.push(performance.now() - before);
    }
    return found;
}"""


def interview(number: int, passages: int) -> Transcript:
    """An interview in which every answer is a passage of some 70 words."""
    text, turns = "", []
    for turn in range(2 * passages):
        words = ASKED if turn % 2 == 0 else f"{number}-{turn}. {SAID}"
        who, role = ("I", Role.INTERVIEWER) if turn % 2 == 0 else ("P", Role.PARTICIPANT)
        turns.append(Turn(turn, who, role, ((len(text), len(text) + len(words)),)))
        text += f"{words}\n"
    return Transcript(f"interview-{number:03}.docx", text, tuple(turns), (), "made")


def made(folder: Path, transcripts: int) -> Study:
    """A study with so many transcripts of 100 passages."""
    (folder / "codebook.yaml").write_text(birds.CODEBOOK, encoding="utf-8")
    study = Study(folder)
    ledger = study.ledger()
    for number in range(transcripts):
        one = interview(number, 100)
        ledger.add_transcript(one, segments(one, one.id), birds.AT)
    ledger.close()
    birds.tag(study, 1)
    return study


def row(what: str, milliseconds: list[float]) -> None:
    """One line of the table: median, 95th percentile and largest."""
    print(f"{what:<44}{np.median(milliseconds):>9.1f}{np.percentile(milliseconds, 95):>9.1f}{max(milliseconds):>9.1f}")


def timed(page: Any, what: str, key: str, times: int = 200) -> None:
    """Press a key so many times; a time ends when the browser has painted."""
    row(what, page.evaluate(TIMED, [key, times]))


def main(wanted: int) -> None:
    """Measure on a study of that many passages."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        study = made(Path(folder), wanted // 100)
        print(f"{wanted:,} passages in {wanted // 100} transcripts".ljust(44) + "   median     95 %     most   (milliseconds)")
        with serving(study) as served, sync_playwright() as playwright:
            secret = served.enter("anna")
            for what in ("the work asked for, the first time", "the work asked for again"):
                start = time.perf_counter()
                served.ask("work", {"coder": ""}, secret)
                row(what, [1000 * (time.perf_counter() - start)])
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            file = exchange.export(study, "ben", None, birds.AT, "html").out
            print(f"The page as a file: {file.stat().st_size / 1e6:.1f} MB")
            for name, address in (("server", served.link("anna")), ("file", file.as_uri())):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                start = time.perf_counter()
                page.goto(address)
                page.wait_for_selector(".overview")
                row(f"{name}: opened", [1000 * (time.perf_counter() - start)])
                page.keyboard.press("Enter")
                page.wait_for_selector("#passage")
                timed(page, f"{name}: Enter to the next passage", "Enter")
                timed(page, f"{name}: none, said of it and painted", "0", 1)
                timed(page, f"{name}: to the next undecided", "g")
            browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
