"""Operations on arrays that are not computed element by element: parts of them, other axes, sums, products.

Each function writes one kind and gives where the result stands: in the memory that is meant for it, where there is
such, or elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.native.products import write_dot
from explorer.core.evaluate.native.reductions import REDUCTIONS, write_reduction
from explorer.core.evaluate.native.roots import write_root
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View, contiguous, indexed
from explorer.core.ops.implicit import Root
from explorer.core.ops.indexing import IncSubtensor, Subtensor
from explorer.core.ops.linear_algebra import Diag, Dot, Outer
from explorer.core.ops.reductions import Reduction
from explorer.core.ops.shape import Dimshuffle, Join, Reshape

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.native.writing import Writing
    from explorer.core.expr import Apply

    Rule = Callable[[Writing, Apply, View | None], View]


def _part(writing: Writing, node: Apply, _: View | None) -> View:
    op, (x, *operands) = node.op, node.inputs
    assert isinstance(op, Subtensor)
    return indexed(
        writing.single, writing.view(x), op.index, [writing.integer(e) for e in operands], writing.text.give_up
    )


def _shuffled(writing: Writing, node: Apply, _: View | None) -> View:
    op, view = node.op, writing.view(node.inputs[0])
    assert isinstance(op, Dimshuffle)
    sizes = tuple(1 if axis is None else view.sizes[axis] for axis in op.pattern)
    strides = tuple(0 if axis is None else view.strides[axis] for axis in op.pattern)
    return View(view.pointer, view.dtype, sizes, strides)


def _changed(writing: Writing, node: Apply, target: View | None) -> View:
    """An array with a part of it increased or replaced; in place, where nobody else looks at it."""
    op, (x, y, *operands), e = node.op, node.inputs, node.output()
    assert isinstance(op, IncSubtensor)
    if x.dtype != e.dtype or y.dtype != e.dtype:
        raise UnwrittenError
    if target is None and writing.used_up(x):
        whole = writing.view(x)
    else:
        whole = target or writing.memory(e.dtype, writing.sizes(x))
        writing.fill(whole, x)
    part = indexed(writing.single, whole, op.index, [writing.integer(one) for one in operands], writing.text.give_up)

    for axis, size in enumerate(writing.sizes(y)):
        if y.dimensions[axis] != 1:
            writing.same(size, part.sizes[len(part.sizes) - y.ndim + axis])

    def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
        value = writing.value(y, body, index, mask)
        if not op.set:
            value = body.apply("fadd", part.load(body, index, mask), value)
        part.store(body, value, index, mask)

    writing.loops(part.sizes, put)
    return whole


def _reduced(writing: Writing, node: Apply, target: View | None) -> View:
    op, sizes = node.op, writing.sizes(node.inputs[0])
    assert isinstance(op, Reduction)
    if op.keepdims:
        sizes = tuple(1 if axis in op.axis else size for axis, size in enumerate(sizes))
    else:
        sizes = tuple(size for axis, size in enumerate(sizes) if axis not in op.axis)
    found = _room(writing, node, target, sizes)
    write_reduction(writing, node, found)
    return found


def _room(writing: Writing, node: Apply, target: View | None, sizes: tuple[Int, ...]) -> View:
    """Where a result of these sizes goes."""
    if target is None:
        return writing.memory(node.output().dtype, sizes)
    for size, own in zip(sizes, target.sizes, strict=True):
        writing.same(size, own)
    return target


def _outer(writing: Writing, node: Apply, target: View | None) -> View:
    x, y = (writing.view(one) for one in node.inputs)
    found = _room(writing, node, target, (*x.sizes, *y.sizes))

    def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
        left = body.spread(body.element, x.load(writing.single, index[:1], None))
        found.store(body, body.apply("fmul", left, y.load(body, index[1:], mask)), index, mask)

    writing.loops(found.sizes, put)
    return found


def _joined(writing: Writing, node: Apply, target: View | None) -> View:
    op = node.op
    assert isinstance(op, Join)
    sizes = list(writing.sizes(node.inputs[0]))
    for x in node.inputs[1:]:
        sizes[op.axis] = writing.text.add(sizes[op.axis], writing.sizes(x)[op.axis])
    found = _room(writing, node, target, tuple(sizes))
    start: Int = 0
    for x in node.inputs:
        if x.dtype != found.dtype:
            raise UnwrittenError
        at = writing.single.at(found.dtype, found.pointer, writing.text.multiply(found.strides[op.axis], start))
        writing.fill(View(at, found.dtype, writing.sizes(x), found.strides), x)
        start = writing.text.add(start, writing.sizes(x)[op.axis])
    return found


def _diagonal(writing: Writing, node: Apply, target: View | None) -> View:
    """Zeros, and a vector on the diagonal."""
    (x,) = node.inputs
    found = _room(writing, node, target, writing.sizes(x) * 2)
    vector, text, body = writing.view(x), writing.text, writing.single
    writing.loops(found.sizes, lambda here, at, mask: found.store(here, here.constant(0.0), at, mask))
    text.loop(0, found.sizes[0], 1, lambda i: found.store(body, vector.load(body, (i,), None), (i, i), None))
    return found


def _root(writing: Writing, node: Apply, target: View | None) -> View:
    found = _room(writing, node, target, writing.sizes(node.inputs[0]))
    write_root(writing, node, found)
    return found


def _reshaped(writing: Writing, node: Apply, _: View | None) -> View:
    x, e = node.inputs[0], node.output()
    whole = writing.memory(e.dtype, writing.sizes(x))
    writing.fill(whole, x)
    pairs = zip(node.inputs[1:], e.type.broadcastable, strict=True)
    return contiguous(
        writing.text, whole.pointer, e.dtype, [1 if one else writing.integer(size) for size, one in pairs]
    )


ARRAYS: tuple[tuple[Any, Rule], ...] = (
    (Subtensor, _part),
    (Dimshuffle, _shuffled),
    (IncSubtensor, _changed),
    (Dot, write_dot),
    (Outer, _outer),
    (Join, _joined),
    (Reshape, _reshaped),
    (Diag, _diagonal),
    (Root, _root),
    *((kind, _reduced) for kind in REDUCTIONS),
)
