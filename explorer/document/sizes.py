"""The sizes of the script's dimensions: from what a person typed, loaded or set, and sensible ones for the rest.

Unknown sizes that must be equal (``x`` and the rows of ``W`` in ``dot(x, W)``) are joined, so that a value for one
decides the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from explorer.core.types import Dim, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from explorer.core.types import Dimension, Symbol

UNNAMED = 3  # one size for all that have no name: whatever is multiplied with whatever, it fits
USUAL = {"n": 3, "d": 4, "m": 5, "k": 2, "p": 6, "batch": 5, "classes": 4, "features": 4, "hidden": 6}


@dataclass(frozen=True, slots=True)
class Known:
    """A size and who says so."""

    size: int
    who: str


class SizeError(Exception):
    """Two sources say different things; the message names both."""


class Sizes:
    """What is known of each symbol."""

    def __init__(self, equal: Iterable[tuple[Dimension, Dimension]] = ()) -> None:
        self._leader: dict[Symbol, Symbol] = {}
        self._known: dict[Symbol, Known] = {}
        fixed: list[tuple[Symbol, int]] = []
        for a, b in equal:
            one, other = _symbol(a), _symbol(b)
            if one is not None and other is not None:
                self._join(one, other)
            elif one is not None and isinstance(b, int):
                fixed.append((one, b))
            elif other is not None and isinstance(a, int):
                fixed.append((other, a))
        for symbol, size in fixed:
            self._known.setdefault(self._find(symbol), Known(size, "the script"))

    def copy(self) -> Sizes:
        """A copy that may learn more, without consequences here."""
        twin = Sizes()
        twin._leader, twin._known = dict(self._leader), dict(self._known)
        return twin

    def set(self, dimensions: Mapping[str, int]) -> None:
        """Sizes that a person set, by name."""
        for name, size in dimensions.items():
            symbol = _symbol(named(name))
            if symbol is not None:
                self._known[self._find(symbol)] = Known(size, "the dimensions")

    def learn(self, dimension: Dimension, size: int, who: str) -> None:
        """A dimension turned out to be ``size``; raises :class:`SizeError` where it cannot be."""
        known = self.size(dimension)
        if known is not None:
            if known != size:
                raise SizeError(self._conflict(dimension, known))
            return
        solved = _solve(dimension, size) if isinstance(dimension, Dim) else None
        if solved is not None:
            symbol, value = solved
            if value < 0:
                raise SizeError(f"{dimension} cannot be {size}")
            self._known[self._find(symbol)] = Known(value, who)

    def size(self, dimension: Dimension) -> int | None:
        """The size, as far as it is known."""
        if isinstance(dimension, int):
            return dimension
        return self._evaluate(dimension, {symbol: self._known.get(self._find(symbol)) for symbol in dimension.symbols})

    def choose(self, dimension: Dimension) -> int:
        """The size; where nothing is known, a usual one, which is known from then on."""
        if isinstance(dimension, Dim):
            for symbol in sorted(dimension.symbols, key=lambda symbol: symbol.serial):
                leader = self._find(symbol)
                self._known.setdefault(leader, Known(_usual(leader), "the usual size"))
        size = self.size(dimension)
        return 0 if size is None else max(size, 0)

    def known_names(self) -> dict[str, int]:
        """The sizes of all named symbols."""
        symbols = {*self._leader, *self._known}
        sizes = {symbol: self._known.get(self._find(symbol)) for symbol in symbols if symbol.named}
        return {symbol.label: known.size for symbol, known in sizes.items() if known is not None}

    def _conflict(self, dimension: Dimension, known: int) -> str:
        if isinstance(dimension, int):
            return f"it must be {known}"
        sources = {self._known[self._find(symbol)].who for symbol in dimension.symbols}
        who = " and ".join(sorted(sources - {"the usual size"})) or "the script"
        name = f"{dimension} = {known}" if all(symbol.named for symbol in dimension.symbols) else f"it must be {known}"
        return f"{name} in {who}"

    def _evaluate(self, dimension: Dim, known: dict[Symbol, Known | None]) -> int | None:
        total = 0
        for monomial, coefficient in dimension.terms:
            product = coefficient
            for symbol in monomial:
                found = known[symbol]
                if found is None:
                    return None
                product *= found.size
            total += product
        return total

    def _find(self, symbol: Symbol) -> Symbol:
        while symbol in self._leader and self._leader[symbol] is not symbol:
            symbol = self._leader[symbol]
        return symbol

    def _join(self, a: Symbol, b: Symbol) -> None:
        one, other = self._find(a), self._find(b)
        if one is not other:  # a named one leads: its usual size is the better known
            leader, led = sorted((one, other), key=lambda symbol: (not symbol.named, symbol.serial))
            self._leader[led] = leader
            self._leader.setdefault(leader, leader)


def _symbol(dimension: Dimension) -> Symbol | None:
    return dimension.symbol if isinstance(dimension, Dim) else None


def _usual(symbol: Symbol) -> int:
    if not symbol.named:
        return UNNAMED
    # Known by the name alone, so that another dimension in the script changes nothing here.
    return USUAL.get(symbol.label) or 2 + crc32(symbol.label.encode()) % 5


def _solve(dimension: Dim, size: int) -> tuple[Symbol, int] | None:
    """The one symbol of ``a·s + b`` and its value, where that is what the dimension is."""
    if len(dimension.symbols) != 1:
        return None
    (symbol,) = dimension.symbols
    constant = factor = 0
    for monomial, coefficient in dimension.terms:
        if len(monomial) > 1:
            return None
        if monomial:
            factor = coefficient
        else:
            constant = coefficient
    value, rest = divmod(size - constant, factor)
    if rest:
        raise SizeError(f"{dimension} cannot be {size}")
    return symbol, value
