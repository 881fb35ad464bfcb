"""Expressions: immutable nodes, of which equal ones are one object.

A :class:`Variable` has its own identity. A :class:`Constant` is known by dtype, shape and bits. An :class:`Apply` is
an operation with its inputs; each of its outputs is a :class:`Result`. Equality is identity throughout, which makes
every table keyed by expressions quick and every shared part visible.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary, ref

import numpy as np

from explorer.core.errors import DTypeError
from explorer.core.flat import Flat, flat
from explorer.core.methods import ArrayMethods
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from explorer.core.flat import Place
    from explorer.core.op import Op
    from explorer.core.origin import Origin
    from explorer.core.rewrite.facts import Range
    from explorer.core.rewrite.order import Key
    from explorer.core.rewrite.structure import Structure
    from explorer.core.types import Dimension


class Expression(ArrayMethods):
    """A tensor-valued expression. Abstract: see :class:`Variable`, :class:`Constant`, :class:`Result`.

    Attributes:
        type: dtype and dimensions.
        name: a label for people, or ``None``; never part of what the expression is.
        origin: where the expression comes from (script, derivative, rewrite); a label too.
        owner: the operation that this is an output of, ``None`` for variables and constants.
        order, range, structure: what rewriting has found out about it (`explorer.core.rewrite.analysis`), or ``None``.
    """

    __slots__ = ("__weakref__", "name", "order", "origin", "range", "structure", "type")
    __array_priority__ = 1000  # NumPy arrays on the left leave their operators to us

    type: TensorType
    name: str | None
    origin: Origin | None
    owner: Apply | None = None
    order: Key | None
    range: Range | None
    structure: Structure | None

    @property
    def dtype(self) -> np.dtype:
        """The NumPy dtype of the values."""
        return self.type.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.type.shape)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The static shape: an int or a symbolic size for each axis."""
        return self.type.shape

    @property
    def which(self) -> tuple[str, ...]:
        """What tells people this output from the others of its operation (`Op.picked`)."""
        return ()

    def __repr__(self) -> str:
        return self.name or "expression"

    def __copy__(self) -> Expression:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Expression:
        return self


class Variable(Expression):
    """A leaf whose value is given at the call.

    Args:
        type: dtype and dimensions.
        name: for people; two variables of one name are two variables.
    """

    __slots__ = ()

    def __init__(self, type: TensorType, name: str | None = None) -> None:
        self.type = type
        self.name = name
        self.origin = None
        self.order = None
        self.range = None
        self.structure = None

    def __repr__(self) -> str:
        return self.name or f"<{self.type}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Where a pickle arrives, a variable is a new one; within one pickle it is one."""
        return Variable, (self.type, self.name)


class Constant(Expression):
    """A leaf with a value: a read-only array. Made by :func:`constant`."""

    __slots__ = ("value",)

    value: np.ndarray

    def __repr__(self) -> str:
        return np.array2string(self.value, threshold=6, edgeitems=2)

    def __reduce__(self) -> tuple[Any, ...]:
        return constant, (self.value, self.name)


class Apply:
    """An operation applied to inputs. Made by calling the operation.

    Attributes:
        op: the operation, with its static parameters.
        inputs: the operands.
        types: the type of each output.
        serial: grows from each node made to the next, so that a node is younger than all that it is made of.
    """

    __slots__ = ("__weakref__", "_results", "inputs", "op", "serial", "types")

    def __init__(self, op: Op, inputs: tuple[Expression, ...], types: tuple[TensorType, ...]) -> None:
        self.op = op
        self.inputs = inputs
        self.types = types
        self.serial = next(_serials)
        # Results own their Apply; the other way is weak, so that no graph is a reference cycle.
        self._results: list[ref[Result] | None] = [None] * len(types)

    def output(self, index: int = 0) -> Result:
        """The output number ``index``."""
        known = self._results[index]
        if known is not None:
            result = known()
            if result is not None:
                return result
        result = Result(self, index)
        self._results[index] = ref(result)
        return result

    @property
    def outputs(self) -> tuple[Result, ...]:
        """All outputs."""
        if len(self.types) == 1:
            return (self.output(),)
        return tuple([self.output(index) for index in range(len(self.types))])

    def __repr__(self) -> str:
        return f"{self.op.name}({', '.join(map(repr, self.inputs))})"


class Result(Expression):
    """One output of an :class:`Apply`."""

    __slots__ = ("index", "owner")

    owner: Apply

    def __init__(self, owner: Apply, index: int) -> None:
        self.type = owner.types[index]
        self.name = None
        self.origin = None
        self.order = None
        self.range = None
        self.structure = None
        self.owner = owner
        self.index = index

    @property
    def which(self) -> tuple[str, ...]:
        """What tells people this output from the others of its operation (`Op.picked`)."""
        return self.owner.op.picked(self.index, len(self.owner.types))

    def __repr__(self) -> str:
        return self.name or f"<{self.owner.op.name}: {self.type}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """As a list of all that it is made of; where it comes from (`origin`) stays behind."""
        return _only, (flat([self]),)


_serials = count(1)
_Call = tuple["Op", tuple[Expression, ...]]


class _Known(ref[Apply]):
    """The entry of a node in the table: gone with the node."""

    __slots__ = ("key",)

    key: _Call


def _forget(entry: ref[Apply]) -> None:
    assert isinstance(entry, _Known)
    if _applies.get(entry.key) is entry:
        del _applies[entry.key]


# A WeakValueDictionary written out: every operation of every walk asks here, and half of its time would go there.
_applies: dict[_Call, _Known] = {}
_constants: WeakValueDictionary[tuple[str, tuple[int, ...], bytes], Constant] = WeakValueDictionary()
_KINDS = frozenset("fciub")
_DIGEST_FROM = 256  # bytes; larger constants are known by their digest instead of a copy of their bits


def apply(op: Op, inputs: tuple[Expression, ...]) -> Apply:
    """The one node for this operation on these inputs.

    Raises:
        ShapeError, DTypeError: where the operation does not take them.
    """
    key = (op, inputs)
    entry = _applies.get(key)
    if entry is not None:
        node = entry()
        if node is not None:
            return node
    node = Apply(op, inputs, op.infer(*inputs))
    entry = _Known(node, _forget)
    entry.key = key
    _applies[key] = entry
    return node


def constant(value: Any, name: str | None = None, dtype: Any = None) -> Constant:
    """A constant with the value of ``np.asarray(value)``.

    Equal constants (dtype, shape and every bit, so that 0.0 and -0.0 stay apart) are one object.

    Raises:
        DTypeError: for values that are not numbers.
    """
    array = np.array(value, dtype=dtype, order="C")
    if array.dtype.kind not in _KINDS:
        message = f"a constant needs numbers, not {array.dtype} ({value!r:.60})"
        raise DTypeError(message)
    bits = array.tobytes()
    if len(bits) > _DIGEST_FROM:
        bits = blake2b(bits, digest_size=32).digest()
    key = (array.dtype.str, array.shape, bits)
    known = _constants.get(key)
    if known is None:
        known = Constant()
        array.flags.writeable = False
        known.value = array
        known.type = TensorType(array.dtype, array.shape)
        known.name = name
        known.origin = None
        known.order = None
        known.range = None
        known.structure = None
        _constants[key] = known
    return known


def built(graph: Flat) -> list[Expression]:
    """The expressions that a list was made of (`explorer.core.flat`)."""
    results: list[tuple[Expression, ...]] = []

    def at(place: Place) -> Expression:
        number, index = place
        return graph.leaves[index] if number < 0 else results[number][index]

    for op, places in graph.nodes:
        results.append(apply(op, tuple([at(place) for place in places])).outputs)
    for place, name in graph.names:
        e = at(place)
        if e.name is None:
            e.name = name
    return [at(place) for place in graph.outputs]


def _only(graph: Flat) -> Expression:
    (expression,) = built(graph)
    return expression
