"""The variables of patterns, and the conditions on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.match import Wild
from explorer.core.rewrite.rule import Condition
from explorer.core.rewrite.structure import LOWER, ORTHOGONAL, SYMMETRIC, UPPER, Structure, structure_of

if TYPE_CHECKING:
    from explorer.core.expr import Expression

x, y, z = Wild("x"), Wild("y"), Wild("z")
u, v, w = Wild("u", "vector"), Wild("v", "vector"), Wild("w", "vector")
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


def _known(variable: Wild, word: str, fact: Structure) -> Condition:
    return Condition(f"{variable.name} is {word}", variable, lambda e: fact in structure_of(e))


def symmetric(variable: Wild) -> Condition:
    """Known to be its own transpose."""
    return _known(variable, "symmetric", SYMMETRIC)


def orthogonal(variable: Wild) -> Condition:
    """Known to have its transpose as its inverse."""
    return _known(variable, "orthogonal", ORTHOGONAL)


def lower(variable: Wild) -> Condition:
    """Known to have zeros above its diagonal."""
    return _known(variable, "lower triangular", LOWER)


def upper(variable: Wild) -> Condition:
    """Known to have zeros below its diagonal."""
    return _known(variable, "upper triangular", UPPER)
