"""Sums and means: what is the same for all elements stands before them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.ops.direction import Direction
from explorer.core.ops.linear_algebra import dot
from explorer.core.ops.norms import norm
from explorer.core.ops.reductions import Argmax, Max, Mean, Min, Norm, Reduction, Sum, count_along
from explorer.core.ops.reductions import sum as reduce_sum
from explorer.core.ops.shape import Dimshuffle, Join
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.number import spread_value
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rules.wilds import A, real, u, v, x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _sum_of_fill(e: Expression) -> Expression | None:
    """The sum of n equal numbers is n times the number; so along each axis over which a value is spread."""
    node = e.owner
    if node is None or not isinstance(node.op, Sum):
        return None
    (x,) = node.inputs
    spread, value = _spread_along(x, node.op)
    if value is None or value.dtype != e.dtype:
        return None
    return fit(value * T.cast(count_along(x, spread), e.dtype) if spread else value, e)


def _mean_of_fill(e: Expression) -> Expression | None:
    """The mean of equal numbers is the number; so along each axis over which a value is spread."""
    node = e.owner
    if node is None or not isinstance(node.op, Mean):
        return None
    _, value = _spread_along(node.inputs[0], node.op)
    return fit(value, e) if value is not None and value.dtype == e.dtype else None


def _spread_along(x: Expression, reduction: Reduction) -> tuple[tuple[int, ...], Expression | None]:
    """The axes of a reduction along which ``x`` spreads a value out, and that value reduced over the others."""
    value = spread_value(x)
    if value is None:
        return (), None
    added = x.ndim - value.ndim
    ones = (True,) * added + value.type.broadcastable
    spread = tuple([axis for axis in reduction.axis if ones[axis]])
    if not any(ones):
        return (), None
    gone = set() if reduction.keepdims else {axis - added for axis in spread if axis >= added}
    if gone:
        value = T.squeeze(value, tuple(sorted(gone)))
    rest = [axis - added for axis in reduction.axis if axis not in spread]
    if rest:
        value = replace(reduction, axis=tuple(axis - sum(one < axis for one in gone) for axis in rest))(value)
    return spread, value


def _scalars_out(e: Expression) -> Expression | None:
    """Scalar factors stand before a sum, mean or transpose, not inside."""
    node = e.owner
    if node is None or not isinstance(node.op, Sum | Mean | Dimshuffle) or not node.inputs[0].ndim:
        return None
    (inner,) = node.inputs
    if inner.dtype != e.dtype or not is_product(inner):
        return None
    view = product_of(inner)
    if view.cancels:
        return None
    # A zero that wins over infinity wins in each element.
    scalars = {} if view.absorbing else {b: p for b, p in view.powers.items() if b.ndim == 0}
    arrays = {b: p for b, p in view.powers.items() if b not in scalars}
    if (view.coefficient == 1 and not scalars) or not arrays:
        return None
    outside = Product(view.coefficient, scalars)
    outside.times(node.op(write_product(Product(1, arrays, view.absorbing), inner)), 1)
    return write_product(outside, e)


def _sum_of_nothing(e: Expression) -> Expression | None:
    """A sum or mean over no axis, or over axes of size 1."""
    node = e.owner
    if node is None or not isinstance(node.op, Sum | Mean) or node.inputs[0].dtype != e.dtype:
        return None
    (x_,) = node.inputs
    if not all(x_.type.broadcastable[axis] for axis in node.op.axis):
        return None
    return x_ if node.op.keepdims or not node.op.axis else T.squeeze(x_, node.op.axis)


def _sum_without_kept_axes(e: Expression) -> Expression | None:
    """A reduction that keeps its axes with size 1, only for them to be dropped."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if node is None or inner is None or not isinstance(inner.op, Sum | Mean | Max | Min) or not inner.op.keepdims:
        return None
    kept = tuple(axis for axis in range(node.inputs[0].ndim) if axis not in inner.op.axis)
    if node.op.pattern != kept:  # type: ignore[attr-defined]  # Dimshuffle's field
        return None
    return replace(inner.op, keepdims=False)(*inner.inputs)


def _sum_of_sum(e: Expression) -> Expression | None:
    """One sum over the axes of both."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if node is None or inner is None or not isinstance(node.op, Sum) or not isinstance(inner.op, Sum):
        return None
    if node.op.keepdims or inner.op.keepdims or inner.inputs[0].dtype != e.dtype:
        return None
    left = [axis for axis in range(inner.inputs[0].ndim) if axis not in inner.op.axis]
    return T.sum(inner.inputs[0], axis=tuple(sorted({*inner.op.axis, *(left[axis] for axis in node.op.axis)})))


def _rearranged_operand(e: Expression) -> Expression | None:
    """A reduction of rearranged axes is one over other axes."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if node is None or inner is None or not isinstance(node.op, Reduction) or node.op.keepdims:
        return None
    if not isinstance(inner.op, Dimshuffle) or isinstance(node.op, Argmax):
        return None
    pattern, axes = inner.op.pattern, node.op.axis
    left = [axis for place, axis in enumerate(pattern) if place not in axes]
    if left != [axis for axis in range(inner.op.ndim) if axis in left]:
        return None  # what is left is in another order, or has an axis that was added
    gone = tuple(sorted(axis for place, axis in enumerate(pattern) if place in axes and axis is not None))
    dropped = set(range(inner.op.ndim)) - set(inner.op.kept)
    return None if dropped else replace(node.op, axis=gone)(*inner.inputs)


def _reduction_of_join(e: Expression) -> Expression | None:
    """A sum of joined arrays is a sum of sums; so for the largest and the smallest."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if node is None or inner is None or not isinstance(inner.op, Join) or not isinstance(node.op, Sum | Max | Min):
        return None
    if node.op.keepdims or any(x.dtype != inner.inputs[0].dtype for x in inner.inputs):
        return None
    parts = [node.op(x) for x in inner.inputs]
    if inner.op.axis not in node.op.axis:
        axis = inner.op.axis - sum(one < inner.op.axis for one in node.op.axis)
        return T.concatenate(parts, axis)
    if isinstance(node.op, Sum):
        return T.add(*parts)
    total = parts[0]
    for part in parts[1:]:
        total = (T.maximum if isinstance(node.op, Max) else T.minimum)(total, part)
    return total


def _kept_axes_are_scalars(e: Expression) -> Expression | None:
    """A reduction over all axes keeps none of them where its result is broadcast anyway."""
    node = e.owner
    if node is None or not isinstance(node.op, Elementwise) or not e.ndim:
        return None
    inputs = [_scalar_of(x) for x in node.inputs]
    if all(a is b for a, b in zip(inputs, node.inputs, strict=True)):
        return None
    made = node.op(*inputs)
    return made if made.type == e.type else None


def _scalar_of(x: Expression) -> Expression:
    """A reduction that keeps all its axes, without them."""
    node = x.owner
    if node is None or not x.ndim or not isinstance(node.op, Reduction) or not node.op.keepdims:
        return x
    return replace(node.op, keepdims=False)(*node.inputs) if len(node.op.axis) == x.ndim else x


def _length_times_direction(e: Expression) -> Expression | None:
    """‖x‖ times the direction of x is x."""
    view = product_of(e)
    for base, power in view.powers.items() if is_product(e) and not view.cancels else ():
        node = base.owner
        if node is None or not isinstance(node.op, Direction) or power != 1:
            continue
        (x_,) = node.inputs
        for keepdims in (True, False) if len(node.op.axis) == x_.ndim else (True,):
            length = Norm(node.op.axis, keepdims)(x_)
            if view.powers.get(length, 0) >= 1:
                whole = Product(
                    view.coefficient, {b: p for b, p in view.powers.items() if b is not base}, view.absorbing
                )
                whole.times(length, -1)
                whole.powers = {b: p for b, p in whole.powers.items() if p}
                whole.times(x_, 1)
                return write_product(whole, e)
    return None


REDUCTIONS = ruleset(
    "Sums and means",
    sum_of_sum=code(
        "One sum over the axes of both.", "sum", lambda: (T.sum(T.sum(A, axis=1), axis=0), T.sum(A)), _sum_of_sum
    ),
    sum_of_equal_numbers=code(
        "A sum of n equal numbers is a product.",
        "sum",
        lambda: (T.sum(T.fill(u, y)), y * T.cast(T.size(u), "float64")),
        _sum_of_fill,
    ),
    mean_of_equal_numbers=code(
        "The mean of equal numbers is the number.", "mean", lambda: (T.mean(T.fill(u, y)), y), _mean_of_fill
    ),
    scalars_before_the_sum=code(
        "Scalar factors stand before a sum, a mean or a transpose.",
        "sum mean dimshuffle",
        lambda: (T.sum(2.0 * u), 2.0 * T.sum(u)),
        _scalars_out,
    ),
    length_times_direction=code(
        "The length of a vector times its direction is the vector.",
        " ".join(sorted(PRODUCTS)),
        lambda: (norm(u) * T.direction(u), u),
        _length_times_direction,
        needs="direction",
        one_of="norm",
    ),
    square_of_norm=(norm(u) ** 2, dot(u, u), real(u)),
    square_of_frobenius_norm=(norm(A) ** 2, reduce_sum(A**2), real(A)),
    sum_over_nothing=code(
        "A sum over axes of size 1, or none, is the operand.", "sum mean", lambda: (T.sum(x), x), _sum_of_nothing
    ),
    reduction_of_rearranged_axes=code(
        "A reduction of rearranged axes is one over other axes.",
        "sum mean max min prod norm logsumexp all any",
        lambda: (T.sum(A.T, axis=0), T.sum(A, axis=1)),
        _rearranged_operand,
        needs="dimshuffle",
    ),
    reduction_of_joined_arrays=code(
        "Joined arrays are summed one by one; so for the largest and the smallest element.",
        "sum max min",
        lambda: (T.sum(T.concatenate([u, v])), T.sum(u) + T.sum(v)),
        _reduction_of_join,
        needs="join",
    ),
    number_that_is_broadcast=code(
        "What is reduced to one number keeps no axis to be broadcast.",
        "*",
        lambda: (u - T.max(u, keepdims=True), u - T.max(u)),
        _kept_axes_are_scalars,
        needs="keepdims",
    ),
    sum_without_kept_axes=code(
        "An axis that is dropped at once is not kept.",
        "dimshuffle",
        lambda: (T.squeeze(T.sum(A, axis=1, keepdims=True), 1), T.sum(A, axis=1)),
        _sum_without_kept_axes,
    ),
)
