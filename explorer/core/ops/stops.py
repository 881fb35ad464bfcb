"""Operations that are the identity forward and change what flows backward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, SAME
from explorer.core.errors import NullTypeGradError
from explorer.core.graph import applies
from explorer.core.op import Op
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


class Unchanged(Op):
    """The operand, with a derivative of its own. Abstract."""

    family = "elementwise"
    symbol = "="
    code = "$x"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type,)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME if self.passes(node, operand) else NOTHING

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        return facts.support(node.inputs[0])

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return self.all(*inputs), True


class DisconnectedGrad(Unchanged):
    """The operand, cut off: a derivative by what lies behind it is disconnected."""

    name = "disconnected_grad"

    def connected(self, count: int) -> tuple[bool, ...]:
        return (False,)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,)


class ZeroGrad(Unchanged):
    """The operand as a constant: its derivative is zero."""

    name = "zero_grad"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,)


class UndefinedGrad(Unchanged):
    """The operand, whose derivative is not defined: asking for it is an error."""

    name = "undefined_grad"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (self._null(node),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (self._null(node),)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        raise NullTypeGradError(f"the derivative of {T.brief(node.output())} is not defined")

    def _null(self, node: Apply) -> Expression:
        return NullGradient(f"the derivative of {T.brief(node.output())} is not defined")(*node.inputs)


@dataclass(frozen=True, repr=False)
class NullGradient(Op):
    """A derivative that is not defined, of the shape of the operand. It can be passed on, but never computed."""

    reason: str
    name = "null_gradient"
    symbol = "∅"

    def __repr__(self) -> str:
        return f"null gradient ({self.reason})"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(derivative_dtype(x.dtype)),)

    def python(self, *operands: str) -> str:
        raise NullTypeGradError(self.reason)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (node.output(),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (node.output(),)


def null_in(*derivatives: Expression) -> tuple[Expression, str] | None:
    """The first part of some derivatives that is not defined, and why; None where all of them are."""
    for node in applies(derivatives):
        if type(node.op) is NullGradient:
            return node.output(), node.op.reason
    return None


@dataclass(frozen=True, repr=False)
class GradClip(Unchanged):
    """The operand; its cotangent is clipped to [low, high]."""

    low: float
    high: float
    name = "grad_clip"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return tuple(tangents)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (cotangent,) = cotangents
        return (T.clip(cotangent, self.low, self.high),)


@dataclass(frozen=True, repr=False)
class GradScale(Unchanged):
    """The operand; its cotangent is multiplied by a number."""

    factor: float
    name = "grad_scale"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return tuple(None if t is None else t * self.factor for t in tangents)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return SAME if self.factor else NOTHING

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return tuple(None if g is None else g * self.factor for g in cotangents)


disconnected_grad, zero_grad, undefined_grad = DisconnectedGrad(), ZeroGrad(), UndefinedGrad()
consider_constant = zero_grad


def grad_clip(x: Any, lower_bound: float, upper_bound: float) -> Expression:
    """``x``, whose cotangent is clipped to [lower_bound, upper_bound] on its way back; a tangent passes as it is.

    Raises:
        ValueError: where the bounds are in the wrong order, or one is NaN.
    """
    low, high = float(lower_bound), float(upper_bound)
    if not low <= high:
        message = f"grad_clip needs bounds in order, not {low:g} and {high:g}"
        raise ValueError(message)
    return GradClip(low, high)(as_expression(x))


def grad_scale(x: Any, multiplier: float) -> Expression:
    """``x``, whose cotangent is multiplied by ``multiplier`` on its way back, and its tangent on its way on."""
    return GradScale(float(multiplier))(as_expression(x))
