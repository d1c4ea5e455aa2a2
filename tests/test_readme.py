"""The README's session runs as it stands, and CI runs the README's own commands."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coder.codebook import Codebook, parse
from coder.study import Study
from coder.study.settings import read_settings

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def codings(root: Path, coder: str) -> dict[str, set[str]]:
    """What a reader said of the sample study's segments, by segment id."""
    with (root / "tests" / "data" / f"{coder}.csv").open(encoding="utf-8", newline="") as stream:
        return {row["segment_id"]: set(filter(None, row["codes"].split(";"))) for row in csv.DictReader(stream)}


def fill(study: Path, coder: str, given: dict[str, set[str]], codebook: Codebook) -> None:
    """Do what a coder does in the workbook: confirm or refute each suggestion, add what is missing, or say that none fits."""
    path = study / "review" / f"{coder}.xlsx"
    ledger = Study(study).ledger()
    export = next(export for export in reversed(ledger.exports()) if export.coder == coder)
    whole = ledger.export(export.id)
    assert whole is not None
    segments = {item.key: item.segment for item in whole.items}
    ledger.close()
    book = openpyxl.load_workbook(path)
    page = book["Review"]
    columns = {cell.value: cell.column for cell in page[1]}
    for (cell,) in page.iter_rows(min_row=2, max_col=1):
        if cell.value:
            _fill_row(page, cell.row, columns, codebook.with_ancestors(given[segments[cell.value]]), codebook)
    book.save(path)


def _fill_row(page: Any, row: int, columns: dict[str, int], codes: set[str], codebook: Codebook) -> None:
    confirmed = set()
    for name, column in columns.items():
        suggestion = page.cell(row, column).value
        if name.startswith("Suggestion") and suggestion:
            code = re.search(r"\(([^()]+)\)", suggestion.split("\n")[0])
            assert code is not None
            page.cell(row, column + 1).value = "Confirm" if code[1] in codes else "Refute"
            if code[1] in codes:
                confirmed.add(code[1])
    rest = sorted(codebook.most_specific(codes) - confirmed)
    for number, code in enumerate(rest[:3], start=1):
        page.cell(row, columns[f"Add code {number}"]).value = code
    if not codes:
        page.cell(row, columns["No code fits"]).value = "None"


def run(command: str, folder: Path) -> str:
    """What a command prints, on both streams."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "120"}
    done = subprocess.run(shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def plain(text: str) -> list[str]:
    """A text in which ids, numbers and the widths of columns do not matter."""
    text = re.sub(r"\b[EM]-[0-9A-Za-z]{8,}", "ID", text)
    text = re.sub(r"\d+([.,]\d+)*", "N", text)
    return [" ".join(line.split()) for line in text.strip().splitlines() if line.strip()]


@pytest.fixture
def study(root: Path, tmp_path: Path) -> Path:
    """A copy of the repository's own study."""
    for name in ("models", "transcripts"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("trained"))
    shutil.copy(root / "codebook.yaml", tmp_path)
    return tmp_path


def test_the_session_in_the_readme_is_real(root: Path, study: Path) -> None:
    """Every command of the README's session runs in order and prints what the README says (numbers and ids aside)."""
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    codebook = parse((root / "codebook.yaml").read_text(encoding="utf-8"), "codebook.yaml")
    written: list[str] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"(?m)^(?=[$#] )", block):
            command = part.split("\n", 1)[0].removeprefix("$ ")
            if not part.startswith("$ "):
                written.append(part)
                continue
            if command.startswith("coder import"):
                for coder in re.findall(r"review/(\w+)\.xlsx", command):
                    fill(study, coder, codings(root, coder), codebook)
            said = run(command, study)
            if not os.environ.get("CODER_UPDATE_DOCS"):
                assert plain(said) == plain(part.split("\n", 1)[1]), command
            written.append(f"$ {command}\n{said}\n")
    assert written
    if os.environ.get("CODER_UPDATE_DOCS"):
        readme.write_text(BLOCK.sub(lambda _: f"```console\n{''.join(written).rstrip()}\n```", text, count=1), encoding="utf-8")


def test_ci_runs_the_readme_s_commands(root: Path) -> None:
    """The two commands of the README stand in .ci/run word for word."""
    text = (root / "README.md").read_text(encoding="utf-8")
    commands = [block.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[:2]]
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert len(commands) == 2
    for command in commands:
        assert f"\n{command}\n" in script


def test_the_files_in_the_readme_can_be_copied(root: Path, tmp_path: Path) -> None:
    """The example codebook is a codebook, the example settings are settings."""
    text = (root / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (book,) = [block for block in blocks if "families:" in block]
    assert parse(book, "README.md").codes
    (settings,) = [block for block in blocks if "transcripts:" in block]
    (tmp_path / "study.yaml").write_text(settings, encoding="utf-8")
    assert read_settings(tmp_path).transcripts["P07-second.docx"].interview == 2
