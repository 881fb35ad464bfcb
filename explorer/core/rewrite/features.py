"""What can be seen of an expression at a glance. Rules say what they need to see, and are not tried without it.

A feature is a short text:

- the name of an operation that stands in the expression: of an operand; of a base of a product, with ``/`` before it
  below the fraction bar and ``√`` under a root; of a term of a sum, with ``^`` after it for a power of one;
- ``+`` and ``*`` for sums and products, and with a name after them what is in such a part: ``/+exp`` in
  1 / (1 + exp(x)); ``*/`` for any divisor in one;
- ``"2-d"``, the number of axes, and ``"0:2-d"`` that of the first operand of what is not elementwise;
- ``"spread"`` where an operand only spreads a value out, ``"keepdims"`` where one is a reduction that keeps its axes,
  ``"constants"`` where there are no other operands;
- ``"→ …"`` for what bringing a product or sum into its normal form comes down to.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.op import Elementwise
from explorer.core.rewrite.form import step_of
from explorer.core.rewrite.number import SPREADING
from explorer.core.rewrite.product import is_product, product_of
from explorer.core.rewrite.sums import is_sum, sum_of

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression

_NONE: frozenset[str] = frozenset()
AXES = tuple(f"{ndim}-d" for ndim in range(65))  # as many as NumPy has, and one


@lru_cache(maxsize=1 << 14)
def features(expression: Expression) -> frozenset[str]:
    """The features of an expression."""
    node = expression.owner
    if node is None:
        return _NONE
    found = parts(expression, node)
    found.add(AXES[len(expression.type.shape)])
    _look_at_operands(node, found)
    step = step_of(expression, node.op.name)
    if step is not None:
        found.add(f"→ {step[0]}")
    return frozenset(found)


def parts(expression: Expression, node: Apply) -> set[str]:
    """The features of what an expression is made of: operands, factors or terms that are operations."""
    found: set[str] = set()
    if is_product(expression):
        for base, exponent in product_of(expression).powers.items():
            if base.owner is not None:
                _look(base, "" if exponent >= 0 else "/", found)
                if exponent.denominator == 2:
                    found.add(f"{'' if exponent >= 0 else '/'}√{_kind(base)}")
    elif is_sum(expression):
        for term in sum_of(expression).terms:
            if term.owner is not None:
                _look(term, "", found)
                _look_for_power(term, found)
    else:
        for x in node.inputs:
            if x.owner is not None:
                _look(x, "", found)
    return found


def _look(part: Expression, before: str, found: set[str]) -> None:
    """The name of a part, and those of what it is made of where it is a sum or product."""
    kind = _kind(part)
    found.add(before + kind)
    if kind == "+":
        for term in sum_of(part).terms:
            if term.owner is not None:
                found.add(f"{before}+{_kind(term)}")
    elif kind == "*":
        for base, exponent in product_of(part).powers.items():
            below = exponent < 0
            if below:
                found.add(f"{before}*/")
            if base.owner is not None:
                found.add(f"{before}*/{_kind(base)}" if below else f"{before}*{_kind(base)}")


def _look_for_power(term: Expression, found: set[str]) -> None:
    """The power of one operation, ``"cos^"``."""
    if is_product(term) and len(powers := product_of(term).powers) == 1:
        (base,) = powers
        if base.owner is not None:
            found.add(f"{_kind(base)}^")


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
            elif getattr(owner.op, "keepdims", False):
                found.add("keepdims")
        elif not isinstance(x, Constant):
            constants = False
        elif x.type.shape:
            found.add("spread")
    if constants and node.inputs:
        found.add("constants")
    if not isinstance(node.op, Elementwise):
        found.update(operand_axes(node))


def operand_axes(node: Apply) -> list[str]:
    """For each operand its place and number of axes."""
    return [f"{place}:{AXES[len(x.type.shape)]}" for place, x in enumerate(node.inputs)]
