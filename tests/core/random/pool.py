"""What random programs are built from: the expressions so far, their values, and choices among them."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression, Variable
from explorer.core.graph import applies
from explorer.core.types import TensorType, named, unify, unknown
from tests.core.random.values import Array, Values

Chosen = TypeVar("Chosen")
Choose = Callable[[Sequence[Chosen]], Chosen]

LARGEST = 40.0  # no value on the way is larger
MOST = 48  # nor has more elements
_RECENT = 8


class UnfitError(Exception):
    """A choice that cannot be made here: the next one is tried."""


class Pool:
    """Expressions to choose operands from.

    Args:
        choose: picks one of a sequence: the only source of chance.
        dtypes: dtypes of vectors beside those of float64.
        edges: whether there are zeros, ones and ties among the values.
    """

    def __init__(self, choose: Choose[Any], dtypes: Sequence[str] = (), *, edges: bool = False) -> None:
        self.choose = choose
        n, m = choose(((3, 2), (2, 3), (4, 2), (3, 3), (2, 1), (3, 1)))
        variables = _variables(n, m, dtypes)
        rng = np.random.default_rng(choose(range(256)))
        arrays = [_values(rng, x.dtype, _sizes(x.type, n, m), edges=edges) for x in variables]
        self.arrays = dict(zip(variables, arrays, strict=True))
        self.values = Values(self.arrays)
        self.members: list[Expression] = list(variables)
        self.unused: list[Expression] = []  # made, and not yet an operand
        self.operations = 0  # that the members are made of
        self._inner: set[Expression] = set()

    def add(self, expression: Expression) -> None:
        """One more expression to choose from; what it is made of directly counts as used."""
        if expression in self.values and expression in self.members:
            return
        self.values[expression]
        self.members.append(expression)
        self.unused.append(expression)
        nodes = applies([expression], stop=self._inner)
        self.operations += len(nodes)
        self._inner.update(e for node in nodes for e in node.outputs)

    def pick(self, fits: Callable[[Expression], bool]) -> Expression:
        """An expression that fits: of those not used yet, of the last few, or of all."""
        source = self.choose((self.unused, self.unused, self.members[-_RECENT:], self.members))
        candidates = _last(fits, source) or _last(fits, self.members)
        if not candidates:
            raise UnfitError
        return self.choose(candidates)

    def use(self, *operands: Expression) -> None:
        """These have become operands."""
        for e in operands:
            if e in self.unused:
                self.unused.remove(e)

    # ------------------------------------------------------------------------------------------- operands of some kind

    def number(self, low: int = 0, high: int = 3) -> Expression:
        """A floating or complex operand with a number of axes between ``low`` and ``high``."""
        return self.pick(lambda e: e.dtype.kind in "fc" and low <= e.ndim <= high)

    def real(self, low: int = 0, high: int = 3) -> Expression:
        """A floating operand."""
        return self.pick(lambda e: e.dtype.kind == "f" and low <= e.ndim <= high)

    def beside(self, x: Expression) -> Expression:
        """A number that broadcasts with ``x``."""
        return self.pick(lambda e: e.dtype.kind in "fc" and self.broadcasts(x, e))

    def condition(self, x: Expression, y: Expression) -> Expression:
        """A truth value for each element of ``x`` and ``y``, or one for several."""
        fits = [e for e in self.members if e.dtype.kind == "b" and self.broadcasts(x, e) and self.broadcasts(y, e)]
        if fits and self.choose((True, False)):
            return self.choose(fits)
        left = x if x.dtype.kind == "f" else T.abs(x)
        return self.choose((T.gt, T.lt, T.ge, T.le))(left, self.choose((0.3, -0.2, 0.0, 1.1)))

    # ------------------------------------------------------------------------------------------------------- questions

    def moderate(self, e: Expression) -> bool:
        """Whether the value is a number of a moderate size everywhere."""
        value = self.values[e]
        return value.size <= MOST and bool(np.isfinite(value).all() and (np.abs(value) <= LARGEST).all())

    def size(self, x: Expression, axis: int) -> int:
        """The size of an axis."""
        return self.values[x].shape[axis]

    def broadcasts(self, x: Expression, y: Expression) -> bool:
        """Whether two operands broadcast: sizes are equal, or known to be 1."""
        shapes = zip(
            x.dimensions[::-1], y.dimensions[::-1], self.values[x].shape[::-1], self.values[y].shape[::-1], strict=False
        )
        return all(1 in (a, b) or (m == n and unify(a, b) is not None) for a, b, m, n in shapes)

    def alike(self, x: Expression, y: Expression) -> bool:
        """Whether two operands have one shape."""
        return x.ndim == y.ndim and self.values[x].shape == self.values[y].shape and self.broadcasts(x, y)


def _last(fits: Callable[[Expression], bool], source: Sequence[Expression]) -> list[Expression]:
    return list(islice(filter(fits, reversed(source)), 2 * _RECENT))[::-1]


def _variables(n: int, m: int, dtypes: Sequence[str]) -> list[Variable]:
    """Scalars, vectors, matrices, a row, a column, a stack; sizes are named ("n", "m"), unknown, or numbers."""
    shapes: dict[str, tuple[Any, ...]] = {
        "s": (), "t": (), "a": ("n",), "b": ("n",), "q": (None,), "p": (n,), "e": ("m",), "M": ("n", "m"),
        "N": ("n", "n"), "Q": (None, None), "r": (1, "m"), "c": ("n", 1), "X": (2, "n", "m"),
    }  # fmt: skip
    found = [_variable(name, "float64", shape) for name, shape in shapes.items()]
    found += [_variable(f"{np.dtype(d).kind}{i}", d, ("n",)) for i, d in enumerate(dtypes)]
    found += [_variable(f"{np.dtype(d).kind}{i}s", d, ()) for i, d in enumerate(dtypes)]
    return found


def _variable(name: str, dtype: str, shape: tuple[Any, ...]) -> Variable:
    sizes = tuple(
        unknown(f"{name}{i}") if s is None else named(s) if isinstance(s, str) else s for i, s in enumerate(shape)
    )
    return Variable(TensorType(np.dtype(dtype), sizes), name)


def _sizes(type_: TensorType, n: int, m: int) -> tuple[int, ...]:
    """Sizes of an input: by name; those that nobody knows are n, m, n, …"""
    by_name = {named("n"): n, named("m"): m}
    return tuple(s if isinstance(s, int) else by_name.get(s, (n, m)[i % 2]) for i, s in enumerate(type_.shape))


def _values(rng: np.random.Generator, dtype: np.dtype, shape: tuple[int, ...], *, edges: bool) -> Array:
    if dtype.kind in "iub":
        return np.asarray(rng.integers(0, 2 if dtype.kind == "b" else 4, shape)).astype(dtype)
    value = rng.uniform(0.2, 1.8, shape) * np.where(rng.random(shape) < 0.35, -1, 1)
    if dtype.kind == "c":
        value = value + 1j * rng.uniform(-1.2, 1.2, shape)
    if edges:
        value = np.where(rng.random(shape) < 0.3, rng.choice([0.0, 1.0, -1.0, 0.5], shape), value)
    return np.asarray(value).astype(dtype)
