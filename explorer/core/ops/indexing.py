"""Indexing, NumPy's way: basic and advanced, to read, to set and to increment.

An index is a tuple of entries. What is written as a number stays in the operation as a static field; expressions and
arrays become operands, and a :class:`Slot` marks their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from explorer.core.batch import NotBatchableError, aligned
from explorer.core.broadcast import broadcast, describe
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, SAME, Pairs, dense, numbered, per_group, picked
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Constant, Expression
from explorer.core.op import Linear
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, shape_text, sliced, unify, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply
    from explorer.core.types import Dimension


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an operand in an index."""

    number: int


@dataclass(frozen=True, slots=True)
class Range:
    """A slice, whose parts are numbers, operands, or open."""

    start: int | Slot | None = None
    stop: int | Slot | None = None
    step: int | Slot | None = None


Entry: TypeAlias = int | Slot | Range | None
Index: TypeAlias = tuple[Entry, ...]
ALL = Range()


def read_index(x: Expression, index: Any) -> tuple[Index, tuple[Expression, ...]]:
    """A Python index on ``x`` as entries, one for each axis of x and each new axis, and the operands in it.

    Raises:
        ShapeError: for too many indices, or a number that is out of range.
        DTypeError: for an index that is neither integer nor boolean.
    """
    parts = index if isinstance(index, tuple) else (index,)
    operands: list[Expression] = []
    entries: list[Entry] = []
    used = sum(_axes_used(part) for part in parts)
    if used > x.ndim:
        message = f"{describe(x)}: {used} indices are too many for {x.ndim} axes"
        raise ShapeError(message)
    for part in parts:
        if part is Ellipsis:
            entries.extend(ALL for _ in range(x.ndim - used))
        elif part is None:
            entries.append(None)
        elif isinstance(part, slice):
            entries.append(Range(*(_bound(bound, operands) for bound in (part.start, part.stop, part.step))))
        else:
            entries.append(_place(part, operands))
    given = sum(_entry_axes(entry, operands) for entry in entries)
    entries.extend(ALL for _ in range(x.ndim - given))
    return tuple(entries), tuple(operands)


def _operand(value: Expression, operands: list[Expression]) -> Slot:
    operands.append(value)
    return Slot(len(operands) - 1)


def _bound(value: Any, operands: list[Expression]) -> int | Slot | None:
    """A part of a slice: a number, or an operand."""
    if value is None or type(value) is int:
        return value
    expression = as_expression(value)
    if expression.dtype.kind not in "iu" or expression.ndim:
        message = f"a slice needs integer scalars, not {expression.type}"
        raise DTypeError(message)
    return int(expression.value) if isinstance(expression, Constant) else _operand(expression, operands)


def _place(value: Any, operands: list[Expression]) -> int | Slot:
    """An index that is no slice: a number, or an operand."""
    expression = as_expression(value)
    if expression.dtype.kind not in "iub":
        message = f"an index needs integers or booleans, not {expression.type}"
        raise DTypeError(message)
    if isinstance(expression, Constant) and expression.ndim == 0 and expression.dtype.kind != "b":
        return int(expression.value)
    return _operand(expression, operands)


def _axes_used(part: Any) -> int:
    if part is None or part is Ellipsis:
        return 0
    if isinstance(part, slice | int | np.integer):
        return 1
    expression = as_expression(part)
    return expression.ndim if expression.dtype.kind == "b" else 1


def _entry_axes(entry: Entry, operands: Sequence[Expression]) -> int:
    if entry is None:
        return 0
    if isinstance(entry, Slot) and operands[entry.number].dtype.kind == "b":
        return operands[entry.number].ndim
    return 1


def index_shape(x: Expression, index: Index, operands: Sequence[Expression]) -> tuple[Dimension, ...]:
    """The shape of ``x[index]``, by NumPy's rules of basic and advanced indexing."""
    result: list[Dimension] = []
    advanced: list[Expression] = []
    places: list[int] = []  # entry numbers of what counts as advanced
    at = 0  # where in the result the advanced axes go
    axis = 0
    is_advanced = any(isinstance(e, Slot) and operands[e.number].ndim for e in index)
    for number, entry in enumerate(index):
        if entry is None:
            result.append(1)
            continue
        if isinstance(entry, Range):
            result.append(_range_size(x.dimensions[axis], entry, operands))
        elif isinstance(entry, Slot) and operands[entry.number].dtype.kind == "b":
            _check_mask(x, axis, operands[entry.number])
            advanced.append(T.constant(np.zeros(0, int)))
            at = len(result) if not places else at
            places.append(number)
            axis += operands[entry.number].ndim - 1
        else:
            _check_bounds(x, axis, entry)
            if isinstance(entry, Slot):
                advanced.append(operands[entry.number])
            if is_advanced:
                at = len(result) if not places else at
                places.append(number)
        axis += 1
    if not is_advanced:
        return tuple(result)
    joined = _joined(advanced, index, operands)
    # Advanced entries that stand side by side keep their place, else their axes come first.
    if places[-1] - places[0] + 1 != len(places):
        at = 0
    return (*result[:at], *joined, *result[at:])


def _joined(advanced: Sequence[Expression], index: Index, operands: Sequence[Expression]) -> tuple[Dimension, ...]:
    """The common shape of index arrays; a mask counts as a vector of a length that is not known."""
    if any(isinstance(e, Slot) and operands[e.number].dtype.kind == "b" for e in index):
        others = [a for a in advanced if not (isinstance(a, Constant) and a.value.size == 0)]
        together: tuple[Dimension, ...] = broadcast("indexing", others) if others else ()
        return together or (unknown("count"),)
    return broadcast("indexing", advanced)


def _moved_to_front(index: Index, operands: Sequence[Expression]) -> int:
    """How many axes of ``x[index]`` stand first because index arrays are apart; 0 where they keep their place."""
    arrays = [operands[e.number] for e in index if isinstance(e, Slot)]
    if not any(a.ndim for a in arrays):
        return 0
    places = [n for n, e in enumerate(index) if isinstance(e, Slot | int)]
    if places[-1] - places[0] + 1 == len(places):
        return 0
    return max(1 if a.dtype.kind == "b" else a.ndim for a in arrays)


def _check_bounds(x: Expression, axis: int, entry: Entry) -> None:
    size = x.dimensions[axis]
    if isinstance(entry, int) and isinstance(size, int) and not -size <= entry < size:
        message = f"{describe(x)}: index {entry} is outside axis {axis}, of size {size}"
        raise ShapeError(message)


def _check_mask(x: Expression, axis: int, mask: Expression) -> None:
    for size, wanted in zip(mask.dimensions, x.dimensions[axis:], strict=False):
        if unify(size, wanted) is None:
            message = f"{describe(x)} and {describe(mask)}: a mask needs the sizes of the axes that it selects from"
            raise ShapeError(message)


def _range_size(size: Dimension, entry: Range, operands: Sequence[Expression]) -> Dimension:
    if entry == ALL:
        return size
    start, stop, step = entry.start, entry.stop, entry.step
    if entry == Range(None, None, -1):
        return size
    if not (isinstance(start, Slot) or isinstance(stop, Slot) or isinstance(step, Slot)):
        return sliced(size, start, stop, step)
    if step not in (None, 1):
        return unknown()
    first = _bound_size(start, operands, default=0)
    last = _bound_size(stop, operands, default=size)
    return unknown() if first is None or last is None else last - first


def _bound_size(bound: int | Slot | None, operands: Sequence[Expression], default: Dimension) -> Dimension | None:
    """The bound as a dimension where it is sure to lie within the axis, else None."""
    if bound is None:
        return default
    if isinstance(bound, Slot):
        # A symbolic bound is a formula in sizes, such as the parts of a join: within the axis by its making.
        expression = operands[bound.number]
        wanted = dimension_of(expression)
        return wanted if _is_formula_of_sizes(expression) else None
    if bound == 0:
        return 0
    return None  # x[1:] of an axis of unknown size: an empty axis gives 0 and not -1 elements


def _is_formula_of_sizes(expression: Expression) -> bool:
    stack = [expression]
    while stack:
        one = stack.pop()
        if isinstance(one, Constant):
            continue
        node = one.owner
        if node is None or node.op.name not in {"size_of", "add", "subtract", "multiply"}:
            return False
        if node.op.name != "size_of":
            stack.extend(node.inputs)
    return True


def index_python(index: Index, operands: Sequence[str]) -> str:
    """An index as Python source: ``i, :, 1:3``."""

    def part(value: int | Slot | None) -> str:
        if value is None:
            return ""
        return operands[value.number] if isinstance(value, Slot) else str(value)

    words = []
    for entry in index:
        if isinstance(entry, Range):
            step = f":{part(entry.step)}" if entry.step is not None else ""
            words.append(f"{part(entry.start)}:{part(entry.stop)}{step}")
        else:
            words.append("None" if entry is None else part(entry))
    while len(words) > 1 and words[-1] == ":":
        words.pop()
    return ", ".join(words) if words else "()"


def slots(index: Index) -> Iterator[Slot]:
    """The places of operands, in order of their numbers."""
    found: list[Slot] = []
    for entry in index:
        parts = (entry.start, entry.stop, entry.step) if isinstance(entry, Range) else (entry,)
        found.extend(part for part in parts if isinstance(part, Slot))
    return iter(sorted(found, key=lambda slot: slot.number))


def is_basic(index: Index, operands: Sequence[Expression]) -> bool:
    """Whether the index names each element at most once: no arrays in it."""
    return all(operands[slot.number].ndim == 0 and operands[slot.number].dtype.kind != "b" for slot in slots(index))


@dataclass(frozen=True, eq=False)
class _Stacked:
    """An index of a stack, or of one thing by a stack of indices.

    Attributes:
        index: the entries.
        operands: what they refer to.
        found: axes of what it gives.
        wanted: where they are to be, the axis of the stack first of all.
    """

    index: Index
    operands: list[Expression]
    found: tuple[int, ...] = ()
    wanted: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, index: Index, operands: Sequence[Expression], batched: Sequence[bool], count: Expression, *, along: bool
    ) -> _Stacked:
        """The index whose operands have a new first axis where ``batched``; ``along`` says whether the indexed has too.

        Raises:
            NotBatchableError: for bounds of slices that differ, and for masks beside indices that do.
        """
        if not any(batched):
            front = _moved_to_front(index, operands)
            return cls((ALL, *index), list(operands), (front,), (0,)) if along else cls(index, list(operands))
        places = [number for number, entry in enumerate(index) if isinstance(entry, Slot | int)]
        named = [entry.number for entry in index if isinstance(entry, Slot)]
        if any(batched[slot.number] and slot.number not in named for slot in slots(index)):
            raise NotBatchableError("indexing by bounds that differ has no form on stacks")
        if any(operands[number].dtype.kind == "b" for number in named):
            raise NotBatchableError("indexing by a mask beside indices that differ has no form on stacks")
        axes = max(operands[number].ndim - batched[number] for number in named)
        rest = [aligned(x, has, axes) for x, has in zip(operands, batched, strict=True)]
        before = places[0]
        side_by_side = places[-1] - before + 1 == len(places)
        if not along:
            return cls(index, rest, (before,), (0,)) if side_by_side else cls(index, rest)
        # With the numbers of the rows in front of slices, NumPy puts all axes of index arrays first.
        rest.append(T.expand_dims(T.arange(count), tuple(range(1, axes + 1))))
        rows: Index = (Slot(len(rest) - 1), *index)
        if not (side_by_side and before):
            return cls(rows, rest)
        return cls(rows, rest, tuple(range(1, axes + 1)), tuple(range(before + 1, before + axes + 1)))


@dataclass(frozen=True, eq=False)
class _Lines:
    """The elements of an array in groups: those that an index cannot tell apart, as long as parts of it are not known.

    Attributes:
        of: the number of the group of each element.
        indexed: the numbers of the groups that the index names.
        count: how many groups there are.
    """

    of: np.ndarray
    indexed: np.ndarray
    count: int

    def reduced(self) -> tuple[Pairs, ...]:
        """The groups by their elements."""
        return () if self.count == self.of.size else (per_group(self.of, self.count),)


def _lines(index: Index, x: Expression, operands: Sequence[Expression], facts: Facts) -> _Lines | None:
    """The elements of ``x`` in lines along the axes whose index is not known; None where not even these are known."""
    shape = list(facts.shape(x))
    values = [facts.value(e) for e in operands]
    axis = 0
    for entry in index:
        if isinstance(entry, Range) and any(values[slot.number] is None for slot in slots((entry,))):
            return None
        if isinstance(entry, Slot) and values[entry.number] is None:
            if operands[entry.number].dtype.kind == "b" or not shape[axis]:
                return None
            shape[axis] = 1
            values[entry.number] = np.zeros(facts.shape(operands[entry.number]), int)
        axis += _entry_axes(entry, operands)
    lines = numbered(tuple(shape))
    of = np.broadcast_to(lines, facts.shape(x))
    return _Lines(of, np.asarray(Subtensor(index).run(of, *values)), lines.size)


@dataclass(frozen=True, repr=False)
class Subtensor(Linear):
    """``x[index]``. Operands are ``x`` and what the index takes from expressions."""

    index: Index
    moves = True
    family = "indexing"
    symbol = "[ ]"

    def infer(self, x: Expression, *operands: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_shape(index_shape(x, self.index, operands)),)

    def python(self, *operands: str) -> str:
        x, *rest = operands
        return f"{x}[{index_python(self.index, rest)}]"

    def connected(self, count: int) -> tuple[bool, ...]:
        return (True,) + (False,) * (count - 1)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Exactly, where indices are known; along an axis whose index is not, on every element that it may be."""
        if operand:
            return NOTHING
        x, *operands = node.inputs
        whole = facts.shape(node.output())
        lines = _lines(self.index, x, operands, facts)
        if lines is None:
            return dense(facts.shape(x), whole)
        return (picked(lines.indexed, lines.count), *lines.reduced())

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        x, *operands = inputs
        stacked = _Stacked.of(self.index, operands, batched[1:], count, along=batched[0])
        return (T.moveaxis(Subtensor(stacked.index)(x, *stacked.operands), stacked.found, stacked.wanted),), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        x, *operands = inputs
        return IncSubtensor(self.index)(T.zeros_like(x, cotangent.dtype), cotangent, *operands)


@dataclass(frozen=True, repr=False)
class IncSubtensor(Linear):
    """``x`` with ``y`` added to ``x[index]``, or put there where ``set``. Repeated indices add up."""

    index: Index
    set: bool = False
    moves = True
    name = "inc_subtensor"
    family = "indexing"
    symbol = "[ ]+"

    def infer(self, x: Expression, y: Expression, *operands: Expression) -> tuple[TensorType, ...]:
        inner = index_shape(x, self.index, operands)
        fits = y.ndim <= len(inner) and all(
            a == 1 or unify(a, b) is not None for a, b in zip(y.dimensions[::-1], inner[::-1], strict=False)
        )
        if not fits:
            message = f"{describe(y)}: it does not fit the indexed part, which is {shape_text(inner)}"
            raise ShapeError(message)
        return (x.type.with_dtype(np.result_type(x.dtype, y.dtype)),)

    def python(self, *operands: str) -> str:
        return self._python("at", *operands)

    def in_place(self, *operands: str) -> str:
        """The code where the first operand may be changed."""
        return self._python("into", *operands)

    def _python(self, where: str, x: str, y: str, *operands: str) -> str:
        return f"{'set' if self.set else 'inc'}_{where}({x}, np.s_[{index_python(self.index, operands)}], {y})"

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return (True, True) + (False,) * (count - 2)

    def connected(self, count: int) -> tuple[bool, ...]:
        return (True, True) + (False,) * (count - 2)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Exactly, where indices are known; else x on itself, and on y every element to which it may go."""
        if operand > 1:
            return NOTHING
        x, y, *operands = node.inputs
        if self.set and all(facts.value(e) is not None for e in operands):
            return super().dependence(node, operand, facts, output)
        if operand == 0:
            return SAME
        whole, part = facts.shape(x), facts.shape(y)
        lines = _lines(self.index, x, operands, facts)
        if lines is None:
            return dense(part, whole)
        numbers = np.broadcast_to(numbered(part), lines.indexed.shape)
        into = Pairs(lines.indexed.reshape(-1), numbers.reshape(-1), (lines.count, numbered(part).size))
        return (into,) if lines.count == lines.of.size else (picked(lines.of, lines.count), into)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        x, y, *operands = inputs
        stacked = _Stacked.of(self.index, operands, batched[2:], count, along=True)
        whole = x if batched[0] else T.alloc(x, count, *T.shape(x))
        inner = len(index_shape(node.inputs[0], self.index, node.inputs[2:]))
        part = aligned(y, batched[1], inner)
        if stacked.found != stacked.wanted:
            part = part if batched[1] else T.expand_dims(y, tuple(range(inner + 1 - y.ndim)))
            part = T.moveaxis(part, stacked.wanted, stacked.found)
        return IncSubtensor(stacked.index, self.set).all(whole, part, *stacked.operands), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        operands = inputs[2:]
        if index == 1:
            share = Subtensor(self.index)(cotangent, *operands)
            return self._of_the_last(share, cotangent, operands) if self.set else share
        if not self.set:
            return cotangent
        return IncSubtensor(self.index, set=True)(cotangent, T.constant(0, dtype=cotangent.dtype), *operands)

    def _of_the_last(self, share: Expression, cotangent: Expression, operands: Sequence[Expression]) -> Expression:
        """Zero at the places whose element a later place with the same index has overwritten."""
        if not any(one.ndim and one.dtype.kind != "b" for one in operands):
            return share
        number = T.reshape(T.arange(T.size(share)), T.shape(share))
        written = IncSubtensor(self.index, set=True)(T.zeros_like(cotangent, "int64"), number, *operands)
        stands = T.eq(Subtensor(self.index)(written, *operands), number)
        return T.switch(stands, share, T.constant(0, dtype=share.dtype))


def subtensor(x: Any, index: Any) -> Expression:
    """``x[index]``: ints, slices, None, Ellipsis, integer arrays, boolean masks, symbolic integers.

    Raises:
        ShapeError: for too many indices, or a number that is out of range.
        DTypeError: for an index that is neither integer nor boolean.
    """
    expression = as_expression(x)
    entries, operands = read_index(expression, index)
    if all(entry == ALL for entry in entries):
        return expression
    return Subtensor(entries)(expression, *operands)


def set_subtensor(part: Expression, y: Any) -> Expression:
    """``x`` with the part ``x[index]`` replaced: ``set_subtensor(x[1:], 0)``."""
    return _changed(part, y, set=True)


def inc_subtensor(part: Expression, y: Any) -> Expression:
    """``x`` with something added to the part ``x[index]``; repeated indices add up."""
    return _changed(part, y, set=False)


def _changed(part: Expression, y: Any, *, set: bool) -> Expression:
    node = part.owner
    if node is None or not isinstance(node.op, Subtensor):
        message = "the first argument must be an indexed expression, such as x[1:]"
        raise TypeError(message)
    x, *operands = node.inputs
    return IncSubtensor(node.op.index, set)(x, as_expression(y, x.dtype), *operands)


def take(x: Any, indices: Any, axis: int | None = None) -> Expression:
    """The elements at ``indices`` along one axis, or of the raveled operand; ``np.take``."""
    expression = as_expression(x)
    if axis is None:
        return subtensor(T.ravel(expression), as_expression(indices))
    return subtensor(expression, (*(slice(None),) * (axis % expression.ndim), as_expression(indices)))
