"""The starter model is what `coder train` makes of the files in the repository, and its card tells what it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from coder.records import Passage
from coder.steps import modelling, training
from coder.steps.progress import quiet
from coder.study import Study

SAID = (
    "I rang her from the car park and we just talked, and she went back in the next morning.",
    "So the potassium was six point two, and the lab rang twice, and that was my Tuesday.",
    "They told us mentoring was for doctors in difficulty, so nobody put their name down.",
)


@pytest.fixture(scope="module")
def trained(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of codebook and coded tables alone, trained; its evaluation is left to the card of the shipped model."""
    folder = tmp_path_factory.mktemp("starter")
    shutil.copy(root / "codebook.yaml", folder)
    (folder / "models").mkdir()
    shutil.copytree(root / "models" / "training", folder / "models" / "training", ignore=shutil.ignore_patterns("interviews"))
    study = Study(folder)
    training.train(study, folder / "models" / "starter", "2026-01-02T03:04:05Z", quiet)
    return study


def test_training_again_gives_the_shipped_model(root: Path, trained: Study) -> None:
    """Same data, same codes, same figures, same scores (to what differs between processors)."""
    shipped = json.loads((root / "models" / "starter" / "model.json").read_text(encoding="utf-8"))["facts"]
    again = json.loads((trained.starter / "model.json").read_text(encoding="utf-8"))["facts"]
    for fact in ("codebook", "segments", "about_tables", "learned", "trained_at"):
        assert again[fact] == shipped[fact], f"{fact}: run `make starter`"
    one, other = (modelling.load(study, study.codebook(), None).classifier for study in (Study(root), trained))
    passages = [Passage(text, "And then?", "") for text in SAID]
    if modelling.newest(Study(root)) == Study(root).starter:
        np.testing.assert_allclose(one.predict_proba(passages), other.predict_proba(passages), atol=1e-3)
    ours, theirs = again["evaluation"]["overall"], shipped["evaluation"]["overall"]
    assert ours["f1"] == pytest.approx(theirs["f1"], abs=0.02)


def test_the_card_says_what_the_model_is_and_is_not(root: Path) -> None:
    """Invented text, figures by people not learned from, baselines, and limits."""
    card = (root / "models" / "starter" / "CARD.md").read_text(encoding="utf-8")
    for words in ("invented", "cross-validation", "always yes", "It suggests; it does not code", "participants"):
        assert words.casefold() in card.casefold()


def test_no_model_file_holds_a_pickle(root: Path) -> None:
    """Arrays are read with pickle refused."""
    for path in (root / "models").rglob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype != object for name in arrays.files)
