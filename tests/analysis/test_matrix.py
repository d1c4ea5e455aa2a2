"""The matrix: every figure of a small study counted by hand, any level, any grouping, and the two sources compared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import birds
import coded
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, WEEDS, passage
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.comparison import compared, difference_limits, limits
from coder.analysis.matrix import Cell, at_level, matrix
from coder.cli import main
from coder.errors import StudyError
from coder.report.analysis_matrix import Shown
from coder.steps.progress import quiet
from coder.steps.reading import Answers, Reading
from coder.study import Study

SMALL = (
    passage(0, "A", 1, {PLUM}),
    passage(1, "A", 1, ()),
    passage(2, "A", 2, {PLUM, JOY}),
    passage(3, "B", 1, {FRUIT}),
    passage(4, "B", 1, None),
    passage(5, "B", 1, (), unsure={JOY}),
    passage(6, "7", None, {PLUM}, "Plums."),
    passage(7, "8", None, {WEEDS}, "Weeds, weeds everywhere."),
)
"""Interview passages have five words, the answers one and three; B's passage 4 nobody looked at, joy in 5 is not known."""


def cells(by: str, code: str) -> dict[str, tuple[int, int, int, int]]:
    """Segments, people, words and segments of which it is known, by group."""
    found = matrix(SMALL, [code], by)
    names = [group.name for group in (*found.groups, found.whole)]
    return {n: (c.segments, c.people, c.words, c.known) for n, c in zip(names, (*found.cells[0], found.totals[0]), strict=True)}


def test_every_figure_by_participant() -> None:
    """Counted by hand; those who answered the questionnaire stand together."""
    assert cells("participant", FRUIT) == {
        "A": (2, 1, 10, 3),
        "B": (1, 1, 5, 2),
        "questionnaire": (1, 1, 1, 2),
        "all": (4, 3, 16, 7),
    }
    assert cells("participant", PLUM) == {
        "A": (2, 1, 10, 3),
        "B": (0, 0, 0, 2),
        "questionnaire": (1, 1, 1, 2),
        "all": (3, 2, 11, 7),
    }
    assert cells("participant", JOY) == {
        "A": (1, 1, 5, 3),
        "B": (0, 0, 0, 1),
        "questionnaire": (0, 0, 0, 2),
        "all": (1, 1, 5, 6),
    }
    groups = matrix(SMALL, [FRUIT], "participant").groups
    assert [(g.name, g.segments, g.looked, g.people, g.words) for g in groups] == [
        ("A", 3, 3, 1, 15),
        ("B", 3, 2, 1, 10),
        ("questionnaire", 2, 2, 2, 4),
    ]


def test_by_interview_and_source() -> None:
    """A participant's interviews are apart, in order."""
    assert {name: found[0] for name, found in cells("interview", FRUIT).items()} == {
        "A 1": 1,
        "A 2": 1,
        "B 1": 1,
        "questionnaire": 1,
        "all": 4,
    }
    assert cells("source", WEEDS) == {"interview": (0, 0, 0, 5), "questionnaire": (1, 1, 3, 2), "all": (1, 1, 3, 7)}


def test_a_questionnaire_alone_has_its_people_as_columns() -> None:
    """Where nobody was interviewed there is no other group."""
    assert [group.name for group in matrix(SMALL[6:], [PLUM], "participant").groups] == ["7", "8"]


def test_by_any_variable() -> None:
    """In any case; those of whom it is not known are a group of their own, at the end; an unknown one names those there are."""
    roles = {"A": "warden", "B": "visitor", "7": "warden"}
    passages = [replace(p, variables={"Role": roles[p.participant]} if p.participant in roles else {}) for p in SMALL]
    found = matrix(passages, [FRUIT], "role")
    assert [(g.name, c.segments) for g, c in zip(found.groups, found.cells[0], strict=True)] == [
        ("visitor", 1),
        ("warden", 3),
        ("(not given)", 0),
    ]
    with pytest.raises(StudyError, match=r"no participant has the variable `age`: .* \(Role\)"):
        matrix(passages, [FRUIT], "age")
    many = [replace(p, variables={"Role": str(n)}) for n in range(61) for p in SMALL[:1]]
    with pytest.raises(StudyError, match="has 61 different values: a matrix holds up to 60"):
        matrix(many, [FRUIT], "Role")


def test_levels() -> None:
    """By word or number, 0 at the top."""
    assert at_level(BOOK, "theme") == at_level(BOOK, "0") == (FRUIT, WEEDS, JOY)
    assert at_level(BOOK, "category") == at_level(BOOK, "1") == (PLUM, PEAR)
    assert at_level(BOOK, "all") == BOOK.ids
    with pytest.raises(StudyError, match=r"no codes at level 2: its levels go from 0 \(the top\) to 1"):
        at_level(BOOK, "2")
    with pytest.raises(StudyError, match="the level 'leaf' does not exist"):
        at_level(BOOK, "leaf")


rows = st.lists(
    st.tuples(st.sampled_from("ABC7"), st.one_of(st.none(), st.sets(st.sampled_from(BOOK.ids)))), min_size=1, max_size=25
)


@given(rows)
def test_groups_add_up(made: list[tuple[str, set[str] | None]]) -> None:
    """Segments, words and what is known add up over groups; a theme never has fewer than a category; people are no more than there are."""
    passages = [passage(n, who, None if who == "7" else 1, codes) for n, (who, codes) in enumerate(made)]
    for by in ("participant", "source", "interview"):
        found = matrix(passages, BOOK.ids, by)
        for row, total in zip(found.cells, found.totals, strict=True):
            assert (total.segments, total.words, total.known) == tuple(
                sum(figure) for figure in zip(*((c.segments, c.words, c.known) for c in row), strict=True)
            )
            assert total.people <= found.whole.people
        assert found.totals[0].segments >= max(found.totals[1].segments, found.totals[2].segments)


def test_sources_compared_by_hand() -> None:
    """Shares and differences; what is in one only; a code of which nothing is known has no difference."""
    found = {one.code: one for one in compared(SMALL, BOOK.ids)}
    assert found[FRUIT].interviews == Cell(3, 2, 15, 5)
    assert found[FRUIT].questionnaire == Cell(1, 1, 1, 2)
    assert found[FRUIT].difference == pytest.approx(3 / 5 - 1 / 2)
    assert [(code, one.only_in) for code, one in found.items()] == [
        (FRUIT, ""),
        (PLUM, ""),
        (PEAR, ""),
        (WEEDS, "questionnaire"),
        (JOY, "interview"),
    ]
    assert compared(SMALL[:6], BOOK.ids) == ()
    unknown = (passage(0, "A", 1, (), unsure={JOY}), passage(1, "7", None, {JOY}))
    assert [one.difference for one in compared(unknown, [JOY])] == [None]
    assert [(one.difference, one.low) for one in compared(unknown, [WEEDS])] == [(0.0, None)]


def test_intervals_cover_what_they_promise() -> None:
    """Of clusters as unequal as interviews and answers are, nine in ten and more intervals hold the true difference."""
    draw = np.random.default_rng(7)
    for p, q, alike in ((0.2, 0.1, 0.1), (0.05, 0.1, 0.2)):
        hits = 0
        for _ in range(300):
            ends = []
            for share, sizes in ((p, draw.integers(10, 40, 13)), (q, draw.integers(1, 3, 57))):
                own = draw.beta(share * (1 - alike) / alike, (1 - share) * (1 - alike) / alike, len(sizes))
                found = draw.binomial(sizes, own).astype(float)
                ends.append((found.sum() / sizes.sum(), *limits(found, sizes.astype(float))))
            low, high = difference_limits(*ends)
            assert low is not None
            assert high is not None
            hits += low <= p - q <= high
        assert hits / 300 > 0.92


def test_an_interval_needs_two_people() -> None:
    """With one there is none; where all or none have the code it is as wide as the people are few."""
    assert limits(np.array([3.0]), np.array([5.0])) == (None, None)
    low, high = limits(np.zeros(5), np.full(5, 20.0))
    assert low == pytest.approx(0.0)
    assert high is not None
    assert high > 0.4


def test_a_machine_s_figures_say_so_everywhere() -> None:
    """In each title, in the picture, in the sheet and in each row."""
    shown = Shown(matrix(SMALL, BOOK.ids, "source"), compared(SMALL, BOOK.ids), BOOK, "Said.", machine=True)
    mark = "machine suggestions, not confirmed"
    assert mark in shown.table("people").caption
    assert mark in shown.comparison().caption
    assert mark in shown.figure("segments").svg
    assert mark in shown.figure("segments").alt
    assert mark in shown.section().title
    assert mark in shown.csv().decode("utf-8-sig").splitlines()[1]
    book = openpyxl.load_workbook(io.BytesIO(shown.xlsx()))
    assert all(mark in book[name]["A1"].value for name in ("Segments", "People", "Words", "Share", "Compared"))
    assert book["About"]["A1"].value == "Machine suggestions, not confirmed."
    assert replace(shown, machine=False).figure("segments") == replace(shown, machine=False).figure("segments")


ANSWERS = (
    "id,text,role\nQP1,I have no time for a mentor at all.,trainee\n"
    'QP2,"My mentor listened, and I slept again.",consultant\nQP3,Fine.,trainee\n'
)


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = coded.sample_study(root, tmp_path_factory.mktemp("sample"), ANSWERS)
    answers = [s.id for s in study.ledger().segments() if s.source_id]
    given = dict(
        zip(answers, ({"outcome/specialist-support/availability-access"}, {"outcome/wellbeing/impacts"}, set()), strict=True)
    )
    for name in ("anna", "ben"):
        coded.decide(study, name, given)
    (study.root / "study.yaml").write_text("participants:\n  A: {role: consultant}\n  B: {role: trainee}\n", encoding="utf-8")
    return study


@pytest.fixture
def coder(sample: Study) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(main, [*words, "--study", str(sample.root)])


def test_the_command_counts_what_both_readers_gave(coder: Callable[..., Any], root: Path, sample: Study) -> None:
    """The total of each category of one reader is that of the reader's own file."""
    done = coder("matrix", "--level", "category", "--by", "source", "--coder", "anna", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    with (root / "tests" / "data" / "anna.csv").open(encoding="utf-8", newline="") as stream:
        codes = [code for row in csv.DictReader(stream) for code in row["codes"].split(";")]
    for cell in found["cells"]:
        if cell["group"] == "interview":
            assert cell["segments"] == codes.count(cell["code"])
            assert cell["looked_at"] == 286
    assert {one["code"]: one["questionnaire"]["segments"] for one in found["compared"] if one["questionnaire"]["segments"]} == {
        "outcome/specialist-support/availability-access": 1,
        "outcome/wellbeing/impacts": 1,
    }


def test_the_files_hold_all_figures(coder: Callable[..., Any], tmp_path: Path) -> None:
    """Workbook, long table and picture; written twice they have the same bytes."""
    for name in ("a", "b"):
        for suffix in ("xlsx", "csv"):
            words = ("--out", str(tmp_path / f"{name}.{suffix}"), "--picture", str(tmp_path / f"{name}.svg"))
            assert coder("matrix", "--by", "role", *words).exit_code == 0
    for suffix in ("xlsx", "csv", "svg"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["Share"]
    assert [cell.value for cell in page[3]] == [
        "Code",
        "consultant (n = 55)",
        "trainee (n = 33)",
        "(not given) (n = 201)",
        "all (n = 289)",
    ]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 21 * 4
    assert set(rows[0]) == {"code", "label", "level", "group", "segments", "people", "words", "looked_at", "share"}


def test_the_screen_compares_sources_and_says_what_is_in_one_only(coder: Callable[..., Any]) -> None:
    """With intervals, and whose codes they are."""
    said = coder("matrix", "--by", "source", "--level", "theme").output
    assert said.startswith(
        "Codes: those that most coders gave (anna, ben); ties are left out (59 segments; `coder workshop` settles them)."
    )
    assert "Interviews and questionnaire compared" in said
    assert "Found in the questionnaire only: none." in said
    assert "Found in the interviews only: " in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "age"), "Error: no participant has the variable `age`"),
        (("--out", "x.txt"), "should end in .xlsx or .csv"),
        (("--picture", "x.gif"), "should end in .png or .svg"),
        (("--suggested", "--coder", "anna"), "leave out --coder"),
        (("--coder", "zoe"), "zoe has coded nothing in this study: its coders are anna, ben"),
    ],
)
def test_what_cannot_be_counted_is_one_line(coder: Callable[..., Any], words: tuple[str, ...], said: str) -> None:
    """With what to do instead."""
    done = coder("matrix", *words)
    assert done.exit_code in (1, 2)
    assert said in done.output


def test_another_study_with_another_codebook(tmp_path: Path) -> None:
    """Birds: three interviews of two passages and three answers, coded by one person; every figure by hand."""
    study = birds.study(tmp_path, transcripts=3, passages=2, settings="participants: {bird-00.docx: {Site: wood}}\n")
    (tmp_path / "answers.csv").write_text(
        "who,heard,Site\nR1,I heard a robin,wood\nR2,It was all quiet,moor\nR3,A robin and a wren,moor\n", encoding="utf-8"
    )
    list(Reading(study, study.ledger(), [tmp_path / "answers.csv"], Answers("heard", "who"), birds.AT).each(quiet))
    robin, wren, *_ = birds.LEAVES
    segments = study.ledger().segments()
    by_name = {"answers": [s.id for s in segments if s.source_id], "birds": [s.id for s in segments if not s.source_id]}
    codes = ({robin}, {wren}, {robin}, set(), set(), {"nest/barn"})
    coded.decide(
        study,
        "kim",
        dict(zip(by_name["birds"], codes, strict=True))
        | dict(zip(by_name["answers"], ({robin}, set(), {robin, wren}), strict=True)),
    )

    def run(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(main, ["matrix", *words, "--json", "--study", str(tmp_path)])
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.output)
        return found

    by_site = {(c["code"], c["group"]): (c["segments"], c["people"], c["looked_at"]) for c in run("--by", "site")["cells"]}
    assert [by_site["song/dawn", group] for group in ("moor", "wood", "(not given)", "all")] == [
        (1, 1, 2),
        (3, 2, 3),
        (1, 1, 4),
        (5, 4, 9),
    ]
    assert [by_site["nest/barn", group] for group in ("moor", "wood", "(not given)", "all")] == [
        (0, 0, 2),
        (0, 0, 3),
        (1, 1, 4),
        (1, 1, 9),
    ]
    compared_ = {c["code"]: c for c in run("--by", "source", "--level", "1")["compared"]}
    assert compared_[robin]["difference"] == pytest.approx(2 / 6 - 2 / 3, abs=1e-6)
    assert compared_[robin]["low"] < 2 / 6 - 2 / 3 < compared_[robin]["high"]
