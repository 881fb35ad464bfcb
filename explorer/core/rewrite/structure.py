"""What is known of a matrix as a whole: symmetry, zeros beside the diagonal, orthogonality, rows that sum to one.

A fact is declared (`explorer.core.ops.assumptions`) or follows from how the matrix is made, and is kept with the
expression. Of a stack it is known of each matrix, that is of the last two axes. As in `explorer.core.rewrite.facts`,
variables are taken to be finite.
"""

from __future__ import annotations

from enum import Flag, auto
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Constant
from explorer.core.op import Elementwise
from explorer.core.rewrite.analysis import analyse
from explorer.core.rewrite.number import number, scalar_spread
from explorer.core.rewrite.product import is_product, product_of
from explorer.core.rewrite.sums import is_sum, sum_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Apply, Expression


class Structure(Flag):
    """Facts about a matrix, as many as hold."""

    NONE = 0
    SYMMETRIC = auto()
    LOWER = auto()
    UPPER = auto()
    ORTHOGONAL = auto()
    POSITIVE_DEFINITE = auto()
    ROWS_SUM_TO_ONE = auto()
    DIAGONAL = SYMMETRIC | LOWER | UPPER


NONE, SYMMETRIC, LOWER, UPPER = Structure.NONE, Structure.SYMMETRIC, Structure.LOWER, Structure.UPPER
ORTHOGONAL, POSITIVE_DEFINITE = Structure.ORTHOGONAL, Structure.POSITIVE_DEFINITE
DIAGONAL, ROWS_SUM_TO_ONE = Structure.DIAGONAL, Structure.ROWS_SUM_TO_ONE

_DECLARED = {
    "symmetric": SYMMETRIC,
    "positive definite": POSITIVE_DEFINITE,
    "orthogonal": ORTHOGONAL,
    "diagonal": DIAGONAL,
    "lower triangular": LOWER,
    "upper triangular": UPPER,
    "rows sum to one": ROWS_SUM_TO_ONE,
}
_LARGEST = 1 << 16  # entries of a constant that are looked at


def structure_of(expression: Expression) -> Structure:
    """What is known of ``expression``."""
    known = expression.structure
    return known if known is not None else analyse(expression, "structure", _leaf, _operation)


def _leaf(expression: Expression) -> Structure:
    if not isinstance(expression, Constant) or not is_square(expression) or expression.value.size > _LARGEST:
        return NONE
    value = expression.value
    found = SYMMETRIC if np.array_equal(value, np.swapaxes(value, -1, -2)) else NONE
    found |= LOWER if not np.triu(value, 1).any() else NONE
    return found | (UPPER if not np.tril(value, -1).any() else NONE)


def _operation(expression: Expression, node: Apply) -> Structure:
    if not expression.ndim:
        return NONE
    rule = _RULES.get(node.op.name)
    found = NONE
    if rule is not None:
        found = rule(expression, node)
        if not is_square(expression):  # sizes that are only taken to be equal prove nothing
            found &= ROWS_SUM_TO_ONE
    elif is_square(expression) and isinstance(node.op, Elementwise):
        found = _elementwise(expression, node)
    return found | SYMMETRIC if LOWER | UPPER in found else found


def is_square(expression: Expression) -> bool:
    """Whether it is a matrix, or a stack of them, of as many rows as columns."""
    return expression.ndim > 1 and expression.dimensions[-1] == expression.dimensions[-2]


def _of(expression: Expression) -> Structure:
    known = expression.structure
    assert known is not None
    return known


def mirrored(expression: Expression) -> Expression | None:
    """What ``expression`` is the transpose of, where it is written as one."""
    node = expression.owner
    return (
        node.inputs[0]
        if node is not None and getattr(node.op, "is_transpose", False) and expression.ndim == 2
        else None
    )


def are_transposes(a: Expression, b: Expression) -> bool:
    """Whether two matrices are known to be each other's transpose."""
    return mirrored(a) is b or mirrored(b) is a or (a is b and bool(structure_of(a) & SYMMETRIC))


def chain(expression: Expression) -> list[Expression]:
    """The factors of a matrix product, however they were put together."""
    factors: list[Expression] = []
    stack = [expression]
    while stack:
        part = stack.pop()
        node = part.owner
        if node is not None and node.op.name == "dot":
            stack.extend(reversed(node.inputs))
        else:
            factors.append(part)
    return factors


# -------------------------------------------------------------------------------------------- what follows from what


def _declared(_: Expression, node: Apply) -> Structure:
    op: Any = node.op
    (x,) = node.inputs
    fact = _DECLARED[op.fact]
    if fact == POSITIVE_DEFINITE and x.dtype.kind != "c":
        fact |= SYMMETRIC
    return _of(x) | fact


def _elementwise(expression: Expression, node: Apply) -> Structure:
    """A function of symmetric matrices and numbers is symmetric; a sum or multiple of triangles is one."""
    matrices = [x for x in node.inputs if x.ndim]
    if not matrices or any(x.dimensions != expression.dimensions for x in matrices):
        return NONE
    common = reduce(and_, map(_of, matrices))
    found = common & SYMMETRIC
    if not found and is_sum(expression):
        found = _symmetric_sum(expression)
    if node.op.name in _LINEAR and all(x.ndim for x in node.inputs):
        found |= common & (LOWER | UPPER)
    if node.op.name == "multiply" and len(matrices) == 1:
        found |= common & (LOWER | UPPER)
    if node.op.name == "divide" and node.inputs[0].ndim and not node.inputs[1].ndim:
        found |= common & (LOWER | UPPER)
    if node.op.name == "add" and common & POSITIVE_DEFINITE and len(matrices) == len(node.inputs):
        found |= POSITIVE_DEFINITE
    return found


def _symmetric_sum(expression: Expression) -> Structure:
    """A + Aᵀ is symmetric."""
    terms = sum_of(expression).terms
    for term, coefficient in terms.items():
        if not term.ndim or structure_of(term) & SYMMETRIC:
            continue
        if term.dimensions != expression.dimensions:
            return NONE
        if not any(are_transposes(term, other) and coefficient == also for other, also in terms.items()):
            return NONE
    return SYMMETRIC


def _product(_: Expression, node: Apply) -> Structure:
    a, b = node.inputs
    if a.ndim != 2 or b.ndim != 2:
        return NONE
    found = _of(a) & _of(b) & (LOWER | UPPER | ORTHOGONAL | ROWS_SUM_TO_ONE)
    factors = _with_inverses(node.output())
    pairs = zip(factors, reversed(factors), strict=True)
    mirror = all(one == other and are_transposes(x, y) for (x, one), (y, other) in pairs)
    return found | SYMMETRIC if mirror or _is_weighted_square(a, b) else found


def _with_inverses(e: Expression) -> list[tuple[Expression, bool]]:
    """The factors of a product, and whether each is inverted: of A⁻¹ B, computed as a solution, both."""
    factors: list[tuple[Expression, bool]] = []
    stack = [e]
    while stack:
        part = stack.pop()
        name = part.owner.op.name if part.owner is not None else ""
        if part.owner is None or name not in {"dot", "solve", "inv"}:
            factors.append((part, False))
        elif name == "dot":
            stack.extend(reversed(part.owner.inputs))
        else:
            factors.append((part.owner.inputs[0], True))
            stack.extend(part.owner.inputs[1:])
    return factors


def _is_weighted_square(a: Expression, b: Expression) -> bool:
    """Whether it is Aᵀ diag(w) A, with the weights at one of the factors."""
    (left, columns), (right, rows) = _unweighted(a, 1), _unweighted(b, 0)
    return are_transposes(left, right) and not (columns and rows)


def _unweighted(x: Expression, axis: int) -> tuple[Expression, bool]:
    """A matrix without what scales it along an axis, and whether something does."""
    if not is_product(x):
        return x, False
    powers = product_of(x).powers
    matrices = [base for base in powers if base.dimensions == x.dimensions]
    others = [base for base in powers if base.dimensions != x.dimensions]
    along = all(not base.ndim or (base.dimensions[-1] != 1) == (axis == 1) for base in others)
    single = len(matrices) == 1 and powers[matrices[0]] == 1
    return (matrices[0], bool(others)) if single and along else (x, False)


def _outer(_: Expression, node: Apply) -> Structure:
    return SYMMETRIC if node.inputs[0] is node.inputs[1] else NONE


def _transpose(_: Expression, node: Apply) -> Structure:
    (x,) = node.inputs
    if not getattr(node.op, "is_transpose", False) or x.ndim != 2:
        return NONE
    facts = _of(x)
    found = facts & (SYMMETRIC | ORTHOGONAL | POSITIVE_DEFINITE)
    found |= UPPER if facts & LOWER else NONE
    return found | (LOWER if facts & UPPER else NONE)


def _inverse(_: Expression, node: Apply) -> Structure:
    return _of(node.inputs[0]) & (SYMMETRIC | LOWER | UPPER | ORTHOGONAL | POSITIVE_DEFINITE)


def _cofactors(_: Expression, node: Apply) -> Structure:
    return reduce(and_, map(_of, node.inputs)) & SYMMETRIC


def _symmetric(_: Expression, node: Apply) -> Structure:
    return _of(node.inputs[0]) & SYMMETRIC


def _identity(expression: Expression, node: Apply) -> Structure:
    op: Any = node.op
    return DIAGONAL | ORTHOGONAL | POSITIVE_DEFINITE if is_square(expression) and not op.offset else NONE


def _equal_numbers(expression: Expression, _: Apply) -> Structure:
    value = scalar_spread(expression)
    if value is None or not is_square(expression):
        return NONE
    return DIAGONAL if number(value) == 0 else SYMMETRIC


def _triangle(side: Structure) -> Callable[[Expression, Apply], Structure]:
    def rule(_: Expression, node: Apply) -> Structure:
        op: Any = node.op
        inside = _of(node.inputs[0]) & (LOWER | UPPER)
        return inside | (side if (op.k <= 0 if side == LOWER else op.k >= 0) else NONE)

    return rule


def _factor(index: int, found: Structure) -> Callable[[Expression, Apply], Structure]:
    """An output of a factorisation; an orthogonal one is square."""

    def rule(expression: Expression, _: Apply) -> Structure:
        real = expression.dtype.kind != "c"  # of complex matrices the factor is unitary
        here = getattr(expression, "index", 0) == index and is_square(expression)
        return found if here and (real or found != ORTHOGONAL) else NONE

    return rule


def _either(*rules: Callable[[Expression, Apply], Structure]) -> Callable[[Expression, Apply], Structure]:
    return lambda expression, node: reduce(or_, (rule(expression, node) for rule in rules))


def _probabilities(_: Expression, node: Apply) -> Structure:
    """exp(x - logsumexp(x)) over the last axis."""
    difference = node.inputs[0].owner
    if difference is None or difference.op.name != "subtract":
        return NONE
    x, total = difference.inputs
    if total.owner is None or total.owner.op.name != "logsumexp" or total.owner.inputs[0] is not x:
        return NONE
    op: Any = total.owner.op
    return ROWS_SUM_TO_ONE if op.axis == (x.ndim - 1,) and (op.keepdims or x.ndim == 1) else NONE


def _shares(_: Expression, node: Apply) -> Structure:
    """softmax(x) over the last axis."""
    op: Any = node.op
    return ROWS_SUM_TO_ONE if op.axis == (node.inputs[0].ndim - 1,) else NONE


_LINEAR = frozenset({"add", "subtract", "negative"})
_RULES: dict[str, Callable[[Expression, Apply], Structure]] = {
    "assume": _declared,
    "softmax": _shares,
    "dot": _product,
    "outer": _outer,
    "dimshuffle": _transpose,
    "inv": _inverse,
    "solve": lambda expression, node: _product(expression, node) & SYMMETRIC,
    "cofactors": _cofactors,
    "expm": _symmetric,
    "eye": _identity,
    "fill": _equal_numbers,
    "alloc": _equal_numbers,
    "diag": lambda *_: DIAGONAL,
    "tril": _triangle(LOWER),
    "triu": _triangle(UPPER),
    "cholesky": lambda *_: LOWER,
    "qr": _either(_factor(0, ORTHOGONAL), _factor(1, UPPER)),
    "eigh": _factor(1, ORTHOGONAL),
    "exp": _either(_probabilities, lambda e, node: _elementwise(e, node) if is_square(e) else NONE),
}
