"""Turns -> a Word file: a clean copy of a transcript, `LABEL: text`, with nothing of the original's metadata."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime

from coder.records import Transcript

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def transcript_docx(transcript: Transcript, turns: Iterable[tuple[str, list[str]]]) -> bytes:
    """Make the file; `turns` are labels with the paragraphs to stand there, in order."""
    import docx

    document = docx.Document()
    facts = document.core_properties
    facts.author, facts.comments, facts.title = "", "", f"Redacted copy, participant {transcript.participant or 'not named'}"
    facts.created = facts.modified = _NO_DATE
    for label, paragraphs in turns:
        for number, words in enumerate(paragraphs):
            paragraph = document.add_paragraph()
            if number == 0 and label:
                paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(words)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
