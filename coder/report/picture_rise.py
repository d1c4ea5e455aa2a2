"""Numbers that only grow, with a band -> a drawing: how codes accumulate over interviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coder.report.picture_graph import Inks

_MOST_TICKS = 45


@dataclass(frozen=True, slots=True)
class Rise:
    """A line through `found` at each step, and over it the middle and the band of other orders; `most` is a line that it cannot pass."""

    steps: tuple[str, ...]
    found: tuple[int, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    most: int
    axis: str
    names: tuple[str, str, str]


def draw_rise(plot: Rise, sheet: Any, inks: Inks) -> None:
    """Draw the line on a matplotlib figure."""
    sheet.set_size_inches(min(max(4.6, 1.4 + 0.24 * len(plot.steps)), 11.0), 3.6)
    axes = sheet.add_subplot(facecolor="none")
    places = range(1, len(plot.steps) + 1)
    line, band, most = plot.names
    axes.axhline(plot.most, color=inks.faint, linewidth=0.8, linestyle=(0, (4, 3)), label=most)
    axes.fill_between(places, plot.low, plot.high, color=inks.colours[0], alpha=0.18, linewidth=0, label=band)
    axes.plot(places, plot.middle, color=inks.colours[0], linewidth=1.0, linestyle=(0, (2, 2)))
    style = {"marker": "o", "markersize": 4.0, "color": inks.colours[1], "linewidth": 1.4}
    axes.plot(places, plot.found, label=line, **style)
    every = -(-len(plot.steps) // _MOST_TICKS)
    axes.set_xticks(places[::every], plot.steps[::every], rotation=60 if len(plot.steps) > 8 else 0, fontsize=8)
    axes.set_xlim(0.5, len(plot.steps) + 0.5)
    axes.set_ylim(0, plot.most * 1.06)
    axes.set_ylabel(plot.axis)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y", color=inks.line, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
