"""Fill, alloc, transposes and reductions: what does not have to be an array is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import constant
from explorer.core.graph import leaves
from explorer.core.op import Elementwise
from explorer.core.ops.choice import Fill, Switch
from explorer.core.ops.creation import Arange
from explorer.core.ops.shape import Dimshuffle, Reshape
from explorer.core.rewrite.fit import fit, same_shape_as, sizes_of
from explorer.core.rewrite.number import number, scalar_spread, spread_number, spread_value
from explorer.core.rewrite.product import is_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import is_sum
from explorer.core.rules.wilds import A, u, x
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _fill_with_shape(e: Expression) -> Expression | None:
    """fill(like, v) where v has that shape already."""
    if e.owner is None:
        return None
    value = spread_value(e)
    # Sizes that only may be equal must be: an unknown size never broadcasts, and the call checks it.
    return value if value is not None and value.type.fits(e.type) else None


def _fill_like_input(e: Expression) -> Expression | None:
    """fill(f(a, b), v) needs the shape of f(a, b) only: that of ``a``, where it is the same."""
    assert e.owner is not None
    like, value = e.owner.inputs
    nearest = same_shape_as(like)
    return T.fill(nearest, value) if nearest is not like else None


def _broadcast_suffices(e: Expression) -> Expression | None:
    """An operand fill(like, v) of an elementwise operation, where the other operands have the whole shape."""
    node = e.owner
    if node is None or not isinstance(node.op, Elementwise | Switch):
        return None
    for index, operand in enumerate(node.inputs):
        value = spread_value(operand)
        if value is None:
            continue
        if spread_number(operand) is not None and (is_product(e) or is_sum(e)):
            continue  # numbers in products and sums have rules of their own
        inputs = [*node.inputs[:index], value, *node.inputs[index + 1 :]]
        made = node.op(*inputs)
        if made.type == e.type:  # sizes that are only taken to be equal prove nothing
            return made
    return None


def _fill_of_fill(e: Expression) -> Expression | None:
    """Filling with equal numbers is filling with the number."""
    node = e.owner
    if node is None:
        return None
    value = spread_value(e)
    inner = scalar_spread(value) if value is not None and value.ndim else None
    if inner is None:
        return None
    if not isinstance(node.op, Fill):
        return node.op(inner, *node.inputs[1:])
    like = node.inputs[0]
    # The value may have had axes that ``like`` lacks.
    return T.fill(same_shape_as(like), inner) if like.dimensions == e.dimensions else fit(inner, e)


def _fill_outside(e: Expression) -> Expression | None:
    """f(fill(like, v), others) is fill(like, f(v, others)), where the others have no more axes than v."""
    node = e.owner
    if node is None or not isinstance(node.op, Elementwise):
        return None
    spread = [(x_, v) for x_ in node.inputs if (v := spread_value(x_)) is not None]
    if len(spread) != 1:
        return None
    ((whole, value),) = spread
    if whole.owner is None or any(x_.ndim > value.ndim for x_ in node.inputs if x_ is not whole):
        return None  # a constant array: folding computes it
    if not value.ndim and (is_product(e) or is_sum(e)):
        return None  # numbers in products and sums have rules of their own
    inner = node.op(*(value if x_ is whole else x_ for x_ in node.inputs))
    if isinstance(whole.owner.op, Fill):
        return T.fill(whole.owner.inputs[0], inner)
    return whole.owner.op(inner, *whole.owner.inputs[1:])


def _join_dimshuffles(e: Expression) -> Expression | None:
    """One dimshuffle for two, none for none: axes of size 1 among themselves are in any order."""
    node = e.owner
    if node is None or not isinstance(node.op, Dimshuffle):
        return None
    (inner,) = node.inputs
    if inner.dimensions == e.dimensions:
        moved = [axis for axis in node.op.pattern if axis is not None and not inner.type.broadcastable[axis]]
        if moved == sorted(moved):
            return inner
    if inner.owner is not None and isinstance(inner.owner.op, Dimshuffle):
        first = inner.owner.op.pattern
        pattern = tuple(None if axis is None else first[axis] for axis in node.op.pattern)
        return T.dimshuffle(inner.owner.inputs[0], *("x" if axis is None else axis for axis in pattern))
    return None


def _plus_nothing(e: Expression) -> Expression | None:
    """N + 0 and n - 0 of integers."""
    node = e.owner
    if node is None or is_sum(e) or len(node.inputs) != 2:
        return None
    a, b = node.inputs
    if number(b) == 0 and a.type.fits(e.type):
        return a
    return b if number(a) == 0 and node.op.name == "add" and b.type.fits(e.type) else None


def _clip_of_count(e: Expression) -> Expression | None:
    """0, 1, …, n - 1 lie between 0 and n - 1."""
    node = e.owner
    assert node is not None
    x_, low, high = node.inputs
    if x_.owner is None or not isinstance(x_.owner.op, Arange) or number(low) != 0 or x_.dtype.kind not in "iu":
        return None
    start, _, step = x_.owner.inputs
    largest = dimension_of(high) if high.ndim == 0 and high.dtype.kind in "iu" else None
    counts = number(start) == 0 and number(step) == 1 and largest is not None and largest + 1 == x_.dimensions[0]
    return x_ if counts and x_.type.fits(e.type) else None


def _scalar_dimshuffle_inside(e: Expression) -> Expression | None:
    """dimshuffle(fill(like, scalar)) of axes that all get size 1, or scalars spread, need no array."""
    node = e.owner
    if node is None or not isinstance(node.op, Dimshuffle):
        return None
    value = spread_value(node.inputs[0])
    if value is None or value.ndim:
        return None
    return T.alloc(value, *sizes_of(e)) if e.ndim else value


def _same_shape(e: Expression) -> Expression | None:
    """A reshape to the shape that is there; one reshape for two."""
    node = e.owner
    if node is None or not isinstance(node.op, Reshape):
        return None
    inner = node.inputs[0]
    if inner.dimensions == e.dimensions:
        return inner
    if inner.owner is not None and isinstance(inner.owner.op, Reshape):
        return node.op(inner.owner.inputs[0], *node.inputs[1:])
    return None


def _size_of_input(e: Expression) -> Expression | None:
    """A size is read off the simplest expression that has it, without computing an array."""
    node = e.owner
    assert node is not None
    (inner,) = node.inputs
    size = e.owner and inner.dimensions[node.op.axis]  # type: ignore[attr-defined]  # SizeOf's field
    if isinstance(size, int):
        return constant(size)
    if inner.owner is None:
        return None
    for leaf in leaves([inner]):
        for axis, other in enumerate(leaf.dimensions):
            if other == size:
                return T.size_of(leaf, axis)
    return None


SHAPES = ruleset(
    "Shapes",
    fill_with_own_shape=code(
        "A value that has the shape already needs no filling.",
        "fill alloc",
        lambda: (T.fill(u, 2 * u), 2 * u),
        _fill_with_shape,
    ),
    fill_with_a_number=code(
        "Filling with equal numbers is filling with the number.",
        "fill alloc",
        lambda: (T.fill(A, T.fill(u, x)), T.fill(A, x)),
        _fill_of_fill,
    ),
    broadcasting_does_it=code(
        "An operand that is only spread out is broadcast anyway.",
        "*",
        lambda: (T.fill(u, x) * u, x * u),
        _broadcast_suffices,
        needs="spread",
    ),
    fill_last=code(
        "Compute few numbers, then fill.",
        "*",
        lambda: (T.exp(T.fill(u, x)), T.fill(u, T.exp(x))),
        _fill_outside,
        needs="spread",
    ),
    fill_like_an_input=code(
        "Filling needs a shape and not the values.",
        "fill",
        lambda: (T.fill(T.exp(u), x), T.fill(u, x)),
        _fill_like_input,
    ),
    one_dimshuffle=code("One rearrangement of axes for two.", "dimshuffle", lambda: (A.T.T, A), _join_dimshuffles),
    rearranged_fill=code(
        "The axes of equal numbers need no rearranging.",
        "dimshuffle",
        lambda: (T.fill(A, x).T, T.alloc(x, *T.shape(A.T))),
        _scalar_dimshuffle_inside,
    ),
    plus_nothing=code(
        "A whole number plus 0 is itself.", "add subtract", lambda: (T.size(u) - 0, T.size(u)), _plus_nothing
    ),
    count_within_bounds=code(
        "The numbers 0, 1, …, n - 1 lie between 0 and n - 1.",
        "clip",
        lambda: (T.clip(T.arange(T.size(u)), 0, T.size(u) - 1), T.arange(T.size(u))),
        _clip_of_count,
    ),
    one_reshape=code(
        "A reshape to the same shape is none; one does for two.",
        "reshape",
        lambda: (T.reshape(u, u.shape), u),
        _same_shape,
    ),
    size_without_array=code(
        "A size is read off an input.", "size_of", lambda: (T.shape(T.exp(u))[0], T.shape(u)[0]), _size_of_input
    ),
)
