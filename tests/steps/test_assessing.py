"""evaluate, triage and next on a small study: figures of people not learned from, and lists without what is decided."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder.cli import main


@pytest.fixture
def coder(study_folder: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    return run


def some_rows(root: Path, study: Path) -> None:
    """Give the study a part of the coded tables: four people."""
    (study / "models" / "training").mkdir()
    with (root / "models" / "training" / "segments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    people = sorted({row["participant"] for row in rows})[:4]
    with (study / "models" / "training" / "some.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows([row for row in rows if row["participant"] in people][::3])


def test_evaluate_tells_figures_of_people_not_learned_from(coder: Callable[..., Result], root: Path, study_folder: Path) -> None:
    """Nothing coded is said plainly; with coded people each code has its figures, interval and baselines."""
    assert "nothing is coded yet" in coder("evaluate").output
    some_rows(root, study_folder)
    done = coder("evaluate")
    assert done.exit_code == 0, done.output
    assert "each by a model that saw nothing of its speaker" in done.output
    found = json.loads(coder("evaluate", "--json").output)
    assert found["groups"] == 4
    assert not found["own"]
    for one in found["per_code"]:
        interval = found["intervals"][one["code"]]["f1"]
        if interval is not None:
            assert interval[0] <= one["f1"] <= interval[1]
        if one["positives"]:
            assert 0 < one["always_f1"] <= 1


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
