"""A person's interviews in order, and one situation along them, counted by hand."""

from __future__ import annotations

from coded import BOOK, FRUIT, JOY, PEAR, PLUM, passage

from coder.analysis.timeline import Step, timeline
from coder.report import pictures
from coder.report.analysis_timeline import alt, heat, timeline_section, timeline_table
from coder.report.sections import Figure, Table

PASSAGES = (
    passage(5, "P07", 2, {PEAR}, date="2021-06-01"),
    passage(6, "P07", 2, {PEAR, JOY}, date="2021-06-01"),
    passage(1, "P07", 1, {PLUM}, date="2021-03-01"),
    passage(2, "P07", 1, None, date="2021-03-01"),
    passage(3, "P07", 1, set(), date="2021-03-01"),
    passage(9, "P08", 1, {JOY}),
    passage(8, "p07", None, {JOY}),
)


def test_interviews_stand_in_the_participant_s_order() -> None:
    """Passages in all and looked at; each code, with what it implies, in the passages of each interview; answers are no interviews."""
    found = timeline(PASSAGES, BOOK, "p07")
    assert found.steps == (
        Step(1, "P07-1.docx", "2021-03-01", 3, 2, 2),
        Step(2, "P07-2.docx", "2021-06-01", 2, 2, 2),
    )
    assert {row.code: row.counts for row in found.rows} == {FRUIT: (1, 2), PLUM: (1, 0), PEAR: (0, 2), JOY: (0, 1)}
    assert next(row.places for row in found.rows if row.code == PEAR) == ((), ("S-005", "S-006"))


def test_a_situation_is_followed_alone() -> None:
    """Only its passages count, and of them only those looked at."""
    found = timeline(PASSAGES, BOOK, "P07", "roses", {"S-001", "S-002", "S-006"})
    assert [step.followed for step in found.steps] == [1, 1]
    assert {row.code: row.counts for row in found.rows} == {FRUIT: (1, 1), PLUM: (1, 0), PEAR: (0, 1), JOY: (0, 1)}


def test_one_family_alone() -> None:
    """Codes of other families are left out."""
    assert [row.code for row in timeline(PASSAGES, BOOK, "P07", families=["mood"]).rows] == [JOY]


def test_table_picture_and_words_hold_the_same_numbers() -> None:
    """The picture is the same on every run."""
    found = timeline(PASSAGES, BOOK, "P07")
    table = timeline_table(found)
    assert table.columns == ("Code", "1 (2021-03-01)", "2 (2021-06-01)", "All")
    assert table.rows[0] == ("Fruit (grow/fruit)", 1, 2, 3)
    assert pictures.png(heat(found)) == pictures.png(heat(found))
    assert alt(found).startswith("Codes of P07 by interview; the commonest in interview 1 (2021-03-01): Fruit 1, Plum 1;")
    kinds = [type(part) for part in timeline_section(found, "said").parts]
    assert kinds == [str, Figure, Table]


def test_a_person_without_codes_is_said_plainly() -> None:
    """No empty picture."""
    found = timeline(PASSAGES[4:5], BOOK, "P07")
    assert timeline_section(found, "said").parts == ("said", "No code stands in any of these passages.")
