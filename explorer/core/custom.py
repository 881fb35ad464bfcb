"""`custom_derivative`: functions with derivatives of their own."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from explorer.core.capture import close
from explorer.core.convert import as_expression, as_expressions
from explorer.core.expr import Variable
from explorer.core.inner import InnerFunction
from explorer.core.ops.custom import Custom

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression


def custom_derivative(
    f: Callable[..., Any], vjp: Callable[..., Any] | None = None, jvp: Callable[..., Any] | None = None
) -> Callable[..., Expression]:
    """A function like ``f``, with derivatives of your own.

    A rule that is not given follows from what ``f`` does. Second derivatives are those of the rules. By what ``f``
    closes over, it is differentiated as usual; the rules take what they need from their arguments.

    Args:
        f: takes expressions, gives one.
        vjp: ``vjp(inputs, output, cotangent)`` gives a cotangent, or None for zero, for each input: of its shape. For a
            real input it is real.
        jvp: ``jvp(inputs, output, tangents)`` gives the tangent of the output, of its shape. An input that does not
            move has a tangent of zeros.

    Returns:
        A function of expressions, numbers and arrays.

    Raises:
        TypeError: where ``f`` or a rule cannot be called; in the call, where ``f`` gives more than one expression.
        ShapeError: when it is differentiated, where a rule gives a wrong number of cotangents, or a wrong shape.
        DTypeError: when it is differentiated, where a rule gives complex numbers for a real operand.
    """
    functions: dict[str, Any] = {"f": f, "vjp": vjp, "jvp": jvp}
    for what, given in functions.items():
        if not callable(given) and (what == "f" or given is not None):
            raise TypeError(f"custom_derivative needs a function for {what}, not {given!r}")
    name = getattr(f, "__name__", "")
    name = name if name.isidentifier() else "f"

    @wraps(f)
    def differentiated(*operands: Any) -> Expression:
        inputs = as_expressions(operands)
        parameters = tuple(Variable(x.type, x.name if x.owner is None else None) for x in inputs)
        result = f(*parameters)
        if isinstance(result, list | tuple | dict):
            raise TypeError(f"{name} gives {len(result)} results; a function with derivatives of its own gives one")
        (closed,), inner, captured = close([as_expression(result)], parameters)
        places = tuple((variable, place) for place, variable in enumerate(inner, len(inputs)))
        return Custom(InnerFunction(name, parameters, places, (closed,)), vjp, jvp)(*inputs, *captured)

    return differentiated
