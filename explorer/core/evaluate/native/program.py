"""A whole program as one function: for small arrays, where each call of NumPy takes longer than what it computes.

Each operation is written where its value is first needed. One that is computed element by element, and wanted in one
place alone, becomes a part of the loop there; what is wanted more often is computed once, in memory that is given back
at the end. The function takes the objects of NumPy's arrays, in which it finds the data and the sizes, and gives 0. It
gives 1 where it cannot do what is asked, because of an array with gaps or an index out of range; nobody must look then
at what it left in the outputs.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL, WORDS, Body
from explorer.core.evaluate.native.operations import LOGICAL, has, write
from explorer.core.evaluate.native.products import write_dot
from explorer.core.evaluate.native.reductions import REDUCTIONS, write_reduction
from explorer.core.evaluate.native.target import FUNCTIONS, target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View, contiguous, indexed
from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.op import Elementwise
from explorer.core.ops.casting import Cast
from explorer.core.ops.choice import Fill, Switch
from explorer.core.ops.creation import Alloc
from explorer.core.ops.indexing import IncSubtensor, Subtensor
from explorer.core.ops.linear_algebra import Dot
from explorer.core.ops.reductions import Reduction
from explorer.core.ops.shape import Dimshuffle, SizeOf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.native.text import Int
    from explorer.core.expr import Apply, Expression

NAME = "program"
# Where NumPy's array objects have their fields, in bytes; the same in 64-bit releases 1 and 2.
_DATA, _SIZES, _FLAGS = 16, 32, 64
_CONTIGUOUS, _WRITEABLE = 0x1 | 0x100, 0x400  # bits of the flags: in C order and aligned; to be written
_LAZY = (Elementwise, Switch, Fill, Alloc, Cast)


def program_text(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> str:
    """A module with ``program(inputs…, outputs…)``.

    Numbers are passed as such, arrays as the objects they are; so are all outputs, with the right sizes.

    Raises:
        UnwrittenError: where an operation or a dtype is not written.
    """
    return Writing(inputs, outputs).module()


class Writing:
    """The program while it is written."""

    def __init__(self, inputs: Sequence[Expression], outputs: Sequence[Expression]) -> None:
        self._inputs, self._outputs = inputs, list(outputs)
        self._order = applies(outputs)
        self.dtype = _dtype([*inputs, *(e for node in self._order for e in (*node.inputs, *node.outputs))])
        here = target()
        self.text = Text()
        self.single = Body(self.text, here, self.dtype, 1)
        self.several = Body(self.text, here, self.dtype, here.lanes(8 * self.dtype.itemsize))
        self._functions = here.functions
        self._views: dict[Expression, View] = {}
        self._numbers: dict[Expression, str] = {}  # floating numbers and truths
        self._integers: dict[Expression, Int] = {}
        self._lazy: dict[Expression, Apply] = {}
        self._sizes: dict[Expression, tuple[Int, ...]] = {}
        self._uses = Counter(x for node in self._order for x in node.inputs)
        self._uses.update(self._outputs)
        self._kept: list[str] = []  # memory to be given back

    def module(self) -> str:
        """The text of all."""
        parameters = []
        for place, x in enumerate(self._inputs):
            parameters.append(self._input(x, f"%a{place}"))
        results: dict[Expression, View] = {}
        for place, e in enumerate(self._outputs):
            parameters.append(f"ptr %r{place}")
            if e in results or e.owner is None or e.dtype not in (self.dtype, BOOL):
                raise UnwrittenError
            self._require(f"%r{place}", _CONTIGUOUS | _WRITEABLE)
            sizes = tuple(1 if size == 1 else self._size(f"%r{place}", axis) for axis, size in enumerate(e.dimensions))
            results[e] = contiguous(self.text, self._data(f"%r{place}"), e.dtype, sizes)
            for view in [*self._views.values(), *(other for one, other in results.items() if one is not e)]:
                self._keep_apart(results[e], view)
        for node in self._order:
            self._write(node, results)
        for e, view in results.items():
            if e not in self._views or self._views[e] is not view:
                self.into(view, e)
        for pointer in self._kept:
            self._free(pointer)
        head = f"i32 @{NAME}({', '.join(parameters)})"
        return module(self.text, head, "ret i32 0", target().bits)

    # what comes in

    def _input(self, x: Expression, name: str) -> str:
        if not x.ndim:
            if x.dtype != self.dtype:
                raise UnwrittenError
            self._numbers[x] = name
            return f"{self.single.element} {name}"
        if x.dtype not in (self.dtype, BOOL):
            raise UnwrittenError
        self._require(name, _CONTIGUOUS)
        sizes = tuple(1 if size == 1 else self._size(name, axis) for axis, size in enumerate(x.dimensions))
        self._views[x] = contiguous(self.text, self._data(name), x.dtype, sizes)
        return f"ptr {name}"

    def _require(self, name: str, wanted: int) -> None:
        flags = self.text.emit(f"load i32, ptr {self._field(name, _FLAGS)}")
        there = self.text.emit(f"and i32 {flags}, {wanted}")
        self._leave(self.text.emit(f"icmp ne i32 {there}, {wanted}"))

    def _keep_apart(self, one: View, other: View) -> None:
        """Two arrays must share no memory: one of them is written while the other one is read."""
        begin, end = self._bounds(one)
        first, last = self._bounds(other)
        before = self.text.emit(f"icmp ult i64 {begin}, {last}")
        after = self.text.emit(f"icmp ult i64 {first}, {end}")
        self._leave(self.text.emit(f"and i1 {before}, {after}"))

    def _bounds(self, view: View) -> tuple[str, Int]:
        total: Int = view.dtype.itemsize
        for size in view.sizes:
            total = self.text.multiply(total, size)
        begin = self.text.emit(f"ptrtoint ptr {view.pointer} to i64")
        return begin, self.text.add(begin, total)

    def _field(self, name: str, offset: int) -> str:
        return self.text.emit(f"getelementptr i8, ptr {name}, i64 {offset}")

    def _data(self, name: str) -> str:
        return self.text.emit(f"load ptr, ptr {self._field(name, _DATA)}")

    def _size(self, name: str, axis: int) -> str:
        sizes = self.text.emit(f"load ptr, ptr {self._field(name, _SIZES)}")
        at = self.text.emit(f"getelementptr i64, ptr {sizes}, i64 {axis}")
        return self.text.emit(f"load i64, ptr {at}")

    def _leave(self, condition: str) -> None:
        """Give 1 where the condition holds."""
        after, out = self.text.fresh("on"), self.text.fresh("out")
        self.text.line(f"br i1 {condition}, label %{out}, label %{after}")
        self.text.begin(out)
        for pointer in self._kept:
            self._free(pointer)
        self.text.line("ret i32 1")
        self.text.begin(after)

    # memory

    def memory(self, dtype: np.dtype, sizes: tuple[Int, ...]) -> View:
        """An array of its own."""
        total: Int = dtype.itemsize
        for size in sizes:
            total = self.text.multiply(total, size)
        self.text.called["malloc"] = "declare ptr @malloc(i64)"
        pointer = self.text.emit(f"call ptr @malloc(i64 {total})")
        nothing = self.text.emit(f"icmp eq ptr {pointer}, null")
        something = self.text.emit(f"icmp ne i64 {total}, 0")
        self._leave(self.text.emit(f"and i1 {nothing}, {something}"))
        self._kept.append(pointer)
        return contiguous(self.text, pointer, dtype, sizes)

    def _free(self, pointer: str) -> None:
        self.text.called["free"] = "declare void @free(ptr)"
        self.text.line(f"call void @free(ptr {pointer})")

    # operations

    def _write(self, node: Apply, results: dict[Expression, View]) -> None:
        op, e = node.op, node.output()
        if len(node.types) > 1 or op.functions() or (e.ndim and e.dtype not in (self.dtype, BOOL)):
            raise UnwrittenError
        if isinstance(op, SizeOf):
            self._integers[e] = self.sizes(node.inputs[0])[op.axis]
        elif e.dtype.kind in "iu":
            self._integers[e] = self._integer(node)
        elif isinstance(op, Subtensor):
            self._views[e] = indexed(self.single, self.view(node.inputs[0]), op.index, self._leave)
            self._of_one(e)
        elif isinstance(op, Dimshuffle):
            self._views[e] = self._shuffled(self.view(node.inputs[0]), op)
            self._of_one(e)
        elif isinstance(op, _LAZY):
            self._check(node)
            self._sizes[e] = self._broadcast(node)
            self._lazy[e] = node
            if not e.ndim:
                self._numbers[e] = self.value(e, self.single, (), None)
            elif not self._stays_lazy(e):
                self.into(results.get(e) or self.memory(e.dtype, self._sizes[e]), e)
        elif isinstance(op, IncSubtensor):
            self._increment(node, results.get(e))
        elif isinstance(op, Reduction) and op.name in REDUCTIONS:
            self._sizes[e] = self._reduced(op, self.sizes(node.inputs[0]))
            write_reduction(self, node, self._target(e, results))
            self._of_one(e)
        elif isinstance(op, Dot):
            write_dot(self, node, partial(self._target, e, results))
            self._of_one(e)
        else:
            raise UnwrittenError

    def _target(self, e: Expression, results: dict[Expression, View], sizes: tuple[Int, ...] | None = None) -> View:
        view = results.get(e) or self.memory(e.dtype, self._sizes[e] if sizes is None else sizes)
        self._views[e] = view
        return view

    def _of_one(self, e: Expression) -> None:
        """A number out of memory."""
        if not e.ndim:
            self._numbers[e] = self._views[e].load(self.single, (), None)

    def _check(self, node: Apply) -> None:
        """Whether it can be written on operands of these dtypes."""
        op = node.op
        if isinstance(op, Fill | Alloc):
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
        if isinstance(self._lazy[e].op, Fill | Alloc):
            value = self._lazy[e].inputs[1 if isinstance(self._lazy[e].op, Fill) else 0]
            return not value.ndim and e not in self._outputs
        if self._uses[e] != 1 or e in self._outputs:
            return False
        user = next(node for node in self._order if e in node.inputs)
        if isinstance(user.op, IncSubtensor):
            part = Subtensor(user.op.index)(user.inputs[0], *user.inputs[2:])
            return e is user.inputs[1] is not user.inputs[0] and part.type.broadcastable == e.type.broadcastable
        if isinstance(user.op, Elementwise | Switch):
            return user.output().type.broadcastable == e.type.broadcastable
        return isinstance(user.op, Reduction) and user.op.name in REDUCTIONS

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

    def _shuffled(self, view: View, op: Dimshuffle) -> View:
        sizes = tuple(1 if axis is None else view.sizes[axis] for axis in op.pattern)
        strides = tuple(0 if axis is None else view.strides[axis] for axis in op.pattern)
        return View(view.pointer, view.dtype, sizes, strides)

    def _increment(self, node: Apply, target: View | None) -> None:
        op, (x, y, *operands), e = node.op, node.inputs, node.output()
        assert isinstance(op, IncSubtensor)
        if operands or x.dtype != e.dtype or y.dtype != e.dtype:
            raise UnwrittenError
        base = self._views.get(x)
        in_place = base is not None and base.pointer in self._kept and self._uses[x] == 1 and target is None
        if not in_place:
            base = target or self.memory(e.dtype, self.sizes(x))
            self._fill(base, x)
        assert base is not None
        self._views[e] = base
        part = indexed(self.single, base, op.index, self._leave)

        def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
            value = self.value(y, body, index, mask)
            if not op.set:
                value = body.apply("fadd", part.load(body, index, mask), value)
            part.store(body, value, index, mask)

        self.loops(part.sizes, put)

    def _reduced(self, op: Reduction, sizes: tuple[Int, ...]) -> tuple[Int, ...]:
        if op.keepdims:
            return tuple(1 if axis in op.axis else size for axis, size in enumerate(sizes))
        return tuple(size for axis, size in enumerate(sizes) if axis not in op.axis)

    def _broadcast(self, node: Apply) -> tuple[Int, ...]:
        """The sizes of an elementwise operation: of each axis that of an operand that does not broadcast along it."""
        e = node.output()
        if isinstance(node.op, Alloc):
            return tuple(self.integer(size) for size in node.inputs[1:])
        found: list[Int] = []
        for axis in range(e.ndim):
            size: Int = 1
            for x in node.inputs:
                own = axis - e.ndim + x.ndim
                if own >= 0 and x.dimensions[own] != 1:
                    size = self.sizes(x)[own]
                    break
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
        self._fill(view, e)
        self._views[e] = view

    def _fill(self, view: View, e: Expression) -> None:
        def put(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
            view.store(body, self.value(e, body, index, mask), index, mask)

        self.loops(view.sizes, put)

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
            operands = self._operands(node)
            missing = [x for x in operands if x not in known]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            known[one] = self._computed(node, body, [known[x] for x in operands])
        return known[e]

    def _operands(self, node: Apply) -> list[Expression]:
        """The operands by value."""
        match node.op:
            case Fill():
                return [node.inputs[1]]
            case Alloc():
                return [node.inputs[0]]
            case _:
                return list(node.inputs)

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


def _dtype(expressions: Sequence[Expression]) -> np.dtype:
    """The one floating dtype of a program.

    Raises:
        UnwrittenError: where there are several, or none.
    """
    found = {e.dtype for e in expressions if e.dtype.kind not in "biu"}
    if len(found) != 1 or next(iter(found)).name not in WORDS:
        raise UnwrittenError
    return found.pop()
