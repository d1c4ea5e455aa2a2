"""YAML text -> nodes that remember their lines, so that what a person wrote wrongly can be pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from coder.errors import CoderError


@dataclass(frozen=True)
class Node:
    """A YAML value that remembers its line: a str, a list of nodes or a dict of nodes. `failure` is what its errors are."""

    value: Any
    line: int
    name: str
    failure: type[CoderError]

    @classmethod
    def load(cls, text: str, name: str, failure: type[CoderError], wanted: str) -> Node:
        """Read a mapping; `wanted` says what the file should begin with where it is none."""
        try:
            alias = next((event for event in yaml.parse(text, yaml.SafeLoader) if isinstance(event, yaml.AliasEvent)), None)
            root = yaml.compose(text, yaml.SafeLoader) if alias is None else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f" line {mark.line + 1}:" if mark else ""
            raise failure(f"{name}:{where} this is not YAML ({error.problem}): check the indentation and the quotes") from None
        except yaml.YAMLError as error:
            raise failure(f"{name}: this is not YAML ({str(error).splitlines()[0]})") from None
        except RecursionError:
            raise failure(f"{name}: this is nested too deeply") from None
        if alias is not None:
            line = alias.start_mark.line + 1 if alias.start_mark else 1
            raise failure(f"{name}: line {line}: `*{alias.anchor}` refers to another place: write the text out instead")
        if not isinstance(root, yaml.MappingNode):
            raise failure(f"{name}: line 1: {wanted}")
        return cls._built(root, name, failure)

    @classmethod
    def _built(cls, node: yaml.Node, name: str, failure: type[CoderError]) -> Node:
        line = node.start_mark.line + 1
        value: Any = node.value
        if isinstance(node, yaml.ScalarNode):
            value = "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
        elif isinstance(node, yaml.SequenceNode):
            value = [cls._built(item, name, failure) for item in node.value]
        elif isinstance(node, yaml.MappingNode):
            value = {}
            for key, item in node.value:
                if str(key.value) in value:
                    raise failure(f"{name}: line {key.start_mark.line + 1}: `{key.value}` is there twice in one entry")
                value[str(key.value)] = cls._built(item, name, failure)
        return cls(value, line, name, failure)

    def error(self, what: str, problem: str) -> CoderError:
        """An error at this value: file, line, what, and what is wrong with it."""
        return self.failure(f"{self.name}: line {self.line}: {what} {problem}")

    def child(self, key: str) -> Node:
        """The value of a key that is there."""
        child = self.value[key]
        assert isinstance(child, Node)  # noqa: S101  # what `_built` makes
        return child

    def only(self, known: set[str], what: str) -> None:
        """Refuse a value that is no mapping, or has a key that is not known."""
        if not isinstance(self.value, dict):
            raise self.error(what, f"must be a list of `key: value` lines ({', '.join(sorted(known))})")
        for key in self.value:
            if key not in known:
                line = self.child(key).line
                raise self.failure(f"{self.name}: line {line}: {what} cannot have `{key}`: it has {', '.join(sorted(known))}")

    def items(self, key: str) -> list[Node]:
        """The entries of a list; none where the key is missing or empty."""
        if key not in self.value:
            return []
        child = self.child(key)
        if child.value == "":
            return []
        if not isinstance(child.value, list):
            raise child.error(f"`{key}`", "must be a list, each entry beginning with a dash")
        return list(child.value)

    def mapping(self, key: str) -> dict[str, Node]:
        """The entries of a mapping; none where the key is missing or empty."""
        if key not in self.value or self.child(key).value == "":
            return {}
        child = self.child(key)
        if not isinstance(child.value, dict):
            raise child.error(f"`{key}`", "must be a list of `name: value` lines")
        return dict(child.value)

    def plain(self, what: str) -> str:
        """The value itself as plain text."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error(what, "must be plain text")
        return self.value.strip()

    def text(self, key: str) -> str:
        """A plain text, without the white space around it; "" where the key is missing."""
        if key not in self.value:
            return ""
        child = self.child(key)
        if not isinstance(child.value, str):
            raise child.error(f"`{key}`", "must be plain text (put it in quotes if it holds a colon)")
        return child.value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of plain texts; empty ones are left out."""
        found = self.items(key)
        for node in found:
            if not isinstance(node.value, str):
                raise node.error(f"an entry of `{key}`", "must be plain text (put it in quotes if it holds a colon)")
        return tuple(node.value.strip() for node in found if node.value.strip())
