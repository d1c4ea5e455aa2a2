"""Room in a workbook: exact sizes, and nothing else of it changes."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from coder.review.padding import BLOCK, padded, target


def package(*sizes: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(f"part{number}.xml", bytes(place * 7919 % 251 for place in range(size)))
    return stream.getvalue()


@given(st.lists(st.integers(0, 3000), min_size=4, max_size=10), st.integers(0, 60_000))
def test_a_package_gets_the_size_wanted_and_keeps_its_parts(sizes: list[int], least: int) -> None:
    """Whole blocks, at least a block more than the least; the parts come out as they went in."""
    content = package(*sizes)
    found = padded(content, least)
    assert len(found) % BLOCK == 0
    assert len(found) in (target(len(content), least), target(len(content), least) + BLOCK)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(found)) as new:
        assert new.testzip() is None
        assert [(m.filename, old.read(m)) for m in old.infolist()] == [(m.filename, new.read(m)) for m in new.infolist()]
