"""Files of ratings -> one Table: long or wide by its columns, several files joined, every row's file and number known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coder import readers
from coder.agreement import columns
from coder.agreement.tables import BESIDE
from coder.errors import RatingsError, ReadError
from coder.study import read_whole

CONDITION = "condition"
LONG = ("unit", "coder", "code")
KNOWN = (*LONG, "transcript", "order", CONDITION)
PASSAGES = ("text", "passage", "quote")
SUFFIXES = (".csv", ".tsv", ".xlsx")
ABSENT = "\0"
"""What stands for a coder whose table does not have the unit at all."""


@dataclass(frozen=True, slots=True)
class Table:
    """Ratings as texts.

    Attributes
    ----------
    frame : the cells; known columns by their names in small letters
    long : whether there is one row a code, rather than one column a coder
    coders : the coders' columns where files with a coder each were joined
    origin : file and row of each row
    files : name and SHA-256 of each file
    notes : what there is to say of the reading
    """

    frame: pd.DataFrame
    long: bool
    coders: tuple[str, ...]
    origin: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(str(name) for name in self.frame.columns)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns of a wide table that are coders'."""
        return tuple(name for name in self.columns if name not in KNOWN and name.casefold() not in BESIDE)

    @property
    def passage_column(self) -> str | None:
        """The column that holds passages, where there is one."""
        return next((name for name in self.columns if name.casefold() in PASSAGES), None)

    @property
    def name(self) -> str:
        """The files' names."""
        return ", ".join(name for name, _ in self.files)

    def file(self, position: int) -> str:
        """The file of a row."""
        return self.origin[position][0]

    def row(self, position: int) -> int:
        """The row's number in its file, as a spreadsheet shows it."""
        return self.origin[position][1]

    def conditions(self) -> tuple[str, ...]:
        """The conditions there are, in order of appearance."""
        if CONDITION not in self.frame:
            return ()
        return tuple(dict.fromkeys(word.strip() for word in self.frame[CONDITION] if word.strip()))

    def only(self, conditions: Sequence[str]) -> Table:
        """The rows under some conditions."""
        keep = self.frame[CONDITION].str.strip().isin(conditions).to_numpy()
        origin = tuple(place for place, there in zip(self.origin, keep, strict=True) if there)
        return Table(self.frame[keep].reset_index(drop=True), self.long, self.coders, origin, self.files, self.notes)

    def clashes(self) -> bool:
        """Whether somebody rated one unit under two conditions."""
        if CONDITION not in self.frame:
            return False
        keys = [name for name in ("unit", "transcript", *(("coder",) if self.long else ())) if name in self.frame]
        return bool((self.frame.groupby(keys, sort=False)[CONDITION].nunique() > 1).any())

    def cells(self) -> Iterator[tuple[int, str, str]]:
        """Yield row, column and word of every cell that holds codes."""
        for name in ("code",) if self.long else self.coders or self.own_columns:
            yield from ((position, name, cell.strip()) for position, cell in enumerate(self.frame[name]))

    def passages(self) -> dict[str, str]:
        """The words of each unit, where there is a column for them."""
        name = self.passage_column
        if name is None:
            return {}
        units = columns.units(self.frame, "unit", None)
        found: dict[str, str] = {}
        for unit, words in zip(units.of_row, self.frame[name], strict=True):
            if words.strip():
                found.setdefault(units.names[unit], words.strip())
        return found


def read_tables(paths: Sequence[Path]) -> Table:
    """Read and join tables of ratings.

    Raises
    ------
    RatingsError
        A file that cannot be read, is empty, lacks a column, or does not fit the others.
    """
    each = [_one(path) for path in paths]
    first = each[0]
    if len(each) == 1:
        return first
    for other in each[1:]:
        if other.long != first.long:
            long, wide = (first, other) if first.long else (other, first)
            raise RatingsError(
                f"{wide.name} has one column a coder, but {long.name} one row a code: join only tables of one shape"
            )
    names = tuple((name, digest) for table in each for name, digest in table.files)
    notes = tuple(note for table in each for note in table.notes)
    if first.long or all(set(other.frame) == set(first.frame) for other in each):
        frame = pd.concat([table.frame for table in each], ignore_index=True).fillna("")
        return Table(frame, first.long, (), tuple(place for table in each for place in table.origin), names, notes)
    return _side_by_side(each, names, notes)


def _one(path: Path) -> Table:
    if path.suffix.lower() not in SUFFIXES:
        raise RatingsError(f"{path.name}: not a table that can be read: save it as one of {', '.join(SUFFIXES)}")
    try:
        lines, warnings = readers.rows(path)
    except (ReadError, OSError) as error:
        raise RatingsError(str(error) if isinstance(error, ReadError) else f"{path.name}: {error.strerror}") from None
    head = tuple(_title(title) for title in lines[0]) if lines else ()
    rows = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(cell.strip() for cell in line)]
    if not rows:
        raise RatingsError(
            f"{path.name}: the table has no rows below its headings" if head else f"{path.name}: the table is empty"
        )
    long = _shape(path.name, head)
    used = [place for place, title in enumerate(head) if title]
    bare = any(_cell(line, place).strip() for _, line in rows for place, title in enumerate(head) if not title)
    frame = pd.DataFrame([[_cell(line, place) for place in used] for _, line in rows], columns=[head[place] for place in used])
    if frame.columns.duplicated().any():
        raise RatingsError(
            f"{path.name}: two columns are named `{frame.columns[frame.columns.duplicated()][0]}`: name each its own"
        )
    digest = hashlib.sha256(read_whole(path)).hexdigest()
    origin = tuple((path.name, number) for number, _ in rows)
    told = (*warnings, *(("a column without a heading was left out",) if bare else ()))
    return Table(frame, long, (), origin, ((path.name, digest),), tuple(f"{path.name}: {warning}" for warning in told))


def _title(words: str) -> str:
    plain = words.strip()
    return plain.casefold() if plain.casefold() in KNOWN else plain


def _cell(line: Sequence[str], place: int) -> str:
    return line[place] if place < len(line) else ""


def _shape(name: str, head: Sequence[str]) -> bool:
    """Whether a table is long; refuse one that is neither."""
    listed = ", ".join(f"`{title}`" for title in head if title)
    asks = "a table of ratings has the columns unit, coder and code, or unit and one column a coder"
    if "unit" not in head:
        raise RatingsError(f"{name}: there is no column `unit` (the columns are {listed}): {asks}")
    there = [word for word in ("coder", "code") if word in head]
    if len(there) == 1:
        lacks = "code" if there == ["coder"] else "coder"
        raise RatingsError(f"{name}: there is a column `{there[0]}` but no column `{lacks}` (the columns are {listed}): {asks}")
    return bool(there)


def _side_by_side(each: Sequence[Table], names: tuple[tuple[str, str], ...], notes: tuple[str, ...]) -> Table:
    """Join wide tables with coders of their own by transcript and unit; a unit that a table lacks is missing there."""
    keys = [name for name in ("transcript", "unit", CONDITION) if name in each[0].frame]
    coders: list[str] = []
    joined: pd.DataFrame | None = None
    rows: dict[tuple[str, ...], tuple[str, int]] = {}
    for table in each:
        own = list(table.own_columns)
        again = [name for name in own if name in coders]
        if again or any(key not in table.frame for key in keys):
            lacks = next((key for key in keys if key not in table.frame), "")
            why = f"it has no column `{lacks}`" if lacks else f"`{again[0]}` is in another table too, but the columns differ"
            raise RatingsError(f"{table.name}: {why}: give tables the same columns, or each coder one table")
        coders += own
        frame = table.frame[keys + own].apply(lambda column: column.str.strip())
        _refuse_twice(table, frame[keys])
        for position, key in enumerate(frame[keys].itertuples(index=False, name=None)):
            rows.setdefault(key, table.origin[position])
        joined = frame if joined is None else joined.merge(frame, on=keys, how="outer", sort=False)
    if joined is None:
        raise RatingsError("no table was given")
    whole = _with_passages(joined.fillna(ABSENT), each, keys)
    origin = tuple(rows[key] for key in whole[keys].itertuples(index=False, name=None))
    return Table(whole, False, tuple(coders), origin, names, notes)


def _refuse_twice(table: Table, keys: pd.DataFrame) -> None:
    twice = keys.duplicated().to_numpy().nonzero()[0]
    if twice.size:
        position = int(twice[0])
        unit = keys["unit"].iloc[position]
        raise RatingsError(f"{table.name}: row {table.row(position)}: duplicate rating: unit `{unit}` is there already")


def _with_passages(joined: pd.DataFrame, each: Sequence[Table], keys: Sequence[str]) -> pd.DataFrame:
    """Add a column of passages where one of the tables has it."""
    for table in each:
        name = table.passage_column
        if name is not None:
            words = table.frame[[*keys, name]].rename(columns={name: PASSAGES[0]})
            return joined.merge(words.drop_duplicates(list(keys)), on=list(keys), how="left", sort=False).fillna("")
    return joined
