"""What operations look like in the matrix literature, where that depends on their parameters or on their operands.

Whatever is not here is set by the `formula` on its card, by its infix operator, or as a function by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import e as euler
from math import log, pi, sqrt
from typing import TYPE_CHECKING, Any, Protocol

from explorer.core.expr import Constant
from explorer.core.notation import boxes as b
from explorer.core.notation.letters import spell
from explorer.core.notation.loops import inner_names
from explorer.core.notation.operands import index_entries
from explorer.core.notation.values import is_inline, number_text
from explorer.core.types import Dim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.types import Dimension

_SHORT = 12  # letters of an exponent
_DIGITS = 8  # of a number in a formula; more are cut, with dots
_TALL = 4  # elements of a vector that is still written out
_KNOWN = {
    pi: "pi", pi / 2: "pi / 2", 2 * pi: "2 * pi", euler: "e", log(2): "log(2)", log(10): "log(10)",
    sqrt(2): "sqrt(2)", sqrt(pi): "sqrt(pi)", sqrt(2 * pi): "sqrt(2 * pi)",
}  # fmt: skip


class Scope(Protocol):
    """What a form may ask for."""

    def box(self, expression: Expression) -> Box:
        """The box of an expression that is made of the operands, or is one."""

    def inner(self, known: Mapping[Expression, Box], outputs: Sequence[Expression]) -> list[Box]:
        """The boxes of a loop's body, given those of its variables."""


# ------------------------------------------------------------------------------------------------------------- leaves


def leaf(e: Expression) -> Box:
    """A variable by its name, or its type; a constant by its value."""
    if not isinstance(e, Constant):
        return b.name(e.name) if e.name else b.word(f"⟨{e.type}⟩")
    if e.ndim == 0:
        return scalar(e.value[()])
    if not is_inline(e) or e.value.size == 0:
        return b.name(e.name) if e.name else b.index(b.word("array"), sizes(e.dimensions))
    if e.ndim == 1:
        return b.fence(b.listed(*map(scalar, e.value)))
    return b.grid([[scalar(one) for one in line] for line in e.value])


def scalar(value: Any) -> Box:
    """A number; famous ones by their names, long ones cut."""
    text = number_text(value)
    if value.dtype.kind == "c":
        return _complex(value)
    known = _KNOWN.get(abs(value.item())) if value.dtype.kind == "f" else None
    if known is not None:
        box = _famous(known)
        return b.minus(box) if text.startswith("-") else box
    digits = text.partition("e")[0].strip("-").replace(".", "").lstrip("0")
    if len(digits) > _DIGITS and value.dtype.kind == "f":
        short = f"{float(value):.6g}"
        mantissa, exponent, power = short.partition("e")
        return b.signed(f"{mantissa}…{exponent}{power}")
    if text.lstrip("-") in ("inf", "nan"):
        special = b.sign("infinity") if "inf" in text else b.word("NaN")
        return b.minus(special) if text.startswith("-") else special
    return b.signed(text) if value.dtype.kind != "b" else b.word(text.lower())


def _famous(text: str) -> Box:
    if text.startswith("log"):
        return b.call(b.word("log"), b.number(text[4:-1]))
    if text.startswith("sqrt"):
        return b.root(_famous(text[5:-1]))
    if " / " in text:
        return b.fraction(_famous(text.split(" / ")[0]), b.number(text.split(" / ")[1]))
    if " * " in text:
        return b.row(b.number(text.split(" * ")[0]), _famous(text.split(" * ")[1]), level=b.PRODUCT)
    return b.number(text) if text.isdigit() else b.name(text)


def _complex(value: Any) -> Box:
    imaginary = scalar(abs(value.imag))
    unit = b.word("i")
    second = unit if abs(value.imag) == 1 else b.row(imaginary, unit, level=b.PRODUCT)
    if value.real == 0:
        return b.minus(second) if value.imag < 0 else second
    return b.row(scalar(value.real), b.sign("minus" if value.imag < 0 else "plus"), second, level=b.SUM)


def sizes(dimensions: Sequence[Dimension]) -> Box:
    """A shape: n × m."""
    parts: list[Box] = []
    for one in dimensions:
        if parts:
            parts.append(b.sign("times"))
        parts.append(size(one))
    return b.row(*parts, level=b.PRODUCT)


def size(dimension: Dimension) -> Box:
    """One dimension."""
    if isinstance(dimension, Dim) and dimension.symbol is None:
        return b.word(str(dimension))
    return b.name(str(dimension)) if isinstance(dimension, Dim) else b.number(str(dimension))


def told(dimensions: Sequence[Dimension]) -> bool:
    """Whether all sizes are numbers or names of a person, so that they tell a reader something."""
    return all(
        isinstance(one, int) or all(symbol.named for symbol in one.symbols) for one in dimensions
    )


# ----------------------------------------------------------------------------------------------------- sums, products


def add(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A sum; what begins with a minus is subtracted, and does not come first where something else can."""
    terms = list(parts)
    if terms[0].kind == "minus":
        first = next((place for place, term in enumerate(terms) if term.kind != "minus"), 0)
        terms.insert(0, terms.pop(first))
    inside = [b.within(terms[0], b.SUM)]
    for term in terms[1:]:
        if term.kind == "minus":
            inside += [b.sign("minus"), b.within(term.parts[0], b.SUM + 1)]
        else:
            inside += [b.sign("plus"), b.within(term, b.SUM)]
    return b.row(*inside, level=b.SUM)


def subtract(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A difference."""
    left, right = parts
    return b.row(b.within(left, b.SUM), b.sign("minus"), b.within(right, b.MINUS + 1), level=b.SUM)


def negative(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The opposite."""
    return b.minus(b.within(parts[0], b.MINUS + 1))


@dataclass(frozen=True)
class _Factor:
    box: Box
    ndim: int


def multiply(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A product: numbers first, then scalars side by side, then arrays with ⊙ between them."""
    factors = [_Factor(box, x.ndim) for box, x in zip(parts, node.inputs, strict=True)]
    negatives = [place for place, factor in enumerate(factors) if factor.box.kind == "minus"]
    if len(negatives) == 1:
        (place,) = negatives
        factors[place] = _Factor(factors[place].box.parts[0], factors[place].ndim)
    scalars = [factor.box for factor in factors if factor.ndim == 0]
    scalars.sort(key=lambda box: box.kind != "number")
    arrays = [factor.box for factor in factors if factor.ndim]
    if negatives and len(negatives) == 1 and len(scalars) > 1 and _is_one(scalars[0]):
        scalars.pop(0)
    elif len(negatives) == 1 and arrays and len(scalars) == 1 and _is_one(scalars[0]):
        scalars.pop()
    product = side_by_side([*scalars, *([hadamard(arrays)] if arrays else [])])
    return b.minus(product) if len(negatives) == 1 else product


def _is_one(box: Box) -> bool:
    return box.kind == "number" and box.text == "1"


def hadamard(arrays: Sequence[Box]) -> Box:
    """The elementwise product of arrays."""
    if len(arrays) == 1:
        return arrays[0]
    inside: list[Box] = []
    for box in arrays:
        if inside:
            inside.append(b.sign("odot"))
        inside.append(box if box.level > b.PRODUCT or box.level == b.HADAMARD else b.fence(box))
    return b.row(*inside, level=b.HADAMARD)


def side_by_side(factors: Sequence[Box]) -> Box:
    """Factors without a sign between them, but where letters would run together."""
    if len(factors) == 1:
        return factors[0]
    level = b.PRODUCT
    inside: list[Box] = []
    for place, factor in enumerate(factors):
        last = place == len(factors) - 1
        box = b.within(factor, b.BIG if last else b.PRODUCT)
        if last and factor.level == b.HADAMARD:
            box, level = factor, b.HADAMARD
        elif last and box.level == b.BIG:
            level = b.BIG
        if inside:
            between = _between(inside[-1], box)
            inside += [b.sign(between)] if between else []
        inside.append(box)
    return b.row(*inside, level=level)


def _between(left: Box, right: Box) -> str:
    first, last = _edge(right, 0), _edge(left, -1)
    if first.kind == "number":
        return "cdot"
    wordy = [box.kind == "word" or (box.kind == "name" and spell(box.text).is_word) for box in (last, first)]
    if first.kind == "fence" and first.text == "()" and last.kind in ("name", "word", "index"):
        return "cdot" if wordy[0] else ""
    if all(wordy):
        return "cdot"
    return "thin" if any(wordy) else ""


def _edge(box: Box, place: int) -> Box:
    """What stands at the outer left (0) or right (-1) of a box."""
    while box.kind in ("row", "minus", "power", "index", "both", "call"):
        if place == 0 or box.kind in ("row", "minus"):
            box = box.parts[place]
        elif box.kind == "call":
            return b.fence(box)
        else:
            box = box.parts[0]
    return box


def divide(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A fraction; its sign stands before it."""
    above, below = parts
    if above.kind == "minus":
        return b.minus(b.fraction(above.parts[0], below))
    return b.fraction(above, below)


def raised(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A power: a root where the exponent is one half; of matrices element by element, which ∘ says."""
    base, exponent = parts
    value = node.inputs[1].value if isinstance(node.inputs[1], Constant) else None
    if value is not None and value.ndim == 0 and value == 0.5:
        return b.root(base)
    return to_the(base, exponent, node.inputs[0].ndim)


def squared(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The square."""
    return to_the(parts[0], b.number("2"), node.inputs[0].ndim)


def to_the(base: Box, exponent: Box, ndim: int) -> Box:
    """A power of something with ``ndim`` axes; sin²(x) carries the exponent on its name."""
    if ndim >= 2:
        exponent = b.row(b.sign("compose"), exponent, level=b.PRODUCT)
    function = base.parts[0] if base.kind == "call" else base
    if base.kind == "call" and function.kind == "word" and exponent.kind == "number":
        return b.call(b.power(function, exponent), *base.parts[1:])
    return b.power(base, exponent)


def exponential(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """e to the power of something short; exp of what is longer, and of matrices, where a power means another thing."""
    (x,) = parts
    if node.inputs[0].ndim < 2 and x.weight <= _SHORT and x.depth <= 1:
        return b.power(b.word("e"), x)
    return b.call(b.word("exp"), x)


# ------------------------------------------------------------------------------------------------------ linear algebra


def dot(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """Products of matrices side by side. A vector is a column: xᵀ y, A x, and x A is Aᵀ x."""
    x, y = node.inputs
    if x.ndim == 1 and y.ndim == 1:
        return matrix_product([*row_of(scope, x), parts[1]])
    if x.ndim == 1:
        return matrix_product([*transposed(scope, y), parts[0]])
    return matrix_product(parts)


def matrix_product(factors: Sequence[Box]) -> Box:
    """Factors side by side; sums and ⊙ in parentheses."""
    return side_by_side([b.within(factor, b.PRODUCT) for factor in factors])


def transposed(scope: Scope, x: Expression) -> list[Box]:
    """The transpose of a matrix; of a transpose, what was transposed."""
    node = _visible(scope, x, "dimshuffle")
    if node is not None and is_transpose(node):
        return [scope.box(node.inputs[0])]
    return [b.power(scope.box(x), b.sign("transpose"))]


def row_of(scope: Scope, x: Expression) -> list[Box]:
    """A vector lying down: xᵀ, and xᵀ A for x A."""
    behind: list[Box] = []
    while (node := _visible(scope, x, "dot")) is not None and node.inputs[0].ndim == 1:
        behind.insert(0, scope.box(node.inputs[1]))
        x = node.inputs[0]
    return [b.power(scope.box(x), b.sign("transpose")), *behind]


def _visible(scope: Scope, x: Expression, name: str) -> Apply | None:
    """The operation that made ``x`` if it has this name and stands there written out, not behind a name."""
    node = x.owner
    return node if node is not None and node.op.name == name and scope.box(x).kind != "name" else None


def outer(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The outer product x yᵀ."""
    return matrix_product([parts[0], *row_of(scope, node.inputs[1])])


def is_transpose(node: Apply) -> bool:
    """Whether an operation is the transpose of a matrix."""
    op: Any = node.op
    return op.name == "dimshuffle" and op.pattern == (1, 0)


def dimshuffle(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A transpose; a vector made a row. New and dropped axes of size 1 are bookkeeping and not told."""
    op: Any = node.op
    (x,) = parts
    if op.pattern in ((1, 0), (None, 0)):
        return b.power(x, b.sign("transpose"))
    kept = [axis for axis in op.pattern if axis is not None]
    if kept == sorted(kept):
        return x
    return b.power(x, b.fence(b.listed(*(b.number(str(axis)) for axis in kept))))


def identity(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The identity matrix, I with its size."""
    op: Any = node.op
    rows, columns = node.types[0].shape
    if op.offset:
        return b.call(b.word("eye"), *parts, b.signed(str(op.offset)))
    letter = b.name("I")
    shape = [rows] if rows == columns else [rows, columns]
    return b.index(letter, sizes(shape)) if told(shape) else letter


def diagonal(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The diagonal of a matrix, its number as a subscript."""
    op: Any = node.op
    function = b.word("diag")
    return b.call(b.index(function, b.signed(str(op.offset))) if op.offset else function, parts[0])


# ---------------------------------------------------------------------------------------------------------- reductions


def big(symbol: str) -> Callable[[Scope, Apply, Sequence[Box]], Box]:
    """A sum or product over axes, as a large symbol."""

    def form(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
        (x,) = node.inputs
        inner = _visible(scope, x, "diagonal")
        if symbol == "sum" and inner is not None and x.ndim == 1 and inner.op == type(inner.op)():
            return b.call(b.word("tr"), scope.box(inner.inputs[0]))
        return b.row(_with_axis(b.sign(symbol), node), b.within(parts[0], b.BIG), level=b.BIG)

    return form


def mean(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The mean: 1/n Σ where n has a name, else by its name."""
    op: Any = node.op
    counts = [node.inputs[0].dimensions[axis] for axis in op.axis]
    if not told(counts) or len(counts) > 2:
        return named_reduction(scope, node, parts)
    total = side_by_side([size(one) for one in counts])
    summed = b.row(_with_axis(b.sign("sum"), node), b.within(parts[0], b.BIG), level=b.BIG)
    return b.row(b.fraction(b.number("1"), total), summed, level=b.BIG)


def named_reduction(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """Another reduction, as a function with its axis as a subscript."""
    return b.call(_with_axis(b.word(node.op.name), node), parts[0])


def _with_axis(symbol: Box, node: Apply) -> Box:
    op: Any = node.op
    if len(op.axis) == node.inputs[0].ndim:
        return symbol
    return b.index(symbol, b.word(f"{'axis' if len(op.axis) == 1 else 'axes'} {', '.join(map(str, op.axis))}"))


# --------------------------------------------------------------------------------------------------- choice, creation


def switch(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """Cases; a choice in the last place goes on as further cases."""
    condition, then, other = parts
    rows = [(then, b.row(b.word("if"), condition, level=b.LOOSE))]
    if other.kind == "cases":
        rest = list(zip(other.parts[::2], other.parts[1::2], strict=True))
    else:
        rest = [(other, b.word("otherwise"))]
    return b.cases(*rows, *rest)


def filled(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A value everywhere: the bold 1 or 0 with the shape, or a multiple of it."""
    place = 1 if node.op.name == "fill" else 0
    value, box = node.inputs[place], parts[place]
    shape = node.types[0].shape
    if not shape:
        return box
    if value.ndim:
        return b.call(b.index(b.word("broadcast"), sizes(shape)) if told(shape) else b.word("broadcast"), box)
    number = value.value if isinstance(value, Constant) else None
    symbol = b.sign("zeros" if number is not None and number == 0 else "ones")
    array = b.index(symbol, sizes(shape)) if told(shape) else symbol
    return array if number is not None and number in (0, 1) else side_by_side([b.within(box, b.PRODUCT), array])


def counted(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The numbers below a bound: (0, …, n - 1)."""
    _, stop, step = node.inputs
    first, last, _ = parts
    if not (isinstance(step, Constant) and step.value == 1 and step.dtype.kind in "iu" and stop.dtype.kind in "iu"):
        return b.call(b.word("range"), *parts)
    if isinstance(stop, Constant):
        end = b.signed(str(int(stop.value) - 1))
    else:
        end = b.row(b.within(last, b.SUM), b.sign("minus"), b.number("1"), level=b.SUM)
    return b.fence(b.listed(first, b.sign("dots"), end))


def size_of(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The size of an axis: its name, where it has one."""
    op: Any = node.op
    (x,) = node.inputs
    dimension = x.dimensions[op.axis]
    if told([dimension]):
        return size(dimension)
    function = b.word("dim")
    return b.call(function if x.ndim == 1 else b.index(function, b.number(str(op.axis))), parts[0])


def reshaped(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """The elements in another shape; all in a row is vec."""
    shape = node.types[0].shape
    if len(shape) == 1:
        return b.call(b.word("vec"), parts[0])
    function = b.word("reshape")
    return b.call(b.index(function, sizes(shape)) if told(shape) else function, parts[0])


def joined(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """Arrays one after the other, the axis as a subscript where it is not the first."""
    op: Any = node.op
    box = b.fence(b.listed(*parts), "[]")
    return b.index(box, b.word(f"axis {op.axis}")) if op.axis else box


def same(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """Nothing to be seen: another dtype."""
    return parts[0]


# ------------------------------------------------------------------------------------------------------ indexing, loops


def indexed(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """An element, row or part: the index as a subscript."""
    return b.index(parts[0], _entries(node, parts, skip=1))


def changed(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """An array with a part replaced or added to: x with x_i ← y."""
    op: Any = node.op
    part = b.index(parts[0], _entries(node, parts, skip=2))
    inside = b.row(part, b.sign("gets" if op.set else "plusgets"), parts[1], level=b.RELATION)
    return b.index(b.fence(parts[0]) if parts[0].level < b.ATOM else parts[0], inside)


def _entries(node: Apply, parts: Sequence[Box], skip: int) -> Box:
    entries = []
    for entry in index_entries(node, skip):
        boxes: list[Box] = []
        for piece in entry:
            if isinstance(piece, int):
                boxes.append(parts[piece])
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


def loop(scope: Scope, node: Apply, parts: Sequence[Box]) -> Box:
    """A loop: what a step gives, in parentheses, and below it what it goes along and where its states start."""
    op: Any = node.op
    body = op.body
    count, sequences, first, captured = op.split(list(parts))
    names = inner_names(node)
    known = {variable: b.name(name) for variable, name in names.items()}
    known |= dict(zip(body.captured, captured, strict=True))
    results = scope.inner(known, body.outputs)
    steps = [
        b.row(known[state], b.sign("gets"), result, level=b.RELATION)
        for state, result in zip(body.states, results, strict=False)
    ]
    inside = b.listed(*steps, *results[len(steps) :])
    below = [
        b.row(known[element], b.sign("in"), box, level=b.RELATION)
        for element, box in zip(body.sequences, sequences, strict=True)
    ]
    below += [
        b.row(known[state], b.sign("gets"), box, level=b.RELATION)
        for state, box in zip(body.states, first, strict=True)
    ]
    box = b.fence(inside) if len(inside.parts) > 1 else b.fence(inside.parts[0])
    return b.index(box, b.listed(*below)) if sequences else b.both(box, b.listed(*below), count)


FORMS: dict[str, Callable[[Scope, Apply, Sequence[Box]], Box]] = {
    "add": add,
    "subtract": subtract,
    "negative": negative,
    "multiply": multiply,
    "absorbing_multiply": multiply,
    "divide": divide,
    "absorbing_divide": divide,
    "power": raised,
    "square": squared,
    "exp": exponential,
    "dot": dot,
    "matmul": dot,
    "outer": outer,
    "dimshuffle": dimshuffle,
    "eye": identity,
    "diagonal": diagonal,
    "sum": big("sum"),
    "prod": big("product"),
    "mean": mean,
    **dict.fromkeys(("max", "min", "all", "any", "argmax", "argmin"), named_reduction),
    "switch": switch,
    "fill": filled,
    "alloc": filled,
    "arange": counted,
    "size_of": size_of,
    "reshape": reshaped,
    "join": joined,
    "cast": same,
    "subtensor": indexed,
    "inc_subtensor": changed,
    "scan": loop,
}
