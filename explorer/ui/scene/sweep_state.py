"""How far a sweep has come: what each node shows, and what is not known yet and so is not shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.ui.words import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from explorer.document.snapshot import PathView, SweepView, TraceLine

Link = tuple[int, int, int]  # node ids of a value and of its use, and which operand it is there


@dataclass(frozen=True, slots=True)
class NodeState:
    """What a node shows; an empty text stands for what is not known, which is another thing than nought."""

    value: str = ""
    derivative: str = ""  # its tangent, or its cotangent as far as it has come together
    whole: bool = True  # nothing more will be added to the cotangent


@dataclass(frozen=True, slots=True)
class SweepState:
    """A picture of a sweep that has come to a line.

    Attributes:
        nodes: by node id; what is not in it shows nothing.
        current: the nodes that the last line is about.
        passed: the edges over which a tangent or a cotangent has gone.
        now: those of the last line, each with what stands at it.
        back: whether it goes against the arrows.
    """

    nodes: dict[int, NodeState] = field(default_factory=dict)
    current: frozenset[int] = frozenset()
    passed: frozenset[Link] = frozenset()
    now: dict[Link, str] = field(default_factory=dict)
    back: bool = False


NOTHING = SweepState()


def state_of_lines(view: SweepView, lines: Sequence[TraceLine], at: int) -> SweepState:
    """After the first ``at`` lines of a sweep."""
    nodes = {node: NodeState(short(value)) for node, value in view.given.items()}
    last = {line.node: index for index, line in enumerate(lines) if line.part == "cotangent"}
    passed: set[Link] = set()
    operands = _operands(view)
    moving: set[int] = set()
    for index, line in enumerate(lines[:at]):
        known = nodes.get(line.node, NodeState())
        if line.part == "value":
            nodes[line.node] = NodeState(short(line.value), known.derivative, known.whole)
            continue
        whole = line.part == "tangent" or last[line.node] <= index
        nodes[line.node] = NodeState(known.value, short(line.value), whole)
        if line.part == "cotangent" and line.via >= 0:
            passed.add((line.node, line.via, line.operand))
        elif line.part == "tangent":
            moving.add(line.node)
            passed.update(link for link in operands.get(line.node, ()) if link[0] in moving)
    if at == 0:
        return SweepState(nodes, frozenset(), frozenset(passed))
    line = lines[at - 1]
    now: dict[Link, str] = {}
    if line.part == "cotangent" and line.via >= 0:
        now[line.node, line.via, line.operand] = short(line.share)
    elif line.part != "cotangent":
        links = operands.get(line.node, [])
        now = {link: "" for link in links if line.part == "value" or link[0] in moving}
    current = {line.node} | ({line.via} if line.part == "cotangent" and line.via >= 0 else set())
    return SweepState(nodes, frozenset(current), frozenset(passed), now, line.part == "cotangent")


def state_of_path(view: SweepView, path: PathView | None) -> SweepState:
    """All values, and along one path what arrives at each node on this path alone."""
    nodes = {node: NodeState(short(value)) for node, value in view.given.items()}
    for line in view.reverse:
        if line.part == "value":
            nodes[line.node] = NodeState(short(line.value))
    if path is None:
        return SweepState(nodes)
    for node, cotangent in zip(path.nodes, path.cotangents, strict=True):
        nodes[node] = NodeState(nodes.get(node, NodeState()).value, short(cotangent))
    links = list(zip(path.nodes, path.nodes[1:], path.operands, strict=False))
    factors = zip(path.partials, path.factors, strict=True)
    texts = [_factor(partial, formula) for partial, formula in factors]
    now = dict(zip(links, texts, strict=True))
    return SweepState(nodes, frozenset(path.nodes), frozenset(links), now, back=True)


def _factor(partial: np.ndarray | None, formula: str) -> str:
    return formula if partial is None else f"× {short(partial)}"


def _operands(view: SweepView) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = {}
    for edge in view.graph.edges:
        found.setdefault(edge.target, []).append((edge.source, edge.target, edge.operand))
    return found
