"""Numbers -> pictures by matplotlib: the same bytes on every run, as SVG for a page (light and dark) and PNG for a Word file.

Plots are plain data, so that a picture and the table beside it are made from the same numbers.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coder.report.picture_bars import Bars, draw_bars, on_shade, shade
from coder.report.picture_curves import Curves, draw_curves
from coder.report.picture_graph import Graph, Inks, draw_graph
from coder.report.picture_rise import Rise, draw_rise

INK, FAINT, LINE, PAPER = "#1d2430", "#667080", "#c9ced6", "#fefefd"
COLOURS = ("#1f6fb4", "#c2571a", "#2c8a57", "#8b5fb5", "#a8842c", "#c04a7a", "#4b8f9c", "#7a7f4b")
DARK = {
    INK: "#e8eaee",
    FAINT: "#a3abb8",
    LINE: "#4a5260",
    PAPER: "#16191f",
    **dict(zip(COLOURS, ("#6db3ef", "#f0955c", "#6fcf9a", "#c3a0e6", "#dcbd6b", "#ee8db3", "#8accd8", "#bcc189"), strict=True)),
}
"""What the colours of the light picture become in the dark one."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
LONGEST = 34
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "coder",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": LINE,
    "axes.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": LINE,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


@dataclass(frozen=True, slots=True)
class Forest:
    """Values with their intervals, one below the other; a value of None is written as undefined.

    `rows` are label, value, low, high, n, whether it is a total; `marks` are lines to be reached.
    """

    rows: tuple[tuple[str, float | None, float | None, float | None, int, bool], ...]
    axis: str
    marks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of numbers as shades; None is left blank. `digits` after the point; `top` is the darkest shade's number.

    `title` stands above it, where the picture goes about without its caption.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    digits: int
    top: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """Several series of numbers on one line for each row."""

    rows: tuple[str, ...]
    series: Mapping[str, tuple[float | None, ...]]
    axis: str


@dataclass(frozen=True, slots=True)
class Course:
    """A value with its interval at steps one after the other."""

    steps: tuple[str, ...]
    values: tuple[tuple[float | None, float | None, float | None], ...]
    axis: str


Plot = Bars | Forest | Heat | Dots | Course | Curves | Graph | Rise


def svg(plot: Plot, alt: str = "") -> tuple[bytes, bytes]:
    """Draw a plot for light and for dark paper; `alt` says within the picture what it shows."""
    light = _drawn(plot, "svg", {"Date": None, "Creator": None, **({"Title": alt} if alt else {})})
    return light, dark(light)


def dark(light: bytes) -> bytes:
    """Give a picture that was drawn for light paper the colours for dark paper."""
    for colour, other in DARK.items():
        light = light.replace(colour.encode(), other.encode())
    return light


def png(plot: Plot, alt: str = "") -> bytes:
    """Draw a plot as pixels; `alt` says within the file what it shows."""
    return _drawn(plot, "png", {"Software": None, **({"Description": alt} if alt else {})})


def _drawn(plot: Plot, form: str, metadata: dict[str, Any]) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure as Sheet

    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # a letter that the font lacks is a box in the picture, a letter in the table
        sheet = Sheet(facecolor=PAPER, layout="constrained")
        _DRAW[type(plot)](plot, sheet)
        stream = io.BytesIO()
        sheet.savefig(stream, format=form, dpi=200, metadata=metadata)
    return stream.getvalue()


def _forest(plot: Forest, sheet: Any) -> None:
    sheet.set_size_inches(7.6, 0.75 + 0.26 * len(plot.rows))
    axes = sheet.add_subplot(facecolor="none")
    lows = [low for _, _, low, _, _, _ in plot.rows if low is not None] + [v for _, v, *_ in plot.rows if v is not None]
    left = min([0.0, *lows]) - 0.03
    for mark in plot.marks:
        axes.axvline(mark, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
    for place, (_, value, low, high, _, total) in enumerate(plot.rows):
        colour = COLOURS[1] if total else COLOURS[0]
        if low is not None and high is not None:
            axes.plot([low, high], [place, place], color=colour, linewidth=1.8, solid_capstyle="butt")
        if value is None:
            axes.text(left + 0.01, place, "undefined", color=FAINT, va="center", style="italic", fontsize=8)
        else:
            axes.plot([value], [place], marker="D" if total else "o", color=colour, markersize=5.5)
    axes.set_xlim(left, 1.03)
    axes.set_xlabel(plot.axis)
    _rows(axes, tuple(label for label, *_ in plot.rows))
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(range(len(plot.rows)), [_beside(value, n) for _, value, _, _, n, _ in plot.rows], color=FAINT, fontsize=8)
    beside.tick_params(length=0)
    beside.spines["right"].set_visible(False)


def _beside(value: float | None, n: int) -> str:
    return f"n = {n:,}" if value is None else f"{value:.2f}, n = {n:,}"


def _heat(plot: Heat, sheet: Any) -> None:
    wide = max(0.42, 0.1 + 0.085 * max(len(_written(v, plot.digits)) for row in plot.values for v in row))
    sheet.set_size_inches(min(2.6 + wide * len(plot.columns), 11.0), min(1.6 + 0.3 * len(plot.rows), 11.0))
    if plot.title:
        sheet.suptitle(plot.title, fontsize=9, x=0.01, ha="left", wrap=True)
    axes = sheet.add_subplot(facecolor="none")
    for y, row in enumerate(plot.values):
        for x, value in enumerate(row):
            if value is not None:
                share = min(max(value / plot.top, 0.0), 1.0) if plot.top else 0.0
                axes.add_patch(_tile(x, y, shade(share)))
                axes.text(
                    x,
                    y,
                    _written(value, plot.digits),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color=on_shade(share),
                )
    axes.set_xlim(-0.5, len(plot.columns) - 0.5)
    axes.set_xticks(range(len(plot.columns)), [_short(name, 22) for name in plot.columns], rotation=40, ha="right")
    axes.tick_params(axis="x", length=0)
    _rows(axes, plot.rows, lines=False)


def _tile(x: int, y: int, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.47), 0.96, 0.94, facecolor=colour, edgecolor="none")


def _written(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _dots(plot: Dots, sheet: Any) -> None:
    sheet.set_size_inches(7.6, 0.95 + 0.26 * len(plot.rows))
    axes = sheet.add_subplot(facecolor="none")
    for number, (name, values) in enumerate(plot.series.items()):
        points = [(value, place) for place, value in enumerate(values) if value is not None]
        style = {"marker": MARKS[number % len(MARKS)], "color": COLOURS[number % len(COLOURS)], "markersize": 5.5}
        axes.plot([x for x, _ in points], [y for _, y in points], linestyle="none", label=_short(name), alpha=0.85, **style)
    axes.set_xlim(left=-0.004)
    axes.set_xlabel(plot.axis)
    _rows(axes, plot.rows)
    sheet.legend(loc="outside upper right", ncols=min(len(plot.series), 5), frameon=False)


def _course(plot: Course, sheet: Any) -> None:
    sheet.set_size_inches(6.0, 2.9)
    axes = sheet.add_subplot(facecolor="none")
    known = [(x, *row) for x, row in enumerate(plot.values) if row[0] is not None]
    for x, _, low, high in known:
        if low is not None:
            axes.plot([x, x], [low, high], color=COLOURS[0], linewidth=1.8)
    axes.plot([x for x, *_ in known], [value for _, value, *_ in known], marker="o", color=COLOURS[0], linewidth=1.0)
    axes.set_xticks(range(len(plot.steps)), [_short(step) for step in plot.steps])
    axes.set_xlim(-0.4, len(plot.steps) - 0.6)
    axes.set_ylabel(plot.axis)
    axes.grid(axis="y", color=LINE, linewidth=0.5)
    _open(axes)


def _rows(axes: Any, labels: tuple[str, ...], lines: bool = True) -> None:
    axes.set_yticks(range(len(labels)), [_short(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    if lines:
        axes.grid(axis="y", color=LINE, linewidth=0.4)
        axes.set_axisbelow(True)
    _open(axes)
    axes.spines["left"].set_visible(False)
    if not lines:
        axes.spines["bottom"].set_visible(False)


def _open(axes: Any) -> None:
    axes.spines["top"].set_visible(False)
    axes.spines["right"].set_visible(False)


def _short(label: str, longest: int = LONGEST) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _curves(plot: Curves, sheet: Any) -> None:
    draw_curves(plot, sheet, Inks(INK, FAINT, LINE, PAPER, COLOURS))


def _graph(plot: Graph, sheet: Any) -> None:
    draw_graph(plot, sheet, Inks(INK, FAINT, LINE, PAPER, COLOURS))


def _rise(plot: Rise, sheet: Any) -> None:
    draw_rise(plot, sheet, Inks(INK, FAINT, LINE, PAPER, COLOURS))


def _bars(plot: Bars, sheet: Any) -> None:
    draw_bars(plot, sheet, Inks(INK, FAINT, LINE, PAPER, COLOURS))


_DRAW: dict[type, Callable[[Any, Any], None]] = {
    Bars: _bars,
    Forest: _forest,
    Heat: _heat,
    Dots: _dots,
    Course: _course,
    Curves: _curves,
    Graph: _graph,
    Rise: _rise,
}
