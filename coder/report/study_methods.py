"""Facts -> the methods of a study's report, sentence by sentence with the items of COREQ and SRQR that each answers.

What a tool cannot know is a blank, `[to be written: ...]`, for the researchers; nothing is made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from coder.growth import Change
from coder.report.agreement_document import count, listed
from coder.report.sections import Section, Table
from coder.report.study_facts import Facts
from coder.report.study_items import ITEMS

_PEOPLE = ("person", "people")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a blank, with the items that it answers: numbers of COREQ and of SRQR."""

    text: str
    coreq: tuple[int, ...] = ()
    srqr: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether it is for the researchers to write."""
        return self.text.startswith("[to be written")

    @property
    def items(self) -> tuple[str, ...]:
        """The items by their names."""
        return (*(f"COREQ {n}" for n in self.coreq), *(f"SRQR {n}" for n in self.srqr))

    @property
    def marked(self) -> str:
        """The sentence with its items."""
        return f"{self.text} ({'; '.join(_named(self))})"


def _named(said: Said) -> Iterator[str]:
    for name, numbers in (("COREQ", said.coreq), ("SRQR", said.srqr)):
        if numbers:
            yield f"{name} {', '.join(map(str, numbers))}"


def to_write(what: str, coreq: Iterable[int] = (), srqr: Iterable[int] = ()) -> Said:
    """A blank."""
    return Said(f"[to be written: {what}]", tuple(coreq), tuple(srqr))


def methods(facts: Facts, saturation: str, guards: Iterable[str]) -> Section:
    """The methods; `saturation` and `guards` are what those analyses came to."""
    parts = [Section(title, tuple(one.marked for one in of)) for title, of in _all(facts, saturation, tuple(guards)).items()]
    lead = (
        "Each sentence names the items of COREQ (32 items) and SRQR (21 standards) that it answers. Sentences are made of what the study's "
        "ledger holds; what it cannot know is marked to be written."
    )
    return Section("Methods", (lead, *parts))


def checklist(facts: Facts) -> Section:
    """Every item with where it is answered, or that it is still to be written."""
    where: dict[str, list[str]] = {item: [] for item in ITEMS}
    states: dict[str, set[bool]] = {item: set() for item in ITEMS}
    for title, of in _all(facts, "", ()).items():
        for said in of:
            for item in said.items:
                where[item].append(title)
                states[item].add(said.blank)
    rows = tuple((item, about, "; ".join(dict.fromkeys(where[item])), _state(states[item])) for item, about in ITEMS.items())
    note = "In part: a sentence stands there, and something is still to be written."
    return Section(
        "Items of COREQ and SRQR", (Table("Where each item is answered", ("Item", "About", "Where", "State"), rows, note),)
    )


def _state(blanks: set[bool]) -> str:
    return "in part" if len(blanks) == 2 else "to be written" if True in blanks else "answered"


def _all(facts: Facts, saturation: str, guards: tuple[str, ...]) -> dict[str, list[Said]]:
    """Everything that is said, by its heading."""
    return {
        "Before the methods": [
            to_write("title; abstract; the problem and why it matters; the purpose or question", srqr=(1, 2, 3, 4)),
        ],
        "Research team and reflexivity": [
            to_write("who interviewed, with credentials, occupation, gender, experience and training", (1, 2, 3, 4, 5), (6,)),
            to_write(
                "how interviewers and participants knew each other, and interests and assumptions brought along", (6, 7, 8), (6,)
            ),
        ],
        "Approach and context": [*_approach(facts), to_write("the setting, and who else was present", (14, 15), (7,))],
        "Participants": [*_sample(facts), to_write("ethical approval, consent and confidentiality", srqr=(9,))],
        "Collecting the data": _collecting(facts, saturation),
        "Preparing the data": _preparing(facts),
        "Coding": _coding(facts),
        "Trustworthiness": _trust(facts, guards),
        "Reporting": [
            Said(
                "Themes and their categories are in the section on the codebook, with how often each was found.", (31, 32), (16,)
            ),
            Said("Quotations, each with its source, are in the section of that name.", (29,), (17,)),
            to_write("how findings hang together and what they mean, with cases that do not fit", (30,), (16,)),
            to_write("links to prior work; limits of the study; conflicts of interest; funding", srqr=(18, 19, 20, 21)),
        ],
    }


def _approach(facts: Facts) -> list[Said]:
    roles = [facts.codebook.roles[role] for role in dict.fromkeys(code.role for code in facts.codebook.codes if code.role)]
    found = [to_write("the methodological orientation and its theory", (9,), (5,))]
    if roles:
        found.append(Said(f"Codes of the codebook have roles: {listed(roles)}.", (9,), (5,)))
    return found


def _sample(facts: Facts) -> list[Said]:
    found = [to_write("how participants were chosen and approached, and how many refused or left, and why", (10, 11, 13), (8,))]
    people = facts.people
    if people:
        found.append(Said(f"{count(len(people), *_PEOPLE)} gave {count(len(facts.interviews), 'interview')}.", (12,), (12,)))
        found.append(Said(_repeats(facts), (18,), (10,)))
    for one in facts.answers:
        found.append(
            Said(f"{count(one.respondents, *_PEOPLE)} wrote {count(one.answers, 'free-text answer')} ({one.name}).", (12,), (12,))
        )
    names = list(dict.fromkeys(name for of in facts.variables.values() for name in of))
    if names:
        found.append(Said(f"Of participants the study holds: {listed(names)}; see the section on the data.", (16,), (8,)))
    else:
        found.append(to_write("who the participants are: age, gender, role, experience", (16,), (8,)))
    return found


def _repeats(facts: Facts) -> str:
    times = Counter(Counter(one.participant for one in facts.interviews).values())
    if len(times) == 1:
        return f"Each gave {count(next(iter(times)), 'interview')}."
    each = [
        f"{count(people, *_PEOPLE)} gave {count(n, 'interview')}{' each' if people > 1 else ''}"
        for n, people in sorted(times.items(), reverse=True)
    ]
    return f"{listed(each)}."


def _collecting(facts: Facts, saturation: str) -> list[Said]:
    found = [to_write("the interview guide and whether it was tried out; recording; field notes", (17, 19, 20), (10, 11))]
    dates = sorted(one.date for one in facts.interviews if one.date)
    if dates:
        known = (
            ""
            if len(dates) == len(facts.interviews)
            else f" (of {len(facts.interviews):,} interviews {len(dates):,} have a date)"
        )
        found.append(Said(f"Interviews were held from {dates[0]} to {dates[-1]}{known}.", (), (10,)))
    words = [one.words for one in facts.interviews]
    if words:
        found.append(
            Said(
                f"Participants spoke {median(words):,.0f} words an interview (median; {min(words):,} to {max(words):,}).",
                (21,),
                (10,),
            )
        )
    found.append(to_write("duration of the interviews", (21,), (10,)))
    found.append(Said(saturation or "Saturation.", (22,), (8,)))
    found.append(to_write("whether saturation was sought, and how it was judged", (22,), (8,)))
    return found


def _preparing(facts: Facts) -> list[Said]:
    return [
        to_write("who transcribed, how transcripts were checked and made anonymous; whether they were returned", (23,), (13,)),
        Said(
            f"The unit that is coded is {facts.unit}: {count(facts.segments, 'segment')} of participants; what interviewers say is not "
            "coded.",
            (),
            (12, 13),
        ),
    ]


def _coding(facts: Facts) -> list[Said]:
    book = facts.codebook
    top = [code for code in book.codes if not code.parent]
    found = [
        Said(
            f"{count(len(facts.coders), 'person', 'people')} coded ({listed([one.name for one in facts.coders])}): "
            f"{count(facts.looked, 'segment')} were looked at, {facts.several:,} of them by two or more.",
            (24,),
            (14,),
        ),
        Said(
            f"The codebook, “{book.title}” in version {book.version}, has {count(len(book.codes), 'code')} in "
            f"{count(len(book.families), 'family', 'families')}: {count(len(top), 'theme')}, and {len(book.codes) - len(top):,} below "
            "them; a segment could have any number of codes, and a category counts for its theme.",
            (25,),
            (14,),
        ),
    ]
    found += [_derived(facts.changes), to_write("where the codes come from", (26,), (14,))]
    if facts.models and any(one.suggested for one in facts.coders):
        shown = "; ".join(f"{one.name} {one.suggested:,} of {one.given:,}" for one in facts.coders)
        counted = "of the segments given out, short replies too, those in which the model suggested something and it was shown"
        found.append(
            Said(
                f"A model suggested codes, which coders confirmed, refuted or added to, each on their own ({listed(facts.models)}; "
                f"{counted}: {shown}). Suggestions that nobody confirmed count nowhere.",
                (27,),
                (14,),
            )
        )
    for one in facts.rounds:
        if one.blind:
            found.append(
                Said(
                    f"In the round “{one.name}” {count(one.blind, 'segment')}, drawn at random, were coded blind, before any suggestion.",
                    (),
                    (15,),
                )
            )
    found.append(Said(facts.said, (24,), (14,)))
    found.append(
        Said(
            f"Software: transcript-theme-coder {facts.versions.get('coder', '')}, offline; versions are in the last section.",
            (27,),
            (14,),
        )
    )
    return found


def _derived(changes: tuple[Change, ...]) -> Said:
    if not changes:
        return Said("The codebook was not changed by command while coding went on.", (26,), (14,))
    kinds = Counter(change.kind.value for change in changes)
    parts = listed([f"{kind} {n}" for kind, n in sorted(kinds.items())])
    return Said(
        f"While coding went on the codebook was changed {count(len(changes), 'time')} ({parts}), each with its reason.",
        (26,),
        (14,),
    )


def _trust(facts: Facts, guards: tuple[str, ...]) -> list[Said]:
    found = []
    if facts.agreement is not None:
        found.append(Said("Coders' agreement was measured: see the section on agreement.", (24,), (15,)))
    if facts.workshops:
        days = listed(facts.workshops)
        found.append(
            Said(
                f"In workshops ({days}) the team voted again, discussed and settled {count(facts.settled, 'difference')}.",
                (24,),
                (15,),
            )
        )
    found += [Said(sentence, (), (15,)) for sentence in guards]
    found.append(
        to_write("whether participants gave feedback on the findings; other steps taken, such as an audit", (28,), (15,))
    )
    return found
