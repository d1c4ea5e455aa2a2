"""Tables of ratings from any tool -> Rated: no study is needed.

A table is long (columns unit, coder, code, and if there are transcript, order, condition: one row a code applied, an empty code for
"looked, none") or wide (a column unit and one column a coder, codes separated by ;). A column `text` holds passages.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coder.agreement import Ratings, Values
from coder.agreement.ratings import EMPTY
from coder.codebook import Codebook
from coder.errors import RatingsError
from coder.report.agreement_record import Book, Origin, Rated
from coder.steps.choosing import of_coders, of_two
from coder.steps.rating_tables import ABSENT, CONDITION, Table, read_tables
from coder.steps.wanted import LATE, ROUNDS, Wanted
from coder.study import read_codebook

if TYPE_CHECKING:
    from coder.agreement.measures import Level

_ROW = re.compile(r"\brow (\d+)")


def rated(paths: Sequence[Path], wanted: Wanted) -> Rated:
    """Read tables of ratings; several are joined.

    Raises
    ------
    RatingsError
        One line with file and row: an unknown column, a rating that is there twice, one coder only, a code not in the codebook,
        nothing rated.
    """
    table = read_tables(paths)
    book = read_codebook(wanted.codebook) if wanted.codebook else None
    origin = Origin(
        what=f"tables of ratings ({', '.join(name for name, _ in table.files)})",
        unit="a row of the table",
        files=table.files,
        book=Book(book.title, book.version, book.sha256) if book else None,
    )
    if wanted.level is not None:
        if wanted.machine:
            raise RatingsError("--machine is for codes: with --level name the coders to compare with --coders")
        values = _values(table, wanted, wanted.level)
        return Rated(values, origin, notes=(*table.notes, *values.notes), passages=table.passages())
    if book:
        _known_codes(table, wanted, book)
    found = _rounds(table, wanted, book)
    machine = None
    if wanted.machine:
        people = [coder for coder in found[0][1].coders if coder != wanted.machine]
        machine = (wanted.machine, of_coders(found[0][1], (wanted.machine, *people), "the machine"))
        found = tuple((name, of_coders(ratings, people, "people beside the machine")) for name, ratings in found)
    headline = found[0][1]
    return Rated(
        headline,
        origin,
        labels={code.id: code.label for code in book.codes} if book else {},
        parents={code.id: code.parent for code in book.codes if code.parent} if book else {},
        rounds=found if len(found) > 1 else (),
        machine=machine,
        mixed=None if len(found) > 1 else headline,
        passages=table.passages(),
        places=_places(headline),
        notes=(*table.notes, *headline.notes, *_left_out(found)),
    )


def _places(ratings: Ratings) -> dict[str, str]:
    """The transcript of each unit, where transcripts are named."""
    if not ratings.clustered:
        return {}
    return {unit: ratings.transcripts[cluster] for unit, cluster in zip(ratings.units, ratings.clusters, strict=True)}


def _left_out(found: Sequence[tuple[str, Ratings]]) -> tuple[str, ...]:
    if len(found) < 2:
        return ()
    others = ", ".join(f"`{name}`" for name, _ in found[1:])
    return (f"the figures are of the ratings under `{found[0][0]}`; those under {others} are compared with them",)


def _rounds(table: Table, wanted: Wanted, book: Codebook | None) -> tuple[tuple[str, Ratings], ...]:
    """The ratings, or, where units were rated again, those of each round: the headline's first."""
    names = _named(table, wanted)
    if not names:
        return (("", _ratings(table, wanted, book)),)
    if len(names) == 1 or not (table.only(names).clashes() or LATE & set(names)):
        return ((", ".join(names), _ratings(table.only(names), wanted, book)),)
    each = [(name, _ratings(table.only((name,)), wanted, book)) for name in names]
    codes = tuple(dict.fromkeys(code for _, ratings in each for code in ratings.codes))
    return tuple((name, _with_codes(ratings, codes)) for name, ratings in each)


def _named(table: Table, wanted: Wanted) -> tuple[str, ...]:
    """The rounds to be told apart, the earliest first; () where there are none."""
    there = table.conditions()
    if not wanted.rounds:
        early = [name for name in ROUNDS if name in there]
        again = table.clashes() or LATE & set(there)
        return tuple(early) if again and set(early) == set(there) else ()
    if not there:
        raise RatingsError(f"{table.name}: there is no column `{CONDITION}`, so no rounds can be chosen")
    unknown = [name for name in wanted.rounds if name not in there]
    if unknown:
        raise RatingsError(f"{table.name}: no rating is under the condition `{unknown[0]}`: there are {', '.join(there)}")
    return wanted.rounds


def _with_codes(ratings: Ratings, codes: Sequence[str]) -> Ratings:
    """Give ratings all the codes: one that a coder who looked did not give is a no."""
    place = {code: k for k, code in enumerate(ratings.codes)}
    none = np.where(ratings.rated, 0, -1).astype(np.int8)
    cube = np.stack([ratings.cube[:, :, place[code]] if code in place else none for code in codes], axis=2)
    return replace(ratings, codes=tuple(codes), cube=np.asfortranarray(cube))


def _ratings(table: Table, wanted: Wanted, book: Codebook | None) -> Ratings:
    codes, resolve = (book.ids, book.find) if book else (None, None)
    empty = wanted.empty or EMPTY
    with _placed(table):
        if table.long:
            found = Ratings.from_long(table.frame, codes=codes, resolve=resolve, missing=wanted.missing, empty=empty)
        else:
            blank = () if "" in wanted.empty else ("",)
            missing = (*wanted.missing, *blank, ABSENT)
            found = Ratings.from_wide(
                table.frame, coders=table.coders or None, codes=codes, resolve=resolve, missing=missing, empty=empty
            )
    if book:
        found = found.with_ancestors({code.id: code.parent for code in book.codes if code.parent})
    coders = (*wanted.coders, *((wanted.machine,) if wanted.machine and wanted.machine not in wanted.coders else ()))
    return of_coders(found, coders, "--coders") if wanted.coders else found


def _values(table: Table, wanted: Wanted, level: Level) -> Values:
    kept = table.only(wanted.rounds) if wanted.rounds else table
    missing = (*(wanted.missing or ("",)), ABSENT)
    with _placed(kept):
        if kept.long:
            found = Values.from_long(kept.frame, level=level, missing=missing)
        else:
            found = Values.from_wide(kept.frame, coders=kept.coders or None, level=level, missing=missing)
    return found.select(coders=of_two(wanted.coders, "--coders")) if wanted.coders else found


def _known_codes(table: Table, wanted: Wanted, book: Codebook) -> None:
    """Refuse a word that is no code of the codebook, with its place."""
    marks = {mark.casefold() for mark in (*(wanted.empty or EMPTY), *wanted.missing, ABSENT, "")}
    known: set[str] = set()
    for position, column, cell in table.cells():
        for word in (cell,) if table.long else tuple(part.strip() for part in cell.split(";")):
            if word in known or word.casefold() in marks:
                continue
            if book.find(word) is None:
                names = {
                    name.casefold(): name for code in book.codes for name in (code.id, code.id.rsplit("/", 1)[-1], code.label)
                }
                close = difflib.get_close_matches(word.casefold(), names, n=1)
                hint = f" (did you mean `{names[close[0]]}`?)" if close else ""
                where = f"{table.file(position)}: row {table.row(position)}, column `{column}`"
                raise RatingsError(f"{where}: the code `{word[:60]}` is not in the codebook{hint}")
            known.add(word)


@contextmanager
def _placed(table: Table) -> Iterator[None]:
    """Let an error name the file, and the row as it is there."""
    try:
        yield
    except RatingsError as error:
        several = len(table.files) > 1

        def row(found: re.Match[str]) -> str:
            position = int(found[1]) - 2
            return f"{table.file(position)} row {table.row(position)}" if several else f"row {table.row(position)}"

        words = _ROW.sub(row, str(error))
        raise RatingsError(words if several and words != str(error) else f"{table.name}: {words}") from None
