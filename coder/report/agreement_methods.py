"""Agreement -> a paragraph on methods, ready to paste: every number in it is computed, and what is undefined is said."""

from __future__ import annotations

from coder.agreement import COEFFICIENTS, Figure, Values, overlap
from coder.agreement.summary import THRESHOLDS
from coder.report.agreement_document import count, listed, number, percent, plain, with_interval
from coder.report.agreement_record import Agreement

DISTANCES = {
    "masi": "the MASI distance (Passonneau 2006)",
    "jaccard": "Jaccard's distance",
    "dice": "Dice's distance (as in Krippendorff & Craggs 2016)",
    "hierarchy": "Jaccard's distance between sets that hold their codes' ancestors",
}
BESIDE = {
    "percent": "percent agreement",
    "positive": "agreement on giving the code",
    "negative": "agreement on not giving it",
    "ac1": "Gwet's AC1",
    "pabak": "Brennan and Prediger's coefficient (PABAK)",
}


def methods(agreement: Agreement) -> str:
    """Write the paragraph."""
    parts = [_who(agreement), _codebook(agreement), _missing(agreement), _coefficients(agreement), _intervals(agreement)]
    parts += [_results(agreement), _by_code(agreement), _undefined(agreement), _conditions(agreement), _software(agreement)]
    return " ".join(part for part in parts if part)


def _who(agreement: Agreement) -> str:
    summary, origin = agreement.summary, agreement.rated.origin
    where = f" in {count(summary.n_transcripts, 'transcript')}" if summary.n_transcripts else ""
    coders = f"{count(len(summary.coders), 'coder')} ({listed(summary.coders)})"
    return f"Ratings were made by {coders} of {count(summary.n_units, 'unit')}{where}; a unit was {origin.unit}."


def _codebook(agreement: Agreement) -> str:
    summary, book = agreement.summary, agreement.rated.origin.book
    if isinstance(agreement.rated.ratings, Values):
        values = agreement.rated.ratings
        return f"Each gave a unit one of {count(len(values.values), 'value')}, taken as {values.measure.level}."
    codes = f"There were {count(len(summary.codes), 'code')}; a unit could have any number of them."
    if book is None:
        return codes
    named = f" The codebook was “{book.title}”, version {book.version} (SHA-256 {book.sha256})."
    carried = " A code also counted for the codes above it." if agreement.rated.parents else ""
    return codes + named + carried


def _missing(agreement: Agreement) -> str:
    ratings = agreement.codes
    if ratings is None:
        return "Blank cells were missing ratings."
    by_coders = overlap(ratings)
    several = int(by_coders.iloc[2:].sum())
    return (
        f"{count(several, 'unit')} ({percent(several / len(ratings.units))}) {'was' if several == 1 else 'were'} rated in full by two "
        "coders or more. A unit that a coder looked at and gave no code counted as rated; one that a coder did not look at was missing, "
        "not a no."
    )


def _coefficients(agreement: Agreement) -> str:
    alpha, kappa = COEFFICIENTS["alpha"], COEFFICIENTS[agreement.kappa]
    if isinstance(agreement.rated.ratings, Values):
        level = agreement.rated.ratings.measure.level
        return f"Agreement is {alpha.title} for {level} data ({alpha.source})."
    beside = "; ".join(f"{title} ({COEFFICIENTS[name].source})" for name, title in BESIDE.items())
    return (
        f"Agreement on each code is {alpha.title} for nominal data ({alpha.source}), given with {kappa.title} ({kappa.source}); {beside}. "
        f"Agreement on whole code sets is the same alpha with {DISTANCES[agreement.distance]}."
    )


def _intervals(agreement: Agreement) -> str:
    options, contrasting, whole = agreement.summary.options, agreement.contrasting, agreement.whole
    level = f"{100 * options.level:.0f} %"
    if not agreement.summary.n_transcripts:
        return (
            f"Intervals ({level}) are by the delete-one jackknife over units with Student's t, as no transcripts were named; they take "
            "units as independent and are likely too narrow."
        )
    few = f" ({whole.warning})" if whole.warning else ""
    seeded = ""
    if agreement.without or agreement.drift or agreement.rounds or agreement.assistance or agreement.ceiling:
        seeded = (
            f" Intervals of differences are by a bootstrap of whole transcripts ({contrasting.replicates:,} replicates, seed "
            f"{contrasting.seed})."
        )
    return (
        f"Intervals ({level}) are by the delete-one jackknife over transcripts with Student's t, so that segments of one transcript are "
        f"not taken as independent; they rest on {count(whole.n_clusters, 'transcript')}{few}.{seeded}"
    )


def _results(agreement: Agreement) -> str:
    summary, level = agreement.summary, agreement.summary.options.level
    if isinstance(agreement.rated.ratings, Values):
        return (
            f"Alpha was {with_interval(agreement.whole, level)} over {count(agreement.whole.n_units, 'unit')} with two ratings."
        )
    mean, median, least = (summary.get(f"macro_{name}") for name in ("mean", "median", "min"))
    return (
        f"For whole code sets alpha was {with_interval(agreement.whole, level)} over {count(agreement.whole.n_units, 'unit')} rated in "
        f"full by two coders or more. Over the codes alpha had a mean of {with_interval(mean, level)}, a median of {number(median)} and a "
        f"least value of {number(least)}."
    )


def alphas(agreement: Agreement) -> list[Figure]:
    """Alpha of every code, all coders together."""
    return [agreement.summary.get("alpha", code) for code in agreement.summary.codes]


def reached(agreement: Agreement) -> tuple[int, int, int]:
    """How many codes reach the upper threshold, lie between the two, and lie below the lower one."""
    values = [figure.value for figure in alphas(agreement) if figure.value is not None]
    low, high = THRESHOLDS
    return sum(v >= high for v in values), sum(low <= v < high for v in values), sum(v < low for v in values)


def _by_code(agreement: Agreement) -> str:
    if agreement.codes is None:
        return ""
    high, middle, low = reached(agreement)
    return (
        f"Alpha was {plain(THRESHOLDS[1], 3)} or more for {count(high, 'code')}, from {plain(THRESHOLDS[0], 3)} to below "
        f"{plain(THRESHOLDS[1], 3)} for {middle}, and lower for {low} (thresholds of Krippendorff)."
    )


def _undefined(agreement: Agreement) -> str:
    if agreement.codes is None:
        return ""
    lost = [figure for figure in alphas(agreement) if figure.value is None]
    if not lost:
        return "It was undefined for no code."
    reasons: dict[str, list[str]] = {}
    for figure in lost:
        reasons.setdefault(figure.reason, []).append(agreement.label(figure.code))
    why = "; ".join(f"{listed(codes)}: {reason}" for reason, codes in reasons.items())
    return f"It was undefined for {count(len(lost), 'code')}, which {'is' if len(lost) == 1 else 'are'} in no mean ({why})."


def _conditions(agreement: Agreement) -> str:
    if agreement.blind:
        return "The ratings were made blind, without a model's suggestions in sight."
    shown = {coder: pair for coder, pair in agreement.rated.origin.shown.items() if pair[1]}
    if shown:
        given = "; ".join(f"{coder} {with_suggestions} of {passages}" for coder, (passages, with_suggestions) in shown.items())
        return (
            f"The coders were shown a model's suggestions (passages with suggestions: {given}), so that this agreement is no evidence of "
            "reliability."
        )
    ratings = agreement.codes
    names = ratings.condition_names if ratings else ()
    return f"The ratings were made under these conditions: {listed(names)}." if names else ""


def _software(agreement: Agreement) -> str:
    versions = dict(agreement.versions)
    own = versions.pop("coder")
    others = ", ".join(f"{name} {number}" for name, number in versions.items())
    return f"Computed with transcript-theme-coder {own} ({others})."
