"""What people say of the sizes of variables, and what they are told where something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import ShapeError
from explorer.core.evaluate.dimensions import check_equal, equalities
from explorer.core.expr import Expression, Variable
from explorer.core.graph import leaves
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import Symbol, evaluate, shape_text
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True)
class Given:
    """What is given of the variables of some expressions.

    Attributes:
        variables: all of them.
        sizes: of their unknown dimensions.
        values: of integer scalars that are sizes themselves: the n of ``T.zeros(n)``.
    """

    variables: tuple[Variable, ...]
    sizes: Mapping[Symbol, int]
    values: Mapping[Expression, np.ndarray]

    def lacking(self, e: Expression, known: Mapping[Symbol, int]) -> ShapeError:
        """The error that says which sizes are missed, and how to give them."""
        missed = list(
            dict.fromkeys(
                (symbol, x, axis)
                for x in self.variables
                for axis, size in enumerate(x.dimensions)
                if not isinstance(size, int) and (symbol := size.symbol) is not None and symbol not in known
            )
        )
        numbers = [x for x in self.variables if not x.ndim and x.dtype.kind in "iu" and x not in self.values]
        what = f"the sizes of {T.brief(e)}, which is {shape_text(e.dimensions)}"
        if not missed and not numbers:
            return ShapeError(f"jacobian_sparsity needs {what}, and they depend on values")
        words = dict.fromkeys(
            str(symbol) if symbol.named else f"the size of {T.brief(x)} along axis {axis}" for symbol, x, axis in missed
        )
        entries = dict.fromkeys(
            f'"{symbol}": …' if symbol.named else f"{T.brief(x)}: {_open(x)}" for symbol, x, _ in missed
        )
        if not missed:
            words = dict.fromkeys(f"the number {T.brief(x)}" for x in numbers)
            entries = dict.fromkeys(f"{T.brief(x)}: …" for x in numbers)
        return ShapeError(
            f"jacobian_sparsity needs {what}, and so {' and '.join(words)}: pass sizes={{{', '.join(entries)}}}"
        )


def _open(x: Variable) -> str:
    """A shape with the sizes left open that are not known."""
    sizes = [str(size) if isinstance(size, int) else "…" for size in x.dimensions]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def read_sizes(outputs: Sequence[Expression], sizes: Any) -> Given:
    """The sizes and numbers that people give, and what follows from them where sizes must be equal.

    Raises:
        TypeError: for something that is no dict of names and variables.
        ShapeError: for a name that no dimension has, a shape that does not fit its variable, and for sizes that
            contradict each other.
    """
    variables = tuple(x for x in leaves(outputs) if isinstance(x, Variable))
    if sizes is not None and not isinstance(sizes, Mapping):
        raise TypeError(f"sizes is a dict of names of dimensions, or variables, and their sizes, not {sizes!r:.60}")
    found: dict[Symbol, int] = {}
    values: dict[Expression, np.ndarray] = {}
    for key, size in (sizes or {}).items():
        if isinstance(key, str):
            _set(found, _named(key, variables), _number(size, key), key)
        elif not isinstance(key, Expression):
            raise TypeError(f"sizes has names of dimensions and variables for keys, not {key!r:.60}")
        elif key.ndim == 0 and key.dtype.kind in "iu":
            values[key] = np.asarray(_number(size, T.brief(key), least=None), key.dtype)
            dimension = dimension_of(key)
            if not isinstance(dimension, int) and dimension.symbol is not None:
                found[dimension.symbol] = int(size)
        else:
            _read_shape(found, key, size)
    for x in variables:
        if isinstance(x, Shared):  # its value of today, where nothing else is said
            for dimension, size in zip(x.dimensions, x.get_value(borrow=True).shape, strict=True):
                if not isinstance(dimension, int) and dimension.symbol is not None:
                    found.setdefault(dimension.symbol, size)
    if any(not isinstance(size, int) for x in variables for size in x.dimensions):
        _follow(outputs, found)
    return Given(variables, found, values)


def _follow(outputs: Sequence[Expression], found: dict[Symbol, int]) -> None:
    """Fill in the sizes that must be equal to known ones."""
    equal = equalities(outputs)
    grown = True
    while grown:
        grown = False
        for _, a, b in equal:
            for known, other in ((a, b), (b, a)):
                size = evaluate(known, found)
                symbol = None if isinstance(other, int) else other.symbol
                if size is not None and symbol is not None and symbol not in found:
                    found[symbol] = size
                    grown = True
    check_equal(equal, found)


def _read_shape(found: dict[Symbol, int], x: Expression, given: Any) -> None:
    shape = given if isinstance(given, tuple | list) else (given,) if isinstance(given, int | np.integer) else None
    if shape is None:
        raise TypeError(f"the sizes of {T.brief(x)} are a tuple of ints, not {given!r:.60}")
    if len(shape) != x.ndim:
        raise ShapeError(f"{T.brief(x)} is {shape_text(x.dimensions)}, and sizes gives it {len(shape)} axes: {shape}")
    for dimension, one in zip(x.dimensions, shape, strict=True):
        size = _number(one, T.brief(x))
        symbol = None if isinstance(dimension, int) else dimension.symbol
        if symbol is not None:
            _set(found, symbol, size, T.brief(x))
        elif isinstance(dimension, int) and dimension != size:
            raise ShapeError(f"{T.brief(x)} is {shape_text(x.dimensions)}, and sizes says {tuple(shape)}")


def _set(found: dict[Symbol, int], symbol: Symbol, size: int, label: str) -> None:
    if found.setdefault(symbol, size) != size:
        raise ShapeError(f"sizes gives {symbol} as {found[symbol]} and, by {label}, as {size}")


def _named(name: str, variables: Sequence[Variable]) -> Symbol:
    symbols = dict.fromkeys(symbol for symbol in _symbols(variables) if symbol.label == name)
    if len(symbols) == 1:
        return next(iter(symbols))
    if symbols:
        raise ShapeError(f"sizes: {len(symbols)} dimensions are called {name!r}; give the shape of a variable")
    known = ", ".join(dict.fromkeys(symbol.label for symbol in _symbols(variables))) or "none"
    raise ShapeError(f"sizes: no dimension is called {name!r}; unknown ones are: {known}")


def _symbols(variables: Sequence[Variable]) -> Iterator[Symbol]:
    for x in variables:
        for size in x.dimensions:
            if not isinstance(size, int) and size.symbol is not None:
                yield size.symbol


def _number(size: Any, label: str, least: int | None = 0) -> int:
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or (least is not None and size < least):
        raise ShapeError(
            f"sizes: {label} needs an int{' that is not negative' if least == 0 else ''}, not {size!r:.60}"
        )
    return int(size)
