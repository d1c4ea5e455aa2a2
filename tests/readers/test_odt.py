from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made import held, told

from coder.errors import ReadError
from coder.readers import read

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    ]
)
STYLES = """
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Q"/>
<style:style style:name="Q" style:display-name="Question" style:family="paragraph">
  <style:text-properties fo:font-style="italic"/></style:style>
"""


def _write(folder: Path, body: str, extra: dict[str, str] | None = None) -> Path:
    path = folder / "talk.odt"
    content = f"""<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>
<office:body><office:text>{body}</office:text></office:body></office:document-content>"""
    with zipfile.ZipFile(path, "w") as package:
        for name, data in {"content.xml": content, **(extra or {})}.items():
            package.writestr(name, data)
    return path


def _paragraphs(*texts: str) -> str:
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def test_labels_spaces_and_breaks(tmp_path: Path) -> None:
    """Paragraphs, spans, tabs, repeated spaces and soft breaks are read."""
    one = read(
        _write(
            tmp_path,
            _paragraphs(
                'I:<text:tab/>Are<text:s text:c="2"/>you <text:span text:style-name="T1">sure</text:span>?<text:line-break/>P: Yes.',
                "I: Why?",
                "P: I am.",
            ),
        )
    )
    held(one)
    assert told(one) == ["I > Are you sure?", "P > Yes.", "I > Why?", "P > I am."]
    assert "Are  you" in one.text


def test_looks(tmp_path: Path) -> None:
    """Bold comes from automatic styles, and from the styles above them."""
    ask = '<text:p><text:span text:style-name="T1">What {}?</text:span></text:p><text:p>I teach. I like it.</text:p>'
    assert read(_write(tmp_path, "".join(ask.format(n) for n in "abc"))).convention == "bold"
    ask = '<text:p text:style-name="P1">What {}?</text:p><text:p>I teach. I like it.</text:p>'
    assert read(_write(tmp_path, "".join(ask.format(n) for n in "abc"))).convention == "italic"


def test_tables_lists_and_boxes(tmp_path: Path) -> None:
    """Cells, list items and text boxes are read in place."""
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = [("INT", "Still teaching?"), ("RES", "A little."), ("INT", "Where?"), ("RES", "Here.")]
    table = "".join(row.format("".join(cell.format(text) for text in pair)) for pair in rows)
    one = read(_write(tmp_path, f"<table:table>{table}</table:table>"))
    assert (one.convention, told(one)) == ("table", [f"{who} > {said}" for who, said in rows])
    items = "".join(
        f"<text:list><text:list-item>{_paragraphs(f'What {n}?')}</text:list-item></text:list><text:p>I do.</text:p>"
        for n in "abc"
    )
    assert read(_write(tmp_path, items)).convention == "list"
    box = (
        "<text:p><draw:frame><draw:text-box>"
        + _paragraphs("I: A?", "P: Yes.", "I: B?", "P: No.")
        + "</draw:text-box></draw:frame></text:p>"
    )
    assert told(read(_write(tmp_path, box))) == ["I > A?", "P > Yes.", "I > B?", "P > No."]


def test_side_channels(tmp_path: Path) -> None:
    """Footnotes, comments and tracked deletions are kept aside and counted."""
    deleted = "<text:tracked-changes><text:changed-region><text:p>gone</text:p></text:changed-region></text:tracked-changes>"
    note = "<text:note><text:note-body><text:p>below</text:p></text:note-body></text:note>"
    comment = "<office:annotation><text:p>aside</text:p></office:annotation>"
    one = read(_write(tmp_path, deleted + _paragraphs(f"I: So{note}?", f"P: Yes{comment}.", "I: Sure?", "P: Quite.")))
    assert told(one) == ["I > So?", "P > Yes.", "I > Sure?", "P > Quite."]
    assert [(side.where, side.text) for side in one.side] == [("deleted", "gone"), ("footnote", "below"), ("comment", "aside")]
    assert one.warnings == (
        "1 footnote kept apart from the text",
        "1 comment kept apart from the text",
        "1 tracked deletion left out",
    )


def test_hostile_files(tmp_path: Path) -> None:
    """No entity, no bomb, no damage gets further than one plain line."""
    path = tmp_path / "talk.odt"
    for data in (b"", b"PK\x03\x04", b"I: Hello"):
        path.write_bytes(data)
        with pytest.raises(ReadError, match=r"^talk\.odt: "):
            read(path)
    for name, content in {
        "content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        "other.xml": "<x/>",
        "content.xml ": "",
    }.items():
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(name, content)
        with pytest.raises(ReadError, match=r"^talk\.odt: "):
            read(path)
    with pytest.raises(ReadError, match="damaged"):
        read(_write(tmp_path, "<text:p>"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", b" " * (65 << 20))
    with pytest.raises(ReadError, match="more than 64 MB"):
        read(path)
    deep = "<text:span>" * 240 + "x" + "</text:span>" * 240
    assert read(_write(tmp_path, f"<text:p>{deep}</text:p>")).turns == ()


def test_what_libreoffice_writes(root: Path, libreoffice: Callable[[Path, str], Path]) -> None:
    """A sample interview saved as OpenDocument gives the turns that it gives as a Word file."""
    for path in sorted((root / "transcripts").glob("[CEF]-interview-1.docx")):
        assert told(read(libreoffice(path, "odt"))) == told(read(path))
