"""Arrays out of sizes: alloc, zeros, ones, arange, eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import NotBatchableError, aligned
from explorer.core.chain import match_dtype, spread_to
from explorer.core.convert import as_expression, as_expressions
from explorer.core.dependence import NOTHING, beside
from explorer.core.errors import DTypeError
from explorer.core.expr import constant
from explorer.core.op import Linear, Op
from explorer.core.ops.shape import sizes
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import Dimension


class Alloc(Linear):
    """A value broadcast to a shape: operands are the value and a size for each axis."""

    moves = True
    family = "shape"
    symbol = "▦"

    def infer(self, value: Expression, *sizes: Expression) -> tuple[TensorType, ...]:
        return (TensorType(value.dtype, tuple(dimension_of(size) for size in sizes)),)

    def python(self, *operands: str) -> str:
        value, *sizes = operands
        return f"np.broadcast_to({value}, ({', '.join(sizes)}{',' if len(sizes) == 1 else ''}))"

    def connected(self, count: int) -> tuple[bool, ...]:
        return (True,) + (False,) * (count - 1)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        if any(batched[1:]):
            message = "an alloc of sizes that differ has no form on stacks"
            raise NotBatchableError(message)
        return self.all(aligned(inputs[0], True, node.types[0].ndim), count, *inputs[1:]), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        if operand:
            return NOTHING
        return beside(facts.shape(node.inputs[0]), facts.shape(node.output()))

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return cotangent


class _Constructed(Op):
    """An array made from sizes alone, with no derivative. Abstract."""

    family = "shape"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,) * len(node.inputs)


class Arange(Op):
    """start, start + step, … below stop; ``np.arange``. Where it stops has the derivative zero."""

    family = "shape"

    symbol = "0…n"
    code = "np.arange($start, $stop, $step)"

    def infer(self, start: Expression, stop: Expression, step: Expression) -> tuple[TensorType, ...]:
        dtype = np.result_type(start.dtype, stop.dtype, step.dtype)
        return (TensorType(dtype, (_count(start, stop, step),)),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        start, _, step = tangents
        out = node.output()
        parts = [start] if start is not None else []
        if step is not None:
            parts.append(step * _numbers(out, step))
        return (spread_to(T.add(*parts) if len(parts) > 1 else parts[0], out) if parts else None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (cotangent,) = cotangents
        assert cotangent is not None
        start, _, step = node.inputs
        by_start = match_dtype(T.sum(cotangent), start) if wanted[0] else None
        by_step = match_dtype(T.sum(cotangent * _numbers(node.output(), cotangent)), step) if wanted[2] else None
        return by_start, None, by_step


def _numbers(out: Expression, like: Expression) -> Expression:
    """0, 1, … for each element."""
    return T.cast(T.arange(T.shape(out)[0]), like.dtype)


def _count(start: Expression, stop: Expression, step: Expression) -> Dimension:
    values: list[Any] = [getattr(part, "value", None) for part in (start, stop, step)]
    if all(value is not None for value in values):
        return len(np.arange(*values))
    if values[2] is not None and values[2] == 1 and stop.dtype.kind in "iu" and start.dtype.kind in "iu":
        return dimension_of(stop) - dimension_of(start) if values[0] != 0 else dimension_of(stop)
    return unknown()


@dataclass(frozen=True, repr=False)
class Eye(_Constructed):
    """Ones on one diagonal, else zeros; ``np.eye``. Operands are the numbers of rows and of columns."""

    offset: int = 0
    to: str = "float64"
    symbol = "I"
    family = "linear algebra"

    def infer(self, rows: Expression, columns: Expression) -> tuple[TensorType, ...]:
        return (TensorType(np.dtype(self.to), (dimension_of(rows), dimension_of(columns))),)

    def python(self, *operands: str) -> str:
        rows, columns = operands
        offset = f", k={self.offset}" if self.offset else ""
        dtype = "" if self.to == "float64" else f", dtype=np.{np.dtype(self.to).name}"
        return f"np.eye({rows}, {columns}{offset}{dtype})"


def alloc(value: Any, *shape: Any) -> Expression:
    """``value`` broadcast to ``shape``."""
    return Alloc()(as_expression(value), *sizes(shape[0] if len(shape) == 1 else shape))


def full(shape: Any, value: Any, dtype: Any = None) -> Expression:
    """``value`` everywhere in an array of ``shape``."""
    expression = as_expression(value)
    return Alloc()(expression if dtype is None else T.cast(expression, dtype), *sizes(shape))


def zeros(shape: Any, dtype: Any = "float64") -> Expression:
    """Zeros of ``shape``."""
    return Alloc()(constant(0, dtype=dtype), *sizes(shape))


def ones(shape: Any, dtype: Any = "float64") -> Expression:
    """Ones of ``shape``."""
    return Alloc()(constant(1, dtype=dtype), *sizes(shape))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Expression:
    """start, start + step, … below stop; from 0 where only one bound is given.

    Raises:
        DTypeError: for bounds that are not scalars.
    """
    first, last = (0, start) if stop is None else (start, stop)
    values = as_expressions((first, last, step))
    if any(value.ndim for value in values):
        message = "arange takes scalars"
        raise DTypeError(message)
    result = Arange()(*values)
    return result if dtype is None else T.cast(result, dtype)


def eye(n: Any, m: Any = None, k: int = 0, dtype: Any = "float64") -> Expression:
    """A matrix of n rows and m (n unless given) columns with ones on diagonal k, else zeros."""
    rows, columns = sizes((n, n if m is None else m))
    return Eye(k, np.dtype(dtype).name)(rows, columns)


def identity(n: Any, dtype: Any = "float64") -> Expression:
    """The identity matrix of n rows."""
    return eye(n, dtype=dtype)
