from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made import held, told

from coder.errors import ReadError
from coder.readers import read

HEAD = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}}{\info{\title Not spoken}}"


def _write(folder: Path, body: str) -> Path:
    path = folder / "talk.rtf"
    path.write_bytes((HEAD + body + "}").encode("latin-1"))
    return path


def test_labels_and_characters(tmp_path: Path) -> None:
    """Paragraphs, soft breaks, tabs and characters in every notation are read; fonts and titles are not text."""
    one = read(_write(tmp_path, r"I:\tab Wie geht\'92s?\line P: M\u252?de.\par I: Warum?\par P: N\'e4chte.\par"))
    held(one)
    assert told(one) == ["I > Wie geht’s?", "P > Müde.", "I > Warum?", "P > Nächte."]


def test_bold_tells_speakers_apart(tmp_path: Path) -> None:
    """Bold is kept, whether it ends by a word or with its group."""
    body = r"{\b What do you do?}\par I teach.\par\b Whom?\b0\par Nurses. I like it.\par\pard\plain\b And why?\plain\par I do not know.\par"
    one = read(_write(tmp_path, body))
    assert one.convention == "bold"
    assert [turn.speaker for turn in one.turns] == ["Interviewer", "Participant"] * 3


def test_hidden_and_deleted_text_goes_aside(tmp_path: Path) -> None:
    """Hidden and deleted words are out of the text, kept aside and counted."""
    one = read(_write(tmp_path, r"I: Ready{\v  or not}?\par P: Yes.\par I: Sure?\par P: {\deleted No. }Quite.\par"))
    assert told(one) == ["I > Ready?", "P > Yes.", "I > Sure?", "P > Quite."]
    assert [(side.where, side.text) for side in one.side] == [("hidden", "or not"), ("deleted", "No.")]
    assert one.warnings == ("2 hidden words left out", "1 deleted words left out")


def test_tables(tmp_path: Path) -> None:
    """A table's cells are read as cells."""
    rows = [("INT", "Are you still teaching?"), ("RES", "A little."), ("INT", "And the clinic?"), ("RES", "That too.")]
    body = "".join(rf"\trowd\cellx1000\cellx5000\intbl {who}\cell {said}\cell\row " for who, said in rows)
    one = read(_write(tmp_path, rf"\pard Interview\par {body}\pard End of interview\par"))
    assert one.convention == "table"
    assert told(one) == [f"{who} > {said}" for who, said in rows]


@pytest.mark.parametrize("data", [b"", b"I: Hello", b"PK\x03\x04"])
def test_what_is_no_rtf(tmp_path: Path, data: bytes) -> None:
    """A file that is no RTF is refused."""
    path = tmp_path / "talk.rtf"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"talk\.rtf: not an RTF file"):
        read(path)


def test_damage_is_an_error_or_read(tmp_path: Path) -> None:
    """A file cut off anywhere is read as far as it goes or refused, never a crash."""
    whole = (
        HEAD + r"{\b I:} Gr\'fc\u223?e, {\*\bkmkstart x}how?\par{\pict\wmetafile8 0102}\trowd P: Fine\cell\row\u-10179?}"
    ).encode()
    path = tmp_path / "talk.rtf"
    named: set[bool] = set()
    for size in range(6, len(whole)):
        path.write_bytes(whole[:size])
        try:
            held(read(path))
        except ReadError as error:
            named.add(str(error).startswith("talk.rtf: "))
    assert named <= {True}


def test_what_libreoffice_writes(root: Path, libreoffice: Callable[[Path, str], Path]) -> None:
    """A sample interview saved as RTF gives the turns that it gives as a Word file."""
    for path in sorted((root / "transcripts").glob("[CEF]-interview-1.docx")):
        assert told(read(libreoffice(path, "rtf"))) == told(read(path))
