"""The house: floors hold, a broken one is caught, and the command line stays light."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts on a checkout."""
    command = [
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    ]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The package and its contracts, to be broken."""
    shutil.copytree(root / "coder", tmp_path / "coder", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_floors_hold(root: Path) -> None:
    """Imports go down only, the measure does not know the model, click stays in the command line."""
    done = lint(root)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("records.py", "from coder import codebook", "Imports go down the floors only"),
        ("segment.py", "from coder import suggest", "Imports go down the floors only"),
        ("readers/text.py", "from coder import study", "Imports go down the floors only"),
        ("study/folder.py", "from coder import steps", "Imports go down the floors only"),
        ("agreement/__init__.py", "from coder import classifier", "The measure does not know the model"),
        ("report/__init__.py", "from coder import suggest", "The measure does not know the model"),
        ("readers/text.py", "from coder.readers import docx", "One reader does not import another"),
        ("steps/reading.py", "import click", "Only the command line knows click"),
    ],
)
def test_a_broken_floor_is_caught(copy: Path, room: str, line: str, contract: str) -> None:
    """Each kind of forbidden import fails the contract that forbids it."""
    path = copy / "coder" / room
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout


def test_help_loads_no_heavy_library() -> None:
    """`coder --help`, and the help of every command, load neither numpy, pandas, scikit-learn, spaCy nor the ledger's library."""
    script = (
        "import sys, json, click\n"
        "from coder.cli import main\n"
        "for words in [['--help'], *([name, '--help'] for name in main.commands)]:\n"
        "    try: main(words, standalone_mode=True)\n"
        "    except SystemExit as end: assert end.code == 0, words\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not loaded & {"numpy", "pandas", "sklearn", "scipy", "spacy", "sqlalchemy", "lxml", "openpyxl", "docx", "yaml"}


def test_nothing_reaches_for_the_network(root: Path) -> None:
    """No module imports a client that could send anything."""
    clients = {"socket", "http", "requests", "httpx", "ftplib", "smtplib", "huggingface_hub"}
    for path in (root / "coder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            assert not clients & {name.split(".")[0] for name in names}, path


def test_every_module_says_what_it_is(root: Path) -> None:
    """Every room's docstring stands in its first line."""
    for path in (root / "coder").rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
