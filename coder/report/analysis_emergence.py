"""Groups that no code fits, and the guards against forcing -> tables, sections and plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from coder.analysis.emergence import WEAK, Emerging, Group
from coder.analysis.forcing import Forcing, Refusals
from coder.analysis.passages import Passage
from coder.analysis.proposals import Proposal
from coder.analysis.quotes import shortened
from coder.analysis.references import reference
from coder.codebook import Codebook
from coder.report.agreement_document import count, listed
from coder.report.sections import Quote, Section, Table

TYPICAL = 3
"""Passages shown of each group."""
WORDS = 60
"""Words shown of a passage."""


@dataclass(frozen=True, slots=True)
class Emerged:
    """What the codebook does not hold yet, and where it may force; `said` tells whose codes they are.

    `late` are codes that came after some segments had been looked at.
    """

    found: Emerging
    forcing: Forcing
    proposed: tuple[Proposal, ...]
    codebook: Codebook
    said: str
    late: tuple[str, ...] = ()

    def guards(self) -> Table:
        """Per code: confirmed, refuted, unsure, and the share refuted with its interval."""
        asked = any(one.refuted for one in self.forcing.codes)
        rows = tuple(
            (
                self.codebook.by_id[one.code].label,
                one.confirmed,
                one.refuted,
                one.unsure,
                _share(one.share) if asked else "–",
                _range(one.low, one.high) if asked else "–",
                "yes" if one.attracts else "",
            )
            for one in self.forcing.codes
        )
        note = (
            "Segments in which a code was confirmed or added (a category's also for its theme), refuted, or left open (unsure, or as many "
            "for as against). Share refuted: of confirmed and refuted; intervals allow for several segments of one person. Attracts "
            f"refutations: at least three, and the whole interval above the share over all codes ({_share(self.forcing.overall)}). A code "
            "is refuted where it was suggested and did not fit: that may lie in its definition or in the suggestions."
        )
        columns = ("Code", "Confirmed", "Refuted", "Unsure", "Share refuted", "95 % interval", "Attracts refutations")
        return Table("Guards against forcing passages into codes: what coders confirmed and refuted", columns, rows, note)

    def sentences(self) -> tuple[str, ...]:
        """What the guards come to."""
        one = self.forcing
        between = f" (95 % interval {_range(one.low, one.high)}, over people)" if one.low is not None else ""
        found = [f"{one.uncoded:,} of {count(one.looked, 'segment')} looked at have no code: {_share(one.share)}{between}."]
        if self.found.noted:
            found.append(f"{count(self.found.noted, 'segment has', 'segments have')} an emergent note.")
        if self.late:
            labels = listed([self.codebook.by_id[code].label for code in self.late])
            found.append(f"Segments looked at before these codes came were not asked for them, and may have them: {labels}.")
        if not any(code.refuted for code in one.codes):
            found.append("No suggestion was refuted, or codes were given without suggestions.")
        for code in one.codes:
            if code.attracts:
                whole = self.codebook.by_id[code.code]
                found.append(
                    f"{whole.label} attracts refutations: it was refuted more often than other codes. Its definition: {whole.definition}"
                )
        return tuple(found)

    def grouping(self) -> tuple[str, ...]:
        """How the passages were grouped, and what to make of it."""
        groups, loose = self.found.groups, self.found.loose
        size = sum(len(group.passages) for group in groups) + len(loose)
        if not size:
            return ("No segment without a code is long enough to be grouped, and none has an emergent note.",)
        short = f" ({count(self.found.short, 'short reply', 'short replies')} left out)" if self.found.short else ""
        found = [
            f"{count(size, 'segment')} without a code or with an emergent note{short} make {count(len(groups), 'group')} of like ones."
        ]
        if loose:
            found.append(f"{count(len(loose), 'is', 'are')} like no other.")
        if self.found.silhouette is None:
            found.append("There are too few to choose a number of groups.")
        else:
            weak = (
                ": the groups run into each other, so read them as one list in a helpful order"
                if self.found.silhouette < WEAK
                else ""
            )
            found.append(f"Mean silhouette (1: groups well apart, 0: not apart) {self.found.silhouette:.2f}{weak}.")
        found.append("Groups are made of likeness in wording. Whether one is a category, people decide by reading.")
        return tuple(found)

    def groups(self) -> Table:
        """The groups with their words."""
        rows = tuple(
            (
                f"Group {n}",
                len(group.passages),
                group.people,
                ", ".join(group.words) or "–",
                listed(group.notes) if group.notes else "–",
                nearest,
            )
            for n, group in enumerate(self.found.groups, start=1)
            for nearest in [self._nearest(group)]
        )
        note = (
            "Words mark a group against all other segments (class-based tf-idf). Nearest code: the one whose segments are most like the "
            "group (cosine)."
        )
        return Table(
            "Segments that no code fits, grouped", ("Group", "Segments", "People", "Words", "Notes", "Nearest code"), rows, note
        )

    def _nearest(self, group: Group) -> str:
        return (
            f"{self.codebook.by_id[group.nearest].label} ({group.likeness:.2f})" if group.nearest and group.likeness > 0 else "–"
        )

    def typical(self, group: Group) -> tuple[Quote, ...]:
        """The passages of a group that are most like it."""
        return tuple(_quote(passage) for passage in group.passages[:TYPICAL])

    def section(self) -> Section:
        """All of it, for the report."""
        parts: list[str | Table | Section] = [*self.sentences(), self.guards(), *self.grouping()]
        if self.found.groups:
            parts.append(self.groups())
        for n, (group, proposal) in enumerate(zip(self.found.groups, self.proposed, strict=True), start=1):
            parts.append(
                Section(f"Group {n}" + (f": {proposal.label}" if group.words or group.notes else ""), self.typical(group))
            )
        return Section("What the codebook does not hold", tuple(parts))

    def guard_section(self) -> Section:
        """The guards alone."""
        return Section("Guards against forcing", (*self.sentences(), self.guards()))

    def data(self) -> dict[str, Any]:
        """As plain data."""
        one = self.forcing
        return {
            "said": self.said,
            "looked": one.looked,
            "uncoded": one.uncoded,
            "uncoded_share": _rounded(one.share),
            "uncoded_low": _rounded(one.low),
            "uncoded_high": _rounded(one.high),
            "noted": self.found.noted,
            "short_left_out": self.found.short,
            "refuted_overall": _rounded(one.overall),
            "codes": [_refusals(code) for code in one.codes],
            "silhouette": _rounded(self.found.silhouette),
            "groups": [
                {
                    "words": list(group.words),
                    "notes": list(group.notes),
                    "people": group.people,
                    "nearest": group.nearest,
                    "likeness": group.likeness,
                    "proposed": proposal.path,
                    "command": proposal.command,
                    "passages": [_passage(passage) for passage in group.passages],
                }
                for group, proposal in zip(self.found.groups, self.proposed, strict=True)
            ],
            "loose": [_passage(passage) for passage in self.found.loose],
        }


def _quote(passage: Passage) -> Quote:
    return Quote(shortened(passage.text, WORDS), reference(passage), passage.before)


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "segment": passage.id,
        "reference": reference(passage),
        "transcript": passage.transcript,
        "turn": passage.turn,
        "text": passage.text,
        "notes": list(passage.emergent),
    }


def _refusals(one: Refusals) -> dict[str, Any]:
    return {**asdict(one), "share": _rounded(one.share), "low": _rounded(one.low), "high": _rounded(one.high)}


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{100 * low:.1f} to {100 * high:.1f} %"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
