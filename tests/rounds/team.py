"""Three coders who differ: the small invented study, coded, for tests of the workshop."""

from __future__ import annotations

from pathlib import Path

import birds as made
from birds import LEAVES

from coder.records import Decision, Kind
from coder.study import Study

ROBIN, WREN, LARK, DUSK, HEDGE, BARN = LEAVES
TEAM = {
    "anna": ({ROBIN}, {WREN}, set(), {HEDGE}, {HEDGE}, {DUSK}, {DUSK}, {BARN}, {"song/dawn"}),
    "ben": ({ROBIN}, set(), set(), {HEDGE}, {BARN}, {DUSK}, {DUSK}, {BARN}, {WREN}),
    "carl": ({ROBIN}, set(), {LARK}, {HEDGE}, {HEDGE}, {DUSK}, set(), {BARN}, {WREN}),
}
"""What three coders say of nine passages; they differ in five of them."""


def study(folder: Path) -> Study:
    """Nine passages in three transcripts, coded by three people without suggestions."""
    found = made.study(folder, transcripts=3, passages=3, settings="")
    passages = made.passages(found)
    ledger = found.ledger()
    for name, codes in TEAM.items():
        export = made.export(found, name)
        decisions = []
        for segment, given in zip(passages, codes, strict=True):
            decisions += [Decision(name, segment.id, Kind.ADD, code) for code in sorted(given)]
            decisions.append(Decision(name, segment.id, Kind.LOOKED))
        ledger.add_import(export.id, "made", name, b"", decisions, made.AT)
    return found


def said(found: Study, coder: str, passage: int, kind: Kind, code: str = "", note: str = "") -> None:
    """One more decision of a coder."""
    ledger = found.ledger()
    export = next(export for export in ledger.exports() if export.coder == coder)
    segment = made.passages(found)[passage].id
    digest = f"{coder}{passage}{kind}{code}{note}"
    ledger.add_import(export.id, "made", digest, b"", [Decision(coder, segment, kind, code, note)], made.AT)
    ledger.close()
