"""Codes as they accumulate, and their frequency by person -> tables, a picture, a section and plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from coder.analysis.saturation import Frequency, Saturation, Step
from coder.codebook import Codebook
from coder.report.agreement_document import count, listed
from coder.report.picture_rise import Rise
from coder.report.sections import Figure, Section, Table, Value, figure

WIDEST = 16
"""People beyond whom their columns are left out of the table of frequencies: `coder matrix` has them."""
FEW = 4
"""New codes that a row of the screen names."""


@dataclass(frozen=True, slots=True)
class Saturated:
    """How codes accumulate and how they spread over people; `said` tells whose codes they are."""

    saturation: Saturation
    people: tuple[str, ...]
    frequencies: tuple[Frequency, ...]
    codebook: Codebook
    said: str

    @property
    def unit(self) -> str:
        """What a step is."""
        return "respondent" if self.saturation.respondents else "interview"

    def table(self, *, briefly: bool = False) -> Table:
        """The steps in their order; `briefly` names only a few of many new codes."""
        one = self.saturation
        rows = tuple(self._row(step, briefly=briefly) for step in one.steps)
        columns = (self.unit.capitalize(), *(("Date",) if self._dated else ()), "Segments", "Codes", "New", "Found")
        where = "" if self._dated or one.order == "participant" else " None has a date."
        note = (
            f"In the order of {'dates' if one.order == 'date' else 'participants'}.{where} Codes that have none below them: {one.codes:,} "
            f"in the codebook. Random orders: mean (2.5th to 97.5th percentile) of {one.orders:,} orders, seed {one.seed}. {self.said}"
        )
        return Table(f"New codes by {self.unit}", (*columns, "Random orders", "Which are new"), rows, note)

    def _row(self, step: Step, *, briefly: bool) -> tuple[Value, ...]:
        date = (step.date or "–",) if self._dated else ()
        middle = f"{step.middle:.1f} ({step.low:.0f} to {step.high:.0f})"
        labels = self._labels(step.new)
        few = briefly and len(labels) > FEW
        which = f"{', '.join(labels[: FEW - 1])} and {len(labels) - FEW + 1} more" if few else listed(labels) if labels else "–"
        return step.reference, *date, step.passages, step.codes, len(step.new), step.found, middle, which

    @property
    def _dated(self) -> bool:
        return any(step.date for step in self.saturation.steps)

    def by_person(self) -> Table:
        """Each code's passages by person, and in how many people it is."""
        shown = self.people if len(self.people) <= WIDEST else ()
        rows: list[tuple[Value, ...]] = []
        for one in self.frequencies:
            rows.append((self.codebook.by_id[one.code].label, one.people, sum(one.passages), *(one.passages if shown else ())))
        note = (
            f"Segments that have the code, a category's also for its theme. {count(len(self.people), 'person', 'people')} in all."
        )
        return Table("Codes by person", ("Code", "People", "Segments", *shown), tuple(rows), note)

    def figure(self) -> Figure:
        """The line of codes found, over the band of random orders."""
        one = self.saturation
        names = (
            f"in the order of {'dates' if one.order == 'date' else 'participants'}",
            f"{one.orders:,} random orders: mean, 95 % of orders",
            f"all {one.codes:,} codes",
        )
        plot = Rise(
            steps=tuple(step.reference for step in one.steps),
            found=tuple(step.found for step in one.steps),
            middle=tuple(step.middle for step in one.steps),
            low=tuple(step.low for step in one.steps),
            high=tuple(step.high for step in one.steps),
            most=one.codes,
            axis="Codes found",
            names=names,
        )
        rise = ", ".join(f"{step.reference} {step.found}" for step in one.steps)
        caption = f"Codes found by {self.unit}, {names[0]}, and the band of {one.orders:,} random orders (seed {one.seed})."
        return figure(
            plot, caption, f"Line of codes found after each {self.unit}: {rise}, of {one.codes:,}. All figures are in the table."
        )

    def sentences(self) -> tuple[str, ...]:
        """What the figures come to."""
        one = self.saturation
        if not one.steps:
            return ("No interview was looked at.",)
        last = max((n for n, step in enumerate(one.steps, start=1) if step.new), default=0)
        found = one.steps[-1].found
        sentences = [
            f"{found:,} of the {one.codes:,} codes that have none below them were found in {count(len(one.steps), self.unit)}; the last "
            "new one came with the "
            f"{_ordinal(last)} ({one.steps[last - 1].reference})."
            if last
            else f"None of the {one.codes:,} codes that have none below them was found in {count(len(one.steps), self.unit)}."
        ]
        if one.once:
            sentences.append(f"Found in one {self.unit} only: {listed(self._labels(one.once))}.")
        if one.never:
            sentences.append(f"Never found: {listed(self._labels(one.never))}.")
        if one.uncounted:
            sentences.append(
                f"{count(one.uncounted, 'answer')} to a questionnaire, which are no interviews, are not counted here."
            )
        sentences.append(
            "That no new code comes says that this codebook has been filled, not that nothing new could be said: see the passages "
            "without a code (coder emergence)."
        )
        return tuple(sentences)

    def _labels(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.codebook.by_id[code].label for code in codes)

    def section(self) -> Section:
        """All of it, for the report."""
        parts: tuple[str | Table | Figure, ...] = self.sentences()
        if self.saturation.steps:
            parts = (*parts, self.figure(), self.table(), self.by_person())
        return Section("Saturation", parts)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "said": self.said,
            **{name: value for name, value in asdict(self.saturation).items() if name != "steps"},
            "steps": [_step(step) for step in self.saturation.steps],
            "people": list(self.people),
            "by_person": [
                {"code": one.code, "people": one.people, "passages": dict(zip(self.people, one.passages, strict=True))}
                for one in self.frequencies
            ],
        }


def _step(step: Step) -> dict[str, Any]:
    return {**asdict(step), "new": list(step.new)}


def _ordinal(n: int) -> str:
    """A place in an order.

    >>> [_ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 43)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '43rd']
    """
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
