"""`grad`: the gradient of a scalar cost, with all of Theano's options."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe, same_shape
from explorer.core.convert import as_expression
from explorer.core.derive.reverse import pull_back, reached
from explorer.core.errors import DisconnectedInputError, DTypeError, NullTypeGradError, ShapeError
from explorer.core.expr import Expression, constant
from explorer.core.graph import ancestors
from explorer.core.ops.stops import null_reason
from explorer.core.origin import Derivation, Origin, mark, remember
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype, shape_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from explorer.core.op import Cotangent


class DisconnectedGradient:
    """What `grad` returns for a disconnected input where ``return_disconnected="disconnected"``."""

    def __repr__(self) -> str:
        return "disconnected"


def grad(
    cost: Expression | None,
    wrt: Any,
    consider_constant: Any = None,
    disconnected_inputs: str = "raise",
    known_grads: Mapping[Expression, Any] | None = None,
    return_disconnected: str = "zero",
    null_gradients: str = "raise",
) -> Any:
    """The gradient of a scalar by one or several expressions.

    Args:
        cost: a scalar expression, or None where ``known_grads`` says all.
        wrt: an expression, or a list or tuple of them; may stand anywhere in the graph.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" where the cost does not depend on one.
        known_grads: cotangents of expressions that are known already.
        return_disconnected: "zero" (zeros), "none" (None) or "disconnected" for inputs without influence.
        null_gradients: "raise", or "return" an expression that says why it has no value, where a derivative is not
            defined.

    Returns:
        For each of ``wrt`` an expression of its shape; of its dtype where that is inexact, else float64. The reverse
        sweep of algorithmic differentiation (Griewank and Walther 2008, chapter 3).

    Raises:
        ShapeError: where the cost is no scalar.
        DTypeError: where the cost is complex.
        DisconnectedInputError: see ``disconnected_inputs``.
        NullTypeGradError: see ``null_gradients``.
    """
    targets = [as_expression(x) for x in (wrt if isinstance(wrt, list | tuple) else [wrt])]
    seeds = _seeds(cost, known_grads)
    held = consider_constant if isinstance(consider_constant, list | tuple) else [consider_constant]
    constants = [x for x in held if x is not None]
    found = pull_back(seeds, targets, constants)
    if null_gradients == "raise":
        refuse_null(found)
    reach = reached(seeds, constants)
    results = [
        _label(_connected(g, x, x in reach, disconnected_inputs, return_disconnected), cost, x)
        for g, x in zip(found, targets, strict=True)
    ]
    return _like(wrt, results)


def refuse_null(derivatives: Iterable[Cotangent]) -> None:
    """Raise NullTypeGradError, with its reason, where a derivative is not defined."""
    reason = null_reason(derivatives)
    if reason is not None:
        raise NullTypeGradError(reason)


def _like(wrt: Any, results: list[Any]) -> Any:
    if isinstance(wrt, tuple):
        return tuple(results)
    return results if isinstance(wrt, list) else results[0]


def _seeds(cost: Expression | None, known: Mapping[Expression, Any] | None) -> dict[Expression, Expression]:
    seeds: dict[Expression, Expression] = {}
    for e, g in (known or {}).items():
        if isinstance(g, DisconnectedGradient) or g is None:
            continue
        seed = as_expression(g, derivative_dtype(e.dtype))
        if seed.ndim and not same_shape(e, seed):
            message = f"{describe(e)} and {describe(seed)}: an entry of known_grads has the shape of its expression"
            raise ShapeError(message)
        seeds[e] = seed if seed.ndim == e.ndim else T.fill(e, seed)
    if cost is None:
        if not seeds:
            message = "grad needs a cost or known_grads"
            raise ValueError(message)
        return seeds
    if cost.ndim:
        message = f"the cost must be a scalar; this one is {shape_text(cost.dimensions)}. Sum it, or use jacobian"
        raise ShapeError(message)
    if cost.dtype.kind == "c":
        message = "the cost must be real; take its real part, or the square of its absolute value"
        raise DTypeError(message)
    if cost not in seeds:
        seeds[cost] = T.fill(cost, constant(1, dtype=derivative_dtype(cost.dtype)))
        mark([seeds[cost]], Origin("reverse", "seed", (cost,)), ancestors([cost]))
    return seeds


def _connected(found: Cotangent, x: Expression, reached: bool, missing: str, returns: str) -> Any:
    if found is not None:
        return found
    if not reached:
        message = f"the cost does not depend on {x!r}; pass disconnected_inputs='ignore' for a gradient of zeros"
        if missing == "raise":
            raise DisconnectedInputError(message)
        if missing == "warn":
            warnings.warn(message, stacklevel=4)
        if returns == "none":
            return None
        if returns == "disconnected":
            return DisconnectedGradient()
    return T.zeros_like(x, derivative_dtype(x.dtype))


def _label(gradient: Any, cost: Expression | None, x: Expression) -> Any:
    if isinstance(gradient, Expression) and cost is not None:
        if gradient.name is None and cost.name and x.name and gradient.owner is not None:
            gradient.name = f"(d{cost.name}/d{x.name})"
        remember(gradient, Derivation("gradient", cost, x))
    return gradient


def subgraph_grad(
    wrt: Sequence[Expression],
    end: Sequence[Expression],
    start: Mapping[Expression, Any] | None = None,
    cost: Expression | None = None,
) -> tuple[list[Expression], list[Expression]]:
    """The gradient of a part of a graph: from ``start`` (known cotangents) or ``cost`` back to ``end``.

    Returns:
        (gradients by ``wrt``, gradients by ``end``), the latter to be passed on as ``start`` of the next part.
    """
    targets = [*wrt, *end]
    found = pull_back(_seeds(cost, start), targets, [])
    filled = [T.zeros_like(x) if g is None else g for x, g in zip(targets, found, strict=True)]
    return filled[: len(wrt)], filled[len(wrt) :]
