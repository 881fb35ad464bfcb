"""A total order of expressions that depends on their structure alone, so that equal sums are written equally.

Numbers come first, then variables by name, then operations from small to large, by name, and by the first variable in
them. Ties fall back on a digest of the whole structure, and for variables of one name on which of them was met first.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from zlib import crc32

from explorer.core.expr import Constant
from explorer.core.rewrite.analysis import analyse

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression

Key = tuple[int, int, str, str, int, int]
_met = count()
_LARGEST = 1 << 30


def order_key(expression: Expression) -> Key:
    """(rank, size class, name, first variable, digest, tie): equal for one expression only, up to collisions."""
    known = expression.order
    if known is not None:
        return known
    return analyse(expression, "order", _leaf, lambda e, node: _operation(node, getattr(e, "index", 0)))


def _leaf(expression: Expression) -> Key:
    if isinstance(expression, Constant):
        value = expression.value
        return (0, value.ndim, str(value.dtype), "", crc32(value.tobytes()), 0)
    name = expression.name or ""
    return (1, 0, name, name, crc32(f"{name}: {expression.type}".encode()), next(_met))


def _operation(node: Apply, index: int) -> Key:
    size = 1 + index
    digest = crc32(node.op.text, index)
    tie = 0
    first = ""
    for x in node.inputs:
        key = x.order
        assert key is not None
        size += key[1]
        digest = crc32(key[2].encode(), digest ^ key[4])
        tie = hash((tie, key[5]))
        first = first or key[3]
    return (2, min(size, _LARGEST), node.op.name, first, digest, tie)
