"""Implicit functions: `root` of an equation, `minimize` of a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe, same_shape
from explorer.core.convert import as_expression
from explorer.core.derive.entries.diagonal import own_derivative
from explorer.core.derive.gradient import grad
from explorer.core.derive.jacobian import jacobian
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Variable
from explorer.core.ops.implicit import Minimize, Root, functions_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype, shape_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression

_CLOSE = 1e-10  # Newton's steps square the error: after a last one of this size it is below rounding
_MOST = 100


def root(f: Callable[[Expression], Any], x0: Any, tolerance: float = _CLOSE, max_steps: int = _MOST) -> Expression:
    """The x with f(x) = 0 near a first guess, by Newton's method with a line search.

    Its derivatives by what ``f`` depends on are those of the implicit function theorem, to any order; by ``x0`` zero.
    Where ``x`` is complex, ``f`` must be differentiable by it as a complex function.

    Args:
        f: takes an expression, gives one of the same shape: what is to become zero.
        x0: the first guess, of any number of axes.
        tolerance: the method ends with a step that is smaller than this, relative to 1 + |x|.
        max_steps: how many steps it may take.

    Returns:
        An expression of the shape of ``x0``; of its dtype, or wider where ``f`` gives a wider one.

    Raises:
        ShapeError: where f(x) has another shape than x.
        DTypeError: where f(x) is real and x is complex.
        ConvergenceError: at the call, where there is no convergence; says how far it came.
    """
    start, x, residual = _applied(f, x0)
    if not same_shape(x, residual):
        message = f"root needs f(x) of the shape of x0: x0 is {shape_text(x.dimensions)} and {describe(residual)}"
        raise ShapeError(message)
    if residual.dtype != x.dtype:
        message = f"root needs f(x) of the dtype of x, which is {x.dtype}, and {T.brief(residual)} is {residual.dtype}"
        raise DTypeError(message)
    # Equations that each have an unknown of their own are solved side by side, not as one system.
    alone = own_derivative(residual, x) if x.ndim and x.dtype.kind == "f" else None
    slope = jacobian(residual, x, disconnected_inputs="ignore") if alone is None else alone
    functions, captured = functions_of(x, {"residual": residual, "slope": slope})
    return Root(functions, tolerance, max_steps, 0 if alone is None else x.ndim)(start, *captured)


def minimize(f: Callable[[Expression], Any], x0: Any, tolerance: float = _CLOSE, max_steps: int = _MOST) -> Expression:
    """The x that makes the scalar f(x) least near a first guess, by Newton's method with a line search.

    Steps are Newton's by the absolute curvature, so that they lead downhill, away from saddles and maxima. Its
    derivatives are those of a root of the gradient.

    Args:
        f: takes an expression, gives a real scalar.
        x0: the first guess, of any number of axes.
        tolerance: the method ends with a step that is smaller than this, relative to 1 + |x|.
        max_steps: how many steps it may take.

    Returns:
        An expression of the shape of ``x0``, the minimiser; f of it is the minimum.

    Raises:
        ShapeError: where f(x) is no scalar.
        DTypeError: where x or f(x) is complex.
        ConvergenceError: at the call, where there is no convergence; says how far it came.
    """
    start, x, cost = _applied(f, x0)
    if cost.ndim:
        raise ShapeError(f"minimize needs a scalar: {describe(cost)}; sum it")
    if "c" in (x.dtype.kind, cost.dtype.kind):
        raise DTypeError(f"minimize needs real numbers: x is {x.dtype} and {T.brief(cost)} is {cost.dtype}")
    gradient = grad(cost, x, disconnected_inputs="ignore")
    hessian = jacobian(gradient, x, disconnected_inputs="ignore")
    functions, captured = functions_of(x, {"value": cost, "gradient": gradient, "hessian": hessian})
    return Minimize(functions, tolerance, max_steps)(start, *captured)


def _applied(f: Callable[[Expression], Any], x0: Any) -> tuple[Expression, Variable, Expression]:
    """The first guess, x, and f(x): in the widest dtype of x0 and f(x)."""
    start = as_expression(x0)
    dtype = derivative_dtype(start.dtype)
    while True:
        x = Variable(TensorType(dtype, start.dimensions), start.name if start.owner is None else None)
        result = as_expression(f(x))
        wide = np.result_type(dtype, result.dtype)
        if wide == dtype:
            return T.cast(start, dtype), x, result
        dtype = wide
