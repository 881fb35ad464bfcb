"""The text of straight-line code over vectors of numbers: one or more lines for each operation."""

from __future__ import annotations

import struct
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.evaluate.native.target import Target

WORDS = {"float64": "double", "float32": "float"}


class Body:
    """Lines of code, in which each value has a name.

    Attributes:
        lanes: how many numbers are computed at a time; 1 for numbers themselves.
        lines: the text so far.
        called: declarations of the functions that are called.
    """

    def __init__(self, target: Target, dtype: np.dtype, lanes: int) -> None:
        self.lanes = lanes
        self.lines: list[str] = []
        self.called: dict[str, str] = {}
        self.dtype = dtype
        self._target = target
        self._names = count()
        self.element = WORDS[dtype.name]
        self.number = self._several(self.element)
        self.truth = self._several("i1")

    def _several(self, word: str) -> str:
        return word if self.lanes == 1 else f"<{self.lanes} x {word}>"

    def emit(self, text: str) -> str:
        """A line that gives a value; the value's name."""
        name = f"%v{next(self._names)}"
        self.lines.append(f"  {name} = {text}")
        return name

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
        ones = "true" if self.lanes == 1 else f"<{', '.join(['i1 true'] * self.lanes)}>"
        return self.logic("xor", truth, ones)

    def intrinsic(self, name: str, *operands: str) -> str:
        """An operation that LLVM has itself: ``sqrt``, ``fabs``."""
        bits = 8 * self.dtype.itemsize
        suffix = f"f{bits}" if self.lanes == 1 else f"v{self.lanes}f{bits}"
        return self._call(f"llvm.{name}.{suffix}", operands)

    def function(self, name: str, *operands: str) -> str:
        """A function of the C library; of its vector library, where it is of several numbers."""
        bits = 8 * self.dtype.itemsize
        if self.lanes == 1:
            return self._call(f"{name}{'f' if bits == 32 else ''}", operands)
        return self._call(self._target.symbol(name, bits), operands)

    def _call(self, name: str, operands: tuple[str, ...]) -> str:
        types = ", ".join([self.number] * len(operands))
        self.called[name] = f"declare {self.number} @{name}({types})"
        given = ", ".join(f"{self.number} {x}" for x in operands)
        return self.emit(f"call {self.number} @{name}({given})")
