"""A coefficient and its interval -> Figure: the record that every result is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

import pandas as pd


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report.

    Attributes
    ----------
    name : what it is, e.g. "alpha"; the names of `catalogue.COEFFICIENTS` and those that the functions name
    value : the number; None where it is undefined
    low, high : its interval; None where there is none
    n_units : units that it rests on
    n_clusters : transcripts that it rests on
    reason : why the value or else the interval is missing; "" where both are there
    warning : what to mind in reading it
    code : the code it is about; "" for all
    coders : the coders it is about; empty for all
    method : how the interval was made: "jackknife", "bootstrap" (over transcripts) or "units"
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n_units: int
    n_clusters: int
    reason: str = ""
    warning: str = ""
    code: str = ""
    coders: tuple[str, ...] = ()
    method: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        return asdict(self)


COLUMNS = tuple(field.name for field in fields(Figure))


def frame(figures: Iterable[Figure]) -> pd.DataFrame:
    """Return figures as a table, one row each."""
    return pd.DataFrame([figure.as_dict() for figure in figures], columns=list(COLUMNS))


def wide(figures: Iterable[Figure], rows: Literal["code", "coders"]) -> pd.DataFrame:
    """Return the values of figures, one row a code or group of coders, one column a name."""
    found: dict[str, dict[str, float | None]] = {}
    for figure in figures:
        label = figure.code if rows == "code" else " / ".join(figure.coders)
        found.setdefault(label, {})[figure.name] = figure.value
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(rows)
