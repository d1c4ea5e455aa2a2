"""The report on agreement: 25 points, one page and one Word file of the same content, safe, self-contained, every number computed."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest

from coder import report
from coder.report import Agreement
from coder.report.agreement_document import Document, Passages, Picture, Table
from coder.steps import measuring, ratings
from coder.steps.wanted import Wanted

AT = "2026-01-02T03:04:05Z"
WIDE = (
    "unit,transcript,text,Ann,Ben\n1,a,We had <script>alert(1)</script> no time.,trust,trust\n2,a,Nothing at all.,-,-\n"
    "3,b,It cost me; I trusted.,cost;trust,cost\n4,b,Who knows?,-,trust\n5,c,It was dear.,cost,cost\n6,c,Dear again.,,cost\n"
)


def measured(tmp_path: Path, text: str = WIDE, **wanted: Any) -> Agreement:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    asked = Wanted(**wanted)
    return measuring.measure(ratings.rated([path], asked), asked, in_full=True)


@pytest.fixture(scope="module")
def full(root: Path) -> Agreement:
    """Three people and a machine, blind, assisted and after negotiation."""
    asked = Wanted(machine="Robot", margin=0.1)
    return measuring.measure(ratings.rated([root / "tests/data/agree/rounds.csv"], asked), asked, in_full=True)


def page(agreement: Agreement, *, passages: bool = True) -> str:
    return report.document_page(report.agreement_document(agreement, AT, passages=passages))


@pytest.fixture(scope="module")
def full_page(full: Agreement) -> str:
    """Its page."""
    return page(full)


class Reader(HTMLParser):
    """Collects what a page's elements say of themselves."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_25_points_are_there_in_order_with_or_without_data(tmp_path: Path, full: Agreement) -> None:
    """Every point has a heading and something below it, also where the ratings say nothing of it."""
    values = measured(tmp_path, "unit,A,B\n1,1,1\n2,2,2\n3,3,1\n", level="ordinal")
    for agreement in (full, measured(tmp_path), values):
        document = report.agreement_document(agreement, AT, passages=True)
        assert [section.number for section in document.sections] == list(range(1, 26))
        assert all(section.blocks for section in document.sections)


def test_passages_and_names_are_shown_as_text(tmp_path: Path) -> None:
    """A passage or a coder's name that holds a script is text on the page."""
    text = page(measured(tmp_path, WIDE.replace("Ben", "<b>Ben</b>").replace(",trust,trust", ",trust,-")))
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_needs_nothing_else(full_page: str) -> None:
    """No script, no request, nothing outside the file: pictures are inside it, links stay on the page."""
    text = full_page
    read = Reader(text)
    for tag, attributes in read.found:
        assert tag not in {"script", "link", "iframe", "object", "base", "form"}
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "srcset", "href"):
            assert attributes.get(name, "#").startswith(("#", "data:image/svg+xml;base64,"))
    assert "//" not in re.sub(r"data:[^\"]*", "", text)
    (policy,) = [a["content"] for a in read.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_the_page_can_be_read_by_a_screen_reader(full_page: str) -> None:
    """It has a language, headings in order, tables with captions and scopes, pictures with words."""
    read = Reader(full_page)
    assert read.all("html")[0]["lang"] == "en-GB"
    levels = [int(tag[1]) for tag, _ in read.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(read.all("caption")) == len(read.all("table")) > 15
    assert all(heading.get("scope") in {"row", "col"} for heading in read.all("th"))
    assert all(len(image["alt"]) > 40 for image in read.all("img"))
    targets = {attributes["id"] for _, attributes in read.found if "id" in attributes}
    assert {link["href"][1:] for link in read.all("a")} <= targets


def test_every_picture_has_its_table_before_it_and_says_n(full: Agreement) -> None:
    """What a picture shows can be read as numbers too."""
    document = report.agreement_document(full, AT, passages=True)
    kinds = set()
    for section in document.sections:
        for place, block in enumerate(section.blocks):
            if isinstance(block, Picture):
                kinds.add(type(block.plot).__name__)
                assert any(isinstance(other, Table) for other in section.blocks[:place])
                assert re.search(r"\bn\b", block.caption)
                assert "table above" in block.alternative
    assert kinds == {"Forest", "Heat", "Dots", "Course"}


def test_without_passages_no_word_of_them_is_in_page_or_word_file(full: Agreement, full_page: str) -> None:
    """`--no-passages` leaves the participants' words out, and the ids in."""
    words = set(full.rated.passages.values())
    assert any(passage in full_page for passage in words)
    document = report.agreement_document(full, AT, passages=False)
    made = docx.Document(io.BytesIO(report.document_docx(document)))
    for text in (report.document_page(document), "\n".join(paragraph.text for paragraph in made.paragraphs)):
        assert not any(passage in text for passage in words)
        assert "u1" in text


def numbers(value: Any) -> set[str]:
    """Every number of plain data as a report may write it."""
    if isinstance(value, dict):
        return set().union(*(numbers(inner) for inner in value.values()), set())
    if isinstance(value, list):
        return set().union({str(len(value))}, *(numbers(inner) for inner in value))
    if isinstance(value, str):
        return set(re.findall(r"\d+(?:\.\d+)*", value))
    if isinstance(value, bool) or value is None:
        return set()
    return {f"{value:,}", f"{value + 0.0:.2f}", f"{value:.3f}", f"{100 * value:.0f}"}


@pytest.mark.parametrize("which", ["full", "two", "values", "undefined", "book"])
def test_every_number_of_the_methods_paragraph_is_in_the_json(tmp_path: Path, full: Agreement, root: Path, which: str) -> None:
    """Nothing in the paragraph is written by hand: counts, figures, thresholds, seeds, versions, years of the sources."""
    agreement = {
        "full": lambda: full,
        "two": lambda: measured(tmp_path, seed=17),
        "values": lambda: measured(tmp_path, "unit,A,B\n1,1,1\n2,2,2\n3,3,1\n", level="interval"),
        "undefined": lambda: measured(
            tmp_path, WIDE.replace("cost;trust,cost", "cost;trust;rare,cost;rare"), coders=("Ann", "Ben")
        ),
        "book": lambda: measured(
            tmp_path, "unit,A,B\n1,threats,threats\n2,-,engagement\n3,-,-\n", codebook=root / "codebook.yaml", distance="dice"
        ),
    }[which]()
    data = report.agreement_data(agreement, AT)
    paragraph = data.pop("methods")
    data["tables"]["several"] = sum(data["tables"]["overlap"][2:])
    data["tables"]["several_share"] = round(100 * data["tables"]["several"] / data["n_units"], 1)
    data["tables"]["reached"] = _reached(data)
    data["sources"] = ["Passonneau 2006", "Krippendorff & Craggs 2016"]
    known = numbers(json.loads(json.dumps(data)))
    found = re.findall(r"(?<![\w-])-?\d[\d,]*(?:\.\d+)*", paragraph.replace("SHA-256", ""))
    found = [number.rstrip(",") for number in found]
    assert len(found) > 8
    assert [number for number in found if number not in known] == []


def _reached(data: dict[str, Any]) -> list[int]:
    low, high = data["options"]["thresholds"]
    alphas = [f["value"] for f in data["figures"] if f["name"] == "alpha" and f["code"] and not f["coders"]]
    known = [value for value in alphas if value is not None]
    below = sum(value < low for value in known)
    above = sum(value >= high for value in known)
    return [below, above, len(known) - below - above, len(alphas) - len(known)]


def test_what_is_undefined_is_told_with_its_reason(tmp_path: Path, root: Path) -> None:
    """A code that nobody used has no alpha: the page, the paragraph and the counts say so."""
    agreement = measured(tmp_path, "unit,A,B\n1,threats,threats\n2,-,threats\n3,-,-\n", codebook=root / "codebook.yaml")
    lost = [f for f in agreement.summary.undefined() if f.name == "alpha" and not f.coders]
    assert lost
    text = page(agreement)
    assert "never used" in text
    assert f"undefined for {len(lost)} codes" in report.agreement_data(agreement, AT)["methods"]


def test_contrasts_are_reported_where_there_are_data(full: Agreement) -> None:
    """Rounds, blind and assisted, the machine, drift and leaving one out each have their table; the headline is blind."""
    document = report.agreement_document(full, AT, passages=True)
    for point in (14, 19, 20, 21, 22, 23):
        assert any(isinstance(block, Table) for block in document.sections[point - 1].blocks), point
    assert full.rated.ratings.condition_names == ("blind",)
    assert "Robot" not in full.summary.coders
    by_name = {(f.name, f.code): f.value for f in full.assistance}
    assert by_name["alpha_blind", ""] == pytest.approx(full.summary.get("macro_mean").value)
    assert by_name["alpha_difference", ""] < 0


def test_the_word_file_holds_the_same(full: Agreement) -> None:
    """Headings, tables with a head that repeats, pictures with alternative texts, the language and no author."""
    document = report.agreement_document(full, AT, passages=True)
    made = docx.Document(io.BytesIO(report.document_docx(document)))
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert headings == [f"{section.number}. {section.title}" for section in document.sections]
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    assert len(made.tables) == len(tables) + 1
    for written, block in zip(made.tables[1:], tables, strict=True):
        assert [cell.text for cell in written.rows[0].cells] == list(block.head)
        assert written.rows[0]._tr.trPr is not None
    pictures = [block for section in document.sections for block in section.blocks if isinstance(block, Picture)]
    assert [shape._inline.docPr.get("descr") for shape in made.inline_shapes] == [picture.alternative for picture in pictures]
    assert made.core_properties.author == ""
    assert made.core_properties.language == "en-GB"


def test_page_and_word_file_are_the_same_bytes_on_every_run(full: Agreement, full_page: str) -> None:
    """Nothing but the ratings, the versions and the time given goes into them."""
    assert page(full) == full_page
    first, second = (_parts(report.agreement_document(full, AT, passages=True)) for _ in range(2))
    assert first == second


def _parts(document: Document) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(report.document_docx(document))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_passages_to_discuss_name_who_said_what(tmp_path: Path) -> None:
    """The list gives place, votes and words, the costliest first."""
    document = report.agreement_document(measured(tmp_path), AT, passages=True)
    lists = [block for block in document.sections[15].blocks if isinstance(block, Passages)]
    first = lists[-1].passages[0]
    assert first.place in {"3, b", "4, b"}
    assert "trust: " in first.about
    assert "yes" in first.about
    assert first.words
