"""Lines -> speakers named on a line of their own, with a time (`00:00:03 Speaker 1`, `@0:25 - Ann (mail)`) or without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.readers.cues import NUMBER, TIME, bare_time, clock
from coder.readers.cut import Reading, Span, Start
from coder.readers.labels import known, plausible, spelled
from coder.readers.lexicon import INVISIBLE, PROSE, label_key, metadata, words
from coder.readers.lines import Line

_SKIP = rf"[\s{INVISIBLE}*_]*"
_BEFORE = re.compile(rf"{_SKIP}(?:{NUMBER}{_SKIP})?(?P<time>{TIME}){_SKIP}[-–—|,:]?\s*", re.I)
_AFTER = re.compile(rf"\s*[-–—|,:@]?\s*(?P<time>{TIME})\W*$", re.I)
_MAIL = re.compile(r"\s*[(<][^()<>\s]{0,60}@[^()<>\s]{1,60}[)>]")
_INITIAL = re.compile(r"\w\s[^\W\d_]\.$")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Head:
    """A line that may name the next speaker."""

    line: Line
    text: str
    key: str
    time: str


def name_and_time(line: str) -> tuple[str, str] | None:
    """Read a line's text as a name, with a time or without (""); None if it is something else.

    >>> name_and_time("@0:25 - Ann Field (ann@example.org)")
    ('Ann Field', '0:25')
    """
    if len(line) > LONGEST + 60 or len(line.split()) > 12 or bare_time(line):
        return None
    text = _MAIL.sub("", line)
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    after = _AFTER.search(text[-40:]) if text else None
    text = text[: len(text) - len(text[-40:]) + after.start()] if after else text
    bare = text.lstrip(" \t\xa0:：-–—|*_").rstrip(" \t\xa0:：|*_")
    if not bare or len(bare) > LONGEST or (bare[-1] in ".!?…,;。！？-–—" and not _INITIAL.search(bare)):
        return None
    label = spelled(bare)
    mark = before or after
    return None if ":" in label or not plausible(label) else (label, clock(mark["time"]) if mark else "")


def _head(line: Line) -> Head | None:
    found = name_and_time(line.text)
    if found is None or metadata(found[0]):
        return None
    return Head(line, found[0], label_key(found[0]), found[1])


def headers(found: Sequence[Line], forced: frozenset[str] = frozenset()) -> Reading | None:
    """Find the names alone on their lines that explain the file, None if there are none."""
    single = _single_columns(found)
    heads = [h for line in found if (not line.cell or line.cell[0] in single) and (h := _head(line))]
    timed = _timed(heads, found)
    readings = []
    for convention, candidates in (("header", timed), ("name alone", heads)):
        counts = Counter(h.key for h in candidates)
        keys = {key for key, n in counts.items() if key in forced or _name(key, n)}
        chosen = _apart([h for h in candidates if h.key in keys])
        score = _fit(chosen, found, convention) if chosen else 0.0
        if score:
            readings.append((convention, chosen, score))
    if len(readings) == 2 and len(readings[1][1]) <= 1.2 * len(readings[0][1]):
        readings.pop()  # nearly all names have a time
    return _reading(*readings[-1], found) if readings else None


def _single_columns(found: Sequence[Line]) -> set[int]:
    """The tables that are only frames around text."""
    wide = {line.cell[0] for line in found if line.cell and line.cell[2]}
    return {line.cell[0] for line in found if line.cell} - wide


def _apart(chosen: Sequence[Head]) -> list[Head]:
    """Drop names right below names: they were said."""
    kept: list[Head] = []
    for h in chosen:
        if not kept or kept[-1].line.number < h.line.number - 1 or h.time or known(h.key):
            kept.append(h)
    return kept


def _timed(heads: Sequence[Head], found: Sequence[Line]) -> list[Head]:
    """Keep heads with a time on the line or on the line before."""
    kept = []
    for h in heads:
        if h.time:
            kept.append(h)
        elif h.line.number and bare_time(found[h.line.number - 1].text):
            kept.append(Head(h.line, h.text, h.key, clock(found[h.line.number - 1].text)))
    return kept


def _name(key: str, n: int) -> bool:
    if known(key):
        return True
    return n >= 2 and len(key.split()) <= 4 and not set(words(key)) & PROSE


def _fit(chosen: Sequence[Head], found: Sequence[Line], convention: str) -> float:
    """Share of the file's words that stand below names, 0 if names do not recur and take turns."""
    starts = {h.line.number for h in chosen}
    content = [line for line in found if line.kind is None and line.number not in starts]
    below = [line for line in content if line.number > chosen[0].line.number]
    if not below:
        return 0.0
    distinct = len({h.key for h in chosen})
    changes = sum(a.key != b.key for a, b in pairwise(chosen)) / max(1, len(chosen) - 1)
    direct = sum(any(line.number - step in starts for step in (1, 2)) for line in below) / len(below)
    followed = sum(any(n + step not in starts and n + step < len(found) for step in (1,)) for n in starts) / len(starts)
    sure = sum(known(h.key) for h in chosen) / len(chosen)
    explained = sum(line.words for line in below) / max(1, sum(line.words for line in content))
    if convention == "header":
        enough = len(chosen) >= 2 and followed >= 0.7 and explained >= 0.4 and len(chosen) >= 1.5 * distinct
    else:
        enough = distinct >= 2 and followed >= 0.8 and explained >= 0.4 and changes >= 0.4 and len(chosen) >= 2 * distinct
        enough = enough and direct >= (0.15 if sure >= 0.5 else 0.4)
    return explained * (0.7 + 0.3 * followed) + 0.2 * sure if enough else 0.0


def _reading(convention: str, chosen: Sequence[Head], score: float, found: Sequence[Line]) -> Reading:
    starts: list[Start] = []
    taken: set[int] = set()
    joins = False
    for h in chosen:
        others: list[Span] = []
        time = h.time
        for line in _times_beside(h, found, taken):
            others.append((line.start, line.end))
            taken.add(line.number)
            joins = joins or "-->" in line.text
            time = time or clock(line.text)
        starts.append(Start(h.line.number, h.text, h.line.start, h.line.end, tuple(others), time))
    return Reading(convention, tuple(starts), score, {}, frozenset(taken), joins=joins)


def _times_beside(h: Head, found: Sequence[Line], taken: set[int]) -> Iterator[Line]:
    """Yield the bare times on the lines before and after a name."""
    for number in (h.line.number - 1, h.line.number + 1):
        if 0 <= number < len(found) and number not in taken and bare_time(found[number].text):
            yield found[number]
