"""Patterns through a loop: from step to step, as the states pass."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from explorer.core.derive.sparsity.fact import Fact
from explorer.core.derive.sparsity.matrices import empty, identity, stacked, union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.dependence import Shape
    from explorer.core.derive.sparsity.facts import GraphFacts
    from explorer.core.derive.sparsity.matrices import Pattern
    from explorer.core.expr import Apply, Expression, Result
    from explorer.core.ops.scan import Body, Scan

    Propagate: TypeAlias = Callable[
        [Sequence[Expression], Mapping[Expression, Pattern], GraphFacts], list[Pattern | None]
    ]


def through_loop(
    node: Apply, op: Scan, patterns: Mapping[Expression, Pattern], facts: GraphFacts, propagate: Propagate
) -> list[Pattern | None]:
    """The patterns of a loop's outputs: what it gives after each step, one below the other."""
    body = op.body
    _, sequences, first, captured = op.split(node.inputs)
    along: dict[Expression, Fact] = {v: facts.of(x) for v, x in zip(body.sequences, sequences, strict=True)}
    known = _known_inside(node, op, facts)
    inner = facts.within(known)
    steps = _most_steps(node, op, facts)
    shapes = [inner.shape(e) for e in body.results]

    def arriving(variables: Sequence[Expression], operands: Sequence[Expression]) -> dict[Expression, Pattern]:
        return {v: patterns[x] for v, x in zip(variables, operands, strict=True) if x in patterns}

    moving, states = arriving(body.sequences, sequences), arriving(body.states, first)
    still = arriving(body.captured, captured)
    made = _Steps(body, known, along, facts, propagate)
    results: list[list[Pattern | None]] = [[None] * len(body.results)] * steps
    finals = [states.get(v) for v in body.states]
    order = range(steps)[::-1] if op.backwards else range(steps)
    if body.until is None and op.truncate >= 0:
        order = order[max(0, steps - op.truncate) :]  # what comes before is taken as constant
        if len(order) < steps:
            states = {}
    for place in order:
        elements = {v: _rows(pattern, place, prod(inner.shape(v))) for v, pattern in moving.items()}
        results[place] = made.after({**still, **states, **elements}, place)
        states = {v: p for v, p in zip(body.states, results[place], strict=False) if p is not None}
        after = [states.get(v) for v in body.states]
        # A loop that ends by a condition may end with any step.
        certain = body.until is None or place == order[0]
        finals = after if certain else [union(a, b) for a, b in zip(finals, after, strict=True)]
    stacks = [_below([row[place] for row in results], prod(shape)) for place, shape in enumerate(shapes)]
    return [*finals, *stacks, *(None for _ in op.outcome(node.types).steps)]


def loop_shape(e: Result, op: Scan, facts: GraphFacts) -> Shape | None:
    """The shape of an output of a loop, of how many steps its step's result; None where it is not known."""
    node, body = e.owner, op.body
    states = len(body.states)
    if e.index >= states + len(body.results):
        return ()
    inner = facts.within(_known_inside(node, op, facts))
    if e.index < states:
        return inner.of(body.next[e.index]).shape
    steps, inside = facts.value(op.steps_of(node)), inner.of(body.results[e.index - states]).shape
    return None if steps is None or inside is None else (int(steps), *inside)


def _most_steps(node: Apply, op: Scan, facts: GraphFacts) -> int:
    """How many steps there are, or may be where a condition ends the loop."""
    count = node.inputs[0]
    steps = facts.value(count)
    if steps is None and op.body.until is None and op.body.results:
        return facts.shape(node.outputs[len(op.body.states)])[0]
    if steps is None:
        raise facts.lacking(count)
    return max(0, int(steps))


def _known_inside(node: Apply, op: Scan, facts: GraphFacts) -> dict[Expression, Fact]:
    """What is known of the variables of a body: of an element that of the first, of a state the shape."""
    body = op.body
    _, sequences, first, captured = op.split(node.inputs)
    return {
        **{v: _element(facts.of(x), 0) for v, x in zip(body.sequences, sequences, strict=True)},
        **{v: Fact(facts.of(x).shape) for v, x in zip(body.states, first, strict=True)},
        **{v: facts.of(x) for v, x in zip(body.captured, captured, strict=True)},
    }


class _Steps:
    """The steps of a loop. Those of whose elements the same is known have the same local patterns: found once."""

    def __init__(
        self,
        body: Body,
        known: Mapping[Expression, Fact],
        along: Mapping[Expression, Fact],
        facts: GraphFacts,
        propagate: Propagate,
    ) -> None:
        self._body = body
        self._known = known
        self._along = along
        self._facts = facts
        self._propagate = propagate
        self._inner: dict[tuple[Any, ...], GraphFacts] = {}
        self._local: dict[tuple[tuple[Any, ...], Expression], list[Pattern | None]] = {}

    def after(self, patterns: Mapping[Expression, Pattern], place: int) -> list[Pattern | None]:
        """The patterns of the results of a step, from those of the variables of the body."""
        elements = {v: _element(fact, place) for v, fact in self._along.items()}
        key = tuple(None if a is None else a.tobytes() for e in elements.values() for a in (e.value, e.support))
        if key not in self._inner:
            self._inner[key] = self._facts.within({**self._known, **elements})
            return self._propagate(self._body.results, patterns, self._inner[key])
        results: list[Pattern | None] = [None] * len(self._body.results)
        for v, pattern in patterns.items():
            for number, local in enumerate(self._locally(key, v)):
                if local is not None:
                    results[number] = union(results[number], local @ pattern)
        return results

    def _locally(self, key: tuple[Any, ...], v: Expression) -> list[Pattern | None]:
        """The local patterns of the step by one variable."""
        if (key, v) not in self._local:
            inner = self._inner[key]
            seed = identity(prod(inner.shape(v)))
            self._local[key, v] = self._propagate(self._body.results, {v: seed}, inner)
        return self._local[key, v]


def _element(sequence: Fact, place: int) -> Fact:
    """What is known of an element of a sequence."""
    if sequence.shape is None:
        return sequence
    if place >= sequence.shape[0]:
        return Fact(sequence.shape[1:])
    value, support = (None if a is None else a[place] for a in (sequence.value, sequence.support))
    return Fact(sequence.shape[1:], value, support)


def _rows(pattern: Pattern, place: int, count: int) -> Pattern:
    """The part of a sequence's pattern that belongs to an element."""
    return pattern[place * count : (place + 1) * count]


def _below(parts: Sequence[Pattern | None], rows: int) -> Pattern | None:
    columns = next((part.shape[1] for part in parts if part is not None), None)
    if columns is None:
        return None
    return stacked([empty(rows, columns) if part is None else part for part in parts])
