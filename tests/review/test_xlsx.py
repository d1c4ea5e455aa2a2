"""The workbook: what is exported comes back, whatever a spreadsheet program did to it; what is damaged is refused with its place."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.codebook import Codebook, parse
from coder.errors import ReviewError
from coder.records import Decision, Kind
from coder.review import xlsx
from coder.review.exchange import Checked, Row, Sheet, check, keys

CODEBOOK = parse(
    """
title: Birds
families:
  - id: song
    codes:
      - id: dawn
        label: Dawn chorus
        definition: Birds sing at dawn.
        include: [early]
        codes:
          - {id: robin, label: Robin, definition: A robin sings.}
          - {id: wren, label: Wren, definition: A wren sings.}
""",
    "birds",
)
ROBIN, WREN, DAWN = "song/dawn/robin", "song/dawn/wren", "song/dawn"

TEXTS = (
    "=SUM(A1:A2) is what he wrote on the board.",
    "+ - @ all of it, really.",
    "NA",
    "None",
    "He said _x000D_ and then\nleft the room.",
    "Long. " * 6000,
    "Yes.",
)
SEGMENTS = tuple(f"S-{letter * 12}" for letter in "ABCDFGH")
KEYS = keys(SEGMENTS)


def sheet(texts: tuple[str, ...] = TEXTS) -> Sheet:
    """Seven passages, an interviewer's turn before each; the first has two suggestions, the second one, the others none."""
    shown = ((ROBIN, WREN), (DAWN,))
    rows: list[Row] = []
    for number, (segment, text) in enumerate(zip(SEGMENTS, texts, strict=True)):
        rows.append(Row("", "one.docx", "I", "And what then?"))
        codes = shown[number] if number < len(shown) else ()
        rows.append(Row(KEYS[segment], "one.docx", "P", text, codes, optional=text == "Yes."))
    return Sheet("ST-1", "E-1", "anna", "now", CODEBOOK, tuple(rows))


class Book:
    """A workbook in a coder's hands: cells are named by key and column."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.page = self.book["Review"]

    def column(self, name: str) -> int:
        return next(cell.column for cell in self.page[1] if cell.value == name)

    def row(self, segment: int) -> int:
        return next(cell.row for cell in self.page["A"] if cell.value == KEYS[SEGMENTS[segment]])

    def cell(self, segment: int, name: str) -> Any:
        return self.page.cell(self.row(segment), self.column(name))

    def put(self, segment: int, name: str, value: Any) -> str:
        cell = self.cell(segment, name)
        cell.value = value
        return f"Review!{cell.coordinate}"

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


@pytest.fixture
def book() -> Book:
    return Book(xlsx.write(sheet()))


def fill(book: Book) -> None:
    """What Anna answered."""
    book.put(0, "Decision 1", "Confirm")
    book.put(0, "Decision 2", "Refute")
    book.put(1, "Decision 1", "Unsure")
    book.put(2, "Add code 1", WREN)
    book.put(3, "No code fits", "None")
    book.put(4, "Memo", "ask her again")
    book.put(4, "Discuss", "X")


FILLED = [
    Decision("anna", SEGMENTS[0], Kind.CONFIRM, ROBIN),
    Decision("anna", SEGMENTS[0], Kind.REFUTE, WREN),
    Decision("anna", SEGMENTS[0], Kind.LOOKED),
    Decision("anna", SEGMENTS[1], Kind.UNSURE, DAWN),
    Decision("anna", SEGMENTS[1], Kind.LOOKED),
    Decision("anna", SEGMENTS[2], Kind.ADD, WREN),
    Decision("anna", SEGMENTS[2], Kind.LOOKED),
    Decision("anna", SEGMENTS[3], Kind.NONE),
    Decision("anna", SEGMENTS[4], Kind.MEMO, note="ask her again"),
    Decision("anna", SEGMENTS[4], Kind.DISCUSS, note="yes"),
]


def bring(content: bytes, accept_missing: bool = False, codebook: Codebook = CODEBOOK) -> Checked:
    """Read and check a workbook against the export."""
    made = sheet()
    rows = xlsx.shown_rows(tuple(row for row in made.rows if row.key))
    expected = Sheet(made.study, made.export, made.coder, made.at, codebook, rows)
    segments = {key: segment for segment, key in KEYS.items()}
    return check(xlsx.read(content, "anna.xlsx"), expected, segments, {}, accept_missing)


def by_segment(decisions: list[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda decision: decision.segment)


def test_what_is_filled_in_comes_back(book: Book) -> None:
    """Decisions, added codes, none and memos are read; the summary counts them."""
    fill(book)
    checked = bring(book.bytes())
    assert checked.problems == []
    assert checked.decisions == FILLED
    assert (checked.expected, checked.found, checked.decided, checked.partly, checked.blank, checked.short) == (7, 7, 4, 1, 1, 1)


def test_an_empty_workbook_says_nothing(book: Book) -> None:
    """Blanks are no decisions."""
    checked = bring(book.bytes())
    assert (checked.decisions, checked.problems, checked.blank) == ([], [], 6)


def test_passages_stay_text(book: Book) -> None:
    """A passage that begins like a formula, or reads NA, stands as it was said."""
    for number, text in enumerate(TEXTS[:4]):
        cell = book.cell(number, "Passage")
        assert (cell.value, cell.data_type) == (text, "s")


def test_no_score_is_in_the_workbook(book: Book) -> None:
    """A coder sees codes and definitions, never numbers of the model."""
    numbers = {
        cell.value for page in book.book for row in page.iter_rows() for cell in row if isinstance(cell.value, int | float)
    }
    assert numbers == set(range(1, len(SEGMENTS) + 1)), "the passages' own"


def test_answers_have_drop_downs_and_keys_are_locked(book: Book) -> None:
    """Confirm, Refute, Unsure and the codes are offered by name; only the yellow cells can be typed into."""
    sources = {validation.formula1 for validation in book.page.data_validations.dataValidation}
    assert {"Answers", "Codes"} <= sources
    assert {"Answers", "Codes"} <= set(book.book.defined_names)
    assert book.page.protection.sheet
    assert book.cell(0, "Key").protection.locked
    assert not book.cell(0, "Decision 1").protection.locked
    assert book.page.row_dimensions[book.row(0)].height > 15


def test_libreoffice_may_open_and_save_it(book: Book, tmp_path: Path, libreoffice: Callable[[Path, str], Path]) -> None:
    """A workbook that was saved by LibreOffice brings the same decisions."""
    fill(book)
    (tmp_path / "anna.xlsx").write_bytes(book.bytes())
    checked = bring(libreoffice(tmp_path / "anna.xlsx", "xlsx:Calc MS Excel 2007 XML").read_bytes())
    assert checked.problems == []
    assert checked.decisions == FILLED


def test_untouched_by_openpyxl_libreoffice_reads_what_xlsxwriter_wrote(
    tmp_path: Path, libreoffice: Callable[[Path, str], Path]
) -> None:
    """The file as exported is a good workbook for LibreOffice too."""
    (tmp_path / "anna.xlsx").write_bytes(xlsx.write(sheet()))
    assert bring(libreoffice(tmp_path / "anna.xlsx", "xlsx:Calc MS Excel 2007 XML").read_bytes()).problems == []


def test_sorted_hidden_filtered_renamed_and_reordered_comes_back_whole(book: Book) -> None:
    """Rows are matched by key, columns by heading, sheets by what they hold."""
    fill(book)
    rows = [[cell.value for cell in row] for row in book.page.iter_rows(min_row=2)]
    rows.sort(key=lambda row: str(row[4]))
    for number, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            cell = book.page.cell(number, column)
            cell.value = value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
        book.page.row_dimensions[number].hidden = number % 2 == 0
    book.page.title = "Annas Blatt"
    book.book.move_sheet("Codebook", -2)
    book.page.insert_cols(3)
    book.page.auto_filter.add_filter_column(0, [KEYS[SEGMENTS[0]]])
    checked = bring(book.bytes())
    assert checked.problems == []
    assert by_segment(checked.decisions) == by_segment(FILLED)


@pytest.mark.parametrize(
    ("column", "written", "kind"),
    [
        ("Decision 1", " confirm ", Kind.CONFIRM),
        ("Decision 1", "YES", Kind.CONFIRM),
        ("Decision 1", True, Kind.CONFIRM),
        ("Decision 1", "refuted", Kind.REFUTE),
        ("Decision 1", False, Kind.REFUTE),
        ("Decision 1", "not  sure", Kind.UNSURE),
        ("Decision 1", "?", Kind.UNSURE),
    ],
)
def test_known_spellings_are_taken(book: Book, column: str, written: Any, kind: Kind) -> None:
    """Case, spaces, booleans and short forms are understood."""
    book.put(0, column, written)
    assert [d.kind for d in bring(book.bytes()).decisions] == [kind]


def test_what_was_not_written_as_offered_is_told(book: Book) -> None:
    """How each word was understood, and in how many cells; the offered words in any case are not worth a line."""
    for segment, column, words in ((0, "Decision 1", "Maybe"), (0, "Decision 2", " maybe."), (1, "Decision 1", "CONFIRM")):
        book.put(segment, column, words)
    book.put(3, "No code fits", "yes")
    assert bring(book.bytes()).read_as == {("maybe", "Unsure"): 2, ("yes", "None"): 1}


def instructions(made: Sheet) -> list[str]:
    page = openpyxl.load_workbook(io.BytesIO(xlsx.write(made)))["Instructions"]
    return [str(cell.value) for cell in page["B"] if cell.value]


def test_each_part_is_told_of_what_stands_in_it() -> None:
    """Where nothing is suggested the instructions name no suggestion's column; grey rows are for reading, whoever speaks."""
    assisted, blind = sheet(), replace(sheet(), rows=tuple(replace(row, shown=()) for row in sheet().rows), part=1)
    assert any("choose Confirm, Refute or Unsure in the yellow cell" in line for line in instructions(assisted))
    assert not any("Confirm" in line or "suggested" in line.lower() for line in instructions(blind)[:-3])
    assert any("In this part nothing is shown: give the codes you see" in line for line in instructions(blind))
    for made in (assisted, blind):
        assert "Grey rows are for reading only" in instructions(made)[0]
        assert not any("sort" in line for line in instructions(made)), "a program refuses to sort locked cells"


def test_the_sheets_can_be_printed(book: Book) -> None:
    """Landscape, so many pages wide as it has parts, headings on each page, and no line of the instructions cut off."""
    pages = {page.title: page for page in book.book}
    assert [(p.page_setup.orientation, p.page_setup.fitToWidth, p.page_setup.fitToHeight) for p in pages.values()] == [
        ("landscape", None, 0),
        ("landscape", 2, 0),
        ("landscape", None, 0),
    ]
    assert all(page.print_title_rows == "$1:$1" for page in pages.values())
    page = pages["Instructions"]
    long = [cell for cell in page["B"] if len(str(cell.value)) > 100]
    assert long
    assert all(page.row_dimensions[cell.row].height > 30 for cell in long)


def test_a_code_may_be_written_by_its_label(book: Book) -> None:
    """An added code is found by path, id or label in any case."""
    for segment, words in ((2, "ROBIN"), (3, "song/dawn/Robin"), (4, "robin ")):
        book.put(segment, "Add code 2", words)
    assert [d.code for d in bring(book.bytes()).decisions if d.kind is Kind.ADD] == [ROBIN] * 3


def damage_unknown_answer(book: Book) -> str:
    return book.put(0, "Decision 1", "perhaps later") + ": 'perhaps later' is not an answer"


def damage_number(book: Book) -> str:
    return book.put(0, "Decision 1", 3) + ": '3' is not an answer"


def damage_formula(book: Book) -> str:
    return book.put(0, "Decision 1", '="Con"&"firm"') + ": a formula"


def damage_formula_in_added(book: Book) -> str:
    return book.put(2, "Add code 1", "=B2") + ": a formula"


def damage_error_value(book: Book) -> str:
    place = book.put(0, "Decision 2", "#REF!")
    book.cell(0, "Decision 2").data_type = "e"
    return place + ": a spreadsheet error"


def damage_merged(book: Book) -> str:
    row, column = book.row(0), book.column("Decision 1")
    book.page.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    return f"Review!{book.page.cell(row, column).coordinate}:{book.page.cell(row + 1, column).coordinate}: merged cells"


def damage_deleted_row(book: Book) -> str:
    above = f"Review!A{book.row(0)}"
    book.page.delete_rows(book.row(1))
    return f"1 passage is missing, were rows deleted? one.docx, passage 2 ({KEYS[SEGMENTS[1]]}), after {above}: undo that with Ctrl+Z"


def damage_doubled_row(book: Book) -> str:
    values = [cell.value for cell in book.page[book.row(2)]]
    first = f"Review!A{book.row(2)}"
    book.page.append(values)
    return f"Review!A{book.page.max_row}: the key {KEYS[SEGMENTS[2]]} is there twice (first at {first})"


def damage_mistyped_key(book: Book) -> str:
    key = KEYS[SEGMENTS[2]]
    return book.put(2, "Key", key[:-1] + "2") + f": '{key[:-1]}2' is not a key"


def damage_foreign_key(book: Book) -> str:
    (key,) = keys(["S-ZZZZZZZZZZZZ"]).values()
    return book.put(2, "Key", key) + f": the key {key} is not of this export"


def damage_no_key(book: Book) -> str:
    book.put(2, "Memo", "something")
    return book.put(2, "Key", None) + f": a passage without its key: put {KEYS[SEGMENTS[2]]} back there"


def damage_passage(book: Book) -> str:
    return book.put(1, "Passage", "She never said this.") + ": the passage was changed"


def damage_suggestion(book: Book) -> str:
    return book.put(1, "Suggestion 1", "Robin (song/dawn/robin)") + ": the suggestion was changed"


def damage_answer_without_suggestion(book: Book) -> str:
    return book.put(3, "Decision 1", "Confirm") + ": an answer, but nothing is suggested here"


def damage_unknown_code(book: Book) -> str:
    return book.put(3, "Add code 1", "Blackbird") + ": 'Blackbird' is not a code"


def damage_none_and_code(book: Book) -> str:
    book.put(3, "Add code 1", "Robin")
    return book.put(3, "No code fits", "None") + ": 'None' says here that no code fits, but a code is given in the same row"


def damage_refuted_and_added(book: Book) -> str:
    book.put(0, "Decision 1", "Refute")
    return book.put(0, "Add code 1", "Robin") + f": {ROBIN} is added and answered refute in the same row"


def damage_yes_and_code(book: Book) -> str:
    book.put(3, "Add code 1", "Robin")
    return book.put(3, "No code fits", "yes") + ": 'yes' says here that no code fits, but a code is given in the same row"


def damage_typing_slip(book: Book) -> str:
    words = "song/dawn and dusk and day and night/robbin"
    return book.put(3, "Add code 1", words) + f": '{words}' is not a code of the codebook: choose one from the list"


def damage_near_miss(book: Book) -> str:
    return (
        book.put(3, "Add code 1", "song/dawn/robbin")
        + f": 'song/dawn/robbin' is not a code of the codebook, did you mean {ROBIN}?"
    )


def damage_grey_row(book: Book) -> str:
    cell = book.page.cell(book.row(0) - 1, book.column("Add code 2"))
    cell.value = "Robin"
    return f"Review!{cell.coordinate}: this row is for reading only: clear the cell"


def damage_discuss(book: Book) -> str:
    return book.put(3, "Discuss", "not now") + ": 'not now' is not an answer: choose x, or leave it empty"


DAMAGES = [value for name, value in globals().items() if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.removeprefix("damage_"))
def test_damage_is_refused_with_its_place(book: Book, damage: Callable[[Book], str]) -> None:
    """Each damage is one line with sheet and cell, among otherwise good answers."""
    said = damage(book)
    problems = bring(book.bytes()).problems
    assert any(problem.startswith(said) for problem in problems), (said, problems)


@pytest.mark.parametrize("column", ["No code fits", "Suggestion 1", "Add code 2", "Discuss"])
def test_a_lost_heading_is_all_that_is_said(book: Book, column: str) -> None:
    """Where nothing can be read under a heading, no passage is called missing as well."""
    book.page.cell(1, book.column(column)).value = "Mine"
    with pytest.raises(ReviewError) as refused:
        bring(book.bytes())
    assert refused.value.problems == (f"Review: the column {column} is gone: put its heading back into row 1",)


def test_every_damage_is_listed_at_once(book: Book) -> None:
    """A coder mends a file once, not fault by fault."""
    places = [damage_unknown_answer(book), damage_passage(book), damage_unknown_code(book)]
    assert len(bring(book.bytes()).problems) == len(places)


def test_deleted_rows_can_be_accepted(book: Book) -> None:
    """With leave, what is there is taken and what is gone stays undecided."""
    fill(book)
    book.page.delete_rows(book.row(0))
    checked = bring(book.bytes(), accept_missing=True)
    assert checked.problems == []
    assert checked.missing == (KEYS[SEGMENTS[0]],)
    assert checked.decisions == FILLED[3:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be opened as a workbook"),
        (b"PK\x03\x04 not really", "cannot be opened as a workbook, it came to harm"),
        (
            "Key;Passage\r\nS-2;caf\u00e9\r\n".encode(),
            "this is text \\(a CSV\\?\\) that is only named .xlsx: open the workbook in Excel",
        ),
        ("Key\tPassage".encode("utf-16"), "this is text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password-protected or an old .xls"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, said: str) -> None:
    """One plain line, whatever the bytes are."""
    with pytest.raises(ReviewError, match=said) as refused:
        xlsx.read(content, "anna.xlsx")
    assert "Error" not in str(refused.value), "no name of an exception"


def test_another_workbook_is_refused() -> None:
    """A spreadsheet that is not a review file is told apart."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(ReviewError, match="not a review workbook"):
        xlsx.read(stream.getvalue(), "other.xlsx")


@settings(max_examples=25)
@given(st.data())
def test_every_answer_that_can_be_given_comes_back(data: st.DataObject) -> None:
    """Round trip: whatever a coder chooses in the drop-downs is what is read."""
    book = Book(xlsx.write(sheet()))
    expected: dict[str, set[tuple[Kind, str]]] = {segment: set() for segment in SEGMENTS}
    answers = {"Confirm": Kind.CONFIRM, "Refute": Kind.REFUTE, "Unsure": Kind.UNSURE}
    for number, codes in ((0, (ROBIN, WREN)), (1, (DAWN,))):
        for slot, code in enumerate(codes, start=1):
            answer = data.draw(st.sampled_from([None, *answers]))
            book.put(number, f"Decision {slot}", answer)
            if answer:
                expected[SEGMENTS[number]].add((answers[answer], code))
    for number in (2, 3, 4):
        added = data.draw(st.sets(st.sampled_from([ROBIN, WREN]), max_size=2))
        for slot, code in enumerate(sorted(added), start=1):
            book.put(number, f"Add code {slot}", code)
            expected[SEGMENTS[number]].add((Kind.ADD, code))
        if not added and data.draw(st.booleans()):
            book.put(number, "No code fits", "None")
            expected[SEGMENTS[number]].add((Kind.NONE, ""))
    checked = bring(book.bytes())
    found: dict[str, set[tuple[Kind, str]]] = {segment: set() for segment in SEGMENTS}
    for decision in checked.decisions:
        if decision.kind is not Kind.LOOKED:
            found[decision.segment].add((decision.kind, decision.code))
    assert checked.problems == []
    assert found == expected
