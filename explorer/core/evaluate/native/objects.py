"""NumPy's array objects, as a function finds them: the data, the sizes, and whether they are as it needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.interpreter import CONTIGUOUS, DATA, FLAGS, SIZES, WRITEABLE
from explorer.core.evaluate.native.view import View, contiguous

if TYPE_CHECKING:
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.native.writing import Writing
    from explorer.core.expr import Expression


class Objects:
    """The arrays that a function is given: those that it takes, and those that it fills."""

    def __init__(self, writing: Writing) -> None:
        self._writing, self._text = writing, writing.text
        self._read: list[View] = []
        self._filled: list[View] = []

    def taken(self, x: Expression, name: str) -> str:
        """The parameter of an argument: a number, or an array in C order."""
        if not x.ndim:
            self._writing.know_number(x, name)
            return f"{self._writing.single.element} {name}"
        self._writing.know(x, self.array(x, name))
        return f"ptr {name}"

    def array(self, x: Expression, name: str) -> View:
        """An array in C order that is read."""
        self._require(name, CONTIGUOUS)
        view = contiguous(self._text, self._data(name), x.dtype, self._sizes(x, name))
        self._read.append(view)
        return view

    def uniform(self, x: Expression, name: str) -> View:
        """An array all of whose elements are the first one, broadcast."""
        return View(self._data(name), x.dtype, self._sizes(x, name), (0,) * x.ndim)

    def filled(self, e: Expression, name: str) -> View:
        """An array that is to be filled, which shares no memory with the others."""
        self._require(name, CONTIGUOUS | WRITEABLE)
        view = contiguous(self._text, self._data(name), e.dtype, self._sizes(e, name))
        for other in (*self._read, *self._filled):
            self._keep_apart(view, other)
        self._filled.append(view)
        return view

    def _sizes(self, x: Expression, name: str) -> tuple[Int, ...]:
        return tuple(1 if size == 1 else self._size(name, axis) for axis, size in enumerate(x.dimensions))

    def _require(self, name: str, wanted: int) -> None:
        flags = self._text.emit(f"load i32, ptr {self._field(name, FLAGS)}")
        there = self._text.emit(f"and i32 {flags}, {wanted}")
        self._text.give_up(self._text.emit(f"icmp ne i32 {there}, {wanted}"))

    def _keep_apart(self, one: View, other: View) -> None:
        """Two arrays must share no memory: one of them is written while the other one is read."""
        begin, end = self._bounds(one)
        first, last = self._bounds(other)
        before = self._text.emit(f"icmp ult i64 {begin}, {last}")
        after = self._text.emit(f"icmp ult i64 {first}, {end}")
        self._text.give_up(self._text.emit(f"and i1 {before}, {after}"))

    def _bounds(self, view: View) -> tuple[str, Int]:
        total: Int = view.dtype.itemsize
        for size in view.sizes:
            total = self._text.multiply(total, size)
        begin = self._text.emit(f"ptrtoint ptr {view.pointer} to i64")
        return begin, self._text.add(begin, total)

    def _field(self, name: str, offset: int) -> str:
        return self._text.emit(f"getelementptr i8, ptr {name}, i64 {offset}")

    def _data(self, name: str) -> str:
        return self._text.emit(f"load ptr, ptr {self._field(name, DATA)}")

    def _size(self, name: str, axis: int) -> str:
        sizes = self._text.emit(f"load ptr, ptr {self._field(name, SIZES)}")
        at = self._text.emit(f"getelementptr i64, ptr {sizes}, i64 {axis}")
        return self._text.emit(f"load i64, ptr {at}")
