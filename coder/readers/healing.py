"""Labels and lines -> labels with typing slips mended: `X.`, `I;`, lower case, doubled, a letter wrong, the colon forgotten.

A slip is mended only where the rest of the file makes the speaker certain: the label is otherwise well established, and with it
the speakers take turns as they do everywhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coder.readers.labels import FORMS, Label, known, label_at
from coder.readers.lexicon import INVISIBLE, label_key
from coder.readers.lines import Line

_SLIP = re.compile(rf"[\s{INVISIBLE}*_]*(?P<label>[^\W_](?:[\w.'’ \xa0]{{0,38}}\w)?)\s?(?P<mark>[.;,:：|>/]{{1,3}})(?=\s|\w)")
_NAME = r"[^\W_][\w.'’ ]{0,30}?"
_INLINE = re.compile(
    rf"(?:(?<=[.?!…\])\"”])\s+|[ \xa0]{{3,}}|\t)(?P<label>{_NAME})\s?[:：](?=\s)",
)


_MISMARKED = "mismarked"
"""The form of a label whose mark is wrong but no mark of a sentence."""


@dataclass(frozen=True, slots=True)
class Healed:
    """The labels after mending, in order, and the lines in which something was mended."""

    labels: tuple[Label, ...]
    slips: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """What the file's own labels say: their form, how often each stands, which are beyond doubt, how they are spelled."""

    form: str
    counts: Counter[str]
    established: frozenset[str]
    spoken: Mapping[str, str]
    regular: bool


def heal(found: Sequence[Line], labels: Sequence[Label], form: str, spoken: Mapping[str, str]) -> Healed:
    """Mend labels that are spelled wrong, add those whose mark is wrong; `spoken` maps the keys of labels to their spelling."""
    counts = Counter(label.key for label in labels)
    mended, slips = _respelled(labels, counts, spoken)
    established = frozenset(key for key, n in counts.items() if n >= 3 or (len(counts) <= 2 and n >= 2))
    file = _File(form, counts, established, spoken, _regular(mended))
    anchors = {label.line: label for label in mended}
    healed: list[Label] = []
    doubtful: list[dict[str, Label]] = []
    for line in found:
        if line.number in anchors:
            anchor = anchors[line.number]
            healed += [*_settled(doubtful, healed[-1].key if healed else "", anchor.key, file), anchor]
            doubtful = []
        elif established and line.kind is None and (candidates := {label.key: label for label in _candidates(line, file)}):
            doubtful.append(candidates)
    healed += _settled(doubtful, healed[-1].key if healed else "", "", file)
    slips += [label.line for label in healed if label.line not in anchors]
    return Healed(tuple(healed), tuple(sorted(slips)))


def _settled(doubtful: Sequence[Mapping[str, Label]], before: str, after: str, file: _File) -> list[Label]:
    """The labels that lines between two sure labels must have been meant to begin with, as far as that is certain."""
    whole: list[Label] = []
    for candidates in doubtful:
        last = whole[-1].key if whole else before
        fitting = [label for key, label in candidates.items() if key != last]
        if len(fitting) == 1:
            whole.append(fitting[0])
    if file.regular and len(whole) == len(doubtful) and whole and whole[-1].key != after:
        return whole
    certain: list[Label] = []
    for candidates in doubtful:
        last = certain[-1].key if certain else before
        fitting = [label for key, label in candidates.items() if _certain(label, last, after, file)]
        if len(fitting) == 1:
            certain.append(fitting[0])
    return certain


def _certain(label: Label, before: str, after: str, file: _File) -> bool:
    """Whether one line's label is certain by itself."""
    if label.form == _MISMARKED and len(label.key) > 1:
        return True
    return label.key not in (before, after or before) if file.regular else len(label.key) > 1 and label.key != before


def _respelled(labels: Sequence[Label], counts: Counter[str], spoken: Mapping[str, str]) -> tuple[list[Label], list[int]]:
    """Give rare labels that are one slip away from a common one that one's name."""
    mended: list[Label] = []
    slips: list[int] = []
    for position, label in enumerate(labels):
        before = mended[-1].key if mended else ""
        after = labels[position + 1].key if position + 1 < len(labels) else ""
        target = _target(label.key, counts, before, after)
        if target:
            mended.append(replace(label, key=target, text=spoken[target]))
            slips.append(label.line)
            continue
        if label.text != spoken[label.key] and label.text.casefold() == spoken[label.key].casefold() and counts[label.key] >= 3:
            slips.append(label.line)
        mended.append(label if label.text == spoken[label.key] else replace(label, text=spoken[label.key]))
    return mended, slips


def _target(key: str, counts: Counter[str], before: str, after: str) -> str:
    """The common label that a rare one must be, "" if none or more than one is possible."""
    near = [other for other, n in counts.items() if other != key and n >= 3 * counts[key] and n >= 3 and close(key, other)]
    fitting = [other for other in near if other not in (before, after)]
    if len(near) == 1 and (known(key) and not _doubled(key, near[0])) and len(key) < 5:
        return ""
    return fitting[0] if len(fitting) == 1 else ""


def close(key: str, other: str) -> bool:
    """Whether two labels are one slip apart: doubled, one letter more, less, other or swapped; digits must agree.

    >>> close("interviwer", "interviewer"), close("ii", "i"), close("p1", "p2")
    (True, True, False)
    """
    if _doubled(key, other):
        return True
    if min(len(key), len(other)) < 4 or re.sub(r"\D", "", key) != re.sub(r"\D", "", other):
        return False
    return _edits(key, other) <= (2 if min(len(key), len(other)) >= 9 else 1)


def _doubled(key: str, other: str) -> bool:
    return key in (other * 2, f"{other} {other}") or (len(other) == 1 and set(key) == {other})


def _edits(a: str, b: str) -> int:
    """Damerau's distance between two short words."""
    if abs(len(a) - len(b)) > 2:
        return 3
    older: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, previous = previous, row
    return previous[-1]


def _regular(labels: Sequence[Label]) -> bool:
    """Whether two people take turns without exception, nearly."""
    keys = [label.key for label in labels]
    changes = sum(a != b for a, b in pairwise(keys))
    return len(set(keys)) == 2 and changes >= 0.8 * (len(keys) - 1)


def _mended(line: Line, form: str, text: str, key: str, size: int) -> Label:
    return Label(line.number, form, text, key, line.start, line.start + size)


def _candidates(line: Line, file: _File) -> Iterator[Label]:
    """Yield the labels that a line may have been meant to begin with."""
    for form in FORMS:
        label = label_at(line, form)
        if label is None:
            continue
        if form != file.form and label.key in file.established and (len(label.key) > 1 or form not in ("space", "bold")):
            yield replace(label, text=file.spoken[label.key])
        elif form == file.form and label.key not in file.counts:
            yield from (replace(label, key=key, text=file.spoken[key]) for key in file.established if close(label.key, key))
    match = _SLIP.match(line.text)
    if match and (key := label_key(match["label"])) in file.established:
        form = _MISMARKED if match["mark"][0] in ";:：|>" else file.form
        yield _mended(line, form, file.spoken[key], key, match.end("mark"))


def hidden(line: Line, start: int, spoken: Mapping[str, str], speaker: str) -> Iterator[Label]:
    """Yield labels of other speakers in the middle of a line, after the end of a sentence: a line end that got lost."""
    for match in _INLINE.finditer(line.text, start - line.start):
        key = label_key(match["label"])
        if spoken.get(key) == match["label"].strip() and key != speaker:
            speaker = key
            yield Label(line.number, "colon", spoken[key], key, line.start + match.start("label"), line.start + match.end())
