"""Suggestions made elsewhere: taken under their own name, shown to coders like any other, refused with their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder.cli import main
from coder.study import Study


@pytest.fixture
def coder(study_folder: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    assert run("segments").exit_code == 0
    return run


def test_they_are_reviewed_like_the_tool_s_own(coder: Callable[..., Result], study_folder: Path) -> None:
    """A table of another machine's codes becomes what the next export shows."""
    first, second, *_ = Study(study_folder).ledger().segments()
    table = study_folder / "llm.csv"
    table.write_text(
        f"segment_id,code,score\n{first.id},Threats to wellbeing,0.8\n{first.id},enactment,\n{second.id},,\n", encoding="utf-8"
    )
    done = coder("suggestions", "import", str(table), "--name", "some model 1.2")
    assert done.exit_code == 0, done.output
    assert "Took 2 suggestions of some model 1.2 on 2 segments" in done.output
    exported = coder("export", "--coder", "anna")
    assert "2 suggestions to confirm or refute" in exported.output
    ledger = Study(study_folder).ledger()
    (tagging,) = ledger.taggings()
    assert tagging.model.startswith("X-")
    given = {(s.segment, s.code): s.score for s in ledger.suggestions(tagging.id) if s.suggested}
    assert given == {
        (first.id, "outcome/wellbeing/threats"): 0.8,
        (first.id, "outcome/specialist-support/enactment"): 1.0,
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("segment,code\n", "no column `segment_id`"),
        ("segment_id,code\nS-NOWHERE,enactment\n", "line 2: the segment S-NOWHERE is not in this study"),
        ("segment_id,code\nFIRST,misery\n", "line 2: 'misery' is not a code"),
        ("segment_id,code,score\nFIRST,enactment,80\n", "line 2: the score '80' is not a number from 0 to 1"),
        ("segment_id,code,suggested\nFIRST,enactment,perhaps\n", "line 2: 'perhaps' under `suggested`"),
        ("segment_id,code\nFIRST,enactment\nFIRST,Enactment\n", "line 3: outcome/specialist-support/enactment is there twice"),
        ("segment_id,code\n", "no rows below the headings"),
    ],
)
def test_a_fault_is_told_with_its_line(coder: Callable[..., Result], study_folder: Path, rows: str, said: str) -> None:
    """Nothing is taken from a file with a fault."""
    first = Study(study_folder).ledger().segments()[0]
    table = study_folder / "llm.csv"
    table.write_text(rows.replace("FIRST", first.id), encoding="utf-8")
    done = coder("suggestions", "import", str(table), "--name", "x")
    assert done.exit_code == 1
    assert said in done.output
    assert Study(study_folder).ledger().taggings() == ()
