"""A Jacobian of which nothing but the pattern is known: its entries from few products, by a colouring."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.chain import to_dtype
from explorer.core.derive.colouring.colouring import colouring
from explorer.core.derive.entries.layout import by_sizes, like
from explorer.core.derive.forward import push_forward
from explorer.core.derive.gradient import refuse_null
from explorer.core.derive.jacobian import dtype_of, for_each
from explorer.core.derive.reverse import pull_back
from explorer.core.derive.sparsity.pattern import jacobian_sparsity
from explorer.core.evaluate.placement import Placement
from explorer.core.expr import Variable
from explorer.core.graph import leaves
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.dependence import Shape
    from explorer.core.derive.colouring.colouring import Colouring
    from explorer.core.derive.sparsity.matrices import Pattern
    from explorer.core.expr import Expression


class Coloured:
    """The layout of a Jacobian by the colouring of its pattern.

    Attributes:
        seeds: the directions, of shape (groups of columns, …), and the weights, of shape (groups of rows, …).
    """

    def __init__(
        self, pattern: Pattern, groups: Colouring, shapes: tuple[Shape, Shape], dtypes: tuple[np.dtype, ...]
    ) -> None:
        rows, columns = shapes
        dtype, of_rows, of_columns = dtypes
        self._pattern = pattern.astype(dtype)
        self._groups = groups
        self._shape = (*rows, *columns)
        entries = pattern.tocoo()
        self._at = entries.row.astype(np.int64) * pattern.shape[1] + entries.col
        directions, weights = groups.directions(), groups.weights()
        self.seeds = (
            directions.reshape(len(directions), *columns).astype(of_columns),
            weights.reshape(len(weights), *rows).astype(of_rows),
        )

    def _entries(self, values: Sequence[Any]) -> np.ndarray:
        return self._groups.entries(np.concatenate([np.asarray(one).reshape(-1) for one in values]))

    def dense(self, *values: Any) -> np.ndarray:
        """The array, of zeros where nothing stands."""
        found = np.zeros(self._shape, self._pattern.dtype)
        found.reshape(-1)[self._at] = self._entries(values)
        return found

    def sparse(self, *values: Any) -> Any:
        """The ``scipy.sparse.csr_array``, with indices of its own."""
        return like(self._pattern, self._entries(values))

    def fill(self, out: Any, *values: Any) -> None:
        """Of products there is no shorter way into an array than to make one."""

    def places(self, out: Any) -> None:
        """Products are no entries."""


def coloured(
    y: Expression,
    x: Expression,
    constants: Sequence[Expression],
    optimised: Callable[[Sequence[Expression]], Sequence[Expression]],
    *,
    symmetric: bool,
) -> Placement:
    """The Jacobian of ``y`` by ``x`` as a sparse placement of its products with directions and weights.

    Of a complex function only products with directions are taken, of a real one by complex variables only those with
    weights: there the two sweeps do not give the same entries.

    Args:
        y: what is differentiated, optimised.
        x: what by.
        constants: what is not differentiated through.
        optimised: gives expressions in their optimised form.
        symmetric: whether the Jacobian is, as a Hessian.
    """
    forth = y.dtype.kind == "c" or x.dtype.kind != "c"
    back = y.dtype.kind != "c" and not symmetric
    dtype = dtype_of(y, x)
    directions, weights = _stack(x), _stack(y)
    found = optimised(
        [
            _forth(y, x, constants, directions, dtype) if forth else directions,  # of which there are none
            _back(y, x, constants, weights, dtype) if back else weights,
        ]
    )
    inputs = [v for v in leaves([y, x]) if isinstance(v, Variable)]
    numbers = [v for v in inputs if not v.ndim and v.dtype.kind in "iu"]
    own = [size for v in inputs for size in T.shape(v)]
    sizes = optimised([*own, *numbers, *T.shape(y), *T.shape(x)])
    dtypes = dtype, weights.dtype, directions.dtype
    ways = ("columns",) * forth + ("rows",) * back

    def layout(*given: int) -> Coloured:
        values = iter(given)
        known: dict[Any, Any] = {v: tuple(islice(values, v.ndim)) for v in inputs if v.ndim}
        known |= {v: next(values) for v in numbers}
        pattern = jacobian_sparsity(y, x, known)
        rows, columns = tuple(islice(values, y.ndim)), tuple(values)
        return Coloured(pattern, colouring(pattern, symmetric=symmetric, ways=ways), (rows, columns), dtypes)

    return Placement(by_sizes(layout), tuple(sizes), tuple(found), sparse=True, seeds=(directions, weights))


def _stack(x: Expression) -> Variable:
    """Several arrays like ``x``, along a new first axis."""
    return Variable(TensorType(derivative_dtype(x.dtype), (unknown(), *x.dimensions)))


def _forth(
    y: Expression, x: Expression, constants: Sequence[Expression], directions: Variable, dtype: np.dtype
) -> Expression:
    """The products of the Jacobian with each direction."""
    seed = Variable(x.type.with_dtype(derivative_dtype(x.dtype)))
    (found,) = push_forward([y], {x: seed}, constants)
    refuse_null([found], [y], [x])
    return _each(found, seed, directions, y, dtype)


def _back(
    y: Expression, x: Expression, constants: Sequence[Expression], weights: Variable, dtype: np.dtype
) -> Expression:
    """The products of each weight with the Jacobian."""
    seed = Variable(y.type.with_dtype(derivative_dtype(y.dtype)))
    (found,) = pull_back({y: seed}, [x], constants)
    refuse_null([found], [y], [x])
    return _each(found, seed, weights, x, dtype)


def _each(found: Expression | None, seed: Variable, stack: Variable, like: Expression, dtype: np.dtype) -> Expression:
    count = T.shape(stack)[0]
    if found is None:
        return T.zeros((count, *T.shape(like)), dtype)
    return to_dtype(for_each(found, seed, stack, count), dtype)
