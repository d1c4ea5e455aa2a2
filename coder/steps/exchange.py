"""Suggestions -> a review file for one coder; a returned file -> decisions in the ledger, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from coder.codebook import Codebook
from coder.coding import codings
from coder.errors import ReviewError, StudyError
from coder.review import docx, exchange, html, xlsx
from coder.review.exchange import Checked, Row, Sheet
from coder.steps.names import coder_name
from coder.steps.showing import Showing, ready, showing
from coder.study import Export, Ledger, Study, codebooks, export_id, read_whole, write_whole
from coder.study.rounds import Part, withdrawn

FORMATS: tuple[ModuleType, ...] = (xlsx, html, docx)


@dataclass(frozen=True, slots=True)
class Exported:
    """What `export` did.

    `part` is the part of the round that goes on, None outside one; `short` are the short replies among the segments; `untagged` are
    passages that are new or changed since they were tagged; `unplanned` is whether it is the study's first, and no round was started.
    """

    coder: str
    export: str
    format: str
    transcripts: int
    segments: int
    short: int
    suggestions: int
    part: Part | None
    untagged: int
    unplanned: bool
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


def export(study: Study, coder: str, out: Path | None, at: str, form: str = xlsx.FORMAT) -> Exported:
    """Write a review file of what one coder is shown now; the ledger remembers what it shows before it is written."""
    module = next(module for module in FORMATS if form == module.FORMAT)
    name = coder_name(coder)
    codebook = study.codebook()
    ledger = study.ledger()
    shown = showing(ledger, codebook, name)
    given = as_export(ledger, shown, form, at)
    target = out or free_name(study.review, name.replace(" ", "_"), module.SUFFIX)
    if target.exists():
        raise StudyError(f"{target} exists: name another file, so that no decisions are overwritten")
    content = _written(module, sheet_of(shown, ledger.study, given), shown)
    unplanned = not shown.round and not ledger.exports()
    give_out(study, ledger, shown, given)
    write_whole(target, content)
    untagged = 0 if shown.round else ready(ledger, codebook)
    ledger.close()
    return Exported(
        coder=name,
        export=given.id,
        format=form,
        transcripts=shown.transcripts,
        segments=len(shown.items),
        short=sum(row.optional for row in shown.rows),
        suggestions=sum(len(item.shown) for item in shown.items),
        part=shown.part,
        untagged=untagged,
        unplanned=unplanned,
        out=target,
    )


def as_export(ledger: Ledger, shown: Showing, form: str, at: str) -> Export:
    """What a coder is shown, as the ledger will keep it."""
    identity = export_id(ledger.study, shown.coder, at, len(ledger.exports()))
    return Export(identity, shown.coder, form, shown.tagging, shown.codebook.version, at, shown.items)


def sheet_of(shown: Showing, study: str, given: Export) -> Sheet:
    """What a coder is shown, as a file or page takes it."""
    return Sheet(study, given.id, shown.coder, given.at, shown.codebook, shown.rows, slots=shown.slots, notice=shown.notice)


def give_out(study: Study, ledger: Ledger, shown: Showing, given: Export) -> None:
    """Settle the units, and keep what a coder is shown before it is seen."""
    ledger.freeze(study.settings().unit, given.at)
    shown.remember(ledger, given)


def _written(module: ModuleType, sheet: Sheet, shown: Showing) -> bytes:
    """The file; in a round as large as if every suggestion were shown, so that its size says nothing of what is not."""
    size = len(module.write(replace(sheet, rows=shown.fullest))) if shown.fullest else 0
    content: bytes = module.write(replace(sheet, size=size))
    return content


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A file of that name that is not there yet: a workbook that somebody filled in is never overwritten."""
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 1000)))
    for name in names:
        if not (folder / name).exists():
            return folder / name
    raise StudyError(f"{folder}: there are a thousand review files for {stem}: name one with --out")


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
    module = _format_of(path)
    if ledger.imported(digest):
        return Imported(path.name, "", None, 0, already=True, committed=False)
    returned = module.read(content, path.name)
    exported = _matching(ledger, returned, path.name)
    words = ledger.segments_of(exported)
    rows = tuple(Row(i.key, "", "", words[i.segment][0], i.shown, optional=words[i.segment][1]) for i in exported.items)
    book = codebook_of(ledger, exported, codebook)
    sheet = Sheet(ledger.study, exported.id, exported.coder, exported.at, book, module.shown_rows(rows))
    present = {segment: coding for (_, segment), coding in codings(ledger.decisions(exported.coder)).items()}
    checked = exchange.check(returned, sheet, {item.key: item.segment for item in exported.items}, present, accept_missing)
    if checked.problems:
        raise ReviewError(path.name, tuple(checked.problems))
    if not dry_run:
        ledger.add_import(exported.id, path.name, digest, content, checked.decisions, at)
    return Imported(path.name, exported.coder, checked, len(checked.decisions), already=False, committed=not dry_run)


def codebook_of(ledger: Ledger, exported: Export, present: Codebook) -> Codebook:
    """The codebook that an export was made with: what came back speaks its words."""
    if exported.codebook_version == present.version:
        return present
    return codebooks.of_version(ledger, exported.codebook_version) or present


def _format_of(path: Path) -> ModuleType:
    suffix = path.suffix.lower()
    if suffix == html.SUFFIX:
        raise ReviewError(
            path.name, (f"the page holds no answers: choose Save my answers in it, and import the {html.RETURNED} file",)
        )
    if suffix == docx.SUFFIX:
        raise ReviewError(path.name, (docx.NOT_BACK,))
    known = {module.RETURNED: module for module in FORMATS if module.RETURNED}
    found = known.get(suffix)
    if found is None:
        raise ReviewError(path.name, (f"not a review file: its name should end in {' or '.join(known)}",))
    return found


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
        raise ReviewError(name, (f"this study never made the export {returned.export}: was its number in the file changed?",))
    cancelled = withdrawn(ledger).get(exported.id)
    if cancelled:
        raise ReviewError(name, (f"it was made in the round {cancelled}, which was cancelled: give its coder a new file",))
    if returned.coder != exported.coder:
        problem = f"it names {returned.coder or 'no coder'}, but the file was made for {exported.coder}"
        raise ReviewError(name, (problem,))
    return exported
