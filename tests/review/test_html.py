"""The page as a file: it holds nothing that could leave it, and what it saves comes back exactly or not at all."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import birds
import pytest
from birds import LEAVES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.coding import codings
from coder.errors import ReviewError
from coder.records import Kind
from coder.review import html, page
from coder.review.html import seal
from coder.review.page import fingerprint
from coder.steps import exchange, rounds
from coder.steps.exchange import Imported
from coder.study import Study

LATER = "2026-01-06T09:00:00Z"
Event = dict[str, str]


class Opened:
    """A page in a coder's hands: what it was told, and what it would save."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        found = re.search(r'<script type="application/json" id="work">(.*?)</script>', self.text, re.DOTALL)
        assert found
        self.told = json.loads(found[1])
        self.items = [row for transcript in self.told["transcripts"] for row in transcript["rows"] if "key" in row]
        self.events: list[Event] = []

    def does(self, key: str, kind: str, code: str = "", note: str = "") -> None:
        self.events.append(
            {"key": key, "at": f"2026-01-05T10:00:{len(self.events):04}Z", "kind": kind, "code": code, "note": note}
        )

    def answers(self) -> dict[str, Any]:
        facts = {name: self.told[name] for name in ("study", "export", "coder")}
        items = []
        for row in self.items:
            item = {"key": row["key"], "text": fingerprint(row["text"]), "shown": row["shown"]}
            items.append({**item, "check": seal(facts, item, [e for e in self.events if e["key"] == row["key"]])})
        return {**facts, "saved": LATER, "items": items, "events": self.events}

    def save(self, name: str = "anna-answers.json") -> Path:
        target = self.path.with_name(name)
        target.write_text(json.dumps(self.answers(), ensure_ascii=False), encoding="utf-8")
        return target


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return birds.study(tmp_path, transcripts=2, passages=6)


@pytest.fixture
def opened(study: Study) -> Opened:
    return Opened(exchange.export(study, "anna", None, birds.AT, "html").out)


def bring(study: Study, path: Path, dry_run: bool = False) -> Imported | ReviewError:
    (result,) = exchange.bring_back(study, [path], dry_run=dry_run, accept_missing=False, at=LATER)
    return result


def brought(study: Study, path: Path) -> Imported:
    result = bring(study, path)
    assert isinstance(result, Imported), result
    return result


def refused(study: Study, path: Path) -> str:
    before = study.ledger().counts()
    result = bring(study, path)
    assert isinstance(result, ReviewError)
    assert study.ledger().counts() == before
    return str(result)


def said(study: Study) -> dict[str, tuple[dict[str, Kind], bool, str, str, bool]]:
    found = codings(study.ledger().decisions("anna")).values()
    return {c.segment: (c.answers, c.looked, c.memo, c.emergent, c.discuss) for c in found}


def answer_all(page_: Opened, draw: random.Random) -> None:
    for row in page_.items:
        for code in row["shown"]:
            page_.does(row["key"], draw.choice(("confirm", "refute", "unsure")), code)
        if draw.random() < 0.4:
            page_.does(row["key"], "add", draw.choice([code for code in LEAVES if code not in row["shown"]]))
        elif not row["shown"]:
            page_.does(row["key"], "none")
        if draw.random() < 0.3:
            page_.does(row["key"], "memo", note="ask — “again”")


def test_nothing_can_leave_the_page(opened: Opened) -> None:
    """Its policy lets no request out and no other script run; style and script are the ones whose hashes it names."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', opened.text)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == rules["base-uri"] == "'none'"
    for name, pattern in (("style-src", r"<style>(.*?)</style>"), ("script-src", r'<script type="module">(.*?)</script>')):
        (inside,) = re.findall(pattern, opened.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert not re.search(r"""(?:src|href)="(?!data:)|https?://|url\(""", opened.text)


def test_the_page_says_no_score_and_nothing_that_is_not_shown(study: Study, opened: Opened) -> None:
    """What it is told of a passage are its words and the codes that are shown."""
    for row in opened.items:
        assert set(row) == {"key", "speaker", "text", "shown", "optional"}
    known = {"study", "export", "coder", "notice", "part", "then", "codebook", "transcripts", "answers", "before"}
    assert set(opened.told) == known
    assert "M-1" not in opened.text, "the model's name"
    assert "score" not in json.dumps(opened.told)


def test_words_cannot_end_the_script(tmp_path: Path) -> None:
    """A passage that closes the script element, or opens another, stays a passage."""
    hostile = "</script><script>alert(1)</script><!--<script>\u2028"
    inside = page.in_a_script({"text": hostile})
    assert "<" not in inside
    assert json.loads(inside)["text"] == hostile


def test_scripts_become_one(opened: Opened) -> None:
    """No import or export is left, and no two modules give the same name."""
    script = page.one_script("file")
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))


def test_two_pages_of_a_round_are_equally_large(tmp_path: Path) -> None:
    """How large a file is says nothing of how many suggestions it leaves out."""
    study = birds.study(tmp_path, settings="round:\n  blind: off\n  withhold: 50 %\n")
    rounds.start(study, "one", ["anna", "ben"], 3, birds.AT)
    one, two = (exchange.export(study, name, None, birds.AT, "html") for name in ("anna", "ben"))
    assert one.suggestions != two.suggestions
    assert one.out.stat().st_size == two.out.stat().st_size


def test_what_was_decided_comes_back(study: Study, opened: Opened) -> None:
    """Answers, codes of one's own, none, notes and the wish to discuss, by passage; an undone act does not."""
    shown = next(row for row in opened.items if len(row["shown"]) == 2)
    bare = next(row for row in opened.items if not row["shown"])
    noted = next(row for row in opened.items if row not in (shown, bare))
    own = next(code for code in LEAVES if code not in shown["shown"])
    first, second = shown["shown"]
    for kind, code in (("confirm", first), ("confirm", second), ("refute", second), ("add", own)):
        opened.does(shown["key"], kind, code)
    opened.does(bare["key"], "add", "nest/barn")
    opened.does(bare["key"], "undo")
    opened.does(bare["key"], "none")
    opened.does(noted["key"], "memo", note="hm")
    opened.does(noted["key"], "emergent", note="moths")
    opened.does(noted["key"], "discuss", note="yes")
    result = brought(study, opened.save())
    assert result.checked
    assert (result.checked.expected, result.checked.found, result.checked.decided) == (12, 12, 2)
    export = study.ledger().export(opened.told["export"])
    assert export
    ids = {item.key: item.segment for item in export.items}
    assert said(study) == {
        ids[shown["key"]]: ({first: Kind.CONFIRM, second: Kind.REFUTE, own: Kind.ADD}, True, "", "", False),
        ids[bare["key"]]: ({}, True, "", "", False),
        ids[noted["key"]]: ({}, False, "hm", "moths", True),
    }


def test_a_later_file_brings_only_what_is_new_and_takes_back_what_was_undone(study: Study, opened: Opened) -> None:
    """The same file twice changes nothing; blanks erase nothing; what the page itself took back is taken back."""
    shown = next(row for row in opened.items if len(row["shown"]) == 2)
    one, two = shown["shown"]
    opened.does(shown["key"], "confirm", one)
    opened.does(shown["key"], "refute", two)
    opened.does(shown["key"], "memo", note="hm")
    first = opened.save()
    assert brought(study, first).new == 4
    assert brought(study, first).already
    (before,) = said(study).values()
    assert before == ({one: Kind.CONFIRM, two: Kind.REFUTE}, True, "hm", "", False)
    opened.does(shown["key"], "undo")
    opened.does(shown["key"], "undo")
    brought(study, opened.save("later.json"))
    (after,) = said(study).values()
    assert after == ({one: Kind.CONFIRM}, False, "", "", False)
    empty = Opened(opened.path)
    assert brought(study, empty.save("empty.json")).new == 0


def test_files_of_elsewhere_are_refused(study: Study, opened: Opened, tmp_path: Path) -> None:
    """Another study, export or coder; the page itself; something else."""
    for name, value, words in (
        ("study", "ST-elsewhere", "another study"),
        ("export", "E-22222222", "never made the export"),
        ("coder", "ben", "made for anna"),
    ):
        opened.told[name], kept = value, opened.told[name]
        assert words in refused(study, opened.save())
        opened.told[name] = kept
    assert "Save my answers" in refused(study, opened.path)
    other = tmp_path / "other.json"
    for text in ("[]", "{}", '{"study": 1}', "not json", "[" * 100_000):
        other.write_text(text)
        assert "other.json: nothing was imported" in refused(study, other)


def test_every_passage_is_wanted_once(study: Study, opened: Opened) -> None:
    """A passage that is gone, or there twice, is named by its key."""
    whole = opened.answers()
    path = opened.save()
    gone = whole["items"].pop(3)
    path.write_text(json.dumps(whole))
    assert gone["key"] in refused(study, path)
    whole["items"] += [gone, gone]
    path.write_text(json.dumps(whole))
    assert f"the key {gone['key']} is there twice" in refused(study, path)


def test_a_passage_whose_words_changed_is_refused(study: Study, opened: Opened) -> None:
    """The decision is about the words that were read."""
    opened.items[2]["text"] += " Not."
    assert f"{opened.items[2]['key']}: the passage was changed" in refused(study, opened.save())


@pytest.mark.parametrize(
    ("kind", "code"), [("confirm", "nest/barn"), ("add", "no/such"), ("undo", ""), ("dance", ""), ("refute", "nest/barn")]
)
def test_acts_that_the_page_does_not_offer_are_refused(study: Study, opened: Opened, kind: str, code: str) -> None:
    """Even with the right check: an answer to what was not suggested, an unknown code, nothing to undo, an unknown act."""
    row = next(row for row in opened.items if not row["shown"])
    opened.does(row["key"], kind, code)
    assert row["key"] in refused(study, opened.save())


Damage = Callable[[dict[str, Any], random.Random], None]


def a_bit(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def cut(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + content[at + draw.randrange(1, 60) :]


def doubled(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + content[at - draw.randrange(60) :]


def without(content: bytes, draw: random.Random) -> bytes:
    whole = json.loads(content)
    part = whole[draw.choice(("items", "events"))]
    part.pop(draw.randrange(len(part)))
    return json.dumps(whole).encode()


def exchanged(content: bytes, draw: random.Random) -> bytes:
    whole = json.loads(content)
    part = whole[draw.choice(("items", "events"))]
    one, other = draw.randrange(len(part)), draw.randrange(len(part))
    field = draw.choice([name for name in part[0] if name in part[0]])
    part[one][field], part[other][field] = part[other][field], part[one][field]
    return json.dumps(whole).encode()


def shuffled(content: bytes, draw: random.Random) -> bytes:
    whole = json.loads(content)
    draw.shuffle(whole[draw.choice(("items", "events"))])
    return json.dumps(whole, indent=2).encode("utf-8-sig")


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, bytes, frozenset[Any]]:
    study = birds.study(tmp_path_factory.mktemp("damage"), transcripts=2, passages=6)
    opened = Opened(exchange.export(study, "anna", None, birds.AT, "html").out)
    answer_all(opened, random.Random(4))  # noqa: S311  # a simulation
    path = opened.save()
    result = bring(study, path, dry_run=True)
    assert isinstance(result, Imported)
    assert result.checked
    return study, path.read_bytes(), frozenset(result.checked.decisions)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([a_bit, cut, doubled, without, exchanged, shuffled]), st.integers(0, 2**32))
def test_damage_restores_or_refuses(
    answered: tuple[Study, bytes, frozenset[Any]], damage: Callable[[bytes, random.Random], bytes], seed: int
) -> None:
    """Whatever happens to a saved file: the import brings back exactly what was decided, or refuses and changes nothing."""
    study, content, expected = answered
    path = study.review / "back.json"
    path.write_bytes(damage(content, random.Random(seed)))  # noqa: S311  # a simulation
    ledger = study.ledger()
    before = ledger.counts()
    result = bring(study, path, dry_run=True)
    assert ledger.counts() == before
    ledger.close()
    if isinstance(result, ReviewError):
        assert all(result.problems)
    else:
        assert result.checked
        assert frozenset(result.checked.decisions) == expected


def test_reading_leaves_what_was_read_alone(answered: tuple[Study, bytes, frozenset[Any]]) -> None:
    """The same bytes read twice give the same answers."""
    _, content, _ = answered
    assert html.read(content, "x.json") == html.read(copy.copy(content), "x.json")
