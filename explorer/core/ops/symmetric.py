"""Operations along axes whose derivative is symmetric, so that both of its rules are one."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from explorer.core.chain import match_dtype
from explorer.core.dependence import Axes
from explorer.core.op import Op

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent


@dataclass(frozen=True, repr=False)
class Symmetric(Op):
    """An operation that keeps the shape, in which elements along axes belong together. Abstract: states `symmetric`."""

    axis: tuple[int, ...]
    keepdims: ClassVar[bool] = False
    family = "reduction"

    @abstractmethod
    def symmetric(self, node: Apply, moved: Expression) -> Expression:
        """The derivative applied to a tangent or, which is the same, to a cotangent."""

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,) = tangents
        assert tangent is not None
        return (match_dtype(self.symmetric(node, tangent), node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (cotangent,) = cotangents
        assert cotangent is not None
        return (match_dtype(self.symmetric(node, cotangent), node.inputs[0]),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return replace(self, axis=tuple(axis + 1 for axis in self.axis)).all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Each element on all that it belongs together with."""
        shape = facts.shape(node.inputs[0])
        own = [f"in{axis}" if axis in self.axis else axis for axis in range(len(shape))]
        return (Axes(own, shape, range(len(shape)), shape),)
