"""A file's name and its metadata lines -> whose interview it is, and which of that person's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coder.readers.lexicon import PARTICIPANT, words

_INTERVIEW = (
    r"(?:interview|intervju|interviu|intervista|entrevista|entretien|wywiad|haastattelu|gespräch|session|int|wave|round|time|t)"
)
_CODE = (
    r"(?:p|pt|ppt|pp|part|participant|r|resp|respondent|interviewee|id|subject|client|md|dr|doc|d|s|tn|b|ip|inf|informant)"
    r"[ _-]?\d{1,4}[a-z]?"
)
_NUMBERED = re.compile(rf"(?<![^\W_]){_INTERVIEW}[ _.#-]*(?:no|nr|number)?[ _.#-]*(\d{{1,2}})(?![\d])", re.I)
_PERSON = re.compile(rf"(?<![^\W_])({_CODE})(?![^\W_])", re.I)
_BEFORE = re.compile(rf"^([^\W\d_]{{1,2}}\d{{0,4}}|\d{{2,4}})[ _.-]+{_INTERVIEW}(?![^\W\d_])", re.I)
_FACT = re.compile(r"(?P<label>[^:：]{1,40})[:：]\s*(?P<value>[^:：]{1,40})$")
_IDENTIFIER = re.compile(r"(?:[^\W\d_]{1,12}[ _#-]?)?\d{1,5}[^\W\d_]?|[A-Z]{1,3}")


def identity(name: str, facts: Iterable[str]) -> tuple[str, int | None]:
    """Return participant and number of the interview where they are evident, else "" and None.

    >>> identity("P07 interview 2.docx", ())
    ('P07', 2)
    >>> identity("d1-int2.docx", ()), identity("Interview 12.docx", ())
    (('d1', 2), ('', None))
    """
    participant, number = "", None
    for fact in facts:
        match = _FACT.match(fact.strip())
        if match:
            participant = participant or _participant(match["label"], match["value"].strip())
            number = number or _number(match["label"], match["value"].strip())
    stem = name.rsplit(".", 1)[0]
    person = _PERSON.search(stem) or _BEFORE.match(stem)
    participant = participant or (person[1] if person else "")
    numbered = _NUMBERED.search(stem)
    if number is None and numbered and person:
        number = int(numbered[1])
    return participant, number


def _participant(label: str, value: str) -> str:
    found = words(label)
    about = any(word in PARTICIPANT for word in found) or found[-1:] == ["pseudonym"]
    named = found == ["pseudonym"] and len(value.split()) == 1
    return value if about and (_IDENTIFIER.fullmatch(value) or named) else ""


def _number(label: str, value: str) -> int | None:
    found = words(label)
    about = (
        found[:1] in (["interview"], ["entretien"], ["entrevista"], ["intervista"], ["wywiad"], ["intervju"]) and len(found) <= 2
    )
    return (
        int(value) if about and value.isdecimal() and len(value) <= 2 and found[-1] not in ("date", "length", "datum") else None
    )
