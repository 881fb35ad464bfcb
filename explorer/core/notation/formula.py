"""Formulas as in the matrix literature. What a formula looks like is said once here; LaTeX and Typst only spell it.

A formula is built from the leaves up. Each piece knows how tightly it binds, so that parentheses stand where they are
needed and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from explorer.core.expr import Constant
from explorer.core.notation.index import index_text
from explorer.core.notation.let import part_names, shared_parts
from explorer.core.notation.walk import render
from explorer.core.op import fill_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.expr import Apply, Expression

ATOM = 100
POWER = 30
SIGN = 25
PRODUCT = 20
SUM = 10
_LONGEST = 60_000
_LARGE_MATRIX = 36


class Piece(NamedTuple):
    """A piece of a formula.

    Attributes:
        text: in the spelling of the style.
        precedence: how tightly its outermost operator binds.
        ndim: the number of axes: products of scalars are written side by side, those of arrays with ⊙.
    """

    text: str
    precedence: int = ATOM
    ndim: int = 0


class Style(Protocol):
    """A spelling of formulas."""

    template: str  # the class attribute of an operation that holds its template

    def name(self, name: str) -> str:
        """A name of a person: never read as code."""

    def number(self, value: np.ndarray) -> str:
        """A scalar."""

    def word(self, word: str) -> str:
        """The upright name of a function."""

    def parens(self, text: str) -> str:
        """In parentheses that grow."""

    def frac(self, above: str, below: str) -> str:
        """A fraction."""

    def sup(self, base: str, exponent: str) -> str:
        """With an exponent."""

    def sub(self, base: str, index: str) -> str:
        """With an index."""

    def call(self, function: str, arguments: Sequence[str]) -> str:
        """A function of arguments."""

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        """A matrix of numbers."""

    def symbol(self, symbol: str) -> str:
        """One of: cdot odot transpose sum minus one zero identity otimes ellipsis where."""

    def lines(self, parts: Sequence[tuple[str, str]], result: str) -> str:
        """A result, and below it the parts with names."""


def formula(expression: Expression, style: Style) -> str:
    """An expression as one formula."""
    writer = _Writer(style)
    return render(expression, writer.leaf, writer.apply).text


def let_formula(expression: Expression, style: Style) -> str:
    """An expression as a formula in which parts that are used more than once have names, explained below it."""
    writer = _Writer(style)
    names = part_names(expression)
    known: dict[Expression, Piece] = {}
    parts: list[tuple[str, str]] = []
    for part in shared_parts(expression):
        piece = render(part, writer.leaf, writer.apply, known)
        if len(piece.text) <= _SHORT:
            continue
        name = style.name(part.name or next(names))
        parts.append((name, piece.text))
        known[part] = Piece(name, ATOM, part.ndim)
    return style.lines(parts, render(expression, writer.leaf, writer.apply, known).text)


_SHORT = 14  # characters; naming a shorter part makes a formula longer


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style

    def within(self, piece: Piece, precedence: int) -> str:
        return piece.text if piece.precedence >= precedence else self.style.parens(piece.text)

    def leaf(self, e: Expression) -> Piece:
        style = self.style
        if e.name:
            return Piece(style.name(e.name), ATOM, e.ndim)
        if not isinstance(e, Constant):
            return Piece(style.name(str(e.type)), ATOM, e.ndim)
        if e.ndim == 0:
            text = style.number(e.value)
            return Piece(text, SIGN if text.startswith("-") else ATOM)
        if e.ndim > 2 or e.value.size > _LARGE_MATRIX or e.value.size == 0:
            return Piece(style.name(f"array {'×'.join(map(str, e.value.shape))}"), ATOM, e.ndim)
        rows = e.value if e.ndim == 2 else e.value[:, None]
        return Piece(style.matrix([[style.number(x) for x in row] for row in rows]), ATOM, e.ndim)

    def apply(self, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:
        if sum(len(part.text) for part in parts) > _LONGEST:
            return Piece(self.style.symbol("ellipsis"), ATOM, e.ndim)
        special = _SPECIAL.get(node.op.name)
        piece = special(self, e, node, parts) if special is not None else None
        if piece is None:
            piece = self.default(node, parts)
        return piece._replace(ndim=e.ndim)

    def default(self, node: Apply, parts: Sequence[Piece]) -> Piece:
        """By the template on the operation's card, or as a function by its name."""
        op = node.op
        template: str = getattr(op, self.style.template)
        if not template:
            return Piece(self.style.call(self.style.word(op.name.removesuffix("_")), [part.text for part in parts]))
        names = op.parameters()
        operands = [
            self.within(part, _needed(template, name.lstrip("*"), op.precedence))
            for name, part in zip(names, parts, strict=False)
        ]
        return Piece(fill_template(template, names, operands), op.precedence)


def _needed(template: str, name: str, precedence: int) -> int:
    """How tightly an operand must bind at its place in a template."""
    place = template.find(f"${name}")
    before, after = template[:place].rstrip(), template[place + len(name) + 1 :].lstrip()
    if after.lstrip("}").startswith("^"):
        return POWER + 1
    if "cases" in template:
        return 0
    if before.endswith(("(", "{", ",", "|", "floor", "ceil", "cases(")) or (not before and not after):
        return 0
    return precedence + 1 if before else precedence


def _add(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001 - a row of the table
    text = parts[0].text
    for part in parts[1:]:
        text += f" {part.text}" if part.text.startswith("-") else f" + {w.within(part, SUM)}"
    return Piece(text, SUM)


def _subtract(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return Piece(f"{w.within(parts[0], SUM)} - {w.within(parts[1], SUM + 1)}", SUM)


def _negative(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return Piece(f"-{w.within(parts[0], PRODUCT)}", SUM + 1)


def _multiply(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    scalars = [part for part in parts if part.ndim == 0]
    arrays = [part for part in parts if part.ndim]
    words = [w.within(part, PRODUCT + (index > 0)) for index, part in enumerate(scalars)]
    text = ""
    for word in words:
        touching = bool(text) and word[:1].isdigit()
        text += f" {w.style.symbol('cdot')} {word}" if touching else f" {word}" if text else word
    product = f" {w.style.symbol('odot')} ".join(w.within(part, PRODUCT + 1) for part in arrays)
    return Piece(f"{text} {product}".strip(), PRODUCT)


def _divide(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return Piece(w.style.frac(parts[0].text, parts[1].text), PRODUCT + 1)


def _power(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    base = w.within(parts[0], POWER + 1)
    return Piece(w.style.sup(base, parts[1].text), POWER)


def _square(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return Piece(w.style.sup(w.within(parts[0], POWER + 1), "2"), POWER)


def _dot(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:
    left, right = (w.within(part, PRODUCT + 1) if part.precedence != DOT else part.text for part in parts)
    if node.inputs[0].ndim == 1:  # a row: xᵀ A, xᵀ y
        left = w.style.sup(
            left if parts[0].precedence > POWER else w.style.parens(parts[0].text), w.style.symbol("transpose")
        )
        if node.inputs[1].ndim == 2 and e.ndim == 1:
            # The result is a vector again, which is a column: Aᵀ x.
            matrix = w.style.sup(w.within(parts[1], POWER + 1), w.style.symbol("transpose"))
            return Piece(f"{matrix} {w.within(parts[0], PRODUCT + 1)}", DOT)
    return Piece(f"{left} {right}", DOT)


DOT = PRODUCT + 1


def _outer(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    right = w.style.sup(w.within(parts[1], POWER + 1), w.style.symbol("transpose"))
    return Piece(f"{w.within(parts[0], PRODUCT + 1)} {right}", DOT)


def _dimshuffle(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    if not node.op.is_transpose:  # type: ignore[attr-defined]  # Dimshuffle's property
        return parts[0]  # axes of size 1 are bookkeeping
    return Piece(w.style.sup(w.within(parts[0], POWER + 1), w.style.symbol("transpose")), POWER)


def _same(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return parts[0]


def _fill(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:
    value = node.inputs[1] if node.op.name == "fill" else node.inputs[0]
    piece = parts[1] if node.op.name == "fill" else parts[0]
    number = value.value.item() if isinstance(value, Constant) and value.ndim == 0 else None
    if number in (0, 1) and e.ndim:
        return Piece(w.style.symbol("one" if number else "zero"), ATOM)
    if e.ndim == 0 or value.ndim:
        return piece
    return Piece(f"{w.within(piece, PRODUCT)} {w.style.symbol('one')}", PRODUCT)


def _eye(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    rows, columns = e.dimensions
    size = str(rows) if rows == columns else f"{rows}×{columns}"
    return Piece(w.style.sub(w.style.symbol("identity"), w.style.name(size)), ATOM)


def _reduction(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    axis = node.op.axis  # type: ignore[attr-defined]  # a reduction's field
    whole = len(axis) == node.inputs[0].ndim
    body = w.within(parts[0], PRODUCT)
    sign = {"sum": "sum", "prod": "prod"}.get(node.op.name)
    label = "" if whole else w.style.name(f"axis {', '.join(map(str, axis))}")
    if sign is None:
        word = w.style.word(node.op.name)
        return Piece(w.style.call(w.style.sub(word, label) if label else word, [parts[0].text]), ATOM)
    symbol = w.style.symbol(sign)
    return Piece(f"{w.style.sub(symbol, label) if label else symbol} {body}", PRODUCT)


def _subtensor(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    index = index_text(node.op.index, [part.text for part in parts[1:]], "·")  # type: ignore[attr-defined]  # its field
    return Piece(w.style.sub(w.within(parts[0], POWER + 1), index), ATOM)


def _inc_subtensor(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    word = w.style.word("set" if node.op.set else "inc")  # type: ignore[attr-defined]  # its field
    return Piece(w.style.call(word, [part.text for part in parts]), ATOM)


def _size_of(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    axis: int = node.op.axis  # type: ignore[attr-defined]  # SizeOf's field
    return Piece(w.style.name(str(node.inputs[0].dimensions[axis])), ATOM)


def _arange(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    start, stop, step = (part.text for part in parts)
    arguments = [stop] if start == "0" and step == "1" else [start, stop, step]
    return Piece(w.style.call(w.style.word("arange"), arguments), ATOM)


def _scan(w: _Writer, e: Expression, node: Apply, parts: Sequence[Piece]) -> Piece:  # noqa: ARG001
    return Piece(w.style.call(w.style.word("scan"), [part.text for part in parts[1:]]), ATOM)


_SPECIAL: dict[str, Callable[[_Writer, Expression, Apply, Sequence[Piece]], Piece]] = {
    "add": _add,
    "subtract": _subtract,
    "negative": _negative,
    "multiply": _multiply,
    "absorbing_multiply": _multiply,
    "divide": _divide,
    "absorbing_divide": _divide,
    "power": _power,
    "square": _square,
    "dot": _dot,
    "matmul": _dot,
    "outer": _outer,
    "dimshuffle": _dimshuffle,
    "reshape": _same,
    "cast": _same,
    "fill": _fill,
    "alloc": _fill,
    "eye": _eye,
    **dict.fromkeys(("sum", "mean", "prod", "max", "min", "all", "any", "argmax", "argmin"), _reduction),
    "subtensor": _subtensor,
    "inc_subtensor": _inc_subtensor,
    "size_of": _size_of,
    "arange": _arange,
    "scan": _scan,
}
