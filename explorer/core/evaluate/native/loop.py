"""A part of a program as one loop over the elements, with all that is between kept in registers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL, WORDS
from explorer.core.evaluate.native.operations import LOGICAL, has
from explorer.core.evaluate.native.target import FUNCTIONS, target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View
from explorer.core.evaluate.native.writing import Writing
from explorer.core.expr import Constant

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
    an element is computed in the same way wherever it stands.
    """
    check(part)
    writing = Writing(dtype, Text())
    count = writing.text.subtract("%stop", "%start")

    def array(x: Expression, name: str) -> View:
        return View(writing.single.at(x.dtype, name, "%start"), x.dtype, (count,), (1,))

    operands, put = _given(writing, part, array)
    writing.vectors(count, put, ())
    return _module(writing, ["i64 %start", "i64 %stop", *operands])


def rows_text(part: Part, dtype: np.dtype) -> str:
    """A module with ``loop(start, stop, sizes…, strides…, sliced…, whole…, outputs…)``, for arrays of several axes.

    The bounds are those of the first axis, the sizes those of the others. Of each array the strides of all axes but the
    last are passed, in elements; along the last one its elements stand one behind the other. It has as many axes as it
    has, and is broadcast along the others and along those of size 1.
    """
    check(part)
    writing = Writing(dtype, Text())
    ndim = len(part.shape)
    sizes: list[Int] = ["%stop", *(f"%size{axis}" for axis in range(1, ndim))]
    steps: list[str] = []

    def array(x: Expression, name: str) -> View:
        strides: list[Int] = []
        for axis, single in enumerate(x.type.broadcastable):
            if axis < x.ndim - 1:
                steps.append(f"i64 {name}.{axis}")
            strides.append(0 if single else f"{name}.{axis}" if axis < x.ndim - 1 else 1)
        return View(name, x.dtype, tuple(sizes[ndim - x.ndim :]), tuple(strides))

    operands, put = _given(writing, part, array)
    row = partial(writing.vectors, sizes[-1], put)
    writing.text.loop("%start", "%stop", 1, lambda i: writing.along(sizes[1:-1], (i,), row))
    bounds = ["i64 %start", "i64 %stop", *(f"i64 {size}" for size in sizes[1:])]
    return _module(writing, [*bounds, *steps, *operands])


def _given(
    writing: Writing, part: Part, array: Callable[[Expression, str], View]
) -> tuple[list[str], Callable[[Body, tuple[Int, ...], str | None], None]]:
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
