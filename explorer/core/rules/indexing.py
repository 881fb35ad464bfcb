"""Parts of arrays: a part of equal numbers, all elements in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant, constant
from explorer.core.op import Elementwise
from explorer.core.ops.creation import Arange
from explorer.core.ops.indexing import ALL, IncSubtensor, Range, Slot, Subtensor, is_basic
from explorer.core.ops.linear_algebra import Dot
from explorer.core.ops.reductions import Sum as SumOp
from explorer.core.ops.shape import Join
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.made import made_of
from explorer.core.rewrite.number import number, spread_value
from explorer.core.rewrite.product import PRODUCTS, Product, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import Sum, is_sum, sum_of, write_sum
from explorer.core.rewrite.zeros import is_zero, zeros_that_win
from explorer.core.rules.wilds import A, u, v, x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.ops.indexing import Entry


def counts_all(index: Expression, like: Expression, axis: int) -> bool:
    """Whether an index is 0, 1, … up to the size of an axis."""
    node = index.owner
    if node is None or not isinstance(node.op, Arange):
        return False
    start, _, step = node.inputs
    return number(start) == 0 and number(step) == 1 and index.dimensions[0] == like.dimensions[axis]


def _take_all(e: Expression) -> Expression | None:
    """x[0, 1, …, n - 1] is x."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    x, *operands = node.inputs
    first, *others = node.op.index
    whole = isinstance(first, Slot) and counts_all(operands[first.number], x, 0)
    return x if whole and all(other == ALL for other in others) else None


def _part_of_spread(e: Expression) -> Expression | None:
    """A part of an array of equal numbers is such an array."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    value = spread_value(node.inputs[0])
    if value is None or value.ndim:
        return None
    if e.ndim == 0:
        return value
    arrays = [x for x in node.inputs[1:] if x.dimensions == e.dimensions and not isinstance(x, Constant)]
    return T.fill(arrays[0], value) if arrays else None


def _increment_by_equal(e: Expression) -> Expression | None:
    """Equal numbers need no array to be added at an index."""
    node = e.owner
    if node is None or not isinstance(node.op, IncSubtensor):
        return None
    x, y, *operands = node.inputs
    value = spread_value(y)
    return node.op(x, value, *operands) if value is not None and value.ndim == 0 else None


def _part_of_changed(e: Expression) -> Expression | None:
    """What was put or added at an index, taken from there."""
    found = made_of(e, Subtensor, IncSubtensor)
    if found is None:
        return None
    node, op, inner, changed = found
    x_, y_, *operands = inner.inputs
    if op.index != changed.index or operands != list(node.inputs[1:]) or not is_basic(op.index, operands):
        return None
    if changed.set:
        return fit(y_, e) if y_.type.broadcastable == e.type.broadcastable else None
    return fit(op(x_, *operands) + y_, e)


def _part_of_join(e: Expression) -> Expression | None:
    """A part that lies in one of the arrays that were joined."""
    found = made_of(e, Subtensor, Join)
    if found is None or len(found[0].inputs) > 1:
        return None
    _, op, inner, join = found
    axis = join.axis
    entries = list(op.index)
    if None in entries:
        return None
    place = entries[axis]
    backwards = isinstance(place, int) and place < 0
    offset = 0
    for part in reversed(inner.inputs) if backwards else inner.inputs:
        size = part.dimensions[axis]
        moved = _within(place, offset, size if isinstance(size, int) else None)
        if moved is not None:
            entries[axis] = moved
            return _same_type(Subtensor(tuple(entries))(part), e)
        if not isinstance(size, int):
            return None
        offset += -size if backwards else size
    return None


def _within(place: Entry, offset: int, size: int | None) -> Entry:
    """An entry moved into a part that begins, or counted from the end ends, at ``offset``; None if it lies outside."""
    if isinstance(place, int):
        inside = place - offset
        return inside if size is not None and (-size <= inside < 0 if place < 0 else 0 <= inside < size) else None
    if not isinstance(place, Range) or place.step not in (None, 1) or size is None:
        return None
    if not isinstance(place.start, int) or not isinstance(place.stop, int) or place.start < 0 or place.stop < 0:
        return None
    start, stop = place.start - offset, place.stop - offset
    return Range(start, stop) if 0 <= start <= stop <= size else None


def _part_of_part(e: Expression) -> Expression | None:
    """One index for two, counted from the front."""
    found = made_of(e, Subtensor, Subtensor)
    if found is None:
        return None
    node, second, inner, first_op = found
    if len(node.inputs) > 1 or len(inner.inputs) > 1:
        return None
    outer = list(second.index)
    if None in outer or None in first_op.index:
        return None
    entries: list[Entry] = []
    for first in first_op.index:
        joined = first if isinstance(first, int) else _joined_ranges(first, outer.pop(0))
        if joined is None:
            return None
        entries.append(joined)
    return _same_type(Subtensor(tuple(entries))(inner.inputs[0]), e)


def _same_type(result: Expression, e: Expression) -> Expression | None:
    """The result where as much is known of its sizes as before, not less and not more; else None."""
    return result if result.type == e.type else None


def _joined_ranges(first: Entry, then: Entry) -> Entry:
    """What an entry makes of the elements that a slice named; None where that depends on how many there are."""
    if then == ALL:
        return first
    if first == ALL:
        return then
    if not isinstance(first, Range) or first.step not in (None, 1) or isinstance(first.start, Slot):
        return None
    start = first.start or 0
    open_ended = first.stop is None
    if start < 0:
        return None
    if isinstance(then, int):
        return start + then if then >= 0 else then if open_ended else None
    if not isinstance(then, Range) or then.step not in (None, 1) or not open_ended:
        return None
    if isinstance(then.start, Slot) or isinstance(then.stop, Slot) or (then.start or 0) < 0:
        return None
    stop = then.stop if then.stop is None or then.stop < 0 else start + then.stop
    return Range(start + (then.start or 0), stop)


def _part_of_elementwise(e: Expression) -> Expression | None:
    """One element of what is computed element by element is computed from one element."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if node is None or inner is None or e.ndim or not isinstance(inner.op, Elementwise):
        return None
    whole, *operands = node.inputs
    # Sizes that only may be equal are: an unknown size never broadcasts.
    if not all(x_.ndim == 0 or x_.type.broadcastable == whole.type.broadcastable for x_ in inner.inputs):
        return None
    picked = [x_ if x_.ndim == 0 else node.op(x_, *operands) for x_ in inner.inputs]
    return fit(inner.op(*picked), e)


def _part_of_product(e: Expression) -> Expression | None:
    """A row of a product with a matrix is the product with a row."""
    found = made_of(e, Subtensor, Dot)
    if found is None or found[2].inputs[0].ndim != 2:
        return None
    node, op, inner, _ = found
    first, *rest = op.index
    number_of_row = isinstance(first, int) or (isinstance(first, Slot) and node.inputs[1 + first.number].ndim == 0)
    if not number_of_row or any(entry != ALL for entry in rest):
        return None
    a, b = inner.inputs
    return fit(T.dot(Subtensor((first, ALL))(a, *node.inputs[1:]), b), e)


def _part_of_count(e: Expression) -> Expression | None:
    """An element of start, start + step, …."""
    found = made_of(e, Subtensor, Arange)
    if found is None or len(found[0].inputs) > 1:
        return None
    _, op, inner, _ = found
    (place,) = op.index if len(op.index) == 1 else (None,)
    if not isinstance(place, int) or place < 0:
        return None
    start, _, step = inner.inputs
    return fit(T.cast(start + place * step, e.dtype), e)


def _add_where_it_goes(e: Expression) -> Expression | None:
    """A term that is zeros but for a part is added to that part of the others."""
    if not is_sum(e):
        return None
    view = sum_of(e)
    for term, coefficient in view.terms.items():
        node = term.owner
        if coefficient != 1 or node is None or not isinstance(node.op, IncSubtensor) or node.op.set:
            continue
        nothing, part, *operands = node.inputs
        if not is_zero(nothing) or term.type != e.type:
            continue
        others = {other: c for other, c in view.terms.items() if other is not term}
        if not others:
            return None
        rest = fit(write_sum(Sum(view.offset, others), e), e)
        return node.op(rest, part, *operands)
    return None


def _multiply_where_it_is(e: Expression) -> Expression | None:
    """A factor that is zeros but for a part: the product is, where the zero wins or the other factors are finite."""
    for factor, rest in zeros_that_win(e):
        node = factor.owner
        if node is None or not isinstance(node.op, IncSubtensor) or not is_zero(node.inputs[0]) or not rest.powers:
            continue
        if any(other.ndim and other.type != e.type for other in rest.powers):
            continue
        nothing, part, *operands = node.inputs
        picked = Product(rest.coefficient, {}, rest.absorbing)
        picked.times(part, 1)
        for other, power in rest.powers.items():
            picked.times(Subtensor(node.op.index)(other, *operands) if other.ndim else other, power)
        if part.dimensions == Subtensor(node.op.index)(e, *operands).dimensions:
            return node.op(nothing, write_product(picked, part), *operands)
    return None


def _one_increment(e: Expression) -> Expression | None:
    """What is added at one index, one after the other, is added together."""
    found = made_of(e, IncSubtensor, IncSubtensor)
    if found is None or found[1] != found[3] or found[1].set:
        return None
    node, _, inner, _ = found
    if node.inputs[2:] != inner.inputs[2:] or node.inputs[1].type != inner.inputs[1].type:
        return None
    return node.op(inner.inputs[0], inner.inputs[1] + node.inputs[1], *node.inputs[2:])


def _sum_of_increment(e: Expression) -> Expression | None:
    """The sum of an array to which a part was added."""
    found = made_of(e, SumOp, IncSubtensor)
    if found is None or found[3].set or e.ndim:
        return None
    *_, inner, change = found
    whole, part, *operands = inner.inputs
    if whole.dtype != e.dtype or part.dtype != e.dtype:
        return None
    if Subtensor(change.index)(whole, *operands).dimensions != part.dimensions:
        return None
    return T.sum(whole) + T.sum(part)


def _only_new_axes(e: Expression) -> Expression | None:
    """x[:, None] takes all elements, on another axis too."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor) or any(one not in (None, ALL) for one in node.op.index):
        return None
    (x_,) = node.inputs
    places = [place for place, one in enumerate(node.op.index) if one is None]
    return T.expand_dims(x_, places) if places else x_


INDEXING = ruleset(
    "Indexing",
    index_that_adds_axes=code(
        "An index that takes all elements only adds axes.",
        "subtensor",
        lambda: (u[:, None], T.expand_dims(u, 1)),
        _only_new_axes,
    ),
    part_of_what_was_put_there=code(
        "What was put or added at an index is there.",
        "subtensor",
        lambda: (T.set_subtensor(u[1:3], 2 * u[:2])[1:3], 2 * u[:2]),
        _part_of_changed,
    ),
    part_of_a_join=code(
        "A part of joined arrays is a part of one of them.",
        "subtensor",
        lambda: (T.stack([x, y])[1], y),
        _part_of_join,
    ),
    part_of_a_part=code("One index for two.", "subtensor", lambda: (u[1:][2], u[3]), _part_of_part),
    element_of_elementwise=code(
        "One element is computed from one element.",
        "subtensor",
        lambda: (T.sin(u)[1], T.sin(u[1])),
        _part_of_elementwise,
    ),
    row_of_a_product=code(
        "A row of a product is the product with a row.",
        "subtensor",
        lambda: (T.dot(A, v)[1], T.dot(A[1], v)),
        _part_of_product,
    ),
    element_of_a_count=code(
        "An element of a count is a number.",
        "subtensor",
        lambda: (T.arange(T.size(u))[2], constant(2)),
        _part_of_count,
    ),
    add_where_it_goes=code(
        "A term that is zeros but for a part is added to that part.",
        "add",
        lambda: (u + T.inc_subtensor(T.zeros_like(u)[1:], v[1:]), T.inc_subtensor(u[1:], v[1:])),
        _add_where_it_goes,
        needs="inc_subtensor",
    ),
    one_increment=code(
        "What is added at one index is added together.",
        "inc_subtensor",
        lambda: (T.inc_subtensor(T.inc_subtensor(u[1], x)[1], y), T.inc_subtensor(u[1], x + y)),
        _one_increment,
    ),
    multiply_where_it_is=code(
        "A factor that is zeros but for a part makes the product zeros but for that part.",
        " ".join(sorted(PRODUCTS)),
        lambda: (
            T.absorbing_multiply(T.inc_subtensor(T.zeros_like(u)[1], x), T.exp(u)),
            T.inc_subtensor(T.zeros_like(u)[1], x * T.exp(u)[1]),
        ),
        _multiply_where_it_is,
        needs="inc_subtensor",
    ),
    sum_of_an_increment=code(
        "What is added to a part is added to the sum.",
        "sum",
        lambda: (T.sum(T.inc_subtensor(u[1], x)), T.sum(u) + x),
        _sum_of_increment,
        needs="inc_subtensor",
    ),
    part_of_equal_numbers=code(
        "A part of an array of equal numbers is such an array.",
        "subtensor",
        lambda: (T.fill(u, constant(2.0))[0], constant(2.0)),
        _part_of_spread,
    ),
    take_all=code(
        "All elements in order are the array itself.", "subtensor", lambda: (u[T.arange(T.shape(u)[0])], u), _take_all
    ),
    increment_by_equal_numbers=code(
        "Equal numbers need no array to be added at an index.",
        "inc_subtensor",
        lambda: (T.inc_subtensor(u[:2], T.fill(u[:2], constant(1.0))), T.inc_subtensor(u[:2], constant(1.0))),
        _increment_by_equal,
    ),
)
