"""A part of a program as one loop over the elements, with all that is between kept in registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL, WORDS, Body
from explorer.core.evaluate.native.operations import LOGICAL, has, write
from explorer.core.evaluate.native.target import FUNCTIONS, target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View
from explorer.core.evaluate.native.writing import Writing
from explorer.core.expr import Constant

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.evaluate.fusion import Part
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
    if found is None or not all(has(node, FUNCTIONS) and _fits(node, found) for node in part.nodes):
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


def _fits(node: Apply, dtype: np.dtype) -> bool:
    """Whether the operands are what the code takes: truths where it asks for them, else numbers of this dtype."""
    for place, x in enumerate(node.inputs):
        truth = node.op.name in LOGICAL or (node.op.name == "switch" and place == 0)
        number = x.dtype == dtype or (isinstance(x, Constant) and not x.ndim and x.dtype.kind in "iuf")
        if not (x.dtype == BOOL and not isinstance(x, Constant) if truth else number):
            return False
    return True


def flat_text(part: Part, dtype: np.dtype) -> str:
    """A module with ``loop(start, stop, sliced…, whole…, outputs…)``: pointers to arrays of one axis, and numbers.

    As many elements as fit a register are computed at a time; the last ones with the lanes beyond them masked, so that
    an element is computed in the same way wherever it stands.
    """
    check(part)
    here, text = target(), Text()
    body = Body(text, here, dtype, here.lanes(8 * dtype.itemsize))
    whole = [body.spread(body.element, f"%n{place}") for place in range(len(part.whole))]
    count = text.subtract("%stop", "%start")
    rest = text.emit(f"and i64 {count}, {body.lanes - 1}")
    end = text.subtract("%stop", rest)
    text.loop("%start", end, body.lanes, lambda index: _block(part, body, whole, index, None))

    def last() -> None:
        places = body.several("i64")
        mask = text.emit(f"icmp slt {places} {body.numbered()}, {body.spread('i64', rest)}")
        _block(part, body, whole, str(end), mask)

    text.when(text.emit(f"icmp sgt i64 {rest}, 0"), last)
    parameters = ["i64 %start", "i64 %stop", *(f"ptr %a{place}" for place in range(len(part.sliced)))]
    parameters += [f"{body.element} %n{place}" for place in range(len(part.whole))]
    parameters += [f"ptr %o{place}" for place in range(len(part.outputs))]
    text.line("ret void")
    return module(text, f"void @{NAME}({', '.join(parameters)})", here.bits)


def _block(part: Part, body: Body, whole: list[str], index: str, mask: str | None) -> None:
    """The lines for the elements from an index on, as many as there are lanes; where masked, only some of them."""
    names: dict[Expression, str] = dict(zip(part.whole, whole, strict=True))
    for place, x in enumerate(part.sliced):
        names[x] = body.load(x.dtype, body.at(x.dtype, f"%a{place}", index), mask)
    for node in part.nodes:
        names[node.output()] = write(body, node, _operands(body, node, names))
    for place, e in enumerate(part.outputs):
        body.store(e.dtype, names[e], body.at(e.dtype, f"%o{place}", index), mask)


def _operands(body: Body, node: Apply, names: dict[Expression, str]) -> list[str]:
    return [names[x] if x in names else body.constant(_number(x)) for x in node.inputs]


def _number(x: Expression) -> float:
    assert isinstance(x, Constant)
    return float(x.value)


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
    bounds = ["i64 %start", "i64 %stop", *(f"i64 %size{axis}" for axis in range(1, ndim))]
    steps: list[str] = []
    operands: list[str] = []

    def array(x: Expression, name: str) -> View:
        operands.append(f"ptr {name}")
        strides: list[Int] = []
        for axis, single in enumerate(x.type.broadcastable):
            if axis < x.ndim - 1:
                steps.append(f"i64 {name}.{axis}")
            strides.append(0 if single else f"{name}.{axis}" if axis < x.ndim - 1 else 1)
        return View(name, x.dtype, tuple(sizes[ndim - x.ndim :]), tuple(strides))

    for place, x in enumerate((*part.sliced, *part.whole)):
        name = f"%a{place}"
        if x.ndim:
            writing.know(x, array(x, name))
        else:
            operands.append(f"{writing.single.element} {name}")
            writing.know_number(x, name)
    targets = {e: array(e, f"%o{place}") for place, e in enumerate(part.outputs)}
    writing.part(part.nodes, targets, sizes)
    head = f"void @{NAME}({', '.join([*bounds, *steps, *operands])})"
    writing.text.line("ret void")
    return module(writing.text, head, target().bits)
