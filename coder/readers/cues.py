"""A line's marks -> times, stage directions, numbers: the small signs that no one spoke."""

from __future__ import annotations

import re

from coder.readers.lexicon import talk

CLOCK = (
    r"(?:\d{1,3}:\d{1,2}(?::\d{1,2}){0,2}(?:[.,]\d{1,3}|-\d{1,2}(?!\d))?(?:\s?[ap]\.?m\.?\b)?"
    r"|\d{1,2}h\s?\d{2}m(?:in)?(?:\s?\d{2}s?)?|\d{1,3}[m'′]\s?\d{2}(?:s|''|[\"″]))"
)
RANGE = rf"(?:{CLOCK})(?:\s*(?:-->|->|→|–|—|-|to|bis)\s*(?:{CLOCK}))?"
WRAPPED = rf"(?:\[\s*{RANGE}\s*\]|\(\s*{RANGE}\s*\)|<\s*{RANGE}\s*>|\{{\s*{RANGE}\s*\}}|#\s*{RANGE}\s*#)"
_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+)"
TIME = rf"(?:{WRAPPED}|\[{_DATE}{CLOCK}\]|{_DATE}?@?\s?{RANGE})"
NUMBER = r"(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.):]?)(?=[ \t\xa0])"

BARE_TIME = re.compile(rf"\W{{0,3}}(?:time(?:code|stamp)?:?\s*)?{TIME}(?:\s*[-–|/]?\s*{TIME})?\W{{0,3}}$", re.I)
LEADING_TIME = re.compile(rf"(?P<mark>{WRAPPED}|(?:\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)(?=\s))\s*(?:[-–—|:]\s+)?")
_WRAPPED = re.compile(WRAPPED, re.I)
FIRST_CLOCK = re.compile(CLOCK)
MARKER = re.compile(r"(?P<mark>(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[•·▪●○◦‣⁃*–—-])\s+|[•·▪●○◦‣⁃]\s*)(?=\S)")

_STAGE = re.compile(r"(?:\[[^\[\]]*\]|\([^()]*\)|\(\([^()]*\)\)|\{[^{}]*\}|<[^<>]*>|\*[^*]+\*|\s|[.…,;])+")
_ENDING = re.compile(
    r"\W*(?:end of (?:the )?(?:interview|recording|transcript|tape|audio|session|side [ab])|ende de[rs] (?:aufnahme|interviews?)"
    r"|(?:recording|interview|audio|tape|transcript|transcription) (?:ends?|ended|starts?|started|begins|stops|stopped|paused)"
    r"|fin de (?:l'|la )?(?:entretien|enregistrement|entrevista|grabación)|fim da (?:entrevista|gravação)|fine (?:dell'intervista)"
    r"|fine registrazione|einde (?:van het )?interview|koniec (?:wywiadu|nagrania)|slut på intervjun)\W*(?:\d.*)?$",
    re.I,
)
_SEPARATOR = re.compile(r"[^\w\s]*(?:page\s+\d+(?:\s+of\s+\d+)?|\d{1,4})?[^\w\s]*$", re.I)


def clock(text: str) -> str:
    """Return the first clock time in a mark, "" if there is none.

    >>> clock("#00:01:16-1#")
    '00:01:16-1'
    """
    found = FIRST_CLOCK.search(text)
    return found.group() if found else ""


def time_at_end(text: str) -> int:
    """Where a bracketed time at the end of a line begins, the line's length if there is none.

    >>> time_at_end("So I left. #00:01:16-1#")
    11
    """
    opening = {"]": "[", ")": "(", "}": "{", ">": "<", "#": "#"}.get(text[-1])
    begin = text.rfind(opening, 0, -1) if opening else -1
    return begin if begin > 0 and _WRAPPED.fullmatch(text, begin) else len(text)


def bare_time(text: str) -> bool:
    """Whether a line holds a time and nothing else."""
    return len(text) <= 60 and BARE_TIME.match(text) is not None


def stage(text: str) -> bool:
    """Whether a line is all in brackets, or says that the recording ends."""
    if len(text) <= 90 and _ENDING.match(text):
        return True
    if len(text) > 400 or text[0] not in "[({<*" or not any(c.isalpha() for c in text) or _STAGE.fullmatch(text) is None:
        return False
    return len(text.split()) <= 8 or talk(text) < 0.1


def separator(text: str) -> bool:
    """Whether a line holds a rule, a page number or the like."""
    return len(text) <= 120 and _SEPARATOR.match(text) is not None


def asks(text: str) -> bool:
    """Whether a text holds a question mark of any script."""
    return (
        "?" in text
        or "？" in text
        or "؟" in text
        or (";" in text and text.rstrip().endswith((";", "\u037e")) and not text.isascii())
    )


def ended(text: str) -> bool:
    """Whether a line ends as speech does, with a mark; headings do not."""
    return text[-1] in ".!?…。！？؟,;:-–—\"”»')]।»"
