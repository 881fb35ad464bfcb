"""A graph that has been laid out: boxes and arrows in pixels, plain frozen data without expressions.

The same fields under the same names as in `explorer.document.snapshot`, which is what the window shows; this package
may not import that one. Lengths are pixels at 100 %, y grows downwards, the picture's corner is (0, 0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Sweep = Literal["forward", "reverse"]
Kind = Literal["input", "constant", "elementwise", "linear algebra", "reduction", "shape", "indexing", "loop"]
Layout = Literal["dot", "layered"]
Theme = Literal["light", "dark", "print"]
Frames = tuple[tuple[int, int], ...]  # present where first <= frame <= last, for one of the pairs


def present(frames: Frames, frame: int) -> bool:
    """Whether something with these intervals is part of ``frame``."""
    return any(first <= frame <= last for first, last in frames)


@dataclass(frozen=True, slots=True)
class Box:
    """A node: ``x, y`` is its centre, ``width, height`` its size."""

    id: int
    label: str  # "exp(−m)", measured to fit
    detail: str  # "[n, d]"
    symbol: str  # the glyph of its tile: "σ", "@"
    kind: Kind
    sweep: Sweep
    x: float
    y: float
    width: float
    height: float
    frames: Frames
    operation: str = ""  # "exp"
    type: str = ""  # "real[n, d]"
    name: str = ""  # its label in the script
    tag: str = ""  # the pill at an output: "∇ loss"
    output: bool = False
    lineage: int = -1  # the first node that this one is a rebuilt form of: the same operation on rewritten operands
    inner: Picture | None = None  # the body of a loop that is drawn open, without its title bar


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge from ``source`` (a value) to ``target`` (its use).

    ``points`` are cubic Bézier control points, shape ``(1 + 3k, 2)``, from border to border: the head lies on the
    last eight pixels of the curve.
    """

    source: int
    target: int
    operand: int  # which operand of the target
    points: np.ndarray
    sweep: Sweep
    reused: bool
    cut: bool
    frames: Frames


@dataclass(frozen=True, slots=True)
class Picture:
    """All frames of a derivation in one layout, so that a node keeps its place from frame to frame."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float
    frames: int
    layout: Layout
    note: str = ""  # why it looks other than usual: "1 400 nodes: drawn in plain layers"

    def frame(self, frame: int) -> Picture:
        """The part that is present in ``frame``, everything in its place."""
        return replace(
            self,
            boxes=tuple(box for box in self.boxes if present(box.frames, frame)),
            arrows=tuple(arrow for arrow in self.arrows if present(arrow.frames, frame)),
        )

    def box(self, id: int) -> Box:
        """The box of a node id. Raises KeyError."""
        for box in self.boxes:
            if box.id == id:
                return box
        raise KeyError(id)
