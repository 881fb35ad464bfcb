"""What a layout engine needs to know of a graph: sizes of places and edges in the direction in which they are ranked.

The reverse sweep is mirrored: an edge that leaves a reverse node is ranked from its user to it, so that the reverse
sweep climbs beside the forward one and no edge spans the whole picture. That is far tidier, and it is what makes
`dot` quick: its time goes with the total span of the edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.layout.order import Order
from explorer.drawing.sizes import ROW_GAP, box_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from explorer.drawing.picture import Frames


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two places; ``upper`` is ranked above ``lower`` by at least ``least`` rows."""

    upper: int
    lower: int
    least: int
    flipped: bool  # the value flows from lower to upper
    weight: int  # how short and straight it should be
    loose: bool  # not laid out: only frames on the way have it, between places that others hold already


@dataclass(slots=True)
class Plan:
    """Places (one for each row of ``sizes``, width and height) and the links between them."""

    sizes: np.ndarray
    links: list[Link]
    mirrored: bool
    reverse: np.ndarray  # for each place: whether reverse nodes stand there
    place_of: dict[int, int]  # node id → place
    row_gap: float = ROW_GAP  # pixels between the rows
    link_of: dict[tuple[int, int, int], int] = field(default_factory=dict)  # (source, target, operand) → link


@dataclass(frozen=True, slots=True)
class Placed:
    """What a layout engine answers: centres of the places, and a curve for each link from upper to lower, or None."""

    centres: np.ndarray
    curves: list[np.ndarray | None]


def plan_of(
    graph: nx.MultiDiGraph, sizes: Mapping[int, tuple[float, float]] | None = None, row_gap: float = ROW_GAP
) -> Plan:
    """The plan of a graph made by `explorer.drawing.graph`. ``sizes`` overrules the size of some nodes."""
    slots = {slot: place for place, slot in enumerate(dict.fromkeys(slot for _, slot in graph.nodes(data="slot")))}
    place_of = {id: slots[slot] for id, slot in graph.nodes(data="slot")}
    extents = np.zeros((len(slots), 2))
    reverse = np.zeros(len(slots), dtype=bool)
    for id, node in graph.nodes(data=True):
        size = (sizes or {}).get(id) or box_size(node["label"], node["detail"], node["kind"], node["tag"])
        place = place_of[id]
        extents[place] = np.maximum(extents[place], size)
        reverse[place] |= node["sweep"] == "reverse"
    plan = Plan(extents, [], _climbs(graph), reverse, place_of, row_gap)
    _link(plan, graph)
    return plan


def _climbs(graph: nx.MultiDiGraph) -> bool:
    """Whether there is a forward sweep for the reverse one to climb beside."""
    sweeps = {node["sweep"] for _, node in graph.nodes(data=True) if node["kind"] not in ("input", "constant")}
    return len(sweeps) == 2


def _link(plan: Plan, graph: nx.MultiDiGraph) -> None:
    """One link for all edges that join the same places in different frames; parallel edges of a frame stay apart.

    The first frame decides what is above what, then the last, then those between: so the frames that are looked at
    most are laid out nearly as if they were alone, and no circle arises from places that change hands.
    """
    last = graph.graph["frames"] - 1
    ranked = sorted(graph.edges(keys=True, data=True), key=lambda edge: (_importance(edge[3]["frames"], last), edge[2]))
    held = _held(plan, graph, last)
    order = Order(len(plan.sizes))
    order.begin(_ends(plan, graph, source, target) for source, target, _, edge in ranked if _first(edge["frames"]))
    parallel: dict[tuple[int, int, int], int] = {}  # (target node, place of source, place of target) → how many
    known: dict[tuple[int, int, int], int] = {}
    for source, target, operand, edge in ranked:
        a, b = plan.place_of[source], plan.place_of[target]
        number = parallel[target, a, b] = parallel.get((target, a, b), -1) + 1
        if (a, b, number) not in known:
            known[a, b, number] = len(plan.links)
            importance = _importance(edge["frames"], last)
            ends = _ends(plan, graph, source, target)
            loose = importance == 2 and a in held and b in held
            turned = not (loose or importance == 0 or order.put(*ends))
            upper, lower = ends[::-1] if turned else ends
            least = 0 if turned else _least(plan, graph.nodes[source], graph.nodes[target])
            plan.links.append(Link(upper, lower, least, upper != a, (4, 2, 1)[importance], loose))
        plan.link_of[source, target, operand] = known[a, b, number]


def _ends(plan: Plan, graph: nx.MultiDiGraph, source: int, target: int) -> tuple[int, int]:
    """The places of an edge, that which is to be above first: a reverse node is below those that read it."""
    a, b = plan.place_of[source], plan.place_of[target]
    return (b, a) if plan.mirrored and graph.nodes[source]["sweep"] == "reverse" else (a, b)


def _least(plan: Plan, start: dict[str, object], end: dict[str, object]) -> int:
    """A value and the adjoint that reads it may stand side by side, but nothing beside its input."""
    beside = plan.mirrored and end["sweep"] == "reverse" and start["sweep"] == "forward"
    return 0 if beside and start["kind"] not in ("input", "constant") else 1


def _first(frames: Frames) -> bool:
    return frames[0][0] == 0


def _importance(frames: Frames, last: int) -> int:
    """0 for what the first frame has, 1 for the last, 2 for the others."""
    return 0 if _first(frames) else 1 if frames[-1][1] == last else 2


def _held(plan: Plan, graph: nx.MultiDiGraph, last: int) -> set[int]:
    """The places that the first or the last frame uses."""
    return {plan.place_of[id] for id, frames in graph.nodes(data="frames") if _importance(frames, last) < 2}
