"""Agreement of a study's own decisions: what the ledger holds becomes ratings, and the figures are those of the textbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coder.cli.agree_screen import told
from coder.codebook_text import NewCode
from coder.consensus import Final, Reason, Settlement
from coder.errors import RatingsError
from coder.records import Decision, Kind, Role, Segment, Suggestion, Transcript, Turn
from coder.report import Agreement, agreement_data, agreement_document, document_page
from coder.rounds import Design
from coder.segment import segments
from coder.steps import agreeing, codebooks
from coder.steps.wanted import Wanted
from coder.study import Export, Item, Study
from coder.study.rounds import Part, Plan, Round, add_export, add_round
from coder.study.workshops import Disputed, Workshop, add_results, add_workshop

AT = "2026-01-02T03:04:05Z"
BOOK = """
title: Small
families:
  - id: f
    codes:
      - {id: a, label: Aye, definition: A., codes: [{id: x, label: Ex, definition: X.}]}
      - {id: b, label: Bee, definition: B.}
"""
ANN = ["x", "x", "", "", "b", "a", "", "x"]
BEN = ["x", "", "", "", "b", "x", "b", "x"]
"""What each coder applied to the eight passages: two transcripts of four; "" nothing."""


def _units(study: Study) -> list[Segment]:
    """Read two transcripts of four passages each."""
    ledger = study.ledger()
    for name in ("one", "two"):
        lines = [f"Passage {number} of {name} is about as long as this." for number in range(4)]
        starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(4)]
        turns = tuple(
            Turn(n + 1, "P", Role.PARTICIPANT, ((start, start + len(line)),))
            for n, (start, line) in enumerate(zip(starts, lines, strict=True))
        )
        made = Transcript(f"{name}.docx", "\n".join(lines), turns, (), "label", participant=name)
        ledger.add_transcript(made, segments(made), AT)
    return list(ledger.segments())


def _decisions(coder: str, units: list[Segment], given: list[str | None]) -> list[Decision]:
    found = []
    for unit, code in zip(units, given, strict=True):
        if code is not None:
            found.append(Decision(coder, unit.id, Kind.LOOKED))
        if code:
            found.append(Decision(coder, unit.id, Kind.ADD, {"x": "f/a/x", "a": "f/a", "b": "f/b"}[code]))
    return found


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Study]:
    """A study of eight passages, decided on by the coders named; with `blind` the first so many in the blind part of a round."""

    def make(blind: int = 0, **codings: list[str | None]) -> Study:
        (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
        study = Study(tmp_path)
        units = _units(study)
        ledger = study.ledger()
        tagging = ledger.begin_tagging("M-1", "starter", {}, ("1", "abc"), AT)
        ledger.add_suggestions(tagging, [Suggestion(u.id, "f/b", 0.9 if n == 0 else 0.1, n == 0) for n, u in enumerate(units)])
        ledger.finish_tagging(tagging, AT)
        if blind:
            planned = Round(0, "pilot", 5, Design(), tagging, "1", "abc", {}, AT, tuple(codings))
            plan = Plan({u.id: blind / 8 for u in units}, frozenset(u.id for u in units[:blind]), ())
            add_round(ledger, planned, plan)
        for coder, given in codings.items():
            for part, first, last in ((Part.BLIND, 0, blind), (Part.ASSISTED, blind, 8)):
                if first == last:
                    continue
                items = tuple(
                    Item(f"K-{n}", units[n].id, ("f/b",) if n in (0, blind) and part is Part.ASSISTED else ())
                    for n in range(first, last)
                )
                made = Export(f"E-{coder}-{part}", coder, "xlsx", tagging, "1", AT, items)
                if blind:
                    add_export(ledger, made, 1, part)
                else:
                    ledger.add_export(made)
                decisions = _decisions(coder, units[first:last], given[first:last])
                ledger.add_import(made.id, f"{coder}.xlsx", made.id, b"", decisions, AT)
        return study

    return make


def measured(study: Study, **wanted: object) -> Agreement:
    return agreeing.agree(study, (), Wanted(**wanted), in_full=True)  # type: ignore[arg-type]


def kappa_and_alpha(first: list[bool], second: list[bool]) -> tuple[float, float]:
    """Cohen (1960) and Krippendorff (2011) by their textbook formulas, for two coders without missing ratings."""
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    p, q = sum(first) / n, sum(second) / n
    chance = p * q + (1 - p) * (1 - q)
    ones, values = sum(first) + sum(second), 2 * n
    disagreement = 1 - observed
    expected = 2 * ones * (values - ones) / (values * (values - 1))
    return (observed - chance) / (1 - chance), 1 - disagreement / expected


def test_two_coders_have_the_kappa_and_alpha_of_a_hand_calculation(study: Callable[..., Study]) -> None:
    """Theme a (x implies it): Ann 4, Ben 3 of 8, agreeing in 7: kappa .75, alpha 1 - (1/8) / (2 * 7 * 9 / (16 * 15)) = .7619."""
    summary = measured(study(ann=ANN, ben=BEN)).summary
    for code, below in (("f/a", {"a", "x"}), ("f/a/x", {"x"}), ("f/b", {"b"})):
        ann, ben = ([given in below for given in coder] for coder in (ANN, BEN))
        kappa, alpha = kappa_and_alpha(ann, ben)
        assert summary.get("cohen", code).value == pytest.approx(kappa)
        assert summary.get("alpha", code).value == pytest.approx(alpha)
        assert summary.get("percent", code).n_units == 8
    assert summary.get("cohen", "f/a").value == pytest.approx(0.75)
    assert summary.get("alpha", "f/a").value == pytest.approx(1 - (1 / 8) / (2 * 7 * 9 / (16 * 15)))


def test_what_was_not_looked_at_is_missing_and_what_was_left_empty_is_not(study: Callable[..., Study]) -> None:
    """A passage that Ben never came to drops out; one that he left without a code stays."""
    ben: list[str | None] = [None, *BEN[1:]]
    summary = measured(study(ann=ANN, ben=ben)).summary
    assert summary.get("percent", "f/a").n_units == 7
    assert summary.n_units == 8
    assert summary.get("percent", "f/a").value == pytest.approx(6 / 7)


def test_one_coder_or_an_unknown_one_is_a_plain_line(study: Callable[..., Study]) -> None:
    """Agreement needs two; names are checked."""
    made = study(ann=ANN)
    with pytest.raises(RatingsError, match="only ann has decided anything"):
        measured(made)
    with pytest.raises(RatingsError, match="zoe has decided nothing in this study: its coders are ann"):
        measured(made, coders=("ann", "zoe"))


def test_the_report_tells_what_the_ledger_knows(study: Callable[..., Study]) -> None:
    """Units, lengths, codebook, passages given with suggestions, order, levels and likely errors come from the study."""
    found = measured(study(ann=ANN, ben=BEN, cy=ANN))
    data = agreement_data(found, AT)
    assert data["source"]["shown"] == {name: {"passages": 8, "with_suggestions": 1} for name in ("ann", "ben", "cy")}
    assert data["source"]["codebook"]["title"] == "Small"
    assert [level["codes"] for level in data["levels"]] == [["f/a", "f/b"], ["f/a/x"]]
    assert data["contrasts"]["drift"]
    assert data["contrasts"]["leave_one_coder_out"]
    first = data["tables"]["likely_errors"][0]
    assert (first["code"], first["answer"], first["score"]) == ("f/b", 0, 0.9)
    text = document_page(agreement_document(found, AT, passages=True))
    for words in ("Aye", "one.docx, turn 2", "Passage 1 of one", "said no, model 0.90", "no evidence of reliability"):
        assert words in text
    assert "ann 1 of 8; ben 1 of 8; cy 1 of 8" in data["methods"]


def test_the_paragraph_states_the_figures_of_the_json(study: Callable[..., Study]) -> None:
    """Each sentence with a figure is the one that the JSON gives."""
    found = measured(study(ann=ANN, ben=BEN), seed=3, distance="jaccard")
    data = agreement_data(found, AT)
    figures = {(f["name"], f["code"], tuple(f["coders"])): f for f in data["figures"]}
    paragraph = data["methods"]
    whole = figures["alpha_jaccard", "", ()]
    mean, median, least = (figures[f"macro_{name}", "", ()] for name in ("mean", "median", "min"))
    for sentence in (
        "Ratings were made by 2 coders (ann and ben) of 8 units in 2 transcripts",
        "There were 3 codes",
        f"SHA-256 {data['source']['codebook']['sha256']}",
        f"alpha was {whole['value']:.2f} (95 % interval {whole['low']:.2f} to {whole['high']:.2f}) over {whole['n_units']} units",
        f"a mean of {mean['value']:.2f} (95 % interval {mean['low']:.2f} to {mean['high']:.2f})",
        f"a median of {median['value']:.2f} and a least value of {least['value']:.2f}",
        f"they rest on {whole['n_clusters']} transcripts (fewer than ten transcripts: take the interval as rough)",
        "1,000 replicates, seed 3",
        "It was undefined for no code.",
        f"transcript-theme-coder {data['versions']['coder']} (Python {data['versions']['Python']}",
    ):
        assert sentence in paragraph


def test_the_headline_is_of_what_was_coded_blind(study: Callable[..., Study]) -> None:
    """After a round with a blind part the figures are of it; the assisted part is set beside, and can be asked for."""
    made = study(blind=4, ann=ANN, ben=BEN)
    found = measured(made)
    assert found.blind
    assert (found.summary.n_units, found.summary.n_transcripts) == (4, 1)
    contrast = {(f.name, f.code): f.value for f in found.assistance}
    assert contrast["alpha_blind", "f/a"] == pytest.approx(found.summary.get("alpha", "f/a").value)
    assert contrast["alpha_assisted", "f/b"] == pytest.approx(
        kappa_and_alpha([c == "b" for c in ANN[4:]], [c == "b" for c in BEN[4:]])[1]
    )
    text = document_page(agreement_document(found, AT, passages=True))
    assert "In the round pilot 4 of 8 passages were drawn at random within transcripts (seed 5)" in text
    assert measured(made, rounds=("blind", "assisted")).summary.n_units == 8
    assert measured(made, rounds=("assisted",)).summary.n_units == 4
    with pytest.raises(RatingsError, match="no rating is under the condition `after`: there are assisted, blind"):
        measured(made, rounds=("after",))


def test_what_a_workshop_settled_is_set_beside_and_never_in_the_headline(study: Callable[..., Study]) -> None:
    """Before and after negotiation: the figures stay those of the coders' own decisions; who moved is told."""
    made = study(ann=ANN, ben=BEN)
    before = measured(made)
    assert before.rounds == ()
    ledger = made.ledger()
    second = ledger.segments()[1].id
    add_workshop(ledger, Workshop("W-1", "xlsx", ("ann", "ben"), "1", AT, (Disputed("K-1", second, "f/a/x"),)))
    add_results(ledger, "W-1", (), (Settlement(second, "f/a/x", Final.YES, Reason.SLIP, "", "1"),), AT)
    ledger.close()
    after = measured(made)
    assert after.summary.get("alpha", "f/a/x") == before.summary.get("alpha", "f/a/x")
    contrast = {(f.name, f.code): f.value for f in after.rounds}
    assert contrast["alpha_before", "f/a/x"] == pytest.approx(before.summary.get("alpha", "f/a/x").value)
    assert contrast["alpha_after", "f/a/x"] > contrast["alpha_before", "f/a/x"]
    assert after.moves is not None
    moved = after.moves[after.moves["to_yes"] > 0]
    assert list(zip(moved["coder"], moved["code"], strict=True)) == [("ben", "f/a"), ("ben", "f/a/x")]


def _grown(made: Study, code: str) -> None:
    """Add a code to the codebook by command."""
    codebooks.add(made, code, NewCode(code.rsplit("/", 1)[-1], code, "Came later."), codebooks.Signed("ann", "new", AT))


@pytest.mark.parametrize("code", ["f/new", "f/a/new", "f/b/new"])
@pytest.mark.parametrize("distance", ["masi", "hierarchy"])
def test_a_code_added_after_coding_changes_no_figure(study: Callable[..., Study], code: str, distance: str) -> None:
    """Every figure of the older codes, of whole sets, of means and of levels stays as it was; the new code has none."""
    made = study(blind=6, ann=ANN, ben=BEN)
    before = measured(made, distance=distance)
    _grown(made, code)
    after = measured(made, distance=distance)
    new = {figure for figure in after.summary.figures if figure.code == code}
    assert all(figure.value is None and figure.n_units == 0 for figure in new)

    def figures(found: Agreement) -> set[tuple[object, ...]]:
        summaries = [found.summary, *(of for level, of in found.levels if code.count("/") == 1 or level < 2)]
        return {
            (n, f.name, f.code, f.coders, f.value, f.low, f.high, f.n_units)
            for n, summary in enumerate(summaries)
            for f in summary.figures
            if f.code != code
        }

    assert figures(before) <= figures(after)
    assert after.whole.n_units == before.whole.n_units == 6
    assert after.disputed == before.disputed
    assert {(f.name, f.code, f.value) for f in before.assistance} <= {(f.name, f.code, f.value) for f in after.assistance}
    assert any("came after 6 of 6 passages had been coded: nobody was asked there" in note for note in after.rated.notes)
    assert before.rated.notes == after.rated.notes[:-1]


def test_a_code_added_after_coding_counts_where_it_was_asked(study: Callable[..., Study]) -> None:
    """Passages looked at again by both have a rating of it; one that only Ann looked at again is compared without it."""
    made = study(ann=ANN, ben=BEN)
    before = measured(made)
    _grown(made, "f/a/new")
    ledger = made.ledger()
    units = ledger.segments()
    for coder, again in (("ann", (0, 1, 2)), ("ben", (0, 1))):
        items = tuple(Item(f"K-{n}", units[n].id, ()) for n in again)
        export = Export(f"E-{coder}-again", coder, "xlsx", 1, "1.1", AT, items)
        ledger.add_export(export)
        said = [Decision(coder, units[n].id, Kind.ADD, "f/a/new") for n in again if n != 1]
        said += [Decision(coder, units[n].id, Kind.LOOKED) for n in again]
        ledger.add_import(export.id, f"{coder}.xlsx", export.id, b"", said, AT)
    ledger.close()
    after = measured(made)
    assert after.summary.get("percent", "f/a/new").n_units == 2
    assert after.summary.get("percent", "f/a/new").value == 1
    assert after.whole.n_units == 8
    assert after.codes is not None
    third, new = after.codes.units.index(units[2].id), after.codes.codes.index("f/a/new")
    assert (after.codes.cube[third, 0, new], after.codes.sets[third, 0, new]) == (1, 0)
    assert after.summary.get("alpha", "f/b") == before.summary.get("alpha", "f/b")


def test_an_unfinished_round_is_said_first(study: Callable[..., Study]) -> None:
    """Who has how much of the newest round left stands before any figure, on the screen, in the page and in the JSON."""
    made = study(blind=6, ann=ANN, ben=[*BEN[:2], None, None, *BEN[4:]])
    words = "the round pilot is not finished by ben (2 of 6 passages left); the figures are of what is in so far"
    found = measured(made)
    assert told(found, by_level=False).startswith(f"Mind: {words}.\n")
    assert agreement_data(found, AT)["unfinished"] == words
    assert agreement_document(found, AT, passages=True).cautions[0] == f"T{words[1:]}."


def test_a_finished_round_warns_of_nothing(study: Callable[..., Study]) -> None:
    """Nobody has anything left."""
    found = measured(study(blind=6, ann=ANN, ben=BEN))
    assert found.rated.unfinished == ""
    assert told(found, by_level=False).startswith("ann and ben: 6 segments")
