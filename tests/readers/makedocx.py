"""Raw XML -> a Word file: a package is made part by part, so that a test can show exactly what Word wrote."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = {
    "w": W,
    "r": RELATIONSHIPS,
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "v": "urn:schemas-microsoft-com:vml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# The parts that a main part can lead to, and what they are wrapped in.
ROOTS = {
    "styles": "styles",
    "header": "hdr",
    "footer": "ftr",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}


def declared() -> str:
    """Return the namespace declarations of a root."""
    return " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())


def document(body: str) -> str:
    """Return a main part."""
    return f"{DECLARATION}<w:document {declared()}><w:body>{body}</w:body></w:document>"


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    return f"<w:p>{properties}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run; `properties` are the children of its `w:rPr`."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def relationship(number: int, kind: str, target: str, mode: str = "") -> str:
    """Return one link of a relationships part."""
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{outside}/>'


def relationships(*links: str) -> str:
    """Return a relationships part."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{DECLARATION}<Relationships xmlns="{namespace}">{"".join(links)}</Relationships>'


def package(body: str = "", links: tuple[str, ...] = (), main: str = "word/document.xml", **parts: str) -> dict[str, str | bytes]:
    """Return the parts of a Word file by name: `header="<w:p/>"` adds a header part and the link to it."""
    numbered = [relationship(number, kind, f"{kind}.xml") for number, kind in enumerate(parts, 1)]
    folder, _, name = main.rpartition("/")
    overrides = "".join(
        f'<Override PartName="/{folder}/{kind}.xml" ContentType="{OFFICE}.{kind}+xml"/>' for kind in parts if kind in ROOTS
    )
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{OFFICE}.document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": relationships(relationship(1, "officeDocument", main)),
        main: document(body),
        f"{folder}/_rels/{name}.rels": relationships(*numbered, *links),
        **{
            f"{folder}/{kind}.xml": f"{DECLARATION}<w:{ROOTS[kind]} {declared()}>{inner}</w:{ROOTS[kind]}>"
            for kind, inner in parts.items()
        },
    }


def write(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Zip parts into a file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def make(path: Path, body: str, links: tuple[str, ...] = (), **parts: str) -> Path:
    """Write a Word file with this body and these other parts."""
    return write(path, package(body, links, **parts))
