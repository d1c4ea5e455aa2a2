"""survey.yaml -> Design: which columns of a questionnaire are which fixed questions, with their answers; every fault has its line.

title: Mentoring and wellbeing
id: id                                  # column of the respondents' ids; without it rows are numbered
skipped: [N/A]                          # what stands for no answer beside an empty cell
questions:
  - question: Length of time in practice
    column: years
    options: [less than 5 years, 6-10 years]         # one answer
  - question: Job role
    column: role
    several: [Consultant, Trainee, Other]            # several allowed: in one cell with ; between them ...
  - question: Models taught
    columns: {egan: Egan, grow: GROW}                # ... or a column for each, anything in it a yes (0 and no are not)
  - question: Overall influence
    column: overall
    scale: {1: Negative, 2: Neither, 3: Positive}    # ordered; written as in the file, or what is written: what it means
  - question: How often were these raised?
    scale: [Very often, Sometimes, Never]
    beside: [Do not recall]                          # answers that are no step of the scale
    items: {career: Career development, stress: Stress}
text: [comments]                        # free-text answers, for `coder tag`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coder.errors import StudyError
from coder.yaml_lines import Node

_TOP = {"title", "id", "skipped", "questions", "text"}
_QUESTION = {"question", "column", "columns", "items", "options", "several", "scale", "beside"}
_MARKS = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " "})


class Form(StrEnum):
    """How a question is answered: by one of its options, by several, or by a step of an ordered scale."""

    CHOICE = "one answer"
    SEVERAL = "several allowed"
    SCALE = "ordered scale"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `items` are its columns with what each asks ("" where there is only the question itself).

    `answers` are its options or steps in order, `raw` what is written in the file -> the answer it means; `beside` are the answers
    among them that are no step of the scale. With `ticked`, each item is one answer, and anything in its cell a yes.
    """

    title: str
    form: Form
    items: Mapping[str, str]
    answers: tuple[str, ...]
    raw: Mapping[str, str] = field(repr=False)
    beside: frozenset[str] = frozenset()
    ticked: bool = False

    @property
    def battery(self) -> bool:
        """Whether several items share the scale."""
        return self.form is Form.SCALE and any(self.items.values())


@dataclass(frozen=True, slots=True)
class Design:
    """The questions in order, the columns of ids ("" where there is none) and of free text, and what stands for no answer."""

    title: str
    id: str
    questions: tuple[Question, ...]
    text: tuple[str, ...]
    skipped: frozenset[str]


def key(words: str) -> str:
    """What is compared of an answer: neither case nor the kind of dash, quote or space matters.

    >>> key(" 16–20  Years ") == key("16-20 years")
    True
    """
    return " ".join(words.translate(_MARKS).split()).casefold()


def parse(text: str, name: str) -> Design:
    """Read a design; `name` stands in the errors.

    Raises
    ------
    StudyError
        With file and line: no YAML, an unknown key, a question without answers or columns, an answer that is there twice.
    """
    top = Node.load(text, name, StudyError, "a design begins with `title:` and `questions:`")
    top.only(_TOP, "the design")
    questions = tuple(_question(node, number) for number, node in enumerate(top.items("questions"), start=1))
    texts = top.texts("text")
    if not questions and not texts:
        raise top.error("the design", "has no questions: list them under `questions:`, or free-text columns under `text:`")
    seen: set[str] = set()
    for question, node in zip(questions, top.items("questions"), strict=True):
        for column in question.items:
            if key(column) in seen:
                raise node.error(f"the column `{column}`", "is asked twice: keep one question for it")
            seen.add(key(column))
    return Design(top.text("title") or name, top.text("id"), questions, texts, frozenset(map(key, top.texts("skipped"))))


def _question(node: Node, number: int) -> Question:
    node.only(_QUESTION, "a question")
    title = node.text("question") or node.text("column")
    what = f"question {number}" + (f" ({title})" if title else "")
    kinds = [name for name in ("options", "several", "scale", "columns") if name in node.value]
    if len(kinds) != 1:
        raise node.error(what, "needs its answers: one of `options` (one answer), `several`, `scale` or `columns`")
    (kind,) = kinds
    if "beside" in node.value and kind != "scale":
        raise node.child("beside").error(what, "has `beside` without a `scale`: list the answer with the others")
    if kind == "columns":
        return _ticked(node, title, what)
    raw = _answers(node, kind, what)
    aside = _answers(node, "beside", what) if "beside" in node.value else {}
    twice = next((answer for answer in aside if answer in raw), None)
    if twice is not None:
        raise node.child("beside").error(what, f"has the answer {aside[twice]!r} on the scale and beside it: keep one")
    form = {"options": Form.CHOICE, "several": Form.SEVERAL, "scale": Form.SCALE}[kind]
    answers = tuple(dict.fromkeys([*raw.values(), *aside.values()]))
    return Question(title or what, form, _items(node, form, what), answers, raw | aside, frozenset(aside.values()))


def _ticked(node: Node, title: str, what: str) -> Question:
    if "column" in node.value or "items" in node.value:
        raise node.error(what, "has `columns`, one for each answer: leave out `column` and `items`")
    items = {column: value.plain(what) for column, value in node.mapping("columns").items()}
    if not items:
        raise node.child("columns").error(what, "needs `columns` as `column: answer` lines")
    return Question(title or what, Form.SEVERAL, items, tuple(items.values()), {}, ticked=True)


def _answers(node: Node, kind: str, what: str) -> dict[str, str]:
    """What is written, as it is compared -> the answer it means."""
    child = node.child(kind)
    if isinstance(child.value, dict):
        pairs = [(written, value.plain(f"an answer of {what}")) for written, value in child.value.items()]
    else:
        pairs = [(answer, answer) for answer in node.texts(kind)]
    found: dict[str, str] = {}
    for written, answer in pairs:
        if key(written) in found:
            raise child.error(what, f"has the answer {written!r} twice")
        found[key(written)] = answer
    if not found:
        raise child.error(what, f"has no answers under `{kind}`")
    return found


def _items(node: Node, form: Form, what: str) -> dict[str, str]:
    if ("column" in node.value) == ("items" in node.value):
        raise node.error(what, "needs `column: NAME`, or for several items of one scale `items: {NAME: what it asks}`")
    if "column" in node.value:
        return {node.child("column").plain(what): ""}
    if form is not Form.SCALE:
        raise node.child("items").error(what, "has `items` without a `scale`: give each question an entry of its own")
    child = node.child("items")
    if isinstance(child.value, dict):
        return {column: value.plain(what) for column, value in child.value.items()}
    return {column: _spoken(column) for column in node.texts("items")}


def _spoken(column: str) -> str:
    return re.sub(r"[_\s]+", " ", column).strip().capitalize() or column
