"""The objects that machine code is called with: whether they are what the variables say, and the sizes they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.evaluate.native.interpreter import AXES, DATA, DTYPE, NUMBER, SIZES, TYPE, thing
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import part_of_axis
from explorer.core.types import of_wholes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.text import Int, Text
    from explorer.core.evaluate.other import Other
    from explorer.core.expr import Expression
    from explorer.core.types import Dimension, Symbol

_NUMBERS = (float, np.float64)  # have their value in one place


class Arguments:
    """Objects while a function looks at them; it gives up where one does not fit as it is."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._sizes: dict[Symbol, Int] = {}
        self._counts: list[Int] = []  # of the elements of the arrays

    def value(self, x: Expression, name: str) -> str:
        """What an object is to the program: its number, or itself.

        Raises:
            UnwrittenError: for numbers that are none of float64.
        """
        if x.ndim:
            self._expect(x, name)
            self._measure(x, name)
            return name
        if x.dtype != np.float64:
            raise UnwrittenError
        return self._number(x, name)

    def target(self, e: Expression, name: str) -> None:
        """An array that is to be filled."""
        self._expect(e, name)
        for axis, size in enumerate(e.dimensions):
            self.equal(self.size(size), self._axis(name, axis))

    def size(self, dimension: Dimension) -> Int:
        """A size.

        Raises:
            UnwrittenError: where it does not follow from those of the arguments.
        """
        if isinstance(dimension, int):
            return dimension
        total: Int = 0
        for symbols, factor in dimension.terms:
            product: Int = factor
            for symbol in symbols:
                product = self._text.multiply(product, self._symbol(symbol))
            total = self._text.add(total, product)
        return total

    def equal(self, a: Int, b: Int) -> None:
        """Leave where two sizes differ."""
        if a != b:
            self._text.give_up(self._text.emit(f"icmp ne i64 {a}, {b}"))

    def fewer(self, shape: Sequence[Dimension], least: int) -> None:
        """Leave where an array of this shape has so many elements, or more."""
        total: Int = 1
        for dimension in shape:
            total = self._text.multiply(total, self.size(dimension))
        self._fewer(total, least)

    def leave(self, others: Sequence[Other]) -> None:
        """Leave where the sizes are for another program; what only the program can tell is so with the inputs."""
        for other in others:
            for shape, least in other.needs:
                wholes = [of_wholes(size) for size in shape]
                try:
                    self.fewer(wholes, least)
                except UnwrittenError:
                    for count in self._counts:
                        self._fewer(count, least)

    def _fewer(self, total: Int, least: int) -> None:
        self._text.give_up(self._text.emit(f"icmp sge i64 {total}, {least}"))

    def _expect(self, x: Expression, name: str) -> None:
        """That an object is an array of a dtype and a number of axes."""
        self._same("ptr", self._load("ptr", name, TYPE), thing(np.ndarray))
        self._same("ptr", self._load("ptr", name, DTYPE), thing(x.dtype))
        self._same("i32", self._load("i32", name, AXES), str(x.ndim))

    def _measure(self, x: Expression, name: str) -> None:
        """The sizes of an array: each unknown is one number, known ones are what they are."""
        count: Int = 1
        for axis, dimension in enumerate(x.dimensions):
            size = self._axis(name, axis)
            count = self._text.multiply(count, size)
            symbol = None if isinstance(dimension, int) else dimension.symbol
            if isinstance(dimension, int) or symbol in self._sizes:
                self.equal(self.size(dimension), size)
            elif symbol is not None:
                self._sizes[symbol] = size
        self._counts.append(count)

    def _number(self, x: Expression, name: str) -> str:
        """The value of a float, of NumPy's, or of an array without axes."""
        text = self._text
        kind, place = self._load("ptr", name, TYPE), text.slot("ptr")
        text.line(f"store ptr {text.emit(f'getelementptr i8, ptr {name}, i64 {NUMBER}')}, ptr {place}")
        same = [text.emit(f"icmp eq ptr {kind}, {thing(one)}") for one in _NUMBERS]

        def array() -> None:
            self._expect(x, name)
            text.line(f"store ptr {self._load('ptr', name, DATA)}, ptr {place}")

        neither = text.emit(f"xor i1 {text.emit(f'or i1 {same[0]}, {same[1]}')}, true")
        text.when(neither, array)
        return text.emit(f"load double, ptr {text.emit(f'load ptr, ptr {place}')}, align 8")

    def _symbol(self, symbol: Symbol) -> Int:
        if symbol in self._sizes:
            return self._sizes[symbol]
        if symbol.part is None:
            raise UnwrittenError
        whole, bounds = symbol.part
        return part_of_axis(self._text, self.size(whole), *bounds)[1]

    def _axis(self, name: str, axis: int) -> str:
        return self._load("i64", self._load("ptr", name, SIZES), 8 * axis)

    def _same(self, kind: str, a: str, b: str) -> None:
        self._text.give_up(self._text.emit(f"icmp ne {kind} {a}, {b}"))

    def _load(self, kind: str, name: str, offset: int) -> str:
        return self._text.emit(f"load {kind}, ptr {self._text.emit(f'getelementptr i8, ptr {name}, i64 {offset}')}")
