"""Review files out, answers in -> checked decisions: what every exchange format has in common.

An answer is matched by its key and nothing else. Whatever is wrong is collected with its place, and one fault refuses the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from coder.codebook import Codebook
from coder.coding import Coding
from coder.records import ALPHABET, Decision, Kind
from coder.review.acts import answered, moves, says_no_code

KEY_LENGTH = 6

SPELLINGS: Mapping[Kind, frozenset[str]] = {
    Kind.CONFIRM: frozenset({"confirm", "confirmed", "c", "yes", "y", "true", "agree", "✓", "✔"}),
    Kind.REFUTE: frozenset({"refute", "refuted", "r", "no", "n", "false", "reject", "disagree"}),
    Kind.UNSURE: frozenset({"unsure", "u", "?", "not sure", "maybe"}),
    Kind.NONE: frozenset({"none", "no code", "no code fits", "nothing fits", "yes", "y", "true", "x", "✓", "✔"}),
    Kind.DISCUSS: frozenset({"x", "discuss", "yes", "y", "true", "✓", "✔"}),
}
"""What people write for each answer, small and with single spaces."""

OFFERED: Mapping[Kind, str] = {
    Kind.CONFIRM: "Confirm",
    Kind.REFUTE: "Refute",
    Kind.UNSURE: "Unsure",
    Kind.NONE: "None",
    Kind.DISCUSS: "x",
}
"""What a file offers for each answer."""

SPELLED: Mapping[str, Kind] = {word: kind for kind, word in OFFERED.items()}
"""The answer that each word offered stands for."""

_ANSWERS = (Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE)


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
    files of a round that show different suggestions are built alike. `notice` is one more line of the instructions. `codings` are what
    the coder has said so far, by key, which is filled in. `name` is what the file is called, without its suffix. `part` is 1 for the
    part of a round without suggestions, 2 for the one after it (0 where there is but one), and `then` how many passages come after it.
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
    codings: Mapping[str, Coding] = field(default_factory=dict)
    name: str = ""
    part: int = 0
    then: int = 0

    @property
    def blind(self) -> bool:
        """Whether this is the part of a round in which nothing is suggested."""
        return self.part == 1


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
    discuss: Cell
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


@dataclass(frozen=True, slots=True)
class Filled:
    """What an export has filled in for one passage: the words by suggestion, codes of one's own, whether none fits, and notes."""

    decisions: tuple[str, ...]
    added: tuple[str, ...]
    none: bool
    emergent: str
    memo: str
    discuss: bool
    complete: bool

    @property
    def anything(self) -> bool:
        """Whether there is anything to fill in."""
        return any((*self.decisions, *self.added, self.none, self.emergent, self.memo, self.discuss))


@dataclass(slots=True)
class Checked:
    """What a returned file says: its decisions and the figures of the summary; `problems` is empty when it may be imported.

    `otherwise` are the places where it says something else than the coder said before, `standing` those where what was said before
    stands although it is empty here; `read_as` counts the cells in which an answer was written in other words.
    """

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
    otherwise: list[str] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)


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


def filled_in(coding: Coding | None, row: Row, codebook: Codebook) -> Filled:
    """What a coder has said of a passage, as far as a file has a place for it; read back unchanged, it says nothing new."""
    present = coding or Coding("", "")
    words = {code: OFFERED[Kind.CONFIRM if kind is Kind.ADD else kind] for code, kind in present.answers.items()}
    decisions = tuple(words.get(code, "") for code in row.shown)
    applied = present.applied
    added = tuple(code for code in present.answers if code in applied and code not in row.shown and code in codebook.by_id)
    none = present.looked and says_no_code(present) and not answered(present, row.shown)
    complete = none or (all(decisions) if row.shown else bool(added))
    return Filled(decisions, added, none, present.emergent, present.memo, present.discuss, complete)


def check(
    returned: Returned,
    sheet: Sheet,
    segments: Mapping[str, str],
    present: Mapping[str, Coding],
    accept_missing: bool,
) -> Checked:
    """Hold a returned file against what was exported.

    `segments` gives the segment id of each key of the export, `present` the coder's coding of each segment so far; only decisions
    that say something new are kept: an empty cell says nothing, nor does one that is as it was filled in.
    """
    rows = {row.key: row for row in sheet.rows if row.key}
    result = Checked(expected=len(rows), problems=list(returned.problems))
    seen: dict[str, str] = {}
    strangers: list[Answers] = []
    for answers in returned.answers:
        key = answers.key.value.strip().upper()
        if key not in rows:
            result.unknown += 1
            strangers.append(answers)
        elif key in seen:
            result.problems.append(f"{answers.key.place}: the key {key} is there twice (first at {seen[key]}): delete one row")
        else:
            seen[key] = answers.key.place
            filled = filled_in(sheet.codings.get(key), rows[key], sheet.codebook)
            _take(answers, rows[key], filled, sheet.codebook, segments[key], present.get(segments[key]), sheet.coder, result)
    result.missing = tuple(key for key in rows if key not in seen)
    result.problems.extend(_unknown(answers, [rows[key] for key in result.missing]) for answers in strangers)
    result.problems.extend(_gone(returned, rows))
    result.found = len(seen)
    if result.missing and not accept_missing:
        result.problems.append(_missing(result.missing, tuple(rows.values()), seen))
    return result


def _take(
    answers: Answers,
    row: Row,
    filled: Filled,
    codebook: Codebook,
    segment: str,
    present: Coding | None,
    coder: str,
    result: Checked,
) -> None:
    """Turn one row's cells into decisions, or into problems."""
    reader = _RowReader(answers, row, codebook, filled)
    found = reader.decisions(coder, segment)
    result.problems.extend(reader.problems)
    result.read_as.update(reader.read_as)
    if reader.complete:
        result.decided += 1
    elif found:
        result.partly += 1
    elif row.optional:
        result.short += 1
    else:
        result.blank += 1
    present = present or Coding(coder, segment)
    now = replace(present, answers=dict(present.answers))
    fresh = reader.fresh(found)
    result.decisions.extend(_reopening(fresh, now, row.shown) if answers.reopened else news(fresh, now))
    if _otherwise(present, now, codebook):
        result.otherwise.append(answers.key.place)
    if (not found and present.looked) or reader.emptied(found, now):
        result.standing.append(answers.key.place)


def _otherwise(before: Coding, now: Coding, codebook: Codebook) -> bool:
    """Whether anything that was answered before is answered in another way now."""
    known = before.values(codebook)
    unsure = {code for code, kind in before.answers.items() if kind is Kind.UNSURE}
    changed = any(value is not None and now.values(codebook)[code] is not value for code, value in known.items())
    return changed or any(now.answers.get(code) is not Kind.UNSURE for code in unsure)


def news(decisions: Iterable[Decision], present: Coding) -> list[Decision]:
    """The decisions that change what the coder has said so far; `present` takes them."""
    fresh = []
    for decision in decisions:
        before = replace(present, answers=dict(present.answers))
        present.take(decision)
        if before != present:
            fresh.append(decision)
    return fresh


def _reopening(decisions: Sequence[Decision], present: Coding, shown: Sequence[str]) -> list[Decision]:
    """What leads from a finished passage to an open one in which the decisions stand; `present` takes it."""
    wanted = replace(present, answers=dict(present.answers), looked=False)
    for decision in decisions:
        wanted.take(decision)
    found = moves(present, wanted, shown)
    for decision in found:
        present.take(decision)
    return found


class _RowReader:
    """Reads one row; `problems`, `complete` and `read_as` are filled by `decisions`."""

    def __init__(self, answers: Answers, row: Row, codebook: Codebook, filled: Filled) -> None:
        self.answers = answers
        self.row = row
        self.codebook = codebook
        self.filled = filled
        self.problems: list[str] = []
        self.complete = False
        self.read_as: Counter[tuple[str, str]] = Counter()

    def decisions(self, coder: str, segment: str) -> list[Decision]:
        answers = self.answers
        if not same_words(answers.text.value, self.row.text):
            self.problems.append(
                f"{answers.text.place}: the passage was changed: undo the change, the decision is about its words"
            )
        said = self._answered()
        added = self._added(said)
        none = self._none([*(code for code, kind in said.items() if kind is Kind.CONFIRM), *added])
        withdrawn = dict.fromkeys((*answers.withdrawn, *self._replaced(added)))
        found = [Decision(coder, segment, Kind.WITHDRAW, code) for code in withdrawn]
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
        if self._meant(answers.discuss, (Kind.DISCUSS,), "choose x, or leave it empty"):
            found.append(Decision(coder, segment, Kind.DISCUSS, note="yes"))
        return found

    def fresh(self, found: Sequence[Decision]) -> list[Decision]:
        """The decisions that are not as they were filled in; that the passage was looked at counts with any other answer."""
        filled = {(SPELLED[word], code) for word, code in zip(self.filled.decisions, self.row.shown, strict=True) if word}
        filled |= {(Kind.ADD, code) for code in self.filled.added}
        filled |= {(Kind.NONE, "")} if self.filled.none else set()
        notes = {Kind.EMERGENT: self.filled.emergent, Kind.MEMO: self.filled.memo, Kind.DISCUSS: "yes" * self.filled.discuss}

        def is_as_filled(one: Decision) -> bool:
            return same_words(one.note, notes[one.kind]) if one.kind in notes else (one.kind, one.code) in filled

        changed = [one for one in found if one.kind is not Kind.LOOKED and not is_as_filled(one)]
        if self.filled.complete and not any(one.code for one in changed):
            return changed
        return [one for one in found if one in changed or one.kind is Kind.LOOKED]

    def emptied(self, found: Sequence[Decision], now: Coding) -> bool:
        """Whether something that was filled in is empty, and stands."""
        here = {one.code for one in found if one.code}
        filled = [code for code, word in zip(self.row.shown, self.filled.decisions, strict=True) if word]
        notes = ((self.filled.memo, now.memo, Kind.MEMO), (self.filled.emergent, now.emergent, Kind.EMERGENT))
        discuss = self.filled.discuss and now.discuss and not self.answers.discuss.value.strip()
        return (
            discuss
            or any(code in now.answers and code not in here for code in (*filled, *self.filled.added))
            or any(was and was == still and kind not in {one.kind for one in found} for was, still, kind in notes)
        )

    def _meant(self, cell: Cell, kinds: Sequence[Kind], instead: str) -> Kind | None:
        """What a cell says, of what may be said there; words that are not those offered are remembered."""
        word = plain_word(cell.value)
        if not word:
            return None
        kind = next((one for one in kinds if word in SPELLINGS[one]), None)
        if kind is None:
            self.problems.append(f"{cell.place}: {quoted(cell)} is not an answer: {instead}")
        elif word != plain_word(OFFERED[kind]):
            self.read_as[word, OFFERED[kind]] += 1
        return kind

    def _answered(self) -> dict[str, Kind]:
        said: dict[str, Kind] = {}
        for number, cell in enumerate(self.answers.decisions):
            shown = self.row.shown[number] if number < len(self.row.shown) else ""
            if not _shows(self.answers.suggestions[number].value, shown):
                place = self.answers.suggestions[number].place
                self.problems.append(f"{place}: the suggestion was changed or moved: undo the change")
            kind = self._meant(cell, _ANSWERS, "choose Confirm, Refute or Unsure")
            if kind is not None and not shown:
                self.problems.append(
                    f"{cell.place}: an answer, but nothing is suggested here: use Add code for a code of your own"
                )
            elif kind is not None:
                said[shown] = kind
        return said

    def _added(self, said: Mapping[str, Kind]) -> list[str]:
        added: list[str] = []
        for cell in self.answers.added:
            if not cell.value.strip():
                continue
            code = self.codebook.find(cell.value)
            if code is None:
                self.problems.append(_no_code(cell, self.codebook))
            elif said.get(code) in (Kind.REFUTE, Kind.UNSURE):
                self.problems.append(
                    f"{cell.place}: {code} is added and answered {said[code]} in the same row: keep one of the two"
                )
            elif code not in said and code not in added:
                added.append(code)
        return added

    def _replaced(self, added: Sequence[str]) -> list[str]:
        """Codes that were filled in where another one stands now; an emptied cell takes nothing back."""
        cells = self.answers.added[: len(self.filled.added)]
        return [code for code, cell in zip(self.filled.added, cells, strict=False) if cell.value.strip() and code not in added]

    def _none(self, applied: Sequence[str]) -> bool:
        cell = self.answers.none
        kind = self._meant(cell, (Kind.NONE,), "choose None, or leave it empty")
        if kind is not None and applied:
            self.problems.append(
                f"{cell.place}: {quoted(cell)} says here that no code fits, but a code is given in the same row: keep one of the two"
            )
        return bool(cell.value.strip())


def _no_code(cell: Cell, codebook: Codebook) -> str:
    """What is wrong with a code that is not in the codebook: the whole of what was typed, and what may have been meant."""
    meant = {words.casefold(): code.id for code in codebook.codes for words in (code.label, code.id.rsplit("/", 1)[-1], code.id)}
    close = get_close_matches(" ".join(cell.value.split()).casefold(), meant, 1, 0.7)
    guess = f", did you mean {meant[close[0]]}?" if close else ""
    words = quoted(cell, max(60, *map(len, meant)))
    return f"{cell.place}: {words} is not a code of the codebook{guess or ':'} choose one from the list"


def _gone(returned: Returned, rows: Mapping[str, Row]) -> list[str]:
    """Decisions that have no place in the file any more, though something was suggested: one line a place."""
    gone: set[int] = set()
    for answers in returned.answers:
        row = rows.get(answers.key.value.strip().upper())
        gone.update(range(len(answers.decisions), len(row.shown) if row else 0))
    return [
        f"the place for decision {number + 1} is gone, though suggestions stand there: put it back" for number in sorted(gone)
    ]


def _unknown(answers: Answers, missing: Sequence[Row]) -> str:
    cell = answers.key
    key = cell.value.strip().upper()
    if not key:
        bare = next((row.key for row in missing if same_words(answers.text.value, row.text)), "")
        if bare:
            return f"{cell.place}: a passage without its key: put {bare} back there"
        places = (*answers.decisions, *answers.added, answers.none, answers.emergent, answers.memo, answers.discuss)
        typed = next((one.place for one in places if one.value.strip()), cell.place)
        return f"{typed}: this row is for reading only: clear the cell"
    if is_key(key):
        return f"{cell.place}: the key {key} is not of this export: was a row copied from another file?"
    return f"{cell.place}: {quoted(cell)} is not a key: put back the key that stood there"


def _missing(missing: Sequence[str], rows: Sequence[Row], seen: Mapping[str, str]) -> str:
    count = "1 passage is" if len(missing) == 1 else f"{len(missing)} passages are"
    some = "; ".join(_stood(key, rows, seen) for key in missing[:5]) + ("; ..." if len(missing) > 5 else "")
    return (
        f"{count} missing, were rows deleted? {some}: undo that with Ctrl+Z, or copy the answers into a new export, "
        "or import with --accept-missing to leave what is missing undecided"
    )


def _stood(key: str, rows: Sequence[Row], seen: Mapping[str, str]) -> str:
    """Where a passage stood: its number in the transcript as the files have it, and the row above it that is still there."""
    at = next(number for number, row in enumerate(rows) if row.key == key)
    number = sum(row.transcript == rows[at].transcript for row in rows[: at + 1])
    above = next((seen[row.key] for row in reversed(rows[:at]) if row.key in seen), "")
    return f"{rows[at].transcript}, passage {number} ({key})" + (f", after {above}" if above else "")


def quoted(cell: Cell, most: int = 30) -> str:
    """The beginning of what a person wrote, for an error."""
    words = " ".join(cell.value.split())
    return f"'{words[:most]}…'" if len(words) > most else f"'{words}'"


def _shows(cell: str, code: str) -> bool:
    """Whether a suggestion's cell still names the code that it was written with."""
    return f"({code})" in cell.split("\n", 1)[0] if code else not cell.strip()


def plain_word(text: str) -> str:
    """An answer as the spellings have it: small, with single spaces, without a full stop."""
    return " ".join(text.split()).casefold().rstrip(".!")


def _plain(text: str) -> str:
    unescaped = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return " ".join(re.sub(r"[\x00-\x1f]", " ", unescaped).split())
