"""The reverse rule out of the forward rule: a tangent is linear in those of the operands, and can be transposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core import graph
from explorer.core.chain import match_dtype, to_dtype
from explorer.core.derive.reverse import pull_back
from explorer.core.expr import Variable
from explorer.core.op import Op
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent


class Forward(Op):
    """An operation that states its forward rule alone; its reverse rule is the transpose of that. Abstract.

    The rule must be made of operations that are linear in the tangents, each with a reverse rule of its own.
    """

    __slots__ = ()

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The cotangents pulled back through the tangents, which stand for themselves meanwhile."""
        seeds = [
            Variable(x.type.with_dtype(derivative_dtype(x.dtype))) if want else None
            for x, want in zip(node.inputs, wanted, strict=True)
        ]
        given: dict[Expression, Expression] = {}
        for tangent, cotangent in zip(self.jvp(node, seeds), cotangents, strict=True):
            if tangent is not None and cotangent is not None:
                given[tangent] = given[tangent] + cotangent if tangent in given else cotangent
        pairs = [(seed, x) for seed, x in zip(seeds, node.inputs, strict=True) if seed is not None]
        found = iter(pull_back(given, [seed for seed, _ in pairs], label=False))
        # A transpose asks a tangent for its shape at most, and that is the operand's.
        shapes: dict[Expression, Expression] = {seed: to_dtype(x, seed.dtype) for seed, x in pairs}
        return tuple(
            _without(next(found), x, shapes) if want else None for x, want in zip(node.inputs, wanted, strict=True)
        )


def _without(cotangent: Cotangent, x: Expression, shapes: dict[Expression, Expression]) -> Cotangent:
    if cotangent is None:
        return None
    return match_dtype(graph.replace([cotangent], shapes)[0], x)
