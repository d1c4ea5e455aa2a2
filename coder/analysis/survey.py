"""A questionnaire's rows and its design -> tables: n of each answer, % of those who answered, answered and skipped stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.survey_design import Design, Form, Question, key
from coder.errors import StudyError

NO = frozenset({"", "0", "no", "false", "n"})
"""What stands in the column of one answer where it was not given."""
MARKS = (";", ",")
"""What stands between several answers in one cell."""
MOST = 5
"""Places that one error names."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one item ("" for a question alone): how many gave each, and how many people answered and skipped it."""

    item: str
    column: str
    counts: Mapping[str, int]
    answered: int
    skipped: int

    def percent(self, answer: str) -> float | None:
        """Of those who answered; None where nobody did. Where several are allowed, these add up to more than 100."""
        return 100 * self.counts[answer] / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Tabulated:
    """One question with its tallies."""

    question: Question
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A column of free text: how many wrote something."""

    column: str
    answered: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All of a questionnaire."""

    design: Design
    respondents: int
    questions: tuple[Tabulated, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file below its headings, each cell under its heading; `numbers` are the rows' numbers in the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]], name: str) -> Sheet:
        """Take a table's lines, headings first; empty rows are passed over."""
        head = tuple(title.strip() for title in lines[0]) if lines else ()
        twice = next((title for title, n in Counter(map(key, head)).items() if title and n > 1), "")
        if twice:
            raise StudyError(f"{name}: two columns are called {twice!r}: give each a name of its own")
        kept = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(cell.strip() for cell in line)]
        if not kept:
            raise StudyError(f"{name}: there are no rows below the headings")
        rows = tuple({t: line[i].strip() if i < len(line) else "" for i, t in enumerate(head) if t} for _, line in kept)
        return cls(name, tuple(filter(None, head)), rows, tuple(number for number, _ in kept))

    def column(self, wanted: str) -> str:
        """The heading meant, in any case.

        Raises
        ------
        StudyError
            There is none.
        """
        found = next((title for title in self.columns if key(title) == key(wanted)), None)
        if found is None:
            listed = ", ".join(f"`{title}`" for title in self.columns[:40])
            raise StudyError(f"{self.name}: there is no column `{wanted}`, which the design names: the columns are {listed}")
        return found


def tabulate(sheet: Sheet, design: Design) -> Survey:
    """Count every answer.

    Raises
    ------
    StudyError
        With file, row and column: a column that is not there, an id that is empty or there twice, an answer that the design does
        not have. The answer itself, a participant's words, is not told.
    """
    if design.id:
        _check_ids(sheet, design.id)
    answers = {column: _read(sheet, design, question, column) for question in design.questions for column in question.items}
    questions = tuple(Tabulated(question, _tallies(question, answers, len(sheet.rows))) for question in design.questions)
    texts = tuple(_text(sheet, design, column) for column in design.text)
    return Survey(design, len(sheet.rows), questions, texts)


def _check_ids(sheet: Sheet, wanted: str) -> None:
    column = sheet.column(wanted)
    first: dict[str, int] = {}
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        identity = key(row[column])
        if not identity:
            raise StudyError(f"{sheet.name}: row {number}: the id in column `{column}` is empty: give every respondent one")
        if identity in first:
            place = f"{sheet.name}: row {number}: the id {row[column]} stands in row {first[identity]} already"
            raise StudyError(f"{place}: keep one row for each respondent")
        first[identity] = number


def _read(sheet: Sheet, design: Design, question: Question, wanted: str) -> list[tuple[str, ...]]:
    """Each respondent's answers in one column; () where it was skipped.

    Where each answer has a column, it is the answer or nothing.
    """
    column = sheet.column(wanted)
    found: list[tuple[str, ...]] = []
    wrong: list[int] = []
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        cell = "" if key(row[column]) in design.skipped else row[column]
        given = _given(cell, question, wanted)
        if given is None:
            wrong.append(number)
        found.append(given or ())
    if wrong:
        rows = ", ".join(map(str, wrong[:MOST])) + (f" and {len(wrong) - MOST} more" if len(wrong) > MOST else "")
        what = "on the scale" if question.form is Form.SCALE else "among the options"
        plural = len(wrong) > 1
        raise StudyError(
            f"{sheet.name}: column `{column}`, row{'s' * plural} {rows}: the answer is not {what} ({', '.join(question.answers)}): "
            "mend the file, or add the answer to the design"
        )
    return found


def _given(cell: str, question: Question, column: str) -> tuple[str, ...] | None:
    """The answers in a cell; None where one of them is not the question's."""
    if question.ticked:
        return () if key(cell) in NO else (question.items[column],)
    if not cell:
        return ()
    marks = MARKS if question.form is Form.SEVERAL else ()
    for parts in ([cell], *(cell.split(mark) for mark in marks)):
        found = [question.raw.get(key(part)) for part in parts if part.strip()]
        known = tuple(dict.fromkeys(answer for answer in found if answer is not None))
        if None not in found:
            return known
    return None


def _tallies(question: Question, answers: Mapping[str, list[tuple[str, ...]]], people: int) -> tuple[Tally, ...]:
    if question.ticked:
        whole = [tuple(a for given in of for a in given) for of in zip(*(answers[c] for c in question.items), strict=True)]
        return (_tally("", ", ".join(question.items), whole, question, people),)
    return tuple(_tally(item, column, answers[column], question, people) for column, item in question.items.items())


def _tally(item: str, column: str, given: Sequence[tuple[str, ...]], question: Question, people: int) -> Tally:
    counts = Counter(answer for of in given for answer in of)
    answered = sum(bool(of) for of in given)
    return Tally(item, column, {answer: counts[answer] for answer in question.answers}, answered, people - answered)


def _text(sheet: Sheet, design: Design, wanted: str) -> Text:
    column = sheet.column(wanted)
    answered = sum(bool(row[column]) and key(row[column]) not in design.skipped for row in sheet.rows)
    return Text(column, answered, len(sheet.rows) - answered)
