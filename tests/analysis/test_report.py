"""`coder report`: every result in one page and one Word file, methods by COREQ and SRQR, blanks where the tool cannot know."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coded
import docx
import pytest
from click.testing import CliRunner, Result

from coder.cli import main
from coder.records import Decision, Kind
from coder.report.study_items import ITEMS
from coder.study import Study

ALLOTMENTS = """\
title: Life on the allotments
version: "2"
families:
  - id: plot
    label: The plot
    codes:
      - {id: water, label: Water, definition: How plots get water.}
      - {id: company, label: Company, definition: Being with others there.}
"""
TALK = """\
Q: What did you do about water?
A: {water}
Q: And do you meet people?
A: {company}
Q: What else?
A: {other}
"""
SAID = {
    "w01.txt": (
        "We carried cans from the ditch [laughs] all of July ...",
        "Nobody speaks to me before noon.",
        "Pigeons had the cabbages.",
    ),
    "w02.txt": ("There is one tap for sixty of us.", "Thursday soup, always, with the Dutch couple.", "I forget."),
    "w03.txt": ("Rain, or nothing.", "My neighbour minds my beans.", "Pigeons, and then the pigeons' friends."),
}
DESIGN = "id: who\nquestions:\n  - {question: Years there, column: years, options: [under 5, 5 or more]}\ntext: [wish]\n"
ROWS = "who,years,wish\nR1,under 5,A second tap.\nR2,5 or more,\nR3,under 5,Fewer pigeons.\n"


def run(study: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--study", str(study)])


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("sample")
    for name in ("survey.csv", "survey.yaml"):
        shutil.copy(root / "tests" / "data" / name, folder)
    study = coded.sample_study(root, folder)
    started = run(folder, "configurations", "start", "--who", "anna", "--why", "to begin with")
    assert started.exit_code == 0, started.output
    return study


@pytest.fixture(scope="module")
def written(sample: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of the sample study, in both forms."""
    folder = tmp_path_factory.mktemp("written")
    done = run(sample.root, "report", "--html", str(folder / "report.html"), "--docx", str(folder / "report.docx"))
    assert done.exit_code == 0, done.output
    assert f"Written: {folder / 'report-agreement.html'}" in done.output
    return folder


@pytest.fixture(scope="module")
def allotments(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """An unrelated study: three transcripts, two codes without roles, a questionnaire, one coder."""
    folder = tmp_path_factory.mktemp("allotments")
    (folder / "transcripts").mkdir()
    for name, (water, company, other) in SAID.items():
        (folder / "transcripts" / name).write_text(TALK.format(water=water, company=company, other=other), encoding="utf-8")
    (folder / "codebook.yaml").write_text(ALLOTMENTS, encoding="utf-8")
    (folder / "survey.csv").write_text(ROWS, encoding="utf-8")
    (folder / "survey.yaml").write_text(DESIGN, encoding="utf-8")
    study = coded.read(folder)
    said = {segment.text: segment.id for segment in study.ledger().segments()}
    given = {said[water]: {"plot/water"} for water, _, _ in SAID.values()}
    given |= {said[company]: {"plot/company"} for _, company, _ in SAID.values()}
    given |= {said[other]: set() for _, _, other in SAID.values()}
    notes = [Decision("zoe", said[SAID["w01.txt"][2]], Kind.EMERGENT, note="pigeons")]
    coded.decide(study, "zoe", given, notes)
    return study


def test_the_report_has_every_part(written: Path) -> None:
    """In their order, numbered; the counts in it are those of the sample study."""
    page = (written / "report.html").read_text(encoding="utf-8")
    titles = re.findall(r'<h2 id="[^"]+"><span class="n">\d+</span>([^<]+)</h2>', page)
    assert titles == [
        "Methods",
        "Data",
        "Codebook as used",
        "Agreement",
        "Who speaks of what",
        "Questionnaire",
        "Configurations",
        "Saturation",
        "Codes together",
        "What the codebook does not hold",
        "Quotations",
        "Items of COREQ and SRQR",
        "Reproduction",
    ]
    assert "8 people gave 10 interviews. (COREQ 12; SRQR 12)" in page
    assert "286 segments were looked at, 286 of them by two or more. (COREQ 24; SRQR 14)" in page
    assert "[to be written: ethical approval, consent and confidentiality] (SRQR 9)" in page
    assert 'href="report-agreement.html"' in page
    assert "PA1 is participant A, interview 1, and so on." in page
    assert page.count("PA1 is participant") == 1
    numbers = [int(n) for n in re.findall(r"<caption>Table (\d+)\. ", page)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_item_of_both_guidelines_is_there_once(written: Path) -> None:
    """32 items of COREQ, 21 of SRQR, each with its state; what only people know is to be written."""
    assert len(ITEMS) == 53
    table = docx.Document(str(written / "report.docx")).tables[-2]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [row[0] for row in rows] == list(ITEMS)
    state = {row[0]: row[3] for row in rows}
    assert {state[item] for item in ("COREQ 1", "COREQ 10", "COREQ 28", "SRQR 1", "SRQR 6", "SRQR 9", "SRQR 21")} == {
        "to be written"
    }
    assert {state[item] for item in ("COREQ 12", "COREQ 24", "COREQ 25", "COREQ 27", "COREQ 29", "SRQR 17")} == {"answered"}
    assert {state[item] for item in ("COREQ 21", "COREQ 26", "SRQR 14")} == {"in part"}
    assert all(row[2] != "–" for row in rows), "every item is taken up somewhere"


def test_the_same_study_gives_the_same_report(sample: Study, written: Path, tmp_path: Path) -> None:
    """Byte for byte, in both forms."""
    done = run(sample.root, "report", "--html", str(tmp_path / "report.html"), "--docx", str(tmp_path / "report.docx"))
    assert done.exit_code == 0, done.output
    for name in ("report.html", "report.docx"):
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_the_page_asks_for_nothing(written: Path) -> None:
    """Everything is in it: no address but the page on agreement, no script."""
    page = (written / "report.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:href|src|srcset)="(?!#|data:)([^"]+)"', page)) == {"report-agreement.html"}
    assert "<script" not in page


def test_a_study_on_something_else_has_its_report(allotments: Study, tmp_path: Path) -> None:
    """No role, no second coder, no theme: what cannot be made says why, and the rest is there."""
    done = run(allotments.root, "report", "--docx", str(tmp_path / "a.docx"))
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "a-agreement.html").exists()
    paper = docx.Document(str(tmp_path / "a.docx"))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert text.startswith("Life on the allotments: methods and results")
    assert "Agreement was not measured: two coders are needed, here only zoe has decided anything" in text
    assert "Not made: the codebook has no codes at level category" in text
    assert "Codes: zoe's decisions" in text
    assert "1 segment has an emergent note." in text
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["Water", "How plots get water.", "3", "3"] in cells
    assert ["under 5", "2", "66.7"] in cells
    assert ["Company", "“My neighbour minds my beans.”", "w03"] in cells


@pytest.mark.parametrize("command", ["quotes", "saturation", "cooccurrence", "emergence"])
def test_each_result_of_a_study_on_something_else(allotments: Study, command: str) -> None:
    """One command a result."""
    done = run(allotments.root, command)
    assert done.exit_code == 0, done.output
    assert "Codes: zoe's decisions" in done.output


@pytest.mark.parametrize("command", ["quotes", "saturation", "cooccurrence", "emergence", "report"])
def test_a_study_that_nobody_coded_says_so(tmp_path: Path, command: str) -> None:
    """In one plain line."""
    (tmp_path / "codebook.yaml").write_text(ALLOTMENTS, encoding="utf-8")
    words = ["--html", str(tmp_path / "a.html")] if command == "report" else []
    done = run(tmp_path, command, *words)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "Error: nothing is coded yet: run `coder review`, or `coder import` for files that came back, first"
    ]


def test_a_report_without_names_goes_into_a_folder_of_its_own(allotments: Study) -> None:
    """Both forms, and it says where; and what to look for before sharing."""
    done = run(allotments.root, "report")
    assert done.exit_code == 0, done.output
    for name in ("report.html", "report.docx"):
        assert (allotments.root / "reports" / name).exists()
        assert f"Written: {allotments.root / 'reports' / name}" in done.output
    assert "search it for “[to be written”, judge" in done.output
    assert "look for names in the quotations" in done.output


def test_the_report_says_once_whose_codes_it_counts_and_uses_labels(written: Path) -> None:
    """In its lead and its methods, not below every table; no code's id stands in a table."""
    paper = docx.Document(str(written / "report.docx"))
    text = [paragraph.text for paragraph in paper.paragraphs]
    said = re.search(r"Codes: [^.]*\.", "\n".join(text))
    assert said is not None
    assert sum(said[0] in one for one in text) <= 3
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert not {one for one in cells if one.startswith(("outcome/", "bitc/"))}
    assert any("look for names and places before you share this" in one for one in text)
    apart = next(table for table in paper.tables if "As often by chance" in table.rows[0].cells[-1].text)
    assert all(int(row.cells[2].text) > 1 for row in apart.rows[1:])
    assert any(one.startswith("Left out: ") and "found once only" in one for one in text)


def test_the_page_is_accessible(written: Path, chromium: Any) -> None:
    """The checker axe finds nothing, on light and on dark paper."""
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto((written / "report.html").as_uri())
        found = {one["id"]: [node["html"] for node in one["nodes"]] for one in Axe().run(page).response["violations"]}
        context.close()
        assert found == {}, scheme


def test_word_opens_the_report(written: Path, libreoffice: Callable[[Path, str], Path]) -> None:
    """LibreOffice makes a PDF of it, pictures and all."""
    assert libreoffice(written / "report.docx", "pdf").stat().st_size > 100_000
