"""What people pass for a batch: inputs that are stacks, with a value for each row, and inputs that all rows share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import ShapeError
from explorer.core.evaluate.arguments import as_array, bind, fitting, labels
from explorer.core.expr import Variable
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.function import Function


@dataclass(frozen=True, eq=False)
class Stacks:
    """The inputs of a batch.

    Attributes:
        arrays: a value for each input, of its variable's dtype.
        stacked: which of them have the rows along axis 0.
        rows: how many rows there are.
    """

    arrays: tuple[np.ndarray, ...]
    stacked: tuple[bool, ...]
    rows: int

    def part(self, start: int, stop: int) -> tuple[np.ndarray, ...]:
        """The stacks alone, from one row to another; contiguous as they travel: other strides may round otherwise."""
        pairs = zip(self.arrays, self.stacked, strict=True)
        return tuple([np.asarray(array[start:stop], order="C") for array, stacked in pairs if stacked])

    @property
    def constants(self) -> tuple[np.ndarray | None, ...]:
        """What is the same in all rows; None for a stack."""
        return tuple(None if stacked else a for a, stacked in zip(self.arrays, self.stacked, strict=True))

    @property
    def row_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each input in a row."""
        return tuple(a.shape[1:] if stacked else a.shape for a, stacked in zip(self.arrays, self.stacked, strict=True))


def read_stacks(f: Function, inputs: Any) -> Stacks:
    """Values as stacks: an array with an axis more than its variable is one, along axis 0.

    Args:
        f: the function.
        inputs: a value for each input: a list or tuple in their order, or a dict by their names.

    Raises:
        TypeError: where a value is missing, or one too many, or the values stand in nothing of these.
        ShapeError: where axes do not fit, stacks have different lengths, or there is no stack.
        DTypeError: where a dtype cannot be cast to the variable's.
    """
    if isinstance(inputs, Mapping):
        given = bind(f.inputs, (), _by_name(inputs))
    elif isinstance(inputs, list | tuple):
        given = bind(f.inputs, inputs, {})
    else:
        message = (
            f"the inputs of a batch are a list in the order of the arguments, or a dict, not {type(inputs).__name__}"
        )
        raise TypeError(message)
    names = labels(f.inputs)
    each = zip(f.inputs, given, names, strict=True)
    read = [_read(x, value, label, f.downcast) for x, value, label in each]
    lengths = {label: len(array) for (array, stacked), label in zip(read, names, strict=True) if stacked}
    if not lengths:
        message = "there is no stack among the inputs: the rows of a batch are an axis more, in front of an input's own"
        raise ShapeError(message)
    first, rows = next(iter(lengths.items()))
    for label, length in lengths.items():
        if length != rows:
            raise ShapeError(f"{first} has {rows} rows, {label} has {length}")
    return Stacks(tuple(array for array, _ in read), tuple(stacked for _, stacked in read), rows)


def _read(x: Variable, value: Any, label: str, downcast: bool | None) -> tuple[np.ndarray, bool]:
    _refuse_ragged(value, label)
    array = as_array(value, label)
    if array.ndim == x.ndim + 1:
        stack = Variable(TensorType(x.dtype, (unknown("rows"), *x.dimensions)), x.name)
        return fitting(stack, value, label, downcast=downcast), True
    if array.ndim != x.ndim:
        axes = f"{x.ndim} axes, {x.type}, or {x.ndim + 1} as a stack of rows"
        raise ShapeError(f"{label} has {axes}, and the value has {array.ndim}: {array.shape}")
    return np.asarray(fitting(x, value, label, downcast=downcast), order="C"), False


def _by_name(inputs: Mapping[Any, Any]) -> dict[str, Any]:
    """Values by the names of variables, where they are given by these or by the variables themselves."""
    return {str(key.name if isinstance(key, Variable) else key): value for key, value in inputs.items()}


def _refuse_ragged(rows: Any, label: str) -> None:
    """Rows of different shapes are different programs: nothing of them could be computed together."""
    if not isinstance(rows, list | tuple):
        return
    shapes: Sequence[tuple[int, ...]] = [row.shape for row in rows if isinstance(row, np.ndarray)]
    for number, shape in enumerate(shapes):
        if shape != shapes[0]:
            says = f"{label}: the rows of a stack have one shape, and row 0 is {shapes[0]}, row {number} is {shape}"
            raise ShapeError(f"{says}; call the function for each of them")
