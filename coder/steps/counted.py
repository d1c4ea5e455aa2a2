"""The ledger -> what counts as data: codings in today's codes, without what was said to suggestions planted to test the coders."""

from __future__ import annotations

from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import Settled, settled
from coder.growth import codings_now
from coder.records import Kind
from coder.study import Ledger, codebooks, rounds, workshops


def counted(ledger: Ledger, exports: frozenset[str] | None = None) -> dict[tuple[str, str], Coding]:
    """What every coder finally said of every segment (in the exports named), as far as it may be measured or learned from.

    Decisions are read in the codebook's present codes. A code that was planted counts as not known, whatever was answered.
    """
    growth = codebooks.growth(ledger)
    found = codings_now(codebooks.decisions(ledger, exports), growth)
    for coder, segment, code, version in rounds.planted(ledger):
        if (coder, segment) in found:
            found[coder, segment].answers[growth.now(code, version)] = Kind.UNSURE
    return found


def answers(coding: Coding, codebook: Codebook) -> list[int]:
    """What a coder says of every code, in the codebook's order: 1, 0, or -1 where it is not known.

    A code that came after the passage was looked at is not known, even where its theme was ruled out: nobody was asked about it, and
    two coders who were not asked do not agree.
    """
    values, late = coding.values(codebook), unasked(coding, codebook)
    return [-1 if code in late or values[code] is None else int(bool(values[code])) for code in codebook.ids]


def unasked(coding: Coding, codebook: Codebook) -> frozenset[str]:
    """The codes that came after the passage was looked at and were not answered since, themselves or by a code below them."""
    return coding.unasked - coding.answers.keys() - codebook.with_ancestors(coding.applied & codebook.by_id.keys())


def finals(ledger: Ledger) -> Settled:
    """What the team's workshops settled, in today's codes."""
    return settled(workshops.settlements(ledger), codebooks.growth(ledger))


def untested(ledger: Ledger) -> set[str]:
    """The blind passages of a round that not all its coders have finished: its model's only honest test is not to be learned from.

    Once all have, the test stands for good: what the model suggested of these passages was kept before anybody decided on them.
    """
    present = {segment.id for segment in ledger.segments()}
    looked = {key for key, coding in counted(ledger).items() if coding.looked}
    found: set[str] = set()
    for one in rounds.rounds(ledger):
        blind = rounds.plan(ledger, one.id).blind & present
        if any((coder, segment) not in looked for coder in one.coders for segment in blind):
            found |= blind
    return found
