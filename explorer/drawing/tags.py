"""Where the pill that names an output stands: outside its box, away from the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.layout.curves import sampled
from explorer.drawing.sizes import TAG_GAP, TAG_HEIGHT, tag_width

if TYPE_CHECKING:
    from explorer.drawing.picture import Box, Picture


def tag_places(picture: Picture) -> dict[int, tuple[float, float]]:
    """The centre of each output's tag, by node id, in pixels."""
    tagged = {box.id: box for box in picture.boxes if box.tag and box.output}
    if not tagged:
        return {}
    from_above = {
        arrow.target
        for arrow in picture.arrows
        if arrow.target in tagged and not arrow.reused and arrow.points[-1, 1] < tagged[arrow.target].y
    }
    curves = sampled((arrow.points for arrow in picture.arrows), steps=24)
    return {id: _place(box, curves, id in from_above) for id, box in tagged.items()}


def _place(box: Box, curves: np.ndarray, below: bool) -> tuple[float, float]:
    """Over the box, or below it where its operands come from above; left, middle or right, where the fewest cross."""
    side = 1 if below else -1
    y = box.y + side * (box.height / 2 + TAG_GAP + TAG_HEIGHT / 2)
    slack = max(0.0, (box.width - tag_width(box.tag)) / 2)
    reach = tag_width(box.tag) / 2 + 4
    near = curves[np.abs(curves[:, 1] - y) < TAG_HEIGHT / 2 + 2, 0]

    def crossed(x: float) -> int:
        return int(np.count_nonzero(np.abs(near - x) < reach))

    return min((box.x, box.x - slack, box.x + slack), key=crossed), y
