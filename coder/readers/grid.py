"""Lines in table cells -> turns: the column that names speakers, the column that holds their words, in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.readers.cues import bare_time, clock, separator
from coder.readers.cut import Reading, Start
from coder.readers.headers import name_and_time
from coder.readers.labels import known, plausible, spelled
from coder.readers.lexicon import label_key, vocabulary, words
from coder.readers.lines import Line
from coder.readers.roles import by_word
from coder.records import NoteKind

_TEXT = vocabulary(
    """
    text texts content transcript transcription utterance speech verbatim words dialogue said talk inhalt transkript
    wortlaut aussage texte contenu propos texto contenido transcripcion conteudo transcricao testo contenuto tekst inhoud
    tresc wypowiedz innehall utsaga yttrande indhold текст النص טקסט 内容 文本 発話
    """
)
_SPEAKER = vocabulary(
    """
    speaker speakers who name person role
    sprecher sprecherin person locuteur interlocuteur qui hablante quien falante orador parlante chi spreker wie mowca kto
    talare vem taler hvem говорящий المتحدث דובר 说话人 发言人 話者 participant participants
    """
)

Cells = Mapping[tuple[int, int], list[Line]]


@dataclass(frozen=True, slots=True)
class _Columns:
    speaker: int
    text: int
    headed: bool


def grid(found: Sequence[Line], forced: frozenset[str] = frozenset()) -> Reading | None:
    """Read the tables that hold most of a file's words as a transcript, None if they do not look like one."""
    tables: dict[int, dict[tuple[int, int], list[Line]]] = {}
    for line in found:
        if line.cell:
            table, row, column = line.cell
            tables.setdefault(table, {}).setdefault((row, column), []).append(line)
    starts: list[Start] = []
    notes: dict[int, NoteKind] = {}
    taken: set[int] = set()
    previous: _Columns | None = None
    for cells in tables.values():
        pair = _pair(cells)
        columns = None if pair else _columns(cells, forced) or _as_before(cells, previous)
        if pair:
            _by_column(cells, pair, starts, notes)
        elif columns:
            previous = columns
            _rows(cells, columns, starts, notes, taken)
    beside = {*notes, *taken}
    read = sum(line.words for line in found if line.cell and line.number not in beside)
    outside = sum(line.words for line in found if not line.cell and line.kind is None)
    explained = read / max(1, read + outside)
    if explained < 0.4 or len(starts) < 2:
        return None
    return Reading("table", tuple(starts), 0.3 + explained, notes, frozenset(taken))


def _columns(cells: Cells, forced: frozenset[str]) -> _Columns | None:
    """Find the columns of speakers and words, from the head row or from what the cells hold."""
    rows = sorted({row for row, _ in cells})
    width = sorted({column for _, column in cells})
    titles = {column: words(_joined(cells.get((rows[0], column), []))) for column in width}
    by_words = max(width, key=lambda column: sum(line.words for (_, c), held in cells.items() if c == column for line in held))
    titled = {column for column in width if len(titles[column]) <= 3 and set(titles[column]) & (_TEXT | _SPEAKER)}
    if not any(set(titles[c]) & _TEXT for c in titled) and any(len(titles[c]) > 4 for c in width):
        titled = set()  # the first row is talk already
    text = next((c for c in width if c in titled and set(titles[c]) & _TEXT), by_words)
    named = [c for c in width if c != text and c in titled and set(titles[c]) & _SPEAKER]
    body = rows[1:] if titled else rows
    likely = [c for c in [*named, *width] if c != text and _names_speakers(cells, c, body, forced, c in named)]
    return _Columns(likely[0], text, bool(titled)) if likely else None


def _names_speakers(cells: Cells, column: int, rows: Sequence[int], forced: frozenset[str], titled: bool) -> bool:
    """Whether a column's cells are few, short, recurring labels that take turns."""
    held = [_joined(cells[row, column]) for row in rows if (row, column) in cells]
    keys = [key for text in held if (key := label_key(_label(text)[0]))]
    if len(keys) < max(2, 0.8 * len(held)) or len(keys) < 0.3 * len(rows):
        return False
    sure = sum(known(key) or key in forced for key in keys) / len(keys)
    distinct = len(set(keys))
    if titled or sure >= 0.8:
        return distinct <= max(2, 0.7 * len(keys))
    changes = sum(a != b for a, b in pairwise(keys)) / max(1, len(keys) - 1)
    return 2 <= distinct <= 0.5 * len(keys) and changes >= 0.4 and len(keys) >= 0.7 * len(rows)


def _label(text: str) -> tuple[str, str]:
    """Return a cell's label and the time beside it; no label if the cell does not look like one."""
    if not text or len(text) > 120 or bare_time(text) or separator(text):
        return "", clock(text[:60])
    found = name_and_time(text)
    if found:
        return found
    label = spelled(text.rstrip(":： "))
    return (label, "") if plausible(label) and len(label) <= 40 else ("", "")


def _as_before(cells: Cells, previous: _Columns | None) -> _Columns | None:
    """Take the columns of the table before for one that goes on with it."""
    if previous is None or not {previous.speaker, previous.text} <= {column for _, column in cells}:
        return None
    held = [_joined(lines) for (_, column), lines in cells.items() if column == previous.speaker]
    labels = sum(bool(_label(text)[0]) for text in held)
    return _Columns(previous.speaker, previous.text, False) if labels >= 0.8 * len(held) else None


def _rows(cells: Cells, columns: _Columns, starts: list[Start], notes: dict[int, NoteKind], taken: set[int]) -> None:
    rows = sorted({row for row, _ in cells})
    width = sorted({column for _, column in cells})
    for row in rows:
        is_head = columns.headed and row == rows[0]
        text = [] if is_head else cells.get((row, columns.text), [])
        label, time = _label(_joined(cells.get((row, columns.speaker), [])))
        beside = []
        for column in width:
            for line in cells.get((row, column), []):
                if is_head:
                    notes[line.number] = NoteKind.HEADING
                elif (column == columns.speaker and label and text) or (
                    column != columns.text and bare_time(line.text) and label and text
                ):
                    beside.append(line)
                    time = time or clock(line.text) if column != columns.speaker else time
                elif column != columns.text:
                    notes[line.number] = NoteKind.TIMESTAMP if bare_time(line.text) else NoteKind.OTHER
        if label and text:
            taken.update(line.number for line in beside)
            first = text[0]
            others = tuple((line.start, line.end) for line in beside)
            starts.append(Start(first.number, label, first.start, first.start, others, time))


def _pair(cells: Cells) -> dict[int, str]:
    """Find the columns whose head is a role: "Interviewer | Participant"."""
    rows = sorted({row for row, _ in cells})
    roles = {c: spelled(_joined(held)) for (row, c), held in cells.items() if row == rows[0] and known(_joined(held)[:40])}
    weights = [by_word(label) for label in roles.values()]
    return roles if len(rows) >= 2 and min(weights, default=0.0) < 0 < max(weights, default=0.0) else {}


def _by_column(cells: Cells, pair: Mapping[int, str], starts: list[Start], notes: dict[int, NoteKind]) -> None:
    rows = sorted({row for row, _ in cells})
    for (row, column), held in sorted(cells.items()):
        if row == rows[0]:
            notes.update({line.number: NoteKind.HEADING for line in held})
        elif column not in pair:
            notes.update({line.number: NoteKind.TIMESTAMP if bare_time(line.text) else NoteKind.OTHER for line in held})
        else:
            starts.append(Start(held[0].number, pair[column], held[0].start, held[0].start))


def _joined(held: Sequence[Line]) -> str:
    return " ".join(line.text for line in held)
