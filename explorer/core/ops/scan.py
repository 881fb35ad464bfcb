"""Loops. A scan applies a body once for each step; states pass from a step to the next."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.broadcast import describe
from explorer.core.chain import match_dtype, spread_to
from explorer.core.derive.forward import push_forward
from explorer.core.derive.reverse import pull_back, reached
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Constant, Variable
from explorer.core.graph import ancestors, replace
from explorer.core.inner import InnerFunction
from explorer.core.op import Linear, Op
from explorer.core.ops.indexing import ALL, IncSubtensor
from explorer.core.origin import Origin, mark
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype, shape_text, unify, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import Dimension

Item = TypeVar("Item")


@dataclass(frozen=True, eq=False)
class Body:
    """What a loop does in one step. Bodies are equal when they compute the same, whatever their variables are called.

    Attributes:
        sequences: stand for one element of each sequence.
        states: stand for the previous value of each state.
        captured: stand for what stays the same from step to step.
        next: the new value of each state.
        emitted: further results of the step.
        until: a truth value; the loop ends with the step in which it holds. None for a loop of all steps.
    """

    sequences: tuple[Variable, ...]
    states: tuple[Variable, ...]
    captured: tuple[Variable, ...]
    next: tuple[Expression, ...]
    emitted: tuple[Expression, ...]
    until: Expression | None = None

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """All variables of the body."""
        return self.sequences + self.states + self.captured

    @property
    def results(self) -> tuple[Expression, ...]:
        """The states and what else comes of a step, without the condition."""
        return self.next + self.emitted

    @property
    def outputs(self) -> tuple[Expression, ...]:
        """All that is computed in a step, the condition last."""
        return self.results if self.until is None else (*self.results, self.until)

    @cached_property
    def step(self) -> InnerFunction:
        """The body as a function inside the loop's operation."""
        first = 1 + len(self.sequences) + len(self.states)
        captured = tuple((x, first + place) for place, x in enumerate(self.captured))
        return InnerFunction("step", self.sequences + self.states, captured, self.outputs)

    def with_outputs(self, outputs: Sequence[Expression]) -> Body:
        """The same variables with other results."""
        states, results = len(self.next), len(self.results)
        until = outputs[results] if self.until is not None else None
        return dataclasses.replace(
            self, next=tuple(outputs[:states]), emitted=tuple(outputs[states:results]), until=until
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self._form == other._form and self.step == other.step

    def __hash__(self) -> int:
        return hash((self._form, self.step))

    @property
    def _form(self) -> tuple[int, int, int, bool]:
        return len(self.sequences), len(self.states), len(self.emitted), self.until is not None


@dataclass(frozen=True)
class Outcome(Generic[Item]):
    """Something for each output of a loop.

    Attributes:
        finals: of the values of the states after the last step; the first values where there is no step.
        stacks: of the values of the states after each step, along a new first axis.
        emitted: of the further results of each step, along a new first axis.
        steps: of the number of steps that were made, where the loop ends by a condition.
    """

    finals: tuple[Item, ...]
    stacks: tuple[Item, ...]
    emitted: tuple[Item, ...]
    steps: tuple[Item, ...] = ()

    @property
    def flat(self) -> tuple[Item, ...]:
        """One for each output, in their order."""
        return self.finals + self.stacks + self.emitted + self.steps


@dataclass(frozen=True, repr=False)
class Scan(Op):
    """A loop of a number of steps. Operands: the number, the sequences, the states' first values, what is captured.

    The outputs are an `Outcome`, flat. Element ``i`` of each sequence and of each stack belongs to step ``i``.

    Attributes:
        body: what a step does.
        backwards: whether the steps are made from the last to the first.
        truncate: how many of the last steps are differentiated through, the values before them being taken as
            constants; -1 for all.
    """

    body: Body
    backwards: bool = False
    truncate: int = -1
    family = "loop"
    symbol = "⟳"

    def __repr__(self) -> str:
        return f"scan{{{len(self.body.sequences)}, {len(self.body.states)}, {len(self.body.emitted)}}}"

    def split(self, operands: Sequence[Item]) -> tuple[Item, tuple[Item, ...], tuple[Item, ...], tuple[Item, ...]]:
        """The operands as number of steps, sequences, first values, captured."""
        a = 1 + len(self.body.sequences)
        b = a + len(self.body.states)
        return operands[0], tuple(operands[1:a]), tuple(operands[a:b]), tuple(operands[b:])

    def outcome(self, outputs: Sequence[Item]) -> Outcome[Item]:
        """The outputs by what they are."""
        a = len(self.body.states)
        b = 2 * a + len(self.body.emitted)
        return Outcome(tuple(outputs[:a]), tuple(outputs[a : 2 * a]), tuple(outputs[2 * a : b]), tuple(outputs[b:]))

    def picked(self, index: int, count: int) -> tuple[str, ...]:
        """By the number of the result of a step, where there are several; then whether only the last one is meant."""
        states, results = len(self.body.states), len(self.body.results)
        if index == states + results:
            return ("steps",)
        number = index if index < states else index - states
        turned = ("backwards",) if self.backwards else ()
        return (*((str(number),) if results > 1 else ()), *(("last",) if index < states else turned))

    def functions(self) -> tuple[InnerFunction, ...]:
        return (self.body.step,)

    def with_functions(self, functions: tuple[InnerFunction, ...]) -> Scan:
        (step,) = functions
        return dataclasses.replace(self, body=self.body.with_outputs(step.outputs))

    def infer(self, *operands: Expression) -> tuple[TensorType, ...]:
        count, sequences, first, captured = self.split(operands)
        body = self.body
        for x, e in zip(body.inputs, (*sequences, *first, *captured), strict=True):
            if x.dtype != e.dtype:
                raise DTypeError(f"the step of this scan was made for {x.dtype}, and {T.brief(e)} is {e.dtype}")
        if count.ndim or count.dtype.kind not in "iu":
            raise ShapeError(f"scan needs an integer number of steps, and {describe(count)} of {count.dtype}")
        for sequence in sequences:
            if not sequence.ndim:
                raise ShapeError(f"scan needs an axis to go along, and {describe(sequence)}")
        until = body.until
        if until is not None and (until.ndim or until.dtype.kind != "b"):
            raise DTypeError(f"scan ends by a truth value without axes, and {describe(until)} of {until.dtype}")
        steps = dimension_of(count) if until is None else unknown("steps")
        finals = [_state_type(start, after) for start, after in zip(first, body.next, strict=True)]
        stacks = [TensorType(t.dtype, (steps, *t.shape)) for t in (*finals, *(e.type for e in body.emitted))]
        made = [TensorType(count.dtype, ())] if until is not None else []
        return (*finals, *stacks, *made)

    def connected(self, count: int) -> tuple[bool, ...]:
        return (False,) + (True,) * (count - 1)

    def steps_of(self, node: Apply) -> Expression:
        """How many steps are made."""
        made = self.outcome(node.outputs).steps
        return made[0] if made else node.inputs[0]

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The loop of values and tangents side by side."""
        window = _Window.of(self, node)
        if window is None:
            return (None,) * len(node.types)
        body = self.body
        given = {x: t for x, t in zip(body.inputs, tangents[1:], strict=True) if t is not None}
        moving = _spread_through(body, set(given))
        tangent_of: dict[Expression, Variable] = {}
        for x in moving:
            tangent_of[x] = Variable(x.type.with_dtype(derivative_dtype(x.dtype)), _dotted(x))
        pushed = dict(zip(body.results, push_forward(body.results, tangent_of), strict=True))
        made = LoopMaker(window.count, backwards=self.backwards)
        self._again(made, node, window)
        for x, first, after in zip(body.states, window.first, body.next, strict=True):
            made.state(x, first, after)
        for x, t in given.items():
            if x in body.sequences:
                made.sequence(tangent_of[x], window.cut(t))
            elif x in body.captured:
                made.captured(tangent_of[x], t)
        carried = [x in moving for x in body.states]
        for x, first, after in zip(body.states, window.first, body.next, strict=True):
            if x in moving:
                start = window.only_if_whole(given[x]) if x in given else _zeros(first)
                made.state(tangent_of[x], start, _moved(pushed[after], after))
        emitted = [pushed[e] is not None for e in body.emitted]
        for e in body.emitted:
            if pushed[e] is not None:
                made.emit(_moved(pushed[e], e))
        results = made.run()
        finals, stacks = (iter(listed[len(body.states) :]) for listed in (results.finals, results.stacks))
        rows = iter(results.emitted)
        return (
            *(next(finals) if has else None for has in carried),
            *(window.pad(next(stacks)) if has else None for has in carried),
            *(window.pad(next(rows)) if has else None for has in emitted),
            *(None for _ in self.outcome(node.types).steps),
        )

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The loop the other way: its states are the cotangents of the states and the sums of those captured."""
        window = _Window.of(self, node)
        body = self.body
        wants = [x for x, want in zip(body.inputs, wanted[1:], strict=True) if want]
        given = _only_last(self.outcome(cotangents), backwards=self.backwards)
        carried = _carried(body, given, wants)
        by = [x for x in body.inputs if x in carried or (x in wants and x not in body.states)]
        if window is None or not by:
            return (None,) * len(node.inputs)
        made = LoopMaker(window.count, backwards=not self.backwards)
        self._again(made, node, window)
        for x, first, stack in zip(body.states, window.first, window.stacks, strict=True):
            made.sequence(x, Before(self.backwards)(first, stack))
        back = {x: Variable(x.type.with_dtype(derivative_dtype(x.dtype)), _barred(x)) for x in carried}
        into = _arriving(body, given, back, lambda stack: made.element(window.cut(stack)))
        pulled = dict(zip(by, pull_back(into, by), strict=True))
        pulled = self._with_results(pulled, made, window)
        for x, first, final in zip(body.states, window.first, given.finals, strict=True):
            if x in carried:
                made.state(back[x], _zeros(first) if final is None else final, _filled(pulled[x], x))
        captured = self.split(node.inputs)[3]
        summed = {x: outer for x, outer in zip(body.captured, captured, strict=True) if pulled.get(x) is not None}
        for x, outer in summed.items():
            total = Variable(x.type.with_dtype(derivative_dtype(x.dtype)), _barred(x))
            grown = total + _filled(pulled[x], x)
            mark([grown], Origin("reverse", "sum of steps", (node.output(),)), body.inputs)
            made.state(total, _zeros(outer), grown)
        rows = [x for x in body.sequences if pulled.get(x) is not None]
        for x in rows:
            made.emit(_filled(pulled[x], x))
        results = made.run()
        found = dict(zip(rows, results.emitted, strict=True))
        found = {
            x: window.spread(found[x], e) for x, e in zip(body.sequences, node.inputs[1:], strict=False) if x in found
        }
        found |= dict(zip((*carried, *summed), results.finals, strict=True))
        found |= {x: window.only_if_whole(found[x]) for x in carried}
        return (None, *(found[x] if x in wants and x in found else None for x in body.inputs))

    def _with_results(
        self, pulled: dict[Variable, Cotangent], made: LoopMaker, window: _Window
    ) -> dict[Variable, Cotangent]:
        """The states after each step are known: a derivative that is made of them does not compute them again."""
        known: dict[Expression, Expression] = {}
        for after, stack in zip(self.body.next, window.stacks, strict=True):
            if after.owner is not None:
                known[after] = made.element(stack)
        some = {x: g for x, g in pulled.items() if g is not None}
        return pulled | dict(zip(some, replace(list(some.values()), known), strict=True))

    def _again(self, made: LoopMaker, node: Apply, window: _Window) -> None:
        """What does not come from the step before, for another loop of the same steps."""
        for x, sequence in zip(self.body.sequences, window.sequences, strict=True):
            made.sequence(x, sequence)
        for x, outer in zip(self.body.captured, self.split(node.inputs)[3], strict=True):
            made.captured(x, outer)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """The same loop over stacks of states: step by step for all of them."""
        body = self.body
        number, sequences, first, captured = self.split(inputs)
        several, along, start, fixed = self.split(batched)
        has = {x for x, stacked in zip(body.inputs, (*along, *start, *fixed), strict=True) if stacked}
        has = _spread_through(body, has, by_value=False)
        if several or (body.until is not None and ancestors([body.until]) & has):
            raise NotBatchableError("a loop has as many steps for all elements of a stack")
        wide: dict[Expression, Variable] = {}
        for x in has:
            wide[x] = Variable(TensorType(x.dtype, (dimension_of(count), *x.dimensions)), x.name)
        made = LoopMaker(number, backwards=self.backwards, truncate=self.truncate)
        size = count if isinstance(count, Constant) else made.outer(count)
        for x, e, stacked in zip(body.sequences, sequences, along, strict=True):
            made.sequence(wide[x] if x in has else x, T.swapaxes(e, 0, 1) if stacked else e)
        moved = dict(zip(body.results, push_batch(body.results, wide, size), strict=True))
        for x, e, stacked, after in zip(body.states, first, start, body.next, strict=True):
            if x in has:
                made.state(wide[x], e if stacked else T.alloc(e, count, *T.shape(e)), moved[after])
            else:
                made.state(x, e, after)
        for x, e in zip(body.captured, captured, strict=True):
            made.captured(wide[x] if x in has else x, e)
        for e in body.emitted:
            made.emit(moved[e])
        results = made.run(body.until)
        finals = [
            e if x in has else T.alloc(e, count, *T.shape(e)) for x, e in zip(body.states, results.finals, strict=True)
        ]
        stacks = [
            T.swapaxes(e, 0, 1) if x in has else T.alloc(e, count, *T.shape(e))
            for x, e in zip(body.states, results.stacks, strict=True)
        ]
        emitted = [T.swapaxes(e, 0, 1) for e in results.emitted]
        return (*finals, *stacks, *emitted, *(T.alloc(e, count) for e in results.steps)), True


@dataclass(frozen=True, repr=False)
class Before(Linear):
    """The values of a state before each step of a loop, from its first value and those after each step.

    Attributes:
        backwards: whether the steps are made from the last to the first.
    """

    backwards: bool = False
    family = "loop"
    symbol = "⇤"
    moves = True

    def infer(self, first: Expression, stack: Expression) -> tuple[TensorType, ...]:
        if stack.ndim != first.ndim + 1:
            raise ShapeError(f"before needs an axis of steps: {describe(first)}, {describe(stack)}")
        return (stack.type,)

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return (True, True)

    def python(self, *operands: str) -> str:
        return f"before_steps({', '.join(operands)}{', True' if self.backwards else ''})"

    def transpose(self, index: int, cotangent: Expression, first: Expression, stack: Expression) -> Expression:
        """Of the first value the cotangent of the first step, of the others that of the step after."""
        first_step, rest = (slice(-1, None), slice(-1)) if self.backwards else (slice(1), slice(1, None))
        if index == 0:
            return T.sum(cotangent[first_step], axis=0)
        nothing = T.zeros_like(cotangent[first_step])
        return T.concatenate([nothing, cotangent[rest]] if self.backwards else [cotangent[rest], nothing])

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        first, stack = (e if has else T.alloc(e, count, *T.shape(e)) for e, has in zip(inputs, batched, strict=True))
        return (T.swapaxes(self(first, T.swapaxes(stack, 0, 1)), 0, 1),), True


class LoopMaker:
    """A loop that is put together piece by piece; what no step uses is left out."""

    def __init__(self, count: Expression, *, backwards: bool = False, truncate: int = -1) -> None:
        self._count = count
        self._backwards, self._truncate = backwards, truncate
        self._sequences: dict[Variable, Expression] = {}
        self._states: dict[Variable, tuple[Expression, Expression]] = {}
        self._captured: dict[Variable, Expression] = {}
        self._emitted: list[Expression] = []

    def sequence(self, element: Variable, sequence: Expression) -> None:
        """``element`` stands for an element of ``sequence``."""
        self._sequences[element] = sequence

    def element(self, sequence: Expression) -> Variable:
        """An element of ``sequence``."""
        element = Variable(TensorType(sequence.dtype, sequence.dimensions[1:]))
        self._sequences[element] = sequence
        return element

    def state(self, before: Variable, first: Expression, after: Expression) -> int:
        """A state that starts as ``first``. Gives its place among the states."""
        self._states[before] = (first, after)
        return len(self._states) - 1

    def captured(self, inner: Variable, outer: Expression) -> None:
        """``inner`` stands for ``outer`` in each step."""
        self._captured[inner] = outer

    def outer(self, e: Expression) -> Variable:
        """What stands for ``e`` in each step."""
        inner = Variable(e.type, e.name)
        self._captured[inner] = e
        return inner

    def emit(self, e: Expression) -> None:
        """A further result of each step."""
        self._emitted.append(e)

    def run(self, until: Expression | None = None) -> Outcome[Expression]:
        """The outputs of the loop."""
        after = tuple(after for _, after in self._states.values())
        used = ancestors([*after, *self._emitted, *([until] if until is not None else [])])
        sequences = {x: e for x, e in self._sequences.items() if x in used}
        captured = {x: e for x, e in self._captured.items() if x in used}
        body = Body(tuple(sequences), tuple(self._states), tuple(captured), after, tuple(self._emitted), until)
        op = Scan(body, self._backwards, self._truncate)
        first = [first for first, _ in self._states.values()]
        return op.outcome(op.all(self._count, *sequences.values(), *first, *captured.values()))


@dataclass(frozen=True)
class _Window:
    """The steps of a loop that are differentiated through: all, or the last ones.

    Attributes:
        all: the number of steps of the loop.
        count: the number of those in the window.
        begin: the first of them; None where these are all.
        sequences: their elements.
        first: the states before them.
        stacks: the states after each.
    """

    all: Expression
    count: Expression
    begin: Expression | None
    sequences: tuple[Expression, ...]
    first: tuple[Expression, ...]
    stacks: tuple[Expression, ...]

    @classmethod
    def of(cls, op: Scan, node: Apply) -> _Window | None:
        """The window of a loop; None where no step is differentiated through."""
        _, sequences, first, _ = op.split(node.inputs)
        count, stacks = op.steps_of(node), op.outcome(node.outputs).stacks
        steps = dimension_of(count)
        sequences = tuple(s if s.dimensions[0] == steps else s[:count] for s in sequences)
        if op.truncate == 0:
            return None
        if op.truncate < 0 or (isinstance(steps, int) and steps <= op.truncate):
            return cls(count, count, None, sequences, first, stacks)
        length = T.minimum(count, op.truncate)
        begin = count - length
        values = [T.concatenate([T.expand_dims(a, 0), s])[begin] for a, s in zip(first, stacks, strict=True)]
        cut = cls(count, length, begin, (), tuple(values), ())
        return dataclasses.replace(cut, sequences=tuple(map(cut.cut, sequences)), stacks=tuple(map(cut.cut, stacks)))

    @property
    def steps(self) -> Dimension:
        """The number of steps of the loop."""
        return dimension_of(self.all)

    def cut(self, stack: Expression) -> Expression:
        """Of something for each step, that of the window."""
        if self.begin is not None:
            return stack[self.begin : self.all]
        return stack if stack.dimensions[0] == self.steps else stack[: self.all]

    def pad(self, stack: Expression) -> Expression:
        """Something for each step: that of the window, and zero before it."""
        if self.begin is None:
            return stack
        return T.concatenate([T.zeros((self.begin, *T.shape(stack)[1:]), stack.dtype), stack])

    def spread(self, stack: Expression, sequence: Expression) -> Expression:
        """The cotangent of a sequence, of which the loop may have used only the first elements."""
        stack = self.pad(stack)
        if stack.dimensions[0] == sequence.dimensions[0]:
            return stack
        zeros = T.zeros_like(sequence, stack.dtype)
        return T.inc_subtensor(zeros[: T.shape(stack)[0]], stack)

    def only_if_whole(self, e: Expression) -> Expression:
        """A derivative by a first value: zero where the window does not reach back to it."""
        return e if self.begin is None else T.switch(T.eq(self.begin, 0), e, T.zeros_like(e))


def _spread_through(body: Body, seeds: set[Variable], *, by_value: bool = True) -> set[Variable]:
    """The variables of ``seeds``, and the states that depend on these in some later step."""
    made_of = {
        x: (reached if by_value else ancestors)([after]) for x, after in zip(body.states, body.next, strict=True)
    }
    found = set(seeds)
    while more := {x for x, parts in made_of.items() if x not in found and parts & found}:
        found |= more
    return found


def _only_last(cotangents: Outcome[Cotangent], *, backwards: bool) -> Outcome[Cotangent]:
    """Cotangents of stacks that are zero but for the last step, as cotangents of the last values.

    Then no array of zeros goes along with the loop back, and a long one needs to keep only some of its states.
    """
    finals, stacks = list(cotangents.finals), list(cotangents.stacks)
    for number, stack in enumerate(stacks):
        node = stack.owner if stack is not None else None
        if node is None or not isinstance(node.op, IncSubtensor) or len(node.inputs) != 2:
            continue
        nothing, share = node.inputs
        entry, *rest = node.op.index
        if entry != (0 if backwards else -1) or any(other != ALL for other in rest) or not _is_nothing(nothing):
            continue
        final = finals[number]
        finals[number], stacks[number] = share if final is None else final + share, None
    return dataclasses.replace(cotangents, finals=tuple(finals), stacks=tuple(stacks))


def _is_nothing(e: Expression) -> bool:
    node = e.owner
    value = node.inputs[-1] if node is not None and node.op.name == "fill" else e
    return isinstance(value, Constant) and not value.value.any()


def _carried(body: Body, cotangents: Outcome[Cotangent], wants: Sequence[Variable]) -> list[Variable]:
    """The states that carry a cotangent back from step to step, to something that is wanted."""
    ends = zip(body.states, body.next, cotangents.finals, cotangents.stacks, strict=True)
    found = {x for x, _, final, stack in ends if final is not None or stack is not None}
    after = dict(zip(body.states, body.next, strict=True))
    pending = [after[x] for x in found]
    pending += [e for e, stack in zip(body.emitted, cotangents.emitted, strict=True) if stack is not None]
    while pending:
        parts = reached([pending.pop()])
        more = [x for x in body.states if x in parts and x not in found]
        found.update(more)
        pending += [after[x] for x in more]
    leading = _spread_through(body, set(wants))
    return [x for x in body.states if x in found and x in leading]


def _arriving(
    body: Body,
    cotangents: Outcome[Cotangent],
    back: Mapping[Variable, Variable],
    element: Callable[[Expression], Expression],
) -> dict[Expression, Expression]:
    """The cotangents of a step's results: from the step after, and from where each result goes."""
    found: dict[Expression, Expression] = {}

    def arrives(e: Expression, seed: Expression) -> None:
        found[e] = found[e] + seed if e in found else seed

    for x, after in zip(body.states, body.next, strict=True):
        if x in back:
            arrives(after, back[x])
    for e, stack in zip(body.results, (*cotangents.stacks, *cotangents.emitted), strict=True):
        if stack is not None:
            arrives(e, element(stack))
    return found


def _state_type(start: Expression, after: Expression) -> TensorType:
    """The type of a state, from how it starts and how it goes on."""
    sizes = [unify(a, b) for a, b in zip(start.dimensions, after.dimensions, strict=False)]
    if start.ndim != after.ndim or any(size is None for size in sizes):
        message = (
            f"scan: a state has to keep its shape: it starts as {shape_text(start.dimensions)} ({T.brief(start)}) and "
            f"is {shape_text(after.dimensions)} after a step ({T.brief(after)})"
        )
        raise ShapeError(message)
    if start.dtype != after.dtype:
        raise DTypeError(f"scan: a state starts as {start.dtype} and is {after.dtype} after a step")
    return TensorType(after.dtype, tuple(size for size in sizes if size is not None))


def _zeros(e: Expression) -> Expression:
    return T.zeros_like(e, derivative_dtype(e.dtype))


def _moved(tangent: Tangent, e: Expression) -> Expression:
    return _zeros(e) if tangent is None else spread_to(tangent, e)


def _filled(derivative: Cotangent, x: Expression) -> Expression:
    return _zeros(x) if derivative is None else match_dtype(derivative, x)


def _dotted(x: Variable) -> str | None:
    return f"d{x.name}" if x.name else None


def _barred(x: Variable) -> str | None:
    return f"g{x.name}" if x.name else None
