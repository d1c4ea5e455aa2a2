"""A study is a folder: what `init` makes, and files that are whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from coder.codebook import parse
from coder.errors import CodebookError, StudyError
from coder.records import Passage
from coder.rounds import Design
from coder.study import Study, init, write_whole
from coder.study.coded import about, read_folder
from coder.study.settings import Settings

BOOK = parse("families: [{id: f, codes: [{id: a, label: Aye, definition: A.}, {id: b, definition: B.}]}]", "b")


def test_a_new_study_has_what_the_first_command_needs(tmp_path: Path) -> None:
    """Codebook, starter model, coded tables and a folder for transcripts; a second init is refused."""
    study = init(tmp_path / "study", None)
    assert len(study.codebook().codes) == 21
    assert (study.starter / "model.json").exists()
    assert list(study.training.glob("*.csv"))
    assert study.transcripts.is_dir()
    with pytest.raises(StudyError, match="a study here already"):
        init(study.root, None)


def test_a_new_study_s_settings_are_all_switched_off(tmp_path: Path) -> None:
    """study.yaml of a new study says nothing; with every # taken away it is good, and what it shows of rounds is the default."""
    study = init(tmp_path / "study", None)
    text = study.settings_path.read_text(encoding="utf-8")
    assert all(line.startswith("#") for line in text.splitlines() if line)
    assert study.settings() == Settings()
    lines = [line.removeprefix("#") for line in text.splitlines()[2:]]
    study.settings_path.write_text("\n".join(lines), encoding="utf-8")
    found = study.settings()
    assert replace(found.design, blind_most=0.5) == Design()
    assert (found.unit, found.aim, found.encoder) == ("turn", Settings().aim, "use")
    assert found.transcripts["P07-second.docx"].interview == 2
    top = set(yaml.safe_load("\n".join(lines)))
    assert top == {"unit", "transcripts", "round", "participants", "suggest", "encoder"}


def test_settings_that_are_there_are_kept(tmp_path: Path) -> None:
    """A study.yaml that somebody wrote before init stays as it is."""
    (tmp_path / "study.yaml").write_text("unit: sentence\n", encoding="utf-8")
    assert init(tmp_path, None).settings().unit == "sentence"


def test_a_codebook_of_one_s_own_gets_no_foreign_model(tmp_path: Path) -> None:
    """The starter model fits the tool's own codebook alone; a codebook with a fault makes nothing."""
    own = tmp_path / "own.yaml"
    own.write_text("families: [{id: f, codes: [{id: a, definition: A.}]}]", encoding="utf-8")
    study = init(tmp_path / "study", own)
    assert not study.starter.exists()
    assert not list(study.training.iterdir())
    own.write_text("families: []", encoding="utf-8")
    with pytest.raises(CodebookError):
        init(tmp_path / "other", own)
    assert not (tmp_path / "other").exists()


def test_the_ledger_needs_a_study(tmp_path: Path) -> None:
    """No ledger is made in a folder that is none; whatever is asked of it says the same."""
    said = set()
    for ask in (Study(tmp_path).ledger, Study(tmp_path).codebook, Study(tmp_path).codebook_text):
        with pytest.raises(StudyError, match="is not a study") as caught:
            ask()
        said.add(str(caught.value))
    assert said == {
        f"{tmp_path} is not a study: there is no codebook.yaml in it. Make one with `coder init FOLDER`, or name one with --study FOLDER"
    }
    assert list(tmp_path.iterdir()) == []


def test_the_folder_one_is_in_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is called this folder, not a dot."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match=r"^this folder is not a study: "):
        Study(Path()).ledger()


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure leaves the old file and nothing beside it."""
    path = tmp_path / "deep" / "file.txt"
    write_whole(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StudyError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_coded_tables_are_read_with_their_surroundings(tmp_path: Path) -> None:
    """Codes by path or label, empty for none; the group is the participant, or else the row's own."""
    (tmp_path / "one.csv").write_text(
        'text,codes,participant,before\n"Yes, we did.",Aye;f/b,P1,Did you?\nNo.,,P1,\nWell.,b,,\n', encoding="utf-8-sig"
    )
    found = read_folder(tmp_path, BOOK)
    assert [one.codes for one in found] == [{"f/a", "f/b"}, set(), {"f/b"}]
    assert found[0].passage == Passage("Yes, we did.", "Did you?", "", "P1")
    assert found[2].passage.group == "one.csv: line 4"
    assert read_folder(tmp_path / "none", BOOK) == ()


def test_rows_of_an_interview_stand_in_each_other_s_neighbourhood(tmp_path: Path) -> None:
    """The two before and the two after, of one transcript alone; not where several people's answers make a table."""
    rows = [*(f"{word},,one,P1" for word in "abcd"), "e,,two,P1", "f,,answers,P2", "g,,answers,P3", "h,,,P4", "i,,,P4"]
    (tmp_path / "one.csv").write_text("\n".join(["text,codes,transcript,participant", *rows]), encoding="utf-8")
    found = {one.passage.text: (one.passage.earlier, one.passage.later) for one in read_folder(tmp_path, BOOK)}
    assert found["a"] == ((), ("b", "c"))
    assert found["d"] == (("c", "b"), ())
    assert all(found[word] == ((), ()) for word in "efghi")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,code\nYes.,a\n", r"no column `codes` \(columns: text, code\)"),
        ("text,codes\nYes.,c\n", "one.csv: line 2: 'c' is not a code"),
        ("text,codes\n ,a\n", "one.csv: line 2: the text is empty"),
        ("", "no column `text`"),
    ],
)
def test_a_faulty_table_names_its_place(tmp_path: Path, content: str, said: str) -> None:
    """File, line and what is wrong."""
    (tmp_path / "one.csv").write_text(content, encoding="utf-8")
    with pytest.raises(StudyError, match=said):
        read_folder(tmp_path, BOOK)


def test_a_table_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """With the place of the first bad byte."""
    (tmp_path / "one.csv").write_bytes(b"text,codes\ncaf\xe9,a\n")
    with pytest.raises(StudyError, match="byte 14: this is not UTF-8"):
        read_folder(tmp_path, BOOK)


def test_what_the_tables_are_is_told_by_their_readme(tmp_path: Path) -> None:
    """The first paragraph below the heading goes to the card."""
    assert about(tmp_path) == ""
    (tmp_path / "README.md").write_text("# Tables\n\nAll of it\nis invented.\n\nMore.\n", encoding="utf-8")
    assert about(tmp_path) == "All of it is invented."
