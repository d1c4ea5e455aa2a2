"""Sheet -> the review page as one file that sends nothing; the answers that it saves -> what a coder said.

The page cannot write to itself: its button "Save my answers" makes NAME-answers.json, which comes back. That file holds every act in
the order in which it was made, and a check over each passage and what was done there. What the coder has said before stands at its
beginning, as acts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from coder.coding import Coding
from coder.errors import ReviewError
from coder.records import Kind
from coder.review.acts import Act, after, answered
from coder.review.exchange import OFFERED, SPELLED, Answers, Cell, Returned, Row, Sheet, filled_in
from coder.review.padding import target
from coder.review.page import fingerprint, in_a_script, one_script, rendered, static, told

FORMAT = "html"
SUFFIX = ".html"
RETURNED = ".json"

UNDO = "undo"

_SAVED = "-answers.json"

_EVENT = ("key", "at", "kind", "code", "note")
_DAMAGED = "was changed or came to harm on its way: save the answers again from the page"


def write(sheet: Sheet) -> bytes:
    """Make the page for one coder."""
    told_here = {**told(sheet), "answers": answers_name(sheet.name), "before": _said_before(sheet)}
    style, script = static("review.css").decode(), one_script("file")
    content = rendered(
        title=f"Review for {sheet.coder}",
        policy=_policy(style, script),
        style=style,
        script=script,
        work=in_a_script(told_here),
    ).encode()
    missing = target(len(content), sheet.size) - len(content) if sheet.size else 0
    return content + b" " * missing


def answers_name(name: str) -> str:
    """What the page calls the file of answers that it saves."""
    return f"{name}{_SAVED}"


def _said_before(sheet: Sheet) -> list[dict[str, str]]:
    """The acts that lead to what the coder has said so far, as far as the page has a place for it."""
    acts = []
    for row in sheet.rows:
        if row.key:
            filled = filled_in(sheet.codings.get(row.key), row, sheet.codebook)
            acts += [(row.key, SPELLED[word], code, "") for code, word in zip(row.shown, filled.decisions, strict=True) if word]
            acts += [(row.key, Kind.ADD, code, "") for code in filled.added]
            acts += [(row.key, Kind.NONE, "", "")] if filled.none else []
            notes = {Kind.EMERGENT: filled.emergent, Kind.MEMO: filled.memo, Kind.DISCUSS: "yes" * filled.discuss}
            acts += [(row.key, kind, "", note) for kind, note in notes.items() if note]
    return [dict(zip(_EVENT, (key, sheet.at, kind.value, code, note), strict=True)) for key, kind, code, note in acts]


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, sent or framed; only this style and this script count."""
    return (
        f"default-src 'none'; script-src 'sha256-{_digest(script)}'; style-src 'sha256-{_digest(style)}'; "
        "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def read(content: bytes, name: str) -> Returned:
    """Read a saved file of answers as it is.

    Raises
    ------
    ReviewError
        When it is not a file of answers, or with every passage that came to harm.
    """
    saved = _parsed(content, name)
    facts = {fact: saved[fact] for fact in ("study", "export", "coder")}
    reader = _Reader(facts)
    reader.group(saved["events"])
    for number, item in enumerate(saved["items"], start=1):
        reader.take(number, item)
    if reader.faults():
        raise ReviewError(name, reader.faults())
    return Returned(facts["study"], facts["export"], facts["coder"], tuple(reader.answers))


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    try:
        saved = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ReviewError(name, (f"the file {_DAMAGED}",)) from None
    shape = {"study": str, "export": str, "coder": str, "items": list, "events": list}
    if not isinstance(saved, dict) or not all(isinstance(saved.get(part), kind) for part, kind in shape.items()):
        raise ReviewError(
            name, ("it is not a file of answers: open the review page, choose Save my answers, and import that file",)
        )
    return saved


@dataclass(slots=True)
class _Replayed:
    """What the acts on one passage lead to, and what they took back on the way."""

    coding: Coding
    withdrawn: tuple[str, ...]
    cleared: frozenset[Kind]
    reopened: bool


@dataclass(slots=True)
class _Reader:
    """Reads passages one by one; what came to harm is collected."""

    facts: Mapping[str, str]
    harmed: list[str] = field(default_factory=list)
    events: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    answers: list[Answers] = field(default_factory=list)

    def group(self, events: Sequence[Any]) -> None:
        """Sort the acts by their passage."""
        for number, event in enumerate(events, start=1):
            if isinstance(event, dict) and all(isinstance(event.get(part), str) for part in _EVENT) and len(event) == len(_EVENT):
                self.events.setdefault(event["key"], []).append(event)
            else:
                self.harmed.append(f"act {number}")

    def take(self, number: int, item: Any) -> None:
        """Read one passage, with what all acts on it come to."""
        if not _is_item(item):
            self.harmed.append(f"passage {number}")
            return
        events = self.events.pop(item["key"], [])
        try:
            if item["check"] != seal(self.facts, item, events):
                raise ValueError("its check is another")
            self.answers.append(_as_answers(item, _replay(events, item["shown"])))
        except (ValueError, LookupError):
            self.harmed.append(item["key"][:20])

    def faults(self) -> tuple[str, ...]:
        """What came to harm, in one line: also acts on passages that the file does not have."""
        harmed = [*self.harmed, *(key[:20] for key in self.events)]
        if not harmed:
            return ()
        some = ", ".join(harmed[:5]) + (f" and {len(harmed) - 5} more" if len(harmed) > 5 else "")
        return (f"{some}: what was decided there {_DAMAGED}",)


def _is_item(item: Any) -> bool:
    if not isinstance(item, dict) or set(item) != {"key", "text", "shown", "check"} or not isinstance(item["shown"], list):
        return False
    return all(isinstance(part, str) for part in (item["key"], item["text"], item["check"], *item["shown"]))


def seal(facts: Mapping[str, str], item: Mapping[str, Any], events: Sequence[Mapping[str, str]]) -> str:
    """The check over one passage and everything done with it."""
    parts = [facts["study"], facts["export"], facts["coder"], item["key"], item["text"], *item["shown"]]
    parts += [event[part] for event in events for part in _EVENT]
    return fingerprint("\0".join([str(len(item["shown"])), *parts]))


def _replay(events: Sequence[Mapping[str, str]], shown: Sequence[str]) -> _Replayed:
    """Let all acts happen again, and be undone, as they were."""
    past = [Coding("", "")]
    seen: set[str] = set()
    noted: set[Kind] = set()
    finished = False
    for event in events:
        if event["kind"] == UNDO:
            past.pop()
        else:
            past.append(after(Act(Kind(event["kind"]), event["code"], event["note"]), past[-1], shown))
        seen |= past[-1].answers.keys()
        noted |= _noted(past[-1])
        finished |= past[-1].looked
    coding = past[-1]
    if any(kind is not Kind.ADD for code, kind in coding.answers.items() if code not in shown):
        raise ValueError("an answer to what was not suggested")
    withdrawn = tuple(sorted(seen - coding.answers.keys()))
    return _Replayed(coding, withdrawn, frozenset(noted - _noted(coding)), finished and not coding.looked)


def _noted(coding: Coding) -> set[Kind]:
    notes = {Kind.EMERGENT: coding.emergent, Kind.MEMO: coding.memo, Kind.DISCUSS: coding.discuss}
    return {kind for kind, note in notes.items() if note}


def _as_answers(item: Mapping[str, Any], found: _Replayed) -> Answers:
    key, shown, coding = item["key"], item["shown"], found.coding
    none = coding.looked and not answered(coding, shown)
    return Answers(
        key=Cell(key, key),
        text=Cell(item["text"], key),
        suggestions=tuple(Cell(f"({code})", key) for code in shown),
        decisions=tuple(Cell(coding.answers[code].value if code in coding.answers else "", key) for code in shown),
        added=tuple(Cell(code, key) for code in coding.answers if code not in shown),
        none=Cell(OFFERED[Kind.NONE] if none else "", key),
        emergent=Cell(coding.emergent, key),
        memo=Cell(coding.memo, key),
        discuss=Cell(OFFERED[Kind.DISCUSS] if coding.discuss else "", key),
        withdrawn=found.withdrawn,
        cleared=found.cleared,
        reopened=found.reopened,
    )


def shown_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as an answers file speaks of them: their words in short."""
    return tuple(replace(row, text=fingerprint(row.text)) for row in rows)
