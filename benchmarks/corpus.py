"""The coded training text, looked at hard: near-duplicates, codes, people, lengths. Prints tables.

Run from the repository's root: `python benchmarks/corpus.py`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

TABLE = Path(__file__).resolve().parent.parent / "models" / "training" / "segments.csv"
RUN = 6


def main() -> None:
    """Print everything."""
    table = pd.read_csv(TABLE, keep_default_na=False)
    codes = [set(filter(None, cell.split(";"))) for cell in table["codes"]]
    _sizes(table, codes)
    _per_code(table, codes)
    _shared_runs(table)
    _neighbours(table)


def _sizes(table: pd.DataFrame, codes: list[set[str]]) -> None:
    words = table["text"].str.split().str.len()
    none = sum(not some for some in codes)
    print(f"{len(table)} segments of {table['participant'].nunique()} people; {none} with no code ({none / len(table):.0%})")
    print(
        f"words a segment: median {words.median():.0f}, p10 {words.quantile(0.1):.0f}, p90 {words.quantile(0.9):.0f}, most {words.max()}"
    )
    exact = (table["reader_a"] == table["reader_b"]).mean()
    settled = (table["reason"] != "").sum()
    print(f"both readers gave the same codes in {exact:.0%}; {settled} differences, each with a reason\n")


def _per_code(table: pd.DataFrame, codes: list[set[str]]) -> None:
    counts = Counter(code for some in codes for code in some)
    people: dict[str, set[str]] = defaultdict(set)
    for person, some in zip(table["participant"], codes, strict=True):
        for code in some:
            people[code].add(person)
    print(f"{'code':64}{'segments':>9}{'people':>8}")
    for code, n in sorted(counts.items()):
        print(f"{code:64}{n:9}{len(people[code]):8}")
    print()


def _shared_runs(table: pd.DataFrame) -> None:
    """Runs of words that stand in texts of two people: what a template or a paraphrase would leave."""
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person, text in zip(table["participant"], table["text"], strict=True):
        found = re.findall(r"[\w']+", text.lower())
        for start in range(len(found) - RUN + 1):
            owners[tuple(found[start : start + RUN])].add(person)
    shared = sorted((run for run, people in owners.items() if len(people) > 1), key=lambda run: (-len(owners[run]), run))
    print(f"runs of {RUN} words used by more than one person: {len(shared)} of {len(owners):,}")
    for run in shared[:15]:
        print(f"  {len(owners[run])} people: {' '.join(run)}")
    print()


def _neighbours(table: pd.DataFrame) -> None:
    """The likest pairs of segments by TF-IDF of words, of different people."""
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform(table["text"])
    likeness = (rows @ rows.T).toarray()
    people = table["participant"].to_numpy()
    likeness[people[:, None] == people[None, :]] = 0
    best = likeness.max(axis=1)
    middle, high = np.median(best), np.quantile(best, 0.99)
    print(f"likeness to the nearest segment of somebody else: median {middle:.2f}, p99 {high:.2f}, most {best.max():.2f}")
    order = np.argsort(-np.triu(likeness), axis=None)[:5]
    for place in order:
        one, other = divmod(int(place), len(table))
        print(f"  {likeness[one, other]:.2f}  {table['unit'][one]} ~ {table['unit'][other]}")


if __name__ == "__main__":
    main()
