"""What edges say of the values that flow in them: by their width, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.ui.scene.edge_paint import WIDTHS
from explorer.ui.scene.tints import share
from explorer.ui.units import bytes_text
from explorer.ui.words import number, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.document.snapshot import Edge, Node, ProfileView
    from explorer.ui.looks import EdgeText


def widths_of(edges: Sequence[Edge], bytes: dict[int, int]) -> tuple[NDArray[np.int8], str]:
    """A place in `WIDTHS` for each edge, on a logarithmic scale, and the numbers at its ends."""
    known = [bytes[edge.source] for edge in edges if bytes.get(edge.source)]
    if not known:
        return np.zeros(len(edges), dtype=np.int8), ""
    least, most = min(known), max(known)
    if least == most:
        return np.ones(len(edges), dtype=np.int8), bytes_text(least)
    places = [round(share(max(least, bytes.get(edge.source, 0)), least, most) * (len(WIDTHS) - 1)) for edge in edges]
    return np.array(places, dtype=np.int8), f"{bytes_text(least)} … {bytes_text(most)}"


def texts_of(nodes: Sequence[Node], text: EdgeText, profile: ProfileView | None) -> dict[int, str]:
    """What stands at the edges of each node's value, by node id; nothing where it is not known."""
    match text:
        case "nothing":
            return {}
        case "dtype":
            return {node.id: node.type.partition("[")[0] for node in nodes}
        case "shape":
            known = {} if profile is None else {id: shape(sizes) for id, sizes in profile.shapes.items()}
            return {node.id: known.get(node.id, node.detail) for node in nodes}
        case "range":
            return {} if profile is None else {id: _between(*ends) for id, ends in profile.ranges.items()}


def _between(least: float, most: float) -> str:
    return number(least, 3) if least == most else f"{number(least, 3)} … {number(most, 3)}"
