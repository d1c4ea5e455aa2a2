"""What suggestions did -> tables and words on the screen, for `coder agree --suggestions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.cli.options import count, table

if TYPE_CHECKING:
    from coder.agreement import Figure
    from coder.report.suggestion_effects import SuggestionReport

_ARMS = ("blind", "shown", "withheld", "planted")


def effects_told(found: SuggestionReport) -> Iterator[str]:
    """Yield the screen, part by part."""
    effects = found.effects
    yield f"Round {found.round}: passages finished, by coder and by what was drawn"
    rows = [(coder, *(f"{counts[arm]:,}" for arm in _ARMS)) for coder, counts in effects.arms]
    yield table(("Coder", "Blind", "Shown", "Withheld", "Planted"), rows, right=(1, 2, 3, 4))
    codes = [one.code for one in effects.figures if one.name == "given_shown" and one.code and one.n_units]
    yield "\nSuggested codes: how often they were given where the suggestion was shown, and where it was not"
    yield _rates(found, [("", ""), *((code, "") for code in codes)])
    yield "\nThe same by coder, with codes added beyond the model's (per passage) and planted wrong suggestions confirmed"
    yield _coders(found)
    if effects.get("alpha_blind") is not None:
        yield "\nAlpha, coded blind and with suggestions in sight"
        yield _alphas(found, codes)
    yield "\nAnswers to suggestions"
    answered = [(one.coder, one.code, f"{one.confirm:,}", f"{one.refute:,}", f"{one.unsure:,}") for one in effects.answered]
    yield table(("Coder", "Code", "Confirmed", "Refuted", "Unsure"), answered, right=(2, 3, 4))
    if found.times:
        yield "\nTime from one passage to the next in the page (screening only: it says nothing of quality)"
        times = [(one.coder, one.arm, f"{one.n:,}", f"{one.median_seconds:.0f} s") for one in found.times]
        yield table(("Coder", "Circumstances", "Passages", "Median"), times, right=(2, 3))
    yield ""
    yield from found.words()
    yield _made(found)


def _rates(found: SuggestionReport, which: list[tuple[str, str]]) -> str:
    names = ("given_shown", "given_withheld", "given_difference", "adoption", "wrong_confirmed", "right_refuted")
    rows = []
    for code, coder in which:
        cells = [found.effects.get(name, code, coder) for name in names]
        shown = [_share(cells[0]), _share(cells[1]), _share(cells[2], signed=True), _ends(cells[2])]
        rows.append((code or "all codes", *shown, *(_share(cell) for cell in cells[3:])))
    headings = (
        "Code",
        "Shown",
        "Withheld",
        "Difference",
        "95 % interval",
        "Taken over",
        "Wrong ones confirmed",
        "Right ones refuted",
    )
    return table(headings, rows, right=(1, 2, 3, 5, 6, 7))


def _coders(found: SuggestionReport) -> str:
    effects = found.effects
    rows = []
    for coder, _ in effects.arms:
        more = effects.get("given_difference", "", coder)
        added = [effects.get(name, "", coder) for name in ("added_shown", "added_withheld")]
        planted = effects.get("planted_confirmed", "", coder)
        confirmed = f"{round((planted.value or 0) * planted.n_units)} of {planted.n_units}" if planted else "-"
        rows.append((coder, _share(more, signed=True), _ends(more), *(_number(one) for one in added), confirmed))
    headings = ("Coder", "Difference", "95 % interval", "Added, shown", "Added, withheld", "Planted confirmed")
    return table(headings, rows, right=(1, 3, 4, 5))


def _alphas(found: SuggestionReport, codes: list[str]) -> str:
    rows = []
    for code in ["", *codes]:
        cells = [found.effects.get(name, code) for name in ("alpha_blind", "alpha_assisted", "alpha_difference")]
        rows.append((code or "mean over codes", *(_number(cell) for cell in cells), _interval(cells[2])))
    return table(("Code", "Blind", "Assisted", "Difference", "95 % interval"), rows, right=(1, 2, 3))


def _made(found: SuggestionReport) -> str:
    seeds = ", ".join(f"{name} {seed}" for name, seed in found.seeds.items())
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    shares = ", ".join(f"{name} {100 * share:.0f} %" if share else f"{name} off" for name, share in found.shares.items())
    return f"Intervals over {count(found.transcripts, 'transcript')}. Protocol: {shares}. Seeds: {seeds}. Versions: {versions}."


def _share(figure: Figure | None, signed: bool = False) -> str:
    if figure is None or figure.value is None:
        return "-"
    return f"{100 * figure.value:+.0f} %" if signed else f"{100 * figure.value:.0f} %"


def _ends(figure: Figure | None) -> str:
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{100 * figure.low:+.0f} to {100 * figure.high:+.0f} %"


def _number(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else f"{figure.value:.2f}"


def _interval(figure: Figure | None) -> str:
    return "" if figure is None or figure.low is None or figure.high is None else f"{figure.low:.2f} to {figure.high:.2f}"
