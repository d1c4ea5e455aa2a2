from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from made import document, held

from coder.readers.blocks import Block, Document, Run
from coder.readers.turns import transcript
from coder.records import Corrections, Role

SCRAPS = """
I: P: Interviewer: Participant: INT RES Q1: A: Anna: [laughs] (pause) 00:01:02 [00:00:05] #00:01:16-1# 0:0:1.0 --> 0:0:2.5 Date: 1.
• – - : ； ：. ? ! ... = , I P yes well how are you the thing is: P1 P2: P1? and I = Interviewer * ** Speaker 1 @0:25 (a@b.c)
Interview 2 END OF INTERVIEW ￼ 问： 答： الباحث: مشارك: ½ {} <v> </v> I; X. p: II:
"""
WORDS = st.sampled_from(
    [*SCRAPS.split(), "\t", "\n", "\u00a0", "\u200f", "\u200b", "\x1c", "\x85", "\u2028", "Interview 2", "I ", "   "]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=9).map(" ".join), st.lists(WORDS, max_size=9).map("".join), st.text(max_size=30))
RUNS = st.builds(Run, TEXTS, st.booleans(), st.booleans(), st.sampled_from(["", "FF0000"]))
CELLS = st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 2)))
BLOCKS = st.builds(
    Block,
    st.lists(RUNS, max_size=3).map(tuple),
    st.sampled_from(["", "", "Heading 1", "Question"]),
    st.booleans(),
    st.integers(0, 1),
    CELLS,
    st.integers(0, 2),
)


@given(st.lists(BLOCKS, max_size=14), st.integers(1, 3))
def test_every_word_has_one_place(blocks: list[Block], times: int) -> None:
    """In any document whatever, each character that is not white space lies in one piece, label or note, all in order."""
    held(transcript(Document(tuple(blocks * times)), "any.docx"))


@given(
    st.lists(st.tuples(st.sampled_from(["I", "P", "Q", "Anna", "INT", "P1", ""]), TEXTS), max_size=20),
    st.sampled_from([": ", "\t", " - ", "\n", " [00:01:02] ", ". ", "   ", ""]),
)
def test_every_word_has_one_place_among_labels(lines: list[tuple[str, str]], mark: str) -> None:
    """So it is in documents that look like transcripts."""
    blocks = tuple(Block((Run(label + (mark if label else "") + text),)) for label, text in lines)
    held(transcript(Document(blocks), "any.docx"))


@given(st.lists(BLOCKS, max_size=8))
def test_corrections_lose_nothing(blocks: list[Block]) -> None:
    """Whatever the user corrects, every word keeps a place."""
    corrections = Corrections({"P": Role.PARTICIPANT}, {"Interviewer": "I", "Anna": "P"}, "X", 1, frozenset({"I", "Speaker 1"}))
    held(transcript(Document(tuple(blocks * 2)), "any.docx", corrections))


def test_reading_twice_gives_the_same() -> None:
    """The same document gives the same transcript."""
    made = document("I: Ready?\nP: Yes.\nI: Sure?\nP: Quite.")
    assert transcript(made, "a.docx") == transcript(made, "a.docx")
