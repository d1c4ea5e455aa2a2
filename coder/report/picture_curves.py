"""Several series of points with intervals over numbers -> a drawing: a reliability diagram, a learning curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coder.report.picture_graph import Inks

MARKS = ("o", "s", "^", "D")

Point = tuple[float, float, float | None, float | None]
"""Place, value, and the ends of its interval."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Series of points by name; with `diagonal` a dashed line where value and place are equal, and both from 0 to 1."""

    series: Mapping[str, tuple[Point, ...]]
    across: str
    axis: str
    diagonal: bool = False


def draw_curves(plot: Curves, sheet: Any, inks: Inks) -> None:
    """Draw the series on a matplotlib figure."""
    sheet.set_size_inches(*((4.8, 4.4) if plot.diagonal else (6.4, 3.6)))
    axes = sheet.add_subplot(facecolor="none")
    if plot.diagonal:
        axes.plot([0, 1], [0, 1], color=inks.faint, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_xlim(-0.02, 1.02)
        axes.set_aspect("equal")
    for number, (name, points) in enumerate(plot.series.items()):
        colour = inks.colours[number % len(inks.colours)]
        for x, _, low, high in points:
            if low is not None and high is not None:
                axes.plot([x, x], [low, high], color=colour, linewidth=1.8, alpha=0.55, solid_capstyle="butt")
        style = {"marker": MARKS[number % len(MARKS)], "markersize": 4.5, "color": colour, "linewidth": 1.2}
        axes.plot([x for x, *_ in points], [y for _, y, *_ in points], label=name, **style)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel(plot.across)
    axes.set_ylabel(plot.axis)
    axes.grid(color=inks.line, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if len(plot.series) > 1:
        sheet.legend(loc="outside upper right", ncols=len(plot.series), frameon=False)
