"""`round:` of study.yaml -> Design: which parts of the protocol are used, and how much of each."""

from __future__ import annotations

from coder.rounds import Design
from coder.yaml_lines import Node

_DEFAULT = Design()


def round_settings(top: Node) -> tuple[Design, int | None]:
    """The design and the seed (None where it is to be drawn) that a study's settings ask for."""
    if not top.mapping("round"):
        return _DEFAULT, None
    node = top.child("round")
    node.only({"seed", "blind", "blind_minimum", "withhold", "plant", "plant_minimum"}, "an entry for the round")
    design = Design(
        blind=share(node, "blind", _DEFAULT.blind, 100),
        blind_minimum=_number(node, "blind_minimum", _DEFAULT.blind_minimum),
        withhold=share(node, "withhold", _DEFAULT.withhold, 50),
        plant=share(node, "plant", _DEFAULT.plant, 20),
        plant_minimum=_number(node, "plant_minimum", _DEFAULT.plant_minimum),
        blind_most=1.0 if node.text("blind_minimum") else _DEFAULT.blind_most,
    )
    return design, _number(node, "seed", 0) if node.text("seed") else None


def share(node: Node, key: str, default: float, most: int) -> float:
    """A percentage: `15 %`, `15%` or `0.15`; `off` is 0."""
    word = node.text(key).casefold()
    if not word:
        return default
    if word in ("off", "no", "false", "0"):
        return 0.0
    try:
        found = float(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    except ValueError:
        found = -1.0
    if not 0 < found <= most / 100:
        raise node.child(key).error(f"`{key}`", f"must be a share up to {most} %, such as 15 %, or off")
    return found


def _number(node: Node, key: str, default: int) -> int:
    word = node.text(key)
    if not word:
        return default
    if not word.isdecimal() or int(word) >= 2**31:
        raise node.child(key).error(f"`{key}`", "must be a whole number")
    return int(word)
