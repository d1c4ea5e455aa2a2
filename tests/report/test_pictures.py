"""Pictures: the same bytes on every run and in every process, whatever the labels are."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable

import pytest

from coder.report import pictures
from coder.report.pictures import Bars, Course, Dots, Forest, Heat, Plot

LABELS = (
    "Trust $x^2$ in $ others",
    "信任与关怀",
    "A label that is much too long to be shown in full in a picture of this size",
    "a & b < c",
)
PLOTS: dict[str, Plot] = {
    "forest": Forest(
        (
            *((label, 0.2 * n, 0.1 * n, 0.3 * n, 10, n == 3) for n, label in enumerate(LABELS)),
            ("Gone", None, None, None, 0, False),
        ),
        "Alpha",
        (0.667, 0.8),
    ),
    "bars": Bars(
        LABELS,
        ("Often", "$ometimes", "Never", "Cannot say"),
        ((3, 2, 0, 1), (0, 0, 0, 0), (9, 0, 0, 0), (1, 1, 1, 1)),
        frozenset({3}),
    ),
    "heat": Heat(LABELS, LABELS, tuple(tuple(None if a == b else float(a + b) for b in range(4)) for a in range(4)), 0, 5.0),
    "dots": Dots(LABELS, {"Ann": (1.0, None, 3.0, 0.0), "Ben": (2.0, 2.0, 2.0, 2.0)}, "Per cent"),
    "course": Course(("Part 1", "Part 2"), ((0.5, 0.4, 0.6), (None, None, None)), "Alpha"),
}


def digests(plots: Iterable[Plot]) -> list[str]:
    return [hashlib.sha256(image).hexdigest() for plot in plots for image in (*pictures.svg(plot), pictures.png(plot))]


def test_a_picture_is_the_same_on_every_run() -> None:
    """As SVG and as PNG; and in another process with other hashes and another time zone."""
    first = digests(PLOTS.values())
    assert digests(PLOTS.values()) == first
    script = (
        "import hashlib\nfrom coder.report import pictures\nfrom coder.report.pictures import *\n"
        f"for plot in {list(PLOTS.values())!r}:\n"
        "    for image in (*pictures.svg(plot), pictures.png(plot)):\n        print(hashlib.sha256(image).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == first


@pytest.mark.parametrize("name", PLOTS)
def test_a_picture_has_a_dark_form_and_asks_for_nothing(name: str) -> None:
    """The dark one differs in colours alone; neither names another file or a date."""
    light, dark = pictures.svg(PLOTS[name])
    assert pictures.DARK[pictures.INK].encode() in dark
    assert pictures.INK.encode() not in dark
    assert len(light) == len(dark)
    assert b"<dc:date>" not in light
    assert b"<image" not in light
    assert b"<script" not in light


def test_labels_stay_text() -> None:
    """A label with dollars or angle brackets is written as it is, one that is too long is cut."""
    light = pictures.svg(PLOTS["forest"])[0].decode()
    assert "Trust $x^2$ in $ others" in light
    assert "a &amp; b &lt; c" in light
    assert "信任与关怀" in light
    assert "A label that is much too long to …" in light
