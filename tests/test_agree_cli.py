"""`coder agree` and `coder agree plan` at the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder.cli import main

TABLE = "unit,transcript,Ann,Ben,Cy\n1,a,trust,trust,trust\n2,a,-,-,cost\n3,b,cost;trust,cost,cost\n4,b,-,trust,-\n5,c,cost,cost,cost\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table of three coders."""
    path = tmp_path / "ratings.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_screen_tells_all_and_each_pair_the_whole_and_what_to_mind(table: Path) -> None:
    """A table for all coders and one for each pair, alpha of sets, the mean, few transcripts, and the caution."""
    done = run("agree", table)
    assert done.exit_code == 0, done.output
    for words in (
        "Ann, Ben and Cy: 5 segments in 3 transcripts",
        "Kappa (Conger)",
        "Ann and Ben",
        "Ben and Cy",
        "Whole code sets, alpha (MASI distance):",
        "Alpha: 1 is full agreement, 0 is chance; 0.80 and above is usual for firm conclusions",
        "Mean alpha over codes:",
        "fewer than ten transcripts",
        "not evidence of reliability",
    ):
        assert words in done.output
    assert "interview" not in done.output


def test_too_little_to_tell_is_said_so_and_not_undefined(tmp_path: Path) -> None:
    """A code nobody gave, and an interval that spans all that alpha can be: `too few`, with one line that explains it."""
    path, book = tmp_path / "ratings.csv", tmp_path / "book.yaml"
    book.write_text(
        "title: T\nfamilies: [{id: f, codes: [{id: a, label: Aye, definition: d, codes: [{id: x, label: Ex, definition: d}]},"
        " {id: b, label: Bee, definition: d}]}]\n"
    )
    rows = [f"{n},{'abc'[n % 3]},{'x' if n in (0, 1) else '-'},{'x' if n == 0 else '-'}" for n in range(12)]
    path.write_text("\n".join(["unit,transcript,Ann,Ben", *rows]), encoding="utf-8")
    done = run("agree", path, "--codebook", book)
    assert done.exit_code == 0, done.output
    lines = {line.split("  ")[0 if line[0] != " " else 1]: line for line in done.output.splitlines() if line}
    assert lines["Bee"].split()[-8:] == ["too", "few", "too", "few", "too", "few", "to", "tell"]
    assert lines["Ex"].startswith("  Ex ")
    assert lines["Ex"].endswith("too few to tell")
    assert "(of 2 codes; 1 of 3 have too few)" in done.output
    assert done.output.count("Too few: hardly any passage") == 1
    for jargon in ("undefined", "-1.00 to 1.00", "skewed prevalence", "f/a"):
        assert jargon not in done.output
    data = json.loads(run("agree", path, "--codebook", book, "--json").output)
    assert any(one["value"] is None and "never used" in one["reason"] for one in data["figures"])


def test_many_coders_have_one_line_a_pair(tmp_path: Path) -> None:
    """Fifteen pairs are a table of pairs; no interval over one transcript is told."""
    path = tmp_path / "r.csv"
    rows = [f"{n},t,{','.join('x' if (n + m) % 5 else '-' for m in range(6))}" for n in range(20)]
    path.write_text("\n".join(["unit,transcript,A,B,C,D,E,F", *rows]), encoding="utf-8")
    done = run("agree", path)
    assert done.exit_code == 0, done.output
    assert done.output.count(" and ") >= 15
    assert done.output.count("Kappa") == 1
    assert "Mind: all units are of one transcript" in done.output


def test_files_are_written_beside_the_screen(table: Path, tmp_path: Path) -> None:
    """JSON, page and Word file in one go; the page says nothing on standard output when JSON goes there."""
    page, word, data = tmp_path / "r.html", tmp_path / "r.docx", tmp_path / "r.json"
    done = run("agree", table, "--html", page, "--docx", word, "--json", data)
    assert done.exit_code == 0, done.output
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert word.read_bytes().startswith(b"PK")
    assert len(json.loads(data.read_text(encoding="utf-8"))["figures"]) > 50
    shown = run("agree", table, "--html", page, "--json")
    assert json.loads(shown.stdout)["coders"] == ["Ann", "Ben", "Cy"]
    assert "Written:" in shown.stderr


@pytest.mark.parametrize("words", [("--html", "r.txt"), ("--docx", "r.doc"), ("--json", "r.txt")])
def test_a_file_of_another_ending_is_refused(table: Path, words: tuple[str, str]) -> None:
    """Usage errors are told before anything is written."""
    done = run("agree", table, *words)
    assert done.exit_code == 2
    assert "should end in" in done.output


def test_a_machine_and_a_scale_do_not_go_together(table: Path) -> None:
    """An option that would be ignored is refused."""
    done = run("agree", table, "--level", "nominal", "--machine", "Cy")
    assert done.exit_code == 1
    assert "--machine is for codes" in done.output


@pytest.mark.parametrize("words", [("--level", "nominal"), ("--machine", "R"), ("--codebook", "b.yaml"), ("--empty", "x")])
def test_options_of_tables_are_refused_for_a_study(study_folder: Path, words: tuple[str, str]) -> None:
    """They are not silently ignored."""
    done = run("agree", "--study", study_folder, *words)
    assert done.exit_code == 1
    assert "for tables of ratings" in done.output
    assert done.output.count("\n") == 1


def test_levels_of_a_codebook_are_shown_on_request(tmp_path: Path, root: Path) -> None:
    """With --by-level the whole and the mean at each level; without a hierarchy it is refused."""
    path = tmp_path / "r.csv"
    path.write_text("unit,A,B\n1,threats,impacts\n2,-,-\n3,responses,responses\n4,-,engagement\n", encoding="utf-8")
    done = run("agree", path, "--codebook", root / "codebook.yaml", "--by-level")
    assert done.exit_code == 0, done.output
    assert "Level 0 (top): 8 codes" in done.output
    assert "Level 1: 13 codes" in done.output
    assert run("agree", path, "--by-level").exit_code == 1


def test_a_plan_says_how_much_to_code_twice() -> None:
    """`plan` is a command of its own below `agree`; numbers out of range are one plain line."""
    done = run("agree", "plan", "--prevalence", 0.1, "--alpha", 0.8, "--width", 0.2)
    assert done.exit_code == 0, done.output
    assert "2,700 segments in 27 transcripts" in done.output
    data = json.loads(run("agree", "plan", "--prevalence", 0.1, "--json").output)
    assert (data["units"], data["transcripts"]) == (2700, 27)
    assert data["expected_width"] <= 0.2
    wrong = run("agree", "plan", "--prevalence", 1.5)
    assert wrong.exit_code == 1
    assert wrong.output.startswith("Error: the prevalence must lie between 0 and 1")
    assert run("agree", "plan").exit_code == 2


def test_a_wider_interval_needs_no_more_segments() -> None:
    """The plan grows with what is asked."""
    units = [
        json.loads(run("agree", "plan", "--prevalence", 0.1, "--width", w, "--json").output)["units"] for w in (0.1, 0.2, 0.4)
    ]
    assert units == sorted(units, reverse=True)


def test_help_is_light() -> None:
    """Neither help loads numpy, pandas or matplotlib."""
    script = (
        "import sys\nfrom coder.cli import main\n"
        "for words in (['agree', '--help'], ['agree', 'plan', '--help']):\n"
        "    try: main(words)\n    except SystemExit as end: assert end.code == 0\n"
        "assert not {'numpy', 'pandas', 'matplotlib', 'jinja2', 'docx'} & {name.split('.')[0] for name in sys.modules}\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: coder agree plan [OPTIONS]" in done.stdout or "Usage: -c agree plan [OPTIONS]" in done.stdout
