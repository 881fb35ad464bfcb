"""Operations of two operands that may change places: these stand in one order, as factors and terms do.

In a comparison they may too, where it is mirrored: 0 < x is x > 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.ops.comparison import ge, gt, le, lt
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.order import order_key
from explorer.core.rewrite.product import is_product
from explorer.core.rewrite.sums import is_sum

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.op import Op

# Sums and products of floats have a normal form of their own; of integers, and of mixed precision, only this one.
_SUMS_AND_PRODUCTS = frozenset({"add", "multiply"})
_OTHERS = frozenset(
    {
        *("maximum", "minimum", "eq", "neq", "and_", "or_", "xor", "logical_and", "logical_or", "logical_xor"),
        *("hypot", "logaddexp", "beta", "betaln"),
    }
)

COMMUTATIVE = _SUMS_AND_PRODUCTS | _OTHERS
MIRRORED: dict[str, Op] = {"gt": lt, "lt": gt, "ge": le, "le": ge}


def exchanged(expression: Expression) -> Expression | None:
    """A commutative operation or a comparison with its operands in order; None where they are, or for another one."""
    node = expression.owner
    if node is None or len(node.inputs) != 2:
        return None
    name = node.op.name
    other = MIRRORED.get(name, node.op)
    if name not in COMMUTATIVE and other is node.op:
        return None
    if name in _SUMS_AND_PRODUCTS and (is_product(expression) or is_sum(expression)):
        return None
    a, b = node.inputs
    if _place(a, name) <= _place(b, name):
        return None
    result = fit(other(b, a), expression)
    return result if result.type.fits(expression.type) else None


def _place(operand: Expression, name: str) -> tuple[object, ...]:
    """Numbers stand behind, as people write ``maximum(x, 0)``, but before what they multiply; axis 0 before axis 1."""
    rank, size, kind, first, digest, tie = order_key(operand)
    text = operand.owner.op.text if operand.owner is not None else ""
    return isinstance(operand, Constant) and name != "multiply", rank, size, kind, first, text, digest, tie
