"""A tabulated questionnaire -> tables with n and %, stacked bars, sections, a workbook and plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coder.analysis.survey import Survey, Tabulated, Tally
from coder.analysis.survey_design import Form, Question
from coder.report.agreement_document import count
from coder.report.picture_bars import Bars
from coder.report.sections import Figure, Section, Table, Value, figure
from coder.report.workbook import workbook

SEVERAL = "Several answers were allowed, so the percentages may add to more than 100."


def table(one: Tabulated) -> Table:
    """One question: its answers below each other, or, for items of one scale, an item a row."""
    return _battery(one) if one.question.battery else _answers(one)


def _answers(one: Tabulated) -> Table:
    (tally,) = one.tallies
    rows: tuple[tuple[Value, ...], ...] = tuple((answer, n, _percent(tally, answer)) for answer, n in tally.counts.items())
    note = f"% of those who answered.{' ' + SEVERAL if one.question.form is Form.SEVERAL else ''}"
    return Table(f"{one.question.title} ({_answered(tally)})", ("Answer", "n", "%"), rows, note)


def _battery(one: Tabulated) -> Table:
    """Answered and skipped stand in the caption where they are the same for all items, else in columns."""
    same = _all_answered(one)
    columns = ("Item", *one.question.answers, *(() if same else ("Answered", "Skipped")))
    rows = tuple(
        (tally.item, *_with_percent(one.question, tally), *(() if same else (tally.answered, tally.skipped)))
        for tally in one.tallies
    )
    return Table(f"{one.question.title}: n (%){same}", columns, rows, "% of those who answered the item.")


def _with_percent(question: Question, tally: Tally) -> tuple[str, ...]:
    return tuple(f"{tally.counts[answer]:,} ({_percent(tally, answer)})" for answer in question.answers)


def _percent(tally: Tally, answer: str) -> str:
    share = _share(tally, answer)
    return share if isinstance(share, str) else f"{share:.1f}"


def _answered(tally: Tally) -> str:
    return f"answered {tally.answered:,}, skipped {tally.skipped:,}"


def _all_answered(one: Tabulated) -> str:
    """What is the same for all items; "" where it is not."""
    both = {_answered(tally) for tally in one.tallies}
    return f" ({both.pop()})" if len(both) == 1 else ""


def bars(one: Tabulated) -> Figure:
    """The steps of a scale, stacked, with their counts."""
    question = one.question
    aside = frozenset(place for place, answer in enumerate(question.answers) if answer in question.beside)
    counts = tuple(tuple(tally.counts.values()) for tally in one.tallies)
    rows = tuple(tally.item or question.title for tally in one.tallies)
    hatched = f" Hatched: {', '.join(a for a in question.answers if a in question.beside)}." if aside else ""
    alt = f"Stacked bars of {question.title}, from {question.answers[0]}: all figures are in the table."
    return figure(Bars(rows, question.answers, counts, aside), f"{question.title}: per cent of those who answered.{hatched}", alt)


def sections(survey: Survey) -> tuple[Section, ...]:
    """A section for each question, scales with their picture, and one on the free texts."""
    found = [
        Section(one.question.title, (table(one), bars(one)) if one.question.form is Form.SCALE else (table(one),))
        for one in survey.questions
    ]
    if survey.texts:
        rows = tuple((text.column, text.answered, text.skipped) for text in survey.texts)
        found.append(Section("Free text", (Table("Free-text answers", ("Column", "Answered", "Skipped"), rows),)))
    return tuple(found)


def lead(survey: Survey) -> str:
    """The sentence above everything."""
    return f"{count(survey.respondents, 'respondent')}; percentages are of those who answered a question."


def xlsx(survey: Survey) -> bytes:
    """A sheet for each question, with n and % in columns of their own."""
    sheets = [(one.question.title, _spread(one) if one.question.battery else _numbers(one)) for one in survey.questions]
    texts = [f"Free text in `{text.column}`: answered {text.answered:,}, skipped {text.skipped:,}." for text in survey.texts]
    return workbook(sheets, (survey.design.title, lead(survey), *texts))


def _numbers(one: Tabulated) -> Table:
    plain = _answers(one)
    (tally,) = one.tallies
    rows = tuple((answer, n, _share(tally, answer)) for answer, n in tally.counts.items())
    return Table(plain.caption, ("Answer", f"n (of {tally.answered:,})", "%"), rows, plain.note)


def _spread(one: Tabulated) -> Table:
    answers = one.question.answers
    columns = ("Item", *(f"{answer}, {what}" for answer in answers for what in ("n", "%")), "Answered", "Skipped")
    rows: list[tuple[Value, ...]] = []
    for tally in one.tallies:
        cells = [value for answer in answers for value in (tally.counts[answer], _share(tally, answer))]
        rows.append((tally.item, *cells, tally.answered, tally.skipped))
    return Table(f"{one.question.title}{_all_answered(one)}", columns, tuple(rows), _battery(one).note)


def _share(tally: Tally, answer: str) -> Value:
    """The percentage to one place, halves up as tables in print have it."""
    n, of = tally.counts[answer], tally.answered
    return (2000 * n + of) // (2 * of) / 10 if of else "–"


def data(survey: Survey) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "title": survey.design.title,
        "respondents": survey.respondents,
        "questions": [
            {"question": one.question.title, "form": one.question.form.value, "items": _plain(one.tallies)}
            for one in survey.questions
        ],
        "texts": [{"column": text.column, "answered": text.answered, "skipped": text.skipped} for text in survey.texts],
    }


def _plain(tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    return [
        {
            "item": tally.item,
            "column": tally.column,
            "answered": tally.answered,
            "skipped": tally.skipped,
            "answers": [
                {"answer": answer, "n": n, "percent": None if (share := tally.percent(answer)) is None else round(share, 4)}
                for answer, n in tally.counts.items()
            ],
        }
        for tally in tallies
    ]
