"""Code over several numbers at a time: one or more lines for each operation."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.evaluate.native.target import Target
    from explorer.core.evaluate.native.text import Text

WORDS = {"float64": "double", "float32": "float"}
BOOL = np.dtype(bool)


class Body:
    """Values of so many numbers each, by name.

    Attributes:
        text: the function that it writes into.
        dtype: of the numbers.
        lanes: how many numbers are computed at a time; 1 for numbers themselves.
        number: the word for so many numbers.
        truth: the word for so many truths.
    """

    def __init__(self, text: Text, target: Target, dtype: np.dtype, lanes: int) -> None:
        self.text = text
        self.lanes = lanes
        self.dtype = dtype
        self.element = WORDS[dtype.name]
        self.number = self.several(self.element)
        self.truth = self.several("i1")
        self._target = target
        self._bits = 8 * dtype.itemsize

    def several(self, word: str) -> str:
        """The word for as many as there are lanes."""
        return word if self.lanes == 1 else f"<{self.lanes} x {word}>"

    def single(self) -> Body:
        """The same for one number at a time."""
        return Body(self.text, self._target, self.dtype, 1)

    def emit(self, text: str) -> str:
        """A line that gives a value; the value's name."""
        return self.text.emit(text)

    def constant(self, value: float) -> str:
        """A number, as often as there are lanes; rounded to the dtype."""
        word = f"0x{struct.pack('>d', float(self.dtype.type(value))).hex().upper()}"
        if self.lanes == 1:
            return word
        return f"<{', '.join([f'{self.element} {word}'] * self.lanes)}>"

    def apply(self, instruction: str, x: str, y: str) -> str:
        """An instruction on two numbers: ``fadd``."""
        return self.emit(f"{instruction} {self.number} {x}, {y}")

    def compare(self, relation: str, x: str, y: str) -> str:
        """Whether a relation holds: ``oeq``, ``olt`` … not where there is a NaN, ``une`` there too."""
        return self.emit(f"fcmp {relation} {self.number} {x}, {y}")

    def select(self, truth: str, x: str, y: str) -> str:
        """One of two numbers."""
        return self.emit(f"select {self.truth} {truth}, {self.number} {x}, {self.number} {y}")

    def logic(self, instruction: str, x: str, y: str) -> str:
        """An instruction on two truths: ``and``."""
        return self.emit(f"{instruction} {self.truth} {x}, {y}")

    def negated(self, truth: str) -> str:
        """Not so."""
        return self.logic("xor", truth, "true" if self.lanes == 1 else self._all())

    def intrinsic(self, name: str, *operands: str) -> str:
        """An operation that LLVM has itself: ``sqrt``, ``fabs``."""
        suffix = f"f{self._bits}" if self.lanes == 1 else f"v{self.lanes}f{self._bits}"
        return self._call(f"llvm.{name}.{suffix}", operands)

    def function(self, name: str, *operands: str) -> str:
        """A function of the C library; of its vector library, where it is of several numbers."""
        if self.lanes == 1:
            return self._call(f"{name}{'f' if self._bits == 32 else ''}", operands)
        return self._call(self._target.symbol(name, self._bits), operands)

    def spread(self, word: str, value: str) -> str:
        """One value, of the type of this word, in all lanes."""
        if self.lanes == 1:
            return value
        one = self.emit(f"insertelement {self.several(word)} poison, {word} {value}, i64 0")
        places = f"<{self.lanes} x i32> zeroinitializer"
        return self.emit(f"shufflevector {self.several(word)} {one}, {self.several(word)} poison, {places}")

    def first(self, value: str, others: float) -> str:
        """A number in the first lane, another one in the others."""
        return self.emit(f"insertelement {self.number} {self.constant(others)}, {self.element} {value}, i64 0")

    def together(self, join: Callable[[Body, str, str], str], value: str) -> str:
        """All lanes taken together: halves, and halves of these."""
        body, lanes = self, self.lanes
        while lanes > 1:
            lanes //= 2
            half = Body(self.text, self._target, self.dtype, lanes)
            parts = [body.lanes_from(start, lanes, value) for start in (0, lanes)]
            value = join(half, *parts)
            body = half
        return value

    def lanes_from(self, start: int, count: int, value: str) -> str:
        """Some of the lanes."""
        if count == 1:
            return self.emit(f"extractelement {self.number} {value}, i64 {start}")
        places = ", ".join(f"i32 {lane}" for lane in range(start, start + count))
        return self.emit(f"shufflevector {self.number} {value}, {self.number} poison, <{count} x i32> <{places}>")

    def numbered(self) -> str:
        """0, 1, 2 … in the lanes, as integers."""
        return f"<{', '.join(f'i64 {lane}' for lane in range(self.lanes))}>"

    def unit(self, row: str | int | None, column: str | int | None, offset: int) -> str:
        """The elements of a unit matrix from a column on: 1 where the column is the row and the offset more, else 0.

        None is the only row, or the only column, for all.
        """
        row, first = row or 0, column or 0
        places = self.spread("i64", self.emit(f"add i64 {first}, 0"))
        if self.lanes > 1 and column is not None:
            places = self.emit(f"add {self.several('i64')} {places}, {self.numbered()}")
        ones = self.spread("i64", self.emit(f"add i64 {row}, {offset}"))
        here = self.emit(f"icmp eq {self.several('i64')} {places}, {ones}")
        return self.select(here, self.constant(1.0), self.constant(0.0))

    def at(self, dtype: np.dtype, pointer: str, index: str | int) -> str:
        """The pointer to an element of an array."""
        if index == 0:
            return pointer
        return self.emit(f"getelementptr {_in_memory(dtype)}, ptr {pointer}, i64 {index}")

    def load(self, dtype: np.dtype, pointer: str, mask: str | None = None) -> str:
        """What stands at a pointer, one number behind the other; 1 where it is masked."""
        memory = self.several(_in_memory(dtype))
        align = dtype.itemsize
        if mask is None:
            value = self.emit(f"load {memory}, ptr {pointer}, align {align}")
        else:
            name = f"llvm.masked.load.v{self.lanes}{_short(dtype)}.p0"
            masks = self.several("i1")
            self.text.called[name] = f"declare {memory} @{name}(ptr, i32, {masks}, {memory})"
            beyond = "zeroinitializer" if dtype == BOOL else self.constant(1.0)
            given = f"ptr {pointer}, i32 {align}, {masks} {mask}, {memory} {beyond}"
            value = self.emit(f"call {memory} @{name}({given})")
        return self._from_memory(dtype, value)

    def gather(self, dtype: np.dtype, pointer: str, stride: str | int, mask: str | None) -> str:
        """The same of numbers that are some apart."""
        memory, align = self.several(_in_memory(dtype)), dtype.itemsize
        if self.lanes == 1:
            return self.load(dtype, pointer)
        name = f"llvm.masked.gather.v{self.lanes}{_short(dtype)}.v{self.lanes}p0"
        masks, pointers = self.several("i1"), self.several("ptr")
        self.text.called[name] = f"declare {memory} @{name}({pointers}, i32, {masks}, {memory})"
        beyond = "zeroinitializer" if dtype == BOOL else self.constant(1.0)
        at = self._apart(dtype, pointer, stride)
        given = f"{pointers} {at}, i32 {align}, {masks} {mask or self._all()}, {memory} {beyond}"
        return self._from_memory(dtype, self.emit(f"call {memory} @{name}({given})"))

    def store(self, dtype: np.dtype, value: str, pointer: str, mask: str | None = None) -> None:
        """Put a value there, one number behind the other; not where it is masked."""
        memory, align = self.several(_in_memory(dtype)), dtype.itemsize
        value = self._to_memory(dtype, value)
        if mask is None:
            self.text.line(f"store {memory} {value}, ptr {pointer}, align {align}")
            return
        name = f"llvm.masked.store.v{self.lanes}{_short(dtype)}.p0"
        masks = self.several("i1")
        self.text.called[name] = f"declare void @{name}({memory}, ptr, i32, {masks})"
        self.text.line(f"call void @{name}({memory} {value}, ptr {pointer}, i32 {align}, {masks} {mask})")

    def scatter(self, dtype: np.dtype, value: str, pointer: str, stride: str | int, mask: str | None) -> None:
        """The same to places that are some apart."""
        if self.lanes == 1:
            self.store(dtype, value, pointer)
            return
        memory, align = self.several(_in_memory(dtype)), dtype.itemsize
        name = f"llvm.masked.scatter.v{self.lanes}{_short(dtype)}.v{self.lanes}p0"
        masks, pointers = self.several("i1"), self.several("ptr")
        self.text.called[name] = f"declare void @{name}({memory}, {pointers}, i32, {masks})"
        at = self._apart(dtype, pointer, stride)
        given = f"{memory} {self._to_memory(dtype, value)}, {pointers} {at}, i32 {align}, {masks} {mask or self._all()}"
        self.text.line(f"call void @{name}({given})")

    def _apart(self, dtype: np.dtype, pointer: str, stride: str | int) -> str:
        places = self.several("i64")
        steps = self.emit(f"mul {places} {self.numbered()}, {self.spread('i64', str(stride))}")
        return self.emit(f"getelementptr {_in_memory(dtype)}, ptr {pointer}, {places} {steps}")

    def _all(self) -> str:
        return f"<{', '.join(['i1 true'] * self.lanes)}>"

    def _from_memory(self, dtype: np.dtype, value: str) -> str:
        if dtype != BOOL:
            return value
        return self.emit(f"icmp ne {self.several('i8')} {value}, {'0' if self.lanes == 1 else 'zeroinitializer'}")

    def _to_memory(self, dtype: np.dtype, value: str) -> str:
        return self.emit(f"zext {self.truth} {value} to {self.several('i8')}") if dtype == BOOL else value

    def _call(self, name: str, operands: tuple[str, ...]) -> str:
        types = ", ".join([self.number] * len(operands))
        # Of equal operands they give the same and do nothing else: σ(x) and σ(-x) then share their exponential.
        self.text.called[name] = f"declare {self.number} @{name}({types}) nounwind willreturn memory(none)"
        given = ", ".join(f"{self.number} {x}" for x in operands)
        return self.emit(f"call {self.number} @{name}({given})")


def _in_memory(dtype: np.dtype) -> str:
    """The word for one number, or truth, in memory."""
    return WORDS.get(dtype.name, "i8")


def _short(dtype: np.dtype) -> str:
    """How the names of LLVM's own functions call it."""
    return "i8" if dtype == BOOL else f"f{8 * dtype.itemsize}"
