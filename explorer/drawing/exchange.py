"""A graph as data for other programs: DOT, GraphML and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from explorer.drawing.colours import COLOURS
from explorer.drawing.svg import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.drawing.picture import Arrow, Box, Picture


def dot_text(picture: Picture, title: str = "") -> str:
    """The graph in Graphviz' language; a loop that is drawn open is a cluster."""
    lines = [
        "digraph {",
        f'  graph [label={_string(title)}, labelloc=t, fontname="Inter", bgcolor="transparent"];',
        '  node [fontname="Inter", fontsize=13, style="rounded,filled", shape=box];',
        *_dot_lines(picture, "", "  "),
        "}",
    ]
    return "\n".join(lines) + "\n"


def graphml_text(picture: Picture) -> str:
    """The graph as GraphML: the fields of each box and arrow as attributes; ``within`` names the loop of a node."""
    import networkx as nx  # noqa: PLC0415 - slow, and needed for exports alone

    graph = nx.MultiDiGraph()
    for name, box in _all_boxes(picture, ""):
        graph.add_node(name, within=name.rpartition("/")[0], **_box_attributes(box))
    for prefix, arrow in _all_arrows(picture, ""):
        graph.add_edge(
            f"{prefix}{arrow.source}", f"{prefix}{arrow.target}", key=arrow.operand, **_arrow_attributes(arrow)
        )
    return "\n".join(nx.generate_graphml(graph)) + "\n"


def json_text(picture: Picture) -> str:
    """The picture as JSON: boxes, arrows with their control points, and the frames in which they are present."""
    return json.dumps(asdict(picture), ensure_ascii=False, indent=1, default=_plain, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    return value.tolist()  # arrays of control points, and NumPy's numbers


def _dot_lines(picture: Picture, prefix: str, indent: str) -> Iterator[str]:
    colours = COLOURS["light"]
    for box in picture.boxes:
        name = f"{prefix}{box.id}"
        label = f"{box.label}\n{box.detail}"
        if box.inner is not None:
            yield f"{indent}subgraph {_string('cluster ' + name)} {{ label={_string(label)};"
            yield f"{indent}  {_string(name)} [label={_string(box.symbol)}];"
            yield from _dot_lines(box.inner, name + "/", indent + "  ")
            yield f"{indent}}}"
            continue
        shape = "ellipse" if box.kind == "input" else "box"
        border = colours.reverse if box.sweep == "reverse" else colours.kinds[box.kind]
        fill = colours.input if box.kind == "input" else colours.card
        tooltip = _string(box.type)
        yield (
            f"{indent}{_string(name)} [label={_string(label)}, shape={shape}, color={_string(border)}, "
            f"fillcolor={_string(fill)}, tooltip={tooltip}];"
        )
    for arrow in picture.arrows:
        colour = colours.reused if arrow.reused else colours.reverse if arrow.sweep == "reverse" else colours.forward
        style = ", style=dashed" if arrow.reused else ""
        ends = f"{_string(f'{prefix}{arrow.source}')} -> {_string(f'{prefix}{arrow.target}')}"
        yield f"{indent}{ends} [color={_string(colour)}{style}];"


def _string(text: str) -> str:
    """A quoted string of DOT in which nothing is an escape."""
    clean = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + clean.replace("\n", "\\n").replace("\r", " ") + '"'


def _all_boxes(picture: Picture, prefix: str) -> Iterator[tuple[str, Box]]:
    for box in picture.boxes:
        yield f"{prefix}{box.id}", box
        if box.inner is not None:
            yield from _all_boxes(box.inner, f"{prefix}{box.id}/")


def _all_arrows(picture: Picture, prefix: str) -> Iterator[tuple[str, Arrow]]:
    yield from ((prefix, arrow) for arrow in picture.arrows)
    for box in picture.boxes:
        if box.inner is not None:
            yield from _all_arrows(box.inner, f"{prefix}{box.id}/")


def _box_attributes(box: Box) -> dict[str, str | float | bool]:
    texts = ("label", "detail", "symbol", "kind", "sweep", "operation", "type", "name", "tag")
    return {
        **{name: printable(getattr(box, name)) for name in texts},
        **{name: getattr(box, name) for name in ("x", "y", "width", "height", "output")},
        "frames": _frames(box.frames),
    }


def _arrow_attributes(arrow: Arrow) -> dict[str, str | int | bool]:
    return {
        "operand": arrow.operand,
        "sweep": arrow.sweep,
        "reused": arrow.reused,
        "frames": _frames(arrow.frames),
    }


def _frames(frames: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{first}-{last}" for first, last in frames)
