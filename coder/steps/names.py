"""What a user calls a coder -> the coder's name."""

from __future__ import annotations

from coder.errors import StudyError


def coder_name(name: str) -> str:
    """The coder's name with single spaces; letters, digits, spaces and - _ . only, as it becomes part of a file's name."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 40 or not all(character.isalnum() or character in " -_." for character in plain):
        raise StudyError(f"'{plain[:40]}' cannot be a coder's name: use up to 40 letters, digits, spaces, - and _")
    return plain
