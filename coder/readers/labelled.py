"""Lines -> the reading by labels: the accepted labels, the rare ones that go with them, slips mended, legends taken out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.readers.accept import accept
from coder.readers.cues import asks
from coder.readers.cut import Reading, Start
from coder.readers.healing import heal, hidden
from coder.readers.labels import Label, known, label_at
from coder.readers.legend import legend
from coder.readers.lexicon import metadata, talk
from coder.readers.lines import Line
from coder.readers.looks import ANSWERER, ASKER
from coder.readers.rare import with_rare
from coder.readers.roles import BAR, by_word
from coder.records import NoteKind, Role


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reading by labels, and the roles that the file's legend gives (by folded label)."""

    reading: Reading
    roles: Mapping[str, Role]


def labelled(found: Sequence[Line], forced: frozenset[str] = frozenset()) -> Labelled | None:
    """Read a file by the labels at the start of its lines, None if no set of labels explains it."""
    accepted = accept(found, forced)
    if accepted is None:
        return _half(found)
    labels = with_rare(found, accepted)
    explained = legend(found, labels)
    labels = [label for label in labels if label.line not in explained.notes]
    if len({label.key for label in labels}) == 1 < len({label.key for label in accepted.labels}):
        return _half(found)
    spoken = _spelling(labels)
    healed = heal(_body(found, labels), labels, accepted.form, spoken)
    starts: list[Start] = []
    lost: list[int] = []
    for label in healed.labels:
        starts.append(_start(label))
        if accepted.form == "colon":
            inner = [_start(one) for one in hidden(found[label.line], label.words, spoken, label.key)]
            starts += inner
            lost += [label.line] * bool(inner)
    notes: dict[int, NoteKind] = dict(explained.notes)
    warnings = (*_slips(found, healed.slips, "label mended where it was misspelt or its mark was wrong"),)
    warnings += (*_slips(found, lost, "turn found in the middle of a line"),)
    return Labelled(Reading("label", tuple(starts), accepted.score, notes, warnings=warnings), explained.roles)


def _half(found: Sequence[Line]) -> Labelled | None:
    """Read a file in which only one of two speakers has a label: what follows each labelled line is the other's."""
    content = [line for line in found if line.kind is None]
    labels = [label for line in content if (label := label_at(line, "colon")) and known(label.key) and not metadata(label.key)]
    weight = by_word(labels[0].text) if labels else 0.0
    if len(labels) < 3 or len({label.key for label in labels}) > 1 or abs(weight) < BAR:
        return None
    have = {label.line for label in labels}
    others = [group for group in _between(content, have) if group]
    answers = [group[0] if weight > 0 else next((line for line in group if asks(line.text)), None) for group in others]
    answers = [line for line in answers if line is not None and (weight < 0 or line.number > labels[0].line)]
    if len(answers) < 0.6 * len(labels) or (weight > 0 and not _answered(content, have)):
        return None
    other = ANSWERER if weight > 0 else ASKER
    starts = [*map(_start, labels), *(Start(line.number, other, line.start, line.start) for line in answers if line)]
    starts.sort(key=lambda start: start.at)
    warning = f"only {labels[0].text} is labelled: the paragraphs between are taken to be the {other.lower()}'s"
    return Labelled(Reading("half labelled", tuple(starts), 0.5, warnings=(warning,)), {})


def _between(content: Sequence[Line], have: set[int]) -> list[list[Line]]:
    """The lines without a label, in groups between the lines with one."""
    groups: list[list[Line]] = [[]]
    for line in content:
        if line.number in have:
            groups.append([])
        else:
            groups[-1].append(line)
    return groups


def _answered(content: Sequence[Line], have: set[int]) -> bool:
    """Whether labelled lines ask and what stands between answers: in an interview guide nothing does."""
    rest = [line for line in content if line.number not in have]
    asked = sum(asks(line.text) for line in content if line.number in have) >= 0.4 * len(have)
    return (
        asked
        and sum(asks(line.text) for line in rest) <= 0.3 * len(rest)
        and sum(talk(line.text) > 0 for line in rest) >= 0.3 * len(rest)
    )


def _start(label: Label) -> Start:
    return Start(label.line, label.text, label.at, label.words, (), label.time)


def _body(found: Sequence[Line], labels: Sequence[Label]) -> Sequence[Line]:
    """The lines from the first turn on."""
    return [line for line in found if labels and line.number >= labels[0].line]


def _spelling(labels: Sequence[Label]) -> dict[str, str]:
    """The usual spelling of each label."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for label in labels:
        spellings[label.key][label.text] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in spellings.items()}


def _slips(found: Sequence[Line], slips: Sequence[int], what: str) -> tuple[str, ...]:
    """Say how often and where, by paragraph."""
    if not slips:
        return ()
    places = sorted({found[number].block + 1 for number in slips})
    listed = ", ".join(map(str, places[:12])) + (" ..." if len(places) > 12 else "")
    return (
        f"{len(slips)} {what} (paragraph {listed})" if len(slips) == 1 else f"{len(slips)} times a {what} (paragraphs {listed})",
    )
