"""The explanatory model: counts by hand, a picture that is the same on every run, a source for Graphviz."""

from __future__ import annotations

import re

import pytest
from coded import BOOK, JOY, PEAR, PLUM, WEEDS
from orchard import PASSAGES

from coder.analysis.explanatory import Stage, model, stages_by_part
from coder.report import pictures
from coder.report.analysis_model import alt, dot, edges_table, graph, least_drawn, model_section, nodes_table
from coder.report.sections import Figure, html

STAGES = (Stage("Before", (PLUM, WEEDS)), Stage("After", (PEAR, JOY)))


def test_nodes_and_edges_are_what_a_hand_counts() -> None:
    """Passages and people of each code; each two in one passage, and in neighbours that only together hold them."""
    found = model(PASSAGES, BOOK, STAGES)
    assert [(n.code, n.stage, n.theme, n.part, n.passages, n.people) for n in found.nodes] == [
        (PLUM, 0, "Fruit", "context", 5, 3),
        (WEEDS, 0, "", "", 0, 0),
        (PEAR, 1, "Fruit", "mechanism", 5, 3),
        (JOY, 1, "", "outcome", 3, 2),
    ]
    assert [(e.first, e.second, e.same, e.beside, e.people) for e in found.edges] == [
        (PLUM, PEAR, 1, 3, 2),
        (PLUM, JOY, 1, 1, 2),
        (PEAR, JOY, 1, 1, 2),
    ]
    assert found.looked == 11


def test_stages_by_the_roles_of_codes() -> None:
    """Where nothing else is said, contexts come before mechanisms and these before outcomes."""
    assert stages_by_part(BOOK) == (Stage("Contexts", (PLUM,)), Stage("Mechanisms", (PEAR,)), Stage("Outcomes", (JOY,)))


def test_tables_hold_the_same_numbers() -> None:
    """Codes of the model, and pairs."""
    found = model(PASSAGES, BOOK, STAGES)
    assert nodes_table(found).rows[0] == ("Plum", "Before", "Fruit", "context", 5, 3)
    assert edges_table(found).rows[0] == ("Plum – Pear", 1, 3, 4, 2)


def test_the_picture_is_the_same_on_every_run_and_says_what_it_shows() -> None:
    """Byte by byte; labels and counts stand in it; what it shows is told in words."""
    found = model(PASSAGES, BOOK, STAGES)
    plot = graph(found, 1)
    assert pictures.png(plot) == pictures.png(plot)
    first = pictures.svg(plot, alt(found, 1))[0]
    assert first == pictures.svg(plot, alt(found, 1))[0]
    words = first.decode()
    for text in ("Before", "After", "Plum", "context · 5 passages, 3 people"):
        assert text in words
    assert "<title>Codes in columns" in words
    assert "Plum and Pear 4" in alt(found, 1)


def test_rare_pairs_have_no_line() -> None:
    """By default so many lines as can be told apart; the table keeps them all."""
    found = model(PASSAGES, BOOK, STAGES)
    assert least_drawn(found) == 1
    assert len(graph(found, 3).lines) == 1
    assert len(edges_table(found).rows) == 3


@pytest.mark.parametrize("least", [1, 3])
def test_the_source_for_graphviz_holds_the_same_graph(least: int) -> None:
    """A node for each code, a line for each pair that is drawn, quotes escaped; braces balance."""
    found = model(PASSAGES, BOOK, (Stage('The "first"', (PLUM,)), Stage("After", (PEAR, JOY))))
    source = dot(found, least)
    assert len(re.findall(r"^ +n\d+ \[label=", source, re.MULTILINE)) == 3
    assert len(re.findall(r" -- .*\[label=", source)) == (3 if least == 1 else 1)
    assert 'label="The \\"first\\"";' in source
    assert source.count("{") == source.count("}")


def test_a_model_without_a_single_code_can_be_shown() -> None:
    """Nothing coded of it: boxes with noughts, no lines."""
    found = model(PASSAGES[1:2], BOOK, (Stage("Only", (PLUM,)),))
    (_, _, picture, *_) = model_section(found, "Codes: anna's decisions.", "roles").parts
    assert isinstance(picture, Figure)
    assert picture.alt.endswith("No two codes are joined.")
    assert "Only" in html([model_section(found, "said", "roles")], "Model")
