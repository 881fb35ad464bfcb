"""What is known of the expressions of a graph before any variable has a value: sizes, constants, and certain zeros."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.dependence import Pairs
from explorer.core.derive.sparsity.fact import Fact
from explorer.core.derive.sparsity.links import spread
from explorer.core.derive.sparsity.loops import loop_shape
from explorer.core.derive.sparsity.matrices import identity
from explorer.core.derive.sparsity.propagate import propagate
from explorer.core.expr import Constant, Result
from explorer.core.op import Linear
from explorer.core.ops.scan import Scan
from explorer.core.types import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from explorer.core.dependence import Dependence, Shape
    from explorer.core.derive.sparsity.sizes import Given
    from explorer.core.errors import ShapeError
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Symbol


class GraphFacts:
    """The facts of a graph, learnt from the leaves up as they are asked for.

    Args:
        given: what people said of the variables.
        opaque: expressions of which nothing but the shape shall be known, whatever they are made of.
    """

    def __init__(self, given: Given, opaque: Iterable[Expression] = ()) -> None:
        self._given = given
        self._opaque = frozenset(opaque)
        self._sizes: dict[Symbol, int] = dict(given.sizes)
        self._known: dict[Expression, Fact] = {}

    def shape(self, e: Expression) -> Shape:
        """The sizes of an expression.

        Raises:
            ShapeError: where one is not known; says how to give it.
        """
        shape = self.of(e).shape
        if shape is None:
            raise self.lacking(e)
        return shape

    def lacking(self, e: Expression) -> ShapeError:
        """The error that says which sizes are missed for an expression."""
        return self._given.lacking(e, self._sizes)

    def value(self, e: Expression) -> np.ndarray | None:
        """The value, where it follows from sizes and constants alone."""
        return self.of(e).value

    def support(self, e: Expression) -> np.ndarray | None:
        """Where the value may be other than zero; None where that is everywhere, as far as is known."""
        return self.of(e).support

    def spread(self, dependence: Dependence, mask: np.ndarray, shape: Shape) -> np.ndarray:
        """The elements, of an array of ``shape``, that depend on an element in the mask."""
        return spread(dependence, mask, shape)

    def inside(
        self, result: Expression, known: Mapping[Expression, Expression], wrt: Sequence[Expression]
    ) -> list[Dependence]:
        """How the result of a function inside an operation depends on some of its variables."""
        facts = self.within({variable: self.of(e) for variable, e in known.items()})
        found: list[Dependence] = []
        for variable in wrt:
            (pattern,) = propagate([result], {variable: identity(prod(facts.shape(variable)))}, facts)
            entries = None if pattern is None else pattern.tocoo()
            found.append(None if entries is None else (Pairs(entries.row, entries.col, entries.shape),))
        return found

    def within(self, known: Mapping[Expression, Fact]) -> GraphFacts:
        """The facts of a graph over variables of its own, of which this is known."""
        facts = GraphFacts(self._given)
        facts._sizes = dict(self._sizes)
        for variable, fact in known.items():
            facts.note(variable, fact)
        return facts

    def note(self, e: Expression, fact: Fact) -> None:
        """Take a fact for granted."""
        self._known[e] = fact
        for dimension, size in zip(e.dimensions, fact.shape or (), strict=False):
            if not isinstance(dimension, int) and dimension.symbol is not None:
                self._sizes.setdefault(dimension.symbol, size)

    def of(self, e: Expression) -> Fact:
        """All that is known of an expression."""
        stack = [e]
        while stack:
            one = stack[-1]
            if one not in self._known:
                rest = [x for x in one.owner.inputs if x not in self._known] if one.owner is not None else []
                if rest:
                    stack.extend(rest)
                    continue
                self._learn(one)
            stack.pop()
        return self._known[e]

    def _learn(self, e: Expression) -> None:
        """What follows from what is known of the operands."""
        value = None if e in self._opaque else self._value(e)
        shape = value.shape if value is not None else self._formulas(e)
        if shape is None and isinstance(e, Result):
            shape = self._measured(e)
        self.note(e, Fact(shape, value))
        support = value != 0 if value is not None else self._support(e)
        if support is not None and not support.all():
            self._known[e] = Fact(shape, value, support)

    def _value(self, e: Expression) -> np.ndarray | None:
        if isinstance(e, Constant):
            return e.value
        return self._run(e) if isinstance(e, Result) else self._given.values.get(e)

    def _measured(self, e: Result) -> Shape | None:
        """The shape by what is computed, where no formula has it."""
        op = e.owner.op
        if isinstance(op, Scan):
            return loop_shape(e, op, self)
        found = self._run(e, stand_in=True)
        return None if found is None else found.shape

    def _formulas(self, e: Expression) -> Shape | None:
        """The shape by its formulas."""
        sizes = [evaluate(dimension, self._sizes) for dimension in e.dimensions]
        return None if None in sizes else tuple(size for size in sizes if size is not None)

    def _run(self, e: Result, *, stand_in: bool = False) -> np.ndarray | None:
        """What the operation's code gives, where the values that it goes by are known.

        With stand-ins, ones take the place of floating arrays and of linear operands: they decide on no shape.
        """
        node = e.owner
        if node.op.functions():
            return None
        operands = []
        linear = node.op.linear_in(len(node.inputs)) if isinstance(node.op, Linear) else (False,) * len(node.inputs)
        for x, by_shape, free in zip(node.inputs, node.op.by_shape(len(node.inputs)), linear, strict=True):
            fact = self._known[x]
            value = fact.value
            any_value = by_shape or (stand_in and (free or (x.ndim and x.type.inexact)))
            if value is None and fact.shape is not None and any_value:
                value = np.broadcast_to(x.dtype.type(1), fact.shape)
            if value is None:
                return None
            operands.append(value)
        return _outputs(node, operands)[e.index]

    def _support(self, e: Expression) -> np.ndarray | None:
        if not isinstance(e, Result) or e in self._opaque:
            return None
        node = e.owner
        if any(self._known[x].shape is None for x in (*node.inputs, e)):
            return None
        return node.op.support(node, self, e.index)


def _outputs(node: Apply, operands: Sequence[np.ndarray]) -> Sequence[np.ndarray | None]:
    try:
        with np.errstate(all="ignore"):
            found = node.op.run(*operands)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # the call itself would raise
        return [None] * len(node.types)
    return [np.asarray(one) for one in (found if len(node.types) > 1 else (found,))]
