"""Facts -> the sections of a study's report that no other command makes: the data, the codebook as used, agreement, reproduction."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from coder.agreement import COEFFICIENTS
from coder.analysis.matrix import Matrix
from coder.report.agreement_document import count, listed, with_interval
from coder.report.agreement_methods import reached
from coder.report.sections import Figure, Link, Quote, Section, Table
from coder.report.study_facts import Facts, Interview

Part = str | Table | Figure | Quote | Link | Section


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Number tables and figures through the whole report, as a paper does."""
    tables, figures = itertools.count(1), itertools.count(1)

    def one(section: Section) -> Section:
        return replace(section, parts=tuple(part(each) for each in section.parts))

    def part(each: Part) -> Part:
        if isinstance(each, Section):
            return one(each)
        if isinstance(each, Table):
            return replace(each, caption=f"Table {next(tables)}. {each.caption}")
        if isinstance(each, Figure):
            return replace(each, caption=f"Figure {next(figures)}. {each.caption}")
        return each

    return tuple(one(section) for section in sections)


def said_once(section: Section, said: str) -> Section:
    """Leave out of paragraphs and of notes below tables what the report says once for all: whose codes are counted."""
    parts: list[Part] = []
    for each in section.parts:
        if isinstance(each, Section):
            parts.append(said_once(each, said))
        elif isinstance(each, Table):
            parts.append(replace(each, note=each.note.replace(said, "").strip()))
        elif each != said:
            parts.append(each)
    return replace(section, parts=tuple(parts))


def shorter(section: Section, most: int, where: str) -> Section:
    """Cut its tables to so many rows, saying how many are left out and which command has them."""
    return replace(
        section, parts=tuple(_shorter(each, most, where) if isinstance(each, Table) else each for each in section.parts)
    )


def _shorter(table: Table, most: int, where: str) -> Table:
    left = len(table.rows) - most
    if left <= 0:
        return table
    note = f"{count(left, 'more row is', 'more rows are')} left out here: {where} --json has all. {table.note}".strip()
    return replace(table, rows=table.rows[:most], note=note)


def data_section(facts: Facts) -> Section:
    """What was read: interviews, tables of answers, participants."""
    parts: list[str | Table] = []
    if facts.interviews:
        dated = any(one.date for one in facts.interviews)
        rows = tuple(
            (one.reference, *((one.date or "–",) if dated else ()), one.turns, one.segments, one.words)
            for one in facts.interviews
        )
        note = (
            f"{count(len(facts.people), 'person', 'people')}, {sum(one.words for one in facts.interviews):,} words by "
            f"participants.{_key(facts.interviews)}"
        )
        columns = ("Interview", *(("Date",) if dated else ()), "Turns", "Segments", "Words")
        parts.append(Table("Interviews", columns, rows, note))
    if facts.answers:
        answers = tuple((one.name, one.respondents, one.answers, one.words) for one in facts.answers)
        parts.append(Table("Free-text answers", ("Table", "Respondents", "Answers", "Words"), answers))
    names = list(dict.fromkeys(name for of in facts.variables.values() for name in of))
    if names:
        people = tuple((who, *(of.get(name, "–") for name in names)) for who, of in facts.variables.items())
        parts.append(Table("Participants", ("Participant", *names), people))
    return Section("Data", tuple(parts) or ("No transcript has been read.",))


def codebook_section(facts: Facts, found: Matrix) -> Section:
    """Every code with its definition, and how often it was found."""
    book = facts.codebook
    totals = dict(zip(found.codes, found.totals, strict=True))
    roles = any(code.role for code in book.codes)
    rows = tuple(
        (
            f"{'– ' * book.depth(code.id)}{code.label}",
            *((book.roles.get(code.role, "") or "–",) if roles else ()),
            code.definition,
            totals[code.id].segments,
            totals[code.id].people,
        )
        for code in book.codes
    )
    columns = ("Code", *(("Role",) if roles else ()), "What it covers", "Segments", "People")
    parts: list[str | Table] = [
        f"“{book.title}”, version {book.version}. A dash stands before a code that is below another.",
        Table("Codebook", columns, rows, facts.said),
    ]
    if facts.changes:
        changes = tuple(
            (change.after, change.at[:10], f"{change.kind.value} {', '.join(change.new)}", change.who, change.why)
            for change in facts.changes
        )
        parts.append(Table("Changes of the codebook", ("Version", "Date", "What", "Who", "Why"), changes))
    return Section("Codebook as used", tuple(parts))


def _key(interviews: Sequence[Interview]) -> str:
    """How to read a reference, where it is shorter than what it stands for."""
    for one in interviews:
        if one.number is not None and "interview" not in one.reference:
            return f" {one.reference} is participant {one.participant}, interview {one.number}, and so on."
    return ""


def agreement_section(facts: Facts, page: str) -> Section:
    """Agreement in a few words, and where the whole report on it is ("" where there is none)."""
    measured = facts.agreement
    if measured is None:
        return Section("Agreement", (f"Agreement was not measured: {facts.no_agreement}.",))
    level = measured.summary.options.level
    high, middle, low = reached(measured)
    blind = "of what was coded blind, " if measured.blind else ""
    said = (
        f"{listed(measured.summary.coders)}, {blind}{count(measured.whole.n_units, 'segment')} rated in full by two or more: "
        f"{COEFFICIENTS['alpha'].title} of whole code sets ({measured.distance.upper()} distance) {with_interval(measured.whole, level)}; "
        f"mean alpha over codes {with_interval(measured.summary.get('macro_mean'), level)}; 0.800 or more for {count(high, 'code')}, "
        f"0.667 to below 0.800 for {middle}, lower for {low}."
    )
    caution = "" if measured.blind else "Agreement between people who saw the same suggestions is not evidence of reliability."
    link = (Link("The whole report on agreement", page),) if page else ()
    return Section("Agreement", tuple(filter(None, (said, caution, *link))))


def reproduction_section(facts: Facts, seed: int) -> Section:
    """With what it was made, so that the same comes out again."""
    rows = (
        ("Study", facts.study),
        ("Decisions in the ledger", f"{facts.decisions:,}, the last of {facts.until or '–'}"),
        ("Codebook", f"{facts.codebook.title}, version {facts.codebook.version}, SHA-256 {facts.codebook.sha256}"),
        ("Codes counted", facts.said),
        *(("Model whose suggestions were given out", identity) for identity in facts.models),
        ("Seed of what is drawn at random here", str(seed)),
        *((f"Seed of the round “{one.name}”", str(one.seed)) for one in facts.rounds),
        *((name if name != "coder" else "transcript-theme-coder", version) for name, version in facts.versions.items()),
    )
    note = "The same ledger, versions and seeds give the same report, byte for byte."
    return Section("Reproduction", (Table("What this report was made with", ("What", "Which"), rows, note),))
