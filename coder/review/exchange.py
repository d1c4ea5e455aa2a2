"""Review files out, answers in -> checked decisions: what every exchange format has in common.

An answer is matched by its key and nothing else. Whatever is wrong is collected with its place, and one fault refuses the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coder.codebook import Codebook
from coder.coding import Coding
from coder.records import ALPHABET, Decision, Kind
from coder.review.acts import moves

KEY_LENGTH = 6

SPELLINGS: Mapping[Kind, frozenset[str]] = {
    Kind.CONFIRM: frozenset({"confirm", "confirmed", "c", "yes", "y", "true", "agree", "✓", "✔"}),
    Kind.REFUTE: frozenset({"refute", "refuted", "r", "no", "n", "false", "reject", "disagree"}),
    Kind.UNSURE: frozenset({"unsure", "u", "?", "not sure", "maybe"}),
    Kind.NONE: frozenset({"none", "no code", "no code fits", "nothing fits", "yes", "y", "true", "x", "✓", "✔"}),
}
"""What people write for each answer, small and with single spaces."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a review file: a passage to decide on (with a key), or a turn for context (key "").

    `shown` are the suggested codes; an `optional` passage (a reply of a few words) may be left open.
    """

    key: str
    transcript: str
    speaker: str
    text: str
    shown: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a review file shows to one coder.

    `slots` is how many suggestions a passage has room for at least, and `size` how many bytes the file has at least: with them, two
    files of a round that show different suggestions are built alike. `notice` is one more line of the instructions.
    """

    study: str
    export: str
    coder: str
    at: str
    codebook: Codebook
    rows: tuple[Row, ...]
    slots: int = 0
    size: int = 0
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person wrote, and where."""

    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Answers:
    """One passage of a returned file, as found: `suggestions` are the shown codes' cells, `decisions` what was said to each.

    Where a file knows what was taken back in it: `withdrawn` are codes, `cleared` kinds of notes, and a passage is `reopened` when it
    had been finished and no longer is. Elsewhere an empty cell takes nothing back.
    """

    key: Cell
    text: Cell
    suggestions: tuple[Cell, ...]
    decisions: tuple[Cell, ...]
    added: tuple[Cell, ...]
    none: Cell
    emergent: Cell
    memo: Cell
    discuss: bool = False
    withdrawn: tuple[str, ...] = ()
    cleared: frozenset[Kind] = frozenset()
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A review file that came back, before any check against the ledger."""

    study: str
    export: str
    coder: str
    answers: tuple[Answers, ...]
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Checked:
    """What a returned file says: its decisions and the figures of the summary; `problems` is empty when it may be imported."""

    expected: int
    found: int = 0
    decided: int = 0
    partly: int = 0
    blank: int = 0
    short: int = 0
    missing: tuple[str, ...] = ()
    unknown: int = 0
    decisions: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def keys(segments: Sequence[str]) -> dict[str, str]:
    """Give each segment id a short key, unique among them: `S-`, six characters of the id, and a check character.

    Where two ids begin alike, the later one moves on along its own characters: the keys depend only on the ids and their order.
    """
    given: dict[str, str] = {}
    used: set[str] = set()
    for segment in segments:
        body = segment.removeprefix("S-")
        doubled = body + body
        for shift in range(len(body)):
            key = with_check(doubled[shift : shift + KEY_LENGTH])
            if key not in used:
                break
        else:
            raise ValueError(f"no free key for {segment}")
        used.add(key)
        given[segment] = key
    return given


def with_check(body: str) -> str:
    """`S-` + body + check character (a sum weighted by place, modulo 29: one wrong or two swapped characters never pass)."""
    total = sum((place + 1) * ALPHABET.index(character) for place, character in enumerate(body))
    return f"S-{body}{ALPHABET[total % len(ALPHABET)]}"


def is_key(text: str) -> bool:
    """Whether `text` is a well-formed key with the right check character."""
    return re.fullmatch(f"S-[{ALPHABET}]{{{KEY_LENGTH + 1}}}", text) is not None and with_check(text[2:-1]) == text


def shown_text(codebook: Codebook, code: str) -> str:
    """How a suggestion is written in a cell: its label and path, then what it means."""
    entry = codebook.by_id[code]
    return f"{entry.label} ({entry.id})\n{entry.definition}"


def same_words(one: str, other: str) -> bool:
    """Whether two cells hold the same text, white space and spreadsheet escapes aside."""
    return _plain(one) == _plain(other)


def check(
    returned: Returned,
    sheet: Sheet,
    segments: Mapping[str, str],
    present: Mapping[str, Coding],
    accept_missing: bool,
) -> Checked:
    """Hold a returned file against what was exported.

    `segments` gives the segment id of each key of the export, `present` the coder's coding of each segment so far; only decisions
    that say something new are kept, and an empty cell says nothing.
    """
    rows = {row.key: row for row in sheet.rows if row.key}
    result = Checked(expected=len(rows), problems=list(returned.problems))
    seen: dict[str, str] = {}
    for answers in returned.answers:
        key = answers.key.value.strip().upper()
        if key not in rows:
            result.unknown += 1
            result.problems.append(_unknown(answers.key, key))
        elif key in seen:
            result.problems.append(f"{answers.key.place}: the key {key} is there twice (first at {seen[key]}): delete one row")
        else:
            seen[key] = answers.key.place
            _take(answers, rows[key], sheet.codebook, segments[key], present.get(segments[key]), sheet.coder, result)
    result.problems.extend(_gone(returned, rows))
    result.found = len(seen)
    result.missing = tuple(key for key in rows if key not in seen)
    if result.missing and not accept_missing:
        result.problems.append(_missing(result.missing))
    return result


def _take(
    answers: Answers, row: Row, codebook: Codebook, segment: str, present: Coding | None, coder: str, result: Checked
) -> None:
    """Turn one row's cells into decisions, or into problems."""
    reader = _RowReader(answers, row, codebook)
    found = reader.decisions(coder, segment)
    result.problems.extend(reader.problems)
    if reader.complete:
        result.decided += 1
    elif found:
        result.partly += 1
    elif row.optional:
        result.short += 1
    else:
        result.blank += 1
    present = present or Coding(coder, segment)
    result.decisions.extend(_reopening(found, present, row.shown) if answers.reopened else news(found, present))


def news(decisions: Iterable[Decision], present: Coding) -> list[Decision]:
    """The decisions that change what the coder has said so far."""
    fresh = []
    for decision in decisions:
        before = replace(present, answers=dict(present.answers))
        present.take(decision)
        if before != present:
            fresh.append(decision)
    return fresh


def _reopening(decisions: Sequence[Decision], present: Coding, shown: Sequence[str]) -> list[Decision]:
    """What leads from a finished passage to an open one in which the decisions stand."""
    wanted = replace(present, answers=dict(present.answers), looked=False)
    for decision in decisions:
        wanted.take(decision)
    return moves(present, wanted, shown)


class _RowReader:
    """Reads one row; `problems` and `complete` are filled by `decisions`."""

    def __init__(self, answers: Answers, row: Row, codebook: Codebook) -> None:
        self.answers = answers
        self.row = row
        self.codebook = codebook
        self.problems: list[str] = []
        self.complete = False

    def decisions(self, coder: str, segment: str) -> list[Decision]:
        answers = self.answers
        if not same_words(answers.text.value, self.row.text):
            self.problems.append(
                f"{answers.text.place}: the passage was changed: undo the change, the decision is about its words"
            )
        said = self._answered()
        added = self._added(said)
        none = self._none([*(code for code, kind in said.items() if kind is Kind.CONFIRM), *added])
        found = [Decision(coder, segment, Kind.WITHDRAW, code) for code in answers.withdrawn]
        found += [Decision(coder, segment, kind) for kind in sorted(answers.cleared)]
        found += [Decision(coder, segment, kind, code) for code, kind in said.items()]
        found += [Decision(coder, segment, Kind.ADD, code) for code in added]
        answered_all = bool(self.row.shown) and len(said) == len(self.row.shown)
        self.complete = none or answered_all or (bool(added) and not self.row.shown)
        if none:
            found.append(Decision(coder, segment, Kind.NONE))
        elif self.complete:
            found.append(Decision(coder, segment, Kind.LOOKED))
        for kind, cell in ((Kind.EMERGENT, answers.emergent), (Kind.MEMO, answers.memo)):
            if cell.value.strip():
                found.append(Decision(coder, segment, kind, note=cell.value.strip()))
        if answers.discuss:
            found.append(Decision(coder, segment, Kind.DISCUSS, note="yes"))
        return found

    def _answered(self) -> dict[str, Kind]:
        said: dict[str, Kind] = {}
        for number, cell in enumerate(self.answers.decisions):
            shown = self.row.shown[number] if number < len(self.row.shown) else ""
            if not _shows(self.answers.suggestions[number].value, shown):
                place = self.answers.suggestions[number].place
                self.problems.append(f"{place}: the suggestion was changed or moved: undo the change")
            word = plain_word(cell.value)
            if not word:
                continue
            kind = next((k for k in (Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE) if word in SPELLINGS[k]), None)
            if kind is None:
                self.problems.append(f"{cell.place}: {quoted(cell)} is not an answer: choose Confirm, Refute or Unsure")
            elif not shown:
                self.problems.append(
                    f"{cell.place}: an answer, but nothing is suggested here: use Add code for a code of your own"
                )
            else:
                said[shown] = kind
        return said

    def _added(self, said: Mapping[str, Kind]) -> list[str]:
        added: list[str] = []
        for cell in self.answers.added:
            if not cell.value.strip():
                continue
            code = self.codebook.find(cell.value)
            if code is None:
                self.problems.append(f"{cell.place}: {quoted(cell)} is not a code of the codebook: choose one from the list")
            elif said.get(code) in (Kind.REFUTE, Kind.UNSURE):
                self.problems.append(
                    f"{cell.place}: {code} is added and answered {said[code]} in the same row: keep one of the two"
                )
            elif code not in said and code not in added:
                added.append(code)
        return added

    def _none(self, applied: Sequence[str]) -> bool:
        cell = self.answers.none
        word = plain_word(cell.value)
        if not word:
            return False
        if word not in SPELLINGS[Kind.NONE]:
            self.problems.append(f"{cell.place}: {quoted(cell)} is not an answer: choose None, or leave it empty")
        elif applied:
            self.problems.append(f"{cell.place}: None, but a code is given in the same row: keep one of the two")
        return True


def _gone(returned: Returned, rows: Mapping[str, Row]) -> list[str]:
    """Decisions that have no place in the file any more, though something was suggested: one line a place."""
    gone: set[int] = set()
    for answers in returned.answers:
        row = rows.get(answers.key.value.strip().upper())
        gone.update(range(len(answers.decisions), len(row.shown) if row else 0))
    return [
        f"the place for decision {number + 1} is gone, though suggestions stand there: put it back" for number in sorted(gone)
    ]


def _unknown(cell: Cell, key: str) -> str:
    if not key:
        return f"{cell.place}: a passage without its key: put the key back, or delete the row"
    if is_key(key):
        return f"{cell.place}: the key {key} is not of this export: was a row copied from another file?"
    return f"{cell.place}: {quoted(cell)} is not a key: put back the key that stood there"


def _missing(missing: Sequence[str]) -> str:
    some = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
    rows = "1 passage is" if len(missing) == 1 else f"{len(missing)} passages are"
    return f"{rows} missing, were rows deleted? ({some}): put them back, or import with --accept-missing to leave them undecided"


def quoted(cell: Cell) -> str:
    """The beginning of what a person wrote, for an error."""
    words = " ".join(cell.value.split())
    return f"'{words[:30]}…'" if len(words) > 30 else f"'{words}'"


def _shows(cell: str, code: str) -> bool:
    """Whether a suggestion's cell still names the code that it was written with."""
    return f"({code})" in cell.split("\n", 1)[0] if code else not cell.strip()


def plain_word(text: str) -> str:
    """An answer as the spellings have it: small, with single spaces, without a full stop."""
    return " ".join(text.split()).casefold().rstrip(".!")


def _plain(text: str) -> str:
    unescaped = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return " ".join(re.sub(r"[\x00-\x1f]", " ", unescaped).split())
