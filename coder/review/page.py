"""Sheet -> what the page is told, and the page's own files: the same for the local web page and for the file to send."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from importlib import resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from coder.codebook import Codebook
from coder.coding import Coding
from coder.records import Code
from coder.review.exchange import Row, Sheet
from coder.review.padding import target

STATIC = resources.files("coder.review") / "static"

MODULES = ("dom", "rules", "work", "keys", "dialogs", "codebook", "adding", "reading", "deciding", "overview", "review")
"""The modules that both pages share, each after those that it imports."""

SERVED = ("server", "why", "web", "meeting", "table", "topics", "voting")
"""The modules that only pages on a server use."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |class |const )", re.MULTILINE)


def told(sheet: Sheet) -> dict[str, Any]:
    """What the page knows of the work: no score, and nothing of what is not shown."""
    return {
        "study": sheet.study,
        "export": sheet.export,
        "coder": sheet.coder,
        "notice": sheet.notice,
        "part": sheet.part,
        "then": sheet.then,
        "codebook": _codebook(sheet.codebook),
        "transcripts": [
            {"name": name, "rows": [_row(row) for row in rows]} for name, rows in groupby(sheet.rows, lambda row: row.transcript)
        ],
    }


def work_of(sheet: Sheet) -> bytes:
    """What the page knows of the work, as JSON, with blanks up to the size that pages of this kind have."""
    content = json.dumps(told(sheet), ensure_ascii=False, separators=(",", ":")).encode()
    return content + b" " * (target(len(content), sheet.size) - len(content) if sheet.size else 0)


def coding_told(coding: Coding) -> dict[str, Any]:
    """What a coder says of a passage, as the page has it."""
    return {
        "answers": {code: kind.value for code, kind in coding.answers.items()},
        "looked": coding.looked,
        "memo": coding.memo,
        "emergent": coding.emergent,
        "discuss": coding.discuss,
    }


def _row(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"speaker": row.speaker, "text": row.text}
    if row.key:
        told |= {"key": row.key, "shown": list(row.shown), "optional": row.optional}
    return told


def _codebook(codebook: Codebook) -> dict[str, Any]:
    return {
        "title": codebook.title,
        "version": codebook.version,
        "rules": list(codebook.rules),
        "families": [{"id": f.id, "label": f.label, "definition": f.definition} for f in codebook.families],
        "codes": [_code(code, codebook.roles) for code in codebook.codes],
    }


def _code(code: Code, roles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": code.id,
        "label": code.label,
        "definition": code.definition,
        "family": code.family,
        "parent": code.parent,
        "role": roles.get(code.role, ""),
        "include": list(code.include),
        "exclude": list(code.exclude),
        "examples": list(code.examples),
        "misses": [{"text": miss.text, "why": miss.why} for miss in code.near_misses],
    }


def fingerprint(text: str) -> str:
    """A passage's words in short (CRC-32 of their UTF-8, and how many bytes they are): tells whether they came to harm.

    >>> fingerprint("On Friday I slept.")
    'b1452e2a-18'
    """
    words = text.encode()
    return f"{zlib.crc32(words):08x}-{len(words)}"


def in_a_script(value: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def static(name: str) -> bytes:
    """One of the page's own files."""
    return (STATIC / name).read_bytes()


def one_script(last: str) -> str:
    """The shared modules and `last` as one script: their names are unique, so imports and exports can go."""
    parts = [static(f"{name}.js").decode() for name in (*MODULES, last)]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)


def rendered(**given: Any) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("coder.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("review.html").render(**given)
