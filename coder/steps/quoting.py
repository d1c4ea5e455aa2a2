"""A study -> quotations of its codes, and whose codes they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coder.analysis import quotes
from coder.analysis.quotes import Quoted
from coder.codebook import Codebook
from coder.errors import StudyError
from coder.report.analysis_quotes import quotes_sections
from coder.report.sections import Section
from coder.steps.analysed import Analysed, Given, analysed
from coder.study import Study


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quotations: of a code and those below it ("": of all), at most so many a code, of so many words, drawn by a seed."""

    code: str = ""
    most: int = 5
    words: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotations that were asked for, code by code in the codebook's order."""

    codes: tuple[Quoted, ...]
    codebook: Codebook
    wanted: Wanted
    said: str

    def sections(self, context: bool) -> tuple[Section, ...]:
        """As sections, a theme each; with the question before each quotation, or as a table."""
        return quotes_sections(self.codes, self.codebook, self.said, self.wanted.seed, context)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        labels = {code.id: code.label for code in self.codebook.codes}
        return {
            "codes": self.said,
            "seed": self.wanted.seed,
            "most": self.wanted.most,
            "words": self.wanted.words,
            "quoted": [
                {
                    "code": one.code,
                    "label": labels[one.code],
                    "theme_alone": one.alone,
                    "passages": one.passages,
                    "people": one.people,
                    "quotations": [
                        {
                            "text": each.text,
                            "cut": each.cut,
                            "reference": each.reference,
                            "speaker": each.passage.speaker,
                            "before": each.passage.before,
                            "participant": each.passage.participant,
                            "interview": each.passage.interview,
                            "source": each.passage.source,
                            "transcript": each.passage.transcript,
                            "turn": each.passage.turn,
                            "segment": each.passage.id,
                        }
                        for each in one.quotations
                    ],
                }
                for one in self.codes
            ],
        }


def quote(study: Study, given: Given, wanted: Wanted) -> Quotes:
    """Choose quotations.

    Raises
    ------
    StudyError
        Nothing is coded yet, the code is not in the codebook, or nothing was confirmed for it.
    """
    return quoted(analysed(study, given), wanted)


def quoted(found: Analysed, wanted: Wanted) -> Quotes:
    """The same of passages that are read already."""
    codes = found.codebook.ids
    if wanted.code:
        code = found.codebook.find(wanted.code)
        if code is None:
            raise StudyError(f"{wanted.code!r} is not one code of the codebook: `coder codebook` lists them")
        codes = quotes.below(found.codebook, code)
    chosen = quotes.quoted(found.passages, found.codebook, codes, wanted.most, wanted.words, wanted.seed)
    if not chosen:
        raise StudyError(f"no passage is confirmed for {wanted.code or 'any code'}: there is nothing to quote. {found.said}")
    return Quotes(chosen, found.codebook, wanted, found.said)
