"""From the terms of a Jacobian to an output that is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.derive.entries.emit import emitted
from explorer.core.derive.entries.layout import Entries, by_sizes
from explorer.core.derive.entries.term import NotEmittedError, numbers
from explorer.core.derive.forward import push_forward
from explorer.core.derive.gradient import refuse_null
from explorer.core.derive.jacobian import dtype_of
from explorer.core.evaluate.function import Function
from explorer.core.evaluate.placement import Placement
from explorer.core.expr import Variable
from explorer.core.graph import leaves, replace
from explorer.core.ops.shape import SizeOf
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.placement import Layout
    from explorer.core.expr import Expression


def emission(
    y: Expression,
    x: Expression,
    constants: Sequence[Expression],
    optimised: Callable[[Sequence[Expression]], Sequence[Expression]],
    *,
    sparse: bool,
) -> Placement:
    """The Jacobian of ``y`` by ``x`` as a placement of its terms.

    Args:
        y: what is differentiated, optimised.
        x: what by, real.
        constants: what is not differentiated through.
        optimised: gives expressions in their optimised form.
        sparse: whether a ``scipy.sparse`` array is wanted.

    Raises:
        NotEmittedError: where the derivative is not made of such terms, or where they stand depends on values.
    """
    seed = Variable(x.type.with_dtype(derivative_dtype(x.dtype)))
    (tangent,) = push_forward([y], {x: seed}, constants)
    refuse_null([tangent], [y], [x])
    terms = [] if tangent is None else emitted(tangent, seed)
    places: list[Expression] = []
    for term in terms:
        places += [numbers(y) if term.rows is None else term.rows, term.columns]
    shapes = [*T.shape(y), *T.shape(x)]
    found = optimised([_of(x, seed, e) for e in (*(term.values for term in terms), *places, *shapes)])
    values, where = found[: len(terms)], found[len(terms) :]
    sizes, layout = _layouts(where, y.ndim, y.ndim + x.ndim, tuple(not v.ndim for v in values), dtype_of(y, x))
    return Placement(layout, sizes, tuple(values), sparse)


def _of(x: Expression, seed: Variable, e: Expression) -> Expression:
    """An expression in which a seed is there for its shape alone, without the seed."""
    return replace([e], {seed: x if x.dtype == seed.dtype else T.cast(x, seed.dtype)})[0]


def _layouts(
    where: Sequence[Expression], rows: int, axes: int, uniform: tuple[bool, ...], dtype: np.dtype
) -> tuple[tuple[Expression, ...], Callable[..., Layout]]:
    """The sizes that places depend on, and what gives the layout for them."""
    sizes, where = _by_sizes(where)
    places = Function([stand_in for _, stand_in in sizes], where, where)

    def layout(*numbers: int) -> Entries:
        found = [np.asarray(one) for one in places(*numbers)]
        shape = tuple(int(size) for size in found[len(found) - axes :])
        pairs = found[: len(found) - axes]
        flat = [(row.reshape(-1), column.reshape(-1)) for row, column in zip(pairs[::2], pairs[1::2], strict=True)]
        return Entries(shape[:rows], shape[rows:], dtype, flat, uniform)

    return tuple(size for size, _ in sizes), by_sizes(layout)


def _by_sizes(
    where: Sequence[Expression],
) -> tuple[list[tuple[Expression, Variable]], list[Expression]]:
    """Expressions over variables that stand for sizes, and for each of these what it stands for.

    Raises:
        NotEmittedError: where they depend on other values.
    """
    stand_ins: dict[Expression, Expression] = {}
    pairs: list[tuple[Expression, Variable]] = []
    stack = list(where)
    seen: set[Expression] = set()
    while stack:
        e = stack.pop()
        if e in seen:
            continue
        seen.add(e)
        is_number = isinstance(e, Variable) and not e.ndim and e.dtype.kind in "iu"
        if is_number or (e.owner is not None and isinstance(e.owner.op, SizeOf)):
            variable = Variable(e.type)
            stand_ins[e] = variable
            pairs.append((e, variable))
        elif e.owner is not None:
            stack.extend(e.owner.inputs)
    found = replace(list(where), stand_ins)
    own = {variable for _, variable in pairs}
    if any(isinstance(x, Variable) and x not in own for x in leaves(found)):
        raise NotEmittedError
    return pairs, found
