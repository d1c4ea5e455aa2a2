"""Decisions in the ledger -> Rated: what each coder said of each segment, categories carrying their themes, missing kept apart.

Where a round had a blind part, the figures are of that: agreement of people who saw the same suggestions is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coder.agreement import Ratings
from coder.codebook import Codebook
from coder.coding import Coding
from coder.consensus import after_negotiation
from coder.errors import RatingsError
from coder.records import Segment
from coder.report.agreement_document import count, listed
from coder.report.agreement_record import ASSISTED, BLIND, Book, Origin, Rated
from coder.report.suggestion_effects import SuggestionReport
from coder.steps.choosing import under
from coder.steps.counted import answers, counted, finals, unasked
from coder.steps.rounds import unfinished
from coder.steps.suggestion_effects import suggestion_effects
from coder.steps.wanted import Wanted
from coder.study import Export, Ledger, Study, codebooks, rounds

UNITS = {"turn": "a participant's turn (long ones cut at sentence ends)", "paragraph": "a paragraph", "sentence": "a sentence"}
Given = Mapping[tuple[str, str], Coding]


def ratings(ledger: Ledger, codebook: Codebook, wanted: Sequence[str] = ()) -> Ratings:
    """Read the ratings of the study's coders (or of those named) from an open ledger.

    Raises
    ------
    RatingsError
        When fewer than two coders have decided anything, or a name is not a coder of this study.
    """
    return _ratings(ledger, codebook, counted(ledger), wanted, _exports(ledger))


def rated(study: Study, wanted: Wanted) -> Rated:
    """Read the ratings of a study with all that its ledger knows of how they were made; errors as for `ratings`."""
    if wanted.machine:
        raise RatingsError("--machine is for tables of ratings: name the tables")
    codebook = study.codebook()
    ledger = study.ledger()
    try:
        given, exports = counted(ledger), _exports(ledger)
        mixed = _ratings(ledger, codebook, given, wanted.coders, exports)
        found, notes = _headline(mixed, wanted.rounds)
        settled = finals(ledger)
        after = after_negotiation(given, settled, codebook)
        left = unfinished(ledger)
        segments = {segment.id: segment for segment in ledger.segments()}
        names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
        return Rated(
            found,
            _origin(study, ledger, codebook, exports, found.coders),
            labels={code.id: code.label for code in codebook.codes},
            parents={code.id: code.parent for code in codebook.codes if code.parent},
            rounds=(("before", mixed), ("after", _ratings(ledger, codebook, after, mixed.coders, exports))) if settled else (),
            mixed=mixed,
            scores=_scores(ledger, exports, found),
            passages={unit: segments[unit].text for unit in found.units},
            places={unit: f"{names[segments[unit].transcript]}, turn {segments[unit].turn}" for unit in found.units},
            notes=(*notes, *_came_later(found, codebook)),
            unfinished="" if left is None else left.caution,
            led=_led(study, wanted.seed) if rounds.rounds(ledger) else None,
        )
    finally:
        ledger.close()


def _led(study: Study, seed: int) -> SuggestionReport | None:
    """What suggestions did in the newest round; None where that cannot be told yet."""
    try:
        return suggestion_effects(study, seed)
    except RatingsError:
        return None


def _exports(ledger: Ledger) -> list[Export]:
    """All review files given out, with what they showed, oldest first; not those of rounds that were cancelled."""
    gone = rounds.withdrawn(ledger)
    found = (ledger.export(given.id) for given in ledger.exports() if given.id not in gone)
    return [export for export in found if export is not None]


def _ratings(ledger: Ledger, codebook: Codebook, given: Given, wanted: Sequence[str], exports: Sequence[Export]) -> Ratings:
    coders = _coders(sorted({coder for coder, _ in given}), wanted)
    names = {home: transcript.name for home, transcript in ledger.transcripts().items()}
    segments = [segment for segment in ledger.segments() if any((coder, segment.id) in given for coder in coders)]
    if not segments:
        raise RatingsError("what was decided on is in no transcript any more: put the transcripts back and run `coder tag`")
    shape = len(segments), len(coders), len(codebook.codes)
    cube, late = np.full(shape, -1, dtype=np.int8), np.zeros(shape, dtype=bool)
    place = {code: k for k, code in enumerate(codebook.ids)}
    for i, segment in enumerate(segments):
        for j, coder in enumerate(coders):
            coding = given.get((coder, segment.id))
            if coding is not None:
                cube[i, j] = answers(coding, codebook)
                late[i, j, [place[code] for code in unasked(coding, codebook) if code in place]] = True
    return Ratings.from_cube(
        cube,
        units=[segment.id for segment in segments],
        coders=coders,
        codes=codebook.ids,
        transcript=[names[segment.transcript] for segment in segments],
        order=_order(exports, segments, coders),
        conditions=_conditions(ledger, exports, segments, coders, np.asarray((cube >= 0).any(axis=2))),
        unasked=late,
    )


def _coders(known: Sequence[str], wanted: Sequence[str]) -> list[str]:
    for name in wanted:
        if name not in known:
            raise RatingsError(f"{name} has decided nothing in this study: its coders are {', '.join(known) or 'nobody yet'}")
    coders = [name for name in known if not wanted or name in wanted]
    if len(coders) < 2:
        who = f"only {coders[0]} has decided anything" if coders else "nobody has decided anything"
        raise RatingsError(
            f"two coders are needed, here {who}: import another coder's file, or let a second coder decide in coder review"
        )
    return coders


def _order(exports: Sequence[Export], segments: Sequence[Segment], coders: Sequence[str]) -> NDArray[np.float64]:
    """(N, M): the place of each segment in the files that each coder was given, nan where it was in none."""
    place: dict[tuple[str, str], int] = {}
    for export in exports:
        for item in export.items:
            place.setdefault((export.coder, item.segment), len(place))
    return np.array([[place.get((coder, segment.id), np.nan) for coder in coders] for segment in segments])


def _conditions(
    ledger: Ledger, exports: Sequence[Export], segments: Sequence[Segment], coders: Sequence[str], rated: NDArray[np.bool_]
) -> NDArray[np.object_] | None:
    """(N, M): whether a coder first met a segment blind, or in a file with suggestions; None where no round had a blind part."""
    parts = rounds.parts(ledger)
    if not any(part is rounds.Part.BLIND for _, part in parts.values()):
        return None
    first: dict[tuple[str, str], str] = {}
    for export in exports:
        blind = export.id in parts and parts[export.id][1] is rounds.Part.BLIND
        for item in export.items:
            first.setdefault((export.coder, item.segment), BLIND if blind else ASSISTED)
    found = [[first.get((coder, segment.id), ASSISTED) for coder in coders] for segment in segments]
    return np.where(rated, np.array(found, dtype=object), "")


def _headline(mixed: Ratings, wanted: Sequence[str]) -> tuple[Ratings, tuple[str, ...]]:
    """The ratings under the conditions asked for; by default the blind ones, as soon as two coders share some."""
    if wanted:
        return under(mixed, wanted), ()
    if not {BLIND, ASSISTED} <= set(mixed.condition_names):
        return mixed, ()
    blind = under(mixed, [BLIND])
    if not (blind.rated.sum(axis=1) > 1).any():
        return mixed, ()
    return blind, ("the figures are of the ratings made blind; --rounds blind,assisted gives those of all",)


def _came_later(found: Ratings, codebook: Codebook) -> tuple[str, ...]:
    """Say of codes that were added after passages were coded where they could not be given, and what that means for the figures."""
    if found.unasked is None:
        return ()
    late = np.asarray(found.unasked.any(axis=1))
    codes = [codebook.by_id[found.codes[k]].label for k in range(len(found.codes)) if late[:, k].any()]
    where, it = int(late.any(axis=1).sum()), "it" if len(codes) == 1 else "them"
    return (
        f"{listed(codes)} came after {where:,} of {count(len(found.units), 'passage')} had been coded: nobody was asked there, so these "
        f"do not count for {it}, and whole code sets are compared there without {it}",
    )


def _origin(study: Study, ledger: Ledger, codebook: Codebook, exports: Sequence[Export], coders: Sequence[str]) -> Origin:
    unit = (ledger.frozen() or (study.settings().unit, ""))[0]
    versions = tuple(dict.fromkeys(export.codebook_version for export in exports))
    changes = tuple(
        f"From version {change.before} to {change.after}: {change.kind.value} {', '.join(change.old)}"
        f"{' to ' if change.old else ''}{', '.join(change.new)}, by {change.who} on {change.at[:10]}: {change.why}"
        for change in codebooks.changes(ledger)
    )
    return Origin(
        what="the study's own decisions",
        unit=UNITS.get(unit, unit),
        book=Book(codebook.title, codebook.version, codebook.sha256, versions, changes),
        shown=_shown(exports, coders),
        drawn=_drawn(ledger),
    )


def _drawn(ledger: Ledger) -> str:
    """How the passages of the newest round were drawn."""
    found = rounds.rounds(ledger)
    if not found:
        return ""
    one = found[-1]
    plan = rounds.plan(ledger, one.id)
    if not plan.blind:
        return f"In the round {one.name} (seed {one.seed}) no passages were drawn to be coded blind."
    return (
        f"In the round {one.name} {len(plan.blind):,} of {len(plan.probabilities):,} passages were drawn at random within transcripts "
        f"(seed {one.seed}) and coded without suggestions first."
    )


def _shown(exports: Sequence[Export], coders: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Per coder: the passages given out, and those of them that came with suggestions."""
    found = {}
    for coder in coders:
        shown: dict[str, bool] = {}
        for export in exports:
            if export.coder == coder:
                for item in export.items:
                    shown[item.segment] = shown.get(item.segment, False) or bool(item.shown)
        found[coder] = len(shown), sum(shown.values())
    return found


def _scores(ledger: Ledger, exports: Sequence[Export], found: Ratings) -> NDArray[np.float64] | None:
    """(N, K) of the tagging that was exported first: its model was there before anybody decided, and cannot have learned from it."""
    if not exports:
        return None
    unit = {name: i for i, name in enumerate(found.units)}
    code = {name: k for k, name in enumerate(found.codes)}
    scores = np.full((len(unit), len(code)), np.nan)
    for suggestion in ledger.suggestions(min(export.tagging for export in exports)):
        if suggestion.segment in unit and suggestion.code in code:
            scores[unit[suggestion.segment], code[suggestion.code]] = suggestion.score
    return scores
