from __future__ import annotations

import cProfile
import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import makedocx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from makedocx import paragraph, relationship, run

from coder.errors import ReadError
from coder.readers import docx, ooxml

WORDS = "unmistakable words of a participant"
MAIN = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(path: Path) -> str:
    """Read a file that must be refused; return the message without the file's name."""
    with pytest.raises(ReadError) as caught:
        docx.read(path)
    message = str(caught.value)
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    assert WORDS not in message
    assert str(path.parent) not in message
    return message.removeprefix(f"{path.name}: ")


def zipped(**members: str) -> bytes:
    """Return a zip; `xl__workbook_xml` stands for xl/workbook.xml."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def with_main(path: Path, main: str | bytes) -> Path:
    """Write a Word file with this main part."""
    return makedocx.write(path, {**makedocx.package(), MAIN: main})


OTHERS = {
    "nothing": (b"", "empty (0 bytes)"),
    "plain text": (f"I: {WORDS}\nP: yes\n".encode(), "a plain text file"),
    "text that begins like a zip": (b"PK: yes, I did\n", "a plain text file"),
    "UTF-16 text": ("I: hello".encode("utf-16"), "a plain text file"),
    "web page": (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "a web page (HTML)"),
    "web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web archive"),
    "bare XML": (b'<?xml version="1.0"?><pkg:package/>', "a bare XML file"),
    "RTF": (rb"{\rtf1\ansi hello}", "an RTF file"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "Mac's companion": (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "a Mac's companion file"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not a Word file"),
    "zeros": (bytes(5000), "not a Word file"),
    "OpenDocument": (zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml="<a/>"), "an OpenDocument file"),
    "Excel": (zipped(xl__workbook_xml="<workbook/>"), "an Excel workbook"),
    "PowerPoint": (zipped(ppt__presentation_xml="<p/>"), "a PowerPoint file"),
    "zip": (zipped(a="1"), "a zip archive"),
    "empty zip": (zipped(), "a zip archive"),
    "protected": (OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected; save a copy without the password"),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "the old Word format (.doc); open it in Word and save it as .docx"),
    "old Word that ends in a zip": (OLE + "WordDocument".encode("utf-16-le") + zipped(a="1"), "the old Word format (.doc)"),
    "old Excel": (OLE + "Workbook".encode("utf-16-le"), "an old Excel workbook"),
    "old Office": (OLE, "an old Office file"),
}


@pytest.mark.parametrize(("content", "what"), OTHERS.values(), ids=OTHERS)
def test_other_files_named_docx_are_told_for_what_they_are(tmp_path: Path, content: bytes, what: str) -> None:
    """The name does not make a Word file; the message says what it is and what to do."""
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith(what)
    assert "; " in message


def test_folders_links_and_pipes_are_no_files(tmp_path: Path) -> None:
    """A folder, a link to nothing and a pipe are refused without being opened; a link to a file is the file."""
    (tmp_path / "folder.docx").mkdir()
    (tmp_path / "dangling.docx").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.docx")
    assert refusal(tmp_path / "folder.docx") == "a folder, not a file"
    assert refusal(tmp_path / "dangling.docx").startswith("not there")
    assert refusal(tmp_path / "missing.docx").startswith("not there")
    assert refusal(tmp_path / "pipe.docx") == "not an ordinary file"
    (tmp_path / "link.docx").symlink_to(makedocx.make(tmp_path / "a.docx", paragraph("one")))
    assert docx.read(tmp_path / "link.docx").blocks[0].text == "one"


def test_names_that_cannot_be_printed_or_opened(tmp_path: Path) -> None:
    """The message is one printable line whatever the file is called."""
    path = tmp_path / "a\nb\udcff.docx"
    path.write_bytes(b"")
    with pytest.raises(ReadError, match=r"^a\?b\?\.docx: empty"):
        docx.read(path)
    with pytest.raises(ReadError, match=r"^a\?\.docx: cannot be opened"):
        docx.read(Path("a\0.docx"))


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    """A half-fetched file is refused at whatever byte it ends."""
    whole = makedocx.make(tmp_path / "a.docx", paragraph(WORDS)).read_bytes()
    path = tmp_path / "cut.docx"
    for size in range(4, len(whole) - 1, 37):
        path.write_bytes(whole[:size])
        assert refusal(path).startswith("damaged or cut short")


DAMAGED = {
    "malformed": f"<w:document>{WORDS}",
    "no XML": WORDS,
    "empty": "",
    "control characters": makedocx.document(paragraph("a\x01b")),
    "control character by number": makedocx.document(paragraph("a&#1;b")),
    "unknown entity": makedocx.document(paragraph("a&nbsp;b")),
    "cut off": makedocx.document(paragraph(WORDS))[:-20],
    "too deep": makedocx.document("<w:sdt>" * 300 + "</w:sdt>" * 300),
    "wrong encoding": makedocx.document(paragraph("café")).encode("latin-1"),
    "undeclared prefix": makedocx.document("<x:p/>"),
}


@pytest.mark.parametrize("main", DAMAGED.values(), ids=DAMAGED)
def test_broken_xml_is_damaged(tmp_path: Path, main: str | bytes) -> None:
    """XML that is not well-formed, or too deep, is damage."""
    assert refusal(with_main(tmp_path / "a.docx", main)).startswith("damaged; ")


@pytest.mark.parametrize(
    "name", ["_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/header.xml", "word/comments.xml"]
)
def test_any_broken_part_that_is_read_is_damage(tmp_path: Path, name: str) -> None:
    """No part that is needed is half read."""
    parts = makedocx.package(paragraph("one"), styles="", header="", comments="")
    assert refusal(makedocx.write(tmp_path / "a.docx", {**parts, name: "<broken"})).startswith("damaged; ")


def test_a_monstrous_attribute_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attribute of 15 MB is refused by the XML library's own limits, even if it were packed less tightly."""
    monkeypatch.setattr(ooxml, "MAX_RATIO", 10_000)
    main = makedocx.document(f'<w:p w:x="{"x" * 15_000_000}"/>')
    assert refusal(with_main(tmp_path / "a.docx", main)).startswith("damaged; ")


def test_nesting_within_the_limit_is_read(tmp_path: Path) -> None:
    """Two hundred wrappers, tables or boxes in each other are silly but no error of the tool."""
    for tag in ("sdt", "ins", "del", "tbl", "tc", "txbxContent", "p", "r", "rt", "moveFrom"):
        body = f"<w:{tag}>" * 240 + run("one") + f"</w:{tag}>" * 240
        document = docx.read(with_main(tmp_path / "a.docx", makedocx.document(body)))
        assert {block.text for block in document.blocks} | {side.text for side in document.side} == {"one"}


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
DOCTYPES = {
    "plain": "<!DOCTYPE a>",
    "billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]>',
    "external": '<!DOCTYPE a SYSTEM "file:///etc/hostname">',
    "external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
}


@pytest.mark.parametrize("name", [MAIN, "_rels/.rels", "word/styles.xml", "word/footnotes.xml"])
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_doctype_in_any_part_is_refused(tmp_path: Path, name: str, doctype: str) -> None:
    """Entities would vanish from the text without a word, or grow; Word writes none."""
    parts = makedocx.package(paragraph("one"), styles="", footnotes="")
    parts[name] = str(parts[name]).replace("\n", doctype, 1)
    assert refusal(makedocx.write(tmp_path / "a.docx", parts)).startswith("refused: it defines its own XML entities")


@pytest.mark.parametrize("use", ["&l9;", '<w:p w:x="&l9;"/>'])
def test_entities_that_grow_cost_nothing(tmp_path: Path, use: str) -> None:
    """A billion laughs, as text or attribute, ends at once."""
    main = makedocx.document(use).replace("\n", DOCTYPES["billion laughs"], 1)
    started = time.process_time()
    refusal(with_main(tmp_path / "a.docx", main))
    assert time.process_time() - started < 2


def test_zip_bombs_are_not_inflated(tmp_path: Path) -> None:
    """Sizes are judged as declared: a part of 65 MB, or one that shrank 200 times, is refused before it is read."""
    bomb = bytes(ooxml.MAX_PART + 1)
    assert refusal(with_main(tmp_path / "a.docx", bomb)).startswith("too big when unpacked")
    many = "<w:p/>" * 1_000_000
    assert refusal(with_main(tmp_path / "a.docx", makedocx.document(many))).startswith("too big when unpacked")


def test_parts_that_are_not_needed_are_never_read(tmp_path: Path) -> None:
    """Media may be huge or broken: nobody looks."""
    parts: dict[str, str | bytes] = {**makedocx.package(paragraph("one")), "word/media/film.bin": bytes(ooxml.MAX_PART + 1)}
    assert docx.read(makedocx.write(tmp_path / "a.docx", parts)).blocks[0].text == "one"


def test_all_parts_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts below the limit of one part are refused above the limit of all."""
    monkeypatch.setattr(ooxml, "MAX_TOTAL", 20_000)
    parts = makedocx.package(paragraph("one"), header=paragraph("x" * 9_000), footer=paragraph("x" * 9_000))
    assert refusal(makedocx.write(tmp_path / "a.docx", parts)).startswith("too big when unpacked")


def test_the_number_of_elements_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is bounded by the angle brackets of a part."""
    monkeypatch.setattr(ooxml, "MAX_MARKS", 1_000)
    assert refusal(makedocx.make(tmp_path / "a.docx", paragraph("x") * 200)).startswith("too big when unpacked")


def test_the_number_of_members_has_a_limit(tmp_path: Path) -> None:
    """A zip of thousands of members is refused, of tens of thousands before its list is read."""
    few: dict[str, str | bytes] = {f"x{number}": "" for number in range(ooxml.MAX_MEMBERS)}
    assert refusal(makedocx.write(tmp_path / "a.docx", {**makedocx.package(), **few})).startswith("too big when unpacked")
    many: dict[str, str | bytes] = {f"{'x' * 200}{number}": "" for number in range(5_000)}
    assert refusal(makedocx.write(tmp_path / "a.docx", {**makedocx.package(), **many})).startswith("too big when unpacked")


def test_a_part_may_not_be_longer_than_it_says(tmp_path: Path) -> None:
    """A false size in the zip is damage, not a way round the limits."""
    path = makedocx.make(tmp_path / "a.docx", paragraph("x" * 50_000))
    size = zipfile.ZipFile(path).getinfo(MAIN).file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert refusal(path).startswith("damaged")


def test_many_runs_in_one_paragraph_take_work_that_grows_with_them(tmp_path: Path) -> None:
    """Work grows with the file, not with its square: four times the runs take about four times the calls."""

    def calls(runs: int) -> int:
        body = f"<w:p>{''.join(run(str(number), '<w:b/>' if number % 2 else '') for number in range(runs))}</w:p>"
        path = makedocx.make(tmp_path / f"{runs}.docx", body)
        made = cProfile.Profile()
        assert len(made.runcall(docx.read, path).blocks[0].runs) == runs
        return sum(entry.callcount for entry in made.getstats())

    assert calls(40_000) < 5 * calls(10_000)


def test_a_member_outside_the_folder_is_never_written(tmp_path: Path) -> None:
    """Names with ../ harm nobody, because nothing is unpacked to disk."""
    folder = tmp_path / "inner"
    folder.mkdir()
    parts: dict[str, str | bytes] = {**makedocx.package(paragraph("one")), "../evil.txt": "x", "/etc/evil": "x"}
    assert docx.read(makedocx.write(folder / "a.docx", parts)).blocks[0].text == "one"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.docx", "inner"]


@pytest.mark.parametrize(
    "links",
    [
        makedocx.relationships(),
        makedocx.relationships(relationship(1, "officeDocument", "word/gone.xml")),
        makedocx.relationships(relationship(1, "officeDocument", "../../etc/hostname")),
        makedocx.relationships(relationship(1, "officeDocument", "http://example.org/a.xml", "External")),
    ],
)
def test_a_missing_main_part_is_damage(tmp_path: Path, links: str) -> None:
    """Without a main part in the package there is no text, and none is fetched from elsewhere."""
    assert refusal(makedocx.write(tmp_path / "a.docx", {**makedocx.package(), "_rels/.rels": links})).startswith("damaged; ")


def test_the_package_must_have_links(tmp_path: Path) -> None:
    """A package without its relationships is damaged."""
    parts = makedocx.package()
    del parts["_rels/.rels"]
    assert refusal(makedocx.write(tmp_path / "a.docx", parts)).startswith("damaged; ")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [MAIN, "WORD/Document.xml", "word\\document.xml", "/word/document.xml"])
def test_a_part_that_is_there_twice_is_refused(tmp_path: Path, name: str) -> None:
    """Two main parts of one name are ambiguous: programs differ in which they show."""
    path = makedocx.make(tmp_path / "a.docx", paragraph("one"))
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(name, makedocx.document(paragraph("two")))
    assert "twice" in refusal(path)


def test_two_main_parts_are_refused(tmp_path: Path) -> None:
    """Two links to different main parts are ambiguous too."""
    links = makedocx.relationships(relationship(1, "officeDocument", MAIN), relationship(2, "officeDocument", "word/other.xml"))
    parts = {**makedocx.package(), "word/other.xml": makedocx.document(""), "_rels/.rels": links}
    assert "two main parts" in refusal(makedocx.write(tmp_path / "a.docx", parts))


def test_a_main_part_that_is_no_document_is_told(tmp_path: Path) -> None:
    """A package whose main part is something else is no Word file."""
    assert refusal(with_main(tmp_path / "a.docx", "<workbook/>")).startswith("not a Word document inside")
    assert refusal(with_main(tmp_path / "a.docx", f"<html {makedocx.declared()}><w:body/></html>")).startswith(
        "not a Word document"
    )
    assert docx.read(with_main(tmp_path / "a.docx", f"<w:document {makedocx.declared()}/>")).blocks == ()


def test_a_password_on_the_zip_is_told(tmp_path: Path) -> None:
    """A member encrypted with the zip's own password is password-protected."""
    path = makedocx.make(tmp_path / "a.docx", paragraph("one"))
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\1\2")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\1\2", at + 4)
    path.write_bytes(content)
    assert refusal(path).startswith("password-protected; ")


def test_other_compressions_are_damage_or_read(tmp_path: Path) -> None:
    """Word packs with deflate only; what Python can unpack is read, the rest refused."""
    path = makedocx.make(tmp_path / "a.docx", paragraph("one"))
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\1\2")
    content[at + 10] = 97
    path.write_bytes(content)
    docx.read(path)  # [Content_Types].xml is not needed
    path.write_bytes(bytes(content).replace(b"\x08\x00", b"\x61\x00"))
    assert refusal(path).startswith("damaged")


def reads_or_refuses(path: Path) -> bool:
    """Whether a file is read or refused in one line, as it must be whatever its bytes."""
    try:
        docx.read(path)
    except ReadError as error:
        return str(error).startswith("fuzz.docx: ") and "\n" not in str(error)
    return True


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small valid file."""
    path = tmp_path_factory.mktemp("valid") / "a.docx"
    return makedocx.make(
        path, paragraph("one") + f"<w:tbl><w:tr><w:tc>{paragraph('two')}</w:tc></w:tr></w:tbl>", styles=""
    ).read_bytes()


FUZZ = settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 40))
@FUZZ
def test_flipped_bytes_never_crash(tmp_path: Path, valid: bytes, flips: list[tuple[int, int]], cut: int) -> None:
    """Bits that flipped and ends that are missing give a document or the one error."""
    content = bytearray(valid[: len(valid) - cut])
    for at, value in flips:
        content[at % len(content)] = value
    path = tmp_path / "fuzz.docx"
    path.write_bytes(content)
    assert reads_or_refuses(path)


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", OLE, b"<?xml", b"\xff\xfe"]))
@FUZZ
def test_any_bytes_never_crash(tmp_path: Path, content: bytes, start: bytes) -> None:
    """Nothing at all can be wrong with a file but in the one way."""
    path = tmp_path / "fuzz.docx"
    path.write_bytes(start + content)
    assert reads_or_refuses(path)


@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.sampled_from([b"<", b">", b"/", b'"', b"&", b"w:", b"\0", b"]]>", b"\xff"])),
        max_size=4,
    )
)
@FUZZ
def test_broken_xml_never_crashes(tmp_path: Path, edits: list[tuple[int, bytes]]) -> None:
    """XML broken at any place gives a document or the one error."""
    main = bytearray(makedocx.document(paragraph("one") + paragraph("two")).encode())
    for at, piece in edits:
        place = at % len(main)
        main[place : place + len(piece)] = piece
    assert reads_or_refuses(with_main(tmp_path / "fuzz.docx", bytes(main)))


TAGS = sorted(
    {str(tag) for tag in docx._HANDLERS} | docx._PLAIN | {docx._W + name for name in ("body", "sdt", "sdtContent", "hyperlink")}
)
SHORT = {name: prefix for prefix, name in makedocx.NAMESPACES.items()}


def element(tag: str, values: list[str], inner: list[str]) -> str:
    """Write an element with nonsense in the attributes that the reader looks at."""
    namespace, _, local = tag.removeprefix("{").partition("}")
    names = ("val", "type", "fldCharType", "char", "font")
    attributes = " ".join(f'w:{name}="{value}"' for name, value in zip(names, values, strict=False))
    return f"<{SHORT[namespace]}:{local} {attributes}>{''.join(inner)}</{SHORT[namespace]}:{local}>"


TREES = st.recursive(
    st.sampled_from(["words", " ", "\n", ""]),
    lambda inner: st.builds(
        element,
        st.sampled_from(TAGS),
        st.lists(
            st.sampled_from(["", "1", "0", "-1", "begin", "separate", "end", "page", "F0E0", "Symbol", "x" * 9]), max_size=5
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=4), st.lists(TREES, max_size=2))
@FUZZ
def test_senseless_xml_never_crashes(tmp_path: Path, body: list[str], notes: list[str]) -> None:
    """Well-formed XML in which every element is in the wrong place gives a document: what the reader does is total."""
    path = makedocx.make(tmp_path / "fuzz.docx", "".join(body), styles="".join(notes), comments="".join(notes))
    docx.read(path)
