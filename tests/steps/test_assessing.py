"""triage and next on a small study: lists without what is decided."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import birds
import pytest
import team
from click.testing import CliRunner, Result

from coder.cli import main


@pytest.fixture
def coder(study_folder: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    return run


def test_triage_and_next_leave_out_what_is_decided(coder: Callable[..., Result], study_folder: Path) -> None:
    """Both need suggestions, order all open segments, and say the same twice."""
    assert "run `coder tag` first" in coder("triage").output
    assert "run `coder tag` first" in coder("next").output
    assert coder("tag").exit_code == 0
    found = json.loads(coder("triage", "--json", "--hours", "100").output)
    assert {one["transcript"] for one in found["transcripts"]} == {path.name for path in (study_folder / "transcripts").iterdir()}
    rate = [one["expected"] / one["minutes"] for one in found["segments"]]
    assert rate == sorted(rate, reverse=True)
    assert len(json.loads(coder("triage", "--json", "--hours", "0.2").output)["segments"]) < len(found["segments"])
    chosen = json.loads(coder("next", "--json", "--count", "12").output)
    assert len({one["segment"] for one in chosen}) == 12
    assert {one["segment"] for one in chosen} <= {one["segment"] for one in found["segments"]}
    assert json.loads(coder("next", "--json", "--count", "12").output) == chosen


def test_nothing_left_is_said(tmp_path: Path) -> None:
    """By both in the same words, not as empty tables."""
    study = team.study(tmp_path)
    for command in ("triage", "next"):
        done = CliRunner().invoke(main, [command, "--study", str(study.root)])
        assert done.exit_code == 1
        assert done.output == "Error: every tagged segment has been decided on: tag more transcripts first\n"
    assert len(birds.passages(study)) == 9
