"""Suggestions -> a review file for one coder; a returned file -> decisions in the ledger, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from coder import suggest
from coder.codebook import Codebook
from coder.coding import codings
from coder.errors import ReviewError, StudyError
from coder.records import Role, tagged_hash
from coder.review import exchange, xlsx
from coder.review.exchange import Checked, Row, Sheet
from coder.steps.reading import Known, known_transcripts
from coder.study import Export, Item, Ledger, Study, export_id, read_whole, write_whole

FORMATS: tuple[ModuleType, ...] = (xlsx,)


@dataclass(frozen=True, slots=True)
class Exported:
    """What `export` did."""

    coder: str
    export: str
    transcripts: int
    segments: int
    suggestions: int
    out: Path


@dataclass(frozen=True, slots=True)
class Imported:
    """What `import` found in one file, and whether it was brought in: `new` and `changed` count decisions."""

    name: str
    coder: str
    checked: Checked | None
    new: int
    already: bool
    committed: bool


def export(study: Study, coder: str, out: Path | None, at: str) -> Exported:
    """Write a review file of everything tagged last, for one coder; the ledger remembers what it shows before it is written."""
    name = coder_name(coder)
    codebook = study.codebook()
    ledger = study.ledger()
    taggings = ledger.taggings()
    if not taggings:
        raise StudyError("nothing has been tagged yet: run `coder tag` first")
    tagging = taggings[-1]
    found = ledger.suggestions(tagging.id)
    shown = suggest.shown(found, codebook)
    homes = {segment.transcript for segment in ledger.segments() if segment.id in shown}
    known = [one for one in known_transcripts(ledger) if one.id in homes]
    if not known:
        raise StudyError("the transcripts have changed since they were tagged: run `coder tag` again, then export")
    identity = export_id(ledger.study, name, at, len(ledger.exports()))
    rows, items = _rows(_shuffled(known, ledger.study, name), shown)
    sheet = Sheet(ledger.study, identity, name, at, codebook, rows)
    target = out or _free(study.review, name.replace(" ", "_"), xlsx.SUFFIX)
    if target.exists():
        raise StudyError(f"{target} exists: name another file, so that no decisions are overwritten")
    content = xlsx.write(sheet)
    ledger.freeze(study.settings().unit, at)
    ledger.add_export(Export(identity, name, xlsx.FORMAT, tagging.id, codebook.version, at, items))
    write_whole(target, content)
    ledger.close()
    return Exported(name, identity, len(known), len(items), sum(len(item.shown) for item in items), target)


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """A file of that name that is not there yet: a workbook that somebody filled in is never overwritten."""
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 1000)))
    for name in names:
        if not (folder / name).exists():
            return folder / name
    raise StudyError(f"{folder}: there are a thousand review files for {stem}: name one with --out")


def coder_name(name: str) -> str:
    """The coder's name with single spaces; letters, digits, spaces and - _ . only, as it becomes part of a file's name."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 40 or not all(character.isalnum() or character in " -_." for character in plain):
        raise StudyError(f"'{plain[:40]}' cannot be a coder's name: use up to 40 letters, digits, spaces, - and _")
    return plain


def _shuffled(known: Sequence[Known], study: str, coder: str) -> list[Known]:
    """The transcripts in an order of this coder's own, always the same: chance decides which are read tired."""
    return sorted(known, key=lambda one: tagged_hash("O", study, coder, one.id))


def _rows(known: Sequence[Known], shown: dict[str, tuple[str, ...]]) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    keys = exchange.keys([segment.id for one in known for segment in one.segments])
    rows: list[Row] = []
    items: list[Item] = []
    for one in known:
        by_turn: dict[int, list[Row]] = {}
        for segment in one.segments:
            codes = shown.get(segment.id, ())
            key = keys[segment.id]
            row = Row(key, one.transcript.name, segment.speaker, segment.text, codes, segment.backchannel)
            by_turn.setdefault(segment.turn, []).append(row)
            items.append(Item(key, segment.id, codes))
        for turn in one.transcript.turns:
            if turn.role is Role.INTERVIEWER:
                rows.append(Row("", one.transcript.name, turn.speaker, one.transcript.said(turn)))
            rows.extend(by_turn.get(turn.number, ()))
    return tuple(rows), tuple(items)


def bring_back(
    study: Study, paths: Sequence[Path], dry_run: bool, accept_missing: bool, at: str
) -> tuple[Imported | ReviewError, ...]:
    """Import returned files one after the other, each in a transaction of its own; a refused file is in the result as its error."""
    codebook = study.codebook()
    ledger = study.ledger()
    results: list[Imported | ReviewError] = []
    for path in paths:
        try:
            results.append(_bring_one(ledger, codebook, path, dry_run, accept_missing, at))
        except ReviewError as error:
            results.append(error)
    ledger.close()
    return tuple(results)


def _bring_one(ledger: Ledger, codebook: Codebook, path: Path, dry_run: bool, accept_missing: bool, at: str) -> Imported:
    content = _content(path)
    digest = hashlib.sha256(content).hexdigest()
    module = next((module for module in FORMATS if path.suffix.lower() == module.SUFFIX), None)
    if module is None:
        raise ReviewError(path.name, (f"not a review file: its name should end in {', '.join(m.SUFFIX for m in FORMATS)}",))
    if ledger.imported(digest):
        return Imported(path.name, "", None, 0, already=True, committed=False)
    returned = module.read(content, path.name)
    exported = _matching(ledger, returned, path.name)
    words = ledger.segments_of(exported)
    rows = tuple(Row(i.key, "", "", words[i.segment][0], i.shown, optional=words[i.segment][1]) for i in exported.items)
    sheet = Sheet(ledger.study, exported.id, exported.coder, exported.at, codebook, module.shown_rows(rows))
    present = {segment: coding for (_, segment), coding in codings(ledger.decisions(exported.coder)).items()}
    checked = exchange.check(returned, sheet, {item.key: item.segment for item in exported.items}, present, accept_missing)
    if checked.problems:
        raise ReviewError(path.name, tuple(checked.problems))
    if not dry_run:
        ledger.add_import(exported.id, path.name, digest, content, checked.decisions, at)
    return Imported(path.name, exported.coder, checked, len(checked.decisions), already=False, committed=not dry_run)


def _content(path: Path) -> bytes:
    try:
        return read_whole(path)
    except StudyError as error:
        raise ReviewError(path.name, (str(error),)) from None


def _matching(ledger: Ledger, returned: exchange.Returned, name: str) -> Export:
    """The export that a returned file belongs to, by study, export and coder."""
    if returned.study != ledger.study:
        raise ReviewError(name, (f"it belongs to another study ({returned.study or 'not named'}), this one is {ledger.study}",))
    exported = ledger.export(returned.export)
    if exported is None:
        raise ReviewError(
            name, (f"this study never made the export {returned.export}: was the number on the sheet Instructions changed?",)
        )
    if returned.coder != exported.coder:
        problem = f"the sheet Instructions names {returned.coder or 'no coder'}, but the file was made for {exported.coder}"
        raise ReviewError(name, (problem,))
    return exported
