"""codebook.yaml -> Codebook: families of codes of any depth, checked so that every fault names its line and code.

A codebook is a YAML mapping with `title`, `version`, `rules` and `families`. A family holds `codes`; a code may hold further
`codes` (its categories), or name its `parent` in the same family instead of being nested. A code's id in the tool is its path:
`family/code` or `family/theme/category`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from coder.errors import CodebookError
from coder.records import Code, NearMiss
from coder.yaml_lines import Node

ROLES = {"C": "context", "M": "mechanism", "O": "outcome"}
"""Roles of realist evaluation: a mechanism fires in a context and gives an outcome."""

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TOP_KEYS = {"title", "version", "language", "rules", "roles", "families"}
_FAMILY_KEYS = {"id", "label", "definition", "codes"}
_CODE_KEYS = {"id", "label", "definition", "role", "parent", "include", "exclude", "examples", "near_misses", "codes"}


@dataclass(frozen=True)
class Family:
    """A family of codes: `id`, `label`, and what the family is for."""

    id: str
    label: str
    definition: str


@dataclass(frozen=True)
class Codebook:
    """The codes in the order of the file, every parent before its children. `sha256` is of the file's text."""

    title: str
    version: str
    rules: tuple[str, ...]
    families: tuple[Family, ...]
    codes: tuple[Code, ...]
    roles: Mapping[str, str]
    sha256: str

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """The codes by their path."""
        return {code.id: code for code in self.codes}

    @property
    def ids(self) -> tuple[str, ...]:
        """The codes' paths, in order."""
        return tuple(code.id for code in self.codes)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes that applying `code` implies, nearest first."""
        found = []
        while parent := self.by_id[code].parent:
            found.append(parent)
            code = parent
        return tuple(found)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes directly below `code`."""
        return tuple(other.id for other in self.codes if other.parent == code)

    def depth(self, code: str) -> int:
        """0 for a code at the top of its family, 1 below it, and so on."""
        return len(self.ancestors(code))

    def most_specific(self, codes: set[str]) -> set[str]:
        """`codes` without those that another of them implies."""
        implied = {parent for code in codes for parent in self.ancestors(code)}
        return codes - implied

    def with_ancestors(self, codes: set[str]) -> set[str]:
        """`codes` and everything they imply."""
        return codes | {parent for code in codes for parent in self.ancestors(code)}

    def find(self, words: str) -> str | None:
        """The path of the code meant by `words` (a path, an id or a label, in any case); None where it is not one code."""
        wanted = " ".join(words.split()).casefold()
        for key in (_path, _last, _label):
            found = [code.id for code in self.codes if key(code) == wanted]
            if len(found) == 1:
                return found[0]
        return None


def parse(text: str, name: str) -> Codebook:
    """Read a codebook from YAML text; `name` stands in the errors.

    Raises
    ------
    CodebookError
        With file, line and code: malformed YAML, an unknown key, a missing or empty id, label or definition, a duplicate id,
        an unknown parent, a cycle, a role that does not exist.
    """
    top = Node.load(text, name, CodebookError, "a codebook begins with `title:`, `version:` and `families:`")
    top.only(_TOP_KEYS, "the codebook")
    roles = _roles(top)
    families: list[Family] = []
    codes: list[Code] = []
    for node in top.items("families"):
        node.only(_FAMILY_KEYS, "a family")
        family_id = _identifier(node, f"family {len(families) + 1}")
        if any(family.id == family_id for family in families):
            raise node.error(f"family {family_id}", "is there twice: give each family an id of its own")
        families.append(Family(family_id, node.text("label") or family_id, node.text("definition")))
        found = list(_codes(node, family_id, "", roles))
        if not found:
            raise node.error(f"family {family_id}", "has no codes: list at least one under `codes`")
        codes.extend(_ordered(found))
    if not families:
        raise top.error("the codebook", "has no families: list at least one under `families`")
    return Codebook(
        title=top.text("title") or name,
        version=top.text("version") or "1",
        rules=top.texts("rules"),
        families=tuple(families),
        codes=tuple(codes),
        roles=roles,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _path(code: Code) -> str:
    return code.id.casefold()


def _last(code: Code) -> str:
    return code.id.rsplit("/", 1)[-1].casefold()


def _label(code: Code) -> str:
    return code.label.casefold()


def _roles(top: Node) -> dict[str, str]:
    if "roles" not in top.value:
        return dict(ROLES)
    node = top.child("roles")
    if not isinstance(node.value, dict):
        raise node.error("roles", "must be a list of `letter: meaning` lines")
    return {str(key): str(value.value) for key, value in node.value.items()}


@dataclass(frozen=True)
class _Placed:
    code: Code
    node: Node
    named_parent: str


def _codes(node: Node, family: str, parent: str, roles: Mapping[str, str]) -> Iterator[_Placed]:
    """Yield the codes listed in `node` and below, each checked by itself."""
    for number, item in enumerate(node.items("codes"), start=1):
        item.only(_CODE_KEYS, "a code")
        name = _identifier(item, f"code {number} of {parent or family}")
        path = f"{parent or family}/{name}"
        definition = item.text("definition")
        if not definition:
            raise item.error(path, "has no definition: say in a sentence what the code covers")
        role = item.text("role")
        if role and role not in roles:
            known = ", ".join(f"{key} ({meaning})" for key, meaning in roles.items())
            raise item.error(path, f"has the role {role!r}, which does not exist: use {known}")
        if parent and item.text("parent"):
            raise item.error(path, "is nested below a code and names a `parent` too: keep one of the two")
        code = Code(
            id=path,
            label=item.text("label") or name.replace("-", " ").replace("_", " ").capitalize(),
            definition=definition,
            family=family,
            parent=parent,
            role=role,
            include=item.texts("include"),
            exclude=item.texts("exclude"),
            examples=item.texts("examples"),
            near_misses=tuple(_near_miss(miss, path) for miss in item.items("near_misses")),
        )
        yield _Placed(code, item, item.text("parent"))
        yield from _codes(item, family, path, roles)


def _near_miss(node: Node, path: str) -> NearMiss:
    node.only({"text", "why"}, "a near miss")
    text = node.text("text")
    if not text:
        raise node.error(path, "has a near miss without `text`")
    return NearMiss(text, node.text("why"))


def _ordered(placed: list[_Placed]) -> list[Code]:
    """Resolve parents given by name, refuse duplicates, unknown parents and cycles, and put parents before children."""
    moved = {place.code.id: _named_path(place, placed) for place in placed}
    seen: dict[str, _Placed] = {}
    for place in placed:
        path = _rebased(place.code.id, moved)
        if path in seen:
            first = seen[path].node.line
            raise place.node.error(path, f"is there twice (first on line {first}): give each code an id of its own")
        seen[path] = place
    codes = [
        replace(place.code, id=path, parent=path.rsplit("/", 1)[0] if path.count("/") > 1 else "") for path, place in seen.items()
    ]
    result: list[Code] = []
    _append_children("", codes, result)
    return result


def _append_children(parent: str, codes: list[Code], result: list[Code]) -> None:
    for code in codes:
        if code.parent == parent:
            result.append(code)
            _append_children(code.id, codes, result)


def _named_path(place: _Placed, placed: list[_Placed]) -> str:
    """The path, as nested, of the parent that a code names; "" where it names none."""
    wanted = place.named_parent
    if not wanted:
        return ""
    found = [other.code.id for other in placed if wanted in (other.code.id, other.code.id.rsplit("/", 1)[-1])]
    if not found:
        raise place.node.error(place.code.id, f"names the parent {wanted!r}, which is not in this family")
    if len(found) > 1:
        raise place.node.error(
            place.code.id, f"names the parent {wanted!r}, which could be {' or '.join(found)}: give the whole path"
        )
    parent = found[0]
    trail = [place.code.id]
    by_id = {other.code.id: other for other in placed}
    while parent:
        trail.append(parent)
        if parent == place.code.id or trail.count(parent) > 1:
            raise place.node.error(place.code.id, f"is its own ancestor: {' > '.join(trail)} is a cycle")
        other = by_id[parent]
        parent = _plain_parent(other, placed) or other.code.parent
    return found[0]


def _plain_parent(place: _Placed, placed: list[_Placed]) -> str:
    wanted = place.named_parent
    return next((o.code.id for o in placed if wanted and wanted in (o.code.id, o.code.id.rsplit("/", 1)[-1])), "")


def _rebased(path: str, moved: Mapping[str, str]) -> str:
    """The final path of a code: below the parent that it, or a code it is nested in, names."""
    family, *names = path.split("/")
    if moved.get(path):
        return f"{_rebased(moved[path], moved)}/{names[-1]}"
    if len(names) == 1:
        return path
    return f"{_rebased('/'.join([family, *names[:-1]]), moved)}/{names[-1]}"


def _identifier(node: Node, what: str) -> str:
    found = node.text("id")
    if not found:
        raise node.error(what, "has no `id`")
    if not _ID.fullmatch(found):
        raise node.error(f"the id {found!r}", "may hold only small letters, digits and single hyphens")
    return found
