"""DataFrame -> columns of plain text, or one line that says what is wrong with the table.

Rows are counted as a spreadsheet shows them: the heading is row 1, the first rating row 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coder.agreement.arrays import Flags, Index, Text
from coder.errors import RatingsError

LONGEST_CODE = 200
Marks = str | Sequence[str]
Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a table in order of first appearance.

    `names` (N,), `transcripts` (T,) names, `clusters` (N,) the transcript of each unit, `of_row` the unit of each row.
    """

    names: tuple[str, ...]
    transcripts: tuple[str, ...]
    clusters: Index
    of_row: Index


def row(position: int) -> str:
    """Name a row as a spreadsheet does."""
    return f"row {position + 2}"


def shown(names: Iterable[str], limit: int = 8) -> str:
    """List names for an error, the first `limit` of them.

    >>> shown(["a", "b", "c"], limit=2)
    '`a`, `b` and 1 more'
    """
    names = list(names)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(f"`{name}`" for name in names[:limit]) + more


def check_frame(frame: pd.DataFrame) -> None:
    """Refuse a table without rows, or with two columns of one name."""
    if not isinstance(frame, pd.DataFrame):
        raise RatingsError(f"ratings come as a pandas DataFrame, not as {type(frame).__name__}")
    twice = [str(name) for name in frame.columns[frame.columns.duplicated()]]
    if twice:
        raise RatingsError(f"two columns are named `{twice[0]}`: give each column a name of its own")
    if not len(frame):
        raise RatingsError("the table has no rows")


def has(frame: pd.DataFrame, name: str) -> bool:
    """Whether the table has a column of that name (names are compared as text)."""
    return any(str(column) == name for column in frame.columns)


def raw(frame: pd.DataFrame, name: str, what: str) -> pd.Series:
    """Return the column `name`, which holds `what`; refuse an unknown column with the names that there are."""
    for column in frame.columns:
        if str(column) == name:
            return frame[column]
    known = [str(column) for column in frame.columns]
    close = difflib.get_close_matches(name.casefold(), [k.casefold() for k in known], n=1)
    hint = next((f" (did you mean `{k}`?)" for k in known if close and k.casefold() == close[0]), "")
    raise RatingsError(f"no column `{name}` for the {what}{hint}: the table has {shown(known)}")


def text(series: pd.Series) -> Text:
    """Return the cells as stripped text (n,); blank for a missing cell; 3 and 3.0 both read `3`."""
    codes, uniques = pd.factorize(series, use_na_sentinel=True)
    words = np.array([*(_word(value) for value in uniques), ""], dtype=object)
    found: Text = words[codes]
    return found


def _word(value: object) -> str:
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def numbers(series: pd.Series, what: str) -> NDArray[np.float64]:
    """Return the cells as numbers (n,); nan for a blank; refuse a word."""
    words = text(series)
    found = pd.to_numeric(pd.Series(words).replace("", None), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.flatnonzero(np.isnan(found) & (words != ""))
    if bad.size:
        raise RatingsError(f"{row(bad[0])}: `{words[bad[0]]}` is not a number, which the {what} must be")
    return found


def filled(frame: pd.DataFrame, name: str, what: str) -> Text:
    """Return a column of text in which no cell is blank."""
    found = text(raw(frame, name, what))
    blank = np.flatnonzero(found == "")
    if blank.size:
        raise RatingsError(f"{row(blank[0])}: the {what} is blank in column `{name}`")
    return found


def factorized(words: Text, ordered: bool = True) -> tuple[Index, tuple[str, ...]]:
    """Return index (n,) and distinct words; sorted (numbers by value) where `ordered`, else by first appearance."""
    codes, uniques = pd.factorize(words, sort=False)
    names = [str(word) for word in uniques]
    index = codes.astype(np.intp)
    if not ordered:
        return index, tuple(names)
    order = sorted(range(len(names)), key=lambda i: natural(names[i]))
    rank = np.empty(len(names), dtype=np.intp)
    rank[order] = np.arange(len(names))
    return rank[index], tuple(names[i] for i in order)


def natural(word: str) -> tuple[bool, float, str]:
    """Sort key: numbers by their value, then words."""
    try:
        return False, float(word), word
    except ValueError:
        return True, 0.0, word


def units(frame: pd.DataFrame, unit: str, transcript: str | None) -> Units:
    """Find the units of a table. Units of one name in two transcripts are two units, named `transcript:unit`.

    `transcript` None takes the column `transcript` where there is one; without it there is one nameless transcript.
    """
    unit_names = filled(frame, unit, "unit")
    column = transcript or ("transcript" if has(frame, "transcript") and unit != "transcript" else None)
    if column is None:
        of_row, names = factorized(unit_names, ordered=False)
        return Units(names, ("",), np.zeros(len(names), dtype=np.intp), of_row)
    cluster_of_row, transcripts = factorized(filled(frame, column, "transcript"), ordered=False)
    unit_of_row, plain = factorized(unit_names, ordered=False)
    of_row, keys = pd.factorize(unit_of_row * np.intp(len(transcripts)) + cluster_of_row)
    which_unit, clusters = np.divmod(keys, len(transcripts))
    counts = np.bincount(which_unit, minlength=len(plain))
    names = tuple(
        plain[u] if counts[u] == 1 else f"{transcripts[t]}:{plain[u]}" for u, t in zip(which_unit, clusters, strict=True)
    )
    return Units(names, transcripts, clusters.astype(np.intp), of_row.astype(np.intp))


def marks(given: Marks) -> frozenset[str]:
    """Return the marks that a user named, compared without regard to case."""
    return frozenset(word.strip().casefold() for word in ([given] if isinstance(given, str) else given))


def known_codes(
    found: Iterable[str], codes: Sequence[str] | None, resolve: Resolve | None
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the codes in order, and the column of every word in `found`.

    Parameters
    ----------
    found : the words in the table
    codes : the codebook's codes, in order; None: the words found, sorted
    resolve : turns a word (a label, say) into a code; words it does not know are looked up as they are

    Raises
    ------
    RatingsError
        A word is not in the codebook, or is so long that it is a passage (which is not shown).
    """
    text = next((word for word in found if len(word) > LONGEST_CODE), None)
    if text is not None:
        raise RatingsError(f"a cell holds a text of {len(text)} characters, not codes: name the coders' columns")
    names = {word: (resolve(word) if resolve else None) or word for word in found}
    order = tuple(codes) if codes is not None else tuple(sorted(set(names.values()), key=natural))
    position = {code: i for i, code in enumerate(order)}
    for word, name in names.items():
        if name not in position:
            close = difflib.get_close_matches(name, order, n=1)
            hint = f" (did you mean `{close[0]}`?)" if close else ""
            raise RatingsError(f"the code `{word}` is not in the codebook{hint}: it has {shown(order)}")
    return order, {word: position[name] for word, name in names.items()}


def coders_who_rated(coders: Sequence[str], rated: Flags, blanks: str) -> None:
    """Refuse a table in which fewer than two coders rated anything.

    Parameters
    ----------
    coders : (M,) names
    rated : (M,) whether each coder rated at least one unit
    blanks : what a missing rating looks like in this table, for the error
    """
    active = [coder for coder, some in zip(coders, rated, strict=True) if some]
    if not active:
        raise RatingsError(f"every rating is missing: {blanks}")
    if len(active) == 1:
        others = [coder for coder in coders if coder not in active]
        silent = f" ({shown(others)} rated nothing)" if others else ""
        raise RatingsError(f"only one coder rated, `{active[0]}`{silent}: agreement needs at least two")
