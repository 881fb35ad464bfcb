"""A formula as a tree of boxes: what stands where, before it is LaTeX or Typst.

A box knows how tightly its outermost operator binds, so that whoever takes it up can put it in parentheses, and the
expression that it was made from, so that a part of a picture finds its node.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.core.expr import Expression

Kind = Literal[
    "name", "number", "word", "sign", "row", "minus", "fraction", "power", "index", "both", "root", "fence",
    "call", "tuple", "grid", "cases", "lines",
]  # fmt: skip

# How tightly an outermost operator binds. Matrix products and products by scalars may be regrouped; ⊙ stands apart.
LOOSE, EITHER, BOTH, RELATION, SUM, MINUS, HADAMARD, BIG, PRODUCT, FRACTION, POWER, INDEX, ATOM = (
    0, 2, 3, 5, 10, 12, 14, 16, 20, 28, 30, 90, 100,
)  # fmt: skip

_MOST = 10**6  # beyond that, weights are not told apart


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A part of a formula.

    Attributes:
        kind: what it is; see `explorer.core.notation.latex` for how each looks.
        text: of a name, number, word or sign; the kind of a fence.
        parts: the boxes inside.
        level: how tightly its outermost operator binds.
        weight: the number of letters in it, about.
        depth: how deeply groups are nested in it.
        of: the expression that it was made from.
    """

    kind: Kind
    text: str = ""
    parts: tuple[Box, ...] = ()
    level: int = ATOM
    weight: int = 1
    depth: int = 0
    of: Expression | None = None

    def made_from(self, expression: Expression) -> Box:
        """This box, as the one of ``expression``."""
        return replace(self, of=expression)


def _box(kind: Kind, parts: Iterable[Box], level: int = ATOM, text: str = "", *, nested: bool = True) -> Box:
    inside = tuple(parts)
    weight = min(_MOST, sum(part.weight for part in inside))
    depth = max((part.depth for part in inside), default=0) + nested
    return Box(kind, text, inside, level, weight, depth)


def name(text: str) -> Box:
    """A name of a person: a letter with a subscript, or a word."""
    return Box("name", text, weight=max(1, min(len(text), 8)))


def number(text: str) -> Box:
    """An unsigned number, as Python writes it."""
    return Box("number", text, level=PRODUCT if "e" in text else ATOM, weight=len(text))


def word(text: str) -> Box:
    """An upright word: ``sin``, ``if``."""
    return Box("word", text, weight=len(text))


def sign(text: str) -> Box:
    """A symbol of mathematics, by our name for it (`explorer.core.notation.latex.SIGNS`)."""
    return Box("sign", text)


def row(*parts: Box, level: int) -> Box:
    """Boxes side by side."""
    return _box("row", parts, level, nested=False)


def minus(inside: Box) -> Box:
    """-x. Sums turn it into a subtraction, products move it to the front."""
    return _box("minus", [inside], MINUS, nested=False)


def fraction(above: Box, below: Box) -> Box:
    """One over the other."""
    return _box("fraction", [above, below], FRACTION)


def power(base: Box, exponent: Box) -> Box:
    """An exponent; the base must bind tightly enough, see `within`."""
    return _box("power", [within(base, POWER + 1), exponent], POWER)


def index(base: Box, below: Box) -> Box:
    """A subscript."""
    return _box("index", [within(base, ATOM), below], INDEX)


def both(base: Box, below: Box, above: Box) -> Box:
    """A subscript and an exponent."""
    return _box("both", [base, below, above], POWER)


def root(inside: Box, degree: Box | None = None) -> Box:
    """A square root, or one of another degree."""
    return _box("root", [inside] if degree is None else [inside, degree])


def fence(inside: Box, kind: str = "()") -> Box:
    """Between fences: ``()``, ``[]``, ``||``, ``floor``, ``ceil``."""
    return _box("fence", [inside], text=kind)


def call(function: Box, *arguments: Box) -> Box:
    """A function of arguments."""
    return _box("call", [function, *arguments], INDEX)


def listed(*parts: Box) -> Box:
    """Boxes with commas between them."""
    return _box("tuple", parts, LOOSE, nested=False)


def grid(rows: list[list[Box]]) -> Box:
    """A matrix of numbers."""
    return _box("grid", [_box("tuple", cells) for cells in rows])


def cases(*rows: tuple[Box, Box]) -> Box:
    """Values with their conditions: pairs."""
    return _box("cases", [part for pair in rows for part in pair], BIG)


def lines(rows: list[Box]) -> Box:
    """One under the other."""
    return _box("lines", rows, LOOSE)


def within(inside: Box, level: int) -> Box:
    """A box where something that binds at least as tightly as ``level`` is needed: in parentheses if it does not."""
    return inside if inside.level >= level else fence(inside)


def signed(text: str) -> Box:
    """A number as Python writes it, with its sign."""
    return minus(number(text[1:])) if text.startswith("-") else number(text)
