"""Types stay: a replacement gets the shape and dtype of what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.chain import to_dtype
from explorer.core.expr import Constant, Expression, constant
from explorer.core.op import Elementwise
from explorer.core.ops.choice import Fill, Switch
from explorer.core.rewrite.order import order_key
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.types import Dimension


def zero_like(like: Expression) -> Expression:
    """Zeros of the shape and dtype of ``like``."""
    return fit(constant(0, dtype=like.dtype), like)


def one_like(like: Expression) -> Expression:
    """Ones of the shape and dtype of ``like``."""
    return fit(constant(1, dtype=like.dtype), like)


def fit(result: Expression, like: Expression) -> Expression:
    """``result`` with the shape and dtype of ``like``: a rewrite never changes a type."""
    mine, wanted = result.type, like.type
    if mine is wanted or mine == wanted:
        return result
    if (
        isinstance(result, Constant)
        and result.dtype != wanted.dtype
        and not (result.dtype.kind == "c" and wanted.dtype.kind != "c")
    ):
        result = constant(result.value, dtype=wanted.dtype)
    if len(mine.shape) != len(wanted.shape) or mine.broadcastable != wanted.broadcastable:
        result = _spread(result, like)
    return to_dtype(result, wanted.dtype)


def keep_ones(result: Expression, like: Expression) -> Expression:
    """``result`` with size 1 along each axis that is known to have it in ``like``: elsewhere nothing broadcasts."""
    if result.type.shape == like.type.shape:
        return result
    mine, wanted = result.type.broadcastable, like.type.broadcastable
    if len(mine) != len(wanted) or all(known or not one for known, one in zip(mine, wanted, strict=True)):
        return result
    return T.reshape(result, tuple(1 if one else T.size_of(result, axis) for axis, one in enumerate(wanted)))


def _spread(value: Expression, like: Expression) -> Expression:
    """A value broadcast to a shape that is read off what ``like`` is made of, and never off ``like`` itself."""
    for candidate in _near(like):
        if candidate.dimensions == like.dimensions:
            return T.fill(same_shape_as(candidate), value)
    return T.alloc(value, *sizes_of(like))


def same_shape_as(like: Expression) -> Expression:
    """The first thing that ``like`` is made of and that has its shape, through elementwise operations."""
    while True:
        node = like.owner
        if node is None or not isinstance(node.op, Elementwise | Switch | Fill):
            return like
        inner = next((x for x in node.inputs if x.dimensions == like.dimensions and not isinstance(x, Constant)), None)
        if inner is None:
            return like
        like = inner


def sizes_of(like: Expression) -> tuple[Expression, ...]:
    """The shape of an expression, read off what it is made of: a rewrite that asked for ``like`` would keep it."""
    if all(isinstance(size, int) for size in like.dimensions):
        return tuple(constant(size) for size in like.dimensions)
    near = _near(like)
    return tuple(_size(size, near, like, axis) for axis, size in enumerate(like.dimensions))


def _size(size: Dimension, near: list[Expression], like: Expression, axis: int) -> Expression:
    if isinstance(size, int):
        return constant(size)
    for candidate in near:
        if size in candidate.dimensions:
            return T.size_of(candidate, candidate.dimensions.index(size))
    return T.size_of(like, axis)


def _near(expression: Expression) -> list[Expression]:
    """What is near in an expression, not more than a few dozen; in an order that is not that of its operands."""
    found: dict[Expression, None] = {}
    queue = [expression]
    for one in queue:
        if len(found) >= _NEAR:
            break
        node = one.owner
        for x in node.inputs if node is not None else ():
            if x not in found and not isinstance(x, Constant):
                found[x] = None
                queue.append(x)
    return sorted(found, key=lambda e: (e.owner is not None, order_key(e)))


_NEAR = 48
