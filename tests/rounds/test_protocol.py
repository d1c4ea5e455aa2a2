"""A round from its plan to the coders' files: what is planned is what is shown, and nothing tells which arm a passage is in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import birds as made
import openpyxl
import pytest
from birds import Filled
from click.testing import CliRunner, Result

from coder import suggest
from coder.cli import main
from coder.review import xlsx
from coder.review.exchange import Row
from coder.review.padding import BLOCK
from coder.rounds import Arm
from coder.steps import exchange
from coder.steps.counted import counted
from coder.steps.rounds import unfinished
from coder.steps.showing import showing
from coder.steps.training import material
from coder.study import Study, rounds
from coder.study.rounds import Part

SETTINGS = "round: {blind: 20 %, blind_minimum: 10, withhold: 25 %, plant: 5 %, plant_minimum: 12, seed: 7}\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made.study(tmp_path, settings=SETTINGS)


@pytest.fixture
def coder(study: Study) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study.root)])

    return run


@pytest.fixture
def begun(coder: Callable[..., Result], study: Study) -> Study:
    done = coder("round", "start", "main", "--coders", "anna, ben")
    assert done.exit_code == 0, done.output
    return study


def fill(coder: Callable[..., Result], name: str) -> Filled:
    """Export what comes next, and say of every passage what a hash of it says."""
    done = coder("export", "--coder", name)
    assert done.exit_code == 0, done.output
    book = Filled(Path(re.search(r"Written: (.*)", done.output)[1]))  # type: ignore[index]
    for row in book.rows:
        number = sum(map(ord, str(book.get(row, "Passage")))) % 7
        book.code(row, {made.LEAVES[number]} if number < 6 else set())
    book.save()
    return book


def finish(study: Study, coder: Callable[..., Result], name: str) -> Filled:
    """Fill in what comes next, and import it."""
    book = fill(coder, name)
    done = coder("import", str(book.path))
    assert done.exit_code == 0, done.output
    return book


def test_the_plan_is_in_the_ledger_before_anything_is_given_out(begun: Study) -> None:
    """Seed, design, codebook, coders, arms and probabilities are kept; no export was made."""
    ledger = begun.ledger()
    (one,) = rounds.rounds(ledger)
    plan = rounds.plan(ledger, one.id)
    assert not ledger.exports()
    assert (one.seed, one.coders, one.codebook_version) == (7, ("anna", "ben"), "1.0")
    assert one.codebook_hash == begun.codebook().sha256
    assert one.design.withhold == 0.25
    assert len(plan.blind) == 24
    assert set(plan.probabilities.values()) == {24 / 120}
    assert len(plan.dealt) == 2 * 96
    with ledger.write() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("UPDATE round_arms SET arm = 'shown'")


def test_first_blind_then_assisted_each_as_planned(begun: Study, coder: Callable[..., Result]) -> None:
    """Part 1 has the drawn passages without a suggestion; part 2 has the others with what was dealt, whoever codes faster."""
    ledger = begun.ledger()
    plan = rounds.plan(ledger, 1)
    blind = finish(begun, coder, "anna")
    assert len(blind.rows) == 24
    assert not [name for name in blind.columns if str(name).startswith("Suggestion")]
    assert len(blind.page["A"]) > 200, "the passages around are there to be read"
    again = showing(ledger, begun.codebook(), "ben")
    assert again.part is Part.BLIND
    assert {item.segment for item in again.items} == plan.blind
    assisted = showing(ledger, begun.codebook(), "anna")
    assert assisted.part is Part.ASSISTED
    assert {item.segment: item.shown for item in assisted.items} == {s: one.shown for s, one in plan.of("anna").items()}
    finish(begun, coder, "anna")
    assert ledger.counts()["round_exports"] == 2
    status = json.loads(coder("round", "status", "--json").output)["progress"]
    assert [(p["coder"], p["part"], p["done"], p["all"]) for p in status] == [
        ("anna", "blind", 24, 24),
        ("anna", "assisted", 96, 96),
        ("ben", "blind", 0, 24),
        ("ben", "assisted", 0, 96),
    ]


def test_withheld_passages_show_nothing_and_planted_ones_a_wrong_code(begun: Study) -> None:
    """Against what the model said: all of it, none of it, or one exchanged for a sibling."""
    ledger = begun.ledger()
    model = suggest.shown(ledger.suggestions(1), begun.codebook())
    arms = {arm: [one for one in rounds.plan(ledger, 1).dealt if one.arm is arm] for arm in Arm}
    assert all(one.shown == model[one.segment] for one in arms[Arm.SHOWN])
    assert 25 < len(arms[Arm.WITHHELD]) < 75
    assert len(arms[Arm.PLANTED]) == 12
    for one in arms[Arm.PLANTED]:
        assert set(one.shown) ^ set(model[one.segment]) == {one.planted, one.replaced}


def anatomy(content: bytes) -> dict[str, object]:
    """Everything of a workbook that is not what stands on its sheets: parts, names, columns, rules, sizes."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Review"]
    return {
        "size": len(content),
        "parts": zipfile.ZipFile(io.BytesIO(content)).namelist(),
        "names": {name: defined.attr_text for name, defined in book.defined_names.items()},
        "sheets": [(sheet.title, sheet.sheet_state, sheet.dimensions) for sheet in book],
        "headings": [cell.value for cell in page[1]],
        "rules": [(str(rule.sqref), rule.formula1, rule.prompt) for rule in page.data_validations.dataValidation],
        "hidden": [letter for letter, column in page.column_dimensions.items() if column.hidden],
        "properties": (book.properties.title, book.properties.description, book.properties.keywords),
    }


def test_two_workbooks_that_differ_only_in_arms_are_built_alike(begun: Study, coder: Callable[..., Result]) -> None:
    """Same parts, names, columns, rules and size; only which suggestions stand there differs."""
    ledger = begun.ledger()
    plan = rounds.plan(ledger, 1)
    finish(begun, coder, "anna")
    shown = showing(ledger, begun.codebook(), "anna")
    assert shown.part is Part.ASSISTED
    sheet = exchange.sheet_of(shown, ledger.study, exchange.as_export(ledger, shown, "xlsx", made.AT))
    size = len(xlsx.write(replace(sheet, rows=shown.fullest)))
    other = {one.segment: one.shown for one in plan.dealt if one.coder == "ben"}
    keys = {item.key: item.segment for item in shown.items}
    swapped = tuple(replace(row, shown=other.get(keys[row.key], ())) if row.key else row for row in sheet.rows)
    nothing = tuple(replace(row, shown=()) for row in sheet.rows)
    assert swapped != sheet.rows
    found = [anatomy(xlsx.write(replace(sheet, rows=rows, size=size))) for rows in (sheet.rows, swapped, shown.fullest, nothing)]
    assert found[0] == found[1] == found[2] == found[3]
    assert found[0]["size"] % BLOCK == 0  # type: ignore[operator]


def test_a_withheld_passage_looks_like_one_with_nothing_to_suggest(begun: Study) -> None:
    """Its row is made of the same cells, formats and height as that of a passage of which the model suggested nothing."""
    shown = showing(begun.ledger(), begun.codebook(), "anna")
    sheet = replace(exchange.sheet_of(shown, "ST", exchange.as_export(begun.ledger(), shown, "xlsx", made.AT)), slots=2)
    row = next(row for row in sheet.rows if row.key)
    two = (row, replace(row, key="S-2222222"))
    page = openpyxl.load_workbook(io.BytesIO(xlsx.write(replace(sheet, rows=two))))["Review"]
    assert [cell.style_id for cell in page[2]] == [cell.style_id for cell in page[3]]
    assert page.row_dimensions[2].height == page.row_dimensions[3].height


def test_wrong_suggestions_are_announced_to_all_alike_and_named_to_nobody(begun: Study, coder: Callable[..., Result]) -> None:
    """The instructions of part 2 say that there are some; without planting they say nothing."""
    for name in ("anna", "ben"):
        finish(begun, coder, name)
    pages = []
    for name in ("anna", "ben"):
        done = coder("export", "--coder", name)
        book = openpyxl.load_workbook(re.search(r"Written: (.*)", done.output)[1])  # type: ignore[index]
        pages.append([cell.value for cell in book["Instructions"]["B"]])
    said = [[line for line in page if "wrong on purpose" in str(line)] for page in pages]
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_what_was_said_to_a_planted_suggestion_is_no_data(begun: Study, coder: Callable[..., Result]) -> None:
    """Confirmed or refuted, it is neither a yes nor a no; what the coder said of other codes counts."""
    for _ in range(2):
        finish(begun, coder, "anna")
    ledger = begun.ledger()
    codings = counted(ledger)
    for one in rounds.plan(ledger, 1).of("anna").values():
        values = codings["anna", one.segment].values(begun.codebook())
        if one.arm is Arm.PLANTED:
            assert values[one.planted] is None
            assert any(value is False for value in values.values())


def test_others_wait_and_names_are_not_used_twice(begun: Study, coder: Callable[..., Result]) -> None:
    """Somebody who is not in the round gets no file; a second round waits for the first; each says what to do."""
    assert "carl is not in the round main" in coder("export", "--coder", "carl").output
    for command in ("export", "review"):
        done = coder(command, "--coder", "Anne")
        assert (done.exit_code, "did you mean anna?" in done.output) == (1, True)
    assert "there is a round main already" in coder("round", "start", "main", "--coders", "anna,ben").output
    refused = coder("round", "start", "two", "--coders", "anna, ben").output
    assert "the round main is not finished by anna (120 of 120 passages left), ben (120 of 120 passages left)" in refused
    assert "`coder round cancel main` undoes it" in refused
    assert not begun.ledger().exports()


def test_what_was_seen_with_suggestions_is_never_coded_blind(study: Study, coder: Callable[..., Result]) -> None:
    """After a workbook of everything went out only what showed no suggestion can be drawn; when nothing is left it says so."""
    assert coder("export", "--coder", "anna").exit_code == 0
    ledger = study.ledger()
    bare = {s for s, codes in suggest.shown(ledger.suggestions(1), study.codebook()).items() if not codes}
    done = coder("round", "start", "main", "--coders", "anna,ben")
    assert done.exit_code == 0, done.output
    plan = rounds.plan(study.ledger(), 1)
    assert plan.blind <= plan.probabilities.keys() == bare


def test_each_step_names_the_next(study: Study, coder: Callable[..., Result]) -> None:
    """An export without a round says so once; in a round what came back leads to part 2, then to the others, then to agree."""
    first = coder("export", "--coder", "carl").output
    assert first.count("Mind: without a round no part is coded blind") == 1
    assert "without a round" not in coder("export", "--coder", "carl").output
    assert coder("round", "start", "main", "--coders", "Mary Okafor,ben").exit_code == 0
    given = coder("export", "--coder", "Mary Okafor", "--format", "html").output
    assert "without a round" not in given
    back = "Mary_Okafor-main-part1-answers.json"
    assert f"sends back the file that it saves, {back}; then coder import {back}" in given

    part_1 = fill(coder, "Mary Okafor")
    said = coder("import", str(part_1.path)).output
    assert 'Next for Mary Okafor: coder export --coder "Mary Okafor" gives part 2; or coder review.' in said
    assert "Next for ben" not in said
    part_2 = fill(coder, "Mary Okafor")
    assert "Next: the round main is not finished by ben (120 of 120 passages left)" in coder("import", str(part_2.path)).output
    finish(study, coder, "ben")
    last = fill(coder, "ben")
    assert "Next: coder agree when two people's files are in" in coder("import", str(last.path)).output


def test_nothing_left_to_code_blind_says_what_to_type(begun: Study, coder: Callable[..., Result]) -> None:
    """The file, the line, and that the command is given again."""
    for name in ("anna", "anna", "ben", "ben"):
        finish(begun, coder, name)
    said = coder("round", "start", "two", "--coders", "anna,ben").output
    assert f"write the line `round: {{blind: off}}` into {begun.root / 'study.yaml'}" in said


def test_why_few_could_be_drawn_is_told(tmp_path: Path) -> None:
    """After a workbook of everything went out: how many were left to draw from, and what became of the others."""
    study = made.study(tmp_path, transcripts=2, passages=14)
    run = CliRunner()
    assert run.invoke(main, ["export", "--coder", "anna", "--study", str(tmp_path)]).exit_code == 0
    done = run.invoke(main, ["round", "start", "main", "--coders", "anna,ben", "--study", str(tmp_path)])
    fresh = len(rounds.plan(study.ledger(), 1).probabilities)
    assert 0 < fresh < 14
    assert f"Mind: only {fresh} passages could be drawn for the blind part; the other {28 - fresh} were given out" in done.output


def test_a_small_study_keeps_half_for_part_2(tmp_path: Path) -> None:
    """200 would swallow 40 passages: half are coded blind, and what that means and how to change it is told."""
    study = made.study(tmp_path, transcripts=4, passages=10)
    done = CliRunner().invoke(main, ["round", "start", "main", "--coders", "anna,ben", "--study", str(tmp_path)])
    plan = rounds.plan(study.ledger(), 1)
    assert (len(plan.blind), {one.segment for one in plan.dealt} & plan.blind, len(plan.dealt)) == (20, set(), 40)
    assert set(plan.probabilities.values()) == {0.5}
    assert (
        "Mind: 20 passages are coded blind instead of 200, so that part 2 has some: intervals of agreement will be wide."
        in done.output
    )
    assert "coder round cancel main, then write `round: {blind_minimum: 30}` in study.yaml" in done.output


def test_a_number_that_somebody_set_is_obeyed(tmp_path: Path) -> None:
    """blind_minimum as it stands in study.yaml, even where nothing is left for part 2: then it says so."""
    study = made.study(tmp_path, transcripts=4, passages=10, settings="round: {blind_minimum: 30}\n")
    start = ["round", "start", "main", "--coders", "anna,ben", "--study", str(tmp_path)]
    done = CliRunner().invoke(main, start)
    assert len(rounds.plan(study.ledger(), 1).blind) == 30
    assert "instead of" not in done.output
    assert CliRunner().invoke(main, ["round", "cancel", "main", "--study", str(tmp_path)]).exit_code == 0
    (tmp_path / "study.yaml").write_text("round: {blind_minimum: 200}\n", encoding="utf-8")
    start[2] = "two"
    done = CliRunner().invoke(main, start)
    assert "Mind: every passage is coded blind, as `blind` or `blind_minimum` in study.yaml asks" in done.output
    assert "coder round cancel two undoes this" in done.output


def test_who_codes_is_listed_and_one_coder_must_be_meant(study: Study, coder: Callable[..., Result]) -> None:
    """A comma that was forgotten makes one coder, which is refused; --alone says that one is meant."""
    refused = coder("round", "start", "main", "--coders", "Mary Okafor Tom Reed")
    assert refused.exit_code == 1
    assert "one coder only (Mary Okafor Tom Reed), and agreement needs two: names are divided by commas" in refused.output
    assert "--alone is for one coder, and here are 2" in coder("round", "start", "m", "--coders", "a,b", "--alone").output
    assert not rounds.with_cancelled(study.ledger())
    done = coder("round", "start", "main", "--coders", "Mary Okafor, Tom Reed")
    assert "120 passages for 2 coders:\n  1. Mary Okafor\n  2. Tom Reed\n" in done.output
    assert 'coder export --coder "Mary Okafor" for a workbook' in done.output
    assert "in an order of their own, drawn by lot" in done.output


def test_a_round_is_cancelled_while_nobody_has_decided(begun: Study, coder: Callable[..., Result]) -> None:
    """It is recorded and nothing deleted; the name stays taken; a new round draws anew and is alone in what counts."""
    before = begun.ledger().counts()
    done = coder("round", "cancel", "main")
    assert done.exit_code == 0, done.output
    assert 'coder round start main-2 --coders "anna,ben"' in done.output
    after = begun.ledger().counts()
    assert {name for name in after if after[name] != before[name]} == {"round_cancellations"}
    assert not rounds.rounds(begun.ledger())
    assert not rounds.planted(begun.ledger())
    assert "no round has been started" in coder("round", "status").output
    assert "there is no round main to cancel; rounds that are not cancelled: none" in coder("round", "cancel", "main").output
    assert "there is a round main already, which was cancelled" in coder("round", "start", "main", "--coders", "a,b").output
    assert showing(begun.ledger(), begun.codebook(), "carl").part is None, "without a round anybody may code"
    assert coder("round", "start", "two", "--coders", "carl,ben").exit_code == 0
    assert ", cancelled  anna, ben" in coder("round", "list").output
    assert [(one["name"], bool(one["cancelled"])) for one in json.loads(coder("round", "list", "--json").output)] == [
        ("main", True),
        ("two", False),
    ]


def test_a_file_of_a_cancelled_round_does_not_come_back(begun: Study, coder: Callable[..., Result]) -> None:
    """Its answers would belong to no round: it is refused and says what to do; what was shown in it counts for nothing."""
    made_before = coder("export", "--coder", "anna")
    assert coder("round", "cancel", "main").exit_code == 0
    path = re.search(r"Written: (.*)", made_before.output)[1]  # type: ignore[index]
    refused = coder("import", path)
    assert refused.exit_code == 1
    assert "it was made in the round main, which was cancelled: give its coder a new file" in refused.output
    assert not begun.ledger().decisions()


def test_a_round_with_a_decision_is_kept(begun: Study, coder: Callable[..., Result]) -> None:
    """One line, and nothing changes."""
    finish(begun, coder, "anna")
    refused = coder("round", "cancel", "main")
    assert refused.exit_code == 1
    assert "the round main cannot be cancelled any more: somebody has decided in it" in refused.output
    assert [one.name for one in rounds.rounds(begun.ledger())] == ["main"]


def test_status_says_what_is_next(begun: Study, coder: Callable[..., Result]) -> None:
    """For each coder who has not finished: the part to give out, or that a file is out; at the end coder agree."""
    assert "Next for anna: coder export --coder anna gives part 1; or coder review." in coder("round", "status").output
    assert coder("export", "--coder", "ben").exit_code == 0
    assert "Next for ben: 24 passages are open in part 1: coder import the file" in coder("round", "status").output
    finish(begun, coder, "anna")
    assert "Next for anna: coder export --coder anna gives part 2; or coder review." in coder("round", "status").output
    for name in ("anna", "ben", "ben"):
        finish(begun, coder, name)
    assert "Everybody has finished. Next: coder agree." in coder("round", "status").output


def test_parts_can_be_switched_off(tmp_path: Path) -> None:
    """Without blind part, withholding and planting everything is shown to everybody."""
    study = made.study(tmp_path, settings="round: {blind: off, withhold: off}\n")
    done = CliRunner().invoke(main, ["round", "start", "plain", "--coders", "anna", "--alone", "--study", str(tmp_path)])
    assert done.exit_code == 0, done.output
    plan = rounds.plan(study.ledger(), 1)
    assert not plan.blind
    assert {one.arm for one in plan.dealt} == {Arm.SHOWN}
    assert showing(study.ledger(), study.codebook(), "anna").part is Part.ASSISTED


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("withhold: 80 %", "line 1: `withhold` must be a share up to 50 %"),
        ("blind: many", "line 1: `blind` must be a share up to 100 %"),
        ("plant_minimum: -3", "line 1: `plant_minimum` must be a whole number"),
        ("blinded: 3", "an entry for the round cannot have `blinded`"),
    ],
)
def test_a_mistyped_setting_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    """As everywhere in study.yaml."""
    study = made.study(tmp_path, transcripts=1, settings=f"round: {{{line}}}\n")
    done = CliRunner().invoke(main, ["round", "start", "x", "--coders", "anna,ben", "--study", str(study.root)])
    assert done.exit_code == 1
    assert said in done.output


def test_context_rows_are_never_decided(begun: Study) -> None:
    """In part 1 the passages around the drawn ones have no key and no place to type."""
    rows: tuple[Row, ...] = showing(begun.ledger(), begun.codebook(), "anna").rows
    assert sum(bool(row.key) for row in rows) == 24
    assert len(rows) > 24 * 3


def test_the_blind_sample_teaches_nobody_before_all_have_coded_it(begun: Study, coder: Callable[..., Result]) -> None:
    """While somebody has not finished it, it is the model's only honest test; then it may be learned from."""
    ledger, book = begun.ledger(), begun.codebook()
    blind = rounds.plan(ledger, 1).blind
    finish(begun, coder, "anna")
    finish(begun, coder, "anna")
    learned = material(begun, ledger, book)
    assert learned.decided == 96
    assert not blind & set(learned.segments)
    finish(begun, coder, "ben")
    assert blind <= set(material(begun, ledger, book).segments)


def test_who_has_not_finished_a_round_is_told_in_numbers(study: Study, coder: Callable[..., Result]) -> None:
    """Nobody before a round; then each with what is left; whoever is through is not named, and at the end it is nobody."""
    assert unfinished(study.ledger()) is None
    assert coder("round", "start", "main", "--coders", "anna, ben").exit_code == 0
    for name in ("anna", "ben", "ben"):
        finish(study, coder, name)
    found = unfinished(study.ledger())
    assert found is not None
    assert found.coders == ("anna",)
    assert found.said == "the round main is not finished by anna (96 of 120 passages left)"
    change = ("--label", "Owl", "--definition", "An owl calls.", "--who", "anna", "--why", "heard")
    assert "Mind: the round main goes on with version 1.0" in coder("codebook", "add", "song/owl", *change).output
    finish(study, coder, "anna")
    assert unfinished(study.ledger()) is None
    assert "goes on with" not in coder("codebook", "add", "song/rook", *change).output


def test_a_new_round_follows_a_finished_one(begun: Study, coder: Callable[..., Result]) -> None:
    """When all are through, a new tagging and a new round begin: nothing of it is blind any more unless it is new."""
    for name in ("anna", "anna", "ben", "ben"):
        finish(begun, coder, name)
    assert "nothing is left to code blind" in coder("round", "start", "two", "--coders", "anna,ben").output
    made.tag(begun, 2)
    assert showing(begun.ledger(), begun.codebook(), "anna").part is None, "the newest suggestions, outside the round"
    assert [one["name"] for one in json.loads(coder("round", "list", "--json").output)] == ["main"]
    row = coder("round", "list").output.splitlines()[1]
    assert re.search(r"anna, ben +version 1.0 +24 of 120 passages +in \d+ of \d+ places +in 12 of \d+ places", row)
    assert "seed" not in coder("round", "list").output.casefold()


@pytest.mark.parametrize("module", exchange.FORMATS, ids=lambda module: module.FORMAT)
def test_no_format_s_size_tells_what_is_left_out(begun: Study, coder: Callable[..., Result], module: ModuleType) -> None:
    """Everything shown, the plan's arms, another coder's arms, nothing shown: files of one size; and no file names an arm."""
    ledger = begun.ledger()
    finish(begun, coder, "anna")
    shown = showing(ledger, begun.codebook(), "anna")
    sheet = exchange.sheet_of(shown, ledger.study, exchange.as_export(ledger, shown, module.FORMAT, made.AT))
    sheet = replace(sheet, size=len(module.write(replace(sheet, rows=shown.fullest))))
    nothing = tuple(replace(row, shown=()) for row in sheet.rows)
    files = [module.write(replace(sheet, rows=rows)) for rows in (sheet.rows, shown.fullest, nothing)]
    assert len({len(content) for content in files}) == 1
    assert not any(word in content for content in files for word in (b"withheld", b"planted"))


def test_a_padded_workbook_is_a_good_one_for_libreoffice(
    begun: Study, tmp_path: Path, libreoffice: Callable[[Path, str], Path], coder: Callable[..., Result]
) -> None:
    """What was filled in comes back after LibreOffice saved it."""
    finish(begun, coder, "anna")
    assert coder("export", "--coder", "anna").exit_code == 0
    book = Filled(begun.review / "anna-main-part2.xlsx")
    padded = zipfile.ZipFile(book.path).infolist()[0]
    assert padded.header_offset == 0
    saved = libreoffice(book.path, "xlsx:Calc MS Excel 2007 XML")
    done = coder("import", str(saved))
    assert done.exit_code == 0, done.output
    assert "96 passages: 96 blank" in done.output
