"""A timeline -> its table, its picture, what it shows in words, and a section of a report."""

from __future__ import annotations

from coder.analysis.timeline import Step, Timeline
from coder.report.pictures import Heat
from coder.report.sections import Section, Table, figure


def heading(step: Step) -> str:
    """How an interview is called: by its number and date, or by its transcript where it has no number.

    >>> heading(Step(2, "a.docx", "2021-03-15", 9, 9, 9)), heading(Step(None, "a.docx", "", 9, 9, 9))
    ('2 (2021-03-15)', 'a.docx')
    """
    name = step.transcript if step.interview is None else str(step.interview)
    return f"{name} ({step.date})" if step.date else name


def title(found: Timeline) -> str:
    """Whose timeline it is, and of which situation."""
    return f"{found.participant}, {found.situation}" if found.situation else found.participant


def timeline_table(found: Timeline) -> Table:
    """Codes by interviews: in how many passages each stands."""
    followed = "passages of the situation looked at" if found.situation else "passages looked at"
    note = "; ".join(f"interview {heading(step)}: {step.followed} {followed} of {step.passages}" for step in found.steps)
    return Table(
        f"Timeline of {title(found)}",
        ("Code", *(heading(step) for step in found.steps), "All"),
        tuple((f"{row.label} ({row.code})", *row.counts, sum(row.counts)) for row in found.rows),
        f"Passages with each code. {note[:1].upper()}{note[1:]}.",
    )


def heat(found: Timeline) -> Heat:
    """The same as shades."""
    counts = tuple(row.counts for row in found.rows)
    shown = tuple(tuple(float(n) if n else None for n in row) for row in counts)
    top = float(max((n for row in counts for n in row), default=1))
    columns = tuple(step.transcript if step.interview is None else f"Interview {step.interview}" for step in found.steps)
    return Heat(tuple(row.label for row in found.rows), columns, shown, 0, top)


def alt(found: Timeline) -> str:
    """What the picture shows, for those who do not see it."""
    parts = []
    for place, step in enumerate(found.steps):
        most = sorted((row for row in found.rows if row.counts[place]), key=lambda row: -row.counts[place])[:3]
        said = ", ".join(f"{row.label} {row.counts[place]}" for row in most) or "none"
        parts.append(f"interview {heading(step)}: {said}")
    return f"Codes of {title(found)} by interview; the commonest in {'; in '.join(parts)}." if parts else "No interviews."


def timeline_section(found: Timeline, said: str) -> Section:
    """The timeline with its picture."""
    if not found.rows:
        return Section(f"Timeline of {title(found)}", (said, "No code stands in any of these passages."))
    table = timeline_table(found)
    return Section(table.caption, (said, figure(heat(found), table.caption, alt(found)), table))
