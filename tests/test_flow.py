"""The whole way on real Word files: tag, export, fill in, import, agree, train, tag again."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from coder.cli import main
from coder.records import Kind
from coder.study import Study


@pytest.fixture
def coder(study_folder: Path) -> Callable[..., Result]:
    """Run `coder` in the study as a user would; gives exit code and output."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    return run


@pytest.fixture
def tagged(coder: Callable[..., Result], study_folder: Path) -> Path:
    """The study, tagged."""
    done = coder("tag", "--out", str(study_folder / "out.csv"))
    assert done.exit_code == 0, done.output
    return study_folder


class Workbook:
    """A workbook as a coder fills it in, row by row."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.page = self.book["Review"]
        self.columns = {cell.value: cell.column for cell in self.page[1]}
        self.rows = [cell.row for cell in self.page["A"][1:] if cell.value]

    def get(self, row: int, name: str) -> Any:
        return self.page.cell(row, self.columns[name]).value

    def put(self, row: int, name: str, value: Any) -> None:
        self.page.cell(row, self.columns[name]).value = value

    def suggestions(self, row: int) -> list[str]:
        names = [name for name in self.columns if name.startswith("Suggestion") and self.get(row, name)]
        return [name.removeprefix("Suggestion ") for name in names]

    def answer(self, row: int, yes: bool) -> None:
        """Confirm or refute everything suggested in a row; say None where nothing is."""
        for number in self.suggestions(row):
            self.put(row, f"Decision {number}", "Confirm" if yes else "Refute")
        if not self.suggestions(row):
            self.put(row, "No code fits", "None")

    def save(self) -> None:
        self.book.save(self.path)


def export(coder: Callable[..., Result], study: Path, name: str) -> Workbook:
    done = coder("export", "--coder", name)
    assert done.exit_code == 0, done.output
    return Workbook(study / "review" / f"{name}.xlsx")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tag_writes_every_participant_segment(tagged: Path) -> None:
    """Each segment stands in the table with its place, suggested or not, and its text is what stands there."""
    found = rows(tagged / "out.csv")
    assert {row["transcript"] for row in found} == {"A-interview-1.docx", "C-interview-1.docx", "D-interview-1.docx"}
    ledger = Study(tagged).ledger()
    texts = {t.name: t.text for t in ledger.transcripts().values()}
    for row in found:
        said = texts[row["transcript"]][int(row["start"]) : int(row["end"])]
        assert row["text"].removeprefix("'") == said or row["text"] == said
    assert {segment.id for segment in ledger.segments()} == {row["segment_id"] for row in found}
    suggested = [row for row in found if row["suggested"] == "True"]
    assert 20 < len(suggested) < 400
    assert all(0 < float(row["score"]) < 1 for row in suggested)
    assert any(row["code"] == "" for row in found), "nothing is suggested where nothing fits"


def test_a_bad_file_is_one_line_and_exit_code_1(coder: Callable[..., Result], study_folder: Path) -> None:
    """The others are tagged all the same."""
    (study_folder / "transcripts" / "broken.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    done = coder("tag")
    assert done.exit_code == 1
    assert done.output.count("broken.docx") == 1
    assert "Read 3 transcripts" in done.output
    assert "A theme's number is of the theme alone" in done.output
    assert (study_folder / "review" / "suggestions.xlsx").exists()


def test_answers_of_a_questionnaire_are_tagged_with_their_ids(coder: Callable[..., Result], study_folder: Path) -> None:
    """Each answer is a segment; its id comes back as source_id."""
    table = study_folder / "answers.csv"
    table.write_text(
        'id,text\nQP1,"My mentee stopped sleeping, and so did I, for a month."\nQP2,\nQP3,We have a rota and that is that I am afraid.\n',
        encoding="utf-8",
    )
    out = study_folder / "out.csv"
    done = coder("tag", str(table), "--text-column", "text", "--id-column", "id", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert {(row["source_id"], row["text"][:8]) for row in rows(out)} == {("QP1", "My mente"), ("QP3", "We have ")}
    missing = coder("tag", str(table), "--text-column", "answer")
    assert missing.exit_code == 1
    assert "'id', 'text'" in missing.output


def test_what_two_coders_filled_in_gives_the_agreement_of_a_hand_calculation(coder: Callable[..., Result], tagged: Path) -> None:
    """Anna confirms everything, Ben refutes every third row: kappa by the textbook is what `agree` says."""
    said: dict[str, dict[int, bool]] = {}
    for name, yes in (("anna", lambda _: True), ("ben", lambda number: number % 3 != 0)):
        book = export(coder, tagged, name)
        order = sorted(book.rows, key=lambda row: (book.get(row, "Transcript"), book.get(row, "Passage")))
        said[name] = {}
        for number, row in enumerate(order):
            book.answer(row, yes(number))
            has_health = any("better-physical" in str(book.get(row, f"Suggestion {n}")) for n in book.suggestions(row))
            said[name][number] = has_health and yes(number)
        book.save()
        assert coder("import", str(book.path)).exit_code == 0
    done = coder("agree", "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)["figures"]
    n = len(said["anna"])
    both = [(said["anna"][i], said["ben"][i]) for i in range(n)]
    observed = sum(a == b for a, b in both) / n
    p, q = sum(a for a, _ in both) / n, sum(b for _, b in both) / n
    chance = p * q + (1 - p) * (1 - q)
    found = {
        figure["name"]: figure
        for figure in figures
        if figure["code"] == "bitc/better-physical-psychological-health" and len(figure["coders"]) != 1
    }
    assert found["percent"]["value"] == pytest.approx(observed)
    assert found["cohen"]["value"] == pytest.approx((observed - chance) / (1 - chance))
    pooled = (p + q) / 2
    expected = 2 * n / (2 * n - 1) * 2 * pooled * (1 - pooled)
    assert found["alpha"]["value"] == pytest.approx(1 - (1 - observed) / expected)


def test_importing_twice_changes_nothing_and_later_answers_count(coder: Callable[..., Result], tagged: Path) -> None:
    """A file twice, a dry run, an answer taken back, an answer left empty."""
    book = export(coder, tagged, "anna")
    row = next(row for row in book.rows if book.suggestions(row))
    book.put(row, f"Decision {book.suggestions(row)[0]}", "Confirm")
    book.save()
    before = Study(tagged).ledger().counts()
    dry = coder("import", str(book.path), "--dry-run")
    assert "would be brought in" in dry.output
    assert Study(tagged).ledger().counts() == before
    assert coder("import", str(book.path)).exit_code == 0
    once = Study(tagged).ledger().counts()
    again = coder("import", str(book.path))
    assert "imported before, nothing changed" in again.output
    assert Study(tagged).ledger().counts() == once
    book.put(row, f"Decision {book.suggestions(row)[0]}", "Refute")
    book.save()
    coder("import", str(book.path))
    book.put(row, f"Decision {book.suggestions(row)[0]}", None)
    book.put(row, "Memo", "hm")
    book.save()
    coder("import", str(book.path))
    kinds = [decision.kind for decision in Study(tagged).ledger().decisions("anna") if decision.code]
    assert kinds == [Kind.CONFIRM, Kind.REFUTE]


def test_a_refused_file_leaves_the_ledger_as_it_was(coder: Callable[..., Result], tagged: Path) -> None:
    """One bad cell among good answers: nothing comes in, and the place is named."""
    book = export(coder, tagged, "anna")
    for row in book.rows:
        book.answer(row, True)
    book.put(book.rows[7], "No code fits", "perhaps")
    book.save()
    before = Study(tagged).ledger().counts()
    done = coder("import", str(book.path))
    assert done.exit_code == 1
    assert f"Review!{openpyxl.utils.get_column_letter(book.columns['No code fits'])}{book.rows[7]}: 'perhaps'" in done.output
    assert Study(tagged).ledger().counts() == before


def test_a_workbook_of_another_study_or_coder_is_refused(coder: Callable[..., Result], tagged: Path, tmp_path: Path) -> None:
    """Study, export and coder must be those of the ledger."""
    book = export(coder, tagged, "anna")
    page = book.book["Instructions"]
    places = {cell.value: cell for cell in page["A"] if cell.value}
    for name, value, said in (
        ("Study", "ST-elsewhere", "another study"),
        ("Export", "E-22222222", "never made the export"),
        ("Coder", "ben", "the file was made for anna"),
    ):
        cell = page.cell(places[name].row, 2)
        old, cell.value = cell.value, value
        book.save()
        done = coder("import", str(book.path))
        assert done.exit_code == 1
        assert said in done.output
        cell.value = old


def test_an_export_never_overwrites_a_workbook(coder: Callable[..., Result], tagged: Path) -> None:
    """The second one gets another name."""
    export(coder, tagged, "anna")
    assert coder("export", "--coder", "anna").exit_code == 0
    assert (tagged / "review" / "anna-2.xlsx").exists()
    assert coder("export", "--coder", "anna", "--out", str(tagged / "review" / "anna.xlsx")).exit_code == 1
    assert coder("export", "--coder", "../anna").exit_code == 1


def test_a_kill_in_the_middle_of_a_good_import_changes_nothing(coder: Callable[..., Result], tagged: Path) -> None:
    """The process dies after the file is stored and before its decisions are: the ledger is as it was, and the file imports later."""
    book = export(coder, tagged, "anna")
    for row in book.rows:
        book.answer(row, True)
    book.save()
    before = Study(tagged).ledger().counts()
    script = f"""
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, parameters, context, executemany):
    if "INSERT INTO decisions" in statement:
        os.kill(os.getpid(), signal.SIGKILL)
from coder.cli import main
main(["import", {str(book.path)!r}, "--study", {str(tagged)!r}])
"""
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    assert Study(tagged).ledger().counts() == before
    assert coder("import", str(book.path)).exit_code == 0
    assert Study(tagged).ledger().counts()["decisions"] > 0


def test_training_changes_what_is_suggested_and_keeps_what_was(coder: Callable[..., Result], tagged: Path) -> None:
    """After `train`, `tag` suggests otherwise; the first suggestions are still there, under their model."""
    book = export(coder, tagged, "anna")
    for number, row in enumerate(book.rows):
        book.answer(row, number % 2 == 0)
    book.save()
    assert coder("import", str(book.path)).exit_code == 0
    first = Study(tagged).ledger()
    before = first.suggestions(first.taggings()[0].id)
    trained = coder("train")
    assert trained.exit_code == 0, trained.output
    assert "Always yes" in trained.output
    again = coder("tag")
    assert again.exit_code == 0
    assert "or coder review, on this computer" in again.output
    assert "coder round start" not in again.output, "coding has begun"
    ledger = Study(tagged).ledger()
    one, two = ledger.taggings()
    assert one.model != two.model
    assert ledger.suggestions(one.id) == before
    assert {(s.segment, s.code) for s in before if s.suggested} != {
        (s.segment, s.code) for s in ledger.suggestions(two.id) if s.suggested
    }


def test_what_is_missing_is_said_plainly(coder: Callable[..., Result], study_folder: Path, tmp_path: Path) -> None:
    """Each step names the one before it."""
    assert "run `coder tag` first" in coder("export", "--coder", "anna").output
    assert "nobody has decided anything" in coder("agree").output
    (study_folder / "models" / "starter" / "arrays.npz").write_bytes(b"damaged")
    assert "arrays.npz is damaged" in coder("tag").output
    elsewhere = CliRunner().invoke(main, ["tag", "--study", str(tmp_path / "nowhere")])
    assert elsewhere.exit_code == 1
    assert "coder init" in elsewhere.output


def test_a_new_study_s_first_steps_can_be_typed_as_they_are_printed(tmp_path: Path, root: Path) -> None:
    """Init names the codebook, and the command that it prints works for a folder with a space; tag then names a round first."""
    run = CliRunner()
    made = run.invoke(main, ["init", str(tmp_path / "my study")])
    assert "Mentoring and doctors' health and wellbeing, version 1.0: 21 codes" in made.output
    (tmp_path / "my study" / "transcripts" / "b.docx").write_bytes((root / "transcripts" / "B-interview-1.docx").read_bytes())
    words = shlex.split(made.output.splitlines()[-1].removeprefix("Then: coder "))
    assert words == ["tag", "--study", str(tmp_path / "my study")]
    assert 'coder round start first --coders "anna,ben"' in run.invoke(main, words).output


def test_a_study_of_one_s_own_begins_with_its_codebook(tmp_path: Path, root: Path) -> None:
    """init, train on the codebook alone, tag: modest suggestions, no crash; a second init is refused."""
    book = tmp_path / "own.yaml"
    book.write_text(
        "title: Waits\nfamilies:\n  - id: wait\n    codes:\n"
        "      - {id: not-knowing, definition: The person does not know when their turn will come., "
        "examples: [They said spring and then nobody rang., I sit by the post every day.]}\n"
        "      - {id: pain, definition: It hurts while they wait., examples: [My hip wakes me at four.]}\n",
        encoding="utf-8",
    )
    study = tmp_path / "study"
    run = CliRunner()
    assert run.invoke(main, ["init", str(study), "--codebook", str(book)]).exit_code == 0
    assert run.invoke(main, ["init", str(study)]).exit_code == 1
    (study / "transcripts" / "w.docx").write_bytes((root / "transcripts" / "B-interview-1.docx").read_bytes())
    assert "coder train" in run.invoke(main, ["tag", "--study", str(study)]).output
    trained = run.invoke(main, ["train", "--study", str(study)])
    assert trained.exit_code == 0, trained.output
    assert "cannot be told" in trained.output
    assert run.invoke(main, ["tag", "--study", str(study)]).exit_code == 0


def test_an_interrupted_run_is_gone_on_with(study_folder: Path) -> None:
    """Ctrl-C ends with a plain word; what was scored is kept and is not scored again."""
    script = f"""
import coder.steps.tagging as tagging
real = tagging._Scored.__call__
seen = []
def once(*words):
    if seen:
        raise KeyboardInterrupt
    seen.append(1)
    return real(*words)
tagging._Scored.__call__ = once
from coder.cli import main
main(["tag", "--study", {str(study_folder)!r}])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert "give the command again to go on" in done.stderr
    assert "Traceback" not in done.stderr
    ledger = Study(study_folder).ledger()
    kept = ledger.counts()["suggestions"]
    assert kept > 0
    assert ledger.taggings() == ()
    assert not (study_folder / "review" / "suggestions.xlsx").exists()
    again = CliRunner().invoke(main, ["tag", "--study", str(study_folder)])
    assert again.exit_code == 0
    (tagging,) = Study(study_folder).ledger().taggings()
    assert len({s.segment for s in ledger.suggestions(tagging.id)}) == ledger.counts()["suggestions"] > kept
