"""Implicit functions: what solves an equation, or makes a cost least. Differentiated by the implicit function theorem.

Where f(x, p) = 0, a change dp moves x by the dx with ∂f/∂x dx = -∂f/∂p dp, however x was found (Krantz and Parks 2013,
"The implicit function theorem").
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import mul
from typing import TYPE_CHECKING

from explorer.core.batch import push_batch
from explorer.core.capture import close
from explorer.core.chain import match_dtype
from explorer.core.dependence import NOTHING
from explorer.core.derive.inside import pull_inside, push_inside
from explorer.core.derive.sparsity.closure import closure
from explorer.core.expr import Variable
from explorer.core.graph import ancestors, replace
from explorer.core.inner import InnerFunction
from explorer.core.op import Op
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Root(Op):
    """The x with f(x) = 0 near a first guess. Operands: the guess, and what the functions capture.

    Attributes:
        inside: the functions, of x; the last two are what becomes zero and its derivative by x.
        tolerance: of the last step, relative to 1 + |x|.
        max_steps: how many steps there may be.
        stacked: how many first axes only number equations that are solved each for itself.
    """

    inside: tuple[InnerFunction, ...]
    tolerance: float
    max_steps: int
    stacked: int = 0
    family = "loop"
    symbol = "f = 0"
    code = "find_root"

    def __repr__(self) -> str:
        return self.name

    def functions(self) -> tuple[InnerFunction, ...]:
        return self.inside

    def with_functions(self, functions: tuple[InnerFunction, ...]) -> Root:
        return dataclasses.replace(self, inside=functions)

    def infer(self, start: Expression, *captured: Expression) -> tuple[TensorType, ...]:
        for function in self.inside:
            function.types({function.parameters[0]: start, **function.closed_over((start, *captured))})
        return (start.type,)

    def python(self, *operands: str) -> str:
        functions, start = operands[: len(self.inside)], operands[len(self.inside)]
        stacked = [str(self.stacked)] if self.stacked else []
        arguments = ", ".join([*functions, start, repr(self.tolerance), str(self.max_steps), *stacked])
        return f"{self.code}({arguments})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The solution dx of ∂f/∂x dx = -∂f/∂p dp."""
        residual, slope = self.inside[-2:]
        known = self._known((node.output(), *node.inputs[1:]))
        moved = push_inside(residual.outputs[0], known, residual.closed_over(tangents))
        if moved is None:
            return (None,)
        (matrix,) = replace(slope.outputs, known)
        return (self._solve(matrix, -moved, node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The share of p in what ∂f/∂x* solves for the cotangent, negative."""
        (cotangent,) = cotangents
        assert cotangent is not None
        residual, slope = self.inside[-2:]
        known = self._known((node.output(), *node.inputs[1:]))
        (matrix,) = replace(slope.outputs, known)
        weight = -self._solve(self._adjoint(matrix), cotangent, node.output())
        places = {variable: place for variable, place in residual.captured if wanted[place]}
        found = pull_inside(residual.outputs[0], known, weight, list(places))
        shares: list[Cotangent] = [None] * len(node.inputs)
        for place, share in zip(places.values(), found, strict=True):
            shares[place] = None if share is None else match_dtype(share, node.inputs[place])
        return tuple(shares)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """By the implicit function theorem: of -(∂f/∂x)⁻¹ ∂f/∂p, where x moves with all that its equations reach."""
        residual = self.inside[-2]
        x = residual.parameters[0]
        variables = [variable for variable, place in residual.captured if place == operand]
        if not variables:
            return NOTHING
        known = self._known((node.output(), *node.inputs[1:]))
        by_x, by_operand = facts.inside(residual.outputs[0], known, [x, variables[0]])
        return None if by_operand is None else (*closure(by_x, prod(facts.shape(x))), *by_operand)

    def _known(self, operands: Sequence[Expression]) -> dict[Expression, Expression]:
        """What the variables of the functions stand for, where x is the first of these operands."""
        known: dict[Expression, Expression] = {}
        for function in self.inside:
            known |= {function.parameters[0]: operands[0], **function.closed_over(operands)}
        return known

    def _solve(self, matrix: Expression, right: Expression, x: Expression) -> Expression:
        """The solution of the linear equations, of the shape of x."""
        rows, sizes = T.shape(x)[: self.stacked], T.shape(x)[self.stacked :]
        if not sizes:
            return T.absorbing_divide(right, matrix)
        flat = len(sizes) > 1
        if flat:
            size = reduce(mul, sizes)
            matrix, right = T.reshape(matrix, (*rows, size, size)), T.reshape(right, (*rows, size))
        if self.stacked:
            right = T.expand_dims(right, -1)
        result = T.linalg.solve(matrix, right)
        if self.stacked:
            result = T.squeeze(result, -1)
        return T.reshape(result, T.shape(x)) if flat else result

    def _adjoint(self, matrix: Expression) -> Expression:
        axes = (matrix.ndim - self.stacked) // 2
        middle = self.stacked + axes
        turned = T.transpose(matrix, (*range(self.stacked), *range(middle, matrix.ndim), *range(self.stacked, middle)))
        return T.conj(turned) if matrix.dtype.kind == "c" else turned

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """The same for a stack of problems: one iteration for all of them."""
        start = inputs[0] if batched[0] else T.alloc(inputs[0], count, *T.shape(inputs[0]))
        x = Variable(start.type, self.inside[0].parameters[0].name)
        stacks: dict[Expression, Expression] = {}
        outer: dict[Expression, Expression] = {}
        for function in self.inside:
            stacks[function.parameters[0]] = x
            for variable, place in function.captured:
                (stacks if batched[place] else outer)[variable] = inputs[place]
        results = replace([e for function in self.inside for e in function.outputs], outer)
        pushed = push_batch(results, stacks, T.shape(x)[0])
        functions, captured = functions_of(x, dict(zip((f.name for f in self.inside), pushed, strict=True)))
        made = dataclasses.replace(self, inside=functions, stacked=self.stacked + 1)
        return (made(start, *captured),), True


@dataclass(frozen=True, repr=False)
class Minimize(Root):
    """The x that makes f(x) least near a first guess: a root of its gradient."""

    symbol = "min"
    code = "find_minimum"


def functions_of(x: Variable, results: Mapping[str, Expression]) -> tuple[tuple[InnerFunction, ...], list[Expression]]:
    """Functions of x by name, and what they capture: operands of an operation whose first one is none of these."""
    closed, inner, captured = close(list(results.values()), [x])
    functions: list[InnerFunction] = []
    for name, result in zip(results, closed, strict=True):
        used = ancestors([result])
        places = tuple((variable, place) for place, variable in enumerate(inner, 1) if variable in used)
        functions.append(InnerFunction(name, (x,), places, (result,), derived=bool(functions)))
    return tuple(functions), captured
