"""Lines and labels -> the legend and the metadata that look like turns: `I = Interviewer`, `Participant: anonymous`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.readers.labels import Label, known, plausible, spelled
from coder.readers.lexicon import INTERVIEWER, PARTICIPANT, TALK, label_key, vocabulary, words
from coder.readers.lines import Line
from coder.records import NoteKind, Role

_PAIR = re.compile(
    r"(?:^|[,;/|(\[\t:]|\s{2,}|\b(?:and|und|et|y|e)\b)\s*(?P<label>[^\s=,;:()\[\]][^=,;:()\[\]]{0,40}?)\s*"
    r"(?:=|≙|\bstands for\b)\s*(?P<value>[^=;,|\n]{1,80})"
)
_DEFINED = re.compile(
    r"[\s(\[]*(?P<label>[^\s=:,;()\[\]][^=:,;\t]{0,30}?)\s*(?:[:：]|\s[-–—]\s|\t|\s[-–—])\s*(?P<value>.{1,90})$"
)
_HIDDEN = vocabulary(
    """
    anonymous anonymised anonymized anonym anonyme anonimo anonima anoniem withheld redacted confidential unknown na xxx xx
    """
)
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Legend:
    """Lines that explain labels or give facts, and the roles that they give to labels (folded)."""

    notes: Mapping[int, NoteKind]
    roles: Mapping[str, Role]


def legend(found: Sequence[Line], labels: Sequence[Label]) -> Legend:
    """Find legend lines before and among the first turns."""
    notes: dict[int, NoteKind] = {}
    roles: dict[str, Role] = {}
    keys = {label.key for label in labels}
    mimics = _mimics(found, labels)
    first = next((label.line for label in labels if label.line not in mimics), len(found))
    for line in found[:first]:
        pairs = _pairs(line, keys)
        if pairs or ("=" in line.text and line.words <= 20 and line.number not in mimics):
            notes[line.number] = NoteKind.LEGEND
        roles.update({key: role for key, role in pairs.items() if role is not Role.UNKNOWN})
    for label in labels:
        if label.line in mimics:
            role = _role(_value(found[label.line], label))
            notes[label.line] = NoteKind.METADATA if role is Role.UNKNOWN or len(label.key) > 12 else NoteKind.LEGEND
            if role is not Role.UNKNOWN and not _says(label.key):
                roles.setdefault(label.key, role)
    return Legend(notes, roles)


def _pairs(line: Line, keys: set[str]) -> dict[str, Role]:
    """Read `I = Interviewer, P = Participant` or `P1 – male nurse`."""
    if line.words > 60:
        return {}
    pairs = {label_key(spelled(m["label"])): _role(m["value"]) for m in _PAIR.finditer(line.text)}
    pairs = {key: role for key, role in pairs.items() if key in keys or (role is not Role.UNKNOWN and len(key) <= 12)}
    if pairs or "=" in line.text:
        return pairs
    match = _DEFINED.match(line.text)
    if match and line.words <= 10 and (key := label_key(spelled(match["label"]))) in keys and not line.text.endswith(("?", "!")):
        return {key: _role(match["value"])}
    return {}


def _role(value: str) -> Role:
    """The role that a few words name: "the interviewer", "Participant (female)"."""
    found = [word for word in words(value) if len(word) > 2]
    asker, answerer = any(word in INTERVIEWER for word in found), any(word in PARTICIPANT for word in found)
    if asker == answerer:
        return Role.UNKNOWN
    return Role.INTERVIEWER if asker else Role.PARTICIPANT


def _says(key: str) -> bool:
    return _role(key) is not Role.UNKNOWN


def _value(line: Line, label: Label) -> str:
    return line.text[label.words - line.start :].strip()


def _mimics(found: Sequence[Line], labels: Sequence[Label]) -> set[int]:
    """Lines in label form that are not turns: at the file's head, or beside headings and facts further down."""
    mimics: set[int] = set()
    head = True
    pending: list[int] = []
    sure = False
    for position, label in enumerate(labels):
        strength = _strength(found, labels, position)
        anchored = _anchored(found, label.line, mimics)
        if strength and head:
            pending.append(label.line)
            sure = sure or strength > 1 or anchored
            continue
        if head:
            head = False
            mimics.update(pending if sure or _all_names(found, labels, pending) else ())
        if strength > 1 and anchored:
            mimics.add(label.line)
    return mimics


def _all_names(found: Sequence[Line], labels: Sequence[Label], pending: list[int]) -> bool:
    """Whether two or more first lines all give full names to role words."""
    held = [label for label in labels if label.line in set(pending)]
    return len(held) >= 2 and all(_says(label.key) and len(_value(found[label.line], label).split()) >= 2 for label in held)


def _anchored(found: Sequence[Line], number: int, mimics: set[int]) -> bool:
    """Whether a line stands beside a fact or a heading, or below another mimic."""
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    beside = [line for line in (before, after) if line is not None]
    return any(line.kind is NoteKind.METADATA for line in beside) or (
        before is not None and (before.kind is NoteKind.HEADING or before.number in mimics)
    )


def _strength(found: Sequence[Line], labels: Sequence[Label], position: int) -> int:
    """How much a label's line looks like a definition: 2 by its words, 1 as a bare name, 0 not at all."""
    label = labels[position]
    line = found[label.line]
    value = _value(line, label)
    after = labels[position + 1].line if position + 1 < len(labels) else len(found)
    goes_on = label.line + 1 < after and found[label.line + 1].kind is None and not found[label.line + 1].heading
    if not value or len(value.split()) > _LONGEST or (value[-1] in ".?!…,-–—。？！" and not value.endswith(("Mr.", "Jr."))):
        return 0
    found_words = words(value)
    if set(found_words) & (TALK - {"no", "ma"}):
        return 0
    if (
        _role(value) is not Role.UNKNOWN
        or set(found_words) & _HIDDEN
        or re.fullmatch(r"#?\s*[A-Za-z]{0,4}[-_ ]?\d{1,5}[A-Za-z]?", value)
    ):
        return 2
    if goes_on or not known(label.key):
        return 0
    capital = all(part[:1].isupper() or not part[:1].isalpha() for part in value.split())
    return 1 if capital and plausible(value) and len(value.split()) <= 4 else 0
