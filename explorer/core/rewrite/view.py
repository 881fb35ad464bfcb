"""One normal form of sums and products.

A product is a coefficient and a table of bases with exponents, whatever multiplications, quotients, signs and powers
it was written with; a sum is an offset and a table of terms with coefficients. Both are written back in one way: sorted,
n-ary, with one fraction bar. Rules that collect, cancel and match work on these views.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.chain import to_dtype
from explorer.core.expr import Constant, Expression, constant
from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.order import order_key
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.core.expr import Apply
    from explorer.core.types import Dimension

Number = int | float | complex
HALF = Fraction(1, 2)
_PRODUCTS = frozenset(
    {"multiply", "divide", "negative", "absorbing_multiply", "absorbing_divide", "power", "square", "sqrt",
     "reciprocal"}
)  # fmt: skip
_SUMS = frozenset({"add", "subtract"})
# A product of more factors than this is not taken apart again inside a larger one: long chains stay linear.
_LARGEST = 64


@dataclass(slots=True)
class Product:
    """``coefficient * prod(base ** exponent)``; ``absorbing`` where an exact zero wins over infinity."""

    coefficient: Number = 1
    powers: dict[Expression, Fraction] = field(default_factory=dict)
    absorbing: bool = False

    def times(self, base: Expression, exponent: Fraction) -> None:
        """Multiply by a power."""
        total = self.powers.get(base, Fraction(0)) + exponent
        self.powers[base] = total


@dataclass(slots=True)
class Sum:
    """``offset + sum(coefficient * term)``."""

    offset: Number = 0
    terms: dict[Expression, Number] = field(default_factory=dict)

    def plus(self, term: Expression, coefficient: Number) -> None:
        """Add a multiple of a term."""
        self.terms[term] = self.terms.get(term, 0) + coefficient


def number(expression: Expression) -> Number | None:
    """The value of a finite scalar constant, else None."""
    if isinstance(expression, Constant) and expression.ndim == 0 and expression.dtype.kind in "fciu":
        value = expression.value.item()
        return value if np.isfinite(value) else None
    return None


def is_product(expression: Expression) -> bool:
    """Whether the outermost operation is a multiplication, quotient, sign or power with a constant exponent."""
    node = expression.owner
    if node is None or node.op.name not in _PRODUCTS or expression.dtype.kind not in "fc":
        return False
    return node.op.name != "power" or _exponent(node) is not None


def is_sum(expression: Expression) -> bool:
    """Whether the outermost operation is an addition or subtraction."""
    node = expression.owner
    return node is not None and node.op.name in _SUMS and expression.dtype.kind in "fc"


def _exponent(node: Apply) -> Fraction | None:
    """The exponent of a power that is an integer or a half, small enough to be one."""
    value = number(node.inputs[1])
    if isinstance(value, int | float) and value * 2 == int(value * 2) and abs(value) <= 64:
        return Fraction(value)
    return None


def product_of(expression: Expression) -> Product:
    """The view of an expression as a product; one that is none is the product of itself."""
    view = Product()
    dtype = expression.dtype
    stack: list[tuple[Expression, Fraction]] = [(expression, Fraction(1))]
    while stack:
        part, exponent = stack.pop()
        value = number(part)
        if value is not None and exponent.denominator == 1 and (value != 0 or exponent > 0):
            view.coefficient = view.coefficient * value ** int(exponent)
            continue
        opened = _open(part, exponent) if part.dtype == dtype else None
        if opened is None:
            view.times(part, exponent)
            continue
        parts, sign, absorbing = opened
        if sign < 0:
            view.coefficient = -view.coefficient
        view.absorbing |= absorbing
        stack.extend(reversed(parts))
    return view


def _open(
    part: Expression, exponent: Fraction
) -> tuple[list[tuple[Expression, Fraction]], int, bool] | None:
    """The factors of a product raised to an exponent, its sign, and whether it absorbs; None for anything else."""
    node = part.owner
    if node is None or node.op.name not in _PRODUCTS or len(node.inputs) > _LARGEST:
        return None
    name = node.op.name
    inputs = node.inputs
    whole = exponent.denominator == 1
    if name == "sqrt":
        return ([(inputs[0], HALF * exponent)], 1, False) if whole else None
    if name in {"power", "square"}:
        inner = Fraction(2) if name == "square" else _exponent(node)
        # (x²)^½ is |x| and not x; other nested powers multiply.
        if inner is None or not whole:
            return None
        return ([(inputs[0], inner * exponent)] if inner else []), 1, False  # x ** 0 is 1, at 0 too
    if not whole:
        return None
    sign = -1 if name == "negative" and exponent % 2 else 1
    if name in {"divide", "absorbing_divide"}:
        return [(inputs[0], exponent), (inputs[1], -exponent)], sign, name == "absorbing_divide"
    if name == "reciprocal":
        return [(inputs[0], -exponent)], sign, False
    return [(x, exponent) for x in inputs], sign, name == "absorbing_multiply"


def sum_of(expression: Expression) -> Sum:
    """The view of an expression as a sum; one that is none is the sum of itself."""
    view = Sum()
    dtype = expression.dtype
    stack: list[tuple[Expression, Number]] = [(expression, 1)]
    while stack:
        part, coefficient = stack.pop()
        value = number(part)
        if value is not None:
            view.offset = view.offset + coefficient * value
            continue
        node = part.owner
        name = node.op.name if node is not None and part.dtype == dtype else ""
        if node is not None and name in _SUMS and len(node.inputs) <= _LARGEST:
            first, *rest = node.inputs
            scale = -coefficient if name == "subtract" else coefficient
            stack.extend((x, scale) for x in reversed(rest))
            stack.append((first, coefficient))
        elif node is not None and name == "negative":
            stack.append((node.inputs[0], -coefficient))
        elif node is not None and name == "multiply" and (scale_ := number(node.inputs[0])) is not None:
            rest = node.inputs[1:]
            stack.append((rest[0] if len(rest) == 1 else T.multiply(*rest), coefficient * scale_))
        else:
            view.plus(part, coefficient)
    return view


def write_power(base: Expression, exponent: Fraction) -> Expression:
    """``base ** exponent`` for a positive exponent, as people write it."""
    if exponent == 1:
        return base
    if exponent == HALF:
        return T.sqrt(base)
    value: Number = int(exponent) if exponent.denominator == 1 else float(exponent)
    return T.power(base, value)


def write_product(view: Product, like: Expression) -> Expression:
    """A product in its one form: coefficient, sorted bases, one fraction bar; of the shape and dtype of ``like``."""
    if view.coefficient == 0:
        return zero_like(like)
    above = [write_power(base, e) for base, e in view.powers.items() if e > 0]
    below = [write_power(base, -e) for base, e in view.powers.items() if e < 0]
    return fit(_fraction(view.coefficient, above, below, view.absorbing, like), like)


def _fraction(
    coefficient: Number, above: list[Expression], below: list[Expression], absorbing: bool, like: Expression
) -> Expression:
    wild: list[Expression] = []
    if absorbing:
        wild = [x for x in above if not values_of(x).finite]
        tame = [x for x in above if values_of(x).finite]
        singular = [x for x in below if not values_of(x).nonzero]
        if all(values_of(x).nonzero for x in tame) and all(values_of(x).finite for x in below):
            wild, singular = [], []
        if not wild and not singular:
            absorbing = False
        elif wild:
            above = tame
    negative = not isinstance(coefficient, complex) and coefficient < 0
    size = -coefficient if negative else coefficient
    factors = _sorted(above)
    if size != 1 or not factors:
        factors.insert(0, constant(size, dtype=_number_dtype(size, like)))
    result = factors[0] if len(factors) == 1 else T.multiply(*factors)
    if below and absorbing and singular:
        result = T.absorbing_divide(result, _multiply(below))
    elif below:
        result = T.divide(result, _multiply(below))
    if wild:
        result = T.absorbing_multiply(result, _multiply(wild))
    return T.negative(result) if negative else result


def _number_dtype(value: Number, like: Expression) -> np.dtype:
    if isinstance(value, complex) or like.dtype.kind != "c":
        return like.dtype
    return np.empty(0, like.dtype).real.dtype


def _multiply(factors: list[Expression]) -> Expression:
    ordered = _sorted(factors)
    return ordered[0] if len(ordered) == 1 else T.multiply(*ordered)


def _sorted(factors: Iterable[Expression]) -> list[Expression]:
    return sorted(factors, key=order_key)


def write_sum(view: Sum, like: Expression) -> Expression:
    """A sum in its one form: sorted terms, positive ones first, then those subtracted; the offset first."""
    positive: list[Expression] = []
    negative: list[Expression] = []
    for term in _sorted(term for term, c in view.terms.items() if c != 0):
        c = view.terms[term]
        below_zero = not isinstance(c, complex) and c < 0
        (negative if below_zero else positive).append(scaled(term, -c if below_zero else c))
    if view.offset != 0 or not (positive or negative):
        positive.insert(0, constant(view.offset, dtype=_number_dtype(view.offset, like)))
    if not positive:
        return fit(T.negative(_add(negative)), like)
    total = _add(positive)
    return fit(T.subtract(total, _add(negative)) if negative else total, like)


def _add(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else T.add(*terms)


def scaled(term: Expression, coefficient: Number) -> Expression:
    """``coefficient * term`` in normal form."""
    if coefficient == 1:
        return term
    view = product_of(term)
    view.coefficient = view.coefficient * coefficient
    return write_product(view, term)


def zero_like(like: Expression) -> Expression:
    """Zeros of the shape and dtype of ``like``."""
    return fit(constant(0, dtype=like.dtype), like)


def fit(result: Expression, like: Expression) -> Expression:
    """``result`` with the shape and dtype of ``like``: a rewrite never changes a type."""
    if result.ndim != like.ndim or result.type.broadcastable != like.type.broadcastable:
        result = _spread(result, like)
    return to_dtype(result, like.dtype)


def _spread(value: Expression, like: Expression) -> Expression:
    """A value broadcast to a shape that is read off what ``like`` is made of, and never off ``like`` itself."""
    for candidate in _near(like):
        if candidate.dimensions == like.dimensions:
            return T.fill(candidate, value)
    return T.alloc(value, *sizes_of(like))


def sizes_of(like: Expression) -> tuple[Expression, ...]:
    """The shape of an expression, read off what it is made of: a rewrite that asked for ``like`` would keep it."""
    near = _near(like)
    return tuple(_size(size, near, like, axis) for axis, size in enumerate(like.dimensions))


def _size(size: Dimension, near: list[Expression], like: Expression, axis: int) -> Expression:
    if isinstance(size, int):
        return constant(size)
    for candidate in near:
        if size in candidate.dimensions:
            return T.size_of(candidate, candidate.dimensions.index(size))
    return T.size_of(like, axis)


def _near(expression: Expression) -> list[Expression]:
    """What an expression is made of, nearest first but variables before all; not more than a few dozen."""
    found: dict[Expression, None] = {}
    queue = [expression]
    while queue and len(found) < _NEAR:
        node = queue.pop(0).owner
        for x in node.inputs if node is not None else ():
            if x not in found and not isinstance(x, Constant):
                found[x] = None
                queue.append(x)
    return sorted(found, key=lambda e: e.owner is not None)


_NEAR = 48
