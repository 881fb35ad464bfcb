"""Where the pill that names an output stands: outside its box, away from the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.drawing.sizes import TAG_GAP, TAG_HEIGHT, tag_width

if TYPE_CHECKING:
    from explorer.drawing.picture import Box, Picture


def tag_places(picture: Picture) -> dict[int, tuple[float, float]]:
    """The centre of each output's tag, by node id, in pixels."""
    tagged = {box.id: box for box in picture.boxes if box.tag and box.output}
    ends: dict[int, list[tuple[float, float]]] = {id: [] for id in tagged}
    from_above: set[int] = set()
    for arrow in picture.arrows:
        for id, (x, y) in ((arrow.target, arrow.points[-1]), (arrow.source, arrow.points[0])):
            if id in tagged:
                ends[id].append((x, y))
        if arrow.target in tagged and not arrow.reused and arrow.points[-1, 1] < tagged[arrow.target].y:
            from_above.add(arrow.target)
    return {id: _place(box, ends[id], id in from_above) for id, box in tagged.items()}


def _place(box: Box, ends: list[tuple[float, float]], below: bool) -> tuple[float, float]:
    """Over the box, or below it where the arrows come from above; left, middle or right, where the fewest are near."""
    side = 1 if below else -1
    y = box.y + side * (box.height / 2 + TAG_GAP + TAG_HEIGHT / 2)
    slack = max(0.0, (box.width - tag_width(box.tag)) / 2)
    reach = tag_width(box.tag) / 2 + 5

    def crossed(x: float) -> int:
        return sum(abs(end_x - x) < reach and (end_y - box.y) * side > 0 for end_x, end_y in ends)

    return min((box.x, box.x - slack, box.x + slack), key=crossed), y
