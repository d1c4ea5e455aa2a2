import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from coder.classifier import ThemeClassifier
from coder.encoders import Encoder, StaticEncoder, StudyEncoder
from coder.encoders.wordpiece import WordPiece
from coder.errors import ModelError


@pytest.fixture(scope="module")
def data(root: Path) -> bytes:
    return (root / "models" / "encoder" / "static-minilm-256.npz").read_bytes()


@pytest.fixture(scope="module")
def encoder(data: bytes) -> StaticEncoder:
    return StaticEncoder(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop!", ["don", "'", "t", "stop", "!"]),
        ("naïve CAFÉ", ["naive", "cafe"]),
        ("a\tb\u00a0c\u200bd\x00e", ["a", "b", "cde"]),
        ("“yes”—no…", ["“", "yes", "”", "—", "no", "…"]),
        ("£5 + €3", ["£5", "+", "€3"]),
        ("[UNK] x", ["x"]),
        ("ΣΑΣ", ["σας".replace("ς", "σ")]),
        ("", []),
    ],
)
def test_text_is_split_as_bert_splits_it(text: str, words: list[str]) -> None:
    """Accents, capitals and control characters go; punctuation stands alone; symbols of other kinds do not."""
    assert WordPiece([]).words(text) == words


def test_a_word_is_cut_into_the_longest_known_pieces() -> None:
    """Greedily from the left; a word that cannot be cut, or is too long, gives nothing."""
    tokenizer = WordPiece(["un", "##happi", "##ness", "##happiness", "x", "##x"])
    assert tokenizer.ids("unhappiness") == [0, 3]
    assert tokenizer.ids("unhappy x") == [4]
    assert tokenizer.ids("x" * 101) == []
    assert len(tokenizer.ids("x" * 100)) == 100


@given(st.lists(st.one_of(st.text(), st.text(alphabet="aé İßΣ'’-—.?中\u0300\u200d\n")), min_size=1, max_size=5))
def test_the_ids_are_those_of_the_original_tokenizer(encoder: StaticEncoder, texts: list[str]) -> None:
    """Any text gets the ids that the library which the vectors were made with gives it."""
    tokenizers = pytest.importorskip("tokenizers")
    own = encoder._tokenizer
    original = tokenizers.Tokenizer(tokenizers.models.WordPiece(dict(own.vocabulary), unk_token="[UNK]"))  # noqa: S106  # no password
    original.normalizer = tokenizers.normalizers.BertNormalizer()
    original.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    unknown = own.vocabulary["[UNK]"]
    for text in texts:
        wanted = [number for number in original.encode(text).ids if number != unknown]
        assert own.ids(text) == wanted


def test_vectors_have_length_one_and_texts_without_words_are_zero(encoder: StaticEncoder) -> None:
    """(n, d) float32, a row a text, in the order of the texts."""
    found = encoder.encode(["I felt tired.", "", "\u200b", "My rota changed again."])
    assert found.shape == (4, encoder.dimensions)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), [1, 0, 0, 1], atol=1e-6)
    np.testing.assert_allclose(found[[3]], encoder.encode(["My rota changed again."]), atol=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_like_texts_lie_closer_than_unlike_ones(encoder: StaticEncoder) -> None:
    """What the vectors are for, without a shared word."""
    tired, exhausted, train = encoder.encode(
        ["She sleeps badly and feels tired.", "He was exhausted at night.", "Our train goes at noon."]
    )
    assert tired @ exhausted > tired @ train


def test_rare_words_of_a_study_count_more(encoder: StaticEncoder) -> None:
    """A word of every text tells little: the vector turns towards the rare one."""
    rarity = encoder.rarity([*["mentor here"] * 20, *["mentor sleep"] * 2])
    weights, words = encoder.weighed(["mentor sleep"], rarity)
    turned = (weights @ encoder.vectors(words))[0]
    plain, rare = encoder.encode(["mentor sleep"])[0], turned / np.linalg.norm(turned)
    sleep = encoder.encode(["sleep"])[0]
    assert rare @ sleep > plain @ sleep
    assert rarity.words == ("here", "mentor", "sleep")
    assert rarity.unknown > rarity.weights.max()


def test_words_of_like_meaning_are_of_the_same_kinds(encoder: StaticEncoder) -> None:
    """At most three a word, all above 0; the same for a word alone, among others, or asked again; none for what is no word."""
    words = ["exhausted", "tired", "train", "nurse", "\u4e2d"]
    found = encoder.kinds(words)
    assert found.shape == (5, 1_024)
    assert found.dtype == np.float32
    assert (found.data >= 0).all()
    assert (np.diff(found.indptr) == 3).all()
    like = (found @ found.T).toarray()
    assert like[0, 1] > 0.3 > like[0, 2]
    assert like[0, 1] > like[0, 3]
    again = StaticEncoder.kinds(encoder, ["train", "tired", "train"])
    np.testing.assert_array_equal(again.toarray(), found[[2, 1, 2]].toarray())
    assert encoder.kinds([]).shape == (0, 1_024)


def test_damaged_files_are_refused_in_one_line(data: bytes) -> None:
    """Cut short, another archive, or no archive at all."""
    for wrong in (b"", b"no", data[:1000], data[: len(data) // 2], b"PK\x05\x06" + bytes(18)):
        with pytest.raises(ModelError, match="encoder static-minilm-256") as caught:
            StaticEncoder(wrong)
        assert "\n" not in str(caught.value)


def test_the_card_names_the_file_that_is_there(root: Path, encoder: StaticEncoder) -> None:
    """Hash, number of pieces and dimensions."""
    card = (root / "models" / "encoder" / "CARD.md").read_text(encoding="utf-8")
    assert encoder.sha256 in card
    assert re.search(rf"29,525 pieces of {encoder.dimensions} dimensions", card)
    assert len(encoder._tokenizer.vocabulary) == 29_525
    assert "1,024 kinds" in card
    assert encoder.kinds(["word"]).shape == (1, 1_024)


def test_an_encoder_is_shared_by_clones(encoder: StaticEncoder) -> None:
    """Eight megabytes are not copied for each fold."""
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, StudyEncoder)
    assert clone(ThemeClassifier(encoder=encoder)).encoder is encoder
