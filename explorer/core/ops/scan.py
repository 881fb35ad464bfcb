"""Loops. A scan applies a body once for each step; states pass from a step to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import graph
from explorer.core.chain import spread_to
from explorer.core.derive.forward import push_forward
from explorer.core.derive.reverse import pull_back
from explorer.core.errors import ShapeError
from explorer.core.expr import Variable
from explorer.core.inner import InnerFunction
from explorer.core.op import Op
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent


@dataclass(frozen=True, eq=True)
class Body:
    """What a loop does in one step.

    Attributes:
        sequences: stand for one element of each sequence.
        states: stand for the previous value of each state.
        captured: stand for what stays the same from step to step.
        next: the new value of each state.
        emitted: further results of the step.
    """

    sequences: tuple[Variable, ...]
    states: tuple[Variable, ...]
    captured: tuple[Variable, ...]
    next: tuple[Expression, ...]
    emitted: tuple[Expression, ...]

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """All variables of the body."""
        return self.sequences + self.states + self.captured

    @property
    def outputs(self) -> tuple[Expression, ...]:
        """All results of a step."""
        return self.next + self.emitted


@dataclass(frozen=True, repr=False)
class Scan(Op):
    """A loop of a number of steps. Operands: the number, the sequences, the states' first values, what is captured.

    The outputs are the values after each step, stacked: of each state, then of each further result.
    """

    body: Body
    family = "loop"
    symbol = "⟳"

    def __repr__(self) -> str:
        return f"scan{{{len(self.body.sequences)}, {len(self.body.states)}, {len(self.body.emitted)}}}"

    def split(
        self, operands: Sequence[Expression]
    ) -> tuple[Expression, list[Expression], list[Expression], list[Expression]]:
        """The operands as number of steps, sequences, first values, captured."""
        a = 1 + len(self.body.sequences)
        b = a + len(self.body.states)
        return operands[0], list(operands[1:a]), list(operands[a:b]), list(operands[b:])

    def functions(self) -> tuple[InnerFunction, ...]:
        body = self.body
        start = 1 + len(body.sequences) + len(body.states)
        captured = tuple((x, start + place) for place, x in enumerate(body.captured))
        return (InnerFunction("step", body.sequences + body.states, captured, body.outputs),)

    def infer(self, *operands: Expression) -> tuple[TensorType, ...]:
        count, _, first, _ = self.split(operands)
        steps = dimension_of(count)
        for state, start, after in zip(self.body.states, first, self.body.next, strict=True):
            if state.ndim != after.ndim or start.ndim != state.ndim:
                message = f"scan: a state starts with {start.ndim} axes and has {after.ndim} after a step"
                raise ShapeError(message)
        return tuple(TensorType(e.dtype, (steps, *e.dimensions)) for e in self.body.outputs)

    def connected(self, count: int) -> tuple[bool, ...]:
        return (False,) + (True,) * (count - 1)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The loop of values and tangents side by side."""
        body = self.body
        count, sequences, first, captured = self.split(node.inputs)
        doubled = _Doubled.of(body)
        pushed = push_forward(body.outputs, doubled.tangent_of)
        moved = [
            spread_to(p, e) if p is not None else T.zeros_like(e, derivative_dtype(e.dtype))
            for p, e in zip(pushed, body.outputs, strict=True)
        ]
        given = [
            T.zeros_like(x, derivative_dtype(x.dtype)) if t is None else t
            for x, t in zip(node.inputs[1:], tangents[1:], strict=True)
        ]
        a, b = len(sequences), len(sequences) + len(first)
        split = len(body.next)
        twice = Body(
            body.sequences + doubled.tangents[:a], body.states + doubled.tangents[a:b],
            body.captured + doubled.tangents[b:],
            body.next + tuple(moved[:split]), body.emitted + tuple(moved[split:]),
        )  # fmt: skip
        results = Scan(twice).all(count, *sequences, *given[:a], *first, *given[a:b], *captured, *given[b:])
        states, emitted = len(body.next), len(body.emitted)
        tangents_of_states = results[states : 2 * states]
        return (*tangents_of_states, *results[2 * states + emitted :])

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The loop backwards: its states are the cotangents of the states and the sums of those captured."""
        body = self.body
        count, sequences, first, captured = self.split(node.inputs)
        outputs = node.outputs
        number = len(body.next)
        seeds = tuple(Variable(e.type.with_dtype(derivative_dtype(e.dtype))) for e in body.outputs)
        carried = tuple(Variable(e.type.with_dtype(derivative_dtype(e.dtype))) for e in body.next)
        into = {
            e: (s + c if e in body.next else s)
            for e, s, c in zip(body.outputs, seeds, carried + seeds[number:], strict=True)
        }
        pulled = [
            g if g is not None else T.zeros_like(x, derivative_dtype(x.dtype))
            for x, g in zip(body.inputs, pull_back(into, body.inputs), strict=True)
        ]
        a, b = len(sequences), len(sequences) + len(first)
        sums = tuple(Variable(g.type) for g in pulled[b:])
        back = Body(
            body.sequences + body.states + seeds, carried + sums, body.captured,
            tuple(pulled[a:b]) + tuple(s + g for s, g in zip(sums, pulled[b:], strict=True)), tuple(pulled[:a]),
        )  # fmt: skip
        previous = [
            T.concatenate([T.expand_dims(start, 0), values[:-1]])
            for start, values in zip(first, outputs[:number], strict=True)
        ]
        filled = [
            T.zeros_like(e, derivative_dtype(e.dtype)) if g is None else g
            for e, g in zip(outputs, cotangents, strict=True)
        ]
        turned = [x[::-1] for x in (*(s[:count] for s in sequences), *previous, *filled)]
        zeros = [T.zeros_like(x, derivative_dtype(x.dtype)) for x in (*first, *captured)]
        results = Scan(back).all(count, *turned, *zeros, *captured)
        finals = [_last(z, r) for z, r in zip(zeros, results, strict=False)]
        by_sequence = [
            _lengthen(r[::-1], s) for r, s in zip(results[len(carried) + len(sums) :], sequences, strict=True)
        ]
        return (None, *by_sequence, *finals)


def _last(start: Expression, values: Expression) -> Expression:
    """The last value of a state: its first one where the loop has no step."""
    steps = values.dimensions[0]
    if isinstance(steps, int) and steps > 0:
        return values[-1]
    return T.concatenate([T.expand_dims(start, 0), values])[-1]


def _lengthen(cotangent: Expression, sequence: Expression) -> Expression:
    """The cotangent of a sequence of which the loop may have used only the first elements."""
    if cotangent.dimensions[0] == sequence.dimensions[0]:
        return cotangent
    zeros = T.zeros_like(sequence, cotangent.dtype)
    return T.inc_subtensor(zeros[: T.shape(cotangent)[0]], cotangent)


@dataclass(frozen=True)
class _Doubled:
    tangents: tuple[Variable, ...]
    tangent_of: dict[Expression, Expression]

    @classmethod
    def of(cls, body: Body) -> _Doubled:
        tangents = tuple(Variable(v.type.with_dtype(derivative_dtype(v.dtype))) for v in body.inputs)
        return cls(tangents, dict(zip(body.inputs, tangents, strict=True)))


def close(
    results: Sequence[Expression], inner: Sequence[Variable]
) -> tuple[list[Expression], list[Variable], list[Expression]]:
    """Cut the largest parts that do not change from step to step out of a body.

    Returns:
        The results over inner variables only, the new variables, and the outer expressions that they stand for.
    """
    changing: set[Expression] = set(inner)
    order = graph.applies(results)
    for node in order:
        if any(x in changing for x in node.inputs):
            changing.update(node.outputs)
    captured: dict[Expression, Variable] = {}
    for node in order:
        if not any(e in changing for e in node.outputs):
            continue
        for x in node.inputs:
            if x not in changing and not _is_constant(x) and x not in captured:
                captured[x] = Variable(x.type, x.name)
    for e in results:
        if e not in changing and not _is_constant(e) and e not in captured:
            captured[e] = Variable(e.type, e.name)
    closed = graph.replace(list(results), captured)
    return closed, list(captured.values()), list(captured)


def _is_constant(expression: Expression) -> bool:
    return all(hasattr(e, "value") for e in graph.ancestors([expression]) if e.owner is None)
