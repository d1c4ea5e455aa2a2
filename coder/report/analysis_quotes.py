"""Quotations -> sections in the style of a results section: one table a theme, or each quotation with the question before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.analysis.quotes import Quoted
from coder.codebook import Codebook
from coder.records import Code
from coder.report.sections import Quote, Section, Table

COLUMNS = ("Theme", "Category", "Quotation", "Source")


def quotes_sections(found: Sequence[Quoted], codebook: Codebook, said: str, seed: int, context: bool) -> tuple[Section, ...]:
    """Set out quotations theme by theme; codes of a family that have none below them share one section."""
    note = (
        f"{said} Quotations were taken in turn from each person, spread over interviews (seed {seed}); "
        "they show what was said, not how often. [...] marks words left out here."
    )
    sections = [_section(title, codes, codebook, context) for title, codes in _themes(found, codebook)]
    return (Section("About these quotations", (note,)), *sections) if sections else ()


def _themes(found: Iterable[Quoted], codebook: Codebook) -> Iterable[tuple[str, list[Quoted]]]:
    """The quotations by the section they belong in, in the codebook's order."""
    families = {family.id: family.label for family in codebook.families}
    by_section: dict[str, list[Quoted]] = {}
    for one in found:
        top = top_of(one.code, codebook)
        title = top.label if codebook.children(top.id) else families[top.family]
        by_section.setdefault(title, []).append(one)
    return by_section.items()


def top_of(code: str, codebook: Codebook) -> Code:
    """The theme of a code: the code above it at the top of its family, or itself."""
    return codebook.by_id[[code, *codebook.ancestors(code)][-1]]


def named(one: Quoted, codebook: Codebook) -> str:
    """What a code's quotations are headed: its label and its role, or that the theme stands alone."""
    code = codebook.by_id[one.code]
    if one.alone:
        return "The theme alone"
    return f"{code.label} ({codebook.roles[code.role]})" if code.role else code.label


def _section(title: str, found: Sequence[Quoted], codebook: Codebook, context: bool) -> Section:
    shown = _with_questions(found, codebook) if context else (_table(title, found, codebook),)
    return Section(title, shown)


def _with_questions(found: Sequence[Quoted], codebook: Codebook) -> tuple[Section, ...]:
    return tuple(
        Section(
            named(one, codebook),
            (
                f"{codebook.by_id[one.code].definition} {_counted(one)}.",
                *(Quote(each.text, each.reference, each.passage.before) for each in one.quotations),
            ),
        )
        for one in found
    )


def _table(title: str, found: Sequence[Quoted], codebook: Codebook) -> Table:
    rows: list[tuple[str, ...]] = []
    for one in found:
        theme = top_of(one.code, codebook)
        category = "" if one.code == theme.id and not one.alone else named(one, codebook)
        rows += [(theme.label, category, f"“{each.text}”", each.reference) for each in one.quotations]
    columns: tuple[str, ...] = COLUMNS
    if not any(row[1] for row in rows):
        columns, rows = (COLUMNS[0], *COLUMNS[2:]), [(row[0], *row[2:]) for row in rows]
    counts = "; ".join(f"{_label(one, codebook)}: {_counted(one)}" for one in found)
    return Table(f"{title}: quotations", columns, tuple(rows), f"{counts}.")


def _label(one: Quoted, codebook: Codebook) -> str:
    return f"{codebook.by_id[one.code].label}, alone" if one.alone else codebook.by_id[one.code].label


def _counted(one: Quoted) -> str:
    return (
        f"{len(one.quotations):,} of {one.passages:,} passage{'s' * (one.passages != 1)} "
        f"by {one.people:,} {'person' if one.people == 1 else 'people'}"
    )
