"""A part of a program as one loop over the elements, with all that is between kept in registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL, WORDS, Body
from explorer.core.evaluate.native.operations import LOGICAL, has, write
from explorer.core.evaluate.native.target import target
from explorer.core.evaluate.native.text import Text, module
from explorer.core.expr import Constant

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.evaluate.fusion import Part
    from explorer.core.expr import Apply, Expression

NAME = "loop"


def dtype_of(part: Part) -> np.dtype | None:
    """The floating dtype of all that a loop for this part computes; None where it cannot be written."""
    if not part.flat:
        return None
    found: np.dtype | None = None
    for e in (*part.sliced, *part.whole, *(node.output() for node in part.nodes)):
        if e.dtype == BOOL:
            if e in part.whole:
                return None
        elif (
            e.dtype.name not in WORDS
            or (found is not None and e.dtype != found)
            or (isinstance(e, Constant) and e.ndim)
        ):
            return None
        else:
            found = e.dtype
    functions = target().functions
    if found is None or not all(has(node, functions) and _fits(node, found) for node in part.nodes):
        return None
    return found


def _fits(node: Apply, dtype: np.dtype) -> bool:
    """Whether the operands are what the code takes: truths where it asks for them, else numbers of this dtype."""
    for place, x in enumerate(node.inputs):
        truth = node.op.name in LOGICAL or (node.op.name == "switch" and place == 0)
        number = x.dtype == dtype or (isinstance(x, Constant) and not x.ndim and x.dtype.kind in "iuf")
        if not (x.dtype == BOOL and not isinstance(x, Constant) if truth else number):
            return False
    return True


def loop_text(part: Part, dtype: np.dtype) -> str:
    """A module with ``loop(start, stop, sliced…, whole…, outputs…)``: pointers, numbers, pointers.

    As many elements as fit a register are computed at a time; the last ones with the lanes beyond them masked, so that
    an element is computed in the same way wherever it stands.
    """
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
    return module(text, f"void @{NAME}({', '.join(parameters)})", "ret void", here.bits)


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


def pointers(part: Part) -> tuple[bool, ...]:
    """For each parameter after the bounds whether it is a pointer."""
    return (True,) * len(part.sliced) + (False,) * len(part.whole) + (True,) * len(part.outputs)
