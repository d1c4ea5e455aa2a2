"""Further families of codes: those that come with the tool are whole, and any can be put beside a study's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import birds as made
import pytest
from birds import CODEBOOK
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from coder import codebook_text
from coder.analysis.passages import Passage
from coder.cli import main
from coder.codebook import Codebook, parse
from coder.errors import CodebookError
from coder.records import Decision, Kind
from coder.steps import codebooks as steps
from coder.steps.analysed import Given, analysed
from coder.study import Study, codebooks, read_codebook, shipped
from coder.study.starting import read_starting, shipped_starting

BY = steps.Signed("anna", "we need them", made.AT)
SHIPPED = ("enactment", "issues")


@pytest.fixture(scope="module", params=SHIPPED)
def family(request: pytest.FixtureRequest) -> Codebook:
    return read_codebook(shipped() / "codebooks" / f"{request.param}.yaml")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made.study(tmp_path, transcripts=1, passages=3)


# ---- what comes with the tool


def test_every_code_is_defined_bounded_and_shown(family: Codebook) -> None:
    """What to include and leave out, four examples or more, near misses with reasons."""
    for code in family.codes:
        assert len(code.include) >= 2, code.id
        assert len(code.exclude) >= 2, code.id
        assert len(code.examples) >= 4, code.id
        assert len(code.near_misses) >= 2, code.id
        assert all(miss.why for miss in code.near_misses), code.id


def test_no_passage_stands_twice(root: Path, family: Codebook) -> None:
    """Neither in the file nor in the codebook it is used beside."""
    texts = [text for book in (family, read_codebook(root / "codebook.yaml")) for code in book.codes for text in shown(code)]
    assert len(set(texts)) == len(texts)


def shown(code: object) -> list[str]:
    return [*code.examples, *(miss.text for miss in code.near_misses)]  # type: ignore[attr-defined]


def test_codes_named_in_the_text_exist(root: Path, family: Codebook) -> None:
    """Where a definition or a near miss points to another code, it is there."""
    named = re.findall(
        rf"\b{family.families[0].id}/[a-z/-]+[a-z]",
        (shipped() / "codebooks" / f"{family.families[0].id}.yaml").read_text("utf-8"),
    )
    assert named
    assert set(named) <= set(family.ids)


def test_enactment_has_the_elements_of_the_four_models() -> None:
    """Nine steps of Egan, and the letters of GROW, OSKAR and CLEAR."""
    book = read_codebook(shipped() / "codebooks" / "enactment.yaml")
    assert {code.id: len(book.children(code.id)) for code in book.codes if not code.parent} == {
        "enactment/egan": 9,
        "enactment/grow": 4,
        "enactment/oskar": 5,
        "enactment/clear": 5,
        "enactment/unnamed": 0,
    }
    for model in ("grow", "oskar", "clear"):
        assert "".join(code.rpartition("/")[2][0] for code in book.children(f"enactment/{model}")) == model


def test_the_issues_are_the_questionnaire_s(root: Path) -> None:
    """Twenty-four, each once."""
    book = read_codebook(shipped() / "codebooks" / "issues.yaml")
    assert len(book.codes) == 24
    assert len({code.label for code in book.codes}) == 24


def test_the_starting_configurations_fit_the_codebook(root: Path) -> None:
    """Four statements, each with context, mechanism and outcome of the codes with these roles; the model holds every category once."""
    book = read_codebook(root / "codebook.yaml")
    found = read_starting(shipped_starting(), book)
    assert len(found.configurations) == 4
    for one in found.configurations:
        roles = {part.value[0].upper(): {book.by_id[code].role for code in codes} for part, codes in one.codes.items()}
        assert roles == {"C": {"C"}, "M": {"M"}, "O": {"O"}}
    placed = [code for stage in found.stages for code in stage.codes]
    assert sorted(placed) == sorted(code.id for code in book.codes if code.parent)


def test_all_of_it_is_packaged(root: Path) -> None:
    """The folder goes into the wheel and the source archive."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert settings["wheel"]["force-include"]["codebooks"] == "coder/shipped/codebooks"
    assert "codebooks" in settings["sdist"]["include"]


# ---- beside a study's own


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_family_is_put_beside_the_study_s_own(study: Study, name: str) -> None:
    """Its codes come behind, word for word; the text before them is as it was; the change is in the history."""
    before = study.codebook_text()
    run = CliRunner().invoke(main, ["codebook", "add-family", name, "--who", "anna", "--why", "w", "--study", str(study.root)])
    assert run.exit_code == 0, run.output
    assert "Version 1.0 is now 1.1" in run.output
    book, more = study.codebook(), read_codebook(shipped() / "codebooks" / f"{name}.yaml")
    assert book.codes == (*parse(before, "b").codes, *more.codes)
    assert study.codebook_text().startswith(before.rstrip().replace('version: "1.0"', 'version: "1.1"'))
    (change,) = codebooks.changes(study.ledger())
    assert (change.new, change.who, change.why) == (more.ids, "anna", "w")


def test_the_two_shipped_families_stand_beside_the_tool_s_own_codebook(tmp_path: Path) -> None:
    """All three at once, in a study made by `coder init`."""
    run = CliRunner()
    assert run.invoke(main, ["init", str(tmp_path / "s")]).exit_code == 0
    for name in SHIPPED:
        done = run.invoke(main, ["codebook", "add-family", name, "--who", "a", "--why", "w", "--study", str(tmp_path / "s")])
        assert done.exit_code == 0, done.output
    assert [family.id for family in Study(tmp_path / "s").codebook().families] == ["bitc", "outcome", *SHIPPED]


def test_a_family_that_is_there_is_refused_with_its_line(study: Study) -> None:
    """Nothing changes."""
    steps.add_families(study, "issues", BY)
    before = study.codebook_text()
    with pytest.raises(
        CodebookError, match=r"issues\.yaml: line 13: the family issues is in codebook\.yaml already \(line \d+\)"
    ):
        steps.add_families(study, "issues", BY)
    assert study.codebook_text() == before


def test_what_cannot_be_found_names_what_comes_with_the_tool(study: Study) -> None:
    """Configurations to begin with are no codebook."""
    with pytest.raises(CodebookError, match=r"feelings: there is no such file; with the tool come enactment, issues$"):
        steps.add_families(study, "feelings", BY)


def test_roles_must_mean_the_same(study: Study, tmp_path: Path) -> None:
    """A letter that the study's codebook uses for something else, or not at all, would change meaning."""
    file = tmp_path / "more.yaml"
    file.write_text(
        "title: M\nroles: {A: actor}\nfamilies:\n  - id: f\n    codes:\n      - {id: a, role: A, definition: d}\n", "utf-8"
    )
    with pytest.raises(CodebookError, match=r"more\.yaml: f/a has the role A \(actor\), which codebook\.yaml does not have"):
        steps.add_families(study, str(file), BY)


def test_rules_of_the_other_file_stay_there_and_that_is_said(study: Study, tmp_path: Path) -> None:
    """Rules are for all codes: people choose which they want."""
    file = tmp_path / "more.yaml"
    file.write_text("title: M\nrules: [Be kind.]\nfamilies:\n  - id: f\n    codes:\n      - {id: a, definition: d}\n", "utf-8")
    assert steps.add_families(study, str(file), BY).remarks == (
        "the rules in more.yaml were not brought in: copy those you want into codebook.yaml",
    )


def test_passages_looked_at_before_say_nothing_of_the_new_codes(study: Study) -> None:
    """Neither yes nor no."""
    export = made.export(study, "anna")
    decisions = [Decision("anna", segment.id, Kind.LOOKED) for segment in made.passages(study)]
    study.ledger().add_import(export.id, "made", "anna", b"", decisions, made.AT)
    steps.add_families(study, "issues", BY)
    passages: tuple[Passage, ...] = analysed(study, Given()).passages
    assert {passage.has("issues/stress") for passage in passages} == {None}
    assert {passage.has("song/dusk") for passage in passages} == {False}


LAYOUTS = (
    """\
title: M
families:
- id: x
  codes:
  - id: a
    definition: >-
      Two
      lines.

  - {id: b, definition: d}   # beside
# after
""",
    """\
title: M
families:
        - id: x
          label: X
          codes:
                - id: a
                  definition: |
                    One.

                    Two.
""",
    """\
title: M
families: [{id: x, codes: [{id: a, definition: d,
   examples: [one,
 two]}]}, {id: y, codes: [{id: b, definition: d}]}]
""",
    """\
title: M
families:
  - id: x
    codes:
      - id: a
        definition: "in quotes
          over lines"
  - id: y
    codes: [{id: b, definition: d}]
rules: [last]
""",
)
HOMES = (
    CODEBOOK,
    "families:\n- id: h\n  codes:\n  - id: a\n    definition: d\ntitle: T\nversion: 2\n",
    "title: T\nfamilies:\n    - id: h\n      codes: [{id: a, definition: d}] # beside\n    # the end\n",
    "title: T\nfamilies:\n  - id: h\n    codes:\n      - id: a\n        definition: >\n          Folded.\n",
)


@given(st.sampled_from(LAYOUTS), st.sampled_from(HOMES))
def test_any_layout_is_moved_without_a_change_of_meaning(source: str, home: str) -> None:
    """Codes of both read as they did before."""
    joined = parse(codebook_text.with_families(home, "home", source, "source"), "joined")
    assert joined.codes == (*parse(home, "home").codes, *parse(source, "source").codes)


def test_families_in_one_line_are_told_to_be_laid_out() -> None:
    """The study's own text is never rewritten."""
    with pytest.raises(CodebookError, match="its families stand in one line"):
        codebook_text.with_families(
            "title: T\nfamilies: [{id: h, codes: [{id: a, definition: d}]}]\n", "home", LAYOUTS[0], "source"
        )
