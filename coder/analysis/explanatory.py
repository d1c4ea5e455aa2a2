"""Passages, stages -> an explanatory model: codes as nodes in the order of the stages, and how often each two stand together.

The order of the stages is the researchers' model; what is counted is only where codes stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from coder.analysis.configurations import codes_by_part, neighbours, part_of
from coder.analysis.passages import Passage
from coder.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a model, such as engagement, and the codes that belong to it."""

    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A code of the model: its stage, its theme ("" at a family's top), its part in words ("" for none), and its counts."""

    code: str
    label: str
    stage: int
    theme: str
    part: str
    passages: int
    people: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two codes that stand together: in how many passages, and in how many pairs of neighbours that hold them only together."""

    first: str
    second: str
    same: int
    beside: int
    people: int

    @property
    def count(self) -> int:
        """In all."""
        return self.same + self.beside


@dataclass(frozen=True, slots=True)
class Model:
    """The stages, the nodes in their order, the edges (most first), and how many passages were looked at."""

    stages: tuple[Stage, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    looked: int


def stages_by_part(codebook: Codebook) -> tuple[Stage, ...]:
    """Context, mechanism, outcome as stages, for a codebook whose codes have these roles; parts without a code are left out."""
    return tuple(Stage(f"{part.value.capitalize()}s", codes) for part, codes in codes_by_part(codebook).items())


def model(passages: Sequence[Passage], codebook: Codebook, stages: Sequence[Stage]) -> Model:
    """Count the codes of the stages, and each two of them; a code and one below it are never counted together."""
    looked = [passage for passage in passages if passage.codes is not None]
    wanted = [(number, code) for number, stage in enumerate(stages) for code in stage.codes]
    nodes = tuple(_node(looked, codebook, number, code) for number, code in wanted)
    codes = [code for _, code in wanted]
    pairs = [pair for pair in combinations(codes, 2) if len(codebook.most_specific(set(pair))) == 2]
    edges = [edge for edge in _edges(looked, codes, pairs) if edge.count]
    edges.sort(key=lambda edge: (-edge.count, codes.index(edge.first), codes.index(edge.second)))
    return Model(tuple(stages), nodes, tuple(edges), len(looked))


def _node(looked: Sequence[Passage], codebook: Codebook, stage: int, code: str) -> Node:
    having = [passage for passage in looked if passage.has(code)]
    one = codebook.by_id[code]
    part = part_of(one.role, codebook)
    theme = codebook.by_id[one.parent].label if one.parent else ""
    people = {passage.participant for passage in having}
    return Node(code, one.label, stage, theme, part.value if part else "", len(having), len(people))


def _edges(looked: Sequence[Passage], codes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Edge]:
    same: Counter[tuple[str, str]] = Counter()
    beside: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[str]] = {pair: set() for pair in pairs}
    held = [{code for code in codes if passage.has(code)} for passage in looked]
    for place, passage in enumerate(looked):
        here = held[place]
        after = held[place + 1] if place + 1 < len(looked) and neighbours(passage, looked[place + 1]) else set()
        for pair in pairs:
            both = here.issuperset(pair)
            either = (here | after).issuperset(pair) and not both and not after.issuperset(pair)
            same[pair] += both
            beside[pair] += either
            if both or either:
                people[pair].add(passage.participant)
    return [Edge(*pair, same[pair], beside[pair], len(people[pair])) for pair in pairs]
