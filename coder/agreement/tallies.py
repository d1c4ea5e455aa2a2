"""Ratings -> counts that a report begins with: who rated what, how much was missing or empty, who changed a mind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coder.agreement.disagreements import majority
from coder.agreement.ratings import Ratings
from coder.errors import RatingsError


def coverage(ratings: Ratings) -> pd.DataFrame:
    """Count units by transcript and coder.

    Returns
    -------
    Columns transcript, coder, units, rated (an answer to every code), partly (to some), missing (to none) and empty (rated, no
    code).
    """
    known = (ratings.cube >= 0).sum(axis=2)
    full, some = ratings.rated, known > 0
    empty = full & ~(ratings.cube == 1).any(axis=2)
    rows = []
    for t, transcript in enumerate(ratings.transcripts):
        here = ratings.clusters == t
        for m, coder in enumerate(ratings.coders):
            rated, touched = int(full[here, m].sum()), int(some[here, m].sum())
            n = int(here.sum())
            rows.append((transcript, coder, n, rated, touched - rated, n - touched, int(empty[here, m].sum())))
    return pd.DataFrame(rows, columns=["transcript", "coder", "units", "rated", "partly", "missing", "empty"])


def overlap(ratings: Ratings) -> pd.Series:
    """Count units by how many coders rated them in full: index 0 to M."""
    counts = np.bincount(ratings.rated.sum(axis=1), minlength=len(ratings.coders) + 1)
    return pd.Series(counts, index=pd.RangeIndex(len(counts), name="coders"), name="units")


def moves(before: Ratings, after: Ratings) -> pd.DataFrame:
    """Say who moved between two rounds: answers that changed, by coder and code.

    Parameters
    ----------
    before, after : the same units, coders and codes

    Returns
    -------
    Columns coder, code, both (answered in both rounds), to_yes, to_no, towards (changes to what most coders had said before),
    away (from it); where before was a tie, neither.

    Raises
    ------
    RatingsError
        Units, coders or codes differ.
    """
    if (before.units, before.coders, before.codes) != (after.units, after.coders, after.codes):
        raise RatingsError("who moved can only be told for the same units, coders and codes in the same order")
    both = (before.cube >= 0) & (after.cube >= 0)
    changed = both & (before.cube != after.cube)
    most = majority(before)[:, None, :]
    counts = {
        "both": both,
        "to_yes": changed & (after.cube == 1),
        "to_no": changed & (after.cube == 0),
        "towards": changed & (after.cube == most),
        "away": changed & (most >= 0) & (after.cube != most),
    }
    sums = {name: flags.sum(axis=0) for name, flags in counts.items()}
    rows = [
        (coder, code, *(int(sums[name][m, k]) for name in counts))
        for m, coder in enumerate(before.coders)
        for k, code in enumerate(before.codes)
    ]
    return pd.DataFrame(rows, columns=["coder", "code", *counts])
