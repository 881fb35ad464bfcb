"""Recurrences that have a name: running sums and products, arithmetic and geometric sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.graph import ancestors
from explorer.core.ops.scan import Before
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.loops.edit import Edit
from explorer.core.rewrite.product import OVER_INFINITY, Product, is_product, product_of, write_product
from explorer.core.rewrite.sums import Sum, is_sum, sum_of, write_sum
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression, Variable
    from explorer.core.rewrite.loops.graph import Loop, LoopGraph, Moves

    # From the first value, what comes in each step, whether that varies, and the loop: all values, and the last.
    Form = Callable[[Expression, Expression, bool, Loop], tuple[Expression, Expression] | None]


def running_sums(graph: LoopGraph) -> Moves | None:
    """A state that grows by what depends on no state."""
    return _first(graph, _growth, _sums)


def running_products(graph: LoopGraph) -> Moves | None:
    """A state that is multiplied by what depends on no state."""
    return _first(graph, _ratio, _products) or _first(graph, _absorbing_ratio, _absorbing_powers)


def constant_states(graph: LoopGraph) -> Moves | None:
    """A state that stays as it starts."""
    for loop in graph.loops:
        for x, after in loop.after.items() if loop.plain else ():
            if after is x:
                edit = Edit(loop)
                first = edit.first[x]
                edit.moves = {loop.stack(x): T.alloc(first, loop.count, *T.shape(first)), loop.final(x): first}
                edit.captured[x] = first
                del edit.after[x]
                return edit.finish()
    return None


def states_without_memory(graph: LoopGraph) -> Moves | None:
    """A state whose next value depends on no state."""
    return _first(graph, lambda after, _: after, _last)


def _first(
    graph: LoopGraph,
    share: Callable[[Expression, Variable], Expression | None],
    form: Form,
) -> Moves | None:
    for loop in graph.loops:
        for x, after in loop.after.items() if loop.plain else ():
            by = share(after, x)
            if by is None or after.dtype.kind not in "fc" or ancestors([by]) & set(loop.body.states):
                continue
            moves = _without(loop, x, by, form)
            if moves:
                return moves
    return None


def _without(
    loop: Loop,
    x: Variable,
    by: Expression,
    form: Form,
) -> Moves | None:
    """The loop without a state that has a form of its own."""
    edit = Edit(loop)
    (opened,) = edit.opened(fit(by, x))
    varies = bool(ancestors([by]) & set(loop.body.sequences))
    if varies:
        stacks: dict[Expression, Expression] = {s: edit.along(s) for s in loop.body.sequences}
        try:
            (opened,) = push_batch([opened], stacks, loop.count)
        except NotBatchableError:
            return None
    found = form(loop.first[x], opened, varies, loop)
    if found is None:
        return None
    stack, final = found
    edit.moves = {loop.stack(x): stack, loop.final(x): final}
    element = type(x)(TensorType(x.dtype, x.dimensions), x.name)
    edit.sequences[element] = Before(loop.op.backwards)(loop.first[x], fit(stack, loop.stack(x)))
    edit.swap({x: element})
    del edit.after[x]
    return edit.finish()


def _growth(after: Expression, x: Variable) -> Expression | None:
    if not is_sum(after):
        return None
    view = sum_of(after)
    if view.terms.get(x) != 1:
        return None
    rest = {term: c for term, c in view.terms.items() if term is not x}
    return write_sum(Sum(view.offset, rest), after)


def _absorbing_ratio(after: Expression, x: Variable) -> Expression | None:
    """What a cotangent is multiplied by in each step, whose zero wins over infinity."""
    return _ratio(after, x, absorbing=OVER_INFINITY)


def _ratio(after: Expression, x: Variable, absorbing: int = 0) -> Expression | None:
    if not is_product(after):
        return None
    view = product_of(after)
    if view.powers.get(x) != 1 or view.absorbing != absorbing:
        return None
    rest = {base: p for base, p in view.powers.items() if base is not x}
    return write_product(Product(view.coefficient, rest), after)


def _sums(first: Expression, by: Expression, varies: bool, loop: Loop) -> tuple[Expression, Expression]:
    if varies:
        run = _run(T.cumsum, by, loop)
        return T.expand_dims(first, 0) + run, first + T.sum(by, axis=0)
    numbers, count = _numbers(loop, by)
    return T.expand_dims(first, 0) + numbers * T.expand_dims(by, 0), first + count * by


def _products(first: Expression, by: Expression, varies: bool, loop: Loop) -> tuple[Expression, Expression]:
    if varies:
        run = _run(T.cumprod, by, loop)
        return T.expand_dims(first, 0) * run, first * T.prod(by, axis=0)
    numbers, count = _numbers(loop, by)
    return T.expand_dims(first, 0) * T.expand_dims(by, 0) ** numbers, first * by**count


def _absorbing_powers(
    first: Expression, by: Expression, varies: bool, loop: Loop
) -> tuple[Expression, Expression] | None:
    """The zero of a factor in one step wins over the infinity of another's: only powers of one factor have a form."""
    if varies:
        return None
    numbers, count = _numbers(loop, by)
    powers = T.expand_dims(by, 0) ** numbers
    return T.absorbing_multiply(T.expand_dims(first, 0), powers), T.absorbing_multiply(first, by**count)


def _last(first: Expression, by: Expression, varies: bool, loop: Loop) -> tuple[Expression, Expression]:
    stack = by if varies else T.alloc(by, loop.count, *T.shape(by))
    end = T.expand_dims(first, 0)
    last = T.concatenate([stack, end])[0] if loop.op.backwards else T.concatenate([end, stack])[-1]
    return stack, last


def _run(run: Callable[..., Expression], by: Expression, loop: Loop) -> Expression:
    return run(by[::-1], axis=0)[::-1] if loop.op.backwards else run(by, axis=0)


def _numbers(loop: Loop, like: Expression) -> tuple[Expression, Expression]:
    """1, 2, … in the order of the steps, along the first axis of a stack, and how many."""
    real = like.dtype if like.dtype.kind == "f" else "float64"
    numbers = T.cast(T.arange(1, loop.count + 1), real)
    if loop.op.backwards:
        numbers = numbers[::-1]
    return T.expand_dims(numbers, tuple(range(1, like.ndim + 1))) if like.ndim else numbers, T.cast(loop.count, real)
