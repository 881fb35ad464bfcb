"""Products with Jacobians: R-op (forward), L-op (reverse), Hessian times vector, Taylor coefficients' derivatives."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe, same_shape
from explorer.core.convert import as_expression
from explorer.core.derive.forward import push_forward
from explorer.core.derive.gradient import grad, refuse_null
from explorer.core.derive.reverse import pull_back
from explorer.core.errors import DisconnectedInputError, ShapeError
from explorer.core.expr import Expression, Variable
from explorer.core.graph import replace
from explorer.core.origin import Derivation, remember
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence


def _listed(value: Any) -> list[Expression]:
    return [as_expression(v) for v in (value if isinstance(value, list | tuple) else [value])]


def _points(expressions: Sequence[Expression], given: Any, what: str) -> list[Expression]:
    points = _listed(given)
    if len(points) != len(expressions):
        message = f"{what} needs {len(expressions)} eval points, one for each expression, not {len(points)}"
        raise ShapeError(message)
    for x, v in zip(expressions, points, strict=True):
        if not same_shape(x, v):
            message = f"{describe(x)} and {describe(v)}: an eval point of {what} has the shape of its expression"
            raise ShapeError(message)
    return [
        v if v.dtype == derivative_dtype(x.dtype) else T.cast(v, derivative_dtype(x.dtype))
        for x, v in zip(expressions, points, strict=True)
    ]


def Rop(f: Any, wrt: Any, eval_points: Any, disconnected_outputs: str = "raise") -> Any:
    """The Jacobian of ``f`` by ``wrt`` times ``eval_points``: the derivative along a direction, by the forward sweep.

    Args:
        f: an expression or a list of them.
        wrt: an expression or a list of them.
        eval_points: for each of ``wrt`` a direction of its shape.
        disconnected_outputs: "raise", "warn" or "ignore" (zeros) where an output depends on none of ``wrt``.

    Returns:
        For each of ``f`` an expression of its shape (Pearlmutter 1994, "Fast exact multiplication by the Hessian").

    Raises:
        ShapeError: where an eval point has another shape than its variable.
        DisconnectedInputError: see ``disconnected_outputs``.
    """
    outputs, variables = _listed(f), _listed(wrt)
    points = _points(variables, eval_points, "Rop")
    results = []
    tangents = push_forward(outputs, dict(zip(variables, points, strict=True)))
    refuse_null(tangents)
    for e, tangent in zip(outputs, tangents, strict=True):
        if tangent is None and disconnected_outputs == "raise":
            message = f"{e!r} depends on none of {variables}; pass disconnected_outputs='ignore' for zeros"
            raise DisconnectedInputError(message)
        result = T.zeros_like(e, derivative_dtype(e.dtype)) if tangent is None else tangent
        if len(variables) == 1:
            remember(result, Derivation("rop", e, variables[0], points[0]))
        results.append(result)
    return _like(f, results)


def Lop(f: Any, wrt: Any, eval_points: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """``eval_points`` times the Jacobian of ``f`` by ``wrt``, by the reverse sweep.

    Args:
        f: an expression or a list of them.
        wrt: an expression or a list of them.
        eval_points: for each of ``f`` a cotangent of its shape.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" (zeros) where no output depends on one of ``wrt``.

    Returns:
        For each of ``wrt`` an expression of its shape.

    Raises:
        ShapeError: where an eval point has another shape than its output.
        DisconnectedInputError: see ``disconnected_inputs``.
    """
    outputs, variables = _listed(f), _listed(wrt)
    points = _points(outputs, eval_points, "Lop")
    held = _listed(consider_constant) if consider_constant is not None else []
    seeds: dict[Expression, Expression] = {}
    for e, v in zip(outputs, points, strict=True):
        seeds[e] = seeds[e] + v if e in seeds else v
    results = []
    cotangents = pull_back(seeds, variables, held)
    refuse_null(cotangents)
    for x, found in zip(variables, cotangents, strict=True):
        if found is None and disconnected_inputs == "raise":
            message = f"no output depends on {x!r}; pass disconnected_inputs='ignore' for zeros"
            raise DisconnectedInputError(message)
        result = T.zeros_like(x, derivative_dtype(x.dtype)) if found is None else found
        if len(outputs) == 1:
            remember(result, Derivation("lop", outputs[0], x, points[0]))
        results.append(result)
    return _like(wrt, results)


pushforward, pullback = Rop, Lop


def _like(given: Any, results: list[Expression]) -> Any:
    return results if isinstance(given, list | tuple) else results[0]


def hessian_vector_product(cost: Expression, wrt: Any, v: Any) -> Any:
    """The Hessian of a scalar times a vector, by the forward sweep over the reverse one.

    Args:
        cost: a scalar expression.
        wrt: an expression or a list of them.
        v: for each a direction of its shape; held constant even where it is ``wrt`` itself.

    Returns:
        For each of ``wrt`` an expression of its shape.
    """
    variables = _listed(wrt)
    points = _points(variables, v, "hessian_vector_product")
    # Stand-ins keep the vector constant where it is made of the variable.
    held = [Variable(p.type, p.name) for p in points]
    gradients = grad(cost, variables)
    products = Rop(gradients, variables, held, disconnected_outputs="ignore")
    results = replace(products, dict(zip(held, points, strict=True)))
    if len(variables) == 1:
        remember(results[0], Derivation("hessian-vector", cost, variables[0], points[0]))
    return _like(wrt, results)


def taylor(y: Expression, x: Expression, direction: Any, order: int) -> list[Expression]:
    """The derivatives d^k/dt^k y(x + t * direction) at t = 0, for k = 0 … order.

    Args:
        y: an expression.
        x: what it depends on.
        direction: of the shape of ``x``; held constant.
        order: the highest derivative, at least 0.
    """
    (point,) = _points([x], direction, "taylor")
    held = Variable(point.type, point.name)
    results = [y]
    for _ in range(order):
        results.append(Rop(results[-1], x, held, disconnected_outputs="ignore"))
    results = replace(results, {held: point})
    for before, after in pairwise(results):
        remember(after, Derivation("rop", before, x, point))
    return results
