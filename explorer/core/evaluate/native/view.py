"""Arrays in memory: where they begin, how many elements there are along each axis, and how far apart these are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.ops.indexing import Range, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int, Text
    from explorer.core.ops.indexing import Index


@dataclass(frozen=True)
class View:
    """An array, or a part of one.

    Attributes:
        pointer: to its first element.
        dtype: of its elements.
        sizes: along each axis.
        strides: along each axis, in elements; 0 where all are one.
    """

    pointer: str
    dtype: np.dtype
    sizes: tuple[Int, ...]
    strides: tuple[Int, ...]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.sizes)

    def place(self, body: Body, index: Sequence[Int]) -> str:
        """The pointer to an element; of more indices than axes the last ones count, as in broadcasting."""
        text = body.text
        total: Int = 0
        for stride, one in zip(self.strides, index[len(index) - self.ndim :], strict=True):
            total = text.add(total, text.multiply(stride, one))
        return body.at(self.dtype, self.pointer, total)

    def load(self, body: Body, index: Sequence[Int], mask: str | None) -> str:
        """The elements from an index on along the last axis, as many as there are lanes."""
        pointer = self.place(body, index)
        step = self.strides[-1] if self.ndim else 0
        if step == 1 or body.lanes == 1:
            return body.load(self.dtype, pointer, mask)
        if step == 0:
            one = body.single()
            return body.spread(one.truth if self.dtype.kind == "b" else one.element, one.load(self.dtype, pointer))
        return body.gather(self.dtype, pointer, step, mask)

    def store(self, body: Body, value: str, index: Sequence[Int], mask: str | None) -> None:
        """Put values there."""
        pointer = self.place(body, index)
        if body.lanes == 1 or self.strides[-1] == 1:
            body.store(self.dtype, value, pointer, mask)
        else:
            body.scatter(self.dtype, value, pointer, self.strides[-1], mask)


def contiguous(text: Text, pointer: str, dtype: np.dtype, sizes: Sequence[Int]) -> View:
    """An array whose elements stand one behind the other, in C order."""
    strides: list[Int] = []
    step: Int = 1
    for size in reversed(sizes):
        strides.insert(0, 0 if size == 1 else step)
        step = text.multiply(step, size)
    return View(pointer, dtype, tuple(sizes), tuple(strides))


def indexed(body: Body, view: View, index: Index, operands: Sequence[Int], outside: Callable[[str], None]) -> View:
    """A part of an array, by numbers and slices of known bounds.

    Args:
        body: where sizes are computed.
        view: the array.
        index: an entry for each axis and each new one.
        operands: the values of the numbers in it that are not known.
        outside: takes a condition under which an index is out of range.

    Raises:
        UnwrittenError: for bounds that are not known, and index arrays.
    """
    text = body.text
    start: Int = 0
    sizes: list[Int] = []
    strides: list[Int] = []
    axis = 0
    for entry in index:
        if entry is None:
            sizes.append(1)
            strides.append(0)
            continue
        size, stride = view.sizes[axis], view.strides[axis]
        axis += 1
        if isinstance(entry, int | Slot):
            at = _number(text, entry if isinstance(entry, int) else operands[entry.number], size)
            if isinstance(at, int) and isinstance(size, int):
                if not 0 <= at < size:
                    raise UnwrittenError
            else:
                outside(text.emit(f"icmp uge i64 {at}, {size}"))  # unsigned: a negative one is large
            start = text.add(start, text.multiply(stride, at))
        elif isinstance(entry, Range):
            first, count, step = part_of_axis(text, size, entry.start, entry.stop, entry.step)
            start = text.add(start, text.multiply(stride, first))
            sizes.append(count)
            strides.append(0 if count == 1 else text.multiply(stride, step))
        else:
            raise UnwrittenError
    sizes += view.sizes[axis:]
    strides += view.strides[axis:]
    return View(body.at(view.dtype, view.pointer, start), view.dtype, tuple(sizes), tuple(strides))


def _number(text: Text, at: Int, size: Int) -> Int:
    """An index from the beginning."""
    if isinstance(at, int):
        return at if at >= 0 else text.add(size, at)
    negative = text.emit(f"icmp slt i64 {at}, 0")
    return text.emit(f"select i1 {negative}, i64 {text.add(size, at)}, i64 {at}")


def part_of_axis(text: Text, size: Int, first: object, last: object, step: object) -> tuple[Int, Int, int]:
    """Of a slice of an axis the first place, how many there are, and the step.

    Raises:
        UnwrittenError: for bounds that are not known, and steps back other than through all of the axis.
    """
    if (first, last, step) == (None, None, -1):
        return text.subtract(size, 1), size, -1
    if step is None:
        step = 1
    if not all(isinstance(bound, int | None) for bound in (first, last)) or not isinstance(step, int) or step < 1:
        raise UnwrittenError
    begin = 0 if first is None else _bound(text, first, size)
    end = size if last is None else _bound(text, last, size)
    count = text.most(text.subtract(end, begin), 0)
    if step > 1:
        raised = text.add(count, step - 1)
        count = raised // step if isinstance(raised, int) else text.emit(f"udiv i64 {raised}, {step}")
    return begin, count, step


def _bound(text: Text, bound: object, size: Int) -> Int:
    """A bound of a slice, within the axis."""
    assert isinstance(bound, int)
    return text.least(bound, size) if bound >= 0 else text.most(text.add(size, bound), 0)
