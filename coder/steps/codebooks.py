"""A change of the codebook -> its text edited, its version raised, old and new kept with who, when and why; and what wants another look."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from coder import codebook as books
from coder import codebook_text
from coder.codebook import Codebook
from coder.codebook_text import NewCode
from coder.errors import CodebookError
from coder.growth import Change, ChangeKind, Growth, codings_now, never_asked, to_review
from coder.steps.rounds import unfinished
from coder.study import Ledger, Study, codebooks, read_codebook, write_whole
from coder.study.folder import found_codebook, read_codebook_text

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Grown:
    """What a change did: the versions around it, the codes as they are named now, and what to know.

    `earlier` are the passages that somebody had looked at before it, and of which codes that it added are not known.
    """

    change: Change
    decisions: int
    earlier: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who changes the codebook, why, and when."""

    who: str
    why: str
    at: str


def add(study: Study, path: str, code: NewCode, by: Signed) -> Grown:
    """Add a code; `path` names it below its family or theme, and is where `code` has its id from."""

    def edit(book: Codebook, growth: Growth, text: str, name: str) -> _Edit:
        parent, _, _ = path.rpartition("/")
        _is_home(book, parent)
        _is_free(book, growth, path)
        _is_role(book, code.role)
        new = codebook_text.added(text, name, parent, [code])
        return _Edit(ChangeKind.ADD, (), (path,), new, {})

    return _grow(study, edit, by)


def add_families(study: Study, source: str, by: Signed) -> Grown:
    """Put the families of another codebook, a file or one that comes with the tool, beside those of the study's."""
    path = found_codebook(source)
    added_text, more = read_codebook_text(path), read_codebook(path)

    def edit(book: Codebook, growth: Growth, text: str, name: str) -> _Edit:
        new = codebook_text.with_families(text, name, added_text, path.name)
        for code in more.codes:
            _is_unused(growth, code.id)
            if code.role and book.roles.get(code.role) != more.roles[code.role]:
                raise CodebookError(
                    f"{path.name}: {code.id} has the role {code.role} ({more.roles[code.role]}), which {name} does not have: "
                    "write the same `roles:` into both"
                )
        if [code for code in books.parse(new, name).codes if code.family in {f.id for f in more.families}] != list(more.codes):
            raise CodebookError(f"{name}: the families of {path.name} cannot be written into it: copy them by hand")
        return _Edit(ChangeKind.ADD, (), more.ids, new, {})

    done = _grow(study, edit, by)
    if more.rules:
        rules = f"the rules in {path.name} were not brought in: copy those you want into {study.codebook_path.name}"
        return replace(done, remarks=(*done.remarks, rules))
    return done


def split(study: Study, code: str, parts: Sequence[NewCode], by: Signed) -> Grown:
    """Divide a code into parts below it; it stays, as their theme, and so does what was decided on it."""

    def edit(book: Codebook, growth: Growth, text: str, name: str) -> _Edit:
        found = _is_code(book, code)
        new = tuple(f"{found}/{part.id}" for part in parts)
        if len(set(new)) < 2:
            raise CodebookError(f"{found}: a split needs two parts or more, each with an id of its own")
        for path in new:
            _is_free(book, growth, path)
        return _Edit(ChangeKind.SPLIT, (found,), new, codebook_text.added(text, name, found, parts), {})

    return _grow(study, edit, by)


def merge(study: Study, codes: Sequence[str], into: str, by: Signed) -> Grown:
    """Make several codes one that is there; what was decided on them counts for it."""

    def edit(book: Codebook, _: Growth, text: str, name: str) -> _Edit:
        target = _is_code(book, into)
        gone = tuple(dict.fromkeys(found for code in codes if (found := _is_code(book, code)) != target))
        if not gone:
            raise CodebookError(f"{target}: name a code to merge into it that is another one")
        for code in gone:
            if below := book.children(code):
                raise CodebookError(f"{code} has codes below it ({', '.join(below)}): merge those first")
            text = codebook_text.removed(text, name, code)
        return _Edit(ChangeKind.MERGE, (*gone, target), (target,), text, dict.fromkeys(gone, target))

    return _grow(study, edit, by)


def rename(study: Study, code: str, new: str, label: str, by: Signed) -> Grown:
    """Give a code another id (and label) in its place; the codes below it move along."""

    def edit(book: Codebook, growth: Growth, text: str, name: str) -> _Edit:
        found = _is_code(book, code)
        path = f"{found.rpartition('/')[0]}/{new}"
        _is_free(book, growth, path)
        changed = codebook_text.renamed(text, name, found, new, label)
        moved = {one: path + one.removeprefix(found) for one in book.ids if one == found or one.startswith(f"{found}/")}
        return _Edit(ChangeKind.RENAME, (found,), (path,), changed, moved)

    return _grow(study, edit, by)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A text that was changed, and what became of codes that have other names now or are gone."""

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    text: str
    moved: Mapping[str, str]


def _grow(study: Study, edit: Callable[[Codebook, Growth, str, str], _Edit], by: Signed) -> Grown:
    if not by.who.strip() or not by.why.strip():
        raise CodebookError("say who changes the codebook, and why: --who NAME --why TEXT")
    book, text = study.codebook(), study.codebook_text()
    name = study.codebook_path.name
    ledger = study.ledger()
    growth = codebooks.growth(ledger)
    done = edit(book, growth, text, name)
    new, version = codebook_text.bumped(done.text, name)
    _check(book, books.parse(new, name), done, name)
    change = Change(done.kind, done.old, done.new, book.version, version, by.who.strip(), by.why.strip(), by.at)
    codebooks.change(
        ledger, (book.version, text), (version, new), change, by.at, lambda: write_whole(study.codebook_path, _bytes(study, new))
    )
    decisions = codebooks.decisions(ledger)
    touched = sum(decision.code in done.old for decision, _ in decisions)
    grown = codebooks.growth(ledger)
    looks = never_asked(codings_now(decisions, grown).values(), grown, books.parse(new, name))
    earlier = len({look.segment for look in looks if set(look.into) & set(done.new)})
    remarks = _remarks(ledger)
    ledger.close()
    return Grown(change, touched, earlier, remarks)


def _check(before: Codebook, after: Codebook, done: _Edit, name: str) -> None:
    """Make sure that the text says what was meant, and nothing else moved."""
    wanted = {done.moved.get(code, code) for code in before.ids} | set(done.new)
    if set(after.ids) != wanted:
        raise CodebookError(f"{name}: this change cannot be written into the text as it is laid out: nothing was changed")


def _remarks(ledger: Ledger) -> tuple[str, ...]:
    """A round that goes on keeps to the codebook that it was planned with."""
    going_on = unfinished(ledger)
    if going_on is None:
        return ()
    one = going_on.round
    return (f"the round {one.name} goes on with version {one.codebook_version} of the codebook, as planned",)


def _bytes(study: Study, text: str) -> bytes:
    """The text with the line ends and the mark at the beginning that the file had."""
    before = study.codebook_path.read_bytes()
    ends = text.replace("\n", "\r\n") if b"\r\n" in before else text
    return (b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b"") + ends.encode()


def _is_code(book: Codebook, words: str) -> str:
    found = book.find(words)
    if found is None:
        raise CodebookError(f"'{words}' is not a code of {book.title!r}: `coder codebook` lists them")
    return found


def _is_home(book: Codebook, parent: str) -> None:
    if parent not in book.by_id and parent not in {family.id for family in book.families}:
        families = ", ".join(family.id for family in book.families)
        raise CodebookError(f"'{parent}' is neither a family nor a code: a path begins with a family ({families})")


def _is_free(book: Codebook, growth: Growth, path: str) -> None:
    """Refuse an id that is not well formed, is there, or once was another code's: old decisions would be taken for it."""
    name = path.rpartition("/")[2]
    if not _ID.fullmatch(name):
        raise CodebookError(f"the id '{name}' may hold only small letters, digits and single hyphens")
    if path in book.by_id:
        raise CodebookError(f"{path} is there already: choose another id")
    _is_unused(growth, path)


def _is_role(book: Codebook, role: str) -> None:
    if role and role not in book.roles:
        known = ", ".join(f"{letter} ({meaning})" for letter, meaning in book.roles.items())
        raise CodebookError(f"--role {role}: there is no such role: use {known}, or leave it out")


def _is_unused(growth: Growth, path: str) -> None:
    used = {code for codes in growth.codes.values() for code in codes}
    used |= {code for change in growth.changes for code in (*change.old, *change.new)}
    if path in used:
        raise CodebookError(f"{path} was the id of another code before: choose one that was never used")


# ---- what has been, and what wants another look


@dataclass(frozen=True, slots=True)
class WantsLook:
    """A passage in which a code stands that was split since, or (`code` is "") that was looked at before codes came: whose, and where."""

    coder: str
    transcript: str
    turn: int
    segment: str
    code: str
    into: tuple[str, ...]
    why: str


def history(study: Study) -> tuple[str, tuple[Change, ...]]:
    """The present version, and all changes, oldest first."""
    ledger = study.ledger()
    found = codebooks.changes(ledger)
    ledger.close()
    return study.codebook().version, found


def review(study: Study) -> tuple[WantsLook, ...]:
    """The passages that want another look since a code given there was split, or a code came that nobody could give there."""
    ledger = study.ledger()
    growth = codebooks.growth(ledger)
    segments = {segment.id: segment for segment in ledger.segments()}
    names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
    codings = codings_now(codebooks.decisions(ledger), growth).values()
    looks = (*to_review(codings, growth), *never_asked(codings, growth, study.codebook()))
    ledger.close()
    found = [
        WantsLook(look.coder, names[one.transcript], one.turn, look.segment, look.code, look.into, look.why)
        for look in looks
        if (one := segments.get(look.segment)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.coder, one.transcript, one.turn)))
