"""Passages -> quotations of a code: confirmed ones, balanced over people, spread over their interviews, each shown as it was said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.analysis.passages import Natural, Passage, natural
from coder.analysis.references import reference
from coder.codebook import Codebook
from coder.records import tagged_hash

CUT = "[...]"
"""How a cut is shown."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that is quoted for a code: its words (`cut` where some are left out, shown by `[...]`) and how it is cited."""

    code: str
    passage: Passage
    text: str
    cut: bool
    reference: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotations of one code, in reading order, and of how many passages of how many people they were taken.

    `alone` where the code is a theme and these are passages that have none of the codes below it.
    """

    code: str
    alone: bool
    quotations: tuple[Quotation, ...]
    passages: int
    people: int


def quoted(
    passages: Sequence[Passage], codebook: Codebook, codes: Iterable[str], most: int, words: int | None, seed: int
) -> tuple[Quoted, ...]:
    """Quote each code, and of a theme also what fits none of its categories; a passage is quoted twice only where it must be.

    `most` quotations a code, of up to `words` words each (None: whole); `seed` decides which of several that are equally good.
    """
    wanted = [(code, bool(codebook.children(code))) for code in codes]
    found = {(code, alone): _having(passages, codebook, code, alone) for code, alone in wanted}
    used: set[str] = set()
    chosen = {}
    for code, alone in sorted(wanted, key=lambda one: (len(found[one]), codebook.ids.index(one[0]))):  # the rarest choose first
        chosen[code] = _chosen(found[code, alone], most, seed, used)
        used |= {passage.id for passage in chosen[code]}
    return tuple(_quoted(code, alone, chosen[code], found[code, alone], words) for code, alone in wanted if found[code, alone])


def _having(passages: Sequence[Passage], codebook: Codebook, code: str, alone: bool) -> list[Passage]:
    below = {other for other in codebook.ids if other.startswith(f"{code}/")} if alone else set()
    return [passage for passage in passages if passage.has(code) and not below & (passage.codes or frozenset())]


def _chosen(passages: Sequence[Passage], most: int, seed: int, used: set[str]) -> list[Passage]:
    """Take passages one by one: always of the person with fewest so far, then new ones, then of the interview with fewest."""
    left = {passage.id: (tagged_hash("Q", str(seed), passage.id), passage) for passage in passages}
    people: Counter[str] = Counter()
    interviews: Counter[str] = Counter()
    chosen: list[Passage] = []
    while left and len(chosen) < most:
        _, taken = min(
            left.values(),
            key=lambda one: (people[one[1].participant], one[1].id in used, interviews[one[1].transcript], one[0]),
        )
        del left[taken.id]
        people[taken.participant] += 1
        interviews[taken.transcript] += 1
        chosen.append(taken)
    return sorted(chosen, key=_order)


def _order(passage: Passage) -> tuple[str, Natural, int, str, int]:
    return passage.source, natural(passage.participant), passage.interview or 0, passage.transcript, passage.place


def _quoted(code: str, alone: bool, chosen: Sequence[Passage], of: Sequence[Passage], words: int | None) -> Quoted:
    quotations = []
    for passage in chosen:
        text = passage.text if words is None else shortened(passage.text, words)
        quotations.append(Quotation(code, passage, text, text != passage.text, reference(passage)))
    return Quoted(code, alone, tuple(quotations), len(of), len({passage.participant for passage in of}))


def shortened(text: str, words: int) -> str:
    """Cut a text to so many words, at a sentence's end where one lies in the second half, and show the cut.

    >>> shortened("I was tired [sighs]. It went on ... and on, and on.", 6)
    'I was tired [sighs]. [...]'
    >>> shortened("Well ... [laughs] yes.", 6)
    'Well ... [laughs] yes.'
    """
    found = list(re.finditer(r"\S+", text))
    if len(found) <= words:
        return text
    ends = [n for n in range((words + 1) // 2, words + 1) if _SENTENCE_END.search(found[n - 1].group())]
    return f"{text[: found[(ends[-1] if ends else words) - 1].end()]} {CUT}"


def below(codebook: Codebook, code: str) -> tuple[str, ...]:
    """A code and all codes below it, in the codebook's order."""
    return tuple(other for other in codebook.ids if other == code or other.startswith(f"{code}/"))
