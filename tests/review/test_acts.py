"""What an act leads to, and that decisions lead there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.coding import Coding
from coder.records import Decision, Kind
from coder.review.acts import Act, after, moves

A, B, C, OWN = "song/dawn/robin", "song/dawn/wren", "song/dawn/lark", "nest/barn"


def blank() -> Coding:
    return Coding("anna", "S-1")


def done(shown: tuple[str, ...], *acts: Act) -> Coding:
    """What the acts come to; answers to what is not suggested are none that the page offers."""
    coding = blank()
    for act in acts:
        if act.code in shown or act.kind not in (Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE):
            coding = after(act, coding, shown)
    return coding


def kinds(decisions: list[Decision]) -> list[tuple[str, str]]:
    return [(decision.kind.value, decision.code) for decision in decisions]


acts = st.one_of(
    st.builds(Act, st.sampled_from([Kind.CONFIRM, Kind.REFUTE, Kind.UNSURE]), st.sampled_from([A, B])),
    st.builds(Act, st.sampled_from([Kind.ADD, Kind.WITHDRAW]), st.sampled_from([C, OWN])),
    st.builds(Act, st.sampled_from([Kind.EMERGENT, Kind.MEMO, Kind.DISCUSS]), st.just(""), st.sampled_from(["", "a", "b"])),
    st.just(Act(Kind.NONE)),
)
showings = st.sampled_from([(), (A,), (A, B)])


@given(st.lists(acts, max_size=8), st.lists(acts, max_size=8), showings)
def test_the_decisions_lead_from_any_coding_to_any_other(one: list[Act], other: list[Act], shown: tuple[str, ...]) -> None:
    """Undoing, and bringing back, is a way forward: taken one after the other, the decisions give just what is wanted."""
    present, wanted = done(shown, *one), done(shown, *other)
    reached = replace(present, answers=dict(present.answers))
    for decision in moves(present, wanted, shown):
        reached.take(decision)
    assert reached == wanted
    assert moves(reached, wanted, shown) == []


@given(st.lists(acts, max_size=8), showings)
def test_a_passage_is_finished_only_by_answers_or_by_none(made: list[Act], shown: tuple[str, ...]) -> None:
    """No passage counts as looked at while a suggestion is open, unless no code fits."""
    coding = done(shown, *made)
    answered = all(code in coding.answers for code in shown) if shown else bool(coding.applied)
    nothing_given = not coding.applied and Kind.UNSURE not in coding.answers.values()
    assert not coding.looked or answered or nothing_given


def test_the_last_answer_finishes_the_passage() -> None:
    """One answer of two leaves it open."""
    first = done((A, B), Act(Kind.CONFIRM, A))
    assert not first.looked
    second = after(Act(Kind.REFUTE, B), first, (A, B))
    assert kinds(moves(first, second, (A, B))) == [("refute", B), ("looked", "")]


def test_a_code_taken_back_opens_the_passage_again() -> None:
    """Else "nothing fits" would remain of it."""
    given_one = done((), Act(Kind.ADD, OWN), Act(Kind.MEMO, note="hm"))
    taken = after(Act(Kind.WITHDRAW, OWN), given_one, ())
    assert (taken.looked, taken.answers, taken.memo) == (False, {}, "hm")
    assert kinds(moves(given_one, taken, ())) == [("withdraw", ""), ("memo", "")]


def test_none_gives_way_to_a_code() -> None:
    """Where a suggestion is open still, the passage is open too; refutations stay."""
    nothing = done((A, B), Act(Kind.REFUTE, A), Act(Kind.NONE))
    assert nothing.looked
    assert after(Act(Kind.REFUTE, B), nothing, (A, B)).looked
    changed = after(Act(Kind.ADD, OWN), nothing, (A, B))
    assert (changed.looked, changed.answers) == (False, {A: Kind.REFUTE, OWN: Kind.ADD})


@pytest.mark.parametrize(
    "act", [Act(Kind.MEMO, note="later"), Act(Kind.DISCUSS, note="yes"), Act(Kind.ADD, OWN), Act(Kind.REFUTE, B)]
)
def test_a_passage_finished_elsewhere_stays_finished(act: Act) -> None:
    """A workbook settled it when other codes were suggested; a note or a further code does not open it."""
    settled = Coding("anna", "S-1", {C: Kind.CONFIRM}, looked=True)
    assert after(act, settled, (A, B)).looked
