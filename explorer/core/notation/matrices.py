"""What matrices look like in the literature. A vector is a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.notation import boxes as b
from explorer.core.notation.algebra import SCALED, side_by_side
from explorer.core.notation.literals import sizes, told
from explorer.core.rewrite.structure import SYMMETRIC, mirrored, structure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place


def dot(at: Place) -> Box:
    """Products of matrices side by side. A vector is a column: xᵀ y, A x, and x A is Aᵀ x; (x - y)ᵀ (x - y) a norm."""
    x, y = at.inputs
    if x is y and x.ndim == 1 and x.dtype.kind != "c" and at.parts[0].level <= b.SUM:
        return b.power(b.fence(at.parts[0], "norm"), b.number("2"))
    if x.ndim == 1 and y.ndim == 1:
        return matrix_product([*row_of(at, x), at.parts[1]])
    if x.ndim == 1:
        return matrix_product([*transposed(at, y), at.parts[0]])
    return matrix_product(at.parts)


def matrix_product(factors: Sequence[Box]) -> Box:
    """Factors side by side, their scalars in front; sums and ⊙ in parentheses."""
    scalars: list[Box] = []
    arrays: list[Box] = []
    for factor in factors:
        if factor.text == SCALED:
            scalars += [part for part in factor.parts[:-1] if part.kind != "sign"]
            arrays.append(factor.parts[-1])
        else:
            arrays.append(b.within(factor, b.PRODUCT))
    return side_by_side([*scalars, *arrays])


def transposed(at: Place, x: Expression) -> list[Box]:
    """The transpose of a matrix; of a transpose, what was transposed."""
    inside = _transposed_in(at, x)
    return [flipped(at, x) if inside is None else at.box(inside)]


def _transposed_in(at: Place, x: Expression) -> Expression | None:
    """What ``x``, where it stands there as a transpose, is the transpose of."""
    op: Any = None if (node := at.visible(x, "dimshuffle")) is None else node.op
    return node.inputs[0] if node is not None and _transposes(op.pattern) else None


def _transposes(pattern: tuple[int | None, ...]) -> bool:
    """Whether it swaps the last two axes, of a matrix or of each in a stack."""
    *stack, rows, columns = pattern if len(pattern) > 1 else (0, 1)
    return (rows, columns) == (len(stack) + 1, len(stack)) and stack == list(range(len(stack)))


def flipped(at: Place, x: Expression) -> Box:
    """The transpose of ``x``: of a conjugate the adjoint, of an inverse A⁻ᵀ."""
    if (node := at.visible(x, "conj")) is not None:
        return b.power(at.box(node.inputs[0]), b.sign("adjoint"))
    if (node := at.visible(x, "inv")) is not None and _transposed_in(at, node.inputs[0]) is None:
        return b.power(at.box(node.inputs[0]), _minus("transpose"))
    if (node := at.visible(x, "solve")) is not None and x.ndim == 2:
        a, right = node.inputs
        return matrix_product([*transposed(at, right), _flipped_inverse(at, a)])
    if structure_of(x) & SYMMETRIC:
        return at.box(x)
    return b.power(at.box(x), b.sign("transpose"))


def _flipped_inverse(at: Place, a: Expression) -> Box:
    """The inverse of the transpose."""
    inside = _transposed_in(at, a)
    if inside is not None or structure_of(a) & SYMMETRIC:
        return b.power(at.box(a if inside is None else inside), b.signed("-1"))
    return b.power(at.box(a), _minus("transpose"))


def _minus(sign: str) -> Box:
    return b.minus(b.sign(sign))


def conjugate(at: Place) -> Box:
    """The conjugate z*; of a transpose, the adjoint. A line over it would be a mean, or a cotangent."""
    inside = _transposed_in(at, at.inputs[0])
    return b.power(at.parts[0], b.sign("star")) if inside is None else b.power(at.box(inside), b.sign("adjoint"))


def row_of(at: Place, x: Expression) -> list[Box]:
    """A vector lying down: xᵀ, xᵀ A for x A, xᵀ Aᵀ for A x, and xᵀ A⁻ᵀ for A⁻¹ x."""
    behind: list[Box] = []
    while (node := at.visible(x, "dot") or at.visible(x, "solve")) is not None:
        left, right = node.inputs
        if node.op.name == "solve":
            behind.insert(0, _flipped_inverse(at, left))
            x = right
        elif left.ndim == 1:
            behind.insert(0, at.box(right))
            x = left
        else:
            behind[:0] = transposed(at, left)
            x = right
    return [b.power(at.box(x), b.sign("transpose")), *behind]


def lying(at: Place, x: Expression) -> Box:
    """The transpose of a vector or matrix, with its scalars left in front: 2 (A x - b)ᵀ A for 2 Aᵀ (A x - b)."""
    if (node := at.visible(x, "negative")) is not None:
        return b.minus(b.within(lying(at, node.inputs[0]), b.MINUS + 1))
    if (node := at.visible(x, "divide")) is not None and node.inputs[1].ndim == 0:
        above = lying(at, node.inputs[0])
        fraction = b.fraction(above.parts[0] if above.kind == "minus" else above, at.box(node.inputs[1]))
        return b.minus(fraction) if above.kind == "minus" else fraction
    if (node := at.visible(x, "multiply")) is not None:
        scalars = [at.box(one) for one in node.inputs if one.ndim == 0]
        arrays = [one for one in node.inputs if one.ndim]
        if scalars and len(arrays) == 1 and all(box.kind != "minus" for box in scalars):
            return side_by_side([*scalars, b.within(lying(at, arrays[0]), b.PRODUCT)])
    return matrix_product(row_of(at, x) if x.ndim == 1 else transposed(at, x))


def outer(at: Place) -> Box:
    """The outer product x yᵀ."""
    return matrix_product([at.parts[0], *row_of(at, at.inputs[1])])


def einsum(at: Place) -> Box:
    """Entries and the sum over the labels that the result lacks: (Σⱼ Aᵢⱼ xⱼ)ᵢ."""
    terms, result = at.op.terms
    summed = list(dict.fromkeys(label for term in terms for label in term if label not in result))
    entries = [b.index(part, _labels(term)) if term else b.within(part, b.PRODUCT)
               for part, term in zip(at.parts, terms, strict=True)]  # fmt: skip
    product = side_by_side(entries)
    if summed:
        product = b.row(b.index(b.sign("sum"), _labels(summed)), product, level=b.BIG)
    return b.index(b.fence(product), _labels(result)) if result else product


def _labels(labels: Sequence[str]) -> Box:
    return b.row(*map(b.name, labels), level=b.PRODUCT)


def dimshuffle(at: Place) -> Box:
    """A transpose; a vector made a row. New and dropped axes of size 1 are bookkeeping and not told."""
    op = at.op
    (x,) = at.parts
    if op.pattern == (None, 0):
        return b.power(x, b.sign("transpose"))
    if _transposes(op.pattern):
        return flipped(at, at.inputs[0])
    kept = [axis for axis in op.pattern if axis is not None]
    if kept == sorted(kept):
        return x
    return b.power(x, b.fence(b.listed(*(b.number(str(axis)) for axis in kept))))


def identity(at: Place) -> Box:
    """The identity matrix, I with its size."""
    op = at.op
    rows, columns = at.shape
    if op.offset:
        return b.call(b.word("eye"), *at.parts, b.signed(str(op.offset)))
    letter = b.name("I")
    shape = [rows] if rows == columns else [rows, columns]
    return b.index(letter, sizes(shape)) if told(shape) else letter


def diagonal(at: Place) -> Box:
    """The diagonal of a matrix, its number as a subscript."""
    op = at.op
    function = b.word("diag")
    return b.call(b.index(function, b.signed(str(op.offset))) if op.offset else function, at.parts[0])


def inverse(at: Place) -> Box:
    """The inverse A⁻¹; of a transpose A⁻ᵀ, of an adjoint A⁻ᴴ."""
    inside = _transposed_in(at, at.inputs[0])
    if inside is None:
        return b.power(at.parts[0], b.signed("-1"))
    if (node := at.visible(inside, "conj")) is not None:
        return b.power(at.box(node.inputs[0]), _minus("adjoint"))
    return b.power(at.box(inside), _minus("transpose"))


def solved(at: Place) -> Box:
    """The solution of equations: the inverse times the right side."""
    return matrix_product([inverse(at), at.parts[1]])


def pseudo_inverse(at: Place) -> Box:
    """The Moore-Penrose inverse A⁺."""
    return b.power(at.parts[0], b.sign("plus"))


def least_squares(at: Place) -> Box:
    """The least squares solution A⁺ b."""
    return matrix_product([pseudo_inverse(at), at.parts[1]])


def cofactors(at: Place) -> Box:
    """The matrix of cofactors, or its derivative along directions."""
    return b.call(b.word("cof"), *at.parts)


def trace_of_product(at: Place) -> Box | None:
    """The sum of all elements of A ⊙ Bᵀ is tr(A B); None for another sum."""
    (x,) = at.inputs
    node = at.visible(x, "multiply")
    if node is None or x.ndim != 2 or at.op.axis != (0, 1) or len(node.inputs) != 2:
        return None
    for one, other in (node.inputs, node.inputs[::-1]):
        inside = mirrored(other)
        if inside is not None and one.dimensions == other.dimensions and at.visible(other, "dimshuffle") is not None:
            return b.call(b.word("tr"), matrix_product([at.box(one), at.box(inside)]))
    return None
