"""A study -> its report: every result of the analysis in order, with methods and data, as sections for a page or a Word file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from coder.errors import RatingsError, StudyError
from coder.report import agreement_document, document_page
from coder.report.agreement_document import count
from coder.report.agreement_record import Agreement
from coder.report.analysis_configurations import companions_section, configurations_section
from coder.report.analysis_model import model_section
from coder.report.analysis_survey import sections as survey_sections
from coder.report.sections import Section
from coder.report.study_methods import checklist, methods
from coder.report.study_report import (
    agreement_section,
    codebook_section,
    data_section,
    numbered,
    reproduction_section,
    said_once,
    shorter,
)
from coder.steps import agreeing, configurations, cooccurring, emerging, matrices, quoting, saturating
from coder.steps.analysed import Analysed, Given, analysed
from coder.steps.questionnaire import own_survey
from coder.steps.study_facts import facts
from coder.steps.wanted import Wanted as Rating
from coder.study import Study

ORDERS = 1000
ROWS = 20
"""Rows of the long tables of pairs."""
NAMES = (
    "Quotations carry participants' own words: look for names and places before you share this (`coder transcripts --identifiers` lists "
    "what may name somebody)."
)
QUOTATIONS, WORDS = 3, 60
"""Quotations for each code, and the words of one."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report, and the page on agreement that it leads to (None where agreement cannot be measured)."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    agreement: Agreement | None


def report(study: Study, given: Given, seed: int, page: str) -> Report:
    """Put the report together; `page` is the name that the page on agreement will have beside it. Errors as for `analysed`."""
    found = analysed(study, given)
    measured, reason = _agreement(study, seed)
    known = facts(study, found, measured, reason)
    saturated = saturating.saturated(found, None, seed, ORDERS)
    emerged = emerging.emerged(study, found)
    by_source = matrices.counted(found, matrices.Wanted("all", "source"))
    said = saturated.sentences()
    results = [
        codebook_section(known, by_source.matrix),
        agreement_section(known, page),
        _matrices(found, compared=bool(by_source.compared)),
        *_questionnaire(study),
        _configurations(study, given, seed),
        saturated.section(),
        cooccurring.cooccurred(found).section(),
        emerged.section(),
        _quotations(found, seed),
    ]
    parts = [
        methods(known, said[0], emerged.sentences()[:1]),
        data_section(known),
        *(said_once(section, known.said) for section in results),
        checklist(known),
        reproduction_section(known, seed),
    ]
    book = known.codebook
    lead = f"A draft to start from. {known.said} Codebook: “{book.title}”, version {book.version}."
    return Report(f"{known.title}: methods and results", lead, numbered(parts), measured)


def agreement_page(measured: Agreement, at: str) -> bytes:
    """The page on agreement, in full."""
    return document_page(agreement_document(measured, at, passages=True)).encode()


def _agreement(study: Study, seed: int) -> tuple[Agreement | None, str]:
    try:
        return agreeing.agree(study, (), Rating(seed=seed), in_full=True), ""
    except RatingsError as error:
        return None, str(error)


def _matrices(found: Analysed, *, compared: bool) -> Section:
    """Themes, then categories, by participant; and the two sources compared where there are two."""
    wanted = [("theme", "participant"), ("category", "participant"), *([("all", "source")] if compared else [])]
    titles = {"theme": "Themes by participant", "category": "Categories by participant", "all": "Interviews and questionnaire"}
    made = []
    for level, by in wanted:
        one = partial(_matrix, found, level, by)
        made.append(replace(_or_reason(titles[level], one), title=titles[level]))
    return Section("Who speaks of what", tuple(made))


def _matrix(found: Analysed, level: str, by: str) -> Section:
    return matrices.counted(found, matrices.Wanted(level, by)).section()


def _questionnaire(study: Study) -> tuple[Section, ...]:
    """The fixed questions, where the study's folder has them."""
    survey = own_survey(study)
    return () if survey is None else (Section("Questionnaire", survey_sections(survey)),)


def _configurations(study: Study, given: Given, seed: int) -> Section:
    """Configurations as stated, the model, and what stands together against chance."""

    def stated() -> Section:
        found = configurations.stated(study)
        return configurations_section(found.evidence, found.links, found.passages)

    def model() -> Section:
        found = configurations.draw(study, given, None)
        return shorter(model_section(found.model, found.said, found.stages_from), ROWS, "coder configurations model")

    def companions() -> Section:
        found, source = configurations.suggest(study, given, seed, ORDERS)
        often = tuple(one for one in found.found if one.observed > 1)
        section = companions_section(replace(found, found=often), source.codebook, source.said)
        once = len(found.found) - len(often)
        if once:
            left = f"Left out: {count(once, 'set')} of codes found once only; coder configurations suggest has all."
            section = replace(section, parts=(*section.parts, left))
        return shorter(section, ROWS, "coder configurations suggest")

    parts = (
        _or_reason("Stated", stated),
        _or_reason("Explanatory model", model),
        _or_reason("What stands together", companions),
    )
    return Section("Configurations", (replace(parts[0], title="Stated"), *parts[1:]))


def _quotations(found: Analysed, seed: int) -> Section:
    def made() -> Section:
        chosen = quoting.quoted(found, quoting.Wanted("", QUOTATIONS, WORDS, seed))
        about, *themes = chosen.sections(context=False)
        return Section("Quotations", (NAMES, *about.parts, *themes))

    return _or_reason("Quotations", made)


def _or_reason(title: str, make: Callable[[], Section]) -> Section:
    """A section, or in its place why this study has none."""
    try:
        return make()
    except StudyError as error:
        return Section(title, (f"Not made: {error}.",))
