"""A study -> pandas: its transcripts, segments, decisions, consensus, codes and questionnaire as DataFrames, for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from coder.analysis.passages import Passage
from coder.analysis.references import reference
from coder.errors import StudyError
from coder.steps.analysed import Analysed, Given, analysed, everything
from coder.steps.questionnaire import SURVEY, own_sheet, own_survey
from coder.steps.reading import known_transcripts
from coder.study import Study, codebooks
from coder.study.decided import decided


class OpenStudy:
    """A study, open for reading; nothing that is done with a DataFrame reaches the ledger.

    Each DataFrame is made when it is first asked for, and kept. `given` says whose codes: by default the workshop's consensus, or
    what most coders gave.

    Attributes
    ----------
    transcripts
        One row a file, by name: participant, interview, date, source, convention, turns, segments, words, warnings.
    segments
        One row a participant's segment, by its id, in reading order: reference, transcript, participant, interview, source, date,
        place, turn, speaker, source_id, text, before, words, looked_at, codes (the most specific), emergent, and a column for each
        group variable.
    consensus
        One row a segment, one column a code: True, False, or NA where it is not known (nobody looked, unsure, a tie). A category
        counts for its theme.
    decisions
        One row an act of a coder, as it was brought in: coder, segment, kind, code (as it is called now), code_then, note, version,
        export, at.
    codes
        One row a code, by its path: label, definition, family, parent, role, level.
    survey, survey_counts
        The questionnaire in the study's folder, survey.csv (.tsv, .xlsx): its rows as they are, and, with the design survey.yaml,
        n, percent, answered and skipped of every answer.
    said
        Whose codes these are, in a sentence.
    """

    def __init__(self, root: Path, given: Given) -> None:
        self._study = Study(root)
        self._given = given
        self._study.ledger().close()  # says at once where there is no study

    def __repr__(self) -> str:
        return f"coder.open({str(self._study.root)!r})"

    @cached_property
    def _analysed(self) -> Analysed:
        return analysed(self._study, self._given)

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        """The passages, without codes where nobody has decided anything yet."""
        ledger = self._study.ledger()
        nothing = not ledger.decisions()
        ledger.close()
        return everything(self._study) if nothing else self._analysed.passages

    @property
    def said(self) -> str:
        """Whose codes these are, in a sentence."""
        return self._analysed.said

    @cached_property
    def transcripts(self) -> pd.DataFrame:
        """One row a file."""
        ledger = self._study.ledger()
        known = known_transcripts(ledger)
        ledger.close()
        first: dict[str, Passage] = {}
        for passage in self._passages:
            first.setdefault(passage.transcript, passage)
        rows = [
            {
                "transcript": one.transcript.name,
                "participant": (of.participant if of and of.source == "interview" else one.transcript.participant) or None,
                "interview": of.interview if of else one.transcript.interview,
                "date": of.date if of else "",
                "source": of.source if of else None,
                "convention": one.transcript.convention,
                "turns": len(one.transcript.turns),
                "segments": len(one.segments),
                "words": sum(len(segment.text.split()) for segment in one.segments),
                "warnings": "; ".join(one.transcript.warnings),
            }
            for one in known
            for of in [first.get(one.transcript.name)]
        ]
        found = pd.DataFrame(rows).set_index("transcript") if rows else pd.DataFrame()
        return _typed(found)

    @cached_property
    def segments(self) -> pd.DataFrame:
        """One row a participant's segment."""
        book = self._study.codebook()
        rows = [
            {
                "segment": one.id,
                "reference": reference(one),
                "transcript": one.transcript,
                "participant": one.participant,
                "interview": one.interview,
                "source": one.source,
                "date": one.date,
                "place": one.place,
                "turn": one.turn,
                "speaker": one.speaker,
                "source_id": one.source_id,
                "text": one.text,
                "before": one.before,
                "words": one.words,
                "looked_at": one.codes is not None,
                "codes": tuple(code for code in book.ids if code in book.most_specific(set(one.codes or ()))),
                "emergent": "; ".join(one.emergent),
            }
            for one in self._passages
        ]
        if not rows:
            return pd.DataFrame()
        found = _typed(pd.DataFrame(rows).set_index("segment"))
        for name in _variables(self._passages):
            column = f"variable {name}" if name in found.columns else name
            found[column] = [one.variables.get(name) for one in self._passages]
        return found

    @cached_property
    def consensus(self) -> pd.DataFrame:
        """One row a segment, one column a code."""
        found = self._analysed
        rows = [[one.has(code) for code in found.codebook.ids] for one in found.passages]
        index = pd.Index([one.id for one in found.passages], name="segment")
        return pd.DataFrame(rows, index=index, columns=list(found.codebook.ids)).astype("boolean")

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """One row an act of a coder."""
        ledger = self._study.ledger()
        growth = codebooks.growth(ledger)
        rows = [
            {
                "coder": one.decision.coder,
                "segment": one.decision.segment,
                "kind": one.decision.kind.value,
                "code": growth.now(one.decision.code, one.version) if one.decision.code else None,
                "code_then": one.decision.code or None,
                "note": one.decision.note,
                "version": one.version,
                "export": one.export,
                "at": one.at,
            }
            for one in decided(ledger)
        ]
        ledger.close()
        columns = ["coder", "segment", "kind", "code", "code_then", "note", "version", "export", "at"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def codes(self) -> pd.DataFrame:
        """One row a code."""
        book = self._study.codebook()
        rows = [
            {
                "code": code.id,
                "label": code.label,
                "definition": code.definition,
                "family": code.family,
                "parent": code.parent,
                "role": book.roles.get(code.role, ""),
                "level": book.depth(code.id),
            }
            for code in book.codes
        ]
        return pd.DataFrame(rows).set_index("code")

    @cached_property
    def survey(self) -> pd.DataFrame:
        """One row a respondent, as the file has it."""
        sheet = own_sheet(self._study)
        if sheet is None:
            raise StudyError(f"{self._study.root}: there is no questionnaire here: put {SURVEY}.csv or {SURVEY}.xlsx there")
        return pd.DataFrame(list(sheet.rows), columns=list(sheet.columns))

    @cached_property
    def survey_counts(self) -> pd.DataFrame:
        """One row an answer of an item of a question."""
        found = own_survey(self._study)
        if found is None:
            raise StudyError(f"{self._study.root}: there is no questionnaire here: put {SURVEY}.csv and {SURVEY}.yaml there")
        rows = [
            (one.question.title, tally.item, answer, n, tally.percent(answer), tally.answered, tally.skipped)
            for one in found.questions
            for tally in one.tallies
            for answer, n in tally.counts.items()
        ]
        return pd.DataFrame(rows, columns=["question", "item", "answer", "n", "percent", "answered", "skipped"])


def open_study(root: Path, coder: str | None = None, *, blind: bool = False) -> OpenStudy:
    """Open a study.

    Raises
    ------
    StudyError
        The folder holds no study.
    """
    return OpenStudy(root, Given(coder, blind))


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers that may be missing, and dates as dates."""
    if "interview" in found.columns:
        found["interview"] = found["interview"].astype("Int64")
        found["date"] = pd.to_datetime(found["date"].replace("", None), format="%Y-%m-%d")
    return found


def _variables(passages: Sequence[Passage]) -> list[str]:
    return list(dict.fromkeys(name for one in passages for name in one.variables))
