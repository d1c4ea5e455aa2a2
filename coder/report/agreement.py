"""Summary of agreement -> one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from jinja2 import Environment, PackageLoader, StrictUndefined

from coder import __version__
from coder.agreement import Figure, Summary

_COHEN = ("cohen", "Cohen's kappa")
_CONGER = ("conger", "Conger's kappa")


def agreement_page(summary: Summary, labels: Mapping[str, str], at: str, distance: str) -> str:
    """The page: all coders together, then each pair; `labels` names the codes, `at` is the time of writing."""
    together = _COHEN if len(summary.coders) == 2 else _CONGER
    sets: list[tuple[str, tuple[str, ...], tuple[str, str]]] = [("All coders, code by code", (), together)]
    if len(summary.coders) > 2:
        sets += [(f"{one} and {other}", (one, other), _COHEN) for one, other in combinations(summary.coders, 2)]
    warnings = sorted({figure.warning for figure in summary.figures if figure.warning and not figure.coders})
    environment = Environment(loader=PackageLoader("coder.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("agreement.html").render(
        summary=summary,
        labels=labels,
        at=at,
        distance=distance,
        version=__version__,
        sets=sets,
        warnings=warnings,
        number=_number,
        percent=_percent,
        interval=_interval,
    )


def _number(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{figure.value:.2f}"


def _percent(figure: Figure) -> str:
    return "undefined" if figure.value is None else f"{100 * figure.value:.0f} %"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f" ({figure.low:.2f} to {figure.high:.2f})"
