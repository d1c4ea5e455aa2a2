"""Passages -> a matrix: codes by participants, interviews, sources or the values of any variable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.analysis.passages import INTERVIEW, QUESTIONNAIRE, Passage, natural
from coder.codebook import Codebook
from coder.errors import StudyError

NOT_GIVEN = "(not given)"
"""The group of passages of which nobody said what the variable is."""
MOST = 60
"""Groups above which a matrix cannot be read."""
LEVELS = {"theme": 0, "category": 1}


@dataclass(frozen=True, slots=True)
class Cell:
    """One code in one group: `known` are the segments of which it is known whether they have the code."""

    segments: int
    people: int
    words: int
    known: int

    @property
    def share(self) -> float | None:
        """Of the segments looked at, how many have the code; None where none was looked at."""
        return self.segments / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Group:
    """A column: the segments in it, those looked at, and the people and words of these."""

    name: str
    segments: int
    looked: int
    people: int
    words: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells` has a row for each code and a cell for each group; `whole` and `totals` are over all groups."""

    by: str
    codes: tuple[str, ...]
    groups: tuple[Group, ...]
    cells: tuple[tuple[Cell, ...], ...]
    whole: Group
    totals: tuple[Cell, ...]


def at_level(codebook: Codebook, level: str) -> tuple[str, ...]:
    """The codes of a level: `all`, `theme` (the top), `category` (one below), or a number, 0 at the top.

    Raises
    ------
    StudyError
        The level is none of these, or the codebook has no codes there.
    """
    if level == "all":
        return codebook.ids
    depths = {code: codebook.depth(code) for code in codebook.ids}
    deepest = max(depths.values())
    wanted = LEVELS.get(level, int(level) if level.isdecimal() else None)
    if wanted is None:
        raise StudyError(
            f"the level {level!r} does not exist: use theme, category, all, or a number from 0 (the top) to {deepest}"
        )
    found = tuple(code for code, depth in depths.items() if depth == wanted)
    if not found:
        raise StudyError(f"the codebook has no codes at level {level}: its levels go from 0 (the top) to {deepest}")
    return found


def matrix(passages: Sequence[Passage], codes: Sequence[str], by: str) -> Matrix:
    """Count each code in each group.

    Parameters
    ----------
    passages : all of the study's
    codes : the rows
    by : participant, interview, source, or a variable in any case

    Raises
    ------
    StudyError
        No participant has the variable, or it has too many values to be columns.
    """
    names = groups(passages, by)
    of = {name: [p for p, group in zip(passages, names, strict=True) if group == name] for name in _ordered(names, by)}
    if len(of) > MOST:
        raise StudyError(f"`{by}` has {len(of)} different values: a matrix holds up to {MOST}")
    return Matrix(
        by=by,
        codes=tuple(codes),
        groups=tuple(_group(name, inside) for name, inside in of.items()),
        cells=tuple(tuple(cell(inside, code) for inside in of.values()) for code in codes),
        whole=_group("all", passages),
        totals=tuple(cell(passages, code) for code in codes),
    )


def groups(passages: Sequence[Passage], by: str) -> list[str]:
    """The group of each passage.

    By participant or interview, those who answered a questionnaire are one group, unless there are no interviews.
    """
    if by == "source":
        return [passage.source for passage in passages]
    if by in ("participant", "interview"):
        mixed = any(passage.source == INTERVIEW for passage in passages)
        return [QUESTIONNAIRE if mixed and p.source == QUESTIONNAIRE else _of_person(p, by) for p in passages]
    known = {name.casefold(): name for passage in passages for name in passage.variables}
    if by.casefold() not in known:
        there = ", ".join(sorted(dict.fromkeys(known.values()))) or "none: name them under `participants:` in study.yaml"
        raise StudyError(f"no participant has the variable `{by}`: use participant, interview, source, or a variable ({there})")
    return [_value(passage, by) for passage in passages]


def _value(passage: Passage, by: str) -> str:
    return next((value for name, value in passage.variables.items() if name.casefold() == by.casefold() and value), NOT_GIVEN)


def _of_person(passage: Passage, by: str) -> str:
    if by == "participant" or passage.source == QUESTIONNAIRE:
        return passage.participant
    return passage.transcript if passage.interview is None else f"{passage.participant} {passage.interview}"


def _ordered(names: Iterable[str], by: str) -> list[str]:
    """Columns as people sort them; what is not given, and questionnaires beside interviews, at the end."""
    last = NOT_GIVEN if by not in ("participant", "interview") else QUESTIONNAIRE
    return sorted(set(names), key=lambda name: (name == last, natural(name)))


def _group(name: str, inside: Sequence[Passage]) -> Group:
    looked = [passage for passage in inside if passage.codes is not None]
    people = len({passage.participant for passage in looked})
    return Group(name, len(inside), len(looked), people, sum(passage.words for passage in looked))


def cell(inside: Iterable[Passage], code: str) -> Cell:
    """Count one code in some passages."""
    known = [(passage, has) for passage in inside if (has := passage.has(code)) is not None]
    found = [passage for passage, has in known if has]
    return Cell(len(found), len({passage.participant for passage in found}), sum(passage.words for passage in found), len(known))
