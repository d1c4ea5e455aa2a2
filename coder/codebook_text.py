"""A codebook's text, one change -> the text with only that changed: comments, order and layout of everything else stay."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from coder.errors import CodebookError

_PLAIN = re.compile(r"[^\W\d_][\w ()/;.'’-]*")


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be written: its id (the last word of its path), label, definition and, where it has them, role and examples."""

    id: str
    label: str
    definition: str
    role: str = ""
    examples: tuple[str, ...] = ()


def added(text: str, name: str, parent: str, codes: Sequence[NewCode]) -> str:
    """Add codes below a family or code, after those that are there."""
    for one in codes:
        text = _added(text, _home(text, name, parent), one)
    return text


def renamed(text: str, name: str, code: str, new: str, label: str) -> str:
    """Give a code a new id in the same place, and a new label where one is named; what names it as its parent follows."""
    entry = _entry(text, name, code)
    above, old = code.rsplit("/", 1)
    edits = [(_value(entry.node, "id"), new)]
    if label and (found := _maybe(entry.node, "label")) is not None:
        edits.append((found, label))
    for other in _entries(_root(text, name)):
        parent = _maybe(other.node, "parent")
        if parent is not None and other.family == entry.family and parent.value in (old, code):
            edits.append((parent, new if parent.value == old else f"{above}/{new}"))
    for node, words in sorted(edits, key=lambda edit: -edit[0].start_mark.index):
        text = text[: node.start_mark.index] + _scalar(words) + text[node.end_mark.index :]
    if label and _maybe(entry.node, "label") is None:
        text = _with_key(text, _entry(text, name, f"{above}/{new}").node, f"label: {_scalar(label)}")
    return text


def removed(text: str, name: str, code: str) -> str:
    """Take a code out, with all that stands in its entry."""
    return _without(text, _entry(text, name, code))


def with_families(text: str, name: str, source: str, source_name: str) -> str:
    """Put the families of another codebook's text behind those that are there, as they are laid out."""
    root = _root(text, name)
    there = {str(_value(family, "id").value): family for family in _items(root, "families")}
    within = _maybe(root, "families")
    assert isinstance(within, yaml.SequenceNode)  # noqa: S101  # the codebook was checked before it is changed
    if within.flow_style:
        raise CodebookError(f"{name}: its families stand in one line: give each a line of its own that begins with a dash")
    place, out = _line_end(text, _content_end(within)), []
    for family in _items(_root(source, source_name), "families"):
        identity = str(_value(family, "id").value)
        if identity in there:
            line, other = (node.start_mark.line + 1 for node in (family, there[identity]))
            raise CodebookError(f"{source_name}: line {line}: the family {identity} is in {name} already (line {other})")
        out.append(_moved(source, family, within.start_mark.column))
    return "".join([text[:place], *out, text[place:]])


def _moved(source: str, family: yaml.MappingNode, indent: int) -> str:
    """A family's lines as an entry of a list that stands at `indent`."""
    first, *rest = source[family.start_mark.index : _content_end(family)].split("\n")
    shift = indent + 2 - family.start_mark.column
    lines = [f"{' ' * indent}- {first}"]
    for line in rest:
        blank = len(line) - len(line.lstrip(" "))
        lines.append(" " * max(blank + shift, 0) + line[blank:] if line.strip() else "")
    return "\n\n" + "\n".join(lines)


def bumped(text: str, name: str) -> tuple[str, str]:
    """The text with the next version, and that version: 1.0 -> 1.1."""
    root = _root(text, name)
    node = _maybe(root, "version")
    if node is None:
        place = _line_end(text, _content_end(root.value[0][1]))
        return f'{text[:place]}\nversion: "1.1"{text[place:]}', "1.1"
    version = _next(node.value)
    return f'{text[: node.start_mark.index]}"{version}"{text[node.end_mark.index :]}', version


def _next(version: str) -> str:
    """The version after a version.

    >>> _next("1.0"), _next("2.9"), _next("3"), _next("pilot")
    ('1.1', '2.10', '3.1', 'pilot.1')
    """
    head, dot, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}" if dot and last.isdecimal() else f"{version}.1"


# ---- where things stand


@dataclass(frozen=True, slots=True)
class _Entry:
    """A code's mapping, the list it stands in, its family and its path once parents given by name are followed."""

    node: yaml.MappingNode
    within: yaml.SequenceNode
    family: str
    nested: str
    named: str

    @property
    def id(self) -> str:
        return str(_value(self.node, "id").value)


def _root(text: str, name: str) -> yaml.MappingNode:
    root = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise CodebookError(f"{name}: this is not a codebook")
    return root


def _entries(root: yaml.MappingNode) -> list[_Entry]:
    found: list[_Entry] = []
    for family in _items(root, "families"):
        identity = str(_value(family, "id").value)
        _collect(family, identity, identity, found)
    return found


def _collect(node: yaml.MappingNode, family: str, above: str, found: list[_Entry]) -> None:
    within = _maybe(node, "codes")
    for item in _items(node, "codes"):
        assert isinstance(within, yaml.SequenceNode)  # noqa: S101  # there are items
        parent = _maybe(item, "parent")
        entry = _Entry(item, within, family, above, "" if parent is None else str(parent.value))
        found.append(entry)
        _collect(item, family, f"{above}/{entry.id}", found)


def _entry(text: str, name: str, code: str) -> _Entry:
    entries = _entries(_root(text, name))
    for entry in entries:
        if _path(entry, entries) == code:
            return entry
    raise CodebookError(f"{name}: the code {code} cannot be found in the text: change it by hand")


def _path(entry: _Entry, entries: Sequence[_Entry]) -> str:
    """The path of a code; a parent given by name is followed as the codebook follows it."""
    if entry.named:
        for other in entries:
            if other.family == entry.family and entry.named in (other.id, f"{other.nested}/{other.id}"):
                return f"{_path(other, entries)}/{entry.id}"
    if entry.nested == entry.family:
        return f"{entry.family}/{entry.id}"
    home = next(other for other in entries if other.family == entry.family and f"{other.nested}/{other.id}" == entry.nested)
    return f"{_path(home, entries)}/{entry.id}"


def _home(text: str, name: str, parent: str) -> yaml.MappingNode:
    """The mapping of a family or code."""
    if "/" in parent:
        return _entry(text, name, parent).node
    for family in _items(_root(text, name), "families"):
        if _value(family, "id").value == parent:
            return family
    raise CodebookError(f"{name}: the family {parent} cannot be found in the text: change it by hand")


def _items(node: yaml.MappingNode, key: str) -> list[yaml.MappingNode]:
    found = _maybe(node, key)
    return [item for item in found.value if isinstance(item, yaml.MappingNode)] if isinstance(found, yaml.SequenceNode) else []


def _maybe(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _value(node: yaml.MappingNode, key: str) -> yaml.Node:
    found = _maybe(node, key)
    assert found is not None  # noqa: S101  # the codebook was checked before it is changed
    return found


# ---- how it is written


def _added(text: str, home: yaml.MappingNode, code: NewCode) -> str:
    within = _maybe(home, "codes")
    flow, block = f"{{{', '.join(_lines(code, flow=True))}}}", _lines(code, flow=False)
    if isinstance(within, yaml.SequenceNode) and within.flow_style:
        place = within.end_mark.index - 1
        before = text[:place].rstrip()
        comma = "" if before.endswith(("[", ",")) else ","
        return f"{before}{comma}{'' if before.endswith('[') else ' '}{flow}{text[place:]}"
    if home.flow_style:
        return _with_key(text, home, f"codes: [{flow}]")
    if isinstance(within, yaml.SequenceNode):
        place, indent = _line_end(text, _content_end(within)), within.start_mark.column
        return f"{text[:place]}{_item(block, indent)}{text[place:]}"
    indent = home.start_mark.column
    if within is not None:
        place = _line_end(text, within.start_mark.index)
        return f"{text[:place]}{_item(block, indent + 2)}{text[place:]}"
    place = _line_end(text, _content_end(home))
    return f"{text[:place]}\n{' ' * indent}codes:{_item(block, indent + 2)}{text[place:]}"


def _item(lines: Sequence[str], indent: int) -> str:
    return "".join(f"\n{' ' * indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines))


def _lines(code: NewCode, flow: bool) -> list[str]:
    lines = [f"id: {code.id}", f"label: {_scalar(code.label)}", f"definition: {_scalar(code.definition)}"]
    if code.role:
        lines.append(f"role: {code.role}")
    if code.examples and flow:
        lines.append(f"examples: [{', '.join(_quoted(one) for one in code.examples)}]")
    elif code.examples:
        lines += ["examples:", *(f"  - {_quoted(one)}" for one in code.examples)]
    return lines


def _with_key(text: str, node: yaml.MappingNode, line: str) -> str:
    """Write one more key into a mapping, after what is there."""
    if node.flow_style:
        place = node.end_mark.index - 1
        before = text[:place].rstrip()
        return f"{before}{'' if before.endswith(',') else ','} {line}{text[place:]}"
    place = _line_end(text, _content_end(_value(node, "id")))
    return f"{text[:place]}\n{' ' * node.start_mark.column}{line}{text[place:]}"


def _without(text: str, entry: _Entry) -> str:
    start, end = entry.node.start_mark.index, _content_end(entry.node)
    if entry.within.flow_style:
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if after.startswith(","):
            return text[:start] + after[1:].lstrip()
        return before.removesuffix(",") + text[end:]
    dash = text.rindex("-", 0, start)
    line = text.rfind("\n", 0, dash) + 1
    end = _line_end(text, end)
    return text[: max(line - 1, 0)] + text[end:]


def _content_end(node: yaml.Node) -> int:
    """One past the last character of what a node holds, comments after it aside."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _content_end(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return _block_end(node)
    return int(node.end_mark.index)


def _block_end(node: yaml.ScalarNode) -> int:
    """The end of a text over several lines; its mark stands behind the empty lines and comments that follow."""
    buffer = node.end_mark.buffer
    assert buffer is not None  # noqa: S101  # marks of a text keep it
    lines = buffer[: node.end_mark.index].split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _is_comment_after(lines, node)):
        lines.pop()
    return len("\n".join(lines))


def _is_comment_after(lines: Sequence[str], node: yaml.ScalarNode) -> bool:
    """Whether the last line is a comment that stands further left than the text, and so is not of it."""
    first = next((line for line in lines[node.start_mark.line + 1 :] if line.strip()), "")
    indent = len(first) - len(first.lstrip())
    last = lines[-1]
    return last.lstrip().startswith("#") and len(last) - len(last.lstrip()) < indent


def _line_end(text: str, place: int) -> int:
    """The end of the line that a place is in: a comment behind a value stays with it."""
    if place and text[place - 1] == "\n":
        place -= 1
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _scalar(words: str) -> str:
    """A text as YAML: as it is where that is safe, else in quotes."""
    plain = " ".join(words.split())
    safe = _PLAIN.fullmatch(plain) and plain.casefold() not in ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
    return plain if safe and not plain.endswith(":") else _quoted(plain)


def _quoted(plain: str) -> str:
    """In double quotes, what cannot be printed by its number."""
    words = json.dumps(plain, ensure_ascii=False)
    return "".join(character if character.isprintable() else f"\\U{ord(character):08x}" for character in words)
