"""Suggestions -> a review file for one coder; a returned file -> decisions in the ledger, all or nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from coder.codebook import Codebook
from coder.coding import Coding
from coder.errors import ReviewError, StudyError
from coder.growth import NEVER_CHANGED, codings_now
from coder.review import cells, docx, exchange, html, xlsx
from coder.review.exchange import Checked, Row, Sheet
from coder.steps.names import coder_name
from coder.steps.showing import Showing, ready, showing
from coder.study import Export, Ledger, Study, codebooks, export_id, read_whole, write_whole
from coder.study.decided import decided
from coder.study.rounds import Part, withdrawn

FORMATS: tuple[ModuleType, ...] = (xlsx, html, docx)


@dataclass(frozen=True, slots=True)
class Exported:
    """What `export` did.

    `segments` are passages, of which `short` are replies that may stay open; of the others `decided` are filled in whole, as the coder
    has decided before, and `begun` in part. `part` is the part of the round that goes on, None outside one; `untagged` are passages
    that are new or changed since they were tagged. `back` is the file that comes back, "" where none does; `unplanned` is whether it is the
    study's first, and no round was started.
    """

    coder: str
    export: str
    format: str
    transcripts: int
    segments: int
    short: int
    suggestions: int
    decided: int
    begun: int
    part: Part | None
    untagged: int
    unplanned: bool
    out: Path
    back: str


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
    target = out or _target(study.review, shown, module)
    if target.exists():
        raise StudyError(f"{target} exists: name another file, so that no decisions are overwritten")
    sheet = replace(sheet_of(shown, ledger.study, given), codings=own_codings(ledger, given, last_seen=True), name=target.stem)
    content = _written(module, sheet, shown)
    unplanned = not shown.round and not ledger.exports()
    give_out(study, ledger, shown, given)
    write_whole(target, content)
    untagged = 0 if shown.round else ready(ledger, codebook)
    ledger.close()
    filled = [exchange.filled_in(sheet.codings.get(row.key), row, sheet.codebook) for row in sheet.rows if _is_asked(row)]
    return Exported(
        coder=name,
        export=given.id,
        format=form,
        transcripts=shown.transcripts,
        segments=len(shown.items),
        short=len(shown.items) - len(filled),
        suggestions=sum(len(item.shown) for item in shown.items),
        decided=sum(one.complete for one in filled),
        begun=sum(one.anything and not one.complete for one in filled),
        part=shown.part,
        untagged=untagged,
        unplanned=unplanned,
        out=target,
        back=html.answers_name(target.stem) if module is html else target.name if module.RETURNED else "",
    )


def _is_asked(row: Row) -> bool:
    return bool(row.key) and not row.optional


def _target(folder: Path, shown: Showing, module: ModuleType) -> Path:
    """What a file is called by default: by its coder, and in a round by its name and part."""
    stem = shown.coder.replace(" ", "_")
    if shown.round and shown.part:
        name = re.sub(r"[^\w.-]+", "_", shown.round.name)
        stem = f"{stem}-{name}-part{list(Part).index(shown.part) + 1}"
    return free_name(folder, stem, module.SUFFIX, [other.SUFFIX for other in FORMATS])


def own_codings(ledger: Ledger, exported: Export, last_seen: bool) -> dict[str, Coding]:
    """What the coder of an export says, by its keys, in the words of its codebook; nothing of what anybody else says.

    `last_seen` is what stands in the file: what they had said when it was made, and what came back in it since.
    """
    mine = [
        (one.decision, one.version)
        for one in decided(ledger)
        if one.decision.coder == exported.coder and (not last_seen or one.export == exported.id or one.at <= exported.at)
    ]
    growth = codebooks.growth(ledger)
    found = codings_now(mine, NEVER_CHANGED if growth.since(exported.codebook_version) else growth)
    keys = {item.segment: item.key for item in exported.items}
    return {keys[segment]: replace(one, unasked=frozenset()) for (_, segment), one in found.items() if segment in keys}


def as_export(ledger: Ledger, shown: Showing, form: str, at: str) -> Export:
    """What a coder is shown, as the ledger will keep it."""
    identity = export_id(ledger.study, shown.coder, at, len(ledger.exports()))
    return Export(identity, shown.coder, form, shown.tagging, shown.codebook.version, at, shown.items)


def sheet_of(shown: Showing, study: str, given: Export) -> Sheet:
    """What a coder is shown, as a file or page takes it."""
    return Sheet(
        study,
        given.id,
        shown.coder,
        given.at,
        shown.codebook,
        shown.rows,
        slots=shown.slots,
        notice=shown.notice,
        part=shown.number,
        then=shown.then,
    )


def give_out(study: Study, ledger: Ledger, shown: Showing, given: Export) -> None:
    """Settle the units, and keep what a coder is shown before it is seen."""
    ledger.freeze(study.settings().unit, given.at)
    shown.remember(ledger, given)


def _written(module: ModuleType, sheet: Sheet, shown: Showing) -> bytes:
    """The file; in a round as large as if every suggestion were shown, so that its size says nothing of what is not."""
    size = len(module.write(replace(sheet, rows=shown.fullest))) if shown.fullest else 0
    content: bytes = module.write(replace(sheet, size=size))
    return content


def free_name(folder: Path, stem: str, suffix: str, beside: Sequence[str] = ()) -> Path:
    """A file of that name that is not there yet: a workbook that somebody filled in is never overwritten.

    Where there are several, it has the number of the newest of those with the suffixes `beside` it, or the next one.
    """
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def named(number: int, end: str) -> str:
        return f"{stem}{end}" if number == 1 else f"{stem}-{number}{end}"

    newest = max((n for n in range(1, 1000) if any(named(n, end) in there for end in (suffix, *beside))), default=1)
    number = newest + (named(newest, suffix) in there)
    if number == 1000:
        raise StudyError(f"{folder}: there are a thousand review files for {stem}: name one with --out")
    return folder / named(number, suffix)


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
    found = ((item, *words[item.segment]) for item in exported.items)
    rows = tuple(Row(item.key, name, "", text, item.shown, optional=short) for item, text, short, name in found)
    book = codebook_of(ledger, exported, codebook)
    seen = own_codings(ledger, exported, last_seen=True)
    sheet = Sheet(ledger.study, exported.id, exported.coder, exported.at, book, module.shown_rows(rows), codings=seen)
    segments = {item.key: item.segment for item in exported.items}
    present = {segments[key]: one for key, one in own_codings(ledger, exported, last_seen=False).items()}
    checked = exchange.check(returned, sheet, segments, present, accept_missing)
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
    if suffix == ".csv":
        raise ReviewError(path.name, (f"this is a CSV, which does not keep what the workbook needs: {cells.IN_EXCEL}",))
    known = {module.RETURNED: module for module in FORMATS if module.RETURNED}
    found = known.get(suffix)
    if found is None:
        raise ReviewError(path.name, (f"not a review file: its name should end in {' or '.join(known)}",))
    return found


def _content(path: Path) -> bytes:
    try:
        return read_whole(path)
    except StudyError as error:
        problem = str(error).removeprefix(f"{path.name}: ") if path.exists() else f"there is no such file: {path}"
        raise ReviewError(path.name, (problem,)) from None


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
