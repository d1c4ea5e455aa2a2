"""`participants:` and dates of study.yaml -> who the participants are, and when each was interviewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from coder.yaml_lines import Node

RESERVED = frozenset({"participant", "interview", "date"})
"""Names that a variable of a participant cannot have."""


def people(top: Node) -> dict[str, dict[str, str]]:
    """Read the participants' variables: role, specialty, arm and the like.

    Raises
    ------
    StudyError
        With file and line: an entry that is no list of `name: value` lines, or a variable with a reserved name.
    """
    return {name: _variables(name, node) for name, node in top.mapping("participants").items()}


def _variables(name: str, node: Node) -> dict[str, str]:
    if not isinstance(node.value, dict):
        raise node.error(f"the participant {name}", "must be a list of `name: value` lines, such as {role: consultant}")
    found = {}
    for variable, value in node.value.items():
        if variable.casefold() in RESERVED:
            raise value.error(f"`{variable}` of {name}", "is not a variable of a participant: dates stand below `transcripts:`")
        if not isinstance(value.value, str):
            raise value.error(f"`{variable}` of {name}", "must be plain text")
        if value.value.strip():
            found[variable] = value.value.strip()
    return found


def dates(transcripts: Mapping[str, Node]) -> dict[str, str]:
    """Read the date of each transcript that has one; errors as for `people`."""
    found = {}
    for name, node in transcripts.items():
        word = node.text("date")
        if word and not is_date(word):
            raise node.child("date").error(f"the date {word!r}", "must be written year-month-day, such as 2021-03-15")
        if word:
            found[name] = word
    return found


def is_date(word: str) -> bool:
    """Whether a word is a day of the calendar, written year-month-day.

    >>> is_date("2021-03-15"), is_date("15/03/2021"), is_date("2021-02-30")
    (True, False, False)
    """
    try:
        return dt.date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False
