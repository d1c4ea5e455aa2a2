"""`coder train`: what it says while it works, and when there is nothing to learn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import birds
import pytest
from click.testing import CliRunner, Result

from coder.cli import main
from coder.consensus import Final, Reason, Settlement
from coder.records import Decision, Kind
from coder.steps.training import likely
from coder.study import Study, workshops
from coder.study.workshops import Disputed, Workshop

ROWS = "text,codes,participant\n" + "".join(
    f"At {hour} there was a {bird} in the {place} again.,{code},{who}\n"
    for who in ("P1", "P2", "P3")
    for hour in ("five", "six", "nine")
    for bird, place, code in (("robin", "garden", "song/dawn/robin"), ("wren", "barn", "nest/barn"))
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study of a codebook and a coded table, with a starter model that learned them."""
    birds.study(tmp_path, transcripts=1, passages=2)
    (tmp_path / "models" / "training").mkdir(parents=True)
    (tmp_path / "models" / "training" / "birds.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def coder(study: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study)])

    return run


def test_nothing_new_is_said_at_once(coder: Callable[..., Result], study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody decided and the starter knows the tables: one line, nothing written. A new row, or a folder named, is learned."""
    starter = study / "models" / "starter"
    assert coder("train", "--out", str(starter)).exit_code == 0
    with monkeypatch.context() as patch:
        patch.setattr("coder.steps.training.held_out", None)  # no work
        done = coder("train")
    assert done.exit_code == 1
    (line,) = done.output.splitlines()
    assert "nothing new to learn yet" in line
    assert "18 coded segments" in line
    assert "coder import" in line
    assert not (study / "models" / "trained").exists()
    assert coder("train", "--out", str(study / "models" / "other")).exit_code == 0
    table = study / "models" / "training" / "birds.csv"
    table.write_text(table.read_text(encoding="utf-8") + "A lark.,song/dawn/lark,P1\n", encoding="utf-8")
    assert coder("train").exit_code == 0
    assert len(list((study / "models" / "trained").iterdir())) == 1


def test_each_part_is_told_where_there_is_no_terminal(coder: Callable[..., Result]) -> None:
    """On standard error, with how long it is likely to take; what is printed as JSON stays JSON."""
    done = coder("train")
    assert done.stderr.splitlines() == [f"Testing (a few seconds), part {number} of 3 …" for number in (1, 2, 3)]
    assert "Testing" not in done.stdout


def test_how_long_it_takes_grows_with_what_there_is() -> None:
    """In words: seconds by tens, then minutes."""
    assert likely(0, 0, 5) == "a few seconds"
    assert likely(1_700, 1_700, 21) == "about 20 seconds"
    assert likely(8_000, 8_000, 70).endswith("minutes")


def test_whose_word_counts_is_said_in_numbers(coder: Callable[..., Result], study: Path) -> None:
    """With a workshop, what it settled and what it left; without one, what most said; and the table in plain words."""
    decided(study)
    done = coder("train")
    assert done.exit_code == 0, done.output
    assert "What counts there: what most of the coders said, and nothing where they were evenly divided." in done.output
    assert re.search(r"In words: of 10 suggestions about \d+ are right \(precision\), and of 10 passages", done.output)
    assert not re.search(r"M-[0-9a-f]{12}", done.output)
    segments = birds.passages(Study(study))
    final = {"song/dawn/wren": Final.YES, "nest/barn": Final.NO, "song/dusk": Final.BOTH}
    ledger = Study(study).ledger()
    items = tuple(Disputed(f"S-{n}", segments[0].id, code) for n, code in enumerate(final))
    workshops.add_workshop(ledger, Workshop("W-1", "web", ("anna", "ben"), "1.0", birds.AT, items))
    settled = [Settlement(segments[0].id, code, one, Reason.SLIP, "", "1.0") for code, one in final.items()]
    workshops.add_results(ledger, "W-1", (), settled, birds.AT)
    ledger.close()
    assert (
        "What counts there: 2 codes of 1 segment as the workshop settled them (nothing is learned from 1 more of which both readings "
        "were kept); else what most of the coders said"
    ) in coder("train").output


def decided(folder: Path) -> None:
    """Two coders look at both passages and differ."""
    study = Study(folder)
    ledger = study.ledger()
    for name, code in (("anna", "song/dawn/wren"), ("ben", "nest/barn")):
        export = birds.export(study, name)
        said = [
            decision
            for segment in birds.passages(study)
            for decision in (Decision(name, segment.id, Kind.ADD, code), Decision(name, segment.id, Kind.LOOKED))
        ]
        ledger.add_import(export.id, "made", name, b"", said, birds.AT)
    ledger.close()
