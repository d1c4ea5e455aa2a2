"""A caption file (.vtt, .srt) -> blocks: a paragraph each time the voice changes, with its name and time beside the text."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.errors import ReadError
from coder.readers.blocks import Block, Document, Run
from coder.readers.decoding import decoded
from coder.readers.labels import known, named, plausible
from coder.readers.lexicon import fold, metadata

SUFFIXES = (".vtt", ".srt")

_TIMING = re.compile(
    r"\s*(?P<begin>(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,120})>", re.I)
_TAG = re.compile(r"</?(?:v|c|b|i|u|ruby|rt|lang|font)\b[^>]{0,120}>|<\d\d:[\d:.]+>|\{\\an?\d\}", re.I)
_NAMED = re.compile(r"\s*(?:>>\s*)?([^:：\n]{1,48}?)\s*[:：]\s+(?=\S)")
_ENDED = (".", "!", "?", "…", "。", "！", "？", "؟", '"', "”")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one voice says in one caption."""

    time: str
    speaker: str
    text: str


def read(path: Path) -> Document:
    """Read captions, those of one voice that follow each other as one paragraph."""
    text, warnings = decoded(path)
    cues = list(_cues(text))
    if not cues:
        raise ReadError(f"{path.name}: holds no captions (no line with -->); save it again as .vtt or .srt, or rename it .txt")
    blocks = tuple(Block((Run(cue.text),), speaker=cue.speaker, time=cue.time) for cue in _merged(_named(cues)))
    return Document(blocks, warnings=warnings)


def _cues(text: str) -> Iterator[Cue]:
    """Yield what each voice says in each caption; notes and styles between captions are not speech."""
    time = ""
    held: list[str] = []
    for line in (*text.split("\n"), ""):
        timing = _TIMING.match(line)
        if timing:
            if held and held[-1].strip().isdigit():
                held.pop()
            yield from _voices(time, held)
            time, held = timing["begin"], []
        elif line.strip():
            held.append(line)
        else:
            yield from _voices(time, held)
            time, held = "", []


def _voices(time: str, held: Sequence[str]) -> Iterator[Cue]:
    if not time:
        return
    parts = _VOICE.split("\n".join(held))
    for speaker, said in zip(["", *parts[1::2]], parts[::2], strict=True):
        words = " ".join(html.unescape(_TAG.sub("", said)).split())
        if words:
            yield Cue(time, " ".join(html.unescape(speaker).split()), words)


def _named(cues: Sequence[Cue]) -> list[Cue]:
    """Take names at the start of captions that carry no voice (`Ann: Hello`) if they recur or are roles."""
    names = [match[1] if not cue.speaker and (match := _NAMED.match(cue.text)) else "" for cue in cues]
    counts = Counter(fold(name) for name in names if name)
    usual = 2 * counts.total() > len(cues)
    spelled = {fold(name): name for name in names}
    good = {
        key
        for key, n in counts.items()
        if plausible(key) and not metadata(key) and (n >= 2 or known(key) or (usual and named(spelled[key])))
    }
    if sum(counts[key] for key in good) < 2:
        return list(cues)
    found = []
    speaker = ""
    for cue, name in zip(cues, names, strict=True):
        match = _NAMED.match(cue.text)
        if match and fold(name) in good:
            speaker = name
            found.append(Cue(cue.time, name, cue.text[match.end() :]))
        else:
            speaker = cue.speaker or speaker
            found.append(replace(cue, speaker=speaker))
    return found


def _merged(cues: Sequence[Cue]) -> list[Cue]:
    """Join captions of one voice; without any voice, join up to the end of a sentence."""
    voices = any(cue.speaker for cue in cues)
    merged: list[tuple[Cue, list[str]]] = []
    for cue in cues:
        joins = bool(merged) and merged[-1][0].speaker == cue.speaker and (voices or not merged[-1][1][-1].endswith(_ENDED))
        if joins:
            merged[-1][1].append(cue.text)
        else:
            merged.append((cue, [cue.text]))
    return [replace(cue, text=" ".join(texts)) for cue, texts in merged]
