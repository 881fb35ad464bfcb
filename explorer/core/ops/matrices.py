"""What operations on matrices, and on stacks of them, have in common: the last two axes are a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import aligned
from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, Axes
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.op import Op
from explorer.core.tie import surface as T
from explorer.core.types import unify, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts, Shape
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension


class MatrixOp(Op):
    """An operation on the last two axes of its operands, whose leading axes broadcast. Abstract."""

    family = "linear algebra"

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """All of a matrix on all of the one that it is made of, as far as that is read; stacks matrix by matrix."""
        if not self.passes(node, operand, output):
            return NOTHING
        own, whole = facts.shape(node.inputs[operand]), facts.shape(node.outputs[output])
        lead = max(0, *(x.ndim - 2 for x in node.inputs))
        stack = len(own) - 2 if len(own) > 2 else 0
        labels = [*range(lead - stack, lead), *(f"in{axis}" for axis in range(len(own) - stack))]
        read = self.reads(*own[-2:]) if len(own) > 1 else None
        made = self.makes(output, *whole[-2:]) if len(whole) > 1 else None
        return (
            *(() if made is None else (part_of_matrices(whole, made),)),
            Axes(labels, own, range(len(whole)), whole),
            *(() if read is None else (part_of_matrices(own, read),)),
        )

    def reads(self, rows: int, columns: int) -> np.ndarray | None:
        """Which entries of a matrix the outputs depend on; None for all."""
        return None

    def makes(self, output: int, rows: int, columns: int) -> np.ndarray | None:
        """Which entries of the matrices that it makes may be other than zero; None for all."""
        return None

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        shape = facts.shape(node.outputs[output])
        made = self.makes(output, *shape[-2:]) if len(shape) > 1 else None
        return None if made is None else np.broadcast_to(made, shape)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """Itself, with the leading axes of the operands aligned."""
        ndim = max(x.ndim for x in node.inputs)
        return self.all(*(aligned(x, has, ndim) for x, has in zip(inputs, batched, strict=True))), True


def part_of_matrices(shape: Shape, read: np.ndarray) -> Axes:
    """The identity, without the entries of matrices that are not read."""
    axes = range(-len(shape), 0)
    return Axes(axes, shape, axes, shape, read, (-2, -1))


# -------------------------------------------------------------------------------------------------------------- types


def linear_dtype(name: str, *operands: Expression) -> np.dtype:
    """The dtype that linear algebra is done in: that of the operands together, integers as float64, as in NumPy.

    Raises:
        DTypeError: for half precision, which NumPy's linear algebra does not know.
    """
    dtype = np.result_type(*(x.dtype if x.type.inexact else np.float64 for x in operands))
    if dtype.char not in "fdFD":
        operand = " and ".join(f"{T.brief(x)}, of {x.dtype}" for x in operands)
        message = f"{operand}: {name} takes float32, float64, complex64 and complex128; cast it to one of them"
        raise DTypeError(message)
    return dtype


def real_dtype(dtype: np.dtype) -> np.dtype:
    """The dtype of the real part."""
    return np.empty(0, dtype).real.dtype


def matrix(x: Any, name: str) -> Expression:
    """``x`` as an expression that is a matrix or a stack of them.

    Raises:
        ShapeError: where it has fewer than two axes.
    """
    expression = as_expression(x)
    if expression.ndim < 2:
        message = f"{describe(expression)}: {name} takes a matrix, or a stack of them along leading axes"
        raise ShapeError(message)
    return expression


def square(x: Expression, name: str) -> Dimension:
    """The number of rows, which is that of the columns.

    Raises:
        ShapeError: naming the operand and its dimensions, where it can never be square.
    """
    rows, columns = matrix(x, name).dimensions[-2:]
    size = unify(rows, columns)
    if size is None:
        message = f"{describe(x)}: {name} takes square matrices, so it needs {rows} = {columns}"
        raise ShapeError(message)
    return size


def smaller(rows: Dimension, columns: Dimension) -> Dimension:
    """The smaller of two sizes, as far as it is known."""
    if isinstance(rows, int) and isinstance(columns, int):
        return min(rows, columns)
    return rows if rows == columns else unknown()


def leading(name: str, *operands: Expression) -> tuple[Dimension, ...]:
    """The leading axes of stacks of matrices, broadcast.

    Raises:
        ShapeError: naming the operands and their dimensions, where two sizes can never be equal.
    """
    result: list[Dimension] = []
    for axis in range(-max(x.ndim for x in operands), -2):
        size: Dimension = 1
        for x in operands:
            other = x.dimensions[axis] if -axis <= x.ndim else 1
            together = other if size == 1 else size if other == 1 else unify(size, other)
            if together is None:
                shapes = " and ".join(map(describe, operands))
                message = f"{shapes}: the leading axes of {name} need {size} = {other}"
                raise ShapeError(message)
            size = together
        result.append(size)
    return tuple(result)


# -------------------------------------------------------------------------------------- parts of matrices, for formulas


def adjoint(x: Expression) -> Expression:
    """Each matrix transposed and conjugated."""
    return T.swapaxes(T.conj(x), -1, -2)


def main_diagonal(x: Expression) -> Expression:
    """The diagonal of each matrix, as the last axis."""
    return T.diagonal(x, 0, -2, -1)


def real_diagonal_between(x: Expression, y: Expression) -> Expression:
    """The real part of the diagonal of Xᴴ Y, without the rest of it."""
    return T.sum(T.real(T.conj(x) * y), axis=-2)


def of_rows(x: Expression) -> Expression:
    """A vector for each matrix, so that it multiplies rows."""
    return T.expand_dims(x, -1)


def of_columns(x: Expression) -> Expression:
    """A vector for each matrix, so that it multiplies columns."""
    return T.expand_dims(x, -2)


def lower_half(x: Expression) -> Expression:
    """The lower triangle of each square matrix, with half of its diagonal."""
    return (T.tril(x) + T.tril(x, -1)) / 2


def skew_of_lower(x: Expression) -> Expression:
    """The skew-Hermitian matrix with the strictly lower triangle of ``x``, and the imaginary part of its diagonal."""
    lower = lower_half(x)
    return lower - adjoint(lower)


def hermitian_of_lower(x: Expression) -> Expression:
    """The Hermitian matrix with the lower triangle of ``x``; of its diagonal, the real part."""
    lower = lower_half(x)
    return lower + adjoint(lower)


def negligible(x: Expression, values: Expression) -> Expression:
    """Where ``x`` is no larger than what rounding makes of eigenvalues or singular values that are equal, or 0."""
    size = T.expand_dims(T.sum(T.abs(values), axis=-1), tuple(range(values.ndim - 1 - x.ndim, 0)))
    return T.le(T.abs(x), _ROUNDING * np.finfo(values.dtype).eps * size)


_ROUNDING = 8


def reciprocal_or_zero(x: Expression, values: Expression) -> Expression:
    """1 / x, and 0 where x is negligible beside ``values``: what has no definite part there contributes nothing."""
    nothing = negligible(x, values)
    return T.switch(nothing, 0, 1 / T.switch(nothing, 1, x))
