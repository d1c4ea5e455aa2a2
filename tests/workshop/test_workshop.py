"""A workshop from dispute to consensus: what is on the table, what comes back, and that nobody's own coding is touched."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import birds as made
import numpy as np
import openpyxl
import pytest
import team
from click.testing import CliRunner, Result
from team import BARN, DUSK, HEDGE, LARK, TEAM, WREN

from coder.cli import main
from coder.codebook import parse
from coder.consensus import Final, Reason, Settlement, after_negotiation, for_learning, settled
from coder.records import Decision, Kind
from coder.review import workshop as workbook
from coder.review.workshop import Table
from coder.steps import workshop as steps
from coder.steps.counted import counted, finals
from coder.steps.training import material
from coder.study import Study, workshops

EMPTY = Table("ST-1", "W-1", (), made.AT, parse(made.CODEBOOK, "codebook.yaml"), ())


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return team.study(tmp_path)


@pytest.fixture
def coder(study: Study) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study.root)])

    return run


class Held:
    """The workbook on the table."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def cell(self, sheet: str, row: int, column: str) -> Any:
        page = self.book[sheet]
        return page.cell(row, next(cell.column for cell in page[1] if cell.value == column))

    def put(self, sheet: str, row: int, column: str, value: Any) -> str:
        cell = self.cell(sheet, row, column)
        cell.value = value
        return f"{sheet}!{cell.coordinate}"

    def settle(self, row: int, final: str, reason: str, note: str = "") -> None:
        self.put("2 Settle", row, "Final vote", final)
        self.put("2 Settle", row, "Reason", reason)
        self.put("2 Settle", row, "Discussion", note or None)

    def topics(self) -> list[tuple[str, str]]:
        """(passage, code) by row, from row 2 on."""
        page = self.book["2 Settle"]
        rows = range(2, page.max_row + 1)
        return [(self.cell("2 Settle", r, "Passage").value, code_of(self.cell("2 Settle", r, "Code").value)) for r in rows]

    def save(self) -> Path:
        stream = io.BytesIO()
        self.book.save(stream)
        self.path.write_bytes(stream.getvalue())
        return self.path


def code_of(cell: str) -> str:
    return cell.split("\n")[0].rsplit("(", 1)[1].rstrip(")")


@pytest.fixture
def held(coder: Callable[..., Result], study: Study) -> Held:
    done = coder("workshop", "export")
    assert done.exit_code == 0, done.output
    return Held(Path(re.search(r"Written: (.*)", done.output)[1]))  # type: ignore[index]


def test_what_coders_differ_about_is_on_the_table_and_nothing_else(study: Study, held: Held) -> None:
    """A category stands for its theme; passages in which all agree are left out; what costs most comes first."""
    texts = {segment.text: number for number, segment in enumerate(made.passages(study))}
    found = {(texts[passage], code) for passage, code in held.topics()}
    assert found == {(1, WREN), (2, LARK), (4, HEDGE), (4, BARN), (6, DUSK), (8, WREN)}
    ranked = steps.agreement.to_discuss(steps.ratings(study.ledger(), study.codebook()))
    assert [passage for passage, _ in dict.fromkeys((p, 0) for p, _ in held.topics())] == [
        next(s.text for s in made.passages(study) if s.id == unit) for unit in ranked["unit"]
    ]


def test_votes_are_given_before_the_first_ones_are_seen_and_the_model_comes_last(held: Held) -> None:
    """The first sheet shows neither names' votes nor the model; the second shows the votes; only the last shows the model."""
    assert held.book.sheetnames == ["Instructions", "1 Vote again", "2 Settle", "3 The model"]
    first = [cell.value for row in held.book["1 Vote again"].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert not [value for value in first if str(value).startswith(("Yes", "No:", "Suggested", "Did not"))]
    second = [held.cell("2 Settle", row, "First votes").value for row in range(2, 8)]
    assert all("Yes: " in said and "No: " in said for said in second)
    row = 2 + held.topics().index(next(topic for topic in held.topics() if topic[1] == LARK))
    assert held.cell("2 Settle", row, "First votes").value == "Yes: carl\nNo: anna, ben"
    assert not [c for r in held.book["2 Settle"].iter_rows() for c in r if "uggest" in str(c.value)]
    models = {held.cell("3 The model", row, "The model").value for row in range(2, 8)}
    assert models <= {"Suggested it", "Did not suggest it", "Was not asked"}


def test_marked_passages_have_a_sheet_of_their_own(coder: Callable[..., Result], study: Study) -> None:
    """With who marked them; it does not hinder the workbook's way back."""
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    coder("workshop", "export")
    held = Held(study.review / "workshop.xlsx")
    page = held.book["4 For discussion"]
    assert [cell.value for cell in page[2]][1:5] == ["What then, 0-0?", "P", made.passages(study)[0].text, "anna"]
    page.cell(2, 6).value = "talked"
    held.settle(2, "Yes", "Slip")
    assert "1 newly settled" in coder("workshop", "import", str(held.save())).output


def test_marked_passages_alone_are_worth_a_workshop(coder: Callable[..., Result], study: Study, held: Held) -> None:
    """When every difference is settled; and the workbook comes back."""
    for row in range(2, 8):
        held.settle(row, "Yes", "Slip")
    coder("workshop", "import", str(held.save()))
    team.said(study, "anna", 0, Kind.DISCUSS, note="yes")
    done = coder("workshop", "export", "--out", str(study.root / "marked.xlsx"))
    assert "On the table: 1 passage marked for discussion, for anna, ben, carl." in done.output
    assert "4 For discussion" in Held(study.root / "marked.xlsx").book.sheetnames
    assert "0 newly settled" in coder("workshop", "import", str(study.root / "marked.xlsx")).output


def test_a_passage_stands_below_its_question(held: Held) -> None:
    """A short reply takes its meaning from what was asked; every name fits above its votes."""
    asked = {"What then, 0-2?", "What then, 0-4?", "What then, 1-2?", "What then, 2-0?", "What then, 2-4?"}
    assert {held.cell("1 Vote again", row, "Question before").value for row in range(2, 8)} == asked
    book = workbook.write(replace(EMPTY, coders=("Mary Okafor-Williams",)))
    page = openpyxl.load_workbook(io.BytesIO(book))["1 Vote again"]
    head = next(cell for cell in page[1] if cell.value == "Vote Mary Okafor-Williams")
    assert page.column_dimensions[head.column_letter].width > len(head.value)


def test_what_was_settled_stands_beside_the_decisions_never_over_them(
    coder: Callable[..., Result], study: Study, held: Held
) -> None:
    """Second votes, final votes, reasons and notes come in; the coders' decisions stay as they were, byte for byte."""
    before = study.ledger().decisions()
    row = {code: number for number, (_, code) in enumerate(held.topics(), start=2)}
    for name, vote in (("anna", "yes"), ("ben", "Yes"), ("carl", "unsure")):
        held.put("1 Vote again", row[LARK], f"Vote {name}", vote)
    held.settle(row[LARK], "Yes", "Slip", "ben had overlooked it")
    held.settle(row[DUSK], "no", "ambiguous text")
    held.settle(row[HEDGE], "keep both readings", "Real difference")
    done = coder("workshop", "import", str(held.save()))
    assert done.exit_code == 0, done.output
    assert "3 newly settled (1 with both readings kept)" in done.output
    assert "study.sqlite" in done.output
    assert "coder train learns from what was settled; coder report" in done.output
    ledger = study.ledger()
    assert ledger.decisions() == before
    assert {(v.coder, v.vote) for v in workshops.votes(ledger)} == {("anna", "yes"), ("ben", "yes"), ("carl", "unsure")}
    found = {one.code: one for one in workshops.settlements(ledger)}
    assert (found[LARK].final, found[LARK].reason, found[LARK].note) == (Final.YES, Reason.SLIP, "ben had overlooked it")
    status = json.loads(coder("workshop", "status", "--json").output)
    assert (status["settled"], status["both"], status["open_topics"]) == (3, 1, 3)
    assert status["reasons"] == {"ambiguous text": 1, "codebook gap": 0, "slip": 1, "real difference": 1}
    with ledger.write() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("DELETE FROM settlements")


def test_a_file_twice_changes_nothing_and_a_later_meeting_supersedes(
    coder: Callable[..., Result], study: Study, held: Held
) -> None:
    """The same bytes are known; the same answers are no news; another final vote counts instead and both are kept."""
    held.settle(2, "Yes", "Slip")
    assert coder("workshop", "import", str(held.save())).exit_code == 0
    counts = study.ledger().counts()
    assert "imported before" in coder("workshop", "import", str(held.path)).output
    assert study.ledger().counts() == counts
    held.settle(2, "No", "Slip")
    coder("workshop", "import", str(held.save()))
    assert [one.final for one in workshops.settlements(study.ledger())] == [Final.YES, Final.NO]
    assert [list(codes.values()) for codes in finals(study.ledger()).values()] == [[Final.NO]]
    held.put("2 Settle", 2, "Final vote", None)
    held.put("2 Settle", 2, "Reason", None)
    coder("workshop", "import", str(held.save()))
    assert len(workshops.settlements(study.ledger())) == 2, "an empty cell erases nothing"


def test_a_dry_run_changes_nothing(coder: Callable[..., Result], study: Study, held: Held) -> None:
    """It counts what it would do."""
    held.settle(2, "Yes", "Slip")
    counts = study.ledger().counts()
    done = coder("workshop", "import", str(held.save()), "--dry-run")
    assert "1 newly settled" in done.output
    assert study.ledger().counts() == counts


def no_reason(held: Held) -> str:
    held.put("2 Settle", 3, "Final vote", "Yes")
    return held.put("2 Settle", 3, "Reason", None) + ": a final vote without a reason"


def no_vote(held: Held) -> str:
    held.put("2 Settle", 3, "Reason", "Slip")
    return held.put("2 Settle", 3, "Final vote", None) + ": a reason without a final vote"


def odd_vote(held: Held) -> str:
    return held.put("1 Vote again", 3, "Vote ben", "perhaps") + ": 'perhaps' is not a vote"


def odd_final(held: Held) -> str:
    return held.put("2 Settle", 3, "Final vote", "later") + ": 'later' is not a final vote"


def odd_reason(held: Held) -> str:
    return held.put("2 Settle", 3, "Reason", "tired") + ": 'tired' is not a reason"


def formula(held: Held) -> str:
    return held.put("2 Settle", 3, "Final vote", '="Ye"&"s"') + ": a formula"


def passage(held: Held) -> str:
    return held.put("2 Settle", 3, "Passage", "Other words.") + ": the passage was changed"


def code(held: Held) -> str:
    return held.put("1 Vote again", 3, "Code", "Robin (song/dawn/robin)\nA robin sings") + ": the code was changed"


def key(held: Held) -> str:
    return held.put("2 Settle", 3, "Key", "S-2222222") + ": not a key of this workshop"


def row_gone(held: Held) -> str:
    held.book["2 Settle"].delete_rows(3)
    return "2 Settle: rows are missing"


def row_twice(held: Held) -> str:
    page = held.book["1 Vote again"]
    page.append([cell.value for cell in page[3]])
    return f"1 Vote again!A{page.max_row}: the key"


def merged(held: Held) -> str:
    held.book["2 Settle"].merge_cells("I3:I4")
    return "2 Settle!I3:I4: merged cells"


def column_gone(held: Held) -> str:
    page = held.book["1 Vote again"]
    page.delete_cols(held.cell("1 Vote again", 1, "Vote carl").column)
    return "1 Vote again: the column Vote carl is gone"


def column_twice(held: Held) -> str:
    page = held.book["2 Settle"]
    page.cell(1, page.max_column + 1).value = "Final vote"
    return "2 Settle: the column Final vote is there twice"


DAMAGES = [
    no_reason, no_vote, odd_vote, odd_final, odd_reason, formula, passage, code, key, row_gone, row_twice, merged, column_gone,
    column_twice,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_refused_with_its_place(
    coder: Callable[..., Result], study: Study, held: Held, damage: Callable[[Held], str]
) -> None:
    """One line with sheet and cell among otherwise good answers; the ledger stays as it was."""
    held.settle(2, "Yes", "Slip")
    said = damage(held)
    counts = study.ledger().counts()
    done = coder("workshop", "import", str(held.save()))
    assert done.exit_code == 1
    assert f"  {said}" in done.output, done.output
    assert study.ledger().counts() == counts


def test_other_workbooks_are_refused(coder: Callable[..., Result], study: Study, held: Held, tmp_path: Path) -> None:
    """Of another study, of a workshop never held, or no workshop at all."""
    for name, value, said in (("Study", "ST-other", "another study"), ("Workshop", "W-22222222", "never held the workshop")):
        other = Held(held.path)
        cell = next(cell for cell in other.book["Instructions"]["A"] if cell.value == name)
        other.book["Instructions"].cell(cell.row, 2).value = value
        other.path = tmp_path / f"{name}.xlsx"
        assert said in coder("workshop", "import", str(other.save())).output
    (tmp_path / "odd.xlsx").write_bytes(b"PK")
    assert "cannot be opened as a workbook" in coder("workshop", "import", str(tmp_path / "odd.xlsx")).output


def test_a_model_learns_what_was_settled_instead_of_the_majority(coder: Callable[..., Result], study: Study, held: Held) -> None:
    """Two said no and one yes: the final yes counts, with its theme; both readings kept teach nothing; the rest is the majority."""
    row = {code: number for number, (_, code) in enumerate(held.topics(), start=2)}
    held.settle(row[LARK], "Yes", "Slip")
    held.settle(row[HEDGE], "Keep both readings", "Real difference")
    book, ids = study.codebook(), study.codebook().ids
    before = material(study, study.ledger(), book)
    assert coder("workshop", "import", str(held.save())).exit_code == 0
    after = material(study, study.ledger(), book)
    passages = [segment.id for segment in made.passages(study)]
    place = {segment: number for number, segment in enumerate(after.segments)}
    lark, hedge = place[passages[2]], place[passages[4]]
    assert (before.labels[lark, ids.index(LARK)], after.labels[lark, ids.index(LARK)]) == (0, 1)
    assert after.labels[lark, ids.index("song/dawn")] == 1
    assert np.isnan(after.labels[hedge, ids.index(HEDGE)])
    assert before.labels[hedge, ids.index(HEDGE)] == 1
    others = [number for number in range(len(passages)) if number not in (lark, hedge)]
    assert np.array_equal(before.labels[others], after.labels[others], equal_nan=True)


def test_agreement_after_negotiation_is_there_as_data(study: Study) -> None:
    """All say what was settled, and what it implies; where both readings were kept each keeps their own."""
    ledger, book = study.ledger(), study.codebook()
    passages = [segment.id for segment in made.passages(study)]
    said = [
        Settlement(passages[2], LARK, Final.NO, Reason.SLIP, "", "1.0"),
        Settlement(passages[4], HEDGE, Final.BOTH, Reason.REAL, "", "1.0"),
        Settlement(passages[8], WREN, Final.YES, Reason.SLIP, "", "1.0"),
    ]
    given = counted(ledger)
    after = after_negotiation(given, settled(said), book)
    values = {name: after[name, passages[2]].values(book) for name in TEAM}
    assert [(v[LARK], v["song/dawn"]) for v in values.values()] == [(False, False)] * 3
    assert [after[name, passages[8]].values(book)[WREN] for name in TEAM] == [True] * 3
    assert [after[name, passages[4]].values(book)[HEDGE] for name in TEAM] == [True, False, True]
    assert [for_learning(given, settled(said), book)[name, passages[4]].values(book)[HEDGE] for name in TEAM] == [None] * 3
    assert given["carl", passages[2]].values(book)[LARK] is True, "the originals stay"


def test_gaps_are_collected_from_coders_and_the_workshop(coder: Callable[..., Result], study: Study, held: Held) -> None:
    """New ideas that fit no code, and differences put down to the codebook, with where they stand."""
    ledger = study.ledger()
    segment = made.passages(study)[0].id
    export = ledger.exports()[0]
    ledger.add_import(export.id, "m", "x", b"", [Decision("anna", segment, Kind.EMERGENT, note="a cuckoo")], made.AT)
    held.settle(2, "Yes", "Codebook gap", "robins at noon have no code")
    coder("workshop", "import", str(held.save()))
    found = json.loads(coder("workshop", "gaps", "--json").output)
    assert {(gap["source"], gap["who"], gap["words"]) for gap in found} == {
        ("new idea", "anna", "a cuckoo"),
        ("workshop", "the team", "robins at noon have no code"),
    }
    assert "coder codebook add" in coder("workshop", "gaps").output
    team.said(study, "ben", 3, Kind.EMERGENT, note="A  Cuckoo")
    row = next(line for line in coder("workshop", "gaps").output.splitlines() if "cuckoo" in line)
    assert re.split(r"\s{2,}", row.strip()) == ["new idea", "anna, ben", "-", "2", "bird-00.docx, turn 1 and 1 more", "a cuckoo"]
    assert len(json.loads(coder("workshop", "gaps", "--json").output)) == 3


def test_gaps_without_words_are_counted(coder: Callable[..., Result], held: Held) -> None:
    """In one line with their codes, not as rows without words; alone they are no table."""
    codes = dict(enumerate((code for _, code in held.topics()), start=2))
    for row in (2, 3):
        held.settle(row, "Yes", "Codebook gap")
    coder("workshop", "import", str(held.save()))
    first = coder("workshop", "gaps").output.splitlines()[0]
    assert first.startswith("Without a word on what is missing: 2 differences put down to a gap: ")
    assert all(f"{codes[row]} (1)" in first for row in (2, 3))
    held.settle(2, "Yes", "Codebook gap", "noon")
    coder("workshop", "import", str(held.save()))
    lines = coder("workshop", "gaps").output.splitlines()
    assert lines[1].endswith("noon")
    assert lines[2] == f"Without a word on what is missing: 1 difference put down to a gap: {codes[3]} (1)."


def test_nothing_to_discuss_is_said(coder: Callable[..., Result], study: Study, held: Held) -> None:
    """When all is settled, or nobody has coded."""
    for row in range(2, 8):
        held.settle(row, "Yes", "Slip")
    coder("workshop", "import", str(held.save()))
    assert "nothing to discuss" in coder("workshop", "export").output
