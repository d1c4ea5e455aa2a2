"""The codebook grows: the text keeps its comments, old decisions stay valid, and what a code cannot have been asked is no answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import birds as made
import numpy as np
import pytest
import yaml
from birds import CODEBOOK
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from coder import codebook_text
from coder.cli import main
from coder.codebook import parse
from coder.codebook_text import NewCode
from coder.errors import CodebookError
from coder.growth import Change, ChangeKind, Growth, codings_now
from coder.records import Decision, Kind
from coder.steps import codebooks as steps
from coder.steps.counted import counted
from coder.steps.training import material
from coder.study import Study, codebooks

ROBIN, WREN, LARK, DUSK, HEDGE, BARN, DAWN = (*made.LEAVES, "song/dawn")
BY = ("--who", "anna", "--why", "the workshop asked for it")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made.study(tmp_path, transcripts=2, passages=4)


@pytest.fixture
def coder(study: Study) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study.root)])

    return run


def decide(study: Study, name: str, *said: tuple[int, Kind, str], version: str = "1.0", looked: bool = True) -> list[str]:
    """Let a coder decide on passages by number; returns the passages' ids."""
    ledger = study.ledger()
    ids = [segment.id for segment in made.passages(study)]
    export = made.export(study, name, version)
    decisions = [Decision(name, ids[number], kind, code) for number, kind, code in said]
    if looked:
        decisions += [Decision(name, ids[number], Kind.LOOKED) for number in sorted({number for number, _, _ in said})]
    ledger.add_import(export.id, "made", f"{name}{len(ledger.exports())}", b"", decisions, made.AT)
    return ids


def values(study: Study, name: str, segment: str) -> dict[str, bool | None]:
    return counted(study.ledger())[name, segment].values(study.codebook())


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


# ---- the text


def test_adding_leaves_every_line_as_it_was(study: Study, coder: Callable[..., Result]) -> None:
    """A category after its siblings, a theme after its family's: only lines are added, and the version's changes."""
    before = lines(study.codebook_text())
    assert (
        coder("codebook", "add", "song/dawn/thrush", "--label", "Thrush: the song", "--definition", "It sings #1.", *BY).exit_code
        == 0
    )
    assert coder("codebook", "add", "nest/roof", "--label", "Roof", "--definition", "A nest on a roof.", *BY).exit_code == 0
    after = lines(study.codebook_text())
    assert [line for line in before if line not in after] == ['version: "1.0"']
    assert next(line for line in after if "#" in line) == "      - id: dawn            # the first hour"
    book = study.codebook()
    assert (book.version, book.by_id["song/dawn/thrush"].label, book.by_id["nest/roof"].parent) == ("1.2", "Thrush: the song", "")
    assert book.ids.index("song/dawn/thrush") == book.ids.index(LARK) + 1


LAYOUTS = {
    "block": """\
title: T
version: '3'
families:
- id: f
  codes:
  - id: a # one
    definition: >-
      Long
      text.

  # two
  - id: b
    definition: |
      More.

# end
""",
    "flow": "title: T\nversion: 3\nfamilies: [{id: f, codes: [{id: a, definition: x}, {id: b, definition: 'y, z'}]}]\n",
    "named": """\
title: T
families:
  - id: f
    codes:
      - {id: a, definition: x}
      - {id: c, definition: z, parent: a}
      - {id: b, definition: y}
""",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_can_be_edited(layout: str) -> None:
    """Block and flow style, long texts, parents given by name: added below a family and a code, renamed, removed."""
    text = LAYOUTS[layout]
    before = set(parse(text, "t").ids)
    below = codebook_text.added(text, "t", "f/a", [NewCode("x", "no", 'Say "this": that')])
    assert set(parse(below, "t").ids) == before | {"f/a/x"}
    assert parse(below, "t").by_id["f/a/x"].label == "no"
    top = codebook_text.added(below, "t", "f", [NewCode("y", "Y", "y.", "C", ("one", "two: three"))])
    assert parse(top, "t").by_id["f/y"].examples == ("one", "two: three")
    renamed = codebook_text.renamed(top, "t", "f/a", "new", "Newly")
    assert parse(renamed, "t").by_id["f/new"].label == "Newly"
    assert {code.replace("f/new", "f/a") for code in parse(renamed, "t").ids} == set(parse(top, "t").ids)
    gone = codebook_text.removed(renamed, "t", "f/b")
    assert set(parse(gone, "t").ids) == set(parse(renamed, "t").ids) - {"f/b"}
    assert parse(codebook_text.bumped(gone, "t")[0], "t").version in ("3.1", "1.1")
    assert all(comment in gone for comment in ("# one", "# two", "# end") if comment in text)


def test_the_codebook_that_comes_with_the_tool_can_grow(root: Path, tmp_path: Path) -> None:
    """Add, split, rename and merge in the real file: all else of it stays byte for byte, and comments with it."""
    shutil.copy(root / "codebook.yaml", tmp_path)
    study = Study(tmp_path)
    before = study.codebook_text()
    by = steps.Signed("anna", "why", made.AT)
    steps.add(study, "outcome/wellbeing/joy", NewCode("joy", "Joy", "What is enjoyed."), by)
    steps.split(study, "outcome/wellbeing/threats", [NewCode("inner", "Inner", "a"), NewCode("outer", "Outer", "b")], by)
    steps.rename(study, "outcome/wellbeing/impacts", "effects", "Effects", by)
    steps.merge(study, ["outcome/relationships/informal-application"], "outcome/relationships/collegiate-relationships", by)
    after = study.codebook()
    assert after.version == "1.4"
    assert {"outcome/wellbeing/joy", "outcome/wellbeing/threats/inner", "outcome/wellbeing/effects"} <= set(after.ids)
    assert "outcome/relationships/informal-application" not in after.ids
    old, new = lines(before), lines(study.codebook_text())
    assert {line for line in old if line.lstrip().startswith("#")} <= set(new)
    kept = parse(before, "x").by_id
    for code in after.codes:
        if code.id in kept:
            assert (code.definition, code.examples) == (kept[code.id].definition, kept[code.id].examples)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_any_label_and_definition_comes_back(words: str) -> None:
    """Whatever is typed is what the codebook then says, white space aside."""
    plain = " ".join(words.split())
    if not plain:
        return
    for layout in LAYOUTS.values():
        found = parse(codebook_text.added(layout, "t", "f", [NewCode("x", words, words)]), "t").by_id["f/x"]
        assert " ".join(found.definition.split()) == plain
        assert " ".join(found.label.split()) == plain


def test_windows_line_ends_and_byte_order_marks_stay(study: Study) -> None:
    """The file is written as it was."""
    study.codebook_path.write_bytes(b"\xef\xbb\xbf" + CODEBOOK.replace("\n", "\r\n").encode())
    steps.add(study, "nest/roof", NewCode("roof", "Roof", "On a roof."), steps.Signed("a", "b", made.AT))
    content = study.codebook_path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert "nest/roof" in study.codebook().ids


# ---- who, when and why


def test_every_version_is_kept_with_who_when_and_why(study: Study, coder: Callable[..., Result]) -> None:
    """Both texts around each change are in the ledger, and the history can be read."""
    texts = [study.codebook_text()]
    coder("codebook", "rename", WREN, "jenny-wren", *BY)
    texts.append(study.codebook_text())
    coder("codebook", "merge", BARN, "--into", HEDGE, *BY)
    texts.append(study.codebook_text())
    assert [one.text for one in codebooks.versions(study.ledger())] == texts
    assert [one.version for one in codebooks.versions(study.ledger())] == ["1.0", "1.1", "1.2"]
    found = json.loads(coder("codebook", "history", "--json").output)
    assert [(one["kind"], one["who"], one["before"], one["after"]) for one in found] == [
        ("rename", "anna", "1.0", "1.1"),
        ("merge", "anna", "1.1", "1.2"),
    ]
    assert "the workshop asked for it" in coder("codebook", "history").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "song/dawn/robin", "--label", "x", "--definition", "y"), "is there already"),
        (("add", "sung/owl", "--label", "x", "--definition", "y"), "'sung' is neither a family nor a code"),
        (("add", "song/Owl 1", "--label", "x", "--definition", "y"), "may hold only small letters"),
        (("rename", "song/owl", "eagle"), "'song/owl' is not a code"),
        (("merge", DAWN, "--into", DUSK), "has codes below it"),
        (("merge", DUSK, "--into", DUSK), "name a code to merge into it that is another one"),
        (("split", DUSK, "--part", "a", "A", "a."), "a split needs two parts"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    study: Study, coder: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    """One line, exit code 1, file and ledger as they were."""
    before, counts = study.codebook_text(), study.ledger().counts()
    done = coder("codebook", *words, *BY)
    assert done.exit_code == 1
    assert said in done.output
    assert (study.codebook_text(), study.ledger().counts()) == (before, counts)


def test_a_family_is_never_left_without_codes(study: Study, coder: Callable[..., Result]) -> None:
    """The text is checked as a codebook before anything is kept; an id is never used for another code."""
    assert coder("codebook", "merge", BARN, "--into", HEDGE, *BY).exit_code == 0
    counts = study.ledger().counts()
    assert "has no codes" in coder("codebook", "merge", HEDGE, "--into", DUSK, *BY).output
    assert "was the id of another code before" in coder("codebook", "add", BARN, "--label", "x", "--definition", "y", *BY).output
    assert study.ledger().counts() == counts


def test_a_file_that_cannot_be_written_leaves_the_ledger_as_it_was(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change and the file go together."""
    counts = study.ledger().counts()

    def fail(path: Path, content: bytes) -> None:
        raise CodebookError("no room")

    monkeypatch.setattr(steps, "write_whole", fail)
    with pytest.raises(CodebookError, match="no room"):
        steps.add(study, "nest/roof", NewCode("roof", "Roof", "x"), steps.Signed("a", "b", made.AT))
    assert study.ledger().counts() == counts


# ---- old decisions under a new codebook


def test_a_rename_carries_decisions_and_those_below_along(study: Study, coder: Callable[..., Result]) -> None:
    """What was said of the old name is said of the new one, for codes below it too; training and agreement see the same."""
    ids = decide(study, "anna", (0, Kind.ADD, ROBIN), (1, Kind.REFUTE, DAWN), (2, Kind.UNSURE, ROBIN))
    before = [values(study, "anna", segment) for segment in ids[:3]]
    rows = material(study, study.ledger(), study.codebook()).labels
    assert coder("codebook", "rename", DAWN, "daybreak", *BY).exit_code == 0
    after = [values(study, "anna", segment) for segment in ids[:3]]
    moved = [{code.replace("song/dawn", "song/daybreak"): value for code, value in one.items()} for one in before]
    assert after == moved
    assert np.array_equal(rows, material(study, study.ledger(), study.codebook()).labels, equal_nan=True)


def test_merged_codes_are_a_yes_if_one_was_and_a_no_only_if_all_were() -> None:
    """Confirm one and refute the other: yes. Refute one, look no further: not known. Refute both: no. Later answers count."""
    growth = Growth((Change(ChangeKind.MERGE, (BARN, HEDGE), (HEDGE,), "1.0", "1.1", "a", "b", made.AT),))

    def kinds(*said: tuple[Kind, str, str]) -> Kind | None:
        decisions = [(Decision("anna", "s", kind, code), version) for kind, code, version in said]
        return codings_now(decisions, growth)["anna", "s"].answers.get(HEDGE)

    assert kinds((Kind.CONFIRM, BARN, "1.0"), (Kind.REFUTE, HEDGE, "1.0")) is Kind.CONFIRM
    assert kinds((Kind.REFUTE, HEDGE, "1.0"), (Kind.ADD, BARN, "1.0")) is Kind.ADD
    assert kinds((Kind.REFUTE, BARN, "1.0")) is None
    assert kinds((Kind.REFUTE, BARN, "1.0"), (Kind.REFUTE, HEDGE, "1.0")) is Kind.REFUTE
    assert kinds((Kind.CONFIRM, BARN, "1.0"), (Kind.REFUTE, BARN, "1.0")) is None
    assert kinds((Kind.CONFIRM, BARN, "1.0"), (Kind.REFUTE, HEDGE, "1.1")) is Kind.REFUTE
    assert kinds((Kind.UNSURE, BARN, "1.0"), (Kind.REFUTE, HEDGE, "1.0")) is Kind.UNSURE


def test_a_code_that_came_later_is_no_no(study: Study, coder: Callable[..., Result]) -> None:
    """A passage looked at before says nothing of the new code, unless its theme was ruled out; looked at again it does."""
    ids = decide(study, "anna", (0, Kind.ADD, ROBIN), (1, Kind.ADD, HEDGE))
    coder("codebook", "add", "song/dawn/thrush", "--label", "Thrush", "--definition", "x", *BY)
    coder("codebook", "add", "nest/roof", "--label", "Roof", "--definition", "x", *BY)
    first, second = values(study, "anna", ids[0]), values(study, "anna", ids[1])
    assert (first["song/dawn/thrush"], second["song/dawn/thrush"]) == (None, False)
    assert (first["nest/roof"], second["nest/roof"]) == (None, None)
    assert first[WREN] is False
    decide(study, "anna", (0, Kind.ADD, ROBIN), version="1.2")
    assert values(study, "anna", ids[0])["nest/roof"] is False


def test_a_split_keeps_the_theme_and_asks_for_another_look(study: Study, coder: Callable[..., Result]) -> None:
    """The code stands as theme; its parts are not known where it was given and a no where it was not; the list shrinks as people look."""
    ids = decide(study, "anna", (0, Kind.ADD, DUSK), (1, Kind.ADD, HEDGE))
    done = coder("codebook", "split", DUSK, "--part", "owl", "Owl", "An owl.", "--part", "bat", "Bat", "A bat.", *BY)
    assert done.exit_code == 0, done.output
    given, other = values(study, "anna", ids[0]), values(study, "anna", ids[1])
    assert (given[DUSK], given[f"{DUSK}/owl"], given[f"{DUSK}/bat"]) == (True, None, None)
    assert (other[DUSK], other[f"{DUSK}/owl"]) == (False, False)
    found = json.loads(coder("codebook", "review", "--json").output)
    assert [(one["coder"], one["segment"], one["code"]) for one in found] == [("anna", ids[0], DUSK)]
    assert "owl or bat" in coder("codebook", "review").output
    decide(study, "anna", (0, Kind.ADD, f"{DUSK}/bat"), version="1.1")
    assert "No passage wants another look" in coder("codebook", "review").output


def test_a_new_code_asks_for_another_look_at_what_was_done(study: Study, coder: Callable[..., Result]) -> None:
    """Where it may apply, coder by coder, with the command that shows the passages again; the list shrinks as people look."""
    ids = decide(study, "anna", (0, Kind.ADD, ROBIN), (1, Kind.ADD, HEDGE))
    decide(study, "ben", (0, Kind.ADD, ROBIN))
    done = coder("codebook", "add", "song/dawn/thrush", "--label", "Thrush", "--definition", "It sings.", *BY)
    assert "Of 1 passage looked at before, nothing is known" in done.output  # the other has no dawn chorus, so no thrush
    assert "Next: coder codebook review" in done.output
    coder("codebook", "add", "nest/roof", "--label", "Roof", "--definition", "x", *BY)
    found = json.loads(coder("codebook", "review", "--json").output)
    assert {(one["coder"], one["segment"], *one["into"]) for one in found} == {
        ("anna", ids[0], "song/dawn/thrush"),
        ("ben", ids[0], "song/dawn/thrush"),
        ("anna", ids[0], "nest/roof"),
        ("anna", ids[1], "nest/roof"),
        ("ben", ids[0], "nest/roof"),
    }
    said = coder("codebook", "review").output
    assert [line.split() for line in said.splitlines() if line.startswith("nest/roof")] == [
        ["nest/roof", "anna", "2"],
        ["nest/roof", "ben", "1"],
    ]
    assert "Next: coder export --coder NAME" in said
    decide(study, "ben", (0, Kind.ADD, ROBIN), version="1.2")
    decide(study, "anna", (0, Kind.ADD, "nest/roof"), (1, Kind.ADD, "nest/roof"), version="1.2")
    assert "No passage wants another look" in coder("codebook", "review").output


def test_all_that_is_missing_is_said_at_once(study: Study, coder: Callable[..., Result]) -> None:
    """Options in one line, and a role with those there are; nothing is changed."""
    before = study.codebook_text()
    assert "Missing options --label, --definition, --who, --why." in coder("codebook", "add", "nest/roof").output
    assert "Missing option '--why'" in coder("codebook", "merge", WREN, "--into", LARK, "--who", "anna").output
    assert "Missing argument 'PATH'" in coder("codebook", "add", "--label", "x", "--definition", "x", *BY).output
    assert coder("codebook", "add", "--help").exit_code == 0
    words = ("codebook", "add", "nest/roof", "--label", "Roof", "--definition", "x", "--role", "X", *BY)
    study.codebook_path.write_text(before.replace("families:", "roles: {A: action}\nfamilies:"), encoding="utf-8")
    done = coder(*words)
    assert (done.exit_code, done.output) == (1, "Error: --role X: there is no such role: use A (action), or leave it out\n")


def test_changes_follow_one_another(study: Study, coder: Callable[..., Result]) -> None:
    """Rename, then merge, then rename again: a decision of the first version arrives where it belongs, one of the second too."""
    ids = decide(study, "anna", (0, Kind.ADD, WREN))
    coder("codebook", "rename", WREN, "jenny", *BY)
    decide(study, "ben", (0, Kind.ADD, "song/dawn/jenny"), version="1.1")
    coder("codebook", "merge", "song/dawn/jenny", "--into", LARK, *BY)
    coder("codebook", "rename", LARK, "singers", *BY)
    for name in ("anna", "ben"):
        found = values(study, name, ids[0])
        assert (found["song/dawn/singers"], found[DAWN]) == (True, True)


def test_a_workbook_of_the_old_codebook_still_comes_back(study: Study, coder: Callable[..., Result]) -> None:
    """Given out before a rename and sent back after it: its suggestions and drop-downs are understood in its own words."""
    assert coder("export", "--coder", "anna").exit_code == 0
    book = made.Filled(study.root / "review" / "anna.xlsx")
    for row in book.rows:
        book.code(row, {ROBIN})
    book.save()
    coder("codebook", "rename", ROBIN, "redbreast", "--label", "Redbreast", *BY)
    done = coder("import", str(book.path))
    assert done.exit_code == 0, done.output
    found = counted(study.ledger())
    assert len(found) == len(book.rows)
    assert all(coding.applied == {"song/dawn/redbreast"} for coding in found.values())


def test_coded_tables_of_the_old_codebook_still_teach(study: Study, coder: Callable[..., Result]) -> None:
    """A table in models/training with an old path is read as the new one; a code that came later is not taken for a no."""
    study.training.mkdir(parents=True)
    (study.training / "old.csv").write_text(f"text,codes\nA robin sang.,{ROBIN}\nNothing at all.,\n", encoding="utf-8")
    coder("codebook", "rename", ROBIN, "redbreast", *BY)
    coder("codebook", "add", "nest/roof", "--label", "Roof", "--definition", "x", *BY)
    book = study.codebook()
    rows = material(study, study.ledger(), book).labels
    assert list(rows[:, book.ids.index("song/dawn/redbreast")]) == [1, 0]
    assert np.isnan(rows[:, book.ids.index("nest/roof")]).all()


def test_the_text_stays_yaml_for_other_tools(study: Study) -> None:
    """What is written is plain YAML."""
    steps.add(study, "nest/roof", NewCode("roof", 'He said: "up" #1', "- a, [b] {c}"), steps.Signed("a", "b", made.AT))
    found = yaml.safe_load(study.codebook_text())["families"][1]["codes"][-1]
    assert found == {"id": "roof", "label": 'He said: "up" #1', "definition": "- a, [b] {c}"}
