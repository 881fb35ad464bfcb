"""What reductions, choices, new arrays and their parts look like in formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.expr import Constant
from explorer.core.notation import boxes as b
from explorer.core.notation.algebra import exponential, side_by_side
from explorer.core.notation.literals import size, sizes, told
from explorer.core.notation.matrices import trace_of_product
from explorer.core.notation.operands import index_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place
    from explorer.core.types import Dimension


def big(symbol: str) -> Callable[[Place], Box]:
    """A sum or product over axes, as a large symbol."""

    def form(at: Place) -> Box:
        (x,) = at.inputs
        inner = at.visible(x, "diagonal")
        if symbol == "sum" and inner is not None and x.ndim == 1 and inner.op == type(inner.op)():
            return b.call(b.word("tr"), at.box(inner.inputs[0]))
        trace = trace_of_product(at) if symbol == "sum" else None
        if trace is not None:
            return trace
        return b.row(_with_axis(b.sign(symbol), at), b.within(at.parts[0], b.BIG), level=b.BIG)

    return form


def mean(at: Place) -> Box:
    """The mean: 1/n Σ where n has a name, else by its name."""
    op = at.op
    counts = [at.inputs[0].dimensions[axis] for axis in op.axis]
    if not counts or not told(counts) or len(counts) > 2:
        return named_reduction(at)
    total = side_by_side([size(one) for one in counts])
    summed = b.row(_with_axis(b.sign("sum"), at), b.within(at.parts[0], b.BIG), level=b.BIG)
    return b.row(b.fraction(b.number("1"), total), summed, level=b.BIG)


def named_reduction(at: Place) -> Box:
    """Another reduction, as a function with its axis as a subscript."""
    return b.call(_with_axis(b.word(at.op.name), at), at.parts[0])


def logarithm_of_sum(at: Place) -> Box:
    """Log Σ eˣ."""
    power = b.power(b.word("e"), at.parts[0])
    return b.call(b.word("log"), b.row(_with_axis(b.sign("sum"), at), power, level=b.BIG))


def exponential_or_softmax(at: Place) -> Box:
    """A power of e; e to the x - log Σ eˣ is softmax(x)."""
    difference = at.visible(at.inputs[0], "subtract")
    total = None if difference is None else at.visible(difference.inputs[1], "logsumexp")
    if difference is None or total is None or total.inputs[0] is not difference.inputs[0]:
        return exponential(at)
    op: Any = total.op
    word = b.word("softmax")
    if len(op.axis) < total.inputs[0].ndim:
        word = b.index(word, b.word(f"{'axis' if len(op.axis) == 1 else 'axes'} {', '.join(map(str, op.axis))}"))
    return b.call(word, at.box(total.inputs[0]))


def norm(at: Place) -> Box:
    """The norm between double bars; that of a whole matrix is Frobenius', which F says."""
    box = b.fence(at.parts[0], "norm")
    whole = len(at.op.axis) == at.inputs[0].ndim
    return b.index(box, b.name("F")) if whole and at.inputs[0].ndim > 1 else _with_axis(box, at)


def direction(at: Place) -> Box:
    """X / ‖x‖."""
    return b.fraction(at.parts[0], norm(at))


def _with_axis(symbol: Box, at: Place) -> Box:
    op = at.op
    if len(op.axis) == at.inputs[0].ndim:
        return symbol
    return b.index(symbol, b.word(f"{'axis' if len(op.axis) == 1 else 'axes'} {', '.join(map(str, op.axis))}"))


def switch(at: Place) -> Box:
    """Cases; a choice in the last place goes on as further cases."""
    condition, then, other = at.parts
    rows = [(then, b.row(b.word("if"), condition, level=b.LOOSE))]
    if other.kind == "cases":
        rest = list(zip(other.parts[::2], other.parts[1::2], strict=True))
    else:
        rest = [(other, b.word("otherwise"))]
    return b.cases(*rows, *rest)


def filled(at: Place) -> Box:
    """A value everywhere: the bold 1 or 0 with the shape, or a multiple of it; a vector in each row is 1 vᵀ."""
    place = 1 if at.op.name == "fill" else 0
    value, box = at.inputs[place], at.parts[place]
    if not at.shape:
        return box
    if is_everywhere(box, "zeros") or is_everywhere(box, "ones"):
        return everywhere(box.parts[0].text if box.kind == "index" else box.text, at.shape)
    if all(size == 1 for size in value.dimensions):
        if box.kind == "number" and box.text in ("0", "1"):
            return everywhere("ones" if box.text == "1" else "zeros", at.shape)
        return side_by_side([b.within(box, b.PRODUCT), everywhere("ones", at.shape)])
    if value.ndim == 1 and len(at.shape) == 2:
        return side_by_side([everywhere("ones", at.shape[:1]), b.power(box, b.sign("transpose"))])
    word = b.word("broadcast")
    return b.call(b.index(word, sizes(at.shape)) if told(at.shape) else word, box)


def everywhere(symbol: str, shape: Sequence[Dimension]) -> Box:
    """The array of all ones, or all zeros, with its shape where that tells a reader something."""
    return b.index(b.sign(symbol), sizes(shape)) if told(shape) else b.sign(symbol)


def is_everywhere(box: Box, symbol: str) -> bool:
    """Whether a box is the array of all ones, or all zeros."""
    return (box.parts[0] if box.kind == "index" else box).text == symbol


def counted(at: Place) -> Box:
    """The numbers below a bound: (0, …, n - 1)."""
    _, stop, step = at.inputs
    first, last, _ = at.parts
    if not (isinstance(step, Constant) and step.value == 1 and step.dtype.kind in "iu" and stop.dtype.kind in "iu"):
        return b.call(b.word("range"), *at.parts)
    if isinstance(stop, Constant):
        end = b.signed(str(int(stop.value) - 1))
    else:
        end = b.row(b.within(last, b.SUM), b.sign("minus"), b.number("1"), level=b.SUM)
    return b.fence(b.listed(first, b.sign("dots"), end))


def size_of(at: Place) -> Box:
    """The size of an axis: its name, where it has one."""
    op = at.op
    (x,) = at.inputs
    dimension = x.dimensions[op.axis]
    if told([dimension]):
        return size(dimension)
    function = b.word("dim")
    return b.call(function if x.ndim == 1 else b.index(function, b.number(str(op.axis))), at.parts[0])


def reshaped(at: Place) -> Box:
    """The elements in another shape; all in a row is vec."""
    shape = at.shape
    if not shape:
        return at.parts[0]
    if len(shape) == 1:
        return b.call(b.word("vec"), at.parts[0])
    function = b.word("reshape")
    return b.call(b.index(function, sizes(shape)) if told(shape) else function, at.parts[0])


def joined(at: Place) -> Box:
    """Arrays one after the other, the axis as a subscript where it is not the first."""
    op = at.op
    rows = [_row_of_blocks(at, x) for x in at.inputs]
    if op.axis == 0 and all(rows):
        return b.grid(rows)
    box = b.fence(b.listed(*at.parts), "[]")
    return b.index(box, b.word(f"axis {op.axis}")) if op.axis else box


def _row_of_blocks(at: Place, x: Expression) -> list[Box]:
    """Matrices side by side, of a matrix that is seen to be joined of them; else nothing."""
    node = at.visible(x, "join")
    op: Any = None if node is None else node.op
    return [at.box(part) for part in node.inputs] if node is not None and op.axis == 1 and x.ndim == 2 else []


def cast(at: Place) -> Box:
    """Nothing to be seen of another dtype; truth that becomes a number stands in Iverson's brackets: [x > 0]."""
    truth = at.inputs[0].dtype.kind == "b" and at.node.types[0].dtype.kind != "b"
    return b.fence(at.parts[0], "[]") if truth else at.parts[0]


def indexed(at: Place) -> Box:
    """An element, row or part: the index as a subscript."""
    return b.index(at.parts[0], _entries(at, skip=1))


def changed(at: Place) -> Box:
    """An array with a part replaced, or added to: the index, an arrow and the value as a subscript.

    Zeros with one number in them are a multiple of a unit vector.
    """
    op = at.op
    x, y = at.inputs[:2]
    entries = _entries(at, skip=2)
    if x.ndim == 1 and y.ndim == 0 and _is_one_element(at) and is_everywhere(at.parts[0], "zeros"):
        unit = b.index(b.sign("unit"), entries)
        return unit if at.parts[1].text == "1" else side_by_side([b.within(at.parts[1], b.PRODUCT), unit])
    return b.index(at.parts[0], b.row(entries, b.sign("gets" if op.set else "plusgets"), at.parts[1], level=b.RELATION))


def _is_one_element(at: Place) -> bool:
    """Whether an index on a vector is a single number."""
    (entry,) = index_entries(at.node, 2)
    return len(entry) == 1 and (entry[0] != ":" if isinstance(entry[0], str) else at.inputs[entry[0]].ndim == 0)


def _entries(at: Place, skip: int) -> Box:
    entries = []
    for entry in index_entries(at.node, skip):
        boxes: list[Box] = []
        for piece in entry:
            if isinstance(piece, int):
                boxes.append(at.parts[piece])
            elif piece == ":" and len(entry) == 1:
                boxes.append(b.sign("colon"))
            else:
                boxes.extend(_piece(piece))
        entries.append(b.row(*boxes, level=b.PRODUCT))
    return b.listed(*entries)


def _piece(text: str) -> list[Box]:
    if text.lstrip("-").isdigit():
        return [b.signed(text)]
    return [b.sign("colon") if text == ":" else b.word(text)]
