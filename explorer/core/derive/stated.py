"""Both rules of an operation, stated: on operands with names, from tangents and cotangents with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.derive.forward import push_forward
from explorer.core.derive.reverse import pull_back
from explorer.core.expr import Variable
from explorer.core.graph import replace
from explorer.core.notation.letters import accented
from explorer.core.ops.stops import null_in
from explorer.core.pipeline import optimize_all
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.typical import Typical


@dataclass(frozen=True, eq=False)
class StatedRules:
    """The rules of an operation, optimised. None is zero.

    Attributes:
        results: variables that stand for the outputs.
        tangents: what the tangent of each operand that moves, and of each result, is called.
        cotangents: what the cotangents of these are called.
        forward: the tangent of each result; nothing where no operand can move.
        reverse: the cotangent of each operand that moves.
        unknown: the operands by which no formula is known, and why.
    """

    results: tuple[Variable, ...]
    tangents: Mapping[Variable, Variable]
    cotangents: Mapping[Variable, Variable]
    forward: Mapping[Variable, Tangent]
    reverse: Mapping[Variable, Cotangent]
    unknown: Mapping[Variable, str]

    @property
    def zero(self) -> bool:
        """Whether the derivative is known, and zero throughout."""
        return bool(self.reverse) and all(e is None for e in (*self.forward.values(), *self.reverse.values()))


def stated_rules(use: Typical) -> StatedRules:
    """The rules of an operation at its typical operands, from its own `jvp` and `vjp`.

    They are put through the optimiser with the outputs standing in them by their names: ``x̄ = y ȳ`` for y = eˣ.
    """
    outputs = use.outputs()
    results = tuple(Variable(e.type, name) for e, name in zip(outputs, use.results, strict=True))
    cotangents = {y: _derivative(y, "bar") for y in results}
    seeds = dict(zip(outputs, cotangents.values(), strict=True))
    pulled: dict[Variable, Cotangent] = {}
    unknown: dict[Variable, str] = {}
    for x in use.operands:
        if x.type.inexact:
            (by_x,) = pull_back(seeds, [x])
            null = None if by_x is None else null_in(by_x)
            if null is None:
                pulled[x] = by_x
            else:
                unknown[x] = null[1]
    tangents = {x: _derivative(x, "dot") for x in pulled}
    directions: dict[Expression, Expression] = dict(tangents.items())
    pushed = push_forward(outputs, directions) if tangents else []
    known = dict(zip(outputs, results, strict=True))
    rules = _optimised([*pushed, *pulled.values()], known)
    return StatedRules(
        results,
        {**tangents, **{y: _derivative(y, "dot") for y in results}},
        {**cotangents, **{x: _derivative(x, "bar") for x in pulled}},
        dict(zip(results, rules[: len(pushed)], strict=False)),
        dict(zip(pulled, rules[len(pushed) :], strict=True)),
        unknown,
    )


def _derivative(x: Variable, accent: str) -> Variable:
    """The tangent of a variable, with a "dot", or its cotangent, with a "bar"."""
    assert x.name is not None
    return Variable(x.type.with_dtype(derivative_dtype(x.dtype)), accented(x.name, accent))


def _optimised(rules: Sequence[Expression | None], known: Mapping[Expression, Expression]) -> list[Expression | None]:
    """The rules, with known expressions standing in them by their names, optimised together."""
    after, _ = optimize_all(replace([rule for rule in rules if rule is not None], known))
    rest = iter(after)
    return [None if rule is None else next(rest) for rule in rules]
