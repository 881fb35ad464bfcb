"""Variables, in Theano's names: a letter for the dtype and a word for the number of axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import DTypeError, ShapeError
from explorer.core.evaluate.arguments import as_array, fitting
from explorer.core.expr import Variable
from explorer.core.types import TensorType, named, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.types import Dimension

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DTYPES = {
    "d": "float64", "f": "float32", "i": "int32", "l": "int64", "b": "int8", "c": "complex64", "z": "complex128",
}  # fmt: skip
_SHAPES: dict[str, tuple[int | None, ...]] = {
    "scalar": (), "vector": (None,), "matrix": (None, None), "row": (1, None), "col": (None, 1),
    "tensor3": (None,) * 3, "tensor4": (None,) * 4,
}  # fmt: skip
_PLURALS = {"matrix": "matrices"}


def tensor(name: str | None = None, dtype: Any = "float64", shape: Sequence[int | str | None] = ()) -> Variable:
    """A variable.

    Args:
        name: for people.
        dtype: a NumPy dtype: float, complex, integer or bool.
        shape: a dimension for each axis: an int, ``None`` (an unknown of its own), or a string (equal strings are one
            and the same unknown).

    Raises:
        TypeError: for a name that is no text.
        DTypeError: for a dtype that is not of numbers.
        ShapeError: for a dimension that is none of these, or negative.
    """
    _check_name(name)
    try:
        wanted = np.dtype(dtype)
    except TypeError as error:
        message = f"{dtype!r} is no dtype; use float64, float32, int64, complex128, bool, …"
        raise DTypeError(message) from error
    if wanted.kind not in "fciub":
        message = f"{wanted} is not a dtype of numbers"
        raise DTypeError(message)
    sizes = tuple(_dimension(size, axis, name) for axis, size in enumerate(shape))
    return Variable(TensorType(wanted, sizes), name)


def _check_name(name: object) -> None:
    if name is not None and not isinstance(name, str):
        message = f"the name of a variable is a text, not {name!r:.60}"
        raise TypeError(message)


def _dimension(size: int | str | Any | None, axis: int, name: str | None) -> Dimension:
    if size is None:
        return unknown(f"{name}{axis}".translate(_SUBSCRIPTS) if name else "?")
    if isinstance(size, str):
        return named(size)
    if isinstance(size, int | np.integer) and not isinstance(size, bool) and size >= 0:
        return int(size)
    message = f"a dimension is an int, None or a name, not {size!r}"
    raise ShapeError(message)


def _maker(word: str, dtype: str, shape: tuple[int | None, ...], *, fixed: bool) -> Callable[..., Variable]:
    def make_any(name: str | None = None, dtype: Any = dtype) -> Variable:
        return tensor(name, dtype, shape)

    def make_fixed(name: str | None = None) -> Variable:
        return tensor(name, dtype, shape)

    make: Callable[..., Variable] = make_fixed if fixed else make_any
    make.__name__ = make.__qualname__ = word
    axes = {0: "a scalar", 1: "a vector", 2: "a matrix"}.get(len(shape), f"a tensor of {len(shape)} axes")
    make.__doc__ = f"{axes.capitalize()} variable of {dtype}{'' if fixed else ', or of another dtype'}."
    return make


def _makers(word: str, make: Callable[..., Variable]) -> Callable[..., tuple[Variable, ...]]:
    def many(*names: str | int) -> tuple[Variable, ...]:
        if len(names) == 1 and isinstance(names[0], int):
            return tuple(make() for _ in range(names[0]))
        return tuple(make(name) for name in names)

    many.__name__ = many.__qualname__ = word
    many.__doc__ = f"A {make.__name__} for each name (or as many as a number says)."
    return many


def makers() -> dict[str, Callable[..., Any]]:
    """All makers of variables by name: ``dscalar``, ``dscalars``, ``vector`` and the rest."""
    table: dict[str, Callable[..., Any]] = {}
    for word, shape in _SHAPES.items():
        for prefix, dtype in {"": "float64", **_DTYPES}.items():
            single = prefix + word
            plural = prefix + (_PLURALS.get(word) or word + "s")
            table[single] = _maker(single, dtype, shape, fixed=bool(prefix))
            table[plural] = _makers(plural, table[single])
    return table


class Shared(Variable):
    """A variable that keeps its own value between calls; made by :func:`shared`."""

    __slots__ = ("_value",)

    def __init__(self, value: np.ndarray, name: str | None) -> None:
        # Sizes stay open: set_value may change them.
        sizes = tuple(unknown(f"{name}{axis}".translate(_SUBSCRIPTS) if name else "?") for axis in range(value.ndim))
        super().__init__(TensorType(value.dtype, sizes), name)
        self._value = value

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.type, self._value, self.name)

    def get_value(self, borrow: bool = False) -> np.ndarray:
        """The value: a copy unless ``borrow``."""
        return self._value if borrow else self._value.copy()

    def set_value(self, value: Any, borrow: bool = False) -> None:
        """Replace the value, by a copy unless ``borrow``.

        Raises:
            DTypeError: where the dtype cannot be cast without loss (Python's floats round).
            ShapeError: where the number of axes differs.
        """
        array = fitting(self, value, self.name or "the shared variable")
        self._value = array if borrow or array is not value else array.copy()


def _arrived(type: TensorType, value: np.ndarray, name: str | None) -> Shared:
    made = Shared(value, name)
    made.type = type
    return made


def shared(value: Any, name: str | None = None, borrow: bool = False) -> Shared:
    """A variable that keeps its own value between calls, see `function`'s ``updates``.

    Args:
        value: an array, a number or nested lists of numbers; its dtype and number of axes stay.
        name: for people.
        borrow: keep an array itself, and not a copy.

    Raises:
        TypeError: for a name that is no text.
        DTypeError: for a value that is not of numbers.
    """
    _check_name(name)
    array = as_array(value, name or "the shared variable")
    return Shared(array if borrow or array is not value else array.copy(), name)


__all__ = ["Shared", "makers", "shared", "tensor"]
