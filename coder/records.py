"""The nouns of the tool, frozen: transcript, turn, segment, code, suggestion, decision.

Offsets are Unicode code points into `Transcript.text`. Ids are tagged hashes of content: the same words give the same id on
every machine, so a sheet that comes back after a transcript changed is recognised, not misread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ"
"""The 29 characters of ids: no vowels but A, nothing that is easily misread (0/O, 1/I/L, U/V, E/F)."""


def tagged_hash(tag: str, *parts: str, length: int = 12) -> str:
    """Return `tag-XXXXXXXXXXXX`: the parts' SHA-256 in the id alphabet; parts are kept apart by a zero byte."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:16])
    characters = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return f"{tag}-{''.join(characters)}"


class Role(StrEnum):
    """Who speaks: the one who asks, the one who is studied, or nobody can tell."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"


class NoteKind(StrEnum):
    """Text in a transcript that nobody spoke."""

    HEADING = "heading"
    LEGEND = "legend"
    METADATA = "metadata"
    STAGE = "stage direction"
    TIMESTAMP = "timestamp"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as labelled in the file (after healing typing slips), the role given, and why."""

    label: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted contribution of one speaker.

    `pieces` are its paragraphs as `(start, end)` into the transcript's text, in order, without the label; notes (a bare
    timestamp, a stage direction in a paragraph of its own) lie between pieces, never inside one. `labels` are the spans of label,
    time and other marks that introduce the turn. `speaker` is "" and `role` unknown where nothing tells who speaks.
    Of an answer in a table, `source_id` is its id and `variables` are the row's other columns, name and value.
    """

    number: int
    speaker: str
    role: Role
    pieces: tuple[tuple[int, int], ...]
    labels: tuple[tuple[int, int], ...] = ()
    time: str = ""
    source_id: str = ""
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def start(self) -> int:
        """First code point of what was said."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """One past the last code point of what was said."""
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of the transcript's text that belongs to no turn."""

    kind: NoteKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SideText:
    """Words outside the canonical text: `where` is header, footer, footnote, endnote, comment, deleted or hidden."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a user has set right for a file; labels are compared without regard to case.

    `roles` label -> role; `aliases` label -> the label it should be; `ignore` labels whose turns are notes.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    participant: str = ""
    interview: int | None = None
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview (or one table of answers): the frozen canonical text and everything found in it.

    Every word of `text` lies in a turn's pieces, a turn's labels or a note.
    """

    name: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    convention: str
    notes: tuple[Note, ...] = ()
    side: tuple[SideText, ...] = ()
    warnings: tuple[str, ...] = ()
    participant: str = ""
    interview: int | None = None

    @property
    def id(self) -> str:
        """Tagged hash of the canonical text."""
        return tagged_hash("T", self.text)

    def said(self, turn: Turn) -> str:
        """The turn's words, its paragraphs joined by a line end."""
        return "\n".join(self.text[start:end] for start, end in turn.pieces)


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit that is coded: `text == transcript.text[start:end]`, within one participant's turn."""

    id: str
    transcript: str
    turn: int
    part: int
    speaker: str
    start: int
    end: int
    text: str
    backchannel: bool = False
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A change of units that somebody made before coding began, at places in the transcript's text.

    A merge joins the segments that touch `start` to `end`; a split (where `start` equals `end`) divides the segment around it.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What the classifier sees of a segment: its text, the turns before and after it, and the person (or file) it belongs to.

    Passages of one `group` never stand on both sides of a train-test split. `earlier` and `later` are the participants' nearest
    segments before and after it, the nearest first; the interviewer's turns are not among them.
    """

    text: str
    before: str = ""
    after: str = ""
    group: str = ""
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A passage that looks like a code but is not, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `id` is its path (`outcome/wellbeing/threats`), `parent` the path above it, "" at a family's top."""

    id: str
    label: str
    definition: str
    family: str
    parent: str = ""
    role: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A model's calibrated probability that a code applies to a segment; `suggested` when it passed that code's threshold."""

    segment: str
    code: str
    score: float
    suggested: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A word of a passage, and by how much it raises the log-odds of a code (below 0: lowers them)."""

    word: str
    by: float


@dataclass(frozen=True, slots=True)
class Like:
    """A coded passage that is like another, by its id, and how like: the cosine of their vectors."""

    passage: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a model suggested a code for a segment.

    Of the log-odds `odds`, `own` is what the segment's words add (the strongest are `words`), `before` and `after` what was said
    around it; the rest is the same for every segment of its shape. `likest` are passages with the code that the model learned from.
    """

    segment: str
    code: str
    odds: float
    own: float
    before: float
    after: float
    words: tuple[Moved, ...]
    likest: tuple[Like, ...]


class Kind(StrEnum):
    """What a coder did.

    Answered a suggestion (confirm, refute, unsure), added a code, said that no code fits (none), left the passage as finished
    (looked: codes not given are then a no), noted something (emergent, memo), asked to talk it over or no longer (discuss, with a
    note or without), or took back what was said of a code, or, without a code, everything said of the passage (withdraw).
    """

    CONFIRM = "confirm"
    REFUTE = "refute"
    UNSURE = "unsure"
    ADD = "add"
    NONE = "none"
    LOOKED = "looked"
    EMERGENT = "emergent"
    MEMO = "memo"
    DISCUSS = "discuss"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of one coder on one segment.

    `code` is "" but for answers and additions (and may be given to withdraw); `note` holds an emergent idea or a memo, and is not
    empty where somebody wants to discuss.
    """

    coder: str
    segment: str
    kind: Kind
    code: str = ""
    note: str = ""
