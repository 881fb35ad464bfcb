"""What can be seen of an expression at a glance. Rules say what they need to see, and are not tried without it.

A feature is a short text: the name of an operation that stands in the expression (of an operand; of a base of a
product, with ``/`` before it below the fraction bar; of a term of a sum, with ``^`` after it for a power of one),
``"spread"`` where an operand only spreads a value out, ``"constants"`` where there are no other operands, and ``"→ …"``
for what bringing a product or sum into its normal form comes down to.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.rewrite.number import SPREADING
from explorer.core.rewrite.product import PRODUCTS, is_product, product_of, product_step
from explorer.core.rewrite.sums import SUMS, is_sum, sum_of, sum_step

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression

_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 14)
def features(expression: Expression) -> frozenset[str]:
    """The features of an expression."""
    node = expression.owner
    if node is None:
        return _NONE
    found = _parts(expression, node)
    _look_at_operands(node, found)
    step = step_of(expression, node.op.name)
    if step is not None:
        found.add(f"→ {step[0]}")
    return frozenset(found)


def step_of(expression: Expression, name: str) -> tuple[str, Expression] | None:
    """What bringing the output of the operation of that name into its normal form comes down to, and that form."""
    if name in PRODUCTS:
        return product_step(expression)
    return sum_step(expression) if name in SUMS else None


def needs(pattern: Expression) -> frozenset[str]:
    """The features that everything has which matches a pattern."""
    if is_product(pattern):
        return frozenset(_factors(pattern))
    if is_sum(pattern):
        return frozenset(_power(x) or _kind(x) for x in sum_of(pattern).terms if x.owner is not None)
    return frozenset(_operands(pattern.owner) if pattern.owner is not None else ())


def _parts(expression: Expression, node: Apply) -> set[str]:
    if is_product(expression):
        return _factors(expression)
    if not is_sum(expression):
        return _operands(node)
    found = set()
    for x in sum_of(expression).terms:
        if x.owner is not None:
            found.add(_kind(x))
            power = _power(x)
            if power:
                found.add(power)
    return found


def _factors(product: Expression) -> set[str]:
    powers = product_of(product).powers
    return {
        _kind(base) if exponent >= 0 else f"/{_kind(base)}"
        for base, exponent in powers.items()
        if base.owner is not None
    }


def _operands(node: Apply) -> set[str]:
    return {_kind(x) for x in node.inputs if x.owner is not None}


def _power(term: Expression) -> str:
    """The power of one operation, ``"cos^"``; empty for anything else."""
    if is_product(term) and len(powers := product_of(term).powers) == 1:
        (base,) = powers
        return f"{_kind(base)}^" if base.owner is not None else ""
    return ""


def _kind(part: Expression) -> str:
    """The name of an operation; sums and products may be written with several."""
    if is_sum(part):
        return "+"
    if is_product(part):
        return "*"
    assert part.owner is not None
    return part.owner.op.name


def _look_at_operands(node: Apply, found: set[str]) -> None:
    constants = True
    for x in node.inputs:
        owner = x.owner
        if owner is not None:
            constants = False
            if owner.op.name in SPREADING:
                found.add("spread")
        elif not isinstance(x, Constant):
            constants = False
        elif x.type.shape:
            found.add("spread")
    if constants and node.inputs:
        found.add("constants")
