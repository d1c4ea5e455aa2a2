"""codebook.yaml -> Codebook: what is accepted, what is refused and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.codebook import Codebook, parse
from coder.errors import CodebookError

GOOD = """\
title: Birds
version: "2"
rules:
  - Code what is heard.
families:
  - id: song
    label: Song
    codes:
      - id: dawn
        label: Dawn chorus
        definition: Birds sing at dawn.
        codes:
          - id: robin
            label: Robin
            definition: A robin sings.
            role: M
            codes:
              - id: alarm
                definition: A robin is alarmed.
  - id: nest
    label: Nest
    codes:
      - id: egg
        definition: There is an egg.
"""


def test_codes_are_named_by_their_path_parents_first() -> None:
    """A codebook of any families and depth gives paths, and every parent stands before its children."""
    book = parse(GOOD, "birds.yaml")
    assert book.ids == ("song/dawn", "song/dawn/robin", "song/dawn/robin/alarm", "nest/egg")
    assert book.ancestors("song/dawn/robin/alarm") == ("song/dawn/robin", "song/dawn")
    assert book.children("song/dawn") == ("song/dawn/robin",)
    assert book.by_id["song/dawn/robin/alarm"].label == "Alarm"
    assert book.most_specific({"song/dawn", "song/dawn/robin"}) == {"song/dawn/robin"}


def test_a_parent_may_be_named_instead_of_nested() -> None:
    """`parent` puts a code below another of its family, wherever it stands in the file."""
    text = GOOD.replace(
        "      - id: egg\n", "      - id: shell\n        parent: egg\n        definition: A shell.\n      - id: egg\n"
    )
    assert parse(text, "b").ids[-2:] == ("nest/egg", "nest/egg/shell")


def test_a_person_may_name_a_code_by_path_id_or_label() -> None:
    """Case and spaces do not matter; what could be two codes is none."""
    book = parse(GOOD, "b")
    assert book.find(" Song/Dawn ") == book.find("dawn") == book.find("dawn  CHORUS") == "song/dawn"
    assert book.find("sunset") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("definition: There is an egg.", "definition: ''", "line 23: nest/egg has no definition"),
        ("definition: There is an egg.", "label: Egg", "line 23: nest/egg has no definition"),
        ("role: M", "role: X", "line 13: song/dawn/robin has the role 'X', which does not exist"),
        ("id: egg", "id: egg\n        parent: wing", "line 23: nest/egg names the parent 'wing', which is not in this family"),
        ("id: egg", "id: egg\n        parent: egg", "line 23: nest/egg is its own ancestor"),
        ("id: nest", "id: song", "family song is there twice"),
        ("id: egg", "id: Big Egg", "line 23: the id 'Big Egg' may hold only small letters"),
        ("id: egg\n", "label: x\n", "line 23: code 1 of nest has no `id`"),
        ("label: Robin", "lable: Robin", "line 14: a code cannot have `lable`"),
        ("definition: A robin sings.", "definition: [a, b]", "line 15: `definition` must be plain text"),
        ("rules:\n  - Code what is heard.", "rules: 'x'", "line 3: `rules` must be a list"),
        ("id: egg", "id: egg\n        id: egg2", "`id` is there twice in one entry"),
        ("title: Birds", "title: 'Birds", "this is not YAML"),
        ("title: Birds", "title: &a Birds\nlanguage: *a", "line 2: `*a` refers to another place"),
    ],
)
def test_a_fault_names_file_line_and_code(old: str, new: str, said: str) -> None:
    """Every fault is one line beginning with the file's name."""
    assert old in GOOD
    with pytest.raises(CodebookError) as caught:
        parse(GOOD.replace(old, new, 1), "birds.yaml")
    assert str(caught.value).startswith("birds.yaml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_duplicate_id_names_both_lines() -> None:
    """Two codes of one path are refused."""
    text = GOOD + "      - id: egg\n        definition: Another egg.\n"
    with pytest.raises(CodebookError, match=r"line 25: nest/egg is there twice \(first on line 23\)"):
        parse(text, "b")


def test_a_cycle_of_parents_is_refused() -> None:
    """Two codes that name each other as parent are a cycle."""
    text = GOOD.replace(
        "      - id: egg\n",
        "      - id: egg\n        parent: hen\n      - id: hen\n        parent: egg\n        definition: Hen.\n",
    )
    text = text.replace("parent: hen\n", "parent: hen\n        definition: Egg.\n").replace(
        "        definition: There is an egg.\n", ""
    )
    with pytest.raises(CodebookError, match="is a cycle"):
        parse(text, "b")


@pytest.mark.parametrize(
    "text", ["", "- a", "[" * 1500, "families: []", "families:\n  - id: a\n    codes: []\n", "\x00", "a: !!python/object:x {}"]
)
def test_what_is_no_codebook_is_refused(text: str) -> None:
    """Nothing but the codebook's own error comes out."""
    with pytest.raises(CodebookError):
        parse(text, "b")


@pytest.fixture(scope="module")
def shipped(root: Path) -> Codebook:
    return parse((root / "codebook.yaml").read_text(encoding="utf-8"), "codebook.yaml")


def test_the_shipped_codebook_has_the_study_s_codes(shipped: Codebook) -> None:
    """Two families, four components, four themes, thirteen categories, with the roles of realist evaluation."""
    assert [family.id for family in shipped.families] == ["bitc", "outcome"]
    components = [code for code in shipped.codes if code.family == "bitc"]
    themes = [code for code in shipped.codes if code.family == "outcome" and not code.parent]
    categories = [code for code in shipped.codes if code.parent]
    assert (len(components), len(themes), len(categories)) == (4, 4, 13)
    assert {code.role for code in themes} == {"O"}
    contexts = {code.id.rsplit("/", 1)[-1] for code in categories if code.role == "C"}
    assert contexts == {"availability-access", "relationship-issues", "threats", "existing-perceptions"}
    assert sum(code.role == "M" for code in categories) == 9
    assert len(shipped.rules) == 10


def test_every_shipped_code_is_defined_and_shown(shipped: Codebook) -> None:
    """Definition, include, exclude, three examples and two near misses, no passage twice."""
    passages = [text for code in shipped.codes for text in (*code.examples, *(miss.text for miss in code.near_misses))]
    assert len(set(passages)) == len(passages)
    for code in shipped.codes:
        assert code.definition, code.id
        assert code.include, code.id
        assert code.exclude, code.id
        assert len(code.examples) >= 3, code.id
        assert len(code.near_misses) >= 2, code.id
        assert all(miss.why for miss in code.near_misses), code.id
