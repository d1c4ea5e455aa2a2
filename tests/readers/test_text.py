from __future__ import annotations

from pathlib import Path

import pytest
from made import held, told

from coder.errors import ReadError
from coder.readers import read

TALK = "I: Wie geht’s?\nP: Müde, très fatigué.\nI: Warum?\nP: Zu viele Nächte.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """UTF-8, UTF-16 and UTF-32 are told by their marks or their zero bytes; line ends become LF."""
    path = tmp_path / "talk.txt"
    path.write_bytes(TALK.replace("\n", "\r\n").encode(encoding))
    one = read(path)
    held(one)
    assert told(one) == ["I > Wie geht’s?", "P > Müde, très fatigué.", "I > Warum?", "P > Zu viele Nächte."]
    assert one.text == TALK
    assert one.warnings == ()


def test_windows_encoding_with_a_warning(tmp_path: Path) -> None:
    """Text that is not UTF-8 is read as Windows-1252, and a warning says so."""
    path = tmp_path / "talk.txt"
    path.write_bytes(TALK.encode("cp1252"))
    one = read(path)
    assert one.text == TALK
    assert any("Windows-1252" in warning for warning in one.warnings)


def test_markdown(tmp_path: Path) -> None:
    """Markdown's marks of emphasis, headings and items become looks; they are not words."""
    path = tmp_path / "talk.md"
    path.write_text("# A talk\n\n**What do you do?**\nI teach. *Mostly* nurses.\n**Why?**\nI like it, snake_case_and all.\n")
    one = read(path)
    held(one)
    assert one.convention == "bold"
    assert told(one) == [
        "Interviewer > What do you do?",
        "Participant > I teach. Mostly nurses.",
        "Interviewer > Why?",
        "Participant > I like it, snake_case_and all.",
    ]
    assert [note.kind.value for note in one.notes] == ["heading"]


def test_markdown_labels(tmp_path: Path) -> None:
    """Bold labels in Markdown are labels."""
    path = tmp_path / "talk.md"
    path.write_text("**Ann:** Why?\n\n**Bob:** I like it.\n\n**Ann:** Do you?\n\n**Bob:** I do.\n")
    assert told(read(path)) == ["Ann > Why?", "Bob > I like it.", "Ann > Do you?", "Bob > I do."]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "zipped Office file"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 x}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"I: a\0b\nP: c", "not a text file"),
        (b"\xff\xfeI", "damaged utf-16"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, data: bytes, says: str) -> None:
    """What only bears a text file's name is refused in one line that begins with the file's name."""
    path = tmp_path / "talk.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=says) as caught:
        read(path)
    assert str(caught.value).startswith("talk.txt: ")
    assert "\n" not in str(caught.value)


def test_empty_text(tmp_path: Path) -> None:
    """An empty file is an empty transcript with a warning."""
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    assert read(path).warnings == ("holds no words",)
