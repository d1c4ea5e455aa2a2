"""A matrix and the comparison of its sources -> tables, a heat map, a section, a workbook, a long table and plain data."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.analysis.comparison import LEVEL, Compared
from coder.analysis.matrix import Cell, Group, Matrix
from coder.analysis.passages import INTERVIEW, QUESTIONNAIRE
from coder.codebook import Codebook
from coder.report.agreement_document import count, listed
from coder.report.pictures import Heat
from coder.report.sections import Figure, Section, Table, Value, figure
from coder.report.workbook import workbook

MACHINE = "machine suggestions, not confirmed"
WHAT = {"segments": "Segments", "people": "People", "words": "Words", "share": "Share of segments looked at, %"}
"""What can be counted, and how it is headed."""
INTERVAL = (
    f"{100 * LEVEL:.0f} % intervals allow for several passages of one person (Wilson's limits of the effective number of passages, put "
    "together by Newcombe's method) and take the people of the two sources as different people. They are given code by code; of many "
    "codes some will differ by chance."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A matrix and, by source, the comparison; `said` tells whose codes they are, `machine` that nobody confirmed them."""

    matrix: Matrix
    compared: tuple[Compared, ...]
    codebook: Codebook
    said: str
    machine: bool = False

    def titled(self, what: str) -> str:
        """A title that says where a model's suggestions are counted."""
        return f"{what} ({MACHINE})" if self.machine else what

    @property
    def about(self) -> str:
        """What n is."""
        return "n: segments tagged." if self.machine else "n: segments looked at."

    def value(self, cell: Cell, what: str) -> float | int | None:
        """One figure of a cell; a share in per cent, None where no segment was looked at."""
        if what == "share":
            return None if cell.share is None else round(100 * cell.share, 1)
        return {"segments": cell.segments, "people": cell.people, "words": cell.words}[what]

    def table(self, what: str) -> Table:
        """The matrix of one kind of figure, with the segments looked at in the heads."""
        shown = self.matrix
        heads = tuple(f"{group.name} (n = {group.looked:,})" for group in (*shown.groups, shown.whole))
        rows = tuple(
            (label, *(_cell(self.value(cell, what)) for cell in (*cells, total)))
            for label, cells, total in zip(_labels(shown.codes, self.codebook), shown.cells, shown.totals, strict=True)
        )
        return Table(
            self.titled(f"{WHAT[what]}: codes by {shown.by}"), ("Code", *heads), rows, f"n: segments looked at. {self.said}"
        )

    def figure(self, what: str) -> Figure:
        """The matrix as a heat map with the figures in it."""
        shown = self.matrix
        values = tuple(tuple(self.value(cell, what) for cell in cells) for cells in shown.cells)
        names = tuple(f"{group.name} (n = {group.looked:,})" for group in shown.groups)
        title = self.titled(f"{WHAT[what]}: codes by {shown.by}")
        top = max((value for row in values for value in row if value is not None), default=0)
        heat = Heat(_labels(shown.codes, self.codebook), names, values, 0, float(top), title)
        return figure(heat, f"{title}. {self.about}", self._alternative(what, title))

    def _alternative(self, what: str, title: str) -> str:
        """What the picture shows, for those who do not see it: its most, and where the figures stand."""
        shown = self.matrix
        cells = [
            (self.value(cell, what) or 0, code, group.name)
            for code, row in zip(shown.codes, shown.cells, strict=True)
            for cell, group in zip(row, shown.groups, strict=True)
        ]
        most, code, group = max(cells, key=lambda each: each[0], default=(0, "", ""))
        top = f" Most: {self.codebook.by_id[code].label} in {group}, {most:,}." if most else " All are zero."
        return f"Heat map. {title}.{top} All figures are in the table."

    def comparison(self) -> Table:
        """Interviews and questionnaire, code by code."""
        labels = _labels([one.code for one in self.compared], self.codebook)
        rows = tuple(
            (label, _share(one.interviews), _share(one.questionnaire), _points(one.difference), _range(one.low, one.high))
            for label, one in zip(labels, self.compared, strict=True)
        )
        columns = ("Code", "Interviews", "Questionnaire", "Difference", f"{100 * LEVEL:.0f} % interval")
        note = f"Segments with the code, of those looked at; difference in percentage points. {INTERVAL} {self.said}"
        return Table(self.titled("Interviews and questionnaire compared"), columns, rows, note)

    def only(self) -> tuple[str, ...]:
        """A sentence for each source on the codes found there alone."""
        found = []
        for source, where in ((INTERVIEW, "interviews"), (QUESTIONNAIRE, "questionnaire")):
            codes = [self.codebook.by_id[one.code].label for one in self.compared if one.only_in == source]
            found.append(f"Found in the {where} only: {listed(codes)}.")
        return tuple(found) if self.compared else ()

    def section(self, what: str = "segments") -> Section:
        """The matrix, and the comparison where there is one, for the report."""
        parts: list[str | Table | Figure] = [self.said, self.table(what), self.figure(what)]
        if self.compared:
            parts += [self.comparison(), *self.only()]
        return Section(self.titled(f"Codes by {self.matrix.by}"), tuple(parts))

    def xlsx(self) -> bytes:
        """A sheet for each kind of figure, and one for the comparison."""
        sheets = [(name.split(",")[0].split(" of ")[0], self.table(what)) for what, name in WHAT.items()]
        if self.compared:
            sheets.append(("Compared", self.comparison()))
        marked = (f"{MACHINE.capitalize()}.",) if self.machine else ()
        return workbook(
            sheets, (*marked, self.said, *self.only(), f"Codebook: {self.codebook.title}, version {self.codebook.version}")
        )

    def csv(self) -> bytes:
        """One row a code and group."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(self._rows()[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: _inert(value) for name, value in row.items()} for row in self._rows())
        return stream.getvalue().encode("utf-8-sig")

    def data(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "said": self.said,
            "machine": self.machine,
            "by": self.matrix.by,
            "groups": [_group(group) for group in (*self.matrix.groups, self.matrix.whole)],
            "cells": self._rows(),
            "compared": [_compared(one) for one in self.compared],
        }

    def _rows(self) -> list[dict[str, Any]]:
        shown = self.matrix
        marked = {"codes": MACHINE} if self.machine else {}
        return [
            {
                "code": code,
                "label": self.codebook.by_id[code].label,
                "level": self.codebook.depth(code),
                "group": group.name,
                "segments": cell.segments,
                "people": cell.people,
                "words": cell.words,
                "looked_at": cell.known,
                "share": None if cell.share is None else round(cell.share, 6),
                **marked,
            }
            for code, cells, total in zip(shown.codes, shown.cells, shown.totals, strict=True)
            for group, cell in zip((*shown.groups, shown.whole), (*cells, total), strict=True)
        ]


def _labels(codes: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """Labels for people; the path where two codes are called the same."""
    labels = [codebook.by_id[code].label for code in codes]
    return tuple(code if labels.count(label) > 1 else label for code, label in zip(codes, labels, strict=True))


def _cell(value: float | int | None) -> Value:
    return "–" if value is None else value


def _share(cell: Cell) -> str:
    if cell.share is None:
        return "–"
    return f"{100 * cell.share:.1f} % ({cell.segments:,} of {cell.known:,}; {count(cell.people, 'person', 'people')})"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:+.1f}".replace("-", "−")


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{_points(low)} to {_points(high)}"


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "segments": group.segments,
        "looked_at": group.looked,
        "people": group.people,
        "words": group.words,
    }


def _compared(one: Compared) -> dict[str, Any]:
    def side(cell: Cell) -> Mapping[str, Any]:
        return {"segments": cell.segments, "looked_at": cell.known, "people": cell.people, "share": _rounded(cell.share)}

    return {
        "code": one.code,
        "interviews": side(one.interviews),
        "questionnaire": side(one.questionnaire),
        "difference": _rounded(one.difference),
        "low": _rounded(one.low),
        "high": _rounded(one.high),
        "only_in": one.only_in,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula begins with '."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
