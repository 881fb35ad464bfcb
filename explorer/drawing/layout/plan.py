"""What a layout engine needs to know of a graph: sizes of places and edges in the direction in which they are ranked.

The reverse sweep is mirrored: an edge that leaves a reverse node is ranked from its user to it, so that the reverse
sweep climbs beside the forward one and no edge spans the whole picture. That is far tidier, and it is what makes
`dot` quick: its time goes with the total span of the edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.sizes import box_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two places; ``upper`` is ranked above ``lower`` by at least ``least`` rows."""

    upper: int
    lower: int
    least: int
    flipped: bool  # the value flows from lower to upper


@dataclass(slots=True)
class Plan:
    """Places (one for each row of ``sizes``, width and height) and the links between them."""

    sizes: np.ndarray
    links: list[Link]
    mirrored: bool
    reverse: np.ndarray  # for each place: whether reverse nodes stand there
    place_of: dict[int, int]  # node id → place
    link_of: dict[tuple[int, int, int], int] = field(default_factory=dict)  # (source, target, operand) → link


@dataclass(frozen=True, slots=True)
class Placed:
    """What a layout engine answers: centres of the places, and a curve for each link from upper to lower, or None."""

    centres: np.ndarray
    curves: list[np.ndarray | None]


def plan_of(graph: nx.MultiDiGraph, sizes: Mapping[int, tuple[float, float]] | None = None) -> Plan:
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
    plan = Plan(extents, [], _climbs(graph), reverse, place_of)
    _link(plan, graph)
    return plan


def _climbs(graph: nx.MultiDiGraph) -> bool:
    """Whether there is a forward sweep for the reverse one to climb beside."""
    sweeps = {node["sweep"] for _, node in graph.nodes(data=True) if node["kind"] not in ("input", "constant")}
    return len(sweeps) == 2


def _link(plan: Plan, graph: nx.MultiDiGraph) -> None:
    """One link for all edges that join the same places in different frames; parallel edges of a frame stay apart."""
    known: dict[tuple[int, int, bool, int], int] = {}
    for target in graph:
        parallel: dict[tuple[int, int, bool], int] = {}
        for source, _, operand in sorted(graph.in_edges(target, keys=True), key=lambda edge: edge[2]):
            start, end = graph.nodes[source], graph.nodes[target]
            a, b = plan.place_of[source], plan.place_of[target]
            flipped = plan.mirrored and start["sweep"] == "reverse"
            ends = (b, a, True) if flipped else (a, b, False)
            number = parallel[ends] = parallel.get(ends, -1) + 1
            key = (*ends, number)
            if key not in known:
                # A value and the adjoint that reads it may stand side by side, but nothing beside its input.
                beside = plan.mirrored and end["sweep"] == "reverse" and start["sweep"] == "forward"
                least = 0 if beside and start["kind"] not in ("input", "constant") else 1
                known[key] = len(plan.links)
                plan.links.append(Link(ends[0], ends[1], least, flipped))
            plan.link_of[source, target, operand] = known[key]
