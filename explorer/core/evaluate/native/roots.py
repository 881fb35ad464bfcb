"""Equations with one unknown each, several at a time: the steps of `explorer.core.newton.find_root` in registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core import newton
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.graph import applies
from explorer.core.ops.implicit import Root

if TYPE_CHECKING:
    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.native.view import View
    from explorer.core.evaluate.native.writing import Writing
    from explorer.core.expr import Apply, Expression
    from explorer.core.inner import InnerFunction

Value = str


def write_root(writing: Writing, node: Apply, found: View) -> None:
    """Solve each equation for itself; give up where one does not converge, as the kernel can say which.

    Raises:
        UnwrittenError: where unknowns have their equations together, or a function is not computed element by element.
    """
    op, (start, *_) = node.op, node.inputs
    assert isinstance(op, Root)
    if type(op) is not Root or op.stacked != start.ndim or start.dtype != writing.dtype:
        raise UnwrittenError
    for function in op.inside:
        for one in applies(function.outputs):
            writing.check_elementwise(one)
    for place, x in enumerate(node.inputs):
        if place and x.ndim > start.ndim:
            raise UnwrittenError

    def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
        known: dict[Expression, Value] = {
            variable: writing.value(node.inputs[place], body, index, mask)
            for function in op.inside
            for variable, place in function.captured
        }
        x = _Newton(writing, body, op, known).solved(writing.value(start, body, index, mask), mask)
        found.store(body, x, index, mask)

    writing.loops(found.sizes, put)


class _Newton:
    """Newton's steps while they are written, each equation in a lane. The names are those of the kernel."""

    def __init__(self, writing: Writing, body: Body, op: Root, known: dict[Expression, Value]) -> None:
        self._writing, self._body, self._known = writing, body, known
        self._residual, self._slope = op.inside[-2:]
        self._steps = op.max_steps
        self._close = max(op.tolerance, newton.ROUNDING * float(np.finfo(writing.dtype).eps))
        self._x, self._r, self._moved, self._at_moved, self._scale = (_Register(body, body.number) for _ in range(5))
        self._done, self._taken, self._ready = (_Register(body, body.truth) for _ in range(3))

    def solved(self, start: Value, mask: str | None) -> Value:
        """The roots, from a register of first guesses."""
        body, text = self._body, self._body.text
        self._x.put(start)
        r = self._call(self._residual, start)
        self._r.put(r)
        done = body.compare("oeq", r, body.constant(0.0))
        self._done.put(done if mask is None else body.logic("or", done, body.negated(mask)))

        def more() -> str:
            return self._not_all(self._done.get())

        text.repeat(self._steps, more, self._step)
        text.give_up(more())
        return self._x.get()

    def _step(self) -> None:
        body, text = self._body, self._body.text
        x, r, done = self._x.get(), self._r.get(), self._done.get()
        zero, one = body.constant(0.0), body.constant(1.0)
        slope = self._call(self._slope, x)
        step = body.select(done, zero, self._divided(r, slope))
        before, length = self._size(r), self._size(step)
        left = self._size(body.apply("fadd", r, body.apply("fmul", slope, step)))
        near = body.apply("fmul", body.constant(self._close), body.apply("fadd", one, self._size(x)))
        solved = body.compare("ole", left, body.apply("fmul", body.constant(newton.SOLVED), before))
        last = body.logic("and", solved, body.compare("ole", length, near))
        optional = body.logic("or", last, done)
        promised = body.apply("fmul", body.constant(newton.DECREASE), body.select(last, zero, before))
        self._scale.put(one)
        self._taken.put(body.logic("xor", done, done))
        self._ready.put(body.logic("xor", done, done))

        def halved() -> None:
            scale = self._scale.get()
            moved = body.apply("fadd", x, body.apply("fmul", scale, step))
            here = self._call(self._residual, moved)
            wanted = body.apply("fsub", before, body.apply("fmul", scale, promised))
            enough = body.compare("ole", self._size(here), wanted)
            taken = body.logic("or", self._taken.get(), enough)
            self._taken.put(taken)
            self._ready.put(body.logic("or", taken, optional))
            self._moved.put(moved)
            self._at_moved.put(here)
            # Of those that are ready, the scale is not changed: the last round has their point too.
            self._scale.put(body.select(taken, scale, body.apply("fmul", scale, body.constant(0.5))))

        text.repeat(newton.HALVINGS, lambda: self._not_all(self._ready.get()), halved)
        taken = self._taken.get()
        self._x.put(body.select(taken, self._moved.get(), x))
        self._r.put(body.select(taken, self._at_moved.get(), r))
        done = body.logic("or", done, last)
        self._done.put(done)
        text.give_up(self._not_all(body.logic("or", done, taken)))

    def _divided(self, r: Value, slope: Value) -> Value:
        """Newton's step: none where the slope is zero, NaN where something is not finite."""
        body = self._body
        known = body.logic("and", self._finite(r), self._finite(slope))
        flat = body.compare("oeq", slope, body.constant(0.0))
        step = body.apply("fdiv", r, body.select(flat, body.constant(1.0), slope))
        step = body.select(flat, body.constant(0.0), step)
        return body.apply("fsub", body.constant(-0.0), body.select(known, step, body.constant(np.nan)))

    def _finite(self, x: Value) -> Value:
        return self._body.compare("olt", self._size(x), self._body.constant(np.inf))

    def _size(self, x: Value) -> Value:
        return self._body.intrinsic("fabs", x)

    def _call(self, function: InnerFunction, x: Value) -> Value:
        """What a function gives in each lane."""
        known = {**self._known, function.parameters[0]: x}
        return self._writing.computed(function.outputs[0], known, self._body)

    def _not_all(self, truth: Value) -> Value:
        """Whether it does not hold in some lane."""
        body, text = self._body, self._body.text
        if body.lanes > 1:
            name = f"llvm.vector.reduce.and.v{body.lanes}i1"
            text.called[name] = f"declare i1 @{name}({body.truth})"
            truth = text.emit(f"call i1 @{name}({body.truth} {truth})")
        return text.emit(f"xor i1 {truth}, true")


class _Register:
    """A value that changes."""

    def __init__(self, body: Body, word: str) -> None:
        self._text, self._word = body.text, word
        self._place = body.text.slot(word)

    def get(self) -> Value:
        """What it is."""
        return self._text.emit(f"load {self._word}, ptr {self._place}")

    def put(self, value: Value) -> None:
        """Let it be something else."""
        self._text.line(f"store {self._word} {value}, ptr {self._place}")
