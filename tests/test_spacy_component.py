"""The classifier in a spaCy pipeline: spans with codes as labels, scores beside them, saved with the pipeline."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy

from coder import spacy_component
from coder.errors import ModelError
from coder.records import Passage

TALK = (
    "My mentor rang me every single week, and when the training fell apart she was the one I could ask.\n\n"
    "Yeah.\n\n"
    "I was so tired that I cried in the car before my shift, and nobody on the ward noticed or asked me how I was."
)


@pytest.fixture(scope="module")
def nlp(root: Path) -> Any:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("theme_coder", config={"model": str(root / "models" / "starter")})
    return pipeline


def test_spans_are_what_the_model_says_of_each_paragraph(nlp: Any) -> None:
    """Labels are codes, a category with its theme, in the paragraph's place; scores stand beside them; the short reply has none."""
    doc = nlp(TALK)
    group = doc.spans["theme_coder"]
    parts = [part for part in TALK.split("\n\n") if len(part.split()) > 3]
    model = nlp.get_pipe("theme_coder").classifier
    one = Passage(parts[0], after=parts[1], later=(parts[1],))
    scores = model.predict_proba([one, Passage(parts[1], before=parts[0], earlier=(parts[0],))])
    wanted = [(parts[row], model.codes[code].id, scores[row, code]) for row, code in np.argwhere(model.chosen(scores)).tolist()]
    found = [(span.text, span.label_, score) for span, score in zip(group, group.attrs["scores"], strict=True)]
    assert found
    assert found == [(text, code, pytest.approx(score)) for text, code, score in wanted]
    for text, code, _ in found:
        parent = next(one.parent for one in model.codes if one.id == code)
        assert not parent or (text, parent) in [one[:2] for one in found]


@pytest.mark.parametrize("text", ["", " \n\n ", "Yes.", "Hm.\n\n\n\nNo."])
def test_where_nothing_is_said_there_are_no_spans(nlp: Any, text: str) -> None:
    """But the key is there."""
    assert len(nlp(text).spans["theme_coder"]) == 0


def test_a_pipeline_is_saved_with_its_model(nlp: Any, tmp_path: Path) -> None:
    """It says the same when loaded from its folder, wherever the model came from; a Doc keeps spans and scores as bytes."""
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert Path(again.get_pipe("theme_coder")._model).is_relative_to(tmp_path)
    one, other = nlp(TALK), again(TALK)
    assert [(span.start, span.label) for span in one.spans["theme_coder"]] == [
        (span.start, span.label) for span in other.spans["theme_coder"]
    ]
    kept = spacy.tokens.Doc(nlp.vocab).from_bytes(one.to_bytes()).spans["theme_coder"]
    assert kept.attrs["scores"] == one.spans["theme_coder"].attrs["scores"]


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    """At the first text, and when the pipeline is to be saved."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("theme_coder", config={"model": str(tmp_path)})
    with pytest.raises(ModelError, match="no model here"):
        pipeline("My mentor rang me every week.")
    with pytest.raises(ModelError, match="no model here"):
        pipeline.to_disk(tmp_path / "pipeline")


def test_the_example_in_the_docstring_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, in a study's folder."""
    monkeypatch.chdir(root)
    example = "\n".join(re.findall(r"^    (.+)$", spacy_component.__doc__ or "", re.MULTILINE))
    names: dict[str, Any] = {"spacy": spacy}
    exec(example, names)  # noqa: S102  # our own docstring
    assert names["doc"].spans["theme_coder"]


def test_making_a_pipeline_loads_nothing_heavy() -> None:
    """A pipeline imports every component that is installed when it is made, also the one that cuts transcripts into sentences."""
    script = "import coder.spacy_component, sys; print(sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"sklearn", "scipy", "sqlalchemy", "pandas"} & set(ast.literal_eval(done.stdout))


def test_spacy_finds_it_by_its_entry_point(root: Path) -> None:
    """Without an import: the package says where the factory is."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    module, name = project["project"]["entry-points"]["spacy_factories"]["theme_coder"].split(":")
    assert getattr(importlib.import_module(module), name) is spacy_component.theme_coder
