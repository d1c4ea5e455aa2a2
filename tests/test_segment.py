"""Transcript -> segments: the laws of units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.records import Role, Speaker, Transcript, Turn
from coder.segment import LONG, Unit, segments

sentence = st.lists(
    st.sampled_from(["well", "we", "talked", "about", "it", "on", "Tuesday", "[laughs]", "Dr.", "é"]), min_size=1, max_size=40
).map(lambda words: " ".join(words) + ".")
paragraph = st.lists(sentence, min_size=1, max_size=8).map(" ".join)
turn = st.tuples(st.sampled_from([Role.INTERVIEWER, Role.PARTICIPANT]), st.lists(paragraph, min_size=1, max_size=3))


def build(turns: list[tuple[Role, list[str]]]) -> Transcript:
    """A transcript of the given turns, a label before each."""
    text = ""
    made = []
    for number, (role, paragraphs) in enumerate(turns, start=1):
        text += f"{role[0].upper()}: "
        pieces = []
        for words in paragraphs:
            pieces.append((len(text), len(text) + len(words)))
            text += words + "\n"
        made.append(Turn(number, role, role, tuple(pieces)))
    return Transcript("made", text, tuple(made), (Speaker("I", Role.INTERVIEWER, ""),), "made")


@given(st.lists(turn, min_size=1, max_size=6), st.sampled_from(["turn", "paragraph", "sentence"]))
def test_segments_cover_every_participant_turn_exactly_once(turns: list[tuple[Role, list[str]]], unit: Unit) -> None:
    """Every word of a participant is in one segment, none of an interviewer's; offsets are true; ids differ."""
    transcript = build(turns)
    found = segments(transcript, unit=unit)
    for segment in found:
        assert transcript.text[segment.start : segment.end] == segment.text
        assert segment.text == segment.text.strip()
    for one in transcript.turns:
        said = " ".join(transcript.said(one).split())
        parts = " ".join(" ".join(s.text.split()) for s in found if s.turn == one.number)
        assert parts == ("" if one.role is Role.INTERVIEWER else said)
    assert len({segment.id for segment in found}) == len(found)
    assert [s.start for s in found] == sorted(s.start for s in found)


@given(st.lists(paragraph, min_size=1, max_size=4))
def test_long_turns_are_split_at_sentence_ends(paragraphs: list[str]) -> None:
    """A part is longer than the limit only when one sentence is."""
    for segment in segments(build([(Role.PARTICIPANT, paragraphs)])):
        if len(segment.text.split()) > LONG:
            assert len(segments(build([(Role.PARTICIPANT, [segment.text])]), unit="sentence")) == 1


def test_a_turn_of_ordinary_length_is_one_segment() -> None:
    """The default unit is the turn, its paragraphs together."""
    found = segments(build([(Role.INTERVIEWER, ["And then?"]), (Role.PARTICIPANT, ["Then we left.", "It was late."])]))
    assert [segment.text for segment in found] == ["Then we left.\nIt was late."]


def test_short_replies_are_flagged() -> None:
    """Three words or fewer only show that someone listens."""
    found = segments(build([(Role.PARTICIPANT, ["Yeah, I see."]), (Role.PARTICIPANT, ["Yeah, I see that."])]))
    assert [segment.backchannel for segment in found] == [True, False]


def test_a_note_inside_a_turn_ends_the_segment() -> None:
    """What stands between two paragraphs and was not said is in no segment."""
    text = "I went home.\n[00:01:02]\nThen I slept."
    made = Transcript("made", text, (Turn(1, "P", Role.PARTICIPANT, ((0, 12), (24, 37))),), (), "made")
    assert [segment.text for segment in segments(made)] == ["I went home.", "Then I slept."]


def test_editing_one_turn_leaves_the_ids_of_the_others() -> None:
    """Ids come from the transcript's id and the words, and count repeats."""
    before = segments(
        build([(Role.PARTICIPANT, ["One thing."]), (Role.PARTICIPANT, ["Yes."]), (Role.PARTICIPANT, ["Yes."])]), "T-1"
    )
    after = segments(
        build([(Role.PARTICIPANT, ["Another thing."]), (Role.PARTICIPANT, ["Yes."]), (Role.PARTICIPANT, ["Yes."])]), "T-1"
    )
    assert [s.id for s in before][1:] == [s.id for s in after][1:]
    assert before[0].id != after[0].id
    assert before[1].id != before[2].id
