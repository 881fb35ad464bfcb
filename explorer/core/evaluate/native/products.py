"""Products of small matrices and vectors, over loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.operations import OPERATIONS
from explorer.core.evaluate.native.unwritten import UnwrittenError

if TYPE_CHECKING:
    from explorer.core.evaluate.native.body import Body
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.native.view import View
    from explorer.core.evaluate.native.writing import Writing
    from explorer.core.expr import Apply


def write_dot(program: Writing, node: Apply, target: View | None) -> View:
    """The lines of a product of a vector or matrix and a vector or matrix; where it stands."""
    x, y = node.inputs
    if x.ndim not in (1, 2) or y.ndim not in (1, 2) or {x.dtype, y.dtype} != {program.dtype}:
        raise UnwrittenError
    a, b = program.view(x), program.view(y)
    program.same(a.sizes[-1], b.sizes[0])
    result = target or program.memory(program.dtype, (*a.sizes[:-1], *b.sizes[1:]))
    for wanted, size in zip((*a.sizes[:-1], *b.sizes[1:]), result.sizes, strict=True):
        program.same(wanted, size)
    if y.ndim == 2:
        program.loops(result.sizes, lambda body, index, mask: _rows(program, body, (a, b, result), index, mask))
    else:
        program.along(list(result.sizes), (), lambda index: _sum(program, (a, b, result), index))
    return result


def _rows(
    program: Writing, body: Body, factors: tuple[View, View, View], index: tuple[Int, ...], mask: str | None
) -> None:
    """Some elements of a row of the result: the sum of rows of the right factor."""
    a, b, result = factors
    text = program.text
    slot = text.slot(body.number)
    text.line(f"store {body.number} {body.constant(0.0)}, ptr {slot}")

    def add(k: str) -> None:
        left = body.spread(body.element, a.load(program.single, (*index[:-1], k), None))
        product = body.apply("fmul", left, b.load(body, (k, index[-1]), mask))
        before = body.emit(f"load {body.number}, ptr {slot}")
        text.line(f"store {body.number} {body.apply('fadd', before, product)}, ptr {slot}")

    text.loop(0, a.sizes[-1], 1, add)
    result.store(body, body.emit(f"load {body.number}, ptr {slot}"), index, mask)


def _sum(program: Writing, factors: tuple[View, View, View], index: tuple[Int, ...]) -> None:
    """One element of the result: a sum of products along lanes."""
    a, b, result = factors
    text, several = program.text, program.several
    slot = text.slot(several.number)
    text.line(f"store {several.number} {several.constant(0.0)}, ptr {slot}")

    def add(body: Body, k: tuple[Int, ...], mask: str | None) -> None:
        product = body.apply("fmul", a.load(body, (*index, *k), mask), b.load(body, k, mask))
        if body.lanes == 1:
            product = several.first(product, 0.0)
        elif mask is not None:
            product = body.select(mask, product, body.constant(0.0))
        before = several.emit(f"load {several.number}, ptr {slot}")
        text.line(f"store {several.number} {several.apply('fadd', before, product)}, ptr {slot}")

    program.vectors(a.sizes[-1], add, ())
    total = several.together(OPERATIONS["add"], several.emit(f"load {several.number}, ptr {slot}"))
    result.store(program.single, total, index, None)
