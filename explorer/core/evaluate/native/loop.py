"""A part of a program as one loop over the elements, with all that is between kept in registers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL, WORDS
from explorer.core.evaluate.native.operations import LOGICAL, has
from explorer.core.evaluate.native.reductions import REDUCTIONS
from explorer.core.evaluate.native.target import FUNCTIONS, target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View
from explorer.core.evaluate.native.writing import Writing
from explorer.core.expr import Constant
from explorer.core.ops.reductions import Reduction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.fusion import Part
    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.expr import Apply, Expression

NAME = "loop"


def dtype_of(part: Part) -> np.dtype | None:
    """The floating dtype of all that a loop for this part computes; None where it cannot be written."""
    found: np.dtype | None = None
    for e in (*part.sliced, *part.whole, *(node.output() for node in part.nodes)):
        if e.dtype == BOOL:
            if e in part.whole and not e.ndim:
                return None
        elif (
            e.dtype.name not in WORDS
            or (found is not None and e.dtype != found)
            or (isinstance(e, Constant) and e.ndim)
        ):
            return None
        else:
            found = e.dtype
    # Which functions this computer has is asked when it is compiled: that loads LLVM.
    if found is None or not all(has(node, FUNCTIONS) and takes(node, found) for node in part.nodes):
        return None
    return found


def check(part: Part) -> None:
    """Whether this computer has what a loop for a part needs.

    Raises:
        UnwrittenError: where it has not.
    """
    functions = target().functions
    if not all(has(node, functions) for node in part.nodes):
        raise UnwrittenError


def takes(node: Apply, dtype: np.dtype) -> bool:
    """Whether the operands are what the code takes: truths where it asks for them, else numbers of this dtype."""
    for place, x in enumerate(node.inputs):
        truth = node.op.name in LOGICAL or (node.op.name == "switch" and place == 0)
        number = x.dtype == dtype or (isinstance(x, Constant) and not x.ndim and x.dtype.kind in "iuf")
        if not (x.dtype == BOOL and not isinstance(x, Constant) if truth else number):
            return False
    return True


def flat_text(part: Part, dtype: np.dtype) -> str:
    """A module with ``loop(start, stop, sliced…, whole…, outputs…)``: pointers to rows of elements, and numbers.

    As many elements as fit a register are computed at a time; the last ones with the lanes beyond them masked, so that
    an element is computed in the same way wherever it stands. Where there are totals, arrays for those of each block
    follow, and the size of the blocks; ``start`` is a multiple of it.
    """
    check(part)
    writing = Writing(dtype, Text())
    text = writing.text

    def array(x: Expression, name: str) -> View:
        return View(name, x.dtype, ("%stop",), (1,))

    operands, put = _given(writing, part, array)
    totals = [_Total(writing, node) for node in part.totals]

    def elements(start: str, stop: str) -> None:
        def several(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
            at = (text.add(start, index[0]),)
            known = put(body, at, mask)
            for total in totals:
                x = total.of
                total.add(body, known[x] if x in known else writing.value(x, body, at, mask), mask)

        writing.vectors(text.subtract(stop, start), several, ())

    def block(start: str) -> None:
        for total in totals:
            total.begin()
        stop = text.least(text.add(start, "%size"), "%stop")
        elements(start, str(stop))
        number = text.emit(f"udiv i64 {start}, %size")
        for place, total in enumerate(totals):
            total.end(f"%t{place}", number)

    if not totals:
        elements("%start", "%stop")
        return _module(writing, ["i64 %start", "i64 %stop", *operands])
    text.loop("%start", "%stop", "%size", block)
    operands += [f"ptr %t{place}" for place in range(len(totals))]
    return _module(writing, ["i64 %start", "i64 %stop", *operands, "i64 %size"])


class _Total:
    """A total while a block is computed: one for each lane, taken together at the end."""

    def __init__(self, writing: Writing, node: Apply) -> None:
        op = node.op
        assert isinstance(op, Reduction)
        self.of = node.inputs[0]
        self._body = writing.several
        self._join, self._start = REDUCTIONS[type(op)]
        self._slot = writing.text.slot(self._body.number)

    def begin(self) -> None:
        """Of a block nothing is there yet."""
        own = self._body
        own.text.line(f"store {own.number} {own.constant(self._start)}, ptr {self._slot}")

    def add(self, body: Body, value: str, mask: str | None) -> None:
        """Add the values of some lanes."""
        own = self._body
        if body.lanes == 1:
            value = own.first(value, self._start)
        elif mask is not None:
            value = body.select(mask, value, body.constant(self._start))
        before = own.emit(f"load {own.number}, ptr {self._slot}")
        own.text.line(f"store {own.number} {self._join(own, before, value)}, ptr {self._slot}")

    def end(self, name: str, number: str) -> None:
        """Put it where that of the block of this number belongs."""
        own = self._body
        total = own.together(self._join, own.emit(f"load {own.number}, ptr {self._slot}"))
        own.text.line(f"store {own.element} {total}, ptr {own.at(self.of.dtype, name, number)}")


def rows_text(part: Part, dtype: np.dtype, *, turned: bool = False) -> str:
    """A module with ``loop(start, stop, sizes…, strides…, sliced…, whole…, outputs…)``, for arrays of several axes.

    The bounds are those of the first axis, the sizes those of the others. Of each array the strides of all axes but the
    last are passed, in elements; along the last one its elements stand one behind the other. It has as many axes as it
    has, and is broadcast along the others and along those of size 1. ``turned``, all arrays have their axes in the
    reverse order, and as many as the outputs.
    """
    check(part)
    writing = Writing(dtype, Text())
    ndim = len(part.shape)
    sizes: list[Int] = ["%stop", *(f"%size{axis}" for axis in range(1, ndim))]
    steps: list[str] = []

    def array(x: Expression, name: str) -> View:
        strides: list[Int] = []
        single = x.type.broadcastable
        if turned:
            single = ((True,) * (ndim - x.ndim) + single)[::-1]
        last = len(single) - 1
        for axis, one in enumerate(single):
            if axis < last:
                steps.append(f"i64 {name}.{axis}")
            strides.append(0 if one else f"{name}.{axis}" if axis < last else 1)
        return View(name, x.dtype, tuple(sizes[ndim - len(single) :]), tuple(strides))

    operands, put = _given(writing, part, array)

    def alone(body: Body, index: tuple[Int, ...], mask: str | None) -> None:
        put(body, index, mask)

    row = partial(writing.vectors, sizes[-1], alone)
    writing.text.loop("%start", "%stop", 1, lambda i: writing.along(sizes[1:-1], (i,), row))
    bounds = ["i64 %start", "i64 %stop", *(f"i64 {size}" for size in sizes[1:])]
    return _module(writing, [*bounds, *steps, *operands])


def _given(
    writing: Writing, part: Part, array: Callable[[Expression, str], View]
) -> tuple[list[str], Callable[[Body, tuple[Int, ...], str | None], dict[Expression, str]]]:
    """The parameters of the operands and outputs, and what writes the part at an index."""
    parameters = []
    for place, x in enumerate((*part.sliced, *part.whole)):
        name = f"%a{place}"
        if x.ndim:
            parameters.append(f"ptr {name}")
            writing.know(x, array(x, name))
        else:
            parameters.append(f"{writing.single.element} {name}")
            writing.know_number(x, name)
    targets = {e: array(e, f"%o{place}") for place, e in enumerate(part.outputs)}
    parameters += [f"ptr %o{place}" for place in range(len(part.outputs))]
    return parameters, writing.part(part.nodes, targets)


def _module(writing: Writing, parameters: Sequence[str]) -> str:
    writing.text.line("ret void")
    return module(writing.text, f"void @{NAME}({', '.join(parameters)})", target().bits)
