"""An operation on operands, and the values of operands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression, Variable
from explorer.core.op import Op
from explorer.core.types import TensorType

Array = np.ndarray


def values(shape: tuple[int, ...], low: float = -2.0, high: float = 2.0, seed: int = 0) -> Array:
    """Numbers in an interval: in no order, none like another, far from integers and halves."""
    count = int(np.prod(shape))
    places = (0.2113 + 0.6180339887 * np.arange(1, count + 1) + 0.2893 * seed) % 1
    return np.asarray(low + (high - low) * places).reshape(shape)


def integers(shape: tuple[int, ...], low: int, high: int, seed: int = 0) -> Array:
    """Integers in [low, high)."""
    return np.random.default_rng(seed).integers(low, high, shape)


@dataclass(frozen=True, eq=False)
class Example:
    """An operation on operands.

    Attributes:
        kind: the class of operation that it is an example of.
        build: expressions in, outputs out.
        arrays: a value for each operand.
        label: tells it from the other examples of its class.
    """

    kind: type[Op]
    build: Callable[..., tuple[Expression, ...]]
    arrays: tuple[Array, ...]
    label: str

    def __str__(self) -> str:
        return f"{self.kind.__module__.rsplit('.', 1)[-1]}.{self.kind.__name__}-{self.label}"

    def variables(self, *, known: bool = True) -> tuple[Variable, ...]:
        """A variable for each operand, of its very shape, or with a symbol for every size but 1."""
        return tuple(
            Variable(
                TensorType(a.dtype, a.shape)
                if known
                else T.tensor(None, a.dtype, [1 if n == 1 else None for n in a.shape]).type,
                f"x{i}",
            )
            for i, a in enumerate(self.arrays)
        )

    def with_dtype(self, dtype: Any) -> "Example":
        """The same on operands of another dtype, where they were float64."""
        arrays = tuple(_as(a, np.dtype(dtype)) if a.dtype == np.float64 else a for a in self.arrays)
        return Example(self.kind, self.build, arrays, f"{self.label}-{np.dtype(dtype).name}")


def _as(array: Array, dtype: np.dtype) -> Array:
    if dtype.kind == "c":
        return np.asarray(array * (1 + 0.3j)).astype(dtype)
    if dtype.kind in "iub":
        return np.asarray(np.round(array)).astype(dtype)
    return array.astype(dtype)


# What a family of operations lists: for each class its examples, or pairs of (operation, operands).
Pairs = list[tuple[Any, tuple[Array, ...]]]
Table = dict[type[Op], Callable[[], Pairs | list[Example]]]

V, M, S3 = values((3,)), values((2, 3)), values((2, 3, 4))


def sizes(*numbers: int) -> tuple[Array, ...]:
    """Integer operands."""
    return tuple(np.array(n) for n in numbers)
