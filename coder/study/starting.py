"""A file of configurations to begin with -> what they say, and the stages of the explanatory model.

configurations:
  - id: relief
    statement: Where nobody says how long it takes (context), a call that explains (mechanism) eases the wait (outcome).
    context: [waiting/not-knowing]      # codes of the study's codebook
    mechanism: [waiting/explained]
    outcome: [waiting/calmer]
    strength: weak                      # in words; may be left out
model:                                  # may be left out: then the roles of the codes are the stages
  - label: Before
    codes: [waiting/not-knowing]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coder.analysis.configurations import Part
from coder.analysis.explanatory import Stage
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.study.configurations import Worded
from coder.study.folder import shipped_codebooks
from coder.yaml_lines import Node

SHIPPED = "mentoring-configurations.yaml"
_KEYS = {"id", "statement", "strength", *(part.value for part in Part)}


@dataclass(frozen=True, slots=True)
class Starting:
    """What a file gives to begin with; `name` is the file's."""

    name: str
    configurations: tuple[Worded, ...]
    stages: tuple[Stage, ...]


def shipped_starting() -> Path:
    """The file that comes with the tool, for its codebook on mentoring."""
    return shipped_codebooks() / SHIPPED


def read_starting(path: Path, codebook: Codebook) -> Starting:
    """Read a file of configurations for a codebook.

    Raises
    ------
    StudyError
        With file and line: an id or statement that is missing, an id twice, a code that the codebook does not have.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
    except OSError as error:
        raise StudyError(f"{path}: cannot be read ({error.strerror})") from None
    top = Node.load(text, path.name, StudyError, "a file of configurations begins with `configurations:`")
    top.only({"title", "configurations", "model"}, "the file")
    found: dict[str, Worded] = {}
    for node in top.items("configurations"):
        one = _worded(node, codebook)
        if one.id in found:
            raise node.error(f"the configuration {one.id}", "is there twice: give each an id of its own")
        found[one.id] = one
    return Starting(path.name, tuple(found.values()), tuple(_stage(node, codebook) for node in top.items("model")))


def _worded(node: Node, codebook: Codebook) -> Worded:
    node.only(_KEYS, "a configuration")
    name, statement = node.text("id"), node.text("statement")
    if not name or not statement:
        raise node.error("a configuration", "needs an `id` and a `statement`")
    codes = {part: _codes(node, part.value, codebook) for part in Part}
    return Worded(name, " ".join(statement.split()), node.text("strength"), {part: of for part, of in codes.items() if of})


def _stage(node: Node, codebook: Codebook) -> Stage:
    node.only({"label", "codes"}, "a stage of the model")
    codes = _codes(node, "codes", codebook)
    if not node.text("label") or not codes:
        raise node.error("a stage of the model", "needs a `label` and `codes`")
    return Stage(node.text("label"), codes)


def _codes(node: Node, key: str, codebook: Codebook) -> tuple[str, ...]:
    for code in node.texts(key):
        if code not in codebook.by_id:
            raise node.child(key).error(
                f"the code {code}", f"is not in the codebook {codebook.title!r}: name a file for this codebook, or correct it"
            )
    return node.texts(key)
