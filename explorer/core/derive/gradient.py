"""`grad`: the gradient of a scalar cost, with all of Theano's options."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from explorer.core.derive.operands import a_cost, alongside, choice, held, like, pairs, variables
from explorer.core.derive.paths import path, tell, why_disconnected
from explorer.core.derive.reverse import pull_back, reached
from explorer.core.errors import DisconnectedInputError, NullTypeGradError
from explorer.core.expr import Expression, constant
from explorer.core.graph import ancestors
from explorer.core.ops.stops import null_in
from explorer.core.origin import Derivation, Origin, mark, remember
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from explorer.core.op import Cotangent

MISSING = ("raise", "warn", "ignore")


class DisconnectedGradient:
    """What `grad` returns for a disconnected input where ``return_disconnected="disconnected"``."""

    def __repr__(self) -> str:
        return "disconnected"


def grad(
    cost: Expression | None,
    wrt: Any,
    consider_constant: Any = None,
    disconnected_inputs: str = "raise",
    known_grads: Mapping[Expression, Any] | Sequence[tuple[Expression, Any]] | None = None,
    return_disconnected: str = "zero",
    null_gradients: str = "raise",
) -> Any:
    """The gradient of a scalar by one or several expressions.

    Args:
        cost: a real scalar expression, or None where ``known_grads`` says all.
        wrt: an expression, or a list or tuple of them; may stand anywhere in the graph, and more than once in the list.
        consider_constant: expressions that are not differentiated through. The gradient by such a one itself is what
            arrives there.
        disconnected_inputs: "raise", "warn" or "ignore" where the cost does not depend on the value of one of ``wrt``.
        known_grads: cotangents of expressions that are known already, as a dict or pairs; what `grad` returned for
            disconnected and null gradients may stand there. The cost, where there is one, adds its own.
        return_disconnected: "zero" (zeros), "none" (None) or "disconnected" for inputs without influence.
        null_gradients: "raise", or "return" an expression that says why it has no value, where a derivative is not
            defined.

    Returns:
        For each of ``wrt`` an expression of its shape; of its dtype where that is inexact, else float64. The reverse
        sweep of algorithmic differentiation (Griewank and Walther 2008, chapter 3).

    Raises:
        TypeError: where the cost or one of ``wrt`` is no expression, or a constant.
        ValueError: for an option that there is not, or where there is nothing to start from.
        ShapeError: where the cost is no scalar.
        DTypeError: where the cost is complex.
        DisconnectedInputError: see ``disconnected_inputs``; says by which way the variable is cut off.
        NullTypeGradError: see ``null_gradients``; says by which way it was met.
    """
    missing = choice("disconnected_inputs", disconnected_inputs, MISSING)
    absent = choice("return_disconnected", return_disconnected, ("zero", "none", "disconnected"))
    nulls = choice("null_gradients", null_gradients, ("raise", "return"))
    targets, constants = variables(wrt, "grad"), held(consider_constant)
    seeds = _seeds(cost, known_grads, "grad")
    found = pull_back(seeds, targets, constants)
    if nulls == "raise":
        refuse_null(found, list(seeds), targets)
    reach = reached(seeds, constants)
    results: list[Any] = []
    for g, x in zip(found, targets, strict=True):
        if x not in reach:
            complain(missing, unreached(list(seeds), x, constants, "the cost"))
            if absent != "zero":
                results.append(None if absent == "none" else DisconnectedGradient())
                continue
        gradient = T.zeros_like(x, derivative_dtype(x.dtype)) if g is None else g
        if cost is not None:
            remembered = Derivation("gradient", cost, x, held=tuple(constants), complete=not known_grads)
            _label(gradient, remembered)
        results.append(gradient)
    return like(wrt, results)


def refuse_null(derivatives: Iterable[Cotangent], outputs: Sequence[Expression], targets: Sequence[Expression]) -> None:
    """Raise NullTypeGradError, with its reason and the path to it, where a derivative is not defined."""
    found = list(derivatives)
    if null_in(*(e for e in found if e is not None)) is None:
        return
    pairs = zip(found, targets, strict=True)
    nulls = [(null, x) for d, x in pairs if d is not None and (null := null_in(d)) is not None]
    # Of several targets, one on whose way the undefined derivative is: a tangent is of all of them.
    for (part, reason), x in nulls:
        met = part.origin.of if part.origin is not None else ()
        if way := path(outputs, x, met):
            raise NullTypeGradError(f"{reason}: {tell(way)}")
    (_, reason), x = nulls[0]
    way = path(outputs, x)
    raise NullTypeGradError(f"{reason}: {tell(way)}" if way else reason)


def complain(missing: str, message: str) -> None:
    """Raise or warn that a derivative is disconnected; called by what people call.

    Raises:
        DisconnectedInputError: where ``missing`` is "raise".
    """
    if missing == "raise":
        raise DisconnectedInputError(message)
    if missing == "warn":
        warnings.warn(message, stacklevel=3)


def unreached(outputs: Sequence[Expression], x: Expression, constants: Sequence[Expression], what: str) -> str:
    """That ``x`` has no influence by value, and what cuts it off."""
    why = why_disconnected(list(outputs), x, set(constants))
    reason = f" ({why})" if why else ""
    return f"{what} does not depend on {T.brief(x)}{reason}; pass disconnected_inputs='ignore' for a gradient of zeros"


def _seeds(cost: Expression | None, known: Any, what: str) -> dict[Expression, Expression]:
    seeds: dict[Expression, Expression] = {}
    for e, g in pairs(known, "known_grads"):
        if isinstance(g, DisconnectedGradient) or g is None:
            continue
        seed = alongside(e, g, "its entry of known_grads", spread=True)
        seeds[e] = seeds[e] + seed if e in seeds else seed
    if cost is None:
        if not known:
            message = f"{what} needs a cost or known_grads"
            raise ValueError(message)
        return seeds
    a_cost(cost, what)
    if cost not in seeds:
        seeds[cost] = T.fill(cost, constant(1, dtype=derivative_dtype(cost.dtype)))
        mark([seeds[cost]], Origin("reverse", "seed", (cost,)), ancestors([cost]))
    return seeds


def _label(gradient: Expression, derivation: Derivation) -> None:
    cost, x = derivation.of.name, derivation.wrt.name
    if gradient.name is None and cost and x and gradient.owner is not None:
        gradient.name = f"(d{cost}/d{x})"
    remember(gradient, derivation)


def subgraph_grad(
    wrt: Sequence[Expression],
    end: Sequence[Expression],
    start: Mapping[Expression, Any] | Sequence[tuple[Expression, Any]] | None = None,
    cost: Expression | None = None,
) -> tuple[list[Expression], list[Expression]]:
    """The gradient of a part of a graph: from ``start`` (known cotangents) or ``cost`` back to ``end``.

    Args:
        wrt: expressions in this part.
        end: where this part ends; nothing is differentiated through these.
        start: the cotangents of where it starts, as a dict or pairs; from the part after it: ``dict(zip(end, …))``.
        cost: a scalar expression in it, which adds its own.

    Returns:
        (gradients by ``wrt``, gradients by ``end``), the latter to be passed on as ``start`` of the next part. Part by
        part they add up to what `grad` gives for the whole.

    Raises:
        As `grad`; what this part does not depend on has zeros.
    """
    targets, borders = variables(wrt, "subgraph_grad"), variables(end, "subgraph_grad")
    seeds = _seeds(cost, start, "subgraph_grad")
    found = pull_back(seeds, [*targets, *borders], borders)
    refuse_null(found, list(seeds), [*targets, *borders])
    filled = [
        T.zeros_like(x, derivative_dtype(x.dtype)) if g is None else g
        for x, g in zip([*targets, *borders], found, strict=True)
    ]
    return filled[: len(targets)], filled[len(targets) :]
