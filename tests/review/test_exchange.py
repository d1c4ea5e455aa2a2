"""Keys, spellings, and what a returned file may and may not say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.coding import Coding
from coder.records import ALPHABET, Decision, Kind
from coder.review.exchange import KEY_LENGTH, is_key, keys, news, with_check

body = st.text(ALPHABET, min_size=KEY_LENGTH, max_size=KEY_LENGTH)


@given(body, st.integers(0, KEY_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(key: str, place: int, other: str) -> None:
    """The check character catches every single slip."""
    good = with_check(key)
    assert is_key(good)
    typed = key[:place] + other + key[place + 1 :]
    assert is_key(f"S-{typed}{good[-1]}") == (typed == key)


@given(body, st.integers(0, KEY_LENGTH - 2))
def test_two_swapped_characters_never_pass(key: str, place: int) -> None:
    """The check character catches every swap of neighbours that changes anything."""
    good = with_check(key)
    typed = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    assert is_key(f"S-{typed}{good[-1]}") == (typed == key)


@given(st.lists(st.text(ALPHABET, min_size=12, max_size=12).map("S-{}".format), unique=True, max_size=30))
def test_keys_are_unique_and_well_formed(segments: list[str]) -> None:
    """Every segment of an export has a key of its own."""
    given_keys = keys(segments)
    assert list(given_keys) == segments
    assert len(set(given_keys.values())) == len(segments)
    assert all(is_key(key) for key in given_keys.values())


def test_ids_that_begin_alike_get_different_keys() -> None:
    """A clash moves the later segment on along its own id."""
    one, two = keys(["S-222222333333", "S-222222444444"]).values()
    assert one[:8] == "S-222222"
    assert two == with_check("222224")


def test_only_what_is_new_is_kept() -> None:
    """The same answer again says nothing; a different one does."""
    present = Coding("anna", "S-1", {"a": Kind.CONFIRM}, looked=True)
    again = [Decision("anna", "S-1", Kind.CONFIRM, "a"), Decision("anna", "S-1", Kind.LOOKED)]
    assert news(again, present) == []
    changed = [Decision("anna", "S-1", Kind.REFUTE, "a")]
    assert news(changed, present) == changed
