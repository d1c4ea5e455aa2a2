"""A small invented study in a ledger, tagged by a made-up model, for tests of rounds and workshops."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import openpyxl

from coder.records import Role, Segment, Speaker, Suggestion, Transcript, Turn
from coder.segment import segments
from coder.study import Export, Item, Study, export_id

CODEBOOK = """\
title: Birds
version: "1.0"
families:
  - id: song
    label: Song
    codes:
      - id: dawn            # the first hour
        label: Dawn chorus
        definition: Birds sing at dawn.
        codes:
          - {id: robin, label: Robin, definition: A robin sings.}
          - {id: wren, label: Wren, definition: A wren sings.}
          - id: lark
            label: Lark
            definition: A lark sings.
      - id: dusk
        label: Dusk
        definition: Birds sing at dusk.

  # where they live
  - id: nest
    label: Nest
    codes:
      - {id: hedge, label: Hedge, definition: A nest in a hedge.}
      - {id: barn, label: Barn, definition: A nest in a barn.}
"""
LEAVES = ("song/dawn/robin", "song/dawn/wren", "song/dawn/lark", "song/dusk", "nest/hedge", "nest/barn")
CODES = ("song/dawn", *LEAVES)
AT = "2026-01-05T09:00:00Z"


def transcript(number: int, passages: int) -> Transcript:
    """An interview in which every answer is a passage of its own."""
    text, turns = "", []
    for turn in range(2 * passages):
        asks = turn % 2 == 0
        words = (
            f"What then, {number}-{turn}?"
            if asks
            else f"In year {number} of {turn} I heard them again and it was good to hear them."
        )
        start = len(text)
        text += f"{words}\n"
        role = Role.INTERVIEWER if asks else Role.PARTICIPANT
        turns.append(Turn(turn, "I" if asks else "P", role, ((start, start + len(words)),)))
    speakers = (Speaker("I", Role.INTERVIEWER, "made"), Speaker("P", Role.PARTICIPANT, "made"))
    return Transcript(f"bird-{number:02}.docx", text, tuple(turns), speakers, "made")


def study(folder: Path, transcripts: int = 6, passages: int = 20, seed: int = 1, settings: str = "") -> Study:
    """A study with so many transcripts and passages, each suggested up to two codes."""
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    if settings:
        (folder / "study.yaml").write_text(settings, encoding="utf-8")
    made = Study(folder)
    ledger = made.ledger()
    for number in range(transcripts):
        one = transcript(number, passages)
        ledger.add_transcript(one, segments(one, one.id), AT)
    tag(made, seed)
    return made


def tag(made: Study, seed: int) -> int:
    """Suggest codes by chance: about two in three passages get one or two."""
    draw = random.Random(seed)  # noqa: S311  # a simulation
    ledger = made.ledger()
    book = made.codebook()
    number = ledger.begin_tagging(f"M-{seed}", "made", {}, (book.version, book.sha256), AT)
    found = []
    for segment in ledger.segments():
        given = book.with_ancestors(set(draw.sample(LEAVES, draw.choice((0, 1, 1, 2)))))
        for code in book.ids:
            score = draw.uniform(0.5, 0.9) if code in given else draw.uniform(0, 0.4)
            found.append(Suggestion(segment.id, code, score, code in given))
    ledger.add_suggestions(number, found)
    ledger.finish_tagging(number, AT)
    return number


def passages(made: Study) -> tuple[Segment, ...]:
    return made.ledger().segments()


class Filled:
    """A workbook in a coder's hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.page = self.book["Review"]
        self.columns = {cell.value: cell.column for cell in self.page[1]}
        self.rows = [cell.row for cell in self.page["A"][1:] if cell.value]

    def get(self, row: int, name: str) -> Any:
        return self.page.cell(row, self.columns[name]).value

    def put(self, row: int, name: str, value: Any) -> None:
        self.page.cell(row, self.columns[name]).value = value

    def slots(self, row: int) -> dict[int, str]:
        """The suggested codes by the number of their column."""
        found = {}
        for name in self.columns:
            text = self.get(row, name) if str(name).startswith("Suggestion ") else None
            if text:
                found[int(name.split()[1])] = text.split("\n")[0].rsplit("(", 1)[1].rstrip(")")
        return found

    def code(self, row: int, codes: set[str], wanted: Any = None) -> None:
        """Say that exactly `codes` apply."""
        shown = self.slots(row)
        for slot, code in shown.items():
            self.put(row, f"Decision {slot}", "Confirm" if code in codes else "Refute")
        rest = sorted(codes - set(shown.values()))
        for number, code in enumerate(rest[:3], start=1):
            self.put(row, f"Add code {number}", code)
        if not codes:
            self.put(row, "No code fits", "None")

    def save(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        self.path.write_bytes(stream.getvalue())
        return stream.getvalue()


def export(made_study: Study, name: str, version: str = "1.0") -> Export:
    """An export that showed a coder every passage without a suggestion."""
    ledger = made_study.ledger()
    number = len(ledger.exports())
    items = tuple(Item(f"S-{place:07}", segment.id, ()) for place, segment in enumerate(ledger.segments()))
    found = Export(export_id(ledger.study, name, AT, number), name, "xlsx", 1, version, AT, items)
    ledger.add_export(found)
    return found
