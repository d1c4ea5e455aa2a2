"""A workbook, a size -> the same workbook at least that large, so that how large a file is says nothing of what it leaves out.

Room is made as office programs make it, by "growth hints": empty space in the headers of the parts of the package (ECMA-376-2, annex
B), which every reader passes over.
"""

from __future__ import annotations

import io
import zipfile

BLOCK = 32 * 1024
"""Sizes are whole numbers of blocks."""

_MOST = 30_000
"""Bytes of room in one part's header; LibreOffice takes no more than 32,767."""

_HEAD = 8
_HINT, _SIGNATURE = 0xA220, 0xA028


def target(size: int, least: int) -> int:
    """The size that a file of `size` bytes gets where all files of its kind should have `least`: a block more, in whole blocks."""
    return (max(size, least + BLOCK) + BLOCK - 1) // BLOCK * BLOCK


def padded(content: bytes, least: int) -> bytes:
    """Make a package of `content` that is as large as `target` says."""
    plain = _packed(content, 0)
    wanted = target(len(plain), least)
    missing = wanted - len(plain)
    return _packed(content, missing if missing == 0 or missing >= _HEAD else missing + BLOCK)


def _packed(content: bytes, room: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, member.date_time)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, member.external_attr
            here = _share(room)
            info.extra = _hint(here) if here else b""
            new.writestr(info, old.read(member))
            info.extra = b""  # the room is in the part's own header, not in the list at the end as well
            room -= here
    if room:
        raise ValueError(f"{room} bytes more than the parts have room for")
    return stream.getvalue()


def _share(room: int) -> int:
    """How much of what is wanted goes into one part; never so that less than a hint's head remains."""
    return room if room <= _MOST else min(_MOST, room - _HEAD)


def _hint(room: int) -> bytes:
    words = (_HINT, room - 4, _SIGNATURE, room - _HEAD)
    return b"".join(word.to_bytes(2, "little") for word in words) + bytes(room - _HEAD)
