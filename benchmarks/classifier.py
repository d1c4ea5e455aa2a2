"""Public coded talk -> how good the classifier is with 50, 250 and 1,000 labels, beside plain TF-IDF classifiers.

    python benchmarks/classifier.py DATA_DIR [--sizes 50 250 1000] [--seeds 0 1 2] [--topics-only]

DATA_DIR holds `annomi.csv` (Wu et al. 2022: counselling sessions, nine codes) and `multiwd.csv` (Sathvik & Garg 2023: posts, six
dimensions of wellness), with the columns source, speaker, text and labels (`a|b`). They are not part of this repository. For each seed
30 % of the sources are held out whole; labels are drawn at random from the turns of the others, whose remaining text is unlabelled.

A counselling code belongs to one speaker, as an interviewer's turn carries no code in an interview study: it is neither taught nor
sought in the other's turns, where its score is 0 for every classifier. All turns of both speakers are counted.

mAP and macro-F1 are means over the codes; ECE has 15 bins over all decisions. A plain classifier predicts where its margin is positive.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from coder.classifier import ThemeClassifier, metrics
from coder.encoders import Encoder, StaticEncoder
from coder.records import Code, Passage
from coder.segment import nearby
from coder.steps.modelling import named_encoder
from coder.study.vectors import KeptVectors

Floats = npt.NDArray[np.float64]
ENCODER = Path(__file__).parent.parent / "models" / "encoder" / "static-minilm-256.npz"
HELD_OUT = 0.3

COUNSELLOR: dict[str, tuple[str, ...]] = {
    "open_question": (
        "asks a question that invites the client to talk at length: what, how, why, tell me about",
        "How do you feel about that?",
        "Tell me more about what that was like for you.",
        "What would you like to change?",
    ),
    "closed_question": (
        "asks for a yes, a no or a short fact: do you, have you, is it, how many, how long",
        "Do you smoke every day?",
        "Have you tried to stop before?",
        "How many did you have last week?",
    ),
    "simple_reflection": (
        "repeats or rephrases what the client has just said, adding little",
        "So you're drinking most evenings.",
        "You feel you don't have the time.",
    ),
    "complex_reflection": (
        "says back what the client means or feels, adding meaning, emphasis, a picture or both sides",
        "It sounds like you're torn: part of you wants to stop and part of you would miss it.",
        "You're worried about what this is doing to your children.",
    ),
    "information": (
        "tells the client facts, explains, gives feedback or describes what is going to happen",
        "Smoking raises the risk of heart disease.",
        "We ask everyone these questions, and it stays confidential.",
    ),
    "advice": (
        "recommends, suggests or tells the client what to do",
        "You should cut down on salt.",
        "I would suggest that you try a nicotine patch.",
    ),
    "negotiation": (
        "agrees with the client on a plan, options or a goal and next steps",
        "So the plan is that you will walk three times this week, and we will see how it went.",
        "Would you be willing to try one of those options?",
    ),
}
CLIENT: dict[str, tuple[str, ...]] = {
    "change_talk": (
        "speaks for change: desire, ability, reasons, need, commitment or steps taken",
        "I really want to quit.",
        "I know I need to lose weight, for my kids.",
        "I could try to cut down.",
        "I haven't had a drink since Monday.",
    ),
    "sustain_talk": (
        "speaks against change: reasons to stay as things are, inability, doubt, no need",
        "I don't think I have a problem.",
        "I tried and I just can't do it.",
        "I like smoking, it calms me down.",
        "All my friends drink more than I do.",
    ),
}
POSTER: dict[str, tuple[str, ...]] = {
    "Social": (
        "relationships with family, friends, partners and others: belonging, support, loneliness, conflict, being left out",
        "I have no friends and nobody to talk to.",
        "My boyfriend left me and my parents will not speak to me.",
    ),
    "Emotional": (
        "feelings and how they are coped with: sadness, anxiety, anger, guilt, hopelessness, self-worth, crying, mood",
        "I cry every night and feel worthless.",
        "I am so anxious and angry all the time that I cannot cope.",
    ),
    "Physical": (
        "the body and health: sleep, food, weight, illness, pain, fatigue, medication, alcohol, drugs, self-harm, exercise",
        "I cannot sleep and I hardly eat.",
        "My medication makes me tired and I have put on weight.",
    ),
    "Intellectual": (
        "thinking and learning: study, school, exams, grades, concentration, creativity, skills and knowledge",
        "I cannot concentrate and am failing my classes.",
        "I dropped out of college and have lost interest in learning anything.",
    ),
    "Vocational": (
        "work and money: job, career, boss, unemployment, finances, rent, debts",
        "I lost my job and cannot pay the rent.",
        "My boss treats me badly and I hate going to work.",
    ),
    "Spiritual": (
        "meaning and purpose of life, faith, religion, values, God, prayer, why one lives at all",
        "I have lost my faith and pray to a God who does not answer.",
        "What is the point of life? I see no meaning or purpose in it.",
    ),
}
DATASETS: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "annomi": {"therapist": COUNSELLOR, "client": CLIENT},
    "multiwd": {"poster": POSTER},
}
"""For each data set and speaker the codes: a definition and invented examples."""


@dataclass(frozen=True)
class Data:
    """Passages, labels (n, k), which codes are sought in which passage (n, k), and the codes."""

    passages: list[Passage]
    labels: Floats
    sought: npt.NDArray[np.bool_]
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Outcome:
    """Scores and choices for the held-out passages, and the seconds that fitting took."""

    scores: Floats
    chosen: npt.NDArray[np.bool_]
    seconds: float


Method = Callable[[Data, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]], Outcome]


def main() -> None:
    """Print a table a data set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 250, 1000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--topics-only", action="store_true", help="leave the pretrained vectors out")
    parser.add_argument("--encoder", help="as in study.yaml: use, or a sentence transformer's folder; vectors are kept in --kept")
    parser.add_argument("--kept", type=Path, default=Path("build/vectors"))
    given = parser.parse_args()
    encoder: Encoder | None = None if given.topics_only else StaticEncoder(ENCODER.read_bytes())
    if given.encoder:
        encoder = KeptVectors(named_encoder(given.encoder, Path()), given.kept)
        print(f"encoder {encoder.name}, SHA-256 {encoder.sha256[:16]}")
    methods: dict[str, Method] = {
        "theme coder": lambda *task: theme_coder(encoder, *task),
        "TF-IDF LinearSVC": lambda *task: plain(LinearSVC(C=1.0), *task),
        "TF-IDF logistic": lambda *task: plain(LogisticRegression(C=10.0, max_iter=1000), *task),
    }
    print(f"{'data':8} {'labels':>6}  {'method':17} {'mAP':>5} {'F1':>5} {'ECE':>5} {'seconds':>7}")
    for name in DATASETS:
        data = read(given.folder / f"{name}.csv", name)
        for size in given.sizes:
            for title, method in methods.items():
                figures = np.mean([measured(data, size, seed, method) for seed in given.seeds], axis=0)
                calibration = f"{figures[2]:5.3f}" if title == "theme coder" else "    -"
                print(f"{name:8} {size:6}  {title:17} {figures[0]:5.3f} {figures[1]:5.3f} {calibration} {figures[3]:7.2f}")
                sys.stdout.flush()


def read(path: Path, name: str) -> Data:
    """Read a data set; turns of one source in their order are each other's neighbours, posts have none."""
    speakers = DATASETS[name]
    codes = tuple(
        Code(f"{name}/{word}", word.replace("_", " ").capitalize(), text, name, examples=tuple(examples))
        for known in speakers.values()
        for word, (text, *examples) in known.items()
    )
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = [code.id.split("/")[1] for code in codes]
    return Data(
        passages=_passages(rows, talk=len(speakers) > 1),
        labels=np.array([[float(word in row["labels"].split("|")) for word in words] for row in rows]),
        sought=np.array([[word in speakers[row["speaker"]] for word in words] for row in rows]),
        codes=codes,
    )


def _passages(rows: Sequence[dict[str, str]], talk: bool) -> list[Passage]:
    turns: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        turns.setdefault((row["source"], row["speaker"] if talk else str(place)), []).append(place)
    near = {place: nearby(places, number) for places in turns.values() for number, place in enumerate(places)}
    found = []
    for place, row in enumerate(rows):
        around = [rows[i] if 0 <= i < len(rows) and rows[i]["source"] == row["source"] else None for i in (place - 1, place + 1)]
        before, after = (other["text"] if other and talk else "" for other in around)
        earlier, later = (tuple(rows[other]["text"] for other in side) for side in near[place])
        found.append(Passage(row["text"], before, after, row["source"], earlier, later))
    return found


def measured(data: Data, size: int, seed: int, method: Method) -> tuple[float, float, float, float]:
    """Split by source, fit, and give mAP, macro-F1, calibration error and seconds."""
    generator = np.random.default_rng(seed)
    sources = np.array([passage.group for passage in data.passages])
    names = np.unique(sources)
    generator.shuffle(names)
    out = np.isin(sources, names[: int(HELD_OUT * len(names))])
    inside, outside = np.flatnonzero(~out), np.flatnonzero(out)
    labelled = np.sort(generator.choice(inside, size, replace=False))
    found = method(data, labelled, inside, outside)
    truth = data.labels[outside] == 1
    scores = np.where(data.sought[outside], found.scores, found.scores.min() - 1)
    chosen = found.chosen & data.sought[outside]
    columns = range(len(data.codes))
    probabilities = np.where(data.sought[outside], np.clip(found.scores, 0, 1), 0)
    return (
        float(np.mean([metrics.average_precision(truth[:, c], scores[:, c]) or 0.0 for c in columns])),
        float(np.mean([metrics.f1(truth[:, c], chosen[:, c]) or 0.0 for c in columns])),
        metrics.calibration_error(truth.ravel(), probabilities.ravel()) or 0.0,
        found.seconds,
    )


def theme_coder(
    encoder: Encoder | None,
    data: Data,
    labelled: npt.NDArray[np.int64],
    inside: npt.NDArray[np.int64],
    outside: npt.NDArray[np.int64],
) -> Outcome:
    """Fit this package's classifier; the unlabelled turns lend their words."""
    labels = np.full(data.labels.shape, np.nan)
    labels[labelled] = np.where(data.sought[labelled], data.labels[labelled], np.nan)
    start = time.perf_counter()
    model = ThemeClassifier(data.codes, encoder).fit([data.passages[i] for i in inside], labels[inside])
    seconds = time.perf_counter() - start
    scores = model.predict_proba([data.passages[i] for i in outside])
    return Outcome(scores, model.chosen(scores), seconds)


def plain(
    estimator: LinearSVC | LogisticRegression,
    data: Data,
    labelled: npt.NDArray[np.int64],
    inside: npt.NDArray[np.int64],
    outside: npt.NDArray[np.int64],
) -> Outcome:
    """Fit one linear classifier a code on TF-IDF of words and pairs; the unlabelled turns lend their words."""
    start = time.perf_counter()
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit([data.passages[i].text for i in inside])
    known, new = (words.transform([data.passages[i].text for i in rows]) for rows in (labelled, outside))
    scores = np.full((len(outside), len(data.codes)), -1.0)
    for code in range(len(data.codes)):
        rows = data.sought[labelled, code]
        truth = data.labels[labelled, code][rows]
        if 0 < truth.sum() < len(truth):
            scores[:, code] = estimator.fit(known[rows], truth).decision_function(new)
    return Outcome(scores, scores > 0, time.perf_counter() - start)


if __name__ == "__main__":
    main()
