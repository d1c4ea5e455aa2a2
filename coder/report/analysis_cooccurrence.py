"""Codes that stand in one passage -> a table, a heat map, a section and plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coder.analysis.cooccurrence import Cooccurrence, Pair
from coder.codebook import Codebook
from coder.report.agreement_document import count, listed
from coder.report.pictures import Heat
from coder.report.sections import Figure, Section, Table, figure

SHOWN = 20
"""Pairs in a table; plain data has all of them."""


@dataclass(frozen=True, slots=True)
class Together:
    """Which codes stand together; `said` tells whose codes they are."""

    found: Cooccurrence
    codebook: Codebook
    said: str

    def table(self) -> Table:
        """The pairs that stand together most often."""
        most = self.found.most
        label = dict(zip(self.found.codes, _labels(self.found.codes, self.codebook), strict=True))
        rows = tuple(
            (label[one.first], label[one.second], one.together, f"{one.expected:.1f}", _lift(one), one.people)
            for one in most[:SHOWN]
        )
        left = (
            f" {count(len(most) - SHOWN, 'more pair stands', 'more pairs stand')} together less often."
            if len(most) > SHOWN
            else ""
        )
        note = (
            f"Of {count(self.found.passages, 'segment')} looked at, by {count(self.found.people, 'person', 'people')}. Expected: if either "
            "code were as frequent with the other as without it; lift: together over expected. A category counts for its theme; a "
            f"code and one above it are no pair.{left} {self.said}"
        )
        return Table("Codes that stand in one segment", ("Code", "and", "Together", "Expected", "Lift", "People"), rows, note)

    def figure(self) -> Figure:
        """A heat map of the counts, its diagonal blank."""
        codes = self.found.codes
        counts = {(one.first, one.second): one.together for one in self.found.pairs}
        both = {**counts, **{(b, a): n for (a, b), n in counts.items()}}
        values = tuple(tuple(both.get((a, b)) for b in codes) for a in codes)
        labels = _labels(codes, self.codebook)
        most = self.found.most
        top = f" Most: {self._pair(most[0])}, {most[0].together:,}." if most else " No two codes stand together."
        return figure(
            Heat(labels, labels, values, 0, float(most[0].together if most else 0)),
            "Segments in which two codes stand together (blank: a code with itself or with one above it).",
            f"Heat map of codes by codes.{top} The table has the pairs that stand together most often.",
        )

    def sentences(self) -> tuple[str, ...]:
        """What to mind, and the pairs that keep apart."""
        found = [
            "Standing together is no cause, and may come from a few people, long segments, or how coders read: look at the passages."
        ]
        if self.found.apart:
            pairs = listed([f"{self._pair(one)} ({one.expected:.1f})" for one in self.found.apart[:10]])
            found.append(f"Never together, though three or more would be expected (in brackets): {pairs}.")
        return tuple(found)

    def _pair(self, one: Pair) -> str:
        return f"{self.codebook.by_id[one.first].label} with {self.codebook.by_id[one.second].label}"

    def section(self) -> Section:
        """All of it, for the report."""
        if not self.found.most:
            return Section("Codes together", ("No two codes stand in one segment.",))
        return Section("Codes together", (*self.sentences(), self.figure(), self.table()))

    def data(self) -> dict[str, Any]:
        """As plain data, with every pair."""
        return {
            "said": self.said,
            "passages": self.found.passages,
            "people": self.found.people,
            "codes": list(self.found.codes),
            "pairs": [
                {**asdict(one), "expected": round(one.expected, 4), "lift": _rounded(one.lift)} for one in self.found.pairs
            ],
        }


def _labels(codes: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """Labels for a picture; the path where two codes are called the same."""
    labels = [codebook.by_id[code].label for code in codes]
    return tuple(code if labels.count(label) > 1 else label for code, label in zip(codes, labels, strict=True))


def _lift(one: Pair) -> str:
    return "–" if one.lift is None else f"{one.lift:.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
