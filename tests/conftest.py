"""What several tests need: the repository's root, a small study, and the rule on programs that may be missing."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is there: workers of pytest-xdist share the cores already

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("coder", deadline=None, max_examples=60)
settings.load_profile("coder")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Convert a file with LibreOffice: `libreoffice(path, "txt:Text")` gives the new file. Skips where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CODER_REQUIRE_ALL"):
            pytest.fail("LibreOffice is needed: soffice is not on the path")
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def convert(path: Path, to: str) -> Path:
        out = tmp_path_factory.mktemp("converted")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(out),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return next(out.iterdir())

    return convert


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright. Skips where it is not installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CODER_REQUIRE_ALL"):
            pytest.fail("Chromium is needed: chromium is not on the path")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    # A name of another host that leads to this machine, as an attacker's name server would have it.
    rebound = "--host-resolver-rules=MAP rebound.test 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*quiet.split(), "--disable-sync", rebound])
        yield browser
        browser.close()


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    """A copy of the repository's own study: codebook, starter model, three transcripts, no ledger."""
    folder = tmp_path / "study"
    (folder / "transcripts").mkdir(parents=True)
    (folder / "models").mkdir()
    shutil.copy(ROOT / "codebook.yaml", folder)
    shutil.copytree(ROOT / "models" / "starter", folder / "models" / "starter")
    for name in ("A-interview-1.docx", "C-interview-1.docx", "D-interview-1.docx"):
        shutil.copy(ROOT / "transcripts" / name, folder / "transcripts")
    return folder
