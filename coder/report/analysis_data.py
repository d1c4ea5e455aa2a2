"""Configurations, what stands together, the model, timelines -> plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from coder.analysis.configurations import Candidate, Configuration, Evidence, Link
from coder.analysis.explanatory import Model
from coder.analysis.timeline import Timeline
from coder.analysis.together import Companions


def version_data(one: Configuration, withdrawn: bool = False) -> dict[str, Any]:
    """A configuration as it is worded in one version."""
    return {
        "id": one.id,
        "version": one.version,
        "statement": one.statement,
        "strength": one.strength,
        "codes": {part.value: list(codes) for part, codes in one.codes.items()},
        "who": one.who,
        "why": one.why,
        "at": one.at,
        "withdrawn": withdrawn,
    }


def evidence_data(found: Sequence[Evidence], links: Sequence[Link]) -> dict[str, Any]:
    """Configurations with their counts and links."""
    return {
        "configurations": [
            {
                **version_data(one.configuration),
                "parts": {part.value: asdict(tally) for part, tally in one.parts.items()},
                "supports": asdict(one.supports),
                "counter_examples": asdict(one.counter),
                "people_with_all_parts": one.whole,
                "linked_but_gone": one.gone,
                "links": [asdict(link) for link in links if link.configuration == one.configuration.id],
            }
            for one in found
        ]
    }


def companions_data(found: Companions, said: str) -> dict[str, Any]:
    """Everything that stands together, with the passages."""
    return {"said": said, **asdict(found)}


def candidates_data(one: Configuration, found: Sequence[Candidate], said: str) -> dict[str, Any]:
    """Passages that might be linked to a configuration."""
    return {
        "said": said,
        "configuration": one.id,
        "candidates": [
            {
                "passage": each.passage.id,
                "transcript": each.passage.transcript,
                "participant": each.passage.participant,
                "turn": each.passage.turn,
                "codes": {part.value: list(codes) for part, codes in each.codes.items()},
                "with_neighbours": each.with_neighbours,
            }
            for each in found
        ],
    }


def model_data(found: Model, said: str, stages_from: str) -> dict[str, Any]:
    """The explanatory model with its counts."""
    return {"said": said, "stages_from": stages_from, **asdict(found)}


def timeline_data(found: Timeline, said: str) -> dict[str, Any]:
    """A timeline with the passages of every cell."""
    return {
        "said": said,
        "participant": found.participant,
        "situation": found.situation,
        "interviews": [asdict(step) for step in found.steps],
        "codes": [
            {"code": row.code, "label": row.label, "counts": list(row.counts), "passages": [list(of) for of in row.places]}
            for row in found.rows
        ],
    }
