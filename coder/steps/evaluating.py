"""A study's decisions, coded tables and blind samples -> how good its model is on people that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coder import report
from coder.agreement import Figure
from coder.classifier import ThemeClassifier, intervals
from coder.classifier.holding_out import HeldOut, held_out_at
from coder.classifier.intervals import Trial
from coder.codebook import Codebook
from coder.errors import ModelError, RatingsError
from coder.report.evaluation_record import Band, Crossed, Evaluated, Step
from coder.steps import decided_ratings, modelling
from coder.steps.blind_testing import human, of_blind_sample
from coder.steps.measuring import versions
from coder.steps.progress import Progress
from coder.steps.reading import known_transcripts, standing
from coder.steps.tested import Place, as_test, figure
from coder.steps.training import Material, material
from coder.study import Ledger, Study, write_whole

SHARES = (1.0, 0.5, 0.25, 0.0)
"""Shares of the people that are learned from, for the learning curve; 1 gives the figures."""


def evaluate(study: Study, seed: int, progress: Progress[Any]) -> Evaluated:
    """Test on a blind sample, where there is one, and by cross-validation; never a figure of what was learned from.

    Raises
    ------
    ModelError
        Nothing is coded yet.
    """
    codebook = study.codebook()
    ledger = study.ledger()
    try:
        blind, waiting = of_blind_sample(ledger, codebook, seed)
        known = material(study, ledger, codebook)
        if not known.passages and blind is None:
            raise ModelError("nothing is coded yet: import decisions, or put coded tables into models/training")
        fresh = modelling.untrained(study, codebook).set_params(seed=seed)
        crossed = _crossed(ledger, codebook, fresh, known, progress)
    finally:
        ledger.close()
    return Evaluated(
        codebook=(codebook.title, codebook.version, codebook.sha256),
        codes=codebook.ids,
        labels={code.id: code.label for code in codebook.codes},
        parents={code.id: code.parent for code in codebook.codes if code.parent},
        precision=fresh.precision,
        absence=fresh.absence,
        seed=seed,
        versions=versions(),
        blind=blind,
        waiting=waiting,
        crossed=crossed,
        undefined="" if crossed else "there are not two people with coded passages, so none can be held out",
    )


def write(found: Evaluated, path: Path, at: str, *, passages: bool) -> None:
    """Write the page; without `passages` no participant's words are in it."""
    write_whole(path, report.document_page(report.evaluation_document(found, at, passages=passages)).encode())


def data(found: Evaluated, at: str) -> dict[str, Any]:
    """Give every figure as plain data."""
    return report.evaluation_data(found, at)


def _crossed(
    ledger: Ledger, codebook: Codebook, fresh: ThemeClassifier, known: Material, progress: Progress[Any]
) -> Crossed | None:
    """Cross-validate: on what the team decided, or else on the coded tables, which otherwise are only learned from."""
    own = known.decided > 0
    tested = np.array([bool(segment) for segment in known.segments]) | (not own)
    groups = [passage.group for passage in known.passages]
    held = held_out_at(SHARES, fresh, known.passages, known.labels, groups, tested, progress=progress)
    if (held[1.0].fold < 0).all():
        return None
    truth = np.where(tested[:, None], known.labels, np.nan)
    trials = {share: _trial(truth, one, groups) for share, one in held.items()}
    places = _places(ledger, known)
    against = "what the coders decided" if own else "the coded tables"
    test = as_test(trials[1.0], codebook, against, places, fresh.seed)
    segments = [segment for segment in known.segments if segment]
    return Crossed(
        own=own,
        learned_also=len(known.segments) - known.decided if own else 0,
        folds=int(held[1.0].fold.max()) + 1,
        test=test,
        best=_best(truth, held[1.0], groups, codebook),
        bands=_bands(trials[1.0], held[1.0], codebook, test.people),
        curve=tuple(_step(trials[share], held[share], codebook) for share in sorted(SHARES)),
        human=_human(ledger, codebook, segments),
    )


def _trial(truth: intervals.Floats, held: HeldOut, groups: Sequence[str]) -> Trial:
    known = np.where((held.fold >= 0)[:, None], truth, np.nan)
    return Trial(known, np.nan_to_num(held.scores), held.chosen, groups, np.ones(len(groups)))


def _places(ledger: Ledger, known: Material) -> list[Place]:
    where = standing(known_transcripts(ledger))
    standings = [*(where[segment] for segment in known.segments if segment), *known.lines]
    return [
        Place(segment, stands, passage.text)
        for segment, stands, passage in zip(known.segments, standings, known.passages, strict=True)
    ]


def _over(trial: Trial, codebook: Codebook) -> dict[str, intervals.Ints]:
    """The codes that were used: all, those at the top of a family, and those below another."""
    used = (trial.truth & trial.seen).any(axis=0)
    below = np.array([bool(code.parent) for code in codebook.codes])
    return {
        name: np.flatnonzero(which) for name, which in (("all", used), ("themes", used & ~below), ("categories", used & below))
    }


def _best(truth: intervals.Floats, held: HeldOut, groups: Sequence[str], codebook: Codebook) -> dict[str, Figure]:
    trial = Trial(np.where((held.fold >= 0)[:, None], truth, np.nan), held.scores, held.best, groups, np.ones(len(groups)))
    people, passages = _size(trial)
    return {
        name: figure("f1", intervals.of_mean(trial, intervals.f1, codes), people, passages)
        for name, codes in _over(trial, codebook).items()
    }


def _size(trial: Trial) -> tuple[int, int]:
    looked = trial.seen.any(axis=1)
    return len(np.unique(trial.members[looked])), int(looked.sum())


def _bands(trial: Trial, held: HeldOut, codebook: Codebook, people: int) -> tuple[Band, ...]:
    """Each code's bands, and what they held for people not learned from."""
    aside = Trial(1 - trial.labels, trial.scores, ~held.possible, trial.groups, trial.weights)
    right = intervals.of_codes(trial, intervals.precision)
    absent = intervals.of_codes(aside, intervals.precision)
    ends = list(held.bands.values())
    found = []
    for place, code in enumerate(codebook.ids):
        rows = trial.seen[:, place]
        n = int(rows.sum())
        chosen, possible = float(held.chosen[rows, place].sum()), float(held.possible[rows, place].sum())
        expected = [float(one.precision[place]) for one in ends if not np.isnan(one.precision[place])]
        found.append(
            Band(
                code=code,
                suggest_from=float(np.mean([one.suggest[place] for one in ends])),
                absent_below=float(np.mean([one.absent[place] for one in ends])),
                suggested=chosen / max(n, 1),
                unsure=(possible - chosen) / max(n, 1),
                absent=(n - possible) / max(n, 1),
                precision=figure("precision", right[place], people, int(chosen), code),
                absence=figure("absence", absent[place], people, int(n - possible), code),
                expected=float(np.mean(expected)) if expected else None,
            )
        )
    return tuple(found)


def _step(trial: Trial, held: HeldOut, codebook: Codebook) -> Step:
    people, passages = _size(trial)
    over = _over(trial, codebook)
    precisions = intervals.average_precisions(trial)
    return Step(
        passages=float(np.mean(list(held.learned.values()))),
        themes=figure("f1", intervals.of_mean(trial, intervals.f1, over["themes"]), people, passages),
        categories=figure("f1", intervals.of_mean(trial, intervals.f1, over["categories"]), people, passages),
        precision=figure("average_precision", intervals.of_mean_precision(trial, precisions, over["all"]), people, passages),
    )


def _human(ledger: Ledger, codebook: Codebook, segments: Sequence[str]) -> Mapping[str, Figure]:
    """People's kappa on the passages that were tested, by code; none where fewer than two coders decided."""
    try:
        return human(decided_ratings.ratings(ledger, codebook), segments, codebook)
    except RatingsError:
        return {}
