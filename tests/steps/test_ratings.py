"""`coder agree` on tables of any tool: long and wide say the same, faults are one clear line, the page is safe and whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder.cli import main

WIDE = "unit,transcript,Ann,Ben\n1,a,trust,trust\n2,a,-,-\n3,b,cost;trust,cost\n4,b,-,trust\n5,c,cost,cost\n6,c,,cost\n"
LONG = (
    "unit,transcript,coder,code\n1,a,Ann,trust\n1,a,Ben,trust\n2,a,Ann,\n2,a,Ben,\n3,b,Ann,cost\n3,b,Ann,trust\n3,b,Ben,cost\n"
    "4,b,Ann,\n4,b,Ben,trust\n5,c,Ann,cost\n5,c,Ben,cost\n6,c,Ben,cost\n"
)


def agree(tmp_path: Path, text: str, *words: str) -> Result:
    path = tmp_path / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["agree", str(path), *words])


def figures(done: Result) -> dict[tuple[str, str, tuple[str, ...]], float | None]:
    assert done.exit_code == 0, done.output
    return {(f["name"], f["code"], tuple(f["coders"])): f["value"] for f in json.loads(done.output)["figures"]}


def test_long_and_wide_tables_say_the_same(tmp_path: Path) -> None:
    """Every figure is equal, and Ann's kappa with Ben is that of the hand: observed 4/5, chance 13/25 for trust."""
    wide = figures(agree(tmp_path, WIDE, "--json"))
    assert wide == figures(agree(tmp_path, LONG, "--json"))
    assert wide["percent", "trust", ()] == pytest.approx(3 / 5)
    assert wide["cohen", "trust", ()] == pytest.approx((3 / 5 - 13 / 25) / (1 - 13 / 25))
    assert wide["percent", "cost", ()] == 1.0


def test_a_blank_cell_is_missing_unless_said_otherwise(tmp_path: Path) -> None:
    """Missing is not empty: the user can say what a blank means."""
    assert figures(agree(tmp_path, WIDE, "--json", "--empty", "", "--empty", "-"))["percent", "cost", ()] == pytest.approx(5 / 6)


def test_values_on_a_scale_are_measured_by_their_level(tmp_path: Path) -> None:
    """Krippendorff (2011), data C at the interval level: .849."""
    rows = [
        "1,1,,1",
        "2,2,3,2",
        "3,3,3,3",
        "3,3,3,3",
        "2,2,2,2",
        "1,2,3,4",
        "4,4,4,4",
        "1,1,2,1",
        "2,2,2,2",
        ",5,5,5",
        ",,1,1",
        ",,3,",
    ]
    table = "unit,A,B,C,D\n" + "".join(f"{number},{row}\n" for number, row in enumerate(rows, start=1))
    done = agree(tmp_path, table, "--level", "interval", "--json")
    assert figures(done)["alpha", "", ()] == pytest.approx(0.849, abs=0.0005)
    assert "Krippendorff's alpha" in agree(tmp_path, table, "--level", "ordinal").output


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("segment,Ann,Ben\n1,a,b\n", (), "there is no column `unit`"),
        ("unit,Ann\n1,a\n", (), "at least two coders"),
        ("unit,Ann,Ben\n1,a,b\n1,a,b\n", (), "1"),
        ("unit,coder,code\n1,Ann,a\n1,Ann,a\n1,Ben,a\n", (), "Ann"),
        ("unit,Ann,Ben\n1,,\n2,,\n", (), "every rating is missing"),
        ("unit,Ann,Ben\n1,a,b\n", ("--coders", "Ann,Cy"), "Cy"),
        ("unit,Ann,Ben\n1,a,b\n", ("--rounds", "one"), "no column `condition`"),
        ("unit,Ann,Ben\n1,a,b\n", ("--distance", "hierarchy"), "--codebook FILE"),
        ("", (), "empty"),
    ],
)
def test_a_wrong_table_is_one_clear_line(tmp_path: Path, text: str, words: tuple[str, ...], said: str) -> None:
    """What, where, and what to do; never a traceback."""
    done = agree(tmp_path, text, *words)
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
    assert said in done.output


def test_codes_are_checked_against_a_codebook_and_read_by_their_labels(tmp_path: Path) -> None:
    """A label, an id and a path are one code; a category counts for its theme too; an unknown one is told."""
    book = tmp_path / "book.yaml"
    book.write_text(
        "families: [{id: f, codes: [{id: a, label: Aye, definition: A., codes: [{id: x, label: Ex, definition: X.}]}]}]",
        encoding="utf-8",
    )
    table = "unit,Ann,Ben\n1,Ex,f/a/x\n2,a,x\n3,-,-\n"
    found = figures(agree(tmp_path, table, "--codebook", str(book), "--json"))
    assert found["percent", "f/a", ()] == 1.0
    assert found["percent", "f/a/x", ()] == pytest.approx(2 / 3)
    assert "not in the codebook" in agree(tmp_path, "unit,Ann,Ben\n1,zed,x\n", "--codebook", str(book)).output


def test_the_page_is_whole_and_runs_nothing(tmp_path: Path) -> None:
    """One file without scripts or addresses; names are shown as text, undefined figures with their reason."""
    page = tmp_path / "page.html"
    table = (
        WIDE.replace("Ann", "<script>alert(1)</script>")
        .replace("cost;trust", "cost;trust;rare")
        .replace("trust,trust", "trust,trust")
    )
    done = agree(tmp_path, table, "--html", str(page))
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href)=|https?://", text)
    assert "default-src 'none'" in text
    assert text.count("<table>") == 1
    assert "Krippendorff" in text
