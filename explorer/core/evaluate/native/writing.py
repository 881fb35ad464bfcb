"""Operations as they are written into a function: loops over elements, and memory between them.

Each operation is written where its value is first needed. One that is computed element by element, and wanted in one
place alone, becomes a part of the loop there; what is wanted more often is computed once, in memory that is given back
at the end.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.arrays import ARRAYS
from explorer.core.evaluate.native.body import BOOL, WORDS, Body
from explorer.core.evaluate.native.operations import LOGICAL, has, write
from explorer.core.evaluate.native.target import FUNCTIONS, target
from explorer.core.evaluate.native.text import Text
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View, contiguous
from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.op import Elementwise
from explorer.core.ops.casting import Cast
from explorer.core.ops.choice import Fill, Switch
from explorer.core.ops.creation import Alloc, Eye
from explorer.core.ops.implicit import Root
from explorer.core.ops.indexing import IncSubtensor, Subtensor
from explorer.core.ops.reductions import Reduction
from explorer.core.ops.shape import Dimshuffle, SizeOf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from explorer.core.evaluate.native.text import Int
    from explorer.core.expr import Apply, Expression

_LAZY = (Elementwise, Switch, Fill, Alloc, Cast, Eye)


class Writing:
    """Operations while they are written into a function.

    Attributes:
        dtype: the one of all floating numbers.
        text: the function.
        single, several: code for one number, and for as many as fit a register.
    """

    def __init__(self, dtype: np.dtype, text: Text) -> None:
        here = target()
        self.dtype, self.text = dtype, text
        self.single = Body(text, here, dtype, 1)
        self.several = Body(text, here, dtype, here.lanes(8 * dtype.itemsize))
        self._functions = here.functions
        self._views: dict[Expression, View] = {}
        self._numbers: dict[Expression, str] = {}  # floating numbers and truths
        self._integers: dict[Expression, Int] = {}
        self._lazy: dict[Expression, Apply] = {}
        self._sizes: dict[Expression, tuple[Int, ...]] = {}
        self._users: dict[Expression, Apply] = {}  # the last one, where there are several
        self._uses: Counter[Expression] = Counter()
        self._wanted: set[Expression] = set()
        self._own: set[str] = set()  # memory that nobody else looks at

    @classmethod
    def of(cls, expressions: Sequence[Expression]) -> Writing:
        """For these expressions.

        Raises:
            UnwrittenError: where they have several floating dtypes, or none.
        """
        found = {e.dtype for e in expressions if e.dtype.kind not in "biu"}
        if len(found) != 1 or next(iter(found)).name not in WORDS:
            raise UnwrittenError
        return cls(found.pop(), Text())

    def know(self, x: Expression, view: View) -> None:
        """An expression, by where it stands."""
        if x.dtype not in (self.dtype, BOOL) and x.ndim:
            raise UnwrittenError
        self._views[x] = view
        if x.ndim:
            return
        if x.dtype.kind in "iu":
            self._integers[x] = self.text.emit(f"load i64, ptr {view.pointer}")
        else:
            self._of_one(x)

    def _stands(self, e: Expression, view: View) -> None:
        """Where an expression stands; along axes that are known to have one element there is no step to another.

        The size of a slice may be known where those of its array are only found out by the code.
        """
        single = e.type.broadcastable
        sizes = tuple(1 if one else size for one, size in zip(single, view.sizes, strict=True))
        strides = tuple(0 if one else stride for one, stride in zip(single, view.strides, strict=True))
        self._views[e] = View(view.pointer, view.dtype, sizes, strides)

    def know_number(self, x: Expression, name: str) -> None:
        """A floating number, by its name."""
        if x.dtype != self.dtype:
            raise UnwrittenError
        self._numbers[x] = name

    def run(self, outputs: Sequence[Expression], results: Mapping[Expression, View]) -> None:
        """Write all that outputs need; these go where ``results`` says."""
        known = {*self._views, *self._numbers, *self._integers}
        order = applies(outputs, stop=known)
        self._users = {x: node for node in order for x in node.inputs}
        self._uses = Counter(x for node in order for x in node.inputs)
        self._uses.update(outputs)
        self._wanted = set(outputs)
        for node in order:
            self._write(node, results)
        for e, view in results.items():
            here = self._views.get(e)
            if here is None or here.pointer != view.pointer:
                self.fill(view, e)

    def part(
        self, nodes: Sequence[Apply], targets: Mapping[Expression, View]
    ) -> Callable[[Body, tuple[Int, ...], str | None], dict[Expression, str]]:
        """What writes elementwise operations over one shape at an index, each of them once, and gives their values."""

        def put(body: Body, index: tuple[Int, ...], mask: str | None) -> dict[Expression, str]:
            known: dict[Expression, str] = {}
            for node in nodes:
                operands = [known[x] if x in known else self.value(x, body, index, mask) for x in node.inputs]
                known[node.output()] = write(body, node, operands)
            for e, view in targets.items():
                view.store(body, known[e], index, mask)
            return known

        return put

    def same(self, a: Int, b: Int) -> None:
        """Leave where two sizes differ that must be one: else memory would be read that is nobody's.

        Raises:
            UnwrittenError: where that is known now.
        """
        if isinstance(a, int) and isinstance(b, int):
            if a != b:
                raise UnwrittenError
        elif a != b:
            self.text.give_up(self.text.emit(f"icmp ne i64 {a}, {b}"))

    # memory

    def memory(self, dtype: np.dtype, sizes: tuple[Int, ...]) -> View:
        """An array of its own."""
        total: Int = dtype.itemsize
        for size in sizes:
            total = self.text.multiply(total, size)
        pointer = self.text.room(total)
        self._own.add(pointer)
        return contiguous(self.text, pointer, dtype, sizes)

    # operations

    def _write(self, node: Apply, results: Mapping[Expression, View]) -> None:
        op, e = node.op, node.output()
        if (
            len(node.types) > 1
            or (op.functions() and not isinstance(op, Root))
            or (e.ndim and e.dtype not in (self.dtype, BOOL))
        ):
            raise UnwrittenError
        if isinstance(op, SizeOf):
            self._integers[e] = self.sizes(node.inputs[0])[op.axis]
        elif e.dtype.kind in "iu":
            self._integers[e] = self._integer(node)
        elif isinstance(op, _LAZY):
            self._elementwise(node, results)
        else:
            rule = next((rule for kind, rule in ARRAYS if isinstance(op, kind)), None)
            if rule is None:
                raise UnwrittenError
            self._stands(e, rule(self, node, results.get(e)))
            self._of_one(e)

    def _elementwise(self, node: Apply, results: Mapping[Expression, View]) -> None:
        e = node.output()
        self._check(node)
        self._sizes[e] = self._broadcast(node)
        self._lazy[e] = node
        if not e.ndim:
            self._numbers[e] = self.value(e, self.single, (), None)
        elif not self._stays_lazy(e):
            self.into(results.get(e) or self.memory(e.dtype, self._sizes[e]), e)

    def _of_one(self, e: Expression) -> None:
        """A number out of memory."""
        if not e.ndim:
            self._numbers[e] = self._views[e].load(self.single, (), None)

    def _check(self, node: Apply) -> None:
        """Whether it can be written on operands of these dtypes."""
        op = node.op
        if isinstance(op, Eye) and node.output().dtype != self.dtype:
            raise UnwrittenError
        if isinstance(op, Fill | Alloc | Eye):
            return
        if isinstance(op, Cast):
            if node.output().dtype != self.dtype or node.inputs[0].dtype.kind not in "biu":
                raise UnwrittenError
            return
        functions = self._functions if node.output().ndim else FUNCTIONS
        if not has(node, functions):
            raise UnwrittenError
        for place, x in enumerate(node.inputs):
            truth = op.name in LOGICAL or (op.name == "switch" and place == 0)
            if (x.dtype == BOOL) != truth or (x.dtype.kind in "iu" and not (isinstance(x, Constant) and not x.ndim)):
                raise UnwrittenError

    def _stays_lazy(self, e: Expression) -> bool:
        """Whether its only use is a loop over its own shape, or it costs nothing to have it again."""
        value = spread(e)
        if value is not None:
            return not value.ndim and e not in self._wanted
        if isinstance(e.owner and e.owner.op, Eye):
            return e not in self._wanted
        if self._uses[e] != 1 or e in self._wanted:
            return False
        user = self._users[e]
        if isinstance(user.op, IncSubtensor):
            part = Subtensor(user.op.index)(user.inputs[0], *user.inputs[2:])
            return e is user.inputs[1] is not user.inputs[0] and part.type.broadcastable == e.type.broadcastable
        if isinstance(user.op, Elementwise | Switch):
            return user.output().type.broadcastable == e.type.broadcastable
        return isinstance(user.op, Reduction)

    def _integer(self, node: Apply) -> Int:
        """Arithmetic of sizes."""
        values = [self.integer(x) for x in node.inputs]
        match node.op.name:
            case "add":
                found: Int = 0
                for value in values:
                    found = self.text.add(found, value)
                return found
            case "multiply":
                found = 1
                for value in values:
                    found = self.text.multiply(found, value)
                return found
            case "subtract":
                return self.text.subtract(*values)
            case _:
                raise UnwrittenError

    def integer(self, x: Expression) -> Int:
        """The value of an integer scalar."""
        if isinstance(x, Constant) and not x.ndim and x.dtype.kind in "iu":
            return int(x.value)
        if x not in self._integers:
            raise UnwrittenError
        return self._integers[x]

    def used_up(self, e: Expression) -> bool:
        """Whether the memory of an expression is nobody else's, and nothing asks for it any more."""
        view = self._views.get(e)
        if view is None or view.pointer not in self._own or self._uses[e] > 1 or e.owner is None:
            return False
        return not isinstance(e.owner.op, Subtensor | Dimshuffle)  # what they are parts of may be asked for

    def _broadcast(self, node: Apply) -> tuple[Int, ...]:
        """The sizes of an elementwise operation: of each axis that of an operand that does not broadcast along it."""
        e = node.output()
        if isinstance(node.op, Alloc | Eye):
            sizes = node.inputs[1:] if isinstance(node.op, Alloc) else node.inputs
            return tuple(self.integer(size) for size in sizes)
        found: list[Int] = []
        for axis in range(e.ndim):
            size: Int = 1
            for x in node.inputs:
                own = axis - e.ndim + x.ndim
                if own >= 0 and x.dimensions[own] != 1:
                    here = self.sizes(x)[own]
                    size = here if size == 1 else size
                    self.same(size, here)
            found.append(size)
        return tuple(found)

    # values

    def sizes(self, e: Expression) -> tuple[Int, ...]:
        """The sizes of an expression."""
        if not e.ndim:
            return ()
        if e in self._sizes:
            return self._sizes[e]
        return self.view(e).sizes

    def view(self, e: Expression) -> View:
        """An expression in memory."""
        if e not in self._views:
            if e not in self._lazy:
                raise UnwrittenError  # a constant array
            self.into(self.memory(e.dtype, self._sizes[e]), e)
        return self._views[e]

    def into(self, view: View, e: Expression) -> None:
        """Compute an expression into memory."""
        self.fill(view, e)
        self._stands(e, view)

    def fill(self, view: View, e: Expression) -> None:
        """Compute an expression into memory that becomes something else."""
        for axis, size in enumerate(self.sizes(e)):
            if e.dimensions[axis] != 1:
                self.same(size, view.sizes[view.ndim - e.ndim + axis])

        def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
            view.store(body, self.value(e, body, index, mask), index, mask)

        self.loops(view.sizes, put)

    def move(self, source: View, view: View) -> None:
        """From one array to another of the same sizes."""
        self.loops(view.sizes, lambda body, at, mask: view.store(body, source.load(body, at, mask), at, mask))

    def value(self, e: Expression, body: Body, index: tuple[Int, ...], mask: str | None) -> str:
        """An expression at an index: its elements from there on along the last axis, as many as there are lanes."""
        known: dict[Expression, str] = {}
        stack = [e]
        while stack:
            one = stack[-1]
            if one in known:
                stack.pop()
                continue
            node = self._lazy.get(one) if one not in self._views and one not in self._numbers else None
            if node is None:
                known[one] = self._leaf(one, body, index, mask)
                stack.pop()
                continue
            if isinstance(node.op, Eye):
                stack.pop()
                row, column = (None if s else i for s, i in zip(one.type.broadcastable, index[-2:], strict=True))
                known[one] = body.unit(row, column, node.op.offset)
                continue
            value = spread(one)
            operands = list(node.inputs) if value is None else [value]
            missing = [x for x in operands if x not in known]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            known[one] = self._computed(node, body, [known[x] for x in operands])
        return known[e]

    def computed(self, e: Expression, known: Mapping[Expression, str], body: Body) -> str:
        """A number of a function inside, of what its variables are."""
        found = dict(known)
        for node in applies([e]):
            value = spread(node.output())
            operands = list(node.inputs) if value is None else [value]
            for x in operands:
                if isinstance(x, Constant):
                    found[x] = body.constant(float(x.value))
            found[node.output()] = self._computed(node, body, [found[x] for x in operands])
        return found[e]

    def check_elementwise(self, node: Apply) -> None:
        """Whether a function inside can be computed element by element.

        Raises:
            UnwrittenError: where it cannot.
        """
        if not isinstance(node.op, Elementwise | Fill | Alloc) or node.output().dtype != self.dtype:
            raise UnwrittenError
        if any(x.ndim for x in node.inputs if isinstance(x, Constant)):
            raise UnwrittenError
        self._check(node)

    def _computed(self, node: Apply, body: Body, operands: list[str]) -> str:
        match node.op:
            case Fill() | Alloc():
                return operands[0]
            case Cast() if node.inputs[0].dtype == BOOL:
                return body.select(operands[0], body.constant(1.0), body.constant(0.0))
            case Cast():
                return operands[0]  # an integer scalar, which `_leaf` has made a number
            case _:
                return write(body, node, operands)

    def _leaf(self, e: Expression, body: Body, index: tuple[Int, ...], mask: str | None) -> str:
        if e.ndim:
            return self.view(e).load(body, index, mask)
        if e in self._numbers:
            return body.spread("i1" if e.dtype == BOOL else body.element, self._numbers[e])
        if isinstance(e, Constant) and e.dtype != BOOL:
            return body.constant(float(e.value))
        number = self.text.emit(f"sitofp i64 {self.integer(e)} to {body.element}")
        return body.spread(body.element, number)

    def loops(self, sizes: Sequence[Int], write: Callable[[Body, tuple[Int, ...], str | None], None]) -> None:
        """``write(body, index, mask)`` for all indices, along the last axis as many at a time as fit."""
        if not sizes:
            write(self.single, (), None)
            return
        self.along(list(sizes[:-1]), (), partial(self.vectors, sizes[-1], write))

    def along(self, sizes: list[Int], index: tuple[Int, ...], inner: Callable[[tuple[Int, ...]], None]) -> None:
        """``inner(index)`` for all indices of these sizes, behind those that are given."""
        if not sizes:
            inner(index)
            return
        self.text.loop(0, sizes[0], 1, lambda i: self.along(sizes[1:], (*index, i), inner))

    def vectors(
        self, size: Int, write: Callable[[Body, tuple[Int, ...], str | None], None], index: tuple[Int, ...]
    ) -> None:
        """``write`` for all of the last axis."""
        text, body = self.text, self.several
        if size == 1:
            write(self.single, (*index, 0), None)
            return
        rest = size % body.lanes if isinstance(size, int) else text.emit(f"and i64 {size}, {body.lanes - 1}")
        end = text.subtract(size, rest)
        if end != 0:
            text.loop(0, end, body.lanes, lambda i: write(body, (*index, i), None))

        def last() -> None:
            places = body.several("i64")
            mask = text.emit(f"icmp slt {places} {body.numbered()}, {body.spread('i64', str(rest))}")
            write(body, (*index, end), mask)

        if isinstance(rest, str):
            text.when(text.emit(f"icmp sgt i64 {rest}, 0"), last)
        elif rest:
            last()


def spread(e: Expression) -> Expression | None:
    """What is broadcast to an expression, where that is all that it is."""
    node = e.owner
    if node is None or not isinstance(node.op, Fill | Alloc):
        return None
    return node.inputs[1 if isinstance(node.op, Fill) else 0]
