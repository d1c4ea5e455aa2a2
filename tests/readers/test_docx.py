from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import makedocx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from makedocx import paragraph, relationship, run

from coder.readers import docx
from coder.readers.blocks import Document, Run
from coder.records import SideText

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATE = 'w:id="1" w:author="A" w:date="2024-01-01T00:00:00Z"'
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Question"><w:name w:val="Interview Question"/><w:basedOn w:val="Base"/>
  <w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:basedOn w:val="Normal"/>
  <w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="4"/></w:numPr></w:pPr>
  <w:rPr><w:b/><w:color w:val="ff0000"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="LoopA"><w:name w:val="Loop A"/><w:basedOn w:val="LoopB"/></w:style>
<w:style w:type="paragraph" w:styleId="LoopB"><w:name w:val="Loop B"/><w:basedOn w:val="LoopA"/><w:rPr><w:i/></w:rPr></w:style>
"""


def styled(style: str, content: str = "") -> str:
    """A paragraph of this style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content or run("words")}</w:p>'


def boxed(content: str) -> str:
    """A text box as Word writes it: once as a drawing, once more as VML for old programs."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"<w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback>{vml(content)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def vml(content: str) -> str:
    """A text box as old programs write it."""
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"


def cell(content: str, properties: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


@pytest.fixture
def word(tmp_path: Path) -> Callable[..., Document]:
    """Make a Word file of a body and parts, and read it."""

    def read(body: str, links: tuple[str, ...] = (), **parts: str) -> Document:
        return docx.read(makedocx.make(tmp_path / "a.docx", body, links, **parts))

    return read


def texts(document: Document) -> list[str]:
    """The words of each block."""
    return [block.text for block in document.blocks]


WRAPPERS = {
    "insertion": f"<w:ins {DATE}>{{}}</w:ins>",
    "moved-to text": f"<w:moveTo {DATE}>{{}}</w:moveTo>",
    "content control": "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "smart tag": "<w:smartTag w:element='place'><w:smartTagPr/>{}</w:smartTag>",
    "custom XML": "<w:customXml w:element='x'>{}</w:customXml>",
    "simple field": "<w:fldSimple w:instr=' AUTHOR '>{}</w:fldSimple>",
    "left-to-right override": "<w:bdo w:val='ltr'>{}</w:bdo>",
    "direction": "<w:dir w:val='rtl'>{}</w:dir>",
    "hyperlink": "<w:hyperlink w:anchor='x'>{}</w:hyperlink>",
    "unknown element": "<o:novelty>{}</o:novelty>",
}


@pytest.mark.parametrize("wrapper", WRAPPERS.values(), ids=WRAPPERS)
def test_wrapped_runs_are_read_in_place(word: Callable[..., Document], wrapper: str) -> None:
    """What Word wraps round runs is no reason to lose them."""
    document = word(f"<w:p>{run('one ')}{wrapper.format(run('two'))}{run(' three')}</w:p>")
    assert texts(document) == ["one two three"]


@pytest.mark.parametrize("name", ["content control", "custom XML", "insertion", "moved-to text", "unknown element"])
def test_wrapped_paragraphs_are_read_in_place(word: Callable[..., Document], name: str) -> None:
    """Whole paragraphs can be wrapped too."""
    assert texts(word(paragraph("one") + WRAPPERS[name].format(paragraph("two")) + paragraph("three"))) == ["one", "two", "three"]


def test_empty_paragraphs_give_no_block_and_keep_their_neighbours_apart(word: Callable[..., Document]) -> None:
    """An empty paragraph, or one of spaces, is no block and no bridge."""
    assert texts(word(paragraph("one") + "<w:p/>" + paragraph(" \u00a0 ") + paragraph("two"))) == ["one", "two"]


CHARACTERS = {
    "soft break": ("<w:br/>", "\n"),
    "wrapping break": ('<w:br w:type="textWrapping" w:clear="all"/>', "\n"),
    "carriage return": ("<w:cr/>", "\n"),
    "page break": ('<w:br w:type="page"/>', "\n"),
    "column break": ('<w:br w:type="column"/>', "\n"),
    "tab": ("<w:tab/>", "\t"),
    "aligned tab": ('<w:ptab w:alignment="right"/>', "\t"),
    "non-breaking hyphen": ("<w:noBreakHyphen/>", "\u2011"),
    "soft hyphen": ("<w:softHyphen/>", "\u00ad"),
    "arrow of Wingdings": ('<w:sym w:font="Wingdings" w:char="F0E0"/>', "→"),
    "tick of Wingdings": ('<w:sym w:font="Wingdings" w:char="00FC"/>', "✓"),
    "Greek of Symbol": ('<w:sym w:font="Symbol" w:char="F061"/>', "α"),
    "plain symbol": ('<w:sym w:font="Arial" w:char="20AC"/>', "€"),
    "last page's end": ("<w:lastRenderedPageBreak/>", ""),
}


@pytest.mark.parametrize(("element", "character"), CHARACTERS.values(), ids=CHARACTERS)
def test_elements_that_stand_for_a_character(word: Callable[..., Document], element: str, character: str) -> None:
    """Breaks, tabs, hyphens and symbols become the character that they show."""
    assert texts(word(f"<w:p><w:r><w:t>one</w:t>{element}<w:t>two</w:t></w:r></w:p>")) == [f"one{character}two"]


@pytest.mark.parametrize(
    ("font", "code"),
    [("Marlett", "F061"), ("Wingdings", "F0FF"), ("Symbol", "F0FF"), ("Arial", "D800"), ("Arial", "x"), ("", "")],
)
def test_a_symbol_that_is_not_known_is_marked_and_told(word: Callable[..., Document], font: str, code: str) -> None:
    """A sign of an unknown symbol font becomes U+FFFD, with a warning."""
    document = word(f'<w:p><w:r><w:sym w:font="{font}" w:char="{code}"/></w:r></w:p>')
    assert texts(document) == ["\ufffd"]
    assert document.warnings == ("1 symbol could not be read",)


def test_page_breaks_make_no_empty_lines(word: Callable[..., Document]) -> None:
    """A page break at a paragraph's start or end, or beside a soft break, adds nothing."""
    page = '<w:r><w:br w:type="page"/></w:r>'
    assert texts(word(f"<w:p>{page}{run('one')}{page}<w:r><w:br/></w:r>{run('two')}{page}</w:p>")) == ["one\ntwo"]


def test_tab_stops_are_no_text(word: Callable[..., Document]) -> None:
    """`w:tab` in a paragraph's properties is a stop on the ruler."""
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert texts(word(f"<w:p>{stops}<w:r><w:tab/><w:t>one</w:t></w:r></w:p>")) == ["\tone"]


def test_spaces_are_kept_and_line_ends_of_the_xml_are_spaces(word: Callable[..., Document]) -> None:
    """Words never fuse: spaces stay with or without xml:space, and a line end inside `w:t` is no soft break."""
    body = "<w:p><w:r><w:t>one </w:t><w:t>two\r\n   three</w:t><w:t xml:space='preserve'>  four&#13;five</w:t></w:r></w:p>"
    assert texts(word(body)) == ["one two three  four five"]


def test_nothing_else_is_normalised(word: Callable[..., Document]) -> None:
    """NBSP, combining accents, right-to-left text and characters beyond 16 bits stay as they are."""
    said = "e\u0301 \u00a0\u202f \u2028 שלום \u200f مرحبا \U0001f600 \ufb01"
    assert texts(word(paragraph(said))) == [said]


def test_a_field_shows_its_result_not_its_instruction(word: Callable[..., Document]) -> None:
    """A complex field gives its result; an unfinished field takes no later paragraph with it."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    field = (
        mark("begin")
        + "<w:r><w:instrText> IF </w:instrText></w:r>"
        + run("condition")
        + mark("separate")
        + run("result")
        + mark("end")
    )
    document = word(f"<w:p>{run('a ')}{field}{run(' b')}</w:p><w:p>{mark('begin')}</w:p><w:p>{mark('end')}{run('c')}</w:p>")
    assert texts(document) == ["a result b", "c"]
    assert document.side == (SideText("hidden", "condition"),)


def test_the_choice_of_a_form_field_is_text(word: Callable[..., Document]) -> None:
    """What was chosen from an old drop-down list stands only in the field's data."""
    data = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/><w:listEntry w:val="yes"/></w:ddList></w:ffData>'
    body = f'<w:p><w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    assert texts(word(body)) == ["yes"]


def test_ruby_keeps_the_base_and_puts_the_reading_aside(word: Callable[..., Document]) -> None:
    """Furigana are not in the text, and not lost."""
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('とう')}</w:rt><w:rubyBase>{run('東')}</w:rubyBase></w:ruby></w:r>"
    document = word(f"<w:p>{ruby}{run('京')}</w:p>")
    assert texts(document) == ["東京"]
    assert document.side == (SideText("ruby", "とう"),)


def test_equations_are_read_in_a_line(word: Callable[..., Document]) -> None:
    """An equation's text is kept, with the signs that keep 1/2 from becoming 12."""

    def math(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    half = f"<m:f><m:num>{math('1')}</m:num><m:den>{math('2')}</m:den></m:f>"
    square = f"<m:sSup><m:e>{math('x')}</m:e><m:sup>{math('2')}</m:sup></m:sSup>"
    assert texts(word(f"<w:p>{run('so ')}<m:oMath>{half}{square}</m:oMath></w:p>")) == ["so 1/2x^2"]


def test_deletions_go_aside_and_insertions_stay(word: Callable[..., Document]) -> None:
    """Tracked changes are read as if accepted; what was deleted is kept apart, counted, each text once."""
    gone = f"<w:del {DATE}><w:r><w:delText>gone</w:delText></w:r></w:del>"
    document = word(f"<w:p>{run('a ')}{gone}<w:ins {DATE}>{run('new')}{gone}</w:ins></w:p>")
    assert texts(document) == ["a new"]
    assert document.side == (SideText("deleted", "gone"),)
    assert document.warnings == ("2 tracked deletions left out",)


def test_a_deletion_can_hold_ordinary_text_boxes_and_lone_deleted_text(word: Callable[..., Document]) -> None:
    """However a program writes a deletion, its words are aside and only there."""
    gone = f"<w:del {DATE}>{run('one')}{boxed(paragraph('two'))}</w:del><w:r><w:delText>three</w:delText></w:r>"
    document = word(f"<w:p>{gone}{run('four')}</w:p>")
    assert texts(document) == ["four"]
    assert document.side == (SideText("deleted", "one\ntwo"), SideText("deleted", "three"))


def test_moved_text_stands_only_where_it_went(word: Callable[..., Document]) -> None:
    """Moved-from text is aside, moved-to text in."""
    there, here = f"<w:moveFrom {DATE}>{run('moved')}</w:moveFrom>", f"<w:moveTo {DATE}>{run('moved')}</w:moveTo>"
    document = word(f"<w:p>{there}</w:p>{paragraph('b')}<w:p>{here}</w:p>")
    assert texts(document) == ["b", "moved"]
    assert document.side == (SideText("moved", "moved"),)


def test_a_deleted_paragraph_mark_joins_the_paragraphs(word: Callable[..., Document]) -> None:
    """Accepting the change runs the text on into the next paragraph; at the end of a cell or of the text it just ends."""
    mark = f"<w:pPr><w:rPr><w:del {DATE}/></w:rPr></w:pPr>"
    table = f"<w:tbl>{row(cell(paragraph('c', mark)), cell(paragraph('d')))}</w:tbl>"
    assert texts(word(paragraph("trans", mark) + paragraph("cript") + table + paragraph("e", mark))) == [
        "transcript",
        "c",
        "d",
        "e",
    ]


def test_old_formatting_of_tracked_changes_is_not_the_look(word: Callable[..., Document]) -> None:
    """`rPrChange` and `pPrChange` say what was, not what is."""
    was = f'<w:pPr><w:pPrChange {DATE}><w:pPr><w:pStyle w:val="Base"/></w:pPr></w:pPrChange></w:pPr>'
    look = f"<w:rPr><w:i/><w:rPrChange {DATE}><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr>"
    block = word(f"<w:p>{was}<w:r>{look}<w:t>one</w:t></w:r></w:p>", styles=STYLES).blocks[0]
    assert (block.runs, block.style, block.numbered) == ((Run("one", italic=True),), "", False)


@pytest.mark.parametrize("look", ["<w:vanish/>", '<w:vanish w:val="true"/>', '<w:rStyle w:val="Secret"/>'])
def test_hidden_text_goes_aside(word: Callable[..., Document], look: str) -> None:
    """Hidden text, direct or by style, is out, counted in words, and parts nothing."""
    document = word(
        f"<w:p>{run('one')}{run(' not this', look)}{run(' two')}</w:p>{styled('Normal', run('nor this', look))}", styles=STYLES
    )
    assert [block.runs for block in document.blocks] == [(Run("one two"),)]
    assert document.side == (SideText("hidden", " not this"), SideText("hidden", "nor this"))
    assert document.warnings == ("4 hidden words left out",)


def test_text_hidden_on_the_web_only_is_text(word: Callable[..., Document]) -> None:
    """`w:webHidden` is shown on paper, and so is `w:vanish` turned off."""
    shown = run("one", "<w:webHidden/>") + run(" two", '<w:vanish w:val="0"/>')
    assert texts(word(f"<w:p>{shown}</w:p>")) == ["one two"]


def test_headers_footers_notes_and_comments_go_aside(word: Callable[..., Document]) -> None:
    """Words of other parts are side texts, each text once; notes and comments are counted, the notes' rules are not."""
    document = word(
        paragraph("one"),
        header=paragraph("Study 7") + paragraph("confidential"),
        footer=f"<w:tbl>{row(cell(paragraph('Page')))}</w:tbl>",
        footnotes=f'<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1">{paragraph("first")}</w:footnote><w:footnote w:id="2">{paragraph("second")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{paragraph("end")}</w:endnote>',
        comments=f'<w:comment w:id="1">{paragraph("check")}</w:comment><w:comment w:id="2">{paragraph("check")}</w:comment>',
    )
    assert texts(document) == ["one"]
    assert document.side == (
        SideText("header", "Study 7\nconfidential"),
        SideText("footer", "Page"),
        SideText("footnote", "first"),
        SideText("footnote", "second"),
        SideText("endnote", "end"),
        SideText("comment", "check"),
    )
    assert document.warnings == (
        "2 comments kept apart from the text",
        "2 footnotes kept apart from the text",
        "1 endnote kept apart from the text",
    )


def test_text_boxes_follow_the_paragraph_they_are_anchored_in(word: Callable[..., Document]) -> None:
    """A box gives blocks of its own after its paragraph, counted from 1; of its two copies one is read."""
    first = f"<w:p>{run('an')}{boxed(paragraph('one') + paragraph('two'))}{run('chor')}</w:p>"
    body = f"{first}{paragraph('next')}<w:p>{boxed(paragraph('3'))}</w:p>"
    assert [(block.text, block.box) for block in word(body).blocks] == [
        ("anchor", 0),
        ("one", 1),
        ("two", 1),
        ("next", 0),
        ("3", 2),
    ]


def test_old_boxes_and_wordart_are_read(word: Callable[..., Document]) -> None:
    """A VML box without a drawing beside it counts, and so does lettering, whose words stand in an attribute."""
    art = '<w:pict><v:shape><v:textpath string="Lettering"/></v:shape></w:pict>'
    body = f"<w:p><w:r>{vml(paragraph('old'))}</w:r><w:r>{art}</w:r></w:p>"
    assert [(block.text, block.box) for block in word(body).blocks] == [("old", 1), ("Lettering", 2)]


def test_a_fallback_is_read_if_the_choice_has_no_words(word: Callable[..., Document]) -> None:
    """Of alternatives, the first with words is the one."""
    alternative = (
        f"<mc:AlternateContent><mc:Choice Requires='zz'/><mc:Fallback>{vml(paragraph('old'))}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(word(f"<w:p><w:r>{alternative}</w:r></w:p>")) == ["old"]


def test_text_of_drawn_shapes_is_read(word: Callable[..., Document]) -> None:
    """A drawing's own paragraphs are boxes."""
    shape = "<a:txBody><a:p><a:r><a:t>one</a:t></a:r><a:br/><a:r><a:t>two</a:t></a:r></a:p></a:txBody>"
    assert texts(word(f"<w:p><w:r><w:drawing>{shape}</w:drawing></w:r></w:p>")) == ["one\ntwo"]


def test_table_cells_say_where_they_are(word: Callable[..., Document]) -> None:
    """Table, row and column count from 0 through the file; a cell over two columns moves the next on by two."""
    first = f"<w:tbl><w:tblPr/>{row(cell(paragraph('a')), cell(paragraph('b') + paragraph('c')))}</w:tbl>"
    spans = row(cell(paragraph("d"), '<w:gridSpan w:val="2"/>'), cell(paragraph("e")), properties='<w:gridBefore w:val="1"/>')
    document = word(first + paragraph("between") + f"<w:tbl>{spans}{row(cell(paragraph('f'), '<w:vMerge/>'))}</w:tbl>")
    assert [(block.text, block.cell) for block in document.blocks] == [
        ("a", (0, 0, 0)),
        ("b", (0, 0, 1)),
        ("c", (0, 0, 1)),
        ("between", None),
        ("d", (1, 0, 1)),
        ("e", (1, 0, 3)),
        ("f", (1, 1, 0)),
    ]


def test_rows_and_cells_in_content_controls_are_read(word: Callable[..., Document]) -> None:
    """A content control can stand round rows and round cells."""
    control = WRAPPERS["content control"]
    second = row(cell(paragraph("b")), control.format(cell(paragraph("c"))))
    body = f"<w:tbl>{row(cell(paragraph('a')))}{control.format(second)}</w:tbl>"
    assert [(block.text, block.cell) for block in word(body).blocks] == [("a", (0, 0, 0)), ("b", (0, 1, 0)), ("c", (0, 1, 1))]


def test_a_table_in_a_table_is_a_table_of_its_own(word: Callable[..., Document]) -> None:
    """After the inner table the outer cell goes on; a box in a cell belongs to the cell."""
    inner = row(cell(paragraph("b"), '<w:gridSpan w:val="5"/>'))
    outer = row(cell(f"{paragraph('a')}<w:tbl>{inner}</w:tbl><w:p>{boxed(paragraph('c'))}</w:p>"), cell(paragraph("d")))
    body = f"<w:tbl>{outer}</w:tbl>{paragraph('e')}"
    assert [(block.text, block.cell) for block in word(body).blocks] == [
        ("a", (0, 0, 0)),
        ("b", (1, 0, 0)),
        ("c", (0, 0, 0)),
        ("d", (0, 0, 1)),
        ("e", None),
    ]


def test_a_deleted_row_goes_aside(word: Callable[..., Document]) -> None:
    """A row whose deletion was tracked is no row."""
    gone = row(cell(paragraph("b")), properties=f"<w:del {DATE}/>")
    document = word(f"<w:tbl>{row(cell(paragraph('a')))}{gone}{row(cell(paragraph('c')))}</w:tbl>")
    assert [(block.text, block.cell) for block in document.blocks] == [("a", (0, 0, 0)), ("c", (0, 1, 0))]
    assert document.side == (SideText("deleted", "b"),)


def test_runs_of_one_look_are_merged(word: Callable[..., Document]) -> None:
    """Word splits runs for reasons of its own; a run here is a stretch of one look, and bold turned off is not bold."""
    runs = run("I", "<w:b/>"), run(": ", '<w:b w:val="1"/>'), "<w:proofErr/>", run("hel"), run("lo", '<w:b w:val="off"/>')
    assert word(f"<w:p>{''.join(runs)}</w:p>").blocks[0].runs == (Run("I: ", bold=True), Run("hello"))


def test_colours(word: Callable[..., Document]) -> None:
    """A colour is RRGGBB; automatic and black are the default."""
    runs = (run(value, f'<w:color w:val="{value}"/>') for value in ("1f3864", "auto", "000000", "1F3864"))
    assert word(f"<w:p>{''.join(runs)}</w:p>").blocks[0].runs == (
        Run("1f3864", colour="1F3864"),
        Run("auto000000"),
        Run("1F3864", colour="1F3864"),
    )


def test_styles_are_inherited(word: Callable[..., Document]) -> None:
    """Look and numbering come down the chain of styles; direct formatting has the last word."""
    block = word(styled("Question", run("one ") + run("two", '<w:i w:val="0"/><w:color w:val="auto"/>')), styles=STYLES).blocks[0]
    assert (block.style, block.numbered, block.level) == ("Interview Question", True, 2)
    assert block.runs == (Run("one ", bold=True, italic=True, colour="FF0000"), Run("two", bold=True))


def test_bold_in_bold_is_not_bold(word: Callable[..., Document]) -> None:
    """A bold character style in a bold paragraph style stands out by not being bold, as in Word."""
    strong = '<w:rStyle w:val="Strong"/>'
    document = word(
        styled("Base", run("a", strong)) + styled("Normal", run("b", strong)) + styled("Base", run("c", "<w:b/>")), styles=STYLES
    )
    assert [block.runs[0].bold for block in document.blocks] == [False, True, True]


def test_defaults_of_the_file_hold_for_every_run(word: Callable[..., Document]) -> None:
    """Document defaults give the look where nothing else does."""
    styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:i/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert word(paragraph("one"), styles=styles).blocks[0].runs == (Run("one", italic=True),)


@pytest.mark.parametrize("style", ["Normal", "Nowhere"])
def test_the_default_style_has_no_name(word: Callable[..., Document], style: str) -> None:
    """Named or not, the default style is ""; a style that is not defined is the default."""
    assert word(styled(style), styles=STYLES).blocks[0].style == ""


def test_styles_based_on_each_other_in_a_circle_end(word: Callable[..., Document]) -> None:
    """A circle of styles is followed once round."""
    assert word(styled("LoopA"), styles=STYLES).blocks[0].runs == (Run("words", italic=True),)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>', (True, 1)),
        ('<w:numPr><w:numId w:val="3"/></w:numPr>', (True, 0)),
        ('<w:pStyle w:val="Base"/><w:numPr><w:numId w:val="0"/></w:numPr>', (False, 0)),
        ('<w:pStyle w:val="Base"/><w:numPr><w:ilvl w:val="1"/></w:numPr>', (True, 1)),
        ('<w:numPr><w:ilvl w:val="999"/><w:numId w:val="3"/></w:numPr>', (True, 8)),
        ('<w:numPr><w:ilvl w:val="-1"/><w:numId w:val="many"/></w:numPr>', (False, 0)),
    ],
)
def test_automatic_numbers(word: Callable[..., Document], properties: str, expected: tuple[bool, int]) -> None:
    """A list paragraph is numbered, directly or by style; number 0 takes it out of the list; nonsense is no number."""
    block = word(paragraph("one", f"<w:pPr>{properties}</w:pPr>"), styles=STYLES).blocks[0]
    assert (block.numbered, block.level) == expected


def test_text_outside_paragraphs_is_not_lost(word: Callable[..., Document]) -> None:
    """Programs that write runs straight into the body, or paragraphs into paragraphs, are read in order, nothing twice."""
    assert " ".join(texts(word(paragraph("one") + run("two") + paragraph("three")))) == "one two three"
    assert " ".join(texts(word(f"<w:p>{run('a')}<w:p>{run('b')}</w:p>{run('c')}</w:p>{paragraph('d')}"))) == "a b c d"


RUNS = st.lists(
    st.tuples(
        st.sampled_from(["<w:t>a</w:t>", "<w:t> b</w:t>", "<w:tab/>", "<w:t/>", "<w:noBreakHyphen/>", "<w:t>c\nd</w:t>"]),
        st.sampled_from(
            ["", "<w:b/>", "<w:lang/>", '<w:b/><w:color w:val="FF0000"/>', "<w:vanish/>", '<w:rStyle w:val="Strong"/>']
        ),
    ),
    max_size=5,
)
PROPERTIES = st.sampled_from(
    [
        "",
        '<w:pPr><w:pStyle w:val="Base"/><w:tabs><w:tab w:pos="1"/></w:tabs><w:rPr><w:b/></w:rPr></w:pPr>',
        "<w:pPr><w:jc/></w:pPr>",
    ]
)


@given(st.lists(st.tuples(PROPERTIES, RUNS), max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_short_cut_for_plain_paragraphs_changes_nothing(
    word: Callable[..., Document], content: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    """Plain paragraphs read alike in the body, where the short cut is taken, and in a content control, where it is not."""
    body = "".join(
        f"<w:p>{properties}{''.join(f'<w:r><w:rPr>{look}</w:rPr>{inner}</w:r>' for inner, look in runs)}</w:p>"
        for properties, runs in content
    )
    assert word(body, styles=STYLES) == word(WRAPPERS["content control"].format(body), styles=STYLES)


def test_a_long_file_is_read_in_pieces_without_a_seam(word: Callable[..., Document]) -> None:
    """Blocks come out whole and in order wherever the file is cut while it is parsed."""
    expected = [f"{number} " + "word " * (number % 90) + "end" for number in range(3000)]
    table = f"<w:tbl>{''.join(row(cell(paragraph(text))) for text in expected)}</w:tbl>"
    body = "".join(paragraph(text) for text in expected)
    assert texts(word(body + table + body)) == expected * 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_parts_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    """A part says its encoding itself."""
    parts = makedocx.package(paragraph("café"))
    text = str(parts["word/document.xml"]).replace("UTF-8", encoding.removesuffix("-sig").upper())
    assert texts(docx.read(makedocx.write(tmp_path / "a.docx", {**parts, "word/document.xml": text.encode(encoding)}))) == [
        "café"
    ]


def test_strict_files_are_read(tmp_path: Path) -> None:
    """Strict Open XML has other namespaces, and the same words, styles and notes."""
    parts = makedocx.package(
        styled("Question") + f"<w:tbl>{row(cell(paragraph('a')))}</w:tbl>",
        styles=STYLES,
        footnotes=f"<w:footnote>{paragraph('b')}</w:footnote>",
    )
    strict = {
        name: re.sub(
            r"http://schemas.openxmlformats.org/(wordprocessingml|officeDocument)/2006/",
            r"http://purl.oclc.org/ooxml/\1/",
            str(text),
        )
        for name, text in parts.items()
    }
    document = docx.read(makedocx.write(tmp_path / "a.docx", {**strict}))
    assert [(block.text, block.style, block.cell) for block in document.blocks] == [
        ("words", "Interview Question", None),
        ("a", "", (0, 0, 0)),
    ]
    assert document.blocks[0].runs[0].bold
    assert document.side == (SideText("footnote", "b"),)


@pytest.mark.parametrize("main", ["word/document2.xml", "document.xml", "Word/Deep/Text.xml"])
def test_the_main_part_is_found_by_its_link(tmp_path: Path, main: str) -> None:
    """The main part may have any name."""
    parts = makedocx.package(paragraph("one"), main=main, header=paragraph("two"))
    document = docx.read(makedocx.write(tmp_path / "a.docx", parts))
    assert (texts(document), document.side) == (["one"], (SideText("header", "two"),))


def test_names_of_parts_differ_in_case_slashes_and_escapes(tmp_path: Path) -> None:
    """Part names are compared as Word does: any case, either slash, absolute or relative, escaped or not."""
    parts = makedocx.package(paragraph("one"), links=(relationship(8, "header", "/word/my%20header.xml"),))
    parts["WORD\\My Header.xml"] = f"<w:hdr {makedocx.declared()}>{paragraph('two')}</w:hdr>"
    assert docx.read(makedocx.write(tmp_path / "a.docx", parts)).side == (SideText("header", "two"),)


@pytest.mark.parametrize(
    ("link", "warning"),
    [
        (relationship(9, "image", "NULL"), "1 broken link inside the file ignored"),
        (relationship(9, "header", "gone.xml"), "1 broken link inside the file ignored"),
        (relationship(9, "header", "../../outside.xml"), "1 link out of the file ignored"),
        (relationship(9, "header", "file:///etc/hostname"), "1 link out of the file ignored"),
        (relationship(9, "subDocument", "http://example.org/chapter.docx", "External"), "1 link out of the file ignored"),
        (relationship(9, "vbaProject", "document.xml"), "macros ignored"),
        (relationship(9, "package", "document.xml"), "1 embedded file not read"),
        (relationship(9, "diagramData", "document.xml"), "1 diagram not read"),
        (relationship(9, "hyperlink", "https://example.org", "External"), ""),
        (relationship(9, "hyperlink", "#bookmark"), ""),
    ],
)
def test_links_that_are_not_followed_are_told(word: Callable[..., Document], link: str, warning: str) -> None:
    """Links that lead nowhere or out, macros and embedded files cost no word of the text; web links are no matter."""
    document = word(paragraph("one"), links=(link,))
    assert texts(document) == ["one"]
    assert document.warnings == ((warning,) if warning else ())


def test_inserted_documents_are_counted(word: Callable[..., Document]) -> None:
    """What Word would only take in on opening (altChunk) is not read, which is told."""
    document = word(paragraph("one") + '<w:altChunk r:id="rId9"/>' + paragraph("two"))
    assert texts(document) == ["one", "two"]
    assert document.warnings == ("1 inserted document not read: save the file again in Word",)


@pytest.mark.parametrize("suffix", docx.SUFFIXES)
def test_templates_and_files_with_macros_are_read(tmp_path: Path, suffix: str) -> None:
    """.docm and .dotx have the same text."""
    assert texts(docx.read(makedocx.make(tmp_path / f"a{suffix}", paragraph("one")))) == ["one"]


def test_a_file_without_words_has_no_blocks(word: Callable[..., Document]) -> None:
    """Empty is not broken."""
    assert word("") == Document(())


def test_every_word_of_libreoffice_is_read(tmp_path: Path, libreoffice: Callable[[Path, str], Path]) -> None:
    """Text and side texts together hold every word that LibreOffice exports."""
    path = makedocx.make(
        tmp_path / "a.docx",
        paragraph("plain words")
        + "".join(f"<w:p>{wrapper.format(run(f'wrapped{number}'))}</w:p>" for number, wrapper in enumerate(WRAPPERS.values()))
        + "".join(
            f"<w:p><w:r><w:t>before</w:t>{element}<w:t>after</w:t></w:r></w:p>" for element, _ in list(CHARACTERS.values())[:9]
        )
        + f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{row(cell(paragraph('table')))}</w:tbl>"
        + f"<w:p><w:moveFrom {DATE}>{run('moved')}</w:moveFrom>{run(' hidden ', '<w:vanish/>')}</w:p>"
        + paragraph("last"),
    )
    document = docx.read(path)
    ours = Counter(" ".join([*texts(document), *(side.text for side in document.side)]).split())
    theirs = Counter(libreoffice(path, "txt:Text").read_text("utf-8-sig").split())
    assert not theirs - ours
