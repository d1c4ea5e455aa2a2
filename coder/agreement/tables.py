"""DataFrame in long or wide form -> cells of ratings, checked; every fault is one plain `RatingsError`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement import columns
from coder.agreement.arrays import Flags, Index, Text
from coder.agreement.columns import Marks, Resolve, Units
from coder.errors import RatingsError

YES = frozenset({"1", "true", "yes", "y", "x"})
NO = frozenset({"0", "false", "no", "n"})
BESIDE = frozenset(
    {"text", "passage", "quote", "speaker", "turn", "start", "end", "memo", "note", "notes", "comment", "comments"}
)
"""Columns of a wide table that are not coders unless they are named as such."""
BLANK_LONG = "rows with a unit, a coder and a code are needed (an empty code says: looked, none applies)"
BLANK_WIDE = "every cell is blank or a missing mark (name the mark for `looked, no code` if blank means that)"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a table says besides its ratings: units (N), coders (M), and order and condition (N, M) where there are any."""

    units: Units
    coders: tuple[str, ...]
    order: NDArray[np.float64] | None
    conditions: Text | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows of a long table: unit, coder and word of each, and its position in the table."""

    frame: Frame
    unit: Index
    coder: Index
    word: Text
    position: Index
    table: pd.DataFrame


def long_rows(
    table: pd.DataFrame,
    *,
    unit: str,
    coder: str,
    code: str,
    transcript: str | None,
    order: str | None,
    condition: str | None,
    only: str | None,
    missing: Marks,
) -> LongRows:
    """Read a long table: columns found, blanks refused, rows of another condition and rows marked as missing left out."""
    columns.check_frame(table)
    for name, what in ((unit, "unit"), (coder, "coder"), (code, "code")):
        columns.raw(table, name, what)
    found = columns.units(table, unit, transcript)
    coder_of_row, coders = columns.factorized(columns.filled(table, coder, "coder"))
    words = columns.text(columns.raw(table, code, "code"))
    gone = columns.marks(missing)
    keep = np.array([word.casefold() not in gone or not word for word in words], dtype=bool)
    condition_words = _optional(table, condition, "condition")
    if only is not None:
        if condition_words is None:
            raise RatingsError(f"only the condition `{only}` was asked for, but the table has no column of conditions")
        if only not in set(condition_words):
            raise RatingsError(
                f"no rating is under the condition `{only}`: there are {columns.shown(sorted(set(condition_words)))}"
            )
        keep &= condition_words == only
    rows = np.flatnonzero(keep)
    shape = len(found.names), len(coders)
    order_column = order or ("order" if columns.has(table, "order") else None)
    orders = columns.numbers(columns.raw(table, order_column, "order"), "order") if order_column else None
    return LongRows(
        Frame(
            found,
            coders,
            None if orders is None else _spread(orders, found.of_row, coder_of_row, shape, rows),
            None if condition_words is None else _conditions(condition_words, found, coders, coder_of_row, shape, rows),
        ),
        found.of_row[rows],
        coder_of_row[rows],
        words[rows],
        rows,
        table,
    )


def _optional(table: pd.DataFrame, name: str | None, what: str) -> Text | None:
    if name is None and not columns.has(table, what):
        return None
    return columns.text(columns.raw(table, name or what, what))


def _spread(values: NDArray[np.float64], unit: Index, coder: Index, shape: tuple[int, int], rows: Index) -> NDArray[np.float64]:
    """Put the first value that each coder has for a unit into (N, M); nan elsewhere."""
    found = np.full(shape, np.nan)
    backwards = rows[::-1]
    found[unit[backwards], coder[backwards]] = values[backwards]
    return found


def _conditions(words: Text, units: Units, coders: Sequence[str], coder: Index, shape: tuple[int, int], rows: Index) -> Text:
    found = np.full(shape, "", dtype=object)
    backwards = rows[::-1]
    found[units.of_row[backwards], coder[backwards]] = words[backwards]
    clash = rows[found[units.of_row[rows], coder[rows]] != words[rows]]
    if clash.size:
        at = clash[0]
        u, c = units.of_row[at], coder[at]
        raise RatingsError(
            f"{columns.row(at)}: duplicate rating: `{coders[c]}` rated unit `{units.names[u]}` under `{found[u, c]}` and under "
            f"`{words[at]}`: choose one condition, or compare the two"
        )
    return found


def refuse_duplicates(rows: LongRows, code: Index) -> None:
    """Refuse a second row for the same unit, coder and code, and a code beside `none applies`."""
    keys = (rows.unit * len(rows.frame.coders) + rows.coder) * np.intp(code.max(initial=0) + 2) + code + 1
    _, first, inverse, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    if (counts > 1).any():
        again = next(i for i in range(len(keys)) if counts[inverse[i]] > 1 and first[inverse[i]] != i)
        earlier = rows.position[first[inverse[again]]]
        what = f"the code `{rows.word[again]}`" if rows.word[again] else "no code"
        raise RatingsError(
            f"{columns.row(rows.position[again])}: duplicate rating: `{rows.frame.coders[rows.coder[again]]}` gave unit "
            f"`{rows.frame.units.names[rows.unit[again]]}` {what} in {columns.row(earlier)} already"
        )


def long_cube(
    rows: LongRows, codes: Sequence[str] | None, empty: Marks, value: str | None, resolve: Resolve | None
) -> tuple[tuple[str, ...], NDArray[np.int8]]:
    """Return the codes and the cube (N, M, K): 1 applied, 0 looked and not applied, -1 missing."""
    given = set(codes or ())
    none = {word for word in set(rows.word) if not word or (word.casefold() in columns.marks(empty) and word not in given)}
    order, position = columns.known_codes(sorted(set(rows.word) - none), codes, resolve)
    code = np.array([-1 if word in none else position[word] for word in rows.word], dtype=np.intp)
    refuse_duplicates(rows, code)
    if not order:
        raise RatingsError("no code is applied anywhere and no codebook was given: there is nothing to agree on")
    shape = len(rows.frame.units.names), len(rows.frame.coders), len(order)
    cube = np.full(shape, -1, dtype=np.int8, order="F")
    applied = code >= 0
    if value is None:
        cube[rows.unit, rows.coder] = 0
        cube[rows.unit[applied], rows.coder[applied], code[applied]] = 1
        _refuse_none_and_some(rows, applied, cube)
    else:
        answers = _answers(rows, value, applied)
        cube[rows.unit[~applied], rows.coder[~applied]] = 0
        cube[rows.unit[applied], rows.coder[applied], code[applied]] = answers[applied]
    columns.coders_who_rated(rows.frame.coders, np.asarray((cube >= 0).any(axis=(0, 2))), BLANK_LONG)
    return order, cube


def _refuse_none_and_some(rows: LongRows, applied: Flags, cube: NDArray[np.int8]) -> None:
    for at in np.flatnonzero(~applied):
        if (cube[rows.unit[at], rows.coder[at]] == 1).any():
            who, unit = rows.frame.coders[rows.coder[at]], rows.frame.units.names[rows.unit[at]]
            raise RatingsError(
                f"{columns.row(rows.position[at])}: `{who}` gave unit `{unit}` no code here, but a code in another row"
            )


def _answers(rows: LongRows, value: str, applied: Flags) -> NDArray[np.int8]:
    words = columns.text(columns.raw(rows.table, value, "value"))[rows.position]
    known = {word: 1 if word.casefold() in YES else 0 if word.casefold() in NO else -1 for word in set(words)}
    for at in np.flatnonzero(applied):
        if known[words[at]] < 0 and words[at]:
            raise RatingsError(
                f"{columns.row(rows.position[at])}: the value `{words[at]}` is neither yes (1) nor no (0) nor blank"
            )
    return np.array([known[word] for word in words], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class WideCells:
    """Cells of a wide table: `words` (N, M) as text."""

    frame: Frame
    words: Text


def wide_cells(
    table: pd.DataFrame,
    *,
    unit: str,
    coders: Sequence[str] | None,
    transcript: str | None,
    order: str | None,
    condition: str | None,
) -> WideCells:
    """Read a wide table: one row per unit, one column per coder (by default every column that is nothing else; see `BESIDE`)."""
    columns.check_frame(table)
    found = columns.units(table, unit, transcript)
    _refuse_repeated_units(found)
    order_column = order or ("order" if columns.has(table, "order") else None)
    conditions = _optional(table, condition, "condition")
    others = {unit, transcript or "transcript", order_column or "order", condition or "condition"}
    rest = [str(column) for column in table.columns if str(column) not in others]
    beside = tuple(name for name in rest if name.casefold() in BESIDE) if coders is None else ()
    names = tuple(coders) if coders is not None else tuple(name for name in rest if name not in beside)
    if len(set(names)) < 2:
        have = f"the only coder's column is {columns.shown(names)}" if names else "there is no column for a coder"
        raise RatingsError(f"{have}: agreement needs at least two coders, one column each")
    words = np.stack([columns.text(columns.raw(table, name, "coder")) for name in names], axis=1)
    shape = words.shape
    orders = columns.numbers(columns.raw(table, order_column, "order"), "order") if order_column else None
    return WideCells(
        Frame(
            found,
            names,
            None if orders is None else np.broadcast_to(orders[:, None], shape).copy(),
            None if conditions is None else np.broadcast_to(conditions[:, None], shape).copy(),
            (f"not taken as coders: the columns {columns.shown(beside)}",) if beside else (),
        ),
        words,
    )


def _refuse_repeated_units(units: Units) -> None:
    counts = np.bincount(units.of_row)
    if (counts > 1).any():
        first = int(np.flatnonzero(counts[units.of_row] > 1)[0])
        unit = units.of_row[first]
        again = int(np.flatnonzero(units.of_row == unit)[1])
        raise RatingsError(
            f"{columns.row(again)}: duplicate rating: unit `{units.names[unit]}` is in {columns.row(first)} already"
        )


def wide_cube(
    cells: WideCells, codes: Sequence[str] | None, separator: str, empty: Marks, missing: Marks, resolve: Resolve | None
) -> tuple[tuple[str, ...], NDArray[np.int8], tuple[str, ...]]:
    """Return the codes, the cube (N, M, K) and notes on how blank cells were read."""
    nothing, gone, given = columns.marks(empty), columns.marks(missing), set(codes or ())
    cell_of, uniques = pd.factorize(cells.words.ravel())
    parsed: list[tuple[str, ...] | None] = []
    for word in uniques:
        if word.casefold() in nothing and word not in given:
            parsed.append(())
        elif word.casefold() in gone and word not in given:
            parsed.append(None)
        else:
            parsed.append(tuple(part.strip() for part in word.split(separator) if part.strip()) if word else None)
    for word, parts in zip(uniques, parsed, strict=True):
        if parts and len(set(parts)) < len(parts):
            raise RatingsError(f"duplicate rating: the cell `{word}` names a code twice")
    order, position = columns.known_codes(sorted({part for parts in parsed for part in parts or ()}), codes, resolve)
    patterns = np.zeros((len(uniques), max(len(order), 1)), dtype=np.int8)
    for i, parts in enumerate(parsed):
        patterns[i, [position[part] for part in parts or ()]] = 1
        if parts is None:
            patterns[i] = -1
    cube = np.asfortranarray(patterns[cell_of].reshape(*cells.words.shape, -1))
    columns.coders_who_rated(cells.frame.coders, np.asarray((cube >= 0).any(axis=(0, 2))), BLANK_WIDE)
    if not order:
        raise RatingsError("no code is applied anywhere and no codebook was given: there is nothing to agree on")
    return order, cube, (*cells.frame.notes, *_blank_note(cells, nothing))


def _blank_note(cells: WideCells, nothing: frozenset[str]) -> tuple[str, ...]:
    blanks = int((cells.words == "").sum())
    if not blanks or "" in nothing:
        return ()
    cell = "1 blank cell was" if blanks == 1 else f"{blanks} blank cells were"
    return (f"{cell} read as missing (the coder did not look); say so if blank means that no code applies",)
