"""A text file's bytes -> its text: the encoding told by marks and zero bytes, or else guessed with a warning."""

from __future__ import annotations

from pathlib import Path

from coder.errors import ReadError

LARGEST = 64 << 20
"""Bytes above which a text is no transcript."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MAGIC = {
    b"PK\x03\x04": "a zipped Office file",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
}


def decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a file's text with LF line ends, and a warning if its encoding had to be guessed."""
    name = path.name
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(f"{name}: larger than {LARGEST >> 20} MB; split it into one file an interview")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{name}: cannot be opened ({error.strerror}); check the file and its permissions") from error
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(f"{name}: is {kind} under a text file's name; give it its right ending")
    text, warnings = _decoded(data, name)
    if "\0" in text:
        raise ReadError(f"{name}: not a text file; save it as plain text in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "") or _unmarked(data)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ReadError(f"{name}: damaged {encoding} text; save it again as plain text in UTF-8") from error
    text = data.decode("cp1252", errors="replace")
    return text, ("not in UTF-8: read as Windows-1252, so check its accents, or save it as UTF-8",)


def _unmarked(data: bytes) -> str:
    """Tell UTF-16 without a mark by its zero bytes."""
    head = data[:4000]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return "utf-8"
