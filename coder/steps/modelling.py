"""A study's models <-> classifiers: which model tags, loading it with its encoder, saving one that was trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.classifier import ThemeClassifier
from coder.codebook import Codebook
from coder.encoders import Encoder, StaticEncoder
from coder.encoders.folder import SentenceTransformersFolder
from coder.encoders.universal import MISSING, MODULE, UniversalSentenceEncoder
from coder.errors import ModelError
from coder.study import Study, encoderfiles, modelfiles, shipped
from coder.study.vectors import KeptVectors

ENCODER = "static-minilm-256.npz"

USE = "use"
"""What study.yaml calls the Universal Sentence Encoder."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to score: its id, the name of its folder, what its card says, and the classifier."""

    id: str
    name: str
    facts: dict[str, Any]
    classifier: ThemeClassifier


def load(study: Study, codebook: Codebook, folder: Path | None) -> Loaded:
    """Load the model of a folder, by default the study's newest, or else its starter model.

    Raises
    ------
    ModelError
        Where there is no model, it is damaged, or it was trained for codes that the codebook does not have.
    """
    home = folder or newest(study)
    if home is None:
        raise ModelError(f"{study.root}: there is no model for this codebook yet: run `coder train` to learn from the codebook")
    loaded = opened(home, encoder(study))
    foreign = [code.id for code in loaded.classifier.codes if code.id not in codebook.by_id]
    if foreign:
        raise ModelError(
            f"{home}: the model knows the code {foreign[0]}, the codebook does not: run `coder train` for this codebook"
        )
    return loaded


def opened(home: Path, encoder: Encoder) -> Loaded:
    """Load the model of a folder with the encoder that it was trained with.

    Raises
    ------
    ModelError
        Where there is no model, it is damaged, or it was trained with another encoder.
    """
    identity, meta, arrays = modelfiles.load(home)
    try:
        facts, state = meta["facts"], meta["classifier"]
    except KeyError as error:
        raise ModelError(f"{home}: model.json lacks {error}: train it again with `coder train`") from None
    return Loaded(identity, home.name, facts, ThemeClassifier.from_state(state, arrays, encoder))


def untrained(study: Study, codebook: Codebook) -> ThemeClassifier:
    """Make a classifier as the study's settings want it, that has learned nothing yet."""
    aim = study.settings().aim
    return ThemeClassifier(codes=codebook.codes, encoder=encoder(study), precision=aim.precision, absence=aim.absence)


def encoder(study: Study) -> Encoder:
    """The encoder that study.yaml names, its vectors kept; by default the static one, which needs no keeping.

    Raises
    ------
    ModelError
        It is not there, or what it needs is not installed.
    """
    wanted = study.settings().encoder
    return KeptVectors(named_encoder(wanted, study.root), study.vectors) if wanted else static_encoder(study)


def named_encoder(wanted: str, root: Path) -> Encoder:
    """The encoder of that name, or of a folder below `root`; errors as above."""
    if wanted == USE:
        return UniversalSentenceEncoder(encoderfiles.package_hash(MODULE, MISSING))
    return SentenceTransformersFolder(root / wanted, encoderfiles.folder_hash(root / wanted))


def static_encoder(study: Study) -> StaticEncoder:
    """The static encoder of the study's models folder, or else the one that comes with the tool."""
    own = study.root / "models" / "encoder" / ENCODER
    path = own if own.exists() else shipped() / "models" / "encoder" / ENCODER
    try:
        return StaticEncoder(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: the encoder cannot be read ({error.strerror}): install the tool again") from None


def newest(study: Study) -> Path | None:
    """The folder of the model trained last; the starter where none was; None where there is neither."""
    trained = sorted(study.trained.glob("*/model.json")) if study.trained.is_dir() else []
    if trained:
        return trained[-1].parent
    return study.starter if (study.starter / "model.json").exists() else None
