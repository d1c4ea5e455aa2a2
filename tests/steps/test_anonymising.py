"""Identifiers are listed with few words around them; copies are redacted consistently, originals stay as they are."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from coder import readers
from coder.cli import main
from coder.study import Study

TALK = [
    ("Jane Featherstone", "How did you come to know about the scheme, and who told you of it?"),
    ("P07", "It was Priya who told me, over in Little Snoring, and then I wrote to her at priya.x@example.org about it."),
    ("Jane Featherstone", "And what did Priya say to you then?"),
    ("P07", "She said to ring 01632 960123, and my number there is 943 476 5919, if you need it for the form."),
]


@pytest.fixture
def study(root: Path, tmp_path: Path) -> Study:
    shutil.copy(root / "codebook.yaml", tmp_path)
    (tmp_path / "transcripts").mkdir()
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Priya's own copy"
    document.core_properties.author = "Jane Featherstone"
    for label, words in TALK:
        document.add_paragraph(f"{label}: {words}")
    document.save(str(tmp_path / "transcripts" / "P07.docx"))
    return Study(tmp_path)


def test_identifiers_are_listed_with_their_place(study: Study) -> None:
    """Kind, turn and a few words; nothing is changed."""
    done = CliRunner().invoke(main, ["transcripts", "--identifiers", "--study", str(study.root)])
    assert done.exit_code == 0, done.output
    for kind in ("name", "place", "e-mail", "phone", "NHS number"):
        assert kind in done.output
    assert "6 possible identifiers" in done.output


def test_copies_are_redacted_and_originals_are_not_touched(study: Study, tmp_path: Path) -> None:
    """The same person has the same stand-in, labels and metadata tell no name, and the key brings everything back."""
    original = (study.transcripts / "P07.docx").read_bytes()
    folder = tmp_path / "copies"
    done = CliRunner().invoke(main, ["transcripts", "--redact", str(folder), "--study", str(study.root)])
    assert done.exit_code == 0, done.output
    assert (study.transcripts / "P07.docx").read_bytes() == original
    copy = readers.read(folder / "P07.docx")
    for word in ("Priya", "Snoring", "example.org", "960123", "943", "Featherstone"):
        assert word not in copy.text
    assert copy.side == ()
    assert docx.Document(str(folder / "P07.docx")).core_properties.author == ""
    assert copy.text.count("[name 1]") == 2
    with (folder / "KEY.csv").open(encoding="utf-8-sig", newline="") as stream:
        key = {row["stand-in"]: row["words"] for row in csv.DictReader(stream)}
    said = copy.said(copy.turns[1])
    for stand_in, words in key.items():
        said = said.replace(stand_in, words)
    assert said == TALK[1][1]


def test_a_key_is_gone_on_with(study: Study, tmp_path: Path) -> None:
    """Redacting again gives the same copies."""
    folder = tmp_path / "copies"
    words = ["transcripts", "--redact", str(folder), "--study", str(study.root)]
    assert CliRunner().invoke(main, words).exit_code == 0
    first = readers.read(folder / "P07.docx").text
    assert CliRunner().invoke(main, words).exit_code == 0
    assert readers.read(folder / "P07.docx").text == first


def test_copies_never_go_among_the_originals(study: Study) -> None:
    """The folder of the transcripts is refused."""
    done = CliRunner().invoke(main, ["transcripts", "--redact", str(study.transcripts), "--study", str(study.root)])
    assert done.exit_code == 1
    assert "among the originals" in done.output
