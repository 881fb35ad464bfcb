"""What sums, products, quotients and powers look like in the literature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.notation import boxes as b
from explorer.core.notation.letters import spell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place

SCALED = "scaled"  # marks an array with scalars before it
_SHORT = 12  # letters of an exponent


def add(at: Place) -> Box:
    """A sum; what begins with a minus is subtracted, and does not come first where something else can."""
    terms = list(at.parts)
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


def subtract(at: Place) -> Box:
    """A difference."""
    left, right = at.parts
    return b.row(b.within(left, b.SUM), b.sign("minus"), b.within(right, b.MINUS + 1), level=b.SUM)


def negative(at: Place) -> Box:
    """The opposite."""
    return b.minus(b.within(at.parts[0], b.MINUS + 1))


@dataclass(frozen=True)
class _Factor:
    box: Box
    of: Expression

    @property
    def ndim(self) -> int:
        return self.of.ndim


def multiply(at: Place) -> Box:
    """A product: numbers first, then scalars side by side, then arrays with ⊙ between them."""
    factors = [_Factor(box, x) for box, x in zip(at.parts, at.inputs, strict=True)]
    negatives = [place for place, factor in enumerate(factors) if factor.box.kind == "minus"]
    if len(negatives) == 1:
        (place,) = negatives
        factors[place] = _Factor(factors[place].box.parts[0], factors[place].of)
    others = any(factor.ndim for factor in factors)
    scalars = [_form_in_front(at, factor) if others else factor.box for factor in factors if factor.ndim == 0]
    scalars.sort(key=lambda box: box.kind != "number" and not _is_half(box))
    arrays = _between_diagonals([factor for factor in factors if factor.ndim])
    if negatives and len(negatives) == 1 and len(scalars) > 1 and _is_one(scalars[0]):
        scalars.pop(0)
    elif len(negatives) == 1 and arrays and len(scalars) == 1 and _is_one(scalars[0]):
        scalars.pop()
    product = side_by_side([*scalars, *([hadamard(arrays)] if arrays else [])])
    if scalars and len(arrays) == 1 and product.kind == "row" and product.level == b.PRODUCT:
        product = replace(product, text=SCALED)
    return b.minus(product) if len(negatives) == 1 else product


def _form_in_front(at: Place, factor: _Factor) -> Box:
    """A scalar before an array; xᵀ A x there is in parentheses, so that it is seen to be one."""
    return b.fence(factor.box) if at.visible(factor.of, "dot") is not None else factor.box


def _between_diagonals(factors: Sequence[_Factor]) -> list[Box]:
    """The arrays of a product; a matrix whose rows or columns are scaled stands between diagonal matrices."""
    whole = [factor for factor in factors if factor.ndim == 2 and 1 not in factor.of.dimensions]
    if len(whole) != 1 or len(factors) == 1 or any(factor.ndim > 2 for factor in factors):
        return [factor.box for factor in factors]
    columns = [factor.box for factor in factors if factor.of.dimensions[-1] == 1]
    rows = [factor.box for factor in factors if factor not in whole and factor.of.dimensions[-1] != 1]
    left, right = ([diagonal_of(boxes)] if boxes else [] for boxes in (columns, rows))
    return [side_by_side([*left, b.within(whole[0].box, b.PRODUCT), *right])]


def diagonal_of(vectors: Sequence[Box]) -> Box:
    """The diagonal matrix of a product of vectors."""
    return b.call(b.word("diag"), hadamard(vectors))


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
        scaled = box.text == SCALED and not inside  # 2 x ⊙ y is both (2 x) ⊙ y and 2 (x ⊙ y)
        inside.append(box if box.level > b.PRODUCT or box.level == b.HADAMARD or scaled else b.fence(box))
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
    if last.kind == "number" and first.kind == "sign" and first.text in ("ones", "zeros"):
        return "thin"  # a bold digit after others
    wordy = [_is_word(last), _is_word(first)]
    if first.kind == "fence" and first.text == "()" and last.kind in ("name", "word", "index"):
        return "cdot" if wordy[0] else ""
    if all(wordy):
        return "cdot"
    return "thin" if any(wordy) else ""


def _is_word(box: Box) -> bool:
    return (box.kind == "word" and len(box.text) > 1) or (box.kind == "name" and spell(box.text).is_word)


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


def divide(at: Place) -> Box:
    """A fraction; its sign stands before it, and a half of what is above becomes 2 below."""
    above, below = at.parts
    if above.kind == "minus":
        return b.minus(_over(at, above.parts[0], below))
    return _over(at, above, below)


def _over(at: Place, above: Box, below: Box) -> Box:
    """A fraction; a matrix over a vector has its rows or columns scaled, by the inverse of a diagonal matrix."""
    x, y = at.inputs
    scales = y.ndim == 1 or (y.ndim == 2 and 1 in y.dimensions)
    if x.ndim != 2 or 1 in x.dimensions or not scales:
        return _fraction(above, below)
    inverse = b.power(diagonal_of([below]), b.signed("-1"))
    matrix = b.within(above, b.PRODUCT)
    return side_by_side([inverse, matrix] if y.ndim == 2 and y.dimensions[1] == 1 else [matrix, inverse])


def _fraction(above: Box, below: Box) -> Box:
    if _is_half(above):
        above, below = b.number("1"), _twice(below)
    elif above.kind == "row" and above.level == b.PRODUCT and _is_half(above.parts[0]):
        rest = [part for part in above.parts[1:] if part.kind != "sign"]
        above = (
            rest[0].parts[0]
            if len(rest) == 1 and rest[0].kind == "fence" and rest[0].text == "()"
            else side_by_side(rest)
        )
        below = _twice(below)
    return b.fraction(above, below)


def _is_half(box: Box) -> bool:
    return box.kind == "fraction" and [part.text for part in box.parts] == ["1", "2"]


def _twice(box: Box) -> Box:
    return side_by_side([b.number("2"), b.within(box, b.PRODUCT)])


def raised(at: Place) -> Box:
    """A power: a root where the exponent is one half; of matrices element by element, which ∘ says."""
    base, exponent = at.parts
    value = at.inputs[1].value if isinstance(at.inputs[1], Constant) else None
    if value is not None and value.ndim == 0 and value == 0.5:
        return b.root(base)
    return to_the(base, exponent, at.inputs[0].ndim)


def squared(at: Place) -> Box:
    """The square."""
    return to_the(at.parts[0], b.number("2"), at.inputs[0].ndim)


def to_the(base: Box, exponent: Box, ndim: int) -> Box:
    """A power of something with ``ndim`` axes; sin²(x) carries the exponent on its name."""
    if ndim >= 2:
        exponent = b.row(b.sign("compose"), exponent, level=b.PRODUCT)
    function = base.parts[0] if base.kind == "call" else base
    if base.kind == "call" and function.kind == "word" and exponent.kind == "number":
        return b.call(b.power(function, exponent), *base.parts[1:])
    return b.power(base, exponent)


def exponential(at: Place) -> Box:
    """A power of e where that is short; exp of what is longer, and of matrices, where a power means another thing."""
    (x,) = at.parts
    if at.inputs[0].ndim < 2 and x.weight <= _SHORT and x.depth <= 1:
        return b.power(b.word("e"), x)
    return b.call(b.word("exp"), x)
