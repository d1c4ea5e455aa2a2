"""`coder.open`: a study as DataFrames that say what the commands say; importing the package stays light; the notebook runs."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import coded
import pandas as pd
import pytest
from click.testing import CliRunner

import coder
from coder.cli import main
from coder.errors import StudyError
from coder.records import Decision, Kind
from coder.study import Study

ANSWERS = "id,text,role\nQP1,We have a rota and I am afraid of it.,consultant\nQP2,My mentor heard me out for an hour.,trainee\n"
SETTINGS = """\
participants:
  A: {role: consultant}
  B: {role: trainee}
transcripts:
  A-interview-1.docx: {date: 2021-03-15}
"""


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("sample")
    (folder / "study.yaml").write_text(SETTINGS, encoding="utf-8")
    for name in ("survey.csv", "survey.yaml"):
        shutil.copy(root / "tests" / "data" / name, folder)
    study = coded.sample_study(root, folder, answers=ANSWERS)
    answers = {segment.text[:2]: segment.id for segment in study.ledger().segments() if segment.source_id}
    coded.decide(study, "anna", {answers["We"]: {"outcome/wellbeing/threats"}, answers["My"]: set()})
    return study


def test_importing_the_package_loads_no_heavy_library() -> None:
    """`import coder` is as light as `coder --help`."""
    script = "import sys, coder; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not any(f"'{name}'" in loaded for name in ("numpy", "pandas", "sklearn", "scipy", "sqlalchemy", "click", "yaml"))


def test_transcripts_and_segments_are_all_there(sample: Study) -> None:
    """One row each, with types that pandas can count with; variables are columns."""
    study = coder.open(sample.root)
    assert len(study.transcripts) == 11
    assert study.transcripts.loc["C-interview-2.docx", ["participant", "interview"]].tolist() == ["C", 2]
    assert study.transcripts.loc["A-interview-1.docx", "date"] == pd.Timestamp("2021-03-15")
    assert study.transcripts.loc["answers.csv", "source"] == "questionnaire"
    assert int(study.transcripts["segments"].sum()) == len(study.segments) == 288
    assert study.segments.index.is_unique
    assert study.segments.loc[study.segments["participant"] == "A", "role"].unique().tolist() == ["consultant"]
    assert study.segments.loc[study.segments["source"] == "questionnaire", "reference"].tolist() == ["QP1", "QP2"]
    assert study.segments.loc[study.segments["reference"] == "QP1", "codes"].tolist() == [("outcome/wellbeing/threats",)]
    assert study.said.startswith("Codes: those that most coders gave (anna, ben)")


def test_the_consensus_is_what_the_matrix_counts(sample: Study) -> None:
    """By participant, code by code, the numbers are those of `coder matrix`."""
    study = coder.open(sample.root)
    sums = study.consensus.groupby(study.segments["participant"]).sum()
    done = CliRunner().invoke(main, ["matrix", "--by", "participant", "--json", "--study", str(sample.root)])
    cells = [cell for cell in json.loads(done.output)["cells"] if cell["group"] in sums.index]
    assert len(cells) == 8 * len(study.codes)
    for cell in cells:
        assert sums.loc[cell["group"], cell["code"]] == cell["segments"]
    assert study.consensus["outcome/wellbeing"].isna().any(), "ties are not known"
    one = coder.open(str(sample.root), coder="anna").consensus
    assert not one.isna().any().any()


def test_decisions_keep_what_was_superseded(sample: Study) -> None:
    """Every act in its order, with the codebook's version it was made under."""
    ledger = sample.ledger()
    expected = [(one.coder, one.kind.value) for one in ledger.decisions()]
    ledger.close()
    found = coder.open(sample.root).decisions
    assert list(zip(found["coder"], found["kind"], strict=True)) == expected
    assert found["at"].unique().tolist() == [coded.AT]
    assert found.loc[found["kind"] == "looked", "code"].isna().all()


def test_the_questionnaire_comes_along(sample: Study, tmp_path: Path) -> None:
    """Its rows, and its counts: 45 of 57 are consultants; a study without one says what to put where."""
    study = coder.open(sample.root)
    assert len(study.survey) == 57
    counts = study.survey_counts.set_index("answer")["n"]
    assert counts["Consultant"] == 45
    shutil.copy(sample.root / "codebook.yaml", tmp_path)
    with pytest.raises(StudyError, match=r"put survey\.csv or survey\.xlsx there"):
        _ = coder.open(tmp_path).survey


def test_a_study_that_nobody_coded_opens(tmp_path: Path) -> None:
    """Its segments are there; its consensus says what to do; a folder that is no study is refused at once."""
    (tmp_path / "codebook.yaml").write_text("families: [{id: a, codes: [{id: b, definition: It is b.}]}]\n", encoding="utf-8")
    study = coder.open(tmp_path)
    assert len(study.segments) == len(study.transcripts) == len(study.decisions) == 0
    with pytest.raises(StudyError, match="nothing is coded yet"):
        _ = study.consensus
    with pytest.raises(StudyError, match="is not a study"):
        coder.open(tmp_path / "elsewhere")


def test_a_code_that_was_renamed_has_its_present_name(root: Path, tmp_path: Path) -> None:
    """And its name at the time beside it."""
    study = coded.sample_study(root, tmp_path)
    words = ["codebook", "rename", "outcome/wellbeing/threats", "dangers", "--who", "anna", "--why", "clearer"]
    assert CliRunner().invoke(main, [*words, "--study", str(tmp_path)]).exit_code == 0
    segment = study.ledger().segments()[0]
    coded.decide(study, "carl", {}, [Decision("carl", segment.id, Kind.ADD, "outcome/wellbeing/dangers")])
    found = coder.open(tmp_path).decisions.dropna(subset="code")
    pairs = found.loc[found["code"] == "outcome/wellbeing/dangers", "code_then"].unique().tolist()
    assert pairs == ["outcome/wellbeing/threats", "outcome/wellbeing/dangers"]


def test_the_notebook_runs_on_the_sample_study(
    root: Path, sample: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cell by cell, in the study's folder."""
    monkeypatch.chdir(sample.root)
    found = runpy.run_path(str(root / "docs" / "notebook.py"))
    said = capsys.readouterr().out
    assert "Codes: those that most coders gave" in said
    assert found["segments"].loc["A", "outcome/wellbeing"] == 13
    assert "Consultant" in said
