"""The discrete convolution of two vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.convert import as_expressions
from explorer.core.dependence import Pairs
from explorer.core.errors import ShapeError
from explorer.core.op import Multilinear
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression


@dataclass(frozen=True, repr=False)
class Convolve(Multilinear):
    """The convolution of two vectors, ``z[k] = Σ x[i] y[k - i]``; ``np.convolve``.

    Of m and n numbers it is all m + n - 1, or where ``valid`` the m - n + 1 that all of y takes part in; then x must
    be the longer one. The transpose of one is the other.
    """

    valid: bool = False
    family = "linear algebra"
    symbol = "∗"

    def infer(self, x: Expression, y: Expression) -> tuple[TensorType, ...]:
        if x.ndim != 1 or y.ndim != 1:
            message = f"{describe(x)} and {describe(y)}: convolve takes two vectors"
            raise ShapeError(message)
        (m,), (n,) = x.dimensions, y.dimensions
        size = m - n + 1 if self.valid else m + n - 1
        if m == 0 or n == 0 or (isinstance(size, int) and size < 1):
            message = f"{describe(x)} and {describe(y)}: convolve has no element for these sizes"
            raise ShapeError(message)
        return (TensorType(np.result_type(x.dtype, y.dtype), (size,)),)

    def python(self, *operands: str) -> str:
        mode = ", mode='valid'" if self.valid else ""
        return f"np.convolve({', '.join(operands)}{mode})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        # For each element of the result the part of x that y turned round lies on: a product of matrices.
        x, y = inputs
        m, n = T.shape(x)[-1], T.shape(y)[-1]
        if not self.valid:
            ends = T.zeros((*T.shape(x)[:-1], n - 1), x.dtype)
            x = T.concatenate([ends, x, ends], axis=-1)
            m = m + n - 1
        places = T.expand_dims(T.arange(m - n + 1 if self.valid else m), 1) + (n - 1 - T.arange(n))
        return (T.einsum("...kj,...j->...k", x[..., places], y),), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        # Element k of the output is made of elements i of x and j of y with i + j = k, or k more where all of y counts.
        other = facts.support(node.inputs[1 - operand])
        (count,), (others,), (size,) = (
            facts.shape(e) for e in (node.inputs[operand], node.inputs[1 - operand], node.output())
        )
        beside = np.arange(others) if other is None else np.flatnonzero(other)
        own = np.repeat(np.arange(count), beside.size)
        places = own + np.tile(beside, count)
        if self.valid:
            places = places - (facts.shape(node.inputs[1])[0] - 1)
        inside = (places >= 0) & (places < size)
        return (Pairs(places[inside], own[inside], (size, count)),)

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        other = T.conj(inputs[1 - index])[::-1]
        if self.valid and index == 1:
            return _valid(other, cotangent)
        return (_full if self.valid else _valid)(cotangent, other)


_full, _valid = Convolve(), Convolve(valid=True)


def convolve(x: Any, y: Any, mode: str = "full") -> Expression:
    """The convolution of two vectors; ``np.convolve``.

    Args:
        x: a vector of m numbers, or a scalar.
        y: a vector of n numbers, or a scalar.
        mode: "full" for all m + n - 1 numbers, "same" for max(m, n) in the middle, "valid" for the max(m, n) -
            min(m, n) + 1 that the whole of both vectors takes part in.

    Raises:
        ShapeError: for more than one axis, and for vectors without elements.
        ValueError: for another mode.
    """
    a, b = (T.atleast_1d(one) for one in as_expressions((x, y)))
    if mode not in ("full", "same", "valid"):
        message = f"convolve: mode is 'full', 'same' or 'valid', not {mode!r}"
        raise ValueError(message)
    whole = _full(a, b)
    if mode == "full":
        return whole
    m, n = a.dimensions[0], b.dimensions[0]
    if mode == "valid" and isinstance(m, int) and isinstance(n, int):
        return _valid(a, b) if m >= n else _valid(b, a)
    sizes = T.shape(a)[0], T.shape(b)[0]
    longer: Any = max(m, n) if isinstance(m, int) and isinstance(n, int) else T.maximum(*sizes)
    shorter: Any = min(m, n) if isinstance(m, int) and isinstance(n, int) else T.minimum(*sizes)
    if mode == "valid":
        return whole[shorter - 1 : longer]
    start = (shorter - 1) // 2
    return whole[start : start + longer]
