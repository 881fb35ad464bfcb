"""The graph as an SVG picture: pills for inputs, cards with a tinted tile for operations, arrows below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.drawing import sizes
from explorer.drawing.arrow_svg import arrow_svg
from explorer.drawing.box_svg import BoxStyle, box_svg, ghost_svg
from explorer.drawing.colours import COLOURS
from explorer.drawing.svg import document, element, text
from explorer.drawing.tags import tag_places
from explorer.drawing.text import CAPTION, LABEL, elide, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Box, Picture, Theme

_TITLE_HEIGHT = 34.0
_LEGEND_HEIGHT = 30.0
_TITLE_SIZE = 15.0
_CAPTION_SIZE = 11.0
_LONGEST_TITLE = 800.0
_STAND_IN = 1.2  # fonts that stand in for ours, in viewers that take no stated width, are wider


def graph_svg(
    picture: Picture,
    theme: Theme = "light",
    title: str = "",
    *,
    removed: Collection[int] = (),
    added: Collection[int] = (),
    selected: Collection[int] = (),
    ghosts: Iterable[Box] = (),
    frame: int | None = None,
    legend: bool = True,
) -> str:
    """The SVG text of a picture.

    Args:
        picture: the graph, laid out.
        theme: colours of the window, or for paper.
        title: stands above it.
        removed: ids of nodes that the next step takes away.
        added: ids of nodes that the last step brought.
        selected: ids of nodes with a ring.
        ghosts: boxes that are gone, drawn faintly in their old place.
        frame: draw only this frame of a derivation.
        legend: explain the arrows, where there is more than one kind.
    """
    colours = COLOURS[theme]
    shown = picture if frame is None else picture.frame(frame)
    styles = {box.id: BoxStyle(box.id in removed, box.id in added, box.id in selected) for box in shown.boxes}
    content = [ghost_svg(box, colours) for box in ghosts]
    content += _contents(shown, colours, styles, prefix="")
    key = _legend(shown, colours) if legend else []
    heading = _TITLE_HEIGHT if title else 0.0
    width = max(picture.width, _key_width(key))
    if title:
        room = _STAND_IN * text_width(title, LABEL, _TITLE_SIZE)
        width = max(width, min(room, _LONGEST_TITLE) + 2 * sizes.MARGIN)
    left = (width - picture.width) / 2
    parts = [element("g", "\n", "\n".join(content), "\n", class_="graph", transform=f"translate({left:g},{heading:g})")]
    if title:
        fitting = elide(title, LABEL, _TITLE_SIZE, width - 2 * sizes.MARGIN)
        parts.insert(0, text(fitting, sizes.MARGIN, 30.0, LABEL, _TITLE_SIZE, colours.text, class_="title"))
    height = picture.height + heading
    if key:
        parts.append(_key_svg(key, height + 4, colours))
        height += _LEGEND_HEIGHT
    return document(width, height, *parts, title=title, background=colours.canvas)


def _contents(picture: Picture, colours: Colours, styles: dict[int, BoxStyle], prefix: str) -> list[str]:
    """Arrows, the faint ones lowest, then boxes; an open loop's body within its box."""
    arrows = sorted(picture.arrows, key=lambda arrow: (not arrow.cut, not arrow.reused))
    parts = [arrow_svg(arrow, colours, prefix) for arrow in arrows]
    places = tag_places(picture)
    for box in picture.boxes:
        body: list[str] = []
        if box.inner is not None:
            corner = (box.x - box.width / 2, box.y - box.height / 2 + sizes.TITLE_BAR)
            left = corner[0] + (box.width - box.inner.width) / 2
            inside = _contents(box.inner, colours, {}, f"{prefix}{box.id}-")
            body = [element("g", *inside, transform=f"translate({left:.2f},{corner[1]:.2f})")]
        style = styles.get(box.id, BoxStyle())
        parts.append(box_svg(box, colours, style, body, prefix=prefix, tag=places.get(box.id)))
    return parts


def _legend(picture: Picture, colours: Colours) -> list[tuple[str, str, str | None]]:
    """Name, colour and dashes of each kind of arrow."""
    if not any(box.sweep == "reverse" for box in picture.boxes):
        return []
    key: list[tuple[str, str, str | None]] = []
    if any(arrow.sweep == "forward" for arrow in picture.arrows):
        key.append(("forward", colours.forward, None))
    key.append(("reverse", colours.reverse, None))
    if any(arrow.reused for arrow in picture.arrows):
        key.append(("reused value", colours.reused, "4 3"))
    return key if len(key) > 1 else []


def _key_width(key: list[tuple[str, str, str | None]]) -> float:
    return 2 * sizes.MARGIN + sum(42 + text_width(name, CAPTION, _CAPTION_SIZE) for name, _, _ in key) if key else 0.0


def _key_svg(key: list[tuple[str, str, str | None]], y: float, colours: Colours) -> str:
    parts, x = [], sizes.MARGIN
    for name, colour, dashes in key:
        line = f"M{x:.2f},{y:.2f} h18"
        parts.append(element("path", d=line, stroke=colour, stroke_width=1.6, stroke_dasharray=dashes))
        parts.append(text(name, x + 24, y + 4, CAPTION, _CAPTION_SIZE, colours.muted))
        x += 42 + text_width(name, CAPTION, _CAPTION_SIZE)
    return element("g", *parts, class_="legend")
