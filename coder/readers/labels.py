"""A line -> the label at its start, in each of the ways in which labels stand there: `I: text`, `P1 - text`, `[INT] text`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coder.readers.cues import CLOCK, NUMBER, TIME, WRAPPED, bare_time, clock
from coder.readers.lexicon import INTERVIEWER, INVISIBLE, PARTICIPANT, PERSON, PROSE, ROLE_LETTERS, label_key, words
from coder.readers.lines import Line

_SKIP = rf"[\s{INVISIBLE}*_]*"
_HEAD = (
    rf"{_SKIP}(?:[•·▪●○◦‣⁃►>-]\s+)?(?:(?P<number>{NUMBER}){_SKIP})?"
    rf"(?:(?P<time>{TIME}){_SKIP}(?:[-–—|]{_SKIP})?)?(?:(?P<late>{NUMBER}){_SKIP})?"
)
_NAME = rf"(?P<label>[^\s:：\t{INVISIBLE}][^:：\t\n]{{0,48}}?)"
_AFTER = rf"{_SKIP}(?:[-–—,|@]?\s*(?P<after>{TIME}))?{_SKIP}"
_SHORT = r"(?P<label>(?:[^\W\d_][\w.'’]{0,24}|\d{0,3}[^\W\d_]\w{0,3})(?:[ \xa0][\w.&'’]{1,20}){0,2}?)"

_AND = re.compile(r"\s*(?:[&+/,]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bi\b|\boch\b|\bog\b)\s*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){2,}")
_MAIL = re.compile(r"[(<]\S{1,60}@\S{1,60}[)>]")

FORMS = {
    "colon": re.compile(rf"{_HEAD}{_NAME}{_AFTER}(?P<mark>[:：]+)(?!//|\d\d\b)"),
    "bracket": re.compile(
        rf"{_HEAD}[\[(<{{]\s*(?P<label>[^\[\](){{}}<>:：\t\n]{{1,40}}?)\s*:?\s*[\])>}}]"
        r"(?P<mark>\s*[:：.]?|\s+[–—-](?=\s))(?=\s|$|\w|[-–—])"
    ),
    "dash": re.compile(rf"{_HEAD}{_SHORT}(?P<mark>\.?\s*[–—]|\.-|\s+--?|-(?=\s))(?!\d)"),
    "tab": re.compile(rf"{_HEAD}{_SHORT}(?P<mark>\t|[ \xa0]{{3,}})"),
    "time": re.compile(rf"{_HEAD}{_NAME}\s*(?P<mark>(?P<after>{WRAPPED}))(?=\s|$)"),
    "dot": re.compile(
        rf"{_HEAD}(?P<label>(?!(?:[Dd]r|[Mm]rs?|[Mm]s|[Pp]rof|[Ss]t|[Nn]o|[Nn]r)\.)[^\W\d_]{{1,4}}\d{{0,2}})(?P<mark>\.\s?[-–—]?|\)|>|\|)(?=\s)"
    ),
    "bold": re.compile(r"(?P<label>.{1,40}?)(?P<mark>\s*)$"),
    "space": re.compile(rf"{_HEAD}(?P<label>[^\W\d_]{{1,14}}(?:\s?\d{{1,3}})?)(?P<mark>\s+)(?=[^\W\d_]|[\"“'‘(\[¿¡])"),
}
"""The ways in which a label stands at the start of a line; a bold label ends where the bold ends."""


_HINTS = {
    "colon": re.compile("[:：]"),
    "bracket": re.compile(r"[\[({<].{1,42}[\])}>]"),
    "dash": re.compile("[–—-]"),
    "tab": re.compile(r"\t|[ \xa0]{3}"),
    "time": re.compile(r"\w\s?[\[({<#]\s*\d"),
    "dot": re.compile(r"\w[.)>|]"),
}
"""What a line must hold near its start to be worth a closer look."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line: `at` its offset, `words` where what was said begins; `key` is its folded form."""

    line: int
    form: str
    text: str
    key: str
    at: int
    words: int
    time: str = ""


def spelled(label: str) -> str:
    """Return a label as it should be shown: without invisible marks, brackets around it, and stray marks.

    >>> spelled("[Dr  Lowe]")
    'Dr Lowe'
    """
    text = " ".join(label.translate(dict.fromkeys(map(ord, INVISIBLE))).split()).strip("*_ ")
    if text[:1] in "[(<{" and text[-1:] in "])>}" and not set(text[1:-1]) & set("[](){}<>"):
        text = text[1:-1].strip()
    text = text.strip("*_ ").rstrip("-–—,; ")
    return text if _INITIALS.fullmatch(text) else text.rstrip(".-–—,; ") or text


def label_at(line: Line, form: str) -> Label | None:
    """Find a label in one form at the start of a line."""
    end = line.bold_to - line.start if form == "bold" else 160
    hint = _HINTS.get(form)
    if not end or (hint and not hint.search(line.text, 0, 120)):
        return None
    match = FORMS[form].match(line.text, 0, end)
    text = spelled(match["label"]) if match else ""
    if match is None or not plausible(text) or (form == "space" and not (text.isupper() or known(label_key(text)))):
        return None
    rest = line.text[match.end("mark") :].strip()
    timed = bare_time(rest) if rest else False
    if form not in ("colon", "bracket") and (not rest or timed or _MAIL.fullmatch(rest)):
        return None
    if form == "space" and (rest[0].islower() or match.end("label") + line.start < line.bold_to < line.end):
        return None
    groups = match.groupdict()
    time = clock(groups.get("time") or groups.get("after") or (rest if timed else ""))
    return Label(
        line.number, form, text, label_key(text), line.start, line.end if timed else line.start + match.end("mark"), time
    )


def plausible(text: str) -> bool:
    """Whether a text can be a speaker's label by its shape: short, with a letter, no sentence."""
    parts = text.split()
    if not parts or len(parts) > 5 or not any(c.isalpha() for c in text):
        return False
    if re.search(r"[!;…\"“”«»=]|https?$|www\.|\?.", text) or re.search(r"[^\W\d_]{4,}\.(?=\s|$)|\w,\s\w+\s\w+\s\w", text):
        return False
    return not re.fullmatch(CLOCK, text) and all(text.count(a) == text.count(b) for a, b in ("()", "[]", "<>", "{}"))


def known(key: str) -> bool:
    """Whether a label is a role word or a role letter, with or without a number: "int", "p07", "speaker 1", "i"."""
    found = words(key)
    if not found:
        return False
    if len(found) == 1 and len(found[0]) == 1:
        return found[0] in ROLE_LETTERS and len(key) <= 4
    said = any(word in INTERVIEWER or word in PARTICIPANT for word in found)
    return (said and len(found) <= 3) or (found[0] in PERSON and all(word in PERSON or len(word) == 1 for word in found))


def joint(text: str) -> list[str]:
    """Split the label of speakers who speak together: "P1 and P2"; one part if it is not one.

    >>> joint("Ann & Bob"), joint("Ann")
    (['Ann', 'Bob'], ['Ann'])
    """
    return [part for part in _AND.split(text) if part]


def named(text: str) -> bool:
    """Whether a label that no list holds may be a name or a short form: capitals, and no word of running prose."""
    found = words(text)
    if not found or len(found) > 3 or any(word in PROSE for word in found if len(word) > 1 or len(found) == 1):
        return False
    parts = text.split()
    return all(not part[:1].islower() for part in parts) or len(parts) == 1
