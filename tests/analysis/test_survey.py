"""The questionnaire: the published tables to the digit from raw rows, any design, and every fault with its place."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.survey import Sheet, Survey, tabulate
from coder.analysis.survey_design import Form, parse
from coder.cli import main
from coder.errors import StudyError
from coder.report import analysis_survey
from coder.report.sections import Figure, Table
from coder.study import Study

DESIGN = """\
title: Tea
id: who
skipped: [n/a]
questions:
  - question: Kind
    column: kind
    options: {g: Green, b: Black}
  - question: With
    column: with
    several: [Milk, Sugar, Lemon]
  - question: Where
    columns: {home: At home, work: At work}
  - question: How often
    scale: [Daily, Weekly, Never]
    beside: [Cannot say]
    items: {morning: In the morning, noon: At noon}
text: [more]
"""
ROWS = """\
who,kind,with,home,work,morning,noon,more
1,g,Milk;Sugar,x,,daily,Never,It warms.
2,B,sugar,1,yes,Daily,,
3,,"Milk, Lemon",0,no,Cannot  say,weekly,N/A
4,b,,,Y,never,n/a,It cools.

5,n/a,Milk,,,,,
"""


def survey(design: str = DESIGN, rows: str = ROWS) -> Survey:
    return tabulate(Sheet.of(list(csv.reader(io.StringIO(rows))), "tea.csv"), parse(design, "tea.yaml"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["survey", *map(str, words)])


def published(root: Path) -> list[dict[str, Any]]:
    with (root / "tests" / "data" / "survey_published.csv").open(encoding="utf-8", newline="") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    for row in rows:
        row["counts"] = {answer: int(n) for answer, n in (part.rsplit(": ", 1) for part in row["counts"].split("; "))}
    return rows


def test_every_published_figure_to_the_digit(root: Path) -> None:
    """Tables 1, 3 and 4 of the study: n of each answer in the order of print, answered and skipped."""
    done = run(root / "tests" / "data" / "survey.csv", "--json")
    assert done.exit_code == 0, done.output
    found = {item["column"]: item for question in json.loads(done.output)["questions"] for item in question["items"]}
    rows = published(root)
    assert len(rows) == len(found) == 35
    for row in rows:
        item = found[row["column"]]
        assert {a["answer"]: a["n"] for a in item["answers"]} == row["counts"], row["item"]
        assert [a["answer"] for a in item["answers"]] == list(row["counts"])
        assert (item["answered"], item["skipped"]) == (int(row["answered"]), int(row["skipped"]))
        if row["table"] != "1":
            assert item["item"] == row["item"]


def test_percentages_are_of_those_who_answered(root: Path) -> None:
    """Worked out by hand: 45 of 57, 21 of 49, 27 of 49, 30 of 50; 15 of the 43 who gave a specialty."""
    lines = [" ".join(line.split()) for line in run(root / "tests" / "data" / "survey.csv").output.splitlines()]
    assert "Consultant 45 78.9" in lines
    assert "Anaesthesia/Surgery 15 34.9" in lines
    assert "Career development 21 (42.9) 21 (42.9) 6 (12.2) 1 (2.0) 0 (0.0) 0 (0.0)" in lines
    assert "Negative thoughts or suicidal ideation 1 (2.0) 1 (2.0) 7 (14.3) 10 (20.4) 27 (55.1) 3 (6.1)" in lines
    assert "Mentees 17 (34.0) 30 (60.0) 3 (6.0) 0 (0.0) 0 (0.0)" in lines
    assert "How often issues were raised in sessions: n (%) (answered 49, skipped 8)" in lines
    assert any("may add to more than 100" in line for line in lines)


def test_the_raw_file_is_what_its_script_makes(root: Path, tmp_path: Path) -> None:
    """The script and the published totals are all there is behind the file."""
    for name in ("build_survey.py", "survey_published.csv"):
        (tmp_path / name).write_bytes((root / "tests" / "data" / name).read_bytes())
    subprocess.run([sys.executable, str(tmp_path / "build_survey.py")], check=True)
    assert (tmp_path / "survey.csv").read_bytes() == (root / "tests" / "data" / "survey.csv").read_bytes()


def test_a_small_questionnaire_counted_by_hand() -> None:
    """One answer, several in a cell, a column for each, a scale with an answer beside it, free text; an empty row is nobody."""
    found = survey()
    assert found.respondents == 5
    kind, with_, where, often = found.questions
    assert [q.question.form for q in found.questions] == [Form.CHOICE, Form.SEVERAL, Form.SEVERAL, Form.SCALE]
    assert (kind.tallies[0].counts, kind.tallies[0].answered, kind.tallies[0].skipped) == ({"Green": 1, "Black": 2}, 3, 2)
    assert (with_.tallies[0].counts, with_.tallies[0].answered) == ({"Milk": 3, "Sugar": 2, "Lemon": 1}, 4)
    assert [with_.tallies[0].percent(a) for a in ("Milk", "Sugar", "Lemon")] == [75.0, 50.0, 25.0]
    assert (where.tallies[0].counts, where.tallies[0].answered) == ({"At home": 2, "At work": 2}, 3)
    morning, noon = often.tallies
    assert (morning.item, morning.counts) == ("In the morning", {"Daily": 2, "Weekly": 0, "Never": 1, "Cannot say": 1})
    assert (noon.answered, noon.skipped, noon.percent("Never")) == (2, 3, 50.0)
    assert [(text.column, text.answered, text.skipped) for text in found.texts] == [("more", 2, 3)]


def test_items_that_differ_in_who_answered_say_so_in_columns() -> None:
    """Where all are the same the caption says it once."""
    table = analysis_survey.table(survey().questions[3])
    assert table.columns == ("Item", "Daily", "Weekly", "Never", "Cannot say", "Answered", "Skipped")
    assert table.rows[0] == ("In the morning", "2 (50.0)", "0 (0.0)", "1 (25.0)", "1 (25.0)", 4, 1)
    same = survey(DESIGN.replace("morning: In the morning, ", ""))
    assert analysis_survey.table(same.questions[3]).caption == "How often: n (%) (answered 2, skipped 3)"


def test_halves_are_rounded_up_as_in_print() -> None:
    """1 of 16 is 6.3 per cent, and nobody is no percentage."""
    design = "questions: [{column: a, options: [Yes, No]}, {column: b, options: [Yes]}]"
    found = survey(design, "a,b\n" + "Yes,\n" + "No,\n" * 15)
    assert analysis_survey.table(found.questions[0]).rows == (("Yes", 1, "6.3"), ("No", 15, "93.8"))
    assert analysis_survey.table(found.questions[1]).rows == (("Yes", 0, "–"),)


answers = st.lists(st.sampled_from(["Daily", "Weekly", "Never", "", "n/a"]), min_size=1, max_size=40)


@given(answers, st.randoms())
def test_people_add_up(column: list[str], draw: Any) -> None:
    """Answered and skipped are everybody, answers of one kind are those who answered, and the order of rows does not matter."""
    design = "skipped: [n/a]\nquestions: [{column: a, scale: [Daily, Weekly, Never]}]"

    def tally(cells: list[str]) -> Any:
        return survey(design, "id,a\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells))).questions[0].tallies[0]

    found = tally(column)
    assert found.answered + found.skipped == len(column)
    assert sum(found.counts.values()) == found.answered == sum(cell in ("Daily", "Weekly", "Never") for cell in column)
    draw.shuffle(column)
    assert tally(column) == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3,,", "2,,", "tea.csv: row 4: the id 2 stands in row 3 already: keep one row for each respondent"),
        ("3,,", ",,", "tea.csv: row 4: the id in column `who` is empty"),
        (
            "daily",
            "hourly",
            "tea.csv: column `morning`, row 2: the answer is not on the scale (Daily, Weekly, Never, Cannot say)",
        ),
        ("Milk;Sugar", "Milk;Salt", "tea.csv: column `with`, row 2: the answer is not among the options (Milk, Sugar, Lemon)"),
        ("who,kind", "who,sort", "tea.csv: there is no column `kind`, which the design names: the columns are `who`, `sort`"),
        ("who,kind", "who,Home", "tea.csv: two columns are called 'home'"),
        (ROWS.split("\n", 1)[1], "", "tea.csv: there are no rows below the headings"),
    ],
)
def test_a_fault_in_the_rows_names_its_place(old: str, new: str, said: str) -> None:
    """Row and column, as a spreadsheet counts them; never the answer itself."""
    with pytest.raises(StudyError) as caught:
        survey(rows=ROWS.replace(old, new, 1))
    assert str(caught.value).startswith(said)
    assert "hourly" not in str(caught.value)
    assert "Salt" not in str(caught.value)


def test_many_wrong_answers_are_one_line() -> None:
    """Five rows are named, the others counted."""
    with pytest.raises(StudyError, match=r"rows 2, 3, 4, 5, 6 and 3 more: the answer is not among the options \(Yes\)"):
        survey("questions: [{column: a, options: [Yes]}]", "a\n" + "No\n" * 8)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title:", "titel:", "tea.yaml: line 1: the design cannot have `titel`"),
        ("    options: {g: Green, b: Black}\n", "", "line 5: question 1 (Kind) needs its answers"),
        ("several: [Milk, Sugar, Lemon]", "several: [Milk, milk]", "line 10: question 2 (With) has the answer 'milk' twice"),
        ("    column: kind\n", "", "line 5: question 1 (Kind) needs `column: NAME`"),
        ("column: with", "column: kind", "line 8: the column `kind` is asked twice"),
        (
            "beside: [Cannot say]",
            "beside: [never]",
            "line 15: question 4 (How often) has the answer 'never' on the scale and beside",
        ),
        ("{home: At home, work: At work}", "[home]", "line 12: `columns` must be a list of `name: value` lines"),
        ("several: [Milk, Sugar, Lemon]", "several: [Milk]\n    beside: [Tea]", "has `beside` without a `scale`"),
        ("column: with", "items: [with]", "has `items` without a `scale`"),
    ],
)
def test_a_fault_in_the_design_names_its_line(old: str, new: str, said: str) -> None:
    """One plain line each."""
    with pytest.raises(StudyError) as caught:
        survey(DESIGN.replace(old, new, 1))
    assert said in str(caught.value)
    assert str(caught.value).startswith("tea.yaml: line ")


def test_without_questions_there_is_nothing_to_do() -> None:
    """It says what to list."""
    with pytest.raises(StudyError, match="has no questions: list them under `questions:`"):
        survey("title: Tea\n")


def test_a_missing_design_says_what_to_write(tmp_path: Path) -> None:
    """The design beside the file is found; where there is none, one line shows one."""
    (tmp_path / "tea.csv").write_text(ROWS, encoding="utf-8")
    done = run(tmp_path / "tea.csv")
    assert done.exit_code == 1
    assert "Error: tea.yaml: there is no such design: write one" in done.output
    example = re.search(r'"(questions: .*?)"', done.output)
    assert example is not None
    assert parse(example[1], "shown").questions[0].items == {"who": ""}
    (tmp_path / "tea.yaml").write_text(DESIGN, encoding="utf-8")
    assert run(tmp_path / "tea.csv").exit_code == 0
    assert "a questionnaire is a table" in run(tmp_path / "tea.docx").output
    assert "there is no such file" in run(tmp_path / "gone.csv").output


def test_the_design_in_the_help_is_a_design() -> None:
    """What a user copies from the help can be read."""
    text = run("--help").output
    block = text[text.index("  id: id") : text.index("  Pictures of")]
    found = parse(block, "help")
    assert [q.form for q in found.questions] == [Form.CHOICE, Form.SEVERAL, Form.SEVERAL, Form.SCALE]
    assert (found.id, found.text, found.skipped) == ("id", ("comments",), {"n/a"})


def test_the_files_hold_the_tables(root: Path, tmp_path: Path) -> None:
    """Workbook and page, the same bytes on every run; numbers are numbers, and scales have stacked bars with their alternative."""
    source = root / "tests" / "data" / "survey.csv"
    for name in ("a", "b"):
        done = run(source, "--out", tmp_path / f"{name}.xlsx", "--html", tmp_path / f"{name}.html")
        assert done.exit_code == 0, done.output
    for suffix in ("xlsx", "html"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book["Job role"][4]] == ["Consultant", 45, 78.9]
    page = book["How often issues were raised in"]
    assert [cell.value for cell in page[4]][:5] == ["Career development", 21, 42.9, 21, 42.9]
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert html.count("<img ") == 4
    assert 'alt="Stacked bars of How often issues were raised in sessions' in html


def test_each_scale_has_its_bars() -> None:
    """Counts stand in the bars."""
    *_, often, text = analysis_survey.sections(survey())
    assert [type(part) for part in often.parts] == [Table, Figure]
    assert "Hatched: Cannot say." in often.parts[1].caption  # type: ignore[union-attr]
    assert text.parts[0].rows == (("more", 2, 3),)  # type: ignore[union-attr]


def test_free_text_flows_into_tag(root: Path, study_folder: Path) -> None:
    """The commands that it prints read each column of answers as a transcript of its own, with the respondents' ids."""
    from coder.steps.analysed import QUESTIONNAIRE, suggested
    from coder.steps.progress import quiet
    from coder.steps.reading import Answers, Reading

    source = root / "tests" / "data" / "survey.csv"
    said = run(source).output
    commands = [line.split() for line in said.splitlines() if line.strip().startswith("coder tag")]
    assert [words[2:] for words in commands] == [
        [str(source), "--text-column", column, "--id-column", "id"] for column in ("mentees_text", "mentors_text")
    ]
    study = Study(study_folder)
    ledger = study.ledger()
    for words in [*commands, *commands]:
        list(Reading(study, ledger, [source], Answers(words[4], words[6]), "2026-01-05T09:00:00Z").each(quiet))
    assert [t.name for t in ledger.transcripts().values()] == ["survey.csv", "survey.csv [mentors_text]"]
    ledger.finish_tagging(ledger.begin_tagging("M-x", "x", {}, ("1", "x"), "2026-01-05T09:00:00Z"), "2026-01-05T09:00:00Z")
    passages = suggested(study).passages
    assert len(passages) == 22
    assert {p.source for p in passages} == {QUESTIONNAIRE}
    assert all(p.participant.startswith("QP") and p.variables["role"] for p in passages)
