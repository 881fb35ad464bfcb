"""The variables of patterns, and the conditions on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.match import Wild
from explorer.core.rewrite.rule import Condition

if TYPE_CHECKING:
    from explorer.core.expr import Expression

x, y, z = Wild("x"), Wild("y"), Wild("z")
u, v = Wild("u", "vector"), Wild("v", "vector")
A, B, C = Wild("A", "matrix"), Wild("B", "matrix"), Wild("C", "matrix")


def nonnegative(variable: Wild) -> Condition:
    """Known to be at least 0."""
    return Condition(f"{variable.name} ≥ 0", variable, lambda e: values_of(e).low >= 0)


def positive(variable: Wild) -> Condition:
    """Known to be above 0."""
    return Condition(f"{variable.name} > 0", variable, lambda e: values_of(e).low > 0)


def nonzero(variable: Wild) -> Condition:
    """Known never to be 0."""
    return Condition(f"{variable.name} ≠ 0", variable, lambda e: values_of(e).nonzero)


def real(variable: Wild) -> Condition:
    """Of a real dtype."""
    return Condition(f"{variable.name} is real", variable, _is_real)


def _is_real(expression: Expression) -> bool:
    return expression.dtype.kind != "c"
