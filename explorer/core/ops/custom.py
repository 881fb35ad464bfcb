"""Functions with derivatives of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.batch import push_batch
from explorer.core.broadcast import describe, same_shape
from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.dependence import dense
from explorer.core.derive.inside import pull_inside, push_inside
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Variable
from explorer.core.graph import replace
from explorer.core.inner import InnerFunction
from explorer.core.op import Op
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype, shape_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.inner import Operand
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType

    Rule = Callable[[Sequence[Expression], Expression, Any], Any]


@dataclass(frozen=True, repr=False)
class Custom(Op):
    """A function whose derivatives are given. Operands: its inputs, and what it captures.

    Its value is that of its body; by what it captures, it is differentiated as the body says. A rule that is missing
    follows from the body.

    Attributes:
        body: the function.
        backward: (inputs, output, cotangent) → a cotangent or None for each input.
        forward: (inputs, output, tangents) → the tangent of the output.
    """

    body: InnerFunction
    backward: Rule | None
    forward: Rule | None
    family = "loop"
    symbol = "ƒ"

    def __repr__(self) -> str:
        return f"custom{{{self.body.name}}}"

    def functions(self) -> tuple[InnerFunction, ...]:
        return (self.body,)

    def infer(self, *operands: Expression) -> tuple[TensorType, ...]:
        return self.body.types(self._known(operands))

    def python(self, *operands: str) -> str:
        function, *inputs = operands
        return f"{function}({', '.join(inputs[: self._count])})"

    @property
    def _count(self) -> int:
        return len(self.body.parameters)

    @property
    def result(self) -> Expression:
        """The output, over the variables of the body."""
        return self.body.outputs[0]

    def _known(self, operands: Sequence[Operand]) -> dict[Expression, Operand]:
        """What the variables of the body stand for."""
        return {**dict(zip(self.body.parameters, operands, strict=False)), **self.body.closed_over(operands)}

    def inlined(self, operands: Sequence[Expression]) -> Expression:
        """The output as the body gives it, without these derivatives."""
        return replace([self.result], self._known(operands))[0]

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """What the rule gives, and what the body says about what is captured."""
        own = tangents[: self._count]
        by_body = self._known(tangents) if self.forward is None else self.body.closed_over(tangents)
        total = push_inside(self.result, self._known(node.inputs), by_body)
        if self.forward is not None and any(t is not None for t in own):
            inputs = node.inputs[: self._count]
            filled = [
                T.zeros_like(x, derivative_dtype(x.dtype)) if t is None else t for x, t in zip(inputs, own, strict=True)
            ]
            tangent = self.tangent(inputs, node.output(), filled)
            total = tangent if total is None else total + tangent
        return (total,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """What the rule gives, and what the body says about what is captured."""
        (cotangent,) = cotangents
        assert cotangent is not None
        shares: list[Cotangent] = [None] * len(node.inputs)
        everything = range(len(node.inputs))
        places = self._known(everything) if self.backward is None else self.body.closed_over(everything)
        places = {variable: place for variable, place in places.items() if wanted[place]}
        if self.backward is not None and any(wanted[: self._count]):
            shares[: self._count] = self.cotangents(node.inputs[: self._count], node.output(), cotangent)
        found = pull_inside(self.result, self._known(node.inputs), cotangent, list(places))
        for place, share in zip(places.values(), found, strict=True):
            shares[place] = share
        return tuple(None if g is None else match_dtype(g, x) for g, x in zip(shares, node.inputs, strict=True))

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """As the body says; all on all by what has a rule, which may say anything."""
        if operand < self._count and (self.backward or self.forward):
            return dense(facts.shape(node.inputs[operand]), facts.shape(node.output()))
        variable = next(v for v, place in self._known(range(len(node.inputs))).items() if place == operand)
        (found,) = facts.inside(self.result, self._known(node.inputs), [variable])
        return found

    def tangent(self, inputs: Sequence[Expression], output: Expression, tangents: Sequence[Expression]) -> Expression:
        """What the rule gives.

        Raises:
            ShapeError, DTypeError: where that does not fit the output.
        """
        assert self.forward is not None
        given = self.forward(tuple(inputs), output, tuple(tangents))
        return self._fitting(given, output, "jvp", "a tangent of the output")

    def cotangents(self, inputs: Sequence[Expression], output: Expression, cotangent: Expression) -> list[Cotangent]:
        """What the rule gives.

        Raises:
            ShapeError, DTypeError: where these do not fit the inputs.
        """
        assert self.backward is not None
        given = self.backward(tuple(inputs), output, cotangent)
        listed = list(given) if isinstance(given, list | tuple) else [given]
        if len(listed) != len(inputs):
            inputs_text = "1 input" if len(inputs) == 1 else f"{len(inputs)} inputs"
            message = (
                f"the vjp of {self.body.name} gives {len(listed)} cotangents for {inputs_text}; "
                "return one for each, or None for zero"
            )
            raise ShapeError(message)
        return [
            None if g is None else self._fitting(g, x, "vjp", f"the cotangent of input {number}")
            for number, (g, x) in enumerate(zip(listed, inputs, strict=True))
        ]

    def _fitting(self, given: Any, x: Expression, rule: str, what: str) -> Expression:
        """A derivative that a rule gave, where it has the shape of ``x`` and a dtype that does."""
        derivative = as_expression(given, derivative_dtype(x.dtype))
        if not same_shape(derivative, x):
            message = (
                f"the {rule} of {self.body.name} gives {what} of shape {shape_text(derivative.dimensions)}, "
                f"but {describe(x)}"
            )
            raise ShapeError(message)
        if derivative.dtype.kind == "c" and x.dtype.kind != "c":
            message = (
                f"the {rule} of {self.body.name} gives {what} as {derivative.dtype}, but {T.brief(x)} is {x.dtype}; "
                "take its real part"
            )
            raise DTypeError(message)
        return match_dtype(derivative, x)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """The body on stacks, with the rules on stacks too."""
        operands = tuple(Variable(x.type, x.name) for x in inputs)
        own = self._count
        (result,) = _stacked([self.result], [*self._known(range(len(inputs)))], operands, batched)
        body = InnerFunction(
            self.body.name, operands[:own], tuple((x, place) for place, x in enumerate(operands[own:], own)), (result,)
        )
        types = tuple(x.type for x in node.inputs[:own])
        alone = _Alone(self, types, node.types[0], tuple(batched[:own]))
        made = Custom(body, self.backward and _StackedBackward(alone), self.forward and _StackedForward(alone))
        return (made(*inputs),), True


@dataclass(frozen=True)
class _Alone:
    """A function on the elements of stacks: the types of its inputs and output, and which inputs are stacks."""

    op: Custom
    inputs: tuple[TensorType, ...]
    output: TensorType
    batched: tuple[bool, ...]

    def variables(self) -> tuple[list[Variable], Variable]:
        """Inputs and output of one element."""
        return [Variable(t) for t in self.inputs], Variable(self.output)


@dataclass(frozen=True)
class _StackedBackward:
    """The rule for cotangents, on stacks. What is no stack has a share in each element."""

    alone: _Alone

    def __call__(self, inputs: Sequence[Expression], output: Expression, cotangent: Expression) -> list[Cotangent]:
        xs, y = self.alone.variables()
        seed = Variable(self.alone.output.with_dtype(cotangent.dtype))
        given = self.alone.op.cotangents(xs, y, seed)
        batched = (*self.alone.batched, True, True)
        return [
            None if g is None else share if has else T.sum(share, axis=0)
            for g, has in zip(given, self.alone.batched, strict=True)
            for share in ([None] if g is None else _stacked([g], [*xs, y, seed], [*inputs, output, cotangent], batched))
        ]


@dataclass(frozen=True)
class _StackedForward:
    """The rule for tangents, on stacks."""

    alone: _Alone

    def __call__(self, inputs: Sequence[Expression], output: Expression, tangents: Sequence[Expression]) -> Expression:
        xs, y = self.alone.variables()
        seeds = [Variable(x.type.with_dtype(t.dtype)) for x, t in zip(xs, tangents, strict=True)]
        moved = self.alone.op.tangent(xs, y, seeds)
        batched = (*self.alone.batched, True, *self.alone.batched)
        return _stacked([moved], [*xs, y, *seeds], [*inputs, output, *tangents], batched)[0]


def _stacked(
    outputs: Sequence[Expression],
    variables: Sequence[Expression],
    values: Sequence[Expression],
    batched: Sequence[bool],
) -> list[Expression]:
    """``outputs`` over variables of which some stand for the elements of stacks."""
    pairs = list(zip(variables, values, batched, strict=True))
    stacks = {variable: x for variable, x, has in pairs if has}
    count = T.shape(next(iter(stacks.values())))[0]
    return push_batch(replace(outputs, {variable: x for variable, x, has in pairs if not has}), stacks, count)
