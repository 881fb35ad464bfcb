"""A total order of expressions that depends on their structure alone, so that equal sums are written equally.

Numbers come first, then variables by name, then operations from small to large; ties fall back on a digest of the
whole structure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary
from zlib import crc32

from explorer.core.expr import Constant
from explorer.core.graph import applies

if TYPE_CHECKING:
    from explorer.core.expr import Expression

Key = tuple[int, int, str, int]
_known: WeakKeyDictionary[Expression, Key] = WeakKeyDictionary()


def order_key(expression: Expression) -> Key:
    """(rank, size class, name, digest): equal for expressions of one structure."""
    known = _known.get(expression)
    if known is not None:
        return known
    for node in applies([expression], stop=_known):
        inputs = [_key(x) for x in node.inputs]
        size = min(sum(key[1] for key in inputs) + 1, 1 << 30)
        digest = crc32(repr((repr(node.op), [key[2:] for key in inputs])).encode())
        for result in node.outputs:
            _known[result] = (2, size, node.op.name, digest)
    return _key(expression)


def _key(expression: Expression) -> Key:
    known = _known.get(expression)
    if known is None:
        if isinstance(expression, Constant):
            value = expression.value
            known = (0, value.ndim, str(value.dtype), crc32(value.tobytes()))
        else:
            known = (1, 0, expression.name or "", crc32(repr(expression.type).encode()))
        _known[expression] = known
    return known
