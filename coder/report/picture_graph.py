"""Boxes in columns, joined by lines -> a drawing: the shape of an explanatory model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_BOX, _TALL, _GAP, _BETWEEN, _MARGIN = 2.8, 0.46, 0.13, 1.5, 0.62
"""In inches: width and height of a box, between boxes, between columns, around all."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its words, the words below them, the column, the group it is framed with ("" for none), and which colour it has."""

    label: str
    below: str
    column: int
    group: str
    colour: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Columns with their headings, boxes in order, lines as (box, box, weight, words on it), and the colours' meanings."""

    columns: tuple[str, ...]
    boxes: tuple[Box, ...]
    lines: tuple[tuple[int, int, float, str], ...]
    legend: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours to draw with."""

    ink: str
    faint: str
    line: str
    paper: str
    colours: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Frame:
    label: str
    column: int
    top: float
    bottom: float


def draw_graph(plot: Graph, sheet: Any, inks: Inks) -> None:
    """Draw a graph on a matplotlib figure."""
    middles, frames, high = _places(plot)
    wide = 2 * _MARGIN + len(plot.columns) * _BOX + (len(plot.columns) - 1) * _BETWEEN
    high += 0.55 + (0.35 if plot.legend else 0.1)
    sheet.set_size_inches(wide, high)
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    _headings(plot, axes, inks)
    for frame in frames:
        _framed(frame, axes, inks)
    heaviest = max((weight for _, _, weight, _ in plot.lines), default=1.0)
    ports = _ports(plot, middles)
    for number, (_, _, weight, words) in enumerate(plot.lines):
        _joined(_course(plot, number, ports), axes, inks, 0.7 + 4.3 * weight / heaviest, words, 0.84 - 0.12 * (number % 2))
    for box, middle in zip(plot.boxes, middles, strict=True):
        _boxed(box, middle, axes, inks)
    for number, (colour, words) in enumerate(plot.legend):
        left = _MARGIN + 1.3 * number
        axes.add_patch(_rectangle(left, high - 0.28, 0.1, 0.16, inks.colours[colour]))
        axes.text(left + 0.17, high - 0.2, words, color=inks.ink, fontsize=8.5, va="center")


def _left(column: int) -> float:
    return _MARGIN + column * (_BOX + _BETWEEN)


def _places(plot: Graph) -> tuple[list[float], list[_Frame], float]:
    """The middle of every box from the top, the frames of groups, and how high the tallest column is.

    The boxes of shorter columns stand further apart, so that lines to them do not run into one.
    """
    middles = [0.0] * len(plot.boxes)
    frames: list[_Frame] = []
    lengths = [_stacked(plot, column, 0.0, 0.0, middles, []) for column in range(len(plot.columns))]
    for column, length in enumerate(lengths):
        spare = max(lengths) - length
        groups = len(list(groupby(box.group or number for number, box in enumerate(plot.boxes) if box.column == column)))
        apart = spare / (groups + 1)
        _stacked(plot, column, 0.5 + apart, apart, middles, frames)
    return middles, frames, max(lengths)


def _stacked(plot: Graph, column: int, top: float, apart: float, middles: list[float], frames: list[_Frame]) -> float:
    """Put the boxes of a column below each other from `top`, groups (or single boxes) `apart`; returns where it ends."""
    numbers = [number for number, box in enumerate(plot.boxes) if box.column == column]
    place = top
    for group, members in groupby(numbers, key=lambda number: plot.boxes[number].group or number):
        begin = place
        framed = isinstance(group, str)
        place += 0.3 if framed else 0.0
        for number in members:
            middles[number] = place + _TALL / 2
            place += _TALL + _GAP
        if framed:
            frames.append(_Frame(str(group), column, begin, place))
            place += 0.16
        place += apart
    return place


def _side(plot: Graph, number: int, other: int) -> int:
    """On which side of box `number` a line to box `other` ends: -1 left, 1 right."""
    here, there = plot.boxes[number].column, plot.boxes[other].column
    if here == there:
        return 1 if here == len(plot.columns) - 1 and here else -1
    return 1 if there > here else -1


def _ports(plot: Graph, middles: Sequence[float]) -> dict[tuple[int, int], float]:
    """Where the end of each line (line, box) touches its box: spread over the side, in the order of the lines' other ends."""
    ends: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for line, (first, second, _, _) in enumerate(plot.lines):
        for box, other in ((first, second), (second, first)):
            ends.setdefault((box, _side(plot, box, other)), []).append((middles[other], line))
    found = {}
    for (box, _), lines in ends.items():
        step = min(0.1, (_TALL - 0.08) / max(len(lines) - 1, 1))
        for place, (_, line) in enumerate(sorted(lines)):
            found[line, box] = middles[box] + step * (place - (len(lines) - 1) / 2)
    return found


def _course(plot: Graph, line: int, ports: dict[tuple[int, int], float]) -> list[tuple[float, float]]:
    """The four points of a line's curve."""
    first, second = sorted(plot.lines[line][:2], key=lambda number: (plot.boxes[number].column, number))
    one, other = plot.boxes[first].column, plot.boxes[second].column
    y, z = ports[line, first], ports[line, second]
    if one == other:
        side = _side(plot, first, second)
        edge = _left(one) + (_BOX if side > 0 else 0.0)
        bow = edge + side * min(0.25 + 0.12 * abs(z - y), _MARGIN)
        return [(edge, y), (bow, y), (bow, z), (edge, z)]
    start, end = _left(one) + _BOX, _left(other)
    return [(start, y), (start + _BETWEEN / 2, y), (end - _BETWEEN / 2, z), (end, z)]


def _headings(plot: Graph, axes: Any, inks: Inks) -> None:
    for column, words in enumerate(plot.columns):
        axes.text(_left(column) + _BOX / 2, 0.24, words, color=inks.ink, fontsize=11, fontweight="bold", ha="center", va="center")
        if column:
            start = _left(column) - _BETWEEN + 0.2
            style = {"arrowstyle": "-|>", "color": inks.faint, "linewidth": 1.4}
            axes.annotate("", xy=(start + _BETWEEN - 0.4, 0.24), xytext=(start, 0.24), arrowprops=style)


def _framed(frame: _Frame, axes: Any, inks: Inks) -> None:
    axes.add_patch(_rectangle(_left(frame.column) - 0.1, frame.top, _BOX + 0.2, frame.bottom - frame.top, "none", inks.line))
    axes.text(_left(frame.column), frame.top + 0.16, _short(frame.label, 40), color=inks.faint, fontsize=8, va="center", zorder=4)


def _boxed(box: Box, middle: float, axes: Any, inks: Inks) -> None:
    left, top = _left(box.column), middle - _TALL / 2
    axes.add_patch(_rectangle(left, top, _BOX, _TALL, inks.paper, inks.faint, 3))
    axes.add_patch(_rectangle(left, top, 0.09, _TALL, inks.colours[box.colour], zorder=4))
    axes.text(left + 0.17, middle - 0.09, _short(box.label, 38), color=inks.ink, fontsize=8.5, va="center", zorder=5)
    axes.text(left + 0.17, middle + 0.11, box.below, color=inks.faint, fontsize=7.5, va="center", zorder=5)


def _joined(points: Sequence[tuple[float, float]], axes: Any, inks: Inks, width: float, words: str, at: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    axes.add_patch(PathPatch(path, facecolor="none", edgecolor=inks.faint, alpha=0.55, linewidth=width, zorder=1))
    bowed = points[0][0] == points[-1][0]
    x, height = _on_curve(points, 0.5 if bowed else at)
    label = axes.text(x, height, words, color=inks.ink, fontsize=7, ha="center", va="center", zorder=6)
    label.set_bbox({"facecolor": inks.paper, "edgecolor": "none", "pad": 0.8, "alpha": 0.9})


def _on_curve(points: Sequence[tuple[float, float]], t: float) -> tuple[float, float]:
    """A point of a cubic curve; `t` from 0 (its start) to 1."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(w * point[axis] for w, point in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def _rectangle(left: float, top: float, wide: float, high: float, face: str, edge: str = "none", zorder: int = 2) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((left, top), wide, high, facecolor=face, edgecolor=edge, linewidth=0.8, zorder=zorder)


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
