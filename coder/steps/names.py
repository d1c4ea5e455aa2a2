"""What a user calls a coder -> the coder's name; a word -> as it is typed in a command."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Sequence

from coder.errors import StudyError


def coder_name(name: str) -> str:
    """The coder's name with single spaces; letters, digits, spaces and - _ . only, as it becomes part of a file's name."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 40 or not all(character.isalnum() or character in " -_." for character in plain):
        raise StudyError(f"'{plain[:40]}' cannot be a coder's name: use up to 40 letters, digits, spaces, - and _")
    return plain


def nearest(name: str, known: Sequence[str]) -> str:
    """The name that was probably meant, as a question at the end of an error; "" where none is alike.

    >>> nearest("anne", ["Ann", "Ben"]), nearest("Dora", ["Ann", "Ben"])
    ('; did you mean Ann?', '')
    """
    names = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(name.casefold(), names, n=1)
    return f"; did you mean {names[close[0]]}?" if close else ""


def typed(word: object) -> str:
    """A name or a path as it is typed in a command, in quotes where a shell would take it apart; the same on Windows and elsewhere.

    >>> typed("anna"), typed("Mary Okafor"), typed("anna,ben")
    ('anna', '"Mary Okafor"', '"anna,ben"')
    """
    text = str(word)
    if any(character in text for character in '"$`'):
        return shlex.quote(text)
    plain = bool(text) and all(character.isalnum() or character in "_-./:" for character in text)
    return text if plain else f'"{text}"'
