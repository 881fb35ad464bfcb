"""Products and sums that stand in their one form already, seen without taking them apart and writing them again.

Most that rewriting meets are such: it is asked of each, and writing one takes ten times as long. What cannot be seen at
a glance is no loss, it is written and compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.rewrite.number import SPREADING, exponent_of, number
from explorer.core.rewrite.order import order_key
from explorer.core.rewrite.product import HALF, LARGEST, PRODUCTS, is_product, write_power
from explorer.core.rewrite.sums import is_sum, offset_of, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression

_OPAQUE = PRODUCTS | SPREADING
_NO_TERM = SPREADING | {"negative"}


def sum_stands(total: Expression, node: Apply) -> bool:
    """Whether a sum is seen to stand in its one form; where that cannot be seen, False."""
    if node.op.name == "add":
        return len(node.inputs) <= LARGEST and _terms_stand([node.inputs], total)
    sides = [_operands(x, "add", total) for x in node.inputs]
    return sum(map(len, sides)) <= LARGEST and _terms_stand(sides, total)


def _terms_stand(sides: Sequence[Sequence[Expression]], whole: Expression) -> bool:
    """Whether terms stand in order, with nothing to take from one to the other side, and none is met twice."""
    terms: set[Expression] = set()
    offset = None
    for side in sides:
        last = None
        for x in side:
            node = x.owner
            if node is None and isinstance(x, Constant):
                if offset is not None or last is not None or not _is_offset(x, whole):
                    return False
                offset = x
                continue
            if x.type.dtype != whole.type.dtype:
                return False
            if node is not None and (node.op.name in _NO_TERM or is_sum(x)):
                return False
            coefficient, term = split(x)
            if isinstance(coefficient, complex) or coefficient < 0 or (term is not x and is_sum(term)):
                return False
            terms.add(term)
            key = order_key(term)
            if last is not None and key < last:
                return False
            last = key
    return len(terms) == sum(map(len, sides)) - (offset is not None)


def _is_offset(x: Constant, whole: Expression) -> bool:
    """Whether a number stands as it is written in a sum."""
    value = number(x)
    return value is not None and not isinstance(value, complex) and value > 0 and offset_of(value, whole) is x


def product_stands(product: Expression, node: Apply) -> bool:
    """Whether a product is seen to stand in its one form; where that cannot be seen, False."""
    match node.op.name:
        case "multiply":
            return _stand(node.inputs, (), product)
        case "divide":
            above, below = (_operands(x, "multiply", product) for x in node.inputs)
            if not below or number(below[0]) is not None or len(above) + len(below) > LARGEST:
                return False
            return _stand(above, below, product)
        case "negative":
            (x,) = node.inputs
            return x.type == product.type and _is_plain(x)
        case "power" | "sqrt":
            return _base(product) is not None
    return False


def _operands(x: Expression, name: str, whole: Expression) -> Sequence[Expression]:
    """The factors on one side of a fraction bar, the terms on one of a minus sign."""
    node = x.owner
    return node.inputs if node is not None and node.op.name == name and x.type.dtype == whole.type.dtype else (x,)


def _stand(above: Sequence[Expression], below: Sequence[Expression], whole: Expression) -> bool:
    """Whether factors stand in order, of which none can be opened, and no base is met twice."""
    first = number(above[0])
    if first is not None and (first in (-1, 0, 1) or above[0].type.dtype != whole.type.dtype):
        return False
    bases: set[Expression] = set()
    for side in (above if first is None else above[1:], below):
        last = None
        for x in side:
            base = x if _is_plain(x) else _base(x) if x.type.dtype == whole.type.dtype else None
            if base is None:
                return False
            bases.add(base)
            key = order_key(x)
            if last is not None and key < last:
                return False
            last = key
    return len(bases) == len(above) + len(below) - (first is not None)


def _is_plain(x: Expression) -> bool:
    """Whether a factor is the product of itself alone, and no number."""
    node = x.owner
    return not isinstance(x, Constant) if node is None else node.op.name not in _OPAQUE


def _base(power: Expression) -> Expression | None:
    """The base of a power that is written as powers are; None for anything else."""
    node = power.owner
    if node is None or not is_product(power):
        return None
    base = node.inputs[0]
    if not _is_plain(base) or base.type.dtype != power.type.dtype:
        return None
    if node.op.name == "sqrt":
        return base if write_power(base, HALF) is power else None
    exponent = exponent_of(node) if node.op.name == "power" else None
    known = exponent is not None and exponent > 0 and exponent != 1
    return base if exponent is not None and known and write_power(base, exponent) is power else None
