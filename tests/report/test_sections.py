"""Sections: one page and one Word file with the same parts, the same bytes on every run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx as word
import pytest

from coder.errors import StudyError
from coder.report.pictures import Heat
from coder.report.sections import Figure, Quote, Section, Table, docx, figure, html, of_words

MADE = (
    Section(
        "First <things>",
        (
            "A paragraph & more.",
            Table("Codes", ("Code", "n", "Share"), (("Trust\x0b", 1204, "12.0 %"), ("Cost", 3, "–")), "n of 1,207"),
            Section("Below", (Quote("I ... [laughs] said so", "PA2", "And then?"),)),
        ),
    ),
    Section("Second", (figure(Heat(("a",), ("b",), ((1.0,),), 0, 1.0), "Counts", "a and b: 1"),)),
)


def test_a_page_holds_everything_and_asks_for_nothing() -> None:
    """Words are escaped, numbers are right, headings nest, pictures have their words."""
    page = html(MADE, "A study", lead="Led.", footer="Made.")
    assert "First &lt;things&gt;" in page
    assert "<td>1,204</td><td>12.0 %</td>" in page
    assert re.search(r"<h3>Below</h3>", page)
    assert "I ... [laughs] said so" in page
    assert 'alt="a and b: 1"' in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert html(MADE, "A study", lead="Led.", footer="Made.") == page


def test_a_word_file_is_the_same_on_every_run(tmp_path: Path) -> None:
    """It has the headings, tables, pictures with alternative texts, and quotations with brackets as they are."""
    docx(MADE, "A study", tmp_path / "a.docx", lead="Led.")
    docx(MADE, "A study", tmp_path / "b.docx", lead="Led.")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    paper = word.Document(str(tmp_path / "a.docx"))
    words = [p.text for p in paper.paragraphs]
    assert "I ... [laughs] said so (PA2)" in words
    assert [p.text for p in paper.paragraphs if p.style.name == "Heading 1"] == ["First <things>", "Second"]
    assert [c.text for c in paper.tables[0].rows[1].cells] == ["Trust", "1,204", "12.0 %"]
    assert 'descr="a and b: 1"' in paper.element.xml
    with pytest.raises(StudyError, match="cannot be written"):
        docx(MADE, "A study", tmp_path / "a.docx" / "c.docx")


def test_columns_of_numbers_are_told_from_words() -> None:
    """Numbers, shares, ranges and dashes are numbers; the first column never is."""
    table = Table("", ("a", "b", "c", "d", "e"), ((1, "3 (6.1 %)", "0.10 to 0.20", "P1", "−0.2"), (2, "–", "", "P2", "1,000")))
    assert of_words(table) == {0, 3}


def test_pixels_alone_will_do() -> None:
    """A figure without a drawing is shown as it is."""
    assert "data:image/png;base64,AAAA" in html([Section("x", (Figure("c", "a", b"\0\0\0"),))], "t")


def test_the_page_passes_axe(chromium: object, tmp_path: Path) -> None:
    """No rule on accessibility is broken, on light and on dark paper."""
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "page.html"
    path.write_text(html(MADE, "A study", lead="Led.", footer="Made."), encoding="utf-8")
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)  # type: ignore[attr-defined]
        page.goto(path.as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.close()


def test_word_opens_the_file(libreoffice: Callable[[Path, str], Path], tmp_path: Path) -> None:
    """LibreOffice reads what we wrote."""
    docx(MADE, "A study", tmp_path / "a.docx")
    text = libreoffice(tmp_path / "a.docx", "txt:Text").read_text(encoding="utf-8-sig")
    assert "I ... [laughs] said so (PA2)" in text
