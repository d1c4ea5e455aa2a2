"""a fitted classifier <-> JSON-able facts and plain arrays; no pickle, no files.

Lists of terms are kept as UTF-8 bytes, one a line, so that no array needs an object type.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.classifier.bands import Bands
from coder.classifier.calibration import Calibration
from coder.classifier.company import Company
from coder.classifier.features import Featuriser
from coder.classifier.hierarchy import Hierarchy
from coder.classifier.lexical import Lexicon
from coder.classifier.memory import Memory
from coder.classifier.scorer import Scorer, Weights
from coder.encoders.types import Encoder, Rarity
from coder.errors import ModelError
from coder.records import Code, NearMiss

Arrays = Mapping[str, npt.NDArray[Any]]

KIND = "theme-classifier"
FORMAT = 4
_PACKAGES = ("numpy", "scipy", "scikit-learn")


def packed(codes: Sequence[Code], featuriser: Featuriser, scorer: Scorer) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Take apart what scoring needs; `unpacked` puts it together again."""
    encoder = featuriser.encoder
    meta: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "codes": [asdict(code) for code in codes],
        "codes_sha256": fingerprint(codes),
        "encoder": None if encoder is None else {"name": encoder.name, "sha256": encoder.sha256},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "words": _bytes(featuriser.lexicon.words),
        "runs": _bytes(featuriser.lexicon.runs),
        "idf": featuriser.lexicon.idf,
        "topics": featuriser.topics,
        "weights_terms": scorer.weights.terms,
        "weights_talk": scorer.weights.talk,
        "weights_vectors": scorer.weights.vectors,
        "weights_likeness": scorer.weights.likeness,
        "constants": scorer.weights.constants,
        "calibration": scorer.calibration.values,
        "company": scorer.company.values,
        "ceilings": scorer.ceilings,
        "memory_keys": scorer.memory.keys,
        "memory_factors": scorer.memory.factors,
        **{f"bands_{part.name}": getattr(scorer.bands, part.name) for part in fields(Bands)},
    }
    arrays |= _rarity_arrays(featuriser.rarity)
    return {**meta, "arrays_sha256": digest(arrays)}, arrays


def unpacked(meta: Mapping[str, Any], arrays: Arrays, encoder: Encoder | None) -> tuple[tuple[Code, ...], Featuriser, Scorer]:
    """Put a classifier's parts together, after checking that they belong together.

    Raises
    ------
    ModelError
        Parts are missing, of the wrong size or of another format; the encoder is another one, or none was given.
    """
    if not isinstance(meta, Mapping) or meta.get("kind") != KIND:
        raise ModelError("this is not the state of a theme classifier")
    if meta.get("format") != FORMAT:
        raise ModelError(f"the classifier is of format {meta.get('format')}, not {FORMAT}: train it again")
    try:
        codes = tuple(_code(fields) for fields in meta["codes"])
        if meta["codes_sha256"] != fingerprint(codes):
            raise ValueError("the codes are not those it was fitted with")
        if meta["arrays_sha256"] != digest(arrays):
            raise ValueError("the numbers are not those that were saved")
        _check_encoder(meta["encoder"], encoder)
        lexicon = Lexicon(_lines(arrays["words"]), _lines(arrays["runs"]), arrays["idf"])
        used = encoder if meta["encoder"] else None
        featuriser = Featuriser(lexicon, arrays["topics"], used, _rarity(arrays))
        scorer = _scorer(codes, arrays)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(f"the classifier is damaged ({type(error).__name__}: {error}): train it again") from None
    return codes, featuriser, scorer


def fingerprint(codes: Sequence[Code]) -> str:
    """SHA-256 of everything that codes say."""
    return hashlib.sha256(json.dumps([asdict(code) for code in codes], sort_keys=True).encode()).hexdigest()


def _rarity_arrays(rarity: Rarity | None) -> dict[str, npt.NDArray[Any]]:
    if rarity is None:
        return {}
    unknown = np.array([rarity.unknown])
    return {"rarity_words": _bytes(rarity.words), "rarity_weights": rarity.weights, "rarity_unknown": unknown}


def _rarity(arrays: Arrays) -> Rarity | None:
    if "rarity_words" not in arrays:
        return None
    return Rarity(_lines(arrays["rarity_words"]), arrays["rarity_weights"], float(arrays["rarity_unknown"][0]))


def digest(arrays: Arrays) -> str:
    """SHA-256 of names, types, shapes and bytes."""
    found = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def _scorer(codes: Sequence[Code], arrays: Arrays) -> Scorer:
    parts = ("weights_terms", "weights_talk", "weights_vectors", "weights_likeness", "constants")
    return Scorer(
        hierarchy=Hierarchy.of(codes),
        weights=Weights(*(arrays[part] for part in parts)),
        calibration=Calibration(arrays["calibration"]),
        company=Company(arrays["company"]),
        ceilings=arrays["ceilings"],
        memory=Memory(arrays["memory_keys"], arrays["memory_factors"]),
        bands=Bands(*(arrays[f"bands_{part.name}"] for part in fields(Bands))),
    )


def _check_encoder(wanted: Mapping[str, str] | None, given: Encoder | None) -> None:
    if wanted is None:
        return
    if given is None:
        raise ModelError(f"the classifier needs the encoder {wanted['name']}, and none was given")
    if given.sha256 != wanted["sha256"]:
        raise ModelError(
            f"the classifier was fitted with the encoder {wanted['name']} ({wanted['sha256'][:12]}), "
            f"not with {given.name} ({given.sha256[:12]}): train it again"
        )


def _code(fields: Mapping[str, Any]) -> Code:
    tuples = {name: tuple(fields[name]) for name in ("include", "exclude", "examples")}
    misses = tuple(NearMiss(**miss) for miss in fields["near_misses"])
    return Code(**{**fields, **tuples, "near_misses": misses})


def _bytes(terms: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


def _lines(array: npt.NDArray[Any]) -> tuple[str, ...]:
    text = array.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
