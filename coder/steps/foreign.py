"""Suggestions made elsewhere -> a tagging of their own name in the ledger: exported, reviewed and measured like the tool's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from coder import suggest
from coder.errors import StudyError
from coder.study import Study, read_whole
from coder.study.foreign import read_suggestions


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from the file."""

    name: str
    segments: int
    suggestions: int


def take(study: Study, path: Path, name: str, at: str) -> Taken:
    """Bring suggestions in under the name of whoever made them."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 60:
        raise StudyError("give the machine coder a name of up to 60 characters with --name")
    content = read_whole(path)
    codebook = study.codebook()
    ledger = study.ledger()
    found = read_suggestions(content, path.name, codebook, {segment.id for segment in ledger.segments()})
    digest = hashlib.sha256(content).hexdigest()
    card = {"made_by": plain, "file": path.name, "sha256": digest}
    number = ledger.begin_tagging(f"X-{digest[:12]}", plain, card, (codebook.version, codebook.sha256), at)
    ledger.add_suggestions(number, found)
    ledger.finish_tagging(number, at)
    ledger.close()
    shown = suggest.shown(found, codebook)
    return Taken(plain, len(shown), sum(len(codes) for codes in shown.values()))
