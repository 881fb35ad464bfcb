"""A box as SVG: the shape says the kind, the border says the sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.drawing import sizes
from explorer.drawing.svg import element, safe, text
from explorer.drawing.text import CAPTION, LABEL, MONO, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Box

_BADGE = 8.0  # radius
_SYMBOL_SIZE = 15.0


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """What a box is marked as."""

    removed: bool = False
    added: bool = False
    selected: bool = False


def box_svg(
    box: Box,
    colours: Colours,
    style: BoxStyle,
    body: Sequence[str] = (),
    *,
    prefix: str = "",
    tag: tuple[float, float] | None = None,
) -> str:
    """The SVG of a box; its id is ``node-7``. ``body`` stands inside an open loop, ``tag`` is the place of its tag."""
    parts = [element("title", safe(" · ".join(part for part in (box.name or box.label, box.type) if part)))]
    if style.selected:
        halo = {"stroke": colours.accent, "fill": "none"}
        parts.append(_outline(box, 3.5, stroke_width=5, stroke_opacity=0.25, **halo))
    if box.kind == "input":
        parts += _pill(box, colours, style)
    elif box.inner is not None:
        parts += [*_panel(box, colours, style), *body]
    else:
        parts += _card(box, colours, style)
    if tag is not None:
        parts.append(_tag(box, colours, *tag))
    if style.removed or style.added:
        parts.append(_badge(box, colours, style))
    kind = box.kind.replace(" ", "-")
    marks = [name for name in ("removed", "added", "selected") if getattr(style, name)]
    classes = ["node", kind, box.sweep, *["output"] * box.output, *marks]
    return element("g", *parts, id=f"node-{prefix}{box.id}", class_=" ".join(classes))


def ghost_svg(box: Box, colours: Colours) -> str:
    """The faint shape of a box that is gone."""
    shape = _outline(box, 0, fill="none", stroke=colours.ghost, stroke_width=1, stroke_dasharray="3 3")
    label = text(box.label, box.x, box.y + 4, CAPTION, 11.0, colours.ghost, "middle")
    return element("g", shape, label, class_="ghost")


def _outline(box: Box, grow: float, **attributes: str | float | None) -> str:
    radius = box.height / 2 if box.kind == "input" else sizes.RADIUS
    return element(
        "rect",
        x=box.x - box.width / 2 - grow,
        y=box.y - box.height / 2 - grow,
        width=box.width + 2 * grow,
        height=box.height + 2 * grow,
        rx=radius + grow,
        **attributes,
    )


def _border(box: Box, colours: Colours, style: BoxStyle) -> dict[str, str | float | None]:
    if style.removed:
        return {
            "fill": colours.removed_card,
            "stroke": colours.removed,
            "stroke_width": 1.5,
            "stroke_dasharray": "5 3",
        }
    if style.added:
        return {"fill": colours.added_card, "stroke": colours.added, "stroke_width": 2}
    if style.selected:
        return {"fill": colours.card, "stroke": colours.accent, "stroke_width": 2}
    if box.kind == "input":
        return {"fill": colours.input, "stroke": colours.kinds["input"], "stroke_width": 1.5}
    if box.sweep == "reverse":
        return {"fill": colours.card_reverse, "stroke": colours.border_reverse, "stroke_width": 1.2}
    return {"fill": colours.card, "stroke": colours.line, "stroke_width": 1.2}


def _pill(box: Box, colours: Colours, style: BoxStyle) -> list[str]:
    wide = text_width(box.label, LABEL, sizes.LABEL_SIZE)
    small = text_width(box.detail, MONO, sizes.DETAIL_SIZE)
    left = box.x - (wide + sizes.PILL_GAP + small) / 2
    return [
        _outline(box, 0, **_border(box, colours, style)),
        text(box.label, left, box.y + 4.5, LABEL, sizes.LABEL_SIZE, colours.kinds["input"]),
        text(box.detail, left + wide + sizes.PILL_GAP, box.y + 4, MONO, sizes.DETAIL_SIZE, colours.muted),
    ]


def _card(box: Box, colours: Colours, style: BoxStyle) -> list[str]:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    at = left + sizes.TILE_INSET + sizes.TILE + 9
    shadow = element(
        "rect",
        x=left,
        y=top + 1.5,
        width=box.width,
        height=box.height,
        rx=sizes.RADIUS,
        fill=colours.shadow,
        opacity=0.06,
    )
    return [
        shadow,
        _outline(box, 0, **_border(box, colours, style)),
        _tile(box, colours, left + sizes.TILE_INSET, top + (box.height - sizes.TILE) / 2, sizes.TILE),
        text(box.label, at, box.y - 1.5, LABEL, sizes.LABEL_SIZE, colours.text),
        text(box.detail, at, box.y + 12, MONO, sizes.DETAIL_SIZE, colours.muted),
    ]


def _panel(box: Box, colours: Colours, style: BoxStyle) -> list[str]:
    """A loop that shows its body: a title bar above it."""
    left, top = box.x - box.width / 2, box.y - box.height / 2
    size = sizes.TITLE_BAR - 12
    border = {**_border(box, colours, style), "fill": colours.canvas}
    line = {"x1": left, "x2": left + box.width, "y1": top + sizes.TITLE_BAR, "y2": top + sizes.TITLE_BAR}
    at = left + 8 + size + 8
    wide = text_width(box.label, LABEL, sizes.LABEL_SIZE)
    return [
        _outline(box, 0, **border),
        element("line", stroke=str(border["stroke"]), stroke_width=1, **line),
        _tile(box, colours, left + 8, top + 6, size),
        text(box.label, at, top + 21.5, LABEL, sizes.LABEL_SIZE, colours.text),
        text(box.detail, at + wide + sizes.PILL_GAP, top + 21, MONO, sizes.DETAIL_SIZE, colours.muted),
    ]


def _tile(box: Box, colours: Colours, x: float, y: float, side: float) -> str:
    colour = colours.kinds[box.kind]
    size = _SYMBOL_SIZE * side / sizes.TILE
    wide = text_width(box.symbol, LABEL, size)
    size *= min(1.0, (side - 6) / wide) if wide else 1.0
    return element(
        "g",
        element("rect", x=x, y=y, width=side, height=side, rx=7, fill=colour, fill_opacity=colours.tile),
        text(box.symbol, x + side / 2, y + side / 2 + 0.36 * size, LABEL, size, colour, "middle"),
        class_="tile",
    )


def _tag(box: Box, colours: Colours, x: float, y: float) -> str:
    width, height = sizes.tag_width(box.tag), sizes.TAG_HEIGHT
    fill = colours.reverse if box.sweep == "reverse" else colours.forward
    return element(
        "g",
        element("rect", x=x - width / 2, y=y - height / 2, width=width, height=height, rx=height / 2, fill=fill),
        text(box.tag, x, y + 4, CAPTION, sizes.TAG_SIZE, colours.on_colour, "middle"),
        class_="tag",
    )


def _badge(box: Box, colours: Colours, style: BoxStyle) -> str:
    x, y = box.x + box.width / 2 - 1, box.y - box.height / 2 + 1
    fill = colours.removed if style.removed else colours.added
    strokes = f"M{x - 3.5:.2f},{y:.2f} h7" + ("" if style.removed else f" M{x:.2f},{y - 3.5:.2f} v7")
    return element(
        "g",
        element("circle", cx=x, cy=y, r=_BADGE, fill=fill, stroke=colours.canvas, stroke_width=1.5),
        element("path", d=strokes, stroke=colours.on_colour, stroke_width=1.8, stroke_linecap="round"),
        class_="badge",
    )
