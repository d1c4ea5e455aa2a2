"""`coder tag` keeps with each suggestion why it was made; `coder why` tells it once somebody has decided."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder import suggest
from coder.cli import main
from coder.records import Kind
from coder.review.acts import Act
from coder.steps.reviewing import StudyDesk
from coder.study import Study, reasons

AT = "2026-01-06T09:00:00Z"


@pytest.fixture
def coder(study_folder: Path, root: Path) -> Callable[..., Result]:
    """The study with its starter model and the tables that this learned from."""
    (study_folder / "models" / "training").mkdir()
    shutil.copy(root / "models" / "training" / "segments.csv", study_folder / "models" / "training")

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    return run


def test_every_suggestion_is_kept_with_its_reason(coder: Callable[..., Result], study_folder: Path) -> None:
    """Its words stand in the passage, and the passages named are coded so in a table; nothing else has a reason."""
    assert coder("tag").exit_code == 0
    ledger = Study(study_folder).ledger()
    (tagging,) = ledger.taggings()
    texts = {segment.id: segment.text.lower() for segment in ledger.segments()}
    shown = suggest.shown(ledger.suggestions(tagging.id), Study(study_folder).codebook())
    scores = {(one.segment, one.code): one.score for one in ledger.suggestions(tagging.id)}
    higher = 0
    for segment, codes in shown.items():
        kept = reasons.of_segment(ledger, tagging.id, segment)
        assert set(kept) == set(codes)
        for code, reason in kept.items():
            assert reason.words
            assert all(re.search(rf"(?<!\w){re.escape(one.word)}", texts[segment]) for one in reason.words)
            assert [abs(one.by) for one in reason.words] == sorted((abs(one.by) for one in reason.words), reverse=True)
            assert len(reason.likest) == 4
            found = reasons.texts(ledger, [one.passage for one in reason.likest])
            assert set(found) == {one.passage for one in reason.likest}
            higher += (reason.odds > 0) == (scores[segment, code] > 0.5)
    assert higher > 0.8 * sum(map(len, shown.values()))  # the rest was moved by the hierarchy


def test_it_is_told_once_somebody_has_decided(coder: Callable[..., Result], study_folder: Path) -> None:
    """Before, for no code and for an unknown segment there is one line of refusal."""
    assert coder("tag").exit_code == 0
    study = Study(study_folder)
    desk = StudyDesk(study, lambda: AT)
    sheet = desk.work("anna").sheet
    row = next(row for row in sheet.rows if len(row.shown) > 1)
    segment = next(item.segment for item in desk._ledger.export(sheet.export).items if item.key == row.key)
    assert "nobody has decided" in coder("why", segment).output
    assert "there is no such segment" in coder("why", "S-nothing").output
    bare = next(item.segment for item in desk._ledger.export(sheet.export).items if not item.shown)
    assert f"{bare}: no code was suggested here by the newest `coder tag`" in coder("why", bare).output
    assert "nest/barn was not suggested here" in coder("why", segment, "nest/barn").output
    desk.act("anna", sheet.export, row.key, Act(Kind.REFUTE, row.shown[0]), "t")
    desk.close()
    (told,) = json.loads(coder("why", segment, "--json").output)
    assert coder("why", row.key).output == coder("why", segment).output
    assert told["code"] == row.shown[0]
    assert told["passages"][0][2]
    assert "nobody has decided" in coder("why", segment, row.shown[1]).output
    said = coder("why", segment, row.shown[0])
    assert said.exit_code == 0, said.output
    assert "Words that moved it most" in said.output


def test_a_study_without_tables_has_words_alone(study_folder: Path) -> None:
    """And a faulty table stops no suggestion."""
    (study_folder / "models" / "training").mkdir()
    (study_folder / "models" / "training" / "faulty.csv").write_text("text,codes\nHm.,no/such/code\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["tag", "--study", str(study_folder)])
    assert done.exit_code == 0, done.output
    ledger = Study(study_folder).ledger()
    kept = [reason for s in ledger.segments() for reason in reasons.of_segment(ledger, 1, s.id).values()]
    assert kept
    assert all(reason.words and not reason.likest for reason in kept)
