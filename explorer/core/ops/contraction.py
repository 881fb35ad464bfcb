"""Products summed over axes: what those with Einstein's labels have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from explorer.core.dependence import NOTHING, Axes
from explorer.core.op import Multilinear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts, Label
    from explorer.core.expr import Apply, Expression

Labels: TypeAlias = "Sequence[Label]"


class Contraction(Multilinear):
    """A product of its operands, summed over the labels that the result lacks. Abstract."""

    __slots__ = ()

    @abstractmethod
    def labels(self, *inputs: Expression) -> tuple[Sequence[Labels], Labels]:
        """A label for each axis of each operand, and of the result. Axes of size 1 broadcast."""

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """On elements with the same labels, where the product of the other operands may be other than zero."""
        terms, result = self.labels(*node.inputs)
        shape, whole = facts.shape(node.inputs[operand]), facts.shape(node.output())
        supports = [facts.support(x) for x in node.inputs]
        known = [place for place, mask in enumerate(supports) if mask is not None and place != operand]
        if not known:
            return (Axes(terms[operand], shape, result, whole),)
        kept = [
            label
            for label in dict.fromkeys((*terms[operand], *result))
            if any(label in terms[place] for place in known)
        ]
        number = {label: count for count, label in enumerate(dict.fromkeys(label for term in terms for label in term))}
        operands: list[Any] = []
        for place in known:
            operands += [supports[place], [number[label] for label in terms[place]]]
        mask = np.einsum(*operands, [number[label] for label in kept])
        if not mask.any():
            return NOTHING
        return (Axes(terms[operand], shape, result, whole, mask, kept),)
