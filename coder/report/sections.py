"""Results -> sections of plain parts, which one self-contained page and one Word file both show."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.errors import StudyError
from coder.report import pictures
from coder.report.pictures import Plot

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows; `note` stands below it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption and, for those who do not see it, what it shows."""

    caption: str
    alt: str
    png: bytes
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A participant's words, where they stand, and the question before them."""

    text: str
    reference: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another file, by its address from where the report lies."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled point of a report: paragraphs, tables, figures, quotations, links, and sections below it."""

    title: str
    parts: tuple[str | Table | Figure | Quote | Link | Section, ...]


_NUMBER = re.compile(r"[-–−+]?\d[\d,.]*( ?%)?( \(.*\))?( to [-–−]?[\d.,]+( ?%)?)?")
_NOTHING = ("", "–")


def figure(plot: Plot, caption: str, alt: str) -> Figure:
    """Draw a plot for the page and for the Word file."""
    return Figure(caption, alt, pictures.png(plot, alt), pictures.svg(plot, alt)[0].decode())


def of_words(table: Table) -> frozenset[int]:
    """The columns that hold words rather than numbers; the first one always does.

    >>> sorted(of_words(Table("", ("Code", "n", "%", "Where"), (("a", 3, "12.0 %", "P1"), ("b", 0, "–", "P2")))))
    [0, 3]
    """
    columns = range(1, len(table.columns))
    return frozenset({0} | {place for place in columns if not all(_is_number(row[place]) for row in table.rows)})


def _is_number(value: Value) -> bool:
    return not isinstance(value, str) or value in _NOTHING or _NUMBER.fullmatch(value) is not None


def written(value: Value) -> str:
    """A cell as it is shown.

    >>> written(1204), written(0.126), written("P1")
    ('1,204', '0.13', 'P1')
    """
    return value if isinstance(value, str) else f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def html(sections: Sequence[Section], title: str, lead: str = "", footer: str = "") -> str:
    """Write one page that holds everything it needs and asks for nothing."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("coder.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("sections.html").render(
        sections=sections,
        title=title,
        lead=lead,
        footer=footer,
        kind=lambda part: type(part).__name__,
        drawn=_drawn,
        of_words=of_words,
        written=written,
    )


def _drawn(one: Figure) -> tuple[str, str]:
    """The picture for light and for dark, as addresses that hold it; the same where there are only pixels."""
    if not one.svg:
        same = f"data:image/png;base64,{b64encode(one.png).decode()}"
        return same, same
    light = one.svg.encode()
    return _address(light), _address(pictures.dark(light))


def _address(image: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(image).decode()}"


def docx(sections: Sequence[Section], title: str, path: Path, lead: str = "", footer: str = "") -> None:
    """Write a Word file with the same parts, whole or not at all."""
    from coder.report.sections_docx import sections_docx

    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(sections_docx(sections, title, lead, footer))
        beside.replace(path)
    except OSError as error:
        if beside.exists():
            beside.unlink()
        raise StudyError(f"{path}: cannot be written ({error.strerror}): is it open in another program?") from None
