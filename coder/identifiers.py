"""Text -> what looks like it names someone: people, places, hospitals, e-mail, phones, dates of birth, NHS and GMC numbers.

Rules by form, not a list of names: a capital letter in the middle of a sentence, a title, a house word such as Hospital. They
find too much rather than too little; a person decides. A named-entity recogniser can be given beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "e-mail", "web address", "phone", "NHS number", "GMC number", "postcode", "date of birth", "hospital", "name", "place"
]

Recogniser = Callable[[str], Iterable[tuple[int, int, Kind]]]
"""Gives spans of names and places in a text, as a named-entity model does."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A stretch of text that may identify somebody: its kind, and its code points from `start` to `end`."""

    kind: Kind
    start: int
    end: int


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?:19|20)?\d{{2}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}})"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*[a-zß-öø-ÿ][\w’'-]*"
_OWN = rf"(?!(?:The|Our|My|An?|This|That|Their|Your|His|Her|One|Every|Some)\b)(?:{_CAPITAL}|St\b\.?)"
_HOUSE = (
    r"(?:Hospitals?|Infirmary|Hospice|Surgery|Medical (?:Centre|Practice)|Health (?:Centre|Board)|NHS (?:Foundation )?Trust|Trust"
    r"|Clinic|University|Deanery|Royal|General|Care Home|Nursing Home)"
)
_TITLE = r"(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sir|Dame|Sister|Nurse|Lady|Lord|Rev|Father)"

_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("web address", re.compile(r"(?:https?://|www\.)[^\s<>\")\]]+")),
    ("GMC number", re.compile(r"\bGMC(?:\s+(?:number|no\.?|reference))?(?:\s+is)?\W{0,3}(\d{7})\b", re.IGNORECASE)),
    ("date of birth", re.compile(rf"\b(?:born|birthday|birth|d\.?o\.?b\.?)\b[^.?!\n]{{0,25}}?({_DATE})", re.IGNORECASE)),
    ("phone", re.compile(r"(?<![\w.])(?:\+\d{1,3}[\s-]?(?:\(0\)[\s-]?)?|\(?0)\d(?:[\s().-]{0,2}\d){7,10}(?!\w)")),
    ("postcode", re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b")),
    ("hospital", re.compile(rf"\b(?:{_OWN}\s+(?:of|the|and|&)\s+)?(?:{_OWN}\s+){{1,4}}{_HOUSE}(?:\s+{_HOUSE}){{0,3}}\b")),
    ("name", re.compile(rf"\b{_TITLE}\.?\s+({_CAPITAL}(?:\s+{_CAPITAL})?)")),
)

_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
_CAPITALISED = re.compile(rf"{_CAPITAL}(?:\s+{_CAPITAL})*")
_SENTENCE_START = re.compile(r"(?:^|[.?!…:]['\"”’)\]]*\s+|\n\s*|[\"“‘(\[]\s*|[-–—]\s+)$")
_PLACE_BEFORE = re.compile(r"\b(?:in|from|at|near|to|outside|around|via)\s+$", re.IGNORECASE)

_NO_NAMES = frozenset(
    """
    i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays january february march april may june july august september october november december
    christmas easter ramadan eid diwali hanukkah michaelmas english british scottish welsh irish european american african
    asian indian french german polish spanish italian chinese christian muslim jewish hindu sikh england scotland wales
    ireland britain europe doctor dr mr mrs ms professor prof sister covid egan egan's grow oskar clear nhs gmc bma gp gps
    ok okay zoom teams excel word internet skype whatsapp google powerpoint outlook god thank thanks can oh yes yeah yep no
    nope well so and but or because if when then that that's this these those there there's here it it's he he's he'd she
    she's she'd they they're they'd we we're we'd you you're you'd what what's who who's why how where which is was are were
    do does did don't didn't have has had shall should would could will won't let let's not nothing nobody everyone
    everybody someone somebody something anything maybe perhaps right sorry sure exactly absolutely honestly actually just
    only now once one two three all some any my your his her our their the a an in on at to from for with by
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
"""Words with a capital that name no one: days, months, feasts, nations, tools, and the models of mentoring."""


def find(text: str, recogniser: Recogniser | None = None, known: Mapping[str, Kind] | None = None) -> tuple[Identifier, ...]:
    """Everything in a text that may identify somebody, in order, without overlaps; what is surer of its kind goes first.

    `known` are words found to be names elsewhere in the same transcript, with their kinds: they are found here too, also where they
    begin a sentence (see `names`).
    """
    taken: list[Identifier] = []
    for found in _candidates(text, recogniser, known or {}):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def names(texts: Iterable[str], recogniser: Recogniser | None = None) -> dict[str, Kind]:
    """The names and places in a transcript's texts, and their single words, to be looked for in all of it."""
    found: dict[str, Kind] = {}
    for text in texts:
        for one in find(text, recogniser):
            if one.kind in ("name", "place", "hospital"):
                words = text[one.start : one.end]
                found.setdefault(words, one.kind)
                if one.kind != "hospital":
                    for word in re.findall(_CAPITAL, words):
                        if len(word) > 2 and word.casefold() not in _NO_NAMES:
                            found.setdefault(word, one.kind)
    return found


def around(text: str, found: Identifier, words: int = 3) -> str:
    """The identifier with at most `words` words on each side, for a person to judge it by."""
    before = text[: found.start].split()[-words:]
    after = text[found.end :].split()[:words]
    return " ".join([*before, f"[{' '.join(text[found.start : found.end].split())}]", *after])


def redact(text: str, chosen: Iterable[Identifier], stand_ins: dict[str, str]) -> str:
    """The text with a stand-in for each identifier; the same words get the same one, kept in `stand_ins`."""
    parts, end = [], 0
    for found in sorted(chosen, key=lambda found: found.start):
        words = " ".join(text[found.start : found.end].split())
        if words not in stand_ins:
            number = 1 + sum(stand_in.startswith(f"[{found.kind} ") for stand_in in stand_ins.values())
            stand_ins[words] = f"[{found.kind} {number}]"
        parts += [text[end : found.start], stand_ins[words]]
        end = found.end
    return "".join([*parts, text[end:]])


def _candidates(text: str, recogniser: Recogniser | None, known: Mapping[str, Kind]) -> Iterator[Identifier]:
    for match in _TEN_DIGITS.finditer(text):
        if _is_nhs_number(match[0]):
            yield Identifier("NHS number", *match.span())
    for kind, form in _FORMS:
        for match in form.finditer(text):
            yield Identifier(kind, *match.span(1 if form.groups else 0))
    if recogniser is not None:
        for start, end, kind in recogniser(text):
            yield Identifier(kind, start, end)
    for words in sorted(known, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
            yield Identifier(known[words], *match.span())
    yield from _capitals(text)


def _capitals(text: str) -> Iterator[Identifier]:
    """Words with a capital that do not stand at the beginning of a sentence, nor are written small elsewhere in the text."""
    small = Counter(re.findall(r"(?<![\w@.])[a-zß-öø-ÿ][\w’'-]*(?![\w@])", _FORMS[0][1].sub(" ", text)))
    for match in _CAPITALISED.finditer(text):
        words = [(m.start() + match.start(), m[0]) for m in re.finditer(r"\S+", match[0])]
        if _SENTENCE_START.search(text[: match.start()]):
            words = words[1:]
        words = [(at, word) for at, word in words if not _names_nobody(word, small)]
        if words:
            start, end = words[0][0], words[-1][0] + len(words[-1][1])
            kind: Kind = "place" if _PLACE_BEFORE.search(text[:start]) else "name"
            yield Identifier(kind, start, end)


def _names_nobody(word: str, small: Counter[str]) -> bool:
    plain = word.casefold().replace("’", "'")
    return plain in _NO_NAMES or plain.removesuffix("'s") in _NO_NAMES or small[word.lower()] > 0


def _is_nhs_number(text: str) -> bool:
    """Ten digits of which the last is the check digit (modulus 11; NHS Data Dictionary, NHS NUMBER)."""
    digits = [int(character) for character in text if character.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]
