"""Configurations and what stands together -> sections of a report, and the same rows for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.analysis.configurations import Evidence, Link, Part, Stand, Tally
from coder.analysis.passages import Passage
from coder.analysis.references import reference
from coder.analysis.together import Companions, Reach, Together
from coder.codebook import Codebook
from coder.report.sections import Quote, Section, Table

NO_CAUSE = (
    "Standing together is no cause: it shows where to read. Passages that say much hold many codes, and among so many "
    "comparisons some stand out by chance."
)
UNJUDGED = "not judged yet"
_MOST = 40


def evidence_table(found: Sequence[Evidence]) -> Table:
    """How many passages, people and interviews stand for each configuration, part by part, and how many passages against it."""
    rows: tuple[tuple[str | int, ...], ...] = tuple(
        (
            one.configuration.id,
            one.configuration.strength or UNJUDGED,
            *(one.parts[part].passages for part in Part),
            one.supports.passages,
            one.supports.people,
            one.supports.interviews,
            one.whole,
            one.counter.passages,
        )
        for one in found
    )
    parts = tuple(part.value.capitalize() for part in Part)
    gone = sum(one.gone for one in found)
    return Table(
        "Configurations and the passages linked to them",
        ("Configuration", "Evidence", *parts, "Passages", "People", "Interviews", "People with all parts", "Counter-examples"),
        rows,
        f"{gone} linked passage{'s are' if gone != 1 else ' is'} in no transcript any more, and not counted." if gone else "",
    )


def configurations_section(found: Sequence[Evidence], links: Sequence[Link], passages: Mapping[str, Passage]) -> Section:
    """Each configuration with its counts and the passages linked to it, `passages` by their ids."""
    if not found:
        return Section("Configurations", ("No configuration has been stated.",))
    parts = [_one(one, [link for link in links if link.configuration == one.configuration.id], passages) for one in found]
    lead = "Researchers linked passages to each statement; the counts say how much stands there, not that one thing brought about another."
    return Section("Configurations", (lead, evidence_table(found), *parts))


def _one(one: Evidence, links: Sequence[Link], passages: Mapping[str, Passage]) -> Section:
    said = one.configuration
    lead = f"{said.statement} Strength of evidence: {said.strength or UNJUDGED}. {in_words(one.supports)}."
    below = []
    for title, wanted in (
        *((part.value.capitalize(), (part, Stand.SUPPORTS)) for part in Part),
        ("Counter-examples", (None, Stand.COUNTER)),
    ):
        ids = dict.fromkeys(link.segment for link in links if link.stand is wanted[1] and wanted[0] in (None, link.part))
        quotes = tuple(Quote(passages[one].text, reference(passages[one])) for one in ids if one in passages)
        if quotes:
            below.append(Section(title, quotes))
    return Section(said.id, (lead, *below))


def in_words(tally: Tally) -> str:
    """A tally as a phrase.

    >>> in_words(Tally(1, 1, 1)), in_words(Tally(0, 0, 0))
    ('1 passage of 1 person in 1 interview', 'No passage is linked yet')
    """
    if not tally.passages:
        return "No passage is linked yet"
    people = f"{tally.people} {'person' if tally.people == 1 else 'people'}"
    interviews = f"{tally.interviews} interview{'s' * (tally.interviews != 1)}"
    return f"{tally.passages} passage{'s' * (tally.passages != 1)} of {people} in {interviews}"


def companions_table(found: Companions, codebook: Codebook, most: int = _MOST) -> Table:
    """The codes that stand together most above chance, by default the first 40 sets."""
    shown = found.found[:most]
    more = len(found.found) - len(shown)
    note = f"{found.orders:,} random placements, seed {found.seed}; {found.compared} sets of codes compared"
    note += f"; {more} more that stand together are in the data." if more else "."
    return Table(
        "Codes of different parts that stand together",
        ("Codes", "Where", "Found", "People", "Interviews", "By chance", "95 % of chance", "Ratio", "As often by chance"),
        tuple(_row(one, codebook) for one in shown),
        f"{note} {NO_CAUSE}",
    )


def _row(one: Together, codebook: Codebook) -> tuple[str | int, ...]:
    named = " + ".join(
        f"{part.value[0].upper()} {codebook.by_id[code].label}" for part, code in zip(one.parts, one.codes, strict=True)
    )
    return (
        named,
        one.reach.value,
        one.observed,
        one.people,
        one.interviews,
        f"{one.expected:.1f}",
        f"{one.low:.0f} to {one.high:.0f}",
        "–" if one.ratio is None else f"{one.ratio:.1f}",
        f"{100 * one.as_often:.1f} %",
    )


def companions_section(found: Companions, codebook: Codebook, said: str) -> Section:
    """What stands together, against chance."""
    if not found.found:
        return Section("What stands together", (said, "No codes of different parts stand together."))
    reaches = ", ".join(reach.value for reach in Reach)
    lead = (
        f"Counted where codes of different parts stand in {reaches}, against each code placed at random within its transcripts."
    )
    return Section("What stands together", (said, lead, companions_table(found, codebook)))
