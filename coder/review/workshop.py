"""What coders differ about <-> Excel workbook for a team around a table: vote again unseeing, see the first votes, settle with a reason.

The sheets are meant to be gone through in their order; what the model had said stands on the last.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from coder.codebook import Codebook
from coder.consensus import Final, Reason
from coder.errors import ReviewError
from coder.review.cells import Page, facts, lines, opened, pages
from coder.review.exchange import Cell, plain_word, quoted, same_words, shown_text

SUFFIX = ".xlsx"
LIMIT = 32_000

VOTES: Mapping[str, frozenset[str]] = {
    "yes": frozenset({"yes", "y", "true", "x", "✓"}),
    "no": frozenset({"no", "n", "false"}),
    "unsure": frozenset({"unsure", "u", "?", "not sure", "maybe"}),
}
FINALS: Mapping[Final, frozenset[str]] = {
    Final.YES: VOTES["yes"],
    Final.NO: VOTES["no"],
    Final.BOTH: frozenset({"keep both readings", "keep both", "both", "both readings"}),
}
"""What people write for each vote, small and with single spaces."""

_KEY, _NUMBER, _TRANSCRIPT, _SPEAKER, _PASSAGE, _CODE = "Key", "No.", "Transcript", "Speaker", "Passage", "Code"
_QUESTION = "Question before"
_FIRST, _NOTES, _FINAL, _REASON, _MODEL = "First votes", "Discussion", "Final vote", "Reason", "The model"
_FACTS = ("Study", "Workshop")
_WHERE = ((_TRANSCRIPT, 18), (_QUESTION, 40), (_SPEAKER, 13))
_COMMON = ((_KEY, 12), (_NUMBER, 6), *_WHERE, (_PASSAGE, 70), (_CODE, 40))


@dataclass(frozen=True, slots=True)
class Passage:
    """What somebody said, and the interviewer's question before it."""

    transcript: str
    speaker: str
    text: str
    question: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One code of one passage that coders differ about: who said what, and whether the model suggested it (None: it was not asked)."""

    key: str
    passage: Passage
    code: str
    votes: Mapping[str, bool | None]
    model: bool | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage that somebody marked for discussion."""

    passage: Passage
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that is put on the table; `remarks` are what to know before."""

    study: str
    workshop: str
    coders: tuple[str, ...]
    at: str
    codebook: Codebook
    topics: tuple[Topic, ...]
    marked: tuple[Marked, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What a returned workbook says, by key: second votes by coder, and the final vote with its reason and notes.

    `open_notes` counts notes without a final vote: they stay in the file, which is kept.
    """

    study: str
    workshop: str
    found: set[str] = field(default_factory=set)
    votes: dict[str, dict[str, str]] = field(default_factory=dict)
    finals: dict[str, tuple[Final, Reason, str]] = field(default_factory=dict)
    open_notes: int = 0
    problems: list[str] = field(default_factory=list)


def shown_passage(text: str) -> str:
    """The passage as it stands in a cell."""
    return text if len(text) <= LIMIT else text[:LIMIT] + " … (longer than a cell: read on in the transcript)"


def write(table: Table) -> bytes:
    """Make the workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Writer(book, table).write()
    book.close()
    return stream.getvalue()


_INSTRUCTIONS = (
    "Sheet “1 Vote again”: read the passage and the code. Everybody votes again, each alone and before anybody says anything; "
    "write down each vote: Yes, No or Unsure.",
    "Sheet “2 Settle”: look at the first votes, talk, and note what was said. Then choose the final vote and why you had differed: "
    "ambiguous text, codebook gap, slip, or real difference.",
    "“Keep both readings” is a good result where the passage bears both.",
    "Sheet “3 The model”: look at what the model had said last, when all is settled. It has no vote.",
    "Sheet “4 For discussion”, where there is one: passages that somebody marked. Notes on it stay in this file, which is kept.",
    "The list begins with what costs most agreement. Leave empty what you did not reach. Do not change keys, passages or codes. "
    "Save as .xlsx; `coder workshop import` brings it back, and nobody's own coding is overwritten.",
)


class _Writer:
    def __init__(self, book: Any, table: Table) -> None:
        self.book = book
        self.table = table
        base = {"text_wrap": True, "valign": "top", "font_size": 11}
        self.head = book.add_format({**base, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "border": 1})
        self.text = book.add_format(base)
        self.key = book.add_format({**base, "font_color": "#595959", "font_name": "Consolas", "font_size": 9})
        self.input = book.add_format({**base, "locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#D9CF9C"})
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.bold = book.add_format({**base, "bold": True})

    def write(self) -> None:
        self._instructions(self.book.add_worksheet("Instructions"))
        votes = [(_vote(coder), max(14, len(_vote(coder)) + 3)) for coder in self.table.coders]
        page = self._page("1 Vote again", votes, lambda _: [])
        self._offer(page, len(_COMMON), len(votes), ["Yes", "No", "Unsure"])
        page = self._page("2 Settle", [(_FIRST, 30), (_NOTES, 50), (_FINAL, 20), (_REASON, 18)], lambda t: [_said(t)])
        self._offer(page, len(_COMMON) + 2, 1, ["Yes", "No", "Keep both readings"])
        self._offer(page, len(_COMMON) + 3, 1, [reason.value.capitalize() for reason in Reason])
        self._page("3 The model", [(_MODEL, 20)], lambda t: [_MODELS[t.model]])
        if self.table.marked:
            self._marked(self.book.add_worksheet("4 For discussion"))
        self.book.set_properties({"title": "Workshop", "comments": self.table.workshop})

    def _instructions(self, page: Any) -> None:
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 100)
        page.write_string(0, 0, "The workshop", self.title)
        for number, words in enumerate(self.table.remarks, start=2):
            page.write_string(number, 0, "Mind", self.bold)
            page.write_string(number, 1, f"{words}.", self.bold)
        first = len(self.table.remarks) + 1
        for number, words in enumerate(_INSTRUCTIONS, start=1):
            page.write_string(first + number, 0, f"{number}.", self.text)
            page.write_string(first + number, 1, words, self.text)
        row = first + len(_INSTRUCTIONS) + 2
        page.write_string(row, 0, "This file", self.bold)
        about = (
            *zip(_FACTS, (self.table.study, self.table.workshop), strict=True),
            ("Coders", ", ".join(self.table.coders)),
            ("Codebook", f"{self.table.codebook.title}, version {self.table.codebook.version}"),
            ("Written", self.table.at),
        )
        for number, (name, value) in enumerate(about, start=1):
            page.write_string(row + number, 0, name, self.text)
            page.write_string(row + number, 1, value, self.text)
        page.protect()

    def _page(self, title: str, more: Sequence[tuple[str, int]], filled: Callable[[Topic], list[str]]) -> Any:
        page = self.book.add_worksheet(title)
        for column, (name, width) in enumerate((*_COMMON, *more)):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        for number, topic in enumerate(self.table.topics, start=1):
            place, code = _place(topic.passage), shown_text(self.table.codebook, topic.code)
            page.write_string(number, 0, topic.key, self.key)
            page.write_number(number, 1, number, self.text)
            words = (*place, code, *filled(topic))
            for column, word in enumerate(words, start=2):
                page.write_string(number, column, word, self.text)
            for column in range(2 + len(words), len(_COMMON) + len(more)):
                page.write_blank(number, column, None, self.input)
            page.set_row(number, _height(topic.passage, lines(code, 40)))
        page.freeze_panes(1, 2)
        page.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def _marked(self, page: Any) -> None:
        for column, (name, width) in enumerate((*_WHERE, ("Marked passage", 70), ("By", 14), ("Notes", 50))):
            page.write_string(0, column, name, self.head)
            page.set_column(column, column, width)
        for number, one in enumerate(self.table.marked, start=1):
            words = (*_place(one.passage), ", ".join(one.by))
            for column, word in enumerate(words):
                page.write_string(number, column, word, self.text)
            page.write_blank(number, len(words), None, self.input)
            page.set_row(number, _height(one.passage, 1))
        page.freeze_panes(1, 0)
        page.protect()

    def _offer(self, page: Any, column: int, columns: int, words: list[str]) -> None:
        last = len(self.table.topics)
        if last:
            page.data_validation(1, column, last, column + columns - 1, {"validate": "list", "source": words})


def _place(passage: Passage) -> tuple[str, str, str, str]:
    return passage.transcript, shown_passage(passage.question), passage.speaker, shown_passage(passage.text)


def _height(passage: Passage, code: int) -> int:
    """The height of a row in which the code takes so many lines."""
    return min(409, 15 * max(lines(shown_passage(passage.text), 70), lines(shown_passage(passage.question), 40), code, 2) + 3)


_MODELS = {True: "Suggested it", False: "Did not suggest it", None: "Was not asked"}


def _vote(coder: str) -> str:
    return f"Vote {coder}"


def _said(topic: Topic) -> str:
    lines = []
    for word, value in (("Yes", True), ("No", False), ("Open", None)):
        who = [coder for coder, vote in topic.votes.items() if vote is value]
        if who:
            lines.append(f"{word}: {', '.join(who)}")
    return "\n".join(lines)


def read(content: bytes, name: str, table_of: Callable[[str, str], Table]) -> Outcome:
    """Read a returned workbook and hold it against what was put on the table; `table_of` gives that by study and workshop.

    Raises
    ------
    ReviewError
        When it is not a workbook of a workshop at all; faults in cells are collected in the result.
    """
    book = opened(content, name)
    found = pages(book, lambda names: _KEY in names and _CODE in names and _PASSAGE in names)
    said = facts(book, _FACTS, found)
    settling = [page for page in found if _FINAL in page.columns or _REASON in page.columns or _NOTES in page.columns]
    voting = [page for page in found if page not in settling and any(word.startswith("Vote ") for word in page.columns)]
    if len(settling) != 1 or len(voting) != 1 or "Workshop" not in said:
        problem = "not a workshop's workbook: it should hold the sheets Instructions, 1 Vote again and 2 Settle, each once"
        raise ReviewError(name, (problem,))
    table = table_of(said.get("Study", ""), said["Workshop"])
    outcome = Outcome(table.study, table.workshop)
    _Reader(voting[0], table, outcome).read([_vote(coder) for coder in table.coders], partial(_take_votes, table.coders))
    _Reader(settling[0], table, outcome).read([_NOTES, _FINAL, _REASON], _take_final)
    return outcome


class _Reader:
    """Reads one sheet: every row by its key, each once, its passage and code as they were."""

    def __init__(self, page: Page, table: Table, outcome: Outcome) -> None:
        self.page = page
        self.topics = {topic.key: topic for topic in table.topics}
        self.codebook = table.codebook
        self.outcome = outcome
        self.problems = outcome.problems

    def read(self, columns: Sequence[str], take: Callable[[Topic, Sequence[Cell], Outcome], None]) -> None:
        absent = [name for name in columns if name not in self.page.columns]
        if absent:
            self.problems.append(f"{self.page.title}: the column {absent[0]} is gone: put it back")
            return
        self.problems.extend(self.page.faults())
        seen: dict[str, str] = {}
        for row in self.page.rows():
            cells = [self.page.cell(row, name, self.problems) for name in columns]
            key = self.page.cell(row, _KEY)
            word = key.value.strip().upper()
            if not word and not any(cell.value.strip() for cell in cells):
                continue
            topic = self.topics.get(word)
            if topic is None:
                self.problems.append(f"{key.place}: not a key of this workshop: put back the key that stood there")
            elif word in seen:
                self.problems.append(f"{key.place}: the key {word} is there twice (first at {seen[word]}): delete one row")
            else:
                seen[word] = key.place
                self._unchanged(row, topic)
                take(topic, cells, self.outcome)
        missing = [key for key in self.topics if key not in seen]
        if missing:
            some = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
            self.problems.append(f"{self.page.title}: rows are missing ({some}): put them back")
        self.outcome.found.update(seen)

    def _unchanged(self, row: dict[int, Any], topic: Topic) -> None:
        wanted = {_PASSAGE: shown_passage(topic.passage.text), _CODE: shown_text(self.codebook, topic.code)}
        for name, words in wanted.items():
            cell = self.page.cell(row, name)
            if not same_words(cell.value, words):
                self.problems.append(
                    f"{cell.place}: the {name.lower()} was changed: undo the change, the vote is about its words"
                )


def _take_votes(coders: Sequence[str], topic: Topic, cells: Sequence[Cell], outcome: Outcome) -> None:
    for coder, cell in zip(coders, cells, strict=True):
        word = plain_word(cell.value)
        vote = next((name for name, spellings in VOTES.items() if word in spellings), None)
        if vote is not None:
            outcome.votes.setdefault(topic.key, {})[coder] = vote
        elif word:
            outcome.problems.append(f"{cell.place}: {quoted(cell)} is not a vote: choose Yes, No or Unsure")


def _take_final(topic: Topic, cells: Sequence[Cell], outcome: Outcome) -> None:
    notes, final, reason = cells
    vote = next((name for name, spellings in FINALS.items() if plain_word(final.value) in spellings), None)
    why = next((one for one in Reason if plain_word(reason.value) == one.value), None)
    if final.value.strip() and vote is None:
        outcome.problems.append(f"{final.place}: {quoted(final)} is not a final vote: choose Yes, No or Keep both readings")
    if reason.value.strip() and why is None:
        outcome.problems.append(f"{reason.place}: {quoted(reason)} is not a reason: choose one from the list")
    elif vote is not None and why is None:
        outcome.problems.append(f"{reason.place}: a final vote without a reason: choose why you had differed")
    elif why is not None and not final.value.strip():
        outcome.problems.append(f"{final.place}: a reason without a final vote: choose one, or empty the reason")
    elif vote is not None and why is not None:
        outcome.finals[topic.key] = (vote, why, notes.value.strip())
    elif notes.value.strip():
        outcome.open_notes += 1
