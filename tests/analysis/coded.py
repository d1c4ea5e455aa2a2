"""Studies for tests of the analysis: passages made by hand, and the sample study with its two readers' codes, without a model."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from coder import codebook
from coder.analysis.passages import INTERVIEW, QUESTIONNAIRE, Passage
from coder.records import Decision, Kind
from coder.steps.progress import quiet
from coder.steps.reading import Answers, Reading
from coder.study import Export, Item, Study, export_id

AT = "2026-01-05T09:00:00Z"
BOOK = codebook.parse(
    """\
title: Gardens
families:
  - id: grow
    label: What grows
    codes:
      - id: fruit
        label: Fruit
        definition: Fruit is spoken of.
        codes:
          - {id: plum, label: Plum, role: C, definition: Plums are spoken of.}
          - {id: pear, label: Pear, role: M, definition: Pears are spoken of.}
      - {id: weeds, label: Weeds, definition: Weeds are spoken of.}
  - id: mood
    label: How it feels
    codes:
      - {id: joy, label: Joy, role: O, definition: The garden gives joy.}
""",
    "codebook.yaml",
)
FRUIT, PLUM, PEAR, WEEDS, JOY = BOOK.ids


def passage(
    number: int,
    who: str,
    interview: int | None,
    codes: Iterable[str] | None,
    text: str = "",
    *,
    refuted: Iterable[str] = (),
    unsure: Iterable[str] = (),
    emergent: tuple[str, ...] = (),
    date: str = "",
    before: str = "And then?",
) -> Passage:
    """A passage; of an interview, or where there is no interview's number, of a questionnaire. Its codes carry their themes."""
    table = interview is None
    return Passage(
        id=f"S-{number:03}",
        transcript="answers.csv" if table else f"{who}-{interview}.docx",
        participant=who,
        interview=interview,
        source=QUESTIONNAIRE if table else INTERVIEW,
        date=date,
        variables={},
        place=number,
        turn=2 * number,
        speaker=who,
        source_id=who if table else "",
        text=text or f"Words of {who}, number {number}.",
        before=before,
        after="",
        codes=None if codes is None else frozenset(BOOK.with_ancestors(set(codes))),
        refuted=frozenset(refuted),
        unsure=frozenset(unsure),
        emergent=emergent,
        unknown=frozenset(unsure),
    )


def read(folder: Path, answers: str = "") -> Study:
    """A study of the folder's codebook and transcripts, read and ready to be coded; `answers` is a table with columns id and text."""
    study = Study(folder)
    ledger = study.ledger()
    list(Reading(study, ledger, [study.transcripts], None, AT).each(quiet))
    if answers:
        (folder / "answers.csv").write_text(answers, encoding="utf-8")
        list(Reading(study, ledger, [folder / "answers.csv"], Answers("text", "id"), AT).each(quiet))
    book = study.codebook()
    ledger.finish_tagging(ledger.begin_tagging("M-none", "none", {}, (book.version, book.sha256), AT), AT)
    ledger.close()
    return study


def sample_study(root: Path, folder: Path, answers: str = "") -> Study:
    """The repository's own study, coded by its two readers as `tests/data` keeps it; it is read once, and each test has its copy."""
    shutil.copytree(_sample(root, answers).name, folder, dirs_exist_ok=True)
    return Study(folder)


@cache
def _sample(root: Path, answers: str) -> tempfile.TemporaryDirectory[str]:
    kept = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    folder = Path(kept.name)
    shutil.copy(root / "codebook.yaml", folder)
    shutil.copytree(root / "transcripts", folder / "transcripts")
    study = read(folder, answers)
    for coder in ("anna", "ben"):
        with (root / "tests" / "data" / f"{coder}.csv").open(encoding="utf-8", newline="") as stream:
            given = {row["segment_id"]: set(filter(None, row["codes"].split(";"))) for row in csv.DictReader(stream)}
        decide(study, coder, given)
    return kept


def decide(study: Study, coder: str, given: dict[str, set[str]], others: Iterable[Decision] = ()) -> None:
    """Let a coder give exactly these codes to these passages, and say what else they say."""
    ledger = study.ledger()
    items = tuple(Item(f"S-{place:07}", segment.id, ()) for place, segment in enumerate(ledger.segments()))
    export = Export(
        export_id(ledger.study, coder, AT, len(ledger.exports())), coder, "xlsx", 1, study.codebook().version, AT, items
    )
    ledger.add_export(export)
    decisions = []
    for item in items:
        if item.segment in given:
            decisions += [Decision(coder, item.segment, Kind.ADD, code) for code in sorted(given[item.segment])]
            decisions.append(Decision(coder, item.segment, Kind.LOOKED))
    ledger.add_import(export.id, "made", f"{coder}{export.id}", b"", [*decisions, *others], AT)
    ledger.close()
