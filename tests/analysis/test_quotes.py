"""Quotations: confirmed passages only, balanced over people and interviews, words left as they are, every cut shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coded
import docx
import pytest
from click.testing import CliRunner
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, WEEDS, passage
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.passages import Passage
from coder.analysis.quotes import quoted, shortened
from coder.analysis.references import reference
from coder.cli import main
from coder.report.analysis_quotes import quotes_sections
from coder.report.sections import Quote, Section, Table
from coder.study import Study

SMALL = (
    passage(0, "A", 1, {PLUM}),
    passage(1, "A", 1, {PLUM}),
    passage(2, "A", 2, {PLUM}),
    passage(3, "A", 3, {PLUM, JOY}),
    passage(4, "B", 1, {PLUM}),
    passage(5, "B", 1, {FRUIT}),
    passage(6, "7", None, {PLUM}),
    passage(7, "B", 1, {PEAR}, unsure={JOY}),
    passage(8, "B", 2, None),
)
"""Four plum passages of A in three interviews, one of B, one of respondent 7; fruit alone once; joy once."""


def references(passages: tuple[Passage, ...], code: str, most: int, seed: int = 0) -> list[str]:
    (one, *_) = quoted(passages, BOOK, [code], most, None, seed)
    return [each.reference for each in one.quotations]


@pytest.mark.parametrize("seed", range(5))
def test_people_come_in_turn_and_their_interviews_too(seed: int) -> None:
    """Three plums are of three people, five have A's three interviews, and there are six in all."""
    assert sorted(key[:2] for key in references(SMALL, PLUM, 3, seed)) == ["PA", "PB", "QP"]
    assert references(SMALL, PLUM, 5, seed) == ["PA1", "PA2", "PA3", "PB1", "QP7"]
    assert references(SMALL, PLUM, 99, seed) == ["PA1", "PA1", "PA2", "PA3", "PB1", "QP7"]


def test_a_theme_s_own_quotations_have_none_of_its_categories() -> None:
    """All codes, counted by hand; weeds have no passage, and what is unsure or not looked at is not quoted."""
    found = quoted(SMALL, BOOK, BOOK.ids, 9, None, 0)
    assert [(one.code, one.alone, one.passages, one.people, len(one.quotations)) for one in found] == [
        (FRUIT, True, 1, 1, 1),
        (PLUM, False, 6, 3, 6),
        (PEAR, False, 1, 1, 1),
        (JOY, False, 1, 1, 1),
    ]
    assert WEEDS not in {one.code for one in found}


def test_a_passage_is_quoted_once_where_another_will_do() -> None:
    """Joy has only one passage, so plum leaves that one alone."""
    found = {one.code: one for one in quoted(SMALL[:4], BOOK, BOOK.ids, 3, None, 0)}
    assert [each.passage.id for each in found[JOY].quotations] == ["S-003"]
    assert {each.passage.id for each in found[PLUM].quotations} == {"S-000", "S-001", "S-002"}


made = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 3)), min_size=1, max_size=30)


@given(made, st.integers(1, 12), st.integers(0, 9))
def test_nobody_is_quoted_twice_more_than_another_who_has_more_to_say(rows: list[tuple[str, int]], most: int, seed: int) -> None:
    """The law of turns; and the same seed gives the same quotations, in whatever order the passages come."""
    passages = tuple(passage(n, who, interview, {PLUM}) for n, (who, interview) in enumerate(rows))
    (one,) = quoted(passages, BOOK, [PLUM], most, None, seed)
    assert len(one.quotations) == min(most, len(rows))
    taken = Counter(each.passage.participant for each in one.quotations)
    there = Counter(who for who, _ in rows)
    spare = [taken[who] for who in there if taken[who] < there[who]]
    assert not spare or max(taken.values()) - min(spare) <= 1
    assert quoted(passages[::-1], BOOK, [PLUM], most, None, seed) == (one,)


words = st.text(alphabet="ab .?![]…\n", max_size=80)


@given(words, st.integers(5, 12))
def test_a_cut_is_always_shown_and_nothing_else_changes(text: str, most: int) -> None:
    """A short text is as it was, to the last space; a long one is its beginning and the mark."""
    found = shortened(text, most)
    if len(text.split()) <= most:
        assert found == text
    else:
        assert found.endswith(" [...]")
        assert text.startswith(found.removesuffix(" [...]"))
        assert most / 2 <= len(found.removesuffix(" [...]").split()) <= most


def test_brackets_and_dots_are_kept() -> None:
    """The words of the passage are not touched."""
    text = "I said ... [name 1] … (laughs)  and\nthen [pause]"
    (one,) = quoted((passage(0, "A", 1, {JOY}, text),), BOOK, [JOY], 5, 50, 0)
    assert (one.quotations[0].text, one.quotations[0].cut) == (text, False)


def test_how_sources_are_cited() -> None:
    """Interviews by participant and number; answers by their respondent, or by their place in the table."""
    assert [reference(one) for one in SMALL[3:7:3]] == ["PA3", "QP7"]
    assert reference(passage(3, "answers.csv", None, ())) == "answers.csv" != ""


def test_a_section_for_each_theme() -> None:
    """A table with theme, category, quotation and source; with context, each quotation with its question."""
    found = quoted(SMALL, BOOK, BOOK.ids, 1, None, 0)
    about, fruit, mood = quotes_sections(found, BOOK, "Codes: anna's decisions.", 0, context=False)
    assert "anna's decisions" in str(about.parts[0])
    (table,) = fruit.parts
    assert isinstance(table, Table)
    assert table.columns == ("Theme", "Category", "Quotation", "Source")
    assert [(row[0], row[1], row[3]) for row in table.rows][::2] == [
        ("Fruit", "The theme alone", "PB1"),
        ("Fruit", "Pear (mechanism)", "PB1"),
    ]
    assert table.note.startswith("Fruit, alone: 1 of 1 passage by 1 person; Plum: 1 of 6 passages by 3 people; Pear:")
    (table,) = mood.parts
    assert isinstance(table, Table)
    assert (mood.title, table.columns) == ("How it feels", ("Theme", "Quotation", "Source"))
    _, fruit, _ = quotes_sections(found, BOOK, "", 0, context=True)
    category = fruit.parts[2]
    assert isinstance(category, Section)
    assert category.parts[1:] == (Quote("Words of B, number 7.", "PB1", "And then?"),)


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return coded.sample_study(root, tmp_path_factory.mktemp("sample"))


@pytest.fixture
def coder(sample: Study) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(main, [*words, "--study", str(sample.root)])


def test_the_command_quotes_what_both_readers_gave(coder: Callable[..., Any], sample: Study) -> None:
    """Every quotation stands word for word in its transcript and has the code; a label names the code too."""
    done = coder("quotes", "Threats to wellbeing", "--most", "4", "--json")
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.output)["quoted"]
    assert (one["code"], len(one["quotations"])) == ("outcome/wellbeing/threats", 4)
    assert len({each["participant"] for each in one["quotations"]}) == 4
    texts = {transcript.name: transcript.text for transcript in sample.ledger().transcripts().values()}
    for each in one["quotations"]:
        assert each["text"] in texts[each["transcript"]]
        assert each["reference"] == f"P{each['participant']}{each['interview']}"
    shown = coder("quotes", "threats", "--words", "12", "--context").output
    assert "Codes: those that most coders gave (anna, ben)" in shown
    assert "[...]” (P" in shown


def test_the_files_hold_the_quotations(coder: Callable[..., Any], tmp_path: Path) -> None:
    """A Word file with a table a theme, a page; written twice they have the same bytes."""
    for name in ("a", "b"):
        done = coder("quotes", "--docx", str(tmp_path / f"{name}.docx"), "--html", str(tmp_path / f"{name}.html"))
        assert done.exit_code == 0, done.output
    for suffix in ("docx", "html"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    paper = docx.Document(str(tmp_path / "a.docx"))
    assert [cell.text for cell in paper.tables[1].rows[0].cells] == ["Theme", "Category", "Quotation", "Source"]
    assert len(paper.tables) == 5, "one of the frame, one of each theme"


def test_what_cannot_be_quoted_is_said(coder: Callable[..., Any], tmp_path: Path) -> None:
    """An unknown code; a file with another ending."""
    assert "'banana' is not one code of the codebook" in coder("quotes", "banana").output
    assert "should end in .docx" in coder("quotes", "--docx", str(tmp_path / "a.doc")).output
