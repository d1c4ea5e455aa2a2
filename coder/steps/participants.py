"""study.yaml and participants.csv -> what is known of each participant: group variables, and the dates of interviews.

The table, `participants.csv`, `.tsv` or `.xlsx` in the study's folder, has a column `participant`, one row a participant, and any
other columns as variables. With a column `interview` it may have one row for each of a participant's interviews; a column `date`
holds the day. What study.yaml says goes before what the table says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coder import readers
from coder.errors import StudyError
from coder.study import Study
from coder.study.people import is_date

TABLE = "participants"


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one participant, or of one of their interviews."""

    date: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """What is known of participants; names are compared without regard to case."""

    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[tuple[str, int | None], Row] = field(default_factory=dict)

    def variables(self, participant: str, interview: int | None, own: Mapping[str, str]) -> dict[str, str]:
        """The variables of a participant in an interview; `own` are those that came with an answer in a table."""
        key = participant.casefold()
        whole, one = self.rows.get((key, None)), self.rows.get((key, interview))
        found = {name: value for name, value in own.items() if value}
        for row in (whole, one):
            found |= row.variables if row else {}
        return found | dict(self.settings.get(key, {}))

    def date(self, transcript: str, participant: str, interview: int | None) -> str:
        """The day of a transcript's interview; "" where nobody said."""
        row = self.rows.get((participant.casefold(), interview)) or self.rows.get((participant.casefold(), None))
        return self.dates.get(transcript) or (row.date if row else "")


def people(study: Study) -> People:
    """Read what the study knows of its participants.

    Raises
    ------
    StudyError, ReadError
        With file and row: a table that cannot be read or has no column `participant`, a participant twice, a date that is none.
    """
    settings = study.settings()
    tables = [path for suffix in readers.table.SUFFIXES if (path := study.root / f"{TABLE}{suffix}").exists()]
    if len(tables) > 1:
        raise StudyError(f"there are {' and '.join(path.name for path in tables)}: keep one of them")
    rows = _rows(tables[0]) if tables else {}
    return People({name.casefold(): dict(of) for name, of in settings.participants.items()}, settings.dates, rows)


def _rows(path: Path) -> dict[tuple[str, int | None], Row]:
    lines, _ = readers.rows(path)
    head = [title.strip() for title in lines[0]] if lines else []
    plain = [title.casefold() for title in head]
    if "participant" not in plain:
        listed = ", ".join(repr(title) for title in head if title) or "none"
        raise StudyError(f"{path.name}: there is no column `participant` (columns: {listed})")
    twice = next((title for title in head if title and plain.count(title.casefold()) > 1), "")
    if twice:
        raise StudyError(f"{path.name}: two columns are called {twice!r}: give each a name of its own")
    found: dict[tuple[str, int | None], Row] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = {plain[i]: line[i].strip() if i < len(line) else "" for i in range(len(head)) if head[i]}
        if any(cells.values()):
            place = f"{path.name}: row {number}"
            key = _who(cells, place)
            if key in found:
                raise StudyError(
                    f"{place}: {cells['participant']} is there twice: keep one row for each participant (or interview)"
                )
            values = {title: cells[title.casefold()] for title in head if title and title.casefold() not in _FIXED}
            found[key] = Row(_day(cells.get("date", ""), place), {name: value for name, value in values.items() if value})
    return found


_FIXED = ("participant", "interview", "date")


def _who(cells: Mapping[str, str], place: str) -> tuple[str, int | None]:
    if not cells["participant"]:
        raise StudyError(f"{place}: the column `participant` is empty: say whose row this is, or delete it")
    number = cells.get("interview", "")
    if number and not (number.isdecimal() and 1 <= int(number) <= 99):
        raise StudyError(f"{place}: the interview number {number!r} must be a whole number from 1 to 99")
    return cells["participant"].casefold(), int(number) if number else None


def _day(word: str, place: str) -> str:
    if word and not is_date(word):
        raise StudyError(f"{place}: the date {word!r} must be written year-month-day, such as 2021-03-15")
    return word
