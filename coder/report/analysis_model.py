"""An explanatory model -> its picture, its tables, what it shows in words, and its source for Graphviz."""

from __future__ import annotations

from itertools import groupby, pairwise

from coder.analysis.configurations import Part
from coder.analysis.explanatory import Model
from coder.report.picture_graph import Box, Graph
from coder.report.sections import Section, Table, figure

MOST_LINES = 24
"""Lines that a picture can bear."""

NOT_FOUND = (
    "The order of the columns is the researchers' model, not a finding: a line only says that two codes stand in one passage, or "
    "in two neighbouring ones."
)
_COLOURS = {Part.CONTEXT.value: 0, Part.MECHANISM.value: 2, Part.OUTCOME.value: 1, "": 6}
"""Places in the palette of pictures."""


def least_drawn(model: Model) -> int:
    """The smallest number of passages that a line must stand for, so that no more lines are drawn than a picture can bear."""
    counts = [edge.count for edge in model.edges]
    least = 1
    while sum(count >= least for count in counts) > MOST_LINES:
        least += 1
    return least


def graph(model: Model, least: int) -> Graph:
    """The model as boxes and lines; pairs with fewer than `least` passages have no line."""
    places = {node.code: number for number, node in enumerate(model.nodes)}
    split = {stage for stage in range(len(model.stages)) if len({n.theme for n in model.nodes if n.stage == stage}) > 1}
    boxes = tuple(
        Box(
            node.label,
            " · ".join(filter(None, (node.part, _counted(node.passages, node.people)))),
            node.stage,
            node.theme if node.stage in split else "",
            _COLOURS[node.part],
        )
        for node in model.nodes
    )
    lines = tuple(
        (places[edge.first], places[edge.second], float(edge.count), f"{edge.count}")
        for edge in model.edges
        if edge.count >= least
    )
    parts = [part.value for part in Part if any(node.part == part.value for node in model.nodes)]
    return Graph(tuple(stage.label for stage in model.stages), boxes, lines, tuple((_COLOURS[part], part) for part in parts))


def _counted(passages: int, people: int) -> str:
    return f"{passages} passage{'s' * (passages != 1)}, {people} {'person' if people == 1 else 'people'}"


def alt(model: Model, least: int) -> str:
    """What the picture shows, for those who do not see it."""
    stages = ", then ".join(
        f"{stage.label} ({'; '.join(f'{n.label} {n.passages}' for n in model.nodes if n.stage == number)})"
        for number, stage in enumerate(model.stages)
    )
    labels = {node.code: node.label for node in model.nodes}
    drawn = [edge for edge in model.edges if edge.count >= least]
    lines = "; ".join(f"{labels[edge.first]} and {labels[edge.second]} {edge.count}" for edge in drawn[:5])
    joined = f" Lines join {len(drawn)} pairs; the most: {lines}." if drawn else " No two codes are joined."
    return f"Codes in columns with their numbers of passages: {stages}.{joined}"


def edges_table(model: Model) -> Table:
    """Each two codes that stand together."""
    labels = {node.code: node.label for node in model.nodes}
    rows = tuple((f"{labels[e.first]} – {labels[e.second]}", e.same, e.beside, e.count, e.people) for e in model.edges)
    return Table("Codes that stand together", ("Codes", "In one passage", "In neighbouring passages", "Both", "People"), rows)


def nodes_table(model: Model) -> Table:
    """The codes of the model, by stage."""
    rows = tuple((n.label, model.stages[n.stage].label, n.theme or "–", n.part or "–", n.passages, n.people) for n in model.nodes)
    return Table(
        "Codes of the model",
        ("Code", "Stage", "Theme", "Part", "Passages", "People"),
        rows,
        f"{model.looked:,} passages looked at.",
    )


def model_section(model: Model, said: str, stages_from: str, least: int | None = None) -> Section:
    """The picture with its tables."""
    least = least or least_drawn(model)
    caption = f"Explanatory model. Lines: {least} or more passages." if least > 1 else "Explanatory model."
    picture = figure(graph(model, least), caption, alt(model, least))
    return Section(
        "Explanatory model", (said, f"Columns: {stages_from}. {NOT_FOUND}", picture, nodes_table(model), edges_table(model))
    )


def dot(model: Model, least: int) -> str:
    """The model as a source for Graphviz: codes in a cluster for each stage (and theme), lines with their counts."""
    names = {node.code: f"n{number}" for number, node in enumerate(model.nodes)}
    out = ["graph model {", "  rankdir=LR; splines=true; nodesep=0.25; ranksep=1.4;"]
    out += ['  node [shape=box, style="rounded", fontname="Helvetica"];', '  edge [color="#667080", fontsize=9];']
    for number, stage in enumerate(model.stages):
        out.append(f"  subgraph cluster_{number} {{ label={_quoted(stage.label)};")
        nodes = [node for node in model.nodes if node.stage == number]
        for place, (theme, members) in enumerate(groupby(nodes, key=lambda node: node.theme)):
            out.append(f"    subgraph cluster_{number}_{place} {{ label={_quoted(theme)}; color=gray;")
            for node in members:
                words = "\n".join(filter(None, (node.label, node.part, _counted(node.passages, node.people))))
                out.append(f"      {names[node.code]} [label={_quoted(words)}];")
            out.append("    }")
        out.append("  }")
    first = [next((names[n.code] for n in model.nodes if n.stage == number), "") for number in range(len(model.stages))]
    out += [f"  {a} -- {b} [style=invis];" for a, b in pairwise(first)]
    heaviest = max((edge.count for edge in model.edges), default=1)
    for edge in model.edges:
        if edge.count >= least:
            width = f"{0.7 + 4.3 * edge.count / heaviest:.2f}"
            out.append(f'  {names[edge.first]} -- {names[edge.second]} [label="{edge.count}", penwidth={width}];')
    return "\n".join([*out, "}", ""])


def _quoted(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'
