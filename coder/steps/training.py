"""Decisions and coded tables -> a model: labels, an honest estimate of how good it is, the fit, the files, the card."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coder import __version__
from coder.classifier import Evaluation, ThemeClassifier, triage
from coder.classifier.evaluation import summarise
from coder.classifier.holding_out import HeldOut, held_out
from coder.classifier.labels import labels
from coder.codebook import Codebook
from coder.consensus import Final, Settled, for_learning
from coder.errors import ModelError
from coder.records import Passage
from coder.report import model_card
from coder.steps import modelling
from coder.steps.counted import counted, finals, untested
from coder.steps.progress import Progress
from coder.steps.reading import known_transcripts, passages
from coder.study import Ledger, Study, codebooks, coded, modelfiles


@dataclass(frozen=True, slots=True)
class Consensus:
    """What of the study's labels a workshop settled: codes (in how many segments), and codes of which both readings were kept."""

    codes: int
    segments: int
    both: int


@dataclass(frozen=True, slots=True)
class Trained:
    """What `train` did: the labels it had, the estimate of quality (None where there were too few groups), and where the model is."""

    model: str
    folder: Path
    decided: int
    coders: tuple[str, ...]
    consensus: Consensus
    tables: int
    evaluation: Evaluation
    too_few: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from: n passages and (n, k) labels, the decided segments first; `segments` are their ids, "" in tables.

    `uncoded` are the study's other passages: nothing is known of them, but their words are the study's words. `lines` say in which file
    and line each passage of a table stands.
    """

    passages: tuple[Passage, ...]
    labels: npt.NDArray[np.float64]
    segments: tuple[str, ...]
    coders: tuple[str, ...]
    uncoded: tuple[Passage, ...]
    lines: tuple[str, ...] = ()
    consensus: Consensus = Consensus(0, 0, 0)

    @property
    def decided(self) -> int:
        """How many segments of the study itself somebody decided on."""
        return sum(bool(segment) for segment in self.segments)


def material(study: Study, ledger: Ledger, codebook: Codebook, seen: Mapping[str, Passage] | None = None) -> Material:
    """Gather the ledger's decisions and the coded tables; segments that have left their transcript are left out.

    Where a workshop settled a code, that counts instead of the majority; a blind sample that is not coded by all yet is left out.
    `seen` are the study's passages where they are at hand; by default all of the ledger's.
    """
    settled = finals(ledger)
    given = for_learning(counted(ledger), settled, codebook)
    rows = labels(given.values(), codebook)
    seen = passages(known_transcripts(ledger)) if seen is None else seen
    kept_apart = untested(ledger)
    segments = [s for s, row in rows.items() if s in seen and s not in kept_apart and not np.isnan(row).all()]
    decided = set(segments)
    growth = codebooks.growth(ledger)
    taught = coded.read_folder(study.training, codebook, growth.latest)
    late = growth.unasked(growth.changes[0].before) if growth.changes else frozenset()
    found = [*(rows[segment] for segment in segments), *(_row(one.codes, codebook, late) for one in taught)]
    return Material(
        passages=(*(seen[segment] for segment in segments), *(one.passage for one in taught)),
        labels=np.array(found, dtype=np.float64).reshape(len(found), len(codebook.codes)),
        segments=(*segments, *("" for _ in taught)),
        lines=tuple(one.place for one in taught),
        coders=tuple(sorted({coder for coder, _ in given})),
        uncoded=tuple(passage for segment, passage in seen.items() if segment not in decided),
        consensus=_consensus(settled, decided, codebook),
    )


def _consensus(settled: Settled, decided: Set[str], codebook: Codebook) -> Consensus:
    """How much of what is learned a workshop settled."""
    found = [
        (segment, final)
        for segment, codes in settled.items()
        for code, final in codes.items()
        if segment in decided and code in codebook.by_id
    ]
    told = [segment for segment, final in found if final is not Final.BOTH]
    return Consensus(len(told), len(set(told)), len(found) - len(told))


def train(study: Study, out: Path | None, at: str, progress: Progress[Any]) -> Trained:
    """Learn from the ledger's decisions, from models/training/*.csv and from the codebook itself, and save the model.

    Raises
    ------
    ModelError
        There is nothing that the starter model has not learned, and no folder was named.
    """
    codebook = study.codebook()
    ledger = study.ledger()
    known = material(study, ledger, codebook)
    ledger.close()
    fresh = modelling.untrained(study, codebook)
    if out is None:
        _is_new(study, known, fresh, codebook)
    takes = likely(len(known.passages) + len(known.uncoded), len(known.passages), len(codebook.codes))
    held = held_out(
        fresh,
        known.passages,
        known.labels,
        [passage.group for passage in known.passages],
        progress=lambda parts, _: progress(parts, f"Testing ({takes})"),
    )
    found = summarise(fresh, known.labels, [passage.group for passage in known.passages], held)
    unknown = np.full((len(known.uncoded), len(codebook.codes)), np.nan)
    model = fresh.fit([*known.passages, *known.uncoded], np.vstack([known.labels, unknown]))
    meta, arrays = model.state()
    tables = len(known.segments) - known.decided
    facts = {
        "tool": __version__,
        "trained_at": at if known.decided else "",
        "codebook": {"title": codebook.title, "version": codebook.version, "sha256": codebook.sha256},
        "encoder": meta["encoder"],
        "segments": {"decided": known.decided, "from_tables": tables},
        "about_tables": coded.about(study.training) if tables else "",
        "learned": [asdict(one) for one in model.learned_],
        "evaluation": found.as_json(),
        "aim": {"precision": fresh.precision, "absence": fresh.absence},
        "short": _short(model),
        "reading_saved_at_95": saved(known, held, codebook),
    }
    folder = out or study.trained / _next(study, at)
    identity = modelfiles.save(folder, {"facts": facts, "classifier": meta}, arrays, model_card(facts))
    return Trained(
        model=identity,
        folder=folder,
        decided=known.decided,
        coders=known.coders,
        consensus=known.consensus,
        tables=tables,
        evaluation=found,
        too_few=tuple((one.code, one.positives) for one in model.learned_ if not one.learned),
    )


def likely(passages: int, coded: int, codes: int) -> str:
    """Say about how long it takes to test a model of n passages in parts and to fit it; measured, on a slow laptop it may be twice that.

    Words and vectors are found for every passage; the rest grows with the square of the coded ones.
    """
    seconds = passages / 150 + coded**2 * (1e-6 + 1.1e-7 * codes)
    if seconds < 10:
        return "a few seconds"
    tens = round(seconds / 10) * 10
    return f"about {tens} seconds" if tens < 90 else f"about {round(seconds / 60)} minutes"


def _is_new(study: Study, known: Material, fresh: ThemeClassifier, codebook: Codebook) -> None:
    """Refuse to spend minutes on a copy of the starter model."""
    if known.decided or modelling.newest(study) != study.starter:
        return
    try:
        starter = modelling.opened(study.starter, modelling.encoder(study))
    except ModelError:
        return
    known_before = {name: starter.facts.get(name) for name in ("tool", "aim", "segments")}
    now = {
        "tool": __version__,
        "aim": {"precision": fresh.precision, "absence": fresh.absence},
        "segments": {"decided": 0, "from_tables": len(known.segments)},
    }
    positives = [one.positives for one in starter.classifier.learned_]
    same_book = starter.facts.get("codebook", {}).get("sha256") == codebook.sha256
    if same_book and known_before == now and positives == (known.labels == 1).sum(axis=0).tolist():
        raise ModelError(
            f"there is nothing new to learn yet: no coder's answers are in this study, and the starter model, which coder tag goes on "
            f"using, knows the {len(known.segments):,} coded segments in models/training already. First: coder tag, then coder export "
            "--coder NAME, then coder import"
        )


def _short(model: ThemeClassifier) -> list[dict[str, Any]]:
    """The codes whose suggestions are not expected to be right as often as wanted, with how often they are."""
    expected = zip(model.codes, model.bands_.precision, strict=True)
    return [{"code": code.id, "precision": round(float(p), 6)} for code, p in expected if p < model.precision]


def saved(known: Material, held: HeldOut, codebook: Codebook) -> float | None:
    """The share of words that need not be read to meet 95 % of the coded segments, in the order of scores that saw none of them."""
    rows = (held.fold >= 0) & ~np.isnan(known.labels).any(axis=1)
    if not rows.any():
        return None
    expected = triage.expected_codes(held.scores[rows], specific(codebook))
    words = np.array([len(passage.text.split()) for passage in known.passages])[rows]
    return triage.reading_saved(expected, (known.labels[rows] == 1).any(axis=1), words)


def specific(codebook: Codebook) -> npt.NDArray[np.bool_]:
    """Which codes have none below them."""
    parents = {code.parent for code in codebook.codes}
    return np.array([code.id not in parents for code in codebook.codes])


def _row(codes: frozenset[str], codebook: Codebook, late: frozenset[str]) -> list[float]:
    """A table's row: codes not given are a no, but for those that may have come after the table was coded."""
    given = codebook.with_ancestors(set(codes))
    return [np.nan if code in late and code not in given else float(code in given) for code in codebook.ids]


def _next(study: Study, at: str) -> str:
    """The folder of the next model: its number and its day, so that names sort by age."""
    number = 1 + len(list(study.trained.glob("*"))) if study.trained.is_dir() else 1
    return f"{number:03d}-{at[:10]}"
