"""What looks like an identifier is found, what does not is left, and redaction keeps everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.identifiers import Identifier, around, find, names, redact


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("write to me at j.bloggs+study@example.org please", "e-mail", "j.bloggs+study@example.org"),
        ("it is on www.example.org/rota I think", "web address", "www.example.org/rota"),
        ("ring 01632 960 123 after six", "phone", "01632 960 123"),
        ("or +44 (0)7700 900123 if it is late", "phone", "+44 (0)7700 900123"),
        ("her number was 943 476 5919 on the form", "NHS number", "943 476 5919"),
        ("my GMC number is 1234567 by the way", "GMC number", "1234567"),
        ("he was born on 3rd of May 1961 in the war, nearly", "date of birth", "3rd of May 1961"),
        ("DOB: 03/05/1961", "date of birth", "03/05/1961"),
        ("we moved to ZE2 9AU that year", "postcode", "ZE2 9AU"),
        ("when I was at St Elsewhere General Hospital we had", "hospital", "St Elsewhere General Hospital"),
        ("I went to see Dr Featherstone about it", "name", "Featherstone"),
        ("and then Priya said that she would", "name", "Priya"),
        ("we had a place in Little Snoring for years", "place", "Little Snoring"),
    ],
)
def test_identifiers_are_found_with_their_kind(text: str, kind: str, words: str) -> None:
    """Each form is found where it stands."""
    assert [(found.kind, text[found.start : found.end]) for found in find(text)] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "It was Tuesday and I'd had enough. We used GROW, and then Egan's model.",
        "He said, “Nobody told me.” Then he left.",
        "About 120 patients, 3.5 a day, 1999 of them since January.",
        "1234567890 is no NHS number.",
        "We are the clinic. The Clinic is what they call us.",
        "[inaudible 00:12:33] and the potassium was 6.2",
    ],
)
def test_ordinary_talk_is_left(text: str) -> None:
    """Days, models, sentence beginnings, quotations and numbers name nobody."""
    assert find(text) == ()


def test_no_more_than_a_few_words_are_shown() -> None:
    """A person sees the identifier and three words on each side."""
    text = "one two three four five Priya six seven eight nine ten"
    (found,) = find(text)
    assert around(text, found) == "three four five [Priya] six seven eight"


def test_the_same_words_get_the_same_stand_in() -> None:
    """Redaction is consistent over several texts, and the key tells what stood there."""
    stand_ins: dict[str, str] = {}
    first, second = "and Priya went to see Tomasz", "then Tomasz rang Priya"
    assert redact(first, find(first), stand_ins) == "and [name 1] went to see [name 2]"
    assert redact(second, find(second), stand_ins) == "then [name 2] rang [name 1]"
    assert stand_ins == {"Priya": "[name 1]", "Tomasz": "[name 2]"}


def test_a_name_known_from_elsewhere_is_found_where_a_sentence_begins() -> None:
    """What was once found to be a name is one in the whole transcript, word by word."""
    texts = ["and then Priya Nayak rang.", "Priya was late. Nayak, I said."]
    known = names(texts)
    assert [texts[1][one.start : one.end] for one in find(texts[1], known=known)] == ["Priya", "Nayak"]
    assert find(texts[1]) == ()


def test_an_address_does_not_make_a_name_a_common_word() -> None:
    """A name that stands in small letters in an e-mail address is a name all the same."""
    text = "It was Priya who told me, so write to priya.x@example.org now."
    assert [one.kind for one in find(text)] == ["name", "e-mail"]


def test_a_model_s_names_are_taken_beside_the_rules() -> None:
    """What a recogniser finds is found too, and nothing twice."""
    text = "and then priya rang j.bloggs@example.org"
    found = find(text, lambda _: [(9, 14, "name"), (20, 27, "name")])
    assert [one.kind for one in found] == ["name", "e-mail"]


@given(st.text(max_size=200))
def test_any_text_is_searched_without_overlaps(text: str) -> None:
    """Spans are in order, disjoint and inside; taking the stand-ins out again gives the text."""
    found = find(text)
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        end = one.end
    kept = [Identifier(one.kind, one.start, one.end) for one in found]
    assert (redact(text, kept, {}) == text) == (not kept)
