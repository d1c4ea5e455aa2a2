"""What suggestions did -> words first, then tables, for `coder agree --suggestions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.cli.agree_screen import decimals
from coder.cli.options import count, table

if TYPE_CHECKING:
    from coder.agreement import Figure
    from coder.report.suggestion_effects import SuggestionReport

_ARMS = ("blind", "shown", "withheld", "planted")
_TOO_FEW = "too few to tell"


def effects_told(found: SuggestionReport) -> Iterator[str]:
    """Yield the screen, part by part."""
    effects = found.effects
    if found.unfinished:
        yield f"Mind: {found.unfinished}."
    yield from found.words()
    yield f"\nRound {found.round}: passages finished, by coder and by what was drawn"
    rows = [(coder, *(f"{counts[arm]:,}" for arm in _ARMS)) for coder, counts in effects.arms]
    yield table(("Coder", "Blind", "Shown", "Withheld", "Planted"), rows, right=(1, 2, 3, 4))
    yield "Blind: before any suggestion. Shown: with the model's. Withheld: with none, by chance. Planted: one wrong on purpose."
    codes = [one.code for one in effects.figures if one.name == "given_shown" and one.code and one.n_units]
    yield "\nSuggested codes: how often they were given where the suggestion was shown, and where it was withheld"
    yield _rates(found, [("", ""), *((code, "") for code in codes)])
    yield "Taken over: of what would not have been given unaided, the share that was given once it was shown."
    yield f"Wrong ones confirmed, right ones refuted: of those shown. {_judge(found)}"
    yield "\nThe same by coder, with codes added beyond the model's (per passage) and planted wrong suggestions confirmed"
    yield _coders(found)
    if effects.get("alpha_blind") is not None:
        yield "\nAlpha, with suggestions in sight and coded blind"
        yield _alphas(found, codes)
        yield f"The mean is over the {count(effects.compared, 'code')} that have both."
        yield "Assisted: where coders saw the suggestions; coder agree --rounds assisted also counts what was withheld or planted."
    yield "\nAnswers to suggestions"
    answered = [
        (one.coder, found.label(one.code), f"{one.confirm:,}", f"{one.refute:,}", f"{one.unsure:,}") for one in effects.answered
    ]
    yield table(("Coder", "Code", "Confirmed", "Refuted", "Unsure"), answered, right=(2, 3, 4))
    if found.times:
        yield "\nTime from one passage to the next in the page (screening only: it says nothing of quality)"
        times = [(one.coder, one.arm, f"{one.n:,}", f"{one.median_seconds:.0f} s") for one in found.times]
        yield table(("Coder", "Circumstances", "Timed", "Median"), times, right=(2, 3))
        yield "Not timed: the first passage, what was finished after a pause of ten minutes, and a passage finished again."
    yield ""
    yield _made(found)


def _judge(found: SuggestionReport) -> str:
    """Who says what is wrong and what is right."""
    others = "by the others who coded the passage without seeing the suggestion"
    settled = found.negotiated.settled
    if settled:
        return f"Wrong and right are so by the workshop ({count(settled, 'code')} settled), else {others}."
    return f"No workshop has settled anything yet: wrong and right are so {others}."


def _rates(found: SuggestionReport, which: list[tuple[str, str]]) -> str:
    names = ("given_shown", "given_withheld", "given_difference", "adoption", "wrong_confirmed", "right_refuted")
    rows = []
    for code, coder in which:
        cells = [found.effects.get(name, code, coder) for name in names]
        shown = [_share(cells[0]), _share(cells[1]), _gap(cells[2]), _ends(cells[2])]
        rows.append((found.label(code) if code else "all codes", *shown, *(_share(cell) for cell in cells[3:])))
    headings = (
        "Code",
        "Shown",
        "Withheld",
        "Shown less withheld",
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
        rows.append((coder, _gap(more), _ends(more), *(_number(one) for one in added), confirmed))
    headings = ("Coder", "Shown less withheld", "95 % interval", "Added, shown", "Added, withheld", "Planted confirmed")
    return table(headings, rows, right=(1, 3, 4, 5))


def _alphas(found: SuggestionReport, codes: list[str]) -> str:
    rows = []
    for code in ["", *codes]:
        cells = [found.effects.get(name, code) for name in ("alpha_assisted", "alpha_blind", "alpha_difference")]
        label = found.label(code) if code else "mean over codes"
        rows.append((label, *(_number(cell) for cell in cells), _interval(cells[2])))
    return table(("Code", "Assisted", "Blind", "Assisted less blind", "95 % interval"), rows, right=(1, 2, 3))


def _made(found: SuggestionReport) -> str:
    drawn = found.drawn
    seeds = ", ".join(f"{name} {seed}" for name, seed in found.seeds.items())
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    return (
        f"Drawn: {drawn['blind']:,} of {count(drawn['passages'], 'passage')} to be coded blind; of {drawn['given_out']:,} given out with "
        f"suggestions, all coders together, {drawn['withheld']:,} with none shown and {drawn['planted']:,} with a wrong one. Intervals: "
        f"{count(found.transcripts, 'transcript')}. Seeds: {seeds}. Versions: {versions}."
    )


def _share(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else f"{100 * figure.value:.0f} %"


def _gap(figure: Figure | None) -> str:
    from coder.report.suggestion_effects import signed

    return "-" if figure is None or figure.value is None else f"{signed(figure.value)} %"


def _ends(figure: Figure | None) -> str:
    from coder.report.suggestion_effects import signed

    if figure is None or figure.value is None:
        return ""
    if figure.low is None or figure.high is None:
        return _TOO_FEW
    return f"{signed(figure.low)} to {signed(figure.high)} %"


def _number(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else decimals(figure.value)


def _interval(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return ""
    if figure.low is None or figure.high is None:
        return _TOO_FEW
    return f"{decimals(figure.low)} to {decimals(figure.high)}"
