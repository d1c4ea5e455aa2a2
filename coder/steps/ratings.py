"""Tables of ratings from any tool -> agreement: no study is needed.

A table is long (columns unit, coder, code, and if there are transcript, order, condition: one row a code applied, an empty code for
"looked, none") or wide (a column unit and one column a coder, codes separated by ;).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder import readers
from coder.agreement import Ratings, Summary, Values, summary, summary_of_values
from coder.agreement.ratings import EMPTY
from coder.codebook import Codebook
from coder.errors import RatingsError, ReadError
from coder.study import read_codebook

if TYPE_CHECKING:
    import pandas as pd

    from coder.agreement.measures import Level

LONG = ("unit", "coder", "code")
OPTIONAL = ("transcript", "order", "condition")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How tables are to be read and measured; () and "" leave the choice to the table."""

    coders: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    level: Level | None = None
    distance: str = "masi"
    empty: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    codebook: Path | None = None
    seed: int = 0


def agree(paths: Sequence[Path], wanted: Wanted) -> tuple[Summary, dict[str, str]]:
    """Measure the agreement in tables of ratings; also the codes' labels, where a codebook was named.

    Raises
    ------
    RatingsError
        One line: an unknown column, a rating that is there twice, one coder only, a code not in the codebook, nothing rated.
    """
    table = _table(paths)
    codebook = read_codebook(wanted.codebook) if wanted.codebook else None
    _check(table, paths, wanted)
    labels = {code.id: code.label for code in codebook.codes} if codebook else {}
    if wanted.level is not None:
        return summary_of_values(_values(table, wanted, wanted.level), seed=wanted.seed), labels
    ratings = _ratings(table, wanted, codebook)
    parents = {code.id: code.parent for code in codebook.codes if code.parent} if codebook else {}
    if wanted.distance == "hierarchy" and not parents:
        raise RatingsError("the distance `hierarchy` needs a codebook with codes below others: name it with --codebook FILE")
    if parents:
        ratings = ratings.with_ancestors(parents)
    return summary(ratings, distances=(wanted.distance,), parents=parents or None, seed=wanted.seed), labels


def _table(paths: Sequence[Path]) -> pd.DataFrame:
    import pandas as pd

    frames: list[pd.DataFrame] = []
    for path in paths:
        try:
            lines, _ = readers.rows(path)
        except ReadError as error:
            raise RatingsError(str(error)) from None
        if not lines:
            raise RatingsError(f"{path.name}: the table is empty")
        head = [title.strip() for title in lines[0]]
        if frames and head != list(frames[0].columns):
            raise RatingsError(f"{path.name}: its columns differ from those of {paths[0].name}: join only tables of one shape")
        width = len(head)
        frames.append(pd.DataFrame([(list(line) + [""] * width)[:width] for line in lines[1:] if any(line)], columns=head))
    return pd.concat(frames, ignore_index=True)


def _check(table: pd.DataFrame, paths: Sequence[Path], wanted: Wanted) -> None:
    columns = list(table.columns)
    if "unit" not in columns:
        raise RatingsError(f"{paths[0].name}: there is no column `unit` (columns: {', '.join(columns)}): it names what was rated")
    if wanted.rounds and "condition" not in columns:
        raise RatingsError(f"{paths[0].name}: there is no column `condition`, so no rounds can be chosen")


def _is_long(table: pd.DataFrame) -> bool:
    return set(LONG) <= set(table.columns)


def _optional(table: pd.DataFrame) -> dict[str, Any]:
    return {name: name for name in OPTIONAL if name in table.columns}


def _ratings(table: pd.DataFrame, wanted: Wanted, codebook: Codebook | None) -> Ratings:
    codes = codebook.ids if codebook else None
    resolve = codebook.find if codebook else None
    empty = wanted.empty or EMPTY
    more = _optional(table)
    if _is_long(table):
        kept = table[table["condition"].isin(wanted.rounds)] if wanted.rounds else table
        found = Ratings.from_long(kept, codes=codes, resolve=resolve, missing=wanted.missing, empty=empty, **more)
        return found.select(coders=wanted.coders) if wanted.coders else found
    kept = table[table["condition"].isin(wanted.rounds)] if wanted.rounds else table
    coders = wanted.coders or None
    missing = wanted.missing or ("" if "" not in wanted.empty else "\0",)
    return Ratings.from_wide(kept, coders=coders, codes=codes, resolve=resolve, missing=missing, empty=empty, **more)


def _values(table: pd.DataFrame, wanted: Wanted, level: Level) -> Values:
    missing = wanted.missing or ("",)
    if _is_long(table):
        kept = table[table["coder"].isin(wanted.coders)] if wanted.coders else table
        return Values.from_long(kept, level=level, missing=missing, **_optional(table))
    return Values.from_wide(table, coders=wanted.coders or None, level=level, missing=missing, **_optional(table))
