"""Tensor types: a dtype and a dimension for each axis.

A dimension is an ``int`` or a :class:`Dim`, an integer polynomial in symbols: ``n``, ``n + 1``, ``n·m``. Equal
polynomials are equal dimensions, so the size of a concatenation or a flattened matrix is known as a formula.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakValueDictionary

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_serials = count()


class Symbol:
    """An unknown size. Named symbols are one object for each name; others are distinguished by identity.

    Attributes:
        label: what people read: the name, or where the size comes from (``x₀`` is the first axis of ``x``).
        named: whether a person gave the name.
        part: of the size of a slice that of the whole axis, and the slice; else None.
    """

    __slots__ = ("__weakref__", "label", "named", "part", "serial")

    def __init__(self, label: str, *, named: bool = False, part: tuple[Dim, Bounds] | None = None) -> None:
        self.label = label
        self.named = named
        self.part = part
        self.serial = next(_serials)

    def __repr__(self) -> str:
        return self.label

    def __reduce__(self) -> tuple[Any, ...]:
        """A name and a slice are the same unknown wherever a pickle arrives; any other is a new one."""
        if self.named:
            return _named_symbol, (self.label,)
        return (Symbol, (self.label,)) if self.part is None else (_part_symbol, (*self.part, self.label))


# Named symbols live as long as the program: equal names must stay one and the same unknown.
_named: dict[str, Symbol] = {}


def _order(monomial: tuple[Symbol, ...]) -> tuple[int, tuple[int, ...]]:
    return (-len(monomial), tuple(symbol.serial for symbol in monomial))


class Dim:
    """An integer polynomial in symbols that is not constant (constants are plain ints)."""

    __slots__ = ("_hash", "rank", "terms")

    def __init__(self, terms: tuple[tuple[tuple[Symbol, ...], int], ...]) -> None:
        self.terms = terms
        self._hash = hash(terms)
        symbols = self.symbols
        unnamed = not all(symbol.named for symbol in symbols)
        self.rank = (1 + unnamed, max(symbol.serial for symbol in symbols))  # a name is better known, then what is old

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dim) and self.terms == other.terms)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        """By its terms, which are put in order again: symbols have other ages where a pickle arrives."""
        return _ordered, (self.terms,)

    @property
    def symbols(self) -> frozenset[Symbol]:
        """The symbols of the polynomial."""
        return frozenset(symbol for monomial, _ in self.terms for symbol in monomial)

    @property
    def symbol(self) -> Symbol | None:
        """The symbol that this dimension is, or ``None`` for a real polynomial."""
        match self.terms:
            case (((symbol,), 1),):
                return symbol
        return None

    def __add__(self, other: Dimension) -> Dimension:
        return _collect([*_terms(self), *_terms(other)])

    __radd__ = __add__

    def __mul__(self, other: Dimension) -> Dimension:
        return _collect(
            (tuple(sorted(left + right, key=lambda symbol: symbol.serial)), a * b)
            for left, a in _terms(self)
            for right, b in _terms(other)
        )

    __rmul__ = __mul__

    def __sub__(self, other: Dimension) -> Dimension:
        return self + -1 * other

    def __rsub__(self, other: int) -> Dimension:
        return -1 * self + other

    def __repr__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            size = abs(coefficient)
            alone = size == 1 and len(monomial) == 1
            parts = [s.label if alone or " " not in s.label else f"({s.label})" for s in monomial]
            body = "·".join(parts if size == 1 and parts else [str(size), *parts])
            sign = "-" if coefficient < 0 else "+"
            text += f" {sign} {body}" if text else ("-" if coefficient < 0 else "") + body
        return text


Dimension: TypeAlias = int | Dim
Bounds: TypeAlias = tuple[int | None, int | None, int | None]


def _terms(dimension: Dimension) -> tuple[tuple[tuple[Symbol, ...], int], ...]:
    return dimension.terms if isinstance(dimension, Dim) else (((), dimension),)


def _collect(terms: Iterable[tuple[tuple[Symbol, ...], int]]) -> Dimension:
    totals: Counter[tuple[Symbol, ...]] = Counter()
    for monomial, coefficient in terms:
        totals[monomial] += coefficient
    kept = tuple(sorted(((m, c) for m, c in totals.items() if c), key=lambda term: _order(term[0])))
    if not kept:
        return 0
    if len(kept) == 1 and not kept[0][0]:
        return kept[0][1]
    return Dim(kept)


def _ordered(terms: tuple[tuple[tuple[Symbol, ...], int], ...]) -> Dimension:
    return _collect((tuple(sorted(symbols, key=lambda symbol: symbol.serial)), factor) for symbols, factor in terms)


def named(name: str) -> Dim:
    """The unknown size called ``name``: the same one at each call."""
    return Dim((((_named_symbol(name),), 1),))


def _named_symbol(name: str) -> Symbol:
    symbol = _named.get(name)
    if symbol is None:
        symbol = _named[name] = Symbol(name, named=True)
    return symbol


def unknown(label: str = "?") -> Dim:
    """A new unknown size, equal only to itself."""
    return Dim((((Symbol(label),), 1),))


_slices: WeakValueDictionary[tuple[Dim, Bounds], Symbol] = WeakValueDictionary()


def sliced(size: Dimension, start: int | None, stop: int | None, step: int | None) -> Dimension:
    """The size of ``x[start:stop:step]`` along an axis: of the same slices of the same axis the same one.

    An empty axis has no fewer elements than none, so ``x[1:]`` is no difference but a symbol of its own: that of
    ``x[:-1]`` too.
    """
    if isinstance(size, int):
        return len(range(*slice(start, stop, step).indices(size)))
    first = start or 0
    if step in (None, 1) and first >= 0 and (stop is None or stop < 0):
        return _less(size, first - (stop or 0))
    return _slice_of(size, (start, stop, step), "?")


def _less(size: Dim, count: int) -> Dimension:
    """A size less a number, and not less than 0."""
    if size.symbol is not None and size.symbol.part is not None:
        whole, (start, stop, step) = size.symbol.part
        if stop is None and step is None and start is not None and start >= 0:
            size, count = whole, count + start
    sure = dict(size.terms).get((), 0)  # n + 1 is at least 1
    if count <= sure and all(coefficient > 0 for _, coefficient in size.terms):
        return size - count
    return _slice_of(size, (count, None, None), f"{size} - {count}")


def _slice_of(size: Dim, bounds: Bounds, label: str) -> Dim:
    return Dim((((_part_symbol(size, bounds, label),), 1),))


def _part_symbol(size: Dim, bounds: Bounds, label: str) -> Symbol:
    symbol = _slices.get((size, bounds))
    if symbol is None:
        symbol = _slices[size, bounds] = Symbol(label, part=(size, bounds))
    return symbol


def unify(a: Dimension, b: Dimension) -> Dimension | None:
    """The better known of two sizes that must be equal, or ``None`` where they never can be.

    An int is better than a symbol, a name better than none, the older symbol better than the younger.
    """
    if a == b:
        return a
    if isinstance(a, int) and isinstance(b, int):
        return None
    if _never_equal(a, b):
        return None
    if _assumed is not None:
        _assumed.append((a, b))
    return min(a, b, key=_rank)


@lru_cache(maxsize=1 << 12)
def _never_equal(a: Dimension, b: Dimension) -> bool:
    return isinstance(b - a, int)  # n and n + 1


_assumed: list[tuple[Dimension, Dimension]] | None = None


@contextmanager
def assumptions() -> Iterator[list[tuple[Dimension, Dimension]]]:
    """The equalities that `unify` takes for granted meanwhile: what a call has to check."""
    global _assumed  # noqa: PLW0603 - the one recorder, set and reset here
    outer, _assumed = _assumed, []
    try:
        yield _assumed
    finally:
        _assumed = outer


def evaluate(dimension: Dimension, sizes: Mapping[Symbol, int]) -> int | None:
    """The value of a dimension, or None where it has a symbol without a size."""
    total = 0
    for monomial, coefficient in _terms(dimension):
        for symbol in monomial:
            size = sizes.get(symbol)
            if size is None and symbol.part is not None:
                whole, bounds = symbol.part
                known = evaluate(whole, sizes)
                size = None if known is None else sliced(known, *bounds)  # type: ignore[assignment]  # of an int an int
            if size is None:
                return None
            coefficient *= size  # noqa: PLW2901 - a running product
        total += coefficient
    return total


def roots(dimension: Dimension) -> frozenset[Symbol]:
    """The symbols that a dimension can be computed from: for the size of a slice those of the whole."""
    found: set[Symbol] = set()
    for symbol in frozenset() if isinstance(dimension, int) else dimension.symbols:
        found |= {symbol} if symbol.part is None else roots(symbol.part[0])
    return frozenset(found)


def of_wholes(dimension: Dimension) -> Dimension:
    """A size in those of whole axes: what is right where no axis is shorter than what slices of it leave out.

    Slices with a step, or up to a number, stay what they are.
    """
    if isinstance(dimension, int):
        return dimension
    total: Dimension = 0
    for monomial, coefficient in dimension.terms:
        product: Dimension = coefficient
        for symbol in monomial:
            size: Dimension = Dim((((symbol,), 1),))
            if symbol.part is not None and symbol.part[1][1:] == (None, None):
                whole, (start, _, _) = symbol.part
                assert start is not None
                size = of_wholes(whole) - start
            product = product * size
        total = total + product
    return total


def _rank(dimension: Dimension) -> tuple[int, int]:
    return (0, 0) if isinstance(dimension, int) else dimension.rank


def shape_text(shape: tuple[Dimension, ...]) -> str:
    """A shape as people write it: ``(n, 3)``, ``(k,)``."""
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


_KINDS = {"f": "real", "c": "complex", "i": "int", "u": "uint", "b": "bool"}
_PLAIN = {"float64": "real", "complex128": "complex", "int64": "int", "bool": "bool"}


@dataclass(frozen=True, slots=True)
class TensorType:
    """What is known of an array before it is there.

    Attributes:
        dtype: a NumPy dtype.
        shape: a dimension for each axis.
    """

    dtype: np.dtype
    shape: tuple[Dimension, ...]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def broadcastable(self) -> tuple[bool, ...]:
        """Which axes are known to have size 1, and so broadcast."""
        return tuple(isinstance(size, int) and size == 1 for size in self.shape)

    @property
    def inexact(self) -> bool:
        """Whether derivatives of this type have this type's dtype (floating or complex)."""
        return self.dtype.kind in "fc"

    def with_dtype(self, dtype: np.dtype) -> TensorType:
        """The same shape with another dtype."""
        return TensorType(np.dtype(dtype), self.shape)

    def with_shape(self, shape: tuple[Dimension, ...]) -> TensorType:
        """The same dtype with another shape."""
        return TensorType(self.dtype, tuple(shape))

    def fits(self, other: TensorType) -> bool:
        """Whether a value of one type may stand where the other is expected, as far as is known."""
        return (
            self.dtype == other.dtype
            and self.ndim == other.ndim
            and self.broadcastable == other.broadcastable
            and all(unify(a, b) is not None for a, b in zip(self.shape, other.shape, strict=True))
        )

    def __str__(self) -> str:
        name = _PLAIN.get(str(self.dtype)) or f"{_KINDS[self.dtype.kind]}{8 * self.dtype.itemsize}"
        return f"{name}[{', '.join(map(str, self.shape))}]" if self.shape else name


def derivative_dtype(dtype: np.dtype) -> np.dtype:
    """The dtype of a derivative by something of this dtype: its own where inexact, else float64."""
    return dtype if dtype.kind in "fc" else np.dtype("float64")
