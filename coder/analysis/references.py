"""A passage -> how a paper cites it: PA2 is participant A's second interview, QP7 the questionnaire of respondent 7."""

from __future__ import annotations

import re
from pathlib import PurePath

from coder.analysis.passages import QUESTIONNAIRE, Passage


def reference(passage: Passage) -> str:
    """Cite whose words they are, and of which interview, in the study's own ids."""
    if passage.source == QUESTIONNAIRE:
        return (
            respondent(passage.source_id) if passage.source_id else f"{_plain(passage.participant)}, answer {passage.place + 1}"
        )
    return cited(passage.participant, passage.interview)


def cited(participant: str, interview: int | None) -> str:
    """Cite a participant's interview; a letter or a number alone is given a P before it.

    >>> cited("A", 2), cited("PA", 2), cited("7", 1), cited("P07", 2), cited("Mary", None)
    ('PA2', 'PA2', 'P7, interview 1', 'P07, interview 2', 'Mary')
    """
    who = f"P{participant}" if re.fullmatch(r"[^\W\d_]|\d+", participant) else _plain(participant)
    if interview is None:
        return who
    return f"{who}{interview}" if re.fullmatch(r"[^\W\d_]{1,2}", who) else f"{who}, interview {interview}"


def respondent(source_id: str) -> str:
    """Cite a respondent of a questionnaire; numbers, and ids that could be an interview's, are given a Q before them.

    >>> respondent("7"), respondent("P7"), respondent("QP7"), respondent("R-12")
    ('QP7', 'QP7', 'QP7', 'R-12')
    """
    if source_id.isdecimal():
        return f"QP{source_id}"
    return f"Q{source_id}" if re.fullmatch(r"[Pp]\d+", source_id) else source_id


def _plain(name: str) -> str:
    """A file's name without its ending, where a transcript tells no participant."""
    return PurePath(name).stem if re.search(r"\.[A-Za-z]{2,4}$", name) else name
