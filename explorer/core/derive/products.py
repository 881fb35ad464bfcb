"""Products with Jacobians: R-op (forward), L-op (reverse), Hessian times vector, Taylor coefficients' derivatives."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.derive.forward import push_forward
from explorer.core.derive.gradient import MISSING, complain, grad, refuse_null, unreached
from explorer.core.derive.operands import a_cost, alongside, choice, functions, held, like, variables
from explorer.core.derive.reverse import pull_back, reached
from explorer.core.errors import ShapeError
from explorer.core.expr import Expression, Variable
from explorer.core.graph import replace
from explorer.core.origin import Derivation, remember
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence


def _points(expressions: Sequence[Expression], asked: Any, given: Any, what: str) -> list[Expression | None]:
    """For each expression its direction. ``asked`` is what people passed: a list of them has a list of directions."""
    several = isinstance(asked, list | tuple) or (
        isinstance(given, list | tuple) and len(given) == 1 and isinstance(given[0], Expression)
    )
    points = list(given) if several and isinstance(given, list | tuple) else [given]
    if len(points) != len(expressions):
        message = f"{what} needs {len(expressions)} eval points, one for each expression, not {len(points)}"
        raise ShapeError(message)
    name = f"an eval point of {what}"
    return [None if v is None else alongside(x, v, name) for x, v in zip(expressions, points, strict=True)]


def _summed(expressions: Sequence[Expression], points: Sequence[Expression | None]) -> dict[Expression, Expression]:
    """The direction of each expression: the sum where one stands there several times."""
    total: dict[Expression, Expression] = {}
    for e, v in zip(expressions, points, strict=True):
        if v is not None:
            total[e] = total[e] + v if e in total else v
    return total


def Rop(f: Any, wrt: Any, eval_points: Any, disconnected_outputs: str = "raise") -> Any:
    """The Jacobian of ``f`` by ``wrt`` times ``eval_points``: the derivative along a direction, by the forward sweep.

    Args:
        f: an expression or a list of them.
        wrt: an expression or a list of them.
        eval_points: for each of ``wrt`` a direction of its shape, or None where that stands still.
        disconnected_outputs: "raise", "warn" or "ignore" (zeros) where an output depends on the value of none of
            ``wrt``.

    Returns:
        For each of ``f`` an expression of its shape (Pearlmutter 1994, "Fast exact multiplication by the Hessian").

    Raises:
        TypeError: where ``f`` or ``wrt`` is no expression.
        ShapeError: where an eval point has another shape than its variable.
        DisconnectedInputError: see ``disconnected_outputs``.
    """
    missing = choice("disconnected_outputs", disconnected_outputs, MISSING)
    outputs, inputs = functions(f, "Rop"), variables(wrt, "Rop")
    points = _points(inputs, wrt, eval_points, "Rop")
    tangents = push_forward(outputs, _summed(inputs, points))
    results = []
    for e, tangent in zip(outputs, tangents, strict=True):
        refuse_null([tangent] * len(inputs), [e], inputs)
        if tangent is None and missing != "ignore" and reached([e]).isdisjoint(inputs):
            names = ", ".join(map(T.brief, inputs))
            complain(missing, f"{T.brief(e)} depends on none of {names}; pass disconnected_outputs='ignore' for zeros")
        result = T.zeros_like(e, derivative_dtype(e.dtype)) if tangent is None else tangent
        if len(inputs) == 1:
            remember(result, Derivation("rop", e, inputs[0], points[0]))
        results.append(result)
    return like(f, results)


def Lop(f: Any, wrt: Any, eval_points: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """``eval_points`` times the Jacobian of ``f`` by ``wrt``, by the reverse sweep.

    Args:
        f: an expression or a list of them.
        wrt: an expression or a list of them.
        eval_points: for each of ``f`` a cotangent of its shape, or None for zeros.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" (zeros) where no output depends on one of ``wrt``.

    Returns:
        For each of ``wrt`` an expression of its shape.

    Raises:
        TypeError: where ``f`` or ``wrt`` is no expression.
        ShapeError: where an eval point has another shape than its output.
        DisconnectedInputError: see ``disconnected_inputs``.
    """
    missing = choice("disconnected_inputs", disconnected_inputs, MISSING)
    outputs, inputs = functions(f, "Lop"), variables(wrt, "Lop")
    points, constants = _points(outputs, f, eval_points, "Lop"), held(consider_constant)
    seeds = _summed(outputs, points)
    cotangents = pull_back(seeds, inputs, constants)
    refuse_null(cotangents, outputs, inputs)
    reach = reached(seeds, constants)
    results = []
    for x, found in zip(inputs, cotangents, strict=True):
        if x not in reach:
            complain(missing, unreached(outputs, x, constants, "f"))
        result = T.zeros_like(x, derivative_dtype(x.dtype)) if found is None else found
        if len(outputs) == 1:
            remember(result, Derivation("lop", outputs[0], x, points[0], tuple(constants)))
        results.append(result)
    return like(wrt, results)


pushforward, pullback = Rop, Lop


def hessian_vector_product(cost: Expression, wrt: Any, v: Any) -> Any:
    """The Hessian of a scalar times a vector, by the forward sweep over the reverse one.

    Args:
        cost: a scalar expression.
        wrt: an expression or a list of them.
        v: for each a direction of its shape; held constant even where it is ``wrt`` itself.

    Returns:
        For each of ``wrt`` an expression of its shape.
    """
    inputs = variables(wrt, "hessian_vector_product")
    points = [
        T.zeros_like(x, derivative_dtype(x.dtype)) if p is None else p
        for x, p in zip(inputs, _points(inputs, wrt, v, "hessian_vector_product"), strict=True)
    ]
    # Stand-ins keep the vector constant where it is made of the variable.
    stand_ins = [Variable(p.type, p.name) for p in points]
    gradients = grad(a_cost(cost, "hessian_vector_product"), inputs)
    products = Rop(gradients, inputs, stand_ins, disconnected_outputs="ignore")
    results = replace(products, dict(zip(stand_ins, points, strict=True)))
    if len(inputs) == 1:
        remember(results[0], Derivation("hessian-vector", cost, inputs[0], points[0]))
    return like(wrt, results)


def taylor(y: Expression, x: Expression, direction: Any, order: int) -> list[Expression]:
    """The derivatives d^k/dt^k y(x + t * direction) at t = 0, for k = 0 … order.

    Args:
        y: an expression.
        x: what it depends on.
        direction: of the shape of ``x``; held constant.
        order: the highest derivative, at least 0.

    Raises:
        TypeError: where ``y`` or ``x`` is no expression, or ``order`` no integer.
        ValueError: where ``order`` is negative.
        ShapeError: where the direction has another shape than ``x``.
    """
    if isinstance(order, bool) or not isinstance(order, int | np.integer):
        message = f"the order of taylor is an integer, not {order!r:.60}"
        raise TypeError(message)
    if order < 0:
        message = f"the order of taylor is at least 0, not {order}"
        raise ValueError(message)
    (function,), (variable,) = functions(y, "taylor"), variables(x, "taylor")
    point = alongside(variable, direction, "the direction of taylor")
    stand_in = Variable(point.type, point.name)
    results = [function]
    for _ in range(order):
        results.append(Rop(results[-1], variable, stand_in, disconnected_outputs="ignore"))
    results = replace(results, {stand_in: point})
    for before, after in pairwise(results):
        remember(after, Derivation("rop", before, variable, point))
    return results
