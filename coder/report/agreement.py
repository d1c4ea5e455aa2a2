"""Agreement -> the report as a document: 25 points in order; a point without data says so in a sentence."""

from __future__ import annotations

from coder.agreement import COEFFICIENTS
from coder.report.agreement_coders import coders
from coder.report.agreement_confusions import confused
from coder.report.agreement_design import design
from coder.report.agreement_differences import differences
from coder.report.agreement_document import Block, Document, Section, Table, Text, count, listed, number, with_interval
from coder.report.agreement_figures import figures
from coder.report.agreement_methods import methods, reached
from coder.report.agreement_record import Agreement

ASSISTED = (
    "Agreement between people who saw the same suggestions is not evidence of reliability: suggestions pull coders the same way, right or "
    "wrong."
)
FOOTNOTE = (
    "Some journals still ask for the words of Landis and Koch (1977) for kappa: below 0.00 poor, to 0.20 slight, to 0.40 fair, to 0.60 "
    "moderate, to 0.80 substantial, above almost perfect. Their limits are arbitrary by their authors' own account, and kappa also depends "
    "on how common a code is; this report does not use them."
)


def agreement_document(agreement: Agreement, at: str, *, passages: bool) -> Document:
    """Put the report together; `at` is the time of writing, without `passages` no participant's words are in it."""
    points = [*design(agreement), *figures(agreement), *coders(agreement), confused(agreement, passages)]
    points += [*differences(agreement, passages), _reproduction(agreement, at)]
    summary = agreement.summary
    where = f" in {count(summary.n_transcripts, 'transcript')}" if summary.n_transcripts else ""
    return Document(
        title="Intercoder agreement",
        lead=f"{listed(summary.coders)}: {count(summary.n_units, 'unit')}{where}, rated by at least one of them.",
        key=_key(agreement),
        cautions=_cautions(agreement),
        sections=tuple(sorted(points, key=lambda section: section.number)),
        footer=FOOTNOTE,
    )


def _key(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    summary, level = agreement.summary, agreement.summary.options.level
    if agreement.codes is None:
        return (
            ("Krippendorff's alpha", with_interval(agreement.whole, level)),
            (COEFFICIENTS[agreement.kappa].title, number(summary.get(agreement.kappa)) if _has(agreement) else "not computed"),
        )
    high, middle, low = reached(agreement)
    lost = len(summary.codes) - high - middle - low
    return (
        (
            f"Alpha of whole code sets ({agreement.distance.upper() if agreement.distance == 'masi' else agreement.distance} distance)",
            with_interval(agreement.whole, level),
        ),
        ("Mean alpha over codes", with_interval(summary.get("macro_mean"), level)),
        ("Codes with alpha of 0.800 or more", f"{high} of {len(summary.codes)}"),
        ("Codes from 0.667 to below 0.800", str(middle)),
        ("Codes below 0.667", str(low)),
        ("Codes without an alpha", str(lost)),
    )


def _has(agreement: Agreement) -> bool:
    return any(figure.name == agreement.kappa for figure in agreement.summary.figures)


def _cautions(agreement: Agreement) -> tuple[str, ...]:
    unfinished = agreement.rated.unfinished
    found = [f"{unfinished[0].upper()}{unfinished[1:]}."] if unfinished else []
    if agreement.codes is not None:
        found.append(ASSISTED)
    if agreement.whole.warning:
        found.append(f"{agreement.whole.warning[0].upper()}{agreement.whole.warning[1:]}.")
    flagged = [agreement.label(code) for code in agreement.summary.flagged if code]
    if flagged:
        found.append(f"Skewed prevalence makes kappa low although coders mostly agree in {listed(flagged)}: see point 11.")
    return tuple(found)


def _reproduction(agreement: Agreement, at: str) -> Section:
    blocks: list[Block] = [
        Text("To be pasted into a paper or an appendix; every number is computed from the ratings."),
        Text(methods(agreement), "quote"),
        Table(
            "What the figures were computed with",
            ("What", "Which"),
            (
                *(
                    (name if name != "coder" else "transcript-theme-coder", version)
                    for name, version in agreement.versions.items()
                ),
                ("Seed of what is drawn at random", str(agreement.contrasting.seed)),
                ("Replicates of a bootstrap", f"{agreement.contrasting.replicates:,}"),
                *((f"SHA-256 of {name}", digest) for name, digest in agreement.rated.origin.files),
                ("Written", at),
            ),
            frozenset({0, 1}),
        ),
        Table(
            "Formulas",
            ("Coefficient", "Source", "Segments with one rating"),
            tuple(
                (entry.title, entry.source, "enter the chance term" if entry.singles else "do not count")
                for entry in COEFFICIENTS.values()
                if entry.name != "rate"
            ),
            frozenset({0, 1, 2}),
        ),
        Text("The same figures in full precision, and those not shown here, are in what coder agree writes with --json."),
    ]
    notes = [Text(f"{note[0].upper()}{note[1:]}.") for note in agreement.rated.notes]
    return Section(25, "Reproduction and methods paragraph", (*blocks, *notes))
