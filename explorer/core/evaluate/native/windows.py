"""A window as one loop: each interval of the result by a formula of its own, from the operands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import WORDS
from explorer.core.evaluate.native.loop import takes
from explorer.core.evaluate.native.operations import has, write
from explorer.core.evaluate.native.target import target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.evaluate.native.writing import Writing, spread
from explorer.core.evaluate.windows import ORIGIN, Place
from explorer.core.expr import Constant

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.windows import Window
    from explorer.core.expr import Apply, Expression

NAME = "window"


def is_written(window: Window) -> bool:
    """Whether code can be written for it: of numbers of one dtype, without functions."""
    dtype = window.root.dtype
    if dtype.name not in WORDS or any(x.dtype != dtype for x in window.leaves):
        return False
    return all(_fits(node, dtype) for node in window.nodes if window.pieces(node.output()) is None)


def _fits(node: Apply, dtype: np.dtype) -> bool:
    if spread(node.output()) is not None:
        return node.output().dtype == dtype
    return has(node, ()) and takes(node, dtype)


def window_text(window: Window) -> str:
    """A module with ``window(start, stop, size, leaves…, out)``: the result from start to stop.

    Vectors are passed as pointers to elements that stand one behind the other, numbers as such.
    """
    return _Loop(window).text()


class _Loop:
    """The loop while it is written."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._writing = Writing(window.root.dtype, Text())
        self._names = {x: f"%a{place}" for place, x in enumerate(window.leaves)}

    def text(self) -> str:
        """The text of all."""
        window, text = self._window, self._writing.text
        element = self._writing.single.element
        parameters = ["i64 %start", "i64 %stop", "i64 %size"]
        parameters += [f"{'ptr' if x.ndim else element} {name}" for x, name in self._names.items()]
        for begin, end in zip(window.bounds, window.bounds[1:], strict=False):
            first = text.most("%start", self._number(begin))
            count = text.subtract(text.least("%stop", self._number(end)), first)

            def interval(begin: Place = begin, first: Int = first, count: Int = count) -> None:
                self._interval(begin, first, count)

            text.when(text.emit(f"icmp sgt i64 {count}, 0"), interval)
        text.line("ret void")
        return module(text, f"void @{NAME}({', '.join([*parameters, 'ptr %out'])})", target().bits)

    def _number(self, place: Place) -> Int:
        return self._writing.text.add("%size", place.offset) if place.ends else place.offset

    def _interval(self, begin: Place, first: Int, count: Int) -> None:
        """The loop over a part of an interval; ``begin`` tells which one it is."""
        writing, dtype = self._writing, self._window.root.dtype
        out = writing.single.at(dtype, "%out", first)

        def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
            value = _Values(self, body, begin, writing.text.add(first, index[0]), mask).value(self._window.root, ORIGIN)
            body.store(dtype, value, body.at(dtype, out, index[0]), mask)

        writing.vectors(count, put, ())

    def leaf(self, e: Expression, body: Body, at: Place, index: Int, mask: str | None) -> str:
        """An operand, of the places from the index plus ``at`` on."""
        name = self._names[e]
        if not e.ndim:
            return body.spread(body.element, name)
        text = self._writing.text
        start = text.add(index, at.offset)
        if at.ends:
            start = text.add(start, text.multiply("%size", at.ends))
        return body.load(e.dtype, body.at(e.dtype, name, start), mask)

    def node(self, e: Expression) -> Apply | None:
        """The operation of an expression that is computed here."""
        return self._window.node(e)

    def window(self) -> Window:
        """What is computed."""
        return self._window


class _Values:
    """The values in one register of the result."""

    def __init__(self, loop: _Loop, body: Body, begin: Place, index: Int, mask: str | None) -> None:
        self._loop, self._body, self._begin, self._index, self._mask = loop, body, begin, index, mask
        self._known: dict[tuple[Expression, Place], str] = {}

    def value(self, e: Expression, at: Place) -> str:
        """An expression at the places of the result plus ``at``."""
        if isinstance(e, Constant) and not e.ndim:
            return self._body.constant(float(e.value))
        key = (e, at if e.ndim else ORIGIN)
        if key not in self._known:
            self._known[key] = self._computed(e, at)
        return self._known[key]

    def _computed(self, e: Expression, at: Place) -> str:
        node = self._loop.node(e) if e.ndim else None
        if node is None:
            return self._loop.leaf(e, self._body, at, self._index, self._mask)
        pieces = self._loop.window().pieces(e)
        if pieces is None:
            one = spread(e)
            if one is not None:
                return self.value(one, at)
            return write(self._body, node, [self.value(x, at) for x in node.inputs])
        found = None
        for piece in pieces:
            # All of an interval is inside a piece, or nothing of it.
            if not piece.start - at <= self._begin < piece.stop - at:
                continue
            value = self.value(piece.e, at + piece.at)
            found = self._body.apply("fadd", found, value) if piece.adds and found is not None else value
        assert found is not None
        return found
