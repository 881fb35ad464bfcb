"""Sums, means and the like, over loops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.operations import OPERATIONS
from explorer.core.ops.reductions import Max, Mean, Min, Prod, Reduction, Sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.native.view import View
    from explorer.core.evaluate.native.writing import Writing
    from explorer.core.expr import Apply

REDUCTIONS = {
    Sum: (OPERATIONS["add"], 0.0),
    Mean: (OPERATIONS["add"], 0.0),
    Prod: (OPERATIONS["multiply"], 1.0),
    Max: (OPERATIONS["maximum"], -math.inf),
    Min: (OPERATIONS["minimum"], math.inf),
}


def write_reduction(program: Writing, node: Apply, target: View) -> None:
    """The lines of a reduction into memory.

    Along the last axis there is a total for each lane, and these are taken together at the end: so it rounds otherwise
    than NumPy, which adds pairs of halves, and not worse for as few numbers as are computed here.
    """
    one = _Reduction(program, node, target)
    if node.inputs[0].ndim - 1 in one.reduced:
        program.along([one.sizes[axis] for axis in one.kept], (), one.put_lanes)
    else:
        program.loops([one.sizes[axis] for axis in one.kept], one.put)


class _Reduction:
    """A reduction while it is written."""

    def __init__(self, program: Writing, node: Apply, target: View) -> None:
        assert isinstance(node.op, Reduction)
        self.program, self.text, self.target = program, program.text, target
        self.op, (self.x,) = node.op, node.inputs
        self.join, self.start = REDUCTIONS[type(node.op)]
        self.sizes = program.sizes(self.x)
        self.reduced = set(node.op.axis)
        self.kept = [axis for axis in range(self.x.ndim) if axis not in self.reduced]
        self.count: Int = 1
        for axis in self.reduced:
            self.count = self.text.multiply(self.count, self.sizes[axis])
        if isinstance(node.op, Max | Min):  # of nothing there is none, and NumPy says so
            program.text.give_up(self.text.emit(f"icmp eq i64 {self.count}, 0"))

    def put(self, body: Body, index: tuple[Int, ...], mask: str | None) -> None:
        """The results at an index of the axes that are kept, where the last axis is among them."""
        slot = self._slot(body)
        own = dict(zip(self.kept, index, strict=True))
        self._over(body, own, mask, lambda value: self._add(body, slot, value))
        self._finish(body, self.text.emit(f"load {body.number}, ptr {slot}"), index, mask)

    def put_lanes(self, index: tuple[Int, ...]) -> None:
        """The result at an index of the axes that are kept, where the last axis is none of them."""
        several = self.program.several
        slot = self._slot(several)
        own = dict(zip(self.kept, index, strict=True))

        def add(body: Body, last: tuple[Int, ...], mask: str | None) -> None:
            at = {**own, self.x.ndim - 1: last[-1]}
            self._over(body, at, mask, lambda value: self._add(several, slot, self._in_lanes(body, value, mask)))

        self.program.vectors(self.sizes[-1], add, ())
        value = self.text.emit(f"load {several.number}, ptr {slot}")
        self._finish(self.program.single, several.together(self.join, value), index, None)

    def _slot(self, body: Body) -> str:
        slot = self.text.slot(body.number)
        self.text.line(f"store {body.number} {body.constant(self.start)}, ptr {slot}")
        return slot

    def _over(self, body: Body, index: dict[int, Int], mask: str | None, add: Callable[[str], None]) -> None:
        """Add the values at all indices of the axes that have none yet."""
        rest = [axis for axis in range(self.x.ndim) if axis not in index]
        if rest:
            axis = rest[0]
            self.text.loop(0, self.sizes[axis], 1, lambda i: self._over(body, {**index, axis: i}, mask, add))
        else:
            add(self.program.value(self.x, body, tuple(index[axis] for axis in range(self.x.ndim)), mask))

    def _add(self, body: Body, slot: str, value: str) -> None:
        before = body.emit(f"load {body.number}, ptr {slot}")
        self.text.line(f"store {body.number} {self.join(body, before, value)}, ptr {slot}")

    def _in_lanes(self, body: Body, value: str, mask: str | None) -> str:
        """Values that change nothing in the lanes that are not there."""
        if body.lanes == 1:
            return self.program.several.first(value, self.start)
        return value if mask is None else body.select(mask, value, body.constant(self.start))

    def _finish(self, body: Body, value: str, index: tuple[Int, ...], mask: str | None) -> None:
        if isinstance(self.op, Mean):
            number = self.text.emit(f"sitofp i64 {self.count} to {body.element}")
            value = body.apply("fdiv", value, body.spread(body.element, number))
        if self.op.keepdims:
            own = dict(zip(self.kept, index, strict=True))
            index = tuple(own.get(axis, 0) for axis in range(self.x.ndim))
        self.target.store(body, value, index, mask)
