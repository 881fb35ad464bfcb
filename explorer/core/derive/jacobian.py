"""Jacobians and Hessians: as written, loops over rows; the rewriting turns them into array operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.derive.gradient import grad
from explorer.core.errors import ShapeError
from explorer.core.graph import ancestors
from explorer.core.loop import scan
from explorer.core.origin import Derivation, Origin, mark, remember
from explorer.core.tie import surface as T
from explorer.core.types import shape_text

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def jacobian(expression: Any, wrt: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """All partial derivatives of an expression.

    Args:
        expression: of any number of axes.
        wrt: an expression or a list of them.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" where the expression does not depend on one of ``wrt``.

    Returns:
        For each of ``wrt`` an expression of shape ``expression.shape + wrt.shape`` (numerator layout).
    """
    y = as_expression(expression)
    if isinstance(wrt, list | tuple):
        return [jacobian(y, x, consider_constant, disconnected_inputs) for x in wrt]
    x = as_expression(wrt)

    def row(element: Expression) -> Expression:
        result: Expression = grad(element, x, consider_constant, disconnected_inputs)
        return result

    if y.ndim == 0:
        result = row(y)
    else:
        flat = T.ravel(y)
        rows, _ = scan(lambda i: row(flat[i]), T.arange(T.shape(flat)[0]))
        result = rows if y.ndim == 1 else T.reshape(rows, (*T.shape(y), *T.shape(x)))
    mark([result], Origin("reverse", "jacobian", (y,)), ancestors([y]))
    remember(result, Derivation("jacobian", y, x))
    return result


def hessian(cost: Expression, wrt: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """All second partial derivatives of a scalar.

    Args:
        cost: a scalar expression.
        wrt: an expression, or a list of them for all blocks.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" where the cost does not depend on one of ``wrt``.

    Returns:
        An expression of shape ``wrt.shape + wrt.shape``; for a list, the blocks as nested lists.

    Raises:
        ShapeError: where the cost is no scalar.
    """
    if cost.ndim:
        message = f"the cost must be a scalar; this one is {shape_text(cost.dimensions)}"
        raise ShapeError(message)
    if isinstance(wrt, list | tuple):
        variables = list(wrt)
        gradients = grad(cost, variables, consider_constant, disconnected_inputs)
        pairs = list(zip(variables, gradients, strict=True))
        return [[_block(cost, g, y, x, consider_constant) for x in variables] for y, g in pairs]
    return _block(cost, grad(cost, wrt, consider_constant, disconnected_inputs), wrt, wrt, consider_constant)


def _block(cost: Expression, gradient: Expression, y: Expression, x: Expression, held: Any) -> Expression:
    """The second derivative by ``y`` and ``x``. A mixed one is no Hessian, but the Jacobian of a gradient."""
    result: Expression = jacobian(gradient, x, held, disconnected_inputs="ignore")
    origin = result.origin
    if x is y and origin is not None and origin.derivation is not None and origin.derivation.of is gradient:
        result.origin = Origin(origin.sweep, "hessian", origin.of, Derivation("hessian", cost, x), origin.span)
    return result
