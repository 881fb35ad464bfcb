"""The graph as the window takes it: every node with its notation, its history and its place in the text."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Variable
from explorer.core.graph import applies
from explorer.core.lineage import origins
from explorer.core.notation.plain import beginnings
from explorer.document.brief import brief
from explorer.document.cost import cost, cost_text
from explorer.document.reading import span_of
from explorer.document.snapshot import Edge, FrameStatistics, GraphView, Node
from explorer.drawing.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import networkx as nx

    from explorer.core.expr import Apply, Expression
    from explorer.core.origin import Origin
    from explorer.core.types import Dimension
    from explorer.document.snapshot import Provenance
    from explorer.document.work import Work
    from explorer.drawing.picture import Box, Picture

Bodies = dict[tuple[tuple[int, str], ...], GraphView]  # by their nodes and labels
LONGEST_EXPRESSION = 240
LONGEST_HISTORY = 12
BODY_SECONDS = 0.5  # of laying out the body of one loop


def graph_view(work: Work) -> GraphView:
    """All frames of the derivation in one layout."""
    note = work.picture.note
    if not work.whole:
        note = f"{len(work.steps)} steps: only before and after are laid out" + (f"; {note}" if note else "")
    return as_view(work, work.graph, work.picture, work.frames, note)


def as_view(
    work: Work, graph: nx.MultiDiGraph, picture: Picture, frames: Sequence[Sequence[Expression]], note: str
) -> GraphView:
    """A graph that has been laid out, with all that is known of its nodes."""
    costs: dict[Apply, Dimension] = {}
    view = _view(picture, graph, work, {})
    return replace(view, statistics=tuple(_statistics(frame, costs) for frame in frames), note=note)


def _view(picture: Picture, graph: nx.MultiDiGraph, work: Work, bodies: Bodies) -> GraphView:
    """A picture of a graph, with all that is known of its nodes; bodies of loops that are known are not drawn again."""
    edges = tuple(
        Edge(
            source=arrow.source,
            target=arrow.target,
            points=arrow.points,
            sweep=arrow.sweep,
            reused=arrow.reused,
            cut=arrow.cut,
            frames=arrow.frames,
            operand=arrow.operand,
        )
        for arrow in picture.arrows
    )
    expressions = dict(graph.nodes(data="expression"))
    texts = beginnings(list(expressions.values()), LONGEST_EXPRESSION)
    return GraphView(
        nodes=tuple(_node(box, graph.nodes[box.id], texts[expressions[box.id]], work, bodies) for box in picture.boxes),
        edges=edges,
        width=picture.width,
        height=picture.height,
        frames=picture.frames,
        statistics=(),
        layout=picture.layout,
        note=picture.note,
    )


def _body(graph: nx.MultiDiGraph | None, work: Work, bodies: Bodies) -> GraphView | None:
    """One turn of a loop, laid out by itself. Most rewrites leave the bodies of loops as they are."""
    if graph is None:
        return None
    key = tuple(graph.nodes(data="label"))
    if key not in bodies:
        bodies[key] = _view(lay_out(graph, BODY_SECONDS), graph, work, bodies)
    return bodies[key]


def _node(box: Box, attributes: Mapping[str, Any], text: str, work: Work, bodies: Bodies) -> Node:
    expression: Expression = attributes["expression"]
    origin, made_by = expression.origin, expression.owner
    span = origin.span if origin is not None else None
    if span is None:
        written = work.script.spans.get(expression)
        span = written.as_tuple() if written is not None else None
    return Node(
        id=box.id,
        label=box.label,
        detail=box.detail,
        symbol=box.symbol,
        kind=box.kind,
        sweep=box.sweep,
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        frames=box.frames,
        operation=box.operation,
        type=box.type,
        expression=text,
        origin=tuple(_history(expression)),
        name=box.name,
        span=span_of(span),
        output=box.output,
        tag=box.tag,
        provenance=_provenance(expression.origin),
        body=_body(attributes["inner"], work, bodies),
        card="" if made_by is None else made_by.op.name,
        flops="" if made_by is None else cost_text(cost(made_by)),
    )


def _provenance(origin: Origin | None) -> Provenance:
    """Who made it. What has no origin was there before all derivatives and rewrites: inputs and constants."""
    if origin is None:
        return "written"
    return "rewritten" if origin.rewritten or origin.sweep == "rewrite" else origin.sweep


def _history(expression: Expression) -> Iterator[str]:
    """Where an expression comes from, the newest first: the rewrites, then the derivative rule, then the script."""
    if isinstance(expression, Variable):
        yield "an input"
        return
    for origin in islice(origins(expression), LONGEST_HISTORY):
        if origin.rewritten or (origin.of and origin.sweep != "written"):
            yield _event(origin)
        last = origin.of[0] if origin.of else None
        if last is None:
            yield "written" + (f" in line {origin.span[0]}" if origin.span else "")
        elif isinstance(last, Variable):
            yield "an input"


def _event(origin: Origin) -> str:
    source = brief(origin.of[0]) if origin.of else ""
    if origin.rewritten:
        return f"{origin.rule}: {source}" if source else origin.rule
    match origin.rule:
        case "seed":
            return f"the derivative of {source} by itself"
        case "sum of paths":
            return f"the sum over all paths from {source}"
    return f"derivative of {source}"


def size_and_cost(expression: Expression) -> tuple[int, str]:
    """How many nodes the graph of an expression has, and its cost in words."""
    statistics = _statistics([expression], {})
    return statistics.nodes, statistics.flops


def _statistics(outputs: Sequence[Expression], costs: dict[Apply, Dimension]) -> FrameStatistics:
    depth: dict[Apply, int] = {}
    total: Dimension = 0
    order = applies(outputs)
    for node in order:
        depth[node] = 1 + max((depth[x.owner] for x in node.inputs if x.owner is not None), default=0)
        if node not in costs:
            costs[node] = cost(node)
        total = total + costs[node]
    inputs = {x for node in order for x in node.inputs if isinstance(x, Variable)}
    inputs.update(x for x in outputs if isinstance(x, Variable))
    return FrameStatistics(len(order) + len(inputs), max(depth.values(), default=0), cost_text(total))
