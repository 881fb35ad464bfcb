"""Shares of a sum of exponentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError
from explorer.core.ops.reductions import logsumexp, normalise_axis
from explorer.core.ops.symmetric import Symmetric
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Softmax(Symmetric):
    """exp(x) / sum(exp(x)) over axes, without overflow; ``scipy.special.softmax``.

    Its Jacobian diag(p) - p pᵀ is symmetric: both rules are one.
    """

    symbol = "p"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.dtype.kind == "c":
            message = "softmax takes real operands"
            raise DTypeError(message)
        return (x.type.with_dtype(np.exp(np.empty(0, x.dtype)).dtype),)

    def python(self, *operands: str) -> str:
        return f"softmax({operands[0]}, {self.axis})"

    def symmetric(self, node: Apply, moved: Expression) -> Expression:
        p = node.output()
        return p * (moved - T.sum(p * moved, axis=self.axis, keepdims=True))


def softmax(x: Any, axis: Any = None) -> Expression:
    """exp(x) / sum(exp(x)) over ``axis`` (an int, a tuple, or None for all); ``scipy.special.softmax``."""
    expression = as_expression(x)
    return Softmax(normalise_axis(axis, expression.ndim, "softmax"))(expression)


def log_softmax(x: Any, axis: Any = None) -> Expression:
    """X - logsumexp(x) over ``axis``; ``scipy.special.log_softmax``."""
    return T.subtract(x, logsumexp(x, axis, keepdims=True))
