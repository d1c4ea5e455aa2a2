"""Transcripts in, suggestions out, people's decisions back, agreement reported: an offline theme coder for interviews.

In a notebook, `coder.open("my-study")` gives the study as pandas DataFrames.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.steps.frames import OpenStudy

__version__ = "0.1.0"


def open(study: str | Path = ".", *, coder: str | None = None, blind: bool = False) -> OpenStudy:  # noqa: A001  # coder.open reads well
    """Open a study's folder for reading: transcripts, segments, decisions, consensus, codes and survey as DataFrames.

    Codes are the workshop's consensus, or what most coders gave; `coder` takes one coder's, `blind` what was coded blind.
    """
    from coder.steps.frames import open_study

    return open_study(Path(study), coder, blind=blind)
