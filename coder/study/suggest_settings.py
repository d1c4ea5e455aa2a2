"""`suggest:` of study.yaml -> Aim: how often suggestions should be right, and how often what is set aside should be absent."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.round_settings import share
from coder.yaml_lines import Node


@dataclass(frozen=True, slots=True)
class Aim:
    """What a model's bands are set for; a precision of 0 asks for the best balance of precision and recall (F1) instead."""

    precision: float = 0.4
    absence: float = 0.98


_DEFAULT = Aim()


def suggest_settings(top: Node) -> Aim:
    """Read what a study's settings ask for."""
    if not top.mapping("suggest"):
        return _DEFAULT
    node = top.child("suggest")
    node.only({"precision", "absence"}, "an entry for suggestions")
    precision = share(node, "precision", _DEFAULT.precision, 99)
    absence = share(node, "absence", _DEFAULT.absence, 100)
    if not 0.5 <= absence < 1:
        raise node.child("absence").error("`absence`", "must be a share from 50 % to below 100 %, such as 98 %")
    return Aim(precision, absence)
