"""Word files -> a table: time, memory and words lost of this reader, the floor (unzip + parse) and other readers.

Run `python benchmarks/reading.py`. Every figure comes from a process of its own; readers that are not installed are left out.
The floor unzips and parses every XML part of a file, as any reader must that looks at all of it; "main part" does so for the main
part alone, which is less than it takes to know a heading from an answer. Slow readers read a tenth of the files, scaled up.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "readers")]

import makedocx  # noqa: E402 # lies beside the tests
from makedocx import paragraph, run  # noqa: E402

FILES, PARAGRAPHS, REPEATS = 500, 10_000, 5
SLOW = ("docx2python", "mammoth")
DATE = 'w:id="1" w:author="A" w:date="2024-01-01T00:00:00Z"'
FONT = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>{}<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB"/>'


def floor() -> Callable[[Path], str]:
    """Unzip and parse every XML part."""
    from lxml import etree

    def read(path: Path) -> str:
        with zipfile.ZipFile(path) as file:
            return str([etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels"))])

    return read


def main_part() -> Callable[[Path], str]:
    """Unzip and parse the main part."""
    from lxml import etree

    def read(path: Path) -> str:
        with zipfile.ZipFile(path) as file:
            return str(etree.fromstring(file.read("word/document.xml")))

    return read


def ours() -> Callable[[Path], str]:
    """Read with this project's reader: text and side texts."""
    from coder.readers import docx

    def read(path: Path) -> str:
        document = docx.read(path)
        return "\n".join([*(block.text for block in document.blocks), *(side.text for side in document.side)])

    return read


def python_docx() -> Callable[[Path], str]:
    """Read as most programs do: the text of python-docx's paragraphs."""
    import docx

    return lambda path: "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def docx2txt() -> Callable[[Path], str]:
    """Read with docx2txt."""
    import docx2txt

    return lambda path: str(docx2txt.process(str(path)))


def docx2python() -> Callable[[Path], str]:
    """Read with docx2python."""
    from docx2python import docx2python as opened

    def read(path: Path) -> str:
        with opened(path) as content:
            return str(content.text)

    return read


def mammoth() -> Callable[[Path], str]:
    """Read with mammoth's plain text."""
    import mammoth

    def read(path: Path) -> str:
        with path.open("rb") as file:
            return str(mammoth.extract_raw_text(file).value)

    return read


READERS = {
    "floor": (floor, "lxml"),
    "main part": (main_part, "lxml"),
    "this reader": (ours, "lxml"),
    "python-docx": (python_docx, "docx"),
    "docx2txt": (docx2txt, "docx2txt"),
    "docx2python": (docx2python, "docx2python"),
    "mammoth": (mammoth, "mammoth"),
}

# Every feature, with a word that stands nowhere else in the file.
FEATURES = {
    "paragraph": paragraph("word"),
    "table": f"<w:tbl><w:tr><w:tc>{paragraph('word')}</w:tc></w:tr></w:tbl>",
    "row in content control": f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('word')}</w:tc></w:tr></w:sdtContent>"
    "</w:sdt></w:tbl>",
    "insertion": f"<w:p><w:ins {DATE}>{run('word')}</w:ins></w:p>",
    "moved-to": f"<w:p><w:moveTo {DATE}>{run('word')}</w:moveTo></w:p>",
    "deletion": f"<w:p><w:del {DATE}><w:r><w:delText>word</w:delText></w:r></w:del></w:p>",
    "content control": f"<w:sdt><w:sdtContent>{paragraph('word')}</w:sdtContent></w:sdt>",
    "inline control": f"<w:p><w:sdt><w:sdtContent>{run('word')}</w:sdtContent></w:sdt></w:p>",
    "smart tag": f"<w:p><w:smartTag>{run('word')}</w:smartTag></w:p>",
    "custom XML": f"<w:p><w:customXml>{run('word')}</w:customXml></w:p>",
    "simple field": f"<w:p><w:fldSimple w:instr='AUTHOR'>{run('word')}</w:fldSimple></w:p>",
    "bdo": f"<w:p><w:bdo w:val='rtl'>{run('word')}</w:bdo></w:p>",
    "hyperlink": f"<w:p><w:hyperlink w:anchor='a'>{run('word')}</w:hyperlink></w:p>",
    "hidden": f"<w:p>{run('word', '<w:vanish/>')}</w:p>",
    "ruby base": f"<w:p><w:r><w:ruby><w:rt>{run('x')}</w:rt><w:rubyBase>{run('word')}</w:rubyBase></w:ruby></w:r></w:p>",
    "equation": "<w:p><m:oMath><m:r><m:t>word</m:t></m:r></m:oMath></w:p>",
    "drawn text box": "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
    f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph('word')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>",
    "old text box": f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('word')}</w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r></w:p>",
    "WordArt": "<w:p><w:r><w:pict><v:shape><v:textpath string='word'/></v:shape></w:pict></w:r></w:p>",
    "symbol": "<w:p><w:r><w:sym w:font='Symbol' w:char='F077'/></w:r></w:p>",
    "soft hyphen": "<w:p><w:r><w:t>wo</w:t><w:softHyphen/><w:t>rd</w:t></w:r></w:p>",
}
SIDES = {"header": "hdr", "footer": "ftr", "footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


def feature_word(number: int) -> str:
    """Return a feature's own word."""
    return f"q{'abcdefghijklmnopqrstuvwxyz'[number]}zword"


def write_features(path: Path) -> dict[str, str]:
    """Write a file with every feature; return the text that each must give."""
    expected, body, parts = {}, "", {}
    for number, (name, xml) in enumerate(FEATURES.items()):
        word = feature_word(number)
        body += xml.replace("wo</w:t>", f"{word[:4]}</w:t>").replace(">rd<", f">{word[4:]}<").replace("word", word)
        expected[name] = {"symbol": "ω", "soft hyphen": f"{word[:4]}\u00ad{word[4:]}"}.get(name, word)
    for kind, tag in SIDES.items():
        expected[kind] = f"qq{kind}"
        inner = paragraph(expected[kind])
        parts[kind] = inner if tag in ("hdr", "ftr") else f'<w:{tag} w:id="1">{inner}</w:{tag}>'
    makedocx.make(path, body, **parts)
    return expected


def write_long(path: Path) -> None:
    """Write one file of 10,000 paragraphs as Word saves them: font, size and language on each run, marks of revision."""
    chance = random.Random(1)  # noqa: S311 # no secret
    words = ("and", "the", "when", "people", "work", "they", "said", "never", "had", "time", "really", "talked", "about", "there")

    def styled(text: str, look: str = "") -> str:
        revision, said = f'w:rsidRPr="00C1{chance.randrange(9999):04d}"', f'<w:t xml:space="preserve">{text}</w:t>'
        return f"<w:r {revision}><w:rPr>{FONT.format(look)}</w:rPr>{said}</w:r>"

    def spoken() -> str:
        left, runs = chance.choice([5, 10, 20, 45]), []
        while left > 0:
            size = min(left, chance.randint(4, 14))
            runs.append(styled(" ".join(chance.choices(words, k=size)) + " "))
            if chance.random() < 0.3:
                runs.append(f'<w:proofErr w:type="spellStart"/>{styled(chance.choice(words))}')
            left -= size
        return "".join(runs)

    def turn(number: int) -> str:
        properties = f'<w:pPr><w:spacing w:after="0" w:line="360"/><w:jc w:val="both"/><w:rPr>{FONT.format("")}</w:rPr></w:pPr>'
        label = styled("I: " if number % 2 else "P: ", "<w:b/><w:bCs/>")
        return f'<w:p w:rsidR="00A{number:05d}" w:rsidRDefault="00B12345">{properties}{label}{spoken()}</w:p>'

    makedocx.make(path, "".join(turn(number) for number in range(PARAGRAPHS)))


def sample() -> list[Path]:
    """Return the sample study's files, repeated to 500."""
    files = sorted((ROOT / "transcripts").glob("*.docx"))
    return [files[number % len(files)] for number in range(FILES)] if files else []


def measure(reader: str, paths: list[Path]) -> None:
    """Read files in this process; print seconds, peak memory in MB and the last file's text as JSON."""
    read = READERS[reader][0]()
    started, text = time.perf_counter(), ""
    for path in paths:
        text = read(path)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": peak_memory(), "text": text}))


def peak_memory() -> float:
    """Return this process's peak in MB; Linux's own count, where there is one, because `getrusage` also counts the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def measured(reader: str, paths: list[Path]) -> dict[str, float | str]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--measure", reader]
    done = subprocess.run(command, input="\n".join(map(str, paths)), capture_output=True, text=True, check=True)
    result: dict[str, float | str] = json.loads(done.stdout)
    return result


def some(reader: str, paths: list[Path]) -> list[Path]:
    """Return the files that a reader is given: all, or a tenth for the slow ones."""
    return paths[: max(1, len(paths) // 10)] if reader in SLOW else paths


def compare(title: str, paths: list[Path], readers: list[str]) -> None:
    """Print a table of time and memory; the fastest of several rounds counts, because other work on the machine only slows."""
    rounds: dict[str, list[dict[str, float | str]]] = {reader: [] for reader in readers}
    for _ in range(REPEATS):
        for reader in readers:
            if not rounds[reader] or reader not in SLOW:
                rounds[reader].append(measured(reader, some(reader, paths)))
    seconds = {
        reader: min(float(one["seconds"]) for one in rounds[reader]) * len(paths) / len(some(reader, paths)) for reader in readers
    }
    print(f"\n{title}\n{'':14}{'seconds':>9}{'x floor':>9}{'peak MB':>9}")
    for reader in readers:
        peak = min(float(one["peak"]) for one in rounds[reader])
        print(f"{reader:14}{seconds[reader]:9.3f}{seconds[reader] / seconds['floor']:9.2f}{peak:9.0f}")


def compare_words(folder: Path, readers: list[str]) -> None:
    """Print what each reader loses of a file that has every feature."""
    path = folder / "features.docx"
    expected = write_features(path)
    print(f"\nWords lost of {len(expected)}, each in a feature of its own")
    for reader in readers:
        if reader not in ("floor", "main part"):
            text = str(measured(reader, [path])["text"])
            lost = [name for name, word in expected.items() if word not in text]
            print(f"{reader:14}{len(lost):3}  {', '.join(lost)}")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", choices=list(READERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, [Path(line) for line in sys.stdin.read().splitlines()])
        return
    readers = [name for name, (_, module) in READERS.items() if importlib.util.find_spec(module)]
    for name in READERS.keys() - set(readers):
        print(f"{name} is not installed: left out")
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.docx"
        write_long(long)
        compare(f"The sample study's files, repeated to {FILES}", sample() or [long] * 10, readers)
        compare(f"One file of {PARAGRAPHS:,} paragraphs", [long], readers)
        compare_words(Path(folder), readers)


if __name__ == "__main__":
    main()
