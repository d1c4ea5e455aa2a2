"""A folder <-> a model's state: JSON for what can be read, arrays without pickle for the numbers, a card for people.

`model.json` holds the SHA-256 of `arrays.npz`, so a damaged or mixed-up pair is noticed before anything is suggested by it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from coder.errors import ModelError
from coder.study.folder import write_whole

FORMAT = 1
Arrays = dict[str, np.ndarray[Any, Any]]

FILES = ("arrays.npz", "CARD.md", "model.json")

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def save(folder: Path, meta: dict[str, Any], arrays: Arrays, card: str) -> str:
    """Write a model; the same model gives the same bytes. Returns its id, `M-` and the head of its hash."""
    packed = _pack(arrays)
    digest = hashlib.sha256(packed).hexdigest()
    content = json.dumps({"format": FORMAT, "arrays_sha256": digest, **meta}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(folder / "arrays.npz", packed)
    write_whole(folder / "CARD.md", card.encode())
    write_whole(folder / "model.json", content.encode())
    return model_id(content.encode())


def load(folder: Path) -> tuple[str, dict[str, Any], Arrays]:
    """Read a model: its id, meta and arrays.

    Raises
    ------
    ModelError
        Where there is none, it is damaged, or it was written by another version of the format.
    """
    try:
        content = (folder / "model.json").read_bytes()
        packed = (folder / "arrays.npz").read_bytes()
    except FileNotFoundError as error:
        missing = Path(error.filename).name
        raise ModelError(f"{folder}: there is no model here ({missing} is missing): run `coder train`") from None
    except OSError as error:
        raise ModelError(f"{folder}: the model cannot be read ({error.strerror})") from None
    try:
        meta = json.loads(content)
        written, digest = meta.pop("format"), meta.pop("arrays_sha256")
    except (ValueError, KeyError, AttributeError, TypeError):
        raise ModelError(f"{folder}: model.json is damaged: train it again with `coder train`") from None
    if written != FORMAT:
        raise ModelError(f"{folder}: the model is of format {written}, not {FORMAT}: train it again with `coder train`")
    if hashlib.sha256(packed).hexdigest() != digest:
        raise ModelError(f"{folder}: arrays.npz is damaged or of another model: train it again with `coder train`")
    with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return model_id(content), meta, arrays


def model_id(content: bytes) -> str:
    """The id of the model whose model.json holds `content`."""
    return f"M-{hashlib.sha256(content).hexdigest()[:12]}"


def _pack(arrays: Arrays) -> bytes:
    """Compress arrays as numpy does, with a fixed date, so that equal arrays give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _DAY_ONE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return stream.getvalue()
