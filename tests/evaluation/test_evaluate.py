"""`coder evaluate` on a few of the coded people: screen, JSON and page; figures of people not learned from alone."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coder import report
from coder.agreement import Figure
from coder.cli import main
from coder.report.agreement_document import Passages
from coder.report.evaluation_record import Band, Evaluated, short
from coder.steps import evaluating
from coder.steps.progress import quiet
from coder.study import Study

AT = "2026-01-02T03:04:05Z"
COUNTED = ("precision", "recall", "f1", "average_precision", "kappa", "always_yes_f1", "frequency_f1")


def some_rows(root: Path, study: Path, people: int) -> None:
    """Give the study a part of the coded tables."""
    (study / "models" / "training").mkdir(parents=True)
    with (root / "models" / "training" / "segments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [name for name, _ in Counter(row["participant"] for row in rows).most_common(people)]
    with (study / "models" / "training" / "some.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows([row for row in rows if row["participant"] in names][::5])


@pytest.fixture(scope="module")
def study(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("coded")
    (folder / "codebook.yaml").write_bytes((root / "codebook.yaml").read_bytes())
    some_rows(root, folder, 4)
    return Study(folder)


@pytest.fixture(scope="module")
def found(study: Study) -> Evaluated:
    return evaluating.evaluate(study, 0, quiet)


@pytest.fixture(scope="module")
def data(found: Evaluated) -> dict[str, Any]:
    """The JSON as it would be read again."""
    return dict(json.loads(json.dumps(evaluating.data(found, AT), allow_nan=False)))


def test_every_code_has_its_figures_baselines_and_bands(data: dict[str, Any]) -> None:
    """Each with an interval around it, or with the reason why there is none."""
    crossed = data["cross_validation"]
    assert not crossed["own"]
    assert crossed["people"] == 4
    figures = {(one["name"], one["code"]): one for one in crossed["figures"]}
    for code in data["codes"]:
        for name in (*COUNTED, "brier", "calibration_error"):
            one = figures[name, code]
            assert one["value"] is not None or one["reason"], (name, code)
            if one["low"] is not None:
                assert one["low"] <= one["value"] <= one["high"]
    for one in crossed["counts"]:
        if one["positives"]:
            assert 0 < figures["always_yes_f1", one["code"]]["value"] <= 1
    for one in crossed["bands"]:
        assert one["share_suggested"] + one["share_unsure"] + one["share_absent"] == pytest.approx(1)
        assert one["absent_below"] <= one["suggest_from"]
    steps = [one["passages"] for one in crossed["learning_curve"]]
    assert steps == sorted(steps)
    assert steps[0] == 0


def test_every_key_and_figure_is_documented(root: Path, data: dict[str, Any]) -> None:
    """And no key is documented that does not occur."""
    page = (root / "docs" / "evaluation-json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    free = {"labels", "parents", "versions"}
    keys, names = set(), set()

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
            names.update({value["name"]} if "reason" in value else set())
            for key, inner in value.items():
                if key not in free:
                    gather(inner)
        elif isinstance(value, list):
            for inner in value:
                gather(inner)

    gather(data)
    assert (keys | names) - named == set()
    blind = {"round", "model", "tagged_at", "drawn", "of", "left_out", "unscored", "tests", "cohen", "conger"}
    assert named - keys - names - blind - {"null", "false", "missed"} == set()


def test_the_page_shows_the_same_and_needs_nothing_else(found: Evaluated, data: dict[str, Any]) -> None:
    """Self-contained; pictures with words and a table; the passages in it as text, or not at all."""
    document = report.evaluation_document(found, AT, passages=True)
    page = report.document_page(document)
    assert "<script" not in page
    assert "//" not in re.sub(r"data:[^\"]*", "", page)
    assert all(re.findall(r'<img [^>]*alt="([^"]+)"', page))
    assert len(re.findall("<img ", page)) >= 4
    defined = [one for one in data["cross_validation"]["figures"] if one["name"] == "f1" and one["value"] is not None]
    assert defined
    assert all(f"<td>{one['value']:.2f}<" in page for one in defined)
    said = [one for section in document.sections for b in section.blocks if isinstance(b, Passages) for one in b.passages]
    assert said
    assert all(one.words and re.match(r"some\.csv: line \d+", one.place) for one in said)
    without = report.evaluation_document(found, AT, passages=False)
    assert not any(one.words for s in without.sections for b in s.blocks if isinstance(b, Passages) for one in b.passages)
    assert said[0].words[:30] not in json.dumps(data)


def test_the_screen_tells_what_was_tested_and_bad_names_are_refused(
    study: Study, found: Evaluated, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing coded is said plainly; one person alone has no figures; a page must end in .html."""
    run = CliRunner().invoke
    (tmp_path / "codebook.yaml").write_bytes((root / "codebook.yaml").read_bytes())
    words = ["evaluate", "--study", str(tmp_path)]
    assert "nothing is coded yet" in run(main, words).output
    some_rows(root, tmp_path, 1)
    alone = run(main, words)
    assert alone.exit_code == 0, alone.output
    assert "No cross-validation: there are not two people" in alone.output
    assert "F1" not in alone.output, "one person's figures would be of what was learned from"
    assert run(main, [*words, "--html", "page.pdf"]).exit_code == 2
    monkeypatch.setattr(evaluating, "evaluate", lambda *_: found)
    done = run(main, ["evaluate", "--study", str(study.root), "--html", str(tmp_path / "page.html")])
    assert done.exit_code == 0, done.output
    assert "each by a model that saw nothing of its speaker" in done.output
    assert "only honest test of a model in use is a blind sample" in done.output


@pytest.fixture
def page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a window of its own."""
    contexts = []

    def opened(path: Path, **given: Any) -> Any:
        contexts.append(chromium.new_context(**given))
        found = contexts[-1].new_page()
        found.goto(path.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()


def test_no_barrier_that_a_program_can_find(found: Evaluated, tmp_path: Path, page: Callable[..., Any]) -> None:
    """In light and dark; nothing but tables scrolls sideways; every picture can be drawn."""
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "page.html"
    evaluating.write(found, path, AT, passages=True)
    for scheme in ("light", "dark"):
        shown = page(path, color_scheme=scheme, viewport={"width": 420, "height": 800})
        assert [one["id"] for one in Axe().run(shown).response["violations"]] == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= 420
        assert shown.evaluate("[...document.images].every(image => image.naturalWidth > 0)")


@pytest.mark.parametrize(
    ("right", "high", "expected", "said"),
    [
        (0.5, 0.6, 0.3, ""),
        (0.41, 0.6, 0.45, "suggests at 0.41, the best it reached"),
        (0.07, 0.26, 0.45, "reached 0.07 of the wanted 0.50 on people not learned from"),
        (0.41, 0.6, 0.55, "reached 0.41 of the wanted 0.50 on people not learned from"),
        (None, None, None, ""),
    ],
)
def test_a_code_that_is_not_right_as_often_as_wanted_says_so(
    right: float | None, high: float | None, expected: float | None, said: str
) -> None:
    """Whether no score promised it, or the promise was not kept."""
    figure = Figure("precision", right, None if high is None else 0.0, high, 10, 5)
    band = Band("a", 0.3, 0.1, 0.2, 0.2, 0.6, figure, figure, expected)
    assert short(band, 0.5) == said
    assert short(band, 0.0) == ""
