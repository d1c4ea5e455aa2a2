"""The reading copy: suggestions as comments beside their passages, no score, nothing that is withheld, and nothing comes back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import birds
import pytest
from click.testing import CliRunner
from docx import Document

from coder.cli import main
from coder.errors import ReviewError
from coder.records import Role, Speaker, Transcript, Turn
from coder.review import docx
from coder.segment import segments
from coder.steps import exchange, rounds
from coder.steps.showing import showing
from coder.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return birds.study(tmp_path, transcripts=2, passages=6)


def comments(path: Path) -> list[tuple[str, str]]:
    """(passage, comment), as a reader finds them."""
    document = Document(str(path))
    texts = {str(one.comment_id): one.text for one in document.comments}
    found = []
    for paragraph in document.paragraphs:
        for mark in paragraph._p.xpath(".//w:commentReference"):
            found.append((paragraph.text, texts[mark.values()[0]]))
    return found


def test_every_suggestion_is_a_comment_beside_its_passage(study: Study) -> None:
    """With label, path and definition; every turn is there, in the coder's own order, as in the workbook."""
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    shown = showing(study.ledger(), study.codebook(), "anna")
    found = comments(done.out)
    wanted = [(row.text, code) for row in shown.rows for code in row.shown]
    assert len(found) == len(wanted) == done.suggestions
    for (paragraph, comment), (text, code) in zip(found, wanted, strict=True):
        assert paragraph.endswith(text)
        assert f"({code})\n{study.codebook().by_id[code].definition}" in comment
    body = [paragraph.text for paragraph in Document(str(done.out)).paragraphs]
    rest = iter(body)
    assert all(any(line.endswith(row.text) for line in rest) for row in shown.rows), "every turn, in order"
    assert any("does not come back" in line for line in body)


def test_it_says_no_score_and_the_ledger_knows_what_was_shown(study: Study) -> None:
    """Nothing in the file looks like a probability; the export is kept like any other."""
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    with zipfile.ZipFile(done.out) as file:
        words = "".join(re.sub(r"<[^>]*>", " ", file.read(name).decode()) for name in ("word/document.xml", "word/comments.xml"))
    assert not re.search(r"\b0\.\d|%|score|probab", words)
    kept = study.ledger().export(done.export)
    assert kept is not None
    assert (kept.format, sum(len(item.shown) for item in kept.items)) == ("docx", done.suggestions)


def test_a_round_shows_in_it_what_the_plan_says(tmp_path: Path) -> None:
    """In the blind part nothing, and only the passages that are the coder's to code have a number."""
    study = birds.study(tmp_path, transcripts=2, passages=6, settings="round:\n  blind_minimum: 4\n")
    rounds.start(study, "one", ["anna"], 3, birds.AT, alone=True)
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    assert comments(done.out) == []
    numbers = [p.text for p in Document(str(done.out)).paragraphs if re.match(r"\d+  P: ", p.text)]
    assert len(numbers) == done.segments == 4
    words = "\n".join(paragraph.text for paragraph in Document(str(done.out)).paragraphs)
    assert "In this part nothing is shown" in words
    assert "suggested" not in words


def test_the_same_export_gives_the_same_bytes(study: Study) -> None:
    """No clock and no chance in it."""
    ledger = study.ledger()
    shown = showing(ledger, study.codebook(), "anna")
    sheet = exchange.sheet_of(shown, ledger.study, exchange.as_export(ledger, shown, "docx", birds.AT))
    one, other = (zipfile.ZipFile(io.BytesIO(docx.write(sheet))) for _ in range(2))
    assert [(i.filename, one.read(i)) for i in one.infolist()] == [(i.filename, other.read(i)) for i in other.infolist()]


def test_nothing_comes_back_from_it(study: Study) -> None:
    """The refusal says where to decide instead."""
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    (result,) = exchange.bring_back(study, [done.out], False, False, birds.AT)
    assert isinstance(result, ReviewError)
    assert result.problems == (docx.NOT_BACK,)


def test_odd_characters_and_markup_are_words(study: Study) -> None:
    """What XML cannot hold becomes a blank, and nothing that is said is read as markup."""
    text = "<w:p/>&amp; a\x00b \x0b"
    turn = Turn(0, "P<b>", Role.PARTICIPANT, ((0, len(text)),))
    one = Transcript("odd & <odd>.docx", text, (turn,), (Speaker("P<b>", Role.PARTICIPANT, "made"),), "made")
    ledger = study.ledger()
    ledger.add_transcript(one, segments(one, one.id), birds.AT)
    birds.tag(study, 3)
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    lines = [p.text for p in Document(str(done.out)).paragraphs]
    assert any("P<b>: <w:p/>&amp; a b" in line for line in lines)
    assert "odd & <odd>.docx" in lines


def test_the_command_says_that_it_is_for_reading(study: Study) -> None:
    """And writes NAME.docx into review/."""
    told = CliRunner().invoke(main, ["export", "--coder", "anna", "--format", "docx", "--study", str(study.root)])
    assert told.exit_code == 0, told.output
    assert "what is written in it does not come back. Next: anna decides in the workbook or page that came with it" in told.output
    assert (study.review / "anna.docx").exists()


def test_libreoffice_opens_it(study: Study, libreoffice: Callable[[Path, str], Path]) -> None:
    """With every word."""
    done = exchange.export(study, "anna", None, birds.AT, "docx")
    text = libreoffice(done.out, "txt:Text").read_text(encoding="utf-8", errors="replace")
    assert all(segment.text in text for segment in birds.passages(study))
