"""What a call has to check of the sizes: that each unknown is one number, and that what met is equal.

While expressions are built, unknown sizes that meet are taken to be equal. NumPy would broadcast where one of them
turns out to be 1; here that is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.broadcast import describe
from explorer.core.errors import ShapeError
from explorer.core.graph import applies
from explorer.core.op import Elementwise
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import assumptions, evaluate, roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np

    from explorer.core.expr import Apply, Expression, Variable
    from explorer.core.types import Dimension, Symbol

    Equality = tuple[Apply, Dimension, Dimension]


class Sizes:
    """The sizes of a function's variables, and what must hold of them.

    Attributes:
        equalities: the sizes of variables that must be equal.
        measures: expressions of sizes that only the program itself can tell (how many a mask selects).
    """

    def __init__(
        self,
        variables: Sequence[Variable],
        labels: Sequence[str],
        before: Iterable[Expression],
        after: list[Expression],
    ) -> None:
        self._axes = list(_axes(variables, labels))
        self._numbers = [  # n of T.zeros(n)
            (place, symbol)
            for place, x in enumerate(variables)
            if x.ndim == 0 and x.dtype.kind in "iu" and (symbol := _symbol(dimension_of(x))) is not None
        ]
        known = {symbol for _, _, _, symbol in self._axes} | {symbol for _, symbol in self._numbers}
        as_written = equalities(before)
        self.equalities = [e for e in as_written if _roots(e) <= known]
        self._within = [e for e in equalities(after) if not _roots(e) <= known] if as_written else []
        carriers = _carriers(after, set().union(*map(_roots, self._within)) - known)
        self._measured = list(carriers)
        self.measures = [T.size_of(x, axis) for x, axis in carriers.values()]
        self.trivial = not (self._axes or self.equalities or self._within)

    def check(self, arrays: Sequence[np.ndarray]) -> dict[Symbol, int]:
        """The sizes that the values of the variables have.

        Raises:
            ShapeError: naming both where two differ that must be equal.
        """
        sizes: dict[Symbol, int] = {}
        first: dict[Symbol, str] = {}
        for place, axis, label, symbol in self._axes:
            size = arrays[place].shape[axis]
            if sizes.setdefault(symbol, size) != size:
                message = f"{label} has {size} along axis {axis}, but {symbol} is {sizes[symbol]} in {first[symbol]}"
                raise ShapeError(message)
            first.setdefault(symbol, label)
        for place, symbol in self._numbers:
            sizes.setdefault(symbol, int(arrays[place]))
        check_equal(self.equalities, sizes)
        return sizes

    def check_measured(self, sizes: Mapping[Symbol, int], values: Sequence[np.ndarray]) -> None:
        """Check what only the values of ``measures`` can tell.

        Raises:
            ShapeError: naming both where two differ that must be equal.
        """
        check_equal(self._within, {**sizes, **dict(zip(self._measured, map(int, values), strict=True))})


def equalities(outputs: Iterable[Expression]) -> list[Equality]:
    """The sizes that the operations take to be equal, without those that are equal by name."""
    found: dict[tuple[Dimension, Dimension], Apply] = {}
    for node in applies(outputs):
        shapes = {x.type.shape for x in node.inputs if x.type.shape}
        if all(isinstance(size, int) for shape in shapes for size in shape):
            continue
        if len(shapes) == 1 and isinstance(node.op, Elementwise):
            continue
        with assumptions() as assumed:
            node.op.infer(*node.inputs)
        for a, b in assumed:
            found.setdefault((a, b), node)
    return [(node, a, b) for (a, b), node in found.items()]


def _axes(variables: Sequence[Variable], labels: Sequence[str]) -> Iterator[tuple[int, int, str, Symbol]]:
    for place, (x, label) in enumerate(zip(variables, labels, strict=True)):
        for axis, size in enumerate(x.dimensions):
            symbol = _symbol(size)
            if symbol is not None:
                yield place, axis, label, symbol


def _symbol(size: Dimension) -> Symbol | None:
    return None if isinstance(size, int) else size.symbol


def _roots(equality: Equality) -> frozenset[Symbol]:
    _, a, b = equality
    return roots(a) | roots(b)


def _carriers(outputs: list[Expression], symbols: set[Symbol]) -> dict[Symbol, tuple[Expression, int]]:
    """For each symbol an expression and an axis of that size."""
    found: dict[Symbol, tuple[Expression, int]] = {}
    if symbols:
        for x in (e for node in applies(outputs) for e in (*node.inputs, *node.outputs)):
            for axis, size in enumerate(x.dimensions):
                symbol = _symbol(size)
                if symbol in symbols:
                    found.setdefault(symbol, (x, axis))
    return found


def check_equal(equalities: Iterable[Equality], sizes: Mapping[Symbol, int]) -> None:
    """Check what is taken to be equal, as far as the sizes are known.

    Raises:
        ShapeError: naming both where two differ.
    """
    for node, a, b in equalities:
        left, right = evaluate(a, sizes), evaluate(b, sizes)
        if left is not None and right is not None and left != right:
            shapes = " and ".join(describe(x) for x in node.inputs if x.ndim)
            first, second = _in_words(a, node), _in_words(b, node)
            message = f"{shapes}: {node.op.name} needs {a} = {b}, but {first} is {left} and {second} is {right}"
            raise ShapeError(message)


def _in_words(size: Dimension, node: Apply) -> str:
    """A size by its name, or where it is the size of where it has none."""
    text = str(size)
    if "?" in text:
        for x in node.inputs:
            if size in x.dimensions:
                return f"the size of {T.brief(x)} along axis {x.dimensions.index(size)}"
    return text
