"""Answers on an ordered scale -> stacked bars of 100 %, with the counts in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coder.report.picture_graph import Inks

_LONGEST = 44
"""Letters of a row's name or an answer that are shown."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Answers on an ordered scale, stacked to 100 % in each row, with their counts; answers in `beside` are no step of the scale."""

    rows: tuple[str, ...]
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    beside: frozenset[int] = frozenset()


def draw_bars(plot: Bars, sheet: Any, inks: Inks) -> None:
    """Draw shades of one hue from dark to light, which stay in order for every eye and on grey paper; beside the scale, hatched."""
    longest = max(len(_short(row)) for row in plot.rows)
    lines = -(-len(plot.answers) // 3)
    sheet.set_size_inches(4.6 + 0.068 * longest, 0.85 + 0.2 * lines + 0.3 * len(plot.rows))
    axes = sheet.add_subplot(facecolor="none")
    for number, answer in enumerate(plot.answers):
        _stack(axes, plot, number, _short(answer), inks)
    axes.set_xlim(0, 100)
    axes.set_xlabel("Per cent of those who answered; numbers of people in the bars")
    axes.set_yticks(range(len(plot.rows)), [_short(row) for row in plot.rows])
    axes.set_ylim(len(plot.rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    sheet.legend(loc="outside upper left", ncols=min(len(plot.answers), 3), frameon=False, fontsize=8)


def _stack(axes: Any, plot: Bars, number: int, label: str, inks: Inks) -> None:
    """Draw one answer in all rows."""
    aside = number in plot.beside
    steps = len(plot.answers) - len(plot.beside)
    share = 1 - sum(n not in plot.beside for n in range(number)) / max(steps - 1, 1)
    axes.barh(
        range(len(plot.rows)),
        [_percent(counts[number : number + 1], counts) for counts in plot.counts],
        left=[_percent(counts[:number], counts) for counts in plot.counts],
        height=0.78,
        color="#d9d9d9" if aside else shade(share),
        edgecolor=inks.paper,
        linewidth=0.8,
        hatch="////" if aside else None,
        label=label,
    )
    ink = on_shade(0.0 if aside else share)
    for place, counts in enumerate(plot.counts):
        if counts[number]:
            middle = _percent(counts[:number], counts) + _percent(counts[number : number + 1], counts) / 2
            axes.text(middle, place, str(counts[number]), ha="center", va="center", fontsize=7, color=ink)


def _percent(some: Sequence[int], of: Sequence[int]) -> float:
    return 100 * sum(some) / sum(of) if sum(of) else 0.0


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def shade(share: float) -> str:
    """A blue from light (0) to dark (1)."""
    light, dark = (0xEA, 0xF1, 0xF8), (0x12, 0x4A, 0x85)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(light, dark, strict=True))


def on_shade(share: float) -> str:
    """The ink that is read best on that blue."""
    return "#ffffff" if share > 0.7 else "#10151d"
