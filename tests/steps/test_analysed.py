"""Whose codes an analysis counts: one coder's, those of most, the workshop's consensus, or what was coded blind."""

from __future__ import annotations

from pathlib import Path

import birds as made
import pytest
from birds import LEAVES

from coder.coding import Coding
from coder.consensus import Final, Reason, Settlement
from coder.errors import StudyError
from coder.records import Decision, Kind, Suggestion
from coder.steps.analysed import Given, analysed, suggested, verdict
from coder.steps.participants import people
from coder.study import Study, rounds, workshops
from coder.study.rounds import Part, Plan, Round

ROBIN, WREN, LARK, DUSK, HEDGE, BARN = LEAVES
DAWN = "song/dawn"
TEAM = {
    "anna": ({ROBIN}, {WREN}, set(), {HEDGE}),
    "ben": ({ROBIN}, {ROBIN}, set(), set()),
    "carl": ({DUSK}, {BARN}, set(), {HEDGE}),
}
"""What three coders say of four passages."""


def decided(study: Study, name: str, codes: tuple[set[str], ...]) -> None:
    """One coder's decisions on the first passages."""
    ledger = study.ledger()
    export = made.export(study, name)
    decisions = []
    for segment, given in zip(made.passages(study), codes, strict=False):
        decisions += [Decision(name, segment.id, Kind.ADD, code) for code in sorted(given)]
        decisions.append(Decision(name, segment.id, Kind.LOOKED))
    ledger.add_import(export.id, "made", f"{name}{export.id}", b"", decisions, made.AT)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Six passages in three transcripts; the last two nobody looked at."""
    return made.study(tmp_path, transcripts=3, passages=2)


def codes(study: Study, given: Given = Given()) -> list[set[str] | None]:  # noqa: B008  # frozen
    return [None if p.codes is None else set(p.codes) for p in analysed(study, given).passages]


def test_nothing_coded_is_one_plain_line(study: Study) -> None:
    """It says what to do; also for suggestions, where nothing is tagged, and for blind coding where there was none."""
    with pytest.raises(StudyError, match=r"nothing is coded yet: run `coder review`"):
        analysed(study, Given())
    decided(study, "anna", TEAM["anna"])
    with pytest.raises(StudyError, match="nothing has been coded blind yet"):
        analysed(study, Given(blind=True))
    with pytest.raises(StudyError, match="zoe has coded nothing in this study: its coders are anna"):
        analysed(study, Given(coder="zoe"))


def test_one_coder_s_codes_carry_their_themes(study: Study) -> None:
    """What a coder looked at and gave nothing is empty; what nobody looked at is None."""
    decided(study, "anna", TEAM["anna"])
    assert codes(study) == [{ROBIN, DAWN}, {WREN, DAWN}, set(), {HEDGE}, None, None]
    assert analysed(study, Given()).said == "Codes: anna's decisions; 2 segments not looked at."


def test_most_coders_decide_and_ties_stay_open(study: Study) -> None:
    """Two of three make a code; one of two leaves it open, and the sentence counts such segments."""
    for name, given in TEAM.items():
        decided(study, name, given)
    assert codes(study)[:4] == [{ROBIN, DAWN}, {DAWN}, set(), {HEDGE}]
    assert codes(study, Given(coder="carl"))[:4] == [{DUSK}, {BARN}, set(), {HEDGE}]
    found = analysed(study, Given())
    assert found.said == "Codes: those that most coders gave (anna, ben, carl); 2 segments not looked at."


def test_a_tie_of_two_is_left_out(study: Study) -> None:
    """Two coders that differ leave the code unsure; what both gave stands."""
    for name in ("anna", "ben"):
        decided(study, name, TEAM[name])
    found = analysed(study, Given())
    assert [sorted(p.codes or ()) for p in found.passages[:4]] == [[DAWN, ROBIN], [DAWN], [], []]
    assert found.passages[1].unsure == found.passages[1].unknown == {ROBIN, WREN}
    assert found.passages[3].has(HEDGE) is None
    assert found.passages[3].has(BARN) is False
    assert found.said == (
        "Codes: those that most coders gave (anna, ben); ties are left out (2 segments; `coder workshop` settles them); "
        "2 segments not looked at."
    )


def test_the_workshop_s_consensus_goes_before_the_majority(study: Study) -> None:
    """A settled code is as settled, `keep both` leaves it open, everything else is as most coders gave it."""
    for name, given in TEAM.items():
        decided(study, name, given)
    segments = made.passages(study)
    workshops.add_workshop(
        study.ledger(),
        workshops.Workshop("W-1", "xlsx", tuple(TEAM), "1.0", made.AT, (workshops.Disputed("k", segments[0].id, DUSK),)),
    )
    settled = [
        Settlement(segments[0].id, DUSK, Final.YES, Reason.SLIP, "", "1.0"),
        Settlement(segments[3].id, HEDGE, Final.BOTH, Reason.REAL, "", "1.0"),
    ]
    workshops.add_results(study.ledger(), "W-1", [], settled, "2026-02-03T10:00:00Z")
    assert codes(study)[:4] == [{ROBIN, DAWN, DUSK}, {DAWN}, set(), set()]
    found = analysed(study, Given())
    assert found.passages[3].unsure == {HEDGE}
    assert found.said.startswith("Codes: the consensus of the workshop on 2026-02-03, elsewhere those that most coders gave")


def test_blind_codings_alone(study: Study) -> None:
    """Only what was decided in the blind part of a round counts."""
    decided(study, "anna", TEAM["anna"])
    ledger = study.ledger()
    book = study.codebook()
    segments = made.passages(study)
    number = rounds.add_round(
        ledger,
        Round(0, "1", 1, study.settings().design, 1, "1.0", book.sha256, {}, made.AT, ("anna",)),
        Plan({s.id: 1.0 for s in segments}, frozenset(s.id for s in segments[:1]), ()),
    )
    export = made.export(study, "anna")
    with ledger.write() as connection:
        from coder.study.schema_rounds import round_exports

        connection.execute(round_exports.insert(), {"export": export.id, "round": number, "part": Part.BLIND.value})
    acts = [Decision("anna", segments[0].id, Kind.ADD, BARN), Decision("anna", segments[0].id, Kind.LOOKED)]
    ledger.add_import(export.id, "made", "blind", b"", acts, made.AT)
    assert codes(study, Given(blind=True)) == [{BARN}, None, None, None, None, None]
    assert analysed(study, Given("anna", blind=True)).said == "Codes: anna's blind codings; 5 segments not looked at."


def test_a_model_s_suggestions_are_marked_as_such(study: Study) -> None:
    """They are no part of what is confirmed."""
    found = suggested(study)
    assert found.machine
    assert found.said == "Machine suggestions, not confirmed by anybody: model M-1, 2026-01-05."
    shown = {s.segment for s in study.ledger().suggestions(1) if s.suggested}
    assert {p.id for p in found.passages if p.codes} == shown


def test_each_passage_has_what_was_last_suggested_of_it(study: Study) -> None:
    """A later run supersedes an earlier one only where it went."""
    first = suggested(study).passages
    ledger = study.ledger()
    segment = made.passages(study)[0].id
    number = ledger.begin_tagging("M-9", "made", {}, ("1.0", study.codebook().sha256), "2026-01-09T09:00:00Z")
    ledger.add_suggestions(number, [Suggestion(segment, BARN, 0.9, suggested=True)])
    ledger.finish_tagging(number, "2026-01-09T09:00:00Z")
    found = suggested(study)
    assert found.passages[0].codes == {BARN}
    assert found.passages[1:] == first[1:]
    assert found.said == "Machine suggestions, not confirmed by anybody: model M-9, 2026-01-09; model M-1, 2026-01-05."


def test_what_is_refuted_unsure_and_unfinished_is_kept_apart(study: Study) -> None:
    """A coder who answered one suggestion and left the passage says nothing of the other codes."""
    book = study.codebook()
    left = Coding("anna", "S", {ROBIN: Kind.REFUTE, WREN: Kind.UNSURE})
    found = verdict([left], book)
    assert found is not None
    assert (found.codes, found.refuted, found.unsure) == (
        frozenset(),
        {ROBIN},
        {
            WREN,
        },
    )
    assert {DAWN, WREN, LARK, DUSK, HEDGE, BARN} == found.unknown
    assert verdict([Coding("anna", "S")], book) is None


def test_people_come_from_the_settings_and_a_table(study: Study) -> None:
    """study.yaml goes before participants.csv; a row with an interview's number is of that interview alone."""
    (study.root / "study.yaml").write_text(
        "transcripts:\n"
        "  bird-00.docx: {participant: P1, interview: 1, date: 2026-03-01}\n"
        "  bird-01.docx: {participant: P1, interview: 2}\n"
        "  bird-02.docx: {participant: P2}\n"
        "participants:\n  P1: {role: warden}\n",
        encoding="utf-8",
    )
    (study.root / "participants.csv").write_text(
        "Participant,interview,date,role,years\np1,,,visitor,4\nP1,2,2026-04-02,,5\nP2,,2026-05-05,visitor,9\n", encoding="utf-8"
    )
    decided(study, "anna", TEAM["anna"])
    found = analysed(study, Given()).passages[::2]
    assert [(p.participant, p.interview, p.date, dict(p.variables)) for p in found] == [
        ("P1", 1, "2026-03-01", {"role": "warden", "years": "4"}),
        ("P1", 2, "2026-04-02", {"role": "warden", "years": "5"}),
        ("P2", None, "2026-05-05", {"role": "visitor", "years": "9"}),
    ]
    assert found[0].before.startswith("What then")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("person,role\nP1,a\n", "participants.csv: there is no column `participant` (columns: 'person', 'role')"),
        ("participant,role\nP1,a\nP1,b\n", "participants.csv: row 3: P1 is there twice"),
        ("participant,role\n,a\n", "participants.csv: row 2: the column `participant` is empty"),
        ("participant,date\nP1,1/2/2026\n", "participants.csv: row 2: the date '1/2/2026' must be written year-month-day"),
        ("participant,interview\nP1,two\n", "participants.csv: row 2: the interview number 'two' must be"),
        ("participant,Role,role\nP1,a,b\n", "participants.csv: two columns are called 'Role'"),
    ],
)
def test_a_fault_in_the_table_names_its_row(study: Study, table: str, said: str) -> None:
    """One plain line each."""
    (study.root / "participants.csv").write_text(table, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        people(study)
    assert str(caught.value).startswith(said)
