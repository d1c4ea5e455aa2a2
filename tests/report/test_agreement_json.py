"""The JSON of an agreement report: what docs/agreement-json.md says, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coder import report
from coder.report import Agreement
from coder.steps import measuring, ratings
from coder.steps.wanted import Wanted

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
WORDS = {"type", "required", "additionalProperties", "properties", "items", "const", "enum", "$ref", "description", "$defs"}


@pytest.fixture(scope="module")
def documentation(root: Path) -> str:
    """The page."""
    return (root / "docs" / "agreement-json.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schema(documentation: str) -> dict[str, Any]:
    """The schema in the page."""
    (block,) = re.findall(r"```json\n(.*?)```", documentation, re.DOTALL)
    found: dict[str, Any] = json.loads(block)
    return found


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str = "") -> list[str]:
    """Where a value is not what the schema says."""
    assert set(schema) <= WORDS, (where, set(schema) - WORDS)
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole, where)
    if "const" in schema and value != schema["const"]:
        return [f"{where}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    if isinstance(value, dict):
        return _of_object(value, schema, whole, where)
    if isinstance(value, list):
        return [fault for n, inner in enumerate(value) for fault in faults(inner, schema["items"], whole, f"{where}[{n}]")]
    return []


def _of_object(value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], where: str) -> list[str]:
    found = [f"{where}: no {name}" for name in schema.get("required", ()) if name not in value]
    for name, inner in value.items():
        own = schema.get("properties", {}).get(name, schema["additionalProperties"])
        found += [f"{where}: unknown {name}"] if own is False else faults(inner, own, whole, f"{where}.{name}")
    return found


def of(paths: list[Path], **wanted: Any) -> dict[str, Any]:
    """The JSON as it would be read again."""
    asked = Wanted(**wanted)
    measured: Agreement = measuring.measure(ratings.rated(paths, asked), asked, in_full=True)
    text = json.dumps(report.agreement_data(measured, "2026-01-02T03:04:05Z"), allow_nan=False)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def examples(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Reports with everything in them, of two coders with a codebook, and of values."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "two.csv").write_text("unit,A,B\n1,threats,threats\n2,-,engagement\n3,-,-\n", encoding="utf-8")
    (folder / "values.csv").write_text("unit,transcript,A,B,C\n1,t,x,x,y\n2,t,y,y,y\n3,u,x,y,\n", encoding="utf-8")
    return [
        of([root / "tests/data/agree/rounds.csv"], machine="Robot"),
        of([folder / "two.csv"], codebook=root / "codebook.yaml", distance="hierarchy"),
        of([folder / "values.csv"], level="nominal"),
    ]


def test_the_json_is_as_documented(examples: list[dict[str, Any]], schema: dict[str, Any]) -> None:
    """Every key is there, none is unknown, every value is of its type; nothing is nan."""
    for example in examples:
        assert faults(example, schema, schema) == []


def test_the_check_finds_faults(examples: list[dict[str, Any]], schema: dict[str, Any]) -> None:
    """A key too many, a key too few and a wrong type are seen."""
    broken = json.loads(json.dumps(examples[0]))
    broken["more"] = 1
    broken["figures"][0]["value"] = "0.5"
    del broken["source"]["what"]
    assert len(faults(broken, schema, schema)) == 3


def test_every_name_of_a_figure_is_documented(examples: list[dict[str, Any]], documentation: str) -> None:
    """A reader of the JSON can look up what each figure is."""
    named = set(re.findall(r"`(\w+)`", documentation))
    found = {f["name"] for example in examples for f in example["figures"]}
    found |= {f["name"] for example in examples for level in example["levels"] for f in level["figures"]}
    assert found - named == set()
    contrasts = examples[0]["contrasts"]
    figures = [f for value in contrasts.values() for f in (value["figures"] if isinstance(value, dict) else value)]
    assert all(contrasts.values())
    sides = {"alpha_blind", "alpha_assisted", "alpha_negotiated"}
    assert {f["name"] for f in figures} - named - sides - {f"alpha_window_{n}" for n in (2, 3)} == set()


def test_an_undefined_figure_has_a_reason_and_a_defined_one_an_interval_or_a_reason(examples: list[dict[str, Any]]) -> None:
    """Nothing is silently missing."""
    for example in examples:
        for figure in example["figures"]:
            if figure["value"] is None:
                assert figure["reason"], figure
                assert figure["low"] is None
            elif not figure["name"].startswith("p_below"):
                assert figure["low"] is not None or figure["reason"], figure
