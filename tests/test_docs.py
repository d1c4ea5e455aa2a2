"""docs/commands.md is what `--help` says: `make docs` writes it anew, this test holds it."""

from __future__ import annotations

import doctest
import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from coder.cli import main


def commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and subcommand with the words that call it."""
    yield words, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*words, name))


def reference() -> str:
    """The page: one section a command."""
    parts = ["# Commands\n\nWritten from `--help`; do not edit.\n"]
    for words, command in commands(main, ("coder",)):
        settings = {"max_content_width": 100, "terminal_width": 100, "help_option_names": ["-h", "--help"]}
        with click.Context(command, info_name=" ".join(words), **settings) as context:
            parts.append(f"## {' '.join(words)}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def test_the_reference_is_up_to_date(root: Path) -> None:
    """Every command and option is documented as it is."""
    page = root / "docs" / "commands.md"
    if os.environ.get("CODER_UPDATE_DOCS"):
        page.write_text(reference(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == reference(), "run `make docs`"


def test_the_examples_on_agreement_are_real(root: Path) -> None:
    """What the page on agreement shows in Python is what Python says."""
    found = doctest.testfile(str(root / "docs" / "agreement.md"), module_relative=False)
    assert found.attempted > 5
    assert found.failed == 0


@pytest.mark.parametrize(
    ("words", "command"), list(commands(main, ("coder",))), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_option_has_a_word_of_help(words: tuple[str, ...], command: click.Command) -> None:
    """No command and no option goes unexplained."""
    assert command.help, words
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (words, parameter.name)
