"""Loops that need not be loops become array operations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.expr import Variable
from explorer.core.loop import scan
from explorer.core.ops.indexing import ALL, Subtensor
from explorer.core.ops.scan import Before, LoopMaker, Scan
from explorer.core.rewrite.engine import Engine
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.loops.afterwards import results_after, sums_after
from explorer.core.rewrite.loops.cumulative import (
    constant_states,
    running_products,
    running_sums,
    states_without_memory,
)
from explorer.core.rewrite.loops.hoisting import arrays_out, invariants_out
from explorer.core.rewrite.loops.merging import one_loop, one_state
from explorer.core.rewrite.loops.unused import leave_out_unused
from explorer.core.rewrite.rule import RuleTable, code, loops, ruleset
from explorer.core.rules.indexing import INDEXING
from explorer.core.rules.shapes import SHAPES
from explorer.core.rules.wilds import u, x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression


def _loop_to_arrays(e: Expression) -> Expression | None:
    """A loop without states does the same to each element: push a batch axis through its body."""
    node = e.owner
    if node is None or not isinstance(node.op, Scan) or node.op.body.states or node.op.body.until is not None:
        return None
    body = node.op.body
    count, sequences, _, captured = node.op.split(node.inputs)
    along: dict[Expression, Expression] = {}
    for inner, outer in zip(body.sequences, sequences, strict=True):
        along[inner] = outer if outer.dimensions[0] == e.dimensions[0] else outer[:count]
    opened = T.clone_replace([body.emitted[e.index]], dict(zip(body.captured, captured, strict=True)))  # type: ignore[attr-defined]  # it is a Result
    try:
        (result,) = push_batch(opened, along, count)
    except NotBatchableError:
        return None
    return fit(_tidy(result), e)


def _tidy(result: Expression) -> Expression:
    """What was opened, without fills in fills and all elements 0, 1, …, n - 1: the loop made them, and no person."""
    return Engine(_shapes_and_indices()).run([result])[0]


@lru_cache(maxsize=1)
def _shapes_and_indices() -> RuleTable:
    return RuleTable((SHAPES, INDEXING))


def _last_of_loop(e: Expression) -> Expression | None:
    """The last of a state's values is what the loop ends with: it need not keep the others."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor) or len(node.inputs) > 1:
        return None
    (stack,) = node.inputs
    loop = stack.owner
    if loop is None or not isinstance(loop.op, Scan) or stack not in loop.op.outcome(loop.outputs).stacks:
        return None
    entry, *rest = node.op.index
    if entry != (0 if loop.op.backwards else -1) or any(other != ALL for other in rest):
        return None
    outcome = loop.op.outcome(loop.outputs)
    return fit(outcome.finals[outcome.stacks.index(stack)], e)


LOOPS = ruleset(
    "Loops",
    last_of_loop=code(
        "The last value of a state is what the loop ends with.",
        "subtensor",
        lambda: (_powers(x)[-1], _final(_powers(x))),
        _last_of_loop,
    ),
    loop_to_array_operations=code(
        "A loop that does the same to each element is one array operation.",
        "scan",
        lambda: (scan(lambda a: T.sin(a) * a, u)[0], T.sin(u) * u),
        _loop_to_arrays,
    ),
    nothing_unused=loops(
        "A loop computes what is asked for, and nothing else.",
        lambda: (_steps(lambda a, b: [T.sin(a), a * b], x, y)[0], _steps(T.sin, x)),
        leave_out_unused,
    ),
    equal_states=loops(
        "States that start alike and go on alike are one.",
        lambda: (_steps(lambda a, b: [T.sin(b), T.sin(a)], x, x)[1], _steps(T.sin, x)),
        one_state,
    ),
    equal_loops=loops(
        "Two loops of the same steps are one, where neither needs the other.",
        lambda: (_steps(T.sin, x) * _steps(T.cos, y), _product(_steps(lambda a, b: [T.sin(a), T.cos(b)], x, y))),
        one_loop,
    ),
    invariants_before_the_loop=loops(
        "What is the same in each step is computed before the loop.",
        lambda: (_inline(x, y), _steps(lambda a: T.sin(a) * T.exp(y), x)),
        invariants_out,
    ),
    arrays_before_the_loop=loops(
        "What depends on no state is computed before the loop, for all steps at once.",
        lambda: (
            scan(lambda a, p: T.sin(p) + T.exp(a), u, y)[0],
            scan(lambda a, p: T.sin(p) + a, T.exp(u), y)[0],
        ),
        arrays_out,
    ),
    constant_state=loops(
        "A state that stays as it starts is no state.",
        lambda: (
            scan(lambda a, p, q: [p, T.sin(q + p) * a], u, [x, y])[0][1],
            scan(lambda a, q: T.sin(q + x) * a, u, y)[0],
        ),
        constant_states,
    ),
    running_sum=loops(
        "A state that grows by what depends on no state is a running sum.",
        lambda: (scan(lambda a, p: p + a, u, y)[0], y + T.cumsum(u)),
        running_sums,
    ),
    running_product=loops(
        "A state that is multiplied by what depends on no state is a running product.",
        lambda: (scan(lambda a, p: p * a, u, y)[0], y * T.cumprod(u)),
        running_products,
    ),
    state_without_memory=loops(
        "A state that depends on no state before is no state.",
        lambda: (scan(lambda a, p, q: [a * y, T.sin(q + p)], u, [x, y])[0][1], _without_memory()),
        states_without_memory,
    ),
    sum_after_the_loop=loops(
        "A sum over the steps is taken after the loop.",
        lambda: (_final(_steps(lambda a, b: [T.sin(a), b + T.cos(a)], x, y)[1]), _sum_after()),
        sums_after,
    ),
    results_after_the_loop=loops(
        "What no later step needs is computed after the loop, for all steps at once.",
        lambda: (scan(lambda a, p: [T.sin(p) + a, T.exp(p)], u, [y, None])[0][1], _results_after()),
        results_after,
    ),
)


def _steps(step: Callable[..., object], *first: Expression) -> Any:
    """Three steps from some first values."""
    return scan(step, None, list(first), n_steps=3)[0]


def _powers(base: Expression) -> Expression:
    return scan(lambda p: p * base, None, T.constant(1.0), n_steps=3)[0]


def _final(stack: Expression) -> Expression:
    node = stack.owner
    assert node is not None
    assert isinstance(node.op, Scan)
    outcome = node.op.outcome(node.outputs)
    return outcome.finals[outcome.stacks.index(stack)]


def _product(pair: Sequence[Expression]) -> Expression:
    a, b = pair
    return a * b


def _inline(first: Expression, by: Expression) -> Expression:
    """A loop that computes exp(by) in each step, though its author put it before the loop."""
    made = LoopMaker(T.constant(3))
    state = Variable(first.type)
    made.state(state, first, T.sin(state) * T.exp(made.outer(by)))
    return made.run().stacks[0]


def _without_memory() -> Expression:
    stack = u * y
    return scan(lambda a, q: T.sin(q + a), Before()(x, stack), y)[0]


def _sum_after() -> Expression:
    return y + T.sum(scan(lambda a: [T.sin(a), T.cos(a)], None, [x, None], n_steps=3)[0][1])


def _results_after() -> Expression:
    stack = scan(lambda a, p: T.sin(p) + a, u, y)[0]
    return T.exp(Before()(y, stack))
