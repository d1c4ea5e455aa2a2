"""`coder agree` on tables of any tool: long and wide say the same, faults are one clear line, the page is safe and whole."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
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
        ("segment,Ann,Ben\n1,a,b\n", (), "there is no column `unit` (the columns are `segment`, `Ann`, `Ben`)"),
        ("unit,coder,label\n1,Ann,a\n", (), "there is a column `coder` but no column `code`"),
        ("unit,Ann\n1,a\n", (), "at least two coders"),
        ("unit,Ann,Ben\n1,a,b\n\n2,a,b\n1,a,b\n", (), "row 5: duplicate rating: unit `1` is in row 2 already"),
        ("unit,coder,code\n1,Ann,a\n,,\n1,Ann,a\n1,Ben,a\n", (), "row 4: duplicate rating: `Ann` gave unit `1`"),
        ("unit,coder,code\n1,Ann,a\n1,Ann,b\n", (), "only one coder rated, `Ann`"),
        ("unit,coder,code\n1,Ann,a\n,Ben,b\n", (), "row 3: the unit is blank"),
        ("unit,Ann,Ben\n1,,\n2,,\n", (), "every rating is missing"),
        ("unit,Ann,Ann\n1,a,b\n", (), "two columns are named `Ann`"),
        ("unit,Ann,Ben\n1,a,b\n", ("--coders", "Ann,Cy"), "Cy"),
        ("unit,Ann,Ben\n1,a,b\n", ("--coders", "Ann"), "at least two coders, here Ann"),
        ("unit,Ann,Ben\n1,a,b\n", ("--rounds", "one"), "no column `condition`"),
        ("unit,Ann,Ben,condition\n1,a,b,one\n", ("--rounds", "two"), "no rating is under the condition `two`: there are one"),
        ("unit,Ann,Ben\n1,a,b\n", ("--distance", "hierarchy"), "--codebook FILE"),
        ("unit,Ann,Ben\n1,a,b\n", ("--machine", "Robot"), "Robot"),
        ("unit,Ann,Ben\n1,a,b\n", ("--level", "interval"), "`a` is not a number"),
        ("unit,Ann,Ben\n", (), "no rows below its headings"),
        ("", (), "empty"),
    ],
)
def test_a_wrong_table_is_one_clear_line(tmp_path: Path, text: str, words: tuple[str, ...], said: str) -> None:
    """The file, the row as a spreadsheet shows it, what is wrong; never a traceback."""
    done = agree(tmp_path, text, *words)
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
    assert said in done.output


def test_errors_in_a_table_name_its_file(tmp_path: Path) -> None:
    """Of several files joined, the one that is meant, with the row in it."""
    (tmp_path / "a.csv").write_text("unit,coder,code\n1,Ann,x\n1,Ben,x\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("unit,coder,code\n2,Ann,x\n1,Ann,x\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["agree", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert done.output.startswith("Error: b.csv row 3: duplicate rating")
    assert "in a.csv row 2 already" in done.output
    one = agree(tmp_path, "unit,Ann,Ben\n1,a,b\n1,a,b\n")
    assert one.output.startswith("Error: ratings.csv: row 3:")


def test_a_table_split_over_files_gives_the_same_figures(tmp_path: Path) -> None:
    """By transcript, one after the other; or by coder, side by side: what another file lacks is missing, not empty."""
    whole = figures(agree(tmp_path, WIDE, "--json"))
    lines = WIDE.splitlines()
    (tmp_path / "one.csv").write_text("\n".join(lines[:4]), encoding="utf-8")
    (tmp_path / "two.csv").write_text("\n".join([lines[0], *lines[4:]]), encoding="utf-8")
    rows = [line.split(",") for line in lines]
    (tmp_path / "ann.csv").write_text("\n".join(f"{u},{t},{ann}" for u, t, ann, _ in rows if u != "6"), encoding="utf-8")
    (tmp_path / "ben.tsv").write_text("\n".join(f"{u}\t{t}\t{ben}" for u, t, _, ben in rows), encoding="utf-8")
    for names in (("one.csv", "two.csv"), ("ann.csv", "ben.tsv")):
        done = CliRunner().invoke(main, ["agree", *(str(tmp_path / name) for name in names), "--json"])
        assert figures(done) == whole, names


def test_what_a_coder_s_file_lacks_stays_missing_when_blank_means_empty(tmp_path: Path) -> None:
    """`--empty ""` is about cells that are there."""
    (tmp_path / "ann.csv").write_text("unit,Ann\n1,a\n2,\n", encoding="utf-8")
    (tmp_path / "ben.csv").write_text("unit,Ben\n1,a\n2,\n3,\n", encoding="utf-8")
    words = ["agree", str(tmp_path / "ann.csv"), str(tmp_path / "ben.csv"), "--empty", "", "--json"]
    done = CliRunner().invoke(main, words)
    found = {f["name"]: f["n_units"] for f in json.loads(done.output)["figures"] if f["code"] == "a" and not f["coders"]}
    assert found["percent"] == 2
    assert json.loads(done.output)["n_units"] == 3


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("unit,Ann,Ben\n1,a,b\n", "unit,coder,code\n1,Cy,a\n"), "join only tables of one shape"),
        (("unit,Ann,Ben\n1,a,b\n", "unit,Ann,Cy\n1,a,b\n"), "`Ann` is in another table too"),
        (("unit,transcript,Ann\n1,t,a\n", "unit,Ben\n1,a\n"), "it has no column `transcript`"),
        (("unit,Ann\n1,a\n1,b\n", "unit,Ben\n1,a\n"), "t0.csv: row 3: duplicate rating"),
    ],
)
def test_tables_that_do_not_fit_are_refused(tmp_path: Path, texts: tuple[str, str], said: str) -> None:
    """Files are never joined by guess."""
    paths = []
    for number, text in enumerate(texts):
        path = tmp_path / f"t{number}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    done = CliRunner().invoke(main, ["agree", *paths])
    assert done.exit_code == 1
    assert said in done.output


def test_a_workbook_is_read_as_a_table(tmp_path: Path) -> None:
    """The first sheet of an .xlsx, numbers as whole as they look, gives the figures of the .csv; another kind of file is refused."""
    book = openpyxl.Workbook()
    for line in WIDE.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    book.create_sheet("Notes")
    path = tmp_path / "ratings.xlsx"
    book.save(path)
    done = CliRunner().invoke(main, ["agree", str(path), "--json"])
    assert figures(done) == figures(agree(tmp_path, WIDE, "--json"))
    assert any("first of 2 sheets" in note for note in json.loads(done.output)["notes"])
    (tmp_path / "r.txt").write_text(WIDE, encoding="utf-8")
    assert "not a table that can be read" in CliRunner().invoke(main, ["agree", str(tmp_path / "r.txt")]).output


def test_columns_that_are_no_coders_are_left_out(tmp_path: Path) -> None:
    """A column of passages, one without a heading and known columns in capitals do not become coders."""
    text = "Unit,TRANSCRIPT,Text,Ann,Ben,\n1,a,We spoke.,x,x,0\n2,a,And spoke.,-,x,1\n"
    done = agree(tmp_path, text, "--json")
    data = json.loads(done.output)
    assert data["coders"] == ["Ann", "Ben"]
    assert data["n_transcripts"] == 1
    assert any("without a heading" in note for note in data["notes"])
    assert "We spoke" not in done.output


def test_marks_for_empty_and_missing_can_be_named(tmp_path: Path) -> None:
    """`--empty none --missing n/a`: a mark is a code no more."""
    done = agree(tmp_path, "unit,Ann,Ben\n1,a,a\n2,NIL,a\n3,n/a,a\n4,NIL,NIL\n", "--empty", "nil", "--missing", "n/a", "--json")
    data = json.loads(done.output)
    assert data["codes"] == ["a"]
    assert figures(done)["percent", "a", ()] == pytest.approx(2 / 3)


ROUNDS = (
    "unit,transcript,coder,code,condition\n1,a,Ann,x,blind\n1,a,Ben,,blind\n2,b,Ann,,blind\n2,b,Ben,,blind\n3,c,Ann,x,blind\n3,c,Ben,x,blind\n"
    "1,a,Ann,x,negotiated\n1,a,Ben,x,negotiated\n2,b,Ann,y,negotiated\n2,b,Ben,y,negotiated\n3,c,Ann,x,negotiated\n3,c,Ben,x,negotiated\n"
)


def test_ratings_after_negotiation_are_compared_and_not_in_the_headline(tmp_path: Path) -> None:
    """Where units were rated again the first round is reported, the later one set beside it; a code new in it was a no before."""
    done = agree(tmp_path, ROUNDS, "--json")
    data = json.loads(done.output)
    assert figures(done)["percent", "x", ()] == pytest.approx(2 / 3)
    rounds = {(f["name"], f["code"]): f["value"] for f in data["contrasts"]["rounds"]}
    assert rounds["alpha_negotiated", "x"] == 1.0
    assert rounds["alpha_difference", "x"] == pytest.approx(rounds["alpha_blind", "x"] - 1.0)
    moved = {(m["coder"], m["code"]): (m["to_yes"], m["to_no"]) for m in data["tables"]["moves"]}
    assert moved == {("Ann", "x"): (0, 0), ("Ben", "x"): (1, 0), ("Ann", "y"): (1, 0), ("Ben", "y"): (1, 0)}
    assert any("under `negotiated` are compared" in note for note in data["notes"])
    assert figures(agree(tmp_path, ROUNDS, "--rounds", "negotiated", "--json"))["percent", "x", ()] == 1.0


def test_rounds_of_unknown_names_must_be_chosen(tmp_path: Path) -> None:
    """Two ratings of one unit by one coder are never mixed: one line says to choose, and two named rounds are compared in that order."""
    table = ROUNDS.replace("blind", "first").replace("negotiated", "second")
    done = agree(tmp_path, table)
    assert done.exit_code == 1
    assert "choose one condition" in done.output
    chosen = json.loads(agree(tmp_path, table, "--rounds", "first,second", "--json").output)
    assert {f["name"] for f in chosen["contrasts"]["rounds"]} == {"alpha_first", "alpha_second", "alpha_difference"}


def test_a_machine_is_no_coder_of_the_headline(tmp_path: Path) -> None:
    """With --machine the figures are of people; the machine is set beside each of them."""
    table = "unit,Ann,Ben,Robot\n" + "".join(
        f"{n},{'x' if n % 3 else '-'},{'x' if n % 4 else '-'},{'x' if n % 2 else '-'}\n" for n in range(24)
    )
    data = json.loads(agree(tmp_path, table, "--machine", "Robot", "--json").output)
    assert data["coders"] == ["Ann", "Ben"]
    assert data["contrasts"]["machine"]["name"] == "Robot"
    assert {f["name"] for f in data["contrasts"]["ceiling"]["figures"]} >= {"alpha_human_machine", "alpha_human_human"}


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
    wrong = agree(tmp_path, "unit,Ann,Ben\n1,-,x\n2,x,-;exx\n".replace("-;", "a;"), "--codebook", str(book))
    assert wrong.exit_code == 1
    assert "ratings.csv: row 3, column `Ben`: the code `exx` is not in the codebook (did you mean `Ex`?)" in wrong.output
