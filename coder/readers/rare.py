"""Accepted labels -> the ones with the rare labels that go with them, without those that only look like labels.

A label that stands once or twice may be a person who says one thing ("Nurse: ...") or prose with a colon ("Training: ..."). It is
judged by the company of the common ones: its build, and how it is set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from coder.readers.accept import WEAK, Accepted
from coder.readers.labels import Label, joint, known, label_at, named
from coder.readers.lexicon import label_key, metadata, words
from coder.readers.lines import Line

RARE = 2
"""Labels that stand no more often are rare."""


def with_rare(found: Sequence[Line], accepted: Accepted) -> list[Label]:
    """Return the accepted labels and the rare ones that go with them, in order."""
    counts = Counter(label.key for label in accepted.labels)
    labels = sorted([*accepted.labels, *_further(found, accepted)], key=lambda label: label.at)
    common = [label for label in accepted.labels if counts[label.key] > RARE]
    tests = _setting(found, common)
    return [label for label in labels if counts[label.key] > RARE or all(test(label) for test in tests)]


def _setting(found: Sequence[Line], common: Sequence[Label]) -> list[Callable[[Label], bool]]:
    """How the common labels are set, without exception nearly: bold or not, with a time, with a tab or a space after them."""
    ways: tuple[Callable[[Label], object], ...] = (
        lambda label: _bold(found[label.line], label),
        lambda label: bool(label.time),
        lambda label: _gap(found[label.line], label),
    )
    tests: list[Callable[[Label], bool]] = []
    for way in ways:
        usual = Counter(way(label) for label in common).most_common(1)
        if usual and usual[0][1] >= max(8, 0.9 * len(common)):
            tests.append(lambda label, way=way, value=usual[0][0]: way(label) == value)  # type: ignore[misc]
    return tests


def _bold(line: Line, label: Label) -> bool:
    return line.bold_to >= label.words - 1


def _gap(line: Line, label: Label) -> str:
    """The white space between a label and its words; none is "" as is the end of the line."""
    rest = line.text[label.words - line.start :]
    return rest[: len(rest) - len(rest.lstrip())]


def _further(found: Sequence[Line], accepted: Accepted) -> list[Label]:
    """Find labels too rare to be accepted alone: "Ann and Bob", "P3" beside "P1", "MK" beside "JS"."""
    keys = {label.key for label in accepted.labels}
    have = {label.line for label in accepted.labels}
    bold = sum(_bold(found[label.line], label) for label in accepted.labels) > 0.7 * len(accepted.labels)
    builds = Counter(_build(label.text) for label in {label.key: label for label in accepted.labels}.values())
    sure = sum(known(label.key) for label in accepted.labels) >= 0.8 * len(accepted.labels)
    lines = [line for line in found if line.number not in have and line.first and line.number > accepted.labels[0].line]
    labels = [label for line in lines if (label := label_at(line, accepted.form)) and not metadata(label.key)]
    counts = Counter(label.key for label in labels)
    rare = []
    for label in labels:
        build = _build(label.text)
        name = build == "Name" and (sure or builds[build] < 2 or counts[label.key] + builds[build] < 4)
        alike = build in builds and not name and named(label.text)
        set_off = bold and named(label.text) and _bold(found[label.line], label) and not found[label.line].bold
        weak = WEAK & set(words(label.key))
        if ((alike or set_off) and not weak) or _together(label.key, keys):
            rare.append(label)
    return rare if len({label.key for label in rare}) <= max(3, len(keys)) else [one for one in rare if _together(one.key, keys)]


def _together(key: str, keys: set[str]) -> bool:
    parts = joint(key)
    return len(parts) > 1 and all(part in keys for part in parts)


def _build(text: str) -> str:
    """The build of a label: capitals, a word with a number, a name, or its own word."""
    if re.fullmatch(r"[^\W\d_]{1,4}", text) and text.isupper():
        return "CAPITALS"
    if re.fullmatch(r"[^\W\d_]{1,12}[ .#_-]?\d{1,3}\??", text):
        return label_key(re.sub(r"\W?\d+\??$", "", text)) + "1"
    if len(text.split()) <= 2 and all(part[:1].isupper() and part[1:].islower() for part in text.split()):
        return "Name"
    return text
