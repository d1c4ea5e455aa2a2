"""A zipped Office file -> its XML parts, opened safely: sizes checked before inflating, no entities, nothing written to disk."""

from __future__ import annotations

import mmap
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypeVar
from urllib.parse import unquote

from lxml import etree

from coder.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What one file may cost. A ten-hour interview as Word saves it has a main part of about 10 MB and 400,000 angle brackets.
MAX_PART = 64 << 20  # bytes of one part, inflated
MAX_TOTAL = 128 << 20  # bytes of all parts that are read, inflated
MAX_RATIO = 200  # inflated : deflated, judged on parts over RATIO_FROM only, because a few short paragraphs can repeat themselves
RATIO_FROM = 2 << 20
MAX_MEMBERS = 2_000
MAX_DIRECTORY = MAX_MEMBERS * 512  # bytes of the zip's own list of members, checked before it is read
MAX_MARKS = 5_000_000  # angle brackets "<" in one part, which bound the elements and so the time
CHUNK = 64 << 10  # bytes parsed at a time

STRICT = "http://purl.oclc.org/ooxml/"
TRANSITIONAL = "http://schemas.openxmlformats.org/"

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError too: a compression that Python does not know
    ValueError,
    OverflowError,
    LookupError,
)
Made = TypeVar("Made")

_BROKEN_XML = (etree.LxmlError, ValueError)
_PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,  # the XML library's own limits stay on: depth 256, 10 MB in one text or attribute, entity amplification
    "remove_comments": True,
    "remove_pis": True,
}
_DAMAGED = "damaged; open it in Word, let Word repair it and save a copy"
_TOO_BIG = "too big when unpacked; is it really a transcript? Copy the text into a new Word file"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A part's link to another: the last word of its type, and the part's name, "" if it leads out of the package or nowhere."""

    kind: str
    part: str
    outside: bool = False


class Package:
    """An open package; use it in a `with` block. Every problem is a `ReadError` that begins with the file's name."""

    def __init__(self, path: Path) -> None:
        self.name = _printable(path.name)
        self._left = MAX_TOTAL
        self._file = self._opened(path)
        try:
            self._zip = self._checked()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def refuse(self, why: str) -> ReadError:
        """Return the error for this file, to be raised: one line, without a word of its content."""
        return ReadError(f"{self.name}: {why}")

    def main(self) -> str:
        """Return the name of the main part, as the package's own relationships give it."""
        parts = {link.part for link in self.relationships("") if link.kind == "officeDocument" and link.part}
        if len(parts) > 1:
            raise self.refuse("damaged: it has two main parts and nobody can tell which is meant; save a fresh copy in Word")
        if not parts:
            raise self.refuse(_DAMAGED)
        return parts.pop()

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """Return the links of a part ("" for the package), in the order of the file."""
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        if links.lower() not in self._members:
            return ()
        return tuple(self._relationship(folder, element) for element in self.xml(links) if element.get("Type"))

    def xml(self, part: str) -> etree._Element:
        """Return the root of a part, in the transitional namespaces."""
        return self.made(part, parsed)

    def made(self, part: str, make: Callable[[bytes], Made]) -> Made:
        """Return what a function makes of a part's bytes; it may fail as `parsed` does."""
        data = b"".join(self._chunks(part))
        try:
            return make(data)
        except _BROKEN_XML as error:
            raise self.refuse(_why(error)) from error

    def batches(self, part: str, root: str, holder: str) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
        """Yield `holder` (a child of `root`) with those of its children that are complete; they are dropped when the next come.

        Tags are given in the transitional namespace. Thus memory does not grow with the file.
        """
        parser = etree.XMLPullParser(events=("start",), tag=(holder, _strict_tag(holder)), **_PARSER)
        holding: etree._Element | None = None
        try:
            for chunk in self._chunks(part):
                parser.feed(chunk)
                holding = self._begun(parser, root) if holding is None else holding
                if holding is not None and len(holding) > 1:
                    children = self._complete(holding, list(holding)[:-1])
                    yield holding, children
                    for child in children:
                        child.clear()  # which makes the removal much faster
                        holding.remove(child)
                    del children, child
            self._check_root(parser.close(), root)
            if holding is not None:
                yield holding, self._complete(holding, list(holding))
        except _BROKEN_XML as error:
            raise self.refuse(_why(error)) from error

    def _begun(self, parser: Any, root: str) -> etree._Element | None:
        element: etree._Element
        for _, element in parser.read_events():
            self._check_root(element.getroottree().getroot(), root)
            return element
        return None

    @staticmethod
    def _complete(holding: etree._Element, children: list[etree._Element]) -> list[etree._Element]:
        if _is_strict(holding):
            for child in children:
                _make_transitional(child)
        return children

    def _check_root(self, found: etree._Element, root: str) -> None:
        _check_doctype(found)
        if found.tag not in (root, _strict_tag(root)):
            raise self.refuse("not a Word document inside; save it in Word as .docx")

    def _relationship(self, folder: str, element: etree._Element) -> Relationship:
        kind = element.get("Type", "").rpartition("/")[2]
        if element.get("TargetMode", "").lower() == "external":
            return Relationship(kind, "", outside=True)
        target = unquote(element.get("Target", "")).partition("#")[0].replace("\\", "/")
        name = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
        if name.startswith("../") or "://" in target:
            return Relationship(kind, "", outside=True)
        return Relationship(kind, name if name.lower() in self._members else "")

    def _chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part that passed the limits, piece by piece."""
        info = self._info(part)
        marks = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    marks += chunk.count(b"<")
                    if marks > MAX_MARKS:
                        raise self.refuse(_TOO_BIG)
                    yield chunk
        except _BROKEN_ZIP as error:
            raise self.refuse(_DAMAGED) from error

    def _info(self, part: str) -> zipfile.ZipInfo:
        infos = self._members[part.lower()]
        if len(infos) > 1:
            raise self.refuse("damaged: a part is in it twice and nobody can tell which is meant; save a fresh copy in Word")
        info = infos[0]
        if info.flag_bits & 1:
            raise self.refuse("password-protected; save a copy without the password")
        self._left -= info.file_size
        too_dense = info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size
        if info.file_size > MAX_PART or self._left < 0 or too_dense:
            raise self.refuse(_TOO_BIG)
        return info

    def _opened(self, path: Path) -> BinaryIO:
        try:
            mode = path.stat().st_mode
            if stat.S_ISREG(mode):
                return path.open("rb")
        except FileNotFoundError as error:
            raise self.refuse("not there, or a link that leads nowhere") from error
        except (OSError, ValueError) as error:
            raise self.refuse("cannot be opened; check that you may read it and that no other program holds it") from error
        raise self.refuse("a folder, not a file" if stat.S_ISDIR(mode) else "not an ordinary file")

    def _checked(self) -> zipfile.ZipFile:
        try:
            head = self._file.read(4096)
            if not head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
                raise self.refuse(_what_it_is(head, self._file))
            if _directory_size(self._file) > MAX_DIRECTORY:
                raise self.refuse(_TOO_BIG)
            opened = zipfile.ZipFile(self._file)
        except _BROKEN_ZIP as error:
            raise self.refuse("damaged or cut short; fetch or copy it again") from error
        infos = opened.infolist()
        if len(infos) > MAX_MEMBERS:
            raise self.refuse(_TOO_BIG)
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        for info in infos:
            self._members.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), []).append(info)
        if other := _other_zip(self._members):
            raise self.refuse(other)
        return opened


class _EntitiesError(ValueError):
    """A part defines entities of its own: they would vanish, grow without bound or fetch other files."""


def parsed(data: bytes) -> etree._Element:
    """Return the root of an XML part, in the transitional namespaces; raise `ValueError` or an lxml error if that fails."""
    root = etree.fromstring(data, etree.XMLParser(**_PARSER))
    _check_doctype(root)
    if _is_strict(root):
        _make_transitional(root)
    return root


def _check_doctype(root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise _EntitiesError


def _why(error: Exception) -> str:
    """Say what is wrong with a part; entities that the XML library itself refused count as damage."""
    if isinstance(error, _EntitiesError):
        return "refused: it defines its own XML entities, which no Word file does; save a fresh copy in Word"
    return _DAMAGED


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)


def _directory_size(file: BinaryIO) -> int:
    """Return the declared size of the zip's list of members, found where Python's zipfile will look for it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 22 - 0xFFFF - 76))
    tail = file.read()
    at = tail.rfind(b"PK\5\6", 0, len(tail) - 18)
    if at < 0:
        raise zipfile.BadZipFile
    if at >= 76 and tail[at - 20 : at - 16] == b"PK\6\7":
        return int(struct.unpack_from("<Q", tail, at - 76 + 40)[0])
    return int(struct.unpack_from("<L", tail, at + 12)[0])


def _is_strict(element: etree._Element) -> bool:
    return str(element.tag).startswith("{" + STRICT)


def _transitional(name: str) -> str:
    """`{.../ooxml/wordprocessingml/main}p` -> `{.../wordprocessingml/2006/main}p`; other names unchanged."""
    family, slash, rest = name.removeprefix("{" + STRICT).partition("/")
    return f"{{{TRANSITIONAL}{family}{slash}2006/{rest}" if name.startswith("{" + STRICT) else name


def _strict_tag(tag: str) -> str:
    return tag.replace(TRANSITIONAL, STRICT).replace("/2006/", "/")


def _make_transitional(top: etree._Element) -> None:
    for element in top.iter(etree.Element):
        element.tag = _transitional(str(element.tag))
        for name, value in element.items():
            if str(name).startswith("{" + STRICT):
                element.set(_transitional(str(name)), value)


_OLD_OFFICE = (
    ("EncryptedPackage", "password-protected; save a copy without the password"),
    ("WordDocument", "the old Word format (.doc); open it in Word and save it as .docx"),
    ("Workbook", "an old Excel workbook, not a Word file; save its table as .csv or .xlsx"),
    ("PowerPoint Document", "an old PowerPoint file, not a Word file; copy its text into a Word file"),
)
_STARTS = (
    (rb"\{\\rtf", "an RTF file; rename it to .rtf or save it in Word as .docx"),
    (rb"%PDF", "a PDF, not a Word file; open it in Word and save it as .docx"),
    (rb"\x00\x05\x16\x07", "a Mac's companion file without text; look for the file of the same name without ._"),
    (rb"(?i)\s*(<!doctype\s+html|<html|<head|<body|<!--)", "a web page (HTML); open it in Word and save it as .docx"),
    (rb"(?i)\s*mime-version:", "a web archive (MHT); open it in Word and save it as .docx"),
    (rb"\s*<\?xml", "a bare XML file; open it in Word and save it as .docx"),
)
_MIMETYPES = (
    ("content.xml", "an OpenDocument file; rename it to .odt or save it as .docx"),
    ("xl/workbook.xml", "an Excel workbook, not a Word file; rename it to .xlsx"),
    ("xl/workbook.bin", "an Excel workbook, not a Word file; save it as .xlsx"),
    ("ppt/presentation.xml", "a PowerPoint file, not a Word file; copy its text into a Word file"),
    ("index/document.iwa", "a Pages file; export it from Pages as Word (.docx)"),
)


def _what_it_is(head: bytes, file: BinaryIO) -> str:
    """Say what a file that is no zip is, and what to do."""
    if not head:
        return "empty (0 bytes); fetch or copy it again"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(file)
    start = head.removeprefix(b"\xef\xbb\xbf")
    for pattern, what in _STARTS:
        if re.match(pattern, start):
            return what
    if _is_text(head):
        return "a plain text file; rename it to .txt"
    return "not a Word file, or damaged; open it in Word and save it as .docx"


def _old_office(file: BinaryIO) -> str:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for stream, what in _OLD_OFFICE:
            if content.find(stream.encode("utf-16-le")) >= 0:
                return what
    return "an old Office file that is not Word's; save it in Word as .docx"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _other_zip(members: dict[str, list[zipfile.ZipInfo]]) -> str:
    """Say what a zip without Office relationships, or with another program's main part, is; "" if it may be Word's."""
    for member, what in _MIMETYPES:
        if member in members and "word/document.xml" not in members:
            return what
    if "_rels/.rels" not in members and not any(name.startswith("word/") for name in members):
        return "a zip archive, not a Word file; unpack it and use the files inside"
    return ""
