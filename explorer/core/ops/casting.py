"""Changes of dtype, and the parts of complex numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, SAME
from explorer.core.errors import DTypeError
from explorer.core.op import Linear
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Cast(Linear):
    """The operand in another dtype; ``astype``. To integers and booleans its derivative is zero.

    Complex operands stay complex, or say whether they are zero; which real number is meant, the person must say.
    """

    to: str
    family = "elementwise"
    symbol = "⇄"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        wanted = np.dtype(self.to)
        if x.dtype.kind == "c" and wanted.kind not in "cb":
            message = f"{x.dtype} to {wanted}: take real(x), imag(x), abs(x) or angle(x)"
            raise DTypeError(message)
        return (x.type.with_dtype(wanted),)

    def python(self, *operands: str) -> str:
        return f"np.asarray({operands[0]}).astype(np.{np.dtype(self.to).name})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return self.all(*inputs), True

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return (np.dtype(self.to).kind in "fc",)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME if self.linear_in(1)[0] else NOTHING

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        return facts.support(node.inputs[0])  # true to integers and booleans as well

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return cotangent


def cast(x: Any, dtype: Any) -> Expression:
    """``x`` in ``dtype``; itself where it has that dtype already.

    Raises:
        DTypeError: from complex to real: take `real`, `imag`, `abs` or `angle`.
    """
    expression, wanted = as_expression(x), np.dtype(dtype)
    return expression if expression.dtype == wanted else Cast(wanted.name)(expression)


class Real(Linear):
    """The real part; ``np.real``."""

    family = "elementwise"
    symbol = "Re"
    formula = "Re(x)"
    code = "np.real($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(np.empty(0, x.dtype).real.dtype),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return self.all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return cotangent


class Imag(Linear):
    """The imaginary part; ``np.imag``."""

    family = "elementwise"
    symbol = "Im"
    formula = "Im(x)"
    code = "np.imag($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(np.empty(0, x.dtype).real.dtype),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return self.all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME if node.inputs[0].dtype.kind == "c" else NOTHING

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        if inputs[0].dtype.kind != "c":
            return T.zeros_like(cotangent)
        return cotangent * T.constant(1j, dtype=inputs[0].dtype)


class Conj(Linear):
    """The complex conjugate; ``np.conj``."""

    family = "elementwise"
    symbol = "z̄"
    code = "np.conj($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(np.conj(np.empty(0, x.dtype)).dtype),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return self.all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return conj(cotangent)


_real, _imag, _conj = Real(), Imag(), Conj()


def real(x: Any) -> Expression:
    """The real part of ``x``; a real expression itself."""
    expression = as_expression(x)
    return _real(expression) if expression.dtype.kind == "c" else expression


def imag(x: Any) -> Expression:
    """The imaginary part of ``x``; zeros for a real expression."""
    return _imag(x)


def conj(x: Any) -> Expression:
    """The complex conjugate of ``x``; a real expression itself."""
    expression = as_expression(x)
    return _conj(expression) if expression.dtype.kind == "c" else expression
