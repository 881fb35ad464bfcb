"""What derivatives are asked of and by: expressions, and options with few values. Mistakes are said by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe, same_shape
from explorer.core.chain import to_dtype
from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Constant, Expression
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype, shape_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def listed(value: Any) -> list[Any]:
    """``value`` as a list: nothing, one, or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def like(given: Any, results: list[Any]) -> Any:
    """Results in the form of what they were asked for: a tuple, a list, or one alone."""
    if isinstance(given, tuple):
        return tuple(results)
    return results if isinstance(given, list) else results[0]


def functions(value: Any, what: str) -> list[Expression]:
    """What is differentiated: expressions.

    Raises:
        TypeError: for something else.
    """
    values = listed(value)
    if not values:
        message = f"{what} needs an expression to differentiate"
        raise TypeError(message)
    for e in values:
        if not isinstance(e, Expression):
            message = f"{what} differentiates expressions, not {e!r:.60}"
            raise TypeError(message)
    return values


def a_cost(cost: Any, what: str) -> Expression:
    """What a gradient is taken of: a real scalar expression.

    Raises:
        TypeError: for something that is no expression.
        ShapeError: where it is no scalar.
        DTypeError: where it is complex.
    """
    if not isinstance(cost, Expression):
        message = f"{what} differentiates an expression, not {cost!r:.60}"
        raise TypeError(message)
    if cost.ndim:
        message = f"the cost must be a scalar; this one is {shape_text(cost.dimensions)}. Sum it, or use jacobian"
        raise ShapeError(message)
    if cost.dtype.kind == "c":
        message = "the cost must be real; take its real part, or the square of its absolute value"
        raise DTypeError(message)
    return cost


def variables(wrt: Any, what: str) -> list[Expression]:
    """What is differentiated by: expressions that are no constants.

    Raises:
        TypeError: for something else.
    """
    values = listed(wrt)
    if not values and wrt is None:
        message = f"{what} needs wrt: what to differentiate by"
        raise TypeError(message)
    for x in values:
        if not isinstance(x, Expression):
            message = f"{what} differentiates by expressions, not by {x!r:.60}"
            raise TypeError(message)
        if isinstance(x, Constant):
            message = f"{what} cannot differentiate by the constant {T.brief(x)}; make it a variable or a shared one"
            raise TypeError(message)
    return values


def held(consider_constant: Any) -> list[Expression]:
    """What is not differentiated through.

    Raises:
        TypeError: for something that is no expression.
    """
    values = listed(consider_constant)
    for e in values:
        if not isinstance(e, Expression):
            message = f"consider_constant takes expressions, not {e!r:.60}"
            raise TypeError(message)
    return values


def alongside(e: Expression, given: Any, what: str, *, spread: bool = False) -> Expression:
    """A tangent or cotangent of ``e``, of its shape and derivative dtype; where it may ``spread``, a scalar is filled.

    Raises:
        ShapeError: for another shape.
        DTypeError: for a complex one of a real expression.
    """
    dtype = derivative_dtype(e.dtype)
    point = as_expression(given, dtype)
    if not same_shape(e, point) and (point.ndim or not spread):
        message = f"{describe(e)} and {describe(point)}: {what} has the shape of its expression"
        raise ShapeError(message)
    if point.dtype.kind == "c" and dtype.kind != "c":
        message = f"{T.brief(e)} is {e.dtype} and {what} is {point.dtype}: take its real part"
        raise DTypeError(message)
    return to_dtype(point if point.ndim == e.ndim else T.fill(e, point), dtype)


def choice(name: str, value: Any, among: Iterable[str]) -> str:
    """An option with few values, in lower case (Theano writes ``"None"`` and ``"Disconnected"``).

    Raises:
        ValueError: for another value.
    """
    values = tuple(among)
    found = value.lower() if isinstance(value, str) else value
    if found not in values:
        message = f"{name} is one of {', '.join(map(repr, values))}, not {value!r:.60}"
        raise ValueError(message)
    return found


def pairs(given: Any, what: str) -> list[tuple[Expression, Any]]:
    """A dict, or pairs, with expressions for keys.

    Raises:
        TypeError: for something else.
    """
    found = list(given.items() if isinstance(given, Mapping) else given or ())
    for pair in found:
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], Expression)):
            message = f"{what} is a dict of expressions, or pairs (expression, …); {pair!r:.60} is none"
            raise TypeError(message)
    return found
