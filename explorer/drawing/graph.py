"""The networkx graph of expressions: of one frame, or of all frames of a derivation as a union.

A node for each variable, each operation and each constant that is too large for a label. Node attributes:
``expression``, ``label``, ``detail``, ``symbol``, ``kind``, ``sweep``, ``operation``, ``type``, ``name``, ``tag``,
``frames``, ``output``, ``slot`` and ``lineage`` (see `explorer.drawing.places`), ``inner`` (the graph of a loop's
body). Edge attributes: ``operand``, ``sweep``, ``reused``, ``frames``. The graph itself knows
``frames``, their number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.expr import Apply, Constant, Variable
from explorer.core.graph import applies
from explorer.core.origin import derivation_of
from explorer.drawing.labels import NO_NAMES, Names, detail, label, name_of, short_name, value_text
from explorer.drawing.loops import body, roles
from explorer.drawing.numbering import Numbering, node_of
from explorer.drawing.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

    from explorer.core.expr import Expression
    from explorer.drawing.picture import Frames, Kind, Sweep

_TAGS = {
    "gradient": "∇ {}",
    "jacobian": "J {}",
    "hessian": "H {}",
    "rop": "R-op {}",
    "lop": "L-op {}",
    "hessian-vector": "H {} · v",
}
_LONGEST_TAG = 24


def graph_of(
    outputs: Sequence[Expression],
    numbers: Numbering | None = None,
    tags: Sequence[str] = (),
    names: Names = NO_NAMES,
) -> nx.MultiDiGraph:
    """The graph of one or several expressions: inputs first, then operations in the order of their computation.

    Args:
        outputs: the expressions.
        numbers: gives the node ids; keep it to get the same ids again.
        tags: what the outputs are called in the picture; else ``∇ loss`` for a derivative, or an output's name.
        names: what expressions are called in the script, where they do not carry their names themselves.
    """
    return graph_of_frames([outputs], numbers, tags=tags, names=names)


def graph_of_frames(
    frames: Sequence[Sequence[Expression]],
    numbers: Numbering | None = None,
    replaced: Iterable[tuple[Expression, Expression]] = (),
    tags: Sequence[str] = (),
    names: Names = NO_NAMES,
) -> nx.MultiDiGraph:
    """The union of the graphs of all frames of a derivation; nodes and edges know in which they are present.

    Args:
        frames: the expressions of each frame.
        numbers: gives the node ids; keep it to get the same ids again.
        replaced: for each step, from frame k to k + 1, what was replaced and what replaced it.
        tags: what the outputs are called in the picture; else as in the first frame that knows.
        names: what expressions are called in the script, where they do not carry their names themselves.
    """
    import networkx as nx  # noqa: PLC0415 - slow, and not needed before there is a graph

    numbers = numbers or Numbering()
    graph = nx.MultiDiGraph(frames=len(frames))
    presence: dict[int, list[int]] = {}
    sweeps = _Sweeps(numbers)
    order: list[tuple[int, Expression | Apply, Expression]] = []
    for frame, outputs in enumerate(frames):
        for node, results in _nodes(outputs):
            id = numbers.of_node(node)
            if id not in presence:
                presence[id] = []
                order.append((id, node, results[0]))
                sweeps.see(id, node, results)
            presence[id].append(frame)
    present = {id: intervals(seen) for id, seen in presence.items()}
    operations = {id: node.op.name for id, node, _ in order if isinstance(node, Apply)}
    places = Places(frames, replaced, present, operations, numbers)
    for id, node, result in sorted(order, key=lambda item: isinstance(item[1], Apply)):
        graph.add_node(
            id,
            **_attributes(node, result, numbers, names),
            frames=present[id],
            sweep=sweeps.of[places.lineage[id]],  # what is rebuilt belongs where it belonged at first
            slot=places.slot[id],
            lineage=places.lineage[id],
        )
    _mark_outputs(graph, frames, numbers, tags, names)
    _add_edges(graph, order, numbers)
    return graph


def intervals(frames: Sequence[int]) -> Frames:
    """Ascending frame numbers as closed intervals: 0, 1, 2, 5 → (0, 2), (5, 5)."""
    found: list[tuple[int, int]] = []
    for frame in frames:
        if found and found[-1][1] == frame - 1:
            found[-1] = (found[-1][0], frame)
        else:
            found.append((frame, frame))
    return tuple(found)


def _nodes(outputs: Sequence[Expression]) -> Iterable[tuple[Expression | Apply, Sequence[Expression]]]:
    """The nodes below ``outputs``, operands before their users, each once, with the results that are used."""
    used: dict[Expression | Apply, list[Expression]] = {}
    operations = applies(outputs)
    for x in [*(x for node in operations for x in node.inputs), *outputs]:
        used.setdefault(node_of(x), []).append(x)
    for node, results in used.items():
        if isinstance(node, Variable) or (isinstance(node, Constant) and (value_text(node) is None or node in outputs)):
            yield node, results
    for node in operations:
        yield node, used[node]


class _Sweeps:
    """Which sweep a node belongs to: the reverse one where it came from reverse differentiation, also by rewriting."""

    def __init__(self, numbers: Numbering) -> None:
        self.of: dict[int, Sweep] = {}
        self._numbers = numbers

    def see(self, id: int, node: Expression | Apply, results: Sequence[Expression]) -> None:
        self.of[id] = "reverse" if isinstance(node, Apply) and self._reverse(node, results) else "forward"

    def _reverse(self, node: Apply, results: Sequence[Expression]) -> bool:
        origins = [result.origin for result in results if result.origin is not None]
        if any(origin.sweep == "reverse" for origin in origins):
            return True
        rewritten = [origin for origin in origins if origin.sweep == "rewrite"]
        if not rewritten:
            return False
        # What replaces a node of the reverse sweep, or reads one, belongs there too.
        before = [x for origin in rewritten for x in origin.of]
        return any(self.of.get(self._numbers.of(x)) == "reverse" for x in (*before, *node.inputs))


def _attributes(node: Expression | Apply, expression: Expression, numbers: Numbering, names: Names) -> dict[str, Any]:
    """``expression`` is the node itself, or the first of an operation's results that is used."""
    name = name_of(expression, names)
    common = {
        "expression": expression,
        "detail": detail(expression.type),
        "type": str(expression.type),
        "name": name,
        "tag": "",
        "output": False,
        "inner": None,
    }
    if isinstance(node, Apply):
        kind: Kind = node.op.family  # type: ignore[assignment]  # the families are the kinds; a test compares them
        inner = body(node)
        return {
            **common,
            "label": label(node, names),
            "symbol": node.op.symbol or node.op.name[:3],
            "kind": kind,
            "operation": node.op.title,
            "inner": None if inner is None else _inner(node, inner, numbers, names),
        }
    if isinstance(node, Constant):
        shown = value_text(node) or "array"
        return {**common, "label": name or shown, "symbol": "#", "kind": "constant", "operation": "constant"}
    return {**common, "label": short_name(name) or "?", "symbol": "", "kind": "input", "operation": "input"}


def _inner(node: Apply, results: Sequence[Expression], numbers: Numbering, names: Names) -> nx.MultiDiGraph:
    """The graph of a loop's body, in which nameless variables are called after what they stand for."""
    graph = graph_of(results, numbers, names=names)
    for variable, called in roles(node, names).items():
        id = numbers.of(variable)
        if id in graph:
            graph.nodes[id]["label"] = short_name(called)
    return graph


def _mark_outputs(
    graph: nx.MultiDiGraph,
    frames: Sequence[Sequence[Expression]],
    numbers: Numbering,
    tags: Sequence[str],
    names: Names,
) -> None:
    called = dict(enumerate(tags))
    for outputs in frames:
        for place, x in enumerate(outputs):
            called[place] = called.get(place) or _tag(x, names)
            attributes = graph.nodes[numbers.of(x)]
            attributes["output"] = True
            attributes["tag"] = attributes["tag"] or called[place]


def _tag(x: Expression, names: Names) -> str:
    """What an output is called: ``∇ loss``, or its name."""
    derivation = derivation_of(x)
    of = name_of(derivation.of, names) if derivation is not None else ""
    if derivation is not None and derivation.kind in _TAGS and of:
        return _TAGS[derivation.kind].format(short_name(of))
    return "" if isinstance(x, Variable) else name_of(x, names)[:_LONGEST_TAG]


def _add_edges(
    graph: nx.MultiDiGraph, order: Sequence[tuple[int, Expression | Apply, Expression]], numbers: Numbering
) -> None:
    forward_use: set[int] = set()
    edges: list[tuple[int, int, int]] = []
    for id, node, _ in order:
        if not isinstance(node, Apply):
            continue
        for operand, x in enumerate(node.inputs):
            source = numbers.of(x)
            if source in graph:
                edges.append((source, id, operand))
                if graph.nodes[id]["sweep"] == "forward":
                    forward_use.add(source)
    for source, target, operand in edges:
        start, end = graph.nodes[source], graph.nodes[target]
        back = end["sweep"] == "reverse"
        computed_or_shared = start["operation"] not in ("input", "constant") or source in forward_use
        graph.add_edge(
            source,
            target,
            key=operand,
            operand=operand,
            sweep="reverse" if back or start["sweep"] == "reverse" else "forward",
            reused=back and start["sweep"] == "forward" and computed_or_shared,
            frames=end["frames"],
        )
