"""study.yaml -> Settings: what the user set right about single transcripts, and how transcripts are cut.

The file is optional and edited by hand:

    unit: turn                     # turn, paragraph or sentence
    transcripts:
      P07-second.docx:             # the file's name, as `coder transcripts` lists it
        participant: P07
        interview: 2
        roles: {Speaker 1: interviewer, Speaker 2: participant}
        aliases: {"P;": P}         # a label that was mistyped: the one that was meant
        ignore: [Narrator]         # labels whose words are nobody's turn
        date: 2021-03-15
    participants:                  # what groups are compared by; participants.csv beside this file does the same
      P07: {role: consultant, arm: A}
    round:                         # the parts of the protocol; `off` switches one off
      seed: 12                     # by default drawn when a round is started; kept in its plan either way
      blind: 10 %                  # passages coded first, without suggestions ...
      blind_minimum: 200           # ... but at least so many; where this is not set, at most half of the passages
      withhold: 15 %               # passages whose suggestions are not shown, drawn anew for each coder
      plant: off                   # passages in which one suggestion is wrong on purpose (3 to 5 %) ...
      plant_minimum: 30            # ... but at least so many in the whole team
    encoder: models/all-MiniLM     # a sentence transformer's folder, or `use`; by default the encoder that comes with the tool
    suggest:                       # what the next `coder train` sets its model's bands for
      precision: 40 %              # so many suggestions should be right; off: the best balance of precision and recall
      absence: 98 %                # so many passages without a code among those for which the model sets it aside
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coder.errors import StudyError
from coder.records import Corrections, Role
from coder.rounds import Design
from coder.segment import UNITS, Unit
from coder.study import people
from coder.study.round_settings import round_settings
from coder.study.suggest_settings import Aim, suggest_settings
from coder.yaml_lines import Node

SETTINGS = "study.yaml"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a study's transcripts are cut, the corrections of each file by its name, and how rounds are made.

    `seed` is None where the seed of a round is to be drawn. `participants` are their variables, `dates` those of transcripts;
    `aim` is asked of suggestions; `encoder` is "" (the tool's own), "use", or a folder.
    """

    unit: Unit = "turn"
    transcripts: Mapping[str, Corrections] = field(default_factory=dict)
    design: Design = field(default_factory=Design)
    seed: int | None = None
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    aim: Aim = field(default_factory=Aim)
    encoder: str = ""


def read_settings(root: Path) -> Settings:
    """Read a study's settings; the defaults where it has none.

    Raises
    ------
    StudyError
        With file and line, for anything that is not as above.
    """
    try:
        text = (root / SETTINGS).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError as error:
        raise StudyError(f"{SETTINGS}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return Settings()
    top = Node.load(text, SETTINGS, StudyError, "settings begin with `unit:` or `transcripts:`")
    top.only({"unit", "transcripts", "round", "participants", "suggest", "encoder"}, "the settings")
    unit = next((unit for unit in UNITS if unit == (top.text("unit") or "turn")), None)
    if unit is None:
        raise top.child("unit").error(f"the unit {top.text('unit')!r}", f"does not exist: use {', '.join(UNITS)}")
    design, seed = round_settings(top)
    entries = top.mapping("transcripts")
    corrections = {name: _corrections(name, node) for name, node in entries.items()}
    variables, dates, aim = people.people(top), people.dates(entries), suggest_settings(top)
    return Settings(unit, corrections, design, seed, variables, dates, aim, top.text("encoder"))


def _corrections(name: str, node: Node) -> Corrections:
    node.only({"participant", "interview", "roles", "aliases", "ignore", "date"}, f"an entry for {name}")
    return Corrections(
        roles={label: _role(label, value) for label, value in node.mapping("roles").items()},
        aliases={label: value.plain(f"the alias of {label}") for label, value in node.mapping("aliases").items()},
        participant=node.text("participant"),
        interview=_interview(node),
        ignore=frozenset(node.texts("ignore")),
    )


def _role(label: str, node: Node) -> Role:
    found = node.plain(f"the role of {label}").casefold()
    try:
        return Role(found)
    except ValueError:
        raise node.error(f"the role {found!r} of {label}", f"does not exist: use {', '.join(Role)}") from None


def _interview(node: Node) -> int | None:
    found = node.text("interview")
    if not found:
        return None
    if not found.isdecimal() or not 1 <= int(found) <= 99:
        raise node.child("interview").error(f"the interview number {found!r}", "must be a whole number from 1 to 99")
    return int(found)
